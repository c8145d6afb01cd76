// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The eight timers, which count microseconds down and begin again.

#include "ast1030.h"
#include "hal.h"

#define TIMERS 8u
#define IRQ(timer) (16u + (timer))
#define BASE(timer) (0x7e782000u + 0x10u * ((timer) < 3u ? (timer) : (timer) + 1u))
#define RELOAD(timer) PORT_REG(BASE(timer) + 0x04u)
#define MATCH_1(timer) PORT_REG(BASE(timer) + 0x08u)
#define MATCH_2(timer) PORT_REG(BASE(timer) + 0x0cu)
#define CTRL PORT_REG(0x7e782030u)
#define STATE PORT_REG(0x7e782034u)
#define CTRL_CLEAR PORT_REG(0x7e78203cu)
#define CTRL_OF(timer, bits) ((uint32_t)(bits) << 4u * (timer))
#define CTRL_ON 1u
#define CTRL_1_MHZ 2u
#define CTRL_INTERRUPTS 4u
#define CTRL_ALL 15u
#define NVIC_ICPR PORT_REG(0xe000e280u)
#define SCB_ICSR PORT_REG(0xe000ed04u)
#define ICSR_ACTIVE 0x1ffu
#define EXCEPTION_OF_IRQ0 16u

static struct timer {
    hal_isr_t isr;
    void *ctx;
    bool is_periodic;
} timers[TIMERS];

hal_result_t hal_timer_stop(uint32_t timer) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    CTRL_CLEAR = CTRL_OF(timer, CTRL_ALL);
    STATE = 1u << timer;
    NVIC_ICPR = 1u << IRQ(timer);
    return HAL_OK;
}

// The register is all timers': an ISR that stops another one must not come between.
static void turn_on(uint32_t timer) {
    uint32_t mask;
    __asm__ volatile("mrs %0, primask\n cpsid i" : "=r"(mask) : : "memory");
    CTRL |= CTRL_OF(timer, CTRL_ON | CTRL_1_MHZ | CTRL_INTERRUPTS);
    __asm__ volatile("msr primask, %0" : : "r"(mask) : "memory");
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0 || period_us == UINT32_MAX) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    timers[timer] = (struct timer){isr, ctx, is_periodic};
    MATCH_1(timer) = 0;
    MATCH_2(timer) = 0;
    RELOAD(timer) = period_us + 1u;  // the microsecond that has begun does not count
    ast1030_enable_irq(IRQ(timer));
    turn_on(timer);
    RELOAD(timer) = period_us;  // from the second period on
    return HAL_OK;
}

void ast1030_timer_interrupt(void) {
    uint32_t timer = (SCB_ICSR & ICSR_ACTIVE) - EXCEPTION_OF_IRQ0 - IRQ(0);
    bool is_wanted = (CTRL & CTRL_OF(timer, CTRL_ON)) != 0;  // one that was stopped is not
    STATE = 1u << timer;
    if (!timers[timer].is_periodic) {
        (void)hal_timer_stop(timer);
    }
    if (is_wanted) {
        timers[timer].isr(timers[timer].ctx);
    }
}
