// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.
#ifndef BRIDGE_TW_HOST_DISPLAY_H
#define BRIDGE_TW_HOST_DISPLAY_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// The board's display (tinywasm/display.h). Drawing changes a frame, `show` sends what has changed.
// x counts from the left edge, y from the upper one, in pixels; what lies outside is left out. A
// color is 0xRRGGBB; the display shows what it can.

// What modules import as "display", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_display;

tw_err_t tw_host_display_width(tw_call_t *call, uint32_t *result);

tw_err_t tw_host_display_height(tw_call_t *call, uint32_t *result);

// All of it black.
tw_err_t tw_host_display_clear(tw_call_t *call);

tw_err_t tw_host_display_pixel(tw_call_t *call, int32_t x, int32_t y, uint32_t color);

// Both ends are included.
tw_err_t tw_host_display_line(tw_call_t *call, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                              uint32_t color);

// A frame of one pixel.
tw_err_t tw_host_display_rect(tw_call_t *call, int32_t x, int32_t y, int32_t width, int32_t height,
                              uint32_t color);

tw_err_t tw_host_display_fill_rect(tw_call_t *call, int32_t x, int32_t y, int32_t width,
                                   int32_t height, uint32_t color);

// Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
// pixels whose bits are 1 get the color. Traps if bits has fewer than
// (width + 7) / 8 * height bytes.
tw_err_t tw_host_display_bitmap(tw_call_t *call, int32_t x, int32_t y, uint32_t width,
                                uint32_t height, tw_list_t bits, uint32_t color);

// Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
tw_err_t tw_host_display_text(tw_call_t *call, int32_t x, int32_t y, uint32_t size, tw_str_t text,
                              uint32_t color);

// False if the display did not take it.
tw_err_t tw_host_display_show(tw_call_t *call, bool *result);

// Clears, writes the text in as many lines as it needs, and shows.
tw_err_t tw_host_display_message(tw_call_t *call, tw_str_t text);

// The same.
tw_err_t tw_host_display_message1(tw_call_t *call, tw_str_t text);

#ifdef __cplusplus
}
#endif
#endif
