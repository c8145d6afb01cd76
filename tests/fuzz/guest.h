// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FUZZ_GUEST_H
#define TESTS_FUZZ_GUEST_H

// Untrusted modules through the public API, for the fuzz targets and for tests/badinput: loaded
// whole or in pieces, instantiated, every exported function called with little fuel. Whatever the
// library promises of any input is checked on the way, and a broken promise ends in abort():
// every failure has a code and a fault of the same code with a text, results have the types that
// were declared, and what was taken of the arena comes back.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/tinywasm.h"

struct guest {
    tw_engine_t *engine;
    void *arena;
    size_t used;         // bytes of the arena after the start
    uint64_t seen;       // hash of all that calls gave: results, traps, fuel, memory, globals
    uint32_t run_count;  // calls that were made
};

// An engine in an arena of that size, ended by guest_close.
void guest_open(struct guest *guest, size_t arena_size);
void guest_close(struct guest *guest);
// One that keeps code in a filestore, NULL for none.
void guest_open_kept(struct guest *guest, size_t arena_size, tw_filestore_t *filestore);

// Loads whole, or in pieces whose sizes follow from seed (0: byte by byte). After an error
// *module is NULL and nothing is left.
tw_err_t guest_load(struct guest *guest, const uint8_t *bytes, size_t size, tw_module_t **module);
tw_err_t guest_feed(struct guest *guest, const uint8_t *bytes, size_t size, uint32_t seed,
                    tw_module_t **module);
// What tw_module_check_begin and its like come to; nothing is left. That must be what loading comes
// to, but for memory, and for modules that are cut off: of these the check sees more.
tw_err_t guest_check(struct guest *guest, const uint8_t *bytes, size_t size, uint32_t seed);
bool guest_agrees(tw_err_t loaded, tw_err_t checked);
// Instantiates, calls every export, looks at memory and globals, destroys. The module stays.
void guest_run(struct guest *guest, tw_module_t *module);
// The module goes, and the arena must be as it was after the start.
void guest_unload(struct guest *guest, tw_module_t *module);

#endif
