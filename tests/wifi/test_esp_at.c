// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

// The driver against tools/peers/esp_at.py: what every carrier promises (tests/net/kit.h), then the
// radio, and what goes wrong with both.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit.h"
#include "line.h"
#include "tinywasm/net_posix.h"

#define WAIT_MS 10000u
#define SOCKETS 6u

static tw_esp_at_t radio;
static tw_esp_at_socket_t rooms[SOCKETS];
static tw_net_posix_t far;
static const tw_esp_at_config_t config = {1, 115200, rooms, SOCKETS};

static void turn(void) {
    tw_net_poll(&radio.net, line_now_ms());
    tw_net_poll(&far.base, line_now_ms());
    line_nap();
}

static void turn_for(uint32_t ms) {
    uint32_t begin = line_now_ms();
    while (line_now_ms() - begin < ms) {
        turn();
    }
}

static void wait_for_state(tw_wifi_state_t state) {
    uint32_t begin = line_now_ms();
    while (tw_wifi_state(&radio.wifi) != state) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        turn();
    }
}

static tw_wifi_answer_t wait_for_answer(void) {
    uint32_t begin = line_now_ms();
    while (tw_wifi_is_busy(&radio.wifi)) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        turn();
    }
    return tw_wifi_answer(&radio.wifi);
}

static void join(void) {
    assert_int_equal(tw_wifi_join(&radio.wifi, "TELLO-5A3F12", "its secret"), TW_ERR_OK);
    assert_int_equal(wait_for_answer(), TW_WIFI_DONE);
    assert_int_equal(tw_wifi_state(&radio.wifi), TW_WIFI_JOINED);
}

static int start(void **state) {
    static const char *const options[] = {
        "--network", "TELLO-5A3F12=its secret,-61", "--network", "open,=,-80",
        "--network", "qu\"o\\te=\\\",secret,-40",   "--name",    "broker.test=127.0.0.9",
        NULL};
    (void)state;
    line_start(options);
    tw_net_posix_init(&far);
    assert_int_equal(tw_net_start(&far.base), TW_ERR_OK);
    assert_int_equal(tw_esp_at_init(&radio, &config), TW_ERR_OK);
    assert_int_equal(tw_wifi_state(&radio.wifi), TW_WIFI_NONE);
    wait_for_state(TW_WIFI_IDLE);
    join();
    net_kit = (struct net_kit){.near = &radio.net,
                               .far = &far.base,
                               .near_ip = {127, 0, 0, 1},
                               .far_ip = {127, 0, 0, 1},
                               .now_ms = line_now_ms,
                               .nap = line_nap,
                               .patience = 10,
                               .has_ping = true};
    return 0;
}

static int stop(void **state) {
    (void)state;
    tw_net_stop(&radio.net);
    tw_net_stop(&far.base);
    line_stop();
    return 0;
}

// Every test begins in the network.
static int back(void **state) {
    (void)state;
    line_do("go");
    line_do("up");
    if (tw_wifi_state(&radio.wifi) != TW_WIFI_JOINED) {
        wait_for_state(TW_WIFI_IDLE);
        join();
    }
    return 0;
}

// ---- sockets ------------------------------------------------------------------------------------

static tw_net_status_t status_of(tw_net_t *net, uint32_t socket) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    return status;
}

static void wait_for_bytes(tw_net_t *net, uint32_t socket) {
    uint32_t begin = line_now_ms();
    while (!status_of(net, socket).can_receive) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        turn();
    }
}

static void open_udp(uint32_t ends[2], tw_net_addr_t *there) {
    static uint16_t port = 21000;
    *there = (tw_net_addr_t){{127, 0, 0, 1}, ++port};
    assert_int_equal(tw_net_open(&radio.net, TW_NET_UDP, 0, &ends[0]), TW_ERR_OK);
    assert_int_equal(tw_net_open(&far.base, TW_NET_UDP, port, &ends[1]), TW_ERR_OK);
}

static void send_datagram(uint32_t socket, const tw_net_addr_t *there, const void *bytes,
                          size_t size) {
    tw_err_t err = TW_ERR_BUSY;
    for (uint32_t begin = line_now_ms(); err == TW_ERR_BUSY; turn()) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        err = tw_net_send_to(&radio.net, socket, there, bytes, size);
    }
    assert_int_equal(err, TW_ERR_OK);
}

