// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"

#include "core/heap.h"
#include "core/opcode.h"
#include "core/simd.h"

// Instructions beyond the profile STANDARD. Their operands are cells, and the results take their
// place; the units of the operation are in regcode.def. An answer is a trap, TW_TRAP_NONE, that the
// execution stops, after which the instruction is done again, or that it goes on elsewhere.

#if TW_CFG_EXTRA

#define STOPPED TW_BULK_STOPPED
#define MOVED (TW_BULK_STOPPED - 1)
#define UNITS 7  // of the operation

// ---- exceptions ---------------------------------------------------------------------------------

// A clause of a try: the values of what was caught, if it is of the tag; 0 or 1 in the accumulator.
#if TW_CFG_LEGACY_EXCEPTIONS
static bool do_clause(struct tw__exec *x, const uint16_t *pc, uint32_t *cells) {
    if (pc[1] != TW_OP_CATCH) {
        return false;
    }
    struct tw__object *object = tw__object_at(x->root->store, cells[0]);
    bool is_caught = object->length == x->instance->tags[pc[3]];
    uint32_t size = is_caught ? tw__functype_of(object->type)->param_cells : 0;
    memcpy(cells + 1, tw__object_cells(object), size * sizeof cells[0]);
    x->acc = is_caught;
    return true;
}
#else
static bool do_clause(struct tw__exec *x, const uint16_t *pc, uint32_t *cells) {
    (void)x, (void)pc, (void)cells;
    return false;
}
#endif

#if TW_CFG_EXCEPTIONS

static uint32_t moved(bool goes_on) {
    return goes_on ? MOVED : STOPPED;
}

static uint32_t do_throw(struct tw__exec *x, const uint16_t *pc, const uint32_t *cells) {
    const struct tw_interp_module *module = x->instance->module;
    const tw_functype_t *type = tw__functype_of(module->types[module->tags[pc[3]]]);
    return moved(tw__throw_new(x, x->instance->tags[pc[3]], type, cells, NULL));
}

static bool do_exception(struct tw__exec *x, const uint16_t *pc, uint32_t *cells,
                         uint32_t *answer) {
    if (pc[1] == TW_OP_THROW) {
        *answer = do_throw(x, pc, cells);
    } else if (pc[1] == TW_OP_THROW_REF && cells[0] == TW_REF_NULL) {
        *answer = TW_TRAP_NULL_EXCEPTION_REFERENCE;
    } else if (pc[1] == TW_OP_THROW_REF) {
        *answer = moved(tw__throw_ref(x, cells[0]));
    } else {
        return false;
    }
    return true;
}
#else
static bool do_exception(struct tw__exec *x, const uint16_t *pc, uint32_t *cells,
                         uint32_t *answer) {
    (void)x, (void)pc, (void)cells, (void)answer;
    return false;
}
#endif

// ---- wide arithmetic ----------------------------------------------------------------------------

#if TW_CFG_WIDE_ARITHMETIC

static void add128(uint32_t *cells, bool is_sub) {
    uint64_t low = tw__get64(cells);
    uint64_t high = tw__get64(cells + 2);
    uint64_t low_b = tw__get64(cells + 4);
    uint64_t high_b = tw__get64(cells + 6);
    uint64_t sum = is_sub ? low - low_b : low + low_b;
    uint64_t carry = is_sub ? low < low_b : sum < low;
    tw__set64(cells, sum);
    tw__set64(cells + 2, is_sub ? high - high_b - carry : high + high_b + carry);
}

static void mul_wide(uint32_t *cells, bool is_signed) {
    uint64_t a = tw__get64(cells);
    uint64_t b = tw__get64(cells + 2);
    uint64_t low = (uint64_t)(uint32_t)a * (uint32_t)b;
    uint64_t middle = (a >> 32) * (uint32_t)b + (low >> 32);
    uint64_t other = (uint64_t)(uint32_t)a * (b >> 32) + (uint32_t)middle;
    uint64_t high = (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32);
    high -= is_signed && a >> 63 != 0 ? b : 0;
    high -= is_signed && b >> 63 != 0 ? a : 0;
    tw__set64(cells, other << 32 | (uint32_t)low);
    tw__set64(cells + 2, high);
}

static bool do_wide(uint32_t op, uint32_t *cells) {
    switch (op) {
        case TW_OP_I64_ADD128:
        case TW_OP_I64_SUB128:
            add128(cells, op == TW_OP_I64_SUB128);
            return true;
        case TW_OP_I64_MUL_WIDE_S:
        case TW_OP_I64_MUL_WIDE_U:
            mul_wide(cells, op == TW_OP_I64_MUL_WIDE_S);
            return true;
        default:
            return false;
    }
}
#else
static bool do_wide(uint32_t op, uint32_t *cells) {
    (void)op, (void)cells;
    return false;
}
#endif

// ---- addresses of 64 bits -----------------------------------------------------------------------

#if TW_CFG_MEMORY64

