// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from fetcher.wit: change that instead.
// clang-format off
#ifndef GUEST_FETCHER_H
#define GUEST_FETCHER_H

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

// What the module of the test that fetches is told, and says.

__attribute__((import_module("fetcher"), import_name("server")))
int32_t core_fetcher_server(int32_t a0, int32_t a1);
// A URL's beginning up to the path; its size.
static inline uint32_t fetcher_server(tw_buffer_t text) {
    return (uint32_t)core_fetcher_server((int32_t)text.items, (int32_t)text.count);
}

__attribute__((import_module("fetcher"), import_name("say")))
void core_fetcher_say(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Prints a line: what, and two numbers.
static inline void fetcher_say(tw_str_t what, uint32_t first, uint32_t second) {
    core_fetcher_say((int32_t)what.chars, (int32_t)what.size, (int32_t)first, (int32_t)second);
}

__attribute__((export_name("run")))
void fetcher_module_run(void);

#endif
