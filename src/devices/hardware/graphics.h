// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_GRAPHICS_H
#define TINYWASM_GRAPHICS_H

// What the drivers of displays share.

#include "tinywasm/display.h"
#include "tinywasm/display_bus.h"
#include "tinywasm/ssd1306.h"

// A display that nobody has drawn on: all of it is to be sent.
void tw__display_init(tw_display_t *display, const tw_display_ops_t *ops, uint16_t width,
                      uint16_t height);

// Of an area of a frame of 4 bits a pixel, row_bytes a row, the left one of two in the upper half.
void tw__display_fill_nibbles(uint8_t *frame, uint32_t row_bytes, const tw_display_area_t *area,
                              uint32_t value);

// Sends size bytes, as many pieces as it takes.
tw_err_t tw__display_write(const tw_display_bus_t *bus, bool is_data, const uint8_t *bytes,
                           size_t size);

// A controller that keeps eight pixels, one below the other, in a byte: sends the commands that
// switch it on, shows a black frame and lights the panel. bus, frame and column are set already.
tw_err_t tw__paged_start(tw_display_paged_t *paged, uint16_t width, uint16_t height,
                         const uint8_t *commands, size_t size);

#endif
