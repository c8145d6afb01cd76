// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/fault.h"
#include "base/mem.h"

// A target that is never overrun: what does not fit is dropped.
struct text {
    char *target;
    size_t size;  // 0 or room for the end too
    size_t used;
};

static void put(struct text *text, char c) {
    if (text->size > 1 && text->used < text->size - 1) {
        text->target[text->used] = c;
        text->used++;
    }
}

static void put_bytes(struct text *text, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        put(text, bytes[i]);
    }
}

// Digits of value, with a comma at each group of `group` digits (0: none). 20 digits and 6 commas
// are the most there are.
static void put_number(struct text *text, uint64_t value, uint32_t base, unsigned group) {
    char digits[28];
    size_t at = sizeof digits;
    unsigned count = 0;
    do {
        if (group != 0 && count != 0 && count % group == 0) {
            digits[--at] = ',';
        }
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
        count++;
    } while (value != 0);
    put_bytes(text, digits + at, sizeof digits - at);
}

static void put_signed(struct text *text, int32_t value) {
    uint32_t bits = (uint32_t)value;
    if (value < 0) {
        put(text, '-');
        bits = 0 - bits;
    }
    put_number(text, bits, 10, 0);
}

static void put_string(struct text *text, const char *string) {
    const char *shown = string == NULL ? "?" : string;
    put_bytes(text, shown, strlen(shown));
}

size_t tw__format_list(char *target, size_t size, const char *format, va_list args) {
    struct text text = {target, size, 0};
    for (; *format != '\0'; format++) {
        if (*format != '%') {
            put(&text, *format);
            continue;
        }
        format++;
        if (*format == 's') {
            put_string(&text, va_arg(args, const char *));
        } else if (*format == 'n') {
            const char *bytes = va_arg(args, const char *);
            put_bytes(&text, bytes, va_arg(args, unsigned));
        } else if (*format == 'u') {
            put_number(&text, va_arg(args, uint32_t), 10, 0);
        } else if (*format == 'd') {
            put_signed(&text, va_arg(args, int32_t));
        } else if (*format == 'x') {
            put_number(&text, va_arg(args, uint32_t), 16, 0);
        } else if (*format == 'U') {
            put_number(&text, va_arg(args, uint64_t), 10, 3);
        } else if (*format == '%') {
            put(&text, '%');
        } else {
            break;  // a mistake in the format: nothing more can be read from args
        }
    }
    if (size != 0) {
        target[text.used] = '\0';
    }
    return text.used;
}

size_t tw__format(char *target, size_t size, const char *format, ...) {
    va_list args;
    va_start(args, format);
    size_t used = tw__format_list(target, size, format, args);
    va_end(args);
    return used;
}
