// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_BINDGEN_HOST_H
#define TESTS_BINDGEN_HOST_H

// An application of the bridge hostile, and what it has seen.

#include "hostile.h"

#define THINGS 8

extern struct host {
    const uint8_t *memory;  // set: what functions are given lies in its 64 KiB
    bool is_outside;        // something did not
    uint32_t calls;         // of functions that count them
    uint32_t double_frees;
    uint32_t cancels;
    tw_pending_t pending;
    uint32_t number;
    uint8_t flips;  // what fill turns over
} host;

uint32_t host_things(void);  // that exist

#endif
