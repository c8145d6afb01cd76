// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

tw_wasm4_t console;
tw_wasm4_synth_t synth;
tw_wasm4_config_t kit_config;
tw_wasm4_input_t input;
tw_filestore_ram_t store;
tw_engine_t *engine;
char traced[4096];
tw_wasm4_tone_t last_tone;
uint32_t tone_count;

static _Alignas(16) uint8_t arena[1024 * 1024];
static _Alignas(4) uint8_t store_bytes[300 * 1024];
static size_t used_at_start;
static uint64_t seed = 88172645463325252u;

void ok(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print_message("%s\n", tw_wasm4_error(&console));
    }
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

void fails(tw_err_t err, tw_err_t wanted) {
    if (err != wanted) {
        print_message("%s\n", tw_wasm4_error(&console));
    }
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

void says(const char *part) {
    if (strstr(tw_wasm4_error(&console), part) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", part, tw_wasm4_error(&console));
    }
}

static void trace(void *ctx, const char *text, size_t size) {
    (void)ctx;
    size_t used = strlen(traced);
    assert_true(size < sizeof traced - used);
    memcpy(traced + used, text, size);
    traced[used + size] = '\0';
}

static void tone(void *ctx, const tw_wasm4_tone_t *called) {
    (void)ctx;
    last_tone = *called;
    tone_count++;
}

void kit_defaults(void) {
    tw_wasm4_config_init(&kit_config);
    kit_config.synth = &synth;
    kit_config.trace = trace;
    kit_config.tone = tone;
}

void kit_start(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_filestore_ram_init(&store, store_bytes, sizeof store_bytes);
    config.filestore = &store.base;
    tw_wasm4_engine_config(&config);
    ok(tw_engine_init(&engine, &config));
    tw_wasm4_synth_init(&synth);
    ok(tw_wasm4_init(&console, engine, &kit_config));
    ok(tw_engine_start(engine));
    tw_wasm4_input_init(&input);
    traced[0] = '\0';
    tone_count = 0;
    used_at_start = tw_engine_arena_used(engine, NULL);
}

void kit_stop(void) {
    tw_wasm4_unload(&console);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
    tw_engine_stop(engine);
}

uint8_t *memory(void) {
    uint8_t *bytes = NULL;
    ok(tw_memory_view(tw_wasm4_instance(&console), 0, TW_WASM4_MEMORY_BYTES, &bytes));
    return bytes;
}

void poke(uint32_t addr, uint32_t size, uint64_t value) {
    for (uint32_t i = 0; i < size; i++) {
        memory()[addr + i] = (uint8_t)(value >> (8 * i));
    }
}

uint64_t peek(uint32_t addr, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = size; i > 0; i--) {
        value = value << 8 | memory()[addr + i - 1];
    }
    return value;
}

tw_err_t drive(const char *name, const int32_t *args, uint32_t count, int32_t *result) {
    tw_func_t func;
    tw_value_t values[16];
    tw_value_t results[1];
    ok(tw_instance_find_func(tw_wasm4_instance(&console), name, &func));
    for (uint32_t i = 0; i < count; i++) {
        values[i] = tw_value_i32(args[i]);
    }
    uint32_t result_count = tw_functype_result_count(func.type);
    console.work_left = UINT64_MAX;
    tw_err_t err =
        tw_instance_call(tw_wasm4_instance(&console), func, values, count, results, result_count);
    if (err == TW_ERR_OK && result_count == 1) {
        *result = results[0].of.i32;
    }
    return err;
}

uint32_t random_below(uint32_t limit) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16) % limit;
}

int32_t random_between(int32_t least, int32_t most) {
    return least + (int32_t)random_below((uint32_t)(most - least) + 1);
}
