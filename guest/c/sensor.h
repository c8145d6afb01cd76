// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.
// clang-format off
#ifndef GUEST_SENSOR_H
#define GUEST_SENSOR_H

#include <stdbool.h>
#include <stdint.h>

#ifndef TW_GUEST_TYPES
#define TW_GUEST_TYPES
// Text: UTF-8, not terminated.
typedef struct tw_str {
    const char *chars;
    uint32_t size;
} tw_str_t;
// A list of numbers: an array of count elements.
typedef struct tw_list {
    const void *items;
    uint32_t count;
} tw_list_t;
// An array of count bytes that the host writes into.
typedef struct tw_buffer {
    void *items;
    uint32_t count;
} tw_buffer_t;
// The text of a C string.
static inline tw_str_t tw_str(const char *chars) {
    tw_str_t str = {chars, (uint32_t)__builtin_strlen(chars)};
    return str;
}
static inline uint16_t tw_load_u16(const uint8_t *from) {
    uint16_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_load_u32(const uint8_t *from) {
    uint32_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint64_t tw_load_u64(const uint8_t *from) {
    uint64_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline float tw_load_f32(const uint8_t *from) {
    float value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline double tw_load_f64(const uint8_t *from) {
    double value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_f32_bits(float from) {
    uint32_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline uint64_t tw_f64_bits(double from) {
    uint64_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline float tw_f32_of(uint32_t from) {
    float value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline double tw_f64_of(uint64_t from) {
    double value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
#endif

// Sensors, whatever chip they are.

// temperature: thousandths of a degree Celsius; humidity: relative, thousandths of a percent;
// pressure: pascals; light: thousandths of a percent of the brightest that the sensor can tell.
typedef enum sensor_quantity {
    SENSOR_QUANTITY_TEMPERATURE = 0,
    SENSOR_QUANTITY_HUMIDITY = 1,
    SENSOR_QUANTITY_PRESSURE = 2,
    SENSOR_QUANTITY_LIGHT = 3,
} sensor_quantity_t;

typedef enum sensor_problem {
    // nothing here measures that
    SENSOR_PROBLEM_NO_SENSOR = 0,
    // nobody answers
    SENSOR_PROBLEM_NO_ANSWER = 1,
    // another chip answers, or the machine has no such bus
    SENSOR_PROBLEM_WRONG_CHIP = 2,
    // it broke off, or somebody else holds the bus
    SENSOR_PROBLEM_BROKEN_OFF = 3,
    // what came is not what the chip can have sent
    SENSOR_PROBLEM_DAMAGED = 4,
} sensor_problem_t;

typedef struct sensor_result_s32_problem {
    bool is_err;
    union {
        int32_t ok;
        sensor_problem_t err_;
    } of;
} sensor_result_s32_problem_t;

__attribute__((import_module("sensor"), import_name("read")))
void core_sensor_read(int32_t a0, int32_t a1);
// Measures.
static inline sensor_result_s32_problem_t sensor_read(sensor_quantity_t quantity) {
    _Alignas(4) uint8_t image[8];
    core_sensor_read((int32_t)quantity, (int32_t)image);
    sensor_result_s32_problem_t result;
    result.is_err = image[0] != 0;
    if (result.is_err) {
        result.of.err_ = (sensor_problem_t)image[4];
    } else {
        result.of.ok = (int32_t)tw_load_u32(&image[4]);
    }
    return result;
}

#endif
