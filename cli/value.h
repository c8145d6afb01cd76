// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_VALUE_H
#define CLI_VALUE_H

// Values as text. Written as TYPE:VALUE, where reading VALUE gives the same bits again: integers
// decimal and signed, floats in the fewest digits, a NaN as nan:0x and all its bits, vectors as 0x
// and 32 hex digits, null as null. Objects of the guest are named by what they are: i31 and its
// number, struct, array, exception; these cannot be read.

#include <stdio.h>

#include "tinywasm/tinywasm.h"

// Reads text as a value of that type: decimal, 0x, negative; floats also inf and nan, nan:0x with
// all bits or with the fraction alone as in the text format; references as null or a number. False
// if it is none or does not fit.
bool parse_value(const char *text, tw_valtype_t type, tw_value_t *value);
// What parse_value takes for that type, for people.
const char *value_syntax(tw_valtype_t type);
// Writes TYPE:VALUE; of an instance's function.
void print_value(FILE *out, tw_instance_t *instance, const tw_value_t *value);
// The same of what has no object behind it.
void print_bits(FILE *out, tw_valtype_t type, uint64_t bits);

#endif
