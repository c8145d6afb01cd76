// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TOOLS_PARTS_SIMPLE_WITH_DISPLAY_H
#define TOOLS_PARTS_SIMPLE_WITH_DISPLAY_H

// apps/simple with a display, which a text is shown on: what the parts of displays have in common.

#include "simple_with.h"
#include "tinywasm/display.h"

// The board need not have the display: what matters is that it is linked.
static void write_on(tw_err_t err, tw_display_t *display) {
    if (err == TW_ERR_OK) {
        tw_display_text(display, 0, 0, 1, "pong", 4, TW_COLOR_WHITE);
        check(tw_display_show(display));
    }
}

#endif
