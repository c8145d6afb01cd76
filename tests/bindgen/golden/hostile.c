// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from hostile.wit: change that instead.
// clang-format off
#include "hostile.h"

// Bytes of all texts and lists that the host gives to one call of an export.
#ifndef TW_GIVEN_BYTES
#define TW_GIVEN_BYTES 256
#endif
static _Alignas(8) uint8_t given[TW_GIVEN_BYTES];
static uint32_t given_size;
_Alignas(8) uint8_t hostile_room[16];
// Shared by all files that tw bindgen has made.
__attribute__((weak)) uint8_t *tw_room;
__attribute__((weak)) uint32_t tw_room_size;

// Where the host puts texts and lists; define another one and this is left out.
__attribute__((weak, export_name("cabi_realloc")))
void *cabi_realloc(void *block, uint32_t size, uint32_t align, uint32_t new_size);
void *cabi_realloc(void *block, uint32_t size, uint32_t align, uint32_t new_size) {
    if (block != 0) {
        return block;
    }
    if (tw_room != 0 && new_size <= tw_room_size) {
        return tw_room;
    }
    uint32_t start = (given_size + align - 1) / align * align;
    if (size != 0 || start > sizeof given || new_size > sizeof given - start) {
        __builtin_trap();
    }
    given_size = start + new_size;
    return given + start;
}

// Puts the lower bytes of a number into a result.
static void save(uint8_t *target, uint64_t bits, uint32_t size) {
    __builtin_memcpy(target, &bits, size);
}

__attribute__((export_name("add")))
int32_t core_hostile_module_add(int32_t a0, int32_t a1);
int32_t core_hostile_module_add(int32_t a0, int32_t a1) {
    hostile_point_t a;
    a.x = (int32_t)a0;
    a.y = (int32_t)a1;
    int32_t result = hostile_module_add(&a);
    given_size = 0;
    return (int32_t)result;
}

__attribute__((export_name("hear")))
int32_t core_hostile_module_hear(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
int32_t core_hostile_module_hear(int32_t a0, int32_t a1, int32_t a2, int32_t a3) {
    tw_str_t label;
    label.chars = (const char *)(uintptr_t)a0;
    label.size = (uint32_t)a1;
    tw_list_t data;
    data.items = (const void *)(uintptr_t)a2;
    data.count = (uint32_t)a3;
    uint32_t result = hostile_module_hear(label, data);
    given_size = 0;
    return (int32_t)result;
}

__attribute__((export_name("look")))
int32_t core_hostile_module_look(int32_t a0, int64_t a1, int32_t a2);
int32_t core_hostile_module_look(int32_t a0, int64_t a1, int32_t a2) {
    hostile_shape_t what;
    what.tag = (hostile_shape_tag_t)a0;
    switch (what.tag) {
        case HOSTILE_SHAPE_SIDES:
            what.of.sides = (uint32_t)a1;
            break;
        case HOSTILE_SHAPE_NAME:
            what.of.name.chars = (const char *)(uintptr_t)a1;
            what.of.name.size = (uint32_t)a2;
            break;
        case HOSTILE_SHAPE_WIDTH:
            what.of.width = tw_f64_of((uint64_t)a1);
            break;
        default:
            break;
    }
    uint32_t result = hostile_module_look(&what);
    given_size = 0;
    return (int32_t)result;
}

__attribute__((export_name("tell")))
int32_t core_hostile_module_tell(int32_t a0);
int32_t core_hostile_module_tell(int32_t a0) {
    uint32_t where;
    where = (uint32_t)a0;
    hostile_module_answer_t result = hostile_module_tell(where);
    given_size = 0;
    static _Alignas(8) uint8_t area[48];
    save(&area[0], (uintptr_t)result.name.chars, 4);
    save(&area[4], result.name.size, 4);
    save(&area[8], (uint64_t)result.how, 1);
    save(&area[9], (uint64_t)result.is_so, 1);
    save(&area[12], (uint64_t)result.letter, 4);
    save(&area[16], (uint64_t)result.which, 1);
    save(&area[20], (uintptr_t)result.words.items, 4);
    save(&area[24], result.words.count, 4);
    save(&area[32], (uint64_t)result.what.tag, 1);
    switch (result.what.tag) {
        case HOSTILE_SHAPE_SIDES:
            save(&area[40], (uint64_t)result.what.of.sides, 4);
            break;
        case HOSTILE_SHAPE_NAME:
            save(&area[40], (uintptr_t)result.what.of.name.chars, 4);
            save(&area[44], result.what.of.name.size, 4);
            break;
        case HOSTILE_SHAPE_WIDTH:
            save(&area[40], tw_f64_bits(result.what.of.width), 8);
            break;
        default:
            break;
    }
    return (int32_t)area;
}

__attribute__((export_name("like")))
int32_t core_hostile_module_like(int32_t a0);
int32_t core_hostile_module_like(int32_t a0) {
    uint32_t number;
    number = (uint32_t)a0;
    hostile_module_result_none_none_t result = hostile_module_like(number);
    given_size = 0;
    return (int32_t)result.is_err;
}
