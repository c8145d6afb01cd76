// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Sockets for modules, over the PC's own, against peers outside.

#include "bed.h"

#include <stdio.h>

#include "sockets_wasm.h"
#include "tinywasm/sockets.h"

#define RECEIVABLE 1
#define FAILED 2
#define LARGE 50000

static tw_sockets_t sockets;
static tw_instance_t *instance;
static uint8_t bytes[LARGE];

static tw_instance_t *another(const char *name) {
    return create(sockets_wasm, sizeof sockets_wasm, "talk.wasm", name);
}

static void start(struct built *table) {
    tw_device_t *const devices[] = {&sockets.device};
    tw_sockets_init(&sockets, &use);
    bed_start(table, devices, 1);
    instance = another("talk");
}

static void start_free(void) {
    start(NULL);
}

// Every function may be imported; the rest is added by the test.
static struct built *begin_table(void) {
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    return &table;
}

static struct built *table_with_rate(uint64_t rate) {
    struct built *table = begin_table();
    build_number(table, "bytes_per_second", rate);
    build_text(table, "functions", "net.*");
    build_text(table, "hosts", "*");
    build_text(table, "listen", "*");
    return table;
}

static void start_granted(struct built *table) {
    build_end(table);
    start(table);
}

static int64_t connect_to(int64_t socket, uint16_t port) {
    return CALL(instance, "connect", socket, TEXT, put_text(instance, "127.0.0.1"), port);
}

// A connection of the module's to a peer.
static int64_t join(int *peer) {
    uint16_t port = 0;
    int listener = peer_listen(&port);
    int64_t socket = CALL(instance, "tcp", 0);
    assert_int_equal(connect_to(socket, port), 0);
    *peer = peer_accept(listener);
    peer_close(listener);
    return socket;
}

static void fill(uint8_t seed) {
    for (uint32_t i = 0; i < LARGE; i++) {
        bytes[i] = (uint8_t)(seed + i * 7 + i / 251);
    }
}

// ---- what it can do -----------------------------------------------------------------------------

static void test_sockets_tcp_client_sends_and_receives(void **state) {
    (void)state;
    static uint8_t got[LARGE];
    int peer = -1;
    start_free();
    int64_t socket = join(&peer);
    fill(3);
    put(instance, BUFFER, bytes, LARGE);
    struct ending ending;
    begin(instance, "send", (const int64_t[]){socket, BUFFER, LARGE}, &ending);
    assert_int_equal(peer_receive(peer, got, LARGE), LARGE);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, LARGE);
    assert_memory_equal(got, bytes, LARGE);
    peer_send(peer, "hello", 5);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 100), 5);
    expect_bytes(instance, BUFFER, "hello", 5);
    assert_int_equal(CALL(instance, "end", socket), 0);
    assert_true(peer_has_end(peer));
    peer_send(peer, "bye", 3);
    peer_close(peer);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 2), 2);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER + 2, 100), 1);
    expect_bytes(instance, BUFFER, "bye", 3);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 100), 0);
    assert_int_equal(CALL(instance, "close", socket), 0);
    assert_int_equal(CALL(instance, "close", socket), TW_ERR_INVAL);
}

static void test_sockets_tcp_server_takes_connections(void **state) {
    (void)state;
    start_free();
    int64_t listener = CALL(instance, "listen", 0);
    int64_t local = CALL(instance, "local", listener);
    uint16_t port = (uint16_t)local;
    assert_true(port != 0);
    for (uint32_t i = 0; i < 3; i++) {
        struct ending ending;
        begin(instance, "accept", (const int64_t[]){listener}, &ending);
        poll_times(3);
        assert_false(ending.is_over);
        int peer = peer_connect(port);
        assert_true(poll_until(&ending.is_over));
        assert_true(ending.result >= 0 && ending.result != listener);
        assert_int_equal(CALL(instance, "peer", ending.result) >> 16, 0x7f000001);
        peer_send(peer, "in", 2);
        assert_int_equal(CALL(instance, "receive", ending.result, BUFFER, 9), 2);
        assert_int_equal(CALL(instance, "send", ending.result, BUFFER, 2), 2);
        uint8_t got[2];
        assert_int_equal(peer_receive(peer, got, 2), 2);
        assert_memory_equal(got, "in", 2);
        assert_int_equal(CALL(instance, "close", ending.result), 0);
        assert_true(peer_has_end(peer));
        peer_close(peer);
    }
    assert_int_equal(CALL(instance, "listen", port), TW_ERR_EXIST);
}

