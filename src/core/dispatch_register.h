// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// For GCC on Thumb: a function per operation, the machine's state in global register variables (r4
// to r11, which every callee preserves), jumps written in assembler. The variables exist in this
// file only; tw__exec_loop saves and restores the registers for its caller.

#define FORM_NAME "global registers"
typedef void (*handler_t)(void);
register const uint16_t *pc __asm__("r4");
#if defined(__thumb2__)
// Short loads want the table in one of the first registers; cells take long ones anyway.
register const handler_t *table __asm__("r5");
register uint8_t *mem __asm__("r6");
register uint32_t acc __asm__("r7");
register uint32_t *fp __asm__("r8");
register uintptr_t mem_fast __asm__("r9");
register int32_t fuel __asm__("r10");
register struct tw__exec *x __asm__("r11");
#else
// Only the first eight registers can be used freely.
register uint32_t *fp __asm__("r5");
register uint32_t acc __asm__("r6");
register const handler_t *table __asm__("r7");
register uint8_t *mem __asm__("r8");
register uintptr_t mem_fast __asm__("r9");
register int32_t fuel __asm__("r10");
register struct tw__exec *x __asm__("r11");
#endif

// GCC knows nothing of the jumps from handler to handler. So no handler may have a frame, not even
// for lr, and all that lives must be in its register when it jumps.
#define OP(name)                                                                                 \
    _Pragma("GCC diagnostic error \"-Wstack-usage=0\"") static __attribute__((noipa, used)) void \
    op_##name(void)
#define STATE "r"(pc), "r"(table), "r"(mem), "r"(acc), "r"(fp), "r"(mem_fast), "r"(fuel), "r"(x)
#if defined(__thumb2__)
// GCC would add to pc and then load, and load a handler's address and then jump; the processor does
// both at once.
#define LOAD_UNIT "ldrh %0, [%1, %2]!\n\t"
#define GO_ON "ldr pc, [%3, %0]"
#define FAR_JUMP "b"
#else
#define LOAD_UNIT ".syntax unified\n\tldrh %0, [%1, %2]\n\tadds %1, %2\n\t"
#define GO_ON "ldr %0, [%3, %0]\n\tmov pc, %0"
#define FAR_JUMP "bl"
#endif
#define NEXT(n)                                                    \
    do {                                                           \
        uint32_t unit;                                             \
        if (__builtin_constant_p(n) && (n) != 0) {                 \
            __asm__ volatile(LOAD_UNIT GO_ON                       \
                             : "=&l"(unit), "+l"(pc)               \
                             : "n"(2 * (n)), "l"(table), STATE     \
                             : "cc", "memory");                    \
        } else {                                                   \
            pc += (n);                                             \
            __asm__ volatile("ldrh %0, [%1]\n\t" GO_ON             \
                             : "=&l"(unit)                         \
                             : "l"(pc), "l"(pc), "l"(table), STATE \
                             : "memory");                          \
        }                                                          \
        __builtin_unreachable();                                   \
    } while (0)
#define NEXT_CALLED(n) NEXT(n)
// Over an operation of so many units, and on by an offset.
#define NEXT_AT(units, offset) \
    pc += (offset);            \
    NEXT(units)
