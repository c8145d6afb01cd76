// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with every sensor that there is a driver for, for the application and for modules:
// what it takes more is what they cost, with the parts of the port below them. None of them need be
// there.

#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/dht22.h"
#include "tinywasm/ldr.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_sensors_t sensors;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

// A chip that is not there says so when it is read.
static void keep(tw_err_t err) {
    (void)err;
}

static void add_sensors(void) {
    static tw_bme280_t bme280;
    static tw_dht22_t dht22;
    static tw_ldr_t ldr;
    tw_sensor_t *own = NULL;
    keep(tw_board_sensor(&own));
    keep(tw_bme280_init(&bme280, 0, 0x76));
    keep(tw_dht22_init(&dht22, 32));
    keep(tw_ldr_init(&ldr, 0, false));
    tw_sensor_t *const all[] = {&bme280.sensor, &dht22.sensor, &ldr.sensor, own};
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, all, own == NULL ? 3 : 4)));
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    add_sensors();
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    hal_exit(0);
}
