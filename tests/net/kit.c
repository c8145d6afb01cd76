// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define WAIT_MS (1000u * net_kit.patience)
#define STREAM_BYTES 200000u
#define DATAGRAM_BYTES 512u
#define FIRST_PORT 20000u

struct net_kit net_kit;

static uint32_t seed = 1;

static uint32_t random_u32(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

// A port that no test before has used.
static uint16_t new_port(void) {
    static uint16_t port = FIRST_PORT;
    return ++port;
}

static void go_on(void) {
    tw_net_poll(net_kit.near, net_kit.now_ms());
    if (net_kit.far != net_kit.near) {
        tw_net_poll(net_kit.far, net_kit.now_ms());
    }
    net_kit.nap();
}

static tw_net_status_t status_of(tw_net_t *net, uint32_t socket) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    return status;
}

static uint32_t open_socket(tw_net_t *net, tw_net_kind_t kind, uint16_t port) {
    uint32_t socket = UINT32_MAX;
    assert_int_equal(tw_net_open(net, kind, port, &socket), TW_ERR_OK);
    return socket;
}

static tw_net_addr_t addr_at(const uint8_t ip[4], uint16_t port) {
    return (tw_net_addr_t){{ip[0], ip[1], ip[2], ip[3]}, port};
}

static void wait_for_state(tw_net_t *net, uint32_t socket, tw_net_state_t state) {
    uint32_t begin = net_kit.now_ms();
    while (status_of(net, socket).state != state) {
        assert_true(net_kit.now_ms() - begin < WAIT_MS);
        go_on();
    }
}

static void wait_for_bytes(tw_net_t *net, uint32_t socket) {
    uint32_t begin = net_kit.now_ms();
    while (!status_of(net, socket).can_receive) {
        assert_true(net_kit.now_ms() - begin < WAIT_MS);
        go_on();
    }
}

// A connection: [0] is the near end, which began it, [1] the far one.
static void connect_pair(uint32_t ends[2]) {
    uint16_t port = new_port();
    uint32_t listener = open_socket(net_kit.far, TW_NET_LISTENER, port);
    tw_net_addr_t addr = addr_at(net_kit.far_ip, port);
    ends[0] = open_socket(net_kit.near, TW_NET_TCP, 0);
    assert_int_equal(tw_net_connect(net_kit.near, ends[0], &addr), TW_ERR_OK);
    wait_for_bytes(net_kit.far, listener);
    assert_int_equal(tw_net_accept(net_kit.far, listener, &ends[1]), TW_ERR_OK);
    wait_for_state(net_kit.near, ends[0], TW_NET_OPEN);
    tw_net_close(net_kit.far, listener);
}

static void close_pair(const uint32_t ends[2]) {
    tw_net_close(net_kit.near, ends[0]);
    tw_net_close(net_kit.far, ends[1]);
}

static uint32_t sockets_of(tw_net_t *net) {
    tw_net_info_t info;
    tw_net_info(net, &info);
    return info.sockets;
}

static void assert_nothing_left(void) {
    assert_int_equal(sockets_of(net_kit.near), 0);
    assert_int_equal(sockets_of(net_kit.far), 0);
}

// ---- UDP ----------------------------------------------------------------------------------------

// Sends until one arrives: a datagram may get lost.
static size_t exchange(uint32_t from, uint32_t to, const tw_net_addr_t *addr, const uint8_t *bytes,
                       size_t size, uint8_t *received, tw_net_addr_t *peer) {
    uint32_t begin = net_kit.now_ms();
    size_t count = 0;
    tw_err_t err = TW_ERR_NOENT;
    assert_int_equal(tw_net_send_to(net_kit.near, from, addr, bytes, size), TW_ERR_OK);
    while (err == TW_ERR_NOENT) {
        assert_true(net_kit.now_ms() - begin < WAIT_MS);
        go_on();
        err = tw_net_receive_from(net_kit.far, to, peer, received, DATAGRAM_BYTES, &count);
    }
    assert_int_equal(err, TW_ERR_OK);
    return count;
}

