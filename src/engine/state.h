// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_ENGINE_STATE_H
#define TW_ENGINE_STATE_H

// The engine's own state: what the files of this room share. The engine decides (names, limits, who
// may be destroyed, what a host function may do) and leaves decoding, linking and running to the
// interpreter of its configuration, which it reaches through the table in tinywasm/interp.h alone.
// Engine, modules and instances are blocks of one arena.

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/value.h"
#include "tinywasm/event.h"
#include "tinywasm/grant.h"
#include "tinywasm/hold.h"
#include "tinywasm/schedule.h"

#define TW_INSTANCE_NAME_BYTES 31u

// A host function's call that is answered later. state is all that an ISR reads first and writes
// last: generation << 2 | status.
#define TW_PENDING_FREE 0u
#define TW_PENDING_WAITING 1u
#define TW_PENDING_DONE 2u
struct tw__pending_slot {
    _Atomic uint32_t state;
    bool waits;  // handlers of events may run meanwhile
    uint64_t result_bits;
    const tw_functype_t *type;  // of the host function
    tw_instance_t *caller;      // whose memory the host may touch until it has answered
    tw_cancel_fn_t cancel;
    void *ctx;
};

struct tw_engine {
    struct tw__fault fault;  // the first: many functions pass its address on
    struct tw__arena *arena;
    const tw_interp_t *interp;
    void *store;  // the interpreter's; NULL unless started
    tw_filestore_t *filestore;
    tw_grants_t *grants;        // NULL: every module may use all that there is
    const tw_keeper_t *keeper;  // NULL: no code is kept
    tw_device_t *devices;       // in the order they were added
    tw_watch_t *watches;        // the newest first
    tw_holds_t *holds;          // NULL: nothing is held
    const tw_host_module_t **host_modules;
    tw_module_t *modules;      // the newest first
    tw_instance_t *instances;  // the newest first
    tw_module_t *loading;      // being streamed in, or failed while it was
    tw_instance_t *running;    // whose root call runs: host functions see it set
    uint32_t host_module_count;
    uint32_t max_host_modules;
    uint32_t own_host_modules;  // without those that devices offer
    uint32_t started_devices;
    bool has_mounted;
    bool is_started;
    tw_interp_env_t env;
    struct tw__pending_slot pending[TW_CFG_PENDING_CALLS];
    const tw_scheduler_t *scheduler;  // NULL: none
    struct tw__schedule *schedule;    // the scheduler's; NULL: none
    char fault_text[TW_FAULT_TEXT_BYTES];
};

enum tw__module_stage {
    TW_MODULE_LOADING,
    TW_MODULE_LOADED,
    TW_MODULE_FAILED,    // only unload is left
    TW_MODULE_CHECKING,  // being validated, never loaded
};

struct tw_module {
    tw_engine_t *engine;
    tw_module_t *next;
    tw_interp_module_t *code;
    const char *name;      // for faults and grants; NULL for none
    const uint8_t *grant;  // the grants': the SHA-256 in the table that is its own; NULL: none
    uint8_t stage;
    bool is_file_mapped;  // file is mapped for as long as the module lives
    bool is_kept_mapped;  // and so is kept
    const void *kept;     // its kept code, mapped or a block of the arena; NULL: it has none
    char file[];          // the file's name; empty for none
};

// What comes next in the life of an instance.
enum tw__instance_stage {
    TW_STAGE_START,
    TW_STAGE_INITIALIZE,
    TW_STAGE_LAST,  // `_initialize` runs or is unfinished
    TW_STAGE_READY,
    TW_STAGE_FAILED  // its creation failed when it was resumed, or it is halted: destroy is left
};

