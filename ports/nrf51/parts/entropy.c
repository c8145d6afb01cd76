// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The random number generator, which makes bytes of thermal noise; bias correction is on.

#include "hal.h"
#include "nrf51.h"

#define START PORT_REG(0x4000d000u)
#define STOP PORT_REG(0x4000d004u)
#define VALUE_READY PORT_REG(0x4000d100u)
#define CONFIG PORT_REG(0x4000d504u)
#define VALUE PORT_REG(0x4000d508u)
#define CONFIG_CORRECT_BIAS 1u
#define BYTE_MOST_MS 50u  // 0.7 ms on the average

static bool next(uint8_t *byte) {
    uint32_t start = hal_ticks_ms();
    while (VALUE_READY == 0) {
        if (hal_ticks_ms() - start > BYTE_MOST_MS) {
            return false;
        }
    }
    VALUE_READY = 0;
    *byte = (uint8_t)VALUE;
    return true;
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    CONFIG = CONFIG_CORRECT_BIAS;
    VALUE_READY = 0;
    START = 1;
    size_t count = 0;
    while (count < size && next((uint8_t *)bytes + count)) {
        count++;
    }
    STOP = 1;
    return count == size ? HAL_OK : HAL_FAILED;
}
