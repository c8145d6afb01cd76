// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-ip: what comes over Ethernet while an application has sockets and questions of each kind on
// lwIP. Bytes are steps: a kind, a length of two bytes, and so many bytes. Kinds below 80 are
// frames, which their bits repair so that they get further: addresses, lengths and checksums, and
// as answers to what was sent last. The others are what the application does, and time. Whatever
// comes, what goes out is a frame, and when all is closed lwIP has all its memory.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"
#include "tinywasm/net_lwip.h"

#define HEAD 14u
#define IP_HEAD 20u
#define SOCKETS_MOST 16u
#define SETTLE_MS 60000u
#define STEP_MS 250u
#define IS_OURS 1u  // bits of a frame's kind
#define IS_WHOLE 2u
#define IS_ANSWER 4u
#define IS_ARP 8u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const uint8_t own_mac[6] = {2, 3, 4, 5, 6, 7};
static const uint8_t own_ip[4] = {10, 9, 8, 7};
static uint32_t clock_ms;
static bool is_up = true;
static uint8_t coming[HAL_NET_FRAME_BYTES];
static size_t coming_size;
static uint8_t last[HAL_NET_FRAME_BYTES];  // of what was sent over IP
static size_t last_size;

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
    return clock_ms;
}

uint32_t hal_ticks_us(void) {
    return clock_ms * 1000u;
}

uint32_t hal_counter_read(void) {
    return clock_ms;
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    memset(bytes, 1, size);
    return HAL_OK;
}

hal_result_t hal_net_open(uint8_t mac[6]) {
    memcpy(mac, own_mac, sizeof own_mac);
    return HAL_OK;
}

int hal_net_is_up(void) {
    return is_up;
}

hal_result_t hal_net_send(const void *frame, size_t size) {
    expect(size >= HEAD && size <= HAL_NET_FRAME_BYTES, "what is sent is a frame");
    expect(memcmp((const uint8_t *)frame + 6, own_mac, 6) == 0, "it is from this machine");
    if (((const uint8_t *)frame)[13] == 0 && size >= HEAD + IP_HEAD + 8u) {
        memcpy(last, frame, size);
        last_size = size;
    }
    return HAL_OK;
}

size_t hal_net_receive(void *frame) {
    size_t size = coming_size;
    memcpy(frame, coming, size);
    coming_size = 0;
    return size;
}

// ---- frames -------------------------------------------------------------------------------------

static uint32_t get16(const uint8_t *at) {
    return (uint32_t)at[0] << 8 | at[1];
}

static void put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static uint32_t sum(const uint8_t *at, size_t size, uint32_t value) {
    for (size_t i = 0; i < size; i++) {
        value += (uint32_t)at[i] << (i % 2u == 0 ? 8 : 0);
    }
    while (value >> 16 != 0) {
        value = (value & 0xffffu) + (value >> 16);
    }
    return value;
}

// As if it answered what was sent last: addresses, ports, and the numbers of TCP.
static void make_answer(uint8_t *ip) {
    const uint8_t *sent = last + HEAD;
    ip[9] = sent[9];
    memcpy(ip + 12, sent + 16, 4);
    memcpy(ip + 16, sent + 12, 4);
    memcpy(ip + IP_HEAD, sent + IP_HEAD + 2, 2);
    memcpy(ip + IP_HEAD + 2, sent + IP_HEAD, 2);
    if (sent[9] == 6 && last_size >= HEAD + 40u) {
        uint32_t acked = get16(sent + 24) << 16 | get16(sent + 26);
        acked += get16(sent + 2) - 40u + ((sent[33] & 3u) != 0 ? 1u : 0);
        memcpy(ip + 24, sent + 28, 4);
        put16(ip + 28, acked >> 16);
        put16(ip + 30, acked);
    }
    if (sent[9] == 17 && last_size >= HEAD + 30u) {
        memcpy(ip + 28, sent + 28, 2);  // a name's question
    }
}

// Lengths and checksums.
static void make_whole(uint8_t *ip, size_t size) {
    uint8_t protocol = ip[9];
    uint32_t at = protocol == 6 ? 36u : protocol == 17 ? 26u : 22u;
    ip[0] = 0x45;
    put16(ip + 2, (uint32_t)size);
    put16(ip + 6, 0);
    put16(ip + 10, 0);
    put16(ip + 10, ~sum(ip, IP_HEAD, 0));
    if (protocol == 17) {
        put16(ip + 24, (uint32_t)size - IP_HEAD);
    }
    if (size >= at + 2u) {
        put16(ip + at, 0);
        uint32_t pseudo = protocol == 1 ? 0 : sum(ip + 12, 8, protocol + (uint32_t)size - IP_HEAD);
        put16(ip + at, ~sum(ip + IP_HEAD, size - IP_HEAD, pseudo));
    }
}

static void repair(uint8_t kind) {
    if ((kind & IS_OURS) != 0 && coming_size >= HEAD) {
        memcpy(coming, own_mac, 6);
        put16(coming + 12, (kind & IS_ARP) != 0 ? 0x806u : 0x800u);
    }
    if ((kind & IS_ARP) != 0 || coming_size < HEAD + IP_HEAD + 24u) {
        return;
    }
    if ((kind & IS_OURS) != 0) {
        memcpy(coming + HEAD + 16, own_ip, 4);
    }
    if ((kind & IS_ANSWER) != 0 && last_size > 0) {
        make_answer(coming + HEAD);
    }
    if ((kind & IS_WHOLE) != 0) {
        make_whole(coming + HEAD, coming_size - HEAD);
    }
}

