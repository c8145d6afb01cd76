// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// spec-code FILE.wasm...: loads each and prints `FILE UNITS SUM` of the register code that boards
// have of it, or `FILE` and the error. The sum is of the units as numbers, whatever their order of
// bytes.

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/core.h"
#include "engine/state.h"
#include "interp/boards/boards.h"
#include "tinywasm/tinywasm.h"

#define ARENA_BYTES (16u * 1024u * 1024u)
#define MODULE_BYTES (4u * 1024u * 1024u)

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static uint8_t bytes[MODULE_BYTES];

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

// FNV-1a over the units.
static uint32_t sum_of(const tw_interp_module_t *code) {
    uint32_t sum = 2166136261u;
    for (uint32_t i = 0; i < code->code_units; i++) {
        sum = (sum ^ code->code[i]) * 16777619u;
    }
    return sum;
}

static bool read_file(const char *path, size_t *size) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return false;
    }
    *size = fread(bytes, 1, sizeof bytes, stream);
    bool is_whole = feof(stream) != 0;
    fclose(stream);
    return is_whole;
}

static int show(tw_engine_t *engine, const char *path) {
    tw_module_t *module = NULL;
    size_t size = 0;
    if (!read_file(path, &size)) {
        fprintf(stderr, "spec-code: cannot read %s\n", path);
        return 1;
    }
    tw_err_t err = tw_module_load(engine, bytes, size, &module);
    if (err != TW_ERR_OK) {
        printf("%s %s\n", path, tw_err_name(err));
        return 0;
    }
    printf("%s %" PRIu32 " %08" PRIx32 "\n", path, module->code->code_units, sum_of(module->code));
    return tw_module_unload(module) != TW_ERR_OK;
}

int main(int argc, char **argv) {
    tw_engine_config_t config;
    tw_engine_t *engine = NULL;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = tw__boards_interp();
    if (tw_engine_init(&engine, &config) != TW_ERR_OK || tw_engine_start(engine) != TW_ERR_OK) {
        return 1;
    }
    int failures = 0;
    for (int i = 1; i < argc; i++) {
        failures += show(engine, argv[i]);
    }
    return failures != 0;
}
