// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from clock.wit: change that instead.
// clang-format off
#ifndef GUEST_CLOCK_H
#define GUEST_CLOCK_H

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

// Time since some moment.

__attribute__((import_module("clock"), import_name("now_ms")))
int32_t core_clock_now_ms(void);
// Milliseconds; wraps.
static inline uint32_t clock_now_ms(void) {
    return (uint32_t)core_clock_now_ms();
}

__attribute__((import_module("clock"), import_name("now_us")))
int32_t core_clock_now_us(void);
// Microseconds; wraps after 71 minutes.
static inline uint32_t clock_now_us(void) {
    return (uint32_t)core_clock_now_us();
}

__attribute__((import_module("clock"), import_name("sleep_ms")))
void core_clock_sleep_ms(int32_t a0);
// Comes back after so many; below 0 is 0, which lets the others have a turn.
static inline void clock_sleep_ms(int32_t ms) {
    core_clock_sleep_ms((int32_t)ms);
}

__attribute__((import_module("clock"), import_name("every_ms")))
void core_clock_every_ms(int32_t a0);
// From now on, each time so many have gone by, the module's export `on_timer (period_ms i32,
// count i32)` is called, count being the periods so far, those that were missed too. 0 or less:
// no more.
static inline void clock_every_ms(int32_t period_ms) {
    core_clock_every_ms((int32_t)period_ms);
}

#endif
