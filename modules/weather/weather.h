// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from weather.wit: change that instead.
// clang-format off
#ifndef GUEST_WEATHER_H
#define GUEST_WEATHER_H

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

// What modules of apps/weather are told, and say.

__attribute__((import_module("weather"), import_name("broker")))
int32_t core_weather_broker(int32_t a0, int32_t a1);
// The broker's address; its size.
static inline uint32_t weather_broker(tw_buffer_t host) {
    return (uint32_t)core_weather_broker((int32_t)host.items, (int32_t)host.count);
}

__attribute__((import_module("weather"), import_name("port")))
int32_t core_weather_port(void);
static inline uint16_t weather_port(void) {
    return (uint16_t)core_weather_port();
}

__attribute__((import_module("weather"), import_name("period_ms")))
int32_t core_weather_period_ms(void);
// Milliseconds between two reports.
static inline uint32_t weather_period_ms(void) {
    return (uint32_t)core_weather_period_ms();
}

__attribute__((import_module("weather"), import_name("say")))
void core_weather_say(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Prints a line on the console: what, and its value, which may be empty.
static inline void weather_say(tw_str_t what, tw_str_t value_) {
    core_weather_say((int32_t)what.chars, (int32_t)what.size, (int32_t)value_.chars,
                     (int32_t)value_.size);
}

// Called once, and does not come back.
__attribute__((export_name("run")))
void weather_module_run(void);

#endif
