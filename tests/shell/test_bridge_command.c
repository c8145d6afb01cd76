// needs: base engine filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The command bridge: what there is, and who is granted it.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "build_table.h"
#include "ping_wasm.h"
#include "terminal.h"
#include "tinywasm/grant.h"

static const tw_shell_table_t *const tables[] = {&tw_shell_bridge};
static uint64_t arena[8192];
static tw_engine_t *engine;
static tw_grants_t grants;
static tw_module_t *modules[2];

static tw_err_t nothing(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", nothing}, {"count", "(i)i", nothing}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};
static const tw_host_func_t badge_funcs[] = {{"heading", "(*~)", nothing}};
static const tw_host_module_t badge = {"badge", badge_funcs, 1, NULL};

// An engine with two host modules and two modules; table of NULL: without grants.
static void start(const uint8_t *table, size_t size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    if (table != NULL) {
        tw_grants_init(&grants, table, size);
        config.grants = &grants;
    }
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &hosted), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &badge), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    static const char *const names[] = {"ping.wasm", "other.wasm"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &modules[i]),
                         TW_ERR_OK);
        tw_module_set_name(modules[i], names[i]);
    }
    terminal_init(tables, 1);
    terminal.config.engine = engine;
    terminal_start();
}

static void stop(void) {
    tw_engine_stop(engine);
}

static void test_shell_bridge_without_grants_is_everybodys(void **state) {
    (void)state;
    start(NULL, 0);
    terminal_type("bridge\r");
    assert_string_equal(terminal_above(3), "hosted.pong ()  ping.wasm, other.wasm");
    assert_string_equal(terminal_above(2), "hosted.count (i)i  ping.wasm, other.wasm");
    assert_string_equal(terminal_above(1), "badge.heading (*~)  ping.wasm, other.wasm");
    stop();
}

static void test_shell_bridge_says_who_is_granted_what(void **state) {
    (void)state;
    struct built table;
    build_begin(&table);
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "badge.*");
    build_text(&table, NULL, "hosted.pong");
    build_end(&table);
    start(table.bytes, table.size);
    terminal_type("bridge\r");
    assert_string_equal(terminal_above(3), "hosted.pong ()  ping.wasm");
    assert_string_equal(terminal_above(2), "hosted.count (i)i");
    assert_string_equal(terminal_above(1), "badge.heading (*~)  ping.wasm");
    stop();
}

static void test_shell_bridge_of_one_interface(void **state) {
    (void)state;
    start(NULL, 0);
    terminal_type("bridge badge\r");
    assert_string_equal(terminal_above(1), "badge.heading (*~)  ping.wasm, other.wasm");
    assert_null(strstr(terminal_above(2), "hosted"));
    terminal_type("bridge nosuch\r");
    assert_non_null(strstr(terminal_above(1), "nosuch: NOENT"));
    terminal_type("bridge a b\r");
    assert_string_equal(terminal_above(1), "use: bridge [INTERFACE]");
    stop();
}

static void test_engine_lists_host_modules(void **state) {
    (void)state;
    start(NULL, 0);
    assert_ptr_equal(tw_engine_host_module_at(engine, 0), &hosted);
    assert_ptr_equal(tw_engine_host_module_at(engine, 1), &badge);
    assert_null(tw_engine_host_module_at(engine, 2));
    stop();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shell_bridge_without_grants_is_everybodys),
        cmocka_unit_test(test_shell_bridge_says_who_is_granted_what),
        cmocka_unit_test(test_shell_bridge_of_one_interface),
        cmocka_unit_test(test_engine_lists_host_modules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
