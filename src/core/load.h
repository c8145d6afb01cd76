// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_LOAD_H
#define TW_CORE_LOAD_H

// The state of a load: sections, the body being validated, and the emitter that it drives. Lives
// in scratch from load_begin to load_end. See load.c for how bytes travel.
//
// Failures stick. The first one is recorded and stops the loader's reader; from then on every read
// gives 0, further failures are ignored, and callers look once, where it matters: before they
// act on what they read for good, and in loops. Nothing is returned along the way.

#include "core/core.h"
#include "core/opcode.h"
#include "core/reader.h"

struct tw__loader;

struct tw__blocktype {  // spec 3.2.2: a function type, or at most one result
    const tw_functype_t *functype;
    tw_valtype_t valtype;  // functype NULL: the result, or 0
};

struct tw__instr {      // an instruction with its immediates, as read
    uint32_t offset;    // of its first byte in the module
    uint32_t a;         // an index; memarg: the memory; count of a br_table or select_t
    uint32_t b;         // a second index; memarg: log2 of the alignment
    tw_valtype_t type;  // that the immediates name; a heap type as a nullable reference
    uint64_t value;     // a constant's bits; memarg: the offset
    struct tw__blocktype blocktype;
    uint16_t op;
#if TW_CFG_SIMD
    uint8_t literal[16];
#endif
#if TW_CFG_MEMORY64
    uint8_t wide;  // bits of the operands that are addresses of 64 bits; 8: the result is one
#endif
#if TW_CFG_EXTRA
    uint8_t result_count;  // of instructions that extra.c does: so many ...
    tw_valtype_t result;   // ... results of this type
#endif
};

struct tw__ctrl {  // a control frame (spec appendix A.3), with what the emitter keeps about it
    struct tw__blocktype blocktype;
    uint32_t height;        // operands below the block (its parameters excluded)
    uint32_t height_cells;  // and their cells
    uint32_t init_height;   // locals that were set when it began
    uint8_t op;             // TW_OP_BLOCK, LOOP, IF, ELSE; the body itself is a BLOCK
    bool is_unreachable;
    bool is_live;     // the block was entered by reachable code
    bool is_emitted;  // and what comes is reachable
    // The emitter's:
    uint16_t slot;        // where its parameters and results begin
    uint32_t start;       // LOOP: unit of its label; CATCH, CATCH_ALL: slot of what was caught
    uint32_t fixups;      // branches to its end that wait for a target: last one, 0 for none
    uint32_t else_fixup;  // IF: the branch around the first arm; CATCH: that to the next clause
    uint32_t fuel;        // instructions before it
#if TW_CFG_EXCEPTIONS
    uint32_t handlers;  // TRY_TABLE, TRY: where its handlers begin, + 1
#endif
};

struct tw__local {
    tw_valtype_t type;
    uint16_t slot;
    uint16_t alias;  // emitter: the topmost operand that stands for this local, + 1; 0 for none
};

struct tw__body;

// What a validated body is turned into. `instr` is called for reachable instructions only, once
// their operands are checked: BLOCK, LOOP and IF after their frame was pushed, ELSE and END before
// it is changed or popped (also when the end of the frame is unreachable, if its beginning was
// reachable). br_table: `instr` before the labels, then `label` for each, then `labels_end`.
struct tw__emitter {
    void (*begin)(struct tw__body *body);
    void (*instr)(struct tw__body *body);  // body->instr
    void (*label)(struct tw__body *body, uint32_t depth);
    void (*labels_end)(struct tw__body *body);
    // Code behind an instruction that never falls through: operands of the frame are gone.
    void (*unreachable)(struct tw__body *body);
};
extern const struct tw__emitter tw__emitter_null;
extern const struct tw__emitter tw__emitter_code;

enum tw__body_state {
    TW_BODY_COUNT,
    TW_BODY_SIZE,
    TW_BODY_LOCALS,
    TW_BODY_LOCAL_GROUP,
    TW_BODY_LABEL,
    TW_BODY_INSTR,
    TW_BODY_STOPPED  // by a failure
};

