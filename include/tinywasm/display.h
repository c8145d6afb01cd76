// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_DISPLAY_H
#define TINYWASM_DISPLAY_H

// Displays: drawing, the same on each of them, for the application and for modules. A driver makes
// the display (tinywasm/ssd1306.h, ssd0303.h, ssd0323.h, st7735.h, st7789.h); which one a
// board has, tw_board_display knows (tinywasm/board_devices.h).
//
//     tw_display_t *display = NULL;
//     tw_err_t err = tw_board_display(&display);
//     tw_display_text(display, 0, 0, 2, "pong", 4, TW_COLOR_WHITE);
//     err = tw_display_show(display);
//
// Drawing changes a frame in RAM, which the application gave to the driver; tw_display_show sends
// what has changed since the last time: the smallest rectangle that holds all of it. A driver that
// has no frame draws at once. Whatever lies outside of the display is left out, and any coordinates
// may be given. x counts from the left edge, y from the upper one, in pixels.
//
// A colour is 0xRRGGBB. Displays show what they can: one of one colour lights a pixel if a
// component is 0x80 or above, one of greys shows the brightness, one with a palette the nearest of
// its colours.
//
// Link tinywasm::hardware. Nothing here may be called from an ISR.

#include <stddef.h>

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_COLOR_BLACK 0x000000u
#define TW_COLOR_WHITE 0xffffffu
#define TW_COLOR_GREY 0x808080u
#define TW_COLOR_RED 0xff0000u
#define TW_COLOR_GREEN 0x00ff00u
#define TW_COLOR_BLUE 0x0000ffu
#define TW_COLOR_YELLOW 0xffff00u
#define TW_COLOR_CYAN 0x00ffffu
#define TW_COLOR_MAGENTA 0xff00ffu

// Pixels of a character at size 1, the space beside and below it included.
#define TW_DISPLAY_CHAR_WIDTH 5
#define TW_DISPLAY_CHAR_HEIGHT 8
#define TW_DISPLAY_TEXT_SIZE_MAX 8u

// Pixels [x0, x1) x [y0, y1). Empty if x0 == x1.
typedef struct tw_display_area {
    uint16_t x0;
    uint16_t y0;
    uint16_t x1;
    uint16_t y1;
} tw_display_area_t;

typedef struct tw_display tw_display_t;

// A driver's side. Areas lie in the display and are not empty.
typedef struct tw_display_ops {
    // The display's own number for a colour, which `fill` gets.
    uint32_t (*reduce)(const tw_display_t *display, uint32_t color);
    void (*fill)(tw_display_t *display, const tw_display_area_t *area, uint32_t value);
    // Sends that area of the frame. NULL: `fill` draws at once, and leaves its first failure in
    // err.
    tw_err_t (*send)(tw_display_t *display, const tw_display_area_t *area);
} tw_display_ops_t;

// A driver's object begins with this. Its fields are the driver's and the drawing functions'.
struct tw_display {
    tw_device_t device;
    tw_host_module_t module;
    const tw_display_ops_t *ops;
    uint16_t width;
    uint16_t height;
    tw_display_area_t changed;
    tw_err_t err;
};

// ---- drawing ------------------------------------------------------------------------------------

uint32_t tw_display_width(const tw_display_t *display);
uint32_t tw_display_height(const tw_display_t *display);

// All of it black.
void tw_display_clear(tw_display_t *display);
void tw_display_pixel(tw_display_t *display, int32_t x, int32_t y, uint32_t color);
// From one pixel to the other, both included. Pixel i of the longer direction lies in the other one
// at the nearest pixel of the true line; half-way, at the one further from the first end.
void tw_display_line(tw_display_t *display, int32_t x0, int32_t y0, int32_t x1, int32_t y1,
                     uint32_t color);
// A frame of one pixel around width x height pixels, itself included; nothing if one of them is not
// above 0.
void tw_display_rect(tw_display_t *display, int32_t x, int32_t y, int32_t width, int32_t height,
                     uint32_t color);
void tw_display_fill_rect(tw_display_t *display, int32_t x, int32_t y, int32_t width,
                          int32_t height, uint32_t color);

// Bytes of a bitmap: rows from top to bottom, each begins with a byte, the most significant bit is
// to the left.
static inline uint64_t tw_display_bitmap_bytes(uint32_t width, uint32_t height) {
    return ((uint64_t)width + 7) / 8 * height;
}
// The pixels whose bits are 1 get the colour, the others stay as they are. bits has
// tw_display_bitmap_bytes(width, height) bytes.
void tw_display_bitmap(tw_display_t *display, int32_t x, int32_t y, int32_t width, int32_t height,
                       const uint8_t *bits, uint32_t color);

// UTF-8 text of length bytes, whose first character has its upper left corner at (x, y). A
// character has 5 x 8 pixels times size, 1 to TW_DISPLAY_TEXT_SIZE_MAX (what is beyond counts as
// the nearest). '\n' begins a new line at x; printable ASCII has its shapes, and every other
// character is a box. What is behind the letters stays.
void tw_display_text(tw_display_t *display, int32_t x, int32_t y, uint32_t size, const char *text,
                     size_t length, uint32_t color);

// Sends what has changed, and returns when the display has it; sends nothing if nothing has. After
// a failure the change is still to be sent. IO if the display does not answer; what else the bus
// refused is INVAL or UNSUPPORTED. Of a display without a frame: the first failure since the last
// call.
TW_MUST_CHECK tw_err_t tw_display_show(tw_display_t *display);

// A message: clears, writes the text from the upper left corner in as many lines as it needs, white
// and of size 1, and shows.
TW_MUST_CHECK tw_err_t tw_display_message(tw_display_t *display, const char *text, size_t length);

// ---- for modules --------------------------------------------------------------------------------

// For tw_engine_add_device: modules may import `display` (bridge/display.wit), the same functions.
// Application and modules draw on one frame, and each of them may show it; who is drawn over is
// theirs to settle, or the table's (tinywasm/hold.h): each call asks for the key `display`, number
// 0 (tinywasm/grant.h). Without the grant the module traps, and the fault says which line is
// missing; and where somebody else holds the display it says who. display outlives the engine.
tw_device_t *tw_display_device(tw_display_t *display);

#ifdef __cplusplus
}
#endif
#endif
