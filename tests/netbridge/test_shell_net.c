// needs: shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The shell's commands for the network, on a carrier that the test plays.

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../shell/terminal.h"
#include "tinywasm/net.h"

#define QUESTIONS 2

static struct played {
    tw_net_t net;
    tw_net_info_t info;
    tw_net_status_t sockets[3];
    const char *name;  // that is known
    uint8_t ip[4];
    uint32_t us;  // of an answer; 0: nobody answers
    uint32_t asked;
    uint32_t pings;
    uint32_t open;   // questions
    uint32_t turns;  // that an answer takes
    bool is_ping[QUESTIONS];
    bool is_known[QUESTIONS];
    uint32_t left[QUESTIONS];
} played;

static void play_info(tw_net_t *net, tw_net_info_t *info) {
    (void)net;
    *info = played.info;
}

static void play_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    (void)net;
    *status = played.sockets[socket];
}

static tw_err_t ask(bool is_ping, bool is_known, uint32_t *question) {
    *question = is_ping ? 1 : 0;
    played.is_ping[*question] = is_ping;
    played.is_known[*question] = is_known;
    played.left[*question] = played.turns;
    played.open++;
    return TW_ERR_OK;
}

static tw_err_t play_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    (void)net;
    played.asked++;
    return ask(false, strcmp(name, played.name) == 0, question);
}

static tw_err_t play_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                          uint32_t *question) {
    (void)net;
    (void)timeout_ms;
    assert_memory_equal(ip, played.ip, 4);
    played.pings++;
    return ask(true, played.us != 0, question);
}

static tw_err_t play_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    (void)net;
    if (played.left[question] > 0) {
        played.left[question]--;
        return TW_ERR_PENDING;
    }
    played.open--;
    memcpy(answer->ip, played.ip, 4);
    answer->us = played.us;
    return played.is_known[question]  ? TW_ERR_OK
           : played.is_ping[question] ? TW_ERR_IO
                                      : TW_ERR_NOENT;
}

static void play_forget(tw_net_t *net, uint32_t question) {
    (void)net;
    (void)question;
    played.open--;
}

static const tw_net_ops_t ops = {.status = play_status,
                                 .resolve = play_resolve,
                                 .ping = play_ping,
                                 .answer = play_answer,
                                 .forget = play_forget,
                                 .info = play_info};

static int start_with(tw_net_t *net) {
    static const tw_shell_table_t *const tables[] = {&tw_shell_net};
    memset(&played, 0, sizeof played);
    static const tw_device_ops_t device_ops = {"played", NULL, NULL, NULL, NULL};
    played.net = (tw_net_t){.device = {.ops = &device_ops},
                            .ops = &ops,
                            .socket_count = 3,
                            .question_count = QUESTIONS};
    played.name = "gateway.test";
    memcpy(played.ip, (uint8_t[]){10, 0, 2, 2}, 4);
    played.info = (tw_net_info_t){.carrier = "played"};
    terminal_init(tables, 1);
    terminal.config.net = net;
    terminal_start();
    terminal_run(5);
    return 0;
}

static int start(void **state) {
    (void)state;
    return start_with(&played.net);
}
#define NET_TEST(name) cmocka_unit_test_setup(name, start)

// Types a line, lets so much time pass, and expects the lines that it made.
static void run(const char *line, uint32_t ms) {
    terminal_clear();
    terminal_type(line);
    terminal_type("\r");
    terminal_run(ms);
}
static void expect_above(uint32_t n, const char *text) {
    assert_string_equal(terminal_above(n), text);
}

static void test_shell_net_ifconfig_shows_what_there_is(void **state) {
    (void)state;
    run("ifconfig", 20);
    expect_above(3, "played: down, no address");
    expect_above(2, "  in  0 frames, 0 B, 0 dropped");
    expect_above(1, "  out 0 frames, 0 B, 0 dropped");
    srand(3);
    for (uint32_t i = 0; i < 3; i++) {
        char text[80];
        tw_net_info_t *info = &played.info;
        *info = (tw_net_info_t){.carrier = "played",
                                .is_up = true,
                                .has_addr = true,
                                .mac = {2, 0, 0xab, 0, 0xff, (uint8_t)i},
                                .ip = {10, 0, 2, (uint8_t)(15 + i)},
                                .mask = {255, 255, 255, 0},
                                .gateway = {10, 0, 2, 2},
                                .dns = {10, 0, 2, 3},
                                .frames_in = (uint32_t)rand(),
                                .bytes_out = (uint32_t)rand(),
                                .dropped_in = i,
                                .memory = 100,
                                .memory_most = (uint32_t)rand() % 1000,
                                .memory_there = 2000};
        run("ifconfig", 20);
        expect_above(6, "played: up");
        (void)snprintf(text, sizeof text, "  MAC 02:00:ab:00:ff:0%u", (unsigned)i);
        expect_above(5, text);
        (void)snprintf(
            text, sizeof text,
            "  address 10.0.2.%u mask 255.255.255.0 gateway 10.0.2.2 name server 10.0.2.3",
            (unsigned)(15 + i));
        expect_above(4, text);
        (void)snprintf(text, sizeof text, "  in  %u frames, 0 B, %u dropped",
                       (unsigned)info->frames_in, (unsigned)i);
        expect_above(3, text);
        (void)snprintf(text, sizeof text, "  out 0 frames, %u B, 0 dropped",
                       (unsigned)info->bytes_out);
        expect_above(2, text);
        (void)snprintf(text, sizeof text, "  memory 100 B used, %u B at most, of 2000 B",
                       (unsigned)info->memory_most);
        expect_above(1, text);
    }
}

