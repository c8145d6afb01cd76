// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_PLAIN_H
#define TW_CORE_PLAIN_H

// Plain code: the register code of builds without superinstructions, made for small flash. Every
// operand lies in its home, so an instruction is an operation and the slot of its first operand,
// which is that of its result. drop, block and what only changes a type write nothing.
//
// The first unit of an operation has its number in the lower byte and the slot in the upper one. A
// slot above 255 has its upper byte in a unit before it, TW_PLAIN_WIDE. Behind come the operation's
// own units. A number is a unit, sign-extended, or TW_PLAIN_LONG and a literal.

#include "core/opcode.h"
#include "core/regcode.h"

#define TW_PLAIN_LONG 0x8000u

// An instruction that becomes one operation lends it its number; those that become others, or
// nothing, lend theirs to the operations that are ours.
//   LOCAL_GET, SET, TEE   slot of the local, of one cell
//   GLOBAL_GET, SET       index, cells
//   SELECT                cells; the condition lies behind both values
//   I32_CONST             a number; I64_CONST: two, low first
//   loads and stores      offset, a number; if it is long the memory follows
//   BR_TABLE              labels without the default, units of the code for each, which follows
//   RETURN                slot of the link, cells of the results
//   CALL                  function
//   other calls           type or function, table, own link slot; an index or a reference lies
//                         behind the arguments
//   whole memories, tables, references   two indices
//   others                nothing
enum {
    TW_PLAIN_WIDE = TW_OP_DROP,        // before another operation: upper byte of its slot
    TW_PLAIN_JUMP = TW_OP_BR,          // forwards: units, with the upper byte of the first unit
    TW_PLAIN_LOOP = TW_OP_LOOP,        // backwards: the same, then the fuel
    TW_PLAIN_SKIP_ZERO = TW_OP_BR_IF,  // units to skip if the slot holds 0
    TW_PLAIN_SKIP_OTHER = TW_OP_IF,    // ... if it does not
    TW_PLAIN_MOVE = TW_OP_BLOCK        // target slot, cells; ranges may overlap downwards
};

#endif
