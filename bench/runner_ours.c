// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "runner.h"

#include "tinywasm/tinywasm.h"

#include <stdio.h>
#include <stdlib.h>

#define FUEL 1000000000000u  // finite, and more than any workload burns
#define MOST_NESTING 4096u   // tables of states become deep blocks
#define ARENA_BYTES (64u * 1024 * 1024)

static tw_engine_t *engine;
static tw_instance_t *instance;
static tw_func_t func;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        printf("fail %s\n", engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        exit(1);
    }
}

void runner_load(const uint8_t *bytes, size_t size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = malloc(ARENA_BYTES);
    config.max_nesting = MOST_NESTING;
    config.arena_size = ARENA_BYTES;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(tw_module_load(engine, bytes, size, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = FUEL;
    limits.link_lazily = true;
    check(tw_instance_create(module, NULL, &limits, &instance));
}

void runner_find(const char *name) {
    check(tw_instance_find_func(instance, name, &func));
}

uint32_t runner_call(uint32_t arg) {
    tw_value_t value = tw_value_i32((int32_t)arg);
    tw_value_t result = tw_value_i32(0);
    check(tw_instance_call(instance, func, &value, 1, &result, 1));
    return (uint32_t)result.of.i32;
}
