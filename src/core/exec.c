// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

#if defined(__OPTIMIZE__) && defined(__GNUC__) && !defined(__clang__) && defined(__thumb__)
#pragma GCC optimize("O2")  // else GCC makes frames for handlers, which must have none
#endif

#include "core/exec.h"

#include "core/numeric.h"

// The execution loop. Its handlers (exec_ops.h) are the same in every form; the form is picked
// here by what the compiler can do.

#if defined(__has_attribute)
#define HAS_ATTRIBUTE(name) __has_attribute(name)
#else
#define HAS_ATTRIBUTE(name) 0
#endif
#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    HAS_FEATURE(address_sanitizer) || HAS_FEATURE(memory_sanitizer)
#define IS_SANITIZED 1
#else
#define IS_SANITIZED 0
#endif

#if TW_CFG_DISPATCH != TW_DISPATCH_AUTO
#define DISPATCH TW_CFG_DISPATCH
#elif !defined(__OPTIMIZE__) || IS_SANITIZED
#define DISPATCH TW_DISPATCH_SWITCH
#elif defined(__clang__) && HAS_ATTRIBUTE(musttail) && HAS_ATTRIBUTE(preserve_none) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define DISPATCH TW_DISPATCH_TAIL
#elif defined(__GNUC__) && !defined(__clang__) && defined(__thumb__)
#define DISPATCH TW_DISPATCH_REGISTER
#elif defined(__GNUC__)
#define DISPATCH TW_DISPATCH_GOTO
#else
#define DISPATCH TW_DISPATCH_SWITCH
#endif

// The handler of an operation in a table of pointers, by its unit.
#define HANDLER(type, table, unit) \
    (*(const type *)(const void *)((const uint8_t *)(table) + (unit) * (sizeof(type) / 4)))

#if DISPATCH == TW_DISPATCH_TAIL
#include "core/dispatch_tail.h"
#elif DISPATCH == TW_DISPATCH_REGISTER
#include "core/dispatch_register.h"
#else
#include "core/dispatch_local.h"
#endif
#include "core/pairs.h"

// ---- helpers of the handlers -------------------------------------------------------------------

#if UINTPTR_MAX > UINT32_MAX
static inline bool fast_address(uint32_t base, uint32_t off, uintptr_t mem_fast, uintptr_t *ea) {
    *ea = (uintptr_t)base + off;
    return *ea < mem_fast;
}
#else
static inline bool fast_address(uint32_t base, uint32_t off, uintptr_t mem_fast, uintptr_t *ea) {
    *ea = base + off;
    return *ea >= off && *ea < mem_fast;
}
#endif

// Where the processor wants addresses to be multiples of the width, the loop leaves others to C.
#if defined(__arm__) && !defined(__ARM_FEATURE_UNALIGNED) || defined(__riscv)
#define ODD(ea, width) (((ea) & ((width) - 1)) != 0)
#define AT(ea, width) ((uint8_t *)__builtin_assume_aligned(mem + (ea), (width)))
#else
#define ODD(ea, width) false
#define AT(ea, width) (mem + (ea))
#endif

// Shifts by constants, which the translator has made smaller than the width.
static inline uint32_t shl32(uint32_t a, uint32_t count) {
    return a << count;
}
static inline uint32_t shr_s32(uint32_t a, uint32_t count) {
    return (uint32_t)((int32_t)a >> count);
}
static inline uint32_t shr_u32(uint32_t a, uint32_t count) {
    return a >> count;
}
static inline uint32_t rotr32(uint32_t a, uint32_t count) {
    return a >> count | a << ((0u - count) & 31);
}

static inline uint32_t load8_u(const uint8_t *p) {
    return *p;
}
static inline void store8(uint8_t *p, uint32_t value) {
    *p = (uint8_t)value;
}

#if TW_CFG_WIDE

static inline uint32_t load8_s(const uint8_t *p) {
    return i32_extend8_s(*p);
}
static inline uint32_t load16_s(const uint8_t *p) {
    return i32_extend16_s(tw__load16(p));
}
static inline uint64_t rotr64(uint64_t a, uint64_t count) {
    return a >> (count & 63) | a << ((0u - count) & 63);
}
static inline uint64_t rotl64(uint64_t a, uint64_t count) {
    return a << (count & 63) | a >> ((0u - count) & 63);
}
static inline uint64_t div64_s(uint64_t a, uint64_t b) {
    return (uint64_t)((int64_t)a / (int64_t)b);
}
static inline uint64_t div64_u(uint64_t a, uint64_t b) {
    return a / b;
}
static inline uint64_t rem64_s(uint64_t a, uint64_t b) {
    return b == UINT64_MAX ? 0 : (uint64_t)((int64_t)a % (int64_t)b);
}
static inline uint64_t rem64_u(uint64_t a, uint64_t b) {
    return a % b;
}

