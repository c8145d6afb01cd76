// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.
// clang-format off
#ifndef GUEST_GPIO_H
#define GUEST_GPIO_H

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

// Pins, by the chip's numbers. Functions answer 0 or a level; else -1 there is no such pin, -2 it
// cannot do that, -3 it failed.

typedef enum gpio_mode {
    GPIO_MODE_INPUT = 0,
    GPIO_MODE_INPUT_PULL_UP = 1,
    GPIO_MODE_INPUT_PULL_DOWN = 2,
    GPIO_MODE_OUTPUT = 3,
} gpio_mode_t;

typedef uint32_t gpio_edges_t;
#define GPIO_EDGES_RISING (UINT32_C(1) << 0)
#define GPIO_EDGES_FALLING (UINT32_C(1) << 1)

__attribute__((import_module("gpio"), import_name("configure")))
int32_t core_gpio_configure(int32_t a0, int32_t a1);
static inline int32_t gpio_configure(uint32_t pin, gpio_mode_t mode) {
    return (int32_t)core_gpio_configure((int32_t)pin, (int32_t)mode);
}

__attribute__((import_module("gpio"), import_name("write")))
int32_t core_gpio_write(int32_t a0, int32_t a1);
static inline int32_t gpio_write(uint32_t pin, bool is_high) {
    return (int32_t)core_gpio_write((int32_t)pin, (int32_t)is_high);
}

__attribute__((import_module("gpio"), import_name("read")))
int32_t core_gpio_read(int32_t a0);
// 0 or 1.
static inline int32_t gpio_read(uint32_t pin) {
    return (int32_t)core_gpio_read((int32_t)pin);
}

__attribute__((import_module("gpio"), import_name("watch")))
int32_t core_gpio_watch(int32_t a0, int32_t a1);
// From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
// level that the pin had then; no edges: no more. -5: another module watches the pin.
static inline int32_t gpio_watch(uint32_t pin, gpio_edges_t edges) {
    return (int32_t)core_gpio_watch((int32_t)pin, (int32_t)edges);
}

#endif
