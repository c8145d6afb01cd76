// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from spi.wit: change that instead.
#ifndef BRIDGE_TW_HOST_SPI_H
#define BRIDGE_TW_HOST_SPI_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// SPI, this chip being the master, by the chip's numbers of buses and select lines. Functions
// answer 0, else -1 there is no such bus, -2 it cannot do that, -3 it failed.

// What modules import as "spi", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_spi;

// The clock and mode (0 to 3) of the bus, for all who are on it.
tw_err_t tw_host_spi_configure(tw_call_t *call, uint32_t bus, uint32_t hz, uint32_t mode,
                               int32_t *result);

// Sends `data`, then fills `answer`.
tw_err_t tw_host_spi_transfer(tw_call_t *call, uint32_t bus, uint32_t select, tw_list_t data,
                              tw_buffer_t answer, int32_t *result);

// Fills `answer` while it sends `data`, of the same size.
tw_err_t tw_host_spi_exchange(tw_call_t *call, uint32_t bus, uint32_t select, tw_list_t data,
                              tw_buffer_t answer, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
