// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Measures what the glue of bridge/cost.wit costs: calls each function CALLS times through its
// glue, and as often one of the same type by hand that does nothing. A line `call NAME calls n
// ticks n raw_ticks n loop_ticks n` for each, in ticks of the port's counter; the last is `end`.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "cost.h"
#include "cost_wasm.h"
#include "hal.h"
#include "interrupts.h"

#define CALLS 1000

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_instance_t *instance;

static void print_number(const char *name, uint32_t value) {
    char digits[11];
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

// ---- the functions, which do as little as they can ----

static struct cost_thing {
    uint32_t number;
} thing;
static tw_handle_slot_t slots[4];

tw_err_t cost_thing_new(tw_call_t *call, uint32_t number, cost_thing_t **result) {
    (void)call;
    thing.number = number;
    *result = &thing;
    return TW_ERR_OK;
}

tw_err_t cost_thing_value(tw_call_t *call, cost_thing_t *self, uint32_t *result) {
    (void)call;
    *result = self->number;
    return TW_ERR_OK;
}

void cost_thing_destroy(cost_thing_t *self) {
    self->number = 0;
}

tw_err_t cost_none(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

tw_err_t cost_one(tw_call_t *call, uint32_t a) {
    (void)call;
    (void)a;
    return TW_ERR_OK;
}

tw_err_t cost_two(tw_call_t *call, int32_t a, int32_t b, int32_t *result) {
    (void)call;
    *result = a - b;
    return TW_ERR_OK;
}

tw_err_t cost_six(tw_call_t *call, uint32_t a, uint8_t b, int16_t c, int32_t d, uint32_t e,
                  uint32_t f, uint32_t *result) {
    (void)call;
    (void)b;
    (void)c;
    (void)d;
    (void)e;
    *result = a - f;
    return TW_ERR_OK;
}

tw_err_t cost_wide(tw_call_t *call, uint64_t a, float b, double c, uint64_t *result) {
    (void)call;
    (void)b;
    (void)c;
    *result = a;
    return TW_ERR_OK;
}

tw_err_t cost_checked(tw_call_t *call, bool a, cost_mood_t b, uint32_t c, bool *result) {
    (void)call;
    (void)b;
    (void)c;
    *result = a;
    return TW_ERR_OK;
}

tw_err_t cost_text(tw_call_t *call, tw_str_t text) {
    (void)call;
    (void)text;
    return TW_ERR_OK;
}

tw_err_t cost_words(tw_call_t *call, tw_list_t words) {
    (void)call;
    (void)words;
    return TW_ERR_OK;
}

tw_err_t cost_move(tw_call_t *call, const cost_point_t *to) {
    (void)call;
    (void)to;
    return TW_ERR_OK;
}

tw_err_t cost_place(tw_call_t *call, cost_point_t *result) {
    (void)call;
    result->x = 1;
    result->y = 2;
    return TW_ERR_OK;
}

tw_err_t cost_name(tw_call_t *call, const tw_room_t *room, tw_str_t *result) {
    (void)call;
    (void)room;
    *result = (tw_str_t){"fifteen letters", 15};
    return TW_ERR_OK;
}

// ---- the same by hand ----

static tw_err_t raw(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

static const tw_host_func_t raw_funcs[] = {
    {"none", "()", raw},          {"one", "(i)", raw},        {"two", "(ii)i", raw},
    {"six", "(iiiiii)i", raw},    {"wide", "(IfF)I", raw},    {"checked", "(iii)i", raw},
    {"text", "(ii)", raw},        {"words", "(ii)", raw},     {"move", "(ii)", raw},
    {"place", "(i)", raw},        {"name", "(i)", raw},       {"thing_new", "(i)i", raw},
    {"thing_value", "(i)i", raw}, {"thing_drop", "(i)", raw},
};
static const tw_host_module_t raw_module = {"raw", raw_funcs, sizeof raw_funcs / sizeof *raw_funcs,
                                            NULL};

// ---- measuring ----

static void start(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    cost_thing_handles_init(engine, slots, sizeof slots / sizeof slots[0]);
    check(tw_engine_add_host_module(engine, &cost));
    check(tw_engine_add_host_module(engine, &raw_module));
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(tw_module_load(engine, cost_wasm, sizeof cost_wasm, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    check(tw_instance_create(module, NULL, &limits, &instance));
}

static uint32_t ticks_of(const char *name, int32_t calls) {
    tw_func_t func;
    const tw_value_t arg = tw_value_i32(calls);
    check(tw_instance_find_func(instance, name, &func));
    uint32_t begun = hal_counter_read();
    tw_err_t err = tw_instance_call(instance, func, &arg, 1, NULL, 0);
    uint32_t ticks = hal_counter_read() - begun;
    check(err);
    return ticks;
}

// Of CALLS calls, without what the one call around them takes.
static uint32_t ticks_of_calls(const char *name) {
    return ticks_of(name, CALLS + 1) - ticks_of(name, 1);
}

static void measure(const char *name) {
    char export[24] = "cost_";
    for (uint32_t i = 0; name[i] != '\0'; i++) {
        export[5 + i] = name[i];
    }
    uint32_t ticks = ticks_of_calls(export);
    const char raw_prefix[] = "\0raw_";
    for (uint32_t i = 0; i < 5; i++) {
        export[i] = raw_prefix[i];
    }
    hal_console_print("call ");
    hal_console_print(name);
    print_number("calls", CALLS);
    print_number("ticks", ticks);
    print_number("raw_ticks", ticks_of_calls(&export[1]));
    print_number("loop_ticks", ticks_of_calls("empty"));
    hal_console_print("\n");
}

int main(void) {
    static const char *const names[] = {"none",    "one",         "two",           "six",  "wide",
                                        "checked", "text",        "words",         "move", "place",
                                        "name",    "thing_value", "thing_new_drop"};
    bench_stop_interrupts();
    hal_console_print("clock board");
    print_number("hz", hal_counter_hz());
    hal_console_print("\n");
    start();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        measure(names[i]);
    }
    hal_console_print("end\n");
    return 0;
}
