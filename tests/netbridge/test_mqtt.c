// needs: mqtt
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// MQTT for modules, against a broker that is the test: what goes over the wire, byte for byte, and
// what happens when the broker lies, stops or goes.

#include "bed.h"

#include <stdio.h>
#include <stdlib.h>

#include "mqtt_wasm.h"
#include "tinywasm/mqtt.h"

#define MESSAGE 1
#define END 2
#define CLIENTS 2

static tw_mqtt_t mqtt;
static tw_mqtt_client_t clients[CLIENTS];
static tw_instance_t *instance;
static int listener;
static uint16_t port;

static const char connack[] = "\x20\x02\x00\x00";

static tw_instance_t *another(const char *name) {
    return create(mqtt_wasm, sizeof mqtt_wasm, "talk.wasm", name);
}

static void start(struct built *table) {
    tw_device_t *const devices[] = {&mqtt.device};
    tw_mqtt_init(&mqtt, &use, clients, CLIENTS);
    bed_start(table, devices, 1);
    instance = another("talk");
    listener = peer_listen(&port);
}

static int stop(void **state) {
    peer_close(listener);
    return bed_stop(state);
}
#define MQTT_TEST(name) cmocka_unit_test_teardown(name, stop)

static void begin_connect(tw_instance_t *of, const char *user, struct ending *ending) {
    put(of, TEXT, "127.0.0.1", 9);
    put(of, TEXT + 16, "me", 2);
    put(of, TEXT + 32, user, (uint32_t)strlen(user));
    begin(of, "connect",
          (const int64_t[]){TEXT, 9, port, TEXT + 16, 2, TEXT + 32, (int64_t)strlen(user),
                            TEXT + 32, (int64_t)strlen(user)},
          ending);
}

static void expect(int peer, const char *bytes, size_t size) {
    static uint8_t got[1024];
    int count = peer_receive(peer, got, size);
    assert_int_equal(count, size);
    assert_memory_equal(got, bytes, size);
}
#define EXPECT(peer, text) expect(peer, text, sizeof(text) - 1)
#define SEND(peer, text) peer_send(peer, text, sizeof(text) - 1)

// A connection of the module's.
static int join(void) {
    struct ending ending;
    begin_connect(instance, "", &ending);
    int peer = peer_accept(listener);
    EXPECT(peer, "\x10\x0e\x00\x04MQTT\x04\x02\x00\x3c\x00\x02me");
    SEND(peer, connack);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 0);
    return peer;
}

static int64_t receive(void) {
    return CALL(instance, "receive", BUFFER, 1000);
}

static int64_t publish(const char *topic, const char *payload, int quality) {
    put(instance, BUFFER, payload, (uint32_t)strlen(payload));
    return CALL(instance, "publish", TEXT, put_text(instance, topic), BUFFER,
                (int64_t)strlen(payload), quality, 0);
}

// A PUBLISH of so many bytes of payload, each c.
static size_t make_message(uint8_t *bytes, const char *topic, size_t size, char c) {
    size_t topic_size = strlen(topic);
    size_t rest = 2 + topic_size + size;
    size_t at = 0;
    bytes[at++] = 0x30;
    for (size_t left = rest; at == 1 || left > 0; left >>= 7) {
        bytes[at++] = (uint8_t)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    }
    bytes[at++] = (uint8_t)(topic_size >> 8);
    bytes[at++] = (uint8_t)topic_size;
    memcpy(bytes + at, topic, topic_size);
    memset(bytes + at + topic_size, c, size);
    return at + topic_size + size;
}

static void expect_topic(const char *topic) {
    assert_int_equal(CALL(instance, "topic", TEXT, 1000), strlen(topic));
    expect_bytes(instance, TEXT, topic, (uint32_t)strlen(topic));
}

// ---- what it can do -----------------------------------------------------------------------------

