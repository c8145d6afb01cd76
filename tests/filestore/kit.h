// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FILESTORE_KIT_H
#define TESTS_FILESTORE_KIT_H

// The kit that every filestore must pass, on the PC (test_kit.c) and on boards
// (tests/boards/store); what a read-only store cannot do it must deny. It stands on cmocka's
// assertions alone.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/filestore.h"

// A mounted store with the files "a" (5 bytes), "empty" (0) and "long" (300 bytes: 0, 1, 2 ...).
struct kit {
    tw_filestore_t *fs;
    bool is_writable;
};

struct kit_test {
    const char *name;
    void (*run)(void **state);  // *state: a struct kit
};

#define KIT_LONG_BYTES 300u
extern uint8_t kit_long_bytes[KIT_LONG_BYTES];
extern const struct kit_test kit_tests[];
extern const uint32_t kit_test_count;

// Before the first set-up.
void kit_init(void);
// Saves the files into a formatted and mounted store that is writable; *state becomes kit.
void kit_set_up(void **state, struct kit *kit);
void kit_ok(tw_err_t err);

#endif
