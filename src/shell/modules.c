// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/modules.h"

#include "shell/state.h"

// Commands over modules and instances. The file ping.wasm is the module ping.wasm, and its instance
// is called ping; a person may write either. What runs, runs in the scheduler's hands.

#define ENDING ".wasm"
#define FILE_BYTES (TW_FILESTORE_NAME_BYTES + 1)

// ---- names ----

static bool make_file_name(const char *name, char *file) {
    const char *ending = tw__shell_ends_with(name, ENDING) ? "" : ENDING;
    return tw__format(file, FILE_BYTES, "%s%s", name, ending) == strlen(name) + strlen(ending);
}

static void make_instance_name(const char *name, char *instance) {
    size_t size = strlen(name) - (tw__shell_ends_with(name, ENDING) ? sizeof ENDING - 1 : 0);
    tw__format(instance, FILE_BYTES, "%n", name, (unsigned)size);
}

static tw_err_t fail_missing(tw_shell_t *shell, const char *what, const char *name) {
    shell->has_failed = true;
    tw_shell_printf(shell, "%s: NOENT: no such %s: see `ps`\n", name, what);
    return TW_ERR_NOENT;
}

tw_err_t tw__shell_find_instance(tw_shell_t *shell, const char *name, tw_instance_t **instance) {
    char text[FILE_BYTES];
    make_instance_name(name, text);
    *instance = tw_engine_find_instance(shell->config.engine, text);
    return *instance != NULL ? TW_ERR_OK : fail_missing(shell, "instance", name);
}

// ---- load and unload ----

static tw_file_load_t *file_load_of(tw_shell_t *shell) {
    _Static_assert(sizeof(tw_file_load_t) <= sizeof shell->state, "raise the words of state");
    return (tw_file_load_t *)(void *)shell->state;
}

static void give_load_up(tw_shell_t *shell) {
    tw_file_load_abort(file_load_of(shell));
}

static tw_err_t begin_load(tw_shell_t *shell, const char *name) {
    char file[FILE_BYTES];
    tw_file_load_t *load = tw__shell_claim_state(shell);  // may be an upload: that loads, too
    return make_file_name(name, file) ? tw_file_load_begin(shell->config.engine, file, load)
                                      : tw_shell_fail(shell, name, TW_ERR_INVAL);
}

tw_err_t tw__shell_load(tw_shell_t *shell, const char *name, tw_module_t **module) {
    bool is_begun = shell->end == give_load_up;
    tw_err_t err = is_begun ? tw_file_load_step(file_load_of(shell)) : begin_load(shell, name);
    tw__shell_on_end(shell, err == TW_ERR_PENDING ? give_load_up : NULL);
    *module = err == TW_ERR_OK ? file_load_of(shell)->module : NULL;
    return err;
}

static tw_module_t *find_module(tw_shell_t *shell, const char *name) {
    char file[FILE_BYTES];
    (void)tw__shell_claim_state(shell);
    return make_file_name(name, file) ? tw_engine_find_module(shell->config.engine, file) : NULL;
}

static tw_err_t load(tw_shell_t *shell, int argc, char *const *argv) {
    tw_module_t *module = NULL;
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    if (tw_shell_turn(shell) == 0 && find_module(shell, argv[1]) != NULL) {
        return tw_shell_fail(shell, argv[1], TW_ERR_EXIST);
    }
    tw_err_t err = tw__shell_load(shell, argv[1], &module);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    tw_shell_printf(shell, "loaded %s, %u B of the arena\n", tw_module_name(module),
                    stats.arena_bytes);
    return TW_ERR_OK;
}

static tw_err_t unload(tw_shell_t *shell, int argc, char *const *argv) {
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    tw_module_t *module = find_module(shell, argv[1]);
    return module != NULL ? tw_module_unload(module) : fail_missing(shell, "module", argv[1]);
}

// ---- run and halt ----

static tw_err_t run(tw_shell_t *shell, int argc, char *const *argv) {
    char name[FILE_BYTES];
    if (argc < 2 || argc > 3) {
        return tw_shell_fail_usage(shell);
    }
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = TW_FUEL_ENDLESS;  // in slices it holds nobody up, and halt ends it
    tw_module_t *module = tw_shell_turn(shell) == 0 ? find_module(shell, argv[1]) : NULL;
    tw_err_t err = module != NULL ? TW_ERR_OK : tw__shell_load(shell, argv[1], &module);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_instance_t *instance = NULL;
    make_instance_name(argv[1], name);
    return tw_instance_launch(module, name,
                              shell->config.limits != NULL ? shell->config.limits : &limits,
                              argc == 3 ? argv[2] : NULL, NULL, NULL, &instance);
}

static tw_err_t halt(tw_shell_t *shell, int argc, char *const *argv) {
    tw_instance_t *instance = NULL;
    if (argc != 2) {
        return tw_shell_fail_usage(shell);
    }
    tw_err_t err = tw__shell_find_instance(shell, argv[1], &instance);
    return err == TW_ERR_OK ? tw_instance_destroy(instance) : err;
}

