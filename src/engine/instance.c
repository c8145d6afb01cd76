// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/instance.h"

#include "engine/state.h"

#define DEFAULT_MEMORY_BYTES (16u * 1024 * 1024)
#define DEFAULT_HEAP_BYTES (16u * 1024 * 1024)
#define DEFAULT_STACK_BYTES 4096
#define DEFAULT_TABLE_ELEMENTS 65536
#define DEFAULT_FUEL 100000000u

void tw_limits_init(tw_limits_t *limits) {
    memset(limits, 0, sizeof *limits);
    limits->memory_bytes = DEFAULT_MEMORY_BYTES;
    limits->heap_bytes = DEFAULT_HEAP_BYTES;
    limits->memory_prefix_bytes = TW_MEMORY_PREFIX_AUTO;
    limits->stack_bytes = DEFAULT_STACK_BYTES;
    limits->table_elements = DEFAULT_TABLE_ELEMENTS;
    limits->fuel = DEFAULT_FUEL;
}

// Ends the executions of others that wait for a host function which the instance called: the host
// may hold a pointer into its memory.
static void end_waiting_for(const tw_instance_t *instance) {
    const tw_engine_t *engine = instance->engine;
    for (tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (at != instance && tw__pending_is_for(at, instance)) {
            tw__pending_cancel(at);
            engine->interp->cancel(at->state);
        }
    }
}

// Executions that had frames of an instance have ended with it: what they waited for is given up,
// and a creation among them has failed.
static void note_ended(const tw_engine_t *engine) {
    for (tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (at->state == NULL || engine->interp->unfinished(at->state) != NULL) {
            continue;
        }
        tw__pending_cancel(at);
        if (at->stage != TW_STAGE_READY && !tw__is_begun(at)) {
            at->stage = TW_STAGE_FAILED;
        }
    }
}

// Gives back what the interpreter has of it.
static void drop_state(tw_instance_t *instance) {
    tw_interp_instance_t *state = instance->state;
    for (tw_watch_t *at = instance->engine->watches; at != NULL; at = at->next) {
        at->gone(at, instance);
    }
    tw__pending_cancel(instance);
    end_waiting_for(instance);
    instance->state = NULL;
    if (state != NULL) {
        instance->engine->interp->destroy(state);
        note_ended(instance->engine);
    }
}

// Takes an instance out of the list, if it is there, and gives back all that it holds.
void tw__instance_drop(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    if (instance->task != NULL) {
        engine->scheduler->forget(instance);
    }
    tw_instance_t **link = &engine->instances;
    while (*link != NULL && *link != instance) {
        link = &(*link)->next;
    }
    if (*link == instance) {
        *link = instance->next;
    }
    drop_state(instance);
    tw__arena_free(engine->arena, instance);
}

static tw_err_t check_name(tw_engine_t *engine, const char *name) {
    size_t size = strlen(name);
    if (size == 0 || size > TW_INSTANCE_NAME_BYTES) {
        return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_INSTANCE_NAME, name,
                        (uint32_t)TW_INSTANCE_NAME_BYTES);
    }
    for (const tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (tw__text_equal(at->name, name)) {
            return tw__fail(&engine->fault, TW_ERR_EXIST, TW_TEXT_INSTANCE_THERE, name);
        }
    }
    return TW_ERR_OK;
}

static tw_err_t refuse_create(tw_module_t *module, const char *name) {
    tw_engine_t *engine = module->engine;
    tw_err_t err = tw__engine_enter_outside(engine, module->name);
    if (err == TW_ERR_OK && module->stage != TW_MODULE_LOADED) {
        err = tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NOT_LOADED);
    }
    return err != TW_ERR_OK || name == NULL ? err : check_name(engine, name);
}

