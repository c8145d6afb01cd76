// needs: base shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The handshake and the records, with somebody in between who may change all bytes.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hmac.h"
#include "tinywasm/seal.h"

#define MOST 1200u

static uint8_t key[TW_SEAL_KEY_BYTES] = "the key that both have, 32 bytes";
static uint8_t nonce[2][TW_SEAL_NONCE_BYTES] = {"the nonce of the client, 32 byte",
                                                "the nonce of the device, 32 byte"};
static tw_seal_t client;
static tw_seal_t device;

// What went over the wire, and where the one in between changes a bit.
static uint8_t sent[2][MOST];
static size_t sent_size[2];
static size_t flip_at;
static uint8_t flip;
static int flip_side;

static int set_up(void **state) {
    (void)state;
    tw_seal_init(&client, TW_SEAL_CLIENT, key, nonce[0], NULL);
    tw_seal_init(&device, TW_SEAL_DEVICE, key, nonce[1], NULL);
    memset(sent_size, 0, sizeof sent_size);
    flip_at = MOST;
    return 0;
}

// From one to the other, byte by byte; what is not taken stays.
static bool move(tw_seal_t *from, tw_seal_t *to, int side) {
    const uint8_t *bytes = NULL;
    if (tw_seal_output(from, &bytes) == 0) {
        return false;
    }
    uint8_t byte = *bytes;
    if (side == flip_side && sent_size[side] == flip_at) {
        byte ^= flip;
    }
    if (tw_seal_feed(to, &byte, 1) == 0) {
        return false;
    }
    assert_true(sent_size[side] < MOST);
    sent[side][sent_size[side]++] = byte;
    tw_seal_sent(from, 1);
    return true;
}

static void exchange(void) {
    bool is_moving = true;
    while (is_moving) {
        is_moving = move(&client, &device, 0);
        is_moving |= move(&device, &client, 1);
    }
}

static void say(tw_seal_t *from, const char *text) {
    assert_int_equal(tw_seal_write(from, text, strlen(text)), strlen(text));
    exchange();
}

static void expect(tw_seal_t *at, const char *text) {
    char got[64] = "";
    size_t size = tw_seal_read(at, got, sizeof got - 1);
    got[size] = '\0';
    assert_string_equal(got, text);
}

// ---- HMAC ----

