// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Timers by the compare registers 1 to 3 of timer 0, which runs freely. While the chip erases its
// flash the core stands still, so a handler looks at the counter, not at which compare came.

#include "hal.h"
#include "nrf51.h"

#define TIMERS 3u
#define COMPARE(timer) PORT_REG(NRF51_TIMER0 + 0x144u + 4u * (timer))
#define INTENSET PORT_REG(NRF51_TIMER0 + 0x304u)
#define INTENCLR PORT_REG(NRF51_TIMER0 + 0x308u)
#define CC(timer) PORT_REG(NRF51_TIMER0 + 0x544u + 4u * (timer))
#define INT_COMPARE(timer) (1u << (17u + (timer)))
#define TICKS_PER_US (NRF51_TIMER0_HZ / 1000000u)
#define TICKS_MOST 0x40000000u  // so that "due" and "not yet" can be told apart

static struct timer {
    hal_isr_t isr;
    void *ctx;
    uint32_t due;
    uint32_t period;  // 0: once
    volatile bool is_running;
} timers[TIMERS];

static bool is_past(uint32_t due) {
    return (int32_t)(hal_counter_read() - due) >= 0;
}

// The compare comes at the moment of equality only: one that is already past is made up for.
static void arm(uint32_t timer, uint32_t due) {
    timers[timer].due = due;
    timers[timer].is_running = true;
    CC(timer) = due;
    if (is_past(due)) {
        NRF51_NVIC_ISPR = 1u << NRF51_TIMER0_IRQ;
    }
}

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    INTENCLR = INT_COMPARE(timer);
    timers[timer].is_running = false;
    return HAL_OK;
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0 || period_us > TICKS_MOST / TICKS_PER_US) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    uint32_t ticks = period_us * TICKS_PER_US;
    timers[timer] = (struct timer){isr, ctx, 0, is_periodic ? ticks : 0, false};
    COMPARE(timer) = 0;
    INTENSET = INT_COMPARE(timer);
    NRF51_NVIC_ISER = 1u << NRF51_TIMER0_IRQ;
    arm(timer, hal_counter_read() + ticks);
    return HAL_OK;
}

// Sets the next moment, or none. Moments that went by while the core stood still are left out.
static void go_on(uint32_t timer) {
    struct timer *state = &timers[timer];
    if (state->period == 0) {
        (void)hal_timer_stop(timer);
    } else {
        uint32_t next = state->due + state->period;
        arm(timer, is_past(next) ? hal_counter_read() + state->period : next);
    }
}

void nrf51_timer0_interrupt(void) {
    for (uint32_t timer = 0; timer < TIMERS; timer++) {
        COMPARE(timer) = 0;
        (void)COMPARE(timer);  // the write has arrived before the interrupt returns
        if (timers[timer].is_running && is_past(timers[timer].due)) {
            go_on(timer);
            timers[timer].isr(timers[timer].ctx);
        }
    }
}
