// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from adc.wit: change that instead.
#ifndef BRIDGE_TW_HOST_ADC_H
#define BRIDGE_TW_HOST_ADC_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Voltages, by the chip's numbers of channels.

// What modules import as "adc", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_adc;

// 0 (ground) to 65,535 (the reference's voltage); else -1 there is no such channel, -3 it failed.
tw_err_t tw_host_adc_read(tw_call_t *call, uint32_t channel, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
