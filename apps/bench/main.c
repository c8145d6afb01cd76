// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Measures on the board: each workload of a set natively and as a module, with fuel on,
// loading and instantiation, the arena and the C stack. One line per item, `KIND NAME key value
// key value ...`; the last is `end`. Times are ticks of the port's counter; bench/run_bench.py
// knows what they mean. A wrong checksum ends the program with code 1.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "interrupts.h"
#include "module.h"
#include "table.h"
#ifdef BENCH_PROFILE
#include "profile/profile.h"
#endif

void *memset(void *target, int byte, size_t size);  // the port's

#define PAINT 0xa5a5a5a5u
#define PAINT_MARGIN_BYTES 32u  // below the frame that paints
#define FUEL 1000000000000u     // finite, and more than any workload burns
#define MOST_NESTING 4096u      // tables of states become deep blocks

#ifndef SET_ARENA
static uint64_t arena[BOARD_ARENA_SIZE / 8];
#define SET_ARENA arena
#define SET_ARENA_BYTES sizeof arena
#endif
static uint8_t spare[64 * 1024];  // a page of linear memory
static tw_engine_t *engine;

// ---- output ------------------------------------------------------------------------------------

static void print_number(const char *name, uint64_t value) {
    char digits[21];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(" ");
    hal_console_print(name);
    hal_console_print(" ");
    hal_console_print(&digits[at]);
}

static void fail(const char *text) {
    hal_console_print("fail ");
    hal_console_print(text);
    hal_console_print("\n");
    hal_exit(1);
}

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        fail(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
    }
}

// ---- measuring ---------------------------------------------------------------------------------

static volatile uint32_t *const stack_bottom = (volatile uint32_t *)BOARD_RAM_ORIGIN;
static volatile uint32_t *painted_top;
static uint32_t begun;

// Paints the unused C stack and starts the clock.
static __attribute__((noinline)) void begin(void) {
    painted_top = (volatile uint32_t *)__builtin_frame_address(0);
    volatile uint32_t *top = painted_top - PAINT_MARGIN_BYTES / sizeof *top;
    for (volatile uint32_t *at = stack_bottom; at < top; at++) {
        *at = PAINT;
    }
    begun = hal_counter_read();
}

static uint32_t ticks(void) {
    return hal_counter_read() - begun;
}

// Bytes of C stack that were used since begin, below the frame that called it.
static uint32_t stack_used(void) {
    volatile uint32_t *at = stack_bottom;
    while (*at == PAINT) {
        at++;
    }
    return (uint32_t)((uintptr_t)painted_top - (uintptr_t)at);
}

static void measure_workload(tw_instance_t *instance, const workload_t *work) {
    begin();
    uint32_t expected = work->native(work->arg);
    uint32_t native_ticks = ticks();
    uint32_t native_stack = stack_used();

    tw_func_t func;
    tw_value_t arg = tw_value_i32((int32_t)work->arg);
    tw_value_t result = tw_value_i32(0);
    check(tw_instance_find_func(instance, work->name, &func));
    begin();
    tw_err_t err = tw_instance_call(instance, func, &arg, 1, &result, 1);
    uint32_t our_ticks = ticks();
    uint32_t our_stack = stack_used();
    check(err);

    hal_console_print("workload ");
    hal_console_print(work->name);
    print_number("native_ticks", native_ticks);
    print_number("ticks", our_ticks);
    print_number("native_result", expected);
    print_number("result", (uint32_t)result.of.i32);
    print_number("fuel", FUEL - tw_instance_fuel(instance));
    print_number("native_c_stack", native_stack);
    print_number("c_stack", our_stack);
    hal_console_print("\n");
    if ((uint32_t)result.of.i32 != expected) {
        fail("the checksums differ");
    }
#ifdef BENCH_PROFILE
    profile_print(work->name);
#endif
}

static void measure_clock(void) {
    begin();
    uint32_t empty_ticks = ticks();
    hal_console_print("clock board");
    print_number("hz", hal_counter_hz());
    print_number("empty_ticks", empty_ticks);
    hal_console_print("\n");
}

// What clearing a linear memory takes, which is part of creating an instance.
static void measure_clear(void) {
    begin();
    memset(spare, 0, sizeof spare);
    __asm__ volatile("" : : "r"(spare) : "memory");
    uint32_t clear_ticks = ticks();
    hal_console_print("clear memory");
    print_number("bytes", sizeof spare);
    print_number("ticks", clear_ticks);
    hal_console_print("\n");
}

static void start_engine(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = SET_ARENA;
    config.max_nesting = MOST_NESTING;
    config.arena_size = SET_ARENA_BYTES;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_start(engine));
}

static tw_module_t *measure_load(void) {
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    begin();
    tw_err_t err = tw_module_load(engine, SET_MODULE, sizeof SET_MODULE, &module);
    uint32_t load_ticks = ticks();
    uint32_t load_stack = stack_used();
    check(err);
    size_t peak = 0;
    size_t used = tw_engine_arena_used(engine, &peak);
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);

    hal_console_print("load module");
    print_number("ticks", load_ticks);
    print_number("c_stack", load_stack);
    print_number("file_bytes", sizeof SET_MODULE);
    print_number("wasm_code_bytes", stats.wasm_code_bytes);
    print_number("register_code_bytes", stats.register_code_bytes);
    print_number("engine_bytes", before);
    print_number("module_bytes", used - before);
    print_number("peak_bytes", peak);
    hal_console_print("\n");
    return module;
}

static tw_instance_t *measure_create(tw_module_t *module) {
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = FUEL;
    limits.link_lazily = true;
    limits.stack_bytes = SET_STACK_BYTES;
    tw_instance_t *instance = NULL;
    begin();
    tw_err_t err = tw_instance_create(module, NULL, &limits, &instance);
    uint32_t create_ticks = ticks();
    uint32_t create_stack = stack_used();
    check(err);
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    size_t used = tw_engine_arena_used(engine, NULL);

    hal_console_print("create module");
    print_number("ticks", create_ticks);
    print_number("c_stack", create_stack);
    print_number("instance_bytes", used - before);
    print_number("memory_bytes", stats.memory_bytes);
    print_number("stack_bytes", stats.stack_bytes);
    print_number("total_bytes", used);
    hal_console_print("\n");
    return instance;
}

int main(void) {
    bench_stop_interrupts();
    measure_clock();
    measure_clear();
    start_engine();
    tw_module_t *module = measure_load();
    tw_instance_t *instance = measure_create(module);
    for (unsigned i = 0; i < WORKLOAD_COUNT; i++) {
        measure_workload(instance, &workloads[i]);
    }
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    hal_console_print("run module");
    print_number("stack_peak_bytes", stats.stack_peak_bytes);
    hal_console_print("\nend\n");
    return 0;
}