static void test_sockets_datagrams_go_and_come(void **state) {
    (void)state;
    uint16_t port = 0;
    uint16_t other_port = 0;
    uint8_t got[100];
    start_free();
    int peer = peer_udp(&port);
    int other = peer_udp(&other_port);
    int64_t socket = CALL(instance, "udp", 0);
    put(instance, BUFFER, "one two", 7);
    int64_t size = put_text(instance, "127.0.0.1");
    assert_int_equal(CALL(instance, "send_to", socket, TEXT, size, port, BUFFER, 3), 3);
    assert_int_equal(CALL(instance, "send_to", socket, TEXT, size, other_port, BUFFER + 4, 3), 3);
    assert_int_equal(peer_receive(peer, got, 3), 3);
    assert_memory_equal(got, "one", 3);
    assert_int_equal(peer_receive(other, got, 3), 3);
    assert_memory_equal(got, "two", 3);
    assert_int_equal(CALL(instance, "send", socket, BUFFER, 3), TW_ERR_STATE);
    assert_int_equal(connect_to(socket, port), 0);
    assert_int_equal(CALL(instance, "send", socket, BUFFER, 7), 7);
    assert_int_equal(peer_receive(peer, got, 7), 7);
    assert_int_equal(CALL(instance, "peer", socket), (0x7f000001ll << 16) + port);
    uint16_t local = (uint16_t)CALL(instance, "local", socket);
    int64_t receiver = CALL(instance, "udp", 0);
    assert_int_equal(CALL(instance, "send_to", receiver, TEXT, size, local, BUFFER, 0), 0);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 9), 0);
    assert_int_equal((uint16_t)CALL(instance, "peer", socket),
                     (uint16_t)CALL(instance, "local", receiver));
    assert_int_equal(CALL(instance, "send_to", receiver, TEXT, size, local, BUFFER, 6), 6);
    put(instance, BUFFER, "........", 8);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 4), 4);  // the rest is lost
    expect_bytes(instance, BUFFER, "one ....", 8);
    assert_int_equal(CALL(instance, "send_to", receiver, TEXT, size, local, 0, 66000),
                     TW_ERR_LIMIT);
    peer_close(peer);
    peer_close(other);
}

static void test_sockets_names_are_resolved(void **state) {
    (void)state;
    static const char *const bad[] = {"", "a..b", "1.2.3", "0x7f.1", "127.1", "a b", "*", "a:80"};
    start_free();
    assert_int_equal(CALL(instance, "resolve", TEXT, put_text(instance, "10.0.2.3")), 0x0a000203);
    assert_int_equal(CALL(instance, "resolve", TEXT, put_text(instance, "255.0.0.1")),
                     0xff000001ll);
    assert_int_equal(CALL(instance, "resolve", TEXT, put_text(instance, "localhost")), 0x7f000001);
    uint32_t resolves = seen.resolves;
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t size = put_text(instance, bad[i]);
        assert_int_equal(CALL(instance, "resolve", TEXT, size), TW_ERR_INVAL);
    }
    assert_int_equal(CALL(instance, "resolve", 0, 65536), TW_ERR_INVAL);  // NULs, far too many
    assert_int_equal(seen.resolves, resolves);
}

