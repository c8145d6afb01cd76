// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_COUNTERS_H
#define APPS_COUNTERS_H

// What the applications with counters on a display share.

#include "tinywasm/display.h"

#include "hal.h"

#define COUNTERS_BYTES 40
#define COUNTERS_LARGE_HEIGHT 64u  // pixels of a display that has room for large letters

typedef struct counters {
    uint32_t pings;  // calls of the module
    uint32_t pongs;  // and by it
} counters_t;

// Writes name and number behind at; the end.
static inline char *counters_write(char *at, const char *name, uint32_t number) {
    uint32_t unit = 1;
    while (*name != '\0') {
        *at++ = *name++;
    }
    while (number / unit >= 10) {
        unit *= 10;
    }
    for (; unit != 0; unit /= 10) {
        *at++ = (char)('0' + number / unit % 10);
    }
    return at;
}

// On the console, and on the display if there is one, else NULL.
static inline tw_err_t counters_show(const counters_t *counters, tw_display_t *display) {
    char text[COUNTERS_BYTES];
    char *end = counters_write(text, "ping ", counters->pings);
    end = counters_write(end, "\npong ", counters->pongs);
    *end = '\n';
    hal_console_write(text, (size_t)(end + 1 - text));
    if (display == NULL) {
        return TW_ERR_OK;
    }
    uint32_t size = tw_display_height(display) < COUNTERS_LARGE_HEIGHT ? 1 : 2;
    tw_display_clear(display);
    tw_display_text(display, 0, 0, size, text, (size_t)(end - text), TW_COLOR_WHITE);
    return tw_display_show(display);
}

#endif
