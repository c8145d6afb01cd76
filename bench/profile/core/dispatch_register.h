// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Found before the header of this name in src/core: each handler becomes a body behind a function
// that counts it.

#include "profile.h"

#include_next "core/dispatch_register.h"

// A part of other handlers may have its operand in a register that a call would take.
#undef PART
#define PART(name) static __attribute__((noipa, used)) void op_##name(void)
#undef OP
#define OP(name)                                                               \
    static void body_##name(void);                                             \
    static __attribute__((noipa, used)) void op_##name(void) {                 \
        __asm__ volatile("push {r1, r2}"); /* r1: where ENTER finds the callee */ \
        (void)CALL2(profile_enter, #name, TW_RC_OF(pc[0]));                    \
        __asm__ volatile("pop {r1, r2}");                                      \
        __asm__ volatile(FAR_JUMP " %c0" : : "i"(body_##name), STATE : "memory");      \
        __builtin_unreachable();                                               \
    }                                                                          \
    static __attribute__((noipa, used)) void body_##name(void)
