// needs: base engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Tables of grants as bytes: what is one, what is none, and what is written of one.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build_table.h"
#include "engine/grant_table.h"

struct text {
    char bytes[8192];
    size_t size;
};

static void write_text(void *ctx, const char *piece) {
    struct text *text = ctx;
    size_t size = strlen(piece);
    assert_in_range(size, 0, sizeof text->bytes - text->size - 1);
    memcpy(text->bytes + text->size, piece, size + 1);
    text->size += size;
}

static const char *printed(const struct built *table) {
    static struct text text;
    text.size = 0;
    text.bytes[0] = '\0';
    assert_int_equal(tw_grants_print(table->bytes, table->size, write_text, &text), TW_ERR_OK);
    return text.bytes;
}

static const uint8_t hash[32] = {0x00, 0x01, 0xfe, 0xff, 0x10, [31] = 0xab};

// A table with all that there is.
static void build_all(struct built *table) {
    build_begin(table);
    build_default(table);
    build_text(table, "functions", "log.print");
    build_name(table, "a.bin");
    build_name(table, "ping.wasm");
    build_text(table, "files", "data \"1\"\\");
    build_text(table, NULL, "log-*");
    build_number(table, "fuel", 1000000);
    build_text(table, "functions", "hosted.pong");
    build_text(table, NULL, "clock.*");
    build_range(table, "gpio", 3, 3, 0, UINT32_MAX);
    build_range(table, NULL, 4, 7, 0, UINT32_MAX);
    build_range(table, "i2c", 0, 0, 0x48, 0x48);
    build_range(table, NULL, 1, 1, 0, UINT32_MAX);
    build_range(table, NULL, 2, 3, 0x10, 0x1f);
    build_number(table, "memory_bytes", UINT64_MAX);
    build_range(table, "uart", 0, UINT32_MAX, 0, UINT32_MAX);
    build_text(table, "wifi", "caf\xc3\xa9\n");
    build_section(table, TW_GRANT_SHA256, hash, sizeof hash);
    build_text(table, "functions", "*");
    build_end(table);
}

static void test_grants_a_table_is_written_as_toml(void **state) {
    (void)state;
    struct built table;
    build_all(&table);
    assert_null(tw_grants_flaw(table.bytes, table.size));
    assert_string_equal(
        printed(&table),
        "[grant.default]\n"
        "functions = [\"log.print\"]\n"
        "\n"
        "[grant.\"a.bin\"]\n"
        "\n"
        "[grant.ping]\n"
        "files = [\"data \\u00221\\u0022\\u005c\", \"log-*\"]\n"
        "fuel = 1000000\n"
        "functions = [\"hosted.pong\", \"clock.*\"]\n"
        "gpio = [3, \"4-7\"]\n"
        "i2c = [\"0:0x48\", 1, \"2-3:0x10-0x1f\"]\n"
        "memory_bytes = 18446744073709551615\n"
        "uart = [\"*\"]\n"
        "wifi = [\"caf\xc3\xa9\\u000a\"]\n"
        "\n"
        "[grant.\"sha256:0001feff100000000000000000000000000000000000000000000000000000ab\"]\n"
        "functions = [\"*\"]\n");
}

static void test_grants_a_table_may_be_empty(void **state) {
    (void)state;
    struct built table;
    build_begin(&table);
    build_end(&table);
    assert_int_equal(table.size, TW_GRANT_HEAD_BYTES);
    assert_null(tw_grants_flaw(table.bytes, table.size));
    assert_string_equal(printed(&table), "");
}

static void test_grants_a_long_text_is_written_whole(void **state) {
    (void)state;
    struct built table;
    char text[256];
    memset(text, 'x', 255);
    text[255] = '\0';
    build_begin(&table);
    build_default(&table);
    build_text(&table, "files", text);
    build_end(&table);
    char wanted[300] = "[grant.default]\nfiles = [\"";
    strcat(strcat(wanted, text), "\"]\n");
    assert_string_equal(printed(&table), wanted);
}

static void test_grants_no_prefix_of_a_table_is_one(void **state) {
    (void)state;
    struct built table;
    build_all(&table);
    for (size_t size = 0; size < table.size; size++) {
        uint8_t *prefix = malloc(size == 0 ? 1 : size);  // so that a byte too far is found
        memcpy(prefix, table.bytes, size);
        assert_non_null(tw_grants_flaw(prefix, size));
        if (size >= TW_GRANT_HEAD_BYTES) {  // also with a head that fits
            tw_grants_seal(prefix, size, table.count);
            assert_non_null(tw_grants_flaw(prefix, size));
        }
        free(prefix);
    }
}