#endif

#if TW_FAST_FLOAT

static inline uint32_t quotient32(uint32_t a, uint32_t b) {
    return f32_bits(f32_of(a) / f32_of(b));
}
#if defined(__x86_64__)
#define ROOT32 "sqrtss %1, %0"
#define ROOT64 "sqrtsd %1, %0"
#define FLOAT_REGISTER "x"
#else
#define ROOT32 "fsqrt %s0, %s1"
#define ROOT64 "fsqrt %d0, %d1"
#define FLOAT_REGISTER "w"
#endif
// sqrt() of a compiler may call a function for numbers below 0.
static inline uint32_t f32_root(uint32_t a) {
    float root;
    __asm__(ROOT32 : "=" FLOAT_REGISTER(root) : FLOAT_REGISTER(f32_of(a)));
    return f32_bits(root);
}
static inline uint64_t f64_root(uint64_t a) {
    double root;
    __asm__(ROOT64 : "=" FLOAT_REGISTER(root) : FLOAT_REGISTER(f64_of(a)));
    return f64_bits(root);
}
// Called, they would give their handlers a frame.
#define ALWAYS_INLINE inline __attribute__((always_inline))
// To a whole number: towards 0, then a step down or up. What has no fraction stays, but for NaNs.
static ALWAYS_INLINE uint32_t f32_whole(uint32_t a, bool goes_down, bool goes_up) {
    if ((a & ~F32_SIGN) >= 0x4b000000u) {
        return f32_is_nan(a) ? a | F32_QUIET : a;
    }
    float value = f32_of(a);
    float whole = (float)(int32_t)value;
    whole -= goes_down && whole > value ? 1.0f : 0.0f;
    whole += goes_up && whole < value ? 1.0f : 0.0f;
    return (f32_bits(whole) & ~F32_SIGN) | (a & F32_SIGN);
}
static ALWAYS_INLINE uint64_t f64_whole(uint64_t a, bool goes_down, bool goes_up) {
    if ((a & ~F64_SIGN) >= 0x4330000000000000u) {
        return f64_is_nan(a) ? a | F64_QUIET : a;
    }
    double value = f64_of(a);
    double whole = (double)(int64_t)value;
    whole -= goes_down && whole > value ? 1.0 : 0.0;
    whole += goes_up && whole < value ? 1.0 : 0.0;
    return f64_copysign(f64_bits(whole), a);
}
#define F32_CEIL_OF(a) f32_whole(a, false, true)
#define F32_FLOOR_OF(a) f32_whole(a, true, false)
#define F32_TRUNC_OF(a) f32_whole(a, false, false)
#define F64_CEIL_OF(a) f64_whole(a, false, true)
#define F64_FLOOR_OF(a) f64_whole(a, true, false)
#define F64_TRUNC_OF(a) f64_whole(a, false, false)
// A NaN if there is one, the first of two; of zeros the negative one is less.
static ALWAYS_INLINE uint32_t lesser32(uint32_t a, uint32_t b) {
    if (f32_lt(a, b) || f32_lt(b, a)) {
        return f32_lt(a, b) ? a : b;
    }
    return f32_eq(a, b) ? a | b : (f32_is_nan(a) ? a : b) | F32_QUIET;
}
static ALWAYS_INLINE uint32_t greater32(uint32_t a, uint32_t b) {
    if (f32_lt(a, b) || f32_lt(b, a)) {
        return f32_lt(a, b) ? b : a;
    }
    return f32_eq(a, b) ? a & b : (f32_is_nan(a) ? a : b) | F32_QUIET;
}
static ALWAYS_INLINE uint64_t lesser64(uint64_t a, uint64_t b) {
    if (f64_lt(a, b) || f64_lt(b, a)) {
        return f64_lt(a, b) ? a : b;
    }
    return f64_eq(a, b) ? a | b : (f64_is_nan(a) ? a : b) | F64_QUIET;
}
static ALWAYS_INLINE uint64_t greater64(uint64_t a, uint64_t b) {
    if (f64_lt(a, b) || f64_lt(b, a)) {
        return f64_lt(a, b) ? b : a;
    }
    return f64_eq(a, b) ? a & b : (f64_is_nan(a) ? a : b) | F64_QUIET;
}
static inline uint32_t f32_gt(uint32_t a, uint32_t b) {
    return f32_lt(b, a);
}
static inline uint32_t f32_ge(uint32_t a, uint32_t b) {
    return f32_le(b, a);
}
static inline bool f64_gt(uint64_t a, uint64_t b) {
    return f64_lt(b, a);
}
static inline bool f64_ge(uint64_t a, uint64_t b) {
    return f64_le(b, a);
}
static inline uint32_t f32_of_i32_s(uint32_t a) {
    return f32_bits((float)(int32_t)a);
}
static inline uint32_t f32_of_i32_u(uint32_t a) {
    return f32_bits((float)a);
}
static inline uint64_t f64_of_i32_s(uint32_t a) {
    return f64_bits((double)(int32_t)a);
}
static inline uint64_t f64_of_i32_u(uint32_t a) {
    return f64_bits((double)a);
}

