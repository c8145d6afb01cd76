// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What carts write for their authors.

#include "console.h"

#include "base/fault.h"
#include "base/mem.h"
#include "base/utf8.h"

#define REPLACEMENT 0xfffdu  // for halves of surrogate pairs

static void write(const tw_call_t *call, const char *text, size_t size) {
    const tw_wasm4_config_t *config = &tw__wasm4_of(call)->config;
    if (config->trace != NULL && size != 0) {
        config->trace(config->ctx, text, size);
    }
}

static void write_text(const tw_call_t *call, const char *text) {
    write(call, text, strlen(text));
}

static uint32_t arg(const tw_call_t *call, uint32_t i) {
    return (uint32_t)tw_arg_i32(call, i);
}

tw_err_t tw__wasm4_trace(tw_call_t *call) {
    uint32_t size = 0;
    tw_err_t err = TW_ERR_OK;
    const char *text = tw__wasm4_guest_string(call, arg(call, 0), &size, &err);
    if (text == NULL) {
        return err;
    }
    write(call, text, size);
    write_text(call, "\n");
    return tw__wasm4_work(call, size);
}

// Ends at a NUL, too.
tw_err_t tw__wasm4_trace_utf8(tw_call_t *call) {
    uint32_t size = 0;
    tw_err_t err = TW_ERR_OK;
    const char *text = (const char *)tw__wasm4_guest(call, arg(call, 0), arg(call, 1), &err);
    if (text == NULL) {
        return err;
    }
    while (size < arg(call, 1) && text[size] != '\0') {
        size++;
    }
    write(call, text, size);
    write_text(call, "\n");
    return tw__wasm4_work(call, size);
}

// ---- UTF-16 -------------------------------------------------------------------------------------

static uint32_t unit_at(const uint8_t *units, uint32_t i, uint32_t count) {
    return i < count ? (uint32_t)tw__wasm4_get(units + 2 * i, 2) : 0;
}

// The character that begins at unit *i, which becomes that of the next.
static uint32_t next_char(const uint8_t *units, uint32_t count, uint32_t *i) {
    uint32_t first = unit_at(units, *i, count);
    uint32_t second = unit_at(units, *i + 1, count);
    *i += 1;
    if (first < 0xd800 || first > 0xdfff) {
        return first;
    }
    if (first > 0xdbff || second < 0xdc00 || second > 0xdfff) {
        return REPLACEMENT;
    }
    *i += 1;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static void write_char(const tw_call_t *call, uint32_t character) {
    static const uint8_t heads[] = {0x00, 0xc0, 0xe0, 0xf0};
    uint32_t more = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    char text[4];
    for (uint32_t k = more; k > 0; k--, character >>= 6) {
        text[k] = (char)(0x80 | (character & 0x3f));
    }
    text[0] = (char)(heads[more] | character);
    write(call, text, more + 1);
}

tw_err_t tw__wasm4_trace_utf16(tw_call_t *call) {
    tw_err_t err = TW_ERR_OK;
    const uint8_t *units = tw__wasm4_guest(call, arg(call, 0), arg(call, 1), &err);
    if (units == NULL) {
        return err;
    }
    uint32_t count = arg(call, 1) / 2;
    for (uint32_t i = 0; i < count;) {
        write_char(call, next_char(units, count, &i));
    }
    write_text(call, "\n");
    return tw__wasm4_work(call, count);
}

// ---- formats ------------------------------------------------------------------------------------

// What lies behind one another at the second argument of tracef, without gaps.
struct arguments {
    tw_call_t *call;
    uint64_t addr;
    tw_err_t err;
};

static uint64_t next_argument(struct arguments *arguments, uint32_t size) {
    uint64_t addr = arguments->addr;
    const uint8_t *bytes = NULL;
    if (arguments->err == TW_ERR_OK) {
        bytes = tw__wasm4_guest(arguments->call, (uint32_t)addr, size, &arguments->err);
    }
    arguments->addr += size;
    return bytes == NULL ? 0 : tw__wasm4_get(bytes, size);
}

static void write_number(struct arguments *arguments, bool is_hex) {
    char text[TW_WASM4_NUMBER_BYTES];
    uint32_t value = (uint32_t)next_argument(arguments, 4);
    bool is_negative = !is_hex && value > INT32_MAX;
    tw__format(text, sizeof text,
               is_hex        ? "%x"
               : is_negative ? "-%u"
                             : "%u",
               is_negative ? 0 - value : value);
    if (arguments->err == TW_ERR_OK) {
        write_text(arguments->call, text);
    }
}

static void write_string(struct arguments *arguments) {
    uint32_t size = 0;
    uint32_t addr = (uint32_t)next_argument(arguments, 4);
    if (arguments->err != TW_ERR_OK) {
        return;
    }
    const char *text = tw__wasm4_guest_string(arguments->call, addr, &size, &arguments->err);
    if (text != NULL) {
        write(arguments->call, text, size);
        arguments->err = tw__wasm4_work(arguments->call, size);
    }
}

static void write_double(struct arguments *arguments) {
    char text[TW_WASM4_NUMBER_BYTES];
    uint64_t bits = next_argument(arguments, 8);
    double value = 0.0;
    memcpy(&value, &bits, sizeof value);
    if (arguments->err == TW_ERR_OK) {
        write(arguments->call, text, tw__wasm4_format_double(text, value));
    }
}

static void write_directive(struct arguments *arguments, char letter) {
    const char text[2] = {'%', letter};
    char character = '\0';
    switch (letter) {
        case '%':
            write(arguments->call, text, 1);
            break;
        case 'c':
            character = (char)next_argument(arguments, 4);
            write(arguments->call, &character, arguments->err == TW_ERR_OK ? 1 : 0);
            break;
        case 'd':
        case 'x':
            write_number(arguments, letter == 'x');
            break;
        case 's':
            write_string(arguments);
            break;
        case 'f':
            write_double(arguments);
            break;
        default:
            write(arguments->call, text, sizeof text);
    }
}

// A '%' at the end ends the text, and no line.
tw_err_t tw__wasm4_tracef(tw_call_t *call) {
    uint32_t size = 0;
    struct arguments arguments = {call, arg(call, 1), TW_ERR_OK};
    const char *format = tw__wasm4_guest_string(call, arg(call, 0), &size, &arguments.err);
    for (uint32_t i = 0; arguments.err == TW_ERR_OK && i < size; i++) {
        uint32_t from = i;
        while (i < size && format[i] != '%') {
            i++;
        }
        write(call, format + from, i - from);
        if (i + 1 == size) {
            return tw__wasm4_work(call, size);
        }
        if (i < size) {
            write_directive(&arguments, format[++i]);
        }
    }
    if (arguments.err == TW_ERR_OK) {
        write_text(call, "\n");
        arguments.err = tw__wasm4_work(call, size);
    }
    return arguments.err;
}