static void test_mqtt_publishes(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = join();
    assert_int_equal(publish("a/b", "hello", 0), 0);
    EXPECT(peer,
           "\x30\x0a\x00\x03"
           "a/bhello");
    put(instance, BUFFER, "x", 1);
    begin(instance, "publish", (const int64_t[]){TEXT, 3, BUFFER, 1, 1, 1}, &ending);
    EXPECT(peer,
           "\x33\x08\x00\x03"
           "a/b\x00\x01x");  // retained
    poll_times(50);
    assert_false(ending.is_over);
    SEND(peer, "\x40\x02\x00\x01");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 0);
    begin(instance, "publish", (const int64_t[]){TEXT, 3, BUFFER, 0, 2, 0}, &ending);
    EXPECT(peer,
           "\x34\x07\x00\x03"
           "a/b\x00\x02");
    SEND(peer, "\x50\x02\x00\x02");
    EXPECT(peer, "\x62\x02\x00\x02");
    assert_false(ending.is_over);
    SEND(peer, "\x70\x02\x00\x02");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 0);
    peer_close(peer);
}

static void test_mqtt_subscribes_and_receives(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = join();
    int64_t size = put_text(instance, "a/+/#");
    begin(instance, "subscribe", (const int64_t[]){TEXT, size, 1}, &ending);
    EXPECT(peer,
           "\x82\x0a\x00\x01\x00\x05"
           "a/+/#\x01");
    SEND(peer, "\x90\x03\x00\x01\x01");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 0);
    begin(instance, "receive", (const int64_t[]){BUFFER, 100}, &ending);
    poll_times(20);
    assert_false(ending.is_over);
    SEND(peer,
         "\x30\x0a\x00\x03"
         "a/bhello");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 5);
    expect_bytes(instance, BUFFER, "hello", 5);
    expect_topic("a/b");
    SEND(peer,
         "\x32\x08\x00\x03"
         "a/c\x00\x09x\x30\x05\x00\x03"
         "a/d");
    assert_int_equal(receive(), 1);
    EXPECT(peer, "\x40\x02\x00\x09");
    expect_topic("a/c");
    assert_int_equal(receive(), 0);
    expect_topic("a/d");
    SEND(peer,
         "\x30\x0a\x00\x03"
         "a/bhello");
    assert_int_equal(CALL(instance, "receive", BUFFER, 2), 2);  // the rest is lost
    begin(instance, "unsubscribe", (const int64_t[]){TEXT, put_text(instance, "a")}, &ending);
    EXPECT(peer,
           "\xa2\x05\x00\x02\x00\x01"
           "a");
    SEND(peer, "\xb0\x02\x00\x02");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 0);
    begin(instance, "subscribe", (const int64_t[]){TEXT, 1, 0}, &ending);
    EXPECT(peer,
           "\x82\x06\x00\x03\x00\x01"
           "a\x00");
    SEND(peer, "\x90\x03\x00\x03\x80");  // it may not
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_INVAL);
    peer_close(peer);
}

static void test_mqtt_logs_in_and_is_told_why_not(void **state) {
    (void)state;
    start(NULL);
    for (char code = 1; code <= 5; code++) {
        struct ending ending;
        const char refusal[] = {0x20, 2, 0, code};
        begin_connect(instance, "eve", &ending);
        int peer = peer_accept(listener);
        EXPECT(peer,
               "\x10\x18\x00\x04MQTT\x04\xc2\x00\x3c\x00\x02me\x00\x03"
               "eve\x00\x03"
               "eve");
        peer_send(peer, refusal, 4);
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(ending.result, code);
        assert_true(peer_has_end(peer));
        assert_int_equal(publish("a", "x", 0), TW_ERR_STATE);
        peer_close(peer);
    }
    peer_close(join());
}

static void test_mqtt_pings_and_gives_up_a_silent_broker(void **state) {
    (void)state;
    start(NULL);
    int peer = join();
    assert_int_equal(CALL(instance, "watch", 1), 0);
    poll_times(65000);
    EXPECT(peer, "\xc0\x00");
    SEND(peer, "\xd0\x00");
    poll_times(60000);
    EXPECT(peer, "\xc0\x00");
    assert_int_equal(word(instance, 0), 0);
    poll_times(40000);
    assert_true(word(instance, 0) > 0);
    assert_int_equal(word(instance, 4), END);
    assert_int_equal(receive(), TW_ERR_IO);
    peer_close(peer);
}