// A function body (or a constant expression) being validated. In the order of use: small cores
// reach the first fields with short loads.
struct tw__body {
    struct tw__loader *loader;
    struct tw_interp_module *module;
    uint8_t state;  // enum tw__body_state
    bool is_const;  // a constant expression
    bool is_label_live;
    bool has_traced;         // there was a reference that calls must note
    struct tw__instr instr;  // being read and validated; offset TW_OFFSET_NONE in between
    struct tw__translator *translator;
    const struct tw__emitter *emitter;
    tw_valtype_t *operands;
    uint32_t operand_count, operand_capacity;
    uint32_t operand_cells, most_cells;  // of the operands; only without superinstructions
#if TW_CFG_HEAP
    uint32_t operands_before;  // the instruction
#endif
    struct tw__ctrl *ctrl;  // the innermost frame
    struct tw__ctrl *ctrls;
    uint32_t ctrl_count, ctrl_capacity;
    struct tw__local *locals;
    uint32_t local_count, local_capacity;
    uint32_t local_total;  // as declared, also beyond the limit
    uint32_t func_idx;
    const tw_functype_t *functype;
    uint32_t instr_count;
    uint32_t end_offset;   // of the byte behind the body
    uint32_t size;         // of the body, its locals included
    uint32_t groups_left;  // local groups
    uint32_t labels_left;  // of the br_table being read, its default included
    uint32_t label_arity;
    uint32_t bodies_left;
    uint32_t *inits;  // locals without a default value that were set, in order
    uint32_t init_count, init_capacity;
};

enum tw__load_phase { TW_PHASE_HEADER, TW_PHASE_SECTION, TW_PHASE_COLLECT, TW_PHASE_CODE };
#define TW_LOAD_PHASES 4
#define TW_SECTION_CODE 10
#define TW_SECTION_TAG 13
#define TW_SECTION_DATA 11

struct tw__loader {
    struct tw__reader reader;  // of the item or section being read
    uint8_t phase;             // enum tw__load_phase: which reader is next
    uint8_t section_id;
    uint8_t section_order;
    bool has_data_count;
    bool is_relocating;  // a body that was validated before is translated again
    struct tw_interp_module *module;
    struct tw__store *store;
    struct tw__arena *arena;
    struct tw__fault *fault;
    void (*check)(struct tw__loader *loader);  // in the place of all readers: check.c
    tw_err_t err;                              // the first failure
    uint8_t *collected;                        // streaming: bytes of the section being collected
    uint8_t *declared;     // bits: functions that ref.func may name; NULL for none
    const uint8_t *item;   // where the item being read begins
    uint32_t offset;       // of the bytes that are read next, in the module
    uint32_t section_end;  // offset behind the section
    uint32_t section_size;
    uint32_t collect_size;  // bytes of the section that are parsed
    uint32_t body_count;    // of the function section
    uint32_t declared_data_count;
#if TW_CFG_GC
    uint32_t group_count;  // of the recursive group being read
#endif
    struct tw__body body;
    uint32_t window_used;
    uint8_t window[TW_CFG_STREAM_WINDOW_BYTES];
};

static inline bool tw__is_ok(const struct tw__loader *loader) {
    return loader->reader.status == TW_READER_OK;
}

// What can be wrong with a module, by error code; the codes may not be mixed. After a change run
// tools/pack_texts.py. The rows of feature groups that a build leaves out are apart.
#if TW_CFG_EXTRA
#define TW_BAD_MAP_INVALID(INVALID)                                            \
    INVALID(OFFSET, "offset out of range")                                     \
    INVALID(SUBTYPE, "sub type")                                               \
    INVALID(NO_FUNC_TYPE, "type is no function type")                          \
    INVALID(NO_DATA_TYPE, "type is no struct or array, or of the wrong kind")  \
    INVALID(NO_FIELD, "unknown field")                                         \
    INVALID(LANE, "invalid lane index")                                        \
    INVALID(ATOMIC_ALIGNMENT, "atomic alignment is not natural")               \
    INVALID(SHARED, "shared memory without maximum")                           \
    INVALID(FIELD_IMMUTABLE, "field is immutable")                             \
    INVALID(PACKED, "packed field without sign, or sign without packed field") \
    INVALID(NO_DEFAULT, "field type is not defaultable")                       \
    INVALID(ELEMS, "array type is not numeric or vector")                      \
    INVALID(NO_TAG, "unknown tag")                                             \
    INVALID(RETHROW, "rethrow outside of a catch")                             \
    INVALID(TAG_RESULT, "non-empty tag result type")
