// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// All handlers in one function, the state in its variables: computed goto, or a switch where the
// compiler has none or where it must be checked (sanitizers, -O0).

#include "core/dispatch_common.h"

#if DISPATCH == TW_DISPATCH_GOTO
#define FORM_NAME "computed goto"
#define OP(name) op_##name:
#define NEXT(n)                              \
    do {                                     \
        pc += (n);                           \
        goto *HANDLER(void *, table, pc[0]); \
    } while (0)
#else
#define FORM_NAME "switch"
#define OP(name)    \
    case RC_##name: \
        op_##name : __attribute__((unused));
#define NEXT(n)    \
    do {           \
        pc += (n); \
        goto next; \
    } while (0)
#endif
#define PART(name) op_##name:
#define JUMP(name) goto op_##name
#define STOP return
#define NEXT_CALLED(n) NEXT(n)
#define IN_ORDER (void)0
