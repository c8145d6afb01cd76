// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/simd.h"

#include "core/numeric.h"
#include "core/opcode.h"

// SIMD in portable C, made for small flash: a value of 128 bits is four cells, a lane is taken out
// of them as 64 bits, worked on, and put back. What an instruction does, and how large its lanes
// are, is in opcodes/simd_lanes.def. Lanes of floats are worked on as the scalar instructions do
// it.

#if TW_CFG_SIMD

enum kind {
    // Memory
    KIND_LOAD,
    KIND_LOAD_S,
    KIND_LOAD_U,
    KIND_LOAD_SPLAT,
    KIND_LOAD_ZERO,
    KIND_LOAD_LANE,
    KIND_STORE,
    KIND_STORE_LANE,
    // Whole values
    KIND_CONST,
    KIND_SHUFFLE,
    KIND_SWIZZLE,
    KIND_SPLAT,
    KIND_EXTRACT_S,
    KIND_EXTRACT,
    KIND_REPLACE,
    KIND_BITSELECT,
    KIND_ANY_TRUE,
    KIND_ALL_TRUE,
    KIND_BITMASK,
    // Lanes that change their size
    KIND_NARROW_S,
    KIND_NARROW_U,
    KIND_EXTEND_LOW_S,
    KIND_EXTEND_HIGH_S,
    KIND_EXTEND_LOW_U,
    KIND_EXTEND_HIGH_U,
    KIND_EXTMUL_LOW_S,
    KIND_EXTMUL_HIGH_S,
    KIND_EXTMUL_LOW_U,
    KIND_EXTMUL_HIGH_U,
    KIND_EXTADD_S,
    KIND_EXTADD_U,
    KIND_DOT,
    KIND_DOT_ADD,
    KIND_DEMOTE,
    KIND_PROMOTE,
    KIND_TRUNC_S,
    KIND_TRUNC_U,
    KIND_CONVERT_S,
    KIND_CONVERT_U,
    // Lane by lane: of one operand, shifts, ...
    KIND_NOT,
    KIND_ABS,
    KIND_NEG,
    KIND_POPCNT,
    KIND_SHL,
    KIND_SHR_S,
    KIND_SHR_U,
    // ... of two, ...
    KIND_EQ,
    KIND_NE,
    KIND_LT_S,
    KIND_LT_U,
    KIND_GT_S,
    KIND_GT_U,
    KIND_LE_S,
    KIND_LE_U,
    KIND_GE_S,
    KIND_GE_U,
    KIND_AND,
    KIND_ANDNOT,
    KIND_OR,
    KIND_XOR,
    KIND_ADD,
    KIND_SUB,
    KIND_MUL,
    KIND_ADD_SAT_S,
    KIND_ADD_SAT_U,
    KIND_SUB_SAT_S,
    KIND_SUB_SAT_U,
    KIND_MIN_S,
    KIND_MIN_U,
    KIND_MAX_S,
    KIND_MAX_U,
    KIND_AVGR_U,
    KIND_Q15MULR_SAT_S,
    // ... and of floats
    KIND_F_ABS,
    KIND_F_NEG,
    KIND_F_CEIL,
    KIND_F_FLOOR,
    KIND_F_TRUNC,
    KIND_F_NEAREST,
    KIND_F_SQRT,
    KIND_F_ADD,
    KIND_F_SUB,
    KIND_F_MUL,
    KIND_F_DIV,
    KIND_F_MIN,
    KIND_F_MAX,
    KIND_F_PMIN,
    KIND_F_PMAX,
    KIND_F_EQ,
    KIND_F_NE,
    KIND_F_LT,
    KIND_F_GT,
    KIND_F_LE,
    KIND_F_GE,
    KIND_MADD,
    KIND_NMADD
};

struct row {
    uint8_t kind;  // enum kind
    uint8_t log2;  // bytes of a lane
};
static const struct row rows[TW_OP_FD_COUNT] = {
#define TW_LANES(id, kind, log2) [TW_OP_##id - TW_OP_FD_BASE] = {KIND_##kind, log2},
#include "core/opcodes/simd_lanes.def"
};

#define CELLS 4u

// ---- lanes --------------------------------------------------------------------------------------

static uint32_t lane_count(uint32_t log2) {
    return 16u >> log2;
}

static uint64_t mask_of(uint32_t log2) {
    return UINT64_MAX >> (64 - (8u << log2));
}

