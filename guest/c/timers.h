// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from timers.wit: change that instead.
// clang-format off
#ifndef GUEST_TIMERS_H
#define GUEST_TIMERS_H

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

// Timers of a module's own, by numbers that it chooses.

__attribute__((import_module("timers"), import_name("start")))
int32_t core_timers_start(int32_t a0, int32_t a1, int32_t a2);
// Calls the module's export `on_timer (id i32, count i32)` when so many milliseconds have gone
// by, once or each time; count is the periods so far, those that were missed too. A timer that
// runs starts anew. -2 for 0 ms; -3 when every timer is taken.
static inline int32_t timers_start(uint32_t id, uint32_t ms, bool is_periodic) {
    return (int32_t)core_timers_start((int32_t)id, (int32_t)ms, (int32_t)is_periodic);
}

__attribute__((import_module("timers"), import_name("stop")))
int32_t core_timers_stop(int32_t a0);
// 0, also if it does not run.
static inline int32_t timers_stop(uint32_t id) {
    return (int32_t)core_timers_stop((int32_t)id);
}

#endif