// What a scheduler knows of an instance.
enum tw__task_state {
    TW_TASK_IDLE,
    TW_TASK_CREATE,  // the next step of the creation is to be found
    TW_TASK_CALL,    // func_idx is to be called
    TW_TASK_RUN,     // it has been
    TW_TASK_FROZEN,  // nothing may begin
};
struct tw__inbox_event {
    const char *handler;
    int32_t args[2];
};
// A call of a function of two i32, or of none.
struct tw__put {
    const tw_functype_t *type;
    uint32_t func_idx;
    int32_t args[2];
};
struct tw__task {
    tw_limits_t limits;  // with which the instance was made
    uint64_t fuel_used;
    uint64_t budget;  // of the execution, without what slices have got of it
    tw_done_fn_t done;
    void *ctx;
    tw_value_t *args;  // until the call is made; NULL for none
    uint32_t func_idx;
    uint32_t entry_idx;  // what is to run again after a restart; TW_FUNC_NONE
    uint32_t turn;       // in which it last had a slice
    uint32_t traps;
    uint32_t restarts;
    uint32_t events_dropped;
    tw_restart_t restart;  // what is left of the policy
    uint32_t restart_ms;   // when it is due
    // A function that runs over the pending host function of the execution: a handler (over NULL),
    // or one whose results `over` gets, inside the host call that ends it, or NULL if it fails.
    void (*over)(tw_instance_t *instance, const tw_call_t *call);
    uint64_t over_until;  // it fails when fuel_used has come to that
    struct tw__put put;   // the call of it
    uint32_t id;
    struct tw__inbox_event inbox[TW_INBOX_EVENTS];  // the oldest first
    uint8_t inbox_count;
    uint8_t state;
    uint8_t result_count;
    uint8_t below;      // slot + 1 of the host function that something runs over; 0: nothing does
    bool is_put;        // `put` is to be called
    bool is_entry;      // what is begun is the function of entry_idx
    bool is_candidate;  // it is to take another's place and has no events until then
    bool is_on_trial;   // a swap deals with its failures: they neither halt it nor are reported
    bool is_frozen;     // nothing of it runs: its state is being moved over
    bool is_creating;
    bool is_dry;          // its last slice ended for want of fuel
    bool is_blocked;      // or because an instance that it calls is inside another execution
    bool is_restart_due;  // at restart_ms
};

// The scheduler, as the engine's other files see it: what does not use it does not link it.
struct tw_scheduler {
    // Makes engine->schedule.
    tw_err_t (*init)(tw_engine_t *engine, const tw_engine_config_t *config);
    bool (*turn)(tw_engine_t *engine, uint32_t now_ms);
    // An instance is made, and goes.
    tw_err_t (*adopt)(tw_instance_t *instance, const tw_limits_t *limits);
    void (*forget)(tw_instance_t *instance);
};

// What keeps code, as the engine's other files see it: what does not use it does not link it.
struct tw_keeper {
    // Makes the module of its kept code. NOENT: there is none that fits.
    tw_err_t (*load)(tw_engine_t *engine, const char *name, tw_module_t **module);
    // Keeps the code of a module that was loaded from its file, if there is room for it; where the
    // store maps, the module then runs from there.
    void (*keep)(tw_module_t *module);
    // Gives back what a module holds of its kept code.
    void (*release)(tw_module_t *module);
    bool (*forget)(tw_filestore_t *fs, const char *name);  // the filestore's
};

struct tw_instance {
    tw_engine_t *engine;
    tw_module_t *module;
    tw_instance_t *next;
    tw_interp_instance_t *state;
    struct tw__task *task;  // NULL without a scheduler
    uint64_t fuel;          // of each root call
    uint32_t slice_fuel;    // granted; 0: as the engine's
    uint8_t stage;
    uint8_t pending;  // slot + 1 of the host function that its execution waits for; 0: none
    atomic_bool is_interrupted;
    char name[];  // empty for none
};

static inline const char *tw__instance_where(const tw_instance_t *instance) {
    return instance->name[0] != '\0' ? instance->name : instance->module->name;
}
static inline bool tw__range_in(uint64_t memory_size, tw_addr_t addr, uint64_t size) {
    return size <= memory_size && addr <= memory_size - size;
}
// True if the scheduler has begun an execution that is not over.
static inline bool tw__is_begun(const tw_instance_t *instance) {
    return instance->task != NULL && instance->task->state != TW_TASK_IDLE;
}
// The tables of the interpreter that not every program needs.
static inline const tw_interp_inspect_t *tw__inspect(const tw_engine_t *engine) {
    return engine->interp == &tw_interp_core ? &tw_interp_core_inspect : engine->interp->inspect;
}
static inline const tw_interp_slices_t *tw__slices(const tw_engine_t *engine) {
    return engine->interp == &tw_interp_core ? &tw_interp_core_slices : engine->interp->slices;
}
// The error of an execution that can be resumed.
static inline bool tw__is_stop(tw_err_t err) {
    return err == TW_ERR_FUEL || err == TW_ERR_INTERRUPTED || err == TW_ERR_PENDING;
}

