// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/schedule.h"

// Executions beside one another. Each instance has a task (state.h); a turn gives every task that
// is ready one slice, so that between two slices of one lie at most one slice of each other and
// what the host function behind it takes. The interpreter's counter holds what a slice may burn,
// the task's budget what is left beyond it.

#define MAX_BACKOFF_MS (1u << 30)
#define MAX_EVENTS 1024u

static tw_err_t init(tw_engine_t *engine, const tw_engine_config_t *config) {
    uint32_t max_events = config->max_events == 0 ? 1 : config->max_events;
    size_t size = sizeof(struct tw__schedule) + (size_t)max_events * sizeof(struct tw__event_slot);
    if (max_events > MAX_EVENTS) {
        return TW_ERR_INVAL;
    }
    struct tw__schedule *made = (struct tw__schedule *)tw__arena_alloc(engine->arena, size);
    if (made == NULL) {
        return TW_ERR_NOMEM;
    }
    memset(made, 0, size);
    made->max_events = max_events;
    made->slice_fuel = config->slice_fuel == 0 ? 1 : config->slice_fuel;
    made->feed_watchdog = config->feed_watchdog;
    made->watchdog_ctx = config->watchdog_ctx;
    made->report = config->report;
    made->report_ctx = config->report_ctx;
    engine->schedule = made;
    return TW_ERR_OK;
}

static tw_err_t adopt(tw_instance_t *instance, const tw_limits_t *limits) {
    tw_engine_t *engine = instance->engine;
    struct tw__task *made = (struct tw__task *)tw__arena_alloc(engine->arena, sizeof *made);
    if (made == NULL) {
        return tw__engine_fail_nomem(engine, sizeof *made);
    }
    memset(made, 0, sizeof *made);
    made->limits = *limits;
    made->entry_idx = TW_FUNC_NONE;
    engine->schedule->last_id++;
    made->id = engine->schedule->last_id;
    instance->task = made;
    return TW_ERR_OK;
}

static void drop_args(tw_instance_t *instance) {
    tw__arena_free(instance->engine->arena, instance->task->args);
    instance->task->args = NULL;
}

// Says that the execution is over. The instance may be gone when it returns.
static void tell(tw_instance_t *instance, tw_err_t err, const tw_value_t *results) {
    struct tw__task *task = instance->task;
    tw_done_fn_t done = task->done;
    void *ctx = task->ctx;
    uint32_t count = results == NULL ? 0 : task->result_count;
    task->state = TW_TASK_IDLE;
    task->done = NULL;
    task->is_put = false;
    drop_args(instance);
    if (done != NULL) {
        done(ctx, instance, err, results, count);
    }
}

static void forget(tw_instance_t *instance) {
    const struct tw__schedule *schedule = instance->engine->schedule;
    tw__pending_cancel(instance);
    if (schedule->swap != NULL) {
        schedule->swap_forget(instance);
    }
    if (tw__is_begun(instance)) {
        tell(instance, TW_ERR_INTERRUPTED, NULL);
    }
    tw__arena_free(instance->engine->arena, instance->task);
    instance->task = NULL;
}

// ---- beginning ----------------------------------------------------------------------------------

tw_err_t tw__schedule_check(tw_engine_t *engine) {
    return engine->schedule != NULL ? tw__engine_check_suspend(engine)
                                    : tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NO_SCHEDULER);
}

void tw__schedule_call(tw_instance_t *instance, uint32_t func_idx, uint32_t result_count) {
    struct tw__task *task = instance->task;
    atomic_store_explicit(&instance->is_interrupted, false, memory_order_relaxed);
    task->budget = instance->fuel;
    task->func_idx = func_idx;
    task->result_count = (uint8_t)result_count;
    task->state = TW_TASK_CALL;
    task->is_dry = false;
    task->is_blocked = false;
    task->is_entry = false;
    task->turn = instance->engine->schedule->turn;
}

static tw_err_t copy_args(tw_instance_t *instance, const tw_value_t *args, uint32_t count) {
    tw_engine_t *engine = instance->engine;
    size_t size = count * sizeof args[0];
    if (count == 0) {
        return TW_ERR_OK;
    }
    instance->task->args = (tw_value_t *)tw__arena_alloc(engine->arena, size);
    if (instance->task->args == NULL) {
        return tw__engine_fail_nomem(engine, size);
    }
    memcpy(instance->task->args, args, size);
    return TW_ERR_OK;
}

