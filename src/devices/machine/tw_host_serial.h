// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from serial.wit: change that instead.
#ifndef BRIDGE_TW_HOST_SERIAL_H
#define BRIDGE_TW_HOST_SERIAL_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Serial lines beside the console, by the chip's numbers. Functions answer 0 or how many bytes;
// else -1 there is no such line, -2 it cannot do that or is not open, -5 another module has it.

// What modules import as "serial", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_serial;

// Opens it, 8N1, or sets another speed. What is open is the module's until it goes.
tw_err_t tw_host_serial_open(tw_call_t *call, uint32_t line, uint32_t baud, int32_t *result);

tw_err_t tw_host_serial_write(tw_call_t *call, uint32_t line, tw_list_t data, int32_t *result);

// What has arrived, at most as much as there is room for; never waits.
tw_err_t tw_host_serial_read(tw_call_t *call, uint32_t line, tw_buffer_t buffer, int32_t *result);

// From now on bytes that arrive call the module's export `on_serial (line i32, count i32)`,
// count being how many can be read; or no more.
tw_err_t tw_host_serial_watch(tw_call_t *call, uint32_t line, bool is_on, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
