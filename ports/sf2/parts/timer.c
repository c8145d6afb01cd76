// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The two system timers: 32 bits that count down at the bus's clock.

#include "hal.h"
#include "sf2.h"

#define TIMERS 2u
#define BASE(timer) (0x40004000u + 0x18u * (timer))
#define LOAD(timer) PORT_REG(BASE(timer) + 0x04u)
#define CTRL(timer) PORT_REG(BASE(timer) + 0x0cu)
#define RAW_STATE(timer) PORT_REG(BASE(timer) + 0x10u)
#define CTRL_ON 1u
#define CTRL_ONE_SHOT 2u
#define CTRL_INTERRUPT 4u
#define TICKS_PER_US (SF2_APB_HZ / 1000000u)

static struct timer {
    hal_isr_t isr;
    void *ctx;
} timers[TIMERS];

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    CTRL(timer) = 0;
    RAW_STATE(timer) = 1;
    (void)RAW_STATE(timer);  // the write has arrived: no interrupt comes from here on
    return HAL_OK;
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0 || period_us > UINT32_MAX / TICKS_PER_US) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    timers[timer] = (struct timer){isr, ctx};
    LOAD(timer) = period_us * TICKS_PER_US;
    SF2_NVIC_ISER = 1u << SF2_TIMER_IRQ(timer);
    CTRL(timer) = CTRL_ON | CTRL_INTERRUPT | (is_periodic ? 0 : CTRL_ONE_SHOT);
    return HAL_OK;
}

static void handle(uint32_t timer) {
    bool is_meant = (RAW_STATE(timer) & 1u) != 0;  // else it was stopped in between
    RAW_STATE(timer) = 1;
    (void)RAW_STATE(timer);
    if (is_meant) {
        timers[timer].isr(timers[timer].ctx);
    }
}

void sf2_timer0_interrupt(void) {
    handle(0);
}

void sf2_timer1_interrupt(void) {
    handle(1);
}
