// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from i2c.wit: change that instead.
#ifndef BRIDGE_TW_HOST_I2C_H
#define BRIDGE_TW_HOST_I2C_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// I2C, this chip being the master, by the chip's numbers of buses. Functions answer 0, else -1
// there is no such bus, -2 it cannot do that, -3 it broke off, -4 nobody answers.

// What modules import as "i2c", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_i2c;

// The clock of the bus, for all who are on it.
tw_err_t tw_host_i2c_configure(tw_call_t *call, uint32_t bus, uint32_t hz, int32_t *result);

// Sends `data`, then fills `answer`. Either may be empty.
tw_err_t tw_host_i2c_transfer(tw_call_t *call, uint32_t bus, uint32_t address_, tw_list_t data,
                              tw_buffer_t answer, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
