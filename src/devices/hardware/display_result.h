// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DISPLAY_RESULT_H
#define TINYWASM_DISPLAY_RESULT_H

#include "hal.h"
#include "tinywasm/error.h"

static inline tw_err_t tw__display_err(hal_result_t result) {
    return result == HAL_OK        ? TW_ERR_OK
           : result == HAL_ABSENT  ? TW_ERR_UNSUPPORTED
           : result == HAL_INVALID ? TW_ERR_INVAL
                                   : TW_ERR_IO;
}

#endif
