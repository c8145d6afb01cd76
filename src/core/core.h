// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_CORE_H
#define TW_CORE_CORE_H

// The specification's machine: what the files of this room share.
//
//   bytes -> load.c (sections) -> body.c (instructions) -> validate.c -> emit.h
//                                                             translate.c (register code)
//   module + imports -> link.c -> instance -> run.c (driver) <-> exec.c (loop)
//
// Everything lives in the arena of the environment. Register code and module tables hold indices
// only; an instance holds the pointers.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/assert.h"
#include "base/fault.h"
#include "base/mem.h"
#include "base/value.h"
#include "tinywasm/instance.h"
#include "tinywasm/interp.h"

#if defined(__GNUC__) || defined(__clang__)
#define TW_LIKELY(condition) __builtin_expect(!!(condition), 1)
#define TW_UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define TW_COLD __attribute__((noinline, cold))
#define TW_HOT_INLINE inline __attribute__((always_inline))  // where -Os would call
#else
#define TW_LIKELY(condition) (condition)
#define TW_UNLIKELY(condition) (condition)
#define TW_COLD
#define TW_HOT_INLINE inline
#endif

// Implementation limits (spec appendix A.2); docs/LIMITS.md explains each.
#define TW_MAX_ENTRIES 65535u  // of a section: register code holds indices in 16 bits
#define TW_MAX_FRAME_CELLS (65535u / TW_SLOT_STEP)
#if !TW_CFG_GC
#define TW_MAX_CONST_EXPR_DEPTH 16u
#else
#define TW_MAX_CONST_EXPR_DEPTH 64u
#endif
#define TW_MAX_NESTING 32000u  // what an engine may configure at most
#define TW_MAX_OPERANDS 65000u
#define TW_MAX_INSTANCES 65533u  // handles: 16 bits without 0 and what links of frames use

struct tw__reader;

// ---- types ---------------------------------------------------------------------------------

// A canonical function type: equal types of all modules of a store are one object (spec 3.1.4), so
// that checks compare pointers and reference types compare numbers.
struct tw__type {
    struct tw__type *next;  // with TW_CFG_GC: of its recursive group
    uint32_t id;            // heap type number of (ref $t): never reused while the store lives
    uint32_t uses;          // modules that hold it
#if TW_CFG_GC
    struct tw__type *child[2][2];  // in the trees of groups and of numbers (rectype.c)
    struct tw__type *group;        // the first of its recursive group, whose `uses` count
    struct tw__type *super;        // NULL: none
    uint16_t group_count;
    uint8_t kind;  // enum tw__kind
    bool is_final;
#endif
    // The tw_functype_t follows: of a struct or an array its parameters are the fields.
};

static inline const tw_functype_t *tw__functype_of(const struct tw__type *type) {
    return (const tw_functype_t *)(const void *)(type + 1);
}

#define TW_HEAP_FUNC 0x70u
#define TW_HEAP_EXTERN 0x6fu
#define TW_HEAP_EXN 0x69u
#define TW_HEAP_NOEXN 0x74u
#define TW_HEAP_CONCRETE 0x100u  // + id
#if TW_CFG_GC
#define TW_HEAP_NONE 0x71u
#define TW_HEAP_NOEXTERN 0x72u
#define TW_HEAP_NOFUNC 0x73u
#define TW_HEAP_ANY 0x6eu
#define TW_HEAP_EQ 0x6du
#define TW_HEAP_I31 0x6cu
#define TW_HEAP_STRUCT 0x6bu
#define TW_HEAP_ARRAY 0x6au
#define TW_PACKED_I8 0x78u  // types of fields alone
#define TW_PACKED_I16 0x77u
#define TW_FIELD_MUTABLE 0x20000000u  // in the type of a field
#define TW_HEAP_DATA 0x10000000u      // in the id of a struct or an array
#define TW_HEAP_GROUP 0x1f000000u     // + index, in a type being read: of its own group
enum tw__kind { TW_KIND_FUNC, TW_KIND_STRUCT, TW_KIND_ARRAY, TW_KIND_THING };
#else
#define TW_HEAP_NOFUNC TW_HEAP_FUNC
#define TW_HEAP_DATA TW_HEAP_SELF
#endif
#define TW_HEAP_SELF 0x3fffffffu  // in a type being read: the type itself
#define TW_BOTTOM 0u              // the type of an operand in unreachable code

