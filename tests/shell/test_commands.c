// needs: base core interp engine filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The commands over modules, instances, the engine and the board, with a real engine behind them.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine.h"
#include "ping_wasm.h"
#include "version_wasm.h"
#include "worker_wasm.h"

#define CTRL_C "\x03"

static int set_up(void **state) {
    (void)state;
    engine_begin(NULL, 0);
    engine_save("ping.wasm", ping_wasm, sizeof ping_wasm);
    engine_save("worker.wasm", worker_wasm, sizeof worker_wasm);
    engine_save("version.wasm", version_wasm, sizeof version_wasm);
    engine_save("version2.wasm", version_wasm, sizeof version_wasm);
    engine_save("notes", "hello\n", 6);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    engine_end();
    return 0;
}

static void expect(const char *line, const char *wanted) {
    assert_string_equal(engine_do(line), wanted);
}

static void expect_part(const char *line, const char *part) {
    const char *got = engine_do(line);
    if (strstr(got, part) == NULL) {
        print_error("%s answers '%s', not '%s'\n", line, got, part);
        fail();
    }
}

static size_t arena_used(void) {
    size_t peak = 0;
    return tw_engine_arena_used(engine, &peak);
}

// The state that ps shows of an instance; "" if it shows none.
static const char *state_of(const char *name) {
    static char state[16];
    char start[80];
    snprintf(start, sizeof start, "\n%s ", name);
    const char *line = strstr(engine_do("ps"), start);
    state[0] = '\0';
    if (line != NULL) {
        assert_int_equal(sscanf(line + strlen(start), "%15s", state), 1);
    }
    return state;
}

// ---- load, run, halt, unload ----

static void test_shell_a_module_is_loaded_run_halted_and_unloaded(void **state) {
    (void)state;
    size_t before = arena_used();
    expect_part("load ping", "loaded ping.wasm, ");
    expect_part("load ping.wasm", "ping.wasm: EXIST: ");
    assert_true(arena_used() > before);
    expect("run ping", "");
    assert_string_equal(state_of("ping"), "idle");
    expect("call ping ping", "pong\n");
    expect_part("run ping", "EXIST");
    expect("halt ping", "");
    expect("halt ping", "ping: NOENT: no such instance: see `ps`\n");
    assert_string_equal(state_of("ping"), "");
    expect("unload ping.wasm", "");
    expect("unload ping", "ping: NOENT: no such module: see `ps`\n");
    assert_int_equal(arena_used(), before);
}

static void test_shell_run_loads_what_is_not_loaded(void **state) {
    (void)state;
    expect("run ping.wasm", "");
    assert_non_null(tw_engine_find_module(engine, "ping.wasm"));
    assert_non_null(tw_engine_find_instance(engine, "ping"));
    expect_part("run nosuch", "NOENT");
    expect_part("run notes", "NOENT");
    expect_part("run worker wrong", "wrong");
    expect_part("run worker nosuch", "nosuch");
    assert_null(tw_engine_find_instance(engine, "worker"));
    expect("run", "use: run MODULE [FUNCTION]\n");
}

static void test_shell_loading_what_is_no_module_leaves_nothing(void **state) {
    (void)state;
    size_t before = arena_used();
    engine_save("bad.wasm", "hello, this is no module", 24);
    engine_save("half.wasm", worker_wasm, sizeof worker_wasm - 9);
    expect_part("load bad", "bad.wasm, offset 0x0: MALFORMED: ");
    expect_part("load half", "half.wasm");
    expect_part("run bad", "MALFORMED");
    assert_null(tw_engine_module_at(engine, 0));
    assert_int_equal(arena_used(), before);
}

// ---- call ----

static void test_shell_call_takes_arguments_and_shows_results(void **state) {
    (void)state;
    static const char wrong[] =
        "work: INVAL: it is (i32) -> (i32): give integers, and floats as 0x and bits\n";
    expect("run worker", "");
    expect("call worker work 21", "i32:42\n");
    expect("call worker work 0x10", "i32:32\n");
    expect("call worker work", wrong);
    expect("call worker work 1 2", wrong);
    expect("call worker work one", wrong);
    expect("call worker work 4294967296", wrong);
    expect("call worker work -2147483649", wrong);
    expect("call worker nosuch", "worker: NOENT: no export nosuch: list what the module exports\n");
    expect("call nosuch work 1", "nosuch: NOENT: no such instance: see `ps`\n");
    expect("call worker", "use: call INSTANCE FUNCTION [ARGUMENT...]\n");
}

