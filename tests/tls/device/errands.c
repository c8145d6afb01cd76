// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "errands.h"

#include "tinywasm/clock.h"
#include "tinywasm/http.h"
#include "tinywasm/mqtt.h"

#include "app.h"
#include "errand.h"
#include "hal.h"

static tw_net_use_t use;
static tw_clock_t clock_device;
static tw_http_t http;
static tw_http_client_t http_client;
static tw_mqtt_t mqtt;
static tw_mqtt_client_t mqtt_client;

// What the module is sent for, and what it came back with.
static const char *wanted;  // NULL: nothing
static uint16_t wanted_port;
static bool is_back;
static int32_t answer;
static uint32_t count;
static uint32_t sum;
static char problem[200];

tw_err_t errand_next(tw_call_t *call, tw_buffer_t what, uint32_t *result) {
    (void)call;
    *result = 0;
    for (; wanted != NULL && wanted[*result] != '\0' && *result < what.count; (*result)++) {
        what.bytes[*result] = (uint8_t)wanted[*result];
    }
    wanted = NULL;
    return TW_ERR_OK;
}

tw_err_t errand_port(tw_call_t *call, uint16_t *result) {
    (void)call;
    *result = wanted_port;
    return TW_ERR_OK;
}

tw_err_t errand_done(tw_call_t *call, int32_t said, uint32_t bytes, uint32_t sum_of_them,
                     tw_str_t text) {
    (void)call;
    uint32_t size = text.size < sizeof problem - 1 ? text.size : (uint32_t)sizeof problem - 1;
    for (uint32_t i = 0; i < size; i++) {
        problem[i] = text.chars[i];
    }
    problem[size] = '\0';
    answer = said;
    count = bytes;
    sum = sum_of_them;
    is_back = true;
    return TW_ERR_OK;
}

tw_err_t run_errand(tw_shell_t *of, int argc, char *const *argv) {
    static char text[160];
    uint32_t port = 0;
    if (tw_shell_turn(of) > 0) {
        if (!is_back) {
            return TW_ERR_PENDING;
        }
        tw_shell_printf(of, answer < 0 ? "answer -%u, " : "answer %u, ",
                        answer < 0 ? 0u - (uint32_t)answer : (uint32_t)answer);
        tw_shell_printf(of, "%u bytes, sum %u\n", count, sum);
        tw_shell_printf(of, problem[0] == '\0' ? "" : "%s\n", problem);
        return TW_ERR_OK;
    }
    if (argc < 2 || argc > 3 || (argc == 3 && !tw_shell_parse_number(argv[2], 65535, &port))) {
        return tw_shell_fail_usage(of);
    }
    uint32_t size = 0;
    for (; size < sizeof text - 1 && argv[1][size] != '\0'; size++) {
        text[size] = argv[1][size];
    }
    text[size] = '\0';
    wanted = text;
    wanted_port = (uint16_t)port;
    is_back = false;
    return TW_ERR_PENDING;
}

tw_err_t add_errands(tw_engine_t *engine, tw_net_t *net, tw_net_t *secure) {
    tw_clock_init(&clock_device, hal_ticks_ms);
    tw_net_use_init(&use, net);
    tw_net_use_secure(&use, secure);
    tw_http_init(&http, &use, &http_client, 1);
    tw_mqtt_init(&mqtt, &use, &mqtt_client, 1);
    tw_err_t err = tw_engine_add_host_module(engine, &errand);
    err = err == TW_ERR_OK ? tw_engine_add_device(engine, &clock_device.device) : err;
    err = err == TW_ERR_OK ? tw_engine_add_device(engine, &http.device) : err;
    return err == TW_ERR_OK ? tw_engine_add_device(engine, &mqtt.device) : err;
}

tw_err_t launch_errands(tw_engine_t *engine) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    limits.fuel = UINT64_MAX;
    tw_err_t err = tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_module_set_name(module, app_modules[0].name);
    return tw_instance_launch(module, "errand", &limits, NULL, NULL, NULL, &instance);
}
