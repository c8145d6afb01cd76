// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "screen.h"

#include "app.h"
#include "board.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/st7789.h"

#define MARK_WIDTH (2 * TW_DISPLAY_CHAR_WIDTH)

static tw_display_t *display;
static uint32_t size;  // pixels of the picture's side on the display
static int32_t left;
static int32_t top;

// ---- the display --------------------------------------------------------------------------------

#ifdef BOARD_TFT_BUS

// Its frame has 16 colours: those of texts, which stay, then the cart's.
static uint32_t palette[TW_ST7735_COLORS] = {TW_COLOR_BLACK, TW_COLOR_WHITE, TW_COLOR_YELLOW};
#define CART_COLORS (&palette[3])

#define IS_ST7735 (APP_PANEL_WIDTH <= 132 && APP_PANEL_HEIGHT <= 162)

static tw_err_t open_display(void) {
    static uint8_t frame[TW_ST7735_FRAME_BYTES(APP_PANEL_WIDTH, APP_PANEL_HEIGHT)];
    static tw_st7735_t panel;
    static const tw_display_spi_t wiring = {BOARD_TFT_BUS, BOARD_TFT_HZ, BOARD_TFT_SELECT,
                                            BOARD_TFT_DATA_PIN, BOARD_TFT_RESET_PIN};
    static const tw_st7735_config_t config = {.width = APP_PANEL_WIDTH,
                                              .height = APP_PANEL_HEIGHT,
                                              .is_inverted = APP_PANEL_INVERTED != 0,
                                              .frame = frame,
                                              .palette = palette};
    tw_display_bus_t bus;
    tw_err_t err = tw_display_bus_spi(&bus, &wiring);
    display = &panel.display;
    if (err != TW_ERR_OK) {
        return err;
    }
    return IS_ST7735 ? tw_st7735_init(&panel, &bus, &config)
                     : tw_st7789_init(&panel, &bus, &config);
}

static void set_palette(const uint32_t *colors) {
    for (uint32_t i = 0; i < TW_WASM4_COLORS; i++) {
        CART_COLORS[i] = colors[i];
    }
}

#else

static tw_err_t open_display(void) {
    return tw_board_display(&display);
}

static void set_palette(const uint32_t *colors) {
    (void)colors;
}

#endif

tw_err_t screen_init(void) {
    tw_err_t err = open_display();
    if (err == TW_ERR_OK) {
        uint32_t width = tw_display_width(display);
        uint32_t height = tw_display_height(display);
        size = width < height ? width : height;
        size = size < TW_WASM4_WIDTH ? size : TW_WASM4_WIDTH;
        left = (int32_t)(width - size) / 2;
        top = (int32_t)(height - size) / 2;
    }
    return err;
}

// ---- texts --------------------------------------------------------------------------------------

static void print(int32_t x, uint32_t row, const char *text, uint32_t color) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    tw_display_text(display, x, (int32_t)(row * TW_DISPLAY_CHAR_HEIGHT), 1, text, length, color);
}

tw_err_t screen_list(char (*names)[TW_FILESTORE_NAME_BYTES + 1], uint32_t count, uint32_t chosen) {
    uint32_t rows = tw_display_height(display) / TW_DISPLAY_CHAR_HEIGHT;
    uint32_t first = chosen < rows ? 0 : chosen - rows + 1;
    tw_display_clear(display);
    print(0, 0, count == 0 ? "no carts: tw put" : "", TW_COLOR_WHITE);
    for (uint32_t i = first; i < count && i - first < rows; i++) {
        print(0, i - first, i == chosen ? ">" : "", TW_COLOR_YELLOW);
        print(MARK_WIDTH, i - first, names[i], i == chosen ? TW_COLOR_YELLOW : TW_COLOR_WHITE);
    }
    return tw_display_show(display);
}

void screen_clear(void) {
    tw_display_clear(display);
}

tw_err_t screen_message(const char *text) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return tw_display_message(display, text, length);
}

// ---- the picture --------------------------------------------------------------------------------

// Pixel i of the side shows pixel source(i) of the picture.
static uint32_t source(uint32_t i) {
    return i * TW_WASM4_WIDTH / size;
}

static void draw_row(uint32_t y, const uint8_t *indices, const uint32_t *colors) {
    uint32_t from = 0;
    for (uint32_t x = 1; x <= size; x++) {
        uint32_t index = indices[source(from)];
        if (x == size || indices[source(x)] != index) {
            tw_display_fill_rect(display, left + (int32_t)from, top + (int32_t)y,
                                 (int32_t)(x - from), 1, colors[index]);
            from = x;
        }
    }
}

tw_err_t screen_picture(const tw_wasm4_t *console) {
    uint8_t indices[TW_WASM4_WIDTH];
    uint32_t colors[TW_WASM4_COLORS];
    tw_wasm4_palette(console, colors);
    set_palette(colors);
    for (uint32_t y = 0; y < size; y++) {
        tw_wasm4_row(console, source(y), indices);
        draw_row(y, indices, colors);
    }
    return tw_display_show(display);
}
