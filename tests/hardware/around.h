// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef AROUND_H
#define AROUND_H

// The world around the PC's drivers, in virtual time: what a script would set, and a chip on the
// I2C bus that is as bad as a test wants it.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hal.h"
#include "sim.h"
#include "tinywasm/sensor.h"

// Before main's tests: virtual time begins.
int begin_virtual_time(void **state);

// A property of a part, in thousandths of its unit.
void set_part(const char *part, const char *property, int32_t thousandths);

// From 0 to most.
int32_t random_below(int32_t most);

// A chip with 256 registers at BAD_ADDRESS.
#define BAD_ADDRESS 0x77u
struct bad_chip {
    uint8_t registers[256];
    bool is_deaf;      // acknowledges nothing
    int refuses_from;  // the so-manieth byte written, and all behind it; -1: none
};
extern struct bad_chip bad_chip;
void attach_bad_chip(void);

// A reading that succeeds.
int32_t read_of(tw_sensor_t *sensor, tw_sensor_quantity_t quantity);
// One that fails, or an init that did: the code, the name and how the text begins.
#define EXPECT_PROBLEM(sensor, err, expected, begins) \
    expect_problem(sensor, err, expected, begins, __LINE__)
void expect_problem(const tw_sensor_t *sensor, tw_err_t err, tw_err_t expected, const char *begins,
                    int line);

#endif
