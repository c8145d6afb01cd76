// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include <stdarg.h>

#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"

#define DEFAULT_FUEL 2000000000u
#define DEFAULT_STACK_BYTES 32768u
#define CART_LOCALS 4096u
#define CART_HOST_MODULES 8u
#define MAX_RESULTS 4u  // of `start` and the like, which are dropped

// (module (memory (export "memory") 1 1))
static const uint8_t memory_wasm[] = {
    0x00, 'a', 's', 'm', 1,   0,   0,   0,  // version 1
    5,    4,   1,   1,   1,   1,            // one memory of 1 to 1 pages
    7,    10,  1,   6,   'm', 'e', 'm', 'o', 'r', 'y', 2, 0,
};

// ---- failures -----------------------------------------------------------------------------------

#if TW_CFG_ERR_TEXT
tw_err_t tw__wasm4_fail(tw_wasm4_t *console, tw_err_t err, const char *text, ...) {
    size_t used = tw__format(console->error, sizeof console->error,
                             "wasm4: %s: ", tw_err_name(err) + sizeof "TW_ERR_" - 1);
    va_list args;
    va_start(args, text);
    tw__format_list(console->error + used, sizeof console->error - used, text, args);
    va_end(args);
    return err;
}
#else
tw_err_t tw__wasm4_fail_code(tw_wasm4_t *console, tw_err_t err) {
    tw__format(console->error, sizeof console->error, "%s", tw_err_name(err));
    return err;
}
#endif

tw_err_t tw__wasm4_pass(tw_wasm4_t *console, tw_err_t err) {
    const char *text = err == TW_ERR_OK ? "" : tw_engine_fault(console->engine)->text;
    bool is_said = err == TW_ERR_OK || text[0] != '\0';
    tw__format(console->error, sizeof console->error, "%s", is_said ? text : tw_err_name(err));
    return err;
}

tw_err_t tw__wasm4_fail_file(tw_wasm4_t *console, const char *name, tw_err_t err) {
    (void)name;  // without texts
    return tw__wasm4_fail(console, err, "%s: %s", name, tw_err_text(err));
}

// ---- memory -------------------------------------------------------------------------------------

uint8_t *tw__wasm4_bytes(const tw_wasm4_t *console, uint64_t addr, uint64_t size) {
    uint8_t *bytes = NULL;
    bool is_inside = size <= TW_WASM4_MEMORY_BYTES && addr <= TW_WASM4_MEMORY_BYTES - size;
    if (console->memory == NULL || !is_inside ||
        tw_memory_view(console->memory, addr, (size_t)size, &bytes) != TW_ERR_OK) {
        return NULL;
    }
    return bytes;
}

uint64_t tw__wasm4_get(const uint8_t *bytes, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = size; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

void tw__wasm4_put(uint8_t *bytes, uint32_t size, uint64_t value) {
    for (uint32_t i = 0; i < size; i++, value >>= 8) {
        bytes[i] = (uint8_t)value;
    }
}

static void write_input(uint8_t *memory, const tw_wasm4_input_t *input) {
    memcpy(memory + TW_WASM4_AT_PADS, input->pads, TW_WASM4_PADS);
    tw__wasm4_put(memory + TW_WASM4_AT_MOUSE_X, 2, (uint16_t)input->mouse_x);
    tw__wasm4_put(memory + TW_WASM4_AT_MOUSE_Y, 2, (uint16_t)input->mouse_y);
    memory[TW_WASM4_AT_MOUSE_BUTTONS] = input->mouse_buttons;
}

// What a cart finds before its data is copied.
static void write_defaults(uint8_t *memory) {
    static const uint32_t palette[TW_WASM4_COLORS] = {0xe0f8cf, 0x86c06c, 0x306850, 0x071821};
    tw_wasm4_input_t input;
    tw_wasm4_input_init(&input);
    memset(memory, 0, TW_WASM4_MEMORY_BYTES);
    for (uint32_t i = 0; i < TW_WASM4_COLORS; i++) {
        tw__wasm4_put(memory + TW_WASM4_AT_PALETTE + 4 * i, 4, palette[i]);
    }
    tw__wasm4_put(memory + TW_WASM4_AT_COLORS, 2, 0x1203);
    write_input(memory, &input);
}

static tw_limits_t limits_of(const tw_wasm4_t *console) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = TW_WASM4_MEMORY_BYTES;
    limits.memory_prefix_bytes = TW_WASM4_MEMORY_BYTES;
    limits.stack_bytes = console->config.stack_bytes;
    limits.fuel = console->config.frame_fuel;
    limits.link_lazily = true;
    return limits;
}

