// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DEVICE_FILE_H
#define TINYWASM_DEVICE_FILE_H

// What a device keeps until the power is back: keys, above all. It lies in the engine's filestore
// as one of the engine's own files, whose name begins with '.', which no guest, host function,
// shell command or transfer can name; whoever reads raw flash reads it. The last bytes of the file
// are of the SHA-256 of the others and find what is torn or foreign, not who means harm: what was
// read is to be looked at like any input.
//
// Of the engine's thread, from start on, not from an ISR or a host function.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_DEVICE_FILE_CHECK_BYTES 8u

// Reads what was saved, at most `size` bytes: `file` has room for them and the check behind them.
// NOENT: there is none, or no filestore; CORRUPT: it is damaged, or longer.
TW_MUST_CHECK tw_err_t tw_device_file_read(tw_engine_t *engine, const char *name, uint8_t *file,
                                           uint32_t size, uint32_t *read_size);
// Saves the first `size` bytes of `file`, which has room for the check behind them: after a loss of
// power it is the old file or the new one. STATE without a mounted filestore; BUSY while a file is
// saved; what a save answers.
TW_MUST_CHECK tw_err_t tw_device_file_save(tw_engine_t *engine, const char *name, uint8_t *file,
                                           uint32_t size);
// OK also if there is none.
TW_MUST_CHECK tw_err_t tw_device_file_remove(tw_engine_t *engine, const char *name);

#ifdef __cplusplus
}
#endif
#endif