static void echo(const uint32_t ends[2], const tw_net_addr_t *there, const uint8_t *bytes,
                 size_t size) {
    uint8_t received[TW_ESP_AT_SEND_BYTES];
    size_t count = 0;
    tw_net_addr_t from;
    send_datagram(ends[0], there, bytes, size);
    wait_for_bytes(&far.base, ends[1]);
    assert_int_equal(
        tw_net_receive_from(&far.base, ends[1], &from, received, sizeof received, &count),
        TW_ERR_OK);
    assert_int_equal(count, size);
    assert_memory_equal(received, bytes, size);
    assert_int_equal(from.port, status_of(&radio.net, ends[0]).local.port);
    assert_int_equal(tw_net_send_to(&far.base, ends[1], &from, received, count), TW_ERR_OK);
    wait_for_bytes(&radio.net, ends[0]);
    memset(received, 0, sizeof received);
    assert_int_equal(
        tw_net_receive_from(&radio.net, ends[0], &from, received, sizeof received, &count),
        TW_ERR_OK);
    assert_int_equal(count, size);
    assert_memory_equal(received, bytes, size);
    assert_memory_equal(&from.ip, &there->ip, 4);
    assert_int_equal(from.port, there->port);
}

static void close_udp(const uint32_t ends[2]) {
    tw_net_close(&radio.net, ends[0]);
    tw_net_close(&far.base, ends[1]);
    turn_for(20);
}

static void esp_at_datagrams_arrive_as_they_were(void **state) {
    (void)state;
    uint32_t ends[2];
    tw_net_addr_t there;
    uint8_t bytes[TW_ESP_AT_SEND_BYTES];
    open_udp(ends, &there);
    for (uint32_t i = 0; i < 40; i++) {
        size_t size = i == 0 ? 1 : 1u + (uint32_t)rand() % TW_ESP_AT_RECEIVE_BYTES;
        for (size_t k = 0; k < size; k++) {
            bytes[k] = (uint8_t)(rand() >> 4);
        }
        memcpy(bytes, "\r\nready\r\n+IPD,0,9:OK\r\n", size < 22 ? size : 22);
        echo(ends, &there, bytes, size);
    }
    assert_int_equal(tw_net_send_to(&radio.net, ends[0], &there, bytes, 0), TW_ERR_LIMIT);
    assert_int_equal(tw_net_send_to(&radio.net, ends[0], &there, bytes, TW_ESP_AT_SEND_BYTES),
                     TW_ERR_LIMIT);
    close_udp(ends);
    assert_true(line_written_most <= TW_ESP_AT_PIECE_BYTES);
}

// As soon as somebody listens there.
static void connect_far(uint32_t *socket, const tw_net_addr_t *there) {
    tw_net_state_t state = TW_NET_FAILED;
    for (uint32_t begin = line_now_ms(); state != TW_NET_OPEN; turn_for(5)) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        if (state == TW_NET_FAILED) {
            tw_net_close(&far.base, *socket);
            assert_int_equal(tw_net_open(&far.base, TW_NET_TCP, 0, socket), TW_ERR_OK);
            (void)!tw_net_connect(&far.base, *socket, there);
        }
        state = status_of(&far.base, *socket).state;
    }
}

static void connect_to_radio(uint32_t ends[2], uint32_t *listener) {
    tw_net_addr_t there = {{127, 0, 0, 1}, 0};
    ends[1] = UINT32_MAX;
    assert_int_equal(tw_net_open(&radio.net, TW_NET_LISTENER, 0, listener), TW_ERR_OK);
    there.port = status_of(&radio.net, *listener).local.port;
    connect_far(&ends[1], &there);
    wait_for_bytes(&radio.net, *listener);
    assert_int_equal(tw_net_accept(&radio.net, *listener, &ends[0]), TW_ERR_OK);
}

