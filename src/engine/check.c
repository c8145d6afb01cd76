// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"
#include "tinywasm/module.h"

// Validation alone. A module that is checked is never loaded: it is in the stage CHECKING until it
// has failed or ended, and then in the stage that leaves it to unload alone.

tw_err_t tw_module_check_begin(tw_engine_t *engine, const tw_interp_check_t *check,
                               tw_module_t **module) {
    tw_err_t err = tw_module_load_begin(engine, module);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (check->interp != engine->interp) {
        tw__module_drop(*module);
        *module = NULL;
        return tw__fail(&engine->fault, TW_ERR_UNSUPPORTED,
                        "interpreter %s cannot check a module: load it", engine->interp->name);
    }
    check->only_check((*module)->code);
    (*module)->stage = TW_MODULE_CHECKING;
    return TW_ERR_OK;
}

static tw_err_t refuse(tw_module_t *module) {
    tw_engine_t *engine = module->engine;
    tw_err_t err = tw__engine_enter_outside(engine, module->name);
    if (err == TW_ERR_OK && module->stage != TW_MODULE_CHECKING) {
        err = tw__fail(&engine->fault, TW_ERR_STATE,
                       "the module is not being checked, or its check is over: begin anew");
    }
    return err;
}

tw_err_t tw_module_check_feed(tw_module_t *module, const void *bytes, size_t size) {
    tw_err_t err = refuse(module);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = module->engine->interp->load_feed(module->code, bytes, size);
    if (err != TW_ERR_OK) {
        module->stage = TW_MODULE_FAILED;
    }
    return err;
}

tw_err_t tw_module_check_end(tw_module_t *module) {
    tw_err_t err = refuse(module);
    if (err == TW_ERR_OK) {
        module->stage = TW_MODULE_FAILED;
        err = module->engine->interp->load_end(module->code);
    }
    return err;
}