static tw_err_t check_results(tw_engine_t *engine, const tw_functype_t *type) {
    return type->result_count <= TW_BEGIN_RESULTS
               ? TW_ERR_OK
               : tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_BEGIN_RESULTS,
                          (uint32_t)type->result_count, (uint32_t)TW_BEGIN_RESULTS);
}

tw_err_t tw_instance_begin(tw_instance_t *instance, tw_func_t func, const tw_value_t *args,
                           uint32_t arg_count, tw_done_fn_t done, void *ctx) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__instance_check_call(instance, func, args, arg_count);
    err = err == TW_ERR_OK ? tw__schedule_check(engine) : err;
    err = err == TW_ERR_OK ? check_results(engine, func.type) : err;
    err = err == TW_ERR_OK ? copy_args(instance, args, arg_count) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    instance->task->done = done;
    instance->task->ctx = ctx;
    instance->task->entry_idx = arg_count == 0 ? func.idx : TW_FUNC_NONE;
    tw__schedule_call(instance, func.idx, func.type->result_count);
    instance->task->is_entry = true;
    return TW_ERR_OK;
}

// Begins with the first step of a creation, and comes to task->entry_idx behind the last.
static void begin_creating(tw_instance_t *instance) {
    tw__schedule_call(instance, 0, 0);
    instance->task->is_creating = true;
    instance->task->state = TW_TASK_CREATE;
}

void tw__schedule_create(tw_instance_t *instance, tw_done_fn_t done, void *ctx) {
    instance->task->done = done;
    instance->task->ctx = ctx;
    begin_creating(instance);
}

// A function of type () -> ().
static tw_err_t find_entry(tw_instance_t *instance, const char *name, uint32_t *func_idx) {
    tw_engine_t *engine = instance->engine;
    tw_func_t func;
    tw__engine_enter(engine, tw__instance_where(instance));
    tw_err_t err = engine->interp->find_func(instance->state, name, &func);
    if (err != TW_ERR_OK) {
        return err;
    }
    *func_idx = func.idx;
    return func.type->param_count == 0 && func.type->result_count == 0
               ? TW_ERR_OK
               : tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_BEGIN_TYPE, name);
}

static tw_err_t choose_entry(tw_instance_t *instance, const char *name) {
    uint32_t *idx = &instance->task->entry_idx;
    if (name != NULL) {
        return name[0] == '\0' ? TW_ERR_OK : find_entry(instance, name, idx);
    }
    if (find_entry(instance, "_start", idx) != TW_ERR_OK &&
        find_entry(instance, "run", idx) != TW_ERR_OK) {
        *idx = TW_FUNC_NONE;
    }
    return TW_ERR_OK;
}

tw_err_t tw_instance_launch(tw_module_t *module, const char *name, const tw_limits_t *limits,
                            const char *func, tw_done_fn_t done, void *ctx,
                            tw_instance_t **instance) {
    *instance = NULL;
    tw_err_t err = tw__engine_enter_outside(module->engine, module->name);
    err = err == TW_ERR_OK ? tw__schedule_check(module->engine) : err;
    err = err == TW_ERR_OK ? tw__instance_make(module, name, limits, instance) : err;
    if (err != TW_ERR_OK) {
        return err;
    }
    err = choose_entry(*instance, func);
    if (err != TW_ERR_OK) {
        tw__instance_drop(*instance);
        *instance = NULL;
        return err;
    }
    tw__schedule_create(*instance, done, ctx);
    return TW_ERR_OK;
}

tw_err_t tw_instance_set_restart(tw_instance_t *instance, const tw_restart_t *policy) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__engine_enter_outside(engine, tw__instance_where(instance));
    err = err == TW_ERR_OK ? tw__schedule_check(engine) : err;
    if (err == TW_ERR_OK) {
        instance->task->restart = *policy;
    }
    return err;
}

// ---- a slice ------------------------------------------------------------------------------------

// Grants may lower it.
static uint32_t slice_of(const tw_instance_t *instance) {
    uint32_t slice = instance->engine->schedule->slice_fuel;
    bool is_lowered = instance->slice_fuel != 0 && instance->slice_fuel < slice;
    return is_lowered ? instance->slice_fuel : slice;
}