// engine.c
// Begins an API function: forgets the last fault. Inside a host function the place of the call is
// kept, so that a trap of the function still names it.
void tw__engine_enter(tw_engine_t *engine, const char *where);
// The same for functions that a host function must not call: STATE.
tw_err_t tw__engine_enter_outside(tw_engine_t *engine, const char *where);
// UNSUPPORTED if the interpreter cannot suspend.
tw_err_t tw__engine_check_suspend(tw_engine_t *engine);
tw_err_t tw__engine_fail_nomem(tw_engine_t *engine, size_t size);

// text.c
bool tw__text_equal(const char *a, const char *b);
bool tw__text_is_name(const char *text, tw_name_t name);

// signature.c
bool tw__signature_is_valid(const char *signature);
bool tw__signature_matches(const char *signature, const tw_functype_t *type);

// link.c
struct tw__linking {
    tw_engine_t *engine;
    const tw_limits_t *limits;
    tw_module_t *module;
};
tw_err_t tw__link_resolve(void *linking, uint32_t i, const tw_import_t *import, tw_link_t *link);

// grant.c, reached by the table of config.grants alone.
struct tw__grant_ask {
    const char *kind;
    const char *text;  // NULL: the numbers
    uint32_t a;
    uint32_t b;
    tw_grant_matches_t matches;  // of a text; NULL: byte by byte, '*' at the end is anything
};
struct tw__grants_ops {
    // A module's bytes as they come, and their end: they know modules by their bytes.
    void (*feed)(tw_module_t *module, const void *bytes, size_t size);
    tw_err_t (*end)(tw_module_t *module);
    // The SHA-256 in the place of the bytes.
    void (*know)(tw_module_t *module, const uint8_t *sha256);
    // In the place of tw__instance_link: refuses what is not granted, and lowers limits.
    tw_err_t (*link)(tw_instance_t *instance, const tw_limits_t *limits);
    tw_err_t (*check_import)(tw_module_t *module, const tw_import_t *import);
    tw_err_t (*check_ask)(const tw_instance_t *instance, const struct tw__grant_ask *ask);
    bool (*find_number)(const tw_instance_t *instance, const char *kind, uint64_t *number);
};
// hold.c, reached by engine->holds alone.
struct tw__holds_ops {
    tw_err_t (*check_ask)(const tw_instance_t *instance, const struct tw__grant_ask *ask);
};

// grant_ask.c: around the failure of a question, whose text begins with the module's name and ends
// the guest's function.
struct tw__asked {
    const char *where;
    uint32_t func_idx;
    uint32_t offset;
};
void tw__ask_begin(const tw_instance_t *instance, struct tw__asked *asked);
tw_err_t tw__ask_end(const tw_instance_t *instance, const struct tw__asked *asked, tw_err_t err);
const char *tw__ask_name(const tw_instance_t *instance);
// "pin" of "gpio"; other kinds are their own word.
const char *tw__ask_noun(const char *kind);

// protected.c: files whose names begin with '.', which nobody else can form. No fault is recorded.
// STATE: there is no filestore that is mounted; BUSY: a save has begun.
tw_err_t tw__protected_save(tw_engine_t *engine, const char *name, const void *bytes,
                            uint32_t size);
// Begins a save; the filestore's own functions go on with it.
tw_err_t tw__protected_begin(tw_engine_t *engine, const char *name, uint32_t size);
// OK also if there is none.
tw_err_t tw__protected_remove(tw_engine_t *engine, const char *name);
// NOENT also without a filestore.
tw_err_t tw__protected_stat(tw_engine_t *engine, const char *name, uint32_t *size);
tw_err_t tw__protected_read(tw_engine_t *engine, const char *name, uint32_t off, void *target,
                            uint32_t size, uint32_t *read_size);

