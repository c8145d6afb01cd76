// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

#include "interrupts.h"

void bench_stop_interrupts(void) {
    __asm__ volatile("cpsid i" : : : "memory");
}
