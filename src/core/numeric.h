// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_NUMERIC_H
#define TW_CORE_NUMERIC_H

// Numeric operations of the specification (4.3) as total functions, each once. Floats come and go
// as bits; a NaN result is quiet and keeps an operand's payload, as 4.3.3 allows. Nothing here
// needs libm.

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "tinywasm/config.h"
#include "tinywasm/error.h"

// ---- i32 -------------------------------------------------------------------------------------

static inline uint32_t i32_add(uint32_t a, uint32_t b) { return a + b; }
static inline uint32_t i32_sub(uint32_t a, uint32_t b) { return a - b; }
static inline uint32_t i32_mul(uint32_t a, uint32_t b) { return a * b; }
static inline uint32_t i32_and(uint32_t a, uint32_t b) { return a & b; }
static inline uint32_t i32_or(uint32_t a, uint32_t b) { return a | b; }
static inline uint32_t i32_xor(uint32_t a, uint32_t b) { return a ^ b; }
static inline uint32_t i32_shl(uint32_t a, uint32_t b) { return a << (b & 31); }
static inline uint32_t i32_shr_u(uint32_t a, uint32_t b) { return a >> (b & 31); }
static inline uint32_t i32_shr_s(uint32_t a, uint32_t b) {
    return (uint32_t)((int32_t)a >> (b & 31));  // arithmetic on every compiler that we support
}
static inline uint32_t i32_rotl(uint32_t a, uint32_t b) {
    return a << (b & 31) | a >> ((0u - b) & 31);
}
static inline uint32_t i32_rotr(uint32_t a, uint32_t b) { return i32_rotl(a, 0u - b); }
static inline bool i32_eq(uint32_t a, uint32_t b) { return a == b; }
static inline bool i32_ne(uint32_t a, uint32_t b) { return a != b; }
static inline bool i32_lt_s(uint32_t a, uint32_t b) { return (int32_t)a < (int32_t)b; }
static inline bool i32_ge_s(uint32_t a, uint32_t b) { return (int32_t)a >= (int32_t)b; }
static inline bool i32_lt_u(uint32_t a, uint32_t b) { return a < b; }
static inline bool i32_ge_u(uint32_t a, uint32_t b) { return a >= b; }
static inline uint32_t i32_clz(uint32_t a) { return a == 0 ? 32 : (uint32_t)__builtin_clz(a); }
static inline uint32_t i32_ctz(uint32_t a) { return a == 0 ? 32 : (uint32_t)__builtin_ctz(a); }
static inline uint32_t i32_extend8_s(uint32_t a) { return (uint32_t)(int32_t)(int8_t)(uint8_t)a; }
static inline uint32_t i32_extend16_s(uint32_t a) {
    return (uint32_t)(int32_t)(int16_t)(uint16_t)a;
}
// Divisors are not 0, and div_s does not overflow: the handler has trapped.
static inline uint32_t i32_div_s(uint32_t a, uint32_t b) {
    return (uint32_t)((int32_t)a / (int32_t)b);
}
static inline uint32_t i32_div_u(uint32_t a, uint32_t b) { return a / b; }
static inline uint32_t i32_rem_s(uint32_t a, uint32_t b) {
    return b == UINT32_MAX ? 0 : (uint32_t)((int32_t)a % (int32_t)b);
}
static inline uint32_t i32_rem_u(uint32_t a, uint32_t b) { return a % b; }

// ---- i64 -------------------------------------------------------------------------------------

