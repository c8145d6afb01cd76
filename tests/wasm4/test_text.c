// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Text on the picture against a model of each pixel, and text that a cart traces.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "driver_wasm.h"
#include "kit.h"
#include "wasm4/console.h"
#include "wasm4/font.h"

#define SIZE 160
#define PICTURE 0xa0u
#define PICTURE_BYTES 6400u
#define TEXT_AT 20000
#define CHARS 48

static int setup(void **state) {
    (void)state;
    kit_defaults();
    kit_start();
    LOAD(driver_wasm);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_stop();
    return 0;
}

// ---- the picture --------------------------------------------------------------------------------

static uint16_t text[CHARS];
static uint8_t before[PICTURE_BYTES];

static int pixel_of(const uint8_t *bytes, int64_t x, int64_t y) {
    int64_t i = y * SIZE + x;
    return bytes[i / 4] >> (2 * (i % 4)) & 3;
}

// The colour that the last character which covers (x, y) gives it: nibble 0 is ink, 1 what is
// behind it. Characters below 32 and above 255 have no shape, but a place; 10 begins a line.
static int model(int64_t x, int64_t y, int64_t left, int64_t top, uint32_t colors) {
    int found = pixel_of(before, x, y);
    int64_t at = left;
    for (uint32_t i = 0; i < CHARS && text[i] != 0; i++) {
        if (text[i] == 10) {
            top += 8;
            at = left;
            continue;
        }
        bool has_shape = text[i] >= 32 && text[i] <= 255;
        if (has_shape && x >= at && x < at + 8 && y >= top && y < top + 8) {
            uint32_t row = tw__wasm4_font[(text[i] - 32) * 8 + (y - top)];
            uint32_t nibble = colors >> (4 * (row >> (7 - (x - at)) & 1)) & 15;
            found = nibble == 0 ? found : (int)((nibble - 1) & 3);
        }
        at += 8;
    }
    return found;
}

static void compare(int32_t left, int32_t top, uint32_t colors) {
    for (int64_t y = 0; y < SIZE; y++) {
        for (int64_t x = 0; x < SIZE; x++) {
            int wanted = model(x, y, left, top, colors);
            int is = pixel_of(memory() + PICTURE, x, y);
            if (is != wanted) {
                fail_msg("text at %d, %d, colours %04x: pixel %d, %d is %d, not %d", left, top,
                         colors, (int)x, (int)y, is, wanted);
            }
        }
    }
}

static void prepare(uint32_t most, uint32_t *count) {
    *count = random_below(CHARS - 1);
    memset(text, 0, sizeof text);
    for (uint32_t i = 0; i < *count; i++) {
        text[i] = (uint16_t)(random_below(8) == 0 ? 10 : 1 + random_below(most));
    }
    for (uint32_t i = 0; i < 64; i++) {
        memory()[PICTURE + random_below(PICTURE_BYTES)] = (uint8_t)random_below(256);
    }
    memcpy(before, memory() + PICTURE, sizeof before);
}

static void write_chars(uint32_t size) {
    memset(memory() + TEXT_AT, 0, 2 * CHARS);
    for (uint32_t i = 0; i < CHARS; i++) {
        poke(TEXT_AT + size * i, size, text[i]);
    }
}

static void test_wasm4_text_equals_its_model(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 300; i++) {
        uint32_t count = 0;
        uint32_t colors = random_below(0x10000);
        int32_t x = random_between(-120, 180);
        int32_t y = random_between(-30, 170);
        uint32_t kind = random_below(3);
        prepare(kind == 2 ? 300 : 255, &count);
        write_chars(kind == 2 ? 2 : 1);
        poke(0x14, 2, colors);
        const int32_t sized[] = {TEXT_AT, (int32_t)(kind == 2 ? 2 * count : count), x, y};
        const int32_t plain[] = {TEXT_AT, x, y};
        ok(kind == 0   ? drive("text", plain, 3, NULL)
           : kind == 1 ? drive("textUtf8", sized, 4, NULL)
                       : drive("textUtf16", sized, 4, NULL));
        compare(x, y, colors & 0xff);
    }
}

