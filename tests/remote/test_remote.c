// needs: base engine filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The remote shell: who gets in, what a broken connection leaves, and what hostile clients can do.

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "wire.h"

static struct client client;
static struct client other;
static uint64_t step = 7;  // between the bytes behind which a transfer is cut

static bool is_random_there;
static uint8_t random_next;

static bool random_bytes(void *bytes, size_t size) {
    memset(bytes, random_next++, size);
    return is_random_there;
}

static int begin(void **state) {
    (void)state;
    device_begin(true);
    assert_int_equal(tw_remote_key_set(engine, test_key, test_seed), TW_ERR_OK);
    device_run(1001);
    return 0;
}

static int end(void **state) {
    (void)state;
    device_end();
    return 0;
}

static void open_client(void) {
    assert_int_equal(client_open(&client, test_key, NULL, 20), TW_SEAL_OPEN);
}

static void expect(struct client *from, const char *text, int err) {
    assert_true(from->is_ended);
    assert_string_equal(from->text, text);
    assert_int_equal(from->err, err);
}

// ---- who gets in ----

static void test_remote_is_shut_without_a_key(void **state) {
    (void)state;
    assert_true(is_listening);
    assert_int_equal(tw_remote_key_remove(engine), TW_ERR_OK);
    device_run(1001);
    assert_false(is_listening);
    assert_int_equal(wire_connect(), -1);
    assert_int_equal(tw_remote_key_set(engine, test_key, test_seed), TW_ERR_OK);
    device_run(1001);
    assert_true(is_listening);
    open_client();
}

static void test_remote_runs_commands(void **state) {
    (void)state;
    open_client();
    assert_true(client_ask(&client, "note x"));
    expect(&client, "noted x\n", 0);
    assert_true(client_ask(&client, "nosuch"));
    expect(&client, "nosuch: NOENT: no such command: help lists them\n", -2);
    client_close(&client);
    open_client();
    assert_true(client_ask(&client, ".hello"));
    expect(&client, "TinyWASM shell 1\n", 0);
}

static void test_remote_a_wrong_key_is_delayed_ever_longer(void **state) {
    (void)state;
    static const uint8_t wrong[TW_REMOTE_KEY_BYTES] = {1};
    static const uint32_t delays[] = {1000, 2000, 4000, 8000, 16000, 16000};
    for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
        assert_int_equal(client_open(&client, wrong, NULL, delays[i] - 100), TW_SEAL_SHAKING);
        client_run(&client, 200);
        assert_int_equal(client.seal.state, TW_SEAL_FAILED);
        assert_int_equal(client.seal.err, TW_ERR_DENIED);
        assert_false(wire_is_open(client.wire));
        wire_close(client.wire);
    }
    open_client();
    client_close(&client);
    assert_int_equal(client_open(&client, wrong, NULL, 900), TW_SEAL_SHAKING);
    client_run(&client, 200);
    assert_int_equal(client.seal.err, TW_ERR_DENIED);
    assert_int_equal(notes, 0);
}

static void test_remote_a_silent_client_is_sent_away(void **state) {
    (void)state;
    int wire = wire_connect();
    wire_send(wire, "\x01\x35", 2);
    device_run(4900);
    assert_true(wire_is_open(wire));
    device_run(200);
    assert_false(wire_is_open(wire));
    open_client();
}

static void test_remote_has_one_session_at_a_time(void **state) {
    (void)state;
    open_client();
    struct client *late = &other;
    assert_int_equal(client_open(late, test_key, NULL, 0), TW_SEAL_SHAKING);
    for (int i = 0; i < 50; i++) {  // the first one lives
        client_run(late, 1);
        client_run(&client, 1);
    }
    assert_int_equal(late->seal.err, TW_ERR_BUSY);
    assert_true(client_ask(&client, "note"));
    expect(&client, "", 0);
    wire_close(late->wire);

    assert_int_equal(client_open(late, test_key, NULL, 1900), TW_SEAL_SHAKING);
    client_run(late, 200);  // the first one is dead
    assert_int_equal(late->seal.state, TW_SEAL_OPEN);
    assert_true(client_ask(late, "note"));
    expect(late, "", 0);
    assert_false(wire_is_open(client.wire));
}

