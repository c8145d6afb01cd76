// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

static int32_t number_of(const char *word) {
    bool is_negative = *word == '-';
    uint32_t value = 0;
    for (word += is_negative; *word != '\0'; word++) {
        value = value * 10 + (uint32_t)(*word - '0');
    }
    return (int32_t)(is_negative ? 0 - value : value);
}

static uint8_t digit(char c) {
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static void read_bytes(command_t *command, const char *digits) {
    command->bytes_at = command->number_count;
    for (; digits[0] != '\0' && command->size < COMMAND_BYTES; digits += 2) {
        command->bytes[command->size++] = (uint8_t)(digit(digits[0]) << 4 | digit(digits[1]));
    }
}

static void read_word(command_t *command, const char *word) {
    if (command->name == NULL) {
        command->name = word;
    } else if (*word == '=') {
        read_bytes(command, &word[1]);
    } else if (command->number_count < COMMAND_WORDS) {
        command->numbers[command->number_count++] = number_of(word);
    }
}

void command_read(command_t *command, char *line) {
    *command = (command_t){.bytes_at = COMMAND_WORDS};
    while (*line != '\0') {
        char *word = line;
        while (*line != ' ' && *line != '\0') {
            line++;
        }
        if (*line == ' ') {
            *line++ = '\0';
        }
        if (*word != '\0') {
            read_word(command, word);
        }
    }
}

bool command_is(const command_t *command, const char *name) {
    const char *at = command->name;
    while (at != NULL && *at == *name && *at != '\0') {
        at++;
        name++;
    }
    return at != NULL && *at == *name;
}

static bool draw_shape(const command_t *command, tw_display_t *display) {
    const int32_t *n = command->numbers;
    if (command_is(command, "clear")) {
        tw_display_clear(display);
    } else if (command_is(command, "pixel")) {
        tw_display_pixel(display, n[0], n[1], (uint32_t)n[2]);
    } else if (command_is(command, "line")) {
        tw_display_line(display, n[0], n[1], n[2], n[3], (uint32_t)n[4]);
    } else if (command_is(command, "rect")) {
        tw_display_rect(display, n[0], n[1], n[2], n[3], (uint32_t)n[4]);
    } else if (command_is(command, "fill_rect")) {
        tw_display_fill_rect(display, n[0], n[1], n[2], n[3], (uint32_t)n[4]);
    } else if (command_is(command, "bitmap")) {
        tw_display_bitmap(display, n[0], n[1], n[2], n[3], command->bytes, (uint32_t)n[4]);
    } else if (command_is(command, "text")) {
        tw_display_text(display, n[0], n[1], (uint32_t)n[2], (const char *)command->bytes,
                        command->size, (uint32_t)n[3]);
    } else {
        return false;
    }
    return true;
}

bool command_draw(const command_t *command, tw_display_t *display, int32_t *result) {
    *result = 0;
    if (command_is(command, "width")) {
        *result = (int32_t)tw_display_width(display);
    } else if (command_is(command, "height")) {
        *result = (int32_t)tw_display_height(display);
    } else if (command_is(command, "show")) {
        *result = tw_display_show(display);
    } else if (command_is(command, "message")) {
        *result = tw_display_message(display, (const char *)command->bytes, command->size);
    } else {
        return draw_shape(command, display);
    }
    return true;
}
