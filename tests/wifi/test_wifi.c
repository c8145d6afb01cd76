// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The radio for applications and modules (wifi.wat), over a radio that is made up: what is asked of
// it, who may, and who waits.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../grants/build_table.h"
#include "tinywasm/tinywasm.h"
#include "tinywasm/wifi.h"
#include "wifi_wasm.h"

static _Alignas(16) uint8_t arena[256u * 1024u];
static tw_engine_t *engine;
static tw_module_t *module;
static tw_instance_t *instances[2];
static tw_wifi_t radio;
static tw_wifi_device_t device;
static tw_grants_t grants;
static uint32_t begun;

static void begin(tw_wifi_t *wifi) {
    assert_ptr_equal(wifi, &radio);
    begun++;
}

static const tw_wifi_ops_t ops = {"made up", begin};

static tw_instance_t *create(const char *name) {
    tw_instance_t *made = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    assert_int_equal(tw_instance_create(module, name, &limits, &made), TW_ERR_OK);
    return made;
}

static int start(void **state) {
    static struct built table;
    tw_engine_config_t config;
    (void)state;
    build_begin(&table);
    build_name(&table, "pilot.wasm");
    build_text(&table, "functions", "wifi.*");
    build_text(&table, "wifi", "TELLO-*");
    build_end(&table);
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    tw_grants_init(&grants, table.bytes, table.size);
    config.grants = &grants;
    radio = (tw_wifi_t){.ops = &ops, .state = TW_WIFI_IDLE};
    begun = 0;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, tw_wifi_device(&device, &radio)), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, wifi_wasm, sizeof wifi_wasm, &module), TW_ERR_OK);
    tw_module_set_name(module, "pilot.wasm");
    instances[0] = create("first");
    instances[1] = create("second");
    return 0;
}

static int stop(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

// ---- a module that asks -------------------------------------------------------------------------

static struct {
    tw_err_t err;
    int32_t result;
    bool has_ended;
} last;

static void ended(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                  uint32_t count) {
    (void)ctx;
    (void)instance;
    last.has_ended = true;
    last.err = err;
    last.result = err == TW_ERR_OK && count > 0 ? results[0].of.i32 : 0;
}

static void turn(void) {
    static uint32_t now_ms;
    for (uint32_t i = 0; i < 5; i++) {
        (void)tw_engine_poll(engine, ++now_ms);
    }
}

static void ask(tw_instance_t *instance, const char *name, int32_t a, int32_t b, uint32_t count) {
    tw_func_t func;
    const tw_value_t args[] = {tw_value_i32(a), tw_value_i32(b)};
    last.has_ended = false;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    assert_int_equal(tw_instance_begin(instance, func, args, count, ended, NULL), TW_ERR_OK);
    turn();
}

static int32_t answer_of(tw_instance_t *instance, const char *name) {
    ask(instance, name, 0, 0, 0);
    assert_true(last.has_ended);
    assert_int_equal(last.err, TW_ERR_OK);
    return last.result;
}

static void ask_to_join(tw_instance_t *instance, const char *ssid, const char *key) {
    assert_int_equal(tw_memory_write(instance, 0, ssid, strlen(ssid)), TW_ERR_OK);
    assert_int_equal(tw_memory_write(instance, 64, key, strlen(key)), TW_ERR_OK);
    ask(instance, "join", (int32_t)strlen(ssid), (int32_t)strlen(key), 2);
}

static void expect_answer(tw_wifi_answer_t answer) {
    assert_true(last.has_ended);
    assert_int_equal(last.err, TW_ERR_OK);
    assert_int_equal(last.result, answer);
}

static void radio_ends(tw_wifi_state_t state, tw_wifi_answer_t answer) {
    radio.state = (uint8_t)state;
    tw_wifi_end(&radio, answer);
    turn();
}

static void add(const char *ssid, int8_t dbm) {
    tw_wifi_network_t network = {.signal_dbm = dbm, .channel = 3, .security = TW_WIFI_WPA2};
    (void)snprintf(network.ssid, sizeof network.ssid, "%s", ssid);
    tw_wifi_add(&radio, &network);
}

// ---- tests --------------------------------------------------------------------------------------

static void test_wifi_scan_keeps_the_strongest(void **state) {
    (void)state;
    char name[16];
    assert_int_equal(tw_wifi_scan(&radio), TW_ERR_OK);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(name, sizeof name, "net %d", i * 7 % 40);
        add(name, (int8_t)(-90 + i * 7 % 40));
    }
    add("net 39", -90);
    add("net 0", -10);
    add("", -1);
    add("bad\x1b[2J", -1);
    add("bad\x7f", -1);
    assert_string_equal(tw_wifi_network(&radio, 0)->ssid, "net 0");
    for (uint32_t i = 1; i < TW_WIFI_NETWORKS; i++) {
        assert_int_equal(tw_wifi_network(&radio, i)->signal_dbm, -50 - (int)i);
    }
    assert_null(tw_wifi_network(&radio, TW_WIFI_NETWORKS));
    tw_wifi_end(&radio, TW_WIFI_DONE);
}

