// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from sensor.wit: change that instead.
#include "tw_host_sensor.h"

static tw_err_t glue_tw_host_sensor_read(tw_call_t *call) {
    tw_lift_t lift = {call, "\001quantity\000", TW_ERR_OK};
    tw_host_sensor_quantity_t quantity = (tw_host_sensor_quantity_t)tw_lift_below(&lift, 0, 4);
    uint32_t address = tw_lift_address(&lift, 1, 8, 4);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    tw_host_sensor_result_s32_problem_t result = {0};
    tw_err_t err = tw_host_sensor_read(call, quantity, &result);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t image[8] = {0};
    image[0] = (uint8_t)result.is_err;
    if (result.is_err) {
        image[4] = (uint8_t)result.of.err_;
    } else {
        tw_put_u32(&image[4], 0, (uint32_t)result.of.ok);
    }
    return tw_lower_image(call, address, image, 8);
}

// clang-format off
static const tw_host_func_t tw_host_sensor_funcs[] = {
    {"read", "(ii)", glue_tw_host_sensor_read},
};
// clang-format on
const tw_host_module_t tw_host_sensor = {"sensor", tw_host_sensor_funcs, 1, NULL};
