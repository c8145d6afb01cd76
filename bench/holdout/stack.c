// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Native code of the hold-out needs more C stack than a board has: it runs on one of its own.
#include "table.h"

#define STACK_BYTES (48u * 1024)

uint32_t run(uint32_t rounds);
uint32_t run_on_stack(uint32_t rounds, void *top);

static uint64_t stack[STACK_BYTES / 8];

__attribute__((naked, noinline)) uint32_t run_on_stack(uint32_t rounds, void *top) {
    (void)rounds;
    (void)top;
    __asm__ volatile(
        "push {r4, lr}\n"
        "mov r4, sp\n"
        "mov sp, r1\n"
        "bl run\n"
        "mov sp, r4\n"
        "pop {r4, pc}\n");
}

uint32_t run_on_own_stack(uint32_t rounds) {
    return run_on_stack(rounds, &stack[STACK_BYTES / 8]);
}
