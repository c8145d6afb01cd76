// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Instances whose `_initialize` the application calls itself.

// Runs the start function, if there is one, and ends the creation.
static tw_err_t run_start(tw_instance_t *instance) {
    tw_func_t func = {NULL, NULL, 0};
    tw_err_t err = TW_ERR_OK;
    if (instance->engine->interp->start_func(instance->state, &func)) {
        err = tw__rootcall_run(instance, func.idx, NULL, instance->fuel, NULL);
    }
    instance->stage = TW_STAGE_READY;
    return err;
}

tw_err_t tw_instance_create_uninitialized(tw_module_t *module, const char *name,
                                          const tw_limits_t *limits, tw_instance_t **instance) {
    tw_err_t err = tw__instance_make(module, name, limits, instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = run_start(*instance);
    if (err != TW_ERR_OK) {
        tw__instance_drop(*instance);
        *instance = NULL;
    }
    return err;
}
