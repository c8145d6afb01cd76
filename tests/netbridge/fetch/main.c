// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A module fetches from a server at the network's gateway, on the PC from the PC itself.

#include "tinywasm/board_net.h"
#include "tinywasm/clock.h"
#include "tinywasm/grant.h"
#include "tinywasm/http.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "fetcher.h"
#include "hal.h"

static uint64_t arena[APP_ARENA_BYTES / 8];
static tw_engine_t *engine;
static tw_grants_t grants;
static tw_net_use_t use;
static tw_clock_t clock_device;
static tw_http_t http;
static tw_http_client_t client;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(tw_engine_fault(engine)->text);
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void print_number(uint32_t number) {
    char digits[12];
    uint32_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    hal_console_print(" ");
    hal_console_print(digits + at);
}

static uint32_t put(tw_buffer_t buffer, uint32_t size, const char *text) {
    for (; *text != '\0' && size < buffer.count; text++) {
        buffer.bytes[size++] = (uint8_t)*text;
    }
    return size;
}

tw_err_t fetcher_server(tw_call_t *call, tw_buffer_t text, uint32_t *result) {
    (void)call;
    tw_net_info_t info;
    tw_net_addr_t server = {{127, 0, 0, 1}, APP_PORT};
    char address[TW_NET_ADDR_BYTES];
    tw_net_info(use.net, &info);
    for (uint32_t i = 0; i < sizeof server.ip && info.gateway[0] != 0; i++) {
        server.ip[i] = info.gateway[i];
    }
    tw_net_format_addr(&server, address);
    *result = put(text, put(text, 0, "http://"), address);
    return TW_ERR_OK;
}

tw_err_t fetcher_say(tw_call_t *call, tw_str_t what, uint32_t first, uint32_t second) {
    (void)call;
    hal_console_write(what.chars, what.size);
    print_number(first);
    print_number(second);
    hal_console_print("\n");
    return TW_ERR_OK;
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_net_t *net = tw_board_net();
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.scheduler = &tw_scheduler;
    config.grants = &grants;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    tw_clock_init(&clock_device, hal_ticks_ms);
    tw_net_use_init(&use, net);
    tw_http_init(&http, &use, &client, 1);
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &fetcher));
    check(tw_engine_add_device(engine, &clock_device.device));
    check(tw_engine_add_device(engine, &net->device));
    check(tw_engine_add_device(engine, &http.device));
    check(tw_engine_start(engine));
}

int main(void) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    start_engine();
    app_limits_init(&limits);
    limits.fuel = UINT64_MAX;
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_launch(module, "fetch", &limits, NULL, NULL, NULL, &instance));
    for (;;) {
        if (!tw_engine_poll(engine, hal_ticks_ms())) {
            hal_sleep_until_interrupt();
        }
    }
}
