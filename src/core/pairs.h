// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What handlers do with 64-bit values in slots where operations have 32 bits: from cells to cells,
// which may be the same.

#if DISPATCH == TW_DISPATCH_REGISTER && defined(__thumb2__)

#define INLINE static inline __attribute__((always_inline))
// By halves: GCC would load each by itself, at an address of its own.
#define LOAD_PAIR(low, high, cell) \
    __asm__ volatile("ldrd %0, %1, [%2]" : "=r"(low), "=r"(high) : "r"(cell) : "memory")
#define STORE_PAIR(low, high, cell) \
    __asm__ volatile("strd %0, %1, [%2]" : : "r"(low), "r"(high), "r"(cell) : "memory")
#define PAIR_OF(value, cell)            \
    uint32_t value##_low, value##_high; \
    LOAD_PAIR(value##_low, value##_high, cell)
#define SUM_PAIR(a, b)                      \
    __asm__("adds %0, %2\n\tadcs %1, %3"    \
            : "+r"(a##_low), "+r"(a##_high) \
            : "r"(b##_low), "r"(b##_high)   \
            : "cc")
INLINE void sum64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    SUM_PAIR(a, b);
    STORE_PAIR(a_low, a_high, to);
}
INLINE void step64(uint32_t *to, const uint32_t *x, uint32_t immediate) {
    PAIR_OF(a, x);
    uint32_t b_low = immediate, b_high = (uint32_t)((int32_t)immediate >> 31);
    SUM_PAIR(a, b);
    STORE_PAIR(a_low, a_high, to);
}
INLINE void xor64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    STORE_PAIR(a_low ^ b_low, a_high ^ b_high, to);
}
INLINE void mul64(uint32_t *to, const uint32_t *x, const uint32_t *y) {
    PAIR_OF(a, x);
    PAIR_OF(b, y);
    __asm__("mul %1, %1, %2\n\tmla %1, %0, %3, %1\n\tumull %0, %2, %0, %2\n\tadd %1, %2"
            : "+r"(a_low), "+r"(a_high), "+r"(b_low)
            : "r"(b_high));
    STORE_PAIR(a_low, a_high, to);
}
INLINE void shl64(uint32_t *to, const uint32_t *x, uint32_t count) {
    PAIR_OF(a, x);
    uint64_t result = (a_low | (uint64_t)a_high << 32) << count;
    STORE_PAIR((uint32_t)result, (uint32_t)(result >> 32), to);
}
INLINE void shr64(uint32_t *to, const uint32_t *x, uint32_t count) {
    PAIR_OF(a, x);
    uint64_t result = (a_low | (uint64_t)a_high << 32) >> count;
    STORE_PAIR((uint32_t)result, (uint32_t)(result >> 32), to);
}

#else

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

#endif
