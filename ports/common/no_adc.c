// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// For a port without converters.

#include "hal.h"

int32_t hal_adc_read(uint32_t channel) {
    (void)channel;
    return HAL_ABSENT;
}