static tw_err_t make_memory(tw_wasm4_t *console) {
    tw_limits_t limits = limits_of(console);
    limits.stack_bytes = 0;
    tw_err_t err =
        tw_module_load(console->engine, memory_wasm, sizeof memory_wasm, &console->memory_module);
    return err == TW_ERR_OK
               ? tw_instance_create(console->memory_module, "env", &limits, &console->memory)
               : err;
}

// ---- calls of the cart --------------------------------------------------------------------------

static void begin_call(tw_wasm4_t *console) {
    console->work_left = console->config.frame_fuel;
    console->is_running = true;
}

// What could go on is given up.
static tw_err_t end_call(tw_wasm4_t *console, tw_err_t err) {
    console->is_running = false;
    if (err == TW_ERR_OK) {
        return err;
    }
    console->state = TW_WASM4_FAILED;
    tw__wasm4_pass(console, err);
    if (console->cart != NULL) {
        tw_instance_cancel(console->cart);
    }
    if (err == TW_ERR_TRAP && console->work_left == 0) {
        err = TW_ERR_FUEL;
    }
    if (err == TW_ERR_FUEL) {
        tw__wasm4_fail(console, err,
                       "frame %u takes more than config.frame_fuel: the cart may be in an endless "
                       "loop; start it again, or give it more",
                       console->frame);
    }
    return err;
}

// Calls an export, if there is one. Results are dropped.
static tw_err_t call(tw_wasm4_t *console, const char *name) {
    tw_func_t func;
    tw_value_t results[MAX_RESULTS];
    if (tw_instance_find_func(console->cart, name, &func) != TW_ERR_OK) {
        return TW_ERR_OK;
    }
    uint32_t count = tw_functype_result_count(func.type);
    begin_call(console);
    tw_err_t err = tw_instance_call(console->cart, func, NULL, 0, results,
                                    count < MAX_RESULTS ? count : MAX_RESULTS);
    console->fuel_used = console->config.frame_fuel - tw_instance_fuel(console->cart);
    return end_call(console, err);
}

// ---- the cart -----------------------------------------------------------------------------------

static tw_err_t check_memory(tw_wasm4_t *console) {
    tw_import_t import;
    for (uint32_t i = 0; tw_module_import_at(console->module, i, &import); i++) {
        if (import.type.kind == TW_EXTERN_MEMORY) {
            return TW_ERR_OK;
        }
    }
    if (tw_memory_size(console->cart) == 0) {
        return TW_ERR_OK;
    }
    return tw__wasm4_fail(console, TW_ERR_UNLINKABLE,
                          "the cart has a memory of its own: link it with --import-memory");
}

static void drop_instance(tw_instance_t **instance) {
    tw_err_t err = *instance == NULL ? TW_ERR_OK : tw_instance_destroy(*instance);
    TW_ASSERT(err == TW_ERR_OK);
    (void)err;
    *instance = NULL;
}

static void unload_module(tw_module_t *module) {
    tw_err_t err = module == NULL ? TW_ERR_OK : tw_module_unload(module);
    TW_ASSERT(err == TW_ERR_OK);
    (void)err;
}

// The cart first: it imports the memory.
static void empty(tw_wasm4_t *console) {
    drop_instance(&console->cart);
    drop_instance(&console->memory);
    unload_module(console->module);
    unload_module(console->memory_module);
    console->module = NULL;
    console->memory_module = NULL;
    console->frame = 0;
    console->state = TW_WASM4_EMPTY;
}