static inline uint64_t i64_add(uint64_t a, uint64_t b) { return a + b; }
static inline uint64_t i64_sub(uint64_t a, uint64_t b) { return a - b; }
static inline uint64_t i64_mul(uint64_t a, uint64_t b) { return a * b; }
static inline uint64_t i64_and(uint64_t a, uint64_t b) { return a & b; }
static inline uint64_t i64_or(uint64_t a, uint64_t b) { return a | b; }
static inline uint64_t i64_xor(uint64_t a, uint64_t b) { return a ^ b; }
static inline uint64_t i64_shl(uint64_t a, uint64_t b) { return a << (b & 63); }
static inline uint64_t i64_shr_u(uint64_t a, uint64_t b) { return a >> (b & 63); }
static inline uint64_t i64_shr_s(uint64_t a, uint64_t b) {
    return (uint64_t)((int64_t)a >> (b & 63));
}
static inline uint64_t i64_rotl(uint64_t a, uint64_t b) {
    uint32_t low = (uint32_t)((b & 32) == 0 ? a : a >> 32);
    uint32_t high = (uint32_t)((b & 32) == 0 ? a >> 32 : a);
    uint32_t up = b & 31;
    uint32_t down = 31 - up;  // and one more
    return (uint64_t)(high << up | low >> 1 >> down) << 32 | (low << up | high >> 1 >> down);
}
static inline uint64_t i64_rotr(uint64_t a, uint64_t b) { return i64_rotl(a, 0u - b); }
static inline bool i64_eq(uint64_t a, uint64_t b) { return a == b; }
static inline bool i64_ne(uint64_t a, uint64_t b) { return a != b; }
static inline bool i64_lt_s(uint64_t a, uint64_t b) { return (int64_t)a < (int64_t)b; }
static inline bool i64_ge_s(uint64_t a, uint64_t b) { return (int64_t)a >= (int64_t)b; }
static inline bool i64_lt_u(uint64_t a, uint64_t b) { return a < b; }
static inline bool i64_ge_u(uint64_t a, uint64_t b) { return a >= b; }
static inline uint64_t i64_clz(uint64_t a) { return a == 0 ? 64 : (uint64_t)__builtin_clzll(a); }
static inline uint64_t i64_ctz(uint64_t a) { return a == 0 ? 64 : 63 - i64_clz(a & (0u - a)); }
static inline uint64_t i64_extend8_s(uint64_t a) { return (uint64_t)(int64_t)(int8_t)(uint8_t)a; }
static inline uint64_t i64_extend16_s(uint64_t a) {
    return (uint64_t)(int64_t)(int16_t)(uint16_t)a;
}
static inline uint64_t i64_extend32_s(uint64_t a) {
    return (uint64_t)(int64_t)(int32_t)(uint32_t)a;
}
static inline uint64_t i64_extend_i32_s(uint32_t a) { return (uint64_t)(int64_t)(int32_t)a; }
static inline uint64_t i64_extend_i32_u(uint32_t a) { return a; }

// Operations of two 64-bit values, without traps, that have no handler: reached by number.
// Floats come first, in the order of their instructions.
enum tw__binary64 {
    TW_BINARY64_F64_ADD,
    TW_BINARY64_F64_SUB,
    TW_BINARY64_F64_MUL,
    TW_BINARY64_F64_DIV,
    TW_BINARY64_F64_MIN,
    TW_BINARY64_F64_MAX,
    TW_BINARY64_F64_COPYSIGN,
    TW_BINARY64_SUB,
    TW_BINARY64_AND,
    TW_BINARY64_OR,
    TW_BINARY64_SHL,
    TW_BINARY64_SHR_S,
    TW_BINARY64_SHR_U,
    TW_BINARY64_ROTL,
    TW_BINARY64_ROTR
};
typedef uint64_t (*tw__binary64_t)(uint64_t a, uint64_t b);
extern const tw__binary64_t tw__binary64[];
// The operation BINARY64 at pc. Out of the loop: GCC 12 does not end on a handler that calls
// through a pointer with two 64-bit values when the registers are global and those of floats are
// there.
void tw__binary64_at(const uint16_t *pc, uint32_t *fp);

// The same of two 32-bit values; comparisons give 0 or 1.
enum tw__binary32 {
    TW_BINARY32_SHL,
    TW_BINARY32_SHR_S,
    TW_BINARY32_SHR_U,
    TW_BINARY32_ROTR,
    TW_BINARY32_ROTL,
    TW_BINARY32_DIV_S,
    TW_BINARY32_DIV_U,
    TW_BINARY32_REM_S,
    TW_BINARY32_REM_U,
    TW_BINARY32_F32_ADD,
    TW_BINARY32_F32_SUB,
    TW_BINARY32_F32_MUL,
    TW_BINARY32_F32_DIV,
    TW_BINARY32_F32_EQ,
    TW_BINARY32_F32_LT,
    TW_BINARY32_F32_LE
};
typedef uint32_t (*tw__binary32_t)(uint32_t a, uint32_t b);
extern const tw__binary32_t tw__binary32[];

