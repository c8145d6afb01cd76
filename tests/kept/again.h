// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_KEPT_AGAIN_H
#define TESTS_KEPT_AGAIN_H

// Loads a module as a file, whose code is then kept, and loads it again from that: for harnesses
// that run modules with kept code on. The engine is made with `again_store` as its filestore and
// &tw_keeper as its keeper.

#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"

struct again {
    tw_filestore_ram_t store;
    void *bytes;
};

// NULL: there is no memory. A module of module_size bytes at most fits in it.
tw_filestore_t *again_store(struct again *again, size_t module_size);
void again_close(struct again *again);
// As tw_module_load; STATE if the second load did not run what was kept.
tw_err_t again_load(struct again *again, tw_engine_t *engine, const void *bytes, size_t size,
                    tw_module_t **module);
// Flips bit i, modulo the bits that there are, of what is kept, which no module uses. False:
// nothing is kept.
bool again_damage(struct again *again, uint64_t i);
// Loads what was saved before once more.
tw_err_t again_reload(tw_engine_t *engine, tw_module_t **module);

#endif
