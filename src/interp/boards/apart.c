// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/keep.h"
#include "interp/boards/boards.h"

// Compiled with the names of the second core, so tw_interp_core is that one's here, and tw_keeper.
// The engine knows the further tables of the other by name, and must be told those of this one.

static tw_interp_t interp;

const tw_interp_keep_t tw_interp_core_keep = {&interp, tw__keep_id, tw__keep_size, tw__keep_write,
                                              tw__keep_adopt};

const tw_interp_t *tw__boards_interp(void) {
    interp = tw_interp_core;
    interp.name = "boards";
    interp.inspect = &tw_interp_core_inspect;
    interp.slices = &tw_interp_core_slices;
    return &interp;
}

const tw_keeper_t *tw__boards_keeper(void) {
    return &tw_keeper;
}