// Comparisons of two 64-bit values: those of integers by kind (core/translate.h), then of floats.
enum tw__compare64 { TW_COMPARE64_F64_EQ = 6, TW_COMPARE64_F64_LT, TW_COMPARE64_F64_LE };
// The operation COMPARE64 at pc; out of the loop as BINARY64.
uint32_t tw__compare64_at(const uint16_t *pc, uint32_t *fp);

typedef uint64_t (*tw__unary64_t)(uint64_t a);
extern const tw__unary64_t tw__unary64[];

// Operations of one value, by number; an f32 is the f64 of its value.
enum tw__unary64 {
    TW_UNARY64_F64_ABS,
    TW_UNARY64_F64_NEG,
    TW_UNARY64_F64_CEIL,
    TW_UNARY64_F64_FLOOR,
    TW_UNARY64_F64_TRUNC,
    TW_UNARY64_F64_NEAREST,
    TW_UNARY64_F64_SQRT,
    TW_UNARY64_F64_QUIET,
    TW_UNARY64_F64_I32_S,
    TW_UNARY64_F64_I64_S,
    TW_UNARY64_F64_I64_U,
    TW_UNARY64_F32_I64_S,
    TW_UNARY64_F32_I64_U,
    TW_UNARY64_CLZ,
    TW_UNARY64_CTZ,
    TW_UNARY64_POPCNT,
    TW_UNARY64_EXTEND8_S,
    TW_UNARY64_EXTEND16_S,
    TW_UNARY64_EXTEND32_S,
    TW_UNARY64_INTEGER  // to an integer, which may trap
};

// The operation NUMERIC at pc: any numeric instruction that has no handler. Its unit is the
// instruction's number (core/opcode.h) and which of the operations above does it, that with as many
// operands. Gives a tw_trap_t: NONE, or the trap and no result.
#define TW_NUMERIC_UNIT(op, which) ((op) | (which) << 8)
#define TW_NUMERIC_OP(unit) ((unit) & 0xffu)
#define TW_NUMERIC_WHICH(unit) ((unit) >> 8)
uint32_t tw__numeric_at(const uint16_t *pc, uint32_t *fp);

// Without superinstructions: any numeric instruction, from cells that hold its operands to those
// that take its result. Gives NONE, or the trap and no result.
tw_trap_t tw__plain_numeric(uint32_t op, uint32_t *cells);

// Operand i of an instruction, from cells, and the result into cells; an f32 as the f64 of its
// value.
uint64_t tw__numeric_operand(uint32_t op, uint32_t i, const uint32_t *cells);
void tw__numeric_result(uint32_t op, uint32_t *cells, uint64_t value);
// i64 division by kind, in the order of the instructions: NONE, or the trap and no result.
tw_trap_t tw__numeric_divide(uint32_t kind, uint64_t a, uint64_t b, uint64_t *result);
// An instruction that turns a float into an integer: NONE, or the trap and no result.
tw_trap_t tw__numeric_truncate(uint32_t op, uint64_t a, uint64_t *result);

#if TW_CFG_FLOAT

// ---- bits ------------------------------------------------------------------------------------

static inline float f32_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
static inline uint32_t f32_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
static inline double f64_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
static inline uint64_t f64_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
#define F32_SIGN 0x80000000u
#define F32_QUIET 0x00400000u
#define F32_INFINITY 0x7f800000u
#define F64_SIGN 0x8000000000000000u
#define F64_QUIET 0x0008000000000000u
#define F64_INFINITY 0x7ff0000000000000u
static inline bool f32_is_nan(uint32_t a) { return (a & ~F32_SIGN) > F32_INFINITY; }

static inline uint64_t f64_copysign(uint64_t a, uint64_t b) {
    return (a & ~F64_SIGN) | (b & F64_SIGN);
}
static inline uint64_t f64_abs(uint64_t a) { return a & ~F64_SIGN; }
static inline uint64_t f64_neg(uint64_t a) { return a ^ F64_SIGN; }

// ---- f32 and f64 arithmetic --------------------------------------------------------------------

