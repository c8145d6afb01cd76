// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Host functions that answer later. A token is a slot of a bounded table and its generation. The
// engine's thread takes and frees slots; an ISR or another thread only writes the result of a slot
// that waits, and then its state. A slot is freed after `cancel` has returned, so that nobody
// writes to one that has a new owner.

#define STATUS(state) ((state) & 3u)
#define GENERATION(state) ((state) >> 2)
#define STATE(generation, status) ((generation) << 2 | (status))

static uint32_t load_state(struct tw__pending_slot *slot) {
    return atomic_load_explicit(&slot->state, memory_order_acquire);
}

static void store_state(struct tw__pending_slot *slot, uint32_t state) {
    atomic_store_explicit(&slot->state, state, memory_order_release);
}

void tw__pending_init(tw_engine_t *engine) {
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        atomic_init(&engine->pending[i].state, STATE(1u, TW_PENDING_FREE));
    }
}

static void release(tw_instance_t *root) {
    struct tw__pending_slot *slot = &root->engine->pending[root->pending - 1u];
    store_state(slot, STATE(GENERATION(load_state(slot)) + 1, TW_PENDING_FREE));
    root->pending = 0;
}

void tw__pending_cancel_top(tw_instance_t *root) {
    tw_engine_t *engine = root->engine;
    if (root->pending == 0) {
        return;
    }
    struct tw__pending_slot *slot = &engine->pending[root->pending - 1u];
    if (slot->cancel != NULL) {
        tw_pending_t token = {root->pending - 1u, GENERATION(load_state(slot))};
        tw_instance_t *running = engine->running;
        engine->running = root;  // cancel has no more rights than a host function
        slot->cancel(slot->ctx, token);
        engine->running = running;
    }
    release(root);
}

void tw__pending_cancel(tw_instance_t *root) {
    tw__pending_cancel_top(root);
    if (root->task != NULL && root->task->below != 0) {
        root->pending = root->task->below;
        root->task->below = 0;
        tw__pending_cancel_top(root);
    }
}

static bool is_slot_of(const tw_instance_t *root, uint8_t number, const tw_instance_t *caller) {
    return number != 0 && root->engine->pending[number - 1u].caller == caller;
}

bool tw__pending_is_for(const tw_instance_t *root, const tw_instance_t *caller) {
    return is_slot_of(root, root->pending, caller) ||
           (root->task != NULL && is_slot_of(root, root->task->below, caller));
}

static tw_err_t refuse_pend(const tw_call_t *call) {
    tw_engine_t *engine = call->instance->engine;
    if (call->is_pending || call->invoke_then != NULL || call->type->result_count > 1) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_CANNOT_PEND, call->host_module->name,
                        call->func->name);
    }
    return tw__engine_check_suspend(engine);
}

tw_err_t tw_call_pend(tw_call_t *call, tw_cancel_fn_t cancel, tw_pending_t *pending) {
    tw_engine_t *engine = call->instance->engine;
    tw_instance_t *root = engine->running;
    TW_ASSERT(root != NULL);
    tw__engine_enter(engine, NULL);
    tw_err_t err = refuse_pend(call);
    if (err != TW_ERR_OK) {
        return err;
    }
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        struct tw__pending_slot *slot = &engine->pending[i];
        uint32_t state = load_state(slot);
        if (STATUS(state) == TW_PENDING_FREE) {
            slot->type = call->type;
            slot->caller = call->instance;
            slot->cancel = cancel;
            slot->waits = false;
            slot->ctx = call->host_module->ctx;
            root->pending = (uint8_t)(i + 1);
            call->is_pending = true;
            pending->slot = i;
            pending->generation = GENERATION(state);
            store_state(slot, STATE(GENERATION(state), TW_PENDING_WAITING));
            return TW_ERR_PENDING;
        }
    }
    return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_PENDING_FULL,
                    (uint32_t)TW_CFG_PENDING_CALLS);
}

tw_err_t tw_pending_complete(tw_engine_t *engine, tw_pending_t pending, uint64_t result_bits) {
    if (pending.slot >= TW_CFG_PENDING_CALLS) {
        return TW_ERR_NOENT;
    }
    struct tw__pending_slot *slot = &engine->pending[pending.slot];
    if (load_state(slot) != STATE(pending.generation, TW_PENDING_WAITING)) {
        return TW_ERR_NOENT;
    }
    slot->result_bits = result_bits;
    store_state(slot, STATE(pending.generation, TW_PENDING_DONE));
    return TW_ERR_OK;
}

bool tw__pending_is_waiting(const tw_instance_t *root) {
    return root->pending != 0 &&
           STATUS(load_state(&root->engine->pending[root->pending - 1u])) == TW_PENDING_WAITING;
}

// The first cell of the result.
static inline uint32_t first_cell(const tw_functype_t *type, uint32_t bits) {
    (void)type;  // without garbage collection
    return tw__is_data_ref(tw_functype_result(type, 0)) ? tw__ref_from_host(bits) : bits;
}

tw_err_t tw__pending_settle(tw_instance_t *root) {
    if (root->pending == 0) {
        return TW_ERR_OK;
    }
    struct tw__pending_slot *slot = &root->engine->pending[root->pending - 1u];
    if (STATUS(load_state(slot)) != TW_PENDING_DONE) {
        return TW_ERR_PENDING;
    }
    uint32_t results[TW_HOST_RESULT_CELLS] = {0};
    if (slot->type->result_cells > 0) {
        results[0] = first_cell(slot->type, (uint32_t)slot->result_bits);
    }
    if (slot->type->result_cells > 1) {
        results[1] = (uint32_t)(slot->result_bits >> 32);
    }
    release(root);
    root->engine->interp->complete(root->state, results);
    return TW_ERR_OK;
}