// RFC 4231, test cases 1 to 3.
static void test_remote_hmac_is_that_of_the_rfc(void **state) {
    (void)state;
    static const struct {
        uint8_t key[20];
        uint32_t key_size;
        uint8_t text[50];
        uint32_t size;
        uint8_t result[8];
    } cases[] = {
        {{11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11},
         20,
         "Hi There",
         8,
         {0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53}},
        {"Jefe",
         4,
         "what do ya want for nothing?",
         28,
         {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct tw__hmac_key hmac_key;
        struct tw__hmac hmac;
        uint8_t result[TW_HMAC_BYTES];
        tw__hmac_key_init(&hmac_key, cases[i].key, cases[i].key_size);
        tw__hmac_begin(&hmac, &hmac_key);
        tw__hmac_add(&hmac, cases[i].text, cases[i].size);
        tw__hmac_end(&hmac, result);
        assert_memory_equal(result, cases[i].result, sizeof cases[i].result);
    }
}

// ---- the good case ----

static void test_remote_both_prove_the_key_and_talk(void **state) {
    (void)state;
    exchange();
    assert_int_equal(client.state, TW_SEAL_OPEN);
    assert_int_equal(device.state, TW_SEAL_OPEN);
    assert_memory_equal(client.own_id, device.own_id, TW_SEAL_ID_BYTES);
    assert_false(device.is_continued);
    say(&client, "to the device");
    expect(&device, "to the device");
    say(&device, "and back");
    expect(&client, "and back");
    tw_seal_close(&client);
    exchange();
    assert_int_equal(device.state, TW_SEAL_CLOSED);
}

static void test_remote_a_ping_is_answered(void **state) {
    (void)state;
    exchange();
    tw_seal_ping(&device);
    exchange();
    assert_int_equal(client.pongs, 0);
    assert_int_equal(device.pongs, 1);
}

static void test_remote_what_is_not_read_stops_the_sender(void **state) {
    (void)state;
    exchange();
    say(&client, "one");
    say(&client, "two");
    assert_int_equal(tw_seal_write(&client, "three", 5), 0);
    expect(&device, "one");
    exchange();
    expect(&device, "two");
    say(&client, "three");
    expect(&device, "three");
}

static void test_remote_a_session_is_gone_on_with_by_its_id_alone(void **state) {
    (void)state;
    uint8_t id[TW_SEAL_ID_BYTES];
    exchange();
    memcpy(id, client.own_id, sizeof id);
    for (int differs = 0; differs < 2; differs++) {
        nonce[0][0]++;
        nonce[1][0]++;
        tw_seal_init(&device, TW_SEAL_DEVICE, key, nonce[1], id);
        id[3] = (uint8_t)(id[3] + differs);
        tw_seal_init(&client, TW_SEAL_CLIENT, key, nonce[0], id);
        exchange();
        assert_int_equal(client.state, TW_SEAL_OPEN);
        assert_int_equal(client.is_continued, differs == 0);
        assert_int_equal(device.is_continued, differs == 0);
    }
}

// ---- the bad ones ----

static void test_remote_another_key_is_refused_by_both(void **state) {
    (void)state;
    uint8_t other[TW_SEAL_KEY_BYTES];
    for (size_t bit = 0; bit < 8 * sizeof other; bit++) {
        memcpy(other, key, sizeof other);
        other[bit / 8] = (uint8_t)(other[bit / 8] ^ 1u << bit % 8);
        (void)set_up(NULL);
        tw_seal_init(&client, TW_SEAL_CLIENT, other, nonce[0], NULL);
        exchange();
        assert_int_equal(device.state, TW_SEAL_FAILED);
        assert_int_equal(device.err, TW_ERR_DENIED);
        assert_int_equal(client.state, TW_SEAL_SHAKING);
    }
}

// A device that does not know the key cannot pass for ours.
static void test_remote_a_false_device_is_found(void **state) {
    (void)state;
    uint8_t welcome[3 + 33] = {4, 33, 0};
    const uint8_t *bytes = NULL;
    while (client.step != 4) {
        assert_true(move(&client, &device, 0) || move(&device, &client, 1));
    }
    tw_seal_sent(&client, tw_seal_output(&client, &bytes));
    assert_int_equal(tw_seal_feed(&client, welcome, sizeof welcome), sizeof welcome);
    assert_int_equal(client.state, TW_SEAL_FAILED);
    assert_int_equal(client.err, TW_ERR_DENIED);
}

// Each bit of a whole session, in both directions: never is anything read that was not said.
static void test_remote_no_bit_can_be_changed(void **state) {
    (void)state;
    size_t whole[2];
    exchange();
    say(&client, "A");
    say(&device, "B");
    memcpy(whole, sent_size, sizeof whole);
    uint32_t changed = 0;
    for (int side = 0; side < 2; side++) {
        for (size_t at = 0; at < whole[side]; at++) {
            for (int bit = 0; bit < 8; bit++) {
                uint8_t got_a[4];
                uint8_t got_b[4];
                (void)set_up(NULL);
                flip_side = side;
                flip_at = at;
                flip = (uint8_t)(1u << bit);
                exchange();
                (void)tw_seal_write(&client, "A", 1);
                exchange();
                (void)tw_seal_write(&device, "B", 1);
                exchange();
                size_t size_a = tw_seal_read(&device, got_a, sizeof got_a);
                size_t size_b = tw_seal_read(&client, got_b, sizeof got_b);
                assert_true(size_a == 0 || (size_a == 1 && got_a[0] == 'A'));
                assert_true(size_b == 0 || (size_b == 1 && got_b[0] == 'B'));
                assert_true(size_a == 0 || size_b == 0);
                changed++;
            }
        }
    }
    assert_true(changed > 1000);
}

static void test_remote_no_record_comes_twice(void **state) {
    (void)state;
    exchange();
    size_t from = sent_size[0];
    say(&client, "once");
    expect(&device, "once");
    (void)tw_seal_feed(&device, sent[0] + from, sent_size[0] - from);
    expect(&device, "");
    assert_int_equal(device.state, TW_SEAL_FAILED);
    assert_int_equal(device.err, TW_ERR_CORRUPT);
}

static void test_remote_no_record_can_be_left_out(void **state) {
    (void)state;
    const uint8_t *bytes = NULL;
    exchange();
    assert_int_equal(tw_seal_write(&client, "lost", 4), 4);
    tw_seal_sent(&client, tw_seal_output(&client, &bytes));
    say(&client, "next");
    expect(&device, "");
    assert_int_equal(device.err, TW_ERR_CORRUPT);
}

static void test_remote_no_record_comes_back_to_its_sender(void **state) {
    (void)state;
    const uint8_t *bytes = NULL;
    exchange();
    assert_int_equal(tw_seal_write(&client, "echo", 4), 4);
    size_t size = tw_seal_output(&client, &bytes);
    uint8_t copy[64];
    memcpy(copy, bytes, size);
    tw_seal_sent(&client, size);
    (void)tw_seal_feed(&client, copy, size);
    expect(&client, "");
    assert_int_equal(client.err, TW_ERR_CORRUPT);
}

// All that a client ever said, said again to the same device, which has another nonce.
static void test_remote_a_session_cannot_be_replayed(void **state) {
    (void)state;
    exchange();
    say(&client, "rm ping.wasm");
    expect(&device, "rm ping.wasm");
    const uint8_t *bytes = NULL;
    nonce[1][5]++;
    tw_seal_init(&device, TW_SEAL_DEVICE, key, nonce[1], NULL);
    for (size_t at = 0; at < sent_size[0];) {
        size_t taken = tw_seal_feed(&device, sent[0] + at, sent_size[0] - at);
        tw_seal_sent(&device, tw_seal_output(&device, &bytes));
        at += taken;
        if (taken == 0 && device.state == TW_SEAL_FAILED) {
            break;
        }
    }
    assert_int_equal(device.err, TW_ERR_DENIED);
    expect(&device, "");
}

// What a client may say before it has proved the key: nothing but two records of fixed size.
static void test_remote_records_out_of_turn_end_it(void **state) {
    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        for (unsigned size = 0; size < 600; size += 7) {
            uint8_t head[3] = {(uint8_t)type, (uint8_t)size, (uint8_t)(size >> 8)};
            (void)set_up(NULL);
            (void)tw_seal_feed(&device, head, sizeof head);
            assert_int_equal(device.state, TW_SEAL_FAILED);  // none of these is HELLO's size, 53
        }
    }
    (void)set_up(NULL);
    exchange();
    uint8_t long_record[3] = {6, 1, 1};
    (void)tw_seal_feed(&device, long_record, sizeof long_record);
    assert_int_equal(device.err, TW_ERR_CORRUPT);
}

static void test_remote_a_refusal_is_told(void **state) {
    (void)state;
    uint8_t refusal[TW_SEAL_REFUSAL_BYTES];
    const uint8_t *bytes = NULL;
    tw_seal_sent(&client, tw_seal_output(&client, &bytes));
    tw_seal_refusal(TW_SEAL_BUSY, refusal);
    assert_int_equal(tw_seal_feed(&client, refusal, sizeof refusal), sizeof refusal);
    assert_int_equal(client.err, TW_ERR_BUSY);
    assert_int_equal(client.reason, TW_SEAL_BUSY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_remote_hmac_is_that_of_the_rfc, set_up),
        cmocka_unit_test_setup(test_remote_both_prove_the_key_and_talk, set_up),
        cmocka_unit_test_setup(test_remote_a_ping_is_answered, set_up),
        cmocka_unit_test_setup(test_remote_what_is_not_read_stops_the_sender, set_up),
        cmocka_unit_test_setup(test_remote_a_session_is_gone_on_with_by_its_id_alone, set_up),
        cmocka_unit_test_setup(test_remote_another_key_is_refused_by_both, set_up),
        cmocka_unit_test_setup(test_remote_a_false_device_is_found, set_up),
        cmocka_unit_test_setup(test_remote_no_bit_can_be_changed, set_up),
        cmocka_unit_test_setup(test_remote_no_record_comes_twice, set_up),
        cmocka_unit_test_setup(test_remote_no_record_can_be_left_out, set_up),
        cmocka_unit_test_setup(test_remote_no_record_comes_back_to_its_sender, set_up),
        cmocka_unit_test_setup(test_remote_a_session_cannot_be_replayed, set_up),
        cmocka_unit_test_setup(test_remote_records_out_of_turn_end_it, set_up),
        cmocka_unit_test_setup(test_remote_a_refusal_is_told, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