static void test_shell_net_netstat_lists_sockets(void **state) {
    (void)state;
    run("netstat", 20);
    expect_above(1, "netstat");
    played.sockets[0] =
        (tw_net_status_t){.kind = TW_NET_UDP, .state = TW_NET_OPEN, .local = {{10, 0, 2, 15}, 68}};
    played.sockets[1] = (tw_net_status_t){.kind = TW_NET_TCP,
                                          .state = TW_NET_FAILED,
                                          .cause = TW_NET_RESET,
                                          .local = {{10, 0, 2, 15}, 40000},
                                          .peer = {{10, 0, 2, 2}, 1883}};
    played.sockets[2] = (tw_net_status_t){
        .kind = TW_NET_LISTENER, .state = TW_NET_OPEN, .local = {{0, 0, 0, 0}, 80}};
    run("netstat", 20);
    expect_above(3, "udp    10.0.2.15:68");
    expect_above(2, "tcp    10.0.2.15:40000 - 10.0.2.2:1883 failed reset");
    expect_above(1, "listen 0.0.0.0:80");
}

static void test_shell_net_ping_counts_answers(void **state) {
    (void)state;
    played.us = 1234;
    played.turns = 20;
    run("ping gateway.test 3", 4000);
    expect_above(4, "10.0.2.2: 1,234 us");
    expect_above(3, "10.0.2.2: 1,234 us");
    expect_above(2, "10.0.2.2: 1,234 us");
    expect_above(1, "3 sent, 3 answered");
    assert_int_equal(played.pings, 3);
    assert_int_equal(played.open, 0);
    played.us = 0;
    run("ping gateway.test", 6000);
    expect_above(2, "10.0.2.2: no answer");
    expect_above(1, "4 sent, 0 answered");
    run("ping nobody.test", 100);
    expect_above(1, "nobody.test: NOENT: no such name: list what there is");
    assert_int_equal(played.pings, 7);
    assert_int_equal(played.open, 0);
}

static void test_shell_net_ping_is_cancelled(void **state) {
    (void)state;
    played.us = 5;
    played.turns = 500;
    run("ping gateway.test 1000000", 2000);
    assert_int_equal(played.open, 1);
    terminal_type("\x03");
    terminal_run(20);
    assert_int_equal(played.open, 0);
    run("ping gateway.test 1000000", 50);
    assert_int_equal(played.open, 1);
    terminal_type("\x03");
    terminal_run(20);
    assert_int_equal(played.open, 0);
    expect_above(1, "^C");
}

static void test_shell_net_wrong_use_is_told(void **state) {
    (void)state;
    run("ping", 20);
    expect_above(1, "use: ping HOST [COUNT]");
    run("ping a x", 20);
    expect_above(1, "use: ping HOST [COUNT]");
    run("ifconfig up", 20);
    expect_above(1, "use: ifconfig");
    run("netstat -a", 20);
    expect_above(1, "use: netstat");
    assert_int_equal(played.asked, 0);
    (void)start_with(NULL);
    run("ping a", 20);
    assert_non_null(strstr(terminal_above(1), "ping: UNSUPPORTED: "));
    run("netstat", 20);
    assert_non_null(strstr(terminal_above(1), "netstat: UNSUPPORTED: "));
    run("ifconfig", 20);
    assert_non_null(strstr(terminal_above(1), "ifconfig: UNSUPPORTED: "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        NET_TEST(test_shell_net_ifconfig_shows_what_there_is),
        NET_TEST(test_shell_net_netstat_lists_sockets),
        NET_TEST(test_shell_net_ping_counts_answers),
        NET_TEST(test_shell_net_ping_is_cancelled),
        NET_TEST(test_shell_net_wrong_use_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