void net_datagrams_arrive_as_they_were(void **state) {
    (void)state;
    uint8_t bytes[DATAGRAM_BYTES];
    uint8_t received[DATAGRAM_BYTES];
    tw_net_addr_t peer;
    size_t count = 0;
    uint16_t ports[2] = {new_port(), new_port()};
    uint32_t from = open_socket(net_kit.near, TW_NET_UDP, ports[0]);
    uint32_t to = open_socket(net_kit.far, TW_NET_UDP, ports[1]);
    assert_int_equal(status_of(net_kit.near, from).local.port, ports[0]);
    assert_int_equal(tw_net_receive_from(net_kit.far, to, &peer, received, sizeof received, &count),
                     TW_ERR_NOENT);
    tw_net_addr_t addr = addr_at(net_kit.far_ip, ports[1]);
    for (uint32_t i = 0; i < 40; i++) {
        size_t size = i == 0 ? 0 : random_u32() % (DATAGRAM_BYTES + 1u);
        for (size_t k = 0; k < size; k++) {
            bytes[k] = (uint8_t)random_u32();
        }
        assert_int_equal(exchange(from, to, &addr, bytes, size, received, &peer), size);
        assert_memory_equal(bytes, received, size);
        assert_memory_equal(peer.ip, net_kit.near_ip, 4);
        assert_int_equal(peer.port, ports[0]);
    }
    tw_net_close(net_kit.near, from);
    tw_net_close(net_kit.far, to);
    assert_nothing_left();
}

void net_datagram_that_is_too_long_is_cut(void **state) {
    (void)state;
    uint8_t received[8];
    size_t count = 0;
    uint16_t port = new_port();
    uint32_t from = open_socket(net_kit.near, TW_NET_UDP, 0);
    uint32_t to = open_socket(net_kit.far, TW_NET_UDP, port);
    tw_net_addr_t addr = addr_at(net_kit.far_ip, port);
    assert_int_equal(tw_net_send_to(net_kit.near, from, &addr, "0123456789", 10), TW_ERR_OK);
    wait_for_bytes(net_kit.far, to);
    assert_int_equal(tw_net_receive_from(net_kit.far, to, NULL, received, 8, &count), TW_ERR_LIMIT);
    assert_int_equal(count, 8);
    assert_memory_equal(received, "01234567", 8);
    assert_int_equal(tw_net_receive_from(net_kit.far, to, NULL, received, 8, &count), TW_ERR_NOENT);
    tw_net_close(net_kit.near, from);
    tw_net_close(net_kit.far, to);
    assert_nothing_left();
}

// ---- TCP ----------------------------------------------------------------------------------------

// One direction of a stream: bytes are numbers of a generator that both ends run.
struct flow {
    tw_net_t *from;
    tw_net_t *to;
    uint32_t sender;
    uint32_t receiver;
    uint32_t total;
    uint32_t sent;
    uint32_t received;
};

static uint8_t byte_at(uint32_t i) {
    return (uint8_t)(i * 2654435761u >> 13);
}

static void send_some(struct flow *flow) {
    uint8_t bytes[1500];
    size_t sent = 0;
    uint32_t size = 1u + random_u32() % (uint32_t)sizeof bytes;
    size = size < flow->total - flow->sent ? size : flow->total - flow->sent;
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = byte_at(flow->sent + i);
    }
    assert_int_equal(tw_net_send(flow->from, flow->sender, bytes, size, &sent), TW_ERR_OK);
    assert_true(sent <= size);
    flow->sent += (uint32_t)sent;
}

static void receive_some(struct flow *flow) {
    uint8_t bytes[1500];
    size_t received = 0;
    uint32_t size = 1u + random_u32() % (uint32_t)sizeof bytes;
    assert_int_equal(tw_net_receive(flow->to, flow->receiver, bytes, size, &received), TW_ERR_OK);
    assert_true(received <= size);
    for (size_t i = 0; i < received; i++) {
        assert_int_equal(bytes[i], byte_at(flow->received + (uint32_t)i));
    }
    flow->received += (uint32_t)received;
}

static void run_flow(struct flow *flow) {
    if (flow->sent < flow->total) {
        send_some(flow);
    }
    if (flow->received < flow->total) {
        receive_some(flow);
    }
}

