// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// wasm3 behind the interpreter table, for the PC: another opinion, and the proof that the table
// hides who executes. wasm3 keeps one memory and one copy of a module per runtime, so an instance
// parses the module anew; what the module keeps is for questions about its types. wasm3 takes its
// memory from the PC's heap, only what is ours comes from the arena.

#include "m3_compile.h"
#include "m3_env.h"
#include "m3_validate.h"

#include "base/arena.h"
#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"
#include "interp/wasm3/outline.h"
#include "tinywasm/instance.h"
#include "tinywasm/module.h"

#define MOST_VALUES d_m3MaxSaneFunctionArgRetCount  // parameters or results of a function
#define SLOT_BYTES 8u                               // of an argument or result on wasm3's stack

struct store {
    tw_interp_env_t env;
};

struct tw_interp_module {
    struct store *store;
    IM3Environment environment;
    IM3Module parsed;  // is never run
    const uint8_t *bytes;
    size_t size;
    bool is_mapped;  // bytes are the application's, not ours
    struct tw__outline outline;
    tw_functype_t **types;  // of parsed->funcTypes
};

struct tw_interp_instance {
    tw_interp_module_t *module;
    tw_instance_t *owner;
    IM3Runtime runtime;
    IM3Module linked;  // the runtime's, once is_loaded
    bool is_loaded;
    tw_link_t links[];  // of the functions that are imported
};

// What a host function returns to wasm3 when its trap is recorded already.
static const char recorded[] = "[trap] recorded";

static struct tw__fault *fault_of(const tw_interp_module_t *module) {
    return module->store->env.fault;
}

// ---- what wasm3 says, in our words --------------------------------------------------------------

static const struct {
    const M3Result *said;
    tw_trap_t trap;
} traps[] = {
    {&m3Err_trapOutOfBoundsMemoryAccess, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS},
    {&m3Err_trapDivisionByZero, TW_TRAP_INTEGER_DIVIDE_BY_ZERO},
    {&m3Err_trapIntegerOverflow, TW_TRAP_INTEGER_OVERFLOW},
    {&m3Err_trapIntegerConversion, TW_TRAP_INVALID_CONVERSION_TO_INTEGER},
    {&m3Err_trapIndirectCallTypeMismatch, TW_TRAP_INDIRECT_CALL_TYPE_MISMATCH},
    {&m3Err_trapTableIndexOutOfRange, TW_TRAP_UNDEFINED_ELEMENT},
    {&m3Err_trapTableElementIsNull, TW_TRAP_UNINITIALIZED_ELEMENT},
    {&m3Err_trapNullReference, TW_TRAP_NULL_REFERENCE},
    {&m3Err_trapNullFunctionRef, TW_TRAP_NULL_FUNCTION_REFERENCE},
    {&m3Err_trapTableOutOfBounds, TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS},
    {&m3Err_trapUnreachable, TW_TRAP_UNREACHABLE},
    {&m3Err_trapStackOverflow, TW_TRAP_CALL_STACK_EXHAUSTED},
};

// Traps of instantiation, for which wasm3 has words but no names.
static const struct {
    const char *said;
    tw_trap_t trap;
} unnamed_traps[] = {
    {"data segment out of bounds", TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS},
    {"out of bounds table access", TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS},
    {"table underflow", TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS},
};

// Everything else is INVALID.
static const struct {
    const M3Result *said;
    tw_err_t err;
} errors[] = {
    {&m3Err_mallocFailed, TW_ERR_NOMEM},
    {&m3Err_mallocFailedCodePage, TW_ERR_NOMEM},
    {&m3Err_incompatibleWasmVersion, TW_ERR_MALFORMED},
    {&m3Err_wasmMalformed, TW_ERR_MALFORMED},
    {&m3Err_misorderedWasmSection, TW_ERR_MALFORMED},
    {&m3Err_wasmUnderrun, TW_ERR_MALFORMED},
    {&m3Err_wasmOverrun, TW_ERR_MALFORMED},
    {&m3Err_wasmMissingInitExpr, TW_ERR_MALFORMED},
    {&m3Err_lebOverflow, TW_ERR_MALFORMED},
    {&m3Err_missingUTF8, TW_ERR_MALFORMED},
    {&m3Err_wasmSectionUnderrun, TW_ERR_MALFORMED},
    {&m3Err_wasmSectionOverrun, TW_ERR_MALFORMED},
    {&m3Err_invalidTypeId, TW_ERR_UNSUPPORTED},
    {&m3Err_tooManyMemorySections, TW_ERR_UNSUPPORTED},
    {&m3Err_noCompiler, TW_ERR_UNSUPPORTED},
    {&m3Err_unknownOpcode, TW_ERR_UNSUPPORTED},
    {&m3Err_restrictedOpcode, TW_ERR_UNSUPPORTED},
    {&m3Err_tooManyArgsRets, TW_ERR_LIMIT},
    {&m3Err_functionStackOverflow, TW_ERR_LIMIT},
    {&m3Err_wasmMemoryOverflow, TW_ERR_LIMIT},
};

