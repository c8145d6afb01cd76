// needs: base core interp engine filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The command kept: what is kept of code, and without it.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "ping_wasm.h"
#include "tinywasm/keep.h"

static int set_up(void **state) {
    (void)state;
    engine_keeps = true;
    engine_begin(NULL, 0);
    engine_save("ping.wasm", ping_wasm, sizeof ping_wasm);
    engine_save("pong.wasm", ping_wasm, sizeof ping_wasm);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    engine_end();
    return 0;
}

// The line of a file; "" if nothing is kept of it.
static const char *line_of(const char *name) {
    static char line[100];
    uint32_t bytes = 0;
    assert_int_equal(tw_keep_size(engine, name, &bytes), TW_ERR_OK);
    snprintf(line, sizeof line, "%s %u\n", name, (unsigned)bytes);
    return bytes == 0 ? "" : line;
}

static void test_shell_kept_lists_what_is_kept(void **state) {
    (void)state;
    assert_string_equal(engine_do("kept"), "");
    (void)engine_do("load pong.wasm");
    assert_string_not_equal(line_of("pong.wasm"), "");
    assert_string_equal(engine_do("kept"), line_of("pong.wasm"));
    char files[64];
    snprintf(files, sizeof files, "ping.wasm %u\npong.wasm %u\n", (unsigned)sizeof ping_wasm,
             (unsigned)sizeof ping_wasm);
    assert_string_equal(engine_do("ls"), files);
}

static void test_shell_kept_code_is_not_in_the_arena(void **state) {
    (void)state;
    (void)engine_do("load ping.wasm");
    assert_non_null(strstr(engine_do("info ping.wasm"), ", 0 of them register code"));
}

static void test_shell_kept_rm_drops_it(void **state) {
    (void)state;
    (void)engine_do("load ping.wasm");
    assert_non_null(strstr(engine_do("kept rm ping.wasm"), "BUSY"));
    (void)engine_do("unload ping.wasm");
    assert_string_equal(engine_do("kept rm ping.wasm"), "");
    assert_string_equal(engine_do("kept"), "");
    assert_string_equal(engine_do("kept rm ping.wasm"), "");
}

static void test_shell_kept_refuses_what_is_wrong(void **state) {
    (void)state;
    assert_non_null(strstr(engine_do("kept ping.wasm"), "kept [rm FILE]"));
    assert_non_null(strstr(engine_do("kept rm"), "kept [rm FILE]"));
    assert_non_null(strstr(engine_do("kept rm .~ping.wasm"), "DENIED"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_shell_kept_lists_what_is_kept),
        TEST(test_shell_kept_code_is_not_in_the_arena),
        TEST(test_shell_kept_rm_drops_it),
        TEST(test_shell_kept_refuses_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
