// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/swap.h"

#include "engine/schedule.h"

// A swap is a row of steps. Most of them are functions of a guest, which the scheduler runs as it
// runs all, and whose end begins the next; two look at what has become of the old version at the
// end of each turn. Until the last step old is as it was; that step cannot fail.

enum step { CREATE, HEALTH, WAIT, SAVE, SAVED, RESTORE, COMMIT };

struct tw__swap {
    tw_instance_t *old;
    tw_instance_t *fresh;
    tw_swap_fn_t done;
    void *ctx;
    uint8_t *bytes;  // the state on its way; NULL for none
    uint32_t addr;   // of it, in old
    uint32_t size;
    uint32_t until_ms;   // the step must have come to its end
    uint32_t entry_idx;  // in fresh, of what runs in old; TW_FUNC_NONE
    uint8_t step;
    bool has_health;
    bool has_state;  // _tw_save and _tw_restore
    struct tw__put health;
    struct tw__put restore;
};

static struct tw__swap *swap_of(const tw_instance_t *instance) {
    return instance->engine->schedule->swap;
}

// ---- the end ------------------------------------------------------------------------------------

static void thaw(tw_instance_t *old) {
    old->task->is_frozen = false;
    old->task->is_on_trial = false;
    if (old->task->state == TW_TASK_FROZEN) {
        old->task->state = TW_TASK_IDLE;
    }
}

static void finish(tw_engine_t *engine, tw_instance_t *instance, tw_err_t err) {
    struct tw__swap *swap = engine->schedule->swap;
    tw_swap_fn_t done = swap->done;
    void *ctx = swap->ctx;
    engine->schedule->swap = NULL;
    tw__arena_free(engine->arena, swap->bytes);
    tw__arena_free(engine->arena, swap);
    if (done != NULL) {
        done(ctx, instance, err);
    }
}

static const char *const step_names[] = {"start",     "_tw_health", "wait for a safe point",
                                         "_tw_save",  "_tw_save",   "_tw_restore",
                                         "last check"};

// Destroys the new version and lets the old one go on. The fault becomes one that names the step.
static void fail(tw_engine_t *engine, tw_err_t err) {
    struct tw__swap *swap = engine->schedule->swap;
    tw_instance_t *old = swap->old;
    tw_instance_t *fresh = swap->fresh;
    struct tw__fault *fault = &engine->fault;
    char why[TW_FAULT_TEXT_BYTES];
    memcpy(why, fault->text, strlen(fault->text) + 1);
    tw_trap_t trap = fault->info.trap;
    tw__engine_enter(engine, tw__instance_where(old));
    (void)step_names;  // without texts
    (void)tw__fail(fault, err, TW_TEXT_SWAP, step_names[swap->step], why);
    fault->info.trap = trap;
    swap->fresh = NULL;
    fresh->task->done = NULL;
    tw__instance_drop(fresh);
    thaw(old);
    finish(engine, old, err);
}

static void fail_with(tw_engine_t *engine, tw_err_t err, const char *text) {
    tw__engine_enter(engine, tw__instance_where(engine->schedule->swap->fresh));
    (void)text;  // without texts
    fail(engine, tw__fail(&engine->fault, err, "%s", text));
}

// One of the two goes while the swap is under way.
static void forget(const tw_instance_t *instance) {
    struct tw__swap *swap = swap_of(instance);
    tw_instance_t *old = swap->old;
    tw_instance_t *fresh = swap->fresh;
    if (instance == fresh) {
        swap->step = COMMIT;
        fresh->task->done = NULL;
        thaw(old);
        finish(instance->engine, old, TW_ERR_INTERRUPTED);
    } else if (instance == old && fresh != NULL) {
        swap->fresh = NULL;
        swap->old = NULL;
        fresh->task->done = NULL;
        tw__instance_drop(fresh);
        finish(instance->engine, NULL, TW_ERR_INTERRUPTED);
    }
}

// ---- steps --------------------------------------------------------------------------------------

static void enter(struct tw__swap *swap, enum step step, uint32_t most_ms) {
    swap->step = (uint8_t)step;
    swap->until_ms = swap->old->engine->schedule->now_ms + most_ms;
}

// Runs one of the functions that a swap calls, on its own fuel, on an instance that is idle.
static void call(tw_instance_t *instance, const struct tw__put *put, tw_done_fn_t done) {
    tw__schedule_put(instance, put, NULL, TW_SWAP_FUEL);
    instance->task->budget = TW_SWAP_FUEL;
    instance->task->done = done;
    instance->task->ctx = NULL;
}

