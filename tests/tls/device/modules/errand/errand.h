// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from errand.wit: change that instead.
// clang-format off
#ifndef GUEST_ERRAND_H
#define GUEST_ERRAND_H

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

// What a module of the test of TLS is sent for, and what it says when it is back.

__attribute__((import_module("errand"), import_name("next")))
int32_t core_errand_next(int32_t a0, int32_t a1);
// A URL, or a broker's host; its size, 0 if there is nothing to do.
static inline uint32_t errand_next(tw_buffer_t what) {
    return (uint32_t)core_errand_next((int32_t)what.items, (int32_t)what.count);
}

__attribute__((import_module("errand"), import_name("port")))
int32_t core_errand_port(void);
// The broker's port; 0 for a URL.
static inline uint16_t errand_port(void) {
    return (uint16_t)core_errand_port();
}

__attribute__((import_module("errand"), import_name("done")))
void core_errand_done(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
// What it was answered, how many bytes came, a sum of them, and what was wrong.
static inline void errand_done(int32_t answer, uint32_t count, uint32_t sum, tw_str_t problem) {
    core_errand_done((int32_t)answer, (int32_t)count, (int32_t)sum, (int32_t)problem.chars,
                     (int32_t)problem.size);
}

__attribute__((export_name("run")))
void errand_module_run(void);

#endif
