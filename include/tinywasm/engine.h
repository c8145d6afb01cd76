// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_ENGINE_H
#define TINYWASM_ENGINE_H

// The engine: the object that an application owns. It owns an interpreter, a filestore, devices,
// loaded modules and their instances, all inside one arena that the application gives. An engine
// belongs to one thread; from an ISR or another thread only tw_instance_interrupt, tw_event_post
// and tw_pending_complete may be called.

#include "tinywasm/filestore.h"
#include "tinywasm/host.h"
#include "tinywasm/interp.h"
#include "tinywasm/types.h"

#ifdef __cplusplus
extern "C" {
#endif

// A device offers host functions and is started, polled and stopped with the engine.
typedef struct tw_device tw_device_t;
typedef struct tw_device_ops {
    const char *name;
    tw_err_t (*start)(tw_device_t *device, tw_engine_t *engine);  // may be NULL
    void (*stop)(tw_device_t *device);                            // may be NULL
    void (*poll)(tw_device_t *device, uint32_t now_ms);           // may be NULL
    const tw_host_module_t *(*host_module)(tw_device_t *device);  // may be NULL: none
} tw_device_ops_t;
struct tw_device {
    const tw_device_ops_t *ops;
    tw_device_t *next;  // the engine's
};

// Who is told of each instance that goes, whether destroyed, restarted or moved over by a swap.
// gone is called before its memory is given back, and may do nothing with the engine.
typedef struct tw_watch {
    void (*gone)(struct tw_watch *watch, tw_instance_t *instance);
    struct tw_watch *next;  // the engine's
} tw_watch_t;

// Runs executions beside one another; tinywasm/schedule.h has the one there is.
typedef struct tw_scheduler tw_scheduler_t;

typedef struct tw_grants tw_grants_t;  // tinywasm/grant.h

typedef struct tw_keeper tw_keeper_t;  // tinywasm/keep.h

typedef struct tw_engine_config {
    void *arena;                // the engine lives here; aligned to 8, outlives it
    size_t arena_size;          // bytes
    const tw_interp_t *interp;  // default: &tw_interp_core
    tw_filestore_t *filestore;  // may be NULL; mounted by tw_engine_start
    tw_grants_t *grants;        // outlives the engine. NULL, the default: every module may use all
                                // that the application added; else what is granted (grant.h)
    const tw_keeper_t *keeper;  // default NULL: each load makes register code in the arena; else
                                // &tw_keeper: it is kept beside the file (keep.h)
    uint32_t max_host_modules;  // default 8
    // What a hostile module may make the loader use (LIMIT beyond):
    uint32_t max_nesting;     // blocks within blocks; default 128
    uint32_t max_operands;    // operands on the stack of one function; default 1024
    uint32_t max_locals;      // parameters and locals of one function; default 1024
    uint32_t max_code_bytes;  // bytes of one function body; default 1 MiB
    // The rest means something with a scheduler only:
    const tw_scheduler_t *scheduler;  // default NULL: none; else &tw_scheduler
    uint32_t slice_fuel;  // what an execution may burn before another runs; default 10,000
    uint32_t max_events;  // posted between two polls (tinywasm/event.h); default 8
    void (*feed_watchdog)(void *ctx);  // called at the end of each tw_engine_poll, nowhere else;
    void *watchdog_ctx;                // may be NULL
    // Called from tw_engine_poll when an execution that it runs has failed; may be NULL. fault as
    // tw_engine_fault gives it, valid for the call. Must not destroy or unload.
    void (*report)(void *ctx, tw_instance_t *instance, const tw_fault_t *fault);
    void *report_ctx;
} tw_engine_config_t;

// Fills in the defaults; the caller then sets arena and what it wants different.
void tw_engine_config_init(tw_engine_config_t *config);

// Builds an engine inside config->arena; config may die afterwards. INVAL: no arena, or library
// and caller are built with different options. NOMEM: the arena is too small.
TW_MUST_CHECK tw_err_t tw_engine_init_checked(tw_engine_t **engine,
                                              const tw_engine_config_t *config,
                                              uint32_t config_hash);
static inline TW_MUST_CHECK tw_err_t tw_engine_init(tw_engine_t **engine,
                                                    const tw_engine_config_t *config) {
    return tw_engine_init_checked(engine, config, TW_CFG_HASH);
}

// Before start. device must outlive the engine.
TW_MUST_CHECK tw_err_t tw_engine_add_device(tw_engine_t *engine, tw_device_t *device);
// Before start. Parses the signatures; INVAL names a bad one, EXIST a module name already taken.
// The table is borrowed and must outlive the engine.
TW_MUST_CHECK tw_err_t tw_engine_add_host_module(tw_engine_t *engine,
                                                 const tw_host_module_t *host_module);
// Adds one, once; watch must outlive the engine.
void tw_engine_watch(tw_engine_t *engine, tw_watch_t *watch);
// Mounts the filestore (unless the application has), starts the devices in the order they were
// added and takes their host modules; the registries freeze. A start that fails is undone.
TW_MUST_CHECK tw_err_t tw_engine_start(tw_engine_t *engine);
// Polls the devices. With a scheduler, then delivers events, gives every execution that is ready
// one slice, and restarts and moves over what is due. now_ms counts on from poll to poll and may
// wrap. True: call again at once; false: nothing is ready, sleep until the next interrupt or tick.
// Never from an ISR or a host function; false at once from what a poll calls.
bool tw_engine_poll(tw_engine_t *engine, uint32_t now_ms);
// Destroys all instances, unloads all modules, stops devices and unmounts, in reverse order. Safe
// after a failed start, and twice.
void tw_engine_stop(tw_engine_t *engine);
// Details of the last failure; valid until the next call into the engine. Never NULL.
const tw_fault_t *tw_engine_fault(const tw_engine_t *engine);
// Bytes of the arena in use; *peak (may be NULL) the most there ever were: the number to size the
// arena by.
size_t tw_engine_arena_used(const tw_engine_t *engine, size_t *peak);
// Module or instance i, the oldest first; NULL past the end.
tw_module_t *tw_engine_module_at(const tw_engine_t *engine, uint32_t i);
tw_instance_t *tw_engine_instance_at(const tw_engine_t *engine, uint32_t i);
// Host module i: those of the application in the order they were added, then the devices'; NULL
// past the end.
const tw_host_module_t *tw_engine_host_module_at(const tw_engine_t *engine, uint32_t i);
// By name; NULL if there is none.
tw_module_t *tw_engine_find_module(const tw_engine_t *engine, const char *name);
tw_instance_t *tw_engine_find_instance(const tw_engine_t *engine, const char *name);

#ifdef __cplusplus
}
#endif
#endif
