// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The drivers of displays on a machine that writes down what is sent: run_display.py draws with
// lines of text and decodes the buses. The first argument names the display. Each line is answered
// by one `= RESULT`, behind a line for each transfer: `i ADDRESS BYTES`, `c BYTES` or `d BYTES`
// (SPI, commands or data), and `p PIN LEVEL` for the reset pin, `s MS` for a sleep. `fail N`: the
// transfer after the next N fails.

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "hal.h"
#include "tinywasm/ssd0303.h"
#include "tinywasm/ssd0323.h"
#include "tinywasm/ssd1306.h"
#include "tinywasm/st7789.h"

#define DATA_PIN 7u
#define RESET_PIN 9u
#define LINE_BYTES 1000

static bool is_data;
static int32_t left = -1;  // transfers until one fails; below 0: none does

// ---- the machine --------------------------------------------------------------------------------

static void print_bytes(const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        (void)printf("%02x", bytes[i]);
    }
    (void)printf("\n");
}

static bool fails(void) {
    bool is_now = left == 0;
    left -= left >= 0;
    return is_now;
}

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    return bus > 1 ? HAL_ABSENT : hz == 0 ? HAL_INVALID : HAL_OK;
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    (void)in;
    if (fails()) {
        return HAL_NO_ANSWER;
    }
    if (bus != 1 || in_size != 0) {
        return HAL_INVALID;
    }
    (void)printf("i %02" PRIx32 " ", address);
    print_bytes((const uint8_t *)out, out_size);
    return HAL_OK;
}

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    return bus > 1 ? HAL_ABSENT : hz == 0 || mode != 0 ? HAL_INVALID : HAL_OK;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (fails()) {
        return HAL_FAILED;
    }
    if (bus != 1 || select != 2 || part_count != 1 || parts->in != NULL) {
        return HAL_INVALID;
    }
    (void)printf("%c ", is_data ? 'd' : 'c');
    print_bytes(parts->out, parts->size);
    return HAL_OK;
}

hal_result_t hal_gpio_configure(uint32_t pin, hal_gpio_mode_t mode) {
    return (pin == DATA_PIN || pin == RESET_PIN) && mode == HAL_GPIO_OUTPUT ? HAL_OK : HAL_INVALID;
}

hal_result_t hal_gpio_write(uint32_t pin, bool is_high) {
    if (pin == DATA_PIN) {
        is_data = is_high;
    } else {
        (void)printf("p %" PRIu32 " %d\n", pin, is_high);
    }
    return HAL_OK;
}

void hal_sleep_ms(uint32_t ms) {
    (void)printf("s %" PRIu32 "\n", ms);
}

// ---- the displays -------------------------------------------------------------------------------

static uint8_t frame[TW_ST7735_FRAME_BYTES(135, 240)];
static union {
    tw_display_t display;
    tw_display_paged_t paged;
    tw_ssd0323_t ssd0323;
    tw_st7735_t st7735;
} made;

static tw_err_t open_bus(tw_display_bus_t *bus, bool is_spi, uint32_t number) {
    const tw_display_i2c_t i2c = {number, 400000, 0x3c};
    const tw_display_spi_t spi = {number, 1000000, 2, DATA_PIN, RESET_PIN};
    return is_spi ? tw_display_bus_spi(bus, &spi) : tw_display_bus_i2c(bus, &i2c);
}

static tw_err_t open_st7735(const tw_display_bus_t *bus, bool has_frame) {
    const tw_st7735_config_t config = {.width = 80,
                                       .height = 131,
                                       .x_offset = 26,
                                       .y_offset = 1,
                                       .rotation = 0xc8,
                                       .is_inverted = true,
                                       .frame = has_frame ? frame : NULL};
    return tw_st7735_init(&made.st7735, bus, &config);
}

// A panel of 135x240, in the middle of the controller's memory.
static tw_err_t open_st7789(const tw_display_bus_t *bus) {
    const tw_st7735_config_t config = {.width = 135,
                                       .height = 240,
                                       .x_offset = 52,
                                       .y_offset = 40,
                                       .is_inverted = true,
                                       .frame = frame};
    return tw_st7789_init(&made.st7735, bus, &config);
}

static tw_err_t open_panel(const char *name, const tw_display_bus_t *bus) {
    if (strcmp(name, "ssd0323") == 0) {
        return tw_ssd0323_init(&made.ssd0323, bus, frame);
    }
    if (strcmp(name, "ssd0303") == 0) {
        return tw_ssd0303_init(&made.paged, bus, frame);
    }
    if (strncmp(name, "st7735", 6) == 0) {
        return open_st7735(bus, strcmp(name, "st7735") == 0);
    }
    if (strcmp(name, "st7789") == 0) {
        return open_st7789(bus);
    }
    const tw_ssd1306_panel_t *panel = strcmp(name, "ssd1306-72x40") == 0    ? &tw_ssd1306_72x40
                                      : strcmp(name, "ssd1306-128x32") == 0 ? &tw_ssd1306_128x32
                                                                            : &tw_ssd1306_128x64;
    return tw_ssd1306_init(&made.paged, bus, panel, frame,
                           (size_t)panel->width * panel->height / 8);
}

static tw_err_t open_display(const char *name) {
    tw_display_bus_t bus;
    bool is_spi = strcmp(name, "ssd0323") == 0 || strncmp(name, "st77", 4) == 0 ||
                  strcmp(name, "ssd1306-spi") == 0;
    memset(frame, 0xa5, sizeof frame);
    tw_err_t err = open_bus(&bus, is_spi, 1);
    return err == TW_ERR_OK ? open_panel(name, &bus) : err;
}

// What a bus that is not there, and a frame that is too small, give.
static tw_err_t open_wrongly(const char *name) {
    tw_display_bus_t bus;
    if (strcmp(name, "no-bus") == 0) {
        return open_bus(&bus, false, 2);
    }
    if (strcmp(name, "no-clock") == 0) {
        const tw_display_i2c_t wiring = {1, 0, 0x3c};
        return tw_display_bus_i2c(&bus, &wiring);
    }
    tw_err_t err = open_bus(&bus, true, 1);
    if (err == TW_ERR_OK && strcmp(name, "small-frame") == 0) {
        return tw_ssd1306_init(&made.paged, &bus, &tw_ssd1306_128x64, frame, 1023);
    }
    const tw_st7735_config_t config = {.width = 132, .height = 162, .x_offset = 31};
    const tw_st7735_config_t larger = {.width = 240, .height = 320, .y_offset = 1};
    if (err == TW_ERR_OK && strcmp(name, "too-large-st7789") == 0) {
        return tw_st7789_init(&made.st7735, &bus, &larger);
    }
    return err == TW_ERR_OK ? tw_st7735_init(&made.st7735, &bus, &config) : err;
}

static int32_t obey(char *line) {
    static command_t command;
    int32_t result = 0;
    command_read(&command, line);
    if (command_is(&command, "fail")) {
        left = command.numbers[0];
    } else if (!command_draw(&command, &made.display, &result)) {
        return INT32_MIN;
    }
    return result;
}

int main(int argc, char **argv) {
    char line[LINE_BYTES];
    bool is_wrong = argc == 3;  // NAME wrong
    int32_t result = is_wrong ? open_wrongly(argv[1]) : argc == 2 ? open_display(argv[1]) : 1;
    (void)printf("= %" PRId32 "\n", result);
    (void)fflush(stdout);
    while (result == TW_ERR_OK && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        (void)printf("= %" PRId32 "\n", obey(line));
        (void)fflush(stdout);
    }
    return result == TW_ERR_OK ? 0 : 1;
}