#define TW_BAD_MAP_MALFORMED(MALFORMED)                \
    MALFORMED(TAG, "malformed tag")                    \
    MALFORMED(FENCE, "malformed fence")                \
    MALFORMED(CATCH, "malformed catch")                \
    MALFORMED(NO_TRY, "catch or delegate without try") \
    MALFORMED(CAST_FLAGS, "malformed br_on_cast flags")
#else
#define TW_BAD_MAP_INVALID(INVALID)
#define TW_BAD_MAP_MALFORMED(MALFORMED)
#endif
#define TW_BAD_MAP(MALFORMED, INVALID, LIMIT, UNSUPPORTED)              \
    MALFORMED(END, "unexpected end")                                    \
    MALFORMED(INTEGER, "integer too long")                              \
    MALFORMED(MAGIC, "magic header not detected")                       \
    MALFORMED(VERSION, "unknown binary version")                        \
    MALFORMED(SECTION_ID, "unknown section")                            \
    MALFORMED(SECTION_ORDER, "section out of order")                    \
    MALFORMED(SECTION_SIZE, "section size mismatch")                    \
    MALFORMED(CODE_COUNT, "function and code section differ in length") \
    MALFORMED(DATA_COUNT, "data count and data section differ")         \
    MALFORMED(NO_DATA_COUNT, "data count section required")             \
    MALFORMED(TYPE, "malformed type")                                   \
    MALFORMED(LIMITS, "malformed limits")                               \
    MALFORMED(MUTABILITY, "malformed mutability")                       \
    MALFORMED(TABLE, "malformed table")                                 \
    MALFORMED(KIND, "unknown kind of import or export")                 \
    MALFORMED(SEGMENT, "unknown kind of segment")                       \
    MALFORMED(UTF8, "malformed UTF-8")                                  \
    MALFORMED(LOCALS, "too many locals")                                \
    MALFORMED(OPCODE, "illegal opcode")                                 \
    MALFORMED(ELSE, "else without if")                                  \
    MALFORMED(NO_END, "no end where the body ends")                     \
    MALFORMED(MEMARG, "malformed memarg")                               \
    TW_BAD_MAP_MALFORMED(MALFORMED)                                     \
    TW_BAD_MAP_INVALID(INVALID)                                         \
    INVALID(NO_TYPE, "unknown type")                                    \
    INVALID(NO_FUNC, "unknown function")                                \
    INVALID(NO_TABLE, "unknown table")                                  \
    INVALID(NO_MEMORY, "unknown memory")                                \
    INVALID(NO_GLOBAL, "unknown global")                                \
    INVALID(NO_LOCAL, "unknown local")                                  \
    INVALID(NO_LABEL, "unknown label")                                  \
    INVALID(NO_ELEM, "unknown elem segment")                            \
    INVALID(NO_DATA, "unknown data segment")                            \
    INVALID(NO_EXPORT, "unknown export")                                \
    INVALID(MIN_MAX, "minimum above maximum")                           \
    INVALID(MEMORY_SIZE, "memory larger than its addresses")            \
    INVALID(PAGE_SIZE, "page size other than 1 and 65,536")             \
    INVALID(TABLE_INIT, "table without initial value")                  \
    INVALID(EXPORT_NAME, "duplicate export name")                       \
    INVALID(START, "start function is not () -> ()")                    \
    INVALID(CONST, "constant expression required")                      \
    INVALID(IMMUTABLE, "global is immutable")                           \
    INVALID(UNDECLARED, "undeclared function reference")                \
    INVALID(UNSET, "uninitialized local")                               \
    INVALID(ARITY, "invalid result arity")                              \
    INVALID(ALIGNMENT, "alignment larger than natural")                 \
    INVALID(MISSING, "an operand is missing")                           \
    INVALID(LEFT, "operands are left where the block ends")             \
    INVALID(NO_ELSE, "if without else changes its types")               \
    INVALID(LABELS, "labels of br_table differ in arity")               \
    INVALID(TAIL, "results of a tail call differ")                      \
    INVALID(SELECT, "select of references needs a type")                \
    INVALID(NO_REF, "the label takes no reference")                     \
    LIMIT(BODY, "body longer than max_code_bytes")                      \
    LIMIT(MAX_LOCALS, "more locals than max_locals")                    \
    LIMIT(MAX_OPERANDS, "more operands than max_operands")              \
    LIMIT(MAX_NESTING, "blocks nested deeper than max_nesting")         \
    LIMIT(CONST_DEPTH, "constant expression of more than 16 operands")  \
    LIMIT(PARAMS, "more than 1000 parameters or results")               \
    LIMIT(ENTRIES, "more than 65,535 entries in a section")             \
    LIMIT(GLOBALS, "more than 65,535 cells of globals")                 \
    LIMIT(CUSTOM_NAME, "custom section's name longer than 500 bytes")   \
    LIMIT(WINDOW, "item longer than TW_CFG_STREAM_WINDOW_BYTES")        \
    LIMIT(MODULE, "module longer than 4 GiB")                           \
    LIMIT(FRAME, "frame of more than 65,535 cells")                     \
    LIMIT(BRANCH, "branch too long")                                    \
    LIMIT(TABLE_LABELS, "br_table of more than 65,536 labels")          \
    UNSUPPORTED(FLOATS, "floats")                                       \
    UNSUPPORTED(SIMD, "SIMD")                                           \
    UNSUPPORTED(REFERENCES, "reference types")                          \
    UNSUPPORTED(MEMORIES, "multi-memory")                               \
    UNSUPPORTED(COLLECTOR, "garbage collection or exceptions")          \
    UNSUPPORTED(TAGS, "exceptions")                                     \
    UNSUPPORTED(MEMORY64, "memory64")                                   \
    UNSUPPORTED(THREADS, "threads")