// The memory's prefix has less than the buffers.
static void test_sockets_reach_memory_behind_the_prefix(void **state) {
    (void)state;
    int peer = -1;
    uint8_t got[2000];
    start_free();
    limits.memory_prefix_bytes = 1024;
    instance = another("sparse");
    fill(9);
    put(instance, BUFFER, bytes, sizeof got);
    put(instance, 64, "127.0.0.1", 9);
    uint16_t port = 0;
    int listener = peer_listen(&port);
    int64_t socket = CALL(instance, "tcp", 0);
    assert_int_equal(CALL(instance, "connect", socket, 64, 9, port), 0);
    peer = peer_accept(listener);
    assert_int_equal(CALL(instance, "send", socket, BUFFER, sizeof got), sizeof got);
    assert_int_equal(peer_receive(peer, got, sizeof got), sizeof got);
    assert_memory_equal(got, bytes, sizeof got);
    peer_send(peer, bytes + 100, 300);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER + 9000, 300), 300);
    expect_bytes(instance, BUFFER + 9000, bytes + 100, 300);
    int64_t datagrams = CALL(instance, "udp", 0);
    assert_int_equal(CALL(instance, "send_to", datagrams, 64, 9, port, BUFFER, 513), TW_ERR_LIMIT);
    assert_int_equal(CALL(instance, "send_to", datagrams, 64, 9, port, BUFFER, 512), 512);
    peer_close(peer);
    peer_close(listener);
}

// ---- what peers do ------------------------------------------------------------------------------

static void test_sockets_that_peers_break_off_fail(void **state) {
    (void)state;
    int peer = -1;
    uint16_t port = 0;
    start_free();
    int64_t socket = join(&peer);
    struct ending ending;
    begin(instance, "receive", (const int64_t[]){socket, BUFFER, 10}, &ending);
    poll_times(3);
    peer_reset(peer);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_IO);
    assert_int_equal(CALL(instance, "send", socket, BUFFER, 10), TW_ERR_IO);
    assert_int_equal(CALL(instance, "close", socket), 0);
    peer_close(peer_listen(&port));
    socket = CALL(instance, "tcp", 0);
    assert_int_equal(connect_to(socket, port), TW_ERR_IO);  // nobody listens there any more
    assert_int_equal(CALL(instance, "send", socket, BUFFER, 10), TW_ERR_IO);
}

static void test_sockets_wait_no_longer_than_they_are_told(void **state) {
    (void)state;
    int peer = -1;
    start_free();
    int64_t socket = join(&peer);
    assert_int_equal(CALL(instance, "set_timeout", socket, 50), 0);
    uint32_t before_ms = now_ms;
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 10), TW_ERR_INTERRUPTED);
    assert_in_range(now_ms - before_ms, 50, 60);
    int64_t done = 0;
    int64_t sent = 0;
    while ((sent = CALL(instance, "send", socket, 0, 131072)) == 131072) {
        done += sent;  // until the peer's buffers are full
    }
    assert_true(sent == TW_ERR_INTERRUPTED || (sent > 0 && sent < 131072));
    assert_true(done < 100000000);
    peer_close(peer);
}

// ---- events -------------------------------------------------------------------------------------

static void test_sockets_watched_tell_what_has_come(void **state) {
    (void)state;
    int peer = -1;
    start_free();
    int64_t socket = join(&peer);
    assert_int_equal(CALL(instance, "watch", socket, 1), 0);
    poll_times(50);
    assert_int_equal(word(instance, 0), 0);
    peer_send(peer, "abc", 3);
    poll_times(50);
    assert_int_equal(word(instance, 0), 1);
    assert_int_equal(word(instance, 4), socket);
    assert_int_equal(word(instance, 8), RECEIVABLE);
    poll_times(100);  // nobody takes it: it is told again
    assert_int_equal(word(instance, 0), 2);
    assert_int_equal(CALL(instance, "receive", socket, BUFFER, 10), 3);
    poll_times(300);
    assert_int_equal(word(instance, 0), 2);
    peer_reset(peer);
    poll_times(50);
    assert_int_equal(word(instance, 0), 3);
    assert_int_equal(word(instance, 8), FAILED);
    assert_int_equal(CALL(instance, "watch", socket, 0), 0);
    poll_times(300);
    assert_int_equal(word(instance, 0), 3);
}

