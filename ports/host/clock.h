// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_CLOCK_H
#define PORTS_HOST_CLOCK_H

// The port's own view of time (sim.h has the models').

#include "sim.h"

// Before main: virtual time from then on, or the PC's, which is start_us now.
void clock_start(bool is_virtual, uint64_t start_us);
bool clock_is_virtual(void);
// Since the program was started: what it reads.
uint64_t clock_program_us(void);
uint64_t clock_program_ns(void);

// The program looked at something that may change: so that one that waits by looking ends.
void clock_look(void);
// Returns when so much time has passed; may_wake: also when something was due before.
void clock_sleep(uint64_t us, bool may_wake);

// As sim_at, but before all others that are due at that time.
void clock_at_first(sim_event_t *event, uint64_t at_us, sim_fn_t fn, void *ctx);

// Between the two nothing that is due comes in between, as with interrupts off. They nest.
void clock_hold(void);
void clock_let_go(void);

#endif