static tw_trap_t trap_of(M3Result said) {
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        if (*traps[i].said == said) {
            return traps[i].trap;
        }
    }
    size_t size = strlen(said) + 1;
    for (size_t i = 0; i < sizeof unnamed_traps / sizeof unnamed_traps[0]; i++) {
        const char *text = unnamed_traps[i].said;
        if (strlen(text) + 1 == size && memcmp(text, said, size) == 0) {
            return unnamed_traps[i].trap;
        }
    }
    return TW_TRAP_NONE;
}

static tw_err_t error_of(M3Result said) {
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (*errors[i].said == said) {
            return errors[i].err;
        }
    }
    return TW_ERR_INVALID;
}

// Records what wasm3 answered, unless it is success.
static tw_err_t answer(const tw_interp_module_t *module, M3Result said) {
    if (said == m3Err_none) {
        return TW_ERR_OK;
    }
    if (said == recorded) {
        return TW_ERR_TRAP;
    }
    tw_trap_t trap = trap_of(said);
    if (trap != TW_TRAP_NONE) {
        return tw__fail_trap(fault_of(module), trap, NULL);
    }
    return tw__fail(fault_of(module), error_of(said),
                    "wasm3 says '%s': rebuild the module, or use interpreter core", said);
}

// The same of functions that have been validated: what wasm3 cannot compile is not the module's
// fault.
static tw_err_t answer_compiler(const tw_interp_module_t *module, M3Result said) {
    tw_err_t err = said == m3Err_none ? TW_ERR_OK : error_of(said);
    if (err != TW_ERR_INVALID && err != TW_ERR_MALFORMED) {
        return answer(module, said);
    }
    return tw__fail(fault_of(module), TW_ERR_UNSUPPORTED,
                    "wasm3 cannot compile it and says '%s': use interpreter core", said);
}

static tw_err_t nomem(const tw_interp_env_t *env) {
    return tw__fail(env->fault, TW_ERR_NOMEM,
                    "no block for the interpreter: give the engine a larger arena");
}

// ---- values: 64 bits, wasm3's slots, our cells --------------------------------------------------

static bool is_ref(tw_valtype_t type) {
    return (type & TW_VALTYPE_REF) != 0;
}

static uint32_t cells_of(tw_valtype_t type) {
    return type == TW_I64 || type == TW_F64 ? 2 : 1;
}

static uint64_t slot_bits(const void *slot, tw_valtype_t type) {
    uint32_t word = 0;
    uint64_t bits = 0;
    uintptr_t ref = 0;
    if (cells_of(type) == 2) {
        memcpy(&bits, slot, sizeof bits);
        return bits;
    }
    if (is_ref(type)) {
        memcpy(&ref, slot, sizeof ref);
        return ref;
    }
    memcpy(&word, slot, sizeof word);
    return word;
}

static void set_slot(void *slot, tw_valtype_t type, uint64_t bits) {
    uint32_t word = (uint32_t)bits;
    uintptr_t ref = (uintptr_t)bits;
    if (cells_of(type) == 2) {
        memcpy(slot, &bits, sizeof bits);
    } else if (is_ref(type)) {
        memcpy(slot, &ref, sizeof ref);
    } else {
        memcpy(slot, &word, sizeof word);
    }
}

static uint64_t cell_bits(const uint32_t *cell, tw_valtype_t type) {
    return cells_of(type) == 2 ? (uint64_t)cell[1] << 32 | cell[0] : cell[0];
}

static uint64_t value_bits(const tw_value_t *value) {
    return cells_of(value->type) == 2 ? value->of.f64_bits : value->of.f32_bits;
}

static tw_value_t make_value(tw_valtype_t type, uint64_t bits) {
    tw_value_t value = {type, {0}};
    if (cells_of(type) == 2) {
        value.of.f64_bits = bits;
    } else {
        value.of.f32_bits = (uint32_t)bits;
    }
    return value;
}

// wasm3's funcref is a pointer, ours a number that is not 0: the function's index and 1.
static uint64_t ref_out(const tw_interp_instance_t *instance, tw_valtype_t type, uint64_t bits) {
    if (type != TW_FUNCREF || bits == 0) {
        return bits;
    }
    return (uint64_t)((IM3Function)(uintptr_t)bits - instance->linked->functions) + 1;
}