static void test_sockets_handler_closes_what_is_waited_for(void **state) {
    (void)state;
    uint16_t port = 0;
    uint8_t one = 1;
    start_free();
    int64_t listener = CALL(instance, "listen", 0);
    port = (uint16_t)CALL(instance, "local", listener);
    int64_t datagrams = CALL(instance, "udp", 0);
    assert_int_equal(CALL(instance, "watch", listener, 1), 0);
    put(instance, 12, &one, 1);
    struct ending ending;
    begin(instance, "receive", (const int64_t[]){datagrams, BUFFER, 10}, &ending);
    int peer = peer_connect(port);
    poll_times(20);
    assert_int_equal(word(instance, 0), 1);
    assert_false(ending.is_over);
    assert_int_equal(seen.open, 1);
    assert_int_equal(CALL(another("other"), "close", datagrams), TW_ERR_INVAL);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(ending.err, TW_ERR_INTERRUPTED);
    assert_int_equal(seen.open, 0);
    peer_close(peer);
}

static void test_sockets_closed_end_what_waits(void **state) {
    (void)state;
    uint8_t one = 1;
    int peer = -1;
    start_granted(table_with_rate(1));
    int64_t socket = join(&peer);
    assert_int_equal(CALL(instance, "watch", socket, 1), 0);
    put(instance, 12, &one, 1);
    struct ending ending;  // waits because a byte a second is granted
    begin(instance, "send", (const int64_t[]){socket, 0, 1000}, &ending);
    poll_times(20);
    assert_false(ending.is_over);
    peer_send(peer, "x", 1);  // the handler closes the socket
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.err, TW_ERR_OK);
    assert_int_equal(ending.result, TW_ERR_INVAL);
    assert_int_equal(seen.open, 0);
    peer_close(peer);
}

// ---- modules beside one another -----------------------------------------------------------------

static void test_sockets_others_run_while_one_waits(void **state) {
    (void)state;
    int peer = -1;
    static struct ending waiting;
    static struct ending counting;  // has no end but the test's
    start_free();
    tw_instance_t *other = another("other");
    int64_t socket = join(&peer);
    begin(instance, "receive", (const int64_t[]){socket, BUFFER, 10}, &waiting);
    begin(other, "count", NULL, &counting);
    uint32_t before = word(other, 16);
    for (uint32_t i = 0; i < 20; i++) {
        poll_times(1);
        assert_true(word(other, 16) > before);  // a slice with each poll
        before = word(other, 16);
    }
    assert_false(waiting.is_over);
    peer_send(peer, "now", 3);
    assert_true(poll_until(&waiting.is_over));
    assert_int_equal(waiting.result, 3);
    peer_close(peer);
}

static void test_sockets_belong_to_the_module_that_opened_them(void **state) {
    (void)state;
    int peer = -1;
    start_free();
    tw_instance_t *other = another("other");
    int64_t socket = join(&peer);
    assert_int_equal(CALL(other, "receive", socket, BUFFER, 10), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "send", socket, BUFFER, 10), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "close", socket), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "end", socket), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "watch", socket, 1), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "set_timeout", socket, 1), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "local", socket), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "peer", socket), TW_ERR_INVAL);
    assert_int_equal(CALL(other, "accept", socket), TW_ERR_INVAL);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);
    assert_int_equal(seen.open, 1);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(seen.open, 0);
    assert_true(peer_has_end(peer));
    peer_close(peer);
}

static void test_sockets_what_waits_ends_with_its_module(void **state) {
    (void)state;
    struct ending ending;
    start_free();
    int64_t size = put_text(instance, "localhost");
    begin(instance, "resolve", (const int64_t[]){TEXT, size}, &ending);
    poll_times(1);
    assert_int_equal(seen.resolves, 1);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_true(ending.is_over);
    assert_int_equal(seen.questions, 0);
}