static void test_grants_no_flipped_bit_is_missed(void **state) {
    (void)state;
    struct built table;
    build_all(&table);
    for (size_t bit = 0; bit < 8 * table.size; bit++) {
        table.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_non_null(tw_grants_flaw(table.bytes, table.size));
        table.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_null(tw_grants_flaw(table.bytes, table.size));
}

static uint32_t count_rows(const uint8_t *table, uint32_t size) {
    struct tw__grant_reader reader = tw__grant_sections(table, size);
    struct tw__grant_section section;
    uint32_t count = 0;
    while (tw__grant_next_section(&reader, &section)) {
        struct tw__grant_row row = {0};
        while (tw__grant_next_row(&section.rows, &row)) {
            count += 1 + (row.value_size != 0 ? row.value[row.value_size - 1] & 0u : 0);
        }
    }
    return count;
}

// Somebody who can make the check fit: every byte set to every value.
static void test_grants_a_table_with_a_wrong_byte_is_refused_or_can_be_read(void **state) {
    (void)state;
    struct built table;
    build_all(&table);
    uint32_t rows = count_rows(table.bytes, (uint32_t)table.size);
    uint32_t refused = 0;
    uint8_t *bytes = malloc(table.size);
    for (size_t at = TW_GRANT_HEAD_BYTES; at < table.size; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(bytes, table.bytes, table.size);
            bytes[at] = (uint8_t)value;
            tw_grants_seal(bytes, table.size, table.count);
            bool is_refused = tw_grants_flaw(bytes, table.size) != NULL;
            uint32_t count = count_rows(bytes, (uint32_t)table.size);
            // A text's length may take the next row in, so there may be fewer, but none comes new.
            assert_true(is_refused || count <= rows);
            refused += is_refused ? 1 : 0;
        }
    }
    free(bytes);
    assert_in_range(refused, 1, 256 * table.size);
}

// ---- what is wrong, one at a time ----

static struct built wrong;

static void expect_flaw(const char *flaw) {
    build_end(&wrong);
    const char *found = tw_grants_flaw(wrong.bytes, wrong.size);
    assert_non_null(found);
    assert_string_equal(found, flaw);
    struct text text = {.size = 0};
    assert_int_equal(tw_grants_print(wrong.bytes, wrong.size, write_text, &text), TW_ERR_CORRUPT);
    assert_int_equal(text.size, 0);
}

static void begin_row_test(void) {
    build_begin(&wrong);
    build_default(&wrong);
}

static void test_grants_sections_are_checked(void **state) {
    (void)state;
    static const char flaw[] = "a section is wrong";
    const struct {
        unsigned type;
        const char *subject;
        size_t size;
    } cases[] = {{0, "", 0},
                 {4, "", 0},
                 {1, "x", 1},
                 {2, "", 0},
                 {2, "a/b", 3},
                 {2, "a\x1f", 2},
                 {2, "a\x7f", 2},
                 {2, "\xc3\xa9", 2},
                 {3, "0123456789", 10},
                 {3, (const char *)hash, 31}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        build_begin(&wrong);
        build_section(&wrong, cases[i].type, cases[i].subject, cases[i].size);
        expect_flaw(flaw);
    }
    char name[65];
    memset(name, 'n', 64);
    name[64] = '\0';
    build_begin(&wrong);
    build_name(&wrong, name);
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, name + 1);
    build_end(&wrong);
    assert_null(tw_grants_flaw(wrong.bytes, wrong.size));
}

static void test_grants_sections_are_in_order_and_there_once(void **state) {
    (void)state;
    static const char flaw[] = "a section is wrong";
    build_begin(&wrong);
    build_default(&wrong);
    build_default(&wrong);
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, "b");
    build_name(&wrong, "a");
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, "ab");
    build_name(&wrong, "a");
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, "a");
    build_name(&wrong, "a");
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, "a");
    build_default(&wrong);
    expect_flaw(flaw);
    build_begin(&wrong);
    build_section(&wrong, TW_GRANT_SHA256, hash, sizeof hash);
    build_section(&wrong, TW_GRANT_SHA256, hash, sizeof hash);
    expect_flaw(flaw);
    build_begin(&wrong);
    build_name(&wrong, "a");
    wrong.count++;  // one is promised that is not there
    expect_flaw(flaw);
}

