// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_STORE_CMOCKA_H
#define TESTS_STORE_CMOCKA_H

// The assertions that the kit of filestores uses, for firmware: one that does not hold is noted,
// and the test goes on, since there is nowhere to jump to.

#include <stdbool.h>

#include <stdint.h>
#include <string.h>

void kit_note(bool holds, const char *file, int line);

#define assert_true(condition) kit_note((condition), __FILE__, __LINE__)
#define assert_null(pointer) assert_true((pointer) == NULL)
#define assert_ptr_equal(a, b) assert_true((const void *)(a) == (const void *)(b))
#define assert_int_equal(a, b) assert_true((uint32_t)(a) == (uint32_t)(b))
#define assert_in_range(value, least, most) assert_true((value) >= (least) && (value) <= (most))
#define assert_string_equal(a, b) assert_true(strcmp((a), (b)) == 0)
#define assert_memory_equal(a, b, size) assert_true(memcmp((a), (b), (size)) == 0)

#endif
