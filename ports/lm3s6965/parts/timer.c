// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The four timers, each with its halves joined to 32 bits.

#include "board.h"
#include "hal.h"
#include "lm3s6965.h"

#define TIMERS 4u
#define RCGC1_TIMER(timer) (1u << (16u + (timer)))
#define BASE(timer) (0x40030000u + 0x1000u * (timer))
#define CONFIG(timer) PORT_REG(BASE(timer) + 0x00u)
#define MODE(timer) PORT_REG(BASE(timer) + 0x04u)
#define CTRL(timer) PORT_REG(BASE(timer) + 0x0cu)
#define MASK(timer) PORT_REG(BASE(timer) + 0x18u)
#define CLEAR(timer) PORT_REG(BASE(timer) + 0x24u)
#define LOAD(timer) PORT_REG(BASE(timer) + 0x28u)
#define MODE_ONCE 1u
#define MODE_PERIODIC 2u
#define TIME_OUT 1u
#define TICKS_PER_US (BOARD_CLOCK_HZ / 1000000u)

static const uint8_t irqs[TIMERS] = {19, 21, 23, 35};

static struct timer {
    hal_isr_t isr;
    void *ctx;
} timers[TIMERS];

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if ((LM3S_RCGC1 & RCGC1_TIMER(timer)) != 0) {
        MASK(timer) = 0;
        CTRL(timer) = 0;
        CLEAR(timer) = TIME_OUT;
    }
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
    lm3s6965_start_clock(&LM3S_RCGC1, RCGC1_TIMER(timer));
    (void)hal_timer_stop(timer);
    timers[timer] = (struct timer){isr, ctx};
    CONFIG(timer) = 0;
    MODE(timer) = is_periodic ? MODE_PERIODIC : MODE_ONCE;
    LOAD(timer) = period_us * TICKS_PER_US - (is_periodic ? 1u : 0);
    MASK(timer) = TIME_OUT;
    lm3s6965_enable_irq(irqs[timer]);
    CTRL(timer) = 1;
    return HAL_OK;
}

void lm3s6965_timer_interrupt(void) {
    uint32_t irq = lm3s6965_current_irq();
    uint32_t timer = 0;
    while (irqs[timer] != irq) {
        timer++;
    }
    bool is_wanted = MASK(timer) != 0;  // one that was pending when it was stopped is not
    CLEAR(timer) = TIME_OUT;
    if (is_wanted) {
        timers[timer].isr(timers[timer].ctx);
    }
}