// Makes cells of slots, in place: a value never takes more cells than its slot has.
static uint32_t *pack(const tw_interp_instance_t *instance, void *slots, const tw_valtype_t *types,
                      uint32_t count) {
    uint32_t *cell = slots;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *slot = (const uint8_t *)slots + i * SLOT_BYTES;
        uint64_t bits = ref_out(instance, types[i], slot_bits(slot, types[i]));
        *cell++ = (uint32_t)bits;
        if (cells_of(types[i]) == 2) {
            *cell++ = (uint32_t)(bits >> 32);
        }
    }
    return slots;
}

// ---- types --------------------------------------------------------------------------------------

static tw_valtype_t valtype(m3type_t type) {
    static const tw_valtype_t types[] = {0,      TW_I32,  TW_I64,     TW_F32,
                                         TW_F64, TW_V128, TW_FUNCREF, TW_EXTERNREF};
    TW_ASSERT(type < sizeof types / sizeof types[0]);
    return types[type];
}

static const tw_functype_t *type_of(const tw_interp_module_t *module, IM3Function function) {
    uint32_t i = 0;
    while (module->parsed->funcTypes[i] != function->funcType) {
        i++;
        TW_ASSERT(i < module->parsed->numFuncTypes);
    }
    return module->types[i];
}

static const tw_functype_t *type_at(const tw_interp_module_t *module, uint32_t func_idx) {
    return type_of(module, &module->parsed->functions[func_idx]);
}

// wasm3 has a type's results before its parameters.
static tw_err_t make_type(tw_interp_module_t *module, uint32_t i) {
    const M3FuncType *from = module->parsed->funcTypes[i];
    uint32_t count = (uint32_t)from->numArgs + from->numRets;
    tw_functype_t *type =
        tw__arena_alloc(module->store->env.arena, sizeof *type + count * sizeof type->types[0]);
    if (type == NULL) {
        return nomem(&module->store->env);
    }
    memset(type, 0, sizeof *type);
    module->types[i] = type;
    type->param_count = from->numArgs;
    type->result_count = from->numRets;
    for (uint32_t k = 0; k < count; k++) {
        bool is_param = k < from->numArgs;
        type->types[k] = valtype(from->types[is_param ? from->numRets + k : k - from->numArgs]);
        uint16_t *cells = is_param ? &type->param_cells : &type->result_cells;
        *cells = (uint16_t)(*cells + cells_of(type->types[k]));
        if (type->types[k] == TW_V128) {
            return answer(module, m3Err_invalidTypeId);
        }
    }
    return TW_ERR_OK;
}

static tw_err_t make_types(tw_interp_module_t *module) {
    uint32_t count = module->parsed->numFuncTypes;
    module->types = tw__arena_alloc(module->store->env.arena, count * sizeof module->types[0]);
    if (module->types == NULL) {
        return nomem(&module->store->env);
    }
    memset(module->types, 0, count * sizeof module->types[0]);
    tw_err_t err = TW_ERR_OK;
    for (uint32_t i = 0; err == TW_ERR_OK && i < count; i++) {
        err = make_type(module, i);
    }
    return err;
}

static uint8_t log2_of(uint32_t number) {
    uint8_t log2 = 0;
    for (; number > 1; number >>= 1) {
        log2++;
    }
    return log2;
}

static uint32_t page_bytes(const tw_interp_module_t *module) {
    uint32_t size = module->parsed->memoryInfo.pageSize;
    return size == 0 ? d_m3DefaultMemPageSize : size;
}

static tw_externtype_t externtype(const tw_interp_module_t *module, uint32_t kind, uint32_t idx) {
    const M3Module *parsed = module->parsed;
    tw_externtype_t type = {.kind = (tw_externkind_t)kind};
    if (kind == TW_EXTERN_FUNC) {
        type.functype = type_at(module, idx);
    } else if (kind == TW_EXTERN_TABLE) {
        type.valtype = valtype(parsed->tables[idx].type);
        type.min = parsed->tables[idx].size;
        type.max = parsed->tables[idx].maxSize;
        type.has_max = type.max != 0;
    } else if (kind == TW_EXTERN_MEMORY) {
        type.min = parsed->memoryInfo.initPages;
        type.max = parsed->memoryInfo.maxPages;
        type.has_max = type.max != 0;
        type.page_size_log2 = log2_of(page_bytes(module));
    } else {
        type.valtype = valtype(parsed->globals[idx].type);
        type.is_mutable = parsed->globals[idx].isMutable;
    }
    return type;
}

// ---- the store ----------------------------------------------------------------------------------

static tw_err_t wasm3_open(const tw_interp_env_t *env, void **store_) {
    struct store *store = tw__arena_alloc(env->arena, sizeof *store);
    if (store == NULL) {
        return nomem(env);
    }
    store->env = *env;
    *store_ = store;
    return TW_ERR_OK;
}