static uint64_t get(const uint32_t *v, uint32_t log2, uint32_t i) {
    if (log2 == 3) {
        return tw__get64(v + 2 * i);
    }
    uint32_t byte = i << log2;
    return v[byte / 4] >> (8 * (byte % 4)) & mask_of(log2);
}

static void put(uint32_t *v, uint32_t log2, uint32_t i, uint64_t lane) {
    if (log2 == 3) {
        tw__set64(v + 2 * i, lane);
        return;
    }
    uint32_t byte = i << log2;
    uint32_t shift = 8 * (byte % 4);
    uint32_t mask = (uint32_t)mask_of(log2);
    v[byte / 4] = (v[byte / 4] & ~(mask << shift)) | ((uint32_t)lane & mask) << shift;
}

static int64_t as_signed(uint64_t lane, uint32_t log2) {
    uint32_t shift = 64 - (8u << log2);
    return (int64_t)(lane << shift) >> shift;
}

static uint64_t get_as(const uint32_t *v, uint32_t log2, uint32_t i, bool is_signed) {
    uint64_t lane = get(v, log2, i);
    return is_signed ? (uint64_t)as_signed(lane, log2) : lane;
}

static int64_t clamp(int64_t value, int64_t least, int64_t most) {
    return value < least ? least : value > most ? most : value;
}

// To a lane of so many bytes, signed or not.
static uint64_t saturate(int64_t value, uint32_t log2, bool is_signed) {
    int64_t most = (int64_t)(mask_of(log2) >> (is_signed ? 1 : 0));
    return (uint64_t)clamp(value, is_signed ? -most - 1 : 0, most);
}

// ---- lane by lane -------------------------------------------------------------------------------

static uint64_t count_bits(uint64_t a) {
    uint64_t count = 0;
    for (; a != 0; a &= a - 1) {
        count++;
    }
    return count;
}

static uint64_t unary(uint32_t kind, uint64_t a, uint32_t log2) {
    switch (kind) {
        case KIND_NOT:
            return ~a;
        case KIND_ABS:
            return as_signed(a, log2) < 0 ? 0 - a : a;
        case KIND_NEG:
            return 0 - a;
        default:
            return count_bits(a);
    }
}

static uint64_t shift(uint32_t kind, uint64_t a, uint32_t count, uint32_t log2) {
    count &= (8u << log2) - 1;
    return kind == KIND_SHL     ? a << count
           : kind == KIND_SHR_U ? a >> count
                                : (uint64_t)(as_signed(a, log2) >> count);
}

// Comparisons come in the order eq ne lt gt le ge, those of order signed and unsigned.
static bool compare(uint32_t kind, uint64_t a, uint64_t b, uint32_t log2) {
    bool is_signed = (kind - KIND_LT_S) % 2 == 0;
    int64_t flip = is_signed ? INT64_MIN : 0;  // as unsigned numbers
    uint64_t x = (uint64_t)(is_signed ? as_signed(a, log2) : (int64_t)a) ^ (uint64_t)flip;
    uint64_t y = (uint64_t)(is_signed ? as_signed(b, log2) : (int64_t)b) ^ (uint64_t)flip;
    switch (kind) {
        case KIND_EQ:
            return a == b;
        case KIND_NE:
            return a != b;
        case KIND_LT_S:
        case KIND_LT_U:
            return x < y;
        case KIND_GT_S:
        case KIND_GT_U:
            return x > y;
        case KIND_LE_S:
        case KIND_LE_U:
            return x <= y;
        default:
            return x >= y;
    }
}

static uint64_t saturating(uint32_t kind, uint64_t a, uint64_t b, uint32_t log2) {
    bool is_signed = kind == KIND_ADD_SAT_S || kind == KIND_SUB_SAT_S;
    int64_t x = is_signed ? as_signed(a, log2) : (int64_t)a;
    int64_t y = is_signed ? as_signed(b, log2) : (int64_t)b;
    return saturate(kind <= KIND_ADD_SAT_U ? x + y : x - y, log2, is_signed);
}

static uint64_t lesser(uint32_t kind, uint64_t a, uint64_t b, uint32_t log2) {
    bool is_signed = kind == KIND_MIN_S || kind == KIND_MAX_S;
    bool is_less = is_signed ? as_signed(a, log2) < as_signed(b, log2) : a < b;
    return is_less == (kind <= KIND_MIN_U) ? a : b;
}