#define TW_BAD_ID(id, text) TW_BAD_##id,
enum tw__bad { TW_BAD_MAP(TW_BAD_ID, TW_BAD_ID, TW_BAD_ID, TW_BAD_ID) };
#undef TW_BAD_ID

// Records what is wrong, unless a failure came before: at the instruction being read, else where
// the reader is.
void tw__bad(struct tw__loader *loader, enum tw__bad id);
// INVALID unless a value of type `found` can stand where `expected` is.
void tw__check_match(struct tw__loader *loader, tw_valtype_t found, tw_valtype_t expected);
#define TW_ANY_REF TW_VALTYPE_REF  // as `expected`: any reference
// Stops the load if err is a failure, which has been recorded. The emitter hears nothing more.
void tw__load_check(struct tw__loader *loader, tw_err_t err);
// A reader that ran out of bytes, where there can be no more, or met a bad number has failed.
void tw__check_read(struct tw__loader *loader, bool is_all_there);

// Failures for those who return their errors.
#if TW_CFG_ERR_TEXT
tw_err_t tw__load_fail(struct tw__loader *loader, tw_err_t err, uint32_t offset, const char *what);
tw_err_t tw__load_nomem(struct tw__loader *loader, const char *what);
#else
#define tw__load_fail(loader, err, offset, what) tw__load_fail_code(loader, err, offset)
#define tw__load_nomem(loader, what) tw__load_fail_code(loader, TW_ERR_NOMEM, TW_OFFSET_NONE)
tw_err_t tw__load_fail_code(struct tw__loader *loader, tw_err_t err, uint32_t offset);
#endif

