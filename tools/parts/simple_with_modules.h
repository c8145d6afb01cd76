// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TOOLS_PARTS_SIMPLE_WITH_MODULES_H
#define TOOLS_PARTS_SIMPLE_WITH_MODULES_H

// apps/simple with a host module for the network, over a carrier that has no socket: what it takes
// is the host module's own. "connection" is what another module that uses it takes.

#include "simple_with.h"
#include "tinywasm/net_use.h"

static inline tw_net_t *no_net(void) {
    static const tw_net_ops_t ops = {.open = NULL};
    static tw_net_t none = {.ops = &ops};
    return &none;
}

static void print_number(const char *what, uint32_t number) {
    char digits[12];
    uint32_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    hal_console_print(what);
    hal_console_print(" ");
    hal_console_print(digits + at);
    hal_console_print("\n");
}

static inline HAL_NORETURN void run_with_module(tw_device_t *device, uint32_t connection) {
    make_simple_engine();
    check(tw_engine_add_device(engine, device));
    print_number("connection", connection);
    run_ping();
}

#endif
