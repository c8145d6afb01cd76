// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "tw_host_entropy.h"

tw_err_t tw_host_entropy_read(tw_call_t *call, tw_buffer_t buffer, int32_t *result) {
    (void)call;
    *result = hal_entropy_read(buffer.bytes, buffer.count);
    return TW_ERR_OK;
}