static struct flow flow_of(const uint32_t ends[2], bool is_back, uint32_t total) {
    struct flow flow = {net_kit.near, net_kit.far, ends[0], ends[1], total, 0, 0};
    struct flow back = {net_kit.far, net_kit.near, ends[1], ends[0], total, 0, 0};
    return is_back ? back : flow;
}

static void run_whole(struct flow *flow) {
    uint32_t begin = net_kit.now_ms();
    while (flow->received < flow->total) {
        assert_true(net_kit.now_ms() - begin < WAIT_MS);
        run_flow(flow);
        go_on();
    }
}

void net_stream_is_whole_both_ways(void **state) {
    (void)state;
    uint32_t ends[2];
    connect_pair(ends);
    struct flow out = flow_of(ends, false, STREAM_BYTES);
    struct flow back = flow_of(ends, true, STREAM_BYTES);
    uint32_t begin = net_kit.now_ms();
    while (out.received < out.total || back.received < back.total) {
        assert_true(net_kit.now_ms() - begin < 60u * WAIT_MS);
        run_flow(&out);
        run_flow(&back);
        go_on();
    }
    close_pair(ends);
    assert_nothing_left();
}

void net_stream_half_closed_still_receives(void **state) {
    (void)state;
    uint32_t ends[2];
    size_t sent = 0;
    connect_pair(ends);
    assert_int_equal(tw_net_end(net_kit.near, ends[0]), TW_ERR_OK);
    wait_for_state(net_kit.far, ends[1], TW_NET_ENDED);
    assert_int_equal(tw_net_send(net_kit.near, ends[0], "x", 1, &sent), TW_ERR_STATE);
    struct flow back = flow_of(ends, true, 20000);
    run_whole(&back);
    close_pair(ends);
    assert_nothing_left();
}

void net_bytes_sent_before_close_arrive(void **state) {
    (void)state;
    uint32_t ends[2];
    connect_pair(ends);
    struct flow out = flow_of(ends, false, 3000);
    uint32_t begin = net_kit.now_ms();
    while (out.sent < out.total) {
        assert_true(net_kit.now_ms() - begin < WAIT_MS);
        send_some(&out);
        go_on();
    }
    tw_net_close(net_kit.near, ends[0]);
    run_whole(&out);
    wait_for_state(net_kit.far, ends[1], TW_NET_ENDED);
    tw_net_close(net_kit.far, ends[1]);
    assert_nothing_left();
}

void net_receiver_that_takes_nothing_is_waited_for(void **state) {
    (void)state;
    uint32_t ends[2];
    connect_pair(ends);
    struct flow out = flow_of(ends, false, UINT32_MAX);
    uint32_t last = UINT32_MAX;
    for (uint32_t quiet = 0; quiet < 50; quiet++) {
        quiet = out.sent != last ? 0 : quiet;
        last = out.sent;
        send_some(&out);
        go_on();
    }
    assert_false(status_of(net_kit.near, ends[0]).can_send);
    out.total = out.sent;
    run_whole(&out);
    close_pair(ends);
    assert_nothing_left();
}

void net_connection_is_refused(void **state) {
    (void)state;
    size_t count = 0;
    uint8_t byte = 0;
    tw_net_addr_t addr = addr_at(net_kit.far_ip, new_port());
    uint32_t socket = open_socket(net_kit.near, TW_NET_TCP, 0);
    tw_err_t err = tw_net_connect(net_kit.near, socket, &addr);
    assert_true(err == TW_ERR_OK || err == TW_ERR_IO);
    wait_for_state(net_kit.near, socket, TW_NET_FAILED);
    assert_int_equal(status_of(net_kit.near, socket).cause, TW_NET_REFUSED);
    assert_int_equal(tw_net_send(net_kit.near, socket, &byte, 1, &count), TW_ERR_IO);
    assert_int_equal(tw_net_receive(net_kit.near, socket, &byte, 1, &count), TW_ERR_IO);
    assert_int_equal(tw_net_end(net_kit.near, socket), TW_ERR_IO);
    tw_net_close(net_kit.near, socket);
    assert_nothing_left();
}

void net_abort_resets_the_peer(void **state) {
    (void)state;
    uint32_t ends[2];
    connect_pair(ends);
    tw_net_abort(net_kit.near, ends[0]);
    wait_for_state(net_kit.far, ends[1], TW_NET_FAILED);
    assert_int_equal(status_of(net_kit.far, ends[1]).cause, TW_NET_RESET);
    tw_net_close(net_kit.far, ends[1]);
    assert_nothing_left();
}

