// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/engine.h"

#include "engine/state.h"

#define DEFAULT_HOST_MODULES 8
#define DEFAULT_NESTING 128
#define DEFAULT_OPERANDS 1024
#define DEFAULT_LOCALS 1024
#define DEFAULT_CODE_BYTES (1024 * 1024)
#define DEFAULT_SLICE_FUEL 10000
#define DEFAULT_EVENTS 8

static const char engine_where[] = "engine";

void tw_engine_config_init(tw_engine_config_t *config) {
    memset(config, 0, sizeof *config);
    config->interp = &tw_interp_core;
    config->max_host_modules = DEFAULT_HOST_MODULES;
    config->max_nesting = DEFAULT_NESTING;
    config->max_operands = DEFAULT_OPERANDS;
    config->max_locals = DEFAULT_LOCALS;
    config->max_code_bytes = DEFAULT_CODE_BYTES;
    config->slice_fuel = DEFAULT_SLICE_FUEL;
    config->max_events = DEFAULT_EVENTS;
}

void tw__engine_enter(tw_engine_t *engine, const char *where) {
    struct tw__fault *fault = &engine->fault;
    if (engine->running == NULL) {
        tw__fault_clear(fault, where);
        return;
    }
    uint32_t func_idx = fault->info.func_idx;
    uint32_t offset = fault->info.offset;
    tw__fault_clear(fault, fault->where);
    tw__fault_at(fault, func_idx, offset);
}

tw_err_t tw__engine_enter_outside(tw_engine_t *engine, const char *where) {
    tw__engine_enter(engine, where);
    if (engine->running == NULL) {
        return TW_ERR_OK;
    }
    return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_IN_HOST);
}

tw_err_t tw__engine_fail_nomem(tw_engine_t *engine, size_t size) {
    (void)size;  // without texts
    return tw__fail(&engine->fault, TW_ERR_NOMEM, TW_TEXT_ARENA_FULL, (uint64_t)size,
                    (uint64_t)tw__arena_free_bytes(engine->arena));
}

tw_err_t tw__engine_check_suspend(tw_engine_t *engine) {
    if ((engine->interp->features & TW_INTERP_SUSPEND) != 0) {
        return TW_ERR_OK;
    }
    return tw__fail(&engine->fault, TW_ERR_UNSUPPORTED, TW_TEXT_NO_SUSPEND, engine->interp->name);
}

static void fill_env(tw_engine_t *engine, const tw_engine_config_t *config) {
    engine->env.arena = engine->arena;
    engine->env.fault = &engine->fault;
    engine->env.max_nesting = config->max_nesting;
    engine->env.max_operands = config->max_operands;
    engine->env.max_locals = config->max_locals;
    engine->env.max_code_bytes = config->max_code_bytes;
    engine->env.host_call = tw__call_host;
}

tw_err_t tw_engine_init_checked(tw_engine_t **engine, const tw_engine_config_t *config,
                                uint32_t config_hash) {
    if (engine == NULL || config == NULL || config_hash != TW_CFG_HASH || config->arena == NULL ||
        config->interp == NULL || config->max_host_modules > UINT16_MAX) {
        return TW_ERR_INVAL;
    }
    struct tw__arena *arena = tw__arena_init(config->arena, config->arena_size);
    if (arena == NULL) {
        return TW_ERR_NOMEM;
    }
    tw_engine_t *made = (tw_engine_t *)tw__arena_alloc(arena, sizeof *made);
    const tw_host_module_t **host_modules = (const tw_host_module_t **)tw__arena_alloc(
        arena, config->max_host_modules * sizeof host_modules[0]);
    if (made == NULL || host_modules == NULL) {
        tw__arena_close(arena);
        return TW_ERR_NOMEM;
    }
    made->arena = arena;
    made->interp = config->interp;
    made->filestore = config->filestore;
    made->grants = config->grants;
    made->keeper = config->keeper;
    if (config->keeper != NULL && config->filestore != NULL) {
        config->filestore->forget = config->keeper->forget;
    }
    made->devices = config->grants == NULL ? NULL : &config->grants->device;
    made->host_modules = host_modules;
    made->max_host_modules = config->max_host_modules;
    fill_env(made, config);
    tw__pending_init(made);
    tw__fault_init(&made->fault, made->fault_text, engine_where);
    made->scheduler = config->scheduler;
    tw_err_t err = made->scheduler == NULL ? TW_ERR_OK : made->scheduler->init(made, config);
    if (err == TW_ERR_OK) {
        *engine = made;
    }
    return err;
}

static tw_err_t refuse_when_started(tw_engine_t *engine) {
    return !engine->is_started ? TW_ERR_OK
                               : tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_STARTED);
}

void tw_engine_watch(tw_engine_t *engine, tw_watch_t *watch) {
    watch->next = engine->watches;
    engine->watches = watch;
}

tw_err_t tw_engine_add_device(tw_engine_t *engine, tw_device_t *device) {
    TW_ASSERT(device != NULL && device->ops != NULL);
    tw__engine_enter(engine, device->ops->name);
    tw_err_t err = refuse_when_started(engine);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_device_t **link = &engine->devices;
    for (; *link != NULL; link = &(*link)->next) {
        if (*link == device) {
            return tw__fail(&engine->fault, TW_ERR_EXIST, TW_TEXT_DEVICE_THERE);
        }
    }
    device->next = NULL;
    *link = device;
    return TW_ERR_OK;
}

