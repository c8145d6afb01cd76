// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Modules with Bluetooth, driven from the console: the keys s and c start the module that serves
// and the one that connects, x and z end them; b lists who has paired, F forgets them, w makes the
// first key another, t leaves half of the file, and every other key is an event for modules. What
// they say is printed.

#include "tinywasm/bluetooth.h"
#include "tinywasm/board_store.h"
#include "tinywasm/clock.h"
#include "tinywasm/device_file.h"
#include "tinywasm/grant.h"
#include "tinywasm/schedule.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"

#define ARENA_BYTES 0x5000
#define SERVER 0
#define CLIENT 1
#define BONDS ".bonds"
#define BONDS_HEAD 11u  // then the first address and its flags, and its key
#define BONDS_MOST 200u

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

static void say_number(const char *text, int32_t number) {
    hal_console_print(text);
    hal_console_print(" ");
    print_number(number);
    hal_console_print("\n");
}

static void list_bonds(void) {
    tw_bluetooth_bond_t bond;
    uint32_t i = 0;
    for (; tw_bluetooth_bond_at(&bluetooth, i, &bond); i++) {
        say_number("bond", bond.address[0] * 10 + (bond.is_compared ? 1 : 0));
    }
    say_number("damaged", tw_bluetooth_bonds_damaged(&bluetooth));
    say_number("bonds", (int32_t)i);
}

// The file that whoever has the flash in his hands would write.
static void change_bonds(char key) {
    uint8_t file[BONDS_MOST + TW_DEVICE_FILE_CHECK_BYTES];
    uint32_t size = 0;
    check(tw_device_file_read(engine, BONDS, file, BONDS_MOST, &size));
    file[BONDS_HEAD + 7] ^= 1;
    check(tw_device_file_save(engine, BONDS, file, key == 'w' ? size : size / 2));
    say_number("changed", (int32_t)size);
}

static void press(char key) {
    const tw_event_t event = {"on_key", {key, 0}, 0};
    if (key == 's' || key == 'c') {
        start(key == 's' ? SERVER : CLIENT);
    } else if (key == 'x' || key == 'z') {
        end(key == 'x' ? SERVER : CLIENT);
        hal_console_print("ended\n");
    } else if (key == 'b') {
        list_bonds();
    } else if (key == 'F') {
        say_number("forgotten", (int32_t)tw_bluetooth_forget(&bluetooth, NULL));
    } else if (key == 'w' || key == 't') {
        change_bonds(key);
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
    tw_filestore_t *store = NULL;
    tw_engine_config_t config;
    static tw_grants_t grants;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.report = report;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    config.grants = &grants;
    check(tw_board_store(&store));
    if (tw_filestore_mount(store) != TW_ERR_OK) {
        check(tw_filestore_format(store));
        check(tw_filestore_mount(store));
    }
    config.filestore = store;
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
