// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A badge whose text is a module's: shows each module for ten seconds, updated once a second, then
// the next. A key on the console shows the next at once. The same file on every board.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "modules.h"

#define SHOW_MS 10000
#define UPDATE_MS 1000
#define MEMORY_BYTES 2048  // of a module that declares more

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;

// A line of the display; the console must not be led astray by what a module writes.
static tw_err_t show_line(tw_call_t *call, const char *label) {
    uint8_t *text = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &text, &size);
    if (err != TW_ERR_OK) {
        return err;
    }
    hal_console_print(label);
    for (uint32_t i = 0; i < size; i++) {
        hal_console_write(text[i] < ' ' || text[i] == 0x7f ? (const uint8_t *)"?" : &text[i], 1);
    }
    hal_console_print("\n");
    return TW_ERR_OK;
}

static tw_err_t heading(tw_call_t *call) {
    return show_line(call, "# ");
}

static tw_err_t set_text1(tw_call_t *call) {
    return show_line(call, "1 ");
}

static tw_err_t set_text2(tw_call_t *call) {
    return show_line(call, "2 ");
}

static tw_err_t set_text3(tw_call_t *call) {
    return show_line(call, "3 ");
}

static tw_err_t set_text4(tw_call_t *call) {
    return show_line(call, "4 ");
}

static const tw_host_func_t badge_funcs[] = {{"heading", "(*~)", heading},
                                             {"set_text1", "(*~)", set_text1},
                                             {"set_text2", "(*~)", set_text2},
                                             {"set_text3", "(*~)", set_text3},
                                             {"set_text4", "(*~)", set_text4}};
static const tw_host_module_t badge = {"badge", badge_funcs, 5, NULL};

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

static tw_err_t call(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    tw_err_t err = tw_instance_find_func(instance, name, &func);
    return err != TW_ERR_OK ? err : tw_instance_call(instance, func, NULL, 0, NULL, 0);
}

static tw_err_t show(tw_instance_t *instance) {
    tw_err_t err = call(instance, "start");
    for (uint32_t ms = 0; err == TW_ERR_OK && ms < SHOW_MS; ms += UPDATE_MS) {
        if (wait_for_key(UPDATE_MS)) {
            return TW_ERR_OK;
        }
        err = call(instance, "update");
    }
    return err;
}

static tw_err_t run_instance(tw_module_t *module) {
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = MEMORY_BYTES;
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
