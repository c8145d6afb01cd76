// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Between the controller's bytes and NimBLE: packets out of bytes, and what is kept from it.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "guard.h"
#include "h4.h"

static const uint8_t reset_answer[] = {4, 0x0e, 4, 1, 0x03, 0x0c, 0};

static tw__h4_result_t take_all(struct tw__h4 *h4, const uint8_t *bytes, uint32_t size) {
    tw__h4_result_t result = TW__H4_MORE;
    for (uint32_t i = 0; i < size; i++) {
        result = tw__h4_take(h4, bytes[i]);
    }
    return result;
}

static void begin(struct tw__h4 *h4) {
    tw__h4_init(h4);
    assert_int_equal(take_all(h4, reset_answer, sizeof reset_answer), TW__H4_PACKET);
}

// A packet of the type with so many bytes of data; its size.
static uint32_t make_packet(uint8_t *bytes, uint8_t type, uint32_t data) {
    uint32_t head = type == TW__H4_EVENT ? 3 : type == TW__H4_SCO ? 4 : 5;
    for (uint32_t i = 0; i < head + data; i++) {
        bytes[i] = (uint8_t)rand();
    }
    bytes[0] = type;
    bytes[head == 5 ? 3 : head - 1] = (uint8_t)data;
    if (head == 5) {
        bytes[4] = (uint8_t)(data >> 8);
    }
    return head + data;
}

static void test_h4_gives_each_packet_once(void **state) {
    static const uint8_t types[] = {TW__H4_EVENT, TW__H4_ACL, TW__H4_SCO, TW__H4_ISO};
    struct tw__h4 h4;
    uint8_t bytes[300];
    (void)state;
    begin(&h4);
    for (uint32_t i = 0; i < 2000; i++) {
        uint32_t size = make_packet(bytes, types[i % 4], (uint32_t)rand() % 256);
        for (uint32_t k = 0; k + 1 < size; k++) {
            assert_int_equal(tw__h4_take(&h4, bytes[k]), TW__H4_MORE);
        }
        assert_int_equal(tw__h4_take(&h4, bytes[size - 1]), TW__H4_PACKET);
        assert_int_equal(h4.size, size);
        assert_memory_equal(h4.bytes, bytes, size);
    }
}

static void test_h4_begins_with_the_answer_to_a_reset(void **state) {
    static const uint8_t before[] = {4, 0x0e, 4, 0x0e, 4, 4, 0x0e, 4, 1, 0x03, 4};
    struct tw__h4 h4;
    (void)state;
    tw__h4_init(&h4);
    assert_int_equal(take_all(&h4, before, sizeof before), TW__H4_MORE);
    assert_int_equal(take_all(&h4, reset_answer, sizeof reset_answer), TW__H4_PACKET);
    assert_memory_equal(h4.bytes, reset_answer, sizeof reset_answer);
}

static void test_h4_is_lost_at_what_is_no_packet(void **state) {
    static const uint8_t types[] = {0, 1, 6, 0x7f, 0xff};
    static const uint8_t long_packet[] = {TW__H4_ACL, 0, 0x20, 0, 1};  // of 256 bytes
    struct tw__h4 h4;
    uint8_t bytes[300];
    (void)state;
    for (uint32_t i = 0; i < sizeof types; i++) {
        begin(&h4);
        assert_int_equal(tw__h4_take(&h4, types[i]), TW__H4_LOST);
        uint32_t size = make_packet(bytes, TW__H4_ACL, 20);
        assert_int_equal(take_all(&h4, bytes, size), TW__H4_MORE);
        assert_int_equal(take_all(&h4, reset_answer, sizeof reset_answer), TW__H4_PACKET);
    }
    begin(&h4);
    assert_int_equal(take_all(&h4, long_packet, sizeof long_packet), TW__H4_LOST);
}

static void test_h4_takes_any_bytes(void **state) {
    struct tw__h4 h4;
    (void)state;
    tw__h4_init(&h4);
    for (uint32_t i = 0; i < 1000000; i++) {
        uint8_t byte = (uint8_t)(rand() % 8 == 0 ? rand() : rand() % 6);
        if (i % 5000 == 0) {
            begin(&h4);
        }
        (void)tw__h4_take(&h4, byte);
        assert_true(h4.size <= TW__H4_BYTES);
    }
}

static void test_guard_refuses_events_that_are_cut_off(void **state) {
    static const uint8_t good[][8] = {{0x0e, 3, 1, 0, 0},
                                      {0x0f, 4, 0, 1, 0, 0},
                                      {0x13, 5, 1, 1, 0, 1, 0},
                                      {0x3e, 1, 2},
                                      {0x05, 4, 0, 1, 0, 0x13}};
    static const uint8_t bad[][8] = {{0x0e, 2, 1, 0},       {0x0f, 3, 0, 1, 0}, {0x13, 0},
                                     {0x13, 5, 2, 1, 0, 1}, {0x13, 1, 1},       {0x3e, 0}};
    (void)state;
    for (uint32_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(tw__guard_event(good[i]));
    }
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(tw__guard_event(bad[i]));
    }
}

