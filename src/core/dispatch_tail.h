// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A function per operation, the machine's state in its arguments, guaranteed tail calls: the
// compiler keeps all of it in registers (preserve_none) and never spills.

#define FORM_NAME "tail calls"
#define PARAMS                                                                              \
    const uint16_t *pc, uint32_t *fp, uint8_t *mem, uintptr_t mem_fast, struct tw__exec *x, \
        const void *table, uint32_t acc, int32_t fuel
#define ARGS pc, fp, mem, mem_fast, x, table, acc, fuel
typedef __attribute__((preserve_none)) void (*handler_t)(PARAMS);
#define OP(name) static __attribute__((preserve_none)) void op_##name(PARAMS)
#define NEXT(n)                                                                  \
    do {                                                                         \
        pc += (n);                                                               \
        __attribute__((musttail)) return HANDLER(handler_t, table, pc[0])(ARGS); \
    } while (0)
#define PART(name) OP(name)
#define JUMP(name) __attribute__((musttail)) return op_##name(ARGS)
#define STOP return
#define JUMP_IF(name, f, a, b)    \
    do {                          \
        if (TW_LIKELY(f(a, b))) { \
            JUMP(name);           \
        }                         \
    } while (0)
#define IN_ORDER (void)0
#define APART(slot) (void)0
#define CALL1(function, a) function(a)
#define CALL2(function, a, b) function(a, b)
#define WIDE(name, units, ...) \
    OP(name) {                 \
        __VA_ARGS__;           \
        NEXT(units);           \
    }
#define COUNT(f, a) f(a)

#define DECLARE(name) static __attribute__((preserve_none)) void op_##name(PARAMS);