// What the counter gets for the next slice. One that ran dry needs a whole slice more, however much
// is left: its next step may cost more than a slice.
static uint64_t take_fuel(tw_instance_t *instance) {
    struct tw__task *task = instance->task;
    uint64_t slice = slice_of(instance);
    uint64_t left = task->state == TW_TASK_RUN && !task->is_dry
                        ? instance->engine->interp->fuel(instance->state)
                        : 0;
    uint64_t fuel = left < slice ? slice - left : 0;
    fuel = fuel < task->budget ? fuel : task->budget;
    task->budget -= task->budget == TW_FUEL_ENDLESS ? 0 : fuel;
    return fuel;
}

static void note_fuel(const tw_instance_t *instance, uint64_t before) {
    instance->task->fuel_used += before - instance->engine->interp->fuel(instance->state);
}

static tw_err_t first_slice(tw_instance_t *instance, uint64_t fuel, tw_value_t *results) {
    struct tw__task *task = instance->task;
    const tw_value_t put[2] = {tw_value_i32(task->put.args[0]), tw_value_i32(task->put.args[1])};
    const tw_value_t *args = task->is_put ? put : task->args;
    tw_err_t err = tw__rootcall_run(instance, task->func_idx, args, fuel, results);
    note_fuel(instance, fuel);
    if (err == TW_ERR_BUSY && instance->engine->interp->unfinished(instance->state) == NULL) {
        task->budget += task->budget == TW_FUEL_ENDLESS ? 0 : fuel;
        return err;
    }
    task->state = TW_TASK_RUN;
    task->is_put = false;
    drop_args(instance);
    return err;
}

// What was put over a host function that waits is over: that waits again.
static tw_err_t wait_again(tw_call_t *call) {
    tw_instance_t *root = call->instance->engine->running;
    struct tw__task *task = root->task;
    if (task->over != NULL) {
        task->over(root, call);
    }
    root->pending = task->below;
    task->below = 0;
    call->is_pending = true;
    return TW_ERR_PENDING;
}

static tw_err_t put_over(tw_instance_t *instance) {
    struct tw__task *task = instance->task;
    struct tw__pending_slot *slot = &instance->engine->pending[instance->pending - 1u];
    tw_call_t call;
    memset(&call, 0, sizeof call);
    call.instance = slot->caller;
    call.type = slot->type;
    call.results[0] = (uint32_t)task->put.args[0];
    call.results[1] = (uint32_t)task->put.args[1];
    call.invoke_func.instance = instance;
    call.invoke_func.idx = task->put.func_idx;
    call.invoke_func.type = task->put.type;
    call.invoke_then = wait_again;
    task->is_put = false;
    task->below = instance->pending;
    instance->pending = 0;
    return tw__rootcall_interpose(instance, &call);
}

static tw_err_t run_slice(tw_instance_t *instance, tw_value_t *results) {
    tw_engine_t *engine = instance->engine;
    uint64_t fuel = take_fuel(instance);
    engine->fault.is_slice = instance->task->budget != 0;
    if (instance->task->state == TW_TASK_CALL) {
        return first_slice(instance, fuel, results);
    }
    if (engine->interp->unfinished(instance->state) == NULL) {
        return tw__fail(&engine->fault, TW_ERR_INTERRUPTED, TW_TEXT_INSIDE_GONE);
    }
    engine->interp->add_fuel(instance->state, fuel);
    uint64_t before = engine->interp->fuel(instance->state);
    tw_err_t err =
        instance->task->is_put ? put_over(instance) : tw__rootcall_resume(instance, results);
    note_fuel(instance, before);
    return err;
}

// ---- the end of an execution --------------------------------------------------------------------

static void report(const tw_engine_t *engine, tw_instance_t *instance) {
    const struct tw__schedule *schedule = engine->schedule;
    if (schedule->report != NULL) {
        schedule->report(schedule->report_ctx, instance, &engine->fault.info);
    }
}

static void give_up(tw_instance_t *instance) {
    tw__pending_cancel(instance);
    if (instance->engine->interp->unfinished(instance->state) != NULL) {
        instance->engine->interp->cancel(instance->state);
    }
}

static void plan_restart(tw_instance_t *instance) {
    struct tw__task *task = instance->task;
    tw_restart_t *left = &task->restart;
    if (left->times == 0) {
        return;
    }
    task->is_restart_due = true;
    left->backoff_ms = left->backoff_ms < MAX_BACKOFF_MS ? left->backoff_ms : MAX_BACKOFF_MS;
    task->restart_ms = instance->engine->schedule->now_ms + left->backoff_ms;
    left->times -= left->times == UINT32_MAX ? 0 : 1;
    left->backoff_ms =
        left->backoff_ms < MAX_BACKOFF_MS / 2 ? left->backoff_ms * 2 : MAX_BACKOFF_MS;
}