static void make_address(const uint16_t *pc, uint32_t *cells) {
    uint64_t offset = tw__literal(pc + 3) | (uint64_t)tw__literal(pc + 5) << 32;
    uint64_t address = tw__get64(cells);
    bool fits = offset <= UINT32_MAX && address <= UINT32_MAX - offset;
    cells[0] = fits ? (uint32_t)(address + offset) : UINT32_MAX;
    cells[1] = cells[0];
}

static uint32_t take_index(const uint32_t *cells, bool is_wide) {
    return is_wide && cells[1] != 0 ? UINT32_MAX : cells[0];
}

// An instruction of bulk.c, some of whose operands have two cells.
static uint32_t do_bulk(struct tw__exec *x, const uint16_t *pc, uint32_t *cells) {
    uint32_t operand[3];
    uint32_t wide = pc[5];
    uint32_t *place[3];
    for (uint32_t i = 0, at = 0; i < 3; i++) {
        place[i] = cells + at;
        operand[i] = take_index(cells + at, (wide >> i & 1) != 0);
        at += 1 + (wide >> i & 1);
    }
    uint32_t answer = tw__bulk(x, pc[1], operand, pc[3], pc[4]);
    for (uint32_t i = 0; answer == STOPPED && i < 3; i++) {
        *place[i] = operand[i];  // what is done is in range, and has no upper half
    }
    if (answer == TW_TRAP_NONE && tw__op_sig_type(pc[1], TW_SIG_RESULT) != TW_SIG_TYPE__) {
        cells[0] = operand[0];
        if (wide >> 3 != 0) {
            cells[1] = operand[0] == UINT32_MAX ? UINT32_MAX : 0;
        }
    }
    return answer;
}

static bool is_bulk(uint32_t op) {
    return op == TW_OP_MEMORY_SIZE || op == TW_OP_MEMORY_GROW || op == TW_OP_TABLE_GET ||
           op == TW_OP_TABLE_SET || (op >= TW_OP_MEMORY_INIT && op <= TW_OP_TABLE_FILL);
}

static bool do_memory64(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    if (pc[1] == TW_EXTRA_ADDRESS) {
        make_address(pc, cells);
    } else if (is_bulk(pc[1])) {
        *answer = do_bulk(x, pc, cells);
    } else {
        return false;
    }
    return true;
}
#else
static bool do_memory64(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    (void)x, (void)pc, (void)cells, (void)answer;
    return false;
}
#endif

// ---- garbage collection -------------------------------------------------------------------------

#if TW_CFG_GC
static bool do_gc(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    if (pc[1] != TW_OP_REF_EQ && (pc[1] < TW_OP_STRUCT_NEW || pc[1] > TW_OP_I31_GET_U)) {
        return false;
    }
    struct tw__gc_op op = {x->instance, x, pc[1], pc[3], pc[4], tw__literal(pc + 5), cells};
    *answer = tw__gc(&op);
    return true;
}
#else
static bool do_gc(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    (void)x, (void)pc, (void)cells, (void)answer;
    return false;
}
#endif

// ---- SIMD ---------------------------------------------------------------------------------------

#if TW_CFG_SIMD
static bool do_simd(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    if (pc[1] == TW_EXTRA_SELECT) {
        memcpy(cells, cells + 4, cells[8] != 0 ? 0 : 4 * sizeof cells[0]);
    } else if (pc[1] >= TW_OP_FD_BASE && pc[1] < TW_OP_FD_BASE + TW_OP_FD_COUNT) {
        *answer = tw__simd(x, pc, cells);
    } else {
        return false;
    }
    return true;
}

static uint32_t literal_units(uint32_t op) {
    bool has_literal = op == TW_OP_V128_CONST || op == TW_OP_I8X16_SHUFFLE;
    return has_literal ? 8 : 0;
}
#else
static bool do_simd(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    (void)x, (void)pc, (void)cells, (void)answer;
    return false;
}
static uint32_t literal_units(uint32_t op) {
    (void)op;
    return 0;
}
#endif

#if TW_CFG_THREADS
static bool do_atomic(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    if (pc[1] < TW_OP_FE_BASE || pc[1] >= TW_OP_FE_BASE + TW_OP_FE_COUNT) {
        return false;
    }
    *answer = tw__atomic(x, pc, cells);
    return true;
}
#else
static bool do_atomic(struct tw__exec *x, const uint16_t *pc, uint32_t *cells, uint32_t *answer) {
    (void)x, (void)pc, (void)cells, (void)answer;
    return false;
}
#endif

bool tw__extra(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t *cells = tw__cell(x->fp, pc[2]);
    uint32_t answer = TW_TRAP_NONE;
    bool is_done = do_clause(x, pc, cells) || do_exception(x, pc, cells, &answer) ||
                   do_memory64(x, pc, cells, &answer) || do_gc(x, pc, cells, &answer) ||
                   do_simd(x, pc, cells, &answer) || do_atomic(x, pc, cells, &answer) ||
                   do_wide(pc[1], cells);
    TW_ASSERT(is_done);
    (void)is_done;
    if (answer == STOPPED || answer == MOVED) {
        return answer == MOVED;
    }
    if (answer != TW_TRAP_NONE) {
        return tw__exec_trap(x, (tw_trap_t)answer);
    }
    x->pc = pc + UNITS + literal_units(pc[1]);
    return true;
}

#endif
