// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A module flies a drone over WiFi: a press of a button calls its export of that name, and it calls
// drone.takeoff, drone.control ... The drone is a Tello, which has a network of its own. Which
// network, with which key, and the drone's address are parameters, kept in the filestore: the key w
// on the console sets others. Keys stand for buttons that the board lacks. The same file on every
// board that has a radio.

#include "tinywasm/board_devices.h"
#include "tinywasm/board_store.h"
#include "tinywasm/board_wifi.h"
#include "tinywasm/grant.h"
#include "tinywasm/tinywasm.h"

#include "../input.h"
#include "app.h"
#include "board.h"
#include "drone.h"
#include "hal.h"
#include "network.h"
#include "settings.h"
#include "tello.h"

#define LINE_BYTES 127u

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_filestore_t *store;
static tw_grants_t grants;
static settings_t settings;
static tello_t tello;
static network_t network;

static void say(const char *what, const char *how) {
    hal_console_print(what);
    hal_console_print(how);
    hal_console_print("\n");
}

static void print_fault(tw_err_t err) {
    const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
    say(text[0] != '\0' ? text : tw_err_text(err), "");
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print_fault(err);
        hal_exit(1);
    }
}

// ---- what the module calls ----------------------------------------------------------------------

// What it may fly is said by the name of the drone's network.
static tw_err_t tell(tw_call_t *call, const char *command) {
    tw_err_t err = tw_call_allowed_text(call, "wifi", settings.ssid);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!tello.is_open) {
        say(command, ": no drone yet");
    } else if (!tello_say(&tello, command)) {
        say(command, ": the drone is busy");
    }
    return TW_ERR_OK;
}

tw_err_t drone_takeoff(tw_call_t *call) {
    return tell(call, "takeoff");
}

tw_err_t drone_land(tw_call_t *call) {
    return tell(call, "land");
}

tw_err_t drone_flip(tw_call_t *call) {
    return tell(call, "flip f");
}

static char *put_number(char *at, int32_t value) {
    *at++ = ' ';
    if (value < 0) {
        *at++ = '-';
        value = -value;
    }
    if (value >= 100) {
        *at++ = (char)('0' + value / 100);
    }
    if (value >= 10) {
        *at++ = (char)('0' + value / 10 % 10);
    }
    *at++ = (char)('0' + value % 10);
    return at;
}

// rc: to the right, forward, up, clockwise.
tw_err_t drone_control(tw_call_t *call, drone_direction_t direction, int32_t speed) {
    static const struct {
        uint8_t stick;
        int8_t sign;
    } ways[] = {{1, 1}, {1, -1}, {0, -1}, {0, 1}, {2, 1}, {2, -1}, {3, 1}, {3, -1}};
    char command[TELLO_COMMAND_BYTES] = "rc";
    char *at = command + 2;
    if (speed < 0 || speed > 100) {
        return tw_call_trap(call, TW_TRAP_HOST, "a speed is 0 to 100");
    }
    for (uint32_t stick = 0; stick < 4; stick++) {
        bool is_it = ways[direction].stick == stick;
        at = put_number(at, is_it ? ways[direction].sign * speed : 0);
    }
    *at = '\0';
    return tell(call, command);
}

// ---- settings -----------------------------------------------------------------------------------

static void mount(void) {
    check(tw_board_store(&store));
    tw_err_t err = tw_filestore_mount(store);
    if (err == TW_ERR_CORRUPT) {
        char key = 0;
        say("The filestore is new or damaged: f formats it", "");
        while (key != 'f') {
            hal_sleep_until_interrupt();
            (void)hal_console_read(&key, 1);
        }
        check(tw_filestore_format(store));
        err = tw_filestore_mount(store);
    }
    check(err);
    err = settings_load(&settings, store);
    if (err != TW_ERR_OK) {
        say("The settings that are kept cannot be read: ", tw_err_name(err));
    }
}

static void read_line(char *line) {
    uint32_t size = 0;
    char key = 0;
    while (key != '\n' && key != '\r') {
        if (hal_console_read(&key, 1) == 0) {
            hal_sleep_until_interrupt();
            key = 0;
        } else if (key >= ' ' && size < LINE_BYTES) {
            line[size++] = key;
        }
    }
    line[size] = '\0';
}

static void change_settings(void) {
    char line[LINE_BYTES + 1];
    say("SSID KEY ADDRESS:PORT, KEY - for none:", "");
    read_line(line);
    tw_err_t err = settings_keep(&settings, store, line);
    say(err == TW_ERR_OK ? "kept: " : tw_err_name(err), err == TW_ERR_OK ? settings.ssid : "");
    if (err == TW_ERR_OK) {
        tello_close(&tello);
        network_join(&network, &settings);
    }
}

// ---- the application ----------------------------------------------------------------------------

static tw_buttons_t *add_devices(void) {
    tw_display_t *display = NULL;
    tw_buttons_t *buttons = NULL;
    check(tw_board_display(&display));
    check(tw_engine_add_device(engine, tw_display_device(display)));
    tw_err_t err = tw_board_buttons(&buttons);
    check(err == TW_ERR_UNSUPPORTED ? TW_ERR_OK : err);
    if (buttons != NULL) {
        check(tw_engine_add_device(engine, tw_buttons_device(buttons)));
    }
    check(tw_engine_add_host_module(engine, &drone));
    check(network_add(&network, engine));
    return buttons;
}

static tw_instance_t *load_module(void) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, NULL, &limits, &instance));
    return instance;
}

static bool next_button(tw_buttons_t *buttons, tw_button_t *button) {
    char key = 0;
    if (input_pressed(buttons, button)) {
        return true;
    }
    if (hal_console_read(&key, 1) == 1 && key == 'w') {
        change_settings();
    }
    return input_button_of(key, button);
}

// A module that was refused something is told so, and may go on.
static void press(tw_instance_t *instance, tw_button_t button) {
    say(tw_button_export(button), "");
    tw_err_t err = tw_button_call(instance, button);
    if (err != TW_ERR_OK) {
        print_fault(err);
    }
}

static void go_on(void) {
    const char *command = NULL;
    const char *answer = NULL;
    if (network_poll(&network) && !tello.is_open) {
        check(tello_open(&tello, network.net, &settings.address));
    }
    if (tello_poll(&tello, hal_ticks_ms(), &command, &answer)) {
        hal_console_print(command);
        say(": ", answer[0] != '\0' ? answer : "no answer");
    }
}

int main(void) {
    mount();
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    config.grants = &grants;
    check(tw_engine_init(&engine, &config));
    tw_buttons_t *buttons = add_devices();
    check(tw_engine_start(engine));
    tw_instance_t *instance = load_module();
    network_join(&network, &settings);
    for (;;) {
        tw_button_t button = TW_BUTTON_A;
        (void)tw_engine_poll(engine, hal_ticks_ms());
        go_on();
        if (next_button(buttons, &button)) {
            press(instance, button);
        } else {
            hal_sleep_until_interrupt();
        }
    }
}
