// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A badge for apps/badge: three lines of text, the last of which counts.

#include "badge.h"

static unsigned updates;

// Writes number in the bytes before end; its first digit.
static char *write_number(char *end, unsigned number) {
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return end;
}

void badge_module_start(void) {
    badge_heading(tw_str("TinyWASM"));
    badge_set_text1(tw_str("modules in any language"));
    badge_set_text2(tw_str("on any microcontroller"));
}

void badge_module_update(void) {
    char digits[10];
    char *end = digits + sizeof digits;
    char *first = write_number(end, ++updates);
    tw_str_t text = {first, (uint32_t)(end - first)};
    badge_set_text3(text);
}
