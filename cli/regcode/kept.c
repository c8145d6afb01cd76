// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "interp/boards/boards.h"
#include "regcode.h"

const tw_interp_t *regcode_kept_interp(void) {
    return tw__boards_interp();
}

const tw_keeper_t *regcode_keeper(void) {
    return tw__boards_keeper();
}
