// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Loads bench/work.wasm of a rom store twice on the board: from its bytes alone, then with the code
// beside it that `tw translate` made. A line for each, `ram` or `rom`, then `key value` pairs; a
// tick is what the port counts. heap_bytes are those of the arena without linear memory and stack.

#include "board.h"
#include "hal.h"
#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"
#include "work_kept.h"
#include "work_wasm.h"

#define STACK_BYTES 1024u
#define ARG 20
#define ENDLESS 1000000000000u

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static const tw_rom_file_t files[] = {
    {"work.wasm", work_wasm, sizeof work_wasm},
    {".~work.wasm", work_kept, sizeof work_kept},
};

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

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print("fail ");
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void start(tw_filestore_rom_t *store) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = &store->base;
    config.keeper = &tw_keeper;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_start(engine));
}

static int32_t run(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    tw_value_t arg = tw_value_i32(ARG);
    tw_value_t result = tw_value_i32(0);
    check(tw_instance_find_func(instance, name, &func));
    check(tw_instance_call(instance, func, &arg, 1, &result, 1));
    return result.of.i32;
}

static void measure(const char *title, uint32_t file_count) {
    static tw_filestore_rom_t store;
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    tw_module_stats_t made;
    tw_instance_stats_t stats;
    tw_filestore_rom_init(&store, files, file_count);
    start(&store);
    uint32_t begun = hal_counter_read();
    check(tw_module_load_file(engine, "work.wasm", &module));
    uint32_t ticks = hal_counter_read() - begun;
    tw_limits_init(&limits);
    limits.fuel = ENDLESS;
    limits.stack_bytes = STACK_BYTES;
    check(tw_instance_create(module, NULL, &limits, &instance));
    tw_module_get_stats(module, &made);
    tw_instance_get_stats(instance, &stats);
    size_t used = tw_engine_arena_used(engine, NULL);
    hal_console_print(title);
    print_number("heap_bytes", used - stats.memory_backed_bytes - stats.stack_bytes);
    print_number("module_bytes", made.arena_bytes);
    print_number("register_code_bytes", made.register_code_bytes);
    print_number("kept_bytes", made.kept_bytes);
    print_number("load_ticks", ticks);
    print_number("fib", (uint32_t)run(instance, "fib"));
    print_number("crc32", (uint32_t)run(instance, "crc32"));
    print_number("dispatch", (uint32_t)run(instance, "dispatch"));
    hal_console_print("\n");
    tw_engine_stop(engine);
}

int main(void) {
    measure("ram", 1);
    measure("rom", 2);
    hal_console_print("end\n");
    return 0;
}
