// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_LDR_H
#define TINYWASM_LDR_H

// A photoresistor (LDR) and a fixed one between supply and ground, with their middle on a channel
// of the ADC. It tells bright from dark, not lux.

#include "tinywasm/sensor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_ldr {
    tw_sensor_t sensor;  // of light
    uint32_t channel;
    bool is_low_bright;
} tw_ldr_t;

// channel by the chip's numbers, as in hal.h. is_low_bright: the photoresistor is the lower one of
// the two, so that light pulls the voltage down. ldr belongs to the caller. Errors:
// tinywasm/sensor.h.
TW_MUST_CHECK tw_err_t tw_ldr_init(tw_ldr_t *ldr, uint32_t channel, bool is_low_bright);

#ifdef __cplusplus
}
#endif
#endif
