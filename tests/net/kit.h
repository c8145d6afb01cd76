// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef NET_KIT_H
#define NET_KIT_H

// What tinywasm/net.h promises of every carrier, as tests. The carrier talks to another, which may
// be itself; both are started, and in the end no socket, question or buffer may be left.

#include "tinywasm/net.h"

struct net_kit {
    tw_net_t *near;  // the one that is tested
    tw_net_t *far;
    uint8_t near_ip[4];  // as the far one reaches it
    uint8_t far_ip[4];
    uint32_t (*now_ms)(void);
    void (*nap)(void);  // lets a little time go by
    uint32_t patience;  // seconds for anything
    bool has_ping;
};

// As cmocka's setup wants it; `kit` must be set before.
extern struct net_kit net_kit;

// Those that hold on a line that loses packets, too.
#define NET_KIT_TESTS_OF_STREAMS(X)                  \
    X(net_stream_is_whole_both_ways)                 \
    X(net_stream_half_closed_still_receives)         \
    X(net_bytes_sent_before_close_arrive)            \
    X(net_receiver_that_takes_nothing_is_waited_for) \
    X(net_connection_is_refused)                     \
    X(net_end_comes_behind_the_bytes)                \
    X(net_table_of_sockets_is_full)                  \
    X(net_port_has_one_owner)                        \
    X(net_wrong_use_is_refused)                      \
    X(net_hundred_connections_leave_nothing)
#define NET_KIT_TESTS(X)                    \
    NET_KIT_TESTS_OF_STREAMS(X)             \
    X(net_datagrams_arrive_as_they_were)    \
    X(net_datagram_that_is_too_long_is_cut) \
    X(net_abort_resets_the_peer)            \
    X(net_questions_are_answered_once)      \
    X(net_ping_comes_back)

#define NET_KIT_DECLARE(name) void name(void **state);
NET_KIT_TESTS(NET_KIT_DECLARE)
#undef NET_KIT_DECLARE

#endif
