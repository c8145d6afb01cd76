// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// What imports are linked to: a function of a host module, else an instance of that name, else
// what the limits allow instead.

static const tw_host_func_t *find_host_func(const tw_engine_t *engine, const tw_import_t *import,
                                            const tw_host_module_t **host_module) {
    for (uint32_t i = 0; i < engine->host_module_count; i++) {
        *host_module = engine->host_modules[i];
        if (!tw__text_is_name((*host_module)->name, import->module)) {
            continue;
        }
        for (uint32_t k = 0; k < (*host_module)->func_count; k++) {
            if (tw__text_is_name((*host_module)->funcs[k].name, import->name)) {
                return &(*host_module)->funcs[k];
            }
        }
    }
    return NULL;
}

static const tw_instance_t *find_instance(const tw_engine_t *engine, tw_name_t name) {
    for (const tw_instance_t *at = engine->instances; at != NULL; at = at->next) {
        if (at->stage == TW_STAGE_READY && name.size != 0 && tw__text_is_name(at->name, name)) {
            return at;
        }
    }
    return NULL;
}

static tw_err_t fail_mismatch(tw_engine_t *engine, const tw_import_t *import,
                              const tw_host_module_t *host_module, const tw_host_func_t *func) {
    (void)import;  // without texts
    (void)host_module;
    (void)func;
    return tw__fail(&engine->fault, TW_ERR_UNLINKABLE, TW_TEXT_HOST_TYPE, host_module->name,
                    func->name, import->type.functype, func->signature, host_module->name);
}

static tw_err_t fail_missing(tw_engine_t *engine, const tw_import_t *import) {
    (void)import;  // without texts
    return tw__fail(&engine->fault, TW_ERR_UNLINKABLE, TW_TEXT_UNDEFINED, import->module.bytes,
                    import->module.size, import->name.bytes, import->name.size,
                    import->module.bytes, import->module.size);
}

static bool is_env_memory(const tw_import_t *import) {
    return import->type.kind == TW_EXTERN_MEMORY && tw__text_is_name("env", import->module) &&
           tw__text_is_name("memory", import->name);
}

// A function that a host module defines.
static tw_err_t link_host(const struct tw__linking *linking, const tw_import_t *import,
                          const tw_host_module_t *host_module, const tw_host_func_t *func,
                          tw_link_t *link) {
    bool is_same = tw__signature_matches(func->signature, import->type.functype);
    if (!is_same && !linking->limits->link_lazily) {
        return fail_mismatch(linking->engine, import, host_module, func);
    }
    link->kind = is_same ? TW_LINK_HOST : TW_LINK_STUB;
    link->host_module = host_module;
    link->host_func = func;
    return TW_ERR_OK;
}

tw_err_t tw__link_resolve(void *ctx, uint32_t i, const tw_import_t *import, tw_link_t *link) {
    (void)i;
    const struct tw__linking *linking = (const struct tw__linking *)ctx;
    bool is_func = import->type.kind == TW_EXTERN_FUNC;
    const tw_host_module_t *host_module = NULL;
    const tw_host_func_t *func =
        is_func ? find_host_func(linking->engine, import, &host_module) : NULL;
    if (func != NULL) {
        return link_host(linking, import, host_module, func, link);
    }
    const tw_instance_t *exporter = find_instance(linking->engine, import->module);
    if (exporter != NULL) {
        link->kind = TW_LINK_INSTANCE;
        link->instance = exporter->state;
        return TW_ERR_OK;
    }
    if (is_env_memory(import)) {
        link->kind = TW_LINK_OWN;
        return TW_ERR_OK;
    }
    if (is_func && linking->limits->link_lazily) {
        link->kind = TW_LINK_STUB;
        return TW_ERR_OK;
    }
    return fail_missing(linking->engine, import);
}