static void wasm3_close(void *store_) {
    struct store *store = store_;
    tw__arena_free(store->env.arena, store);
}

// ---- modules ------------------------------------------------------------------------------------

static tw_err_t wasm3_load_begin(void *store_, const char *name, bool is_mapped,
                                 tw_interp_module_t **module) {
    struct store *store = store_;
    (void)name;
    tw_interp_module_t *made = tw__arena_alloc(store->env.arena, sizeof *made);
    if (made == NULL) {
        return nomem(&store->env);
    }
    memset(made, 0, sizeof *made);
    made->store = store;
    made->is_mapped = is_mapped;
    *module = made;
    return TW_ERR_OK;
}

// wasm3 wants all the bytes at once: pieces are collected.
static tw_err_t wasm3_load_feed(tw_interp_module_t *module, const uint8_t *bytes, size_t size) {
    if (module->is_mapped) {
        module->bytes = bytes;
        module->size = size;
        return TW_ERR_OK;
    }
    uint8_t *collected =
        tw__arena_resize(module->store->env.arena, (uint8_t *)module->bytes, module->size + size);
    if (collected == NULL) {
        return nomem(&module->store->env);
    }
    memcpy(collected + module->size, bytes, size);
    module->bytes = collected;
    module->size += size;
    return TW_ERR_OK;
}

static M3Result parse(const tw_interp_module_t *module, IM3Module *parsed) {
    if (module->size > UINT32_MAX) {
        return m3Err_wasmOverrun;
    }
    return m3_ParseModule(module->environment, parsed, module->bytes, (uint32_t)module->size);
}

// Else wasm3 validates a function when it is called first.
static M3Result validate(const M3Module *parsed) {
    M3Result said = m3Err_none;
    for (uint32_t i = parsed->numFuncImports; said == NULL && i < parsed->numFunctions; i++) {
        M3Function *function = &parsed->functions[i];
        said = function->wasm == NULL ? m3Err_wasmMalformed : ValidateFunction(function);
    }
    return said;
}

static tw_err_t read_outline(tw_interp_module_t *module) {
    const tw_interp_env_t *env = &module->store->env;
    tw_err_t err = tw__outline_read(&module->outline, env->arena, module->bytes, module->size);
    return err == TW_ERR_NOMEM       ? nomem(env)
           : err == TW_ERR_MALFORMED ? answer(module, m3Err_wasmMalformed)
                                     : err;
}

static tw_err_t wasm3_load_end(tw_interp_module_t *module) {
    module->environment = m3_NewEnvironment();
    M3Result said =
        module->environment == NULL ? m3Err_mallocFailed : parse(module, &module->parsed);
    tw_err_t err = answer(module, said == m3Err_none ? validate(module->parsed) : said);
    err = err == TW_ERR_OK ? make_types(module) : err;
    return err == TW_ERR_OK ? read_outline(module) : err;
}

static void wasm3_unload(tw_interp_module_t *module) {
    struct tw__arena *arena = module->store->env.arena;
    for (uint32_t i = 0; module->types != NULL && i < module->parsed->numFuncTypes; i++) {
        tw__arena_free(arena, module->types[i]);
    }
    tw__arena_free(arena, module->types);
    tw__outline_free(&module->outline, arena);
    m3_FreeModule(module->parsed);
    m3_FreeEnvironment(module->environment);
    if (!module->is_mapped) {
        tw__arena_free(arena, (uint8_t *)module->bytes);
    }
    tw__arena_free(arena, module);
}

static void wasm3_set_name(tw_interp_module_t *module, const char *name) {
    (void)module;
    (void)name;
}

static bool wasm3_import_at(const tw_interp_module_t *module, uint32_t i, tw_import_t *import) {
    if (i >= module->outline.import_count) {
        return false;
    }
    const struct tw__outline_import *from = &module->outline.imports[i];
    import->module = from->module;
    import->name = from->name;
    import->type = externtype(module, from->kind, from->idx);
    return true;
}

static bool wasm3_export_at(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_) {
    if (i >= module->outline.export_count) {
        return false;
    }
    const struct tw__outline_export *from = &module->outline.exports[i];
    export_->name = from->name;
    export_->type = externtype(module, from->kind, from->idx);
    return true;
}

static uint32_t cost(const void *block) {
    return block == NULL ? 0 : (uint32_t)tw__arena_block_cost(block);
}

