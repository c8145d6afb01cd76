// needs: base shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// XMODEM and YMODEM: the two machines against each other over a line that damages, loses and
// doubles, and each against a peer that does what it should not.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/crc.h"
#include "shell/modem.h"
#include "shell/padding.h"

#define SOURCE_MOST 5000u

static uint32_t now_ms;

// ---- a line with faults, one for each way ----

struct wire {
    uint8_t bytes[4096];
    size_t first;
    size_t count;
    // The next packet that is written suffers this:
    int flip_at;  // byte of it whose bit is flipped; -1: none
    bool is_lost;
    bool is_doubled;
};

static struct wire to_receiver;
static struct wire to_sender;
static unsigned noise;  // 0: the line is good; else one in so many bytes is damaged or lost

static void put(struct wire *wire, uint8_t byte) {
    assert_true(wire->count < sizeof wire->bytes);
    wire->bytes[(wire->first + wire->count++) % sizeof wire->bytes] = byte;
}

static bool take(struct wire *wire, uint8_t *byte) {
    if (wire->count == 0) {
        return false;
    }
    *byte = wire->bytes[wire->first];
    wire->first = (wire->first + 1) % sizeof wire->bytes;
    wire->count--;
    return true;
}

static void carry(struct wire *wire, const uint8_t *bytes, uint32_t size) {
    for (int copy = 0; copy < (wire->is_lost ? 0 : wire->is_doubled ? 2 : 1); copy++) {
        for (uint32_t i = 0; i < size; i++) {
            uint8_t byte = (uint8_t)(bytes[i] ^ (wire->flip_at == (int)i ? 0x10 : 0));
            if (noise == 0 || (unsigned)rand() % noise != 0) {
                put(wire, byte);
            } else if (rand() % 2 == 0) {
                put(wire, (uint8_t)(byte ^ (1 << rand() % 8)));
            }
        }
    }
}

static void mend(struct wire *wire) {
    wire->flip_at = -1;
    wire->is_lost = false;
    wire->is_doubled = false;
}

// ---- the two ends ----

static uint8_t source[SOURCE_MOST];
static uint8_t target[SOURCE_MOST + 2048];
static uint32_t target_size;
static uint32_t announced;
static char target_name[200];
static int begun;
static int ended;
static tw_err_t begin_err;
static tw_err_t data_err;
static tw_err_t end_err;

static void write_to_sender(void *ctx, const uint8_t *bytes, uint32_t size) {
    (void)ctx;
    carry(&to_sender, bytes, size);
}

static void write_to_receiver(void *ctx, const uint8_t *bytes, uint32_t size) {
    (void)ctx;
    carry(&to_receiver, bytes, size);
}

static tw_err_t begin(void *ctx, const char *name, uint32_t size) {
    (void)ctx;
    begun++;
    target_size = 0;
    announced = size;
    snprintf(target_name, sizeof target_name, "%s", name == NULL ? "-" : name);
    return begin_err;
}

static tw_err_t data(void *ctx, const uint8_t *bytes, uint32_t size) {
    (void)ctx;
    assert_true(target_size + size <= sizeof target);
    memcpy(target + target_size, bytes, size);
    target_size += size;
    return data_err;
}

static tw_err_t end(void *ctx) {
    (void)ctx;
    ended++;
    return end_err;
}

static tw_err_t read(void *ctx, uint32_t off, uint8_t *bytes, uint32_t size) {
    (void)ctx;
    memcpy(bytes, source + off, size);
    return TW_ERR_OK;
}

static const struct tw__modem_ops receive_ops = {write_to_sender, begin, data, end, NULL};
static const struct tw__modem_ops send_ops = {write_to_receiver, NULL, NULL, NULL, read};

static struct tw__receive receiver;
static struct tw__send sender;
static uint8_t receive_packet[1024 + TW_MODEM_FRAME_BYTES];
static uint8_t send_packet[1024 + TW_MODEM_FRAME_BYTES];

static int set_up(void **state) {
    (void)state;
    memset(&to_receiver, 0, sizeof to_receiver);
    memset(&to_sender, 0, sizeof to_sender);
    mend(&to_receiver);
    mend(&to_sender);
    noise = 0;
    target_size = 0;
    begun = ended = 0;
    begin_err = data_err = end_err = TW_ERR_OK;
    for (size_t i = 0; i < sizeof source; i++) {
        source[i] = (uint8_t)(i * 31 + i / 256);
    }
    now_ms = UINT32_MAX - 5000;  // time wraps on the way
    return 0;
}

