// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef DEVICES_MACHINE_CLOCK_TIMERS_H
#define DEVICES_MACHINE_CLOCK_TIMERS_H

// The timers of a clock, which the host modules `clock` and `timers` share.

#include "tinywasm/clock.h"

// The timer that an instance knows by the number, or a free one; NULL if there is neither.
// is_every: the one of clock.every_ms, which has no number.
struct tw_clock_timer *tw__clock_find(tw_clock_t *clock, uint32_t instance, uint32_t id,
                                      bool is_every);
// Takes the timer for what it is to be, from now on.
void tw__clock_start(tw_clock_t *clock, struct tw_clock_timer *timer,
                     const struct tw_clock_timer *wanted);

#endif