static void wasm3_module_stats(const tw_interp_module_t *module, struct tw_module_stats *stats) {
    const M3Module *parsed = module->parsed;
    stats->func_count = parsed->numFunctions - parsed->numFuncImports;
    stats->arena_bytes = cost(module) + cost(module->types) + cost(module->outline.imports) +
                         cost(module->outline.exports) +
                         (module->is_mapped ? 0 : cost(module->bytes));
    for (uint32_t i = parsed->numFuncImports; i < parsed->numFunctions; i++) {
        const M3Function *function = &parsed->functions[i];
        stats->wasm_code_bytes += (uint32_t)(function->wasmEnd - function->wasm);
    }
    for (uint32_t i = 0; i < parsed->numFuncTypes; i++) {
        stats->arena_bytes += cost(module->types[i]);
    }
}

// ---- running ------------------------------------------------------------------------------------

static bool has_room(const tw_interp_instance_t *instance, const tw_functype_t *type) {
    const M3Runtime *runtime = instance->runtime;
    size_t all = runtime->numStackSlots * sizeof(m3slot_t);
    size_t used = (size_t)((const uint8_t *)runtime->stack - (const uint8_t *)runtime->originStack);
    uint32_t values = (uint32_t)type->param_count + type->result_count;
    return used <= all && values * SLOT_BYTES <= all - used;
}

// Runs a function; slots hold its arguments, and then its results.
static M3Result run(const tw_interp_instance_t *instance, uint32_t func_idx, uint64_t *slots) {
    const tw_functype_t *type = type_at(instance->module, func_idx);
    IM3Function function = &instance->linked->functions[func_idx];
    const void *at[MOST_VALUES];
    for (uint32_t i = 0; i < MOST_VALUES; i++) {
        at[i] = &slots[i];
    }
    if (!has_room(instance, type)) {
        return m3Err_trapStackOverflow;
    }
    M3Result said = m3_Call(function, type->param_count, at);
    return said != m3Err_none ? said : m3_GetResults(function, type->result_count, at);
}

// Answers tw_call_invoke: the results are cells in slots.
static M3Result run_invoked(tw_interp_instance_t *instance, tw_call_t *call, uint64_t *slots) {
    const tw_functype_t *type = call->invoke_func.type;
    const uint32_t *cell = call->results;
    for (uint32_t i = 0; i < type->param_count; i++) {
        if (type->types[i] == TW_FUNCREF && *cell != TW_REF_NULL) {
            (void)tw__fail_trap(fault_of(instance->module), TW_TRAP_HOST,
                                "interpreter wasm3 takes no funcref from the host: pass null");
            return recorded;
        }
        set_slot(&slots[i], type->types[i], cell_bits(cell, type->types[i]));
        cell += cells_of(type->types[i]);
    }
    M3Result said = run(instance, call->invoke_func.idx, slots);
    if (said == m3Err_none) {
        call->then = call->invoke_then;
        call->invoked_type = type;
        call->invoked = pack(instance, slots, type->types + type->param_count, type->result_count);
        memset(call->results, 0, sizeof call->results);
    }
    return said;
}

// Calls a host function until it asks for nothing more.
static M3Result finish_host_call(tw_interp_instance_t *instance, tw_call_t *call) {
    uint64_t slots[MOST_VALUES];
    const tw_interp_env_t *env = &instance->module->store->env;
    for (;;) {
        tw_err_t err = env->host_call(call);
        TW_ASSERT(err == TW_ERR_OK || err == TW_ERR_TRAP);  // nothing pends: no TW_INTERP_SUSPEND
        if (err != TW_ERR_OK || call->invoke_then == NULL) {
            return err == TW_ERR_OK ? m3Err_none : recorded;
        }
        M3Result said = run_invoked(instance, call, slots);
        if (said != m3Err_none) {
            return said;
        }
    }
}

static M3Result put_results(const tw_interp_instance_t *instance, const tw_call_t *call,
                            uint8_t *slot) {
    const uint32_t *cell = call->results;
    for (uint32_t i = 0; i < call->type->result_count; i++) {
        tw_valtype_t type = call->type->types[call->type->param_count + i];
        if (type == TW_FUNCREF && *cell != TW_REF_NULL) {
            (void)tw__fail_trap(fault_of(instance->module), TW_TRAP_HOST,
                                "interpreter wasm3 takes no funcref from the host: give null");
            return recorded;
        }
        set_slot(slot, type, cell_bits(cell, type));
        cell += cells_of(type);
        slot += SLOT_BYTES;
    }
    return m3Err_none;
}

