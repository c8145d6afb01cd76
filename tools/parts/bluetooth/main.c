// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with Bluetooth, the controller at a serial line that nobody is at: what it takes more
// is what host stack and bridge cost, with the part of the port below them and the larger C stack.

#include "../simple_with.h"
#include "tinywasm/bluetooth.h"

static tw_bluetooth_t bluetooth;

int main(void) {
    tw_bluetooth_config_t config;
    tw_bluetooth_config_init(&config);
    tw_bluetooth_init(&bluetooth, &config);
    make_simple_engine();
    check(tw_engine_add_device(engine, &bluetooth.device));
    run_ping();
}
