// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A badge whose text is a module's: shows each module for ten seconds, updated once a second, then
// the next. A key on the console shows the next at once. The same file on every board.

#include "tinywasm/tinywasm.h"

#include "app.h"
#include "badge.h"
#include "board.h"
#include "hal.h"

#define SHOW_MS 10000
#define UPDATE_MS 1000

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;

// A line of the display; the console must not be led astray by what a module writes.
static tw_err_t show_line(const char *label, tw_str_t text) {
    hal_console_print(label);
    for (uint32_t i = 0; i < text.size; i++) {
        bool is_control = (unsigned char)text.chars[i] < ' ' || text.chars[i] == 0x7f;
        hal_console_write(is_control ? "?" : &text.chars[i], 1);
    }
    hal_console_print("\n");
    return TW_ERR_OK;
}

tw_err_t badge_heading(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_line("# ", text);
}

tw_err_t badge_set_text1(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_line("1 ", text);
}

tw_err_t badge_set_text2(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_line("2 ", text);
}

tw_err_t badge_set_text3(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_line("3 ", text);
}

tw_err_t badge_set_text4(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_line("4 ", text);
}

static void print_error(tw_err_t err) {
    const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
    hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
    hal_console_print("\n");
}

// Waits; true if a key was pressed meanwhile.
static bool wait_for_key(uint32_t ms) {
    uint32_t start_ms = hal_ticks_ms();
    while (hal_ticks_ms() - start_ms < ms) {
        char key;
        if (hal_console_read(&key, 1) != 0 && key != '\n' && key != '\r') {
            return true;
        }
        hal_sleep_until_interrupt();
    }
    return false;
}

static tw_err_t show(tw_instance_t *instance) {
    tw_err_t err = badge_module_start(instance);
    for (uint32_t ms = 0; err == TW_ERR_OK && ms < SHOW_MS; ms += UPDATE_MS) {
        if (wait_for_key(UPDATE_MS)) {
            return TW_ERR_OK;
        }
        err = badge_module_update(instance);
    }
    return err;
}

static tw_err_t run_instance(tw_module_t *module) {
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    tw_err_t err = tw_instance_create(module, NULL, &limits, &instance);
    err = err == TW_ERR_OK ? show(instance) : err;
    if (err != TW_ERR_OK) {
        print_error(err);
    }
    return instance != NULL ? tw_instance_destroy(instance) : TW_ERR_OK;
}

// Everything that the module took comes back. One that fails is told, and the next one's turn.
static void run_module(const tw_app_module_t *of) {
    hal_console_print("== ");
    hal_console_print(of->name);
    hal_console_print("\n");
    tw_module_t *module = NULL;
    tw_err_t err = tw_module_load(engine, of->bytes, of->size, &module);
    if (err == TW_ERR_OK) {
        tw_module_set_name(module, of->name);
        err = run_instance(module);
    }
    if (err == TW_ERR_OK) {
        err = tw_module_unload(module);
    }
    if (err != TW_ERR_OK) {
        print_error(err);
        (void)wait_for_key(UPDATE_MS);
    }
}

static tw_err_t start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err == TW_ERR_OK ? tw_engine_add_host_module(engine, &badge) : err;
    return err == TW_ERR_OK ? tw_engine_start(engine) : err;
}

int main(void) {
    tw_err_t err = start_engine();
    if (err != TW_ERR_OK) {
        print_error(err);
        hal_exit(1);
    }
    for (;;) {
        for (size_t i = 0; i < sizeof app_modules / sizeof app_modules[0]; i++) {
            run_module(&app_modules[i]);
        }
    }
}
