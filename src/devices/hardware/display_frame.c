// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A frame of 4 bits a pixel.

#include "graphics.h"

void tw__display_fill_nibbles(uint8_t *frame, uint32_t row_bytes, const tw_display_area_t *area,
                              uint32_t value) {
    for (uint32_t y = area->y0; y < area->y1; y++) {
        for (uint32_t x = area->x0; x < area->x1; x++) {
            uint8_t *target = &frame[row_bytes * y + x / 2];
            uint32_t shift = (x & 1u) != 0 ? 0 : 4;
            *target = (uint8_t)((*target & 0xf0u >> shift) | value << shift);
        }
    }
}
