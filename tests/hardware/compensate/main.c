// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The driver of the BME280 on the PC's I2C bus, for tests/hardware/run_hardware.py: a line has the
// chip's trimming values (33 bytes) and raw numbers (8), in hexadecimal digits; the answer is what
// the driver makes of them: temperature, humidity and pressure, each a number or a code.

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "hal.h"
#include "sim.h"
#include "tinywasm/bme280.h"

#define ADDRESS 0x77u
#define LOW_BYTES 26u
#define TRIM_BYTES 33u
#define RAW_BYTES 8u
#define LINE_BYTES 100

static uint8_t registers[256];
static uint8_t at;
static bool has_register;

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    has_register = is_read;
}

// What the driver writes is of no concern here.
static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    at = has_register ? at : byte;
    has_register = true;
    return true;
}

static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    return registers[at++];
}

static bool read_line(const char *line) {
    uint8_t bytes[TRIM_BYTES + RAW_BYTES];
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        unsigned value = 0;
        if (sscanf(line + 2 * i, "%2x", &value) != 1) {
            return false;
        }
        bytes[i] = (uint8_t)value;
    }
    memcpy(&registers[0x88], bytes, LOW_BYTES);
    memcpy(&registers[0xe1], bytes + LOW_BYTES, TRIM_BYTES - LOW_BYTES);
    memcpy(&registers[0xf7], bytes + TRIM_BYTES, RAW_BYTES);
    return true;
}

static void answer(tw_bme280_t *chip) {
    static const tw_sensor_quantity_t quantities[] = {TW_SENSOR_TEMPERATURE, TW_SENSOR_HUMIDITY,
                                                      TW_SENSOR_PRESSURE};
    for (uint32_t i = 0; i < 3; i++) {
        int32_t value = 0;
        tw_err_t err = tw_sensor_read(&chip->sensor, quantities[i], &value);
        if (err == TW_ERR_OK) {
            printf("%d ", (int)value);
        } else {
            printf("%s ", tw_err_name(err));
        }
    }
}

int main(void) {
    static sim_i2c_chip_t model = {
        .address = ADDRESS, .start = start, .write = write_byte, .read = read_byte};
    char line[LINE_BYTES];
    clock_start(true, 0);
    sim_i2c_attach(&model);
    registers[0xd0] = 0x60;
    if (hal_i2c_configure(0, 100000) != HAL_OK) {
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL && read_line(line)) {
        tw_bme280_t chip;
        if (tw_bme280_init(&chip, 0, ADDRESS) == TW_ERR_OK) {
            answer(&chip);
        } else {
            printf("%s", tw_sensor_problem(&chip.sensor));
        }
        printf("\n");
    }
    return 0;
}
