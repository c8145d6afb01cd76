// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "interp/boards/boards.h"

const tw_interp_t *tw__boards_interp(void) {
    return &tw_interp_core;
}

const tw_keeper_t *tw__boards_keeper(void) {
    return &tw_keeper;
}
