// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "boards.h"
#include "command.h"
#include "json.h"
#include "text.h"

// tw boards: what the SDK's boards are, by their data.

#define TIER_EMULATED 1u  // an emulator runs its tests
#define TIER_UNTESTED 3u

static uint64_t number(const struct board *board, const char *name) {
    const char *text = board_macro(board, name);
    return text == NULL ? 0 : strtoull(text, NULL, 0);
}

static bool has_part(const struct board *board, const char *variable) {
    const char *text = board_variable(board, variable);
    return text != NULL && strcmp(text, "none") != 0;
}

static unsigned tier(const struct board *board) {
    bool is_emulated = board_variable(board, "BOARD_EMULATOR") != NULL;
    return is_emulated || strcmp(board->name, "host") == 0 ? TIER_EMULATED : TIER_UNTESTED;
}

// How many of the buttons have a pin.
static unsigned button_count(const struct board *board) {
    unsigned count = 0;
    const char *pins = board_macro(board, "BOARD_BUTTON_PINS");
    if (pins == NULL || !has_part(board, "BOARD_BUTTONS")) {
        return 0;
    }
    for (const char *at = pins; *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] != 0)) {
        count += at[strspn(at, "{ ")] != '-' ? 1u : 0u;
    }
    return count;
}

static void add_part(char *text, size_t room, const char *part) {
    size_t used = strlen(text);
    snprintf(text + used, room - used, "%s%s", used == 0 ? "" : ", ", part);
}

// "LED, 5 buttons, TMP105, SSD0323"
static void attached(const struct board *board, char *text, size_t room) {
    char buttons[32];
    text[0] = '\0';
    if (has_part(board, "BOARD_LED")) {
        add_part(text, room, "LED");
    }
    if (button_count(board) > 0) {
        snprintf(buttons, sizeof buttons, "%u buttons", button_count(board));
        add_part(text, room, buttons);
    }
    if (has_part(board, "BOARD_SENSOR")) {
        add_part(text, room, board_variable(board, "BOARD_SENSOR"));
    }
    if (has_part(board, "BOARD_DISPLAY")) {
        add_part(text, room, board_variable(board, "BOARD_DISPLAY"));
    }
}

static const char *or_dash(const char *text) {
    return text == NULL || text[0] == '\0' ? "-" : text;
}

// "264 KiB"; the PC has no bounds.
static void kib(uint64_t bytes, char *text, size_t room) {
    snprintf(text, room, bytes == 0 ? "-" : "%s KiB", grouped(bytes / 1024));
}

// The emulator's program.
static const char *emulator(const struct board *board, char *text, size_t room) {
    const char *words = board_variable(board, "BOARD_EMULATOR");
    snprintf(text, room, "%.*s", words == NULL ? 1 : (int)strcspn(words, " "),
             words == NULL ? "-" : words);
    return text;
}

static void print_row(const struct board *board) {
    char flash[32];
    char ram[32];
    char parts[200];
    char program[64];
    kib(number(board, "BOARD_FLASH_SIZE"), flash, sizeof flash);
    kib(number(board, "BOARD_RAM_SIZE"), ram, sizeof ram);
    attached(board, parts, sizeof parts);
    printf("%-12s %-11s %9s %9s  %u    %-8s %-22s %-19s %s\n", board->name,
           or_dash(board_macro(board, "BOARD_CORE")), flash, ram, tier(board),
           or_dash(board_variable(board, "BOARD_STORE")),
           or_dash(board_variable(board, "BOARD_FLASH")), emulator(board, program, sizeof program),
           or_dash(parts));
}

// The words of a variable.
static void json_words(struct json *json, const char *key, const char *text) {
    json_begin_list(json, key);
    for (const char *at = text; at != NULL && *at != '\0';) {
        size_t size = strcspn(at, " ");
        json_bytes(json, NULL, at, size);
        at += size + (at[size] == ' ');
    }
    json_end_list(json);
}

static void json_part(struct json *json, const struct board *board, const char *key,
                      const char *variable) {
    json_text(json, key, has_part(board, variable) ? board_variable(board, variable) : NULL);
}

static void json_row(struct json *json, const struct board *board) {
    json_begin(json, NULL);
    json_text(json, "name", board->name);
    json_text(json, "core", board_macro(board, "BOARD_CORE"));
    json_number(json, "clock_hz", number(board, "BOARD_CLOCK_HZ"));
    json_number(json, "flash_bytes", number(board, "BOARD_FLASH_SIZE"));
    json_number(json, "ram_bytes", number(board, "BOARD_RAM_SIZE"));
    json_number(json, "arena_bytes", number(board, "BOARD_ARENA_SIZE"));
    json_number(json, "tier", tier(board));
    json_part(json, board, "store", "BOARD_STORE");
    json_bool(json, "led", has_part(board, "BOARD_LED"));
    json_number(json, "buttons", button_count(board));
    json_part(json, board, "sensor", "BOARD_SENSOR");
    json_part(json, board, "display", "BOARD_DISPLAY");
    json_part(json, board, "emulator", "BOARD_EMULATOR");
    json_words(json, "flash", board_variable(board, "BOARD_FLASH"));
    json_end(json);
}

static int print_all(const struct words *names, struct json *json) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        struct board board;
        code = board_read(names->items[i], &board);
        if (code == 0 && json != NULL) {
            json_row(json, &board);
        } else if (code == 0) {
            print_row(&board);
        }
        board_free(&board);
    }
    return code;
}

static int print_json(const struct words *names) {
    struct json json = {0, {false}};
    json_begin_list(&json, NULL);
    int code = print_all(names, &json);
    json_end_list(&json);
    return code;
}

static int print_table(const struct words *names) {
    printf("%s%-12s %-11s %9s %9s  %s %-8s %-22s %-19s %s%s\n", style(STYLE_BOLD), "board", "core",
           "flash", "RAM", "tier", "store", "tw flash", "emulator", "attached", style(STYLE_PLAIN));
    int code = print_all(names, NULL);
    if (code == 0) {
        puts(
            "\nTier 1: emulated, and tested so; docs/PORTING.md has the tiers. "
            "boards/BOARD/README.md "
            "says more.");
    }
    return code;
}

static int print_names(const struct words *names) {
    for (size_t i = 0; i < names->count; i++) {
        puts(names->items[i]);
    }
    return 0;
}

int command_boards(int count, char **args) {
    bool is_json = args_flag(&count, args, "--json");
    bool is_names = args_flag(&count, args, "--names");
    struct words names = {NULL, 0};
    int code = args_check("boards", count, args, 0, 0);
    if (code == 0) {
        board_list(&names);
        code = is_names ? print_names(&names) : is_json ? print_json(&names) : print_table(&names);
    }
    words_free(&names);
    return code;
}
