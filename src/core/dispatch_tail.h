// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A function per operation, the machine's state in its arguments, guaranteed tail calls: the
// compiler keeps all of it in registers (preserve_none) and never spills.

#include "core/dispatch_common.h"

#define FORM_NAME "tail calls"
#define PARAMS                                                                              \
    const uint16_t *pc, uint32_t *fp, uint8_t *mem, uintptr_t mem_fast, struct tw__exec *x, \
        const void *table, tw__acc_t acc, int32_t fuel
#define ARGS pc, fp, mem, mem_fast, x, table, acc, fuel
typedef __attribute__((preserve_none)) void (*handler_t)(PARAMS);
#define OP(name) static __attribute__((preserve_none)) void op_##name(PARAMS)
// From a handler that has called a function, and so may have a frame.
#define NEXT_CALLED(n)                                                           \
    do {                                                                         \
        pc += (n);                                                               \
        __attribute__((musttail)) return HANDLER(handler_t, table, pc[0])(ARGS); \
    } while (0)
#if defined(__x86_64__) && __clang_major__ >= 22
// clang loads a handler's address and then jumps; the processor does both at once. Here are the
// registers that preserve_none has for the arguments. The handler must have no frame.
#define NEXT(n)                                                                       \
    do {                                                                              \
        register const uint16_t *in_pc __asm__("r12") = pc;                           \
        register uint32_t *in_fp __asm__("r13") = fp;                                 \
        register uint8_t *in_mem __asm__("r14") = mem;                                \
        register uintptr_t in_mem_fast __asm__("r15") = mem_fast;                     \
        register struct tw__exec *in_x __asm__("rdi") = x;                            \
        register const void *in_table __asm__("rsi") = table;                         \
        register uint64_t in_acc __asm__("rdx") = acc;                                \
        register int32_t in_fuel __asm__("ecx") = fuel;                               \
        uint64_t unit;                                                                \
        if (__builtin_constant_p(n) && (n) != 0) {                                    \
            __asm__ volatile("movzwl %c2(%0), %k1\n\tadd $%c2, %0\n\tjmpq *(%3,%1,2)" \
                             : "+r"(in_pc), "=&r"(unit)                               \
                             : "i"(2 * (n)), "r"(in_table), STATE                     \
                             : "cc", "memory");                                       \
        } else {                                                                      \
            in_pc += (n);                                                             \
            __asm__ volatile("movzwl (%0), %k1\n\tjmpq *(%2,%1,2)"                    \
                             : "+r"(in_pc), "=&r"(unit)                               \
                             : "r"(in_table), STATE                                   \
                             : "memory");                                             \
        }                                                                             \
        __builtin_unreachable();                                                      \
    } while (0)
#define STATE "r"(in_fp), "r"(in_mem), "r"(in_mem_fast), "r"(in_x), "r"(in_acc), "r"(in_fuel)
#else
#define NEXT(n) NEXT_CALLED(n)
#endif
#define PART(name) OP(name)
#define JUMP(name) __attribute__((musttail)) return op_##name(ARGS)
#define STOP return
#define IN_ORDER __asm__ volatile("" : : : "memory")

#define DECLARE(name) static __attribute__((preserve_none)) void op_##name(PARAMS);
// What is rare must not be part of a handler, which would get its frame.
static __attribute__((preserve_none, noinline)) void op_OUTSIDE(PARAMS);
static __attribute__((preserve_none, noinline)) void op_UNPAID(PARAMS);
static __attribute__((preserve_none, noinline)) void op_UNENTERED(PARAMS);