static void test_wifi_module_sees_what_it_may_join(void **state) {
    (void)state;
    char name[33] = "";
    ask(instances[0], "scan", 0, 0, 0);
    assert_false(last.has_ended);
    assert_int_equal(begun, 1);
    add("TELLO-1", -70);
    add("home", -30);
    add("TELLO-2", -40);
    radio_ends(TW_WIFI_IDLE, TW_WIFI_DONE);
    expect_answer(TW_WIFI_DONE);
    static const char *const wanted[] = {"TELLO-2", "TELLO-1"};
    for (int32_t i = 0; i < 2; i++) {
        uint32_t numbers[4];
        ask(instances[0], "found", i, 32, 2);
        expect_answer(1);
        assert_int_equal(tw_memory_read(instances[0], 164, numbers, sizeof numbers), TW_ERR_OK);
        assert_int_equal(numbers[0], 7);
        assert_int_equal((int32_t)numbers[1], i == 0 ? -40 : -70);
        assert_int_equal(numbers[2], 3);
        assert_int_equal(numbers[3] & 0xffu, TW_WIFI_WPA2);
        assert_int_equal(tw_memory_read(instances[0], 128, name, 7), TW_ERR_OK);
        assert_string_equal(name, wanted[i]);
    }
    ask(instances[0], "found", 2, 32, 2);
    expect_answer(0);
    assert_int_equal(tw_memory_write(instances[0], 128, "........", 8), TW_ERR_OK);
    ask(instances[0], "found", 0, 3, 2);  // as far as there is room
    expect_answer(1);
    assert_int_equal(tw_memory_read(instances[0], 128, name, 8), TW_ERR_OK);
    assert_memory_equal(name, "TEL.....", 8);
}

static void test_wifi_module_joins_what_it_is_granted(void **state) {
    (void)state;
    ask_to_join(instances[0], "TELLO-1", "its secret");
    assert_false(last.has_ended);
    assert_string_equal(radio.ssid, "TELLO-1");
    assert_string_equal(radio.key, "its secret");
    radio_ends(TW_WIFI_IDLE, TW_WIFI_WRONG_KEY);
    expect_answer(TW_WIFI_WRONG_KEY);
    ask_to_join(instances[0], "home", "its secret");
    assert_true(last.has_ended);
    assert_int_equal(last.err, TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "wifi = [\"home\"]"));
    assert_string_equal(radio.ssid, "TELLO-1");
    assert_int_equal(begun, 1);
}

static void test_wifi_wrong_names_and_keys_are_answered(void **state) {
    (void)state;
    static const struct {
        const char *ssid;
        const char *key;
    } wrong[] = {{"", ""},
                 {"TELLO-", "1234567"},
                 {"TELLO-\r\nAT+RST", ""},
                 {"TELLO-012345678901234567890123456", ""},
                 {"TELLO-", "01234567890123456789012345678901234567890123456789012345678901234"}};
    for (uint32_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ask_to_join(instances[0], wrong[i].ssid, wrong[i].key);
        if (wrong[i].ssid[0] != '\0') {
            expect_answer(TW_WIFI_INVALID);
        } else {
            assert_int_equal(last.err, TW_ERR_TRAP);  // "" is no TELLO-*
            instances[0] = instances[1];
        }
    }
    assert_int_equal(begun, 0);
}