// Makes room for at least one more element, doubling; `id` if there are max already.
tw_err_t tw__load_grow(struct tw__loader *loader, void **array, uint32_t *capacity,
                       size_t elem_size, uint32_t max, enum tw__bad id);
void tw__loader_init(struct tw__loader *loader, struct tw_interp_module *module);
// What reads the next item, by the phase that the load is in.
extern void (*const tw__load_readers[TW_LOAD_PHASES])(struct tw__loader *loader);
void tw__read_section_head(struct tw__loader *loader);

// sections.c: parses a whole section.
void tw__section_parse(struct tw__loader *loader, const uint8_t *bytes, uint32_t size,
                       uint32_t offset);
void tw__parse_data(struct tw__loader *loader, void *data);
// A value type or heap type (spec 5.3), 0 if it is none.
tw_valtype_t tw__read_valtype(struct tw__loader *loader);
tw_valtype_t tw__read_heaptype(struct tw__loader *loader);
// INVALID unless there is such a memory, UNSUPPORTED if its addresses have 64 bits: such a memory
// may be declared, no more.
void tw__check_memory(struct tw__loader *loader, uint32_t idx);
bool tw__is_declared(const struct tw__loader *loader, uint32_t func_idx);
void tw__declare(struct tw__loader *loader, uint32_t func_idx);

// body.c: reads an item of the code section, or as many instructions as are there. A reader that
// ran short asks for more bytes.
void tw__body_step(struct tw__body *body);
// Reads and validates a constant expression that gives `type` (spec 3.4.12); where it begins.
uint32_t tw__const_expr(struct tw__loader *loader, tw_valtype_t type);
void tw__body_free(struct tw__body *body);

// instr.c: reads an instruction with its immediates into body->instr, and checks these.
void tw__read_instr(struct tw__body *body);

