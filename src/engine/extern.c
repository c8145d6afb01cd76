// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/extern.h"

#include "engine/state.h"

// Things of the host behind externrefs. With a collector they are objects of its heap, and it says
// when one is gone; without they are a list of blocks that goes with their instances.

// A release has no more rights than a host function. Whoever asks only looks whether somebody runs.
static void release(void *ctx, const tw_extern_kind_t *kind, void *thing) {
    tw_externs_t *externs = ctx;
    tw_engine_t *engine = externs->engine;
    tw_instance_t *running = engine->running;
    bool is_releasing = externs->is_releasing;
    externs->count--;
    if (kind->release == NULL) {
        return;
    }
    externs->is_releasing = true;
    engine->running = running != NULL ? running : (tw_instance_t *)(void *)externs;
    kind->release(thing);
    engine->running = running;
    externs->is_releasing = is_releasing;
}

static tw_err_t fail_arg(const tw_call_t *call, uint32_t i, const tw_extern_kind_t *kind) {
    (void)i, (void)kind;  // without texts
    tw__engine_enter(call->instance->engine, NULL);
    return tw__fail_trap(&call->instance->engine->fault, TW_TRAP_HOST,
                         "argument %u of %s.%s is no %s, or one that is gone: give it one", i,
                         call->host_module->name, call->func->name, kind->name);
}

static tw_err_t fail_full(tw_externs_t *externs) {
    return tw__fail(&externs->engine->fault, TW_ERR_LIMIT,
                    "%u things of the host are in use: drop some, or give more to tw_externs_init",
                    externs->most);
}

#if TW_CFG_GC

static const tw_interp_objects_t *const objects = &tw_interp_core_objects;

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    (void)watch, (void)instance;  // the collector knows
}

static bool is_ours(const tw_externs_t *externs) {
    return externs->engine->interp == objects->interp;
}

void tw_extern_collect(tw_externs_t *externs) {
    if (is_ours(externs) && !externs->is_releasing) {
        objects->collect(externs->engine->store);
    }
}

static tw_err_t make(tw_externs_t *externs, tw_instance_t *instance, const tw_thing_t *thing,
                     tw_ref_t *ref) {
    const tw_thing_owner_t owner = {release, externs};
    tw_err_t err = objects->new_thing(instance->state, thing, &owner, ref);
    if (err == TW_ERR_NOMEM) {
        return tw__engine_fail_nomem(externs->engine, sizeof *thing);
    }
    return err == TW_ERR_OK ? err : tw__fail_code(&externs->engine->fault, err);
}

// Of a reference that the host has.
static void *find(const tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref,
                  bool is_taken) {
    return is_ours(externs) ? objects->thing(externs->engine->store, tw__ref_from_host(ref), kind,
                                             false, is_taken)
                            : NULL;
}

// A reference that a guest gives is of an object that is there.
static void *find_arg(const tw_call_t *call, uint32_t i, const tw_externs_t *externs,
                      const tw_extern_kind_t *kind) {
    return is_ours(externs) ? objects->thing(externs->engine->store, (tw_ref_t)tw_arg_bits(call, i),
                                             kind, true, false)
                            : NULL;
}

static bool is_refused(const tw_externs_t *externs) {
    return !is_ours(externs);
}

#else

struct tw__extern {
    struct tw__extern *next;
    tw_instance_t *instance;
    const tw_extern_kind_t *kind;
    void *thing;
    uint32_t number;
};

// Takes it off the list.
static tw_thing_t take(const tw_externs_t *externs, struct tw__extern **link) {
    struct tw__extern *at = *link;
    tw_thing_t thing = {at->kind, at->thing};
    *link = at->next;
    tw__arena_free(externs->engine->arena, at);
    return thing;
}

// A release may drop others: the list is looked through again.
static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_externs_t *externs = (tw_externs_t *)(void *)watch;
    struct tw__extern **link = &externs->first;
    while (*link != NULL) {
        if ((*link)->instance == instance) {
            tw_thing_t thing = take(externs, link);
            release(externs, thing.kind, thing.thing);
            link = &externs->first;
        } else {
            link = &(*link)->next;
        }
    }
}

void tw_extern_collect(tw_externs_t *externs) {
    (void)externs;
}

static bool has_number(const tw_externs_t *externs, uint32_t number) {
    const struct tw__extern *at = externs->first;
    while (at != NULL && at->number != number) {
        at = at->next;
    }
    return number == TW_REF_NULL || at != NULL;
}

static tw_err_t make(tw_externs_t *externs, tw_instance_t *instance, const tw_thing_t *thing,
                     tw_ref_t *ref) {
    struct tw__extern *at = tw__arena_alloc(externs->engine->arena, sizeof *at);
    if (at == NULL) {
        return tw__engine_fail_nomem(externs->engine, sizeof *at);
    }
    do {
        externs->last_number++;
    } while (has_number(externs, externs->last_number));
    *at = (struct tw__extern){externs->first, instance, thing->kind, thing->thing,
                              externs->last_number};
    externs->first = at;
    *ref = at->number;
    return TW_ERR_OK;
}

static void *find(const tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref,
                  bool is_taken) {
    struct tw__extern **link = (struct tw__extern **)(uintptr_t)&externs->first;
    while (*link != NULL && ((*link)->number != ref || (*link)->kind != kind)) {
        link = &(*link)->next;
    }
    if (*link == NULL) {
        return NULL;
    }
    return is_taken ? take(externs, link).thing : (*link)->thing;
}

static void *find_arg(const tw_call_t *call, uint32_t i, const tw_externs_t *externs,
                      const tw_extern_kind_t *kind) {
    return find(externs, kind, tw_arg_ref(call, i), false);
}

static bool is_refused(const tw_externs_t *externs) {
    (void)externs;
    return false;
}

#endif

void tw_externs_init(tw_externs_t *externs, tw_engine_t *engine, uint32_t most) {
    *externs = (tw_externs_t){.watch = {gone, NULL}, .engine = engine, .most = most};
    tw_engine_watch(engine, &externs->watch);
}

tw_err_t tw_extern_new(tw_externs_t *externs, tw_instance_t *instance, const tw_extern_kind_t *kind,
                       void *thing, tw_ref_t *ref) {
    const tw_thing_t made = {kind, thing};
    TW_ASSERT(thing != NULL);
    *ref = TW_REF_NULL;
    tw__engine_enter(externs->engine, NULL);
    if (is_refused(externs) || externs->is_releasing) {
        return tw__fail_code(&externs->engine->fault,
                             externs->is_releasing ? TW_ERR_STATE : TW_ERR_UNSUPPORTED);
    }
    if (externs->count >= externs->most) {
        tw_extern_collect(externs);
    }
    if (externs->count >= externs->most) {
        return fail_full(externs);
    }
    tw_err_t err = make(externs, instance, &made, ref);
    externs->count += err == TW_ERR_OK ? 1 : 0;
    return err;
}

tw_err_t tw_arg_extern(tw_call_t *call, uint32_t i, const tw_externs_t *externs,
                       const tw_extern_kind_t *kind, void **thing) {
    TW_ASSERT(tw_functype_param(call->type, i) == TW_EXTERNREF);
    *thing = find_arg(call, i, externs, kind);
    return *thing != NULL ? TW_ERR_OK : fail_arg(call, i, kind);
}

void *tw_extern_thing(const tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref) {
    return find(externs, kind, ref, false);
}

bool tw_extern_drop(tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref) {
    void *thing = find(externs, kind, ref, true);
    if (thing == NULL) {
        return false;
    }
    release(externs, kind, thing);
    return true;
}
