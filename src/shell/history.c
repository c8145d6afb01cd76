// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/state.h"

// Lines lie one behind the other in config.history, each with its NUL, the newest last. The oldest
// go when there is no room.

// The line `back` lines from the end; NULL if there are fewer.
static const char *line_at(const tw_shell_t *shell, uint32_t back) {
    const char *lines = shell->config.history;
    uint32_t at = shell->history_used;
    for (; back > 0; back--) {
        if (at == 0) {
            return NULL;
        }
        at--;
        while (at > 0 && lines[at - 1] != '\0') {
            at--;
        }
    }
    return lines + at;
}

static void make_room(tw_shell_t *shell, uint32_t size) {
    char *lines = shell->config.history;
    while (shell->config.history_size - shell->history_used < size) {
        uint32_t oldest = (uint32_t)strlen(lines) + 1;
        shell->history_used -= oldest;
        memmove(lines, lines + oldest, shell->history_used);
    }
}

void tw__history_add(tw_shell_t *shell) {
    uint32_t size = shell->line_size + 1u;
    shell->history_back = 0;
    if (shell->line_size == 0 || size > shell->config.history_size) {
        return;
    }
    const char *last = line_at(shell, 1);
    if (last != NULL && tw__shell_texts_equal(last, shell->line)) {
        return;
    }
    make_room(shell, size);
    memcpy(shell->config.history + shell->history_used, shell->line, size);
    shell->history_used += size;
}

void tw__history_move(tw_shell_t *shell, int step) {
    if (step < 0 && shell->history_back == 0) {
        return;
    }
    uint32_t back = shell->history_back + (uint32_t)step;
    const char *line = back == 0 ? "" : line_at(shell, back);
    if (line != NULL) {
        shell->history_back = back;
        tw__edit_set(shell, line, strlen(line));
    }
}