static void test_sockets_are_so_many_and_no_more(void **state) {
    (void)state;
    start_free();
    for (int64_t i = 0; i < TW_SOCKETS; i++) {
        assert_int_equal(CALL(instance, "udp", 0), i);
    }
    assert_int_equal(CALL(instance, "udp", 0), TW_ERR_LIMIT);
    assert_int_equal(CALL(instance, "tcp", 0), TW_ERR_LIMIT);
    assert_int_equal(seen.opens, TW_SOCKETS);
    assert_int_equal(CALL(instance, "close", 3), 0);
    assert_int_equal(CALL(instance, "tcp", 0), 3);
    assert_int_equal(CALL(instance, "close", 3), 0);
    for (uint32_t i = 1; i < TW_NET_USERS; i++) {
        char name[] = {'o', (char)('0' + i), '\0'};
        tw_instance_t *other = another(name);
        assert_int_equal(CALL(other, "tcp", 0), 3);
        assert_int_equal(CALL(other, "close", 3), 0);
    }
    assert_int_equal(CALL(another("one more"), "tcp", 0), TW_ERR_LIMIT);
}

static void test_sockets_wrong_use_is_answered(void **state) {
    (void)state;
    start_free();
    int64_t size = put_text(instance, "127.0.0.1");
    int64_t stream = CALL(instance, "tcp", 0);
    int64_t datagrams = CALL(instance, "udp", 0);
    int64_t listener = CALL(instance, "listen", 0);
    assert_int_equal(CALL(instance, "connect", stream, TEXT, size, 0), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", 99, TEXT, size, 1), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", -1, TEXT, size, 1), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", 256 + stream, TEXT, size, 1), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", listener, TEXT, size, 1), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "send", stream, BUFFER, 5), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "receive", stream, BUFFER, 5), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "receive", stream, BUFFER, 0), 0);
    assert_int_equal(CALL(instance, "accept", stream), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "end", stream), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "end", datagrams), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "send_to", stream, TEXT, size, 9, BUFFER, 5), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "receive", listener, BUFFER, 5), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "send", listener, BUFFER, 5), TW_ERR_STATE);
    EXPECT_TRAP(instance, "receive", "argument buffer", stream, 131000, 200);
    EXPECT_TRAP(instance, "send", "argument data", stream, 1, -1);
    EXPECT_TRAP(instance, "resolve", "argument host", 131072, 1);
    assert_int_equal(seen.connects, 0);
    assert_int_equal(seen.sends, 0);
}

// ---- grants -------------------------------------------------------------------------------------

// Everything but hosts and ports: not a byte leaves, not even a question for a name.
static void test_sockets_without_grants_send_nothing(void **state) {
    (void)state;
    uint16_t port = 0;
    uint8_t byte = 0;
    int udp = peer_udp(&port);
    struct built *table = begin_table();
    build_text(table, "functions", "net.*");
    start_granted(table);
    int64_t size = put_text(instance, "127.0.0.1");
    int64_t stream = CALL(instance, "tcp", 0);
    int64_t datagrams = CALL(instance, "udp", 0);
    EXPECT_TRAP(instance, "connect",
                "talk.wasm: DENIED: host tcp://127.0.0.1:1883 by 'talk': "
                "add hosts = [\"tcp://127.0.0.1:1883\"] under [grant.talk]",
                stream, TEXT, size, 1883);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_DENIED);
    EXPECT_TRAP(instance, "connect", "add hosts = [\"udp://127.0.0.1:53\"]", datagrams, TEXT, size,
                53);
    EXPECT_TRAP(instance, "send_to", "add hosts = [\"udp://127.0.0.1:", datagrams, TEXT, size, port,
                BUFFER, 5);
    EXPECT_TRAP(instance, "listen",
                "port tcp:8080 by 'talk': add listen = [\"tcp:8080\"] under [grant.talk]", 8080);
    EXPECT_TRAP(instance, "listen", "add listen = [\"tcp:0\"]", 0);
    EXPECT_TRAP(instance, "udp", "add listen = [\"udp:53\"]", 53);
    size = put_text(instance, "secret.example.org");
    EXPECT_TRAP(instance, "resolve", "add hosts = [\"dns://secret.example.org\"]", TEXT, size);
    EXPECT_TRAP(instance, "connect", "add hosts = [\"tcp://secret.example.org:80\"]", stream, TEXT,
                size, 80);
    poll_times(20);
    assert_int_equal(seen.resolves + seen.connects + seen.sends, 0);
    assert_int_equal(peer_receive(udp, &byte, 1), 0);
    peer_close(udp);
}