static void test_wasm4_text_ends_at_its_length_or_at_nul(void **state) {
    (void)state;
    poke(0x14, 2, 0x04);
    memcpy(memory() + TEXT_AT, "AB\0CD", 6);
    memcpy(text, (uint16_t[]){'A', 0}, 4);
    memset(before, 0, sizeof before);
    ok(drive("textUtf8", (int32_t[]){TEXT_AT, 1, 3, 3}, 4, NULL));
    compare(3, 3, 0x04);
    memcpy(text, (uint16_t[]){'A', 'B', 0}, 6);
    ok(drive("textUtf8", (int32_t[]){TEXT_AT, 5, 3, 3}, 4, NULL));
    compare(3, 3, 0x04);
    memset(memory() + PICTURE, 0, PICTURE_BYTES);
    ok(drive("text", (int32_t[]){TEXT_AT, 3, 3}, 3, NULL));
    compare(3, 3, 0x04);
}

static void test_wasm4_text_outside_of_memory_traps(void **state) {
    (void)state;
    memset(memory() + 60000, 'x', 5536);
    fails(drive("text", (int32_t[]){60000, 0, 0}, 3, NULL), TW_ERR_TRAP);
    fails(drive("text", (int32_t[]){65536, 0, 0}, 3, NULL), TW_ERR_TRAP);
    fails(drive("text", (int32_t[]){-1, 0, 0}, 3, NULL), TW_ERR_TRAP);
    fails(drive("textUtf8", (int32_t[]){65530, 7, 0, 0}, 4, NULL), TW_ERR_TRAP);
    ok(drive("textUtf8", (int32_t[]){65530, 6, 0, 0}, 4, NULL));
    ok(drive("textUtf8", (int32_t[]){65536, 0, 0, 0}, 4, NULL));
    fails(drive("textUtf8", (int32_t[]){0, -1, 0, 0}, 4, NULL), TW_ERR_TRAP);
    fails(drive("textUtf16", (int32_t[]){65530, 8, 0, 0}, 4, NULL), TW_ERR_TRAP);
    ok(drive("textUtf16", (int32_t[]){65530, 6, 0, 0}, 4, NULL));
    fails(drive("textUtf16", (int32_t[]){8, -2, 0, 0}, 4, NULL), TW_ERR_TRAP);
    ok(drive("text", (int32_t[]){59999, INT32_MAX, INT32_MIN}, 3, NULL));
}

// ---- traces -------------------------------------------------------------------------------------

static void trace(const char *name, const void *bytes, size_t size, int32_t second) {
    memset(memory() + TEXT_AT, 0, 256);
    memcpy(memory() + TEXT_AT, bytes, size);
    traced[0] = '\0';
    ok(drive(name, (int32_t[]){TEXT_AT, second}, strcmp(name, "trace") == 0 ? 1 : 2, NULL));
}

static void test_wasm4_traces_are_lines(void **state) {
    (void)state;
    trace("trace", "hello", 6, 0);
    assert_string_equal(traced, "hello\n");
    trace("traceUtf8", "h\xc3\xa9llo", 6, 3);
    assert_string_equal(traced, "h\xc3\xa9\n");
    trace("traceUtf8", "ab\0cd", 6, 5);
    assert_string_equal(traced, "ab\n");
    trace("traceUtf16", "h\0\xe9\0\xac\x20\x3d\xd8\x00\xde\x00\xdc!\0", 14, 14);
    assert_string_equal(traced, "h\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd!\n");
    trace("traceUtf16", "\x3d\xd8", 2, 2);
    assert_string_equal(traced, "\xef\xbf\xbd\n");
}

static void put_double(uint32_t addr, double value) {
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    poke(addr, 8, bits);
}

