// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// LEB128: every width, shortest and padded forms, and every way to be wrong.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/leb.h"

enum kind { U32, U64, S32, S33, S64, KINDS };
static const unsigned widths[KINDS] = {32, 64, 32, 33, 64};

// Reads one number of that kind; *value gets it sign- or zero-extended.
static int read(enum kind kind, const uint8_t **p, const uint8_t *end, int64_t *value) {
    static const uint32_t kinds[KINDS] = {TW__LEB_U32, TW__LEB_U64, TW__LEB_S32, TW__LEB_S33,
                                          TW__LEB_S64};
    uint64_t bits = (uint64_t)*value;
    int result = tw__leb_read(p, end, kinds[kind], &bits);
    *value = (int64_t)bits;
    return result;
}

// Writes value with at least min_size bytes; returns the size.
static size_t write(uint8_t *target, int64_t value, int is_signed, size_t min_size) {
    uint64_t bits = (uint64_t)value;
    for (size_t size = 1;; size++) {
        uint8_t byte = bits & 0x7f;
        int is_negative = is_signed && (bits >> 63) != 0;
        bits = bits >> 7 | (is_negative ? ~(UINT64_MAX >> 7) : 0);
        uint64_t rest = is_negative ? UINT64_MAX : 0;
        int is_last =
            size >= min_size && bits == rest && (!is_signed || ((byte & 0x40) != 0) == is_negative);
        *target++ = is_last ? byte : byte | 0x80;
        if (is_last) {
            return size;
        }
    }
}

static size_t longest(enum kind kind) {
    return (widths[kind] + 6) / 7;
}

static int fits(enum kind kind, int64_t value) {
    switch (kind) {
        case U32:
            return value >= 0 && value <= UINT32_MAX;
        case S32:
            return value >= INT32_MIN && value <= INT32_MAX;
        case S33:
            return value >= -((int64_t)1 << 32) && value < ((int64_t)1 << 32);
        default:
            return 1;
    }
}

static int is_signed(enum kind kind) {
    return kind >= S32;
}

static const int64_t values[] = {0,
                                 1,
                                 2,
                                 63,
                                 64,
                                 65,
                                 127,
                                 128,
                                 129,
                                 8191,
                                 8192,
                                 16383,
                                 16384,
                                 0x7fffffff,
                                 0x80000000,
                                 0xfffffffe,
                                 0xffffffff,
                                 0x100000000,
                                 -1,
                                 -2,
                                 -63,
                                 -64,
                                 -65,
                                 -128,
                                 -129,
                                 -8192,
                                 -8193,
                                 INT32_MIN,
                                 -2147483649,
                                 -4294967296,
                                 INT64_MAX,
                                 INT64_MIN,
                                 INT64_MAX - 1,
                                 INT64_MIN + 1};

static void test_base_leb_reads_every_form_of_a_number(void **state) {
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            if (!fits((enum kind)kind, values[i])) {
                continue;
            }
            for (size_t min = 1; min <= longest((enum kind)kind); min++) {
                uint8_t bytes[12];
                size_t size = write(bytes, values[i], is_signed((enum kind)kind), min);
                const uint8_t *p = bytes;
                int64_t value = 0;
                assert_int_equal(read((enum kind)kind, &p, bytes + sizeof bytes, &value), 0);
                assert_true(value == values[i]);
                assert_ptr_equal(p, bytes + size);
            }
        }
    }
}

static void test_base_leb_says_short_at_every_cut_and_moves_nothing(void **state) {
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            if (!fits((enum kind)kind, values[i])) {
                continue;
            }
            uint8_t bytes[12];
            size_t size =
                write(bytes, values[i], is_signed((enum kind)kind), longest((enum kind)kind));
            for (size_t cut = 0; cut < size; cut++) {
                const uint8_t *p = bytes;
                int64_t value = 0;
                assert_int_equal(read((enum kind)kind, &p, bytes + cut, &value), TW__LEB_SHORT);
                assert_ptr_equal(p, bytes);
            }
        }
    }
}

static void test_base_leb_refuses_numbers_that_are_too_long(void **state) {
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        uint8_t bytes[12];
        memset(bytes, 0x80, sizeof bytes);
        bytes[longest((enum kind)kind)] = 0;
        const uint8_t *p = bytes;
        int64_t value = 0;
        assert_int_equal(read((enum kind)kind, &p, bytes + sizeof bytes, &value), TW__LEB_BAD);
        assert_ptr_equal(p, bytes);
        // The last byte that may be there says that more follow: wrong, whatever follows.
        assert_int_equal(read((enum kind)kind, &p, bytes + longest((enum kind)kind), &value),
                         TW__LEB_BAD);
    }
}

// All 256 last bytes of each width: only those whose unused bits are right may pass.
static void test_base_leb_checks_the_unused_bits_of_the_last_byte(void **state) {
    (void)state;
    for (int kind = 0; kind < KINDS; kind++) {
        size_t size = longest((enum kind)kind);
        unsigned used = widths[kind] - 7 * ((unsigned)size - 1);
        for (unsigned last = 0; last < 256; last++) {
            uint8_t bytes[12];
            memset(bytes, 0x80, sizeof bytes);
            bytes[size - 1] = (uint8_t)last;
            unsigned unused = last >> used;
            unsigned sign = last >> (used - 1);
            int is_good = !is_signed((enum kind)kind) ? unused == 0
                                                      : sign == 0 || sign == (0x7fu >> (used - 1));
            const uint8_t *p = bytes;
            int64_t value = 0;
            assert_int_equal(read((enum kind)kind, &p, bytes + sizeof bytes, &value),
                             is_good ? 0 : TW__LEB_BAD);
        }
    }
}

static void test_base_leb_reads_all_numbers_of_two_bytes(void **state) {
    (void)state;
    for (unsigned i = 0; i < 0x4000; i++) {
        uint8_t bytes[2] = {(uint8_t)((i & 0x7f) | 0x80), (uint8_t)(i >> 7)};
        int64_t wanted = (i & 0x2000) != 0 ? (int64_t)i - 0x4000 : (int64_t)i;
        for (int kind = 0; kind < KINDS; kind++) {
            const uint8_t *p = bytes;
            int64_t value = 0;
            assert_int_equal(read((enum kind)kind, &p, bytes + 2, &value), 0);
            assert_true(value == (is_signed((enum kind)kind) ? wanted : (int64_t)i));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_base_leb_reads_every_form_of_a_number),
        cmocka_unit_test(test_base_leb_says_short_at_every_cut_and_moves_nothing),
        cmocka_unit_test(test_base_leb_refuses_numbers_that_are_too_long),
        cmocka_unit_test(test_base_leb_checks_the_unused_bits_of_the_last_byte),
        cmocka_unit_test(test_base_leb_reads_all_numbers_of_two_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