// ---- the application ----------------------------------------------------------------------------

static void pass(tw_net_t *net, uint32_t ms) {
    for (uint32_t gone = 0; gone <= ms; gone += STEP_MS) {
        tw_net_poll(net, clock_ms);
        clock_ms += ms < STEP_MS ? ms : STEP_MS;
    }
}

// Whatever each socket can do; sends only what was given.
static void use_socket(tw_net_t *net, uint32_t socket, const uint8_t *bytes, size_t size) {
    static uint8_t room[3000];
    tw_net_addr_t peer = {{10, 9, 8, 1}, 9};
    tw_net_status_t status;
    size_t count = 0;
    uint32_t other = 0;
    tw_net_status(net, socket, &status);
    tw_err_t err = tw_net_accept(net, socket, &other);
    err = status.can_receive ? tw_net_receive(net, socket, room, sizeof room, &count) : err;
    expect(count <= sizeof room, "it received what there is room for");
    err = tw_net_receive_from(net, socket, &peer, room, sizeof room, &count);
    err = peer.port != 0 ? tw_net_send_to(net, socket, &peer, bytes, size) : err;
    err = tw_net_send(net, socket, bytes, size, &count);
    expect(count <= size, "it sent what there is");
    (void)err;
}

static void ask(tw_net_t *net) {
    uint32_t question = 0;
    tw_err_t err = tw_net_resolve(net, "tinywasm.test", &question);
    err =
        err == TW_ERR_BUSY ? tw_net_ping(net, (const uint8_t[]){10, 9, 8, 1}, 100, &question) : err;
    expect(err != TW_ERR_INVAL, "questions are asked");
}

static void answers(tw_net_t *net) {
    tw_net_answer_t answer;
    for (uint32_t i = 0; i < net->question_count; i++) {
        tw_err_t err = tw_net_answer(net, i, &answer);
        expect(err <= TW_ERR_OK, "an answer is an answer");
    }
}

static void act(tw_net_t *net, uint8_t kind, const uint8_t *bytes, size_t size) {
    uint32_t socket = kind & 7u;
    switch (kind >> 3 & 7u) {
        case 0:
            use_socket(net, socket, bytes, size);
            break;
        case 1:
            pass(net, 10u * (uint32_t)size);
            break;
        case 2:
            ask(net);
            break;
        case 3:
            answers(net);
            break;
        case 4:
            is_up = !is_up;
            pass(net, 2u * STEP_MS);
            break;
        case 5:
            tw_net_close(net, socket);
            break;
        default:
            expect(tw_net_end(net, socket) <= TW_ERR_OK, "an end is an end");
            break;
    }
}

static void open_all(tw_net_t *net) {
    uint32_t socket = 0;
    tw_net_addr_t peer = {{10, 9, 8, 1}, 80};
    tw_err_t err = tw_net_open(net, TW_NET_UDP, 7, &socket);
    err = err == TW_ERR_OK ? tw_net_open(net, TW_NET_LISTENER, 7, &socket) : err;
    err = err == TW_ERR_OK ? tw_net_open(net, TW_NET_TCP, 0, &socket) : err;
    err = err == TW_ERR_OK ? tw_net_connect(net, socket, &peer) : err;
    expect(err == TW_ERR_OK, "sockets open");
    ask(net);
}

static uint32_t memory_of(tw_net_t *net) {
    tw_net_info_t info;
    tw_net_info(net, &info);
    expect(info.memory <= info.memory_there, "no more memory is used than there is");
    return info.memory;
}

static void run(tw_net_t *net, const uint8_t *bytes, size_t size) {
    for (size_t at = 0; size - at >= 3;) {
        uint8_t kind = bytes[at];
        size_t part = (size_t)bytes[at + 1] | (size_t)bytes[at + 2] << 8;
        at += 3;
        part = part < size - at ? part : size - at;
        if (kind < 0x80u) {
            coming_size = part < sizeof coming ? part : sizeof coming;
            memcpy(coming, bytes + at, coming_size);
            repair(kind);
            coming_size = coming_size < HEAD ? 0 : coming_size;
            tw_net_poll(net, clock_ms++);
        } else {
            act(net, kind, bytes + at, part);
        }
        at += part;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static uint32_t memory;
    static const tw_net_lwip_config_t config = {
        .ip = {10, 9, 8, 7}, .gateway = {10, 9, 8, 1}, .dns = {10, 9, 8, 1}};
    static const tw_net_lwip_config_t by_dhcp = {0};
    bool has_dhcp = size > 0 && bytes[0] == 0x7f;
    tw_net_t *net = tw_net_lwip_init(has_dhcp ? &by_dhcp : &config);
    last_size = 0;
    is_up = true;
    expect(tw_net_start(net) == TW_ERR_OK, "it starts");
    if (!has_dhcp) {
        open_all(net);
    }
    run(net, bytes, size);
    is_up = true;
    for (uint32_t i = 0; i < net->socket_count; i++) {
        tw_net_abort(net, i);
    }
    pass(net, SETTLE_MS);
    tw_net_stop(net);
    expect(tw_net_start(net) == TW_ERR_OK, "it starts again");
    memory = memory == 0 ? memory_of(net) : memory;
    expect(has_dhcp || memory_of(net) == memory, "all memory is free when all is closed");
    tw_net_stop(net);
    return 0;
}
