// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The fault recorder: the first failure is kept, in one form; and the log.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "base/log.h"

static struct tw__fault fault;
static char text[TW_FAULT_TEXT_BYTES];

static int set_up(void **state) {
    (void)state;
    memset(&fault, 0xee, sizeof fault);
    tw__fault_init(&fault, text, "ping.wasm");
    return 0;
}

static void expect_text(const char *wanted) {
    assert_string_equal(fault.info.text, TW_CFG_ERR_TEXT ? wanted : "");
}

static void test_base_fault_is_empty_when_clear(void **state) {
    (void)state;
    assert_int_equal(fault.info.err, TW_ERR_OK);
    assert_int_equal(fault.info.trap, TW_TRAP_NONE);
    assert_int_equal(fault.info.func_idx, TW_FUNC_NONE);
    assert_int_equal(fault.info.offset, TW_OFFSET_NONE);
    expect_text("");
}

static void test_base_fault_says_where_what_and_what_to_do(void **state) {
    (void)state;
    assert_int_equal(tw__fail(&fault, TW_ERR_NOMEM, "needs %U B: load less", (uint64_t)71680),
                     TW_ERR_NOMEM);
    expect_text("ping.wasm: NOMEM: needs 71,680 B: load less");
    assert_int_equal(fault.info.err, TW_ERR_NOMEM);
}

static void test_base_fault_names_function_and_offset(void **state) {
    (void)state;
    tw__fault_at(&fault, 3, 0x41);
    tw__fail(&fault, TW_ERR_INVALID, "type mismatch: rebuild it");
    expect_text("ping.wasm, function 3, offset 0x41: INVALID: type mismatch: rebuild it");
    assert_int_equal(fault.info.func_idx, 3);
    assert_int_equal(fault.info.offset, 0x41);
    tw__fault_at(&fault, 9, 9);  // after the fact
    assert_int_equal(fault.info.func_idx, 3);
    tw__fault_clear(&fault, NULL);
    tw__fault_at(&fault, TW_FUNC_NONE, 8);
    tw__fail(&fault, TW_ERR_MALFORMED, "cut: send it again");
    expect_text("module, offset 0x8: MALFORMED: cut: send it again");
}

static void test_base_fault_keeps_the_first_failure(void **state) {
    (void)state;
    tw__fail(&fault, TW_ERR_LIMIT, "first: x");
    assert_int_equal(tw__fail(&fault, TW_ERR_NOMEM, "second: y"), TW_ERR_NOMEM);
    assert_int_equal(tw__fail_code(&fault, TW_ERR_IO), TW_ERR_IO);
    assert_int_equal(tw__fail_trap(&fault, TW_TRAP_HOST, "third"), TW_ERR_TRAP);
    assert_int_equal(fault.info.err, TW_ERR_LIMIT);
    assert_int_equal(fault.info.trap, TW_TRAP_NONE);
    expect_text("ping.wasm: LIMIT: first: x");
}

static void test_base_fault_without_words_has_the_code(void **state) {
    (void)state;
    assert_int_equal(tw__fail_code(&fault, TW_ERR_FUEL), TW_ERR_FUEL);
    expect_text("ping.wasm: FUEL");
    assert_int_equal(fault.info.err, TW_ERR_FUEL);
}

static void test_base_fault_of_a_trap_has_the_specifications_name(void **state) {
    (void)state;
    assert_int_equal(tw__fail_trap(&fault, TW_TRAP_INTEGER_DIVIDE_BY_ZERO, NULL), TW_ERR_TRAP);
    expect_text("ping.wasm: TRAP: integer divide by zero: check the divisor");
    assert_int_equal(fault.info.trap, TW_TRAP_INTEGER_DIVIDE_BY_ZERO);
    tw__fault_clear(&fault, "a");
    tw__fail_trap(&fault, TW_TRAP_INTEGER_DIVIDE_BY_ZERO, "7 / 0");
    expect_text("a: TRAP: integer divide by zero (7 / 0): check the divisor");
    tw__fault_clear(&fault, "a");
    tw__fail_trap(&fault, TW_TRAP_HOST, "motor is hot: wait");
    expect_text("a: TRAP: host trap: motor is hot: wait");
}

static void test_base_fault_cuts_what_is_too_long(void **state) {
    (void)state;
    char name[2 * TW_CFG_FAULT_TEXT_BYTES];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    tw__fault_clear(&fault, name);
    tw__fail(&fault, TW_ERR_IO, "%s", name);
    assert_int_equal(strlen(fault.info.text), TW_CFG_ERR_TEXT ? TW_CFG_FAULT_TEXT_BYTES - 1 : 0);
    assert_int_equal(fault.info.err, TW_ERR_IO);
}

// ---- log ----

static char logged[200];
static size_t logged_size;
static tw_log_level_t logged_level;
static void sink(void *ctx, tw_log_level_t level, const char *text, size_t size) {
    assert_ptr_equal(ctx, logged);
    memcpy(logged, text, size);
    logged[size] = '\0';
    logged_size = size;
    logged_level = level;
}

static void test_base_log_goes_to_the_sink_or_nowhere(void **state) {
    (void)state;
    tw__log(TW_LOG_ERROR, "nobody hears %s", "this");
    tw_log_set_sink(sink, logged);
    tw__log(TW_LOG_WARNING, "%s has %u", "ping", (uint32_t)3);
    assert_string_equal(logged, "ping has 3");
    assert_int_equal(logged_level, TW_LOG_WARNING);
    tw_log_set_sink(NULL, NULL);
    tw__log(TW_LOG_INFO, "nobody");
    assert_string_equal(logged, "ping has 3");
}

static void test_base_log_cuts_long_lines(void **state) {
    (void)state;
    char line[300];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    tw_log_set_sink(sink, logged);
    tw__log(TW_LOG_DEBUG, "%s", line);
    assert_int_equal(logged_size, 119);
    tw_log_set_sink(NULL, NULL);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_base_fault_is_empty_when_clear),
        TEST(test_base_fault_says_where_what_and_what_to_do),
        TEST(test_base_fault_names_function_and_offset),
        TEST(test_base_fault_keeps_the_first_failure),
        TEST(test_base_fault_without_words_has_the_code),
        TEST(test_base_fault_of_a_trap_has_the_specifications_name),
        TEST(test_base_fault_cuts_what_is_too_long),
        TEST(test_base_log_goes_to_the_sink_or_nowhere),
        TEST(test_base_log_cuts_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
