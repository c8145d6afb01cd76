// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_NETWORK_ESP_AT_H
#define TW_NETWORK_ESP_AT_H

// The driver's files: esp_at.c polls and keeps what is known in order, esp_at_read.c makes lines
// and data of bytes, esp_at_line.c says what a line means, esp_at_next.c what is to be done next
// and how it ended, esp_at_net.c is the carrier of sockets.

#include "hal.h"
#include "tinywasm/esp_at.h"

#define TW__ESP_AT_SHORT_MS 3000u  // for what needs nobody but the co-processor
#define TW__ESP_AT_NOBODY ((uint8_t)TW_ESP_AT_SOCKETS)
#define TW__ESP_AT_NO_LINK ((uint8_t)TW_ESP_AT_LINKS)
#define TW__ESP_AT_DATAGRAM_HEAD 8u  // before each in a send buffer: size, address, port

enum tw__esp_at_phase {
    TW__ESP_AT_PROBING,   // does it answer?
    TW__ESP_AT_STARTING,  // and is told how we want it
    TW__ESP_AT_READY
};

enum tw__esp_at_command {
    TW__ESP_AT_NONE,
    TW__ESP_AT_PROBE,
    TW__ESP_AT_RESET,
    TW__ESP_AT_STEP,
    TW__ESP_AT_SCAN,
    TW__ESP_AT_JOIN,
    TW__ESP_AT_LEAVE,
    TW__ESP_AT_ADDR,
    TW__ESP_AT_MAC,
    TW__ESP_AT_SIGNAL,
    TW__ESP_AT_CONNECT,
    TW__ESP_AT_SEND,
    TW__ESP_AT_RECEIVE,
    TW__ESP_AT_CLOSE,
    TW__ESP_AT_LISTEN,
    TW__ESP_AT_UNLISTEN,
    TW__ESP_AT_RESOLVE,
    TW__ESP_AT_PING,
    TW__ESP_AT_FORGOTTEN  // a question whose answer nobody wants any more
};

// Of a sending command.
enum tw__esp_at_progress { TW__ESP_AT_ASKING, TW__ESP_AT_GIVING, TW__ESP_AT_GIVEN };

enum tw__esp_at_question_state {
    TW__ESP_AT_FREE,
    TW__ESP_AT_ASKED,
    TW__ESP_AT_UNDER_WAY,
    TW__ESP_AT_ANSWERED
};

// ---- esp_at.c ----

// What came cannot be made sense of, or nothing came: all is begun anew.
void tw__esp_at_lose(tw_esp_at_t *at);
// The co-processor has started by itself: it knows nothing any more.
void tw__esp_at_restarted(tw_esp_at_t *at);
// The network is gone, or is left: no link is up.
void tw__esp_at_drop_links(tw_esp_at_t *at);
// One link is gone.
void tw__esp_at_link_down(tw_esp_at_t *at, uint32_t link);
static inline bool tw__esp_at_is_due(const tw_esp_at_t *at, uint32_t ms) {
    return (int32_t)(at->now_ms - ms) >= 0;
}

// ---- esp_at_read.c ----

void tw__esp_at_take(tw_esp_at_t *at, const uint8_t *bytes, size_t size);

// ---- esp_at_line.c ----

// A whole line, without its end.
void tw__esp_at_line(tw_esp_at_t *at, const char *line);
// The network is gone.
void tw__esp_at_network_lost(tw_esp_at_t *at);
// The head of data, all that stands before it; true if data follows.
bool tw__esp_at_head(tw_esp_at_t *at, const char *line);

// ---- esp_at_next.c ----

// Begins what is most urgent, if there is something.
void tw__esp_at_next(tw_esp_at_t *at);
// The command under way was answered.
void tw__esp_at_end(tw_esp_at_t *at, bool is_ok);
// It was not accepted now: once more.
void tw__esp_at_repeat(tw_esp_at_t *at);
// The co-processor takes the data.
void tw__esp_at_give(tw_esp_at_t *at);

// ---- esp_at_net.c ----

extern const tw_net_ops_t tw__esp_at_net;

#endif
