// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Calls of host functions: what is checked before one runs, what it may ask for while it runs, and
// what its answer means.

// The first cell of value i of a list of types.
static uint32_t cell_of(const tw_valtype_t *types, uint32_t i) {
    uint32_t cell = 0;
    for (uint32_t k = 0; k < i; k++) {
        cell += tw__cells_of(types[k]);
    }
    return cell;
}

// ---- before ----

static tw_err_t fail_arg(const tw_call_t *call, uint32_t i) {
    (void)i;  // without texts
    return tw__fail_trap(&call->instance->engine->fault, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                         TW_TEXT_ARGUMENT, i, call->host_module->name, call->func->name);
}

static bool is_arg_backed(const tw_call_t *call, char letter, const uint32_t *cell) {
    if (letter == '*') {
        return tw__range_in(tw_memory_size(call->instance), cell[0], cell[1]);
    }
    return letter != '$' || tw__guest_string_size(call->instance, cell[0]) != 0;
}

// Checks each "*~" and "$" against memory 0 of the caller.
static tw_err_t check_args(const tw_call_t *call) {
    const char *letter = call->func->signature + 1;
    const uint32_t *cell = call->args;
    for (uint32_t i = 0; letter[i] != ')'; i++) {
        if (!is_arg_backed(call, letter[i], cell)) {
            return fail_arg(call, i);
        }
        cell += tw__cells_of(call->type->types[i]);
    }
    return TW_ERR_OK;
}

// ---- after ----

// What is neither success nor something that a tw_call_ function gave is a trap.
static tw_err_t fail_answer(const tw_call_t *call, tw_err_t err) {
    struct tw__fault *fault = &call->instance->engine->fault;
    tw__engine_enter(call->instance->engine, NULL);
    fault->info.trap = TW_TRAP_HOST;
    (void)err;  // without texts
    return tw__fail(fault, TW_ERR_TRAP, TW_TEXT_ANSWERED, TW_TEXT_TRAP_HOST,
                    call->host_module->name, call->func->name, tw_err_name(err));
}

static tw_err_t judge(tw_call_t *call, tw_err_t err) {
    tw_engine_t *engine = call->instance->engine;
    const tw_fault_t *info = &engine->fault.info;
    if (err == TW_ERR_PENDING && call->is_pending) {
        tw__engine_enter(engine, NULL);
        return err;
    }
    if (call->is_pending) {
        tw__pending_cancel(engine->running);
        call->is_pending = false;
    }
    if (TW_CFG_EXCEPTIONS && err == TW_ERR_EXCEPTION && call->is_thrown) {
        return err;
    }
    if (err == TW_ERR_OK) {
        // What failed inside is the host function's affair, and what fails next happens elsewhere.
        tw__fault_clear(&engine->fault, engine->fault.where);
        return err;
    }
    return err == TW_ERR_TRAP && info->trap != TW_TRAP_NONE ? err : fail_answer(call, err);
}

tw_err_t tw__call_host(tw_call_t *call) {
    call->next_result = 0;
    call->invoke_then = NULL;
    call->is_pending = false;
    if (TW_CFG_EXCEPTIONS) {
        call->is_thrown = false;
    }
    call->loans = NULL;
    tw_err_t err = call->then != NULL ? TW_ERR_OK : check_args(call);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = call->then != NULL ? call->then(call) : call->func->fn(call);
    return judge(call, tw__guest_settle(call, err));
}

// ---- arguments ----

uint64_t tw_arg_bits(const tw_call_t *call, uint32_t i) {
    TW_ASSERT(i < call->type->param_count);
    const uint32_t *cell = call->args + cell_of(call->type->types, i);
    return tw__cells_of(call->type->types[i]) == 1 ? cell[0] : (uint64_t)cell[1] << 32 | cell[0];
}

int32_t tw_arg_i32(const tw_call_t *call, uint32_t i) {
    TW_ASSERT(tw_functype_param(call->type, i) == TW_I32);
    return (int32_t)tw_arg_bits(call, i);
}

int64_t tw_arg_i64(const tw_call_t *call, uint32_t i) {
    TW_ASSERT(tw_functype_param(call->type, i) == TW_I64);
    return (int64_t)tw_arg_bits(call, i);
}

