// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What texts under `hosts` and `listen` are, and what they permit.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "devices/network/modules/host.h"

static const struct {
    const char *pattern;
    const char *asked;
    bool is_permitted;
} hosts[] = {
    {"*", "tcp://a:1", true},
    {"*", "dns://a", true},
    {"tcp://*", "tcp://10.0.2.2:80", true},
    {"tcp://*", "udp://10.0.2.2:80", false},
    {"tcp://*", "mqtt://10.0.2.2:80", false},
    {"broker.local", "tcp://broker.local:1883", true},
    {"broker.local", "mqtt://BROKER.Local:1", true},
    {"Broker.LOCAL", "mqtt://broker.local:1", true},
    {"broker.local", "tcp://broker.locale:1883", false},
    {"broker.local", "tcp://broker.loca:1883", false},
    {"broker.local", "tcp://a.broker.local:1883", false},
    {"broker.local:1883", "tcp://broker.local:1883", true},
    {"broker.local:1883", "tcp://broker.local:18830", false},
    {"broker.local:1883", "tcp://broker.local:188", false},
    {"broker.local:1883", "dns://broker.local", true},
    {"mqtt://broker.local:1883", "dns://broker.local", true},
    {"mqtt://broker.local:1883", "dns://broker.locale", false},
    {"dns://broker.local", "dns://broker.local", true},
    {"dns://broker.local", "tcp://broker.local:80", false},
    {"h:8000-8999", "tcp://h:8000", true},
    {"h:8000-8999", "tcp://h:8999", true},
    {"h:8000-8999", "tcp://h:7999", false},
    {"h:8000-8999", "tcp://h:9000", false},
    {"h:*", "tcp://h:65535", true},
    {"*.example.org", "tcp://a.example.org:1", true},
    {"*.example.org", "tcp://a.b.Example.org:1", true},
    {"*.example.org", "tcp://example.org:1", false},
    {"*.example.org", "tcp://badexample.org:1", false},
    {"*.example.org", "tcp://a.example.org.evil.net:1", false},
    {"10.0.2.2", "tcp://10.0.2.2:1", true},
    {"10.0.2.2", "tcp://10.0.2.20:1", false},
    {"10.0.2.0/24", "tcp://10.0.2.255:1", true},
    {"10.0.2.0/24", "tcp://10.0.3.0:1", false},
    {"10.0.2.77/24", "tcp://10.0.2.1:1", true},
    {"10.0.2.0/24", "tcp://10.0.2.evil.net:1", false},
    {"10.0.2.0/24", "tcp://ten:1", false},
    {"10.0.2.1/32", "tcp://10.0.2.1:1", true},
    {"10.0.2.1/32", "tcp://10.0.2.0:1", false},
    {"0.0.0.0/0", "tcp://255.255.255.255:1", true},
    {"0.0.0.0/0", "tcp://a:1", false},
    {"128.0.0.0/1", "tcp://127.0.0.1:1", false},
    {"128.0.0.0/1", "tcp://129.0.0.1:1", true},
    {"a b", "tcp://a:1", false},  // not a pattern
    {"", "tcp://a:1", false},
};

static const struct {
    const char *pattern;
    const char *asked;
    bool is_permitted;
} ports[] = {
    {"*", "tcp:80", true},
    {"*", "udp:0", true},
    {"tcp:80", "tcp:80", true},
    {"tcp:80", "udp:80", false},
    {"tcp:80", "tcp:8", false},
    {"tcp:80", "tcp:800", false},
    {"tcp:*", "tcp:65535", true},
    {"tcp:*", "udp:1", false},
    {"udp:5000-5010", "udp:5000", true},
    {"udp:5000-5010", "udp:5010", true},
    {"udp:5000-5010", "udp:5011", false},
    {"80", "tcp:80", false},
};

