// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from entropy.wit: change that instead.
#ifndef BRIDGE_TW_HOST_ENTROPY_H
#define BRIDGE_TW_HOST_ENTROPY_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Random bytes from a physical source.

// What modules import as "entropy", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_entropy;

// 0; else -1 there is no source, -3 it gives none.
tw_err_t tw_host_entropy_read(tw_call_t *call, tw_buffer_t buffer, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