static void esp_at_listener_takes_connections(void **state) {
    (void)state;
    uint32_t ends[2];
    uint32_t listener = 0;
    uint32_t other = 0;
    size_t count = 0;
    char bytes[8] = "";
    connect_to_radio(ends, &listener);
    assert_int_equal(tw_net_open(&radio.net, TW_NET_LISTENER, 0, &other), TW_ERR_LIMIT);
    assert_int_equal(tw_net_accept(&radio.net, listener, &other), TW_ERR_NOENT);
    assert_int_equal(tw_net_send(&far.base, ends[1], "hello", 5, &count), TW_ERR_OK);
    wait_for_bytes(&radio.net, ends[0]);
    assert_int_equal(tw_net_receive(&radio.net, ends[0], bytes, 5, &count), TW_ERR_OK);
    assert_string_equal(bytes, "hello");
    assert_int_equal(tw_net_end(&radio.net, ends[0]), TW_ERR_UNSUPPORTED);
    assert_int_equal(tw_net_send(&radio.net, ends[0], "bye", 3, &count), TW_ERR_OK);
    tw_net_close(&radio.net, ends[0]);
    wait_for_bytes(&far.base, ends[1]);
    assert_int_equal(tw_net_receive(&far.base, ends[1], bytes, 8, &count), TW_ERR_OK);
    assert_int_equal(count, 3);
    assert_memory_equal(bytes, "bye", 3);
    tw_net_close(&far.base, ends[1]);
    tw_net_close(&radio.net, listener);
    turn_for(50);
}

// What nobody takes is kept here and on the way, and then no more is taken.
static void esp_at_receiver_that_takes_nothing_is_waited_for(void **state) {
    (void)state;
    uint32_t ends[2];
    uint32_t listener = 0;
    uint8_t bytes[256] = {0};
    uint32_t sent = 0;
    uint32_t received = 0;
    size_t count = 0;
    connect_to_radio(ends, &listener);
    for (uint32_t last_ms = line_now_ms(); line_now_ms() - last_ms < 300; turn()) {
        assert_int_equal(tw_net_send(&radio.net, ends[0], bytes, sizeof bytes, &count), TW_ERR_OK);
        last_ms = count > 0 ? line_now_ms() : last_ms;
        sent += (uint32_t)count;
    }
    assert_false(status_of(&radio.net, ends[0]).can_send);
    for (uint32_t begin = line_now_ms(); received < sent; turn()) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        assert_int_equal(tw_net_receive(&far.base, ends[1], bytes, sizeof bytes, &count),
                         TW_ERR_OK);
        received += (uint32_t)count;
    }
    tw_net_close(&radio.net, ends[0]);
    tw_net_close(&far.base, ends[1]);
    tw_net_close(&radio.net, listener);
    turn_for(50);
}

static tw_err_t ask(const char *name, tw_net_answer_t *answer) {
    uint32_t question = 0;
    assert_int_equal(tw_net_resolve(&radio.net, name, &question), TW_ERR_OK);
    tw_err_t err = TW_ERR_PENDING;
    for (uint32_t begin = line_now_ms(); err == TW_ERR_PENDING; turn()) {
        assert_true(line_now_ms() - begin < WAIT_MS);
        err = tw_net_answer(&radio.net, question, answer);
    }
    return err;
}

static void esp_at_names_are_resolved(void **state) {
    (void)state;
    tw_net_answer_t answer;
    uint32_t question = 0;
    assert_int_equal(ask("broker.test", &answer), TW_ERR_OK);
    assert_memory_equal(answer.ip, ((uint8_t[]){127, 0, 0, 9}), 4);
    assert_int_equal(ask("nobody.test", &answer), TW_ERR_NOENT);
    assert_int_equal(ask("10.1.2.3", &answer), TW_ERR_OK);
    assert_memory_equal(answer.ip, ((uint8_t[]){10, 1, 2, 3}), 4);
    assert_int_equal(tw_net_resolve(&radio.net, "a\"\r\nAT+RST\r\n", &question), TW_ERR_INVAL);
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(tw_net_resolve(&radio.net, "broker.test", &question), TW_ERR_OK);
        turn_for(i % 3);
        tw_net_forget(&radio.net, question);
    }
    assert_int_equal(ask("broker.test", &answer), TW_ERR_OK);
}

// ---- the radio ----------------------------------------------------------------------------------

static void esp_at_scan_finds_the_strongest_first(void **state) {
    (void)state;
    assert_int_equal(tw_wifi_scan(&radio.wifi), TW_ERR_OK);
    assert_int_equal(tw_wifi_scan(&radio.wifi), TW_ERR_BUSY);
    assert_int_equal(wait_for_answer(), TW_WIFI_DONE);
    assert_string_equal(tw_wifi_network(&radio.wifi, 0)->ssid, "qu\"o\\te");
    assert_int_equal(tw_wifi_network(&radio.wifi, 0)->signal_dbm, -40);
    assert_string_equal(tw_wifi_network(&radio.wifi, 1)->ssid, "TELLO-5A3F12");
    assert_int_equal(tw_wifi_network(&radio.wifi, 1)->security, TW_WIFI_WPA2);
    assert_int_equal(tw_wifi_network(&radio.wifi, 1)->channel, 6);
    assert_string_equal(tw_wifi_network(&radio.wifi, 2)->ssid, "open,");
    assert_int_equal(tw_wifi_network(&radio.wifi, 2)->security, TW_WIFI_OPEN);
    assert_null(tw_wifi_network(&radio.wifi, 3));
}

