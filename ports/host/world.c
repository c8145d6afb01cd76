// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What models have registered: parts, signals, displays.

#include "world.h"

#include <stdlib.h>

#include "clock.h"
#include "link.h"

#define FRAME_US 1000u

static sim_part_t *parts;
static sim_display_t *displays;
static uint32_t signal_count;

const sim_part_t *world_parts(void) {
    return parts;
}

sim_display_t *world_displays(void) {
    return displays;
}

void sim_register(sim_part_t *part) {
    sim_part_t **link = &parts;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    part->next = NULL;
    *link = part;
}

void sim_signal_set(sim_signal_t *signal, uint32_t value) {
    if (!link_is_there() || (signal->number != 0 && signal->value == value)) {
        return;
    }
    clock_hold();
    if (signal->number == 0) {
        signal->number = ++signal_count;
        link_declare_signal(signal);
    }
    signal->value = value;
    link_send_signal(signal);
    clock_let_go();
}

void sim_display_register(sim_display_t *display) {
    if (display->width == 0 || display->height > SIM_PIXELS_MOST / display->width) {
        abort();
    }
    sim_display_t **link = &displays;
    while (*link != NULL) {
        link = &(*link)->next;
    }
    display->next = NULL;
    *link = display;
}

static void take_frame(void *ctx) {
    link_send_frame(ctx);
}

void sim_display_changed(sim_display_t *display) {
    display->is_used = true;
    if (link_is_there() && !display->event.is_waiting) {
        sim_at(&display->event, sim_now_us() + FRAME_US, take_frame, display);
    }
}
