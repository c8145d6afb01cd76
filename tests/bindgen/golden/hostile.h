// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from hostile.wit: change that instead.
// clang-format off
#ifndef GUEST_HOSTILE_H
#define GUEST_HOSTILE_H

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

// In hostile.c: where the host puts what a function gives.
extern uint8_t hostile_room[16];
extern uint8_t *tw_room;
extern uint32_t tw_room_size;

// Something of each kind, for modules that give what they must not.

typedef enum hostile_mood {
    HOSTILE_MOOD_HAPPY = 0,
    // Neither of the others.
    HOSTILE_MOOD_ODD = 1,
    HOSTILE_MOOD_SAD = 2,
} hostile_mood_t;

typedef uint32_t hostile_bits_t;
#define HOSTILE_BITS_A (UINT32_C(1) << 0)
#define HOSTILE_BITS_B (UINT32_C(1) << 1)
#define HOSTILE_BITS_C (UINT32_C(1) << 2)

typedef struct hostile_point {
    int32_t x;
    int32_t y;
} hostile_point_t;

typedef enum hostile_shape_tag {
    HOSTILE_SHAPE_NOTHING = 0,
    HOSTILE_SHAPE_SIDES = 1,
    HOSTILE_SHAPE_NAME = 2,
    HOSTILE_SHAPE_WIDTH = 3,
} hostile_shape_tag_t;
typedef struct hostile_shape {
    hostile_shape_tag_t tag;
    union {
        uint32_t sides;
        tw_str_t name;
        double width;
    } of;
} hostile_shape_t;

// An object of the host.
typedef struct hostile_thing {
    int32_t handle;
} hostile_thing_t;

// An object that modules refer to.
typedef __externref_t hostile_token_t;

typedef struct hostile_result_thing_mood {
    bool is_err;
    union {
        hostile_thing_t ok;
        hostile_mood_t err_;
    } of;
} hostile_result_thing_mood_t;

typedef struct hostile_option_string {
    bool is_some;
    tw_str_t some;
} hostile_option_string_t;

typedef struct hostile_option_list_u16 {
    bool is_some;
    tw_list_t some;
} hostile_option_list_u16_t;

__attribute__((import_module("hostile"), import_name("thing_new")))
int32_t core_hostile_thing_new(int32_t a0);
static inline hostile_thing_t hostile_thing_new(uint32_t number) {
    hostile_thing_t result;
    result.handle = core_hostile_thing_new((int32_t)number);
    return result;
}

__attribute__((import_module("hostile"), import_name("thing_value")))
int32_t core_hostile_thing_value(int32_t a0);
static inline uint32_t hostile_thing_value(hostile_thing_t self) {
    return (uint32_t)core_hostile_thing_value((int32_t)self.handle);
}

__attribute__((import_module("hostile"), import_name("thing_merge")))
int32_t core_hostile_thing_merge(int32_t a0, int32_t a1);
// Takes both.
static inline uint32_t hostile_thing_merge(hostile_thing_t a, hostile_thing_t b) {
    return (uint32_t)core_hostile_thing_merge((int32_t)a.handle, (int32_t)b.handle);
}

__attribute__((import_module("hostile"), import_name("thing_eat")))
int32_t core_hostile_thing_eat(int32_t a0, int32_t a1);
// Takes the first and looks at the second.
static inline uint32_t hostile_thing_eat(hostile_thing_t a, hostile_thing_t b) {
    return (uint32_t)core_hostile_thing_eat((int32_t)a.handle, (int32_t)b.handle);
}

__attribute__((import_module("hostile"), import_name("thing_make")))
void core_hostile_thing_make(int32_t a0, int32_t a1);
// One more, or none if the number is 0.
static inline hostile_result_thing_mood_t hostile_thing_make(uint32_t number) {
    _Alignas(4) uint8_t image[8];
    core_hostile_thing_make((int32_t)number, (int32_t)image);
    hostile_result_thing_mood_t result;
    result.is_err = image[0] != 0;
    if (result.is_err) {
        result.of.err_ = (hostile_mood_t)image[4];
    } else {
        result.of.ok.handle = (int32_t)tw_load_u32(&image[4]);
    }
    return result;
}

__attribute__((import_module("hostile"), import_name("token_new")))
__externref_t core_hostile_token_new(int32_t a0);
static inline hostile_token_t hostile_token_new(uint32_t number) {
    return core_hostile_token_new((int32_t)number);
}