static void expect_join(const char *ssid, const char *key, tw_wifi_answer_t answer) {
    assert_int_equal(tw_wifi_join(&radio.wifi, ssid, key), TW_ERR_OK);
    assert_int_equal(wait_for_answer(), answer);
    assert_int_equal(tw_wifi_state(&radio.wifi),
                     answer == TW_WIFI_DONE ? TW_WIFI_JOINED : TW_WIFI_IDLE);
}

static void esp_at_join_says_how_it_ended(void **state) {
    (void)state;
    static const char secret[] =
        "0123456789012345678901234567890123456789012345678901234567890123x";
    expect_join("TELLO-5A3F12", "no secret", TW_WIFI_WRONG_KEY);
    expect_join("nowhere", "its secret", TW_WIFI_NOT_FOUND);
    expect_join("open,", "", TW_WIFI_DONE);
    expect_join("qu\"o\\te", "\\\",secret", TW_WIFI_DONE);
    tw_wifi_t *wifi = &radio.wifi;
    assert_int_equal(tw_wifi_join(wifi, "", ""), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_join(wifi, "a", "1234567"), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_join(wifi, "a", secret), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_join(wifi, &secret[32], ""), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_join(wifi, "a\r\nAT+RST", ""), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_join(wifi, "a", "12345678\n"), TW_ERR_INVAL);
    assert_int_equal(tw_wifi_state(wifi), TW_WIFI_JOINED);  // nothing of this was begun
    assert_int_equal(tw_wifi_leave(wifi), TW_ERR_OK);
    assert_int_equal(wait_for_answer(), TW_WIFI_DONE);
    assert_int_equal(tw_wifi_state(wifi), TW_WIFI_IDLE);
    uint32_t socket = 0;
    const tw_net_addr_t there = {{127, 0, 0, 1}, 9};
    assert_int_equal(tw_net_open(&radio.net, TW_NET_UDP, 0, &socket), TW_ERR_OK);
    assert_int_equal(tw_net_send_to(&radio.net, socket, &there, "x", 1), TW_ERR_STATE);
    tw_net_close(&radio.net, socket);
}

static void esp_at_knows_signal_and_addresses(void **state) {
    (void)state;
    turn_for(6000);
    tw_net_info_t info;
    tw_net_info(&radio.net, &info);
    assert_int_equal(tw_wifi_signal(&radio.wifi), -61);
    assert_true(info.is_up && info.has_addr);
    assert_memory_equal(info.ip, ((uint8_t[]){192, 168, 10, 2}), 4);
    assert_memory_equal(info.gateway, ((uint8_t[]){192, 168, 10, 1}), 4);
    assert_memory_equal(info.mask, ((uint8_t[]){255, 255, 255, 0}), 4);
    assert_memory_equal(info.mac, ((uint8_t[]){0x5c, 0xcf, 0x7f, 1, 2, 3}), 6);
}

// ---- what goes wrong ----------------------------------------------------------------------------

// A TCP connection breaks, a UDP socket goes on when the network is back.
static void break_it(const char *how, const char *mend) {
    uint32_t ends[2];
    uint32_t streams[2];
    uint32_t listener = 0;
    tw_net_addr_t there;
    open_udp(ends, &there);
    connect_to_radio(streams, &listener);
    echo(ends, &there, (const uint8_t *)"before", 6);
    line_do(how);
    uint32_t begin = line_now_ms();
    while (status_of(&radio.net, streams[0]).state != TW_NET_FAILED) {
        assert_true(line_now_ms() - begin < 2 * WAIT_MS);
        turn();
    }
    assert_int_equal(status_of(&radio.net, streams[0]).cause, TW_NET_LOST);
    line_do(mend);
    wait_for_state(TW_WIFI_JOINED);
    echo(ends, &there, (const uint8_t *)"after", 5);
    tw_net_close(&radio.net, streams[0]);
    tw_net_close(&far.base, streams[1]);
    tw_net_close(&radio.net, listener);
    close_udp(ends);
    connect_to_radio(streams, &listener);  // it listens again
    tw_net_close(&radio.net, streams[0]);
    tw_net_close(&far.base, streams[1]);
    tw_net_close(&radio.net, listener);
    turn_for(50);
}

