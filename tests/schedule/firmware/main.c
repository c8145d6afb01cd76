// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Eight instances on a board, one of them endless. Reads lines "SLICE ENDLESS" from the console:
// fuel per slice, and which of the eight spins. For each it prints what one slice takes of either
// kind, when it is alone, and then the longest time that each of the others went without running,
// in ticks of the board's counter.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "fair_wasm.h"
#include "hal.h"

#define INSTANCES 8u
#define TURNS 60u

static uint64_t arena[BOARD_ARENA_SIZE_MAX / 8];
static tw_engine_t *engine;
static tw_instance_t *instances[INSTANCES];
static uint32_t last[INSTANCES];
static uint32_t gaps[INSTANCES];
static uint32_t calls[INSTANCES];

static void print_number(const char *what, uint32_t number) {
    char digits[11];
    char *at = digits + sizeof digits;
    *--at = '\0';
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    hal_console_print(what);
    hal_console_print(" ");
    hal_console_print(at);
}

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static tw_err_t tick(tw_call_t *call) {
    uint32_t i = 0;
    while (i < INSTANCES && instances[i] != tw_call_instance(call)) {
        i++;
    }
    uint32_t now = hal_counter_read();
    uint32_t gap = calls[i] == 0 ? 0 : now - last[i];
    gaps[i] = gap > gaps[i] ? gap : gaps[i];
    last[i] = now;
    calls[i]++;
    return TW_ERR_OK;
}

static const tw_host_func_t test_funcs[] = {{"tick", "()", tick}};
static const tw_host_module_t test = {"test", test_funcs, 1, NULL};

static void start_engine(uint32_t slice_fuel) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = slice_fuel;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &test));
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(tw_module_load(engine, fair_wasm, sizeof fair_wasm, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 512;
    limits.fuel = TW_FUEL_ENDLESS;
    for (uint32_t i = 0; i < INSTANCES; i++) {
        check(tw_instance_create(module, NULL, &limits, &instances[i]));
        gaps[i] = 0;
        calls[i] = 0;
    }
}

static void begin(uint32_t i, const char *name) {
    tw_func_t func;
    check(tw_instance_find_func(instances[i], name, &func));
    check(tw_instance_begin(instances[i], func, NULL, 0, NULL, NULL));
}

// The most that one turn takes with this function alone.
static uint32_t measure_slice(const char *name) {
    uint32_t most = 0;
    begin(0, name);
    for (uint32_t i = 0; i < TURNS; i++) {
        uint32_t before = hal_counter_read();
        tw_engine_poll(engine, hal_ticks_ms());
        uint32_t took = hal_counter_read() - before;
        most = took > most ? took : most;
    }
    tw_instance_interrupt(instances[0]);
    tw_engine_poll(engine, hal_ticks_ms());
    return most;
}

static void run(uint32_t slice_fuel, uint32_t endless) {
    start_engine(slice_fuel);
    print_number("spin", measure_slice("spin"));
    print_number(" run", measure_slice("run"));
    for (uint32_t i = 0; i < INSTANCES; i++) {
        calls[i] = 0;
        gaps[i] = 0;
        begin(i, i == endless ? "spin" : "run");
    }
    for (uint32_t i = 0; i < TURNS; i++) {
        tw_engine_poll(engine, hal_ticks_ms());
    }
    for (uint32_t i = 0; i < INSTANCES; i++) {
        print_number(" calls", calls[i]);
        print_number(" gap", gaps[i]);
    }
    hal_console_print("\n");
    tw_engine_stop(engine);
}

static uint32_t read_number(void) {
    uint32_t number = 0;
    char c = '\0';
    for (;;) {
        if (hal_console_read(&c, 1) == 0) {
            continue;
        }
        if (c < '0' || c > '9') {
            return number;
        }
        number = number * 10 + (uint32_t)(c - '0');
    }
}

int main(void) {
    print_number("hz", hal_counter_hz());
    print_number(" arena", sizeof arena);
    hal_console_print("\n");
    for (;;) {
        uint32_t slice_fuel = read_number();
        run(slice_fuel, read_number());
    }
}