static void test_shell_call_shows_a_trap_once_and_the_instance_is_halted(void **state) {
    (void)state;
    expect("run worker", "");
    expect("call worker trap",
           "worker, function 10, offset 0x147: TRAP: unreachable: look at the function named\n");
    assert_string_equal(state_of("worker"), "halted");
    expect_part("call worker work 1", "worker: STATE: it has failed");
    expect("halt worker", "");
    expect("run worker", "");
    expect("call worker work 1", "i32:2\n");
}

// Types a command that does not end, waits, and Ctrl-C.
static void cancel(const char *line, const char *state_before) {
    char typed[100];
    int size = snprintf(typed, sizeof typed, "%s\r", line);
    assert_null(strstr(engine_type(typed, (size_t)size, 500), "\n==> "));
    tw_instance_t *worker = tw_engine_find_instance(engine, "worker");
    assert_string_equal(tw_instance_state_name(tw_instance_state(worker)), state_before);
    assert_string_equal(engine_type(CTRL_C, 1, 10), "^C\n==> ");
}

static void test_shell_ctrl_c_ends_a_call_that_runs_or_waits(void **state) {
    (void)state;
    expect("run worker", "");
    cancel("call worker spin", "ready");
    assert_string_equal(state_of("worker"), "idle");
    cancel("call worker ask 1", "waiting");
    assert_string_equal(state_of("worker"), "idle");
    expect("call worker work 4", "i32:8\n");
}

// ---- ps, top, mem ----

static void test_shell_ps_shows_what_each_instance_does(void **state) {
    (void)state;
    expect("run ping", "");
    expect("run worker spin", "");
    expect("run version", "");
    assert_string_equal(state_of("ping"), "idle");
    assert_string_equal(state_of("worker"), "ready");
    assert_string_equal(state_of("version"), "waiting");
    expect("halt worker", "");
    assert_string_equal(state_of("worker"), "");
    expect("ps x", "use: ps\n");
}

static uint64_t fuel_in(const char *text, const char *name) {
    const char *line = strstr(text, name);
    assert_non_null(line);
    uint64_t fuel = 0;
    for (const char *at = line + strlen(name); *at != 'f'; at++) {
        fuel = *at >= '0' && *at <= '9' ? fuel * 10 + (uint64_t)(*at - '0') : fuel;
    }
    return fuel;
}

static void test_shell_top_shows_who_runs(void **state) {
    (void)state;
    expect("run ping", "");
    expect("run worker spin", "");
    engine_run(50);
    static const char line[] = "top\r";
    const char *text = engine_type(line, sizeof line - 1, 1200);
    assert_int_equal(fuel_in(text, "\nping "), 0);
    assert_true(fuel_in(text, "\nworker ") > 100000);
    expect("top x", "use: top\n");
}

// The number behind a text, its separators left out.
static uint64_t number_behind(const char *text, const char *before) {
    const char *at = strstr(text, before);
    assert_non_null(at);
    uint64_t number = 0;
    for (at += strlen(before); *at == ',' || (*at >= '0' && *at <= '9'); at++) {
        number = *at == ',' ? number : number * 10 + (uint64_t)(*at - '0');
    }
    return number;
}

static void test_shell_mem_shows_the_arena(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        const char *text = engine_do("mem");
        size_t peak = 0;
        assert_int_equal(number_behind(text, "arena: "), tw_engine_arena_used(engine, &peak));
        assert_int_equal(number_behind(text, "used, "), peak);
        expect("run worker", i == 0 ? ""
                                    : "worker.wasm: EXIST: an instance named 'worker' is there: "
                                      "choose another name\n");
    }
}

// ---- info ----

