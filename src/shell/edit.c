// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/lines.h"
#include "shell/state.h"

// The line editor. Keys are bytes, or sequences that begin with escape (ECMA-48: CSI and SS3); of
// these each byte moves one small machine, so that no sequence is too long. What is no key is
// ignored. A line that does not fit is not cut: it is marked, and refused when it ends.

enum key_state { PLAIN, ESCAPE, CSI, SS3 };

#define ESC "\x1b"
#define BELL "\a"

static uint8_t ctrl(char letter) {
    return (uint8_t)(letter & 0x1f);
}

// ---- what is shown ----

static void move_left(tw_shell_t *shell, uint32_t columns) {
    char text[16];
    if (columns > 0) {
        tw__shell_put(shell, text, tw__format(text, sizeof text, ESC "[%uD", columns));
    }
}

// The cursor stands behind `from` bytes of the line: shows what follows, and puts it where it
// belongs.
static void show_from(tw_shell_t *shell, uint32_t from) {
    tw__shell_put(shell, shell->line + from, shell->line_size - from);
    tw__shell_put_text(shell, ESC "[K");
    move_left(shell, (uint32_t)shell->line_size - shell->cursor);
}

void tw__edit_show(tw_shell_t *shell) {
    shell->is_line_shown = true;
    tw__shell_put_text(shell, shell->config.prompt);
    show_from(shell, 0);
}

void tw__edit_hide(tw_shell_t *shell) {
    if (shell->is_line_shown) {
        shell->is_line_shown = false;
        tw__shell_put_text(shell, "\r" ESC "[K");
        shell->line_owner = 0;
    }
}

static void show_again(tw_shell_t *shell) {
    tw__shell_put_text(shell, "\r");
    tw__edit_show(shell);
}

// ---- changing the line ----

void tw__edit_clear(tw_shell_t *shell) {
    shell->line_size = 0;
    shell->cursor = 0;
    shell->line[0] = '\0';
    shell->is_overlong = false;
}

void tw__edit_set(tw_shell_t *shell, const char *text, size_t size) {
    TW_ASSERT(size < TW_SHELL_LINE_BYTES);
    memcpy(shell->line, text, size);
    shell->line[size] = '\0';
    shell->line_size = (uint8_t)size;
    shell->cursor = (uint8_t)size;
    shell->is_overlong = false;
    show_again(shell);
}

bool tw__edit_insert(tw_shell_t *shell, const char *text, size_t size) {
    if (size >= (size_t)TW_SHELL_LINE_BYTES - shell->line_size) {
        tw__shell_put_text(shell, BELL);
        return false;
    }
    char *at = shell->line + shell->cursor;
    memmove(at + size, at, shell->line_size - shell->cursor + 1u);
    memcpy(at, text, size);
    uint32_t from = shell->cursor;
    shell->line_size = (uint8_t)(shell->line_size + size);
    shell->cursor = (uint8_t)(shell->cursor + size);
    if (shell->cursor == shell->line_size) {
        tw__shell_put(shell, text, size);
    } else {
        show_from(shell, from);
    }
    return true;
}

// Removes [from, to) and leaves the cursor there.
static void cut(tw_shell_t *shell, uint32_t from, uint32_t to) {
    if (from == to) {
        return;
    }
    move_left(shell, shell->cursor > from ? shell->cursor - from : 0);
    memmove(shell->line + from, shell->line + to, shell->line_size - to + 1u);
    shell->line_size = (uint8_t)(shell->line_size - (to - from));
    shell->cursor = (uint8_t)from;
    show_from(shell, from);
}

static void move_to(tw_shell_t *shell, uint32_t cursor) {
    if (cursor < shell->cursor) {
        move_left(shell, shell->cursor - cursor);
    } else {
        tw__shell_put(shell, shell->line + shell->cursor, cursor - shell->cursor);
    }
    shell->cursor = (uint8_t)cursor;
}

static uint32_t word_start(const tw_shell_t *shell) {
    uint32_t at = shell->cursor;
    while (at > 0 && shell->line[at - 1] == ' ') {
        at--;
    }
    while (at > 0 && shell->line[at - 1] != ' ') {
        at--;
    }
    return at;
}

// ---- keys ----

static void key_left(tw_shell_t *shell) {
    move_to(shell, shell->cursor > 0 ? shell->cursor - 1u : 0);
}

static void key_right(tw_shell_t *shell) {
    move_to(shell, shell->cursor < shell->line_size ? shell->cursor + 1u : shell->cursor);
}

static void key_home(tw_shell_t *shell) {
    move_to(shell, 0);
}

static void key_end(tw_shell_t *shell) {
    move_to(shell, shell->line_size);
}

// Shows the line so many lines back; 0: an empty one.
static void show_history(tw_shell_t *shell, uint32_t back) {
    uint32_t count = tw__lines_count(&shell->history);
    if (back <= count) {
        const char *line = back == 0 ? "" : tw__lines_at(&shell->history, count - back);
        shell->history_back = back;
        tw__edit_set(shell, line, strlen(line));
    }
}

static void key_up(tw_shell_t *shell) {
    show_history(shell, shell->history_back + 1);
}

static void key_down(tw_shell_t *shell) {
    if (shell->history_back > 0) {
        show_history(shell, shell->history_back - 1);
    }
}

void tw__edit_remember(tw_shell_t *shell) {
    uint32_t count = tw__lines_count(&shell->history);
    const char *last = count == 0 ? "" : tw__lines_at(&shell->history, count - 1);
    shell->history_back = 0;
    if (shell->line_size > 0 && !tw__shell_texts_equal(last, shell->line)) {
        tw__lines_add(&shell->history, shell->line, shell->line_size);
    }
}

