// needs: net_lwip
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// lwIP as a carrier, over a wire of which this is both ends: a frame that it sends comes back,
// and who asks for its address gets it. Time is what the tests make of it, and the wire has faults.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hal.h"
#include "kit.h"
#include "tinywasm/net_lwip.h"

#define FRAMES 64u
#define HEAD 14u
#define CLOSED_MS 15000u  // after which lwIP has forgotten every connection

static const uint8_t own_ip[4] = {10, 9, 8, 7};
static uint32_t clock_us;
static struct {
    uint8_t bytes[FRAMES][HAL_NET_FRAME_BYTES];
    size_t sizes[FRAMES];
    uint32_t first;
    uint32_t count;
    uint32_t faults;  // so many of 100 frames are lost, and as many come twice, late or damaged
    bool is_up;
} wire;

// ---- the machine --------------------------------------------------------------------------------

uint32_t hal_ticks_ms(void) {
    return clock_us / 1000u;
}

uint32_t hal_ticks_us(void) {
    return clock_us;
}

uint32_t hal_counter_read(void) {
    return clock_us * 7u;
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    memset(bytes, 5, size);
    return HAL_OK;
}

hal_result_t hal_net_open(uint8_t mac[6]) {
    memcpy(mac, (uint8_t[6]){2, 3, 4, 5, 6, 7}, 6);
    wire.count = 0;
    return HAL_OK;
}

int hal_net_is_up(void) {
    return wire.is_up;
}

static void put_frame(const void *frame, size_t size) {
    uint32_t at = (wire.first + wire.count) % FRAMES;
    if (wire.count < FRAMES) {
        memcpy(wire.bytes[at], frame, size);
        wire.sizes[at] = size;
        wire.count++;
    }
}

static bool is_arp_request(const uint8_t *frame, size_t size) {
    return size >= 42 && frame[12] == 8 && frame[13] == 6 && frame[21] == 1;
}

// The answer to a request for the machine's own address: its own.
static void answer_arp(const uint8_t *request) {
    uint8_t answer[42];
    memcpy(answer, request, sizeof answer);
    memcpy(answer, request + 6, 6);
    answer[21] = 2;
    memcpy(answer + 22, request + 6, 6);
    memcpy(answer + 28, request + 38, 4);
    memcpy(answer + 32, request + 22, 10);
    put_frame(answer, sizeof answer);
}

static bool has_fault(void) {
    return (uint32_t)rand() % 100u < wire.faults;
}

// With the one that waits longest, if there are others.
static void put_late(const void *frame, size_t size) {
    static uint8_t other[HAL_NET_FRAME_BYTES];
    put_frame(frame, size);
    uint32_t last = (wire.first + wire.count - 1u) % FRAMES;
    size_t other_size = wire.sizes[wire.first];
    memcpy(other, wire.bytes[wire.first], other_size);
    memcpy(wire.bytes[wire.first], wire.bytes[last], wire.sizes[last]);
    wire.sizes[wire.first] = wire.sizes[last];
    memcpy(wire.bytes[last], other, other_size);
    wire.sizes[last] = other_size;
}

static void put_damaged(const void *frame, size_t size) {
    static uint8_t damaged[HAL_NET_FRAME_BYTES];
    memcpy(damaged, frame, size);
    damaged[HEAD + (uint32_t)rand() % (size - HEAD)] ^= (uint8_t)(1u << rand() % 8);
    put_frame(damaged, (uint32_t)rand() % 2 == 0 ? size : HEAD + (uint32_t)rand() % (size - HEAD));
}

hal_result_t hal_net_send(const void *frame, size_t size) {
    assert_in_range(size, HEAD, HAL_NET_FRAME_BYTES);
    if (is_arp_request(frame, size)) {
        answer_arp(frame);
    } else if (has_fault()) {
        return HAL_OK;
    } else if (has_fault()) {
        put_late(frame, size);
    } else if (has_fault()) {
        put_damaged(frame, size);
    } else {
        put_frame(frame, size);
    }
    if (has_fault()) {
        put_frame(frame, size);
    }
    return HAL_OK;
}

size_t hal_net_receive(void *frame) {
    if (wire.count == 0 || !wire.is_up) {
        return 0;
    }
    size_t size = wire.sizes[wire.first];
    memcpy(frame, wire.bytes[wire.first], size);
    wire.first = (wire.first + 1u) % FRAMES;
    wire.count--;
    return size;
}

// ---- tests --------------------------------------------------------------------------------------

static tw_net_t *net;
static uint32_t memory_at_first;

static void nap(void) {
    clock_us += 1000;
}

static void pass(uint32_t ms) {
    for (uint32_t i = 0; i < ms; i++) {
        tw_net_poll(net, hal_ticks_ms());
        nap();
    }
}

static int start(void **state) {
    static const tw_net_lwip_config_t config = {.ip = {10, 9, 8, 7}};
    (void)state;
    wire.is_up = true;
    net = tw_net_lwip_init(&config);
    net_kit = (struct net_kit){.near = net,
                               .far = net,
                               .near_ip = {10, 9, 8, 7},
                               .far_ip = {10, 9, 8, 7},
                               .now_ms = hal_ticks_ms,
                               .nap = nap,
                               .patience = 60,
                               .has_ping = true};
    tw_err_t err = tw_net_start(net);
    tw_net_info_t info;
    tw_net_info(net, &info);
    memory_at_first = memory_at_first == 0 ? info.memory : memory_at_first;
    return err == TW_ERR_OK ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    tw_net_stop(net);
    return 0;
}

