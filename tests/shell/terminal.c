// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct terminal terminal;

// ---- the screen ----

static void end_escape(char letter) {
    terminal.escape[terminal.escape_size] = '\0';
    unsigned number = (unsigned)strtoul(terminal.escape + 2, NULL, 10);
    char *line = terminal.lines[terminal.line];
    if (letter == 'K') {
        memset(line + terminal.column, ' ', SCREEN_COLUMNS - terminal.column);
    } else if (letter == 'D') {
        if (number > terminal.column) {
            fprintf(stderr, "the cursor leaves the screen\n");
            abort();
        }
        terminal.column -= number;
    } else {
        fprintf(stderr, "a sequence that no terminal is asked for: %s\n", terminal.escape + 1);
        abort();
    }
    terminal.escape_size = 0;
}

static void show(char c) {
    char *line = terminal.lines[terminal.line];
    if (terminal.escape_size > 0) {
        terminal.escape[terminal.escape_size++] = c;
        if (terminal.escape_size > 2 && c >= '@') {
            end_escape(c);
        }
    } else if (c == '\x1b') {
        terminal.escape[terminal.escape_size++] = c;
    } else if (c == '\r') {
        terminal.column = 0;
    } else if (c == '\n') {
        if (++terminal.line == SCREEN_LINES) {
            memmove(terminal.lines[0], terminal.lines[1],
                    sizeof terminal.lines - sizeof terminal.lines[0]);
            terminal.line--;
        }
        memset(terminal.lines[terminal.line], ' ', SCREEN_COLUMNS);
    } else if (c == '\a') {
        terminal.bells++;
    } else if (terminal.column < SCREEN_COLUMNS) {
        line[terminal.column++] = c;
    }
}

const char *terminal_above(uint32_t n) {
    static char text[4][SCREEN_COLUMNS + 1];
    static unsigned turn;
    char *copy = text[turn++ % 4];
    memcpy(copy, terminal.lines[terminal.line - n], SCREEN_COLUMNS + 1);
    size_t size = SCREEN_COLUMNS;
    while (size > 0 && copy[size - 1] == ' ') {
        size--;
    }
    copy[size] = '\0';
    return copy;
}

const char *terminal_line(void) {
    return terminal_above(0);
}

void terminal_clear(void) {
    memset(terminal.lines, ' ', sizeof terminal.lines);
    terminal.line = 0;
    terminal.column = 0;
    terminal.raw_size = 0;
}

// ---- the line ----

static size_t read_line(void *ctx, void *bytes, size_t size) {
    (void)ctx;
    size = size < terminal.typed_size ? size : terminal.typed_size;
    memcpy(bytes, terminal.typed, size);
    terminal.typed += size;
    terminal.typed_size -= size;
    return size;
}

static size_t write_line(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    if (terminal.is_deaf) {
        return 0;
    }
    for (size_t i = 0; i < size; i++) {
        show(((const char *)bytes)[i]);
        if (terminal.raw_size < sizeof terminal.raw) {
            terminal.raw[terminal.raw_size++] = ((const char *)bytes)[i];
        }
    }
    return size;
}

static void reset(void *ctx) {
    (void)ctx;
    terminal.resets++;
}

void terminal_init(const tw_shell_table_t *const *tables, uint32_t count) {
    memset(&terminal, 0, sizeof terminal);
    terminal.typed = "";
    terminal_clear();
    tw_shell_config_init(&terminal.config);
    terminal.config.read = read_line;
    terminal.config.write = write_line;
    terminal.config.reset = reset;
    terminal.config.tables = tables;
    terminal.config.table_count = count;
    terminal.config.history = terminal.history;
    terminal.config.history_size = sizeof terminal.history;
    terminal.config.packet = terminal.packet;
    terminal.config.packet_size = sizeof terminal.packet;
}

void terminal_start(void) {
    tw_shell_init(&terminal.shell, &terminal.config);
    terminal_run(0);
}

void terminal_run(uint32_t ms) {
    for (uint32_t i = 0; i < 1000000; i++) {
        size_t before = terminal.raw_size;
        bool is_busy = tw_shell_poll(&terminal.shell, terminal.now_ms);
        size_t written = terminal.raw_size - before;
        terminal.most_written = written > terminal.most_written ? written : terminal.most_written;
        if (is_busy || terminal.typed_size > 0) {
            continue;
        }
        if (ms == 0) {
            return;
        }
        ms--;
        terminal.now_ms++;
    }
    fprintf(stderr, "the shell never rests\n");
    abort();
}

void terminal_type_bytes(const char *bytes, size_t size) {
    terminal.typed = bytes;
    terminal.typed_size = size;
    terminal_run(0);
}

void terminal_type(const char *text) {
    terminal_type_bytes(text, strlen(text));
}