// What wasm3 calls for an import. sp has slots for the results, then those of the arguments.
static const void *call_host(IM3Runtime runtime, IM3ImportContext context, uint64_t *sp,
                             void *memory) {
    tw_interp_instance_t *instance = m3_GetUserData(runtime);
    const tw_link_t *link = &instance->links[context->function - instance->linked->functions];
    const tw_functype_t *type = type_at(instance->module, (uint32_t)(link - instance->links));
    uint8_t *args = (uint8_t *)sp + type->result_count * SLOT_BYTES;
    (void)memory;
    if (link->kind == TW_LINK_STUB) {
        (void)tw__fail_trap(fault_of(instance->module), TW_TRAP_UNLINKED_IMPORT, NULL);
        return recorded;
    }
    tw_call_t call = {.instance = instance->owner,
                      .host_module = link->host_module,
                      .func = link->host_func,
                      .type = type,
                      .args = pack(instance, args, type->types, type->param_count)};
    void *stack = runtime->stack;
    runtime->stack = args + type->param_count * SLOT_BYTES;  // what is invoked leaves args alone
    M3Result said = finish_host_call(instance, &call);
    runtime->stack = stack;
    return said != m3Err_none ? said : put_results(instance, &call, (uint8_t *)sp);
}

static tw_err_t wasm3_call(tw_interp_instance_t *instance, uint32_t func_idx,
                           const tw_value_t *args, uint64_t fuel, tw_value_t *results) {
    const tw_functype_t *type = type_at(instance->module, func_idx);
    uint64_t slots[MOST_VALUES];
    (void)fuel;
    for (uint32_t i = 0; i < type->param_count; i++) {
        if (type->types[i] == TW_FUNCREF && args[i].of.ref != TW_REF_NULL) {
            return tw__fail(fault_of(instance->module), TW_ERR_UNSUPPORTED,
                            "interpreter wasm3 takes no funcref from the host: pass null");
        }
        set_slot(&slots[i], type->types[i], value_bits(&args[i]));
    }
    tw_err_t err = answer(instance->module, run(instance, func_idx, slots));
    for (uint32_t i = 0; err == TW_ERR_OK && i < type->result_count; i++) {
        tw_valtype_t result = type->types[type->param_count + i];
        results[i] = make_value(result, ref_out(instance, result, slot_bits(&slots[i], result)));
    }
    return err;
}

// ---- instances ----------------------------------------------------------------------------------

static tw_err_t resolve_imports(tw_interp_instance_t *instance, tw_resolve_fn_t resolve,
                                void *ctx) {
    tw_import_t import;
    tw_link_t *next = instance->links;
    for (uint32_t i = 0; wasm3_import_at(instance->module, i, &import); i++) {
        tw_link_t link = {TW_LINK_OWN, NULL, NULL, NULL};
        tw_err_t err = resolve(ctx, i, &import, &link);
        if (err != TW_ERR_OK) {
            return err;
        }
        if (link.kind == TW_LINK_INSTANCE) {
            return tw__fail(fault_of(instance->module), TW_ERR_UNSUPPORTED,
                            "interpreter wasm3 cannot import %n.%n from an instance: define it in "
                            "a host module, or use interpreter core",
                            import.module.bytes, import.module.size, import.name.bytes,
                            import.name.size);
        }
        if (import.type.kind == TW_EXTERN_FUNC) {
            *next++ = link;
        }
    }
    return TW_ERR_OK;
}

static uint64_t table_elements(const M3Module *module) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < module->numTables; i++) {
        count += module->tables[i].size;
    }
    return count;
}

static tw_err_t check_limits(const tw_interp_module_t *module, const struct tw_limits *limits) {
    uint64_t memory = (uint64_t)module->parsed->memoryInfo.initPages * page_bytes(module);
    uint64_t elements = table_elements(module->parsed);
    if (limits->fuel != TW_FUEL_ENDLESS) {
        return tw__fail(fault_of(module), TW_ERR_UNSUPPORTED,
                        "interpreter wasm3 counts no fuel: set limits.fuel to TW_FUEL_ENDLESS");
    }
    if (memory > limits->memory_bytes) {
        return tw__fail(fault_of(module), TW_ERR_LIMIT,
                        "the module's memory begins with %U B, limits.memory_bytes is %U: raise "
                        "it or build with a smaller memory",
                        memory, limits->memory_bytes);
    }
    if (elements > limits->table_elements) {
        return tw__fail(fault_of(module), TW_ERR_LIMIT,
                        "the module's tables begin with %U elements, limits.table_elements is "
                        "%u: raise it",
                        elements, limits->table_elements);
    }
    return TW_ERR_OK;
}

static uint32_t lower(uint64_t a, uint64_t b) {
    return (uint32_t)(a < b ? a : b);
}

