// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"
#include "tinywasm/grant.h"

// The questions that devices and programs ask. They cost an application without grants a look at a
// pointer.

tw_err_t tw_grants_check_import(tw_module_t *module, const tw_import_t *import) {
    const tw_grants_t *grants = module->engine->grants;
    tw__engine_enter(module->engine, module->name);
    return grants == NULL ? TW_ERR_OK : grants->ops->check_import(module, import);
}

static tw_err_t ask(const tw_call_t *call, const struct tw__grant_ask *what) {
    const tw_module_t *module = call->instance->module;
    const tw_grants_t *grants = module->engine->grants;
    return grants == NULL ? TW_ERR_OK : grants->ops->check_ask(module, what);
}

tw_err_t tw_call_allowed(tw_call_t *call, const char *kind, uint32_t a, uint32_t b) {
    const struct tw__grant_ask what = {kind, NULL, a, b};
    return ask(call, &what);
}

tw_err_t tw_call_allowed_text(tw_call_t *call, const char *kind, const char *text) {
    TW_ASSERT(text != NULL);
    const struct tw__grant_ask what = {kind, text, 0, 0};
    return ask(call, &what);
}
