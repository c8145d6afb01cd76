// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Things of the host behind externrefs (tinywasm/extern.h) as firmware: a guest has them, and what
// is on the other side of the line says what it does with them. A line is a letter and a number:
// o N: the guest opens N and keeps it, instead of the one before; t N: opens one and keeps it in
// its table; f: forgets that of the table; d: closes the kept one; i: its number; c: collects; n:
// the instance goes and is made anew. Each release prints `released N`, each command ends with
// `ok V`, or `error`.

#include "tinywasm/extern.h"
#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "things_wasm.h"

#define MOST 8u

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_module_t *module;
static tw_instance_t *instance;
static tw_externs_t externs;
static uint32_t things[MOST];  // number + 1; 0: free

static void print_number(const char *text, uint32_t value) {
    char digits[11];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    hal_console_print(text);
    hal_console_print(&digits[at]);
    hal_console_print("\n");
}

static void release(void *thing) {
    uint32_t *number = thing;
    print_number("released ", *number - 1);
    *number = 0;
}

static const tw_extern_kind_t kind = {"thing", release};

static tw_err_t host_open(tw_call_t *call) {
    tw_ref_t ref = TW_REF_NULL;
    uint32_t *free_one = NULL;
    tw_extern_collect(&externs);
    for (uint32_t i = 0; i < MOST; i++) {
        free_one = things[i] == 0 ? &things[i] : free_one;
    }
    if (free_one == NULL ||
        tw_extern_new(&externs, tw_call_instance(call), &kind, free_one, &ref) != TW_ERR_OK) {
        return tw_call_trap(call, TW_TRAP_HOST, "no thing is free: close one");
    }
    *free_one = (uint32_t)tw_arg_i32(call, 0) + 1;
    tw_ret_ref(call, ref);
    return TW_ERR_OK;
}

static tw_err_t host_id(tw_call_t *call) {
    void *thing = NULL;
    tw_err_t err = tw_arg_extern(call, 0, &externs, &kind, &thing);
    if (err == TW_ERR_OK) {
        tw_ret_i32(call, (int32_t)*(uint32_t *)thing - 1);
    }
    return err;
}

static tw_err_t host_close(tw_call_t *call) {
    tw_ret_i32(call, tw_extern_drop(&externs, &kind, tw_arg_ref(call, 0)));
    return TW_ERR_OK;
}

static tw_err_t host_none(tw_call_t *call) {
    return tw_call_trap(call, TW_TRAP_HOST, "not here: ask a PC");
}

static const tw_host_func_t funcs[] = {
    {"open", "(i)r", host_open},  {"id", "(r)i", host_id},      {"close", "(r)i", host_close},
    {"pair", "(i)rr", host_none}, {"later", "(r)r", host_none}, {"ask", "(r)i", host_none},
};
static const tw_host_module_t host = {"h", funcs, 6, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
}

static void make_instance(void) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.stack_bytes = 2048;
    check(tw_instance_create(module, "things", &limits, &instance));
}

// The name of the guest's function; NULL: it is the host's to do.
static const char *name_of(char letter) {
    switch (letter) {
        case 'o':
            return "open_global";
        case 't':
            return "open_table";
        case 'f':
            return "clear_table";
        case 'd':
            return "close_global";
        case 'i':
            return "global_id";
        default:
            return NULL;
    }
}

static void do_command(char letter, uint32_t number) {
    const char *name = name_of(letter);
    tw_value_t value = tw_value_i32((int32_t)number);
    tw_value_t result = tw_value_i32(0);
    tw_err_t err = TW_ERR_OK;
    if (name != NULL) {
        tw_func_t func;
        check(tw_instance_find_func(instance, name, &func));
        err = tw_instance_call(instance, func, &value, tw_functype_param_count(func.type), &result,
                               tw_functype_result_count(func.type));
    } else if (letter == 'n') {
        check(tw_instance_destroy(instance));
        make_instance();
    } else {
        tw_extern_collect(&externs);
    }
    if (err == TW_ERR_OK) {
        print_number("ok ", (uint32_t)result.of.i32);
    } else {
        hal_console_print("error\n");
    }
}

static void begin(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    tw_externs_init(&externs, engine, MOST);
    check(tw_engine_add_host_module(engine, &host));
    check(tw_engine_start(engine));
    check(tw_module_load(engine, things_wasm, sizeof things_wasm, &module));
    make_instance();
    hal_console_print(TW_CFG_GC ? "things with a collector\n" : "things without a collector\n");
}

int main(void) {
    char letter = '\0';
    uint32_t number = 0;
    begin();
    for (;;) {
        char byte = 0;
        if (hal_console_read(&byte, 1) == 0) {
            continue;
        }
        if (byte == '\n') {
            do_command(letter, number);
            letter = '\0';
            number = 0;
        } else if (letter == '\0') {
            letter = byte;
        } else if (byte >= '0' && byte <= '9') {
            number = number * 10 + (uint32_t)(byte - '0');
        }
    }
}
