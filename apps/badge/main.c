// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A badge whose text is a module's. A menu of modules: UP and DOWN choose, A runs, B or SELECT goes
// back. START shows each for ten seconds, in turn, until B or SELECT; then any other button brings
// the next at once. A module that is shown is updated once a second. Without buttons they are shown
// in turn from the start. Keys on the console stand for buttons, and the console for the display,
// where the board has none. The same file on every board.

#include "tinywasm/board_devices.h"
#include "tinywasm/tinywasm.h"

#include "../input.h"
#include "app.h"
#include "badge.h"
#include "board.h"
#include "hal.h"
#include "screen.h"

#define SHOW_MS 10000
#define UPDATE_MS 1000
#define MODULES ((uint32_t)(sizeof app_modules / sizeof app_modules[0]))

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_buttons_t *buttons;  // NULL: the board has none
static bool is_rotating;       // each module in turn

// ---- what modules call --------------------------------------------------------------------------

// A display that fails is no reason to stop the module: the console has it.
static tw_err_t show_row(uint32_t row, const char *label, tw_str_t text) {
    (void)screen_write(row, label, text.chars, text.size);
    return TW_ERR_OK;
}

tw_err_t badge_heading(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_row(0, "# ", text);
}

tw_err_t badge_set_text1(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_row(1, "1 ", text);
}

tw_err_t badge_set_text2(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_row(2, "2 ", text);
}

tw_err_t badge_set_text3(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_row(3, "3 ", text);
}

tw_err_t badge_set_text4(tw_call_t *call, tw_str_t text) {
    (void)call;
    return show_row(4, "4 ", text);
}

// ---- a module -----------------------------------------------------------------------------------

static void print_error(tw_err_t err) {
    const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
    hal_console_print(text[0] != '\0' ? text : tw_err_name(err));
    hal_console_print("\n");
}

// True if a button was pressed before so many milliseconds have passed.
static bool wait_for_button(uint32_t ms, tw_button_t *button) {
    uint32_t start_ms = hal_ticks_ms();
    while (hal_ticks_ms() - start_ms < ms) {
        (void)tw_engine_poll(engine, hal_ticks_ms());
        if (input_next(buttons, button)) {
            return true;
        }
        hal_sleep_until_interrupt();
    }
    return false;
}

// Whether the module that is shown is left for this button.
static bool leaves(tw_button_t button) {
    bool was_rotating = is_rotating;
    bool is_back = button == TW_BUTTON_B || button == TW_BUTTON_SELECT;
    is_rotating = button == TW_BUTTON_START || (was_rotating && !is_back);
    return was_rotating || is_back;
}

static tw_err_t show(tw_instance_t *instance) {
    tw_err_t err = badge_module_start(instance);
    for (uint32_t ms = 0; err == TW_ERR_OK && (!is_rotating || ms < SHOW_MS); ms += UPDATE_MS) {
        tw_button_t button = TW_BUTTON_A;
        if (wait_for_button(UPDATE_MS, &button) && leaves(button)) {
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
    screen_clear();
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
        tw_button_t button = TW_BUTTON_A;
        print_error(err);
        (void)wait_for_button(UPDATE_MS, &button);
    }
}

// ---- the menu -----------------------------------------------------------------------------------

// The row of the chosen one is marked, and visible.
static void show_menu(uint32_t chosen) {
    static const char heading[] = "Modules";
    uint32_t rows = screen_rows() - 1;
    uint32_t first = chosen < rows ? 0 : chosen - rows + 1;
    screen_clear();
    (void)screen_write(0, "# ", heading, sizeof heading - 1);
    for (uint32_t i = first; i < MODULES && i - first < rows; i++) {
        char line[32] = "  ";
        size_t size = 2;
        line[0] = i == chosen ? '>' : ' ';
        for (const char *at = app_modules[i].name; *at != '\0' && size < sizeof line; at++) {
            line[size++] = *at;
        }
        (void)screen_write(i - first + 1, "", line, size);
    }
}

// The module that is to run next. START goes on in turn.
static uint32_t choose(uint32_t chosen) {
    for (;;) {
        tw_button_t button = TW_BUTTON_A;
        show_menu(chosen);
        while (!wait_for_button(UPDATE_MS, &button)) {
        }
        is_rotating = button == TW_BUTTON_START;
        if (is_rotating || button == TW_BUTTON_A) {
            return chosen;
        }
        chosen += button == TW_BUTTON_DOWN ? 1 : button == TW_BUTTON_UP ? MODULES - 1 : 0;
        chosen %= MODULES;
    }
}

// ---- the application ----------------------------------------------------------------------------

static tw_err_t absent_is_fine(tw_err_t err) {
    return err == TW_ERR_UNSUPPORTED ? TW_ERR_OK : err;
}

static tw_err_t find_devices(void) {
    tw_display_t *display = NULL;
    tw_err_t err = tw_board_display(&display);
    screen_init(err == TW_ERR_OK ? display : NULL);
    err = absent_is_fine(err);
    if (err == TW_ERR_OK) {
        err = absent_is_fine(tw_board_buttons(&buttons));
        is_rotating = buttons == NULL;
    }
    return err == TW_ERR_OK && buttons != NULL
               ? tw_engine_add_device(engine, tw_buttons_device(buttons))
               : err;
}

static tw_err_t start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err == TW_ERR_OK ? tw_engine_add_host_module(engine, &badge) : err;
    err = err == TW_ERR_OK ? find_devices() : err;
    return err == TW_ERR_OK ? tw_engine_start(engine) : err;
}

int main(void) {
    tw_err_t err = start_engine();
    if (err != TW_ERR_OK) {
        print_error(err);
        hal_exit(1);
    }
    for (uint32_t i = 0;; i = is_rotating ? (i + 1) % MODULES : i) {
        i = is_rotating ? i : choose(i);
        run_module(&app_modules[i]);
    }
}
