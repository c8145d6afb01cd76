// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What handlers need of every form of the loop, where the compiler does it by itself; the form for
// GCC on Thumb (dispatch_register.h) has its own.

// Jumps if f(a, b).
#define JUMP_IF(name, f, a, b)    \
    do {                          \
        if (TW_LIKELY(f(a, b))) { \
            JUMP(name);           \
        }                         \
    } while (0)
#define SLOW_IF(f, a, b)      \
    if (TW_UNLIKELY(f(a, b))) { \
        SLOW;                   \
    }
#define APART(slot) (void)0
// Over an operation of so many units, and on by an offset.
#define NEXT_AT(units, offset) NEXT((int32_t)(units) + (offset))
#define CALL1(function, a) function(a)
#define CALL2(function, a, b) function(a, b)
#define CALL_AT(function, a, b) function(a, b)
#define PAIRED(name, units, ...) \
    OP(name) {                   \
        __VA_ARGS__;             \
        NEXT(units);             \
    }
#define COUNT(f, a) f(a)
// Takes fuel, or goes where it is given back.
#define PAY(cost, otherwise)     \
    fuel -= (int32_t)(cost);     \
    if (TW_UNLIKELY(fuel < 0)) { \
        JUMP(otherwise);         \
    }
