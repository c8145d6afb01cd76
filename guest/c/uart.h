// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from uart.wit: change that instead.
// clang-format off
#ifndef GUEST_UART_H
#define GUEST_UART_H

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

// The serial line that the application shares with modules: its console, as a rule.

__attribute__((import_module("uart"), import_name("read")))
int32_t core_uart_read(int32_t a0, int32_t a1);
// Waits for bytes, and gives how many have come. 0 for a buffer without room; -5 while another
// module reads.
static inline int32_t uart_read(tw_buffer_t buffer) {
    return (int32_t)core_uart_read((int32_t)buffer.items, (int32_t)buffer.count);
}

__attribute__((import_module("uart"), import_name("write")))
void core_uart_write(int32_t a0, int32_t a1);
static inline void uart_write(tw_list_t data) {
    core_uart_write((int32_t)data.items, (int32_t)data.count);
}

#endif