static void esp_at_lost_network_is_joined_again(void **state) {
    (void)state;
    line_do("down");
    wait_for_state(TW_WIFI_LOST);
    turn_for(200);
    assert_int_equal(tw_wifi_state(&radio.wifi), TW_WIFI_LOST);
    line_do("up");
    wait_for_state(TW_WIFI_JOINED);
    break_it("down", "up");
}

static void esp_at_lost_network_with_another_key_is_given_up(void **state) {
    (void)state;
    line_do("key TELLO-5A3F12 another_secret");
    line_do("down");
    line_do("up");
    wait_for_state(TW_WIFI_LOST);
    wait_for_state(TW_WIFI_IDLE);
    assert_int_equal(tw_wifi_answer(&radio.wifi), TW_WIFI_WRONG_KEY);
    line_do("down");
    line_do("up");
    expect_join("TELLO-5A3F12", "another_secret", TW_WIFI_DONE);
    line_do("say 0d0a");
    expect_join("open,", "", TW_WIFI_DONE);
}

static void esp_at_reset_is_noticed_at_once(void **state) {
    (void)state;
    break_it("reset", "up");
}

static void esp_at_silence_is_noticed(void **state) {
    (void)state;
    line_do("hang");
    wait_for_state(TW_WIFI_NONE);
    assert_int_equal(tw_wifi_scan(&radio.wifi), TW_ERR_NOENT);
    assert_int_equal(tw_wifi_answer(&radio.wifi), TW_WIFI_NO_RADIO);
    line_do("go");
    wait_for_state(TW_WIFI_JOINED);
    // It falls silent while it has something to do.
    turn_for(100);
    assert_int_equal(tw_wifi_scan(&radio.wifi), TW_ERR_OK);
    turn_for(20);
    line_do("reset");
    assert_int_equal(wait_for_answer(), TW_WIFI_FAILED);
    wait_for_state(TW_WIFI_JOINED);
}

// Bytes get lost on the line: what arrives is right all the same, or it is told.
static void esp_at_lost_bytes_are_noticed(void **state) {
    (void)state;
    uint32_t ends[2];
    tw_net_addr_t there;
    size_t count = 0;
    uint8_t bytes[100];
    uint8_t received[100];
    memset(bytes, 'x', sizeof bytes);
    open_udp(ends, &there);
    echo(ends, &there, bytes, sizeof bytes);
    line_do("every 300");
    for (uint32_t begin = line_now_ms(); line_now_ms() - begin < 6000;) {
        (void)!tw_net_send_to(&radio.net, ends[0], &there, bytes, sizeof bytes);
        turn_for(10);
        while (tw_net_receive_from(&far.base, ends[1], NULL, received, 100, &count) == TW_ERR_OK) {
            assert_int_equal(count, 100);
            assert_memory_equal(received, bytes, 100);
        }
    }
    line_do("every 0");
    // What it has missed it notices within the longest command's time.
    tw_err_t err = TW_ERR_NOENT;
    for (uint32_t begin = line_now_ms(); err != TW_ERR_OK; turn_for(100)) {
        assert_true(line_now_ms() - begin < 4 * WAIT_MS);
        (void)!tw_net_send_to(&radio.net, ends[0], &there, "still", 5);
        do {
            err = tw_net_receive_from(&far.base, ends[1], NULL, received, 100, &count);
        } while (err == TW_ERR_OK && count != 5);
    }
    close_udp(ends);
}

