// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW__FILESTORE_NAME_H
#define TW__FILESTORE_NAME_H

#include "tinywasm/error.h"

// OK, INVAL, or DENIED for the engine's own names. A store lists only names that are OK.
tw_err_t tw__filestore_check_name(const char *name);

#endif
