// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from weather.wit: change that instead.
#include "weather.h"

static tw_err_t glue_weather_broker(tw_call_t *call) {
    tw_lift_t lift = {call, "\002host\000", TW_ERR_OK};
    tw_buffer_t host = tw_lift_buffer(&lift, 0);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    uint32_t result = 0;
    tw_err_t err = weather_broker(call, host, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_weather_port(tw_call_t *call) {
    uint16_t result = 0;
    tw_err_t err = weather_port(call, &result);
    tw_lower_u32(call, (uint32_t)result);
    return err;
}

static tw_err_t glue_weather_period_ms(tw_call_t *call) {
    uint32_t result = 0;
    tw_err_t err = weather_period_ms(call, &result);
    tw_lower_u32(call, result);
    return err;
}

static tw_err_t glue_weather_say(tw_call_t *call) {
    tw_lift_t lift = {call, "\002what\000\002value\000", TW_ERR_OK};
    tw_str_t what = tw_lift_str(&lift, 0);
    tw_str_t value_ = tw_lift_str(&lift, 2);
    if (lift.err != TW_ERR_OK) {
        return lift.err;
    }
    return weather_say(call, what, value_);
}

// clang-format off
static const tw_host_func_t weather_funcs[] = {
    {"broker", "(ii)i", glue_weather_broker},
    {"port", "()i", glue_weather_port},
    {"period_ms", "()i", glue_weather_period_ms},
    {"say", "(iiii)", glue_weather_say},
};
// clang-format on
const tw_host_module_t weather = {"weather", weather_funcs, 4, NULL};

tw_err_t weather_module_run(tw_instance_t *instance) {
    return tw_call_export(instance, "run", NULL, 0, NULL);
}

tw_err_t weather_module_run_begin(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    return tw_begin_export(instance, "run", NULL, 0, done, ctx);
}
