// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with ping.wasm in a rom store and kept code looked for beside it: what keeping and
// taking code costs, the rom store and loads of files included.

#include "../simple_with.h"
#include "tinywasm/keep.h"

static tw_filestore_rom_t store;
static const tw_rom_file_t files[] = {{PING_WASM_NAME, ping_wasm, sizeof ping_wasm}};

int main(void) {
    tw_engine_config_t config;
    configure(&config);
    tw_filestore_rom_init(&store, files, 1);
    config.filestore = &store.base;
    config.keeper = &tw_keeper;
    make_engine(&config, &hosted);
    check(tw_engine_start(engine));

    tw_module_t *module = NULL;
    check(tw_module_load_file(engine, PING_WASM_NAME, &module));
    (void)call_ping(module);
    hal_exit(0);
}
