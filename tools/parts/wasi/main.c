// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with WASI for programs: all of it, over a filestore in RAM, the console, the clock
// and the board's random bytes. What it takes more is what that costs, with the filestore.

#include "tinywasm/tinywasm.h"
#include "tinywasm/wasi_device.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static uint64_t room[128];
static tw_filestore_ram_t ram;
static tw_wasi_store_file_t open_files[2];
static tw_wasi_store_t store = {.filestore = &ram.base, .open = open_files, .open_count = 2};
static tw_wasi_file_t files[6];
static tw_wasi_t wasi = {.files = files, .file_count = 6};
static tw_wasi_device_t device;

static size_t write_console(void *ctx, const void *bytes, size_t size) {
    (void)ctx;
    hal_console_write(bytes, size);
    return size;
}

static tw_wasi_stream_t console = {.write = write_console};

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    tw_filestore_ram_init(&ram, room, sizeof room);
    check(tw_filestore_mount(&ram.base));
    tw_wasi_device_init(&device, &wasi);
    tw_wasi_stream_open(&files[1], &console);
    tw_wasi_store_open(&store, &files[3], "/");
    check(tw_engine_add_device(engine, &device.device));
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    hal_exit(0);
}
