// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/object.h"

#include "engine/state.h"

#if TW_CFG_EXCEPTIONS || TW_CFG_GC

static const tw_interp_objects_t *const interp_objects = &tw_interp_core_objects;

static bool is_ours(const tw_instance_t *instance) {
    return instance->engine->interp == interp_objects->interp;
}

tw_refkind_t tw_ref_kind(tw_instance_t *instance, const tw_value_t *value) {
    return is_ours(instance) ? (tw_refkind_t)interp_objects->ref_kind(instance->state, value)
                             : TW_REFKIND_NONE;
}

static tw_err_t pass(const tw_instance_t *instance, tw_err_t err) {
    return err == TW_ERR_OK ? err : tw__fail_code(&instance->engine->fault, err);
}

tw_err_t tw_ref_hold(tw_instance_t *instance, const tw_value_t *value) {
    tw__engine_enter(instance->engine, NULL);
    return pass(instance, is_ours(instance) ? interp_objects->hold(instance->state, value)
                                            : TW_ERR_UNSUPPORTED);
}

void tw_ref_release(tw_instance_t *instance, const tw_value_t *value) {
    if (is_ours(instance)) {
        interp_objects->release(instance->state, value);
    }
}

tw_err_t tw_instance_find_tag(tw_instance_t *instance, const char *name, tw_tag_t *tag) {
    tw__engine_enter(instance->engine, instance->name);
    return is_ours(instance) ? interp_objects->find_tag(instance->state, name, tag)
                             : pass(instance, TW_ERR_UNSUPPORTED);
}

bool tw_instance_exception(tw_instance_t *instance, tw_tag_t *tag, tw_value_t *values,
                           uint32_t room) {
    return is_ours(instance) && interp_objects->exception(instance->state, tag, values, room);
}

static bool is_there(const tw_engine_t *engine, const tw_instance_t *instance) {
    const tw_instance_t *each = engine->instances;
    while (each != NULL && each != instance) {
        each = each->next;
    }
    return each != NULL;
}

tw_err_t tw_call_throw(tw_call_t *call, const tw_tag_t *tag, const tw_value_t *values,
                       uint32_t count) {
    tw_engine_t *engine = call->instance->engine;
    tw__engine_enter(engine, NULL);
    if (!is_there(engine, tag->instance)) {
        return tw_call_trap(call, TW_TRAP_STALE_REFERENCE, NULL);
    }
    tw_err_t err = tw__rootcall_check_args(engine, tag->type, values, count);
    if (err != TW_ERR_OK || tag->type->param_cells > TW_HOST_RESULT_CELLS) {
        return tw_call_trap(call, TW_TRAP_HOST, NULL);
    }
    uint32_t *cells = call->results;
    for (uint32_t i = 0; i < count; i++) {
        cells += tw__value_put(cells, &values[i]);
    }
    call->invoke_func.type = tag->type;
    call->invoke_func.idx = tag->id;
    call->is_thrown = true;
    return TW_ERR_EXCEPTION;
}

#endif
