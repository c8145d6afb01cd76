// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BME280_H
#define TINYWASM_BME280_H

// Bosch's BME280 on I2C: temperature, pressure and humidity. It measures by itself, some 14 times a
// second, so a read takes no longer than the transfer of 8 bytes. Numbers are worked out as its
// data sheet has it for integers: steps of 0.01 degrees, 1 Pa and 0.001 %.

#include "tinywasm/sensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// What the maker has measured, by the data sheet's names: dig_T1 is t1.
typedef struct tw_bme280_trim {
    uint16_t t1;
    int16_t t2, t3;
    uint16_t p1;
    int16_t p2, p3, p4, p5, p6, p7, p8, p9;
    uint8_t h1;
    int16_t h2;
    uint8_t h3;
    int16_t h4, h5;  // 12 bits each
    int8_t h6;
} tw_bme280_trim_t;

typedef struct tw_bme280 {
    tw_sensor_t sensor;
    uint32_t bus;
    uint32_t address;
    tw_bme280_trim_t trim;
} tw_bme280_t;

// Resets the chip and has it measure; waits for its first values, at most 60 ms. The address is
// 0x76 or 0x77. The bus (hal.h) is configured already, 3.4 MHz at most. chip belongs to the caller.
// Errors: tinywasm/sensor.h; UNSUPPORTED for its sister BMP280 too, which has no humidity.
TW_MUST_CHECK tw_err_t tw_bme280_init(tw_bme280_t *chip, uint32_t bus, uint32_t address);

#ifdef __cplusplus
}
#endif
#endif