static void test_grants_kinds_are_checked(void **state) {
    (void)state;
    static const char flaw[] = "a row is wrong";
    static const char *const bad[] = {"Pins", "pin s", "pin-s", "pins\xc3",
                                      "0123456789012345678901"
                                      "2345678901"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        begin_row_test();
        build_range(&wrong, bad[i], 1, 1, 0, UINT32_MAX);
        expect_flaw(flaw);
    }
    begin_row_test();
    build_range(&wrong, NULL, 1, 1, 0, UINT32_MAX);  // the first has none
    expect_flaw(flaw);
    begin_row_test();
    build_range(&wrong, "gpio", 1, 1, 0, UINT32_MAX);
    build_range(&wrong, "gpio", 2, 2, 0, UINT32_MAX);
    expect_flaw(flaw);
    begin_row_test();
    build_range(&wrong, "gpio", 1, 1, 0, UINT32_MAX);
    build_range(&wrong, "adc", 2, 2, 0, UINT32_MAX);
    expect_flaw(flaw);
}

static void test_grants_values_are_checked(void **state) {
    (void)state;
    static const char flaw[] = "a row is wrong";
    begin_row_test();
    build_row(&wrong, 0, "x", "", 0);
    expect_flaw(flaw);
    begin_row_test();
    build_row(&wrong, 4, "x", "", 0);
    expect_flaw(flaw);
    begin_row_test();
    build_row(&wrong, TW_GRANT_NUMBER, "fuel", "1234567", 7);
    expect_flaw(flaw);
    begin_row_test();
    build_row(&wrong, TW_GRANT_RANGE, "gpio", "123456789012345", 15);
    expect_flaw(flaw);
    begin_row_test();
    build_range(&wrong, "gpio", 2, 1, 0, UINT32_MAX);
    expect_flaw(flaw);
    begin_row_test();
    build_range(&wrong, "gpio", 1, 2, 5, 4);
    expect_flaw(flaw);
    begin_row_test();
    build_text(&wrong, "files", "\xff");
    expect_flaw(flaw);
    begin_row_test();
    build_number(&wrong, "fuel", 1);
    build_number(&wrong, NULL, 2);  // a limit is one number
    expect_flaw(flaw);
    begin_row_test();
    build_number(&wrong, "fuel", 1);
    build_text(&wrong, NULL, "2");
    expect_flaw(flaw);
    begin_row_test();
    build_row(&wrong, TW_GRANT_TEXT, "files", "ab", 2);
    wrong.size -= 1;  // the value leaves its section
    expect_flaw(flaw);
}

static void test_grants_the_head_is_checked(void **state) {
    (void)state;
    struct built table;
    static const struct {
        size_t at;
        const char *flaw;
    } cases[] = {{0, "it does not begin as one"},
                 {3, "it does not begin as one"},
                 {4, "its version is not 1"},
                 {5, "its version is not 1"},
                 {8, "its size is not what it says"},
                 {11, "its size is not what it says"},
                 {12, "its check does not fit its bytes"},
                 {19, "its check does not fit its bytes"},
                 {6, "its check does not fit its bytes"},
                 {20, "its check does not fit its bytes"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        build_all(&table);
        table.bytes[cases[i].at] ^= 1;
        assert_string_equal(tw_grants_flaw(table.bytes, table.size), cases[i].flaw);
    }
    build_all(&table);
    assert_string_equal(tw_grants_flaw(table.bytes, table.size + 1),
                        "its size is not what it says");
    static uint8_t large[TW_GRANT_TABLE_BYTES + 1];
    assert_string_equal(tw_grants_flaw(large, sizeof large), "its size is not what it says");
    assert_string_equal(tw_grants_flaw(NULL, 0), "its size is not what it says");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grants_a_table_is_written_as_toml),
        cmocka_unit_test(test_grants_a_table_may_be_empty),
        cmocka_unit_test(test_grants_a_long_text_is_written_whole),
        cmocka_unit_test(test_grants_no_prefix_of_a_table_is_one),
        cmocka_unit_test(test_grants_no_flipped_bit_is_missed),
        cmocka_unit_test(test_grants_a_table_with_a_wrong_byte_is_refused_or_can_be_read),
        cmocka_unit_test(test_grants_sections_are_checked),
        cmocka_unit_test(test_grants_sections_are_in_order_and_there_once),
        cmocka_unit_test(test_grants_kinds_are_checked),
        cmocka_unit_test(test_grants_values_are_checked),
        cmocka_unit_test(test_grants_the_head_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
