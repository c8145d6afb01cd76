// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fault.h"
#include "base/assert.h"
#include "base/divide.h"
#include "base/mem.h"
#include "base/texts.h"
#include "tinywasm/interp.h"

#define NO_COMMAS 99u  // more digits than a number has

// A target that is never overrun: what does not fit is dropped.
struct text {
    char *at;
    char *end;  // the last place of the target, which is the NUL's
    va_list args;
};

static void put_bytes(struct text *text, const char *bytes, size_t size) {
    for (size_t i = 0; i < size && text->at < text->end; i++) {
        *text->at++ = bytes[i];
    }
}

static void put_string(struct text *text, const char *string) {
    const char *shown = string == NULL ? "?" : string;
    put_bytes(text, shown, strlen(shown));
}

// Digits of value, with a comma at each `group` of them. 20 digits and 6 commas are the most there
// are.
static void put_number(struct text *text, uint64_t value, uint32_t base, uint32_t group) {
    char digits[28];
    char *at = digits + sizeof digits;
    uint32_t room = group;
    do {
        if (room == 0) {
            *--at = ',';
            room = group;
        }
        room--;
        uint64_t digit = 0;
        value = tw__divide(&digit, value, base);
        *--at = (char)(digit < 10 ? '0' + digit : 'a' - 10 + digit);
    } while (value != 0);
    put_bytes(text, at, (size_t)(digits + sizeof digits - at));
}

// A text that is being unpacked.
struct packed {
    const char *at;
    uint32_t count;
    uint8_t later[TW_TEXT_DEPTH];  // behind the byte at hand, the next one last
};

// The next byte; 0 at the end. Bytes from 14 to 26, and from 128 on, stand for pairs.
static char unpack(struct packed *packed) {
    static const uint8_t pairs[][2] = {TW_TEXT_PAIRS};
    uint8_t byte = packed->count > 0 ? packed->later[--packed->count] : (uint8_t)*packed->at++;
    while (byte >= 128 || (byte >= 14 && byte < 27)) {
        TW_ASSERT(packed->count < TW_TEXT_DEPTH);
        const uint8_t *pair = pairs[byte < 27 ? byte - 14 : byte - 128 + 13];
        packed->later[packed->count++] = pair[1];
        byte = pair[0];
    }
    return (char)byte;
}

static void put_packed(struct text *text, const char *bytes) {
    struct packed packed = {.at = bytes};
    for (char c = unpack(&packed); c != '\0'; c = unpack(&packed)) {
        put_bytes(text, &c, 1);
    }
}

static void put_types(struct text *text, const tw_valtype_t *types, uint32_t count) {
    put_string(text, "(");
    for (uint32_t i = 0; i < count; i++) {
        put_string(text, i == 0 ? "" : ", ");
        put_string(text, tw_valtype_name(types[i]));
    }
    put_string(text, ")");
}

static void put_functype(struct text *text, const tw_functype_t *type) {
    put_types(text, type->types, type->param_count);
    put_string(text, " -> ");
    put_types(text, type->types + type->param_count, type->result_count);
}

// False for what is no directive.
static bool put_number_directive(struct text *text, char letter) {
    if (letter == 'U') {
        put_number(text, va_arg(text->args, uint64_t), 10, 3);
        return true;
    }
    if (letter == 'u' || letter == 'x') {
        put_number(text, va_arg(text->args, uint32_t), letter == 'x' ? 16 : 10, NO_COMMAS);
        return true;
    }
    return false;
}

static bool put_directive(struct text *text, char letter) {
    if (letter == 's') {
        put_string(text, va_arg(text->args, const char *));
        return true;
    }
    if (letter == 'm') {
        put_packed(text, va_arg(text->args, const char *));
        return true;
    }
    if (letter == 'n') {
        const char *bytes = va_arg(text->args, const char *);
        put_bytes(text, bytes, va_arg(text->args, unsigned));
        return true;
    }
    if (letter == 't') {
        put_functype(text, va_arg(text->args, const tw_functype_t *));
        return true;
    }
    return put_number_directive(text, letter);
}

size_t tw__format_list(char *target, size_t size, const char *format, va_list args) {
    if (size == 0) {
        return 0;
    }
    struct text text = {.at = target, .end = target + size - 1};
    va_copy(text.args, args);
    struct packed packed = {.at = format};
    for (char c = unpack(&packed); c != '\0'; c = unpack(&packed)) {
        if (c != '%') {
            put_bytes(&text, &c, 1);
        } else if (!put_directive(&text, unpack(&packed))) {
            break;  // a mistake in the format: nothing more can be read from args
        }
    }
    va_end(text.args);
    *text.at = '\0';
    return (size_t)(text.at - target);
}

size_t tw__format(char *target, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    size_t used = tw__format_list(target, size, format, args);
    va_end(args);
    return used;
}