static inline bool tw__is_ref(tw_valtype_t type) {
    return (type & TW_VALTYPE_REF) != 0;
}
static inline uint32_t tw__heap_of(tw_valtype_t type) {
    return type & 0x3fffffffu;
}

// True for references that somebody must find in frames: those of hosts and of the heap. Functions
// live as long as their instance and need no tracing.
#if TW_CFG_HEAP
static inline bool tw__is_traced(tw_valtype_t type) {
    uint32_t heap = tw__heap_of(type);
    return tw__is_ref(type) && heap != TW_HEAP_FUNC && heap != TW_HEAP_NOFUNC &&
           (TW_CFG_GC || heap != TW_HEAP_EXTERN) &&
           (heap < TW_HEAP_CONCRETE || heap >= TW_HEAP_DATA);
}
#else
static inline bool tw__is_traced(tw_valtype_t type) {
    return TW_CFG_REFERENCES && tw__is_ref(type) && (type & 0x3fffffffu) == TW_HEAP_EXTERN;
}
#endif

// A reference to a function of that type, not null.
static inline tw_valtype_t tw__ref_to(const struct tw__type *type) {
    return TW_VALTYPE_REF | (TW_HEAP_CONCRETE + type->id);
}

#if TW_CFG_HEAP
// The objects of all instances of a store: blocks of the arena, collected together (heap.c).
struct tw__heap {
    tw_ref_t objects;    // the newest; 0 for none
    tw_ref_t gray;       // the first of those that are marked and not traced yet
    tw_ref_t swept;      // the object before the next to be looked at; 0: at the newest
    tw_ref_t traced;     // the object that is being traced; 0 for none
    uint32_t traced_to;  // and its next element
    struct tw_interp_instance *scanned;  // whose tables are looked at; NULL: all have been
    uint32_t scanned_row;                // which of its tables and segments
    uint32_t scanned_to;                 // and the next element
    uint32_t looked;                     // references that the step has looked at
    uint8_t state;                       // enum in heap.c
    bool is_fresh;                       // nothing was made since they were collected
    uint32_t collections;                // how often they were
    uint32_t owed;                       // fuel of the step before
    uint64_t bytes;                      // of all objects, counted equally on every host
    uint64_t threshold;                  // at which they are collected
    const tw_functype_t *values_type;    // what a host function throws has these values ...
    const uint32_t *values;              // ... here; NULL
    tw_ref_t *held;                      // by the host
    uint32_t held_count;
#if TW_CFG_GC
    uint32_t young;          // of the newest objects: what a host has just made
    tw_thing_owner_t owner;  // of things
#endif
};
#endif

struct tw__store;
// A reference was put into an object or a table; tables or segments are new or others, when an
// instance is made, and behind a snapshot.
#if TW_CFG_HEAP
void tw__heap_shade(struct tw__store *store, tw_ref_t ref);
void tw__heap_look_again(struct tw__store *store);
void tw__heap_close(struct tw__store *store);  // frees what hosts still hold
#else
static inline void tw__heap_shade(struct tw__store *store, tw_ref_t ref) {
    (void)store, (void)ref;
}
static inline void tw__heap_look_again(struct tw__store *store) {
    (void)store;
}
static inline void tw__heap_close(struct tw__store *store) {
    (void)store;
}
#endif

