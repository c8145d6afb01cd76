// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-run: instantiate, call what is exported. What does not load is left to fuzz-load: -1 keeps
// it out of the corpus.

#include "guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct guest guest;
    tw_module_t *module;
    tw_err_t err;
    guest_open(&guest, 1024u * 1024u);
    err = guest_load(&guest, bytes, size, &module);
    if (err == TW_ERR_OK) {
        guest_run(&guest, module);
        guest_unload(&guest, module);
    }
    guest_close(&guest);
    return err == TW_ERR_OK ? 0 : -1;
}
