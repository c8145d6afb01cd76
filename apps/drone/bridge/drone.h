// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from drone.wit: change that instead.
#ifndef BRIDGE_DRONE_H
#define BRIDGE_DRONE_H

#include "tinywasm/bridge.h"

#ifdef __cplusplus
extern "C" {
#endif

// A drone that flies. What it is told it does one after another.

typedef enum drone_direction {
    DRONE_DIRECTION_FORWARD = 0,
    DRONE_DIRECTION_BACKWARD = 1,
    DRONE_DIRECTION_LEFT = 2,
    DRONE_DIRECTION_RIGHT = 3,
    DRONE_DIRECTION_UP = 4,
    DRONE_DIRECTION_DOWN = 5,
    DRONE_DIRECTION_CLOCKWISE = 6,
    DRONE_DIRECTION_COUNTERCLOCKWISE = 7,
} drone_direction_t;

// What modules import as "drone", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t drone;

tw_err_t drone_takeoff(tw_call_t *call);

tw_err_t drone_land(tw_call_t *call);

tw_err_t drone_flip(tw_call_t *call);

// Flies that way until it is told otherwise, at a speed of 0 (it stays where it is) to 100.
tw_err_t drone_control(tw_call_t *call, drone_direction_t direction, int32_t speed);

#ifdef __cplusplus
}
#endif
#endif