struct tw__store {
    tw_interp_env_t env;
    struct tw__type *types;
    uint32_t next_type_id;
#if TW_CFG_GC
    struct tw__type *type_ids;  // by number; types are groups by what they are
#endif
    struct tw_interp_instance *instances;  // the newest first
    uint32_t last_handle;
#if TW_CFG_HEAP
    struct tw__heap heap;
#endif
};

// Guest code runs: what hosts have made is in its hands, or in nobody's.
#if TW_CFG_GC
static inline void tw__heap_let_go(struct tw__store *store) {
    store->heap.young = 0;
}
#else
static inline void tw__heap_let_go(struct tw__store *store) {
    (void)store;
}
#endif

// Interns a type whose params and results are types[0 .. param_count + result_count); returns NULL
// if there is no memory. The result is held until tw__type_release.
struct tw__type *tw__type_intern(struct tw__store *store, const tw_functype_t *shape);
void tw__type_release(struct tw__store *store, struct tw__type *type);
// Subtyping of value types (spec 3.3.3).
#if TW_CFG_GC
bool tw__type_matches(const struct tw__store *store, tw_valtype_t sub, tw_valtype_t super);

struct tw__candidate {     // a type of a group being read
    tw_functype_t *shape;  // in scratch; its types name those of the group by TW_HEAP_GROUP
    uint32_t super;        // a heap type, or 0
    uint8_t kind;
    bool is_final;
};
// Interns a recursive group; false if there is no memory. Each type is held until released.
bool tw__group_intern(struct tw__store *store, const struct tw__candidate *group, uint32_t count,
                      struct tw__type **types);
// True if the type may say that its supertype is what it says (spec 3.4.2).
bool tw__is_sound(const struct tw__store *store, const struct tw__type *type);
static inline bool tw__is_func_type(const struct tw__type *type) {
    return type->kind == TW_KIND_FUNC;
}
static inline bool tw__is_subtype(const struct tw__type *type, const struct tw__type *super) {
    while (type != NULL && type != super) {
        type = type->super;
    }
    return type != NULL;
}
static inline tw_valtype_t tw__field_of(const struct tw__type *type, uint32_t i) {
    return tw__functype_of(type)->types[i] & ~TW_FIELD_MUTABLE;
}
#else
bool tw__type_matches_plain(tw_valtype_t sub, tw_valtype_t super);
static inline bool tw__is_func_type(const struct tw__type *type) {
    (void)type;
    return true;
}
static inline bool tw__is_subtype(const struct tw__type *type, const struct tw__type *super) {
    return type == super;
}
static inline bool tw__type_matches(const struct tw__store *store, tw_valtype_t sub,
                                    tw_valtype_t super) {
    (void)store;
    return tw__type_matches_plain(sub, super);
}
#endif

// ---- modules -------------------------------------------------------------------------------

struct tw__span {  // bytes of the module: borrowed when mapped, a copy of ours when streamed
    const uint8_t *bytes;
    uint32_t size;
    uint32_t offset;  // of bytes in the module
};

struct tw__func {
    uint32_t code;  // unit of its header in the register code; imports: unused
    uint16_t type;
    uint16_t call_type;  // the same, but TW_NO_TYPE for imports: what a call by reference compares
};
#define TW_NO_TYPE 0xffffu

struct tw__limits {  // of elements, or pages; more than UINT32_MAX, of 64-bit memories, are that
    uint32_t min;
    uint32_t max;  // declared, or what the type allows
    uint8_t has_max;
    uint8_t is_64;      // memories: 64-bit addresses
    uint8_t page_log2;  // memories; tables: 16
#if TW_CFG_THREADS
    uint8_t is_shared;  // memories
#endif
};

struct tw__tabletype {
    tw_valtype_t type;
    struct tw__limits limits;
    uint32_t init_off;  // of its initial value's expression in the table section; 0: null
};

struct tw__elem {          // an element segment (spec 5.5.12); offsets in the element section
    uint32_t offset_expr;  // active: of its offset's expression
    uint32_t items;        // of its vector of items
    tw_valtype_t type;
    uint32_t table;
    uint8_t flags;  // as in the binary
};

