// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A module for apps/externref: holds a greeting, which is a thing of the host's.

#include "greeter.h"

static greeter_greeting_t greeting;
static uint32_t updates;

void greeter_module_start(void) {
    greeting = greeter_new(tw_str("Hello"));
    greeter_hello(greeting, tw_str("world"));
}

void greeter_module_update(void) {
    greeter_hello(greeting, tw_str("again"));
    greeter_print_u32(++updates);
}
