// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Says which button was pressed.
__attribute__((import_module("display"), import_name("message"))) void message(const char *text,
                                                                               unsigned size);

#define BUTTON(name, text)                                                   \
    __attribute__((export_name("button_" #name))) void button_##name(void) { \
        message(text, sizeof text - 1);                                      \
    }

BUTTON(a, "A")
BUTTON(b, "B")
BUTTON(up, "up")
BUTTON(down, "down")
BUTTON(left, "left")
BUTTON(right, "right")
BUTTON(select, "SELECT")
BUTTON(start, "START")
