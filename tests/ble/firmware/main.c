// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Modules with Bluetooth, driven from the console: the keys s and c start the module that serves
// and the one that connects, x and z end them, and every other key is an event for them. What they
// say is printed.

#include "tinywasm/bluetooth.h"
#include "tinywasm/clock.h"
#include "tinywasm/grant.h"
#include "tinywasm/schedule.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"

#define ARENA_BYTES 0x5000
#define SERVER 0
#define CLIENT 1

static uint64_t arena[ARENA_BYTES / 8];
static tw_engine_t *engine;
static tw_bluetooth_t bluetooth;
static tw_clock_t clock;
static tw_instance_t *instances[2];
static tw_module_t *modules[2];

static void print_fault(void) {
    hal_console_print(tw_engine_fault(engine)->text);
    hal_console_print("\n");
}

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print_fault();
        hal_exit(1);
    }
}

static void print_number(int32_t number) {
    char text[12];
    char *at = text + sizeof text;
    uint32_t left = number < 0 ? 0 - (uint32_t)number : (uint32_t)number;
    *--at = '\0';
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left != 0);
    if (number < 0) {
        *--at = '-';
    }
    hal_console_print(at);
}

// (text, number)
static tw_err_t say(tw_call_t *call) {
    uint8_t *text = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &text, &size);
    if (err == TW_ERR_OK) {
        hal_console_write(text, size);
        hal_console_print(" ");
        print_number(tw_arg_i32(call, 2));
        hal_console_print("\n");
    }
    return err;
}

// (text, bytes)
static tw_err_t show(tw_call_t *call) {
    uint8_t *text = NULL;
    uint8_t *bytes = NULL;
    uint32_t text_size = 0;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &text, &text_size);
    err = err == TW_ERR_OK ? tw_arg_bytes(call, 2, &bytes, &size) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    hal_console_write(text, text_size);
    hal_console_print(" ");
    for (uint32_t i = 0; i < size; i++) {
        hal_console_write(&"0123456789abcdef"[bytes[i] >> 4], 1);
        hal_console_write(&"0123456789abcdef"[bytes[i] & 15], 1);
    }
    hal_console_print("\n");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"say", "(*~i)", say}, {"show", "(*~*~)", show}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};

static void report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    (void)instance;
    hal_console_print(fault->text);
    hal_console_print("\n");
}

static void end(uint32_t which) {
    if (instances[which] != NULL) {
        check(tw_instance_destroy(instances[which]));
        check(tw_module_unload(modules[which]));
        instances[which] = NULL;
    }
}

static void start(uint32_t which) {
    tw_limits_t limits;
    tw_func_t run;
    end(which);
    tw_limits_init(&limits);
    limits.memory_bytes = 4096;
    limits.stack_bytes = 1024;
    limits.fuel = UINT64_MAX;
    check(
        tw_module_load(engine, app_modules[which].bytes, app_modules[which].size, &modules[which]));
    tw_module_set_name(modules[which], app_modules[which].name);
    if (tw_instance_create(modules[which], NULL, &limits, &instances[which]) != TW_ERR_OK) {
        print_fault();
        instances[which] = NULL;
        check(tw_module_unload(modules[which]));
    } else if (tw_instance_find_func(instances[which], "run", &run) == TW_ERR_OK) {
        check(tw_instance_begin(instances[which], run, NULL, 0, NULL, NULL));
    }
}

static void press(char key) {
    const tw_event_t event = {"on_key", {key, 0}, 0};
    if (key == 's' || key == 'c') {
        start(key == 's' ? SERVER : CLIENT);
    } else if (key == 'x' || key == 'z') {
        end(key == 'x' ? SERVER : CLIENT);
        hal_console_print("ended\n");
    } else {
        (void)tw_event_post(engine, &event);
    }
}

static void add_devices(void) {
    tw_bluetooth_config_t config;
    tw_bluetooth_config_init(&config);
    config.can_compare = true;
    tw_bluetooth_init(&bluetooth, &config);
    tw_clock_init(&clock, hal_ticks_ms);
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_add_device(engine, &clock.device));
    check(tw_engine_add_device(engine, &bluetooth.device));
}

int main(void) {
    bool was_ready = false;
    tw_engine_config_t config;
    static tw_grants_t grants;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.report = report;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    config.grants = &grants;
    check(tw_engine_init(&engine, &config));
    add_devices();
    check(tw_engine_start(engine));
    for (;;) {
        char key = 0;
        if (!tw_engine_poll(engine, hal_ticks_ms())) {
            hal_sleep_until_interrupt();
        }
        if (tw_bluetooth_is_ready(&bluetooth) != was_ready) {
            was_ready = !was_ready;
            hal_console_print(was_ready ? "ready\n" : "silent\n");
        }
        if (hal_console_read(&key, 1) != 0 && key >= ' ') {
            press(key);
        }
    }
}