static void test_sockets_functions_need_grants_too(void **state) {
    (void)state;
    struct built *table = begin_table();
    tw_device_t *const devices[] = {&sockets.device};
    tw_module_t *module = NULL;
    tw_instance_t *denied = NULL;
    build_text(table, "hosts", "*");
    build_end(table);
    tw_sockets_init(&sockets, &use);
    bed_start(table, devices, 1);
    assert_int_equal(tw_module_load(engine, sockets_wasm, sizeof sockets_wasm, &module), TW_ERR_OK);
    tw_module_set_name(module, "talk.wasm");
    assert_int_equal(tw_instance_create(module, NULL, &limits, &denied), TW_ERR_DENIED);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "add functions = [\"net."));
}

static void test_sockets_reach_what_is_granted_alone(void **state) {
    (void)state;
    uint16_t port = 0;
    char host[40];
    uint8_t got[5];
    int udp = peer_udp(&port);
    struct built *table = begin_table();
    build_text(table, "functions", "net.*");
    (void)snprintf(host, sizeof host, "udp://127.0.0.0/8:%u", (unsigned)port);
    build_text(table, "hosts", host);
    build_text(table, NULL, "localhost:1-9");
    build_text(table, "listen", "tcp:*");
    start_granted(table);
    int64_t size = put_text(instance, "127.0.0.1");
    int64_t datagrams = CALL(instance, "udp", 0);
    put(instance, BUFFER, "given", 5);
    assert_int_equal(CALL(instance, "send_to", datagrams, TEXT, size, port, BUFFER, 5), 5);
    assert_int_equal(peer_receive(udp, got, 5), 5);
    assert_memory_equal(got, "given", 5);
    EXPECT_TRAP(instance, "send_to", "DENIED", datagrams, TEXT, size, port ^ 1, BUFFER, 5);
    int64_t stream = CALL(instance, "tcp", 0);
    EXPECT_TRAP(instance, "connect", "DENIED", stream, TEXT, size, port);
    size = put_text(instance, "LocalHost");
    assert_int_equal(CALL(instance, "resolve", TEXT, size), 0x7f000001);
    assert_int_equal(CALL(instance, "connect", stream, TEXT, size, 9), TW_ERR_IO);
    EXPECT_TRAP(instance, "connect", "DENIED", stream, TEXT, size, 10);
    assert_true(CALL(instance, "listen", 0) >= 0);
    EXPECT_TRAP(instance, "udp", "DENIED", 5000);
    peer_close(udp);
}

// The engine's time is the test's, so it is counted and not measured.
static void test_sockets_send_so_many_bytes_a_second(void **state) {
    (void)state;
    static uint8_t got[5000];
    int peer = -1;
    start_granted(table_with_rate(1000));
    int64_t socket = join(&peer);
    struct ending ending;
    uint32_t begin_ms = now_ms;
    size_t received = 0;
    begin(instance, "send", (const int64_t[]){socket, 0, sizeof got}, &ending);
    while (!ending.is_over) {
        poll_times(1);
        int more = peer_receive(peer, got + received, 1);
        if (more > 0) {
            received += (size_t)more;
        }
        uint32_t passed_ms = now_ms - begin_ms;
        assert_in_range(received, 0, 1000 + passed_ms);
        assert_in_range(passed_ms, 0, 9000);
    }
    assert_in_range(now_ms - begin_ms, 4000 - 2, 9000);
    assert_int_equal(ending.result, sizeof got);
    peer_close(peer);
}

