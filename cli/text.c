// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char exit_codes[] =
    "0    all is well\n"
    "1    an error in the module, project or device\n"
    "2    wrong usage\n"
    "3    something must be installed first: the error has the command that does it\n";

// ---- styles ----

static bool has_styles(int fd) {
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool is_off = no_color != NULL && no_color[0] != '\0';
    bool is_dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    return !is_off && !is_dumb && isatty(fd) != 0;
}

static const char *style_on(int fd, enum style style) {
    static const char *const styles[] = {"\033[0m", "\033[1m", "\033[31m", "\033[32m", "\033[33m"};
    return has_styles(fd) ? styles[style] : "";
}

const char *style(enum style style) {
    return style_on(STDOUT_FILENO, style);
}

// ---- errors ----

static const char *short_name(tw_err_t err) {
    return tw_err_name(err) + strlen("TW_ERR_");
}

static void print_error(const char *where, tw_err_t err, const char *format, va_list args) {
    fflush(stdout);
    fprintf(stderr, "%s: %s%s%s: ", where, style_on(STDERR_FILENO, STYLE_RED), short_name(err),
            style_on(STDERR_FILENO, STYLE_PLAIN));
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

int fail_usage(const char *where, tw_err_t err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_error(where, err, format, args);
    va_end(args);
    return EXIT_USAGE;
}

int fail_module(const char *where, tw_err_t err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_error(where, err, format, args);
    va_end(args);
    return EXIT_MODULE;
}

int fail_missing(const char *where, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_error(where, TW_ERR_UNSUPPORTED, format, args);
    va_end(args);
    return EXIT_MISSING;
}

int fail_fault(const tw_engine_t *engine, const char *where) {
    return fail_fault_or(engine, where, "");
}

int fail_fault_or(const tw_engine_t *engine, const char *where, const char *more) {
    const tw_fault_t *fault = tw_engine_fault(engine);
    if (fault->text[0] == '\0') {
        return fail_module(
            where, fault->err, "%s",
            fault->err == TW_ERR_TRAP ? tw_trap_name(fault->trap) : tw_err_text(fault->err));
    }
    fflush(stdout);
    fprintf(stderr, "%s%s\n", fault->text, more);
    return EXIT_MODULE;
}

// ---- names, types, numbers ----

void print_name(tw_name_t name) {
    for (uint32_t i = 0; i < name.size; i++) {
        unsigned char byte = (unsigned char)name.bytes[i];
        if (byte < ' ' || byte == 0x7f) {
            printf("\\%02x", byte);
        } else {
            putchar(byte);
        }
    }
}

void print_functype(const tw_functype_t *type) {
    putchar('(');
    for (uint32_t i = 0; i < tw_functype_param_count(type); i++) {
        printf("%s%s", i == 0 ? "" : ", ", tw_valtype_name(tw_functype_param(type, i)));
    }
    printf(") -> (");
    for (uint32_t i = 0; i < tw_functype_result_count(type); i++) {
        printf("%s%s", i == 0 ? "" : ", ", tw_valtype_name(tw_functype_result(type, i)));
    }
    putchar(')');
}

static char letter_of(tw_valtype_t type) {
    static const struct {
        const char *name;
        char letter;
    } letters[] = {{"i32", 'i'},       {"i64", 'I'},     {"f32", 'f'}, {"f64", 'F'},
                   {"externref", 'r'}, {"funcref", 'p'}, {"v128", 'V'}};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        if (strcmp(tw_valtype_name(type), letters[i].name) == 0) {
            return letters[i].letter;
        }
    }
    return '?';
}

void functype_letters(const tw_functype_t *type, char *text, size_t room) {
    size_t used = 0;
    text[used++] = '(';
    for (uint32_t i = 0; i < tw_functype_param_count(type) && used + 2 < room; i++) {
        text[used++] = letter_of(tw_functype_param(type, i));
    }
    text[used++] = ')';
    for (uint32_t i = 0; i < tw_functype_result_count(type) && used + 1 < room; i++) {
        text[used++] = letter_of(tw_functype_result(type, i));
    }
    text[used] = '\0';
}

void print_memory_size(uint64_t min, bool has_max, uint64_t max, unsigned page_size_log2) {
    const char *plural = min == 1 ? "" : "s";
    if (page_size_log2 == 16) {
        printf("%s page%s of 64 KiB", grouped(min), plural);
    } else {
        printf("%s page%s of %s B", grouped(min), plural, grouped((uint64_t)1 << page_size_log2));
    }
    if (has_max) {
        printf(", at most %s", grouped(max));
    }
}

void print_externtype(const tw_externtype_t *type) {
    switch (type->kind) {
        case TW_EXTERN_FUNC:
            print_functype(type->functype);
            break;
        case TW_EXTERN_TABLE:
            printf("%s %s", grouped(type->min), tw_valtype_name(type->valtype));
            if (type->has_max) {
                printf(", at most %s", grouped(type->max));
            }
            break;
        case TW_EXTERN_MEMORY:
            print_memory_size(type->min, type->has_max, type->max, type->page_size_log2);
            printf("%s", type->is_64 ? ", 64-bit addresses" : "");
            break;
        case TW_EXTERN_GLOBAL:
            printf("%s%s", type->is_mutable ? "mut " : "", tw_valtype_name(type->valtype));
            break;
        case TW_EXTERN_TAG:
            if (type->functype != NULL) {
                print_functype(type->functype);
            }
            break;
    }
}

const char *externkind_name(tw_externkind_t kind) {
    static const char *const names[] = {"func", "table", "memory", "global", "tag"};
    return names[kind];
}

const char *grouped(uint64_t number) {
    static char texts[4][32];
    static unsigned next;
    char digits[24];
    int count = snprintf(digits, sizeof digits, "%" PRIu64, number);
    char *text = texts[next++ % 4];
    char *at = text;
    for (int i = 0; i < count; i++) {
        if (i != 0 && (count - i) % 3 == 0) {
            *at++ = ',';
        }
        *at++ = digits[i];
    }
    *at = '\0';
    return text;
}
