// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Random bits of the ring oscillator, which drifts against the crystal. They are neither even nor
// independent: of each pair of bits that differ the first one counts, and four such bits are added
// to one.

#include "hal.h"
#include "port.h"

#define RANDOM_BIT PORT_REG(0x4006001cu)
#define BITS_ADDED 4u
#define PAIRS_MOST 256u  // that are alike before the source is called broken
#define BETWEEN 8u       // turns of a loop: some periods of the oscillator

static uint32_t draw(void) {
    for (volatile uint32_t i = 0; i < BETWEEN; i++) {
    }
    return RANDOM_BIT & 1u;
}

// An even bit; false if the source stands still.
static bool draw_even(uint32_t *bit) {
    for (uint32_t i = 0; i < PAIRS_MOST; i++) {
        *bit = draw();
        if (draw() != *bit) {
            return true;
        }
    }
    return false;
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    for (size_t i = 0; i < 8u * BITS_ADDED * size; i++) {
        uint32_t bit = 0;
        if (!draw_even(&bit)) {
            return HAL_FAILED;
        }
        size_t place = i / BITS_ADDED;
        uint8_t before = i % (8u * BITS_ADDED) == 0 ? 0 : to[place / 8u];
        to[place / 8u] = (uint8_t)(before ^ bit << place % 8u);
    }
    return HAL_OK;
}
