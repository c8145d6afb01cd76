// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from display.wit: change that instead.
// clang-format off
#ifndef GUEST_DISPLAY_H
#define GUEST_DISPLAY_H

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

// The board's display (tinywasm/display.h). Drawing changes a frame, `show` sends what has changed.
// x counts from the left edge, y from the upper one, in pixels; what lies outside is left out. A
// color is 0xRRGGBB; the display shows what it can.

__attribute__((import_module("display"), import_name("width")))
int32_t core_display_width(void);
static inline uint32_t display_width(void) {
    return (uint32_t)core_display_width();
}

__attribute__((import_module("display"), import_name("height")))
int32_t core_display_height(void);
static inline uint32_t display_height(void) {
    return (uint32_t)core_display_height();
}

__attribute__((import_module("display"), import_name("clear")))
void core_display_clear(void);
// All of it black.
static inline void display_clear(void) {
    core_display_clear();
}

__attribute__((import_module("display"), import_name("pixel")))
void core_display_pixel(int32_t a0, int32_t a1, int32_t a2);
static inline void display_pixel(int32_t x, int32_t y, uint32_t color) {
    core_display_pixel((int32_t)x, (int32_t)y, (int32_t)color);
}

__attribute__((import_module("display"), import_name("line")))
void core_display_line(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
// Both ends are included.
static inline void display_line(int32_t x0, int32_t y0, int32_t x1, int32_t y1, uint32_t color) {
    core_display_line((int32_t)x0, (int32_t)y0, (int32_t)x1, (int32_t)y1, (int32_t)color);
}

__attribute__((import_module("display"), import_name("rect")))
void core_display_rect(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
// A frame of one pixel.
static inline void display_rect(int32_t x, int32_t y, int32_t width, int32_t height,
                                uint32_t color) {
    core_display_rect((int32_t)x, (int32_t)y, (int32_t)width, (int32_t)height, (int32_t)color);
}

__attribute__((import_module("display"), import_name("fill_rect")))
void core_display_fill_rect(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
static inline void display_fill_rect(int32_t x, int32_t y, int32_t width, int32_t height,
                                     uint32_t color) {
    core_display_fill_rect((int32_t)x, (int32_t)y, (int32_t)width, (int32_t)height, (int32_t)color);
}

__attribute__((import_module("display"), import_name("bitmap")))
void core_display_bitmap(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5,
                         int32_t a6);
// Rows from top to bottom, each begins with a byte, the most significant bit is to the left; the
// pixels whose bits are 1 get the color. Traps if bits has fewer than
// (width + 7) / 8 * height bytes.
static inline void display_bitmap(int32_t x, int32_t y, uint32_t width, uint32_t height,
                                  tw_list_t bits, uint32_t color) {
    core_display_bitmap((int32_t)x, (int32_t)y, (int32_t)width, (int32_t)height,
                        (int32_t)bits.items, (int32_t)bits.count, (int32_t)color);
}

__attribute__((import_module("display"), import_name("text")))
void core_display_text(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5);
// Characters of 5 x 8 pixels times size, 1 to 8. A line feed begins a new line at x.
static inline void display_text(int32_t x, int32_t y, uint32_t size, tw_str_t text,
                                uint32_t color) {
    core_display_text((int32_t)x, (int32_t)y, (int32_t)size, (int32_t)text.chars,
                      (int32_t)text.size, (int32_t)color);
}

__attribute__((import_module("display"), import_name("show")))
int32_t core_display_show(void);
// False if the display did not take it.
static inline bool display_show(void) {
    return core_display_show() != 0;
}

__attribute__((import_module("display"), import_name("message")))
void core_display_message(int32_t a0, int32_t a1);
// Clears, writes the text in as many lines as it needs, and shows.
static inline void display_message(tw_str_t text) {
    core_display_message((int32_t)text.chars, (int32_t)text.size);
}

__attribute__((import_module("display"), import_name("message1")))
void core_display_message1(int32_t a0, int32_t a1);
// The same.
static inline void display_message1(tw_str_t text) {
    core_display_message1((int32_t)text.chars, (int32_t)text.size);
}

#endif