static const char *const wrong_hosts[] = {
    "",          "tcp://",    "://a",       "TCP://a",  "tcp:a",    "a:",
    "a:x",       "a:1-",      "a:2-1",      "a:65536",  "a:01",     "a:1:2",
    "a b",       "a..b",      ".a",         "a.",       "1.2.3",    "1.2.3.4.5",
    "256.1.1.1", "0x7f.1",    "a.0x7f",     "a.1",      "1.2.3.04", "10.0.2.*",
    "10.0.2.0/", "10.0.2/24", "1.2.3.4/33", "*a",       "a*",       "*.",
    "*.*",       "*.4",       "a/24",       "\xc3\xa4", "a\n",      "toolongscheme://a",
    "tcp:/a",    "a:-1",      "2130706433", "a%00",     "a@b",
};

static const char *const wrong_ports[] = {"",        "tcp",     "tcp:",    "80",        "tcp:x",
                                          "TCP:80",  "http:80", "tcp:2-1", "tcp:65536", "*:80",
                                          "tcp//80", " tcp:80", "tcp:80 "};

#define COUNT(table) (sizeof table / sizeof table[0])

static uint32_t size_of(const char *text) {
    return (uint32_t)strlen(text);
}

static void test_hosts_permit_what_they_say(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        const char *pattern = hosts[i].pattern;
        if (tw__hosts_match(pattern, size_of(pattern), hosts[i].asked) != hosts[i].is_permitted) {
            fail_msg("%s and %s", pattern, hosts[i].asked);
        }
    }
}

static void test_hosts_ports_permit_what_they_say(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(ports); i++) {
        const char *pattern = ports[i].pattern;
        if (tw__listen_match(pattern, size_of(pattern), ports[i].asked) != ports[i].is_permitted) {
            fail_msg("%s and %s", pattern, ports[i].asked);
        }
    }
}

static void test_hosts_that_are_none_are_told(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(wrong_hosts); i++) {
        if (tw_net_hosts_flaw(wrong_hosts[i], size_of(wrong_hosts[i])) == NULL) {
            fail_msg("%s is taken", wrong_hosts[i]);
        }
        assert_false(tw__hosts_match(wrong_hosts[i], size_of(wrong_hosts[i]), "tcp://a:80"));
    }
    for (size_t i = 0; i < COUNT(hosts) - 2; i++) {
        assert_null(tw_net_hosts_flaw(hosts[i].pattern, size_of(hosts[i].pattern)));
    }
    for (size_t i = 0; i < COUNT(wrong_ports); i++) {
        if (tw_net_listen_flaw(wrong_ports[i], size_of(wrong_ports[i])) == NULL) {
            fail_msg("%s is taken", wrong_ports[i]);
        }
    }
}

// Modules name hosts, never patterns.
static void test_hosts_of_modules_are_names_or_addresses(void **state) {
    (void)state;
    static const char *const names[] = {"a", "10.0.2.2", "broker.local", "3com", "a-b_c.D9"};
    static const char *const others[] = {"*",          "*.a",   "10.0.0.0/8", "a:80", "tcp://a",
                                         "0x7f000001", "127.1", "",           "a b",  "a\0b"};
    char longest[TW_NET_NAME_BYTES + 2];
    tw__host_t host;
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_true(tw__host_set(&host, "tcp", tw_str(names[i]), 65535));
        assert_memory_equal(host.text, "tcp://", 6);
        assert_non_null(strstr(host.text, ":65535"));
        assert_string_equal(tw__host_name(&host), names[i]);
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        tw_str_t name = {others[i], i + 1 < COUNT(others) ? size_of(others[i]) : 3};
        assert_false(tw__host_set(&host, "tcp", name, 1));
    }
    memset(longest, 'a', sizeof longest);
    assert_true(tw__host_set(&host, "mqtt", (tw_str_t){longest, TW_NET_NAME_BYTES}, 65535));
    assert_int_equal(strlen(host.text), 7 + TW_NET_NAME_BYTES + 6);
    assert_false(tw__host_set(&host, "mqtt", (tw_str_t){longest, TW_NET_NAME_BYTES + 1}, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts_permit_what_they_say),
        cmocka_unit_test(test_hosts_ports_permit_what_they_say),
        cmocka_unit_test(test_hosts_that_are_none_are_told),
        cmocka_unit_test(test_hosts_of_modules_are_names_or_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