static void test_shell_info_shows_what_a_module_is_and_leaves_nothing(void **state) {
    (void)state;
    size_t before = arena_used();
    static const char *const parts[] = {
        "file     82 B\nSHA-256  "
        "25c409becfaad182df714e0fec8aaae1a96fc0b4ad74735be7b3ce7bd0df253a\n",
        "\nmodule   1 functions, 4 B of code\nneeds    ",
        "\nimports  hosted.pong function () -> ()\nexports  memory memory\n"
        "exports  ping function () -> ()\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        expect_part("info ping.wasm", parts[i]);
    }
    uint64_t needs = number_behind(engine_do("info ping.wasm"), "needs    ");
    size_t free_before = arena_used();
    assert_int_equal(number_behind(engine_do("load ping"), "ping.wasm, "), needs);
    assert_true(arena_used() - free_before >= needs);
    expect("unload ping", "");
    expect("info notes",
           "file     6 B\n"
           "SHA-256  5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n");
    expect("info nosuch", "nosuch: NOENT: no such name: list what there is\n");
    engine_save("bad.wasm", "hello, this is no module", 24);
    expect_part("info bad.wasm", "bad.wasm, offset 0x0: MALFORMED: ");
    expect("info", "use: info FILE\n");
    assert_null(tw_engine_module_at(engine, 0));
    assert_int_equal(arena_used(), before);
}

static void test_shell_ctrl_c_ends_info_and_leaves_nothing(void **state) {
    (void)state;
    size_t before = arena_used();
    static const char line[] = "info worker.wasm\r" CTRL_C;
    const char *text = engine_type(line, sizeof line - 1, 100);
    assert_non_null(strstr(text, "^C\n==> "));
    assert_null(tw_engine_module_at(engine, 0));
    assert_int_equal(arena_used(), before);
}

// ---- swap ----

static void test_shell_swap_puts_the_new_version_in_place(void **state) {
    (void)state;
    expect("run version", "");
    expect("swap version version2", "swapped version\n");
    assert_null(tw_engine_find_module(engine, "version.wasm"));
    assert_non_null(tw_engine_find_module(engine, "version2.wasm"));
    assert_string_equal(state_of("version"), "waiting");
    expect_part("swap nosuch version2", "nosuch: NOENT: no such instance");
    expect_part("swap version nosuch", "NOENT");
}

static void test_shell_swap_to_what_is_not_well_keeps_the_old(void **state) {
    (void)state;
    expect("run version", "");
    engine_mode = 22;  // health is 0
    expect_part("swap version version2", "version");
    engine_mode = 0;
    assert_string_equal(state_of("version"), "waiting");
    assert_non_null(tw_engine_find_module(engine, "version.wasm"));
    assert_null(tw_engine_find_module(engine, "version2.wasm"));
    expect("swap version version2", "swapped version\n");
}

// The swap goes on without the command, to its own end, and the shell is free meanwhile.
static void test_shell_ctrl_c_leaves_a_swap_to_itself(void **state) {
    (void)state;
    static const char line[] = "swap version version2\r";
    expect("run version", "");
    size_t before = arena_used();
    engine_mode = 28;  // health waits for ever
    assert_null(strstr(engine_type(line, sizeof line - 1, 20), "\n==> "));
    assert_string_equal(engine_type(CTRL_C, 1, 1), "^C\n==> ");
    expect_part("swap version version2", "BUSY");
    engine_run(60000);
    engine_mode = 0;
    assert_string_equal(state_of("version"), "waiting");
    expect("unload version2", "");
    assert_int_equal(arena_used(), before);
    expect("swap version version2", "swapped version\n");
}

// ---- tab ----

static const char *tab(const char *typed) {
    char bytes[100];
    int size = snprintf(bytes, sizeof bytes, "\x15%s\t", typed);
    (void)engine_type(bytes, (size_t)size, 1);
    return terminal_line() + sizeof "==>";
}