struct tw__data {  // a data segment (spec 5.5.14)
    uint32_t offset_expr;
    uint32_t bytes;  // of its bytes in the data section
    uint32_t size;
    uint16_t memory;
    uint16_t is_active;
};

struct tw__refmap {  // the references that are alive while a call is under way
    uint32_t unit;   // where the caller goes on: what the callee's link holds
    uint32_t end;    // of its slots in ref_slots; they begin where the map before it ends
};

struct tw__globaltype {
    tw_valtype_t type;
    uint16_t is_mutable;  // 0 or 1
    uint16_t cell;        // defined globals: its first cell in the instance
    uint32_t init_off;    // defined globals: of its expression in the global section
};

// A clause of a try_table (spec 4.4.8): of exceptions at the units from `first` on, as far as
// `end`, which counts as inside: a call's link names the unit behind it.
struct tw__handler {
    uint32_t first;
    uint32_t end;
    uint32_t target;  // unit where it goes on, the values in the slots from `slot` on
    uint16_t slot;    // DELEGATE: slot and tag are how many handlers the search leaves out
    uint16_t tag;
    uint16_t kind;   // enum TW_CATCH
    uint16_t count;  // of clauses from this one to the last of its try_table
};

// In the order of use: small cores reach halves in the first 62 bytes with short loads, words in
// the first 124.
struct tw_interp_module {
    bool is_mapped;
    bool is_kept;  // what lies in arrays, but for the types, is of an image of keep.c
    uint16_t type_count;
    uint16_t func_count;  // with imports, as all counts
    uint16_t func_imports;
    uint16_t table_count;
    uint16_t table_imports;
    uint16_t memory_count;
    uint16_t memory_imports;
    uint16_t global_count;
    uint16_t global_imports;
    uint16_t global_cells;
    uint16_t elem_count;
    uint16_t data_count;
    uint16_t import_count;
    uint16_t export_count;
#if TW_CFG_EXCEPTIONS
    uint16_t tag_count;
    uint16_t tag_imports;
#endif
    struct tw__store *store;
    struct tw__type **types;
    struct tw__func *funcs;  // imports first, as in every index space
    struct tw__tabletype *tables;
    struct tw__limits *memories;
    struct tw__globaltype *globals;
    struct tw__elem *elems;
    struct tw__data *datas;
    uint16_t *code;  // register code of all functions
    uint32_t code_units;
    struct tw__refmap *ref_maps;  // by rising unit
    uint16_t *ref_slots;
    uint32_t ref_map_count;
#if TW_CFG_EXCEPTIONS
    uint16_t *tags;                // their types
    struct tw__handler *handlers;  // by rising first unit
    uint32_t handler_count;
#endif
    const char *name;
    struct tw__loader *loader;  // only while loading
    const uint8_t **exports;    // where their names begin: only while they are loaded
    uint32_t start;             // function index, or TW_FUNC_NONE
    uint32_t wasm_code_bytes;
    uint32_t instance_count;
    struct tw__span table_section;
    struct tw__span import_section;
    struct tw__span global_section;
    struct tw__span export_section;
    struct tw__span elem_section;
    struct tw__span data_section;
    struct tw__span code_section;  // mapped only: to find the byte of a trap
    struct tw__span name_section;  // mapped only: the names subsection list
};

#define TW_FUNC_HEADER_UNITS 4
// A function begins with a header: frame cells, link cell, local cells to zero, fuel.
enum { TW_HEAD_FRAME, TW_HEAD_LINK, TW_HEAD_LOCALS, TW_HEAD_FUEL };

const tw_functype_t *tw__func_type(const struct tw_interp_module *module, uint32_t func_idx);

// Reads an import's names and kind, and skips its type.
void tw__skip_import(struct tw__reader *reader, tw_name_t *module_name, tw_name_t *name,
                     uint8_t *kind);
