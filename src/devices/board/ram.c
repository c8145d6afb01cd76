// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The store of a board that has nothing to write to: in RAM.

#include "board.h"
#include "tinywasm/board_store.h"

tw_err_t tw_board_store(tw_filestore_t **store) {
    static _Alignas(4) uint8_t buffer[BOARD_RAM_STORE_SIZE];
    static tw_filestore_ram_t ram;
    *store = &ram.base;
    if (ram.buffer == NULL) {
        tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    }
    return TW_ERR_OK;
}
