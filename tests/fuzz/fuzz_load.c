// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-load: decode, validate, translate.

#include "guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct guest guest;
    tw_module_t *module;
    guest_open(&guest, 256u * 1024u);
    if (guest_load(&guest, bytes, size, &module) == TW_ERR_OK) {
        guest_unload(&guest, module);
    }
    guest_close(&guest);
    return 0;
}
