// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW__FILESTORE_NAME_H
#define TW__FILESTORE_NAME_H

#include "tinywasm/filestore.h"

// OK, INVAL, or DENIED for the engine's own names. A store lists names that are OK or DENIED; those
// that are DENIED stop at tw_filestore_list.
static inline tw_err_t tw__filestore_check_name(const char *name) {
    if (name == NULL || name[0] == '\0') {
        return TW_ERR_INVAL;
    }
    for (uint32_t i = 0; name[i] != '\0'; i++) {
        if (i == TW_FILESTORE_NAME_BYTES || name[i] < ' ' || name[i] > '~' || name[i] == '/') {
            return TW_ERR_INVAL;
        }
    }
    return name[0] == '.' ? TW_ERR_DENIED : TW_ERR_OK;
}

#endif
