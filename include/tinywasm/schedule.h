// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SCHEDULE_H
#define TINYWASM_SCHEDULE_H

// The scheduler: runs executions of several instances beside one another, on the one C stack, in
// slices of fuel. config.scheduler = &tw_scheduler makes an engine have it; what it does, it does
// in tw_engine_poll. Calls of the application's own (tw_instance_call) go on working beside it, for
// instances that have nothing begun.

#include "tinywasm/instance.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const tw_scheduler_t tw_scheduler;

// A function that is begun may have so many results.
#define TW_BEGIN_RESULTS 8

// Called once when a begun execution is over: OK with its results, valid for the call; else NULL,
// and why: TRAP, EXCEPTION, FUEL (limits.fuel is burnt), INTERRUPTED (given up), ... It is called
// from tw_engine_poll, and there may begin, call, create and destroy, also this instance; or, if
// that is what ends the execution, from tw_instance_destroy and tw_engine_stop with INTERRUPTED,
// where it may do nothing with the engine. tw_engine_fault says more.
typedef void (*tw_done_fn_t)(void *ctx, tw_instance_t *instance, tw_err_t err,
                             const tw_value_t *results, uint32_t result_count);

// Begins an execution that tw_engine_poll runs, a slice each time, limits.fuel in all. args is
// copied; done may be NULL. An instance has one execution: STATE while it has another, when it is
// halted, and without a scheduler. INVAL as tw_instance_call; LIMIT: too many results; UNSUPPORTED:
// the interpreter cannot suspend; NOMEM. tw_instance_interrupt and tw_instance_cancel end it in the
// next poll.
TW_MUST_CHECK tw_err_t tw_instance_begin(tw_instance_t *instance, tw_func_t func,
                                         const tw_value_t *args, uint32_t arg_count,
                                         tw_done_fn_t done, void *ctx);
// tw_instance_create and tw_instance_begin in one; start and `_initialize` run in slices, too.
// func is the name of an export of type () -> (); "" for none, NULL for `_start`, or else `run`, if
// there is one. Errors as of the two. A start that fails later leaves the instance halted, and done
// is told.
TW_MUST_CHECK tw_err_t tw_instance_launch(tw_module_t *module, const char *name,
                                          const tw_limits_t *limits, const char *func,
                                          tw_done_fn_t done, void *ctx, tw_instance_t **instance);

// What becomes of an instance whose execution traps in the scheduler's hands, or is left by an
// exception: it is halted and reported (config.report). Then, `times` times at most, backoff_ms
// after the first time and twice as long after each further one, it is made anew in its place, with
// its name and limits, its start runs, and the function that was begun, if it has no parameters.
// Handles of it and of its functions stay valid. While others import from it, it stays halted.
typedef struct tw_restart {
    uint32_t times;       // 0: stay halted, which is the default; UINT32_MAX: always
    uint32_t backoff_ms;  // at most 2^30 after doubling
} tw_restart_t;
// STATE without a scheduler.
TW_MUST_CHECK tw_err_t tw_instance_set_restart(tw_instance_t *instance,
                                               const tw_restart_t *restart);

#ifdef __cplusplus
}
#endif
#endif
