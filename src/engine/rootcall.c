// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Executions: root calls of instances, their beginning, their stops and their end.

// Says what an interpreter left unsaid.
static tw_err_t fail_stop(tw_engine_t *engine, tw_err_t err) {
    if (err == TW_ERR_PENDING) {
        return tw__fail(&engine->fault, err, TW_TEXT_UNANSWERED);
    }
    return tw__fail_code(&engine->fault, err);
}

// Ends or stops an execution. A host function that pends no longer when the execution does not wait
// for it is given up.
static tw_err_t leave(tw_instance_t *instance, tw_err_t err) {
    tw_engine_t *engine = instance->engine;
    engine->running = NULL;
    if (err == TW_ERR_BUSY && !tw__is_begun(instance)) {
        engine->interp->cancel(instance->state);
        err = TW_ERR_STATE;
    }
    if (err != TW_ERR_PENDING) {
        tw__pending_cancel_top(instance);
    }
    return err == TW_ERR_OK ? err : fail_stop(engine, err);
}

tw_err_t tw__rootcall_run(tw_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                          uint64_t fuel, tw_value_t *results) {
    tw_engine_t *engine = instance->engine;
    atomic_store_explicit(&instance->is_interrupted, false, memory_order_relaxed);
    engine->running = instance;
    return leave(instance, engine->interp->call(instance->state, func_idx, args, fuel, results));
}

// An interrupt while a host function pends cannot wait for its answer: the execution is over.
static tw_err_t give_up(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    tw__pending_cancel(instance);
    engine->interp->cancel(instance->state);
    return tw__fail(&engine->fault, TW_ERR_INTERRUPTED, TW_TEXT_GIVEN_UP);
}

tw_err_t tw__rootcall_resume(tw_instance_t *instance, tw_value_t *results) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__pending_settle(instance);
    if (err != TW_ERR_OK) {
        bool is_interrupted = atomic_load_explicit(&instance->is_interrupted, memory_order_relaxed);
        return is_interrupted ? give_up(instance) : fail_stop(engine, err);
    }
    engine->running = instance;
    return leave(instance, engine->interp->resume(instance->state, results));
}

tw_err_t tw__rootcall_interpose(tw_instance_t *instance, const tw_call_t *call) {
    tw_engine_t *engine = instance->engine;
    engine->running = instance;
    return leave(instance, tw__slices(engine)->interpose(instance->state, call));
}

// A null of any type passes for a nullable reference, and nothing that may be null for another.
static bool is_argument(const tw_value_t *value, tw_valtype_t type) {
    bool is_ref = (type & value->type & TW_VALTYPE_REF) != 0;
    if (!is_ref) {
        return value->type == type;
    }
    if (value->of.ref == TW_REF_NULL) {
        return (type & TW_VALTYPE_NULLABLE) != 0;
    }
    return (value->type | TW_VALTYPE_NULLABLE) == (type | TW_VALTYPE_NULLABLE);
}

tw_err_t tw__rootcall_check_count(tw_engine_t *engine, const char *what, uint32_t count,
                                  const tw_value_t *given, uint32_t given_count) {
    (void)what;  // without texts
    given_count = given == NULL ? 0 : given_count;
    return given_count == count
               ? TW_ERR_OK
               : tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_COUNT, count, what, given_count);
}

tw_err_t tw__rootcall_check_args(tw_engine_t *engine, const tw_functype_t *type,
                                 const tw_value_t *args, uint32_t arg_count) {
    tw_err_t err =
        tw__rootcall_check_count(engine, "arguments", type->param_count, args, arg_count);
    if (err != TW_ERR_OK) {
        return err;
    }
    for (uint32_t i = 0; i < arg_count; i++) {
        if (!is_argument(&args[i], type->types[i])) {
            return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_ARGUMENT_TYPE, i,
                            tw_valtype_name(args[i].type), tw_valtype_name(type->types[i]));
        }
    }
    return TW_ERR_OK;
}