static void start(const char *name, uint32_t size, uint32_t data_size, bool is_ymodem) {
    uint32_t packet_size = data_size + TW_MODEM_FRAME_BYTES;
    tw__receive_init(&receiver, &receive_ops, NULL, is_ymodem ? tw__receive_ymodem_header : NULL,
                     receive_packet, packet_size, now_ms);
    tw__send_init(&sender, &send_ops, NULL, name, size, send_packet, packet_size, now_ms);
}

// A step: what has arrived is taken, a millisecond passes when nothing has.
static void step(void) {
    uint8_t byte;
    bool is_busy = false;
    while (take(&to_receiver, &byte)) {
        tw__receive_byte(&receiver, byte, now_ms);
        is_busy = true;
    }
    tw__receive_tick(&receiver, now_ms);
    while (take(&to_sender, &byte)) {
        tw__send_byte(&sender, byte, now_ms);
        is_busy = true;
    }
    tw__send_tick(&sender, now_ms);
    now_ms += !is_busy;
}

static void finish(void) {
    for (uint32_t i = 0; i < 3000000; i++) {
        step();
        if (tw__receive_is_over(&receiver) && tw__send_is_over(&sender)) {
            return;
        }
    }
    fail_msg("the transfer never ends");
}

static void expect_whole(uint32_t size) {
    assert_int_equal(receiver.err, TW_ERR_OK);
    assert_int_equal(sender.err, TW_ERR_OK);
    assert_int_equal(ended, 1);
    assert_true(target_size >= size);
    assert_memory_equal(target, source, size);
    for (uint32_t i = size; i < target_size; i++) {
        assert_int_equal(target[i], TW_MODEM_PAD);
    }
}

// ---- a good line ----

static const uint32_t sizes[] = {0, 1, 127, 128, 129, 1023, 1024, 1025, 1152, 4097, 5000};

static void test_shell_files_of_all_sizes_arrive(void **state) {
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (uint32_t form = 0; form < 4; form++) {
            set_up(state);
            bool is_ymodem = form % 2 == 1;
            start(is_ymodem ? "ping.wasm" : NULL, sizes[i], form < 2 ? 128 : 1024, is_ymodem);
            finish();
            if (sizes[i] == 0 && !is_ymodem) {
                // XMODEM has no way to say that there is an empty file: nothing came.
                assert_int_equal(begun, 0);
                continue;
            }
            expect_whole(sizes[i]);
            assert_string_equal(target_name, is_ymodem ? "ping.wasm" : "-");
            assert_int_equal(announced, is_ymodem ? sizes[i] : TW_MODEM_SIZE_UNKNOWN);
        }
    }
}

static void test_shell_crc_is_that_of_xmodem(void **state) {
    (void)state;
    assert_int_equal(tw__crc_of((const uint8_t *)"123456789", 9), 0x31c3);
    assert_int_equal(tw__crc_of((const uint8_t *)"", 0), 0);
}

// ---- a bad line ----

// Waits until the sender has begun its packet of this number, whose bytes then suffer.
static void run_to_packet(uint8_t number, uint32_t phase_off) {
    for (uint32_t i = 0; i < 200000; i++) {
        if (sender.off >= phase_off && sender.number == number && !sender.is_asked) {
            return;
        }
        step();
    }
    fail_msg("the packet never comes");
}

static void test_shell_each_flipped_bit_is_noticed(void **state) {
    // Each byte of a packet of 128: head, numbers, data, CRC.
    for (int at = 0; at < 133; at++) {
        set_up(state);
        start("a", 300, 128, true);
        run_to_packet(2, 128);
        // The packet is written in pieces of 64.
        while (sender.number == 2 && sender.written < sender.frame_size) {
            int from = (int)sender.written;
            to_receiver.flip_at = at >= from && at < from + 64 ? at - from : -1;
            step();
        }
        mend(&to_receiver);
        finish();
        expect_whole(300);
    }
}

static void test_shell_lost_and_doubled_packets_do_no_harm(void **state) {
    for (int form = 0; form < 8; form++) {
        set_up(state);
        start("a", 500, 128, true);
        run_to_packet((uint8_t)(form / 2), form / 2 < 2 ? 0 : 128u * ((uint32_t)form / 2 - 1));
        to_receiver.is_lost = form % 2 == 0;
        to_receiver.is_doubled = form % 2 == 1;
        for (int i = 0; i < 3; i++) {
            step();
        }
        mend(&to_receiver);
        finish();
        expect_whole(500);
    }
}

static void test_shell_lost_answers_do_no_harm(void **state) {
    for (uint32_t at = 0; at < 60; at++) {
        set_up(state);
        start("a", 500, 128, true);
        for (uint32_t i = 0; i < at; i++) {
            step();
        }
        to_sender.is_lost = true;
        for (uint32_t i = 0; i < 3; i++) {
            step();
        }
        mend(&to_sender);
        finish();
        expect_whole(500);
    }
}