static tw_err_t check_host_funcs(tw_engine_t *engine, const tw_host_module_t *host_module) {
    for (uint32_t i = 0; i < host_module->func_count; i++) {
        const tw_host_func_t *func = &host_module->funcs[i];
        if (func->name == NULL || func->fn == NULL || !tw__signature_is_valid(func->signature)) {
            return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_SIGNATURE, func->name,
                            func->signature, (uint32_t)TW_HOST_RESULT_CELLS);
        }
        for (uint32_t k = 0; k < i; k++) {
            if (tw__text_equal(host_module->funcs[k].name, func->name)) {
                return tw__fail(&engine->fault, TW_ERR_EXIST, TW_TEXT_TWICE, func->name);
            }
        }
    }
    return TW_ERR_OK;
}

static tw_err_t add_host_module(tw_engine_t *engine, const tw_host_module_t *host_module) {
    if (host_module->name == NULL || (host_module->funcs == NULL && host_module->func_count != 0)) {
        return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_INCOMPLETE);
    }
    for (uint32_t i = 0; i < engine->host_module_count; i++) {
        if (tw__text_equal(engine->host_modules[i]->name, host_module->name)) {
            return tw__fail(&engine->fault, TW_ERR_EXIST, TW_TEXT_HOST_MODULE_THERE);
        }
    }
    if (engine->host_module_count == engine->max_host_modules) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_HOST_MODULES,
                        engine->max_host_modules);
    }
    tw_err_t err = check_host_funcs(engine, host_module);
    if (err == TW_ERR_OK) {
        engine->host_modules[engine->host_module_count] = host_module;
        engine->host_module_count++;
    }
    return err;
}

tw_err_t tw_engine_add_host_module(tw_engine_t *engine, const tw_host_module_t *host_module) {
    TW_ASSERT(host_module != NULL);
    tw__engine_enter(engine, host_module->name);
    tw_err_t err = refuse_when_started(engine);
    return err != TW_ERR_OK ? err : add_host_module(engine, host_module);
}

static tw_err_t start_filestore(tw_engine_t *engine) {
    tw_filestore_t *filestore = engine->filestore;
    if (filestore == NULL || filestore->is_mounted) {
        return TW_ERR_OK;
    }
    tw_err_t err = tw_filestore_mount(filestore);
    engine->has_mounted = err == TW_ERR_OK;
    return err == TW_ERR_OK ? err
                            : tw__fail(&engine->fault, err, TW_TEXT_NO_MOUNT, filestore->ops->name);
}

static tw_err_t start_device(tw_engine_t *engine, tw_device_t *device) {
    const tw_device_ops_t *ops = device->ops;
    engine->fault.where = ops->name;
    tw_err_t err = ops->start == NULL ? TW_ERR_OK : ops->start(device, engine);
    if (err != TW_ERR_OK) {
        return tw__fail(&engine->fault, err, TW_TEXT_NO_DEVICE);
    }
    engine->started_devices++;
    const tw_host_module_t *host_module =
        ops->host_module == NULL ? NULL : ops->host_module(device);
    return host_module == NULL ? TW_ERR_OK : add_host_module(engine, host_module);
}

static tw_err_t start_all(tw_engine_t *engine) {
    tw_err_t err = start_filestore(engine);
    if (err == TW_ERR_OK) {
        err = engine->interp->open(&engine->env, &engine->store);
    }
    tw_device_t *device = engine->devices;
    for (; err == TW_ERR_OK && device != NULL; device = device->next) {
        err = start_device(engine, device);
    }
    return err;
}

// Also undoes half a start. The last fault is kept.
static void stop_all(tw_engine_t *engine) {
    while (engine->instances != NULL) {
        tw__instance_drop(engine->instances);
    }
    while (engine->modules != NULL) {
        tw__module_drop(engine->modules);
    }
    if (engine->store != NULL) {
        engine->interp->close(engine->store);
        engine->store = NULL;
    }
    for (; engine->started_devices != 0; engine->started_devices--) {
        tw_device_t *device = engine->devices;
        for (uint32_t i = 1; i < engine->started_devices; i++) {
            device = device->next;
        }
        if (device->ops->stop != NULL) {
            device->ops->stop(device);
        }
    }
    if (engine->has_mounted) {
        tw_filestore_unmount(engine->filestore);
        engine->has_mounted = false;
    }
    engine->host_module_count = engine->own_host_modules;
    engine->is_started = false;
}

tw_err_t tw_engine_start(tw_engine_t *engine) {
    tw__engine_enter(engine, engine_where);
    tw_err_t err = refuse_when_started(engine);
    if (err != TW_ERR_OK) {
        return err;
    }
    engine->own_host_modules = engine->host_module_count;
    err = start_all(engine);
    if (err != TW_ERR_OK) {
        stop_all(engine);
        return err;
    }
    engine->is_started = true;
    return TW_ERR_OK;
}

bool tw_engine_poll(tw_engine_t *engine, uint32_t now_ms) {
    if (!engine->is_started || engine->running != NULL) {
        return false;
    }
    for (tw_device_t *device = engine->devices; device != NULL; device = device->next) {
        if (device->ops->poll != NULL) {
            device->ops->poll(device, now_ms);
        }
    }
    return engine->scheduler != NULL && engine->scheduler->turn(engine, now_ms);
}

void tw_engine_stop(tw_engine_t *engine) {
    if (tw__engine_enter_outside(engine, engine_where) == TW_ERR_OK && engine->is_started) {
        stop_all(engine);
    }
}

const tw_fault_t *tw_engine_fault(const tw_engine_t *engine) {
    return &engine->fault.info;
}

size_t tw_engine_arena_used(const tw_engine_t *engine, size_t *peak) {
    if (peak != NULL) {
        *peak = tw__arena_peak(engine->arena);
    }
    return tw__arena_used(engine->arena);
}