void net_end_comes_behind_the_bytes(void **state) {
    (void)state;
    uint32_t ends[2];
    size_t count = 0;
    uint8_t bytes[16];
    connect_pair(ends);
    assert_int_equal(tw_net_send(net_kit.near, ends[0], "last words", 10, &count), TW_ERR_OK);
    assert_int_equal(count, 10);
    assert_int_equal(tw_net_end(net_kit.near, ends[0]), TW_ERR_OK);
    for (size_t got = 0; got < 10; got += count) {
        wait_for_bytes(net_kit.far, ends[1]);
        assert_int_equal(status_of(net_kit.far, ends[1]).state, TW_NET_OPEN);
        assert_int_equal(tw_net_receive(net_kit.far, ends[1], bytes + got, 3, &count), TW_ERR_OK);
    }
    assert_memory_equal(bytes, "last words", 10);
    wait_for_state(net_kit.far, ends[1], TW_NET_ENDED);
    assert_true(status_of(net_kit.far, ends[1]).can_receive);
    assert_int_equal(tw_net_receive(net_kit.far, ends[1], bytes, 3, &count), TW_ERR_STATE);
    close_pair(ends);
    assert_nothing_left();
}

// ---- limits and wrong use -----------------------------------------------------------------------

void net_table_of_sockets_is_full(void **state) {
    (void)state;
    tw_net_t *net = net_kit.near;
    uint32_t socket = 0;
    uint32_t count = 0;
    bool is_given[256] = {false};
    tw_err_t err = tw_net_open(net, TW_NET_UDP, 0, &socket);
    for (; err == TW_ERR_OK; err = tw_net_open(net, TW_NET_UDP, 0, &socket)) {
        assert_true(socket < net->socket_count && socket < 256 && !is_given[socket]);
        is_given[socket] = true;
        count++;
    }
    assert_int_equal(err, TW_ERR_LIMIT);
    assert_true(count > 0);
    assert_int_equal(sockets_of(net), count);
    for (uint32_t i = 0; i < net->socket_count; i++) {
        tw_net_close(net, i);
    }
    assert_nothing_left();
}

void net_port_has_one_owner(void **state) {
    (void)state;
    uint32_t other = 0;
    for (uint32_t i = 0; i < 2; i++) {
        tw_net_kind_t kind = i == 0 ? TW_NET_UDP : TW_NET_LISTENER;
        uint16_t port = new_port();
        uint32_t socket = open_socket(net_kit.near, kind, port);
        assert_int_equal(tw_net_open(net_kit.near, kind, port, &other), TW_ERR_EXIST);
        tw_net_close(net_kit.near, socket);
        tw_net_close(net_kit.near, open_socket(net_kit.near, kind, port));
    }
    uint32_t free_port = open_socket(net_kit.near, TW_NET_LISTENER, 0);
    assert_int_not_equal(status_of(net_kit.near, free_port).local.port, 0);
    tw_net_close(net_kit.near, free_port);
    assert_nothing_left();
}

static void assert_invalid(tw_net_t *net, uint32_t socket) {
    size_t count = 0;
    uint32_t other = 0;
    uint8_t byte = 0;
    tw_net_addr_t addr = addr_at(net_kit.far_ip, 9);
    assert_int_equal(tw_net_connect(net, socket, &addr), TW_ERR_INVAL);
    assert_int_equal(tw_net_accept(net, socket, &other), TW_ERR_INVAL);
    assert_int_equal(tw_net_send(net, socket, &byte, 1, &count), TW_ERR_INVAL);
    assert_int_equal(tw_net_receive(net, socket, &byte, 1, &count), TW_ERR_INVAL);
    assert_int_equal(tw_net_end(net, socket), TW_ERR_INVAL);
}

