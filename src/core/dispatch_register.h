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

#define OP(name) static void op_##name(void)
// GCC would add to pc and then load; the processor can do both at once.
#define NEXT(n)                                                                        \
    do {                                                                               \
        uint32_t unit;                                                                 \
        if (__builtin_constant_p(n)) {                                                 \
            __asm__ volatile("ldrh %0, [%1, %2]!"                                      \
                             : "=r"(unit), "+r"(pc) : "n"(2 * (n)) : "memory");        \
        } else {                                                                       \
            pc += (n);                                                                 \
            unit = *pc;                                                                \
        }                                                                              \
        HANDLER(handler_t, table, unit)();                                             \
        return;                                                                        \
    } while (0)
#define PART(name) OP(name)
#define JUMP(name)    \
    do {              \
        op_##name();  \
        return;       \
    } while (0)
#define STOP return

#define DECLARE(name) static void op_##name(void);