static void test_shell_tab_completes_files_and_instances(void **state) {
    (void)state;
    expect("run worker", "");
    expect("run version", "");
    assert_string_equal(tab("rm pi"), "rm ping.wasm");
    assert_int_equal(terminal.column, strlen("==> rm ping.wasm "));
    assert_string_equal(tab("load ver"), "load version");
    assert_string_equal(tab("halt w"), "halt worker");
    assert_string_equal(tab("halt pi"), "halt pi");  // it does not run
    assert_string_equal(tab("call v"), "call version");
    assert_string_equal(tab("swap wo"), "swap worker");
    assert_string_equal(tab("swap worker wo"), "swap worker worker.wasm");
    assert_string_equal(tab("halt worker w"), "halt worker worker.wasm");
    (void)engine_type("\x15", 1, 1);
    expect("halt worker", "");
    assert_string_equal(tab("halt w"), "halt w");
    engine_save("vermin", "x", 1);
    assert_string_equal(tab("rm ve"), "rm ver");
    (void)engine_type("\t\t", 2, 1);
    assert_string_equal(terminal_above(1), "version.wasm version2.wasm vermin");
    assert_string_equal(tab("cat .g"), "cat .g");
}

static void test_shell_a_second_tab_lists_instances(void **state) {
    (void)state;
    expect("run worker", "");
    engine_save("web.wasm", ping_wasm, sizeof ping_wasm);
    expect("run web", "");
    assert_string_equal(tab("halt "), "halt w");
    (void)engine_type("\t\t", 2, 1);
    assert_string_equal(terminal_above(1), "worker web");
}

// ---- reboot and log ----

static void test_shell_reboot_resets_once_its_line_has_left(void **state) {
    (void)state;
    terminal.is_deaf = true;
    (void)engine_type("reboot\r", 7, 100);
    assert_int_equal(terminal.resets, 0);
    terminal.is_deaf = false;
    engine_run(100);
    assert_int_equal(terminal.resets, 1);
    expect("reboot now", "use: reboot\n");
    assert_int_equal(terminal.resets, 1);
    terminal.shell.config.reset = NULL;
    expect_part("reboot", "reboot: UNSUPPORTED: ");
}

static void test_shell_log_shows_the_last_lines_oldest_first(void **state) {
    (void)state;
    expect("log", "");
    tw_shell_log(&terminal.shell, TW_LOG_WARNING, "first", 5);
    expect("run worker", "");
    (void)engine_do("call worker trap");
    expect("log",
           "warning: first\n"
           "error: worker, function 10, offset 0x147: TRAP: unreachable: look at the function "
           "named\n");
    for (int i = 0; i < 40; i++) {
        char text[16];
        int size = snprintf(text, sizeof text, "line %d", i);
        tw_shell_log(&terminal.shell, TW_LOG_INFO, text, (size_t)size);
    }
    const char *text = engine_do("log");
    assert_null(strstr(text, "first"));
    assert_non_null(strstr(text, "info: line 38\ninfo: line 39\n"));
    expect("log 3", "use: log\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_shell_a_module_is_loaded_run_halted_and_unloaded),
        TEST(test_shell_run_loads_what_is_not_loaded),
        TEST(test_shell_loading_what_is_no_module_leaves_nothing),
        TEST(test_shell_call_takes_arguments_and_shows_results),
        TEST(test_shell_call_shows_a_trap_once_and_the_instance_is_halted),
        TEST(test_shell_ctrl_c_ends_a_call_that_runs_or_waits),
        TEST(test_shell_ps_shows_what_each_instance_does),
        TEST(test_shell_top_shows_who_runs),
        TEST(test_shell_mem_shows_the_arena),
        TEST(test_shell_info_shows_what_a_module_is_and_leaves_nothing),
        TEST(test_shell_ctrl_c_ends_info_and_leaves_nothing),
        TEST(test_shell_swap_puts_the_new_version_in_place),
        TEST(test_shell_swap_to_what_is_not_well_keeps_the_old),
        TEST(test_shell_ctrl_c_leaves_a_swap_to_itself),
        TEST(test_shell_tab_completes_files_and_instances),
        TEST(test_shell_a_second_tab_lists_instances),
        TEST(test_shell_reboot_resets_once_its_line_has_left),
        TEST(test_shell_log_shows_the_last_lines_oldest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
