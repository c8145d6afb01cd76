// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/assert.h"
#include "base/value.h"
#include "bridge/bridge.h"

// Handles: the slot's number + 1 in the low 8 bits, its generation above; in the guest's cell a
// number of the host (base/value.h), which with garbage collection has 30 bits. A generation is
// used again after 2^24 handles of one slot, there after 2^22.

#define SLOT_BITS 8u
#define GENERATION_MASK (TW_CFG_GC ? 0x3fffffu : 0xffffffu)

static tw_handle_slot_t *slot_of(const tw_handles_t *handles, uint32_t cell) {
    uint32_t number = tw__ref_to_host(cell) & TW_HANDLES_MAX;
    return number != 0 && number <= handles->count ? &handles->slots[number - 1] : NULL;
}

static void *release(tw_handle_slot_t *slot) {
    void *object = slot->object;
    slot->object = NULL;
    slot->owner = NULL;
    slot->generation = (slot->generation + 1) & GENERATION_MASK;
    return object;
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_handles_t *handles = (tw_handles_t *)watch;
    for (uint32_t i = 0; i < handles->count; i++) {
        if (handles->slots[i].owner == instance) {
            handles->destroy(release(&handles->slots[i]));
        }
    }
}

void tw_handles_init(tw_handles_t *handles, tw_engine_t *engine, tw_handle_slot_t *slots,
                     uint32_t count, void (*destroy)(void *object)) {
    TW_ASSERT(count <= TW_HANDLES_MAX);
    TW_ASSERT(offsetof(tw_handles_t, watch) == 0);
    memset(slots, 0, count * sizeof *slots);
    handles->slots = slots;
    handles->count = count;
    handles->destroy = destroy;
    handles->watch.gone = gone;
    tw_engine_watch(engine, &handles->watch);
}

uint32_t tw_handles_used(const tw_handles_t *handles) {
    uint32_t used = 0;
    for (uint32_t i = 0; i < handles->count; i++) {
        used += handles->slots[i].object != NULL ? 1 : 0;
    }
    return used;
}

void *tw_lift_handle(tw_lift_t *lift, uint32_t cell, const tw_handles_t *handles, bool is_ref) {
    uint32_t handle = lift->call->args[cell];
    const tw_handle_slot_t *slot = slot_of(handles, handle);
    const char *what = NULL;
    if (slot == NULL) {
        what = "was never given";
    } else if (slot->object == NULL || slot->generation != tw__ref_to_host(handle) >> SLOT_BITS) {
        what = "is stale, its object is gone";
    } else if (!is_ref && slot->owner != lift->call->instance) {
        what = "is another module's";
    }
    if (what == NULL) {
        return slot->object;
    }
    tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST, "handle 0x%x %s: use one that was given to you",
                        handle, what);
    return NULL;
}

void tw_lift_differ(tw_lift_t *lift, uint32_t cell, uint32_t other) {
    uint32_t handle = lift->call->args[cell];
    if (handle == lift->call->args[other]) {
        tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST,
                            "handle 0x%x is given away and is another argument too: give two",
                            handle);
    }
}

void tw_lift_take(const tw_lift_t *lift, uint32_t cell, tw_handles_t *handles) {
    release(slot_of(handles, lift->call->args[cell]));
}

tw_err_t tw_lower_handle(tw_call_t *call, tw_handles_t *handles, void *object, uint32_t *handle) {
    *handle = 0;
    if (object == NULL) {
        return tw__bridge_fail(call, "the host gave no object: look there");
    }
    for (uint32_t i = 0; i < handles->count; i++) {
        tw_handle_slot_t *slot = &handles->slots[i];
        if (slot->object == NULL) {
            slot->object = object;
            slot->owner = call->instance;
            *handle = tw__ref_from_host(slot->generation << SLOT_BITS | (i + 1));
            return TW_ERR_OK;
        }
    }
    if (handles->destroy != NULL) {
        handles->destroy(object);
    }
    return tw__bridge_fail(
        call, "all %u handles are in use: drop some, or give the host more slots", handles->count);
}

tw_err_t tw_handle_drop(tw_call_t *call, tw_handles_t *handles) {
    tw_lift_t lift = {call, "\001self\000", TW_ERR_OK};
    void *object = tw_lift_handle(&lift, 0, handles, false);
    if (lift.err == TW_ERR_OK) {
        tw_lift_take(&lift, 0, handles);
        handles->destroy(object);
    }
    return lift.err;
}
