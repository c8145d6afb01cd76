// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "store.h"

#include "tinywasm/tinywasm.h"

#define ARENA_BYTES 3072u

static uint64_t arena[ARENA_BYTES / 8];
static tw_engine_t *engine;

tw_err_t start_engine(tw_filestore_t *store) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    tw_err_t err = tw_engine_init(&engine, &config);
    return err == TW_ERR_OK ? tw_engine_start(engine) : err;
}

void stop_engine(void) {
    if (engine != NULL) {
        tw_engine_stop(engine);
        engine = NULL;
    }
}

tw_err_t set_entry(const char *file, const char *func, bool is_on) {
    return engine == NULL ? TW_ERR_STATE : tw_autostart_set(engine, file, func, is_on);
}

static bool print_entry(void *ctx, const char *file, const char *func) {
    (void)ctx;
    print(file);
    print(" ");
    print(func);
    print("\n");
    return true;
}

void print_entries(void) {
    tw_err_t err = engine == NULL ? TW_ERR_STATE : tw_autostart_visit(engine, print_entry, NULL);
    print(err == TW_ERR_OK ? ".\n" : "FAIL\n");
}