// ---- call ----

struct call {
    tw_err_t err;
    bool is_over;
};

static struct call *call_of(tw_shell_t *shell) {
    return (struct call *)(void *)shell->state;
}

static bool parse_integer(const char *text, uint64_t most, uint64_t *bits) {
    bool is_negative = text[0] == '-';
    bool is_hex = text[is_negative] == '0' && text[is_negative + 1] == 'x';
    const char *at = text + is_negative + (is_hex ? 2 : 0);
    uint64_t value = 0;
    uint64_t base = is_hex ? 16 : 10;
    most = is_negative ? most / 2 + 1 : most;
    if (*at == '\0') {
        return false;
    }
    for (; *at != '\0'; at++) {
        uint32_t digit = tw__shell_digit_of(*at);
        if (digit >= base || value > (most - digit) / base) {
            return false;
        }
        value = value * base + digit;
    }
    *bits = is_negative ? 0 - value : value;
    return true;
}

// Floats are written and read as their bits: a device has no other use for their digits.
static bool parse_value(const char *text, tw_valtype_t type, tw_value_t *value) {
    bool is_wide = type == TW_I64 || type == TW_F64;
    bool is_float = type == TW_F32 || type == TW_F64;
    uint64_t bits = 0;
    memset(value, 0, sizeof *value);
    value->type = type;
    if ((!is_wide && type != TW_I32 && type != TW_F32) ||
        (is_float && (text[0] != '0' || text[1] != 'x')) ||
        !parse_integer(text, is_wide ? UINT64_MAX : UINT32_MAX, &bits)) {
        return false;
    }
    if (is_wide) {
        value->of.i64 = (int64_t)bits;
    } else {
        value->of.i32 = (int32_t)(uint32_t)bits;
    }
    return true;
}

static void put_decimal(tw_shell_t *shell, uint64_t value) {
    char digits[20];
    uint32_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    tw__shell_put(shell, digits + at, sizeof digits - at);
}

static void put_value(tw_shell_t *shell, const tw_value_t *value) {
    bool is_wide = value->type == TW_I64 || value->type == TW_F64;
    uint64_t bits = is_wide ? value->of.f64_bits : value->of.f32_bits;
    char text[32];
    tw__format(text, sizeof text, "%s:", tw_valtype_name(value->type));
    tw__shell_put_text(shell, text);
    if (value->type == TW_F32 || value->type == TW_F64) {
        tw__shell_put_text(shell, "0x");
        tw__shell_put_hex(shell, (uint32_t)(bits >> 32), is_wide ? 8 : 0);
        tw__shell_put_hex(shell, (uint32_t)bits, 8);
    } else {
        int64_t number = is_wide ? (int64_t)bits : (int32_t)(uint32_t)bits;
        tw__shell_put_text(shell, number < 0 ? "-" : "");
        put_decimal(shell, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
    }
    tw__shell_put_text(shell, "\n");
}

// Called from tw_engine_poll, but what is printed is the command's.
static void on_done(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                    uint32_t count) {
    tw_shell_t *shell = ctx;
    if (shell->calling != instance) {
        return;  // the command was cancelled
    }
    shell->calling = NULL;
    call_of(shell)->err = err;
    call_of(shell)->is_over = true;
    for (uint32_t i = 0; i < count; i++) {
        put_value(shell, &results[i]);
    }
    if (err != TW_ERR_OK) {
        tw__shell_put_error(shell, err);
        shell->has_failed = true;
    }
}

static void end_call(tw_shell_t *shell) {
    tw_instance_t *instance = shell->calling;
    shell->calling = NULL;
    if (instance != NULL) {
        tw_instance_cancel(instance);
    }
}

static tw_err_t fail_arguments(tw_shell_t *shell, const char *name, const tw_functype_t *type) {
    shell->has_failed = true;
    tw_shell_printf(shell, "%s: INVAL: it is %t: give integers, and floats as 0x and bits\n", name,
                    type);
    return TW_ERR_INVAL;
}

static tw_err_t begin_call(tw_shell_t *shell, tw_instance_t *instance, int argc,
                           char *const *argv) {
    tw_value_t args[TW_SHELL_WORDS - 3];
    tw_func_t func;
    tw_err_t err = tw_instance_find_func(instance, argv[2], &func);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint32_t count = (uint32_t)argc - 3;
    if (count != tw_functype_param_count(func.type)) {
        return fail_arguments(shell, argv[2], func.type);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!parse_value(argv[3 + i], tw_functype_param(func.type, i), &args[i])) {
            return fail_arguments(shell, argv[2], func.type);
        }
    }
    struct call *call = tw__shell_claim_state(shell);
    memset(call, 0, sizeof *call);
    err = tw_instance_begin(instance, func, args, count, on_done, shell);
    if (err != TW_ERR_OK) {
        return err;
    }
    shell->calling = instance;
    tw__shell_on_end(shell, end_call);
    return TW_ERR_PENDING;
}

