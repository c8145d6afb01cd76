// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "esp_at.h"

#define READ_BYTES 64u
#define READS_MOST 16u  // in a poll
#define FIRST_PORT 49152u

// ---- what is known ------------------------------------------------------------------------------

void tw__esp_at_link_down(tw_esp_at_t *at, uint32_t link) {
    struct tw_esp_at_link *l = &at->links[link];
    if (l->socket != TW__ESP_AT_NOBODY) {
        tw_esp_at_socket_t *socket = &at->sockets[l->socket];
        bool is_stream = socket->kind == TW_NET_TCP;
        bool is_failure = socket->state == TW_NET_CONNECTING || socket->send_count > 0;
        tw_net_cause_t cause = socket->state == TW_NET_OPEN ? TW_NET_RESET : TW_NET_REFUSED;
        if (is_stream && socket->state != TW_NET_FAILED) {
            socket->state = is_failure ? TW_NET_FAILED : TW_NET_ENDED;
            socket->cause = (uint8_t)(is_failure ? cause : TW_NET_NO_CAUSE);
        }
        socket->link = TW__ESP_AT_NO_LINK;
    }
    *l = (struct tw_esp_at_link){.socket = TW__ESP_AT_NOBODY};
}

void tw__esp_at_drop_links(tw_esp_at_t *at) {
    for (uint32_t i = 0; i < at->net.socket_count; i++) {
        tw_esp_at_socket_t *socket = &at->sockets[i];
        bool is_cut_off = socket->state == TW_NET_CONNECTING || socket->state == TW_NET_OPEN;
        if (socket->kind == TW_NET_TCP && is_cut_off) {
            socket->state = TW_NET_FAILED;
            socket->cause = TW_NET_LOST;
        }
        socket->link = TW__ESP_AT_NO_LINK;
        socket->again_ms = at->now_ms;
    }
    for (uint32_t i = 0; i < TW_ESP_AT_LINKS; i++) {
        at->links[i] = (struct tw_esp_at_link){.socket = TW__ESP_AT_NOBODY};
    }
    for (uint32_t i = 0; i < 4; i++) {
        at->ip[i] = at->mask[i] = at->gateway[i] = 0;
    }
}

// Nothing is under way, and nothing that came before means anything.
static void forget(tw_esp_at_t *at, enum tw__esp_at_phase phase, tw_wifi_answer_t answer) {
    tw__esp_at_drop_links(at);
    at->phase = (uint8_t)phase;
    at->step = 0;
    at->command = TW__ESP_AT_NONE;
    at->out_count = 0;
    at->data_left = 0;
    at->is_listening = at->is_addr_due = at->is_mac_due = false;
    at->wifi.state = TW_WIFI_NONE;
    for (uint32_t i = 0; i < TW_ESP_AT_QUESTIONS; i++) {
        struct tw_esp_at_question *question = &at->questions[i];
        if (question->state == TW__ESP_AT_UNDER_WAY) {
            question->state = TW__ESP_AT_ASKED;
        }
    }
    tw_wifi_end(&at->wifi, answer);
}

void tw__esp_at_lose(tw_esp_at_t *at) {
    forget(at, TW__ESP_AT_PROBING, TW_WIFI_TIMED_OUT);
    at->line_size = 0;
    at->is_line_bad = false;
    at->again_ms = at->now_ms;
}

void tw__esp_at_restarted(tw_esp_at_t *at) {
    forget(at, TW__ESP_AT_STARTING, TW_WIFI_FAILED);
}

// ---- the line -----------------------------------------------------------------------------------

static void read_line(tw_esp_at_t *at) {
    uint8_t bytes[READ_BYTES];
    size_t count = READ_BYTES;
    for (uint32_t i = 0; i < READS_MOST && count > 0; i++) {
        count = hal_uart_read(at->uart, bytes, sizeof bytes);
        tw__esp_at_take(at, bytes, count);
    }
}

static void write_line(tw_esp_at_t *at) {
    uint32_t count = at->out_count < TW_ESP_AT_PIECE_BYTES ? at->out_count : TW_ESP_AT_PIECE_BYTES;
    if (count > 0) {
        hal_uart_write(at->uart, at->out, count);
        at->out += count;
        at->out_count = (uint16_t)(at->out_count - count);
    }
}

static bool is_silent(const tw_esp_at_t *at) {
    bool is_waiting = at->command != TW__ESP_AT_NONE || at->data_left > 0;
    return is_waiting && tw__esp_at_is_due(at, at->deadline_ms);
}

// ---- the device ---------------------------------------------------------------------------------

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_esp_at_t *at = (tw_esp_at_t *)(void *)device;
    at->now_ms = now_ms;
    read_line(at);
    if (is_silent(at)) {
        tw__esp_at_lose(at);
        at->again_ms = now_ms + 500u;
    }
    if (at->command == TW__ESP_AT_NONE && at->data_left == 0 && at->out_count == 0) {
        tw__esp_at_next(at);
    }
    write_line(at);
}

static void stop(tw_device_t *device) {
    tw_esp_at_t *at = (tw_esp_at_t *)(void *)device;
    at->wifi.is_wanted = false;
    tw__esp_at_lose(at);
    for (uint32_t i = 0; i < at->net.socket_count; i++) {
        at->sockets[i].state = TW_NET_FREE;
    }
    for (uint32_t i = 0; i < TW_ESP_AT_QUESTIONS; i++) {
        at->questions[i].state = TW__ESP_AT_FREE;
    }
}

static void begin(tw_wifi_t *wifi) {
    tw_esp_at_t *at = (tw_esp_at_t *)(void *)((char *)wifi - offsetof(tw_esp_at_t, wifi));
    at->has_begun = false;
    at->was_joined = at->was_joined && wifi->request == TW_WIFI_SCAN;
}

tw_err_t tw_esp_at_init(tw_esp_at_t *radio, const tw_esp_at_config_t *config) {
    static const tw_device_ops_t device_ops = {"esp-at", NULL, stop, poll, NULL};
    static const tw_wifi_ops_t wifi_ops = {"esp-at", begin};
    if (config->sockets == NULL || config->socket_count == 0 ||
        config->socket_count > TW_ESP_AT_SOCKETS) {
        return TW_ERR_INVAL;
    }
    hal_result_t result = hal_uart_open(config->uart, config->baud);
    if (result != HAL_OK) {
        return result == HAL_INVALID ? TW_ERR_INVAL : TW_ERR_UNSUPPORTED;
    }
    *radio = (tw_esp_at_t){.net = {.device = {.ops = &device_ops},
                                   .ops = &tw__esp_at_net,
                                   .socket_count = config->socket_count,
                                   .question_count = TW_ESP_AT_QUESTIONS},
                           .wifi = {.ops = &wifi_ops},
                           .sockets = config->sockets,
                           .uart = config->uart,
                           .now_ms = hal_ticks_ms(),
                           .next_port = FIRST_PORT};
    for (uint32_t i = 0; i < config->socket_count; i++) {
        radio->sockets[i].state = TW_NET_FREE;
    }
    tw__esp_at_lose(radio);
    return TW_ERR_OK;
}