float tw_arg_f32(const tw_call_t *call, uint32_t i) {
    TW_ASSERT(tw_functype_param(call->type, i) == TW_F32);
    uint32_t bits = (uint32_t)tw_arg_bits(call, i);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

double tw_arg_f64(const tw_call_t *call, uint32_t i) {
    TW_ASSERT(tw_functype_param(call->type, i) == TW_F64);
    uint64_t bits = tw_arg_bits(call, i);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

tw_ref_t tw_arg_ref(const tw_call_t *call, uint32_t i) {
    tw_valtype_t type = tw_functype_param(call->type, i);
    TW_ASSERT((type & TW_VALTYPE_REF) != 0);
    tw_ref_t ref = (tw_ref_t)tw_arg_bits(call, i);
    return tw__is_data_ref(type) ? tw__ref_to_host(ref) : ref;
}

tw_err_t tw_arg_bytes(tw_call_t *call, uint32_t i, uint8_t **bytes, uint32_t *size) {
    TW_ASSERT(call->func->signature[1 + i] == '*');
    *size = (uint32_t)tw_arg_bits(call, i + 1);
    return tw__guest_lend(call, tw_arg_bits(call, i), *size, false, bytes);
}

// Looks for the NUL again: the guest may have run in between.
tw_err_t tw_arg_str(tw_call_t *call, uint32_t i, const char **str) {
    TW_ASSERT(call->func->signature[1 + i] == '$');
    uint64_t size = tw__guest_string_size(call->instance, tw_arg_bits(call, i));
    uint8_t *bytes = NULL;
    tw_err_t err = size == 0 ? fail_arg(call, i)
                             : tw__guest_lend(call, tw_arg_bits(call, i), size, true, &bytes);
    *str = (const char *)bytes;
    return err;
}

// ---- results ----

// The type of the result that begins at next_result; 0 if all are set.
static tw_valtype_t next_type(const tw_call_t *call) {
    const tw_functype_t *type = call->type;
    uint32_t cell = 0;
    for (uint32_t i = 0; i < type->result_count; i++) {
        tw_valtype_t result = type->types[type->param_count + i];
        if (cell == call->next_result) {
            return result;
        }
        cell += tw__cells_of(result);
    }
    return 0;
}

void tw_ret_bits(tw_call_t *call, uint64_t bits) {
    tw_valtype_t type = next_type(call);
    TW_ASSERT(type != 0);
    if (type == 0) {
        return;
    }
    call->results[call->next_result] = (uint32_t)bits;
    if (tw__cells_of(type) > 1) {
        call->results[call->next_result + 1] = (uint32_t)(bits >> 32);
    }
    call->next_result += tw__cells_of(type);
}

void tw_ret_i32(tw_call_t *call, int32_t value) {
    TW_ASSERT(next_type(call) == TW_I32);
    tw_ret_bits(call, (uint32_t)value);
}

void tw_ret_i64(tw_call_t *call, int64_t value) {
    TW_ASSERT(next_type(call) == TW_I64);
    tw_ret_bits(call, (uint64_t)value);
}

void tw_ret_f32(tw_call_t *call, float value) {
    TW_ASSERT(next_type(call) == TW_F32);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    tw_ret_bits(call, bits);
}

void tw_ret_f64(tw_call_t *call, double value) {
    TW_ASSERT(next_type(call) == TW_F64);
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    tw_ret_bits(call, bits);
}

void tw_ret_ref(tw_call_t *call, tw_ref_t value) {
    TW_ASSERT((next_type(call) & TW_VALTYPE_REF) != 0);
    tw_ret_bits(call, tw__is_data_ref(next_type(call)) ? tw__ref_from_host(value) : value);
}

// ---- the call itself ----

void *tw_call_ctx(const tw_call_t *call) {
    return call->host_module->ctx;
}

tw_instance_t *tw_call_instance(const tw_call_t *call) {
    return call->instance;
}

tw_err_t tw_call_trap(tw_call_t *call, tw_trap_t trap, const char *text) {
    (void)text;  // without texts
    tw__engine_enter(call->instance->engine, NULL);
    return tw__fail_trap(&call->instance->engine->fault, trap, text == NULL ? NULL : "%s", text);
}

// Leaves the arguments as cells where the results would be: the guest runs after the host function
// and its stack are gone.
static void write_args(tw_call_t *call, const tw_value_t *args, uint32_t count) {
    uint32_t *cells = call->results;
    for (uint32_t i = 0; i < count; i++) {
        cells += tw__value_put(cells, &args[i]);
    }
}

tw_err_t tw_call_invoke(tw_call_t *call, tw_func_t func, const tw_value_t *args, uint32_t arg_count,
                        tw_then_fn_t then) {
    tw_engine_t *engine = call->instance->engine;
    tw__engine_enter(engine, NULL);
    if (call->is_pending || call->invoke_then != NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_ASKS_TWICE, call->host_module->name,
                        call->func->name);
    }
    if (func.instance != call->instance || func.type == NULL || then == NULL) {
        return tw__fail(&engine->fault, TW_ERR_INVAL, TW_TEXT_NOT_OF_CALLER);
    }
    tw_err_t err = tw__rootcall_check_args(engine, func.type, args, arg_count);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (func.type->param_cells > TW_HOST_RESULT_CELLS) {
        return tw__fail(&engine->fault, TW_ERR_LIMIT, TW_TEXT_MANY_CELLS,
                        (uint32_t)TW_HOST_RESULT_CELLS);
    }
    write_args(call, args, arg_count);
    call->invoke_func = func;
    call->invoke_then = then;
    return TW_ERR_OK;
}

tw_value_t tw_call_invoked(const tw_call_t *call, uint32_t i) {
    tw_value_t value = {0, {0}};
    const tw_functype_t *type = call->invoked_type;
    if (type == NULL || i >= type->result_count) {
        return value;
    }
    const tw_valtype_t *types = type->types + type->param_count;
    tw__value_get(call->invoked + cell_of(types, i), types[i], &value);
    return value;
}
