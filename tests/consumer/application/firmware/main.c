// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Firmware of an outside project: calls ping three times and ends.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    return TW_ERR_OK;
}

static const tw_host_func_t funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", funcs, 1, NULL};

static tw_err_t run(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_engine_t *engine = NULL;
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    tw_err_t err = tw_engine_init(&engine, &config);
    err = err != TW_ERR_OK ? err : tw_engine_add_host_module(engine, &hosted);
    err = err != TW_ERR_OK ? err : tw_engine_start(engine);
    err = err != TW_ERR_OK ? err : tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module);
    err = err != TW_ERR_OK ? err : tw_instance_create(module, NULL, NULL, &instance);
    err = err != TW_ERR_OK ? err : tw_instance_find_func(instance, "ping", &ping);
    for (int i = 0; i < 3 && err == TW_ERR_OK; i++) {
        err = tw_instance_call(instance, ping, NULL, 0, NULL, 0);
    }
    return err;
}

int main(void) {
    hal_exit(run() == TW_ERR_OK ? 0 : 1);
}
