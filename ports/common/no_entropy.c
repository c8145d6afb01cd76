// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without a source of random bytes.

#include "hal.h"

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    (void)bytes;
    (void)size;
    return HAL_ABSENT;
}
