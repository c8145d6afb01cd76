// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A module measures once a second and says what is worth keeping; each line is printed, and saved
// in the filestore, where it outlives the power. The key p on the console prints what is kept. The
// same file on every board.

#include "tinywasm/board_devices.h"
#include "tinywasm/board_store.h"
#include "tinywasm/tinywasm.h"

#include "app.h"
#include "board.h"
#include "hal.h"
#include "logger.h"

#define LOG_NAME "log.txt"
#define LOG_BYTES 512u  // when they are full, the oldest lines go
#define SAMPLE_MS 1000

static uint64_t arena[BOARD_ARENA_SIZE / 8];  // all the RAM that the engine and its modules use
static tw_engine_t *engine;
static tw_filestore_t *store;
static char kept[LOG_BYTES];
static uint32_t kept_size;

static void stop(const char *text) {
    hal_console_print(text);
    hal_console_print("\n");
    hal_exit(1);
}

// A step that failed prints its error and stops.
static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        const char *text = engine != NULL ? tw_engine_fault(engine)->text : "";
        stop(text[0] != '\0' ? text : tw_err_text(err));
    }
}

// ---- what is kept -------------------------------------------------------------------------------

static void drop_oldest_line(void) {
    uint32_t size = 0;
    while (size < kept_size && kept[size++] != '\n') {
    }
    kept_size -= size;
    for (uint32_t i = 0; i < kept_size; i++) {
        kept[i] = kept[i + size];
    }
}

// The file is the old one or the new one, whenever the power fails.
tw_err_t logger_line(tw_call_t *call, tw_str_t text) {
    if (text.size >= LOG_BYTES) {
        return tw_call_trap(call, TW_TRAP_HOST, "the line is longer than the log");
    }
    while (LOG_BYTES - kept_size < text.size + 1) {
        drop_oldest_line();
    }
    uint32_t line = kept_size;
    for (uint32_t i = 0; i < text.size; i++) {
        bool is_control = (unsigned char)text.chars[i] < ' ' || text.chars[i] == 0x7f;
        kept[kept_size++] = is_control ? '?' : text.chars[i];
    }
    kept[kept_size++] = '\n';
    hal_console_write(&kept[line], kept_size - line);
    check(tw_filestore_save(store, LOG_NAME, kept, kept_size));
    return TW_ERR_OK;
}

static void print_kept(void) {
    hal_console_print("-- kept:\n");
    hal_console_write(kept, kept_size);
    hal_console_print("--\n");
}

// A store that was never formatted, or is damaged, is formatted when the user says so.
static void mount(void) {
    check(tw_board_store(&store));
    tw_err_t err = tw_filestore_mount(store);
    if (err == TW_ERR_CORRUPT) {
        char key = 0;
        hal_console_print("The filestore is new or damaged: f formats it\n");
        while (key != 'f') {
            hal_sleep_until_interrupt();
            (void)hal_console_read(&key, 1);
        }
        check(tw_filestore_format(store));
        err = tw_filestore_mount(store);
    }
    check(err);
    err = tw_filestore_read(store, LOG_NAME, 0, kept, LOG_BYTES, &kept_size);
    check(err == TW_ERR_NOENT ? TW_ERR_OK : err);
}

// ---- the application ----------------------------------------------------------------------------

static void add_sensor(void) {
    static tw_sensors_t sensors;
    tw_sensor_t *sensor = NULL;
    if (tw_board_sensor(&sensor) != TW_ERR_OK) {
        stop(sensor != NULL ? tw_sensor_problem(sensor) : "The board has no sensor");
    }
    check(tw_engine_add_device(engine, tw_sensors_device(&sensors, &sensor, 1)));
}

static tw_instance_t *start_module(void) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    app_limits_init(&limits);
    check(tw_module_load(engine, app_modules[0].bytes, app_modules[0].size, &module));
    tw_module_set_name(module, app_modules[0].name);
    check(tw_instance_create(module, NULL, &limits, &instance));
    return instance;
}

int main(void) {
    mount();
    print_kept();
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = APP_INTERP;
    config.filestore = store;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &logger));
    add_sensor();
    check(tw_engine_start(engine));
    tw_instance_t *instance = start_module();
    uint32_t sampled_ms = hal_ticks_ms();
    for (;;) {
        char key = 0;
        hal_sleep_until_interrupt();
        if (hal_console_read(&key, 1) != 0 && key == 'p') {
            print_kept();
        }
        if (hal_ticks_ms() - sampled_ms >= SAMPLE_MS) {
            sampled_ms += SAMPLE_MS;
            check(logger_module_sample(instance));
        }
    }
}