// Those that give an f32 are rounded once. promote and demote take no NaN.
#if TW_CFG_SMALL_ARITHMETIC  // by integers: core/float.c
uint32_t tw__f32_add(uint32_t a, uint32_t b);
uint32_t tw__f32_sub(uint32_t a, uint32_t b);
uint32_t tw__f32_mul(uint32_t a, uint32_t b);
uint64_t tw__f64_add(uint64_t a, uint64_t b);
uint64_t tw__f64_sub(uint64_t a, uint64_t b);
uint64_t tw__f64_mul(uint64_t a, uint64_t b);
uint64_t tw__f64_div(uint64_t a, uint64_t b);
uint32_t tw__f32_eq(uint32_t a, uint32_t b);
uint32_t tw__f32_lt(uint32_t a, uint32_t b);
uint32_t tw__f32_le(uint32_t a, uint32_t b);
bool tw__f64_is_nan(uint64_t a);
bool tw__f64_eq(uint64_t a, uint64_t b);
bool tw__f64_lt(uint64_t a, uint64_t b);
bool tw__f64_le(uint64_t a, uint64_t b);
uint64_t tw__f64_convert_i64_s(uint64_t a);
uint64_t tw__f64_convert_i64_u(uint64_t a);
uint64_t tw__f64_promote(uint32_t a);
uint32_t tw__f32_demote(uint64_t a);
#define f32_add tw__f32_add
#define f32_sub tw__f32_sub
#define f32_mul tw__f32_mul
#define f64_add tw__f64_add
#define f64_sub tw__f64_sub
#define f64_mul tw__f64_mul
#define f64_div tw__f64_div
#define f32_eq tw__f32_eq
#define f32_lt tw__f32_lt
#define f32_le tw__f32_le
#define f64_is_nan tw__f64_is_nan
#define f64_eq tw__f64_eq
#define f64_lt tw__f64_lt
#define f64_le tw__f64_le
#define f64_convert_i64_s tw__f64_convert_i64_s
#define f64_convert_i64_u tw__f64_convert_i64_u
#define f64_promote tw__f64_promote
#define f32_demote tw__f32_demote
#else
static inline bool f64_is_nan(uint64_t a) { return (a & ~F64_SIGN) > F64_INFINITY; }
static inline uint32_t f32_add(uint32_t a, uint32_t b) { return f32_bits(f32_of(a) + f32_of(b)); }
static inline uint32_t f32_sub(uint32_t a, uint32_t b) { return f32_bits(f32_of(a) - f32_of(b)); }
static inline uint32_t f32_mul(uint32_t a, uint32_t b) { return f32_bits(f32_of(a) * f32_of(b)); }
static inline uint64_t f64_add(uint64_t a, uint64_t b) { return f64_bits(f64_of(a) + f64_of(b)); }
static inline uint64_t f64_sub(uint64_t a, uint64_t b) { return f64_bits(f64_of(a) - f64_of(b)); }
static inline uint64_t f64_mul(uint64_t a, uint64_t b) { return f64_bits(f64_of(a) * f64_of(b)); }
static inline uint64_t f64_div(uint64_t a, uint64_t b) { return f64_bits(f64_of(a) / f64_of(b)); }
static inline uint32_t f32_eq(uint32_t a, uint32_t b) { return f32_of(a) == f32_of(b); }
static inline uint32_t f32_lt(uint32_t a, uint32_t b) { return f32_of(a) < f32_of(b); }
static inline uint32_t f32_le(uint32_t a, uint32_t b) { return f32_of(a) <= f32_of(b); }
static inline bool f64_eq(uint64_t a, uint64_t b) { return f64_of(a) == f64_of(b); }
static inline bool f64_lt(uint64_t a, uint64_t b) { return f64_of(a) < f64_of(b); }
static inline bool f64_le(uint64_t a, uint64_t b) { return f64_of(a) <= f64_of(b); }
static inline uint64_t f64_convert_i64_s(uint64_t a) { return f64_bits((double)(int64_t)a); }
static inline uint64_t f64_convert_i64_u(uint64_t a) { return f64_bits((double)a); }
static inline uint64_t f64_promote(uint32_t a) { return f64_bits((double)f32_of(a)); }
static inline uint32_t f32_demote(uint64_t a) { return f32_bits((float)f64_of(a)); }
#endif
// By way of f64 (numeric.c): of sums, products and quotients the result is the same.
uint32_t tw__f32_by_f64(uint32_t a, uint32_t b, tw__binary64_t operation);

#endif
#endif