static void test_remote_ends_an_idle_session(void **state) {
    (void)state;
    open_client();
    client_run(&client, 1000);
    assert_true(client_ask(&client, "note"));
    for (int minute = 0; minute < 10; minute++) {
        assert_int_equal(client.seal.state, TW_SEAL_OPEN);
        client_run(&client, 60000);
    }
    client_run(&client, 2000);
    assert_int_equal(client.seal.state, TW_SEAL_CLOSED);
    assert_false(tw_shell_remote_is_open(&remote));
}

// ---- nonces ----

static void take_challenge(uint8_t *nonce) {
    uint8_t hello[3 + 53] = {1, 53, 0, 'T', 'W', 'S', 'L', 1};
    uint8_t answer[64];
    int wire = wire_connect();
    wire_send(wire, hello, sizeof hello);
    device_run(5);
    assert_int_equal(wire_receive(wire, answer, sizeof answer), 40);
    memcpy(nonce, answer + 8, 32);
    wire_close(wire);
    device_run(5);
}

static void restart(void) {
    device_end();
    device_begin(false);
    device_run(1001);
}

static void test_remote_no_nonce_comes_twice_without_entropy(void **state) {
    (void)state;
    static uint8_t nonces[60][32];
    for (int i = 0; i < 60; i++) {
        take_challenge(nonces[i]);
        for (int before = 0; before < i; before++) {
            assert_memory_not_equal(nonces[before], nonces[i], 32);
        }
        if (i % 10 == 9) {
            restart();
        } else if (i == 25 || i == 43) {  // the same key with another seed
            uint8_t seed[TW_REMOTE_SEED_BYTES] = {(uint8_t)i};
            assert_int_equal(tw_remote_key_set(engine, test_key, seed), TW_ERR_OK);
        }
    }
}

static void test_remote_entropy_alone_makes_nonces(void **state) {
    (void)state;
    uint8_t nonce[32];
    uint8_t next[32];
    static const uint8_t new_key[TW_REMOTE_KEY_BYTES] = {9};
    assert_int_equal(tw_remote_key_set(engine, new_key, NULL), TW_ERR_OK);
    assert_int_equal(client_open(&client, new_key, NULL, 20), TW_SEAL_FAILED);
    assert_int_equal(client.seal.reason, TW_SEAL_NO_NONCE);
    wire_close(client.wire);
    remote_config.random = random_bytes;
    is_random_there = true;
    restart();
    take_challenge(nonce);
    take_challenge(next);
    assert_memory_not_equal(nonce, next, 32);
    assert_int_equal(client_open(&client, new_key, NULL, 20), TW_SEAL_OPEN);
    client_close(&client);
    is_random_there = false;
    assert_int_equal(client_open(&client, new_key, NULL, 20), TW_SEAL_FAILED);
    assert_int_equal(client.seal.reason, TW_SEAL_NO_NONCE);
}

// ---- the key ----

static void test_remote_key_is_kept_and_whole(void **state) {
    (void)state;
    tw_remote_key_t key;
    assert_int_equal(tw_remote_key_read(engine, &key), TW_ERR_OK);
    assert_memory_equal(key.key, test_key, sizeof test_key);
    assert_memory_equal(key.seed, test_seed, sizeof test_seed);
    assert_int_equal(tw_remote_key_count(engine, &key), TW_ERR_OK);
    assert_int_equal(tw_remote_key_set(engine, test_key, test_seed), TW_ERR_OK);
    assert_int_equal(tw_remote_key_set(engine, test_key, NULL), TW_ERR_OK);
    assert_int_equal(tw_remote_key_read(engine, &key), TW_ERR_OK);
    assert_int_equal(key.starts, 1);
    uint32_t found = 0;  // a flipped bit is seen
    for (size_t i = 0; i < ram.buffer_size - sizeof test_key; i++) {
        if (memcmp(ram.buffer + i, test_key, sizeof test_key) == 0) {
            ram.buffer[i + 7] ^= 4;
            found++;
        }
    }
    assert_true(found > 0);
    assert_int_equal(tw_remote_key_read(engine, &key), TW_ERR_CORRUPT);
    assert_int_equal(client_open(&client, test_key, NULL, 20), TW_SEAL_FAILED);
}