static void test_wifi_is_whose_who_joined(void **state) {
    (void)state;
    ask_to_join(instances[0], "TELLO-1", "");
    radio_ends(TW_WIFI_JOINED, TW_WIFI_DONE);
    expect_answer(TW_WIFI_DONE);
    radio.signal_dbm = -44;
    assert_int_equal(answer_of(instances[1], "status"), TW_WIFI_JOINED);
    assert_int_equal(answer_of(instances[1], "signal"), -44);
    ask_to_join(instances[1], "TELLO-2", "");
    expect_answer(TW_WIFI_BUSY);
    assert_int_equal(answer_of(instances[1], "leave"), TW_WIFI_BUSY);
    assert_string_equal(radio.ssid, "TELLO-1");
    // With its owner it ends, and then others may.
    assert_int_equal(tw_instance_destroy(instances[0]), TW_ERR_OK);
    assert_false(radio.is_wanted);
    turn();
    assert_int_equal(radio.request, TW_WIFI_LEAVE);
    radio_ends(TW_WIFI_IDLE, TW_WIFI_DONE);
    ask_to_join(instances[1], "TELLO-2", "");
    radio_ends(TW_WIFI_JOINED, TW_WIFI_DONE);
    expect_answer(TW_WIFI_DONE);
    ask(instances[1], "leave", 0, 0, 0);
    radio_ends(TW_WIFI_IDLE, TW_WIFI_DONE);
    expect_answer(TW_WIFI_DONE);
}

static void test_wifi_of_the_application_no_module_leaves(void **state) {
    (void)state;
    assert_int_equal(tw_wifi_join(&radio, "home", "its secret"), TW_ERR_OK);
    ask(instances[0], "scan", 0, 0, 0);
    expect_answer(TW_WIFI_BUSY);
    radio_ends(TW_WIFI_JOINED, TW_WIFI_DONE);
    assert_int_equal(answer_of(instances[0], "leave"), TW_WIFI_BUSY);
    ask_to_join(instances[0], "TELLO-2", "");
    expect_answer(TW_WIFI_BUSY);
    assert_string_equal(radio.ssid, "home");
}

static void test_wifi_without_a_radio_says_so(void **state) {
    (void)state;
    radio.state = TW_WIFI_NONE;
    assert_int_equal(answer_of(instances[0], "scan"), TW_WIFI_NO_RADIO);
    ask_to_join(instances[0], "TELLO-1", "");
    expect_answer(TW_WIFI_NO_RADIO);
    assert_true(radio.is_wanted);  // as soon as there is one
    assert_int_equal(answer_of(instances[0], "status"), TW_WIFI_NONE);
    assert_int_equal(answer_of(instances[0], "signal"), 0);
    assert_int_equal(begun, 0);
}

// Whoever waits may go: the radio goes on, and its answer is nobody's.
static void test_wifi_who_waits_may_go(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        ask(instances[0], "scan", 0, 0, 0);
        assert_int_equal(tw_instance_destroy(instances[0]), TW_ERR_OK);
        instances[0] = create("first");
        ask(instances[1], "scan", 0, 0, 0);
        expect_answer(TW_WIFI_BUSY);
        radio_ends(TW_WIFI_IDLE, TW_WIFI_DONE);
    }
    ask(instances[1], "scan", 0, 0, 0);
    radio_ends(TW_WIFI_IDLE, TW_WIFI_FAILED);
    expect_answer(TW_WIFI_FAILED);
}

static void test_wifi_texts_say_what_to_do(void **state) {
    (void)state;
    for (uint32_t i = 1; i <= TW_WIFI_INVALID; i++) {
        const char *text = tw_wifi_text((tw_wifi_answer_t)i);
        const char *first = strstr(text, ": ");
        assert_non_null(first);
        assert_non_null(strstr(first + 2, ": "));
    }
    assert_string_equal(tw_wifi_text((tw_wifi_answer_t)99), "?");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_wifi_scan_keeps_the_strongest),
        TEST(test_wifi_module_sees_what_it_may_join),
        TEST(test_wifi_module_joins_what_it_is_granted),
        TEST(test_wifi_wrong_names_and_keys_are_answered),
        TEST(test_wifi_is_whose_who_joined),
        TEST(test_wifi_of_the_application_no_module_leaves),
        TEST(test_wifi_without_a_radio_says_so),
        TEST(test_wifi_who_waits_may_go),
        TEST(test_wifi_texts_say_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
