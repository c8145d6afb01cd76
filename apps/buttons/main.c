// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A press of a button calls the module's export of that name; the module writes on the display.
// Keys on the console stand for buttons, and the console for the display, where the board has
// none. The same file on every board.

#include "tinywasm/board_devices.h"
#include "tinywasm/tinywasm.h"

#include "../input.h"
#include "app.h"
#include "board.h"
#include "hal.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

// The console must not be led astray by what a module writes.
static tw_err_t message(tw_call_t *call) {
    uint8_t *text = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &text, &size);
    for (uint32_t i = 0; i < size; i++) {
        bool is_control = text[i] < ' ' || text[i] == 0x7f;
        hal_console_write(is_control ? "?" : (const char *)&text[i], 1);
    }
    hal_console_print("\n");
    return err;
}

static const tw_host_func_t console_funcs[] = {{"message", "(*~)", message}};
static const tw_host_module_t console = {"display", console_funcs, 1, NULL};

// The board's, or the console.
static void add_display(void) {
    tw_display_t *display = NULL;
    tw_err_t err = tw_board_display(&display);
    if (err == TW_ERR_UNSUPPORTED) {
        check(tw_engine_add_host_module(engine, &console));
        return;
    }
    check(err);
    check(tw_engine_add_device(engine, tw_display_device(display)));
}

// NULL if the board has none.
static tw_buttons_t *add_buttons(void) {
    tw_buttons_t *buttons = NULL;
    tw_err_t err = tw_board_buttons(&buttons);
    if (err == TW_ERR_UNSUPPORTED) {
        return NULL;
    }
    check(err);
    check(tw_engine_add_device(engine, tw_buttons_device(buttons)));
    return buttons;
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    check(tw_engine_init(&engine, &config));
    add_display();
    tw_buttons_t *buttons = add_buttons();
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, NULL, &limits, &instance));
    hal_console_print("Press a button\n");
    for (;;) {
        tw_button_t button = TW_BUTTON_A;
        (void)tw_engine_poll(engine, hal_ticks_ms());
        if (input_next(buttons, &button)) {
            hal_console_print(tw_button_export(button));
            hal_console_print("\n");
            check(tw_button_call(instance, button));
        } else {
            hal_sleep_until_interrupt();
        }
    }
}