// Over a noisy line the file arrives, or both ends say that it did not. It never arrives wrong.
static void test_shell_noise_never_makes_a_wrong_file(void **state) {
    int whole = 0;
    for (unsigned seed = 0; seed < 300; seed++) {
        set_up(state);
        srand(seed);
        noise = 150 + 50 * (seed % 40);
        bool is_ymodem = seed % 2 == 0;
        start(is_ymodem ? "a" : NULL, 1500, 128, is_ymodem);
        finish();
        if (ended > 0) {
            assert_int_equal(ended, 1);
            assert_memory_equal(target, source, 1500);
            whole++;
        } else {
            assert_int_not_equal(receiver.err, TW_ERR_OK);
        }
    }
    assert_true(whole > 150);
}

// ---- a peer that does what it should not ----

static void feed(const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        tw__receive_byte(&receiver, ((const uint8_t *)bytes)[i], now_ms);
    }
}

static void feed_packet(uint8_t number, const void *bytes, size_t size) {
    uint8_t packet[133] = {TW_MODEM_SOH, number, (uint8_t)~number};
    memcpy(packet + 3, bytes, size);
    memset(packet + 3 + size, 0, 128 - size);
    uint16_t crc = tw__crc_of(packet + 3, 128);
    packet[131] = (uint8_t)(crc >> 8);
    packet[132] = (uint8_t)crc;
    feed(packet, sizeof packet);
}

static void receive_alone(uint32_t ms) {
    for (uint32_t i = 0; i < ms && !tw__receive_is_over(&receiver); i++) {
        tw__receive_tick(&receiver, now_ms++);
    }
}

// All that the receiver answered, and forgets it.
static const char *answers(void) {
    static char text[4097];
    size_t size = 0;
    uint8_t byte;
    while (take(&to_sender, &byte)) {
        text[size++] = byte == TW_MODEM_ACK   ? 'A'
                       : byte == TW_MODEM_NAK ? 'N'
                       : byte == TW_MODEM_CAN ? 'X'
                                              : (char)byte;
    }
    text[size] = '\0';
    return text;
}

static void expect_refused(tw_err_t err, const char *problem) {
    receive_alone(1000);
    assert_true(tw__receive_is_over(&receiver));
    assert_string_equal(tw_err_name(receiver.err), tw_err_name(err));
    if (problem == NULL) {
        assert_null(receiver.problem);
    } else {
        assert_string_equal(receiver.problem, problem);
    }
    assert_int_equal(ended, 0);
}

static void test_shell_asks_and_gives_up_when_nothing_comes(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    receive_alone(1);
    assert_string_equal(answers(), "C");
    receive_alone(998);
    assert_string_equal(answers(), "");
    receive_alone(2);
    assert_string_equal(answers(), "C");
    receive_alone(60000);
    expect_refused(TW_ERR_IO, "nothing was sent");
    assert_non_null(strstr(answers(), "XX"));
}

static void test_shell_a_sender_that_stops_is_waited_for_and_left(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    receive_alone(1);
    feed_packet(1, source, 128);
    feed("\x01\x02", 2);
    receive_alone(1001);
    assert_string_equal(answers(), "CAN");
    receive_alone(200000);
    expect_refused(TW_ERR_IO, "the line is too bad, or the sender has gone");
}

static void test_shell_two_can_are_an_end_and_one_is_noise(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed_packet(1, source, 128);
    feed(
        "\x18"
        "a\x18",
        3);
    feed_packet(2, source, 128);
    assert_int_equal(target_size, 256);
    feed("\x18\x18", 2);
    expect_refused(TW_ERR_INTERRUPTED, "the sender has cancelled");
}

static void test_shell_ctrl_c_gives_up_before_the_first_packet(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed("\x03", 1);
    expect_refused(TW_ERR_INTERRUPTED, "given up");
    set_up(state);
    start(NULL, 0, 128, true);
    feed_packet(1, source, 128);
    feed("\x03", 1);
    assert_false(tw__receive_is_over(&receiver));
    feed_packet(2, source, 128);
    assert_int_equal(target_size, 256);
}

static void test_shell_packets_out_of_order_are_refused(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed_packet(1, source, 128);
    feed_packet(3, source, 128);
    expect_refused(TW_ERR_CORRUPT, "a packet is missing");
    set_up(state);
    start(NULL, 0, 128, true);
    feed_packet(2, source, 128);
    expect_refused(TW_ERR_CORRUPT, "the first packet is missing");
}