static tw_err_t call(tw_shell_t *shell, int argc, char *const *argv) {
    if (tw_shell_turn(shell) > 0) {
        tw__shell_idle(shell);
        return call_of(shell)->is_over ? call_of(shell)->err : TW_ERR_PENDING;
    }
    if (argc < 3) {
        return tw_shell_fail_usage(shell);
    }
    tw_instance_t *instance = NULL;
    tw_err_t err = tw__shell_find_instance(shell, argv[1], &instance);
    return err == TW_ERR_OK ? begin_call(shell, instance, argc, argv) : err;
}

// ---- ps and top: an instance per turn ----

static void put_column(tw_shell_t *shell, const char *text, uint32_t width) {
    size_t size = strlen(text);
    tw__shell_put(shell, text, size);
    do {
        tw__shell_put(shell, " ", 1);
    } while (++size < width);
}

static void put_number_column(tw_shell_t *shell, uint64_t value, uint32_t width) {
    char text[28];
    size_t size = tw__format(text, sizeof text, "%U", value);
    for (; size < width; width--) {
        tw__shell_put(shell, " ", 1);
    }
    tw__shell_put(shell, text, size);
    tw__shell_put(shell, " ", 1);
}

static tw_err_t ps(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argv;
    uint32_t turn = tw_shell_turn(shell);
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    if (turn == 0) {
        tw__shell_put_text(shell,
                           "instance     state              fuel memory B  stack B arena B "
                           "traps\n");
        return TW_ERR_PENDING;
    }
    tw_instance_t *instance = tw_engine_instance_at(shell->config.engine, turn - 1);
    if (instance == NULL) {
        return TW_ERR_OK;
    }
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    put_column(shell, tw_instance_name(instance), 13);
    put_column(shell, tw_instance_state_name(tw_instance_state(instance)), 8);
    put_number_column(shell, stats.fuel_used, 14);
    put_number_column(shell, stats.memory_backed_bytes, 8);
    put_number_column(shell, stats.stack_peak_bytes, 8);
    put_number_column(shell, stats.arena_bytes, 7);
    put_number_column(shell, stats.traps, 5);
    tw__shell_put_text(shell, "\n");
    return TW_ERR_PENDING;
}

#define TOP_INSTANCES 24u
#define TOP_MS 1000u

struct top {
    uint64_t fuel[TOP_INSTANCES];  // of instance i, a second ago
    uint32_t since_ms;
    uint32_t shown;
};

static uint64_t fuel_of(const tw_instance_t *instance) {
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    return stats.fuel_used;
}

static void begin_top(tw_shell_t *shell, struct top *top) {
    memset(top, 0, sizeof *top);
    top->since_ms = shell->now_ms;
    const tw_instance_t *instance;
    for (uint32_t i = 0; i < TOP_INSTANCES; i++) {
        instance = tw_engine_instance_at(shell->config.engine, i);
        top->fuel[i] = instance == NULL ? 0 : fuel_of(instance);
    }
}

static tw_err_t top(tw_shell_t *shell, int argc, char *const *argv) {
    _Static_assert(sizeof(struct top) <= sizeof shell->state, "raise the words of state");
    (void)argv;
    struct top *top = (struct top *)(void *)shell->state;
    if (argc > 1) {
        return tw_shell_fail_usage(shell);
    }
    if (tw_shell_turn(shell) == 0) {
        begin_top(shell, tw__shell_claim_state(shell));
        return TW_ERR_PENDING;
    }
    if (shell->now_ms - top->since_ms < TOP_MS) {
        tw__shell_idle(shell);
        return TW_ERR_PENDING;
    }
    uint32_t i = top->shown++;
    tw_instance_t *instance = tw_engine_instance_at(shell->config.engine, i);
    if (instance == NULL || i == TOP_INSTANCES) {
        return TW_ERR_OK;
    }
    uint64_t fuel = fuel_of(instance);
    put_column(shell, tw_instance_name(instance), 13);
    put_number_column(shell, fuel - (top->fuel[i] < fuel ? top->fuel[i] : fuel), 14);
    tw__shell_put_text(shell, "fuel in the last second\n");
    return TW_ERR_PENDING;
}

static const tw_shell_command_t commands[] = {
    {"load", "FILE", "loads a module from the filestore", load},
    {"unload", "MODULE", "gives its memory back; its instances are halted before", unload},
    {"run", "MODULE [FUNCTION]", "makes an instance of a module and lets it run", run},
    {"halt", "INSTANCE", "ends an instance", halt},
    {"call", "INSTANCE FUNCTION [ARGUMENT...]", "calls a function and shows its results", call},
    {"ps", "", "lists instances and what they have used", ps},
    {"top", "", "how much each instance runs", top},
};

const tw_shell_table_t tw_shell_modules = {commands, sizeof commands / sizeof commands[0], NULL};