static int make_faults(void **state) {
    (void)state;
    wire.faults = 10;
    srand(1);
    return 0;
}

// Whatever the test did, lwIP has all its memory again.
static int mend(void **state) {
    (void)state;
    tw_net_info_t info;
    wire.faults = 0;
    wire.is_up = true;
    pass(CLOSED_MS);
    tw_net_info(net, &info);
    return info.memory == memory_at_first ? 0 : -1;
}

static void net_lwip_goes_on_when_the_link_is_back(void **state) {
    (void)state;
    tw_net_info_t info;
    wire.is_up = false;
    pass(3000);
    tw_net_info(net, &info);
    assert_false(info.is_up);
    wire.is_up = true;
    pass(3000);
    tw_net_info(net, &info);
    assert_true(info.is_up);
    net_stream_is_whole_both_ways(state);
}

static void net_lwip_connection_outlives_a_lost_link(void **state) {
    (void)state;
    uint32_t listener = 0;
    uint32_t ends[2];
    size_t count = 0;
    char got[16];
    tw_net_addr_t addr = {{10, 9, 8, 7}, 4000};
    assert_int_equal(tw_net_open(net, TW_NET_LISTENER, 4000, &listener), TW_ERR_OK);
    assert_int_equal(tw_net_open(net, TW_NET_TCP, 0, &ends[0]), TW_ERR_OK);
    assert_int_equal(tw_net_connect(net, ends[0], &addr), TW_ERR_OK);
    pass(100);
    assert_int_equal(tw_net_accept(net, listener, &ends[1]), TW_ERR_OK);
    wire.is_up = false;
    pass(1000);
    assert_int_equal(tw_net_send(net, ends[0], "still there", 11, &count), TW_ERR_OK);
    pass(5000);
    wire.is_up = true;
    pass(20000);
    assert_int_equal(tw_net_receive(net, ends[1], got, sizeof got, &count), TW_ERR_OK);
    assert_int_equal(count, 11);
    assert_memory_equal(got, "still there", 11);
    tw_net_abort(net, ends[0]);
    tw_net_abort(net, ends[1]);
    tw_net_close(net, listener);
}

static void net_lwip_breaks_off_what_finds_no_socket(void **state) {
    (void)state;
    uint32_t listener = 0;
    uint32_t sockets[8];
    uint32_t count = 0;
    tw_net_status_t status;
    tw_net_addr_t addr = {{10, 9, 8, 7}, 4001};
    assert_int_equal(tw_net_open(net, TW_NET_LISTENER, 4001, &listener), TW_ERR_OK);
    while (count < 8 && tw_net_open(net, TW_NET_TCP, 0, &sockets[count]) == TW_ERR_OK) {
        count++;
    }
    assert_int_equal(tw_net_connect(net, sockets[0], &addr), TW_ERR_OK);
    pass(100);
    tw_net_status(net, sockets[0], &status);
    assert_int_equal(status.state, TW_NET_FAILED);
    assert_int_equal(status.cause, TW_NET_RESET);
    for (uint32_t i = 0; i < count; i++) {
        tw_net_close(net, sockets[i]);
    }
    tw_net_close(net, listener);
}

static void net_lwip_nobody_answers(void **state) {
    (void)state;
    tw_net_answer_t answer;
    uint32_t question = 0;
    const uint8_t nobody[4] = {10, 9, 9, 9};
    assert_int_equal(tw_net_ping(net, nobody, 500, &question), TW_ERR_OK);
    pass(400);
    assert_int_equal(tw_net_answer(net, question, &answer), TW_ERR_PENDING);
    pass(200);
    assert_int_equal(tw_net_answer(net, question, &answer), TW_ERR_IO);
    assert_int_equal(tw_net_resolve(net, "somewhere", &question), TW_ERR_STATE);
}

static void net_lwip_starts_anew(void **state) {
    (void)state;
    uint32_t socket = 0;
    tw_net_info_t info;
    assert_int_equal(tw_net_open(net, TW_NET_UDP, 0, &socket), TW_ERR_OK);
    tw_net_stop(net);
    assert_int_equal(tw_net_open(net, TW_NET_UDP, 0, &socket), TW_ERR_STATE);
    tw_net_info(net, &info);
    assert_false(info.has_addr);
    assert_int_equal(info.sockets, 0);
    assert_int_equal(start(state), 0);
    tw_net_info(net, &info);
    assert_true(info.has_addr);
    assert_memory_equal(info.ip, own_ip, 4);
    net_stream_is_whole_both_ways(state);
}

#define TEST(name) {#name, name, NULL, mend, NULL},
#define FAULTY(name) {"faulty_" #name, name, make_faults, mend, NULL},

int main(void) {
    const struct CMUnitTest tests[] = {NET_KIT_TESTS(TEST) NET_KIT_TESTS_OF_STREAMS(FAULTY)
                                           TEST(net_lwip_goes_on_when_the_link_is_back)
                                               TEST(net_lwip_connection_outlives_a_lost_link)
                                                   TEST(net_lwip_breaks_off_what_finds_no_socket)
                                                       TEST(net_lwip_nobody_answers)
                                                           TEST(net_lwip_starts_anew)};
    return cmocka_run_group_tests(tests, start, stop);
}