tw_err_t tw__wasm4_instantiate(tw_wasm4_t *console) {
    drop_instance(&console->cart);
    uint8_t *memory = tw__wasm4_bytes(console, 0, TW_WASM4_MEMORY_BYTES);
    TW_ASSERT(memory != NULL);
    write_defaults(memory);
    console->frame = 0;
    console->fuel_used = 0;
    tw_limits_t limits = limits_of(console);
    return tw_instance_create_uninitialized(console->module, NULL, &limits, &console->cart);
}

static tw_err_t start(tw_wasm4_t *console) {
    console->state = TW_WASM4_FAILED;
    if (console->config.synth != NULL) {
        console->config.synth->ops->reset(console->config.synth);
    }
    begin_call(console);
    tw_err_t err = end_call(console, tw__wasm4_instantiate(console));
    err = err == TW_ERR_OK ? check_memory(console) : err;
    err = err == TW_ERR_OK ? call(console, "_start") : err;
    err = err == TW_ERR_OK ? call(console, "_initialize") : err;
    console->state = err == TW_ERR_OK ? TW_WASM4_RUNNING : TW_WASM4_FAILED;
    return err;
}

// True of errors that the cart's own code has made.
static bool is_of_code(tw_err_t err) {
    return err == TW_ERR_TRAP || err == TW_ERR_EXCEPTION || err == TW_ERR_FUEL ||
           err == TW_ERR_INTERRUPTED;
}

static tw_err_t insert(tw_wasm4_t *console, tw_err_t loaded) {
    tw_err_t err = tw__wasm4_pass(console, loaded);
    err = err == TW_ERR_OK ? start(console) : err;
    if (err != TW_ERR_OK && !is_of_code(err)) {
        empty(console);
    }
    return err;
}

void tw_wasm4_unload(tw_wasm4_t *console) {
    empty(console);
    console->disk_size = 0;
    console->error[0] = '\0';
}

// Leaves a console without a cart and with memory.
static tw_err_t make_room(tw_wasm4_t *console, uint64_t size) {
    if (size > TW_WASM4_CART_BYTES) {
        return tw__wasm4_fail(
            console, TW_ERR_LIMIT, "the cart has %u bytes and may have %u: make it smaller",
            (uint32_t)(size < UINT32_MAX ? size : UINT32_MAX), (uint32_t)TW_WASM4_CART_BYTES);
    }
    if (console->state != TW_WASM4_EMPTY) {
        tw_wasm4_unload(console);
    }
    console->is_disk_changed = false;
    tw_err_t err = tw__wasm4_pass(console, make_memory(console));
    if (err != TW_ERR_OK) {
        empty(console);
    }
    return err;
}

tw_err_t tw_wasm4_load(tw_wasm4_t *console, const void *bytes, size_t size) {
    tw_err_t err = make_room(console, size);
    if (err != TW_ERR_OK) {
        return err;
    }
    console->cart_bytes = bytes;
    console->cart_size = (uint32_t)size;
    err = tw_module_load(console->engine, bytes, size, &console->module);
    if (err == TW_ERR_OK) {
        tw_module_set_name(console->module, "cart");
    }
    return insert(console, err);
}

tw_err_t tw_wasm4_load_file(tw_wasm4_t *console, tw_filestore_t *fs, const char *name) {
    tw_fileinfo_t info = {NULL, 0};
    tw_err_t err = tw_filestore_stat(fs, name, &info);
    err =
        err == TW_ERR_OK ? make_room(console, info.size) : tw__wasm4_fail_file(console, name, err);
    if (err != TW_ERR_OK) {
        return err;
    }
    console->cart_bytes = NULL;
    console->cart_fs = fs;
    tw__format(console->cart_name, sizeof console->cart_name, "%s", name);
    return insert(console, tw_module_load_file(console->engine, name, &console->module));
}

