// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A TFT panel of 128x160 pixels with an ST7735, at SPI select line 2; pin 26 tells data from
// commands, pin 27 low resets it. For 120 ms after a reset it takes no commands.

#include "models.h"

#define WIDTH 128u
#define HEIGHT 160u
#define SELECT 2u
#define DATA_PIN 26u
#define RESET_PIN 27u
#define RESET_US 120000u
#define ARGUMENTS 4u
#define BITS_16 5u
#define BOTTOM_UP 0x80u  // of the order
#define RIGHT_TO_LEFT 0x40u
#define BY_COLUMNS 0x20u
#define IS_BGR 0x08u

static struct {
    uint16_t memory[HEIGHT][WIDTH];
    uint64_t ready_us;
    uint8_t command;
    uint8_t arguments[ARGUMENTS];
    uint32_t argument_count;
    uint32_t columns[2];
    uint32_t rows[2];
    uint32_t x;
    uint32_t y;
    uint8_t order;
    uint8_t format;
    bool is_awake;
    bool is_on;
    bool is_inverse;
    bool has_half;  // of a pixel
    uint8_t half;
} state;

static void reset(void) {
    state.is_awake = false;
    state.is_on = false;
    state.is_inverse = false;
    state.order = 0;
    state.format = 6;
    state.ready_us = sim_now_us() + RESET_US;
}

// ---- the panel ----------------------------------------------------------------------------------

static void draw(sim_display_t *display, uint8_t *rgb) {
    (void)display;
    bool is_dark = !state.is_awake || !state.is_on;
    for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
        uint32_t pixel = state.memory[i / WIDTH][i % WIDTH];
        pixel = is_dark ? 0 : state.is_inverse ? pixel ^ 0xffffu : pixel;
        uint8_t red = (uint8_t)(pixel >> 11 << 3 | pixel >> 13);
        uint8_t blue = (uint8_t)((pixel & 0x1fu) << 3 | (pixel >> 2 & 7u));
        rgb[3 * i] = (state.order & IS_BGR) != 0 ? blue : red;
        rgb[3 * i + 1] = (uint8_t)((pixel >> 5 & 0x3fu) << 2 | (pixel >> 9 & 3u));
        rgb[3 * i + 2] = (state.order & IS_BGR) != 0 ? red : blue;
    }
}

static sim_display_t panel = {.name = "st7735", .width = WIDTH, .height = HEIGHT, .draw = draw};

static void store(uint16_t pixel) {
    bool is_swapped = (state.order & BY_COLUMNS) != 0;
    uint32_t x = is_swapped ? state.y : state.x;
    uint32_t y = is_swapped ? state.x : state.y;
    if (x < WIDTH && y < HEIGHT) {
        x = (state.order & RIGHT_TO_LEFT) != 0 ? WIDTH - 1 - x : x;
        y = (state.order & BOTTOM_UP) != 0 ? HEIGHT - 1 - y : y;
        state.memory[y][x] = pixel;
    }
}

static void take_pixel(uint8_t byte) {
    state.has_half = !state.has_half;
    if (state.has_half) {
        state.half = byte;
        return;
    }
    store((uint16_t)(state.half << 8 | byte));
    if (state.x++ == state.columns[1]) {
        state.x = state.columns[0];
        state.y = state.y == state.rows[1] ? state.rows[0] : state.y + 1;
    }
}

// ---- commands -----------------------------------------------------------------------------------

static void take_command(uint8_t byte) {
    state.command = byte;
    state.argument_count = 0;
    switch (byte) {
        case 0x01:
            reset();
            break;
        case 0x10:
        case 0x11:
            state.is_awake = byte == 0x11;
            break;
        case 0x20:
        case 0x21:
            state.is_inverse = byte == 0x21;
            break;
        case 0x28:
        case 0x29:
            state.is_on = byte == 0x29;
            break;
        case 0x2c:
            state.x = state.columns[0];
            state.y = state.rows[0];
            state.has_half = false;
            break;
        default:
            break;
    }
}

static void set_range(uint32_t *range) {
    range[0] = (uint32_t)state.arguments[0] << 8 | state.arguments[1];
    range[1] = (uint32_t)state.arguments[2] << 8 | state.arguments[3];
}

static void take_argument(uint8_t byte) {
    if (state.argument_count == ARGUMENTS) {
        return;
    }
    state.arguments[state.argument_count++] = byte;
    if (state.command == 0x36) {
        state.order = byte;
    } else if (state.command == 0x3a) {
        state.format = byte & 7u;
    } else if (state.argument_count == ARGUMENTS && state.command == 0x2a) {
        set_range(state.columns);
    } else if (state.argument_count == ARGUMENTS && state.command == 0x2b) {
        set_range(state.rows);
    }
}

// ---- the bus ------------------------------------------------------------------------------------

static void start(sim_spi_chip_t *chip) {
    (void)chip;
}

static uint8_t exchange(sim_spi_chip_t *chip, uint8_t byte) {
    (void)chip;
    if (sim_now_us() < state.ready_us || !sim_pin_level(RESET_PIN)) {
        return 0xff;
    }
    if (!sim_pin_level(DATA_PIN)) {
        take_command(byte);
    } else if (state.command != 0x2c) {
        take_argument(byte);
    } else if (state.format == BITS_16) {
        take_pixel(byte);
    }
    sim_display_changed(&panel);
    return 0xff;
}

static void reset_changed(sim_pin_watch_t *watch, bool is_high) {
    (void)watch;
    if (!is_high) {
        reset();
    }
}

void sim_st7735_attach(void) {
    static sim_spi_chip_t chip = {.select = SELECT, .start = start, .exchange = exchange};
    static sim_pin_watch_t watch = {.pin = RESET_PIN, .changed = reset_changed};
    reset();
    state.ready_us = 0;
    sim_pin_drive(RESET_PIN, true);  // a resistor; who drives the pin wins
    sim_spi_attach(&chip);
    sim_pin_watch(&watch);
    sim_display_register(&panel);
}
