// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The formatter, the names of errors and traps, and types in words.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/fault.h"
#include "tinywasm/interp.h"

static char text[100];

#define EXPECT(wanted, ...)                                       \
    do {                                                          \
        size_t size = tw__format(text, sizeof text, __VA_ARGS__); \
        assert_string_equal(text, wanted);                        \
        assert_int_equal(size, strlen(wanted));                   \
    } while (0)

static void test_base_format_knows_its_directives(void **state) {
    (void)state;
    EXPECT("", "%s", "");
    EXPECT("plain", "plain");
    EXPECT("a b", "%s %s", "a", "b");
    EXPECT("?", "%s", (const char *)NULL);
    EXPECT("<abc>", "<%n>", "abcdef", 3u);
    EXPECT("<>", "<%n>", "abcdef", 0u);
    EXPECT("0 4294967295", "%u %u", (uint32_t)0, UINT32_MAX);
    EXPECT("0 1f ffffffff", "%x %x %x", (uint32_t)0, (uint32_t)31, UINT32_MAX);
    EXPECT("0 999 1,000 71,680", "%U %U %U %U", (uint64_t)0, (uint64_t)999, (uint64_t)1000,
           (uint64_t)71680);
    EXPECT("18,446,744,073,709,551,615", "%U", UINT64_MAX);
}

static void test_base_format_stops_at_a_directive_it_does_not_know(void **state) {
    (void)state;
    EXPECT("a", "a%q%s", "b");
    EXPECT("a", "a%");
    EXPECT("100", "%u%%", (uint32_t)100);
}

static void test_base_format_never_overruns(void **state) {
    (void)state;
    for (size_t size = 0; size < 12; size++) {
        memset(text, '#', sizeof text);
        size_t used = tw__format(text, size, "%s-%u-%x", "abc", (uint32_t)12, (uint32_t)255);
        assert_int_equal(used, size == 0 ? 0 : size < 10 ? size - 1 : 9);
        assert_memory_equal(text, "abc-12-ff", used);
        assert_int_equal(text[size], '#');
        if (size > 0) {
            assert_int_equal(text[used], '\0');
        }
    }
}

static void test_base_names_of_all_errors_and_traps(void **state) {
    (void)state;
#define CHECK(name, number, meaning, todo)                            \
    assert_string_equal(tw_err_name(TW_ERR_##name), "TW_ERR_" #name); \
    assert_string_equal(tw_err_text(TW_ERR_##name), meaning ": " todo);
    TW_ERR_MAP(CHECK)
#undef CHECK
#define CHECK(name, spec, cause, todo) assert_string_equal(tw_trap_name(TW_TRAP_##name), spec);
    TW_TRAP_MAP(CHECK)
#undef CHECK
    assert_string_equal(tw_err_name((tw_err_t)1), "?");
    assert_string_equal(tw_err_name((tw_err_t)-99), "?");
    assert_string_equal(tw_err_text((tw_err_t)-99), "?");
    assert_string_equal(tw_trap_name((tw_trap_t)(TW_TRAP_HOST + 1)), "?");
    assert_string_equal(tw_trap_name((tw_trap_t)1000), "?");
}

static void test_base_names_of_value_types(void **state) {
    (void)state;
    static const struct {
        tw_valtype_t type;
        const char *name;
    } cases[] = {{TW_I32, "i32"},
                 {TW_I64, "i64"},
                 {TW_F32, "f32"},
                 {TW_F64, "f64"},
                 {TW_V128, "v128"},
                 {TW_FUNCREF, "funcref"},
                 {TW_EXTERNREF, "externref"},
                 {TW_VALTYPE_REF | 0x70, "(ref func)"},
                 {TW_VALTYPE_REF | 0x6f, "(ref extern)"},
                 {TW_VALTYPE_REF | 0x105, "(ref type)"},
                 {TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | 0x105, "(ref null type)"},
                 {0, "?"},
                 {0x7a, "?"},
                 {0x80, "?"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(tw_valtype_name(cases[i].type), cases[i].name);
    }
}

static void test_base_function_types_in_words(void **state) {
    (void)state;
    static const struct {
        uint16_t counts[4];
        tw_valtype_t types[4];
    } raw = {{2, 1, 3, 1}, {TW_I32, TW_I64, TW_FUNCREF, 0}};
    const tw_functype_t *type = (const tw_functype_t *)(const void *)&raw;
    EXPECT("(i32, i64) -> (funcref)", "%t", type);
    tw__format(text, 9, "%t", type);
    assert_string_equal(text, "(i32, i6");
    assert_int_equal(tw_functype_param_count(type), 2);
    assert_int_equal(tw_functype_result_count(type), 1);
    assert_int_equal(tw_functype_param(type, 1), TW_I64);
    assert_int_equal(tw_functype_param(type, 2), 0);
    assert_int_equal(tw_functype_result(type, 0), TW_FUNCREF);
    assert_int_equal(tw_functype_result(type, 1), 0);
    assert_int_equal(tw_functype_result(type, UINT32_MAX), 0);
}

static void test_base_packed_texts_are_those_that_were_packed(void **state) {
    (void)state;
    char unpacked[200];
#define CHECK(name, wanted)                                          \
    tw__format(unpacked, sizeof unpacked, "%m", TW_TEXT_##name);     \
    assert_string_equal(unpacked, wanted);
#define TW_TEXT(name, wanted) CHECK(name, wanted)
#include "base/texts.def"
#undef TW_TEXT
#define REMEDY(name, spec, cause, todo) CHECK(TODO_##name, todo)
    TW_TRAP_MAP(REMEDY)
#undef REMEDY
#undef CHECK
    tw__format(unpacked, sizeof unpacked, TW_TEXT_BAD, TW_TEXT_SEND, "\x7f");
    assert_string_equal(unpacked, "send the module again or rebuild it: \x7f");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_format_knows_its_directives),
        cmocka_unit_test(test_base_format_stops_at_a_directive_it_does_not_know),
        cmocka_unit_test(test_base_format_never_overruns),
        cmocka_unit_test(test_base_names_of_all_errors_and_traps),
        cmocka_unit_test(test_base_names_of_value_types),
        cmocka_unit_test(test_base_function_types_in_words),
        cmocka_unit_test(test_base_packed_texts_are_those_that_were_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