static uint64_t binary(uint32_t kind, uint64_t a, uint64_t b, uint32_t log2) {
    if (kind <= KIND_GE_U) {
        return compare(kind, a, b, log2) ? UINT64_MAX : 0;
    }
    if (kind >= KIND_ADD_SAT_S && kind <= KIND_SUB_SAT_U) {
        return saturating(kind, a, b, log2);
    }
    switch (kind) {
        case KIND_AND:
            return a & b;
        case KIND_ANDNOT:
            return a & ~b;
        case KIND_OR:
            return a | b;
        case KIND_XOR:
            return a ^ b;
        case KIND_ADD:
            return a + b;
        case KIND_SUB:
            return a - b;
        case KIND_MUL:
            return a * b;
        case KIND_AVGR_U:
            return (a + b + 1) >> 1;
        case KIND_Q15MULR_SAT_S:
            return saturate((as_signed(a, 1) * as_signed(b, 1) + 0x4000) >> 15, 1, true);
        default:
            return lesser(kind, a, b, log2);
    }
}

static void lane_by_lane(struct row row, uint32_t *v, const uint32_t *w) {
    for (uint32_t i = 0; i < lane_count(row.log2); i++) {
        uint64_t a = get(v, row.log2, i);
        uint64_t lane = row.kind <= KIND_POPCNT ? unary(row.kind, a, row.log2)
                        : row.kind <= KIND_SHR_U
                            ? shift(row.kind, a, w[0], row.log2)
                            : binary(row.kind, a, get(w, row.log2, i), row.log2);
        put(v, row.log2, i, lane);
    }
}

// ---- floats -------------------------------------------------------------------------------------

// A lane's cell or cells as the operand of a scalar instruction, and its result.
static uint64_t operand(bool is_single, const uint32_t *lane) {
    return tw__numeric_operand(is_single ? TW_OP_F32_ADD : TW_OP_F64_ADD, 0, lane);
}

static void result(bool is_single, uint32_t *lane, uint64_t value) {
    tw__numeric_result(is_single ? TW_OP_F32_ADD : TW_OP_F64_ADD, lane, value);
}

static bool compare_floats(uint32_t kind, uint64_t a, uint64_t b) {
    switch (kind) {
        case KIND_F_EQ:
            return f64_eq(a, b);
        case KIND_F_NE:
            return !f64_eq(a, b);
        case KIND_F_LT:
            return f64_lt(a, b);
        case KIND_F_GT:
            return f64_lt(b, a);
        case KIND_F_LE:
            return f64_le(a, b);
        default:
            return f64_le(b, a);
    }
}

static void change_sign(uint32_t kind, uint32_t *top) {
    *top = kind == KIND_F_NEG ? *top ^ F32_SIGN : *top & ~F32_SIGN;
}

// v becomes w if the comparison says so: pmin is w < v ? w : v.
static void pick(uint32_t kind, bool is_single, uint32_t *v, const uint32_t *w) {
    uint64_t a = operand(is_single, v);
    uint64_t b = operand(is_single, w);
    if (kind == KIND_F_PMIN ? f64_lt(b, a) : f64_lt(a, b)) {
        memcpy(v, w, is_single ? 4 : 8);
    }
}

static void float_lane(uint32_t kind, bool is_single, uint32_t *v, const uint32_t *w) {
    if (kind <= KIND_F_NEG) {
        change_sign(kind, is_single ? v : v + 1);
    } else if (kind <= KIND_F_SQRT) {
        tw__unary64_t f = tw__unary64[TW_UNARY64_F64_CEIL + kind - KIND_F_CEIL];
        result(is_single, v, f(operand(is_single, v)));
    } else if (kind <= KIND_F_MAX) {
        tw__binary64_t f = tw__binary64[TW_BINARY64_F64_ADD + kind - KIND_F_ADD];
        result(is_single, v, f(operand(is_single, v), operand(is_single, w)));
    } else if (kind <= KIND_F_PMAX) {
        pick(kind, is_single, v, w);
    } else {
        bool is_true = compare_floats(kind, operand(is_single, v), operand(is_single, w));
        memset(v, is_true ? 0xff : 0, is_single ? 4 : 8);
    }
}

