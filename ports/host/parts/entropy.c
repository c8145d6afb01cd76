// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The system's random bytes.

#include "hal.h"

#include <stdio.h>

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    FILE *source = fopen("/dev/urandom", "rb");
    if (source == NULL) {
        return HAL_FAILED;
    }
    setbuf(source, NULL);  // takes no more than it gives
    size_t count = fread(bytes, 1, size, source);
    fclose(source);
    return count == size ? HAL_OK : HAL_FAILED;
}