static void halt(tw_instance_t *instance, tw_err_t err) {
    bool has_trapped =
        (err == TW_ERR_TRAP || err == TW_ERR_EXCEPTION) && !instance->task->is_on_trial;
    if (has_trapped || instance->stage != TW_STAGE_READY) {
        instance->stage = TW_STAGE_FAILED;
    }
    if (has_trapped) {
        instance->task->traps++;
        plan_restart(instance);
    }
}

static void fail(tw_instance_t *instance, tw_err_t err) {
    give_up(instance);
    halt(instance, err);
    if (err != TW_ERR_INTERRUPTED && !instance->task->is_on_trial) {
        report(instance->engine, instance);
    }
    tell(instance, err, NULL);
}

// ---- the next step ------------------------------------------------------------------------------

// What a creation has to run next, and then what was asked for behind it; false if all is done.
static bool next_call(tw_instance_t *instance) {
    struct tw__task *task = instance->task;
    uint32_t func_idx = 0;
    if (!task->is_creating) {
        return false;
    }
    if (tw__instance_next_func(instance, &func_idx)) {
        tw__schedule_call(instance, func_idx, 0);
        return true;
    }
    task->is_creating = false;
    if (task->entry_idx == TW_FUNC_NONE) {
        return false;
    }
    tw__schedule_call(instance, task->entry_idx, 0);
    task->is_entry = true;
    return true;
}

static bool is_over_failed(const struct tw__task *task, tw_err_t err) {
    return err == TW_ERR_FUEL ? task->fuel_used >= task->over_until
                              : err != TW_ERR_PENDING && err != TW_ERR_BUSY;
}

// What was put over a host function has failed. Only a handler fails all.
static tw_err_t withdraw(tw_instance_t *instance, tw_err_t err) {
    struct tw__task *task = instance->task;
    if (err == TW_ERR_FUEL) {
        tw__slices(instance->engine)->withdraw(instance->state);
    }
    instance->pending = task->below;
    task->below = 0;
    task->is_dry = false;
    if (task->over == NULL) {
        return err;
    }
    task->over(instance, NULL);
    return TW_ERR_PENDING;
}

void tw__schedule_take_back(tw_instance_t *instance) {
    struct tw__task *task = instance->task;
    task->over = NULL;
    task->is_put = false;
    if (task->below != 0) {
        tw__pending_cancel_top(instance);
        (void)withdraw(instance, TW_ERR_FUEL);
        return;
    }
    give_up(instance);
    task->done = NULL;
    tell(instance, TW_ERR_INTERRUPTED, NULL);
}

// Looks at what a slice has come to.
static void judge(tw_instance_t *instance, tw_err_t err, const tw_value_t *results) {
    struct tw__task *task = instance->task;
    task->is_dry = err == TW_ERR_FUEL;
    task->is_blocked = err == TW_ERR_BUSY;
    if (task->below != 0 && is_over_failed(task, err)) {
        err = withdraw(instance, err);
    }
    bool is_over =
        err != TW_ERR_PENDING && err != TW_ERR_BUSY && (err != TW_ERR_FUEL || task->budget == 0);
    if (!is_over) {
        return;
    }
    if (err != TW_ERR_OK) {
        fail(instance, err);
    } else if (!next_call(instance)) {
        tell(instance, err, results);
    }
}

static bool is_interrupted(const tw_instance_t *instance) {
    return atomic_load_explicit(&instance->is_interrupted, memory_order_relaxed);
}

static void give_slice(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    tw_value_t results[TW_BEGIN_RESULTS];
    tw__engine_enter(engine, tw__instance_where(instance));
    tw_err_t err = TW_ERR_OK;
    if (is_interrupted(instance)) {
        err = tw__fail(&engine->fault, TW_ERR_INTERRUPTED, TW_TEXT_BEGIN_STOPPED);
    } else if (instance->task->state != TW_TASK_CREATE) {
        err = run_slice(instance, results);
        engine->fault.is_slice = false;
    }
    judge(instance, err, results);
}

// ---- restarts -----------------------------------------------------------------------------------

