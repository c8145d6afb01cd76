// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from greeter.wit: change that instead.
// clang-format off
#ifndef GUEST_GREETER_H
#define GUEST_GREETER_H

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

// Greetings, as things of the host that a module holds.

typedef struct greeter_greeting {
    int32_t handle;
} greeter_greeting_t;

__attribute__((import_module("greeter"), import_name("new")))
int32_t core_greeter_new(int32_t a0, int32_t a1);
// One that greets with text, as "Hello"; of longer ones than 15 bytes the first 15 count.
static inline greeter_greeting_t greeter_new(tw_str_t text) {
    greeter_greeting_t result;
    result.handle = core_greeter_new((int32_t)text.chars, (int32_t)text.size);
    return result;
}

__attribute__((import_module("greeter"), import_name("hello")))
void core_greeter_hello(int32_t a0, int32_t a1, int32_t a2);
// Prints the greeting and a name: "Hello, world".
static inline void greeter_hello(greeter_greeting_t self, tw_str_t name) {
    core_greeter_hello((int32_t)self.handle, (int32_t)name.chars, (int32_t)name.size);
}

__attribute__((import_module("greeter"), import_name("print_u32")))
void core_greeter_print_u32(int32_t a0);
// Prints a number.
static inline void greeter_print_u32(uint32_t number) {
    core_greeter_print_u32((int32_t)number);
}

__attribute__((import_module("greeter"), import_name("drop")))
void core_greeter_drop(int32_t a0);
// Gives up a handle.
static inline void greeter_drop(greeter_greeting_t self) {
    core_greeter_drop((int32_t)self.handle);
}

// Called once.
__attribute__((export_name("start")))
void greeter_module_start(void);

// Called once a second from then on.
__attribute__((export_name("update")))
void greeter_module_update(void);

#endif
