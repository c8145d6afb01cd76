// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_HARDWARE_CHIP_H
#define TW_HARDWARE_CHIP_H

// What the drivers of sensors have in common: how they say what went wrong.

#include "hal.h"
#include "tinywasm/sensor.h"

#define TW__CHIP_OUT_OF_RANGE \
    "CORRUPT: a value that the chip cannot measure: check the wiring, try again"

// Notes a problem, and gives its code. problem is a constant.
tw_err_t tw__chip_fail(tw_sensor_t *sensor, tw_err_t err, const char *problem);

// The answer of a transfer on a bus.
tw_err_t tw__chip_i2c(tw_sensor_t *sensor, hal_result_t result);

// Sends one byte and reads size bytes behind it: registers from number on.
tw_err_t tw__chip_read(tw_sensor_t *sensor, uint32_t bus, uint32_t address, uint8_t number,
                       void *target, size_t size);

// Writes a register of one byte.
tw_err_t tw__chip_write(tw_sensor_t *sensor, uint32_t bus, uint32_t address, uint8_t number,
                        uint8_t value);

#endif
