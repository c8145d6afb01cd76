// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Timers by the four alarms of the chip's timer, which counts microseconds.

#include "hal.h"
#include "rp2040.h"

#define TIMERS 4u
#define ALARM(timer) PORT_REG(0x40054010u + 4u * (timer))
#define ARMED PORT_REG(0x40054020u)
#define NOW PORT_REG(0x40054028u)
#define STATE PORT_REG(0x40054034u)
#define ENABLED 0x40054038u
#define FORCED 0x4005403cu
#define WATCHDOG_TICK PORT_REG(0x4005802cu)
#define TICK_ON (1u << 9)
#define CRYSTAL_MHZ 12u
#define PERIOD_MOST_US 0x7fffffffu  // so that "due" and "not yet" can be told apart

static struct timer {
    hal_isr_t isr;
    void *ctx;
    uint32_t due;
    uint32_t period;  // 0: once
    volatile bool is_running;
} timers[TIMERS];

static bool is_past(uint32_t due) {
    return (int32_t)(NOW - due) >= 0;
}

// An alarm comes at the moment of equality only: one that is already past is made up for.
static void arm(uint32_t timer, uint32_t due) {
    timers[timer].due = due;
    timers[timer].is_running = true;
    ALARM(timer) = due;
    if (is_past(due)) {
        PORT_REG(FORCED + RP2040_SET) = 1u << timer;
    }
}

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    PORT_REG(ENABLED + RP2040_CLEAR) = 1u << timer;
    PORT_REG(FORCED + RP2040_CLEAR) = 1u << timer;
    ARMED = 1u << timer;
    STATE = 1u << timer;
    timers[timer].is_running = false;
    return HAL_OK;
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0 || period_us > PERIOD_MOST_US) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    WATCHDOG_TICK = TICK_ON | CRYSTAL_MHZ;  // makes the microseconds
    timers[timer] = (struct timer){isr, ctx, 0, is_periodic ? period_us : 0, false};
    PORT_REG(ENABLED + RP2040_SET) = 1u << timer;
    rp2040_enable_irq(timer);
    arm(timer, NOW + period_us + 1u);  // the microsecond that has begun does not count
    return HAL_OK;
}

// Sets the next moment, or none.
static void go_on(uint32_t timer) {
    struct timer *state = &timers[timer];
    if (state->period == 0) {
        (void)hal_timer_stop(timer);
    } else {
        uint32_t next = state->due + state->period;
        arm(timer, is_past(next) ? NOW + state->period : next);
    }
}

void rp2040_timer_interrupt(void) {
    for (uint32_t timer = 0; timer < TIMERS; timer++) {
        if (timers[timer].is_running && is_past(timers[timer].due)) {
            STATE = 1u << timer;
            PORT_REG(FORCED + RP2040_CLEAR) = 1u << timer;
            go_on(timer);
            timers[timer].isr(timers[timer].ctx);
        }
    }
}