// Reads an export: its name, kind and index.
uint8_t tw__read_export(struct tw__reader *reader, tw_name_t *name, uint32_t *idx);
void tw__open_span(struct tw__reader *reader, const struct tw__span *span);
// The bits of a constant of that kind of immediates (enum tw__imm): instr.c.
uint64_t tw__read_const(struct tw__reader *reader, uint32_t imm);
// Walks the imports from the first: zero a walk, call until false.
struct tw__import_walk {
    uint32_t i;
    uint32_t position;                           // in the section
    uint32_t counts[TW_CFG_EXCEPTIONS ? 5 : 4];  // of each kind so far: its index in its space
};
bool tw__import_next(const tw_interp_module_t *module, struct tw__import_walk *walk,
                     tw_import_t *import);
bool tw__module_import_at(const tw_interp_module_t *module, uint32_t i, tw_import_t *import);
bool tw__module_export_at(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_,
                          uint32_t *idx);
// Tells the fault the function's name, if the module has a name section.
#if TW_CFG_ERR_TEXT
void tw__module_name_fault(const tw_interp_module_t *module, uint32_t func_idx);
#else
#define tw__module_name_fault(module, func_idx) ((void)(func_idx))
#endif
// The slots that hold traced references (tw__is_traced) in the frame of a function whose call
// returns to `unit`; *slots is NULL and the answer 0 if there are none. With a heap a map is asked
// for by its key: of a call that returns to the unit, or of a stop at the operation there.
#if TW_CFG_HEAP
static inline uint32_t tw__key_behind(uint32_t unit) {
    return 2 * unit;
}
static inline uint32_t tw__key_at(uint32_t unit) {
    return 2 * unit + 1;
}
#else
static inline uint32_t tw__key_behind(uint32_t unit) {
    return unit;
}
#endif
uint32_t tw__module_ref_map(const tw_interp_module_t *module, uint32_t unit,
                            const uint16_t **slots);
// The function whose register code contains unit; TW_FUNC_NONE if none does.
uint32_t tw__module_func_at(const tw_interp_module_t *module, uint32_t unit);
// The byte offset of the instruction whose register code contains unit, found by translating the
// function again; TW_OFFSET_NONE if the bytes are not mapped or there is no memory for it.
uint32_t tw__module_offset_at(tw_interp_module_t *module, uint32_t func_idx, uint32_t unit);

// ---- instances -----------------------------------------------------------------------------

// The most that a memory with addresses of 64 bits can have: less than the greatest of 32 bits.
#define TW_MEMORY64_BYTES 0xffff0000u

#if TW_CFG_GC
// The items of an element segment whose expressions make objects, which they do once.
struct tw__items {
    tw_ref_t *refs;  // NULL: they are read where they lie
    uint32_t count;
};
#endif

struct tw__memory {
    struct tw_interp_instance *owner;  // whose limits.memory_bytes it spends, whoever writes
    uint8_t *base;    // of the prefix; never NULL, aligned to 16, and stays where it is
    size_t prefix;    // bytes that lie at base
    size_t reserved;  // bytes that the prefix may grow to
    void *chunks;     // what is backed behind the prefix: sparse.c
    uint32_t chunk_bytes;
    uint32_t chunk_cost;  // bytes of the arena
    uint32_t chunk_levels;
    uint64_t size;  // bytes promised
    uint32_t pages;
    struct tw__limits limits;  // as declared
};

struct tw__table {
    struct tw_interp_instance *owner;
    tw_ref_t *elems;
    uint32_t size;
    tw_valtype_t type;
    struct tw__limits limits;  // as declared
};

struct tw__import_func {
    tw_link_kind_t kind;
    uint32_t func_idx;  // INSTANCE: of the function that is meant, never an import itself
    struct tw_interp_instance *instance;
    const tw_host_module_t *host_module;
    const tw_host_func_t *host_func;
};

