// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The formulas are those of the data sheet (Bosch, BST-BME280-DS002, 4.2.3), worked out without
// floats. They are unsigned here, so that trimming values which came damaged wrap: what is wrong
// then is out of the chip's range, as a rule.

#include "tinywasm/bme280.h"

#include "chip.h"

#define ID 0xd0u
#define ID_BME280 0x60u
#define RESET 0xe0u
#define RESET_NOW 0xb6u
#define CTRL_HUM 0xf2u
#define STATUS 0xf3u
#define STATUS_COPYING 1u  // trimming values, after a reset
#define CTRL_MEAS 0xf4u
#define CONFIG 0xf5u
#define ONCE 1u                // samples for a value
#define PAUSE_62_MS (1u << 5)  // between two measurements
#define NORMAL_MODE 3u
#define TRIM_LOW 0x88u
#define TRIM_LOW_BYTES 26u
#define TRIM_HIGH 0xe1u
#define TRIM_HIGH_BYTES 7u
#define VALUES 0xf7u
#define VALUES_BYTES 8u
#define NO_VALUE 0x80000u  // before the first measurement, and now and then a value
#define WAIT_MOST_MS 30u
#define COLDEST (-4000)  // hundredths of a degree
#define HOTTEST 8500
#define LOWEST (30000 * 256)  // 1/256 Pa
#define HIGHEST (110000 * 256)

struct raw {
    uint32_t pressure;
    uint32_t temperature;
    uint32_t humidity;
};

// ---- the formulas -------------------------------------------------------------------------------

static uint64_t widen(int32_t value) {
    return (uint64_t)(int64_t)value;
}

// Of a signed number.
static uint64_t shift_right(uint64_t value, uint32_t bits) {
    return (uint64_t)((int64_t)value >> bits);
}

// 1/5120 of a degree: t_fine. Fits 24 bits whatever trim is.
static int32_t fine_temperature(const tw_bme280_trim_t *trim, uint32_t raw) {
    int64_t t1 = trim->t1;
    int64_t linear = (((int64_t)(raw >> 3) - t1 * 2) * trim->t2) >> 11;
    int64_t offset = (int64_t)(raw >> 4) - t1;
    int64_t square = (((offset * offset) >> 12) * trim->t3) >> 14;
    return (int32_t)(linear + square);
}

static int32_t hundredths_of_degrees(int32_t fine) {
    return (fine * 5 + 128) >> 8;
}

// 1/256 Pa; 0 where there is none.
static int64_t pressure_of(const tw_bme280_trim_t *trim, uint32_t raw, int32_t fine) {
    uint64_t offset = widen(fine - 128000);
    uint64_t high = offset * offset * widen(trim->p6) + ((offset * widen(trim->p5)) << 17) +
                    (widen(trim->p4) << 35);
    uint64_t scale =
        shift_right(offset * offset * widen(trim->p3), 8) + ((offset * widen(trim->p2)) << 12);
    scale = ((((uint64_t)1 << 47) + scale) * trim->p1) >> 33;
    if (scale == 0) {
        return 0;
    }
    uint64_t value = (((uint64_t)(1048576u - raw) << 31) - high) * 3125u;
    value = (uint64_t)((int64_t)value / (int64_t)scale);
    uint64_t part = shift_right(value, 13);
    uint64_t square = shift_right(widen(trim->p9) * part * part, 25);
    uint64_t linear = shift_right(widen(trim->p8) * value, 19);
    return (int64_t)(shift_right(value + square + linear, 8) + (widen(trim->p7) << 4));
}

