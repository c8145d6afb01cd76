// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "menu.h"

#include <stdio.h>
#include <string.h>

#define ROW 12
#define MENU_WIDTH 84
#define MENU_HEIGHT (CHOICE_COUNT * ROW + 8)
#define LINE_CHARS 28  // of a failure
#define PAPER 0x101018u
#define INK 0xf0f0f0u
#define MARK 0xffc04du

// ---- the canvas ---------------------------------------------------------------------------------

static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    (void)display;
    return color;
}

static void fill(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    struct canvas *canvas = (struct canvas *)display;
    for (uint32_t y = area->y0; y < area->y1; y++) {
        for (uint32_t x = area->x0; x < area->x1; x++) {
            canvas->pixels[y * TW_WASM4_WIDTH + x] = value;
        }
    }
}

void canvas_init(struct canvas *canvas) {
    static const tw_display_ops_t ops = {.reduce = reduce, .fill = fill};
    memset(canvas, 0, sizeof *canvas);
    canvas->display.ops = &ops;
    canvas->display.width = TW_WASM4_WIDTH;
    canvas->display.height = TW_WASM4_HEIGHT;
}

void canvas_show(struct canvas *canvas, const tw_wasm4_t *console) {
    for (uint32_t y = 0; y < TW_WASM4_HEIGHT; y++) {
        tw_wasm4_row_rgb(console, y, canvas->pixels + (size_t)y * TW_WASM4_WIDTH);
    }
}

static void print(struct canvas *canvas, int32_t x, int32_t y, const char *text, uint32_t color) {
    tw_display_text(&canvas->display, x, y, 1, text, strlen(text), color);
}

static void box(struct canvas *canvas, int32_t x, int32_t y, int32_t width, int32_t height) {
    tw_display_fill_rect(&canvas->display, x, y, width, height, PAPER);
    tw_display_rect(&canvas->display, x, y, width, height, INK);
}

// ---- what is shown ------------------------------------------------------------------------------

void menu_draw(struct canvas *canvas, enum choice selected) {
    static const char *const texts[CHOICE_COUNT] = {"Continue", "Save state", "Load state",
                                                    "Restart",  "Palette",    "Quit"};
    int32_t x = (TW_WASM4_WIDTH - MENU_WIDTH) / 2;
    int32_t y = (TW_WASM4_HEIGHT - MENU_HEIGHT) / 2;
    box(canvas, x, y, MENU_WIDTH, MENU_HEIGHT);
    for (int i = 0; i < CHOICE_COUNT; i++) {
        bool is_selected = i == (int)selected;
        print(canvas, x + 16, y + 6 + i * ROW, texts[i], is_selected ? MARK : INK);
        print(canvas, x + 7, y + 6 + i * ROW, is_selected ? ">" : "", MARK);
    }
}

void palette_draw(struct canvas *canvas, const tw_wasm4_t *console) {
    int32_t width = TW_WASM4_WIDTH / TW_WASM4_COLORS;
    uint32_t colors[TW_WASM4_COLORS];
    char text[16];
    tw_wasm4_palette(console, colors);
    for (int32_t i = 0; i < TW_WASM4_COLORS; i++) {
        tw_display_fill_rect(&canvas->display, i * width, TW_WASM4_HEIGHT - 22, width, 12,
                             colors[i]);
        tw_display_fill_rect(&canvas->display, i * width, TW_WASM4_HEIGHT - 10, width, 10, PAPER);
        snprintf(text, sizeof text, "%06x", (unsigned)colors[i]);
        print(canvas, i * width + 5, TW_WASM4_HEIGHT - 9, text, INK);
    }
}

void note_draw(struct canvas *canvas, const char *text) {
    tw_display_fill_rect(&canvas->display, 0, 0, TW_WASM4_WIDTH, 11, PAPER);
    print(canvas, 4, 2, text, MARK);
}

void failure_draw(struct canvas *canvas, const char *text) {
    char line[LINE_CHARS + 1];
    size_t rows = (strlen(text) + LINE_CHARS - 1) / LINE_CHARS;
    int32_t height = (int32_t)rows * 10 + 32;
    int32_t y = (TW_WASM4_HEIGHT - height) / 2;
    box(canvas, 5, y, TW_WASM4_WIDTH - 10, height);
    for (size_t row = 0; row < rows; row++) {
        snprintf(line, sizeof line, "%s", text + row * LINE_CHARS);
        print(canvas, 10, y + 6 + (int32_t)row * 10, line, INK);
    }
    print(canvas, 10, y + height - 16, "R: restart   Esc: quit", MARK);
}
