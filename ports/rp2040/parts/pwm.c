// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pulses. A channel is a pin's number. Eight counters with two outputs each: pins 2n and 2n + 1
// share a counter, and pins that are 16 apart an output.

#include "board.h"
#include "hal.h"
#include "rp2040.h"

#define COUNTERS 8u
#define COUNTER(pin) ((pin) / 2u % COUNTERS)
#define BASE(pin) (0x40050000u + 0x14u * COUNTER(pin))
#define CTRL(pin) PORT_REG(BASE(pin) + 0x00u)
#define DIVISOR(pin) PORT_REG(BASE(pin) + 0x04u)  // in 16ths
#define COMPARE(pin) PORT_REG(BASE(pin) + 0x0cu)
#define TOP(pin) PORT_REG(BASE(pin) + 0x10u)
#define CLK_PER_US (BOARD_CLOCK_HZ / 1000000u)
#define STEPS_MOST 65535u  // of a period, so that a compare can lie behind its end
#define DIVISOR_ONE 16u
#define DIVISOR_MOST 0xfffu

static uint32_t running;  // pins
static uint32_t periods_ns[COUNTERS];

static bool is_there(uint32_t pin) {
    bool is_others = (rp2040_taken_pins & ~running) >> (pin % 32u) & 1u;
    return pin < RP2040_PINS && !is_others;
}

static uint32_t users_of(uint32_t pin) {
    uint32_t both = 3u << 2u * COUNTER(pin);
    return running & (both | both << 16) & ~(1u << pin);
}

static bool is_in_the_way(uint32_t pin, uint32_t period_ns) {
    uint32_t same_output = 1u << (pin ^ 16u) % 32u;
    return (running & same_output) != 0 ||
           (users_of(pin) != 0 && periods_ns[COUNTER(pin)] != period_ns);
}

static void set_compare(uint32_t pin, uint32_t steps) {
    uint32_t shift = 16u * (pin % 2u);
    COMPARE(pin) = (COMPARE(pin) & ~(0xffffu << shift)) | steps << shift;
}

static void start(uint32_t pin, uint32_t divisor, uint32_t period, uint32_t high) {
    DIVISOR(pin) = divisor;
    TOP(pin) = period - 1u;
    set_compare(pin, high);
    CTRL(pin) = 1;
    if ((running >> pin & 1u) == 0) {
        running |= 1u << pin;
        rp2040_take(pin, RP2040_FUNC_PWM, RP2040_PAD_INPUT | RP2040_PAD_4_MA);
    }
}

hal_result_t hal_pwm_start(uint32_t channel, uint32_t period_ns, uint32_t high_ns) {
    if (!is_there(channel)) {
        return HAL_ABSENT;
    }
    uint32_t clocks = (uint32_t)(((uint64_t)period_ns * CLK_PER_US + 500u) / 1000u);
    uint32_t got_ns = (uint32_t)((uint64_t)clocks * 1000u / CLK_PER_US);
    uint32_t off_ns = got_ns > period_ns ? got_ns - period_ns : period_ns - got_ns;
    uint32_t divisor = (uint32_t)(((uint64_t)clocks * DIVISOR_ONE + STEPS_MOST - 1) / STEPS_MOST);
    divisor = divisor < DIVISOR_ONE ? DIVISOR_ONE : divisor;
    if (period_ns == 0 || high_ns > period_ns || off_ns > period_ns / 33u ||
        divisor > DIVISOR_MOST) {
        return HAL_INVALID;
    }
    if (running == 0) {
        rp2040_reset_blocks(RP2040_RESET_PWM);
    } else if (is_in_the_way(channel, period_ns)) {
        return HAL_FAILED;
    }
    uint32_t steps = (uint32_t)((uint64_t)clocks * DIVISOR_ONE / divisor);
    periods_ns[COUNTER(channel)] = period_ns;
    start(channel, divisor, steps, (uint32_t)((uint64_t)steps * high_ns / period_ns));
    return HAL_OK;
}

hal_result_t hal_pwm_stop(uint32_t channel) {
    if (!is_there(channel)) {
        return HAL_ABSENT;
    }
    if ((running >> channel & 1u) != 0) {
        RP2040_SIO_OUT_CLEAR = 1u << channel;
        RP2040_SIO_OE_SET = 1u << channel;
        rp2040_set_function(channel, RP2040_FUNC_SIO);
        CTRL(channel) = users_of(channel) != 0;
        running &= ~(1u << channel);
        rp2040_taken_pins &= ~(1u << channel);
    }
    return HAL_OK;
}