// 1/1024 %.
static int32_t humidity_of(const tw_bme280_trim_t *trim, uint32_t raw, int32_t fine) {
    uint64_t offset = widen(fine - 76800);
    uint64_t dry = shift_right(
        ((uint64_t)raw << 14) - (widen(trim->h4) << 20) - widen(trim->h5) * offset + 16384u, 15);
    uint64_t warm = shift_right(
        shift_right(offset * widen(trim->h6), 10) * (shift_right(offset * trim->h3, 11) + 32768u),
        10);
    uint64_t gain = shift_right((warm + 2097152u) * widen(trim->h2) + 8192u, 14);
    uint64_t value = dry * gain;
    uint64_t part = shift_right(value, 15);
    value -= shift_right(shift_right(part * part, 7) * trim->h1, 4);
    int64_t humidity = (int64_t)value;
    humidity = humidity < 0 ? 0 : humidity;
    humidity = humidity > 419430400 ? 419430400 : humidity;
    return (int32_t)(humidity >> 12);
}

// ---- the chip -----------------------------------------------------------------------------------

static tw_err_t read_registers(tw_bme280_t *chip, uint8_t number, uint8_t *target, size_t size) {
    return tw__chip_read(&chip->sensor, chip->bus, chip->address, number, target, size);
}

static tw_err_t write_register(tw_bme280_t *chip, uint8_t number, uint32_t value) {
    return tw__chip_write(&chip->sensor, chip->bus, chip->address, number, (uint8_t)value);
}

static tw_err_t read_raw(tw_bme280_t *chip, struct raw *raw) {
    uint8_t b[VALUES_BYTES] = {0};
    tw_err_t err = read_registers(chip, VALUES, b, sizeof b);
    raw->pressure = (uint32_t)b[0] << 12 | (uint32_t)b[1] << 4 | b[2] >> 4;
    raw->temperature = (uint32_t)b[3] << 12 | (uint32_t)b[4] << 4 | b[5] >> 4;
    raw->humidity = (uint32_t)b[6] << 8 | b[7];
    return err;
}

static bool is_measured(const struct raw *raw) {
    return raw->temperature != NO_VALUE || raw->pressure != NO_VALUE;
}

static tw_err_t fail_range(tw_bme280_t *chip) {
    return tw__chip_fail(&chip->sensor, TW_ERR_CORRUPT, TW__CHIP_OUT_OF_RANGE);
}

static tw_err_t give(tw_bme280_t *chip, const struct raw *raw, tw_sensor_quantity_t quantity,
                     int32_t *value) {
    int32_t fine = fine_temperature(&chip->trim, raw->temperature);
    int32_t degrees = hundredths_of_degrees(fine);
    if (!is_measured(raw) || degrees < COLDEST || degrees > HOTTEST) {
        return fail_range(chip);
    }
    if (quantity == TW_SENSOR_TEMPERATURE) {
        *value = degrees * 10;
        return TW_ERR_OK;
    }
    if (quantity == TW_SENSOR_HUMIDITY) {
        int32_t humidity = humidity_of(&chip->trim, raw->humidity, fine);
        *value = (int32_t)((int64_t)humidity * 1000 / 1024);
        return TW_ERR_OK;
    }
    int64_t pressure = pressure_of(&chip->trim, raw->pressure, fine);
    if (pressure < LOWEST || pressure > HIGHEST) {
        return fail_range(chip);
    }
    *value = (int32_t)((pressure + 128) >> 8);
    return TW_ERR_OK;
}

static tw_err_t read_value(tw_sensor_t *sensor, tw_sensor_quantity_t quantity, int32_t *value) {
    tw_bme280_t *chip = (tw_bme280_t *)(void *)sensor;
    struct raw raw;
    tw_err_t err = read_raw(chip, &raw);
    return err == TW_ERR_OK ? give(chip, &raw, quantity, value) : err;
}

// ---- how it begins ------------------------------------------------------------------------------

static int16_t pair(const uint8_t *bytes) {
    return (int16_t)(bytes[0] | bytes[1] << 8);
}

