// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_NET_POSIX_H
#define TINYWASM_NET_POSIX_H

// A carrier of tinywasm/net.h: the sockets of the PC's operating system. Link tinywasm::net.
//
//     static tw_net_posix_t net;
//     tw_net_posix_init(&net);
//     tw_engine_add_device(engine, &net.base.device);
//
// Names are resolved as the PC resolves them, in a thread of their own. Pings need a system that
// lets the user send them (net.ipv4.ping_group_range of Linux); else they are UNSUPPORTED.

#include "tinywasm/net.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_NET_POSIX_SOCKETS 32
#define TW_NET_POSIX_QUESTIONS 4

typedef struct tw_net_posix {
    tw_net_t base;
    // Where listeners and UDP sockets with a port of their own can be reached: 127.0.0.1, what
    // _init sets, only from this PC (and only to it); 0.0.0.0 from everywhere.
    uint8_t ip[4];
    // The rest is the carrier's.
    uint32_t bytes_in;
    uint32_t bytes_out;
    struct tw_net_posix_socket {
        tw_net_kind_t kind;
        tw_net_state_t state;
        tw_net_cause_t cause;
        int fd;
        bool has_ended;  // by tw_net_end
        tw_net_addr_t peer;
    } sockets[TW_NET_POSIX_SOCKETS];
    struct tw_net_posix_question {
        enum { TW_NET_POSIX_NONE, TW_NET_POSIX_NAME, TW_NET_POSIX_PING } kind;
        tw_net_answer_t answer;
        int fd;  // -1: answer is there
        uint16_t sequence;
        uint64_t begin_us;
        uint64_t end_us;
    } questions[TW_NET_POSIX_QUESTIONS];
} tw_net_posix_t;

// net must stay where it is until the engine has stopped, or tw_net_stop.
void tw_net_posix_init(tw_net_posix_t *net);

#ifdef __cplusplus
}
#endif
#endif
