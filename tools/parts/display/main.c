// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and the board's display for modules too: what it takes more than the part of its
// driver is what all drawing functions and the host module `display` cost.

#include "../simple_with_display.h"
#include "tinywasm/board_devices.h"

int main(void) {
    tw_display_t *display = NULL;
    write_on(tw_board_display(&display), display);
    make_simple_engine();
    check(tw_engine_add_device(engine, tw_display_device(display)));
    run_ping();
}
