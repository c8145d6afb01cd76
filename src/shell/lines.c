// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/lines.h"

#include "shell/state.h"

const char *tw__lines_at(const tw_shell_lines_t *lines, uint32_t i) {
    uint32_t at = 0;
    for (; i > 0 && at < lines->used; i--) {
        at += (uint32_t)strlen(lines->bytes + at) + 1;
    }
    return at < lines->used ? lines->bytes + at : NULL;
}

uint32_t tw__lines_count(const tw_shell_lines_t *lines) {
    uint32_t count = 0;
    while (tw__lines_at(lines, count) != NULL) {
        count++;
    }
    return count;
}

void tw__lines_add(tw_shell_lines_t *lines, const char *text, uint32_t size) {
    if (size >= lines->size) {
        return;
    }
    while (lines->size - lines->used < size + 1) {
        uint32_t oldest = (uint32_t)strlen(lines->bytes) + 1;
        lines->used -= oldest;
        memmove(lines->bytes, lines->bytes + oldest, lines->used);
    }
    memcpy(lines->bytes + lines->used, text, size);
    lines->bytes[lines->used + size] = '\0';
    lines->used += size + 1;
}
