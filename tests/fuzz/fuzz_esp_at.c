// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-esp_at: bytes as what comes over the line from a co-processor with AT commands, and, those
// from f0 on, as what an application asks meanwhile. Whatever comes, what is written to the line is
// commands or data that were given, in small pieces, and what is known stays within its bounds.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"
#include "tinywasm/esp_at.h"

#define SOCKETS 3u
#define DATA 'd'  // what is sent has no other byte

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static tw_esp_at_t *radio;
static uint32_t now_ms;
static const uint8_t *coming;
static size_t coming_size;
static uint8_t behind;  // the last byte that was written

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static void expect(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

// ---- the machine --------------------------------------------------------------------------------

uint32_t hal_ticks_ms(void) {
    return now_ms;
}

hal_result_t hal_uart_open(uint32_t uart, uint32_t baud) {
    return uart == 0 && baud > 0 ? HAL_OK : HAL_ABSENT;
}

size_t hal_uart_read(uint32_t uart, void *bytes, size_t size) {
    size_t count = size < coming_size ? size : coming_size;
    (void)uart;
    memcpy(bytes, coming, count);
    coming += count;
    coming_size -= count;
    return count;
}

void hal_uart_write(uint32_t uart, const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    (void)uart;
    expect(size > 0 && size <= TW_ESP_AT_PIECE_BYTES, "pieces are small");
    for (size_t i = 0; i < size; i++) {
        bool is_end = (from[i] == '\r') || (from[i] == '\n' && behind == '\r');
        expect(is_end || (from[i] >= ' ' && from[i] < 0x7f), "lines have no control characters");
        behind = from[i];
    }
}

// ---- the application ----------------------------------------------------------------------------

static void poll(void) {
    tw_net_poll(&radio->net, now_ms);
}

static void check_state(void) {
    tw_net_info_t info;
    tw_net_info(&radio->net, &info);
    expect(info.sockets <= SOCKETS, "sockets are those there are");
    expect(tw_wifi_state(&radio->wifi) <= TW_WIFI_LOST, "the state is one of them");
    expect(tw_wifi_answer(&radio->wifi) <= TW_WIFI_INVALID, "the answer is one of them");
    for (uint32_t i = 0; tw_wifi_network(&radio->wifi, i) != NULL; i++) {
        const char *ssid = tw_wifi_network(&radio->wifi, i)->ssid;
        expect(i < TW_WIFI_NETWORKS && ssid[0] != '\0', "networks have names");
        for (; *ssid != '\0'; ssid++) {
            expect((uint8_t)*ssid >= ' ' && *ssid != 0x7f, "names have no control characters");
        }
    }
}

static void receive_all(void) {
    uint8_t bytes[64];
    tw_net_addr_t peer;
    tw_net_answer_t answer;
    for (uint32_t i = 0; i < SOCKETS; i++) {
        size_t count = 0;
        uint32_t other = 0;
        (void)!tw_net_receive(&radio->net, i, bytes, sizeof bytes, &count);
        expect(count <= sizeof bytes, "no more is received than there is room for");
        (void)!tw_net_receive_from(&radio->net, i, &peer, bytes, sizeof bytes, &count);
        expect(count <= sizeof bytes, "no more is received than there is room for");
        (void)!tw_net_accept(&radio->net, i, &other);
    }
    for (uint32_t i = 0; i < TW_ESP_AT_QUESTIONS; i++) {
        (void)!tw_net_answer(&radio->net, i, &answer);
    }
}

static void send_all(void) {
    uint8_t bytes[100];
    const tw_net_addr_t peer = {{192, 168, 10, 1}, 8889};
    memset(bytes, DATA, sizeof bytes);
    for (uint32_t i = 0; i < SOCKETS; i++) {
        size_t count = 0;
        (void)!tw_net_send(&radio->net, i, bytes, sizeof bytes, &count);
        expect(count <= sizeof bytes, "no more is sent than was given");
        (void)!tw_net_send_to(&radio->net, i, &peer, bytes, 1u + now_ms % sizeof bytes);
    }
}

static void ask(void) {
    uint32_t question = 0;
    (void)!tw_net_resolve(&radio->net, "broker.test", &question);
    (void)!tw_net_ping(&radio->net, (const uint8_t[]){10, 0, 0, 1}, 1000, &question);
}

static void open(tw_net_kind_t kind) {
    const tw_net_addr_t peer = {{192, 168, 10, 1}, 80};
    uint32_t socket = 0;
    if (tw_net_open(&radio->net, kind, 0, &socket) == TW_ERR_OK && kind == TW_NET_TCP) {
        (void)!tw_net_connect(&radio->net, socket, &peer);
    }
}

static void act(uint8_t byte) {
    switch (byte & 15u) {
        case 0:
            now_ms += 100;
            break;
        case 1:
            now_ms += 3001;
            break;
        case 2:
        case 3:
        case 4:
            open((tw_net_kind_t)(byte & 15u) - 2);
            break;
        case 5:
            send_all();
            break;
        case 6:
            receive_all();
            break;
        case 7:
            tw_net_close(&radio->net, now_ms % SOCKETS);
            break;
        case 8:
            tw_net_abort(&radio->net, now_ms % SOCKETS);
            break;
        case 9:
            ask();
            break;
        case 10:
            tw_net_forget(&radio->net, now_ms % 2u);
            break;
        case 11:
            (void)!tw_wifi_join(&radio->wifi, "TELLO-\"\\,", "its secret");
            break;
        case 12:
            (void)!tw_wifi_scan(&radio->wifi);
            break;
        case 13:
            (void)!tw_wifi_leave(&radio->wifi);
            break;
        default:
            coming = (const uint8_t *)"\r\nOK\r\n";  // what is asked for is done
            coming_size = 6;
            break;
    }
    poll();
    poll();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static tw_esp_at_socket_t sockets[SOCKETS];
    const tw_esp_at_config_t config = {0, 115200, sockets, SOCKETS};
    now_ms = (uint32_t)size * 7u;
    behind = 0;
    coming_size = 0;
    radio = malloc(sizeof *radio);  // so that a byte too far is found
    expect(radio != NULL && tw_esp_at_init(radio, &config) == TW_ERR_OK, "it begins");
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] >= 0xf0) {
            act(bytes[i]);
            check_state();
        } else {
            uint8_t byte = bytes[i];
            coming = &byte;
            coming_size = 1;
            poll();
        }
    }
    check_state();
    tw_net_stop(&radio->net);
    check_state();
    free(radio);
    return 0;
}