static void on_health(void *ctx, tw_instance_t *fresh, tw_err_t err, const tw_value_t *results,
                      uint32_t result_count) {
    (void)ctx;
    (void)result_count;
    if (err != TW_ERR_OK) {
        fail(fresh->engine, err);
    } else if (results[0].of.i32 != 1) {
        fail_with(fresh->engine, TW_ERR_STATE, "it does not answer 1: it is not well");
    } else {
        enter(swap_of(fresh), WAIT, TW_SWAP_WAIT_MS);
    }
}

static void on_created(void *ctx, tw_instance_t *fresh, tw_err_t err, const tw_value_t *results,
                       uint32_t result_count) {
    struct tw__swap *swap = swap_of(fresh);
    (void)ctx;
    (void)results;
    (void)result_count;
    if (err != TW_ERR_OK) {
        fail(fresh->engine, err);
    } else if (swap->has_health) {
        enter(swap, HEALTH, TW_SWAP_WAIT_MS);
        call(fresh, &swap->health, on_health);
    } else {
        enter(swap, WAIT, TW_SWAP_WAIT_MS);
    }
}

static void on_restored(void *ctx, tw_instance_t *fresh, tw_err_t err, const tw_value_t *results,
                        uint32_t result_count) {
    (void)ctx;
    (void)results;
    (void)result_count;
    if (err != TW_ERR_OK) {
        fail(fresh->engine, err);
    } else {
        swap_of(fresh)->step = COMMIT;
    }
}

// ---- the state ----------------------------------------------------------------------------------

static void freeze(tw_instance_t *old) {
    old->task->is_frozen = true;
    if (!tw__is_begun(old)) {
        old->task->state = TW_TASK_FROZEN;
    }
}

static void note_saved(tw_instance_t *old, int32_t addr, int32_t size) {
    struct tw__swap *swap = swap_of(old);
    swap->addr = (uint32_t)addr;
    swap->size = (uint32_t)size;
    swap->step = SAVED;
    freeze(old);
}

static void on_saved(void *ctx, tw_instance_t *old, tw_err_t err, const tw_value_t *results,
                     uint32_t result_count) {
    (void)ctx;
    (void)result_count;
    if (err != TW_ERR_OK) {
        fail(old->engine, err);
    } else {
        note_saved(old, results[0].of.i32, results[1].of.i32);
    }
}

// The same for one that ran over a host function.
static void over_saved(tw_instance_t *old, const tw_call_t *host_call) {
    if (host_call == NULL) {
        fail(old->engine, old->engine->fault.info.err);
    } else {
        note_saved(old, tw_call_invoked(host_call, 0).of.i32, tw_call_invoked(host_call, 1).of.i32);
    }
}

static bool find(tw_instance_t *instance, const char *name, struct tw__put *put) {
    tw_engine_t *engine = instance->engine;
    tw_func_t func;
    memset(put, 0, sizeof *put);
    tw__engine_enter(engine, tw__instance_where(instance));
    bool is_there = engine->interp->find_func(instance->state, name, &func) == TW_ERR_OK;
    tw__engine_enter(engine, tw__instance_where(instance));  // none is no fault
    if (is_there) {
        put->type = func.type;
        put->func_idx = func.idx;
    }
    return is_there;
}

static void save(tw_instance_t *old) {
    struct tw__put put;
    struct tw__swap *swap = swap_of(old);
    if (!swap->has_state || old->stage != TW_STAGE_READY || !find(old, "_tw_save", &put)) {
        swap->step = COMMIT;
        freeze(old);
        return;
    }
    enter(swap, SAVE, TW_SWAP_WAIT_MS);
    old->task->is_on_trial = true;
    if (tw__is_begun(old)) {
        tw__schedule_put(old, &put, over_saved, TW_SWAP_FUEL);
    } else {
        call(old, &put, on_saved);
    }
}

static tw_err_t copy_state(struct tw__swap *swap, tw_addr_t *addr) {
    tw_engine_t *engine = swap->old->engine;
    tw_instance_t *fresh = swap->fresh;
    *addr = 0;
    if (swap->size > TW_SWAP_STATE_BYTES) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_STATE_SIZE, swap->size,
                        (uint32_t)TW_SWAP_STATE_BYTES);
    }
    if (swap->size == 0) {
        return TW_ERR_OK;
    }
    swap->bytes = (uint8_t *)tw__arena_alloc_scratch(engine->arena, swap->size);
    if (swap->bytes == NULL) {
        return tw__engine_fail_nomem(engine, swap->size);
    }
    tw_err_t err = tw_memory_read(swap->old, swap->addr, swap->bytes, swap->size);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!tw__slices(engine)->memory_grow(fresh->state, swap->size, addr)) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_STATE_MEMORY, swap->size);
    }
    return tw_memory_write(fresh, *addr, swap->bytes, swap->size);
}

