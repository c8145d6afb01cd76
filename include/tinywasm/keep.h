// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_KEEP_H
#define TINYWASM_KEEP_H

// Kept code: what a load has made of a file's module stays in the filestore, beside the file, so
// that the next load of it makes nothing. With `config.keeper = &tw_keeper`, loads of files
// (tw_module_load_file, tw_file_load_begin) look for it first. Where the store maps, the code is
// run where it lies and takes no RAM; elsewhere it is read into the arena. A load that finds none
// makes code as ever, and keeps it if the store takes it: that is no part of the load's success.
//
// Kept code is used only if it was made by this build of the core, with these options, of a file
// with this SHA-256, and is not torn (a CRC-32); otherwise it is removed and made anew. It goes
// when its file is saved anew or removed, and gives way to a save that needs its room. A rom store
// has what was put there: `tw translate` makes it on the PC. Names of more than 61 bytes have none.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const tw_keeper_t tw_keeper;

// The bytes that the kept code of file `name` takes of the filestore, fit for use or not; 0: there
// is none. Also INVAL, DENIED (names), STATE (no filestore, or not mounted), IO.
TW_MUST_CHECK tw_err_t tw_keep_size(tw_engine_t *engine, const char *name, uint32_t *bytes);
// Removes it; OK also if there is none. BUSY: a loaded module runs it, or a save has begun.
TW_MUST_CHECK tw_err_t tw_keep_drop(tw_engine_t *engine, const char *name);

#ifdef __cplusplus
}
#endif
#endif
