// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_SWAP_H
#define TINYWASM_SWAP_H

// A swap: another version of a module takes the place of an instance while everything runs.

#include "tinywasm/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_SWAP_STATE_BYTES 4096  // handed over at most
#define TW_SWAP_FUEL 100000       // for each of `_tw_health`, `_tw_save` and `_tw_restore`
#define TW_SWAP_WAIT_MS 1000      // for each of these, and for step 4
#define TW_SWAP_START_MS 10000    // for start and `_initialize` of the new one

// Called from tw_engine_poll when the swap is over. OK: instance is the new one; the old is
// destroyed, its handle and its functions are void, and its module may be unloaded. Else instance
// is the old one, which goes on as if nothing had been, the new one is destroyed, and
// tw_engine_fault says which step failed and why. INTERRUPTED with instance NULL: the old one was
// destroyed meanwhile; then it is called from there and may do nothing with the engine.
typedef void (*tw_swap_fn_t)(void *ctx, tw_instance_t *instance, tw_err_t err);

// Begins to replace old by an instance of module, with old's name, limits and restart policy, step
// by step in tw_engine_poll:
// 1. Linked at once, beside old, without a name; both need memory meanwhile. The rest in slices:
// 2. start and `_initialize` run, on limits.fuel each.
// 3. `_tw_health () -> i32`, if it exports that, answers 1.
// 4. old comes to a safe point: nothing of it is unfinished, or its execution waits in a function
//    that handlers may interrupt (tinywasm/event.h), or it is halted.
// 5. If old exports `_tw_save () -> (i32 addr, i32 len)` and module `_tw_restore (i32, i32)`: the
//    one runs, its bytes are copied to memory that the new one grows by, and the other runs with
//    their address there and their length. A halted old one saves nothing.
// 6. old goes; the new one takes its name, its inbox, and, if the function of type () -> () that
//    was begun is not over, begins its own of that name and calls old's done at its end.
// The new one has an id of its own (tw_instance_id): timers of the old end with it, and events that
// were posted to its id and are not in its inbox yet are lost. The new version sets its timers in
// start, `_initialize` or the function that is begun anew.
// A step that is not over in its time fails with BUSY: none waits for ever. Until the end nothing
// else can be called in the new one. Calls and events that come during 5 wait. done may be NULL.
// Errors that are known at once are returned, and done is not called then: STATE (no scheduler;
// another instance imports from old; old is being created), BUSY (another swap is under way), INVAL
// (an export of a name above has another type), NOENT (the function that runs in old is not
// exported), and those of tw_instance_create.
TW_MUST_CHECK tw_err_t tw_instance_swap(tw_instance_t *old, tw_module_t *module, tw_swap_fn_t done,
                                        void *ctx);

#ifdef __cplusplus
}
#endif
#endif
