// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What handlers do with 64-bit values in slots: from cells to those of unit 1, `to`, which may be
// the same. Nothing comes behind it but NEXT: NEXT(3) of what moves and extends, NEXT(4) of all
// else but store64.

#if DISPATCH == TW_DISPATCH_REGISTER && defined(__thumb2__)

#define INLINE static inline __attribute__((always_inline))
// By halves: GCC would load each by itself, at an address of its own.
#define LOAD_PAIR(low, high, cell) \
    __asm__ volatile("ldrd %0, %1, [%2]" : "=r"(low), "=r"(high) : "r"(cell) : "memory")
// The rest is the same of all: the result goes to the slot of unit 1.
#define PUT_PAIR(units)                                                    \
    PART(PUT_PAIR_##units) {                                               \
        register uint32_t low __asm__("r2");                               \
        register uint32_t high __asm__("r3");                              \
        __asm__ volatile("" : "=r"(low), "=r"(high));                      \
        __asm__ volatile("strd %0, %1, [%2]"                               \
                         :                                                 \
                         : "r"(low), "r"(high), "r"(tw__cell(fp, pc[1]))   \
                         : "memory");                                      \
        NEXT(units);                                                       \
    }
PUT_PAIR(3)
PUT_PAIR(4)
#define STORE_PAIR(units, low, high)                                                       \
    do {                                                                                   \
        register uint32_t r2 __asm__("r2") = (low);                                        \
        register uint32_t r3 __asm__("r3") = (high);                                       \
        __asm__ volatile("b %c0"                                                           \
                         :                                                                 \
                         : "i"(op_PUT_PAIR_##units), "r"(r2), "r"(r3), STATE               \
                         : "memory");                                                      \
        __builtin_unreachable();                                                           \
    } while (0)
#define PAIR_OF(value, cell)            \
    uint32_t value##_low, value##_high; \
    LOAD_PAIR(value##_low, value##_high, cell)
#define SUM_PAIR(a, b)                      \
    __asm__("adds %0, %2\n\tadcs %1, %3"    \
            : "+r"(a##_low), "+r"(a##_high) \
            : "r"(b##_low), "r"(b##_high)   \
            : "cc")
INLINE void put64(uint32_t *to, uint64_t value) {
    (void)to;
    STORE_PAIR(4, (uint32_t)value, (uint32_t)(value >> 32));
}
INLINE void sum64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    SUM_PAIR(a, b);
    (void)to;
    STORE_PAIR(4, a_low, a_high);
}
INLINE void step64(uint32_t *to, const uint32_t *x, uint32_t immediate) {
    PAIR_OF(a, x);
    uint32_t b_low = immediate, b_high = (uint32_t)((int32_t)immediate >> 31);
    SUM_PAIR(a, b);
    (void)to;
    STORE_PAIR(4, a_low, a_high);
}
INLINE void xor64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    (void)to;
    STORE_PAIR(4, a_low ^ b_low, a_high ^ b_high);
}
INLINE void mul64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    __asm__("mul %1, %1, %2\n\tmla %1, %0, %3, %1\n\tumull %0, %2, %0, %2\n\tadd %1, %2"
            : "+r"(a_low), "+r"(a_high), "+r"(b_low)
            : "r"(b_high));
    (void)to;
    STORE_PAIR(4, a_low, a_high);
}
INLINE void shl64(uint32_t *to, const uint32_t *x, uint32_t count) {
    PAIR_OF(a, x);
    put64(to, (a_low | (uint64_t)a_high << 32) << count);
}
INLINE void shr64(uint32_t *to, const uint32_t *x, uint32_t count) {
    PAIR_OF(a, x);
    put64(to, (a_low | (uint64_t)a_high << 32) >> count);
}
INLINE void select64(uint32_t *to, const uint32_t *from) {
    PAIR_OF(a, from);
    (void)to;
    STORE_PAIR(4, a_low, a_high);
}
INLINE void move64(uint32_t *to, const uint32_t *from) {
    PAIR_OF(a, from);
    (void)to;
    STORE_PAIR(3, a_low, a_high);
}
INLINE void extend64(uint32_t *to, uint32_t value) {
    (void)to;
    STORE_PAIR(3, value, (uint32_t)((int32_t)value >> 31));
}
INLINE void widen64(uint32_t *to, uint32_t value) {
    (void)to;
    STORE_PAIR(3, value, 0);
}
INLINE void store64(uint8_t *p, const uint32_t *from) {
    PAIR_OF(a, from);
    tw__store32(p, a_low);
    tw__store32(p + 4, a_high);
}

#else

static inline void put64(uint32_t *to, uint64_t value) {
    tw__set64(to, value);
}
static inline void sum64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    tw__set64(to, i64_add(tw__get64(x), tw__get64(y)));
}
static inline void step64(uint32_t *to, const uint32_t *x, uint32_t immediate) {
    tw__set64(to, i64_add(tw__get64(x), i64_extend_i32_s(immediate)));
}
static inline void xor64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    tw__set64(to, i64_xor(tw__get64(x), tw__get64(y)));
}
static inline void mul64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    tw__set64(to, i64_mul(tw__get64(x), tw__get64(y)));
}
static inline void shl64(uint32_t *to, const uint32_t *x, uint32_t count) {
    tw__set64(to, tw__get64(x) << count);
}
static inline void shr64(uint32_t *to, const uint32_t *x, uint32_t count) {
    tw__set64(to, tw__get64(x) >> count);
}

static inline void select64(uint32_t *to, const uint32_t *from) {
    tw__set64(to, tw__get64(from));
}
static inline void move64(uint32_t *to, const uint32_t *from) {
    tw__set64(to, tw__get64(from));
}
static inline void extend64(uint32_t *to, uint32_t value) {
    tw__set64(to, i64_extend_i32_s(value));
}
static inline void widen64(uint32_t *to, uint32_t value) {
    tw__set64(to, i64_extend_i32_u(value));
}
static inline void store64(uint8_t *p, const uint32_t *from) {
    tw__store64(p, tw__get64(from));
}

#endif
