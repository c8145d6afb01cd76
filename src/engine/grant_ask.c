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

void tw__ask_begin(const tw_instance_t *instance, struct tw__asked *asked) {
    struct tw__fault *fault = &instance->engine->fault;
    *asked = (struct tw__asked){fault->where, fault->info.func_idx, fault->info.offset};
    const char *file = instance->module->name;
    tw__fault_clear(fault, file == NULL ? tw__instance_where(instance) : file);
}

tw_err_t tw__ask_end(const tw_instance_t *instance, const struct tw__asked *asked, tw_err_t err) {
    struct tw__fault *fault = &instance->engine->fault;
    fault->where = asked->where;
    fault->info.func_idx = asked->func_idx;
    fault->info.offset = asked->offset;
    fault->info.trap = err == TW_ERR_OK ? TW_TRAP_NONE : TW_TRAP_HOST;
    return err == TW_ERR_OK ? TW_ERR_OK : TW_ERR_TRAP;
}

const char *tw__ask_name(const tw_instance_t *instance) {
    const char *name = tw__instance_where(instance);
    return name == NULL ? "module" : name;
}

const char *tw__ask_noun(const char *kind) {
    static const char *const nouns[][2] = {{"gpio", "pin"}, {"hosts", "host"}, {"listen", "port"}};
    for (uint32_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        if (tw__text_equal(kind, nouns[i][0])) {
            return nouns[i][1];
        }
    }
    return kind;
}

static tw_err_t ask(const tw_call_t *call, const struct tw__grant_ask *what) {
    const tw_engine_t *engine = call->instance->engine;
    tw_err_t err =
        engine->grants == NULL ? TW_ERR_OK : engine->grants->ops->check_ask(call->instance, what);
    bool may_be_held = err == TW_ERR_OK && engine->holds != NULL && what->text == NULL;
    return may_be_held ? engine->holds->ops->check_ask(call->instance, what) : err;
}

tw_err_t tw_call_allowed(tw_call_t *call, const char *kind, uint32_t a, uint32_t b) {
    const struct tw__grant_ask what = {kind, NULL, a, b, NULL};
    return ask(call, &what);
}

tw_err_t tw_call_allowed_text(tw_call_t *call, const char *kind, const char *text) {
    TW_ASSERT(text != NULL);
    const struct tw__grant_ask what = {kind, text, 0, 0, NULL};
    return ask(call, &what);
}

tw_err_t tw_call_allowed_match(tw_call_t *call, const char *kind, const char *text,
                               tw_grant_matches_t matches) {
    TW_ASSERT(text != NULL && matches != NULL);
    const struct tw__grant_ask what = {kind, text, 0, 0, matches};
    return ask(call, &what);
}

bool tw_call_granted_number(const tw_call_t *call, const char *kind, uint64_t *number) {
    const tw_grants_t *grants = call->instance->engine->grants;
    return grants != NULL && grants->ops->find_number(call->instance, kind, number);
}
