// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.
// clang-format off
#ifndef GUEST_I2C_H
#define GUEST_I2C_H

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

// I2C, this chip being the master, by the chip's numbers of buses. Functions answer 0, else -1
// there is no such bus, -2 it cannot do that, -3 it broke off, -4 nobody answers.

__attribute__((import_module("i2c"), import_name("configure")))
int32_t core_i2c_configure(int32_t a0, int32_t a1);
// The clock of the bus, for all who are on it.
static inline int32_t i2c_configure(uint32_t bus, uint32_t hz) {
    return (int32_t)core_i2c_configure((int32_t)bus, (int32_t)hz);
}

__attribute__((import_module("i2c"), import_name("transfer")))
int32_t core_i2c_transfer(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5);
// Sends `data`, then fills `answer`. Either may be empty.
static inline int32_t i2c_transfer(uint32_t bus, uint32_t address_, tw_list_t data,
                                   tw_buffer_t answer) {
    return (int32_t)core_i2c_transfer((int32_t)bus, (int32_t)address_, (int32_t)data.items,
                                      (int32_t)data.count, (int32_t)answer.items,
                                      (int32_t)answer.count);
}

#endif