static void test_remote_key_cannot_be_read_or_set_from_afar(void **state) {
    (void)state;
    static const char *const commands[] = {"cat .remote", "hexdump .remote", ".take .remote 0 99",
                                           "rm .remote", ".hash .remote"};
    open_client();
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_true(client_ask(&client, "%s", commands[i]));
        assert_int_equal(client.err, TW_ERR_DENIED);
    }
    assert_true(client_ask(&client, "ls"));
    expect(&client, "", 0);
    assert_true(client_ask(&client, "netkey --remove"));
    assert_int_equal(client.err, TW_ERR_DENIED);
    assert_true(client_ask(&client, ".netkey %064d %064d", 1, 2));
    assert_int_equal(client.err, TW_ERR_DENIED);
    assert_true(tw_remote_key_is_set(engine));
    assert_true(client_ask(&client, "netkey"));
    expect(&client, "there is a key: remote shells are open to who has it\n", 0);
}

// ---- transfers ----

#define FILE_BYTES 1500u

static uint8_t file_bytes[FILE_BYTES];
static char file_hash[65];

static void make_file(void) {
    struct tw__sha256 hash;
    uint8_t digest[32];
    for (uint32_t i = 0; i < FILE_BYTES; i++) {
        file_bytes[i] = (uint8_t)(i * 31 + i / 256);
    }
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, file_bytes, FILE_BYTES);
    tw__sha256_end(&hash, digest);
    for (uint32_t i = 0; i < 32; i++) {
        snprintf(file_hash + 2 * i, 3, "%02x", digest[i]);
    }
}

static void to_base64(char *text, const uint8_t *bytes, uint32_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    assert_int_equal(size % 3, 0);
    for (uint32_t i = 0; i < size; i += 3) {
        uint32_t bits = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6) {
            *text++ = digits[bits >> shift & 63];
        }
    }
    *text = '\0';
}

// Goes on where the file is. False if the connection is lost.
static bool put_file(unsigned *resumed_at) {
    char text[1001];
    if (!client_ask(&client, ".put data.bin %u %s", FILE_BYTES, file_hash)) {
        return false;
    }
    assert_int_equal(client.err, 0);
    unsigned off = (unsigned)strtoul(client.text, NULL, 10);
    *resumed_at = off;
    while (off < FILE_BYTES) {
        uint32_t size = FILE_BYTES - off < 750 ? FILE_BYTES - off : 750;
        to_base64(text, file_bytes + off, size);
        if (!client_ask(&client, ".data %u %s", off, text)) {
            return false;
        }
        assert_int_equal(client.err, 0);
        off = (unsigned)strtoul(client.text, NULL, 10);
    }
    return client_ask(&client, ".commit");
}

static bool is_file(const uint8_t *bytes, uint32_t size) {
    static uint8_t got[FILE_BYTES];
    uint32_t read_size = 0;
    return tw_filestore_read(store, "data.bin", 0, got, size, &read_size) == TW_ERR_OK &&
           read_size == size && memcmp(got, bytes, size) == 0;
}

// A transfer is cut behind each of its bytes, in both directions, and goes on: the old file is
// there until the new one is, and no piece is sent twice that had been taken.
static void test_remote_a_transfer_cut_anywhere_goes_on(void **state) {
    (void)state;
    unsigned from = 0;
    uint32_t resumed = 0;
    make_file();
    assert_int_equal(client_open(&client, test_key, NULL, 20), TW_SEAL_OPEN);
    uint64_t begun = device_bytes;
    assert_true(put_file(&from));
    uint64_t whole = device_bytes - begun;
    client_close(&client);
    for (uint64_t at = 1; at < whole; at += step) {
        uint8_t id[TW_SEAL_ID_BYTES];
        assert_int_equal(tw_filestore_save(store, "data.bin", "old", 3), TW_ERR_OK);
        open_client();
        memcpy(id, client.seal.own_id, sizeof id);
        cut_at = device_bytes + at;
        assert_false(put_file(&from));
        cut_at = UINT64_MAX;
        wire_close(client.wire);
        device_run(1);
        bool is_old = is_file((const uint8_t *)"old", 3);
        assert_true(is_old || is_file(file_bytes, FILE_BYTES));
        assert_int_equal(client_open(&client, test_key, id, 20), TW_SEAL_OPEN);
        assert_true(client.seal.is_continued);
        client.number = 100;
        assert_true(put_file(&from));
        assert_int_equal(client.err, 0);
        resumed += from > 0;
        assert_true(is_file(file_bytes, FILE_BYTES));
        client_close(&client);
    }
    assert_true(resumed > whole / step / 3);
}

