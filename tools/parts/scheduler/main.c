// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the scheduler, its events, swaps and autostart: what it takes more is what they
// cost. Prints the bytes of the arena that an engine with one instance takes more.

#include "../simple_with.h"

static tw_module_t *module;
static tw_instance_t *instance;

static void print_number(const char *name, size_t value) {
    char digits[12];
    size_t at = sizeof digits;
    digits[--at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    hal_console_print(name);
    hal_console_print(&digits[at]);
    hal_console_print("\n");
}

// An engine with an instance; gives what it takes of the arena.
static size_t start(const tw_scheduler_t *scheduler) {
    tw_engine_config_t config;
    configure(&config);
    config.scheduler = scheduler;
    make_engine(&config, &hosted);
    check(tw_engine_start(engine));
    module = load_ping();
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.stack_bytes = 512;
    check(tw_instance_create(module, "ping", &limits, &instance));
    return tw_engine_arena_used(engine, NULL);
}

static void end(void *ctx, tw_instance_t *of, tw_err_t err, const tw_value_t *results,
                uint32_t result_count) {
    (void)ctx;
    (void)of;
    (void)results;
    (void)result_count;
    check(err);
}

static void swapped(void *ctx, tw_instance_t *fresh, tw_err_t err) {
    check(err);
    instance = fresh;
    *(bool *)ctx = true;
}

int main(void) {
    size_t without = start(NULL);
    tw_engine_stop(engine);
    print_number("arena ", start(&tw_scheduler) - without);
    tw_func_t ping;
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_begin(instance, ping, NULL, 0, end, NULL));
    const tw_event_t event = {"on_event", {0, 0}, 0};
    check(tw_event_post(engine, &event));
    check(tw_autostart_run(engine));
    if (tw_autostart_set(engine, "ping.wasm", NULL, true) != TW_ERR_STATE) {
        hal_exit(1);  // there is no filestore
    }
    bool is_over = false;
    check(tw_instance_swap(instance, module, swapped, &is_over));
    while (!is_over) {
        (void)tw_engine_poll(engine, hal_ticks_ms());
    }
    hal_exit(0);
}
