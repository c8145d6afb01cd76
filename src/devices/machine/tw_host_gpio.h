// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from gpio.wit: change that instead.
#ifndef BRIDGE_TW_HOST_GPIO_H
#define BRIDGE_TW_HOST_GPIO_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// Pins, by the chip's numbers. Functions answer 0 or a level; else -1 there is no such pin, -2 it
// cannot do that, -3 it failed.

typedef enum tw_host_gpio_mode {
    TW_HOST_GPIO_MODE_INPUT = 0,
    TW_HOST_GPIO_MODE_INPUT_PULL_UP = 1,
    TW_HOST_GPIO_MODE_INPUT_PULL_DOWN = 2,
    TW_HOST_GPIO_MODE_OUTPUT = 3,
} tw_host_gpio_mode_t;

typedef uint32_t tw_host_gpio_edges_t;
#define TW_HOST_GPIO_EDGES_RISING (UINT32_C(1) << 0)
#define TW_HOST_GPIO_EDGES_FALLING (UINT32_C(1) << 1)

// What modules import as "gpio", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_gpio;

tw_err_t tw_host_gpio_configure(tw_call_t *call, uint32_t pin, tw_host_gpio_mode_t mode,
                                int32_t *result);

tw_err_t tw_host_gpio_write(tw_call_t *call, uint32_t pin, bool is_high, int32_t *result);

// 0 or 1.
tw_err_t tw_host_gpio_read(tw_call_t *call, uint32_t pin, int32_t *result);

// From now on each such edge calls the module's export `on_pin (pin i32, level i32)`, with the
// level that the pin had then; no edges: no more. -5: another module watches the pin.
tw_err_t tw_host_gpio_watch(tw_call_t *call, uint32_t pin, tw_host_gpio_edges_t edges,
                            int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