// The exported `_initialize`, if it can be called as such.
static bool find_initialize(tw_instance_t *instance, tw_func_t *func) {
    tw_engine_t *engine = instance->engine;
    if (engine->interp->find_func(instance->state, "_initialize", func) != TW_ERR_OK) {
        tw__engine_enter(engine, engine->fault.where);  // none is no fault
        return false;
    }
    return func->type->param_count == 0 && func->type->result_count == 0;
}

// The stage says where the creation stands if it stops.
bool tw__instance_next_func(tw_instance_t *instance, uint32_t *func_idx) {
    tw_func_t func = {NULL, NULL, 0};
    bool is_there = false;
    if (instance->stage == TW_STAGE_START) {
        instance->stage = TW_STAGE_INITIALIZE;
        is_there = instance->engine->interp->start_func(instance->state, &func);
    }
    if (!is_there && instance->stage == TW_STAGE_INITIALIZE) {
        instance->stage = TW_STAGE_LAST;
        is_there = find_initialize(instance, &func);
    }
    if (!is_there) {
        instance->stage = TW_STAGE_READY;
    }
    *func_idx = func.idx;
    return is_there;
}

// Runs what is left of a creation.
static tw_err_t go_on_creating(tw_instance_t *instance) {
    uint32_t func_idx = 0;
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && tw__instance_next_func(instance, &func_idx)) {
        err = tw__rootcall_run(instance, func_idx, NULL, instance->fuel, NULL);
    }
    if (err != TW_ERR_OK && !tw__is_stop(err)) {
        instance->stage = TW_STAGE_FAILED;
    }
    return err;
}

tw_err_t tw__instance_link(tw_instance_t *instance, const tw_limits_t *limits,
                           tw_resolve_fn_t resolve) {
    tw_engine_t *engine = instance->engine;
    struct tw__linking linking = {engine, limits, instance->module};
    instance->fuel = limits->fuel;
    return engine->interp->instantiate(instance->module->code, instance, limits, resolve, &linking,
                                       &instance->state);
}

static tw_err_t instantiate(tw_instance_t *instance, const tw_limits_t *limits) {
    const tw_grants_t *grants = instance->engine->grants;
    return grants == NULL ? tw__instance_link(instance, limits, tw__link_resolve)
                          : grants->ops->link(instance, limits);
}

static tw_err_t link(tw_instance_t *instance, const tw_limits_t *limits) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = instantiate(instance, limits);
    if (instance->state != NULL) {
        instance->next = engine->instances;
        engine->instances = instance;
    }
    return err;
}

static tw_instance_t *allocate(tw_module_t *module, const char *name) {
    size_t name_bytes = strlen(name) + 1;
    size_t size = sizeof(tw_instance_t) + name_bytes;
    tw_instance_t *made = (tw_instance_t *)tw__arena_alloc(module->engine->arena, size);
    if (made == NULL) {
        tw__engine_fail_nomem(module->engine, size);
        return NULL;
    }
    memcpy(made->name, name, name_bytes);
    made->engine = module->engine;
    made->module = module;
    atomic_init(&made->is_interrupted, false);
    return made;
}

// The instance is made with its place in the scheduler, if there is one.
static tw_err_t make(tw_module_t *module, const char *name, const tw_limits_t *limits,
                     tw_instance_t **instance) {
    const tw_scheduler_t *scheduler = module->engine->scheduler;
    tw_instance_t *made = allocate(module, name == NULL ? "" : name);
    if (made == NULL) {
        return TW_ERR_NOMEM;
    }
    *instance = made;
    tw_err_t err = scheduler == NULL ? TW_ERR_OK : scheduler->adopt(made, limits);
    return err == TW_ERR_OK ? link(made, limits) : err;
}