static void test_remote_a_broken_session_goes_on_with_its_numbers(void **state) {
    (void)state;
    uint8_t id[TW_SEAL_ID_BYTES];
    open_client();
    memcpy(id, client.seal.own_id, sizeof id);
    assert_true(client_ask(&client, "note"));
    unsigned number = client.number;
    wire_close(client.wire);
    device_run(5);
    assert_int_equal(client_open(&client, test_key, id, 20), TW_SEAL_OPEN);
    client.number = number;
    assert_true(client_ask_again(&client, "note"));
    assert_int_equal(notes, 1);
    wire_close(client.wire);
    device_run(5);
    assert_int_equal(client_open(&client, test_key, NULL, 20), TW_SEAL_OPEN);  // somebody else
    client.number = number;
    assert_true(client_ask_again(&client, "note"));
    assert_int_equal(notes, 2);
}

static void test_remote_what_is_left_is_given_up_in_time(void **state) {
    (void)state;
    open_client();
    assert_true(client_ask(&client, ".put data.bin 10 %064d", 0));
    assert_false(client_ask(&client, "hang"));
    wire_close(client.wire);
    device_run(299000);
    assert_int_equal(tw_filestore_save(store, "x", "y", 1), TW_ERR_BUSY);
    assert_non_null(remote.shell.command);
    device_run(2000);
    assert_int_equal(tw_filestore_save(store, "x", "y", 1), TW_ERR_OK);
    assert_null(remote.shell.command);
}

static void test_remote_another_session_ends_what_runs(void **state) {
    (void)state;
    open_client();
    assert_false(client_ask(&client, "hang"));
    wire_close(client.wire);
    device_run(5);
    open_client();
    assert_true(client_ask(&client, "note"));
    expect(&client, "", 0);
}

// ---- hostile ----

// Whatever comes: the device polls on, runs nothing, and the next one with the key gets in.
static void test_remote_noise_is_survived(void **state) {
    (void)state;
    uint32_t seed = 12345;
    for (size_t round = 0; round < 80; round++) {
        uint8_t noise[200];
        for (size_t i = 0; i < sizeof noise; i++) {
            seed = seed * 1664525u + 1013904223u;
            noise[i] = (uint8_t)(seed >> 24);
        }
        if (round % 2 == 0) {  // as far as a HELLO that is good
            memcpy(noise, "\x01\x35\x00TWSL\x01", 8);
        }
        if (round % 4 == 0) {
            memcpy(noise + 56, "\x03\x20\x00", 3);
        }
        int wire = wire_connect();
        wire_send(wire, noise, round % sizeof noise);
        device_run(3);
        wire_send(wire, noise + round % sizeof noise, sizeof noise - round % sizeof noise);
        device_run(3);
        wire_close(wire);
        device_run(17000);
        assert_false(tw_shell_remote_is_open(&remote));
    }
    assert_int_equal(notes, 0);
    open_client();
    assert_true(client_ask(&client, "note"));
}

static void test_remote_many_connections_take_turns(void **state) {
    (void)state;
    for (int i = 0; i < WIRES - 1; i++) {
        assert_true(wire_connect() >= 0);
    }
    assert_int_equal(client_open(&client, test_key, NULL, 20000), TW_SEAL_OPEN);
    assert_true(client_ask(&client, "note"));
    expect(&client, "", 0);
}

// `test_remote all` cuts a transfer behind every byte.
int main(int argc, char **argv) {
    step = argc == 2 && strcmp(argv[1], "all") == 0 ? 1 : step;
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(test_remote_is_shut_without_a_key),
        TEST(test_remote_runs_commands),
        TEST(test_remote_a_wrong_key_is_delayed_ever_longer),
        TEST(test_remote_a_silent_client_is_sent_away),
        TEST(test_remote_has_one_session_at_a_time),
        TEST(test_remote_ends_an_idle_session),
        TEST(test_remote_no_nonce_comes_twice_without_entropy),
        TEST(test_remote_entropy_alone_makes_nonces),
        TEST(test_remote_key_is_kept_and_whole),
        TEST(test_remote_key_cannot_be_read_or_set_from_afar),
        TEST(test_remote_a_transfer_cut_anywhere_goes_on),
        TEST(test_remote_a_broken_session_goes_on_with_its_numbers),
        TEST(test_remote_what_is_left_is_given_up_in_time),
        TEST(test_remote_another_session_ends_what_runs),
        TEST(test_remote_noise_is_survived),
        TEST(test_remote_many_connections_take_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