void net_wrong_use_is_refused(void **state) {
    (void)state;
    tw_net_t *net = net_kit.near;
    size_t count = 0;
    uint8_t byte = 0;
    tw_net_addr_t addr = addr_at(net_kit.far_ip, 0);
    uint32_t udp = open_socket(net, TW_NET_UDP, 0);
    uint32_t tcp = open_socket(net, TW_NET_TCP, 0);
    assert_invalid(net, udp);
    assert_invalid(net, net->socket_count);
    assert_invalid(net, UINT32_MAX);
    assert_int_equal(tw_net_connect(net, tcp, &addr), TW_ERR_INVAL);
    assert_int_equal(tw_net_send_to(net, udp, &addr, &byte, 1), TW_ERR_INVAL);
    addr.port = 9;
    assert_int_equal(tw_net_send_to(net, tcp, &addr, &byte, 1), TW_ERR_INVAL);
    assert_int_equal(tw_net_send_to(net, udp, &addr, NULL, 1), TW_ERR_INVAL);
    assert_int_equal(tw_net_send(net, tcp, &byte, 1, &count), TW_ERR_STATE);
    assert_int_equal(tw_net_receive(net, tcp, &byte, 1, &count), TW_ERR_STATE);
    assert_int_equal(tw_net_open(net, (tw_net_kind_t)7, 0, &tcp), TW_ERR_INVAL);
    tw_net_close(net, tcp);
    tw_net_close(net, udp);
    assert_int_equal(status_of(net, udp).state, TW_NET_FREE);
    assert_invalid(net, udp);
    tw_net_close(net, udp);
    tw_net_close(net, UINT32_MAX);
    assert_nothing_left();
}

// ---- questions ----------------------------------------------------------------------------------

void net_questions_are_answered_once(void **state) {
    (void)state;
    tw_net_t *net = net_kit.near;
    tw_net_answer_t answer;
    uint32_t question = 0;
    char name[TW_NET_NAME_BYTES + 2];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(tw_net_resolve(net, name, &question), TW_ERR_INVAL);
    assert_int_equal(tw_net_resolve(net, "", &question), TW_ERR_INVAL);
    assert_int_equal(tw_net_resolve(net, NULL, &question), TW_ERR_INVAL);
    assert_int_equal(tw_net_resolve(net, "10.20.30.40", &question), TW_ERR_OK);
    assert_int_equal(tw_net_answer(net, question, &answer), TW_ERR_OK);
    assert_memory_equal(answer.ip, ((uint8_t[]){10, 20, 30, 40}), 4);
    assert_int_equal(tw_net_answer(net, question, &answer), TW_ERR_INVAL);
    assert_int_equal(tw_net_answer(net, net->question_count, &answer), TW_ERR_INVAL);
    uint32_t count = 0;
    tw_err_t err = TW_ERR_OK;
    for (; err == TW_ERR_OK; count += err == TW_ERR_OK) {
        err = tw_net_resolve(net, "1.2.3.4", &question);
    }
    assert_int_equal(err, TW_ERR_BUSY);
    assert_int_equal(count, net->question_count);
    for (uint32_t i = 0; i <= net->question_count; i++) {
        tw_net_forget(net, i);
    }
    assert_int_equal(tw_net_resolve(net, "1.2.3.4", &question), TW_ERR_OK);
    tw_net_forget(net, question);
}

void net_ping_comes_back(void **state) {
    (void)state;
    tw_net_answer_t answer;
    uint32_t question = 0;
    tw_err_t err = tw_net_ping(net_kit.near, net_kit.far_ip, WAIT_MS, &question);
    assert_int_equal(err, net_kit.has_ping ? TW_ERR_OK : TW_ERR_UNSUPPORTED);
    if (!net_kit.has_ping) {
        return;
    }
    for (err = TW_ERR_PENDING; err == TW_ERR_PENDING;) {
        err = tw_net_answer(net_kit.near, question, &answer);
        go_on();
    }
    assert_int_equal(err, TW_ERR_OK);
    assert_memory_equal(answer.ip, net_kit.far_ip, 4);
}

void net_hundred_connections_leave_nothing(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 100; i++) {
        uint32_t ends[2];
        connect_pair(ends);
        struct flow flow = flow_of(ends, i % 2u == 0, 1u + random_u32() % 2000u);
        run_whole(&flow);
        if (i % 3u == 0) {
            tw_net_abort(net_kit.near, ends[0]);
        }
        close_pair(ends);
        assert_nothing_left();
    }
}
