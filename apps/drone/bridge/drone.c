// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from drone.wit: change that instead.
#include "drone.h"

static tw_err_t glue_drone_control(tw_call_t *call) {
    tw_lift_t lift = {call, "\001direction\000\001speed\000", TW_ERR_OK};
    drone_direction_t direction = (drone_direction_t)tw_lift_below(&lift, 0, 8);
    int32_t speed = (int32_t)tw_lift_u32(&lift, 1);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return drone_control(call, direction, speed);
}

// clang-format off
static const tw_host_func_t drone_funcs[] = {
    {"takeoff", "()", drone_takeoff},
    {"land", "()", drone_land},
    {"flip", "()", drone_flip},
    {"control", "(ii)", glue_drone_control},
};
// clang-format on
const tw_host_module_t drone = {"drone", drone_funcs, 4, NULL};
