// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-tello: datagrams as what a drone says to apps/drone, a byte of length before each; lengths
// from f0 on are what the application does meanwhile. Whatever is said, only what was told is sent,
// and an answer is a text that can be printed.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tello.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const uint8_t *coming;
static size_t coming_size;
static uint32_t coming_to;  // which of the two sockets
static uint32_t opened;     // a bit each
static bool is_full;

static void expect(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

// ---- the network --------------------------------------------------------------------------------

static tw_err_t open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    (void)net;
    (void)port;
    expect(kind == TW_NET_UDP && opened < 3, "it has two sockets");
    *socket = opened;
    opened |= 1u << *socket;
    return TW_ERR_OK;
}

static void close(tw_net_t *net, uint32_t socket, bool is_abort) {
    (void)net;
    (void)is_abort;
    opened &= ~(1u << socket);
}

static tw_err_t send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                        const void *bytes, size_t size) {
    (void)net;
    expect(socket == 0 && peer->port == 8889, "commands go to the drone");
    bool is_known = size >= 4 && (memcmp(bytes, "comm", 4) == 0 || memcmp(bytes, "rc 1", 4) == 0 ||
                                  memcmp(bytes, "take", 4) == 0);
    expect(is_known, "what is sent is what was told");
    return is_full ? TW_ERR_BUSY : TW_ERR_OK;
}

static tw_err_t receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                             size_t size, size_t *received) {
    (void)net;
    if (coming == NULL || socket != coming_to) {
        return TW_ERR_NOENT;
    }
    *peer = (tw_net_addr_t){{192, 168, 10, 1}, 8889};
    *received = coming_size < size ? coming_size : size;
    memcpy(bytes, coming, *received);
    coming = NULL;
    return coming_size > size ? TW_ERR_LIMIT : TW_ERR_OK;
}

static void status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    (void)net;
    status->kind = TW_NET_UDP;
    status->state = (opened >> socket & 1u) != 0 ? TW_NET_OPEN : TW_NET_FREE;
}

// ---- the application ----------------------------------------------------------------------------

static void turn(tello_t *tello, uint32_t now_ms) {
    const char *command = NULL;
    const char *answer = NULL;
    if (tello_poll(tello, now_ms, &command, &answer)) {
        expect(strcmp(command, "takeoff") == 0, "what has ended is what was told");
        expect(strlen(answer) < TELLO_ANSWER_BYTES, "an answer has an end");
        for (; *answer != '\0'; answer++) {
            expect((uint8_t)*answer >= ' ' && *answer != 0x7f, "an answer can be printed");
        }
    }
    expect(tello->count <= TELLO_COMMANDS, "commands are as many as there is room for");
    expect(tello->battery >= -1 && tello->battery <= 99999, "numbers are bounded");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const tw_net_ops_t ops = {.open = open,
                                     .close = close,
                                     .send_to = send_to,
                                     .receive_from = receive_from,
                                     .status = status};
    static const tw_net_addr_t address = {{192, 168, 10, 1}, 8889};
    tw_net_t net = {.ops = &ops, .socket_count = 2};
    uint32_t now_ms = 0;
    opened = 0;
    coming = NULL;
    is_full = false;
    tello_t *tello = malloc(sizeof *tello);  // so that a byte too far is found
    expect(tello != NULL && tello_open(tello, &net, &address) == TW_ERR_OK, "it begins");
    for (size_t at = 0; at < size;) {
        uint8_t head = bytes[at++];
        if (head >= 0xf0) {
            now_ms += head & 1u ? 20001u : 100u;
            is_full = (head & 8u) != 0;
            (void)tello_say(tello, head & 2u ? "takeoff" : "rc 1 0 0 0");
        } else {
            coming_to = head & 1u;
            coming_size = head < size - at ? head : size - at;
            coming = bytes + at;
            at += coming_size;
        }
        turn(tello, now_ms);
    }
    tello_close(tello);
    expect(opened == 0, "its sockets are given back");
    free(tello);
    return 0;
}