struct tw_interp_instance {
    struct tw__store *store;
    struct tw_interp_instance *next;
    struct tw_interp_module *module;
    tw_instance_t *owner;
    struct tw__exec *exec;  // its stack; idle or unfinished. The arrays lie behind it, in its block
    struct tw__import_func *import_funcs;
    struct tw__memory **memories;
    struct tw__table **tables;
    uint32_t **import_globals;  // cells of imported globals
    uint32_t *globals;          // cells of defined globals
    uint8_t *dropped;           // bits: element segments, then data segments
#if TW_CFG_EXCEPTIONS
    uint32_t *tags;  // who is meant by each: tw__tag_id
#endif
#if TW_CFG_GC
    struct tw__items *items;  // of each element segment; NULL if none is kept
    bool has_failed;          // a constant expression had no room
#endif
#if TW_CFG_HEAP
    uint32_t heap_bytes;  // of objects that it has made
    uint32_t heap_most;   // and may have
#endif
    size_t memory_left;   // bytes that may still be backed for its memories
    size_t promise_left;  // and bytes that these may still grow by, beside prefixes
    size_t prefix_bytes;  // limits.memory_prefix_bytes; SIZE_MAX: TW_MEMORY_PREFIX_AUTO
    uint32_t stack_bytes;
    uint32_t table_left;          // elements that its tables may still take
    uint16_t handle;              // the upper half of its funcrefs
    struct tw__exec *entered_by;  // the unfinished execution that has frames of it, or is its own
    uint32_t entries;             // how often that has entered it and not left
    uint32_t entries_below;       // and how often before a function was interposed
};

static inline tw_ref_t tw__funcref(const struct tw_interp_instance *instance, uint32_t func_idx) {
    return (uint32_t)instance->handle << 16 | func_idx;
}
// NULL if there is none.
struct tw_interp_instance *tw__instance_of(const struct tw__store *store, uint32_t handle);
// The funcref of function func_idx, followed through imports to the instance that defines it.
tw_ref_t tw__instance_funcref(struct tw_interp_instance *instance, uint32_t func_idx);

#if TW_CFG_EXCEPTIONS
// A tag's identity in the store: where it is defined.
static inline uint32_t tw__tag_id(const struct tw_interp_instance *instance, uint32_t idx) {
    return (uint32_t)instance->handle << 16 | idx;
}
#endif

// load.c
tw_err_t tw__load_begin(void *store, const char *name, bool is_mapped, tw_interp_module_t **module);
tw_err_t tw__load_feed(tw_interp_module_t *module, const uint8_t *bytes, size_t size);
tw_err_t tw__load_end(tw_interp_module_t *module);
void tw__unload(tw_interp_module_t *module);
// check.c: a streamed load that has been fed nothing yet becomes one that only validates. Behind
// its end only unload is left.
void tw__load_only_check(tw_interp_module_t *module);
// Block i that the module owns, NULL for none; false past the last.
bool tw__module_block(const tw_interp_module_t *module, uint32_t i, void **block);

tw_err_t tw__instantiate(tw_interp_module_t *module, tw_instance_t *owner,
                         const struct tw_limits *limits, tw_resolve_fn_t resolve, void *ctx,
                         tw_interp_instance_t **instance);
void tw__instance_destroy(tw_interp_instance_t *instance);
// True if something that `importer` imports is of `exporter`.
bool tw__imports_from(const tw_interp_instance_t *importer, const tw_interp_instance_t *exporter);

// Finds an export: OK, NOENT, or INVAL if it is of another kind, which *kind then is.
tw_err_t tw__find_export(const tw_interp_module_t *module, const tw_name_t *name, uint8_t *kind,
                         uint32_t *idx);
uint32_t *tw__global_cells(const tw_interp_instance_t *instance, uint32_t global_idx);

struct tw__target {                       // a function to be called, imports followed
    struct tw_interp_instance *instance;  // that defines it, or that imports it from the host
    uint32_t func_idx;
};
struct tw__target tw__resolve_func(struct tw_interp_instance *instance, uint32_t func_idx);

