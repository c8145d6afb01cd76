// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_ESP_AT_H
#define TINYWASM_ESP_AT_H

// A co-processor with Espressif's AT commands (ESP-AT 2.0 and later: ESP32, ESP32-C3, ESP8266 ...)
// on a serial line: WiFi for any microcontroller that has a UART. It is a radio
// (tinywasm/wifi.h) and a carrier of sockets (tinywasm/net.h) at once:
//
//     static tw_esp_at_t radio;
//     static tw_esp_at_socket_t sockets[2];
//     const tw_esp_at_config_t config = {.uart = 1, .baud = 115200, .sockets = sockets,
//                                        .socket_count = 2};
//     err = tw_esp_at_init(&radio, &config);
//     err = tw_engine_add_device(engine, &radio.net.device);  // or tw_net_start, tw_net_poll
//     err = tw_wifi_join(&radio.wifi, "home", "its secret");
//     err = tw_net_open(&radio.net, TW_NET_UDP, 0, &socket);
//
// Nothing waits: a poll takes what has come, and writes at most TW_ESP_AT_PIECE_BYTES, which is as
// long as the line takes for them. The co-processor keeps what comes from the network until it is
// asked for (passive mode), so it never sends more than is wanted; but a UART without an interrupt
// keeps no more bytes than its FIFO has. So poll at least once in FIFO * 10 / baud seconds: 16
// bytes at 115200 are 1.4 ms, at 9600 16 ms. What gets lost all the same, or is garbage, is noticed
// by the answer that does not come: then the co-processor is started anew, TCP sockets FAIL with
// the cause LOST, and the network is joined again.
//
// What ESP-AT cannot: end one direction of a TCP connection (tw_net_end answers UNSUPPORTED), break
// one off (tw_net_abort ends it), an empty datagram, more than one listener (LIMIT), more than five
// links. A datagram that comes while an earlier one has not been read may be read together with it.
// Why a connection could not be begun it does not say: REFUSED stands for all but silence. One
// command runs at a time, so a peer that takes no data holds up the other sockets.

#include "tinywasm/net.h"
#include "tinywasm/wifi.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_ESP_AT_SOCKETS 6u  // five links and the listener
#define TW_ESP_AT_LINKS 5u
#define TW_ESP_AT_QUESTIONS 2u
#define TW_ESP_AT_SEND_BYTES 536u     // of each socket; a datagram has 8 less at most
#define TW_ESP_AT_RECEIVE_BYTES 512u  // of each socket
#define TW_ESP_AT_LINE_BYTES 128u
#define TW_ESP_AT_COMMAND_BYTES 216u
#define TW_ESP_AT_PIECE_BYTES 16u

// Room for one socket. The fields are the driver's.
typedef struct tw_esp_at_socket {
    uint8_t kind;       // tw_net_kind_t
    uint8_t state;      // tw_net_state_t; FREE: nobody's
    uint8_t cause;      // tw_net_cause_t
    uint8_t link;       // TW_ESP_AT_LINKS: none
    bool is_closing;    // given back; what was sent still goes out
    bool is_bound;      // UDP: whoever opened it chose its port, and may wait there
    bool is_cut;        // the datagram was longer than the room for it
    bool is_last_read;  // of receiving and sending, the one that was done last
    uint16_t local_port;
    uint16_t send_count;
    uint16_t receive_first;
    uint16_t receive_count;
    uint32_t again_ms;  // UDP: when the link is tried again
    tw_net_addr_t peer;
    tw_net_addr_t from;  // of the datagram that was received
    uint8_t send[TW_ESP_AT_SEND_BYTES];
    uint8_t receive[TW_ESP_AT_RECEIVE_BYTES];
} tw_esp_at_socket_t;

typedef struct tw_esp_at_config {
    uint32_t uart;  // as of hal_uart_open
    uint32_t baud;  // that the co-processor has
    tw_esp_at_socket_t *sockets;
    uint32_t socket_count;  // up to TW_ESP_AT_SOCKETS
} tw_esp_at_config_t;

typedef struct tw_esp_at {
    tw_net_t net;
    tw_wifi_t wifi;
    // The rest is the driver's.
    tw_esp_at_socket_t *sockets;
    uint32_t uart;
    uint32_t now_ms;
    uint32_t deadline_ms;  // of the command, or of what is being received
    uint32_t again_ms;     // the next try to join, or look at the signal
    uint8_t phase;
    uint8_t step;
    uint8_t command;   // under way
    uint8_t progress;  // of a sending one
    uint8_t socket;    // it is about
    uint8_t link;
    uint16_t size;
    bool has_begun;  // the radio's request
    bool is_line_bad;
    bool is_addr_due;
    bool is_mac_due;
    bool is_listening;  // the co-processor is
    bool was_joined;    // what is wanted: it is looked for until it has another key
    uint8_t turn;       // the socket that has the next one
    uint8_t problem;    // tw_wifi_answer_t that the co-processor told
    uint8_t ip[4];
    uint8_t mask[4];
    uint8_t gateway[4];
    uint8_t mac[6];
    uint32_t bytes_in;
    uint32_t bytes_out;
    uint32_t dropped_in;
    uint16_t next_port;
    struct tw_esp_at_link {
        uint8_t socket;  // TW_ESP_AT_SOCKETS: nobody's
        bool is_up;
        bool is_incoming;  // waits to be accepted
        bool is_stale;     // to be closed
        uint16_t waiting;  // bytes that the co-processor keeps
        tw_net_addr_t peer;
    } links[TW_ESP_AT_LINKS];
    struct tw_esp_at_question {
        uint8_t state;  // 0: free
        bool is_ping;
        tw_err_t err;
        uint32_t until_ms;
        tw_net_answer_t answer;
        char name[TW_NET_NAME_BYTES + 1];
    } questions[TW_ESP_AT_QUESTIONS];
    uint16_t data_left;   // bytes of data that come next
    uint8_t data_socket;  // TW_ESP_AT_SOCKETS: dropped
    uint16_t line_size;
    char line[TW_ESP_AT_LINE_BYTES + 1];
    const uint8_t *out;
    uint16_t out_count;
    char text[TW_ESP_AT_COMMAND_BYTES];
} tw_esp_at_t;

// config is copied; its sockets and radio outlive the engine. UNSUPPORTED: there is no such UART.
// INVAL: it cannot have that speed, or the number of sockets is 0 or too large.
TW_MUST_CHECK tw_err_t tw_esp_at_init(tw_esp_at_t *radio, const tw_esp_at_config_t *config);

#ifdef __cplusplus
}
#endif
#endif
