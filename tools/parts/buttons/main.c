// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the board's buttons, for the application and for modules of both kinds: what it
// takes more is what they cost, with the part of the port below them.

#include "../simple_with.h"
#include "tinywasm/board_devices.h"

static tw_buttons_t *buttons;

static void take_presses(tw_instance_t *instance) {
    tw_button_t button;
    bool is_pressed = false;
    while (tw_buttons_next(buttons, &button, &is_pressed)) {
        check(tw_button_call(instance, button));
    }
}

int main(void) {
    make_simple_engine();
    check(tw_board_buttons(&buttons));
    check(tw_engine_add_device(engine, tw_buttons_device(buttons)));
    check(tw_engine_start(engine));
    tw_instance_t *instance = call_ping(load_ping());
    (void)tw_engine_poll(engine, hal_ticks_ms());
    take_presses(instance);
    hal_exit(0);
}
