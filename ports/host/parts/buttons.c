// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Eight buttons, which pull their pins low; as their contacts do, they bounce if they are told to.

#include "board.h"
#include "models.h"

#define BUTTONS 8u

static struct button {
    sim_part_t part;
    uint32_t pin;
    bool is_pressed;
    uint32_t bounces;  // still to come
    sim_event_t next;
} buttons[BUTTONS] = {
    {.part = {.name = "a"}},      {.part = {.name = "b"}},     {.part = {.name = "up"}},
    {.part = {.name = "down"}},   {.part = {.name = "left"}},  {.part = {.name = "right"}},
    {.part = {.name = "select"}}, {.part = {.name = "start"}},
};
static struct {
    uint32_t count;
    uint32_t us;
} bounce;

static void close_contact(const struct button *button, bool is_closed) {
    if (is_closed) {
        sim_pin_drive(button->pin, false);
    } else {
        sim_pin_release(button->pin);
    }
}

// The contact is as it shall be, or, while it bounces, the other way every second time.
static void step(void *ctx) {
    struct button *button = (struct button *)ctx;
    close_contact(button, button->is_pressed != (button->bounces % 2u != 0));
    if (button->bounces > 0) {
        button->bounces--;
        sim_at(&button->next, button->next.at_us + bounce.us, step, button);
    }
}

static void press(void *ctx, int32_t thousandths) {
    struct button *button = (struct button *)ctx;
    bool is_pressed = thousandths != 0;
    if (is_pressed != button->is_pressed) {
        button->is_pressed = is_pressed;
        button->bounces = 2u * bounce.count;
        sim_cancel(&button->next);
        button->next.at_us = sim_now_us();
        step(button);
    }
}

static void set_count(void *ctx, int32_t thousandths) {
    (void)ctx;
    bounce.count = (uint32_t)thousandths / 1000u;
}

static void set_us(void *ctx, int32_t thousandths) {
    (void)ctx;
    bounce.us = (uint32_t)thousandths;
}

void sim_buttons_attach(void) {
    static const uint8_t pins[BUTTONS] = BOARD_BUTTON_PINS;
    static const sim_property_t pressed[] = {{"pressed", "", 0, 1000, press}};
    static const sim_property_t bounces[] = {{"bounces", "", 0, 1000000, set_count},
                                             {"interval", "ms", 0, 1000000, set_us}};
    static sim_part_t contacts = {.name = "contacts", .properties = bounces, .property_count = 2};
    for (uint32_t i = 0; i < BUTTONS; i++) {
        struct button *button = &buttons[i];
        button->pin = pins[i];
        button->part.properties = pressed;
        button->part.property_count = 1;
        button->part.ctx = button;
        sim_register(&button->part);
    }
    sim_register(&contacts);
}
