// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// For GCC on Thumb-2: a function per operation, the machine's state in global register variables
// (r4 to r11, which every callee preserves), sibling calls. The variables exist in this file only;
// tw__exec_loop saves and restores the registers for its caller.

// Short loads want the table in one of the first registers; cells take long ones anyway.

#define FORM_NAME "global registers"
register const uint16_t *pc __asm__("r4");
typedef void (*handler_t)(void);
register const handler_t *table __asm__("r5");
register uint8_t *mem __asm__("r6");
register uint32_t acc __asm__("r7");
register uint32_t *fp __asm__("r8");
register uintptr_t mem_fast __asm__("r9");
register int32_t fuel __asm__("r10");
register struct tw__exec *x __asm__("r11");

// GCC knows nothing of the jumps from handler to handler. So no handler may have a frame, not even
// for lr, and all that lives must be in its register when it jumps.
#define OP(name)                                          \
    _Pragma("GCC diagnostic error \"-Wstack-usage=0\"") \
    static __attribute__((noipa, used)) void op_##name(void)
#define STATE                                                                            \
    "r"(pc), "r"(table), "r"(mem), "r"(acc), "r"(fp), "r"(mem_fast), "r"(fuel), "r"(x)
// GCC would add to pc and then load, and load a handler's address and then jump; the processor does
// both at once.
#define NEXT(n)                                                                          \
    do {                                                                                 \
        uint32_t unit;                                                                   \
        if (__builtin_constant_p(n)) {                                                   \
            __asm__ volatile("ldrh %0, [%1, %2]!\n\tldr pc, [%3, %0]"                    \
                             : "=&l"(unit), "+r"(pc)                                     \
                             : "n"(2 * (n)), "r"(table), STATE : "memory");              \
        } else {                                                                         \
            pc += (n);                                                                   \
            __asm__ volatile("ldrh %0, [%1]\n\tldr pc, [%2, %0]"                         \
                             : "=&l"(unit) : "r"(pc), "r"(table), STATE : "memory");     \
        }                                                                                \
        __builtin_unreachable();                                                         \
    } while (0)
#define PART(name) OP(name)
#define JUMP(name)                                                              \
    do {                                                                        \
        __asm__ volatile("b %c0" : : "i"(op_##name), STATE : "memory");         \
        __builtin_unreachable();                                                \
    } while (0)
// Runs handlers until one stops. lr is on the stack, and free for calls.
#define START                                                                   \
    __asm__ volatile("bl 1f\n\tb 2f\n"                                         \
                     "1:\tpush {r3, lr}\n\tldrh r3, [%0]\n\tldr pc, [%1, r3]\n"  \
                     "2:"                                                       \
                     : "+r"(pc) : "r"(table), STATE                             \
                     : "r0", "r1", "r2", "r3", "ip", "lr", "cc", "memory")
#define STOP                                        \
    do {                                            \
        __asm__ volatile("pop {r3, pc}");           \
        __builtin_unreachable();                    \
    } while (0)

// Calls of functions, for which GCC would save lr.
static inline uint32_t call2(uintptr_t function, uintptr_t a, uintptr_t b) {
    register uintptr_t ip __asm__("ip") = function;
    register uintptr_t r0 __asm__("r0") = a;
    register uintptr_t r1 __asm__("r1") = b;
    __asm__ volatile("blx %2" : "+r"(r0), "+r"(r1), "+r"(ip) : : "r2", "r3", "cc", "memory");
    return r0;
}
static inline uint32_t call4(uintptr_t function, uintptr_t a, uintptr_t b, uintptr_t c,
                             uintptr_t d) {
    register uintptr_t ip __asm__("ip") = function;
    register uintptr_t r0 __asm__("r0") = a;
    register uintptr_t r1 __asm__("r1") = b;
    register uintptr_t r2 __asm__("r2") = c;
    register uintptr_t r3 __asm__("r3") = d;
    __asm__ volatile("blx %4" : "+r"(r0), "+r"(r1), "+r"(r2), "+r"(r3), "+r"(ip) : : "cc", "memory");
    return r0;
}
#define CALL1(function, a) call2((uintptr_t)(function), (uintptr_t)(a), 0)
#define CALL2(function, a, b) call2((uintptr_t)(function), (uintptr_t)(a), (uintptr_t)(b))
#define CALL4(function, a, b, c, d) \
    call4((uintptr_t)(function), (uintptr_t)(a), (uintptr_t)(b), (uintptr_t)(c), (uintptr_t)(d))

#define DECLARE(name) static void op_##name(void);
