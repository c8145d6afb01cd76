// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/snapshot.h"

#include "engine/state.h"

static const tw_interp_snapshot_t *const interp_snapshot = &tw_interp_core_snapshot;

static tw_err_t refuse(tw_instance_t *instance) {
    tw_engine_t *engine = instance->engine;
    tw_err_t err = tw__instance_refuse_call(instance);
    if (err == TW_ERR_OK && engine->interp != interp_snapshot->interp) {
        err = tw__fail_code(&engine->fault, TW_ERR_UNSUPPORTED);
    }
    return err;
}

static tw_err_t pass(const tw_instance_t *instance, tw_err_t err) {
    return err == TW_ERR_OK ? err : tw__fail_code(&instance->engine->fault, err);
}

tw_err_t tw_snapshot_write(tw_instance_t *instance, tw_snapshot_write_fn_t write, void *ctx) {
    tw_err_t err = refuse(instance);
    return err == TW_ERR_OK ? pass(instance, interp_snapshot->write(instance->state, write, ctx))
                            : err;
}

tw_err_t tw_snapshot_read(tw_instance_t *instance, tw_snapshot_read_fn_t read, void *ctx) {
    tw_err_t err = refuse(instance);
    return err == TW_ERR_OK ? pass(instance, interp_snapshot->read(instance->state, read, ctx))
                            : err;
}