tw_err_t tw__instance_make(tw_module_t *module, const char *name, const tw_limits_t *limits,
                           tw_instance_t **instance) {
    *instance = NULL;
    tw_err_t err = refuse_create(module, name);
    if (err != TW_ERR_OK) {
        return err;
    }
    tw_limits_t defaults;
    if (limits == NULL) {
        tw_limits_init(&defaults);
        bool counts = (module->engine->interp->features & TW_INTERP_FUEL) != 0;
        defaults.fuel = counts ? defaults.fuel : TW_FUEL_ENDLESS;
        limits = &defaults;
    }
    tw_instance_t *made = NULL;
    err = make(module, name, limits, &made);
    bool is_kept = err == TW_ERR_TRAP && limits->keep_trapped && made->state != NULL;
    if (err != TW_ERR_OK && !is_kept) {
        if (made != NULL) {
            tw__instance_drop(made);
        }
        return err;
    }
    made->stage = is_kept ? TW_STAGE_FAILED : made->stage;
    *instance = made;
    return err;
}

tw_err_t tw__instance_make_beside(tw_module_t *module, const tw_instance_t *old,
                                  const tw_limits_t *limits, tw_instance_t **instance) {
    tw_instance_t *made = NULL;
    tw_err_t err = refuse_create(module, NULL);
    err = err == TW_ERR_OK ? make(module, old->name, limits, &made) : err;
    if (err != TW_ERR_OK && made != NULL) {
        tw__instance_drop(made);
        made = NULL;
    }
    if (made != NULL) {
        made->name[0] = '\0';
    }
    *instance = made;
    return err;
}

tw_err_t tw_instance_create(tw_module_t *module, const char *name, const tw_limits_t *limits,
                            tw_instance_t **instance) {
    tw_err_t err = tw__instance_make(module, name, limits, instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = go_on_creating(*instance);
    bool keeps = limits != NULL && limits->keep_trapped;
    bool is_kept = tw__is_stop(err) || (err == TW_ERR_TRAP && keeps);
    if (err != TW_ERR_OK && !is_kept) {
        tw__instance_drop(*instance);
        *instance = NULL;
    }
    return err;
}

tw_err_t tw__instance_refuse_imported(const tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    for (const tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (at != instance && engine->interp->imports_from(at->state, instance->state)) {
            return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_IMPORTED, at->name,
                            at->module->name == NULL ? "a module" : at->module->name);
        }
    }
    return TW_ERR_OK;
}

tw_err_t tw_instance_destroy(tw_instance_t *instance) {
    tw_err_t err = tw__engine_enter_outside(instance->engine, tw__instance_where(instance));
    err = err == TW_ERR_OK ? tw__instance_refuse_imported(instance) : err;
    if (err == TW_ERR_OK) {
        tw__instance_drop(instance);
    }
    return err;
}

tw_err_t tw__instance_remake(tw_instance_t *instance, const tw_limits_t *limits) {
    tw_err_t err = tw__instance_refuse_imported(instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    drop_state(instance);
    instance->stage = TW_STAGE_START;
    return instantiate(instance, limits);
}

tw_err_t tw_instance_find_func(tw_instance_t *instance, const char *name, tw_func_t *func) {
    tw__engine_enter(instance->engine, tw__instance_where(instance));
    return instance->engine->interp->find_func(instance->state, name, func);
}

tw_err_t tw_instance_global_get(tw_instance_t *instance, const char *name, tw_value_t *value) {
    tw__engine_enter(instance->engine, tw__instance_where(instance));
    return tw__inspect(instance->engine)->global_get(instance->state, name, value);
}

tw_err_t tw__instance_refuse_call(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__engine_enter_outside(engine, tw__instance_where(instance));
    if (err != TW_ERR_OK) {
        return err;
    }
    if (instance->stage == TW_STAGE_FAILED) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_HAS_FAILED);
    }
    if (instance->task != NULL && instance->task->is_candidate) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_CANDIDATE);
    }
    if (tw__is_begun(instance) || engine->interp->unfinished(instance->state) != NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_UNFINISHED);
    }
    return TW_ERR_OK;
}

static tw_err_t check_results(tw_engine_t *engine, const tw_functype_t *type,
                              const tw_value_t *results, uint32_t result_count) {
    return tw__rootcall_check_count(engine, "results", type->result_count, results, result_count);
}

