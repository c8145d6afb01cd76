// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from buttons.wit: change that instead.
// clang-format off
#ifndef GUEST_BUTTONS_H
#define GUEST_BUTTONS_H

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

// Buttons, debounced.

typedef enum buttons_button {
    BUTTONS_BUTTON_A = 0,
    BUTTONS_BUTTON_B = 1,
    BUTTONS_BUTTON_UP = 2,
    BUTTONS_BUTTON_DOWN = 3,
    BUTTONS_BUTTON_LEFT = 4,
    BUTTONS_BUTTON_RIGHT = 5,
    BUTTONS_BUTTON_SELECT = 6,
    BUTTONS_BUTTON_START = 7,
} buttons_button_t;

__attribute__((import_module("buttons"), import_name("is_pressed")))
int32_t core_buttons_is_pressed(int32_t a0);
// Whether it is pressed; not, if there is no such button.
static inline bool buttons_is_pressed(buttons_button_t button) {
    return core_buttons_is_pressed((int32_t)button) != 0;
}

__attribute__((import_module("buttons"), import_name("watch")))
void core_buttons_watch(int32_t a0);
// From now on each press and each release of a button calls the module's on-button; or no more.
static inline void buttons_watch(bool is_on) {
    core_buttons_watch((int32_t)is_on);
}

// What a module exports that watches.

// A button was pressed, or let go.
__attribute__((export_name("on_button")))
void button_handler_on_button(buttons_button_t button, bool is_pressed);

#endif
