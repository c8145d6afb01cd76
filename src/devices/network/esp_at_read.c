// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "esp_at.h"

#define DATA_MS 3000u  // a piece of data may be so long in coming

// Data of a socket goes where there is room for it; the rest is lost, and that is told.
static void take_data(tw_esp_at_t *at, uint8_t byte) {
    tw_esp_at_socket_t *socket =
        at->data_socket == TW__ESP_AT_NOBODY ? NULL : &at->sockets[at->data_socket];
    at->data_left--;
    at->bytes_in++;
    if (socket != NULL && socket->receive_count < TW_ESP_AT_RECEIVE_BYTES) {
        socket->receive[socket->receive_count++] = byte;
        return;
    }
    at->dropped_in++;
    if (socket != NULL && socket->kind == TW_NET_TCP) {
        socket->state = TW_NET_FAILED;
        socket->cause = TW_NET_LOST;
    } else if (socket != NULL) {
        socket->is_cut = true;
    }
}

// A line that is too long is none that we want; its end is looked for.
static void add(tw_esp_at_t *at, char character) {
    if (at->line_size == TW_ESP_AT_LINE_BYTES) {
        at->is_line_bad = true;
        return;
    }
    at->line[at->line_size++] = character;
    at->line[at->line_size] = '\0';
}

static void end_line(tw_esp_at_t *at) {
    bool is_line = at->line_size > 0 && !at->is_line_bad;
    at->line_size = 0;
    at->is_line_bad = false;
    if (is_line) {
        tw__esp_at_line(at, at->line);
    }
}

static void take_character(tw_esp_at_t *at, char character) {
    bool is_prompt = character == '>' && at->line_size == 0 && at->command == TW__ESP_AT_SEND &&
                     at->progress == TW__ESP_AT_ASKING;
    if (is_prompt) {
        tw__esp_at_give(at);
    } else if (character == '\n') {
        end_line(at);
    } else if (character != '\r') {
        add(at, character);
    }
    // Data begins in the middle of a line.
    bool may_be_head = character == ',' || character == ':';
    if (may_be_head && at->line[0] == '+' && !at->is_line_bad && tw__esp_at_head(at, at->line)) {
        at->line_size = 0;
        at->deadline_ms = at->now_ms + DATA_MS;
    }
}

void tw__esp_at_take(tw_esp_at_t *at, const uint8_t *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (at->data_left > 0) {
            take_data(at, bytes[i]);
        } else {
            take_character(at, (char)bytes[i]);
        }
    }
}