static void test_sockets_datagrams_wait_for_their_debt(void **state) {
    (void)state;
    uint16_t port = 0;
    start_granted(table_with_rate(100));
    int udp = peer_udp(&port);
    int64_t size = put_text(instance, "127.0.0.1");
    int64_t datagrams = CALL(instance, "udp", 0);
    uint32_t begin_ms = now_ms;
    assert_int_equal(CALL(instance, "send_to", datagrams, TEXT, size, port, BUFFER, 300), 300);
    assert_in_range(now_ms - begin_ms, 0, 5);
    int64_t another_one = CALL(instance, "udp", 0);  // one account for all of a module's sockets
    assert_int_equal(CALL(instance, "send_to", another_one, TEXT, size, port, BUFFER, 1), 1);
    assert_in_range(now_ms - begin_ms, 2000, 2020);
    peer_close(udp);
}

static void test_sockets_receive_so_many_bytes_a_second(void **state) {
    (void)state;
    int peer = -1;
    start_granted(table_with_rate(500));
    int64_t socket = join(&peer);
    fill(5);
    peer_send(peer, bytes, 2000);
    uint32_t begin_ms = now_ms;
    int64_t received = 0;
    while (received < 2000) {
        int64_t more = CALL(instance, "receive", socket, BUFFER + received, 2000 - received);
        assert_true(more > 0);
        received += more;
        assert_in_range(received, 0, 500 + (now_ms - begin_ms) / 2 + 1);
    }
    assert_in_range(now_ms - begin_ms, 2990, 3100);
    expect_bytes(instance, BUFFER, bytes, 2000);
    peer_close(peer);
}

static void test_sockets_of_no_bytes_a_second_send_none(void **state) {
    (void)state;
    uint16_t port = 0;
    uint8_t byte = 0;
    start_granted(table_with_rate(0));
    int udp = peer_udp(&port);
    int64_t datagrams = CALL(instance, "udp", 0);
    assert_int_equal(CALL(instance, "set_timeout", datagrams, 5000), 0);
    int64_t size = put_text(instance, "127.0.0.1");
    struct ending ending;
    begin(instance, "send_to", (const int64_t[]){datagrams, TEXT, size, port, BUFFER, 1}, &ending);
    poll_times(4990);
    assert_false(ending.is_over);
    poll_times(20);
    assert_int_equal(ending.result, TW_ERR_INTERRUPTED);
    assert_int_equal(peer_receive(udp, &byte, 1), 0);
    peer_close(udp);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BED_TEST(test_sockets_tcp_client_sends_and_receives),
        BED_TEST(test_sockets_tcp_server_takes_connections),
        BED_TEST(test_sockets_datagrams_go_and_come),
        BED_TEST(test_sockets_names_are_resolved),
        BED_TEST(test_sockets_reach_memory_behind_the_prefix),
        BED_TEST(test_sockets_that_peers_break_off_fail),
        BED_TEST(test_sockets_wait_no_longer_than_they_are_told),
        BED_TEST(test_sockets_watched_tell_what_has_come),
        BED_TEST(test_sockets_handler_closes_what_is_waited_for),
        BED_TEST(test_sockets_closed_end_what_waits),
        BED_TEST(test_sockets_others_run_while_one_waits),
        BED_TEST(test_sockets_belong_to_the_module_that_opened_them),
        BED_TEST(test_sockets_what_waits_ends_with_its_module),
        BED_TEST(test_sockets_are_so_many_and_no_more),
        BED_TEST(test_sockets_wrong_use_is_answered),
        BED_TEST(test_sockets_without_grants_send_nothing),
        BED_TEST(test_sockets_functions_need_grants_too),
        BED_TEST(test_sockets_reach_what_is_granted_alone),
        BED_TEST(test_sockets_send_so_many_bytes_a_second),
        BED_TEST(test_sockets_datagrams_wait_for_their_debt),
        BED_TEST(test_sockets_receive_so_many_bytes_a_second),
        BED_TEST(test_sockets_of_no_bytes_a_second_send_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
