// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "module.h"

#include <stdlib.h>
#include <string.h>

#include "tinywasm/config.h"

void put_byte(struct bytes *b, unsigned byte) {
    if (b->size == sizeof b->at) {
        abort();
    }
    b->at[b->size++] = (uint8_t)byte;
}

void put_bytes(struct bytes *b, const uint8_t *from, size_t size) {
    for (size_t i = 0; i < size; i++) {
        put_byte(b, from[i]);
    }
}

void put_all(struct bytes *b, const struct bytes *from) {
    put_bytes(b, from->at, from->size);
}

void put_padded(struct bytes *b, uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; i++) {
        put_byte(b, (unsigned)(value & 0x7f) | (i + 1 < size ? 0x80u : 0u));
        value >>= 7;
    }
}

// How a letter's type is written, and what pushes a value of it: null, if it is a reference.
struct letter {
    char letter;
    uint8_t type[3];  // size first
    uint8_t push[3];
};
static const struct letter letters[] = {
    {'i', {1, 0x7f}, {2, 0x41, 0}},
    {'l', {1, 0x7e}, {2, 0x42, 0}},
    {'r', {1, 0x70}, {2, 0xd0, 0x70}},
    {'x', {1, 0x6f}, {2, 0xd0, 0x6f}},
    {'u', {2, 0x63, 0}, {2, 0xd0, 0}},
    {'e', {1, 0x69}, {2, 0xd0, 0x69}},
    {'y', {1, 0x6e}, {2, 0xd0, 0x6e}},
    {'q', {1, 0x6d}, {2, 0xd0, 0x6d}},
    {'3', {1, 0x6c}, {2, 0xd0, 0x6c}},
    {'S', {1, 0x6b}, {2, 0xd0, 0x6b}},
    {'z', {1, 0x6a}, {2, 0xd0, 0x6a}},
    {'s', {2, 0x63, 2}, {2, 0xd0, 2}},
    {'a', {2, 0x63, 3}, {2, 0xd0, 3}},
    {'c', {2, 0x63, 4}, {2, 0xd0, 4}},
    {'t', {2, 0x63, 5}, {2, 0xd0, 5}},
    {'b', {2, 0x63, 6}, {2, 0xd0, 6}},
    {'f', {1, 0x7d}, {0}},
    {'d', {1, 0x7c}, {0}},
    {'w', {1, 0x7b}, {0}},
};

static const struct letter *letter_of(char type) {
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (letters[i].letter == type) {
            return &letters[i];
        }
    }
    abort();
}

void put_valtype(struct bytes *b, char type) {
    const struct letter *letter = letter_of(type);
    put_bytes(b, letter->type + 1, letter->type[0]);
}

void put_push(struct bytes *b, char type) {
    static const uint8_t zeros[16] = {0};
    const struct letter *letter = letter_of(type);
    put_bytes(b, letter->push + 1, letter->push[0]);
    if (type == 'f' || type == 'd') {
        put_byte(b, type == 'f' ? 0x43 : 0x44);
        put_bytes(b, zeros, type == 'f' ? 4 : 8);
    } else if (type == 'w') {
        put_bytes(b, (const uint8_t[]){0xfd, 0x0c}, 2);
        put_bytes(b, zeros, 16);
    }
}

void module_init(struct module *m) {
    memset(m, 0, sizeof *m);
    m->imports_global = true;
    m->has_memory = true;
}

static void put_section(struct bytes *out, unsigned id, const struct bytes *content) {
    put_byte(out, id);
    put_padded(out, content->size, 2);
    put_all(out, content);
}

#define RUN_TYPE (TW_CFG_GC ? 7 : 2)

static void put_types(const struct module *m, struct bytes *out) {
    static const uint8_t fixed[] = {0x60, 0, 0, 0x60, 1, 0x7f, 1, 0x7e};
    static const uint8_t objects[] = {0x5f, 1,    0x7f, 1,    0x5e, 0x7f, 1,    0x5e, 0x78,
                                      1,    0x5f, 1,    0x78, 1,    0x5e, 0x70, 1};
    struct bytes content = {.size = 0};
    put_byte(&content, RUN_TYPE + 1);
    put_bytes(&content, fixed, sizeof fixed);
    put_bytes(&content, objects, TW_CFG_GC ? sizeof objects : 0);
    put_bytes(&content, (const uint8_t[]){0x60, 0}, 2);
    put_byte(&content, m->result != 0 ? 1 : 0);
    if (m->result != 0) {
        put_valtype(&content, m->result);
    }
    put_section(out, 1, &content);
}

static void put_globals(const struct module *m, struct bytes *out) {
    static const uint8_t mutable_i32[] = {0x7f, 1, 0x41, 0, 0x0b};
    struct bytes content = {.size = 0};
    put_byte(&content, m->constant.size != 0 ? 2 : 1);
    put_bytes(&content, mutable_i32, sizeof mutable_i32);
    if (m->constant.size != 0) {
        put_valtype(&content, m->constant_type);
        put_byte(&content, 0);
        put_all(&content, &m->constant);
    }
    put_section(out, 6, &content);
}

// The code section: functions 0 and 1 do nothing; function 2 is the one in question.
static void put_code(const struct module *m, struct bytes *out, uint32_t *start, uint32_t *end) {
    static const uint8_t others[] = {3, 2, 0, 0x0b, 4, 0, 0x42, 0, 0x0b};
    static const uint8_t locals[] = {1, 1, 0x7f};
    struct bytes content = {.size = 0};
    put_bytes(&content, others, sizeof others);
    put_padded(&content, m->code.size + sizeof locals, 2);
    put_bytes(&content, locals, sizeof locals);
    put_all(&content, &m->code);
    put_section(out, 10, &content);
    *end = (uint32_t)out->size;
    *start = (uint32_t)(out->size - m->code.size);
}

void module_write(const struct module *m, struct bytes *out, uint32_t *body_start,
                  uint32_t *body_end) {
    static const uint8_t head[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    static const uint8_t import[] = {2, 10, 1, 3, 'e', 'n', 'v', 1, 'g', 3, 0x7f, 0};
    static const uint8_t funcs_tables[] = {3, 4, 3, 0, 1, RUN_TYPE, 4, 4, 1, 0x70, 0, 1};
    static const uint8_t memory[] = {5, 3, 1, 0, 1};
    static const uint8_t tag[] = {13, 3, 1, 0, 0};
    static const uint8_t exports[] = {7, 7, 1, 3, 'r', 'u', 'n', 0, MODULE_FUNC};
    static const uint8_t elements_count[] = {9, 5, 1, 1, 0, 1, 0, 12, 1, 1};
    static const uint8_t data[] = {11, 4, 1, 1, 1, 0xaa};
    out->size = 0;
    put_bytes(out, head, sizeof head);
    put_types(m, out);
    if (m->imports_global) {
        put_bytes(out, import, sizeof import);
    }
    put_bytes(out, funcs_tables, sizeof funcs_tables);
    if (m->has_memory) {
        put_bytes(out, memory, sizeof memory);
    }
    put_bytes(out, tag, TW_CFG_EXCEPTIONS ? sizeof tag : 0);
    put_globals(m, out);
    put_bytes(out, exports, sizeof exports);
    put_bytes(out, elements_count, sizeof elements_count);
    put_code(m, out, body_start, body_end);
    put_bytes(out, data, sizeof data);
}
