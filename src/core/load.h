// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_LOAD_H
#define TW_CORE_LOAD_H

// The state of a load: sections, the body being validated, and the emitter that it drives. Lives
// in scratch from load_begin to load_end. See load.c for how bytes travel.

#include "core/core.h"
#include "core/opcode.h"
#include "core/reader.h"

struct tw__loader;

struct tw__blocktype {  // spec 3.2.2: a function type, or at most one result
    const tw_functype_t *functype;
    tw_valtype_t valtype;  // functype NULL: the result, or 0
};

struct tw__instr {  // an instruction with its immediates, as read
    uint16_t op;
    uint32_t a;       // an index; memarg: the memory; count of a br_table or select_t
    uint32_t b;       // a second index; memarg: log2 of the alignment
    uint64_t value;   // a constant's bits; memarg: the offset
    tw_valtype_t type;             // heap type as a nullable reference; select_t's type
    struct tw__blocktype blocktype;
    uint32_t offset;  // of its first byte in the module
};

struct tw__ctrl {  // a control frame (spec appendix A.3), with what the emitter keeps about it
    struct tw__blocktype blocktype;
    uint32_t height;       // operands below the block (its parameters excluded)
    uint32_t init_height;  // locals that were set when it began
    uint8_t op;            // TW_OP_BLOCK, LOOP, IF, ELSE; the body itself is a BLOCK
    bool is_unreachable;
    bool is_live;          // the block was entered by reachable code
    // The emitter's:
    uint16_t slot;         // where its parameters and results begin
    uint32_t start;        // LOOP: unit of its label
    uint32_t fixups;       // branches to its end that wait for a target: last one, 0 for none
    uint32_t else_fixup;   // IF: the branch around the first arm
    uint32_t fuel;         // instructions before it
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
    tw_err_t (*begin)(struct tw__body *body);
    tw_err_t (*instr)(struct tw__body *body, const struct tw__instr *instr);
    tw_err_t (*label)(struct tw__body *body, uint32_t depth);
    tw_err_t (*labels_end)(struct tw__body *body);
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
    TW_BODY_INSTR,
    TW_BODY_LABEL
};

struct tw__body {  // a function body (or a constant expression) being validated
    struct tw__loader *loader;
    struct tw_interp_module *module;
    const struct tw__emitter *emitter;
    struct tw__translator *translator;
    tw_valtype_t *operands;
    struct tw__ctrl *ctrls;
    struct tw__local *locals;
    uint32_t *inits;  // locals without a default value that were set, in order
    uint32_t operand_count, operand_capacity;
    uint32_t ctrl_count, ctrl_capacity;
    uint32_t local_count, local_capacity;
    uint32_t local_total;    // as declared, also beyond the limit
    uint32_t init_count, init_capacity;
    uint32_t func_idx;
    uint32_t end_offset;     // of the byte behind the body
    uint32_t size;           // of the body, its locals included
    uint32_t groups_left;    // local groups
    uint32_t labels_left;    // of the br_table being read, its default included
    uint32_t label_arity;
    uint32_t instr_count;
    uint32_t bodies_left;
    uint8_t state;           // enum tw__body_state
    bool is_const;           // a constant expression
    bool is_label_live;
    const tw_functype_t *functype;
};

struct tw__loader {
    struct tw_interp_module *module;
    struct tw__store *store;
    struct tw__arena *arena;
    struct tw__fault *fault;
    const uint8_t *mapped;    // the whole module; NULL when streaming
    uint8_t *collected;       // streaming: bytes of the section being collected
    uint8_t *declared;        // bits: functions that ref.func may name
    uint32_t phase;
    uint32_t offset;          // of the next byte in the module
    uint32_t section_id;
    uint32_t section_left;    // bytes of the section not seen yet
    uint32_t section_size;
    uint32_t collect_size;    // bytes of the section that are parsed
    uint32_t section_order;
    uint32_t body_count;      // of the function section
    uint32_t declared_data_count;
    bool has_data_count;
    bool has_failed;
    struct tw__body body;
    uint32_t window_used;
    uint8_t window[TW_CFG_STREAM_WINDOW_BYTES];
};

// Failures, with the place of the reader.
tw_err_t tw__load_fail(struct tw__loader *loader, tw_err_t err, uint32_t offset,
                       const char *what);
tw_err_t tw__load_nomem(struct tw__loader *loader, const char *what);
// MALFORMED for a reader that failed; `what` was being read.
tw_err_t tw__load_bad_read(struct tw__loader *loader, const struct tw__reader *reader,
                           const char *what);
// Makes room for `needed` elements, doubling; LIMIT beyond max.
tw_err_t tw__load_reserve(struct tw__loader *loader, void **array, uint32_t *capacity,
                          uint32_t needed, size_t elem_size, uint32_t max, const char *what);

// sections.c: parses a whole section.
tw_err_t tw__section_parse(struct tw__loader *loader, const uint8_t *bytes, uint32_t size,
                           uint32_t offset);
// A value type, reference type or heap type (spec 5.3); max_type is the number of types that may
// be named; self may be named too if allow_self. INVALID, MALFORMED, UNSUPPORTED are recorded.
tw_err_t tw__read_valtype(struct tw__loader *loader, struct tw__reader *reader,
                          tw_valtype_t *type);
tw_err_t tw__read_reftype(struct tw__loader *loader, struct tw__reader *reader,
                          tw_valtype_t *type);
tw_err_t tw__read_heaptype(struct tw__loader *loader, struct tw__reader *reader,
                           tw_valtype_t *type);
// Makes room for the declared functions, once all functions are known.
tw_err_t tw__open_declared(struct tw__loader *loader);
bool tw__is_declared(const struct tw__loader *loader, uint32_t func_idx);
void tw__declare(struct tw__loader *loader, uint32_t func_idx);

// body.c: reads one item of the code section. A reader that ran short asks for more bytes.
tw_err_t tw__body_step(struct tw__body *body, struct tw__reader *reader);
tw_err_t tw__body_begin(struct tw__body *body, uint32_t func_idx);
tw_err_t tw__read_instr(struct tw__body *body, struct tw__reader *reader,
                        struct tw__instr *instr);
// Reads and validates a constant expression that gives `type` (spec 3.4.12).
tw_err_t tw__const_expr_validate(struct tw__loader *loader, struct tw__reader *reader,
                                 tw_valtype_t type);
void tw__body_free(struct tw__body *body);

// validate.c
tw_err_t tw__validate_begin(struct tw__body *body);
tw_err_t tw__validate_instr(struct tw__body *body, const struct tw__instr *instr);
tw_err_t tw__validate_label(struct tw__body *body, uint32_t depth);
tw_err_t tw__add_locals(struct tw__body *body, uint32_t count, tw_valtype_t type);
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