static void test_mqtt_requests_are_not_waited_for_for_ever(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = join();
    int64_t size = put_text(instance, "a");
    begin(instance, "publish", (const int64_t[]){TEXT, size, BUFFER, 1, 1, 0}, &ending);
    poll_times(14000);
    assert_false(ending.is_over);
    poll_times(12000);
    assert_true(ending.is_over);
    assert_int_equal(ending.result, TW_ERR_INTERRUPTED);
    SEND(peer, "\x40\x02\x00\x01");  // too late
    poll_times(50);
    begin_connect(another("two"), "", &ending);
    int silent = peer_accept(listener);
    poll_times(26000);
    assert_true(ending.is_over);
    assert_int_equal(ending.result, TW_ERR_INTERRUPTED);
    peer_close(silent);
    peer_close(peer);
}

// ---- messages that wait -------------------------------------------------------------------------

static void test_mqtt_messages_wait_until_they_are_taken(void **state) {
    (void)state;
    uint8_t bytes[200];
    start(NULL);
    int peer = join();
    assert_int_equal(CALL(instance, "watch", 1), 0);
    for (char c = 'a'; c <= 'z'; c++) {  // far more than the store has
        peer_send(peer, bytes, make_message(bytes, "t", 100, c));
    }
    poll_times(150);
    assert_int_equal(word(instance, 4), MESSAGE);
    assert_in_range(word(instance, 0), 2, 3);  // told, and told again
    for (char c = 'a'; c <= 'z'; c++) {
        memset(bytes, c, 100);
        assert_int_equal(receive(), 100);
        expect_bytes(instance, BUFFER, bytes, 100);
    }
    assert_int_equal(CALL(instance, "lost", 0), 0);
    peer_close(peer);
}

static void test_mqtt_messages_come_in_any_pieces(void **state) {
    (void)state;
    static uint8_t bytes[1024];
    uint8_t wanted[450];
    start(NULL);
    int peer = join();
    for (size_t size = 0; size <= 450; size += 45) {
        size_t count = make_message(bytes, "a/topic/of/some/length", size, (char)('a' + size / 45));
        for (size_t i = 0; i < count; i++) {
            peer_send(peer, bytes + i, 1);
        }
        memset(wanted, (char)('a' + size / 45), sizeof wanted);
        assert_int_equal(receive(), size);
        expect_bytes(instance, BUFFER, wanted, (uint32_t)size);
        expect_topic("a/topic/of/some/length");
    }
    peer_close(peer);
}

static void test_mqtt_messages_that_never_fit_are_counted(void **state) {
    (void)state;
    static uint8_t bytes[70000];
    static char topic[TW_MQTT_TOPIC_BYTES + 2];
    start(NULL);
    int peer = join();
    peer_send(peer, bytes, make_message(bytes, "t", 508 - 1, 'a'));
    assert_int_equal(receive(), 507);
    peer_send(peer, bytes, make_message(bytes, "t", 508, 'b'));
    peer_send(peer, bytes, make_message(bytes, "t", 60000, 'c'));
    memset(topic, 't', TW_MQTT_TOPIC_BYTES);
    peer_send(peer, bytes, make_message(bytes, topic, 3, 'd'));
    assert_int_equal(receive(), 3);
    expect_topic(topic);
    assert_int_equal(CALL(instance, "lost", 0), 2);
    topic[TW_MQTT_TOPIC_BYTES] = 't';
    peer_send(peer, bytes, make_message(bytes, topic, 3, 'e'));
    peer_send(peer, bytes, make_message(bytes, "t", 1, 'f'));
    assert_int_equal(receive(), 1);
    expect_bytes(instance, BUFFER, "f", 1);
    assert_int_equal(CALL(instance, "lost", 0), 3);
    peer_close(peer);
}

// ---- brokers that go, and that lie --------------------------------------------------------------