// memory.c
// The bytes that a memory of these limits reserves, when left of the owner's budget are left.
size_t tw__memory_reserve(const struct tw_interp_instance *owner, const struct tw__limits *limits,
                          size_t left);
// Makes memory i of the instance its own. False if the arena does not allow it; what is there then
// goes with the instance.
bool tw__memory_create(struct tw_interp_instance *owner, uint32_t i);
void tw__memory_free(struct tw__memory *memory);
// The old size in pages, or UINT32_MAX.
uint32_t tw__memory_grow(struct tw__memory *memory, uint32_t pages);
// sparse.c: the caller has checked that the range is inside the memory. False: the budget is spent;
// what lies before the byte that found it so is done.
void tw__memory_read(const struct tw__memory *memory, uint32_t addr, void *target, size_t size);
bool tw__memory_write(struct tw__memory *memory, uint32_t addr, const void *source, size_t size);
bool tw__memory_fill(struct tw__memory *memory, uint32_t addr, uint8_t byte, size_t size);
bool tw__memory_copy(struct tw__memory *target, uint32_t to, const struct tw__memory *source,
                     uint32_t from, size_t size);
void tw__memory_free_chunks(struct tw__memory *memory);
// table.c
// As tw__memory_create; the caller has seen to limits.table_elements.
bool tw__table_create(struct tw_interp_instance *owner, uint32_t i);
void tw__table_free(struct tw__table *table);
// The old size, or UINT32_MAX.
uint32_t tw__table_grow(struct tw__table *table, uint32_t count, tw_ref_t value);
// Copies elements of segment elem_idx to a table; false if either range is out of bounds.
// Puts the reader at the items of a segment; returns how many there are.
uint32_t tw__elem_items(const struct tw_interp_module *module, const struct tw__elem *elem,
                        struct tw__reader *reader);
bool tw__table_fill_segment(struct tw_interp_instance *instance, uint32_t table_idx,
                            uint32_t elem_idx, uint32_t target, uint32_t source, uint32_t count);
#if TW_CFG_GC
// How many items a segment has, 0 once it is dropped; copies some, which are there.
uint32_t tw__elem_size(const struct tw_interp_instance *instance, uint32_t elem_idx);
void tw__elem_read(struct tw_interp_instance *instance, uint32_t elem_idx, uint32_t from,
                   uint32_t count, tw_ref_t *refs);
// Makes the objects of segments; false if there is no room.
bool tw__elem_keep(struct tw_interp_instance *instance);
void tw__elem_free(struct tw_interp_instance *instance);
#endif
// The bytes of a data segment; size 0 once dropped.
struct tw__span tw__data_segment(const struct tw_interp_instance *instance, uint32_t data_idx);
// The value of a constant expression at offset `at` of a section (spec 4.4.13).
// The same, of the expression that a reader is at.
#if TW_CFG_WIDE_CONST
void tw__const_eval_cells(struct tw_interp_instance *instance, struct tw__reader *reader,
                          uint32_t value[4]);
#endif
uint64_t tw__const_eval_at(struct tw_interp_instance *instance, struct tw__reader *reader);
uint64_t tw__const_eval(struct tw_interp_instance *instance, const struct tw__span *section,
                        uint32_t at);
bool tw__is_dropped(const struct tw_interp_instance *instance, uint32_t bit);
void tw__drop(struct tw_interp_instance *instance, uint32_t bit);

// True if [addr, addr + count) lies inside size. Subtracts: addr + count can wrap.
static inline bool tw__range_ok(uint64_t size, uint64_t addr, uint64_t count) {
    return count <= size && addr <= size - count;
}
// The same of what lies in one piece of our own memory.
static inline bool tw__piece_ok(size_t size, size_t first, size_t count) {
    return count <= size && first <= size - count;
}

#endif
