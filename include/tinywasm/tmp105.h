// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_TMP105_H
#define TINYWASM_TMP105_H

// Thermometers on I2C with the registers of the LM75: LM75 itself, TMP75, TMP102, TMP105 (Texas
// Instruments), which measure all the time. Values are multiples of 1/16 degree, of 1/2 with an
// LM75.
//
// Such a chip does not say which one it is. After power-on a TMP105 gives 0 degrees until it has
// measured, 220 ms: the first read waits for so long after tw_tmp105_init.

#include "tinywasm/sensor.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_tmp105 {
    tw_sensor_t sensor;  // of temperature
    uint32_t bus;
    uint32_t address;
    uint32_t started_ms;
    bool is_ready;
} tw_tmp105_t;

// Sets the chip to its finest steps. The bus (hal.h) is configured already, 400 kHz at most. chip
// belongs to the caller. Errors: tinywasm/sensor.h.
TW_MUST_CHECK tw_err_t tw_tmp105_init(tw_tmp105_t *chip, uint32_t bus, uint32_t address);

#ifdef __cplusplus
}
#endif
#endif