static void test_wasm4_tracef_has_its_own_directives(void **state) {
    (void)state;
    const uint32_t at = TEXT_AT + 1000;
    poke(at, 4, 'c');
    poke(at + 4, 4, (uint32_t)-42);
    poke(at + 8, 4, 0xfedcba98);
    poke(at + 12, 4, TEXT_AT + 2000);
    put_double(at + 16, -0.1);
    poke(at + 24, 4, 0x80000000u);
    memcpy(memory() + TEXT_AT + 2000, "str", 4);
    const char *format = "%c|%d|%x|%s|%f|%d|%q%%";
    trace("tracef", format, strlen(format) + 1, (int32_t)at);
    assert_string_equal(traced, "c|-42|fedcba98|str|-0.1|-2147483648|%q%\n");
    // a '%' at the end: no line
    trace("tracef", "end%", 5, (int32_t)at);
    assert_string_equal(traced, "end");
    trace("tracef", "", 1, (int32_t)at);
    assert_string_equal(traced, "\n");
}

static void test_wasm4_tracef_checks_what_it_reads(void **state) {
    (void)state;
    static const char *const formats[] = {"%c", "%d", "%x", "%s", "%f"};
    for (uint32_t i = 0; i < 5; i++) {
        strcpy((char *)memory() + TEXT_AT, formats[i]);
        uint32_t size = i == 4 ? 8 : 4;
        memset(memory() + 65500, 0, 36);
        ok(drive("tracef", (int32_t[]){TEXT_AT, (int32_t)(65536 - size)}, 2, NULL));
        fails(drive("tracef", (int32_t[]){TEXT_AT, (int32_t)(65537 - size)}, 2, NULL), TW_ERR_TRAP);
        fails(drive("tracef", (int32_t[]){TEXT_AT, -1}, 2, NULL), TW_ERR_TRAP);
    }
    poke(30000, 4, 70000);
    strcpy((char *)memory() + TEXT_AT, "%s");
    fails(drive("tracef", (int32_t[]){TEXT_AT, 30000}, 2, NULL), TW_ERR_TRAP);
    memset(memory() + 65000, 'x', 536);
    fails(drive("tracef", (int32_t[]){65000, 0}, 2, NULL), TW_ERR_TRAP);
    fails(drive("trace", (int32_t[]){65000}, 1, NULL), TW_ERR_TRAP);
    fails(drive("traceUtf8", (int32_t[]){65000, 537}, 2, NULL), TW_ERR_TRAP);
    fails(drive("traceUtf16", (int32_t[]){65000, 538}, 2, NULL), TW_ERR_TRAP);
}

// ---- numbers ------------------------------------------------------------------------------------

static void check_number(double value) {
    char wanted[64];
    char is[TW_WASM4_NUMBER_BYTES + 1] = {0};
    snprintf(wanted, sizeof wanted, "%g", value);
    is[tw__wasm4_format_double(is, value)] = '\0';
    if (strcmp(is, wanted) != 0) {
        fail_msg("%a is %s, not %s", value, is, wanted);
    }
}

static double double_of(uint64_t bits) {
    double value = 0.0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void test_wasm4_doubles_are_written_as_c_does(void **state) {
    (void)state;
    static const double edges[] = {
        0.0,          -0.0,      1.0,      999999.5, 999999.4999, 1e6,      100000.0,
        1e-4,         9.9999e-5, 0.5,      2.5,      1e300,       5e-324,   -1.5e-9,
        123456.5,     123457.5,  12345.65, 1e5,      1e22,        1.1e-308, 1.7976931348623157e308,
        0.00012345678};
    for (uint32_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        check_number(edges[i]);
        check_number(-edges[i]);
    }
    check_number(double_of(0x7ff0000000000000));
    check_number(double_of(0xfff0000000000000));
    check_number(double_of(0x7ff8000000000000));
    check_number(double_of(0xfff8000000000000));
    for (uint32_t i = 0; i < 5000; i++) {
        uint64_t bits = (uint64_t)random_below(UINT32_MAX) << 32 | random_below(UINT32_MAX);
        check_number(double_of(bits));
        check_number((double)random_between(-2000000, 2000000) / 16);
        check_number((double)random_between(-2000000, 2000000) / 1000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_wasm4_text_equals_its_model, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_text_ends_at_its_length_or_at_nul, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_text_outside_of_memory_traps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_traces_are_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_tracef_has_its_own_directives, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_tracef_checks_what_it_reads, setup, teardown),
        cmocka_unit_test(test_wasm4_doubles_are_written_as_c_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
