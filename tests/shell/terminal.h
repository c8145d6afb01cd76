// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TERMINAL_H
#define TERMINAL_H

// A shell, and the terminal at the other end of its line: what is typed, and a screen that is what
// a person would see. All of the screen's text is kept, a line behind the other.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/tinywasm.h"
#include "tinywasm/shell.h"

#define SCREEN_LINES 400
#define SCREEN_COLUMNS 400

struct terminal {
    tw_shell_t shell;
    tw_shell_config_t config;
    const char *typed;  // not yet read by the shell
    size_t typed_size;
    char lines[SCREEN_LINES][SCREEN_COLUMNS + 1];
    uint32_t line;
    uint32_t column;
    uint32_t bells;
    char escape[16];
    uint32_t escape_size;
    char raw[65536];  // all bytes that the shell wrote
    size_t raw_size;
    size_t most_written;  // by one poll
    bool is_deaf;         // the line takes nothing
    int resets;
    uint32_t now_ms;
    char history[64];
    _Alignas(8) uint8_t packet[TW_SHELL_PACKET_1K_BYTES];
};

extern struct terminal terminal;

// A shell with these tables, history and a packet; call terminal_start when config is as wanted.
void terminal_init(const tw_shell_table_t *const *tables, uint32_t count);
void terminal_start(void);
// Types and polls until the shell has nothing to do.
void terminal_type(const char *text);
void terminal_type_bytes(const char *bytes, size_t size);
// Polls until it has nothing to do; ms pass meanwhile, one per poll that has nothing.
void terminal_run(uint32_t ms);
// The line that the cursor is on, without blanks at the end.
const char *terminal_line(void);
// The line n lines above the cursor's.
const char *terminal_above(uint32_t n);
void terminal_clear(void);
// Terminal line equals, and the cursor's column.
#define assert_line(text, at)                              \
    do {                                                   \
        assert_string_equal(terminal_line(), text);        \
        assert_int_equal(terminal.column, (unsigned)(at)); \
    } while (0)

#endif