static void test_mqtt_broker_goes_and_comes_back(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    for (uint32_t i = 0; i < 3; i++) {
        int peer = join();
        assert_int_equal(CALL(instance, "watch", 1), 0);
        uint32_t told = word(instance, 0);
        begin(instance, "publish",
              (const int64_t[]){TEXT, put_text(instance, "a"), BUFFER, 1, 1, 0}, &ending);
        poll_times(20);
        SEND(peer, "\x30\x04\x00\x01tz");  // the last that it says
        if (i % 2 == 0) {
            poll_times(20);
            peer_reset(peer);
        } else {
            peer_close(peer);
        }
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(ending.result, TW_ERR_IO);
        poll_times(20);
        assert_true(word(instance, 0) > told);
        assert_int_equal(receive(), 1);  // what had come is there
        assert_int_equal(receive(), TW_ERR_IO);
        assert_int_equal(publish("a", "x", 0), TW_ERR_STATE);
    }
    peer_close(listener);
    begin_connect(instance, "", &ending);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_IO);  // nobody listens
    listener = peer_listen(&port);
    peer_close(join());
}

static const struct {
    const char *bytes;
    size_t size;
} lies[] = {
#define LIE(text) {text, sizeof(text) - 1}
    LIE("\x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
    LIE("\x30\xff\xff\xff\x80\x01"),  // five bytes of size
    LIE("\x00\x00"),
    LIE("\xf0\x00"),
    LIE("\x10\x00"),                    // what clients say
    LIE("\x30\x01\x00"),                // no room for a topic's size
    LIE("\x30\x00"),                    // nothing at all
    LIE("\x30\x03\x00\x02t"),           // a topic behind the message's end
    LIE("\x32\x04\x00\x01tx"),          // no room for a number
    LIE("\x36\x06\x00\x01t\x00\x01x"),  // a quality that there is not
    LIE("\x40\x02\x00\x00"),            // number 0
    LIE("\x40\x01\x00"),
    LIE("\x90\x02\x00\x01"),  // no answer in it
};

static void test_mqtt_brokers_that_lie_are_left(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        int peer = join();
        int64_t size = put_text(instance, "a");
        begin(instance, "subscribe", (const int64_t[]){TEXT, size, 0}, &ending);
        EXPECT(peer,
               "\x82\x06\x00\x01\x00\x01"
               "a\x00");
        peer_send(peer, lies[i].bytes, lies[i].size);
        if (!poll_until(&ending.is_over)) {
            fail_msg("lie %u is believed", (unsigned)i);
        }
        assert_int_equal(ending.result, TW_ERR_IO);
        peer_close(peer);
    }
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {  // in the place of an acceptance
        begin_connect(instance, "", &ending);
        int peer = peer_accept(listener);
        peer_send(peer, lies[i].bytes, lies[i].size);
        peer_close(peer);
        assert_true(poll_until(&ending.is_over));
        assert_true(ending.result == TW_ERR_IO || ending.result > 0);
    }
    peer_close(join());
}

// Whatever it is, the connection ends or goes on; nothing is touched that must not be.
static void test_mqtt_noise_does_no_harm(void **state) {
    (void)state;
    static uint8_t noise[600];
    static const uint8_t types[] = {0x20, 0x30, 0x32, 0x34, 0x40, 0x50,
                                    0x62, 0x70, 0x90, 0xb0, 0xd0};
    start(NULL);
    srand(7);
    for (uint32_t round = 0; round < 150; round++) {
        struct ending ending;
        int peer = join();
        for (size_t i = 0; i < sizeof noise; i++) {
            noise[i] = (uint8_t)(rand() % 8 == 0 ? rand() : rand() % 4);
        }
        for (size_t i = 0; i < sizeof noise; i += 1 + (size_t)(rand() % 60)) {
            noise[i] = types[(size_t)rand() % sizeof types];
        }
        begin(instance, "receive", (const int64_t[]){BUFFER, 100}, &ending);
        peer_send(peer, noise, sizeof noise);
        poll_times(20);
        peer_close(peer);
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(CALL(instance, "disconnect", 0), 0);
    }
}

// ---- modules beside one another, and grants -----------------------------------------------------

