// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// UTF-8: all code points pass, everything else does not.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"

static size_t encode(uint32_t point, uint8_t *bytes) {
    if (point < 0x80) {
        bytes[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        bytes[0] = (uint8_t)(0xc0 | point >> 6);
        bytes[1] = (uint8_t)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        bytes[0] = (uint8_t)(0xe0 | point >> 12);
        bytes[1] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
        bytes[2] = (uint8_t)(0x80 | (point & 0x3f));
        return 3;
    }
    bytes[0] = (uint8_t)(0xf0 | point >> 18);
    bytes[1] = (uint8_t)(0x80 | (point >> 12 & 0x3f));
    bytes[2] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
    bytes[3] = (uint8_t)(0x80 | (point & 0x3f));
    return 4;
}

static void test_base_utf8_takes_all_code_points_but_surrogates(void **state) {
    (void)state;
    for (uint32_t point = 0; point < 0x200000; point++) {
        uint8_t bytes[4];
        size_t size = encode(point, bytes);
        bool is_good = point < 0xd800 || (point > 0xdfff && point < 0x110000);
        assert_int_equal(tw__utf8_is_valid(bytes, size), is_good);
    }
}

static void test_base_utf8_refuses_overlong_forms(void **state) {
    (void)state;
    static const uint8_t bad[][4] = {{0xc0, 0x80},
                                     {0xc1, 0xbf},
                                     {0xe0, 0x80, 0x80},
                                     {0xe0, 0x9f, 0xbf},
                                     {0xf0, 0x80, 0x80, 0x80},
                                     {0xf0, 0x8f, 0xbf, 0xbf}};
    static const size_t sizes[] = {2, 2, 3, 3, 4, 4};
    for (size_t i = 0; i < 6; i++) {
        assert_false(tw__utf8_is_valid(bad[i], sizes[i]));
    }
}

static void test_base_utf8_refuses_every_cut_and_every_broken_tail(void **state) {
    (void)state;
    static const uint32_t points[] = {0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < 6; i++) {
        uint8_t bytes[4];
        size_t size = encode(points[i], bytes);
        for (size_t cut = 1; cut < size; cut++) {
            assert_false(tw__utf8_is_valid(bytes, cut));
            uint8_t kept = bytes[cut];
            for (unsigned wrong = 0; wrong < 256; wrong++) {
                bytes[cut] = (uint8_t)wrong;
                if (wrong < 0x80 || wrong > 0xbf) {
                    assert_false(tw__utf8_is_valid(bytes, size));
                }
            }
            bytes[cut] = kept;
        }
    }
    for (unsigned byte = 0x80; byte < 256; byte++) {
        uint8_t alone = (uint8_t)byte;
        assert_false(tw__utf8_is_valid(&alone, 1));
    }
}

static void test_base_utf8_reads_sequences(void **state) {
    (void)state;
    static const uint8_t good[] = "p\xc3\xadng \xe2\x82\xac \xf0\x9f\x98\x80!";
    static const uint8_t bad[] = "p\xc3\xadng \xe2\x82 \xf0\x9f\x98\x80!";
    assert_true(tw__utf8_is_valid(good, sizeof good - 1));
    assert_true(tw__utf8_is_valid(good, 0));
    assert_false(tw__utf8_is_valid(bad, sizeof bad - 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_utf8_takes_all_code_points_but_surrogates),
        cmocka_unit_test(test_base_utf8_refuses_overlong_forms),
        cmocka_unit_test(test_base_utf8_refuses_every_cut_and_every_broken_tail),
        cmocka_unit_test(test_base_utf8_reads_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