static void test_shell_the_same_packet_for_ever_is_refused(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    for (int i = 0; i < 100 && receiver.err == TW_ERR_OK; i++) {
        feed_packet(1, source, 128);
    }
    expect_refused(TW_ERR_IO, "the line is too bad, or the sender has gone");
    assert_int_equal(target_size, 128);
}

static void test_shell_long_packets_need_a_long_buffer(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed("\x02\x01\xfe", 3);
    receive_alone(1001);
    assert_string_equal(answers(), "N");
    feed_packet(1, source, 128);
    assert_int_equal(target_size, 128);
}

static void test_shell_a_first_eot_is_doubted(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    receive_alone(1);
    feed_packet(1, source, 128);
    feed("\x04", 1);
    assert_int_equal(ended, 0);
    feed_packet(2, source, 128);
    feed("\x04", 1);
    assert_int_equal(ended, 0);
    assert_string_equal(answers(), "CANAN");
    feed("\x04", 1);
    assert_int_equal(ended, 1);
    assert_string_equal(answers(), "A");
    receive_alone(499);  // the sender throws away what comes while it leaves
    assert_false(tw__receive_is_over(&receiver));
    receive_alone(2);
    assert_true(tw__receive_is_over(&receiver));
    assert_int_equal(receiver.err, TW_ERR_OK);
}

static void test_shell_an_eot_before_anything_is_noise(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed("\x04\x04\x04", 3);
    assert_int_equal(ended, 0);
    assert_false(tw__receive_is_over(&receiver));
}

static void test_shell_calls_that_fail_stop_the_sender(void **state) {
    for (int form = 0; form < 3; form++) {
        set_up(state);
        begin_err = form == 0 ? TW_ERR_NOSPC : TW_ERR_OK;
        data_err = form == 1 ? TW_ERR_INVALID : TW_ERR_OK;
        end_err = form == 2 ? TW_ERR_MALFORMED : TW_ERR_OK;
        start("a", 500, 128, true);
        finish();
        assert_int_equal(receiver.err, form == 0   ? TW_ERR_NOSPC
                                       : form == 1 ? TW_ERR_INVALID
                                                   : TW_ERR_MALFORMED);
        assert_null(receiver.problem);
        assert_int_equal(sender.err, TW_ERR_INTERRUPTED);
        assert_int_equal(ended, form == 2);
    }
}

static void test_shell_after_an_end_it_waits_for_silence(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed_packet(2, source, 128);
    for (int i = 0; i < 10; i++) {
        receive_alone(400);
        feed("more", 4);
        assert_false(tw__receive_is_over(&receiver));
    }
    receive_alone(501);
    assert_true(tw__receive_is_over(&receiver));
}

static void test_shell_zmodem_is_named(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    feed(
        "rz\r**\x18"
        "B00000000000000\r\x8a\x11",
        23);
    expect_refused(TW_ERR_UNSUPPORTED, "this is ZMODEM: send by YMODEM, with sb");
}

static void test_shell_without_ymodem_it_is_named(void **state) {
    (void)state;
    start("a", 500, 128, false);
    finish();
    assert_int_equal(receiver.err, TW_ERR_UNSUPPORTED);
    assert_string_equal(receiver.problem, "this is YMODEM: send by XMODEM, with sx");
    assert_int_equal(begun, 0);
}