static void test_mqtt_connection_goes_with_its_module(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = join();
    begin(instance, "receive", (const int64_t[]){BUFFER, 100}, &ending);
    tw_instance_t *two = another("two");
    struct ending ending_two;
    begin_connect(two, "", &ending_two);
    int peer_two = peer_accept(listener);
    struct ending ending_three;
    begin_connect(another("three"), "", &ending_three);
    assert_true(poll_until(&ending_three.is_over));
    assert_int_equal(ending_three.result, TW_ERR_LIMIT);
    poll_times(10);
    assert_int_equal(tw_instance_destroy(two), TW_ERR_OK);
    assert_int_equal(ending_two.err, TW_ERR_INTERRUPTED);
    uint8_t bytes[16];
    assert_int_equal(peer_receive(peer_two, bytes, 16), 16);
    assert_true(peer_has_end(peer_two));
    assert_int_equal(seen.open, 1);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_true(ending.is_over);
    assert_true(peer_has_end(peer));
    peer_close(peer);
    peer_close(peer_two);
}

static void test_mqtt_disconnect_ends_what_waits(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    begin_connect(instance, "", &ending);
    int peer = peer_accept(listener);
    poll_times(5);
    tw_instance_t *two = another("two");
    assert_int_equal(CALL(two, "disconnect", 0), TW_ERR_STATE);  // not its own
    assert_false(ending.is_over);
    SEND(peer, connack);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(CALL(instance, "disconnect", 0), 0);
    uint8_t bytes[16];
    assert_int_equal(peer_receive(peer, bytes, 16), 16);
    assert_true(peer_has_end(peer));
    assert_int_equal(receive(), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "disconnect", 0), 0);
    peer_close(peer);
    peer_close(join());
}

static void test_mqtt_wrong_use_is_answered(void **state) {
    (void)state;
    start(NULL);
    assert_int_equal(receive(), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "watch", 1), TW_ERR_STATE);
    assert_int_equal(CALL(instance, "topic", TEXT, 10), TW_ERR_STATE);
    put(instance, TEXT, "a\0b", 3);
    assert_int_equal(CALL(instance, "connect", TEXT, 1, 0, TEXT, 1, 0, 0, 0, 0), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", TEXT, 1, port, TEXT, 0, 0, 0, 0, 0), TW_ERR_INVAL);
    assert_int_equal(CALL(instance, "connect", TEXT, 1, port, TEXT, 3, 0, 0, 0, 0), TW_ERR_INVAL);
    assert_int_equal(seen.resolves, 0);
    int peer = join();
    static const char *const bad[] = {"", "a/#", "+", "a+"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(publish(bad[i], "x", 0), TW_ERR_INVAL);
    }
    static const char *const wild[] = {"", "#/a", "a#", "a/#/", "++", "+a", "a/b+/c"};
    for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
        int64_t size = put_text(instance, wild[i]);
        assert_int_equal(CALL(instance, "subscribe", TEXT, size, 0), TW_ERR_INVAL);
    }
    assert_int_equal(publish("a", "x", 3), TW_ERR_INVAL);
    int64_t size = put_text(instance, "a");
    assert_int_equal(CALL(instance, "publish", TEXT, size, BUFFER, 480, 0, 0), TW_ERR_LIMIT);
    assert_int_equal(CALL(instance, "publish", TEXT, size, BUFFER, 479, 0, 0), 0);
    struct ending ending;
    begin_connect(instance, "", &ending);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_STATE);
    EXPECT_TRAP(instance, "receive", "argument payload", 65000, 1000);
    peer_close(peer);
}

static void test_mqtt_without_grants_sends_nothing(void **state) {
    (void)state;
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_text(&table, "functions", "mqtt.*");
    build_text(&table, "hosts", "tcp://127.0.0.1");
    build_text(&table, NULL, "mqtt://127.0.0.1:1");
    build_end(&table);
    start(&table);
    put(instance, TEXT, "127.0.0.1", 9);
    EXPECT_TRAP(instance, "connect",
                "talk.wasm: DENIED: host mqtt://127.0.0.1:1883 by 'talk': "
                "add hosts = [\"mqtt://127.0.0.1:1883\"] under [grant.talk]",
                TEXT, 9, 1883, TEXT, 9, 0, 0, 0, 0);
    poll_times(20);
    assert_int_equal(seen.opens + seen.resolves + seen.connects + seen.sends, 0);
}

