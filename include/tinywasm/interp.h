// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_INTERP_H
#define TINYWASM_INTERP_H

// The interpreter: what executes modules, behind a const table, so that an application can take
// another executor by changing one line (config.interp). Applications only need tw_interp_core;
// the rest of this header is for those who write an executor.
//
// The engine decides (names, limits, grants, who may be destroyed); an interpreter decodes,
// validates, links and runs. Functions return a tw_err_t and have recorded the fault through
// tw__fail (src/base/fault.h) when it is not TW_ERR_OK.

#include "tinywasm/host.h"
#include "tinywasm/types.h"

#ifdef __cplusplus
extern "C" {
#endif

struct tw__arena;
struct tw__fault;
struct tw_limits;
struct tw_module_stats;
struct tw_instance_stats;

typedef struct tw_interp_module tw_interp_module_t;      // one per loaded module
typedef struct tw_interp_instance tw_interp_instance_t;  // one per instance

// A function type as interpreters and the engine share it: params, then results. Immutable.
struct tw_functype {
    uint16_t param_count;
    uint16_t result_count;
    uint16_t param_cells;   // 32-bit cells that the parameters take
    uint16_t result_cells;
    tw_valtype_t types[];   // param_count + result_count
};

// What the engine lends an interpreter; outlives it.
typedef struct tw_interp_env {
    struct tw__arena *arena;
    struct tw__fault *fault;
    uint32_t max_nesting;
    uint32_t max_operands;
    uint32_t max_locals;
    uint32_t max_code_bytes;
    // Checks the arguments of call->func against its signature and runs it (or call->then).
    tw_err_t (*host_call)(tw_call_t *call);
} tw_interp_env_t;

// The view that a host function has of its call. Filled by the interpreter but for `next_result`
// and the fields below it, which the tw_call_ functions of the engine set.
struct tw_call {
    tw_instance_t *instance;
    const tw_host_module_t *host_module;
    const tw_host_func_t *func;
    const tw_functype_t *type;
    const uint32_t *args;        // cells; 64-bit values take two, low first
    tw_then_fn_t then;           // set: a guest function asked for by tw_call_invoke has returned
    const tw_functype_t *invoked_type;
    const uint32_t *invoked;     // its result cells
    uint32_t results[TW_HOST_RESULT_CELLS];  // zeroed by the interpreter, also before `then`
    uint32_t next_result;        // cell
    // What the host function asked for; the interpreter acts on it when host_call has returned
    // TW_ERR_OK (invoke) or TW_ERR_PENDING (pend), the only answers besides TW_ERR_TRAP:
    tw_func_t invoke_func;       // its arguments are cells in `results`
    tw_then_fn_t invoke_then;    // set: invoke
    bool is_pending;             // set: the call pends (the function returned TW_ERR_PENDING)
    bool is_thrown;              // set: throw the tag of invoke_func (the function returned
                                 // TW_ERR_EXCEPTION), its values are cells in `results`
    struct tw__loan *loans;      // the engine's: copies of guest memory that the function holds
};

typedef enum tw_link_kind {
    TW_LINK_HOST,      // a function of a host module; the engine has compared the types
    TW_LINK_INSTANCE,  // the export of that name of an instance; the interpreter compares types
    TW_LINK_STUB,      // a function that traps (UNLINKED_IMPORT) when called
    TW_LINK_OWN        // a memory of the instance's own
} tw_link_kind_t;

typedef struct tw_link {  // what an import is linked to
    tw_link_kind_t kind;
    const tw_host_module_t *host_module;  // HOST
    const tw_host_func_t *host_func;      // HOST
    tw_interp_instance_t *instance;       // INSTANCE
} tw_link_t;

// Says what import i is linked to, or fails (UNLINKABLE, DENIED) with the fault recorded.
typedef tw_err_t (*tw_resolve_fn_t)(void *ctx, uint32_t i, const tw_import_t *import,
                                    tw_link_t *link);

#define TW_INTERP_SUSPEND 1u  // calls can stop and be resumed
#define TW_INTERP_FUEL 2u
#define TW_INTERP_STREAM 4u   // modules can be fed in pieces
#define TW_INTERP_LINK 8u     // instances can import from instances
#define TW_INTERP_FUNCREF 16u // the host can give the guest references of functions
#define TW_INTERP_SPARSE 32u  // memories may begin with more than limits.memory_bytes

// What programs that look inside need of an interpreter.
typedef struct tw_interp_inspect {
    bool (*import_at)(const tw_interp_module_t *module, uint32_t i, tw_import_t *import);
    bool (*export_at)(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_);
    tw_err_t (*global_get)(tw_interp_instance_t *instance, const char *name, tw_value_t *value);
    void (*module_stats)(const tw_interp_module_t *module, struct tw_module_stats *stats);
    void (*instance_stats)(const tw_interp_instance_t *instance, struct tw_instance_stats *stats);
} tw_interp_inspect_t;

// What schedulers need of one.
typedef struct tw_interp_slices {
    // Runs call->invoke_func (its arguments in call->results) over the pending host
    // function of an execution of type call->type, as if that had asked for it, on what fuel there
    // is; then goes on as after tw_call_invoke: the answer is that of call->invoke_then. resume
    // goes on after a stop. Every other error has withdrawn the function, and the one below it
    // pends again; withdraw does that alone, for a function that has stopped.
    tw_err_t (*interpose)(tw_interp_instance_t *instance, const tw_call_t *call);
    void (*withdraw)(tw_interp_instance_t *instance);
    // Memory 0 grows by the pages that hold size bytes; *addr is where they begin. False: it
    // cannot.
    bool (*memory_grow)(tw_interp_instance_t *instance, uint32_t size, tw_addr_t *addr);
} tw_interp_slices_t;

typedef struct tw_interp {
    const char *name;
    uint32_t features;  // TW_INTERP_ bits
    // The state shared by all modules of an engine.
    tw_err_t (*open)(const tw_interp_env_t *env, void **store);
    void (*close)(void *store);

    // Loading: begin, feed once or often, end. is_mapped: one feed of all the bytes, which stay
    // borrowed until unload. After a failure only unload is called. name is for fault texts,
    // borrowed, may be NULL, and can be changed with set_name.
    tw_err_t (*load_begin)(void *store, const char *name, bool is_mapped,
                           tw_interp_module_t **module);
    tw_err_t (*load_feed)(tw_interp_module_t *module, const uint8_t *bytes, size_t size);
    tw_err_t (*load_end)(tw_interp_module_t *module);
    void (*unload)(tw_interp_module_t *module);
    void (*set_name)(tw_interp_module_t *module, const char *name);

    // Links and initialises, but runs nothing. owner is what host functions get as the instance.
    tw_err_t (*instantiate)(tw_interp_module_t *module, tw_instance_t *owner,
                            const struct tw_limits *limits, tw_resolve_fn_t resolve, void *ctx,
                            tw_interp_instance_t **instance);
    void (*destroy)(tw_interp_instance_t *instance);  // gives up an unfinished execution first
    // True if some import of `importer` is linked to `exporter`.
    bool (*imports_from)(const tw_interp_instance_t *importer,
                         const tw_interp_instance_t *exporter);
    // The start function; false if the module has none. func->instance is the owner.
    bool (*start_func)(tw_interp_instance_t *instance, tw_func_t *func);
    tw_err_t (*find_func)(tw_interp_instance_t *instance, const char *name, tw_func_t *func);

    // Runs to the end or to a stop. The engine has checked counts, types and that nothing of the
    // instance is unfinished. fuel: for this execution.
    // BUSY, with STATE recorded: another execution is inside the instance, nothing was called. The
    // same from resume and call when it would go into such an instance: it has stopped before that,
    // and resume tries again.
    tw_err_t (*call)(tw_interp_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                     uint64_t fuel, tw_value_t *results);
    tw_err_t (*resume)(tw_interp_instance_t *instance, tw_value_t *results);
    void (*cancel)(tw_interp_instance_t *instance);
    // The type of the unfinished root call; NULL if nothing is unfinished.
    const tw_functype_t *(*unfinished)(const tw_interp_instance_t *instance);
    // Gives a pending host function its results (cells as in tw_call_t).
    void (*complete)(tw_interp_instance_t *instance, const uint32_t *results);
    void (*interrupt)(tw_interp_instance_t *instance);  // ISR-safe
    void (*add_fuel)(tw_interp_instance_t *instance, uint64_t fuel);
    uint64_t (*fuel)(const tw_interp_instance_t *instance);
    // Memory 0: the base (never NULL, also for size 0) and size of what lies in one piece, and its
    // size now. read and write reach all of it; the engine has checked the range, which is not
    // empty. False: the budget is spent.
    uint8_t *(*memory)(const tw_interp_instance_t *instance, uint64_t *prefix, uint64_t *size);
    void (*memory_read)(const tw_interp_instance_t *instance, tw_addr_t addr, void *target,
                        size_t size);
    bool (*memory_write)(tw_interp_instance_t *instance, tw_addr_t addr, const void *source,
                         size_t size);

    // NULL in tw_interp_core, whose two tables the engine names where it needs them: a program that
    // never does has nothing of them.
    const tw_interp_inspect_t *inspect;
    const tw_interp_slices_t *slices;  // NULL without SUSPEND
} tw_interp_t;

// Validation alone, for tw_module_check_begin. A table of its own, so that an application that
// never checks has nothing of it.
typedef struct tw_interp_check {
    const tw_interp_t *interp;  // whose modules it takes
    // A load that has begun, not mapped, and has been fed nothing: load_feed and load_end then only
    // validate, and keep what that takes. Behind load_end only unload is called.
    void (*only_check)(tw_interp_module_t *module);
} tw_interp_check_t;

// Kept code: what an interpreter has made of a module, as an image that it adopts later instead of
// loading the module. Images may lie in flash and are used there. A table of its own, so that an
// application that keeps none has nothing of it (tinywasm/keep.h).
#define TW_KEEP_ID_WORDS 4

// Takes the next piece of an image.
typedef tw_err_t (*tw_keep_write_fn_t)(void *ctx, const void *piece, uint32_t size);

typedef struct tw_kept {
    const void *image;  // aligned to 4; stays borrowed until unload, as bytes do
    uint32_t size;
    const uint8_t *bytes;  // of the module; NULL: they cannot be mapped and are read
    tw_err_t (*read)(void *ctx, uint32_t off, void *target, uint32_t size);
    void *ctx;
} tw_kept_t;

typedef struct tw_interp_keep {
    const tw_interp_t *interp;  // whose modules it takes
    // Of whoever can adopt an image: another build, or one with options that change images, has
    // another.
    const uint32_t *id;  // TW_KEEP_ID_WORDS
    // The bytes of a loaded module's image, a multiple of 4, and the image in pieces.
    uint32_t (*size)(const tw_interp_module_t *module);
    tw_err_t (*write)(const tw_interp_module_t *module, tw_keep_write_fn_t write, void *ctx);
    // In the place of load_begin, load_feed and load_end: a module is made of the image, which is
    // believed, and of the bytes that it was made of. CORRUPT: the image has another size than it
    // says; nothing is recorded. NOMEM, or what read answered. After a failure nothing is left.
    tw_err_t (*adopt)(void *store, const char *name, const tw_kept_t *kept,
                      tw_interp_module_t **module);
} tw_interp_keep_t;

// What an instance has beside memory, for tinywasm/snapshot.h, whose functions take and give the
// bytes. A table of its own, so that an application that takes none has nothing of it.
typedef tw_err_t (*tw_snapshot_write_fn_t)(void *ctx, const void *bytes, uint32_t size);
typedef tw_err_t (*tw_snapshot_read_fn_t)(void *ctx, void *bytes, uint32_t size);

typedef struct tw_interp_snapshot {
    const tw_interp_t *interp;  // whose instances it takes; nothing of them is unfinished
    // UNSUPPORTED, CORRUPT, NOMEM, or what the function answered; none is recorded.
    tw_err_t (*write)(tw_interp_instance_t *instance, tw_snapshot_write_fn_t write, void *ctx);
    tw_err_t (*read)(tw_interp_instance_t *instance, tw_snapshot_read_fn_t read, void *ctx);
} tw_interp_snapshot_t;

// Objects and exceptions, for tinywasm/object.h. A table of its own, so that an application that
// does not ask for them has nothing of it; there is none in builds without both.
struct tw_tag;
struct tw_extern_kind;
typedef struct tw_thing {  // of the host, behind an externref (tinywasm/extern.h)
    const struct tw_extern_kind *kind;
    void *thing;
} tw_thing_t;
typedef struct tw_thing_owner {  // who is told once of each that is gone
    void (*release)(void *ctx, const struct tw_extern_kind *kind, void *thing);
    void *ctx;
} tw_thing_owner_t;
typedef struct tw_interp_objects {
    const tw_interp_t *interp;  // whose instances it takes
    int (*ref_kind)(const tw_interp_instance_t *instance, const tw_value_t *value);
    tw_err_t (*hold)(tw_interp_instance_t *instance, const tw_value_t *value);
    void (*release)(tw_interp_instance_t *instance, const tw_value_t *value);
    tw_err_t (*find_tag)(tw_interp_instance_t *instance, const char *name, struct tw_tag *tag);
    bool (*exception)(tw_interp_instance_t *instance, struct tw_tag *tag, tw_value_t *values,
                      uint32_t room);
    // With TW_CFG_GC alone. new_thing: a reference as hosts have them, NOMEM; the owner is that of
    // all things of the store. thing: what the reference, as guests have them, is of if it is a
    // thing of the kind, or NULL; is_sure: a guest has it. is_taken: it is of nothing from now on.
    tw_err_t (*new_thing)(tw_interp_instance_t *instance, const tw_thing_t *thing,
                          const tw_thing_owner_t *owner, tw_ref_t *ref);
    void *(*thing)(void *store, tw_ref_t ref, const struct tw_extern_kind *kind, bool is_sure,
                   bool is_taken);
    void (*collect)(void *store);
} tw_interp_objects_t;

// The interpreter of this project.
extern const tw_interp_t tw_interp_core;
extern const tw_interp_check_t tw_interp_core_check;
extern const tw_interp_keep_t tw_interp_core_keep;
extern const tw_interp_snapshot_t tw_interp_core_snapshot;
extern const tw_interp_inspect_t tw_interp_core_inspect;
extern const tw_interp_slices_t tw_interp_core_slices;
extern const tw_interp_objects_t tw_interp_core_objects;
// wasm3, on the PC, in a build with TW_CFG_INTERP_WASM3. It has neither fuel nor suspension, does
// not import from instances, and takes its memory from the heap of the PC, not from the arena.
extern const tw_interp_t tw_interp_wasm3;

#ifdef __cplusplus
}
#endif
#endif
