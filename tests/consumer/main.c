// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Somebody else's program on the PC: main FILE.wasm calls the module's `ping` three times.

#include <stdio.h>
#include <stdlib.h>

#include "tinywasm/tinywasm.h"

static uint64_t arena[8192];
static uint8_t bytes[65536];

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    puts("pong");
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        puts(tw_err_name(err));
        exit(1);
    }
}

int main(int argc, char **argv) {
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        return 2;
    }
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);

    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_engine_t *engine = NULL;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_module_load(engine, bytes, size, &module));
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    for (int i = 0; i < 3; i++) {
        check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    }
    tw_engine_stop(engine);
    return 0;
}
