// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

// Calls of what modules export that run in slices: a file of its own, as they need the scheduler.

tw_err_t tw_begin_export(tw_instance_t *instance, const char *name, const tw_value_t *args,
                         uint32_t count, tw_done_fn_t done, void *ctx) {
    tw_func_t func;
    tw_err_t err = tw_instance_find_func(instance, name, &func);
    return err == TW_ERR_OK ? tw_instance_begin(instance, func, args, count, done, ctx) : err;
}