static tw_err_t read_trim(tw_bme280_t *chip) {
    tw_bme280_trim_t *trim = &chip->trim;
    uint8_t low[TRIM_LOW_BYTES] = {0};
    uint8_t high[TRIM_HIGH_BYTES] = {0};
    tw_err_t err = read_registers(chip, TRIM_LOW, low, sizeof low);
    err = err == TW_ERR_OK ? read_registers(chip, TRIM_HIGH, high, sizeof high) : err;
    trim->t1 = (uint16_t)pair(&low[0]);
    trim->t2 = pair(&low[2]);
    trim->t3 = pair(&low[4]);
    trim->p1 = (uint16_t)pair(&low[6]);
    int16_t *const others[] = {&trim->p2, &trim->p3, &trim->p4, &trim->p5,
                               &trim->p6, &trim->p7, &trim->p8, &trim->p9};
    for (uint32_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        *others[i] = pair(&low[8 + 2 * i]);
    }
    trim->h1 = low[25];
    trim->h2 = pair(&high[0]);
    trim->h3 = high[2];
    trim->h4 = (int16_t)((int8_t)high[3] * 16 + (high[4] & 0xf));
    trim->h5 = (int16_t)((int8_t)high[5] * 16 + (high[4] >> 4));
    trim->h6 = (int8_t)high[6];
    return err;
}

static tw_err_t check_id(tw_bme280_t *chip) {
    uint8_t id = 0;
    tw_err_t err = read_registers(chip, ID, &id, 1);
    if (err == TW_ERR_OK && id != ID_BME280) {
        return tw__chip_fail(&chip->sensor, TW_ERR_UNSUPPORTED,
                             "UNSUPPORTED: another chip is at this address: use its own driver");
    }
    return err;
}

// Until is_over says so; not for ever.
static tw_err_t wait(tw_bme280_t *chip, tw_err_t (*ask)(tw_bme280_t *chip, bool *is_over)) {
    uint32_t start_ms = hal_ticks_ms();
    for (;;) {
        bool is_late = hal_ticks_ms() - start_ms > WAIT_MOST_MS;
        bool is_over = false;
        tw_err_t err = ask(chip, &is_over);
        if (err != TW_ERR_OK || is_over) {
            return err;
        }
        if (is_late) {
            return tw__chip_fail(&chip->sensor, TW_ERR_IO,
                                 "IO: the chip does not get ready: switch its supply off and on");
        }
        hal_sleep_ms(1);
    }
}

static tw_err_t ask_copied(tw_bme280_t *chip, bool *is_over) {
    uint8_t status = 0;
    tw_err_t err = read_registers(chip, STATUS, &status, 1);
    *is_over = (status & STATUS_COPYING) == 0;
    return err;
}

static tw_err_t ask_measured(tw_bme280_t *chip, bool *is_over) {
    struct raw raw;
    tw_err_t err = read_raw(chip, &raw);
    *is_over = is_measured(&raw);
    return err;
}

tw_err_t tw_bme280_init(tw_bme280_t *chip, uint32_t bus, uint32_t address) {
    static const tw_sensor_ops_t ops = {
        "bme280", 1u << TW_SENSOR_TEMPERATURE | 1u << TW_SENSOR_HUMIDITY | 1u << TW_SENSOR_PRESSURE,
        read_value};
    *chip = (tw_bme280_t){.sensor = {.ops = &ops}, .bus = bus, .address = address};
    tw_err_t err = check_id(chip);
    err = err == TW_ERR_OK ? write_register(chip, RESET, RESET_NOW) : err;
    hal_sleep_ms(2);  // it does not answer while it starts
    err = err == TW_ERR_OK ? wait(chip, ask_copied) : err;
    err = err == TW_ERR_OK ? read_trim(chip) : err;
    err = err == TW_ERR_OK ? write_register(chip, CTRL_HUM, ONCE) : err;
    err = err == TW_ERR_OK ? write_register(chip, CONFIG, PAUSE_62_MS) : err;
    err = err == TW_ERR_OK ? write_register(chip, CTRL_MEAS, ONCE << 5 | ONCE << 2 | NORMAL_MODE)
                           : err;
    return err == TW_ERR_OK ? wait(chip, ask_measured) : err;
}
