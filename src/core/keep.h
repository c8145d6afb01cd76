// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_KEEP_H
#define TW_CORE_KEEP_H

// Kept code: a loaded module as an image that a later load adopts where it lies, without reading
// the module's code again. tinywasm/interp.h (tw_interp_keep_t) says what each promises.

#include "core/core.h"

extern const uint32_t tw__keep_id[TW_KEEP_ID_WORDS];
uint32_t tw__keep_size(const tw_interp_module_t *module);
tw_err_t tw__keep_write(const tw_interp_module_t *module, tw_keep_write_fn_t write, void *ctx);
tw_err_t tw__keep_adopt(void *store, const char *name, const tw_kept_t *kept,
                        tw_interp_module_t **module);

#endif