static void esp_at_hostile_lines_harm_nobody(void **state) {
    (void)state;
    static const char *const lines[] = {
        "+IPD,9,5:hello\r\n",
        "+IPD,0,99999999999999999999:\r\n",
        "+IPD,0,4294967295\r\n",
        "+IPD,-1,4:abcd",
        "+IPD,3,8:12345678\r\n",
        "+CIPRECVDATA:4,\"1.2.3.4\",5,abcd\r\nOK\r\n",
        "+CWLAP:(3,\"0123456789012345678901234567890123456789\",-200,\"\",1)\r\n",
        "+CWJAP:\"\\\r\n+CWJAP:\"a\r\n",
        "7,CONNECT\r\n4,CONNECT\r\n3,CLOSED\r\n0,CONNECT FAIL\r\n",
        "+CIPSTA:ip:\"1.2.3.4.5\"\r\n+CIPDOMAIN:\"999.1.1.1\"\r\n+PING:\r\n",
        "\r\n\r\n>>>>OK\r\nERROR\r\nSEND OK\r\n",
    };
    char command[256];
    for (uint32_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        size_t at = (size_t)snprintf(command, sizeof command, "say ");
        for (const char *from = lines[i]; *from != '\0'; from++) {
            at += (size_t)snprintf(&command[at], sizeof command - at, "%02x", (uint8_t)*from);
        }
        line_do(command);
        turn_for(30);
    }
    for (uint32_t i = 0; i < 30; i++) {
        size_t at = (size_t)snprintf(command, sizeof command, "say ");
        while (at < 240) {
            at += (size_t)snprintf(&command[at], 3, "%02x", rand() & 0xff);
        }
        line_do(command);
        turn_for(5);
    }
    turn_for(3500);
    wait_for_state(TW_WIFI_JOINED);
    uint32_t ends[2];
    tw_net_addr_t there;
    open_udp(ends, &there);
    echo(ends, &there, (const uint8_t *)"hello", 5);
    close_udp(ends);
}

// One that cannot keep data gives them unasked: datagrams arrive, a stream may break.
static void esp_at_gives_data_unasked(void **state) {
    (void)state;
    uint32_t ends[2];
    tw_net_addr_t there;
    line_do("unasked");
    line_do("reset");
    wait_for_state(TW_WIFI_NONE);
    wait_for_state(TW_WIFI_JOINED);
    open_udp(ends, &there);
    for (uint32_t i = 0; i < 10; i++) {
        echo(ends, &there, (const uint8_t *)"0123456789", 10);
    }
    close_udp(ends);
}

static void esp_at_wrong_configurations_are_refused(void **state) {
    (void)state;
    tw_esp_at_t other;
    tw_esp_at_config_t wrong = config;
    wrong.uart = 7;
    assert_int_equal(tw_esp_at_init(&other, &wrong), TW_ERR_UNSUPPORTED);
    wrong = config;
    wrong.baud = 0;
    assert_int_equal(tw_esp_at_init(&other, &wrong), TW_ERR_INVAL);
    wrong = config;
    wrong.socket_count = SOCKETS + 1;
    assert_int_equal(tw_esp_at_init(&other, &wrong), TW_ERR_INVAL);
    wrong.socket_count = 0;
    assert_int_equal(tw_esp_at_init(&other, &wrong), TW_ERR_INVAL);
}

#define TEST(name) cmocka_unit_test_setup(name, back)

// Of the kit: all but ending one direction, resets and empty datagrams, which ESP-AT does not have.
// With a word behind it also what takes its time: silence, and what is lost.
int main(int argc, char **argv) {
    (void)argv;
    const struct CMUnitTest tests[] = {
        TEST(net_datagram_that_is_too_long_is_cut),
        TEST(net_bytes_sent_before_close_arrive),
        TEST(net_connection_is_refused),
        TEST(net_table_of_sockets_is_full),
        TEST(net_port_has_one_owner),
        TEST(net_wrong_use_is_refused),
        TEST(net_questions_are_answered_once),
        TEST(net_ping_comes_back),
        TEST(esp_at_datagrams_arrive_as_they_were),
        TEST(esp_at_listener_takes_connections),
        TEST(esp_at_names_are_resolved),
        TEST(esp_at_scan_finds_the_strongest_first),
        TEST(esp_at_join_says_how_it_ended),
        TEST(esp_at_wrong_configurations_are_refused),
        TEST(esp_at_reset_is_noticed_at_once),
    };
    const struct CMUnitTest long_tests[] = {
        TEST(net_stream_is_whole_both_ways),
        TEST(esp_at_receiver_that_takes_nothing_is_waited_for),
        TEST(net_hundred_connections_leave_nothing),
        TEST(esp_at_knows_signal_and_addresses),
        TEST(esp_at_lost_network_is_joined_again),
        TEST(esp_at_silence_is_noticed),
        TEST(esp_at_lost_bytes_are_noticed),
        TEST(esp_at_hostile_lines_harm_nobody),
        TEST(esp_at_gives_data_unasked),
        TEST(esp_at_lost_network_with_another_key_is_given_up),
    };
    return argc > 1 ? cmocka_run_group_tests(long_tests, start, stop)
                    : cmocka_run_group_tests(tests, start, stop);
}