static int64_t connect_secure(void) {
    put(instance, TEXT, "127.0.0.1", 9);
    return CALL(instance, "connect_secure", TEXT, 9, port, TEXT, 2, TEXT, 0, TEXT, 0);
}

// A carrier that does not look who its peers are is none for TLS.
static void test_mqtt_secure_is_tls_or_nothing(void **state) {
    (void)state;
    start(NULL);
    assert_int_equal(connect_secure(), TW_ERR_UNSUPPORTED);
    assert_int_equal(seen.opens + seen.resolves, 0);
    tw_net_use_secure(&use, use.net);
    assert_int_equal(connect_secure(), TW_ERR_UNSUPPORTED);
    assert_int_equal(seen.open + seen.connects + seen.sends, 0);
    tw_net_use_secure(&use, NULL);
}

static void test_mqtt_grants_of_mqtt_are_none_of_mqtts(void **state) {
    (void)state;
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_text(&table, "functions", "mqtt.*");
    build_text(&table, "hosts", "mqtt://127.0.0.1");
    build_end(&table);
    start(&table);
    put(instance, TEXT, "127.0.0.1", 9);
    EXPECT_TRAP(instance, "connect_secure",
                "add hosts = [\"mqtts://127.0.0.1:8883\"] under [grant.talk]", TEXT, 9, 8883, TEXT,
                9, 0, 0, 0, 0);
    assert_int_equal(seen.opens + seen.resolves, 0);
}

static void test_mqtt_sends_so_many_bytes_a_second(void **state) {
    (void)state;
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_number(&table, "bytes_per_second", 100);
    build_text(&table, "functions", "*");
    build_text(&table, "hosts", "mqtt://127.0.0.0/8");
    build_end(&table);
    start(&table);
    int peer = join();
    uint32_t begin_ms = now_ms;
    uint32_t count = 0;
    uint8_t byte = 0;
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(publish("a", "12345678901234567890123456789012345678901234567890", 0), 0);
    }
    while (count < 8 * 55) {
        count += peer_receive(peer, &byte, 1) == 1 ? 1 : 0;
        assert_in_range(count, 0, 100 + (now_ms - begin_ms) / 10 + 1);
    }
    assert_in_range(now_ms - begin_ms, 3300, 6500);
    peer_close(peer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MQTT_TEST(test_mqtt_publishes),
        MQTT_TEST(test_mqtt_subscribes_and_receives),
        MQTT_TEST(test_mqtt_logs_in_and_is_told_why_not),
        MQTT_TEST(test_mqtt_pings_and_gives_up_a_silent_broker),
        MQTT_TEST(test_mqtt_requests_are_not_waited_for_for_ever),
        MQTT_TEST(test_mqtt_messages_wait_until_they_are_taken),
        MQTT_TEST(test_mqtt_messages_come_in_any_pieces),
        MQTT_TEST(test_mqtt_messages_that_never_fit_are_counted),
        MQTT_TEST(test_mqtt_broker_goes_and_comes_back),
        MQTT_TEST(test_mqtt_brokers_that_lie_are_left),
        MQTT_TEST(test_mqtt_noise_does_no_harm),
        MQTT_TEST(test_mqtt_connection_goes_with_its_module),
        MQTT_TEST(test_mqtt_disconnect_ends_what_waits),
        MQTT_TEST(test_mqtt_wrong_use_is_answered),
        MQTT_TEST(test_mqtt_without_grants_sends_nothing),
        MQTT_TEST(test_mqtt_secure_is_tls_or_nothing),
        MQTT_TEST(test_mqtt_grants_of_mqtt_are_none_of_mqtts),
        MQTT_TEST(test_mqtt_sends_so_many_bytes_a_second),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