static void float_lanes(struct row row, uint32_t *v, const uint32_t *w) {
    bool is_single = row.log2 == 2;
    uint32_t step = is_single ? 1 : 2;
    for (uint32_t i = 0; i < CELLS; i += step) {
        float_lane(row.kind, is_single, v + i, w + i);
    }
}

// v * w + x, each rounded.
static void multiply_add(struct row row, uint32_t *v) {
    struct row step = {KIND_F_NEG, row.log2};
    if (row.kind == KIND_NMADD) {
        float_lanes(step, v, v);
    }
    step.kind = KIND_F_MUL;
    float_lanes(step, v, v + CELLS);
    step.kind = KIND_F_ADD;
    float_lanes(step, v, v + 2 * CELLS);
}

// ---- lanes that change their size ---------------------------------------------------------------

static void narrow(struct row row, uint32_t *v) {
    uint32_t half = lane_count(row.log2);
    uint32_t from[2 * CELLS];
    memcpy(from, v, sizeof from);
    for (uint32_t i = 0; i < 2 * half; i++) {
        int64_t lane = as_signed(get(from, row.log2, i), row.log2);
        put(v, row.log2 - 1u, i, saturate(lane, row.log2 - 1u, row.kind == KIND_NARROW_S));
    }
}

// Of one half: the lanes, or their products.
static void extend(struct row row, uint32_t *v) {
    uint32_t a[2 * CELLS];
    bool is_product = row.kind >= KIND_EXTMUL_LOW_S;
    uint32_t which = row.kind - (uint32_t)(is_product ? KIND_EXTMUL_LOW_S : KIND_EXTEND_LOW_S);
    uint32_t half = lane_count(row.log2) / 2;
    uint32_t first = which % 2 == 0 ? 0 : half;
    memcpy(a, v, (is_product ? 2u : 1u) * CELLS * sizeof a[0]);
    for (uint32_t i = 0; i < half; i++) {
        uint64_t lane = get_as(a, row.log2, first + i, which < 2);
        lane *= is_product ? get_as(a + CELLS, row.log2, first + i, which < 2) : 1;
        put(v, row.log2 + 1u, i, lane);
    }
}

static void add_pairs(struct row row, uint32_t *v) {
    bool is_signed = row.kind == KIND_EXTADD_S;
    for (uint32_t i = 0; i < lane_count(row.log2) / 2; i++) {
        uint64_t sum = get_as(v, row.log2, 2 * i, is_signed);
        put(v, row.log2 + 1u, i, sum + get_as(v, row.log2, 2 * i + 1, is_signed));
    }
}

static void dot(uint32_t log2, uint32_t *v) {
    const uint32_t *w = v + CELLS;
    for (uint32_t i = 0; i < lane_count(log2) / 2; i++) {
        uint64_t sum = get_as(v, log2, 2 * i, true) * get_as(w, log2, 2 * i, true);
        sum += get_as(v, log2, 2 * i + 1, true) * get_as(w, log2, 2 * i + 1, true);
        put(v, log2 + 1, i, sum);
    }
}

static void dot_add(uint32_t *v) {
    struct row pairs = {KIND_EXTADD_S, 1};
    struct row add = {KIND_ADD, 2};
    dot(0, v);
    add_pairs(pairs, v);
    lane_by_lane(add, v, v + 2 * CELLS);
}

// By a scalar instruction, from lanes of one size to those of another; what is left over is 0.
struct conversion {
    uint16_t op;
    uint8_t which;  // enum tw__unary64
    uint8_t from;   // cells of an operand
    uint8_t to;     // and of a result
};
static const struct conversion conversions[2][6] = {
    // demote, promote, trunc_s, trunc_u, convert_s, convert_u: of lanes of 4 bytes, and of 8
    {{0, 0, 0, 0},
     {TW_OP_F64_PROMOTE_F32, TW_UNARY64_F64_QUIET, 1, 2},
     {TW_OP_I32_TRUNC_SAT_F32_S, TW_UNARY64_INTEGER, 1, 1},
     {TW_OP_I32_TRUNC_SAT_F32_U, TW_UNARY64_INTEGER, 1, 1},
     {TW_OP_F32_CONVERT_I32_S, TW_UNARY64_F64_I32_S, 1, 1},
     {TW_OP_F32_CONVERT_I32_U, TW_UNARY64_F64_I64_U, 1, 1}},
    {{TW_OP_F32_DEMOTE_F64, TW_UNARY64_F64_QUIET, 2, 1},
     {0, 0, 0, 0},
     {TW_OP_I32_TRUNC_SAT_F64_S, TW_UNARY64_INTEGER, 2, 1},
     {TW_OP_I32_TRUNC_SAT_F64_U, TW_UNARY64_INTEGER, 2, 1},
     {TW_OP_F64_CONVERT_I32_S, TW_UNARY64_F64_I32_S, 1, 2},
     {TW_OP_F64_CONVERT_I32_U, TW_UNARY64_F64_I64_U, 1, 2}},
};

