// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

// The PC's own sockets as a carrier.

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "kit.h"
#include "tinywasm/net_posix.h"

static tw_net_posix_t near;
static tw_net_posix_t far;

static uint32_t now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}

static void nap(void) {
    (void)nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
}

// Whether the system lets this user send pings.
static bool may_ping(void) {
    int fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    if (fd >= 0) {
        (void)close(fd);
    }
    return fd >= 0;
}

static int start(void **state) {
    (void)state;
    tw_net_posix_init(&near);
    tw_net_posix_init(&far);
    net_kit = (struct net_kit){.near = &near.base,
                               .far = &far.base,
                               .near_ip = {127, 0, 0, 1},
                               .far_ip = {127, 0, 0, 1},
                               .now_ms = now_ms,
                               .nap = nap,
                               .patience = 10,
                               .has_ping = may_ping()};
    return tw_net_start(&near.base) == TW_ERR_OK && tw_net_start(&far.base) == TW_ERR_OK ? 0 : -1;
}

static int stop(void **state) {
    (void)state;
    tw_net_stop(&near.base);
    tw_net_stop(&far.base);
    return 0;
}

static tw_err_t resolve(const char *name, tw_net_answer_t *answer) {
    uint32_t question = 0;
    tw_err_t err = tw_net_resolve(&near.base, name, &question);
    assert_int_equal(err, TW_ERR_OK);
    for (err = TW_ERR_PENDING; err == TW_ERR_PENDING; nap()) {
        err = tw_net_answer(&near.base, question, answer);
    }
    return err;
}

static void net_posix_resolves_names_of_the_pc(void **state) {
    (void)state;
    tw_net_answer_t answer;
    assert_int_equal(resolve("localhost", &answer), TW_ERR_OK);
    assert_memory_equal(answer.ip, ((uint8_t[]){127, 0, 0, 1}), 4);
    tw_err_t err = resolve("no name has blanks", &answer);
    assert_true(err == TW_ERR_NOENT || err == TW_ERR_IO);
}

static void net_posix_forgets_what_is_being_resolved(void **state) {
    (void)state;
    uint32_t question = 0;
    for (uint32_t i = 0; i < 50; i++) {
        assert_int_equal(tw_net_resolve(&near.base, "localhost", &question), TW_ERR_OK);
        tw_net_forget(&near.base, question);
    }
}

static void net_posix_stop_closes_all(void **state) {
    (void)state;
    uint32_t socket = 0;
    tw_net_info_t info;
    assert_int_equal(tw_net_open(&far.base, TW_NET_UDP, 0, &socket), TW_ERR_OK);
    assert_int_equal(tw_net_open(&far.base, TW_NET_LISTENER, 0, &socket), TW_ERR_OK);
    tw_net_stop(&far.base);
    tw_net_info(&far.base, &info);
    assert_int_equal(info.sockets, 0);
}

static void net_addresses_are_read_and_written(void **state) {
    (void)state;
    char text[TW_NET_ADDR_BYTES];
    uint8_t ip[4] = {9, 9, 9, 9};
    const char *bad[] = {"",        "1",      "1.2.3",    "1.2.3.4.", "1.2.3.4.5",  "256.1.1.1",
                         "1.2.3.a", "1..2.3", " 1.2.3.4", "1.2.3.4 ", "1.2.3.0004", "-1.2.3.4"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(tw_net_parse_ip(bad[i], ip));
        assert_memory_equal(ip, ((uint8_t[]){9, 9, 9, 9}), 4);
    }
    assert_true(tw_net_parse_ip("255.0.20.1", ip));
    assert_memory_equal(ip, ((uint8_t[]){255, 0, 20, 1}), 4);
    tw_net_format_addr(&(tw_net_addr_t){{255, 0, 20, 1}, 0}, text);
    assert_string_equal(text, "255.0.20.1");
    tw_net_format_addr(&(tw_net_addr_t){{255, 255, 255, 255}, 65535}, text);
    assert_string_equal(text, "255.255.255.255:65535");
    assert_string_equal(tw_net_state_name(TW_NET_FAILED), "failed");
    assert_string_equal(tw_net_cause_name(TW_NET_LOST), "lost");
    assert_string_equal(tw_net_cause_name((tw_net_cause_t)99), "?");
    assert_string_equal(tw_net_state_name((tw_net_state_t)99), "?");
}

#define TEST(name) cmocka_unit_test(name),

int main(void) {
    const struct CMUnitTest tests[] = {
        NET_KIT_TESTS(TEST) cmocka_unit_test(net_posix_resolves_names_of_the_pc),
        cmocka_unit_test(net_posix_forgets_what_is_being_resolved),
        cmocka_unit_test(net_posix_stop_closes_all),
        cmocka_unit_test(net_addresses_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