static void test_shell_ymodem_headers_are_read_with_care(void **state) {
    static const struct {
        const char *bytes;
        size_t size;
        tw_err_t err;
        uint32_t announced;
    } cases[] = {
        {"a\0"
         "12",
         4, TW_ERR_OK, 12},
        {"a\0"
         "12 1234567 100644",
         20, TW_ERR_OK, 12},
        {"", 1, TW_ERR_NOENT, 0},
        {"a", 1, TW_ERR_OK, TW_MODEM_SIZE_UNKNOWN},
        {"a\0x", 3, TW_ERR_OK, TW_MODEM_SIZE_UNKNOWN},
        {"a\0"
         "4294967294",
         12, TW_ERR_OK, 4294967294u},
        {"a\0"
         "4294967295",
         12, TW_ERR_NOSPC, 0},
        {"a\0"
         "99999999999999999999999999",
         28, TW_ERR_NOSPC, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        set_up(state);
        start(NULL, 0, 128, true);
        feed_packet(0, cases[i].bytes, cases[i].size);
        assert_int_equal(receiver.err, cases[i].err);
        assert_int_equal(begun, cases[i].err == TW_ERR_OK);
        if (begun) {
            assert_int_equal(announced, cases[i].announced);
        }
    }
    set_up(state);
    start(NULL, 0, 128, true);
    char name[128];
    memset(name, 'n', sizeof name);
    feed_packet(0, name, sizeof name);  // a name without an end
    expect_refused(TW_ERR_CORRUPT, NULL);
}

static void test_shell_files_of_a_batch_come_one_by_one(void **state) {
    (void)state;
    start(NULL, 0, 128, true);
    receive_alone(1);
    for (int i = 1; i <= 3; i++) {
        feed_packet(0,
                    "a\0"
                    "5",
                    3);
        feed_packet(1, source, 5);
        feed("\x04\x04", 2);
        assert_int_equal(ended, i);
        receive_alone(1);
        assert_string_equal(answers(), i == 1 ? "CACANAC" : "ACANAC");
    }
    feed_packet(0, "", 0);
    assert_string_equal(answers(), "A");
    receive_alone(1000);
    assert_true(tw__receive_is_over(&receiver));
    assert_int_equal(receiver.err, TW_ERR_OK);
}

static void test_shell_a_sender_alone_gives_up(void **state) {
    (void)state;
    start("a", 500, 128, true);
    for (int i = 0; i < 70000; i++) {
        tw__send_tick(&sender, now_ms++);
    }
    assert_true(tw__send_is_over(&sender));
    assert_int_equal(sender.err, TW_ERR_IO);
    assert_string_equal(sender.problem, "nobody receives");
    set_up(state);
    start(NULL, 500, 128, false);
    tw__send_byte(&sender, 'C', now_ms);
    for (int i = 0; i < 130000; i++) {
        tw__send_tick(&sender, now_ms++);
        to_receiver.count = 0;
    }
    assert_true(tw__send_is_over(&sender));
    assert_string_equal(sender.problem, "the line is too bad, or the receiver has gone");
    set_up(state);
    start(NULL, 500, 128, false);
    tw__send_byte(&sender, 0x03, now_ms);
    assert_true(tw__send_is_over(&sender));
    assert_int_equal(sender.err, TW_ERR_INTERRUPTED);
}

// ---- what fills the last packet ----

static void test_shell_sections_say_where_a_module_ends(void **state) {
    (void)state;
    static const uint8_t module[] = {0, 'a', 's',  'm',  1,    0,    0,    0, 1, 4,
                                     9, 9,   0x1a, 0x1a, 0x1a, 0x83, 0x00, 1, 2, 3};
    // Up to each byte: how many of 9 bytes 0x1a could still be the module's.
    static const uint32_t wants[sizeof module + 1] = {9, 9, 9, 9, 9, 9, 9, 9, 0, 9, 4,
                                                      3, 2, 1, 0, 9, 9, 3, 2, 1, 0};
    struct tw__sections sections = {0};
    assert_int_equal(tw__sections_wants(&sections, 9), wants[0]);
    for (size_t i = 0; i < sizeof module; i++) {
        tw__sections_add(&sections, module + i, 1);
        assert_int_equal(tw__sections_wants(&sections, 9), wants[i + 1]);
    }
    // Nonsense does no harm.
    struct tw__sections wild = {0};
    uint8_t ff[100];
    memset(ff, 0xff, sizeof ff);
    tw__sections_add(&wild, ff, sizeof ff);
    assert_int_equal(tw__sections_wants(&wild, 9), 9);
}

#define TEST(name) cmocka_unit_test_setup(test_shell_##name, set_up)

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(files_of_all_sizes_arrive),
        TEST(crc_is_that_of_xmodem),
        TEST(each_flipped_bit_is_noticed),
        TEST(lost_and_doubled_packets_do_no_harm),
        TEST(lost_answers_do_no_harm),
        TEST(noise_never_makes_a_wrong_file),
        TEST(asks_and_gives_up_when_nothing_comes),
        TEST(a_sender_that_stops_is_waited_for_and_left),
        TEST(two_can_are_an_end_and_one_is_noise),
        TEST(ctrl_c_gives_up_before_the_first_packet),
        TEST(packets_out_of_order_are_refused),
        TEST(the_same_packet_for_ever_is_refused),
        TEST(long_packets_need_a_long_buffer),
        TEST(a_first_eot_is_doubted),
        TEST(an_eot_before_anything_is_noise),
        TEST(calls_that_fail_stop_the_sender),
        TEST(after_an_end_it_waits_for_silence),
        TEST(zmodem_is_named),
        TEST(without_ymodem_it_is_named),
        TEST(ymodem_headers_are_read_with_care),
        TEST(files_of_a_batch_come_one_by_one),
        TEST(a_sender_alone_gives_up),
        TEST(sections_say_where_a_module_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
