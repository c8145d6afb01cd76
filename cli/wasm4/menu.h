// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_MENU_H
#define CLI_WASM4_MENU_H

// What a window shows over the game: a menu, the palette, what went wrong. It is drawn as on any
// display, into the picture.

#include "tinywasm/display.h"
#include "tinywasm/wasm4.h"

// A picture in memory, 0x00RRGGBB.
struct canvas {
    tw_display_t display;
    uint32_t pixels[TW_WASM4_HEIGHT * TW_WASM4_WIDTH];
};

enum choice {
    CHOICE_CONTINUE,
    CHOICE_SAVE,
    CHOICE_LOAD,
    CHOICE_RESTART,
    CHOICE_PALETTE,
    CHOICE_QUIT,
    CHOICE_COUNT
};

void canvas_init(struct canvas *canvas);
// The console's picture.
void canvas_show(struct canvas *canvas, const tw_wasm4_t *console);

void menu_draw(struct canvas *canvas, enum choice selected);
// The four colours and their numbers, at the lower edge.
void palette_draw(struct canvas *canvas, const tw_wasm4_t *console);
// One line at the upper edge.
void note_draw(struct canvas *canvas, const char *text);
// A text of any length in a box, and below it what to do.
void failure_draw(struct canvas *canvas, const char *text);

#endif