// GCC loads nothing before its turn.
#define IN_ORDER __asm__ volatile("" : : : "memory")
// GCC computes an address twice, each within its access, rather than once and apart.
#define APART(slot) __asm__("" : "+l"(slot))
#define PART(name) OP(name)
#define JUMP(name)                                                              \
    do {                                                                        \
        __asm__ volatile(FAR_JUMP " %c0" : : "i"(op_##name), STATE : "memory"); \
        __builtin_unreachable();                                                \
    } while (0)
// The same to ENTER, with where the function begins in a register that nobody saves.
#define GO_ENTER(begin)                                                                    \
    do {                                                                                   \
        register const uint16_t *callee __asm__("r1") = (begin);                           \
        __asm__ volatile(FAR_JUMP " %c0" : : "i"(op_ENTER), "r"(callee), STATE : "memory"); \
        __builtin_unreachable();                                                           \
    } while (0)
#define CALLEE entered()
static inline __attribute__((always_inline)) const uint16_t *entered(void) {
    register const uint16_t *callee __asm__("r1");
    __asm__ volatile("" : "=r"(callee));
    return callee;
}
// Takes fuel, or has the operation done again once there is more.
#define PAY(cost, otherwise)                  \
    uint32_t paid = (cost);                   \
    SLOW_IF(i32_lt_s, (uint32_t)fuel, paid);  \
    fuel -= (int32_t)paid;
// Jumps if f(a, b).
#if defined(__thumb2__)
#define JUMPS_BY_CONDITION
#define JUMP_TO_IF(handler, f, a, b)                                                 \
    __asm__ volatile("cmp %0, %1\n\tb" CONDITION_##f " %c2"                          \
                     :                                                               \
                     : "r"((uint32_t)(a)), "rI"((uint32_t)(b)), "i"(handler), STATE  \
                     : "cc", "memory")
#define JUMP_IF(name, f, a, b) JUMP_TO_IF(op_##name, f, a, b)
#define CONDITION_i32_eq "eq"
#define CONDITION_i32_ne "ne"
#define CONDITION_i32_lt_s "lt"
#define CONDITION_i32_ge_s "ge"
#define CONDITION_i32_lt_u "lo"
#define CONDITION_i32_ge_u "hs"
// Such jumps take half the room to what is near, so there are doors on the way to SLOW: DOOR names
// the next one.
#define DOOR op_OUTSIDE
#define SLOW_IF(f, a, b) JUMP_TO_IF(DOOR, f, a, b)
// GCC would jump twice to a jump that is near.
#define SUM_IN(ea, base, off, end)                                                             \
    __asm__ volatile("adds %0, %1, %2\n\tit cc\n\tcmpcc %0, %3\n\tbcs %c4"                    \
                     : "=&l"(ea)                                                               \
                     : "l"((uint32_t)(base)), "l"((uint32_t)(off)), "r"(end), "i"(DOOR), STATE \
                     : "cc", "memory")
#else
#define SLOW_IF(f, a, b)      \
    if (TW_UNLIKELY(f(a, b))) { \
        SLOW;                   \
    }
#define JUMP_IF(name, f, a, b)    \
    do {                          \
        if (TW_LIKELY(f(a, b))) { \
            JUMP(name);           \
        }                         \
    } while (0)
#endif
// The loop begins by saving the caller's registers, and lr, which is free for calls then; its last
// handler gives them back and returns.
#if defined(__thumb2__)
#define PUSH_ALL "push {r3-r11, lr}"
#define POP_ALL "pop {r3-r11, pc}"
#else
#define PUSH_ALL                                                                             \
    "push {r3-r7, lr}\n\tmov r4, r8\n\tmov r5, r9\n\tmov r6, r10\n\tmov r7, r11\n\t"     \
    "push {r4-r7}"
#define POP_ALL                                                                              \
    "pop {r4-r7}\n\tmov r8, r4\n\tmov r9, r5\n\tmov r10, r6\n\tmov r11, r7\n\t"          \
    "pop {r3-r7, pc}"
#endif
#define SAVE_REGISTERS __asm__ volatile(PUSH_ALL : : STATE : "memory")
#define STOP                       \
    do {                           \
        __asm__ volatile(POP_ALL); \
        __builtin_unreachable();   \
    } while (0)

// Calls of functions, for which GCC would save lr, and load where they are.
#define CALLED "r2", "r3", "ip", "cc", "memory"
#define CALL1(function, a)                                                                   \
    ({                                                                                       \
        register uintptr_t r0 __asm__("r0") = (uintptr_t)(a);                                \
        __asm__ volatile("bl %c1" : "+r"(r0) : "i"(function) : "r1", CALLED);                \
        (uint32_t) r0;                                                                       \
    })
#define CALL2(function, a, b)                                                                \
    ({                                                                                       \
        uintptr_t first = (uintptr_t)(a), second = (uintptr_t)(b);                           \
        register uintptr_t r0 __asm__("r0") = first;                                         \
        register uintptr_t r1 __asm__("r1") = second;                                        \
        __asm__ volatile("bl %c2" : "+r"(r0), "+r"(r1) : "i"(function) : CALLED);            \
        (uint32_t) r0;                                                                       \
    })
// Of one that a pointer names.
static inline uint32_t call_at(uintptr_t function, uintptr_t a, uintptr_t b) {
    register uintptr_t ip __asm__("ip") = function;
    register uintptr_t r0 __asm__("r0") = a;
    register uintptr_t r1 __asm__("r1") = b;
    __asm__ volatile("blx %2" : "+r"(r0), "+r"(r1), "+r"(ip) : : "r2", "r3", "cc", "memory");
    return r0;
}
#define CALL_AT(function, a, b) call_at((uintptr_t)(function), (a), (b))
// What GCC needs more registers for than there are is done in functions.
#if defined(__thumb2__)
#define PAIRED(name, units, ...) \
    OP(name) {                   \
        __VA_ARGS__;             \
        NEXT(units);             \
    }
#define COUNT(f, a) f(a)
#else
#define PAIRED(name, units, ...)                                                               \
    _Pragma("GCC diagnostic ignored \"-Wstack-usage=\"") static __attribute__((noinline)) void \
    do_##name(const uint16_t *pc, uint32_t *fp) {                                              \
        __VA_ARGS__;                                                                           \
    }                                                                                          \
    OP(name) {                                                                                 \
        (void)CALL2(do_##name, pc, fp);                                                        \
        NEXT(units);                                                                           \
    }
#define COUNT(f, a) CALL1(out_##f, a)
#pragma GCC diagnostic ignored "-Wstack-usage="
static __attribute__((noinline)) uint32_t out_i32_clz(uint32_t a) {
    return i32_clz(a);
}
static __attribute__((noinline)) uint32_t out_i32_ctz(uint32_t a) {
    return i32_ctz(a);
}
#endif

#define DECLARE(name) static void op_##name(void);