static void key_backspace(tw_shell_t *shell) {
    if (shell->cursor > 0) {
        cut(shell, shell->cursor - 1u, shell->cursor);
    }
}

static void key_delete(tw_shell_t *shell) {
    if (shell->cursor < shell->line_size) {
        cut(shell, shell->cursor, shell->cursor + 1u);
    }
}

static void key_kill_end(tw_shell_t *shell) {
    cut(shell, shell->cursor, shell->line_size);
}

static void key_kill_word(tw_shell_t *shell) {
    cut(shell, word_start(shell), shell->cursor);
}

static void key_kill_line(tw_shell_t *shell) {
    tw__edit_set(shell, "", 0);
}

static void key_cancel(tw_shell_t *shell) {
    tw__edit_clear(shell);
    shell->history_back = 0;
    tw__shell_put_text(shell, "^C\n");
    tw__edit_show(shell);
}

// The head of a ZMODEM transfer, "**" CAN "B", which a sender begins unasked.
static void key_can(tw_shell_t *shell) {
    static const char stop[] = "\x18\x18\x18\x18\x18\x18\x18\x18";
    if (!tw__shell_ends_with(shell->line, "**")) {
        return;
    }
    tw__edit_clear(shell);
    tw__shell_put(shell, stop, sizeof stop - 1);
    tw__shell_put_text(shell, "\nthis is ZMODEM: type `save NAME`, then send with sb or sx\n");
    tw__edit_show(shell);
}

struct key {
    uint8_t byte;
    void (*act)(tw_shell_t *shell);
};

// By their control letter, by the final letter of a sequence, and by the number in "ESC [ n ~".
static const struct key control_keys[] = {
    {'A' & 0x1f, key_home},      {'B' & 0x1f, key_left},      {'C' & 0x1f, key_cancel},
    {'D' & 0x1f, key_delete},    {'E' & 0x1f, key_end},       {'F' & 0x1f, key_right},
    {'H' & 0x1f, key_backspace}, {0x7f, key_backspace},       {'I' & 0x1f, tw__complete},
    {'K' & 0x1f, key_kill_end},  {'L' & 0x1f, show_again},    {'N' & 0x1f, key_down},
    {'P' & 0x1f, key_up},        {'U' & 0x1f, key_kill_line}, {'W' & 0x1f, key_kill_word},
    {TW_KEY_CAN, key_can},
};
static const struct key letter_keys[] = {
    {'A', key_up},   {'B', key_down}, {'C', key_right},
    {'D', key_left}, {'H', key_home}, {'F', key_end},
};
static const struct key number_keys[] = {
    {1, key_home}, {3, key_delete}, {4, key_end}, {7, key_home}, {8, key_end},
};

static void press(tw_shell_t *shell, const struct key *keys, size_t count, uint8_t byte) {
    for (size_t i = 0; i < count; i++) {
        if (keys[i].byte == byte) {
            keys[i].act(shell);
            return;
        }
    }
}

#define PRESS(shell, keys, byte) press(shell, keys, sizeof keys / sizeof keys[0], byte)

// A byte of a sequence behind "ESC [".
static void csi_byte(tw_shell_t *shell, uint8_t byte) {
    if (byte >= '0' && byte <= '9') {
        uint32_t number = shell->key_number * 10u + (byte - (uint32_t)'0');
        shell->key_number = (uint8_t)(number < 0xff ? number : 0xff);
        return;
    }
    if (byte < 0x40) {
        return;  // another parameter, or an intermediate byte
    }
    shell->key_state = PLAIN;
    if (byte == '~') {
        PRESS(shell, number_keys, shell->key_number);
    } else {
        PRESS(shell, letter_keys, byte);
    }
}

static void sequence_byte(tw_shell_t *shell, uint8_t byte) {
    if (shell->key_state == CSI) {
        csi_byte(shell, byte);
        return;
    }
    bool is_first = shell->key_state == ESCAPE;
    shell->key_state = PLAIN;
    if (is_first && byte == '[') {
        shell->key_number = 0;
        shell->key_state = CSI;
    } else if (is_first && byte == 'O') {
        shell->key_state = SS3;
    } else {
        PRESS(shell, letter_keys, is_first ? 0 : byte);
    }
}

static void plain_byte(tw_shell_t *shell, uint8_t byte) {
    if (byte == TW_KEY_ESCAPE) {
        shell->key_state = ESCAPE;
    } else if (byte >= ' ' && byte <= '~') {
        char text = (char)byte;
        shell->is_overlong |= !tw__edit_insert(shell, &text, 1);
    } else {
        PRESS(shell, control_keys, byte);
    }
}

bool tw__edit_key(tw_shell_t *shell, uint8_t byte) {
    bool is_line_end = byte == '\r' || byte == '\n';
    bool is_second = byte == '\n' && shell->was_return;
    shell->was_return = byte == '\r';
    if (is_line_end) {
        shell->key_state = PLAIN;
        return !is_second;
    }
    // Control bytes, escape among them, end a sequence; most of what is above them is part of it.
    if (shell->key_state != PLAIN && byte >= ' ' && byte <= '~') {
        sequence_byte(shell, byte);
    } else {
        shell->key_state = PLAIN;
        plain_byte(shell, byte);
    }
    shell->was_tab = byte == ctrl('I');
    return false;
}
