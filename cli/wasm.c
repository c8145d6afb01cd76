// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "wasm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_TABLE 4
#define SECTION_MEMORY 5
#define SECTION_GLOBAL 6
#define SECTION_EXPORT 7
#define LIMITS_HAVE_MAX 1u
#define LIMITS_HAVE_PAGE_SIZE 8u
#define PAGE_SIZE_LOG2 16
#define CODE_END 0x0bu
#define CODE_REF_NULL 0xd0u

void buffer_put(struct buffer *buffer, const void *bytes, size_t size) {
    if (size > buffer->room - buffer->size) {
        buffer->room = (buffer->room + size) * 2;
        buffer->bytes = realloc(buffer->bytes, buffer->room);
        if (buffer->bytes == NULL) {
            fputs("tw: NOMEM: the PC has no memory left: close something\n", stderr);
            exit(1);
        }
    }
    if (size != 0) {
        memcpy(buffer->bytes + buffer->size, bytes, size);
        buffer->size += size;
    }
}

void buffer_put_byte(struct buffer *buffer, unsigned byte) {
    uint8_t narrow = (uint8_t)byte;
    buffer_put(buffer, &narrow, 1);
}

void buffer_put_leb(struct buffer *buffer, uint64_t number) {
    for (; number >= 0x80; number >>= 7) {
        buffer_put_byte(buffer, (unsigned)(number & 0x7f) | 0x80);
    }
    buffer_put_byte(buffer, (unsigned)number);
}

void buffer_free(struct buffer *buffer) {
    free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}

static bool is_simple_type(tw_valtype_t type) {
    return type == TW_I32 || type == TW_I64 || type == TW_F32 || type == TW_F64 ||
           type == TW_FUNCREF || type == TW_EXTERNREF;
}

bool wasm_can_make(const tw_externtype_t *type) {
    return (type->kind == TW_EXTERN_MEMORY && !type->is_64) ||
           ((type->kind == TW_EXTERN_TABLE || type->kind == TW_EXTERN_GLOBAL) &&
            is_simple_type(type->valtype));
}

// The low byte of a simple type is its code in the binary.
static void put_type(struct buffer *buffer, tw_valtype_t type) {
    buffer_put_byte(buffer, type & 0xff);
}

static void put_limits(struct buffer *buffer, const tw_externtype_t *type) {
    bool has_page_size = type->kind == TW_EXTERN_MEMORY && type->page_size_log2 != PAGE_SIZE_LOG2;
    buffer_put_byte(buffer, (type->has_max ? LIMITS_HAVE_MAX : 0) |
                                (has_page_size ? LIMITS_HAVE_PAGE_SIZE : 0));
    buffer_put_leb(buffer, type->min);
    if (type->has_max) {
        buffer_put_leb(buffer, type->max);
    }
    if (has_page_size) {
        buffer_put_leb(buffer, type->page_size_log2);
    }
}

// A global and the expression of its initial value, zero or null.
static void put_global(struct buffer *buffer, const tw_externtype_t *type) {
    static const uint8_t zeros[8];
    put_type(buffer, type->valtype);
    buffer_put_byte(buffer, type->is_mutable);
    switch (type->valtype) {
        case TW_I32:
        case TW_I64:
            buffer_put_byte(buffer, type->valtype == TW_I32 ? 0x41 : 0x42);
            buffer_put(buffer, zeros, 1);
            break;
        case TW_F32:
        case TW_F64:
            buffer_put_byte(buffer, type->valtype == TW_F32 ? 0x43 : 0x44);
            buffer_put(buffer, zeros, type->valtype == TW_F32 ? 4 : 8);
            break;
        default:
            buffer_put_byte(buffer, CODE_REF_NULL);
            put_type(buffer, type->valtype);
            break;
    }
    buffer_put_byte(buffer, CODE_END);
}

static void put_definition(struct buffer *buffer, const tw_externtype_t *type) {
    if (type->kind == TW_EXTERN_GLOBAL) {
        put_global(buffer, type);
        return;
    }
    if (type->kind == TW_EXTERN_TABLE) {
        put_type(buffer, type->valtype);
    }
    put_limits(buffer, type);
}

static void put_section(struct buffer *buffer, unsigned id, uint32_t count, struct buffer *items) {
    struct buffer head = {NULL, 0, 0};
    buffer_put_leb(&head, count);
    if (count != 0) {
        buffer_put_byte(buffer, id);
        buffer_put_leb(buffer, head.size + items->size);
        buffer_put(buffer, head.bytes, head.size);
        buffer_put(buffer, items->bytes, items->size);
    }
    buffer_free(&head);
    buffer_free(items);
}

static void put_export(struct buffer *buffer, const tw_import_t *import, uint32_t idx) {
    buffer_put_leb(buffer, import->name.size);
    buffer_put(buffer, import->name.bytes, import->name.size);
    buffer_put_byte(buffer, (unsigned)import->type.kind);
    buffer_put_leb(buffer, idx);
}

void wasm_write(struct buffer *buffer, const tw_import_t *imports, uint32_t count) {
    static const uint8_t header[8] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    static const struct {
        tw_externkind_t kind;
        unsigned section;
    } kinds[] = {{TW_EXTERN_TABLE, SECTION_TABLE},
                 {TW_EXTERN_MEMORY, SECTION_MEMORY},
                 {TW_EXTERN_GLOBAL, SECTION_GLOBAL}};
    struct buffer exports = {NULL, 0, 0};
    buffer_put(buffer, header, sizeof header);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        struct buffer items = {NULL, 0, 0};
        uint32_t made = 0;
        for (uint32_t i = 0; i < count; i++) {
            if (imports[i].type.kind == kinds[k].kind) {
                put_definition(&items, &imports[i].type);
                put_export(&exports, &imports[i], made);
                made++;
            }
        }
        put_section(buffer, kinds[k].section, made, &items);
    }
    put_section(buffer, SECTION_EXPORT, count, &exports);
}