static void convert(struct row row, uint32_t *v) {
    const struct conversion *how = &conversions[row.log2 - 2][row.kind - KIND_DEMOTE];
    uint32_t most = how->from > how->to ? how->from : how->to;
    uint32_t from[CELLS];
    memcpy(from, v, sizeof from);
    memset(v, 0, sizeof from);
    for (uint32_t i = 0; i < CELLS / most; i++) {
        uint64_t value = tw__numeric_operand(how->op, 0, from + i * how->from);
        if (how->which == TW_UNARY64_INTEGER) {
            (void)tw__numeric_truncate(how->op, value, &value);
        } else {
            value = tw__unary64[how->which](value);
        }
        tw__numeric_result(how->op, v + i * how->to, value);
    }
}

static void resize(struct row row, uint32_t *v) {
    if (row.kind <= KIND_NARROW_U) {
        narrow(row, v);
    } else if (row.kind <= KIND_EXTMUL_HIGH_U) {
        extend(row, v);
    } else if (row.kind <= KIND_EXTADD_U) {
        add_pairs(row, v);
    } else if (row.kind == KIND_DOT) {
        dot(row.log2, v);
    } else if (row.kind == KIND_DOT_ADD) {
        dot_add(v);
    } else {
        convert(row, v);
    }
}

// ---- whole values -------------------------------------------------------------------------------

// Bytes of v and what follows it, by the numbers in `lanes`; 0 beyond `count` of them.
static void choose(uint32_t *v, const uint32_t *lanes, uint32_t count) {
    uint32_t from[2 * CELLS];
    uint32_t to[CELLS];
    memcpy(from, v, sizeof from);
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t lane = (uint32_t)get(lanes, 0, i);
        put(to, 0, i, lane < count ? get(from, 0, lane) : 0);
    }
    memcpy(v, to, sizeof to);
}

static void splat(uint32_t log2, uint32_t *v) {
    uint64_t lane = log2 == 3 ? tw__get64(v) : v[0];
    for (uint32_t i = 0; i < lane_count(log2); i++) {
        put(v, log2, i, lane);
    }
}

static void extract(struct row row, uint32_t *v, uint32_t i) {
    uint64_t lane = get_as(v, row.log2, i, row.kind == KIND_EXTRACT_S);
    v[0] = (uint32_t)lane;
    v[1] = row.log2 == 3 ? (uint32_t)(lane >> 32) : v[1];
}

static void bitselect(uint32_t *v) {
    for (uint32_t i = 0; i < CELLS; i++) {
        v[i] = (v[i] & v[2 * CELLS + i]) | (v[CELLS + i] & ~v[2 * CELLS + i]);
    }
}

static uint32_t reduce(struct row row, const uint32_t *v) {
    uint32_t bits = 0;
    bool is_all = true;
    for (uint32_t i = 0; i < lane_count(row.log2); i++) {
        uint64_t lane = get(v, row.log2, i);
        is_all = is_all && lane != 0;
        bits |= (as_signed(lane, row.log2) < 0 ? 1u : 0u) << i;
    }
    return row.kind == KIND_BITMASK ? bits : is_all;
}

// That of const and shuffle.
static void read_literal(const uint16_t *pc, uint32_t *v) {
    for (uint32_t i = 0; i < CELLS; i++) {
        v[i] = tw__literal(pc + 7 + 2 * i);
    }
}