// module.c
void tw__module_drop(tw_module_t *module);
// Also STATE before start, BUSY while another module is being loaded.
tw_err_t tw__module_refuse_load(tw_engine_t *engine, const char *where);
// By the engine's keeper: NOENT if there is none.
tw_err_t tw__module_load_kept(tw_engine_t *engine, const char *name, tw_module_t **module);
// An entry in the list of modules, loading. file is "" for none.
tw_err_t tw__module_begin(tw_engine_t *engine, const char *file, bool is_mapped,
                          tw_module_t **module);
// The error of a filestore as a fault.
tw_err_t tw__module_fail_file(tw_engine_t *engine, tw_err_t err);

// instance.c
void tw__instance_drop(tw_instance_t *instance);
// Makes and links an instance, and runs nothing of it.
tw_err_t tw__instance_make(tw_module_t *module, const char *name, const tw_limits_t *limits,
                           tw_instance_t **instance);
// The same for one that is to take the place of `old`: it has room for its name, and none yet.
tw_err_t tw__instance_make_beside(tw_module_t *module, const tw_instance_t *old,
                                  const tw_limits_t *limits, tw_instance_t **instance);
// STATE, naming the importer, if another imports from it.
tw_err_t tw__instance_refuse_imported(const tw_instance_t *instance);
// Makes it anew in its place, at the beginning of its creation. STATE, before anything is done, if
// another imports from it; after every other error it has no state and must be dropped.
tw_err_t tw__instance_remake(tw_instance_t *instance, const tw_limits_t *limits);
// The next function that the creation has to run; false: it is complete.
bool tw__instance_next_func(tw_instance_t *instance, uint32_t *func_idx);
// What refuses a root call: the state of the instance; the arguments.
tw_err_t tw__instance_refuse_call(tw_instance_t *instance);
tw_err_t tw__instance_check_call(tw_instance_t *instance, tw_func_t func, const tw_value_t *args,
                                 uint32_t arg_count);
// Instantiates, with a resolve that gets a struct tw__linking.
tw_err_t tw__instance_link(tw_instance_t *instance, const tw_limits_t *limits,
                           tw_resolve_fn_t resolve);

// rootcall.c
tw_err_t tw__rootcall_run(tw_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                          uint64_t fuel, tw_value_t *results);
tw_err_t tw__rootcall_resume(tw_instance_t *instance, tw_value_t *results);
// Runs call->invoke_func over the host function that pends.
tw_err_t tw__rootcall_interpose(tw_instance_t *instance, const tw_call_t *call);
// INVAL if values[given_count] are not `count`.
tw_err_t tw__rootcall_check_count(tw_engine_t *engine, const char *what, uint32_t count,
                                  const tw_value_t *given, uint32_t given_count);
tw_err_t tw__rootcall_check_args(tw_engine_t *engine, const tw_functype_t *type,
                                 const tw_value_t *args, uint32_t arg_count);

// guest.c
// What a host function gets of its caller's memory: a pointer into it, or a copy that
// tw__guest_settle writes back. is_const: it need not be written back.
tw_err_t tw__guest_lend(tw_call_t *call, tw_addr_t addr, uint64_t size, bool is_const,
                        uint8_t **bytes);
// Ends what was lent; err is what the host function answered, and stays that unless a copy cannot
// be written back.
tw_err_t tw__guest_settle(tw_call_t *call, tw_err_t err);
// Bytes of the string at addr, with its NUL; 0 if memory ends before that.
uint64_t tw__guest_string_size(const tw_instance_t *instance, tw_addr_t addr);

// call.c
tw_err_t tw__call_host(tw_call_t *call);

// pending.c
void tw__pending_init(tw_engine_t *engine);
// Hands the answer to the interpreter if there is one; PENDING while there is none. OK if nothing
// pends.
tw_err_t tw__pending_settle(tw_instance_t *instance);
// True if a host function pends that has not answered.
bool tw__pending_is_waiting(const tw_instance_t *instance);
// Gives the call up, if one pends; not what may pend below it.
void tw__pending_cancel_top(tw_instance_t *instance);
// Gives up all that pends.
void tw__pending_cancel(tw_instance_t *instance);
// True if the execution of root waits for a host function that caller called.
bool tw__pending_is_for(const tw_instance_t *root, const tw_instance_t *caller);

#endif
