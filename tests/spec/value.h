// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SPEC_VALUE_H
#define TESTS_SPEC_VALUE_H

// Values and result patterns as the scripts write them: {"type": "i32", "value": "7"}. Floats are
// written as the decimal of their bits; patterns are nan:canonical, nan:arithmetic, a reference
// type without a value (any that is not null), refnull (any null) and either.

#include "json.h"
#include "tinywasm/tinywasm.h"

// Reads an argument. The suite's (ref.extern n) becomes the reference n + 1, as 0 is null.
bool value_read(const struct json *json, tw_value_t *value);
// True if the result matches the pattern, its type included. Unknown patterns match nothing.
bool value_matches(const struct json *pattern, const tw_value_t *value);
// Writes the value and its type for people; returns text.
const char *value_text(const tw_value_t *value, char *text, size_t size);
// The same for a pattern.
const char *pattern_text(const struct json *pattern, char *text, size_t size);

#endif