static void whole(struct row row, const uint16_t *pc, uint32_t *v) {
    uint32_t lanes[CELLS];
    switch (row.kind) {
        case KIND_CONST:
            read_literal(pc, v);
            break;
        case KIND_SHUFFLE:
            read_literal(pc, lanes);
            choose(v, lanes, 32);
            break;
        case KIND_SWIZZLE:
            choose(v, v + CELLS, 16);
            break;
        case KIND_SPLAT:
            splat(row.log2, v);
            break;
        case KIND_EXTRACT_S:
        case KIND_EXTRACT:
            extract(row, v, pc[4]);
            break;
        case KIND_REPLACE:
            put(v, row.log2, pc[4], row.log2 == 3 ? tw__get64(v + CELLS) : v[CELLS]);
            break;
        case KIND_BITSELECT:
            bitselect(v);
            break;
        case KIND_ANY_TRUE:
            v[0] = (v[0] | v[1] | v[2] | v[3]) != 0;
            break;
        default:
            v[0] = reduce(row, v);
            break;
    }
}

// ---- memory -------------------------------------------------------------------------------------

static uint64_t from_bytes(const uint8_t *bytes, uint32_t log2) {
    return log2 == 0   ? bytes[0]
           : log2 == 1 ? tw__load16(bytes)
           : log2 == 2 ? tw__load32(bytes)
                       : tw__load64(bytes);
}

// The lanes of the bytes, each as wide as twice, or only one.
static void take_loaded(struct row row, uint32_t lane, const uint8_t *bytes, uint32_t *v) {
    uint64_t first = from_bytes(bytes, row.log2);
    if (row.kind == KIND_LOAD) {
        put(v, 3, 0, first);
        put(v, 3, 1, tw__load64(bytes + 8));
    } else if (row.kind == KIND_LOAD_SPLAT) {
        for (uint32_t i = 0; i < lane_count(row.log2); i++) {
            put(v, row.log2, i, first);
        }
    } else if (row.kind == KIND_LOAD_ZERO) {
        memset(v, 0, CELLS * sizeof v[0]);
        put(v, row.log2, 0, first);
    } else if (row.kind == KIND_LOAD_LANE) {
        put(v, row.log2, lane, first);
    } else {
        for (uint32_t i = 0; i < lane_count(row.log2) / 2; i++) {
            uint64_t value = from_bytes(bytes + (i << row.log2), row.log2);
            bool is_signed = row.kind == KIND_LOAD_S;
            put(v, row.log2 + 1u, i, is_signed ? (uint64_t)as_signed(value, row.log2) : value);
        }
    }
}

static void make_stored(struct row row, uint32_t lane, const uint32_t *v, uint8_t *bytes) {
    if (row.kind == KIND_STORE) {
        tw__store64(bytes, get(v, 3, 0));
        tw__store64(bytes + 8, get(v, 3, 1));
    } else {
        tw__store64(bytes, get(v, row.log2, lane));
    }
}

static uint32_t access(struct tw__exec *x, struct row row, const uint16_t *pc, uint32_t *cells) {
    struct tw__memory *memory = x->instance->memories[pc[3]];
    uint64_t address = (uint64_t)cells[0] + tw__literal(pc + 5);
    uint32_t width = tw__op_width(pc[1]);
    uint32_t lane = pc[4] & 0xff;
    uint32_t *value = cells + ((pc[4] & TW_EXTRA_WIDE) != 0 ? 2 : 1);
    uint8_t bytes[16];
    if (!tw__range_ok(memory->size, address, width)) {
        return TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    if (row.kind >= KIND_STORE) {
        make_stored(row, lane, value, bytes);
        return tw__memory_write(memory, (uint32_t)address, bytes, width)
                   ? TW_TRAP_NONE
                   : TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
    }
    tw__memory_read(memory, (uint32_t)address, bytes, width);
    if (row.kind == KIND_LOAD_LANE) {
        memmove(cells, value, CELLS * sizeof cells[0]);
    }
    take_loaded(row, lane, bytes, cells);
    return TW_TRAP_NONE;
}

uint32_t tw__simd(struct tw__exec *x, const uint16_t *pc, uint32_t *cells) {
    struct row row = rows[pc[1] - TW_OP_FD_BASE];
    if (row.kind <= KIND_STORE_LANE) {
        return access(x, row, pc, cells);
    }
    if (row.kind <= KIND_BITMASK) {
        whole(row, pc, cells);
    } else if (row.kind <= KIND_CONVERT_U) {
        resize(row, cells);
    } else if (row.kind <= KIND_Q15MULR_SAT_S) {
        lane_by_lane(row, cells, cells + CELLS);
    } else if (row.kind <= KIND_F_GE) {
        float_lanes(row, cells, cells + CELLS);
    } else {
        multiply_add(row, cells);
    }
    return TW_TRAP_NONE;
}

#endif
