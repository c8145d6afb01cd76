// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's sensor as a Bluetooth service: a module measures, and serves what it has measured.
// The same file on every board.

#include "tinywasm/bluetooth.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/clock.h"
#include "tinywasm/schedule.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"

#define ARENA_BYTES 0x4000

static uint64_t arena[ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_bluetooth_t bluetooth;
static tw_clock_t clock;

static void stop(const char *text) {
    hal_console_print(text);
    hal_console_print("\n");
    hal_exit(1);
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        stop(text[0] != '\0' ? text : tw_err_text(err));
    }
}

static void report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    (void)instance;
    hal_console_print(fault->text);
    hal_console_print("\n");
}

static void add_sensor(void) {
    static tw_sensors_t sensors;
    tw_sensor_t *sensor = NULL;
    if (tw_board_sensor(&sensor) != TW_ERR_OK) {
        stop(sensor != NULL ? tw_sensor_problem(sensor) : "The board has no sensor");
    }
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, &sensor, 1)));
}

static void add_devices(void) {
    tw_bluetooth_config_t config;
    tw_bluetooth_config_init(&config);
    tw_bluetooth_init(&bluetooth, &config);
    tw_clock_init(&clock, hal_ticks_ms);
    add_sensor();
    check(tw_engine_add_device(engine, &clock.device));
    check(tw_engine_add_host_module(engine, tw_clock_timers(&clock)));
    check(tw_engine_add_device(engine, &bluetooth.device));
}

static void start_module(void) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    limits.fuel = UINT64_MAX;
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, NULL, &limits, &instance));
}

int main(void) {
    bool was_ready = false;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.scheduler = &tw_scheduler;
    config.report = report;
    check(tw_engine_init(&engine, &config));
    add_devices();
    check(tw_engine_start(engine));
    start_module();
    for (;;) {
        if (!tw_engine_poll(engine, hal_ticks_ms())) {
            hal_sleep_until_interrupt();
        }
        if (tw_bluetooth_is_ready(&bluetooth) != was_ready) {
            was_ready = !was_ready;
            hal_console_print(was_ready ? "Bluetooth is there\n" : "Bluetooth is gone\n");
        }
    }
}
