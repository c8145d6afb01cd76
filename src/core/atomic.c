// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"
#include "core/opcode.h"

// Threads' atomics, of one agent: nothing runs between the parts of an access, and nobody waits
// when somebody notifies.

#if TW_CFG_THREADS

#define FIRST 0x10u  // of the operations that come in forms
#define FORMS 7u
enum { KIND_LOAD, KIND_STORE, KIND_ADD, KIND_SUB, KIND_AND, KIND_OR, KIND_XOR, KIND_XCHG };

// What the operation leaves in memory; a compare and exchange has another way.
static uint64_t combine(uint32_t kind, uint64_t old, uint64_t value) {
    switch (kind) {
        case KIND_ADD:
            return old + value;
        case KIND_SUB:
            return old - value;
        case KIND_AND:
            return old & value;
        case KIND_OR:
            return old | value;
        case KIND_XOR:
            return old ^ value;
        default:
            return value;
    }
}

static uint64_t read(const struct tw__memory *memory, uint32_t address, uint32_t width) {
    uint8_t bytes[8] = {0};
    tw__memory_read(memory, address, bytes, width);
    return tw__load64(bytes);
}

static uint32_t write(struct tw__memory *memory, uint32_t address, uint32_t width, uint64_t value) {
    uint8_t bytes[8];
    tw__store64(bytes, value);
    return tw__memory_write(memory, address, bytes, width) ? TW_TRAP_NONE
                                                           : TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
}

// i32 of 32, i64 of 64 bits, then i32 of 8 and 16.
static bool is_64(uint32_t form) {
    return form == 1 || form >= 4;
}

static void set_result(uint32_t *cells, bool is_wide, uint64_t value) {
    if (is_wide) {
        tw__set64(cells, value);
    } else {
        cells[0] = (uint32_t)value;
    }
}

// The operands behind the address are at `operands`.
static uint32_t access(struct tw__memory *memory, uint32_t address, uint32_t op, uint32_t *cells,
                       const uint32_t *operands) {
    uint32_t number = op - TW_OP_FE_BASE - FIRST;
    uint32_t kind = number / FORMS;
    bool is_wide = is_64(number % FORMS);
    uint32_t width = tw__op_width(op);
    uint64_t old = kind == KIND_STORE ? 0 : read(memory, address, width);
    uint64_t value = kind == KIND_LOAD ? 0 : is_wide ? tw__get64(operands) : operands[0];
    uint32_t trap = TW_TRAP_NONE;
    if (kind > KIND_XCHG) {
        uint64_t other = is_wide ? tw__get64(operands + 2) : operands[1];
        trap = old == value ? write(memory, address, width, other) : TW_TRAP_NONE;
    } else if (kind != KIND_LOAD) {
        trap = write(memory, address, width, combine(kind, old, value));
    }
    if (kind != KIND_STORE && trap == TW_TRAP_NONE) {
        set_result(cells, is_wide, old);
    }
    return trap;
}

enum { WAIT_NOT_EQUAL = 1, WAIT_TIMED_OUT };

// The time is behind what is expected, less than 0 for none. It is over at once: nobody could end
// the wait before.
static uint32_t wait(const struct tw__memory *memory, uint32_t address, uint32_t op,
                     uint32_t *cells, const uint32_t *operands) {
    bool is_wide = op == TW_OP_MEMORY_ATOMIC_WAIT64;
    uint64_t expected = is_wide ? tw__get64(operands) : operands[0];
    uint64_t timeout = tw__get64(operands + (is_wide ? 2 : 1));
    bool is_equal = read(memory, address, tw__op_width(op)) == expected;
    if (memory->limits.is_shared == 0) {
        return TW_TRAP_EXPECTED_SHARED_MEMORY;
    }
    if (is_equal && timeout >> 63 != 0) {
        return TW_TRAP_ENDLESS_WAIT;
    }
    cells[0] = is_equal ? WAIT_TIMED_OUT : WAIT_NOT_EQUAL;
    return TW_TRAP_NONE;
}

uint32_t tw__atomic(struct tw__exec *x, const uint16_t *pc, uint32_t *cells) {
    uint32_t op = pc[1];
    if (op == TW_OP_ATOMIC_FENCE) {
        return TW_TRAP_NONE;
    }
    struct tw__memory *memory = x->instance->memories[pc[3]];
    uint32_t *operands = cells + ((pc[4] & TW_EXTRA_WIDE) != 0 ? 2 : 1);
    uint64_t address = (uint64_t)cells[0] + tw__literal(pc + 5);
    uint32_t width = tw__op_width(op);
    if (!tw__range_ok(memory->size, address, width)) {
        return TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    if ((address & (width - 1)) != 0) {
        return TW_TRAP_UNALIGNED_ATOMIC;
    }
    if (op == TW_OP_MEMORY_ATOMIC_NOTIFY) {
        cells[0] = 0;
        return TW_TRAP_NONE;
    }
    return op < TW_OP_FE_BASE + FIRST ? wait(memory, (uint32_t)address, op, cells, operands)
                                      : access(memory, (uint32_t)address, op, cells, operands);
}

#endif