// Bounds what the module may grow to; wasm3 reads a maximum of 0 as none.
static void limit_growth(const tw_interp_instance_t *instance, const struct tw_limits *limits) {
    M3Memory *memory = &instance->runtime->memory;
    uint32_t page = page_bytes(instance->module);
    memory->maxPages = lower(memory->maxPages, limits->memory_bytes / page);
    uint64_t left = limits->table_elements - table_elements(instance->linked);
    for (uint32_t i = 0; i < instance->linked->numTables; i++) {
        M3Table *table = &instance->linked->tables[i];
        uint64_t max = table->maxSize == 0 ? UINT32_MAX : table->maxSize;
        table->maxSize = lower(max, table->size + left);
    }
}

// A memory that is imported is always the instance's own (TW_LINK_OWN); start is the engine's.
static M3Result load(tw_interp_instance_t *instance, const struct tw_limits *limits) {
    M3Result said = parse(instance->module, &instance->linked);
    if (said != m3Err_none) {
        return said;
    }
    instance->linked->startFunction = -1;
    instance->linked->memoryDeclared |= instance->linked->memoryImported;
    instance->linked->memoryImported = false;
    instance->runtime = m3_NewRuntime(instance->module->environment, limits->stack_bytes, instance);
    if (instance->runtime == NULL) {
        return m3Err_mallocFailed;
    }
    said = m3_LoadModule(instance->runtime, instance->linked);
    instance->is_loaded = said == m3Err_none;
    return said;
}

static M3Result link_and_compile(const tw_interp_instance_t *instance) {
    IM3Module linked = instance->linked;
    M3Result said = m3Err_none;
    const M3RawCall host = call_host;
    const void *raw = NULL;
    memcpy(&raw, &host, sizeof raw);  // ISO C has no cast for it
    for (uint32_t i = 0; said == m3Err_none && i < linked->numFuncImports; i++) {
        said = CompileRawFunction(linked, &linked->functions[i], raw, NULL);
    }
    return said == m3Err_none ? m3_CompileModule(linked) : said;
}

static void wasm3_destroy(tw_interp_instance_t *instance) {
    if (!instance->is_loaded) {
        m3_FreeModule(instance->linked);
    }
    m3_FreeRuntime(instance->runtime);
    tw__arena_free(instance->module->store->env.arena, instance);
}

static tw_err_t wasm3_instantiate(tw_interp_module_t *module, tw_instance_t *owner,
                                  const struct tw_limits *limits, tw_resolve_fn_t resolve,
                                  void *ctx, tw_interp_instance_t **instance) {
    size_t size = sizeof **instance + module->parsed->numFuncImports * sizeof(tw_link_t);
    tw_interp_instance_t *made = tw__arena_alloc(module->store->env.arena, size);
    if (made == NULL) {
        return nomem(&module->store->env);
    }
    memset(made, 0, size);
    made->module = module;
    made->owner = owner;
    tw_err_t err = resolve_imports(made, resolve, ctx);
    err = err == TW_ERR_OK ? check_limits(module, limits) : err;
    err = err == TW_ERR_OK ? answer(module, load(made, limits)) : err;
    if (err == TW_ERR_OK) {
        limit_growth(made, limits);
        err = answer_compiler(module, link_and_compile(made));
    }
    if (err != TW_ERR_OK) {
        wasm3_destroy(made);
        return err;
    }
    *instance = made;
    return TW_ERR_OK;
}

static bool wasm3_imports_from(const tw_interp_instance_t *importer,
                               const tw_interp_instance_t *exporter) {
    (void)importer;
    (void)exporter;
    return false;
}

static void set_func(const tw_interp_instance_t *instance, uint32_t idx, tw_func_t *func) {
    func->instance = instance->owner;
    func->type = type_at(instance->module, idx);
    func->idx = idx;
}

static bool wasm3_start_func(tw_interp_instance_t *instance, tw_func_t *func) {
    int32_t start = instance->module->parsed->startFunction;
    if (start < 0) {
        return false;
    }
    set_func(instance, (uint32_t)start, func);
    return true;
}

static tw_err_t find_export(const tw_interp_instance_t *instance, const char *name, uint32_t kind,
                            uint32_t *idx) {
    static const char *const kinds[] = {"function", "table", "memory", "global"};
    const struct tw__outline *outline = &instance->module->outline;
    struct tw__fault *fault = fault_of(instance->module);
    uint32_t size = (uint32_t)strlen(name);
    (void)kinds;
    (void)fault;
    for (uint32_t i = 0; i < outline->export_count; i++) {
        const struct tw__outline_export *found = &outline->exports[i];
        if (found->name.size != size || memcmp(found->name.bytes, name, size) != 0) {
            continue;
        }
        *idx = found->idx;
        return found->kind == kind
                   ? TW_ERR_OK
                   : tw__fail(fault, TW_ERR_INVAL, "export %s is a %s: ask for a %s", name,
                              kinds[found->kind], kinds[kind]);
    }
    return tw__fail(fault, TW_ERR_NOENT, "no export %s: list what the module exports", name);
}

