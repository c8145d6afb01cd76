// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A module of 64 KiB pages, with wasi-libc's malloc and LLVM's default layout, on a board with
// 64 KiB of RAM; beside it a module with pages of a byte, and in their place one with
// AssemblyScript's default runtime. Prints a line for each step.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "counter_wasm.h"
#include "hal.h"
#include "incremental_wasm.h"
#include "malloc_wasm.h"

#define BUDGET_BYTES 8192
#define COLLECTED_BYTES 18432

static uint64_t arena[BOARD_ARENA_SIZE_MAX / 8];
static tw_engine_t *engine;

static void print_number(const char *what, uint64_t number) {
    char digits[21];
    char *at = digits + sizeof digits;
    *--at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    hal_console_print(what);
    hal_console_print(" ");
    hal_console_print(at);
    hal_console_print("\n");
}

static tw_err_t say(tw_call_t *call) {
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &size);
    if (err == TW_ERR_OK) {
        hal_console_write((const char *)bytes, size);
        hal_console_print("\n");
    }
    return err;
}

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"say", "(*~)", say}, {"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static tw_instance_t *create(const uint8_t *bytes, size_t size, uint64_t budget, uint64_t prefix) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = budget;
    limits.memory_prefix_bytes = prefix;
    check(tw_module_load(engine, bytes, size, &module));
    check(tw_instance_create(module, NULL, &limits, &instance));
    return instance;
}

static int32_t call(tw_instance_t *instance, const char *name, uint32_t arg_count, int32_t arg) {
    tw_func_t func;
    tw_value_t value = tw_value_i32(arg);
    check(tw_instance_find_func(instance, name, &func));
    check(tw_instance_call(instance, func, &value, arg_count, &value, 1));
    return value.of.i32;
}

static void print_memory(const tw_instance_t *instance) {
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    print_number("promised", stats.memory_bytes);
    print_number("backed", stats.memory_backed_bytes);
}

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

    tw_instance_t *c = create(malloc_wasm, sizeof malloc_wasm, BUDGET_BYTES, TW_MEMORY_PREFIX_AUTO);
    print_number("damaged", (uint32_t)call(c, "churn", 1, 500));
    call(c, "greet", 0, 0);
    print_memory(c);

    tw_instance_t *counter =
        create(counter_wasm, sizeof counter_wasm, BUDGET_BYTES, TW_MEMORY_PREFIX_AUTO);
    call(counter, "ping", 0, 0);
    print_number("counted", (uint32_t)call(counter, "ping", 0, 0));
    print_memory(counter);

    check(tw_instance_destroy(c));
    check(tw_instance_destroy(counter));
    tw_instance_t *script = create(incremental_wasm, sizeof incremental_wasm, COLLECTED_BYTES, 0);
    print_number("damaged", (uint32_t)call(script, "churn", 1, 2000));
    print_memory(script);

    size_t peak = 0;
    (void)tw_engine_arena_used(engine, &peak);
    print_number("arena", peak);
    hal_exit(0);
}
