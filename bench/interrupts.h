// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_INTERRUPTS_H
#define BENCH_INTERRUPTS_H

// Lets no interrupt be counted with the work, where the counter does without.
void bench_stop_interrupts(void);

#endif
