// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's sensor as a Bluetooth service: a module measures, and serves what it has measured.
// Other modules come over the console or over Bluetooth, for who has the device's key:
//
//     tw netkey --device LINE --key device.key        once, over the serial line
//     tw put ping.wasm --device ble://beacon --key device.key
//
// The same file on every board.

#include "tinywasm/board_devices.h"
#include "tinywasm/carrier_ble.h"
#include "tinywasm/clock.h"

#include "../terminal.h"
#include "app.h"

#if defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x20000
#define ARENA_BYTES 0x4800  // Bluetooth has its part of the RAM
#else
#define ARENA_BYTES TERMINAL_ARENA_BYTES
#endif

static uint64_t arena[ARENA_BYTES / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_shell_t shell;
static tw_shell_remote_t remote;
static tw_carrier_ble_t carrier;
static tw_bluetooth_t bluetooth;
static tw_clock_t clock;

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    tw_shell_print(&shell, "pong\n");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static const tw_shell_table_t *const tables[] = {TERMINAL_TABLES, &tw_shell_netkey,
                                                 &tw_bluetooth_commands};

static bool random_bytes(void *bytes, size_t size) {
    return hal_entropy_read(bytes, size) == HAL_OK;
}

static void stop(const char *text) {
    hal_console_print(text);
    hal_console_print("\r\n");
    hal_exit(1);
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        stop(text[0] != '\0' ? text : tw_err_text(err));
    }
}

static void add_sensor(void) {
    static tw_sensors_t sensors;
    tw_sensor_t *sensor = NULL;
    if (tw_board_sensor(&sensor) != TW_ERR_OK) {
        stop(sensor != NULL ? tw_sensor_problem(sensor) : "The board has no sensor");
    }
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, &sensor, 1)));
}

// The shell for others, over Bluetooth.
static void set_remote(tw_filestore_t *store) {
    static uint32_t packet[TERMINAL_PACKET_BYTES / 4];
    tw_shell_remote_config_t config;
    tw_shell_remote_config_init(&config);
    config.shell.filestore = store;
    config.shell.tables = tables;
    config.shell.table_count = sizeof tables / sizeof tables[0];
    config.shell.packet = (uint8_t *)packet;
    config.shell.packet_size = sizeof packet;
    config.carrier = &tw_carrier_ble;
    config.carrier_ctx = &carrier;
    config.random = random_bytes;
    tw_shell_remote_init(&remote, &config);
}

static void add_devices(tw_filestore_t *store) {
    tw_bluetooth_config_t config;
    tw_bluetooth_config_init(&config);
    config.name = APP_NAME;
    tw_bluetooth_init(&bluetooth, &config);
    tw_carrier_ble_init(&carrier, &bluetooth);
    tw_clock_init(&clock, hal_ticks_ms);
    set_remote(store);
    add_sensor();
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_add_host_module(engine, tw_clock_timers(&clock)));
    check(tw_engine_add_device(engine, &clock.device));
    check(tw_engine_add_device(engine, &bluetooth.device));
    check(tw_engine_add_device(engine, &remote.device));
}

static void start_engine(tw_filestore_t *store) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    config.report = tw_shell_report;
    config.report_ctx = &shell;
    check(tw_engine_init(&engine, &config));
    add_devices(store);
    check(tw_engine_start(engine));
}

static void start_module(void) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    limits.fuel = UINT64_MAX;
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, "beacon", &limits, &instance));
}

int main(void) {
    tw_filestore_t *store = NULL;
    check(tw_board_store(&store));
    tw_shell_config_t config;
    terminal_config_init(&config, store);
    check(terminal_mount(&shell, &config));
    start_engine(store);
    config.engine = engine;
    config.tables = tables;
    config.table_count = sizeof tables / sizeof tables[0];
    tw_shell_init(&shell, &config);
    start_module();
    for (bool was_ready = false;;) {
        terminal_turn(engine, &shell);
        if (tw_bluetooth_is_ready(&bluetooth) != was_ready) {
            was_ready = !was_ready;
            tw_shell_print(&shell, was_ready ? "Bluetooth is there\n" : "Bluetooth is gone\n");
        }
    }
}
