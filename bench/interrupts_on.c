// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// On the Pico the counter needs them: a tick each 125,000 clocks is counted with the work. On
// RISC-V there are none while the program runs.

#include "interrupts.h"

void bench_stop_interrupts(void) {}
