// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.
// clang-format off
#ifndef GUEST_SERIAL_H
#define GUEST_SERIAL_H

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

// Serial lines beside the console, by the chip's numbers. Functions answer 0 or how many bytes;
// else -1 there is no such line, -2 it cannot do that or is not open, -5 another module has it.

__attribute__((import_module("serial"), import_name("open")))
int32_t core_serial_open(int32_t a0, int32_t a1);
// Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
static inline int32_t serial_open(uint32_t line, uint32_t baud) {
    return (int32_t)core_serial_open((int32_t)line, (int32_t)baud);
}

__attribute__((import_module("serial"), import_name("write")))
int32_t core_serial_write(int32_t a0, int32_t a1, int32_t a2);
static inline int32_t serial_write(uint32_t line, tw_list_t data) {
    return (int32_t)core_serial_write((int32_t)line, (int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("serial"), import_name("read")))
int32_t core_serial_read(int32_t a0, int32_t a1, int32_t a2);
// What has arrived, at most as much as there is room for; never waits.
static inline int32_t serial_read(uint32_t line, tw_buffer_t buffer) {
    return (int32_t)core_serial_read((int32_t)line, (int32_t)buffer.items, (int32_t)buffer.count);
}

__attribute__((import_module("serial"), import_name("watch")))
int32_t core_serial_watch(int32_t a0, int32_t a1);
// From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
// count being how many can be read; or no more.
static inline int32_t serial_watch(uint32_t line, bool is_on) {
    return (int32_t)core_serial_watch((int32_t)line, (int32_t)is_on);
}

#endif