#endif

// ---- the state ----------------------------------------------------------------------------------

#define SAVE_STATE \
    x->pc = pc;    \
    x->fp = fp;    \
    x->acc = acc;  \
    x->fuel = fuel
#define LOAD_STATE          \
    pc = x->pc;             \
    fp = x->fp;             \
    mem = x->mem;           \
    mem_fast = x->mem_fast; \
    acc = x->acc;           \
    fuel = x->fuel

#if DISPATCH == TW_DISPATCH_TAIL || DISPATCH == TW_DISPATCH_REGISTER

#define RC(name, units) DECLARE(name)
#define RC_SLOW(name, units)
#include "core/opcodes/regcode.def"
DECLARE(OUTSIDE)
#if !TW_CFG_WIDE
DECLARE(ENTER)
#endif
#if TW_CFG_SUPERINSTRUCTIONS && defined(JUMPS_BY_CONDITION)
DECLARE(TAKE)
DECLARE(NEXT_5)
DECLARE(DOOR_OF_LOADS)
DECLARE(DOOR_OF_STORES)
#endif
#if TW_CFG_SUPERINSTRUCTIONS
DECLARE(BACK)
#else
DECLARE(TAKE)
#endif

static const handler_t handlers[RC_COUNT] = {
#define RC(name, units) [RC_##name] = op_##name,
#define RC_SLOW(name, units) [RC_##name] = op_OUTSIDE,
#include "core/opcodes/regcode.def"
};

#if TW_CFG_SUPERINSTRUCTIONS
#include "core/exec_ops.h"
#else
#include "core/exec_plain.h"
#endif

#endif

#if DISPATCH == TW_DISPATCH_TAIL

void tw__exec_loop(struct tw__exec *x) {
    HANDLER(handler_t, handlers, x->pc[0])
    (x->pc, x->fp, x->mem, x->mem_fast, x, handlers, x->acc, x->fuel);
}

#elif DISPATCH == TW_DISPATCH_REGISTER

__attribute__((noipa)) void tw__exec_loop(struct tw__exec *exec) {
    SAVE_REGISTERS;
    x = exec;
    table = handlers;
    LOAD_STATE;
    NEXT(0);
}

#else

void tw__exec_loop(struct tw__exec *x) {
    const uint16_t *pc;
    uint32_t *fp;
    uint8_t *mem;
    uintptr_t mem_fast;
    tw__acc_t acc;
    int32_t fuel;
    LOAD_STATE;
#if DISPATCH == TW_DISPATCH_GOTO
    static void *const labels[RC_COUNT] = {
#define RC(name, units) [RC_##name] = &&op_##name,
#define RC_SLOW(name, units) [RC_##name] = &&op_OUTSIDE,
#include "core/opcodes/regcode.def"
    };
    void *const *table = labels;
    __asm__("" : "+r"(table));  // else GCC loads its address in each handler
    NEXT(0);
#else
next:
    switch (TW_RC_OF(pc[0]))
#endif
    {
#if TW_CFG_SUPERINSTRUCTIONS
#include "core/exec_ops.h"
#else
#include "core/exec_plain.h"
#endif
#if DISPATCH == TW_DISPATCH_SWITCH
        default:
            goto op_OUTSIDE;
#endif
    }
}

#endif

const char tw__exec_form[] = FORM_NAME;