static void restore(tw_engine_t *engine) {
    struct tw__swap *swap = engine->schedule->swap;
    tw_addr_t addr = 0;
    tw__engine_enter(engine, tw__instance_where(swap->old));
    tw_err_t err = copy_state(swap, &addr);
    tw__arena_free(engine->arena, swap->bytes);
    swap->bytes = NULL;
    if (err != TW_ERR_OK) {
        fail(engine, err);
        return;
    }
    enter(swap, RESTORE, TW_SWAP_WAIT_MS);
    swap->restore.args[0] = (int32_t)addr;
    swap->restore.args[1] = (int32_t)swap->size;
    call(swap->fresh, &swap->restore, on_restored);
}

// ---- what runs in old ---------------------------------------------------------------------------

static tw_err_t check_type(tw_engine_t *engine, const char *name, const tw_functype_t *type,
                           uint32_t params, uint32_t results) {
    bool fits = type->param_count == params && type->result_count == results;
    for (uint32_t i = 0; i < params + results && fits; i++) {
        fits = type->types[i] == TW_I32;
    }
    (void)name;  // without texts
    return fits ? TW_ERR_OK
                : tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_STATE_TYPE, name, params, results);
}

// The name under which old exports function idx, ended by NUL in name; false if it exports it
// under none that is shorter than size.
static bool export_name(tw_instance_t *old, uint32_t idx, char *name, size_t size) {
    tw_export_t export_;
    struct tw__put put;
    for (uint32_t i = 0; tw_module_export_at(old->module, i, &export_); i++) {
        if (export_.type.kind != TW_EXTERN_FUNC || export_.name.size >= size) {
            continue;
        }
        memcpy(name, export_.name.bytes, export_.name.size);
        name[export_.name.size] = '\0';
        if (find(old, name, &put) && put.func_idx == idx) {
            return true;
        }
    }
    return false;
}

static tw_err_t find_entry(struct tw__swap *swap) {
    tw_engine_t *engine = swap->old->engine;
    char name[64];
    struct tw__put put;
    uint32_t idx = swap->old->task->entry_idx;
    swap->entry_idx = TW_FUNC_NONE;
    if (idx == TW_FUNC_NONE || !export_name(swap->old, idx, name, sizeof name)) {
        return TW_ERR_OK;
    }
    if (!find(swap->fresh, name, &put)) {
        return tw__fail(&engine->fault, TW_ERR_NOENT, TW_TEXT_SWAP_NO_FUNC, name);
    }
    swap->entry_idx = put.func_idx;
    return check_type(engine, name, put.type, 0, 0);
}

// ---- the last step ------------------------------------------------------------------------------

// What of old's task the new one has from now on.
static void hand_over(struct tw__task *from, struct tw__task *to) {
    to->restart = from->restart;
    memcpy(to->inbox, from->inbox, sizeof to->inbox);
    to->inbox_count = from->inbox_count;
    to->is_on_trial = false;
    to->is_candidate = false;
    to->done = from->done;
    to->ctx = from->ctx;
    from->done = NULL;
}

static void commit(tw_engine_t *engine) {
    struct tw__swap *swap = engine->schedule->swap;
    tw_instance_t *old = swap->old;
    tw_instance_t *fresh = swap->fresh;
    tw__engine_enter(engine, tw__instance_where(old));
    bool runs = old->task->is_entry && tw__is_begun(old) && old->stage == TW_STAGE_READY;
    tw_err_t err = tw__instance_refuse_imported(old);
    err = err == TW_ERR_OK ? find_entry(swap) : err;  // old may have begun another since
    if (err == TW_ERR_OK && runs && swap->entry_idx == TW_FUNC_NONE) {
        err = tw__fail(&engine->fault, TW_ERR_NOENT, TW_TEXT_SWAP_UNNAMED);
    }
    if (err != TW_ERR_OK) {
        fail(engine, err);
        return;
    }
    hand_over(old->task, fresh->task);
    if (runs) {
        tw__schedule_call(fresh, swap->entry_idx, 0);
        fresh->task->is_entry = true;
    }
    fresh->task->entry_idx = swap->entry_idx;
    memcpy(fresh->name, old->name, strlen(old->name) + 1);
    swap->fresh = NULL;
    swap->old = NULL;
    tw__instance_drop(old);
    finish(engine, fresh, TW_ERR_OK);
}

// ---- each turn ----------------------------------------------------------------------------------

// An execution with arguments cannot be begun again elsewhere.
static bool may_move(const tw_instance_t *old) {
    const struct tw__task *task = old->task;
    if (old->stage == TW_STAGE_FAILED) {
        return !tw__is_begun(old);
    }
    bool is_movable = !tw__is_begun(old) || (task->is_entry && task->entry_idx != TW_FUNC_NONE);
    return is_movable && tw__schedule_is_safe(old);
}

