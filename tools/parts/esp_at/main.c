// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with a radio behind a UART, with two sockets, and the host module wifi.

#include "../simple_with_modules.h"
#include "tinywasm/esp_at.h"
#include "tinywasm/wifi.h"

int main(void) {
    static tw_esp_at_t radio;
    static tw_esp_at_socket_t sockets[2];
    static tw_wifi_device_t modules;
    const tw_esp_at_config_t config = {
        .uart = BOARD_WIFI_UART, .baud = BOARD_WIFI_BAUD, .sockets = sockets, .socket_count = 2};
    check(tw_esp_at_init(&radio, &config));
    make_simple_engine();
    check(tw_engine_add_device(engine, &radio.net.device));
    check(tw_engine_add_device(engine, tw_wifi_device(&modules, &radio.wifi)));
    print_number("connection", sizeof sockets[0]);
    run_ping();
}
