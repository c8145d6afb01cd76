// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Two modules that know nothing of one another: one reports the sensor's temperature to an MQTT
// broker, the other subscribes there and shows what is reported. The same file on every board that
// has a network.

#include "tinywasm/board_devices.h"
#include "tinywasm/board_net.h"
#include "tinywasm/clock.h"
#include "tinywasm/grant.h"
#include "tinywasm/mqtt.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"
#include "weather.h"

#define MODULES ((uint32_t)(sizeof app_modules / sizeof app_modules[0]))
#define RESTART_MS 1000

static uint64_t arena[APP_ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_grants_t grants;
static tw_net_use_t use;
static tw_clock_t clock_device;
static tw_mqtt_t mqtt;
static tw_mqtt_client_t clients[2];

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        hal_console_print(text[0] != '\0' ? text : tw_err_text(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void print_text(tw_str_t text) {
    for (uint32_t i = 0; i < text.size; i++) {
        bool is_control = (unsigned char)text.chars[i] < ' ' || text.chars[i] == 0x7f;
        hal_console_write(is_control ? "?" : &text.chars[i], 1);
    }
}

// ---- what modules call --------------------------------------------------------------------------

// "gateway" is what the network names so; where there is none, on the PC, the PC itself.
static void find_broker(char text[TW_NET_ADDR_BYTES]) {
    static const uint8_t none[4] = {0};
    static const uint8_t itself[4] = {127, 0, 0, 1};
    tw_net_info_t info;
    tw_net_addr_t addr = {{0}, 0};
    tw_net_info(use.net, &info);
    bool is_there = info.gateway[0] != none[0];
    for (uint32_t i = 0; i < sizeof addr.ip; i++) {
        addr.ip[i] = is_there ? info.gateway[i] : itself[i];
    }
    tw_net_format_addr(&addr, text);
}

static bool is_gateway(const char *text) {
    return tw_str_is(tw_str(text), "gateway");
}

tw_err_t weather_broker(tw_call_t *call, tw_buffer_t host, uint32_t *result) {
    (void)call;
    char gateway[TW_NET_ADDR_BYTES];
    find_broker(gateway);
    tw_str_t broker = tw_str(is_gateway(APP_BROKER) ? gateway : APP_BROKER);
    for (uint32_t i = 0; i < broker.size && i < host.count; i++) {
        host.bytes[i] = (uint8_t)broker.chars[i];
    }
    *result = broker.size < host.count ? broker.size : host.count;
    return TW_ERR_OK;
}

tw_err_t weather_port(tw_call_t *call, uint16_t *result) {
    (void)call;
    *result = APP_PORT;
    return TW_ERR_OK;
}

tw_err_t weather_period_ms(tw_call_t *call, uint32_t *result) {
    (void)call;
    *result = APP_PERIOD_MS;
    return TW_ERR_OK;
}

tw_err_t weather_say(tw_call_t *call, tw_str_t what, tw_str_t value) {
    hal_console_print(tw_instance_name(tw_call_instance(call)));
    hal_console_print(": ");
    print_text(what);
    hal_console_print(value.size == 0 ? "" : " ");
    print_text(value);
    hal_console_print("\n");
    return TW_ERR_OK;
}

// ---- the application ----------------------------------------------------------------------------

static void report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    (void)instance;
    print_text(tw_str(fault->text));
    hal_console_print("\n");
}

static void add_sensor(void) {
    static tw_sensors_t sensors;
    tw_sensor_t *sensor = NULL;
    check(tw_board_sensor(&sensor));
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, &sensor, 1)));
}

static void add_display(void) {
    tw_display_t *display = NULL;
    check(tw_board_display(&display));
    check(tw_engine_add_device(engine, tw_display_device(display)));
}

static void add_network(void) {
    tw_net_t *net = tw_board_net();
    tw_net_use_init(&use, net);
    tw_mqtt_init(&mqtt, &use, clients, sizeof clients / sizeof clients[0]);
    check(tw_engine_add_device(engine, &net->device));
    check(tw_engine_add_device(engine, &mqtt.device));
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.scheduler = &tw_scheduler;
    config.grants = &grants;
    config.report = report;
    tw_grants_init(&grants, app_grants, sizeof app_grants);
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &weather));
    tw_clock_init(&clock_device, hal_ticks_ms);
    check(tw_engine_add_device(engine, &clock_device.device));
    add_sensor();
    add_display();
    add_network();
    check(tw_engine_start(engine));
}

// What traps is made anew.
static void launch(const tw_app_module_t *of) {
    static const tw_restart_t restart = {UINT32_MAX, RESTART_MS};
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    limits.fuel = UINT64_MAX;
    check(tw_module_load(engine, of->bytes, of->size, &module));
    tw_module_set_name(module, of->name);
    check(tw_instance_launch(module, of->name, &limits, NULL, NULL, NULL, &instance));
    check(tw_instance_set_restart(instance, &restart));
}

int main(void) {
    start_engine();
    for (uint32_t i = 0; i < MODULES; i++) {
        launch(&app_modules[i]);
    }
    hal_console_print("weather: reports go to the broker at " APP_BROKER "\n");
    for (;;) {
        if (!tw_engine_poll(engine, hal_ticks_ms())) {
            hal_sleep_until_interrupt();
        }
    }
}
