// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_WASM4_PICTURE_H
#define APPS_WASM4_PICTURE_H

#include "tinywasm/wasm4.h"

// Saves the console's picture as a BMP file of 16 colours, 12,918 bytes. Errors are the store's.
TW_MUST_CHECK tw_err_t picture_save(const tw_wasm4_t *console, tw_filestore_t *store,
                                    const char *name);

#endif
