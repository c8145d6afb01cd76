// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Converters of a PC that has none: they measure what sim.h says.

#include "hal.h"
#include "clock.h"
#include "sim.h"

#define CHANNELS 4u

static uint16_t values[CHANNELS];
static sim_signal_t signals[CHANNELS] = {{.name = "adc0", .bits = 16},
                                         {.name = "adc1", .bits = 16},
                                         {.name = "adc2", .bits = 16},
                                         {.name = "adc3", .bits = 16}};

void sim_adc_set(uint32_t channel, uint16_t value) {
    if (channel < CHANNELS) {
        values[channel] = value;
        sim_signal_set(&signals[channel], value);
    }
}

int32_t hal_adc_read(uint32_t channel) {
    clock_look();
    return channel < CHANNELS ? values[channel] : HAL_ABSENT;
}