tw_err_t tw__instance_check_call(tw_instance_t *instance, tw_func_t func, const tw_value_t *args,
                                 uint32_t arg_count) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__instance_refuse_call(instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (func.instance != instance || func.type == NULL) {
        return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_NOT_OF_INSTANCE);
    }
    return tw__rootcall_check_args(engine, func.type, args, arg_count);
}

tw_err_t tw_instance_call(tw_instance_t *instance, tw_func_t func, const tw_value_t *args,
                          uint32_t arg_count, tw_value_t *results, uint32_t result_count) {
    tw_err_t err = tw__instance_check_call(instance, func, args, arg_count);
    if (err == TW_ERR_OK) {
        err = check_results(instance->engine, func.type, results, result_count);
    }
    return err != TW_ERR_OK ? err
                            : tw__rootcall_run(instance, func.idx, args, instance->fuel, results);
}

tw_err_t tw_instance_resume(tw_instance_t *instance, tw_value_t *results, uint32_t result_count) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__engine_enter_outside(engine, tw__instance_where(instance));
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw__engine_check_suspend(engine);
    if (err == TW_ERR_OK && tw__is_begun(instance)) {
        err = tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_BEGUN);
    }
    if (err != TW_ERR_OK) {
        return err;
    }
    const tw_functype_t *type = engine->interp->unfinished(instance->state);
    if (type == NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_FINISHED);
    }
    err = check_results(engine, type, results, result_count);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw__rootcall_resume(instance, results);
    if (instance->stage == TW_STAGE_READY) {
        return err;
    }
    if (err == TW_ERR_OK) {
        return go_on_creating(instance);
    }
    if (engine->interp->unfinished(instance->state) == NULL) {
        instance->stage = TW_STAGE_FAILED;
    }
    return err;
}

void tw_instance_cancel(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    if (tw__is_begun(instance)) {
        tw_instance_interrupt(instance);
        return;
    }
    if (tw__engine_enter_outside(engine, tw__instance_where(instance)) != TW_ERR_OK ||
        engine->interp->unfinished(instance->state) == NULL) {
        return;
    }
    tw__pending_cancel(instance);
    engine->interp->cancel(instance->state);
    if (instance->stage != TW_STAGE_READY) {
        instance->stage = TW_STAGE_FAILED;
    }
}

static uint64_t add_saturating(uint64_t a, uint64_t b) {
    return b > TW_FUEL_ENDLESS - a ? TW_FUEL_ENDLESS : a + b;
}

void tw_instance_add_fuel(tw_instance_t *instance, uint64_t fuel) {
    if (tw__is_begun(instance)) {
        instance->task->budget = add_saturating(instance->task->budget, fuel);
        return;
    }
    instance->engine->interp->add_fuel(instance->state, fuel);
}

uint64_t tw_instance_fuel(const tw_instance_t *instance) {
    uint64_t fuel = instance->engine->interp->fuel(instance->state);
    return tw__is_begun(instance) ? add_saturating(instance->task->budget, fuel) : fuel;
}

void tw_instance_interrupt(tw_instance_t *instance) {
    atomic_store_explicit(&instance->is_interrupted, true, memory_order_relaxed);
    instance->engine->interp->interrupt(instance->state);
}

void tw_instance_get_stats(const tw_instance_t *instance, tw_instance_stats_t *stats) {
    memset(stats, 0, sizeof *stats);
    tw__inspect(instance->engine)->instance_stats(instance->state, stats);
    stats->arena_bytes += (uint32_t)tw__arena_block_cost(instance);
    const struct tw__task *task = instance->task;
    if (task == NULL) {
        return;
    }
    stats->arena_bytes += (uint32_t)tw__arena_block_cost(task);
    stats->fuel_left = tw_instance_fuel(instance);
    stats->fuel_used = task->fuel_used;
    stats->traps = task->traps;
    stats->restarts = task->restarts;
    stats->events_dropped = task->events_dropped;
}