static bool is_late(const struct tw__swap *swap) {
    uint32_t now_ms = swap->old->engine->schedule->now_ms;
    return swap->step != SAVED && swap->step != COMMIT && (int32_t)(now_ms - swap->until_ms) >= 0;
}

static void give_up(tw_engine_t *engine) {
    const struct tw__swap *swap = engine->schedule->swap;
    const struct tw__task *task = swap->old->task;
    if (swap->step == SAVE && (task->below != 0 || task->done == on_saved)) {
        tw__schedule_take_back(swap->old);
    }
    fail_with(engine, TW_ERR_BUSY,
              swap->step == WAIT ? "the old version does not come to one: halt it, and begin "
                                   "the new one"
                                 : "it takes too long: let it not wait");
}

static void turn(tw_engine_t *engine) {
    struct tw__swap *swap = engine->schedule->swap;
    if (swap->step == WAIT && may_move(swap->old)) {
        save(swap->old);
    } else if (swap->step == SAVED) {
        restore(engine);
    } else if (is_late(swap)) {
        give_up(engine);
    }
    if (engine->schedule->swap == swap && swap->step == COMMIT) {
        commit(engine);
    }
}

// ---- the beginning ------------------------------------------------------------------------------

static tw_err_t find_exports(struct tw__swap *swap) {
    tw_engine_t *engine = swap->old->engine;
    struct tw__put save;
    swap->has_health = find(swap->fresh, "_tw_health", &swap->health);
    swap->has_state =
        find(swap->old, "_tw_save", &save) && find(swap->fresh, "_tw_restore", &swap->restore);
    tw_err_t err = TW_ERR_OK;
    if (swap->has_health) {
        err = check_type(engine, "_tw_health", swap->health.type, 0, 1);
    }
    if (err == TW_ERR_OK && swap->has_state) {
        err = check_type(engine, "_tw_save", save.type, 0, 2);
    }
    if (err == TW_ERR_OK && swap->has_state) {
        err = check_type(engine, "_tw_restore", swap->restore.type, 2, 0);
    }
    return err;
}

static tw_err_t refuse(tw_instance_t *old) {
    tw_engine_t *engine = old->engine;
    tw_err_t err = tw__engine_enter_outside(engine, tw__instance_where(old));
    err = err == TW_ERR_OK ? tw__schedule_check(engine) : err;
    if (err == TW_ERR_OK && engine->schedule->swap != NULL) {
        err = tw__fail(&engine->fault, TW_ERR_BUSY, TW_TEXT_SWAPPING);
    }
    if (err == TW_ERR_OK && old->stage < TW_STAGE_READY) {
        err = tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_CREATING);
    }
    return err == TW_ERR_OK ? tw__instance_refuse_imported(old) : err;
}

static tw_err_t make(struct tw__swap *swap, tw_module_t *module) {
    tw_limits_t limits = swap->old->task->limits;
    limits.keep_trapped = false;
    tw_err_t err = tw__instance_make_beside(module, swap->old, &limits, &swap->fresh);
    err = err == TW_ERR_OK ? tw__instance_refuse_imported(swap->old) : err;
    err = err == TW_ERR_OK ? find_exports(swap) : err;
    return err == TW_ERR_OK ? find_entry(swap) : err;
}

tw_err_t tw_instance_swap(tw_instance_t *old, tw_module_t *module, tw_swap_fn_t done, void *ctx) {
    tw_engine_t *engine = old->engine;
    tw_err_t err = refuse(old);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw__swap *swap = (struct tw__swap *)tw__arena_alloc(engine->arena, sizeof *swap);
    if (swap == NULL) {
        return tw__engine_fail_nomem(engine, sizeof *swap);
    }
    memset(swap, 0, sizeof *swap);
    swap->old = old;
    swap->done = done;
    swap->ctx = ctx;
    err = make(swap, module);
    if (err != TW_ERR_OK) {
        if (swap->fresh != NULL) {
            tw__instance_drop(swap->fresh);
        }
        tw__arena_free(engine->arena, swap);
        return err;
    }
    engine->schedule->swap = swap;
    engine->schedule->swap_old = old;
    engine->schedule->swap_turn = turn;
    engine->schedule->swap_forget = forget;
    enter(swap, CREATE, TW_SWAP_START_MS);
    swap->fresh->task->is_on_trial = true;
    swap->fresh->task->is_candidate = true;
    tw__schedule_create(swap->fresh, on_created, NULL);
    return TW_ERR_OK;
}
