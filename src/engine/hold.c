// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/hold.h"

#include "engine/schedule.h"
#include "engine/state.h"

// Who holds what: rows of kind, numbers and holder, looked through one after the other. The engine
// reaches this file through the table of functions below, which an application links by
// tw_holds_init.

// Who asks: an instance, or the application by a word of its own.
struct asker {
    const tw_instance_t *instance;
    const char *word;
};

static const char *name_of(const tw_hold_t *hold) {
    return hold->owner == NULL ? hold->holder : tw__ask_name(hold->owner);
}

static bool meets(uint32_t one, uint32_t other) {
    return one == other || one == TW_GRANT_NONE || other == TW_GRANT_NONE;
}

static bool concerns(const tw_hold_t *hold, const struct tw__grant_ask *ask) {
    return hold->kind != NULL && hold->a == ask->a && meets(hold->b, ask->b) &&
           tw__text_equal(hold->kind, ask->kind);
}

// Whether instance is to take the place of owner.
static bool replaces(const tw_instance_t *instance, const tw_instance_t *owner) {
    const struct tw__schedule *schedule = instance->engine->schedule;
    return schedule != NULL && schedule->swap != NULL && schedule->swap_old == owner &&
           instance->task->is_candidate;
}

static bool is_of(const tw_hold_t *hold, const struct asker *asker) {
    if (asker->instance == NULL || hold->owner == NULL) {
        return asker->instance == NULL && hold->owner == NULL &&
               tw__text_equal(hold->holder, asker->word);
    }
    return hold->owner == asker->instance || replaces(asker->instance, hold->owner);
}

// The first hold of somebody else; *own is what the asker has of it, or a free slot, or NULL.
static tw_hold_t *find_other(const tw_holds_t *holds, const struct tw__grant_ask *ask,
                             const struct asker *asker, tw_hold_t **own) {
    *own = NULL;
    for (uint32_t i = 0; i < holds->count; i++) {
        tw_hold_t *hold = &holds->slots[i];
        bool is_own = concerns(hold, ask) && is_of(hold, asker);
        if (concerns(hold, ask) && !is_own) {
            return hold;
        }
        if ((is_own && hold->b == ask->b) || (hold->kind == NULL && *own == NULL)) {
            *own = hold;
        }
    }
    return NULL;
}

static tw_err_t fail_held(struct tw__fault *fault, const struct tw__grant_ask *ask,
                          const char *asker, const tw_hold_t *hold) {
    const char *noun = tw__ask_noun(ask->kind);
    const char *holder = name_of(hold);
    (void)noun;  // without texts
    (void)holder;
    (void)asker;
    return ask->b == TW_GRANT_NONE
               ? tw__fail(fault, TW_ERR_BUSY, TW_TEXT_HOLD_NUMBER, noun, ask->a, asker, holder)
               : tw__fail(fault, TW_ERR_BUSY, TW_TEXT_HOLD_PAIR, noun, ask->a, ask->b, asker,
                          holder);
}

static tw_err_t take(tw_engine_t *engine, const struct tw__grant_ask *ask,
                     const struct asker *asker, const char *name) {
    tw_hold_t *own = NULL;
    const tw_hold_t *other = find_other(engine->holds, ask, asker, &own);
    if (other != NULL) {
        return fail_held(&engine->fault, ask, name, other);
    }
    if (own == NULL) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_HOLDS, engine->holds->count);
    }
    *own = (tw_hold_t){ask->kind, ask->a, ask->b, asker->word, asker->instance};
    return TW_ERR_OK;
}

static tw_err_t check_ask(const tw_instance_t *instance, const struct tw__grant_ask *ask) {
    const struct asker asker = {instance, NULL};
    struct tw__asked asked;
    tw__ask_begin(instance, &asked);
    return tw__ask_end(instance, &asked,
                       take(instance->engine, ask, &asker, tw__ask_name(instance)));
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    const tw_holds_t *holds = (const tw_holds_t *)(void *)watch;
    for (uint32_t i = 0; i < holds->count; i++) {
        if (holds->slots[i].owner == instance) {
            holds->slots[i] = (tw_hold_t){0};
        }
    }
}

void tw_holds_init(tw_holds_t *holds, tw_engine_t *engine, tw_hold_t *slots, uint32_t count) {
    static const struct tw__holds_ops ops = {check_ask};
    memset(slots, 0, count * sizeof slots[0]);
    *holds = (tw_holds_t){{gone, NULL}, &ops, slots, count};
    engine->holds = holds;
    tw_engine_watch(engine, &holds->watch);
}

tw_err_t tw_hold_take(tw_engine_t *engine, const char *kind, uint32_t a, uint32_t b,
                      const char *holder) {
    const struct tw__grant_ask ask = {kind, NULL, a, b, NULL};
    const struct asker asker = {NULL, holder};
    tw__engine_enter(engine, holder);
    return engine->holds == NULL ? tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NO_HOLDS)
                                 : take(engine, &ask, &asker, holder);
}

void tw_hold_let_go(tw_engine_t *engine, const char *holder) {
    const struct asker asker = {NULL, holder};
    for (uint32_t i = 0; engine->holds != NULL && i < engine->holds->count; i++) {
        tw_hold_t *hold = &engine->holds->slots[i];
        if (hold->kind != NULL && is_of(hold, &asker)) {
            *hold = (tw_hold_t){0};
        }
    }
}

const char *tw_hold_find(tw_engine_t *engine, const char *kind, uint32_t a, uint32_t b) {
    const struct tw__grant_ask ask = {kind, NULL, a, b, NULL};
    for (uint32_t i = 0; engine->holds != NULL && i < engine->holds->count; i++) {
        if (concerns(&engine->holds->slots[i], &ask)) {
            return name_of(&engine->holds->slots[i]);
        }
    }
    return NULL;
}
