// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Measures on the board itself what apps/simple needs at run time, one `name number` per line:
// bytes of arena for the engine, the module, the instance and at the peak, and bytes of C stack.
// tools/size.py reads it.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

#define PAINT 0xa5a5a5a5u
#define PAINT_MARGIN_BYTES 128u  // below the frame that paints

static uint64_t arena[BOARD_ARENA_SIZE / 8];

static void print_number(const char *name, size_t value) {
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(name);
    hal_console_print(" ");
    hal_console_print(&digits[at]);
    hal_console_print("\n");
}

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

#ifdef BOARD_STACK_SIZE
static volatile uint32_t *const stack_bottom = (volatile uint32_t *)BOARD_RAM_ORIGIN;

static void paint_stack(void) {
    volatile uint32_t *top = (volatile uint32_t *)__builtin_frame_address(0);
    top -= PAINT_MARGIN_BYTES / sizeof *top;
    for (volatile uint32_t *at = stack_bottom; at < top; at++) {
        *at = PAINT;
    }
}

static size_t stack_used(void) {
    const volatile uint32_t *at = stack_bottom;
    while (*at == PAINT) {
        at++;
    }
    return BOARD_STACK_SIZE - (size_t)(at - stack_bottom) * sizeof *at;
}
#else
static void paint_stack(void) {
}

static size_t stack_used(void) {
    return 0;
}
#endif

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

int main(void) {
    paint_stack();
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_engine_t *engine = NULL;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));
    size_t peak = 0;
    size_t used = tw_engine_arena_used(engine, &peak);
    print_number("arena_engine", used);

    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    print_number("arena_module", tw_engine_arena_used(engine, &peak) - used);
    used = tw_engine_arena_used(engine, &peak);
    print_number("c_stack_load", stack_used());

    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    print_number("arena_instance", tw_engine_arena_used(engine, &peak) - used);
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    print_number("instance_stack", stats.stack_bytes);
    print_number("instance_memory", (size_t)stats.memory_bytes);

    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    (void)tw_engine_arena_used(engine, &peak);
    print_number("arena_peak", peak);
    print_number("c_stack", stack_used());
    return 0;
}