static tw_err_t wasm3_find_func(tw_interp_instance_t *instance, const char *name, tw_func_t *func) {
    uint32_t idx = 0;
    tw_err_t err = find_export(instance, name, TW_EXTERN_FUNC, &idx);
    if (err == TW_ERR_OK) {
        set_func(instance, idx, func);
    }
    return err;
}

static tw_err_t wasm3_global_get(tw_interp_instance_t *instance, const char *name,
                                 tw_value_t *value) {
    uint32_t idx = 0;
    tw_err_t err = find_export(instance, name, TW_EXTERN_GLOBAL, &idx);
    if (err == TW_ERR_OK) {
        const M3Global *global = &instance->linked->globals[idx];
        tw_valtype_t type = valtype(global->type);
        *value = make_value(type, ref_out(instance, type, slot_bits(&global->i64Value, type)));
    }
    return err;
}

// ---- what wasm3 cannot do -----------------------------------------------------------------------

// The engine asks for features first and does not come here.
static tw_err_t wasm3_resume(tw_interp_instance_t *instance, tw_value_t *results) {
    (void)results;
    return tw__fail(fault_of(instance->module), TW_ERR_UNSUPPORTED,
                    "interpreter wasm3 cannot suspend: call again");
}

static void wasm3_cancel(tw_interp_instance_t *instance) {
    (void)instance;
}

static const tw_functype_t *wasm3_unfinished(const tw_interp_instance_t *instance) {
    (void)instance;
    return NULL;
}

static void wasm3_complete(tw_interp_instance_t *instance, const uint32_t *results) {
    (void)instance;
    (void)results;
}

static void wasm3_interrupt(tw_interp_instance_t *instance) {
    (void)instance;
}

static void wasm3_add_fuel(tw_interp_instance_t *instance, uint64_t fuel) {
    (void)instance;
    (void)fuel;
}

static uint64_t wasm3_fuel(const tw_interp_instance_t *instance) {
    (void)instance;
    return TW_FUEL_ENDLESS;
}

// ---- memory and figures -------------------------------------------------------------------------

static uint8_t *wasm3_memory(const tw_interp_instance_t *instance, uint64_t *prefix,
                             uint64_t *size) {
    M3MemoryHeader *memory = instance->runtime->memory.mallocated;
    *prefix = memory->length;
    *size = memory->length;
    return (uint8_t *)(memory + 1);
}

static void wasm3_memory_read(const tw_interp_instance_t *instance, tw_addr_t addr, void *target,
                              size_t size) {
    memmove(target, (uint8_t *)(instance->runtime->memory.mallocated + 1) + addr, size);
}

static bool wasm3_memory_write(tw_interp_instance_t *instance, tw_addr_t addr, const void *source,
                               size_t size) {
    memmove((uint8_t *)(instance->runtime->memory.mallocated + 1) + addr, source, size);
    return true;
}

static void wasm3_instance_stats(const tw_interp_instance_t *instance,
                                 struct tw_instance_stats *stats) {
    stats->fuel_left = TW_FUEL_ENDLESS;
    (void)wasm3_memory(instance, &stats->memory_backed_bytes, &stats->memory_bytes);
    stats->stack_bytes = instance->runtime->numStackSlots * (uint32_t)sizeof(m3slot_t);
    stats->arena_bytes = cost(instance);
}

static const tw_interp_inspect_t inspect = {
    .import_at = wasm3_import_at,
    .export_at = wasm3_export_at,
    .global_get = wasm3_global_get,
    .module_stats = wasm3_module_stats,
    .instance_stats = wasm3_instance_stats,
};

const tw_interp_t tw_interp_wasm3 = {
    .name = "wasm3",
    .features = TW_INTERP_STREAM,
    .open = wasm3_open,
    .close = wasm3_close,
    .load_begin = wasm3_load_begin,
    .load_feed = wasm3_load_feed,
    .load_end = wasm3_load_end,
    .unload = wasm3_unload,
    .set_name = wasm3_set_name,
    .instantiate = wasm3_instantiate,
    .destroy = wasm3_destroy,
    .imports_from = wasm3_imports_from,
    .start_func = wasm3_start_func,
    .find_func = wasm3_find_func,
    .call = wasm3_call,
    .resume = wasm3_resume,
    .cancel = wasm3_cancel,
    .unfinished = wasm3_unfinished,
    .complete = wasm3_complete,
    .interrupt = wasm3_interrupt,
    .add_fuel = wasm3_add_fuel,
    .fuel = wasm3_fuel,
    .memory = wasm3_memory,
    .memory_read = wasm3_memory_read,
    .memory_write = wasm3_memory_write,
    .inspect = &inspect,
};
