// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_OPCODE_MODULE_H
#define TESTS_OPCODE_MODULE_H

// Builds small modules around one instruction. Every module has:
//   types     0: () -> (), 1: (i32) -> (i64), the last one: () -> (the wanted result, or none); in
//             between, with garbage collection, 2: struct of a mutable i32, 3: array of such,
//             4: array of mutable i8, 5: struct of one, 6: array of mutable funcref
//   functions 0: type 0, 1: type 1, 2: the last type, which is exported as "run" and has the body
//             in question and one i32 local
//   with exceptions a tag of type 0
//   a table of one funcref, a memory of one page, a passive element and a passive data segment
//   globals   0: imported, i32, 1: i32, mutable, 2: only in a test of constant expressions

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODULE_BYTES 512
#define MODULE_FUNC 2u  // index of the function with the body

struct bytes {
    uint8_t at[MODULE_BYTES];
    size_t size;
};

void put_byte(struct bytes *b, unsigned byte);
void put_bytes(struct bytes *b, const uint8_t *from, size_t size);
void put_all(struct bytes *b, const struct bytes *from);
// The value as LEB128 of exactly `size` bytes (padded), which need not be a legal size.
void put_padded(struct bytes *b, uint64_t value, unsigned size);

// Type letters: i l f d w numbers and vectors, r funcref, x externref, e exnref, y anyref, q eqref,
// 3 i31ref, S structref, z arrayref; u s a c t b (ref null TYPE) with 0 2 3 4 5 6 as TYPE.
// The byte or bytes of a value type, and an instruction that pushes a value of it.
void put_valtype(struct bytes *b, char type);
void put_push(struct bytes *b, char type);

struct module {
    struct bytes code;      // the body's instructions, its last `end` included (or not: a cut body)
    struct bytes constant;  // the initialiser of global 2, its `end` included; empty: no global 2
    char result;            // of the function; 0: none
    char constant_type;     // of global 2
    bool imports_global;
    bool has_memory;
};
void module_init(struct module *m);
// Writes the module; *body_start and *body_end are where its code lies in it.
void module_write(const struct module *m, struct bytes *out, uint32_t *body_start,
                  uint32_t *body_end);

#endif
