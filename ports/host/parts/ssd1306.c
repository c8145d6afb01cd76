// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An OLED panel of 128x64 pixels with an SSD1306, at I2C address 0x3c: its memory, how that is
// addressed, and what of it the panel shows. A byte that its datasheet does not know is refused.

#include "models.h"

#define WIDTH 128u
#define PAGES 8u
#define HEIGHT (8u * PAGES)
#define IS_ONE 0x80u   // of a control byte: another one follows the next byte
#define IS_DATA 0x40u  // and that byte is data
#define ARGUMENTS 6u

enum addressing { BY_COLUMNS, BY_ROWS, IN_PAGE };

static struct {
    uint8_t memory[PAGES][WIDTH];
    uint32_t page;
    uint32_t column;
    uint32_t pages[2];  // first and last, but in a page
    uint32_t columns[2];
    uint32_t addressing;
    bool is_on;
    bool has_pump;  // without it nothing lights up
    bool is_all_lit;
    bool is_inverse;
    bool is_turned_x;
    bool is_turned_y;
    uint32_t start_line;
    uint32_t rows;
    // the transfer
    bool has_control;
    uint8_t control;
    uint8_t command;
    uint8_t arguments[ARGUMENTS];
    uint32_t argument_count;
    uint32_t missing;
} state = {.pages = {0, PAGES - 1},
           .columns = {0, WIDTH - 1},
           .addressing = IN_PAGE,
           .rows = HEIGHT,
           .is_turned_x = true,
           .is_turned_y = true};

static void draw(sim_display_t *display, uint8_t *rgb) {
    (void)display;
    for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
        uint32_t x = state.is_turned_x ? WIDTH - 1 - i % WIDTH : i % WIDTH;
        uint32_t y = state.is_turned_y ? HEIGHT - 1 - i / WIDTH : i / WIDTH;
        uint32_t row = (y + state.start_line) % HEIGHT;
        bool is_set = (state.memory[row / 8][x] >> row % 8 & 1u) != 0;
        bool is_lit = state.is_all_lit || is_set != state.is_inverse;
        uint8_t level = state.is_on && state.has_pump && y < state.rows && is_lit ? 0xff : 0;
        rgb[3 * i] = level;
        rgb[3 * i + 1] = level;
        rgb[3 * i + 2] = level;
    }
}

static sim_display_t panel = {.name = "ssd1306", .width = WIDTH, .height = HEIGHT, .draw = draw};

// ---- memory -------------------------------------------------------------------------------------

// To the next one of a range; true if that was its end.
static bool advance(uint32_t *at, const uint32_t *range) {
    bool is_last = *at == range[1];
    *at = is_last ? range[0] : *at + 1;
    return is_last;
}

static void take_data(uint8_t byte) {
    state.memory[state.page][state.column] = byte;
    if (state.addressing == IN_PAGE) {
        state.column = (state.column + 1) % WIDTH;
    } else if (state.addressing == BY_ROWS) {
        (void)(advance(&state.page, state.pages) && advance(&state.column, state.columns));
    } else {
        (void)(advance(&state.column, state.columns) && advance(&state.page, state.pages));
    }
}

// ---- commands -----------------------------------------------------------------------------------

// How many bytes follow the command; ARGUMENTS + 1: there is no such command.
static uint32_t arguments_of(uint8_t command) {
    static const uint8_t alone[] = {0x2e, 0x2f, 0xa0, 0xa1, 0xa4, 0xa5, 0xa6,
                                    0xa7, 0xae, 0xaf, 0xc0, 0xc8, 0xe3};
    static const uint8_t with_one[] = {0x20, 0x81, 0x8d, 0xa8, 0xad, 0xd3, 0xd5, 0xd9, 0xda, 0xdb};
    bool is_alone = command < 0x20 || (command >= 0x40 && command < 0x80) ||
                    (command >= 0xb0 && command < 0xb8);
    for (uint32_t i = 0; i < sizeof alone && !is_alone; i++) {
        is_alone = command == alone[i];
    }
    if (is_alone) {
        return 0;
    }
    for (uint32_t i = 0; i < sizeof with_one; i++) {
        if (command == with_one[i]) {
            return 1;
        }
    }
    return command == 0x21 || command == 0x22 ? 2 : ARGUMENTS + 1;
}

static void set_place(uint8_t command) {
    if (command < 0x10) {
        state.column = (state.column & 0x70u) | command;
    } else if (command < 0x20) {
        state.column = (state.column & 0x0fu) | (command & 7u) << 4;
    } else if (command >= 0xb0 && command < 0xb8) {
        state.page = command & 7u;
    } else if (command >= 0x40 && command < 0x80) {
        state.start_line = command & 0x3fu;
    }
}

static void set_range(uint32_t *range, uint32_t *at, uint32_t size) {
    range[0] = state.arguments[0] % size;
    range[1] = state.arguments[1] % size;
    *at = range[0];
}

static void set_argument(uint8_t command) {
    uint8_t value = state.arguments[0];
    switch (command) {
        case 0x20:
            state.addressing = value & 3u;
            break;
        case 0x21:
            set_range(state.columns, &state.column, WIDTH);
            break;
        case 0x22:
            set_range(state.pages, &state.page, PAGES);
            break;
        case 0x8d:
            state.has_pump = (value & 4u) != 0;
            break;
        case 0xa8:
            state.rows = (value & 0x3fu) + 1u;
            break;
        default:
            break;
    }
}

static void set_switch(uint8_t command) {
    bool *const switches[] = {&state.is_all_lit, &state.is_inverse, &state.is_on};
    static const uint8_t off[] = {0xa4, 0xa6, 0xae};
    for (uint32_t i = 0; i < sizeof off; i++) {
        if ((command & 0xfeu) == off[i]) {
            *switches[i] = (command & 1u) != 0;
        }
    }
    // The panel is mounted the other way round.
    if ((command & 0xfeu) == 0xa0) {
        state.is_turned_x = (command & 1u) == 0;
    } else if ((command & 0xf7u) == 0xc0) {
        state.is_turned_y = (command & 8u) == 0;
    }
}

static bool take_command(uint8_t byte) {
    if (state.missing == 0) {
        state.command = byte;
        state.argument_count = 0;
        state.missing = arguments_of(byte);
    } else {
        state.arguments[state.argument_count++] = byte;
        state.missing--;
    }
    if (state.missing > ARGUMENTS) {
        state.missing = 0;
        return false;
    }
    if (state.missing == 0) {
        set_place(state.command);
        set_argument(state.command);
        set_switch(state.command);
    }
    return true;
}

// ---- the bus ------------------------------------------------------------------------------------

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    (void)is_read;
    state.has_control = false;
}

static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    if (!state.has_control) {
        state.control = byte;
        state.has_control = true;
        return (byte & ~(IS_ONE | IS_DATA)) == 0;
    }
    state.has_control = (state.control & IS_ONE) == 0;
    sim_display_changed(&panel);
    if ((state.control & IS_DATA) != 0) {
        take_data(byte);
        return true;
    }
    return take_command(byte);
}

// Its status: bit 6 says that the panel is off.
static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    return state.is_on ? 0 : 0x40;
}

void sim_ssd1306_attach(void) {
    static sim_i2c_chip_t chip = {
        .address = 0x3c, .start = start, .write = write_byte, .read = read_byte};
    sim_i2c_attach(&chip);
    sim_display_register(&panel);
}
