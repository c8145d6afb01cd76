// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_EXTERN_H
#define TINYWASM_EXTERN_H

// Things of the host that guests have by externref, and that tell the host when nobody has them any
// more. A thing is of a kind, which is a const object of the host's:
//
//     static void close_file(void *thing) { ... }
//     static const tw_extern_kind_t file_kind = {"file", close_file};
//     static tw_externs_t externs;
//     tw_externs_init(&externs, engine, 64);                    // before tw_engine_start
//
//     static tw_err_t host_open(tw_call_t *call) {              // "()r"
//         tw_ref_t ref = TW_REF_NULL;
//         tw_err_t err = tw_extern_new(&externs, tw_call_instance(call), &file_kind, file, &ref);
//         tw_ret_ref(call, ref);
//         return err == TW_ERR_OK ? err : tw_call_trap(call, TW_TRAP_HOST, "no file is free: ...");
//     }
//     static tw_err_t host_size(tw_call_t *call) {              // "(r)i"
//         void *thing = NULL;
//         tw_err_t err = tw_arg_extern(call, 0, &externs, &file_kind, &thing);
//         ...
//
// The kind's function is called exactly once for each thing, at the first of these:
// - tw_extern_drop;
// - with TW_CFG_GC: the first collection that finds no reference of it in globals, tables, frames,
//   objects, exceptions, pending calls, nor with the host (tw_ref_hold). Objects are collected as
//   guests make them (limits.heap_bytes), by tw_extern_collect, and whenever an instance goes, so
//   that is at the latest when the last instance goes that can reach it;
// - without TW_CFG_GC: when the instance goes that it was made for (destroyed, restarted, moved
//   over by a swap, or its creation failed). What another instance has of it is of nothing then;
// - tw_engine_stop.
// It runs on the engine's thread, in the middle of a guest's execution or of a destroy, and has
// no more rights than a host function: of the engine it may call what an ISR may, tw_extern_drop
// and tw_extern_thing. It should be short, no fuel is counted for it.
//
// A thing costs 40 bytes of the arena on a 32-bit target with TW_CFG_GC, and counts 32 bytes of
// limits.heap_bytes of the instance it was made for; without, 24. Nothing here may be called from
// an ISR.

#include "tinywasm/engine.h"
#include "tinywasm/host.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tw_extern_kind {
    const char *name;              // for texts
    void (*release)(void *thing);  // NULL: nothing is to be done
} tw_extern_kind_t;

// Its fields are the engine's.
typedef struct tw_externs {
    tw_watch_t watch;
    tw_engine_t *engine;
    struct tw__extern *first;
    uint32_t last_number;
    uint32_t count;
    uint32_t most;
    bool is_releasing;
} tw_externs_t;

// Once for an engine, after tw_engine_init and before tw_engine_start; externs outlives the engine.
// most: things that there may be at a time.
void tw_externs_init(tw_externs_t *externs, tw_engine_t *engine, uint32_t most);

// A reference of the thing, for the instance that is to get it. The host gives it away at once: as
// a result (tw_ret_ref), argument or value of an exception. With TW_CFG_GC it is gone with the
// next collection once the host function has returned or guest code runs, unless somebody has it or
// it is held; and what tw_call_invoked gives has to be held before, for this may collect.
// kind and thing are borrowed until release. LIMIT: `most` are there; NOMEM; STATE from a release;
// UNSUPPORTED by another interpreter than tw_interp_core, with TW_CFG_GC. On all of these the thing
// stays the caller's, release is not called.
TW_MUST_CHECK tw_err_t tw_extern_new(tw_externs_t *externs, tw_instance_t *instance,
                                     const tw_extern_kind_t *kind, void *thing, tw_ref_t *ref);
// The thing that argument i, an externref, is of. TRAP, to be passed on, if that is null or of
// another kind, or dropped.
TW_MUST_CHECK tw_err_t tw_arg_extern(tw_call_t *call, uint32_t i, const tw_externs_t *externs,
                                     const tw_extern_kind_t *kind, void **thing);
// The same of any reference; NULL if it is of no thing of that kind. Walks the things, or the
// objects of the engine.
void *tw_extern_thing(const tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref);
// Releases it now: whoever has a reference has one of nothing. False if it is of no such thing.
bool tw_extern_drop(tw_externs_t *externs, const tw_extern_kind_t *kind, tw_ref_t ref);
// With TW_CFG_GC: collects all objects of the engine at once, so that things without references are
// released. Else, and from a release, nothing.
void tw_extern_collect(tw_externs_t *externs);

#ifdef __cplusplus
}
#endif
#endif