// validate.c
#if TW_CFG_MEMORY64
// validate_more.c: notes which operands are addresses of 64 bits; what that adds to the signature.
uint32_t tw__widen(struct tw__body *body);
static inline uint32_t tw__is_wide(const struct tw__body *body) {
    return body->instr.wide;
}
static inline tw_valtype_t tw__index_type(const struct tw__limits *limits) {
    return limits->is_64 != 0 ? TW_I64 : TW_I32;
}
#else
static inline uint32_t tw__widen(struct tw__body *body) {
    (void)body;
    return 0;
}
static inline uint32_t tw__is_wide(const struct tw__body *body) {
    (void)body;
    return 0;
}
static inline tw_valtype_t tw__index_type(const struct tw__limits *limits) {
    (void)limits;
    return TW_I32;
}
#endif
#if TW_CFG_EXTRA
// validate_more.c: instructions that have functions there; false for the others. What it asks of
// validate.c is below.
bool tw__validate_more(struct tw__body *body);
tw_valtype_t tw__pop_operand(struct tw__body *body, tw_valtype_t expected);
void tw__push_operand(struct tw__body *body, tw_valtype_t type);
void tw__pop_operands(struct tw__body *body, const tw_valtype_t *types, uint32_t count);
void tw__pop_label(struct tw__body *body, uint32_t depth);
void tw__push_label(struct tw__body *body, uint32_t depth);
// The label at that depth; the innermost for one that is not there, which is INVALID.
struct tw__ctrl *tw__label_of(struct tw__body *body, uint32_t depth);
bool tw__is_live(const struct tw__body *body);
void tw__emit_instr(struct tw__body *body);
void tw__set_unreachable(struct tw__body *body);
// A block opens whose parameters have been popped.
void tw__open_block(struct tw__body *body, uint32_t op, bool is_reached);
// As before its operands and cells, which a check has changed.
void tw__restore_operands(struct tw__body *body, uint32_t count, uint32_t cells);
// The results of the innermost block are there and nothing else; the emitter hears of the
// instruction. Then the block is gone.
void tw__end_arm(struct tw__body *body);
void tw__close_block(struct tw__body *body);
static inline void tw__set_result(struct tw__body *body, tw_valtype_t type, uint32_t count) {
    body->instr.result = type;
    body->instr.result_count = (uint8_t)count;
}
#else
static inline bool tw__validate_more(struct tw__body *body) {
    (void)body;
    return false;
}
static inline void tw__set_result(struct tw__body *body, tw_valtype_t type, uint32_t count) {
    (void)body, (void)type, (void)count;
}
#endif
void tw__validate_begin(struct tw__body *body);
void tw__validate_instr(struct tw__body *body);
void tw__validate_label(struct tw__body *body, uint32_t depth);
#if TW_CFG_EXCEPTIONS
// A catch of the try_table being read, from behind its kind.
void tw__validate_catch(struct tw__body *body, uint32_t kind);
// The type of a tag; NULL if there is none, which is INVALID.
const tw_functype_t *tw__check_tag(struct tw__loader *loader, uint32_t idx);
// True if the labels that the emitter hears of are catches: their kind is body->instr.b, the tag a.
static inline bool tw__is_catch(const struct tw__body *body) {
    return body->instr.op == TW_OP_TRY_TABLE;
}
// How a handler catches; DELEGATE does not, but says where the search goes on.
enum { TW_CATCH, TW_CATCH_REF, TW_CATCH_ALL, TW_CATCH_ALL_REF, TW_DELEGATE };
#else
static inline void tw__validate_catch(struct tw__body *body, uint32_t kind) {
    (void)body, (void)kind;
}
static inline bool tw__is_catch(const struct tw__body *body) {
    (void)body;
    return false;
}
#endif
// True in a catch or catch_all of a try: below its operands lies what was caught.
#if TW_CFG_LEGACY_EXCEPTIONS
static inline bool tw__has_caught(const struct tw__ctrl *ctrl) {
    return ctrl->op == TW_OP_CATCH || ctrl->op == TW_OP_CATCH_ALL;
}
// True if labels_end of the emitter says that such a clause begins.
static inline bool tw__is_clause(const struct tw__body *body) {
    return body->instr.op == TW_OP_CATCH || body->instr.op == TW_OP_CATCH_ALL;
}
#else
static inline bool tw__has_caught(const struct tw__ctrl *ctrl) {
    (void)ctrl;
    return false;
}
static inline bool tw__is_clause(const struct tw__body *body) {
    (void)body;
    return false;
}
#endif
#if TW_CFG_GC
// validate_gc.c: immediates, and instructions; false for those of others.
tw_valtype_t tw__read_cast_type(struct tw__body *body);
void tw__read_br_cast(struct tw__body *body);
bool tw__validate_gc(struct tw__body *body);
#else
static inline bool tw__validate_gc(struct tw__body *body) {
    (void)body;
    return false;
}
#endif
#if TW_CFG_HEAP
static inline void tw__note_operands_before(struct tw__body *body) {
    body->operands_before = body->operand_count;
}
#else
static inline void tw__note_operands_before(struct tw__body *body) {
    (void)body;
}
#endif
void tw__add_locals(struct tw__body *body, uint32_t count, tw_valtype_t type);
uint32_t tw__blocktype_count(const struct tw__blocktype *type, bool results);
tw_valtype_t tw__blocktype_at(const struct tw__blocktype *type, bool results, uint32_t i);
uint32_t tw__label_count(const struct tw__ctrl *ctrl);
tw_valtype_t tw__label_at(const struct tw__ctrl *ctrl, uint32_t i);
static inline struct tw__ctrl *tw__ctrl_at(const struct tw__body *body, uint32_t depth) {
    return &body->ctrls[body->ctrl_count - 1 - depth];
}

// translate.c: state of the code emitter, made once per load.
tw_err_t tw__translator_open(struct tw__body *body, uint32_t code_bytes);
// Gives the scratch back and shrinks the code; the module owns it from here.
void tw__translator_close(struct tw__body *body);
// Gives all of it back.
void tw__translator_drop(struct tw__body *body);

#endif
