// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "guest.h"

#include "tinywasm/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUEL 20000
#define SLICES 3                     // how often an execution that ran out of fuel is resumed
#define MEMORY_BYTES (256u * 1024u)  // what may be backed, not what may be promised
#define PREFIX_BYTES 1000u
#define STACK_BYTES 8192
#define TABLE_ELEMENTS 1000
#define HEAP_BYTES 4096  // little, so that objects are collected
#define MOST_EXPORTS 200
#define MOST_VALUES 1000

static void must(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static void see(struct guest *guest, const void *bytes, size_t size) {
    const uint8_t *byte = bytes;
    for (size_t i = 0; i < size; i++) {
        guest->seen = (guest->seen ^ byte[i]) * 0x100000001b3u;
    }
}

static void see_number(struct guest *guest, uint64_t number) {
    see(guest, &number, sizeof number);
}

// An error is one that the interface lists, and the fault says the same in words.
static tw_err_t check(struct guest *guest, tw_err_t err) {
    const tw_fault_t *fault = tw_engine_fault(guest->engine);
    see_number(guest, (uint64_t)err);
    if (err == TW_ERR_OK) {
        return err;
    }
    must(tw_err_name(err)[0] != '?', "an error has a name");
    must(fault->err == err, "the fault has the code that was returned");
    must(fault->text[0] != '\0', "a fault has a text");
    must((err == TW_ERR_TRAP) == (fault->trap != TW_TRAP_NONE), "a trap has a name");
    see_number(guest, fault->trap);
    return err;
}

void guest_open(struct guest *guest, size_t arena_size) {
    guest_open_kept(guest, arena_size, NULL);
}

void guest_open_kept(struct guest *guest, size_t arena_size, tw_filestore_t *filestore) {
    tw_engine_config_t config;
    memset(guest, 0, sizeof *guest);
    guest->arena = malloc(arena_size);
    tw_engine_config_init(&config);
    config.filestore = filestore;
    config.keeper = filestore == NULL ? NULL : &tw_keeper;
    config.arena = guest->arena;
    config.arena_size = arena_size;
    must(guest->arena != NULL && tw_engine_init(&guest->engine, &config) == TW_ERR_OK &&
             tw_engine_start(guest->engine) == TW_ERR_OK,
         "an engine starts");
    guest->used = tw_engine_arena_used(guest->engine, NULL);
}

void guest_close(struct guest *guest) {
    tw_engine_stop(guest->engine);
    free(guest->arena);
}

static void check_arena(struct guest *guest) {
    must(tw_engine_arena_used(guest->engine, NULL) == guest->used,
         "all that was taken of the arena comes back");
}

tw_err_t guest_load(struct guest *guest, const uint8_t *bytes, size_t size, tw_module_t **module) {
    tw_err_t err = check(guest, tw_module_load(guest->engine, bytes, size, module));
    if (err != TW_ERR_OK) {
        *module = NULL;
        check_arena(guest);
    }
    return err;
}

static size_t piece_size(uint32_t *random, size_t left) {
    size_t size = 1;
    if (*random != 0) {
        *random ^= *random << 13;
        *random ^= *random >> 17;
        *random ^= *random << 5;
        size += *random % 8 == 0 ? *random / 8 % 300 : *random / 8 % 7;
    }
    return size < left ? size : left;
}

// Each piece lies in a block of its own that is gone after the call.
static tw_err_t feed_pieces(tw_err_t (*feed)(tw_module_t *module, const void *bytes, size_t size),
                            tw_module_t *module, const uint8_t *bytes, size_t size, uint32_t seed) {
    tw_err_t err = TW_ERR_OK;
    for (size_t at = 0, piece; err == TW_ERR_OK && at < size; at += piece) {
        uint8_t *copy;
        piece = piece_size(&seed, size - at);
        copy = malloc(piece);
        must(copy != NULL, "the PC has memory");
        memcpy(copy, bytes + at, piece);
        err = feed(module, copy, piece);
        free(copy);
    }
    return err;
}

tw_err_t guest_feed(struct guest *guest, const uint8_t *bytes, size_t size, uint32_t seed,
                    tw_module_t **module) {
    tw_err_t err = tw_module_load_begin(guest->engine, module);
    must(err == TW_ERR_OK, "streaming begins");
    err = feed_pieces(tw_module_feed, *module, bytes, size, seed);
    err = check(guest, err == TW_ERR_OK ? tw_module_load_end(*module) : err);
    if (err != TW_ERR_OK) {
        guest_unload(guest, *module);
        *module = NULL;
    }
    return err;
}

tw_err_t guest_check(struct guest *guest, const uint8_t *bytes, size_t size, uint32_t seed) {
    tw_module_t *module;
    tw_instance_t *instance;
    tw_err_t err = tw_module_check_begin(guest->engine, &tw_interp_core_check, &module);
    must(err == TW_ERR_OK, "a check begins");
    err = feed_pieces(tw_module_check_feed, module, bytes, size, seed);
    err = check(guest, err == TW_ERR_OK ? tw_module_check_end(module) : err);
    must(tw_module_load_end(module) == TW_ERR_STATE, "what is checked is not loaded");
    must(tw_instance_create(module, NULL, NULL, &instance) == TW_ERR_STATE,
         "what is checked has no instances");
    guest_unload(guest, module);
    return err;
}

bool guest_agrees(tw_err_t loaded, tw_err_t checked) {
    bool is_both_bad = loaded == TW_ERR_MALFORMED && checked != TW_ERR_OK;
    return loaded == checked || loaded == TW_ERR_NOMEM || is_both_bad;
}

void guest_unload(struct guest *guest, tw_module_t *module) {
    must(tw_module_unload(module) == TW_ERR_OK, "a module without instances can be unloaded");
    check_arena(guest);
}

// ---- running ------------------------------------------------------------------------------------

static tw_err_t resume(struct guest *guest, tw_instance_t *instance, tw_err_t err,
                       tw_value_t *results, uint32_t count) {
    for (int i = 0; err == TW_ERR_FUEL && i < SLICES; i++) {
        see_number(guest, (uint64_t)err);
        tw_instance_add_fuel(instance, FUEL);
        err = tw_instance_resume(instance, results, count);
    }
    check(guest, err);
    see_number(guest, tw_instance_fuel(instance));
    return err;
}

// References are null: any other number would be a promise of the host's.
static tw_value_t make_argument(tw_valtype_t type, uint32_t i) {
    static const uint64_t numbers[] = {1, 0, UINT64_MAX, 0x7fffffff80000000u, 65536, 65535};
    tw_value_t value;
    memset(&value, 0, sizeof value);
    value.type = type;
    if (type == TW_I32 || type == TW_F32) {
        value.of.f32_bits = (uint32_t)numbers[i % 6];
    } else if (type == TW_I64 || type == TW_F64) {
        value.of.f64_bits = numbers[i % 6];
    } else if (type == TW_V128) {
        memcpy(value.of.v128, &numbers[i % 5], sizeof value.of.v128);
    }
    return value;
}

static void see_value(struct guest *guest, const tw_value_t *value) {
    if (value->type == TW_I64 || value->type == TW_F64) {
        see_number(guest, value->of.f64_bits);
    } else if (value->type == TW_V128) {
        see(guest, value->of.v128, sizeof value->of.v128);
    } else if ((value->type & TW_VALTYPE_REF) != 0) {
        see_number(guest, value->of.ref != TW_REF_NULL);
    } else {
        see_number(guest, value->of.f32_bits);
    }
}

static bool can_call(const tw_functype_t *type) {
    uint32_t param_count = tw_functype_param_count(type);
    if (param_count > MOST_VALUES || tw_functype_result_count(type) > MOST_VALUES) {
        return false;
    }
    for (uint32_t i = 0; i < param_count; i++) {
        tw_valtype_t param = tw_functype_param(type, i);
        if ((param & TW_VALTYPE_REF) != 0 && (param & TW_VALTYPE_NULLABLE) == 0) {
            return false;
        }
    }
    return true;
}

static void call(struct guest *guest, tw_func_t func) {
    tw_value_t args[MOST_VALUES];
    tw_value_t results[MOST_VALUES];
    uint32_t arg_count = tw_functype_param_count(func.type);
    uint32_t result_count = tw_functype_result_count(func.type);
    tw_err_t err;
    for (uint32_t i = 0; i < arg_count; i++) {
        args[i] = make_argument(tw_functype_param(func.type, i), i);
    }
    err = tw_instance_call(func.instance, func, args, arg_count, results, result_count);
    err = resume(guest, func.instance, err, results, result_count);
    guest->run_count++;
    if (err != TW_ERR_OK) {
        tw_instance_cancel(func.instance);
        return;
    }
    for (uint32_t i = 0; i < result_count; i++) {
        must(results[i].type == tw_functype_result(func.type, i), "a result has its type");
        see_value(guest, &results[i]);
    }
}

// The name as a C string; false: it has a NUL or is very long.
static bool copy_name(tw_name_t name, char *text, size_t size) {
    if (name.size >= size || memchr(name.bytes, 0, name.size) != NULL) {
        return false;
    }
    memcpy(text, name.bytes, name.size);
    text[name.size] = '\0';
    return true;
}

static void use_export(struct guest *guest, tw_instance_t *instance, const tw_export_t *export_) {
    char name[256];
    tw_func_t func;
    tw_value_t value;
    if (!copy_name(export_->name, name, sizeof name)) {
        return;
    }
    if (export_->type.kind == TW_EXTERN_FUNC && can_call(export_->type.functype)) {
        must(tw_instance_find_func(instance, name, &func) == TW_ERR_OK, "an export is found");
        call(guest, func);
    } else if (export_->type.kind == TW_EXTERN_GLOBAL) {
        must(tw_instance_global_get(instance, name, &value) == TW_ERR_OK, "a global is found");
        must(value.type == export_->type.valtype, "a global has its type");
        see_value(guest, &value);
    }
}

// Memory through each accessor: its first bytes, its end and beyond it.
static void use_memory(struct guest *guest, tw_instance_t *instance) {
    uint64_t size = tw_memory_size(instance);
    uint8_t block[256];
    uint32_t number;
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    must(stats.memory_backed_bytes <= MEMORY_BYTES, "memory stays within its limit");
    for (uint64_t at = 0; at < size && at < MEMORY_BYTES; at += sizeof block) {
        size_t part = size - at < sizeof block ? (size_t)(size - at) : sizeof block;
        if (tw_memory_read(instance, at, block, part) == TW_ERR_OK) {
            see(guest, block, part);
        }
    }
    must(tw_memory_read(instance, size, block, 1) != TW_ERR_OK, "memory ends");
    must(tw_memory_read(instance, UINT64_MAX, block, 2) != TW_ERR_OK, "addresses do not wrap");
    must(tw_memory_read_u32(instance, size - 3, &number) != TW_ERR_OK, "a number ends with memory");
}

void guest_run(struct guest *guest, tw_module_t *module) {
    tw_limits_t limits;
    tw_instance_t *instance = NULL;
    tw_export_t export_;
    tw_err_t err;
    tw_limits_init(&limits);
    limits.memory_bytes = MEMORY_BYTES;
    limits.memory_prefix_bytes = PREFIX_BYTES;
    limits.stack_bytes = STACK_BYTES;
    limits.table_elements = TABLE_ELEMENTS;
    limits.heap_bytes = HEAP_BYTES;
    limits.fuel = FUEL;
    limits.link_lazily = true;
    err = tw_instance_create(module, "guest", &limits, &instance);
    if (instance != NULL) {
        err = resume(guest, instance, err, NULL, 0);
    } else {
        must(check(guest, err) != TW_ERR_OK, "creating answers an instance or an error");
    }
    for (uint32_t i = 0; err == TW_ERR_OK && i < MOST_EXPORTS; i++) {
        if (!tw_module_export_at(module, i, &export_)) {
            break;
        }
        use_export(guest, instance, &export_);
    }
    if (err == TW_ERR_OK) {
        use_memory(guest, instance);
    }
    if (instance != NULL) {
        must(tw_instance_destroy(instance) == TW_ERR_OK, "an instance can be destroyed");
    }
}
