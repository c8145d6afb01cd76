// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "input.h"

#include "hal.h"

#define LINE_BYTES 100u

const char *input_words[INPUT_WORDS];
uint32_t input_word_count;
static char line[LINE_BYTES + 1];

static void split(void) {
    input_word_count = 0;
    for (char *at = line; *at != '\0' && input_word_count < INPUT_WORDS; at++) {
        if (at == line || at[-1] == '\0') {
            input_words[input_word_count++] = at;
        }
        *at = *at == ' ' ? '\0' : *at;
    }
}

void input_read(void (*idle)(void)) {
    size_t size = 0;
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            idle();
        } else if (byte == '\n') {
            line[size] = '\0';
            split();
            return;
        } else if (size < LINE_BYTES) {
            line[size++] = byte;
        }
    }
}

bool input_is(const char *command, uint32_t words) {
    const char *word = input_word_count == words ? input_words[0] : "";
    while (*word == *command && *word != '\0') {
        word++;
        command++;
    }
    return *word == *command;
}

int32_t input_number(uint32_t i) {
    const char *at = i < input_word_count ? input_words[i] : "";
    int32_t sign = *at == '-' ? -1 : 1;
    uint32_t value = 0;
    for (at += *at == '-' ? 1 : 0; *at != '\0'; at++) {
        value = value * 10 + (uint32_t)(*at - '0');
    }
    return sign * (int32_t)value;
}

void input_print_number(int32_t value) {
    char digits[11];
    size_t at = sizeof digits;
    uint32_t left = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    hal_console_print(value < 0 ? "-" : "");
    hal_console_write(&digits[at], sizeof digits - at);
}