// A report of an advertiser with so much data; its size.
static uint32_t put_report(uint8_t *bytes, uint8_t mark, uint8_t data) {
    memset(bytes, mark, 10u + data);
    bytes[8] = data;
    return 10u + data;
}

static void test_guard_gives_each_report_alone(void **state) {
    uint8_t event[260] = {0x3e, 0, 2, 3};
    uint8_t one[260];
    uint32_t size = 4;
    (void)state;
    size += put_report(event + size, 0x11, 0);
    size += put_report(event + size, 0x22, 31);
    size += put_report(event + size, 0x33, 5);
    event[1] = (uint8_t)(size - 2);
    assert_true(tw__guard_is_report(event));
    static const uint8_t sizes[] = {0, 31, 5};
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(tw__guard_report(event, i, one));
        assert_int_equal(one[1], 12 + sizes[i]);
        assert_int_equal(one[3], 1);
        assert_int_equal(one[4], 0x11 * (i + 1));
        assert_int_equal(one[12], sizes[i]);
        assert_int_equal(one[13 + sizes[i]], 0x11 * (i + 1));  // the strength, behind the data
    }
    assert_false(tw__guard_report(event, 3, one));
    event[1]--;
    assert_false(tw__guard_report(event, 2, one));
    event[12] = 255;
    assert_false(tw__guard_report(event, 0, one));
}

static void test_guard_exchanges_handle_0_both_ways(void **state) {
    uint8_t connected[] = {0x3e, 19, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0};
    uint8_t sent[] = {0x13, 9, 2, 0, 0, 1, 0, 0x40, 0, 1, 0};
    uint8_t gone[] = {0x05, 4, 0, 0, 0, 0x13};
    uint8_t asked[] = {0x3e, 13, 5, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    uint8_t answered[] = {0x0e, 6, 1, 0x1a, 0x20, 0, 0, 0};
    uint8_t command[] = {0x06, 0x04, 3, 0xff, 0x0e, 0x13};
    uint8_t scan[] = {0x0c, 0x20, 2, 0, 0};
    uint8_t packet[] = {0, 0x20, 1, 0, 9};
    (void)state;
    tw__guard_swap_event(connected);
    assert_int_equal(connected[4] | connected[5] << 8, TW__GUARD_HANDLE);
    tw__guard_swap_event(sent);
    assert_int_equal(sent[3] | sent[4] << 8, TW__GUARD_HANDLE);
    assert_int_equal(sent[7] | sent[8] << 8, 0x40);
    tw__guard_swap_event(gone);
    assert_int_equal(gone[3] | gone[4] << 8, TW__GUARD_HANDLE);
    tw__guard_swap_event(asked);
    assert_int_equal(asked[3] | asked[4] << 8, TW__GUARD_HANDLE);
    tw__guard_swap_event(answered);
    assert_int_equal(answered[6] | answered[7] << 8, TW__GUARD_HANDLE);
    tw__guard_swap_command(command);
    assert_int_equal(command[3] | command[4] << 8, 0);
    tw__guard_swap_command(scan);
    assert_int_equal(scan[3] | scan[4] << 8, 0);
    tw__guard_swap_acl(packet);
    assert_int_equal(packet[0] | packet[1] << 8, 0x2000 | TW__GUARD_HANDLE);
    tw__guard_swap_acl(packet);
    assert_int_equal(packet[0] | packet[1] << 8, 0x2000);
}

static void test_guard_drops_packets_that_are_none(void **state) {
    static const uint8_t good[] = {1, 0x20, 5, 0, 1, 0, 4, 0, 0x0a};
    static const uint8_t more[] = {1, 0x10, 1, 0, 9};
    static const uint8_t asks[] = {1, 0x20, 6, 0, 2, 0, 6, 0, 0x0b, 1};
    static const uint8_t cut[] = {1, 0x20, 4, 0, 2, 0, 6, 0};
    static const uint8_t large[] = {1, 0x20, 5, 0, TW_BLUETOOTH_MTU + 1, 0, 4, 0, 0x0a};
    (void)state;
    assert_true(tw__guard_acl(good, sizeof good));
    assert_true(tw__guard_acl(more, sizeof more));
    assert_false(tw__guard_acl(more, sizeof more - 1));
    assert_false(tw__guard_acl(asks, sizeof asks));
    assert_false(tw__guard_acl(cut, sizeof cut));
    assert_false(tw__guard_acl(large, sizeof large));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_h4_gives_each_packet_once),
        cmocka_unit_test(test_h4_begins_with_the_answer_to_a_reset),
        cmocka_unit_test(test_h4_is_lost_at_what_is_no_packet),
        cmocka_unit_test(test_h4_takes_any_bytes),
        cmocka_unit_test(test_guard_refuses_events_that_are_cut_off),
        cmocka_unit_test(test_guard_gives_each_report_alone),
        cmocka_unit_test(test_guard_exchanges_handle_0_both_ways),
        cmocka_unit_test(test_guard_drops_packets_that_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
