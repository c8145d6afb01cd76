// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A badge for apps/badge: four lines of text, the last of which counts.

#define BADGE(name) __attribute__((import_module("badge"), import_name(#name)))
BADGE(heading) void heading(const char *text, unsigned size);
BADGE(set_text1) void set_text1(const char *text, unsigned size);
BADGE(set_text2) void set_text2(const char *text, unsigned size);
BADGE(set_text3) void set_text3(const char *text, unsigned size);

static unsigned updates;

static unsigned size_of(const char *text) {
    unsigned size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

// Writes number at the end of the 10 bytes before end; its first digit.
static char *write_number(char *end, unsigned number) {
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return end;
}

__attribute__((export_name("start"))) void start(void) {
    heading("TinyWASM", 8);
    set_text1("modules in any language", 23);
    set_text2("on any microcontroller", size_of("on any microcontroller"));
}

__attribute__((export_name("update"))) void update(void) {
    char digits[10];
    char *end = digits + sizeof digits;
    char *first = write_number(end, ++updates);
    set_text3(first, (unsigned)(end - first));
}
