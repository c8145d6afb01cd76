// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Pulse-width modulation of a PC that has none: each channel has a counter of its own, exact to the
// nanosecond, and sim.h shows what it gives out.

#include "hal.h"
#include "sim.h"

#define CHANNELS 4u

static struct channel {
    uint32_t period_ns;  // 0: stopped
    uint32_t high_ns;
} channels[CHANNELS];
static sim_signal_t periods[CHANNELS] = {{.name = "pwm0_period_ns", .bits = 32},
                                         {.name = "pwm1_period_ns", .bits = 32},
                                         {.name = "pwm2_period_ns", .bits = 32},
                                         {.name = "pwm3_period_ns", .bits = 32}};
static sim_signal_t highs[CHANNELS] = {{.name = "pwm0_high_ns", .bits = 32},
                                       {.name = "pwm1_high_ns", .bits = 32},
                                       {.name = "pwm2_high_ns", .bits = 32},
                                       {.name = "pwm3_high_ns", .bits = 32}};

static void set(uint32_t channel, uint32_t period_ns, uint32_t high_ns) {
    channels[channel] = (struct channel){period_ns, high_ns};
    sim_signal_set(&periods[channel], period_ns);
    sim_signal_set(&highs[channel], high_ns);
}

bool sim_pwm_get(uint32_t channel, uint32_t *period_ns, uint32_t *high_ns) {
    bool is_running = channel < CHANNELS && channels[channel].period_ns != 0;
    *period_ns = is_running ? channels[channel].period_ns : 0;
    *high_ns = is_running ? channels[channel].high_ns : 0;
    return is_running;
}

hal_result_t hal_pwm_start(uint32_t channel, uint32_t period_ns, uint32_t high_ns) {
    if (channel >= CHANNELS) {
        return HAL_ABSENT;
    }
    if (period_ns == 0 || high_ns > period_ns) {
        return HAL_INVALID;
    }
    set(channel, period_ns, high_ns);
    return HAL_OK;
}

hal_result_t hal_pwm_stop(uint32_t channel) {
    if (channel >= CHANNELS) {
        return HAL_ABSENT;
    }
    set(channel, 0, 0);
    return HAL_OK;
}