static void restart(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    struct tw__task *task = instance->task;
    task->is_restart_due = false;
    tw__engine_enter(engine, tw__instance_where(instance));
    tw_err_t err = tw__instance_remake(instance, &task->limits);
    if (err == TW_ERR_OK) {
        task->restarts++;
        begin_creating(instance);
    } else if (instance->state != NULL) {
        instance->stage = TW_STAGE_FAILED;  // also if limits.keep_trapped has kept it
        report(engine, instance);
    } else {
        tw__instance_drop(instance);
        report(engine, NULL);
    }
}

static tw_instance_t *next_restart(const tw_engine_t *engine) {
    tw_instance_t *at = engine->instances;
    uint32_t now_ms = engine->schedule->now_ms;
    while (at != NULL &&
           (!at->task->is_restart_due || (int32_t)(now_ms - at->task->restart_ms) < 0)) {
        at = at->next;
    }
    return at;
}

// ---- events -------------------------------------------------------------------------------------

bool tw__schedule_is_safe(const tw_instance_t *instance) {
    const tw_engine_t *engine = instance->engine;
    if (instance->stage != TW_STAGE_READY || instance->task->is_frozen) {
        return false;
    }
    if (!tw__is_begun(instance)) {
        return engine->interp->unfinished(instance->state) == NULL;
    }
    return instance->task->below == 0 && !instance->task->is_put &&
           tw__pending_is_waiting(instance) && engine->pending[instance->pending - 1u].waits;
}

static bool has_event(const tw_instance_t *instance) {
    return instance->task->inbox_count != 0 && tw__schedule_is_safe(instance);
}

void tw__schedule_put(tw_instance_t *instance, const struct tw__put *put,
                      void (*over)(tw_instance_t *, const tw_call_t *), uint64_t fuel) {
    struct tw__task *task = instance->task;
    task->put = *put;
    task->over = over;
    task->over_until = fuel > UINT64_MAX - task->fuel_used ? UINT64_MAX : task->fuel_used + fuel;
    if (!tw__is_begun(instance)) {
        tw__schedule_call(instance, put->func_idx, put->type->result_count);
    }
    task->is_put = true;
}

static void give_event(tw_instance_t *instance) {
    struct tw__put put;
    if (tw__event_take(instance, &put)) {
        tw__schedule_put(instance, &put, NULL, TW_FUEL_ENDLESS);
        instance->task->turn = instance->engine->schedule->turn - 1;  // it runs in this one
    }
}

static void deliver(tw_engine_t *engine) {
    tw__event_sort(engine);
    for (tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (has_event(at)) {
            give_event(at);
        }
    }
}

// ---- a turn -------------------------------------------------------------------------------------

static bool is_due(const tw_instance_t *instance, uint32_t turn) {
    return tw__is_begun(instance) && !instance->task->is_frozen && instance->task->turn != turn &&
           (instance->task->is_put || !tw__pending_is_waiting(instance) ||
            is_interrupted(instance));
}

// The list may change with each slice.
static tw_instance_t *next_due(const tw_engine_t *engine) {
    tw_instance_t *at = engine->instances;
    while (at != NULL && !is_due(at, engine->schedule->turn)) {
        at = at->next;
    }
    return at;
}

static bool is_any_ready(const tw_engine_t *engine) {
    const tw_instance_t *at = engine->instances;
    while (at != NULL && tw_instance_state(at) != TW_INSTANCE_READY && !has_event(at)) {
        at = at->next;
    }
    return at != NULL;
}

static bool turn(tw_engine_t *engine, uint32_t now_ms) {
    struct tw__schedule *schedule = engine->schedule;
    if (schedule->is_turning) {
        return false;
    }
    schedule->is_turning = true;
    schedule->now_ms = now_ms;
    schedule->turn++;
    for (tw_instance_t *at = next_restart(engine); at != NULL; at = next_restart(engine)) {
        restart(at);
    }
    if ((engine->interp->features & TW_INTERP_SUSPEND) != 0) {
        deliver(engine);
    }
    for (tw_instance_t *at = next_due(engine); at != NULL; at = next_due(engine)) {
        at->task->turn = schedule->turn;
        give_slice(at);
    }
    if (schedule->swap != NULL) {
        schedule->swap_turn(engine);
    }
    if (schedule->feed_watchdog != NULL) {
        schedule->feed_watchdog(schedule->watchdog_ctx);
    }
    schedule->is_turning = false;
    return is_any_ready(engine);
}

const tw_scheduler_t tw_scheduler = {init, turn, adopt, forget};
