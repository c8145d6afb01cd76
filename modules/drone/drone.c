// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Flies a drone: A takes off, B lands, START flips, UP to RIGHT fly that way, SELECT stays.
#define IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

IMPORT("drone", "takeoff") void takeoff(void);
IMPORT("drone", "land") void land(void);
IMPORT("drone", "flip") void flip(void);
IMPORT("drone", "control") void control(int direction, int speed);
IMPORT("display", "message1") void message1(const char *text, unsigned size);

enum { FORWARD, BACKWARD, LEFT, RIGHT };
#define SPEED 40

#define BUTTON(name, text, action)                                           \
    __attribute__((export_name("button_" #name))) void button_##name(void) { \
        message1(text, sizeof text - 1);                                     \
        action;                                                              \
    }

BUTTON(a, "take off", takeoff())
BUTTON(b, "land", land())
BUTTON(start, "flip", flip())
BUTTON(up, "forward", control(FORWARD, SPEED))
BUTTON(down, "backward", control(BACKWARD, SPEED))
BUTTON(left, "left", control(LEFT, SPEED))
BUTTON(right, "right", control(RIGHT, SPEED))
BUTTON(select, "stay", control(FORWARD, 0))
