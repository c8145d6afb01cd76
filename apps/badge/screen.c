// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "screen.h"

#include "hal.h"

#define LARGE_HEIGHT 64u  // pixels of a display that has room for a large heading
#define ROW_HEIGHT (TW_DISPLAY_CHAR_HEIGHT)

static tw_display_t *display;

void screen_init(tw_display_t *of) {
    display = of;
}

static uint32_t heading_size(void) {
    return tw_display_height(display) < LARGE_HEIGHT ? 1 : 2;
}

uint32_t screen_rows(void) {
    return display == NULL ? UINT32_MAX
                           : tw_display_height(display) / ROW_HEIGHT + 1 - heading_size();
}

void screen_clear(void) {
    if (display != NULL) {
        tw_display_clear(display);
    }
}

// The console must not be led astray by what a module writes.
static void print(const char *label, const char *text, size_t size) {
    hal_console_print(label);
    for (size_t i = 0; i < size; i++) {
        bool is_control = (unsigned char)text[i] < ' ' || text[i] == 0x7f;
        hal_console_write(is_control ? "?" : &text[i], 1);
    }
    hal_console_print("\n");
}

tw_err_t screen_write(uint32_t row, const char *label, const char *text, size_t size) {
    print(label, text, size);
    if (display == NULL) {
        return TW_ERR_OK;
    }
    uint32_t scale = row == 0 ? heading_size() : 1;
    int32_t y = (int32_t)((row == 0 ? 0 : row - 1 + heading_size()) * ROW_HEIGHT);
    tw_display_fill_rect(display, 0, y, (int32_t)tw_display_width(display),
                         (int32_t)(scale * ROW_HEIGHT), TW_COLOR_BLACK);
    tw_display_text(display, 0, y, scale, text, size, TW_COLOR_WHITE);
    return tw_display_show(display);
}
