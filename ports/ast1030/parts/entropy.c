// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The random number generator of the system control unit, which has a new word each microsecond.

#include "hal.h"
#include "port.h"

#define CTRL PORT_REG(0x7e6e2524u)
#define DATA PORT_REG(0x7e6e2540u)
#define CTRL_OFF 1u
#define WORD_US 2u
#define SAME_MOST 32u  // words that may be alike before the source is called broken

static uint32_t next_word(void) {
    uint32_t start = hal_counter_read();
    while (hal_counter_read() - start < hal_counter_hz() / 1000000u * WORD_US) {
    }
    return DATA;
}

// A word that differs from the last one: a source that stands still is found out.
static bool draw(uint32_t *word) {
    uint32_t last = *word;
    for (uint32_t i = 0; i < SAME_MOST && *word == last; i++) {
        *word = next_word();
    }
    return *word != last;
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    CTRL &= ~CTRL_OFF;
    uint32_t word = next_word();
    for (size_t i = 0; i < size; i++) {
        if (i % 4 == 0 && !draw(&word)) {
            return HAL_FAILED;
        }
        to[i] = (uint8_t)(word >> 8 * (i % 4));
    }
    return HAL_OK;
}
