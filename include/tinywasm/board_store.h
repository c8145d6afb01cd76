// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BOARD_STORE_H
#define TINYWASM_BOARD_STORE_H

// The filestore that a board has, by its data in board.h: on a SPI NOR chip, on a memory card, in
// the chip's own flash (on the PC in the file flash.img, or the one that TINYWASM_FLASH names), or,
// where there is nothing to write to, in RAM, until the power goes. Firmware links
// tinywasm::board_store, and is then the same on every board:
//
//     tw_filestore_t *store = NULL;
//     tw_err_t err = tw_board_store(&store);
//     err = err == TW_ERR_OK ? tw_filestore_mount(store) : err;
//
// A mount of flash that was never formatted answers CORRUPT: format it when somebody says so.

#include "tinywasm/filestore.h"

#ifdef __cplusplus
extern "C" {
#endif

// Makes the store ready to be mounted, or formatted; it may be mounted already if this was called
// before, and is always the same one. It and the RAM that it works in last as long as the program.
// IO if the flash does not answer, NOENT if there is no card, INVAL or NOMEM if board.h says what
// cannot be. Not from an ISR.
TW_MUST_CHECK tw_err_t tw_board_store(tw_filestore_t **store);

#ifdef __cplusplus
}
#endif
#endif