__attribute__((import_module("hostile"), import_name("token_value")))
int32_t core_hostile_token_value(__externref_t a0);
static inline uint32_t hostile_token_value(hostile_token_t self) {
    return (uint32_t)core_hostile_token_value(self);
}

__attribute__((import_module("hostile"), import_name("text")))
int32_t core_hostile_text(int32_t a0, int32_t a1);
static inline uint32_t hostile_text(tw_str_t label) {
    return (uint32_t)core_hostile_text((int32_t)label.chars, (int32_t)label.size);
}

__attribute__((import_module("hostile"), import_name("bytes")))
int32_t core_hostile_bytes(int32_t a0, int32_t a1);
static inline uint32_t hostile_bytes(tw_list_t data) {
    return (uint32_t)core_hostile_bytes((int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("fill")))
int32_t core_hostile_fill(int32_t a0, int32_t a1);
// Turns the bits over that the test names.
static inline uint32_t hostile_fill(tw_buffer_t data) {
    return (uint32_t)core_hostile_fill((int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("words")))
int32_t core_hostile_words(int32_t a0, int32_t a1);
static inline uint32_t hostile_words(tw_list_t data) {
    return (uint32_t)core_hostile_words((int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("longs")))
int64_t core_hostile_longs(int32_t a0, int32_t a1);
static inline uint64_t hostile_longs(tw_list_t data) {
    return (uint64_t)core_hostile_longs((int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("floats")))
float core_hostile_floats(int32_t a0, int32_t a1);
static inline float hostile_floats(tw_list_t data) {
    return core_hostile_floats((int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("feel")))
int32_t core_hostile_feel(int32_t a0);
static inline hostile_mood_t hostile_feel(hostile_mood_t how) {
    return (hostile_mood_t)core_hostile_feel((int32_t)how);
}

__attribute__((import_module("hostile"), import_name("set")))
int32_t core_hostile_set(int32_t a0);
static inline hostile_bits_t hostile_set(hostile_bits_t which) {
    return (hostile_bits_t)core_hostile_set((int32_t)which);
}

__attribute__((import_module("hostile"), import_name("yes")))
int32_t core_hostile_yes(int32_t a0);
static inline bool hostile_yes(bool is_so) {
    return core_hostile_yes((int32_t)is_so) != 0;
}

__attribute__((import_module("hostile"), import_name("letter")))
int32_t core_hostile_letter(int32_t a0);
static inline uint32_t hostile_letter(uint32_t which) {
    return (uint32_t)core_hostile_letter((int32_t)which);
}

__attribute__((import_module("hostile"), import_name("small")))
int32_t core_hostile_small(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
static inline int32_t hostile_small(uint8_t a, int8_t b, uint16_t c, int16_t d) {
    return (int32_t)core_hostile_small((int32_t)a, (int32_t)b, (int32_t)c, (int32_t)d);
}

__attribute__((import_module("hostile"), import_name("wide")))
double core_hostile_wide(int64_t a0, double a1, float a2);
static inline double hostile_wide(int64_t a, double b, float c) {
    return core_hostile_wide((int64_t)a, b, c);
}

__attribute__((import_module("hostile"), import_name("move")))
void core_hostile_move(int32_t a0, int32_t a1, int32_t a2);
static inline hostile_point_t hostile_move(const hostile_point_t *from) {
    int32_t v0 = 0;
    int32_t v1 = 0;
    v0 = (int32_t)from->x;
    v1 = (int32_t)from->y;
    _Alignas(4) uint8_t image[8];
    core_hostile_move(v0, v1, (int32_t)image);
    hostile_point_t result;
    result.x = (int32_t)tw_load_u32(&image[0]);
    result.y = (int32_t)tw_load_u32(&image[4]);
    return result;
}

__attribute__((import_module("hostile"), import_name("maybe")))
int32_t core_hostile_maybe(int32_t a0, int32_t a1, int32_t a2);
static inline uint32_t hostile_maybe(const hostile_option_string_t *label) {
    int32_t v0 = 0;
    int32_t v1 = 0;
    int32_t v2 = 0;
    v0 = (int32_t)label->is_some;
    if (label->is_some) {
        v1 = (int32_t)(uintptr_t)label->some.chars;
        v2 = (int32_t)label->some.size;
    }
    return (uint32_t)core_hostile_maybe(v0, v1, v2);
}

__attribute__((import_module("hostile"), import_name("draw")))
int32_t core_hostile_draw(int32_t a0, int64_t a1, int32_t a2);
static inline uint32_t hostile_draw(const hostile_shape_t *what) {
    int32_t v0 = 0;
    int64_t v1 = 0;
    int32_t v2 = 0;
    v0 = (int32_t)what->tag;
    switch (what->tag) {
        case HOSTILE_SHAPE_SIDES:
            v1 = (int64_t)(uint32_t)what->of.sides;
            break;
        case HOSTILE_SHAPE_NAME:
            v1 = (int64_t)(uintptr_t)what->of.name.chars;
            v2 = (int32_t)what->of.name.size;
            break;
        case HOSTILE_SHAPE_WIDTH:
            v1 = (int64_t)tw_f64_bits(what->of.width);
            break;
        default:
            break;
    }
    return (uint32_t)core_hostile_draw(v0, v1, v2);
}

__attribute__((import_module("hostile"), import_name("two")))
int32_t core_hostile_two(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
static inline uint32_t hostile_two(uint32_t count, tw_str_t label, tw_list_t data) {
    return (uint32_t)core_hostile_two((int32_t)count, (int32_t)label.chars, (int32_t)label.size,
                                      (int32_t)data.items, (int32_t)data.count);
}

__attribute__((import_module("hostile"), import_name("echo")))
void core_hostile_echo(int32_t a0, int32_t a1, int32_t a2);
// Gives a text back.
// The text or list is valid until the next call that gives one.
static inline tw_str_t hostile_echo(tw_str_t label) {
    tw_room = hostile_room;
    tw_room_size = sizeof hostile_room;
    _Alignas(4) uint8_t image[8];
    core_hostile_echo((int32_t)label.chars, (int32_t)label.size, (int32_t)image);
    tw_room = 0;
    tw_str_t result;
    result.chars = (const char *)tw_load_u32(&image[0]);
    result.size = tw_load_u32(&image[4]);
    return result;
}

__attribute__((import_module("hostile"), import_name("count")))
void core_hostile_count(int32_t a0, int32_t a1);
// The numbers below count, or none above 8.
// The text or list is valid until the next call that gives one.
static inline hostile_option_list_u16_t hostile_count(uint32_t count) {
    tw_room = hostile_room;
    tw_room_size = sizeof hostile_room;
    _Alignas(4) uint8_t image[12];
    core_hostile_count((int32_t)count, (int32_t)image);
    tw_room = 0;
    hostile_option_list_u16_t result;
    result.is_some = image[0] != 0;
    if (result.is_some) {
        result.some.items = (const void *)tw_load_u32(&image[4]);
        result.some.count = tw_load_u32(&image[8]);
    }
    return result;
}

__attribute__((import_module("hostile"), import_name("later")))
int32_t core_hostile_later(int32_t a0);
// Is answered later.
static inline uint32_t hostile_later(uint32_t number) {
    return (uint32_t)core_hostile_later((int32_t)number);
}

__attribute__((import_module("hostile"), import_name("thing_drop")))
void core_hostile_thing_drop(int32_t a0);
// Gives up a handle.
static inline void hostile_thing_drop(hostile_thing_t self) {
    core_hostile_thing_drop((int32_t)self.handle);
}

// What the module exports.

typedef struct hostile_module_answer {
    tw_str_t name;
    hostile_mood_t how;
    bool is_so;
    uint32_t letter;
    hostile_bits_t which;
    tw_list_t words;
    hostile_shape_t what;
} hostile_module_answer_t;

typedef struct hostile_module_result_none_none {
    bool is_err;
} hostile_module_result_none_none_t;

int32_t hostile_module_add(const hostile_point_t *a);

uint32_t hostile_module_hear(tw_str_t label, tw_list_t data);

__attribute__((export_name("choose")))
hostile_mood_t hostile_module_choose(hostile_mood_t how, bool is_so);

uint32_t hostile_module_look(const hostile_shape_t *what);

// What lies there.
hostile_module_answer_t hostile_module_tell(uint32_t where);

hostile_module_result_none_none_t hostile_module_like(uint32_t number);

__attribute__((export_name("sign")))
uint32_t hostile_module_sign(uint32_t number);

#endif
