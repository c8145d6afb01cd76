// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Converters of a PC that has none: they measure what sim.h says.

#include "hal.h"
#include "sim.h"

#define CHANNELS 4u

static uint16_t values[CHANNELS];

void sim_adc_set(uint32_t channel, uint16_t value) {
    if (channel < CHANNELS) {
        values[channel] = value;
    }
}

int32_t hal_adc_read(uint32_t channel) {
    return channel < CHANNELS ? values[channel] : HAL_ABSENT;
}