static tw_err_t refuse_empty(tw_wasm4_t *console) {
    console->error[0] = '\0';
    return console->state != TW_WASM4_EMPTY
               ? TW_ERR_OK
               : tw__wasm4_fail(console, TW_ERR_STATE, "there is no cart: load one");
}

tw_err_t tw_wasm4_reset(tw_wasm4_t *console) {
    tw_err_t err = refuse_empty(console);
    return err == TW_ERR_OK ? insert(console, TW_ERR_OK) : err;
}

// ---- frames -------------------------------------------------------------------------------------

static tw_err_t run_frame(tw_wasm4_t *console, uint8_t *memory) {
    bool keeps = (memory[TW_WASM4_AT_FLAGS] & TW_WASM4_FLAG_PRESERVE) != 0;
    tw_err_t err = TW_ERR_OK;
    if (console->frame == 1) {
        err = call(console, "start");
    } else if (!keeps) {
        memset(memory + TW_WASM4_AT_PICTURE, 0, TW_WASM4_PICTURE_BYTES);
    }
    return err == TW_ERR_OK ? call(console, "update") : err;
}

tw_err_t tw_wasm4_frame(tw_wasm4_t *console, const tw_wasm4_input_t *input) {
    tw_err_t err = refuse_empty(console);
    if (err == TW_ERR_OK && console->state == TW_WASM4_FAILED) {
        err = tw__wasm4_fail(console, TW_ERR_STATE, "the cart has failed: start it again");
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    uint8_t *memory = tw__wasm4_bytes(console, 0, TW_WASM4_MEMORY_BYTES);
    TW_ASSERT(memory != NULL);
    console->frame++;
    write_input(memory, input);
    err = run_frame(console, memory);
    if (err == TW_ERR_OK && console->config.synth != NULL) {
        console->config.synth->ticks++;
    }
    return err;
}

void tw_wasm4_interrupt(tw_wasm4_t *console) {
    if (console->is_running && console->cart != NULL) {
        tw_instance_interrupt(console->cart);
    }
}

// ---- what there is ------------------------------------------------------------------------------

void tw_wasm4_input_init(tw_wasm4_input_t *input) {
    memset(input, 0, sizeof *input);
    input->mouse_x = TW_WASM4_MOUSE_AWAY;
    input->mouse_y = TW_WASM4_MOUSE_AWAY;
}

void tw_wasm4_config_init(tw_wasm4_config_t *config) {
    memset(config, 0, sizeof *config);
    config->frame_fuel = DEFAULT_FUEL;
    config->stack_bytes = DEFAULT_STACK_BYTES;
}

static void at_least(uint32_t *limit, uint32_t least) {
    *limit = *limit < least ? least : *limit;
}

void tw_wasm4_engine_config(tw_engine_config_t *config) {
    at_least(&config->max_locals, CART_LOCALS);
    at_least(&config->max_host_modules, CART_HOST_MODULES);
}

tw_err_t tw_wasm4_init(tw_wasm4_t *console, tw_engine_t *engine, const tw_wasm4_config_t *config) {
    memset(console, 0, sizeof *console);
    console->engine = engine;
    console->config = *config;
    console->env = tw__wasm4_env;
    console->env.ctx = console;
    return tw__wasm4_pass(console, tw_engine_add_host_module(engine, &console->env));
}

tw_wasm4_state_t tw_wasm4_state(const tw_wasm4_t *console) {
    return (tw_wasm4_state_t)console->state;
}

uint32_t tw_wasm4_frame_count(const tw_wasm4_t *console) {
    return console->frame;
}

const char *tw_wasm4_error(const tw_wasm4_t *console) {
    return console->error;
}

uint64_t tw_wasm4_fuel_used(const tw_wasm4_t *console) {
    return console->fuel_used;
}

tw_instance_t *tw_wasm4_instance(const tw_wasm4_t *console) {
    return console->cart;
}

const uint8_t *tw_wasm4_memory(const tw_wasm4_t *console) {
    return tw__wasm4_bytes(console, 0, TW_WASM4_MEMORY_BYTES);
}
