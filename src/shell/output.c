// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/crc.h"
#include "shell/state.h"

// Text leaves through a ring, so that a command or a module that prints does not wait for the line.
// Only when the ring is full does printing write at once, for as long as the line takes bytes. A
// line on the terminal belongs to who began it: others begin their own.

#define NOBODY 0u
#define COMMAND 1u  // of the shell, too
#define OTHERS 2u

uint32_t tw__shell_room(const tw_shell_t *shell) {
    return TW_SHELL_OUTPUT_BYTES - shell->output_count;
}

static size_t write_some(tw_shell_t *shell, uint32_t most) {
    uint32_t first = shell->output_first;
    uint32_t size = TW_SHELL_OUTPUT_BYTES - first;
    size = size < shell->output_count ? size : shell->output_count;
    size = size < most ? size : most;
    if (size == 0) {
        return 0;
    }
    size_t written = shell->config.write(shell->config.ctx, shell->output + first, size);
    TW_ASSERT(written <= size);
    shell->output_first = (first + (uint32_t)written) % TW_SHELL_OUTPUT_BYTES;
    shell->output_count -= (uint32_t)written;
    return written;
}

void tw__shell_drain(tw_shell_t *shell, uint32_t most) {
    while (most > 0 && !shell->is_raw) {
        size_t written = write_some(shell, most);
        if (written == 0) {
            return;
        }
        most -= (uint32_t)written;
    }
}

static void put_byte(tw_shell_t *shell, char byte) {
    if (tw__shell_room(shell) == 0) {
        tw__shell_drain(shell, TW_SHELL_OUTPUT_BYTES);
    }
    if (tw__shell_room(shell) == 0) {
        shell->output_dropped++;
        return;
    }
    uint32_t at = (shell->output_first + shell->output_count) % TW_SHELL_OUTPUT_BYTES;
    shell->output[at] = byte;
    shell->output_count++;
}

// Lines of a command that came as a frame are marked, and add to what the frame's end checks.
static void mark(tw_shell_t *shell, char byte) {
    if (shell->line_owner == NOBODY) {
        put_byte(shell, (char)TW_KEY_FRAME);
        put_byte(shell, ':');
    }
    shell->frame_crc = tw__crc_add(shell->frame_crc, (uint8_t)byte);
}

static void put_as(tw_shell_t *shell, uint8_t owner, const char *text, size_t size) {
    if (shell->line_owner != NOBODY && shell->line_owner != owner) {
        put_byte(shell, '\r');
        put_byte(shell, '\n');
        shell->line_owner = NOBODY;
    }
    for (size_t i = 0; i < size; i++) {
        if (shell->frames != NULL && owner == COMMAND) {
            mark(shell, text[i]);
        }
        if (text[i] == '\n') {
            put_byte(shell, '\r');
        }
        put_byte(shell, text[i]);
        shell->line_owner = text[i] == '\n' ? NOBODY : owner;
    }
}

void tw__shell_put(tw_shell_t *shell, const char *text, size_t size) {
    put_as(shell, COMMAND, text, size);
}

void tw__shell_put_text(tw_shell_t *shell, const char *text) {
    tw__shell_put(shell, text, strlen(text));
}

void tw__shell_put_hex(tw_shell_t *shell, uint32_t value, uint32_t digits) {
    for (uint32_t shift = 4 * digits; shift > 0; shift -= 4) {
        tw__shell_put(shell, &"0123456789abcdef"[value >> (shift - 4) & 15u], 1);
    }
}

void tw_shell_print_bytes(tw_shell_t *shell, const char *bytes, size_t size) {
    if (shell->is_in_command) {
        put_as(shell, COMMAND, bytes, size);
        return;
    }
    tw__edit_hide(shell);
    put_as(shell, OTHERS, bytes, size);
}

void tw_shell_print(tw_shell_t *shell, const char *text) {
    tw_shell_print_bytes(shell, text, strlen(text));
}

void tw_shell_printf(tw_shell_t *shell, const char *format, ...) {
    char text[TW_SHELL_LINE_BYTES];
    va_list args;
    va_start(args, format);
    size_t size = tw__format_list(text, sizeof text, format, args);
    va_end(args);
    tw_shell_print_bytes(shell, text, size);
}

// ---- raw ----

void tw__shell_raw_begin(tw_shell_t *shell) {
    tw__shell_drain(shell, TW_SHELL_OUTPUT_BYTES);
    shell->output_dropped = 0;
    shell->is_raw = true;
}

void tw__shell_raw_end(tw_shell_t *shell) {
    if (!shell->is_raw) {
        return;
    }
    shell->is_raw = false;
    tw__shell_drain(shell, TW_SHELL_OUTPUT_BYTES);
    if (shell->output_dropped > 0) {
        tw_shell_printf(shell, "(%u bytes printed during the transfer are lost)\n",
                        shell->output_dropped);
    }
}

size_t tw__shell_raw_read(tw_shell_t *shell, void *bytes, size_t size) {
    uint8_t *target = bytes;
    size_t count = 0;
    while (count < size && shell->typed_count > 0) {
        target[count++] = shell->typed[shell->typed_first];
        shell->typed_first = (shell->typed_first + 1) % TW_SHELL_TYPED_BYTES;
        shell->typed_count--;
    }
    return count < size
               ? count + shell->config.read(shell->config.ctx, target + count, size - count)
               : count;
}

// Packets are sent again when they do not arrive, so what the line does not take is not tried for
// ever.
void tw__shell_raw_write(void *ctx, const uint8_t *bytes, uint32_t size) {
    tw_shell_t *shell = ctx;
    while (size > 0) {
        size_t written = shell->config.write(shell->config.ctx, bytes, size);
        if (written == 0) {
            return;
        }
        bytes += written;
        size -= (uint32_t)written;
    }
}
