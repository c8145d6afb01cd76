// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_TRANSLATE_H
#define TW_CORE_TRANSLATE_H

// The code emitter's state, shared by translate.c (instructions), assemble.c (units, operands,
// moves) and branch.c (labels, calls).

#include "core/load.h"
#include "core/regcode.h"

// Where an operand's value is. Every height of the operand stack has one home slot.
enum tw__operand_kind {
    OPERAND_HOME,    // in its home slot
    OPERAND_LOCAL,   // it equals a local, which is not set while it lives
    OPERAND_CONST,   // known
    OPERAND_PENDING  // the result of the operation that is not written yet
};

struct tw__operand {
    uint8_t kind;
    uint8_t cells;
    uint16_t home;
    uint32_t low;   // CONST: bits; LOCAL: index of the local
    uint32_t high;  // CONST: upper bits; LOCAL: next operand that stands for the local, + 1
};

static inline uint64_t tw__const_bits(const struct tw__operand *operand) {
    return operand->low | (uint64_t)operand->high << 32;
}

#define TW_MAX_UNITS 5  // of an operation beside its result

// An operation whose result has no place yet: the next instruction decides. Once written it is
// op_slot with a slot before the units, or op_acc with the units alone.
struct tw__pending {
    bool is_active;
    uint8_t unit_count;
    uint8_t compare;   // i32 comparison: 1 + its kind, so that a branch can take it over
    uint8_t form;      // of the comparison
    uint16_t op_slot;  // 0: only to the accumulator, and from there to a slot
    uint16_t op_acc;   // 0: the accumulator cannot hold it
    uint16_t units[TW_MAX_UNITS];
    uint32_t operand;  // index of its operand
    uint32_t offset;   // of its instruction in the module
    uint8_t cells;     // of the result
};

struct tw__translator {
    uint16_t *code;
    uint32_t count;  // units
    uint32_t capacity;
    uint32_t base;    // the header of the function being written
    uint32_t last;    // unit of the operation that was begun last ...
    uint32_t before;  // ... and of the one before it
    struct tw__operand *operands;
    uint32_t operand_count;
    uint32_t operand_capacity;
    uint32_t no_locals_below;  // operands below this index do not stand for locals
    uint32_t frame_end;        // slot behind all that are used
    uint32_t operand_base;     // slot of the first operand
    uint32_t next_slot;        // where the next operand's home begins
    uint16_t link;             // slot of the frame's link
    bool is_far;
#if TW_CFG_WIDE
    uint8_t acc_cells;  // of the value that the accumulator and a slot have in common, or 0 ...
    uint16_t acc_slot;  // ... and that slot
#endif
    struct tw__pending pending;
    uint8_t unit_count;  // units of the operation that is being put together
    uint16_t units[TW_MAX_UNITS];
    struct tw__operand nowhere[3];  // stand for operands that could not be pushed
    struct tw__refmap *ref_maps;
    uint16_t *ref_slots;
    uint32_t ref_map_count, ref_map_capacity;
    uint32_t ref_slot_count, ref_slot_capacity;
#if TW_CFG_EXCEPTIONS
    struct tw__handler *handlers;
    uint32_t handler_count, handler_capacity;
    uint32_t first_handler;  // of the try_table whose catches are being read
    uint32_t over_catches;   // chain of the branch over their code
#endif
    uint32_t table_unit;  // br_table: unit of its first entry
    uint32_t table_left;
    uint32_t offset;          // of the instruction being translated
    uint32_t located_unit;    // tw__module_offset_at: the operation asked for ...
    uint32_t located_offset;  // ... and its instruction
#if !TW_CFG_SUPERINSTRUCTIONS
    uint32_t acc_local;    // 1 + the local that the accumulator equals; 0: none
    uint32_t result_unit;  // of the slot that the operation before this unit sets
#endif
};

// Failures are the loader's; nothing is written after one.
static inline bool tw__can_write(const struct tw__body *body) {
    return tw__is_ok(body->loader);
}

static inline struct tw__translator *tw__t(const struct tw__body *body) {
    return body->translator;
}

// Units of the function being written.
static inline uint32_t tw__here(const struct tw__body *body) {
    return tw__t(body)->count - tw__t(body)->base;
}

// Where operations are wide, one that gives its result to a slot gives it to the accumulator, too,
// and the next may take it from there. At a label nothing is known of the accumulator.
#if TW_CFG_WIDE
static inline void tw__forget_acc(struct tw__body *body) {
    tw__t(body)->acc_cells = 0;
}
static inline bool tw__is_acc_of(const struct tw__body *body, uint32_t slot, uint32_t cells) {
    const struct tw__translator *t = tw__t(body);
    return t->acc_cells == cells && t->acc_slot == slot && !t->pending.is_active;
}
#else
static inline void tw__forget_acc(struct tw__body *body) {
    (void)body;
}
static inline bool tw__is_acc_of(const struct tw__body *body, uint32_t slot, uint32_t cells) {
    (void)body, (void)slot, (void)cells;
    return false;
}
#endif

// emit.c
void tw__emit(struct tw__body *body, uint32_t unit);
// Fewer units than the code grows by at a time.
void tw__emit_all(struct tw__body *body, const uint16_t *units, uint32_t count);
// The first unit of an operation.
void tw__emit_operation(struct tw__body *body, uint32_t op);
// Places the locals and writes the header; at the end what is known only then.
void tw__begin_function(struct tw__body *body);
void tw__end_function(struct tw__body *body);
// The fuel of a branch back to a loop's label.
uint32_t tw__back_cost(const struct tw__body *body, const struct tw__ctrl *loop);
// The cells of a label's operands.
uint32_t tw__label_cells(const struct tw__ctrl *ctrl);

// assemble.c
// The operation that was begun last is written: the one before it may do its work, too.
void tw__fuse(struct tw__body *body);
// An operation alone, or with its first operands.
void tw__emit1(struct tw__body *body, uint32_t op);
void tw__emit2(struct tw__body *body, uint32_t op, uint32_t a);
void tw__emit3(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b);
void tw__emit4(struct tw__body *body, uint32_t op, uint32_t a, uint32_t b, uint32_t c);
void tw__emit32(struct tw__body *body, uint32_t literal);
void tw__emit_move(struct tw__body *body, uint32_t target, uint32_t source, uint32_t cells);
// The slot that the next operand's home begins at.
static inline uint16_t tw__next_slot(const struct tw__body *body) {
    return (uint16_t)tw__t(body)->next_slot;
}
struct tw__operand *tw__push(struct tw__body *body, uint8_t kind, uint32_t cells);
void tw__push_home(struct tw__body *body, uint32_t cells);
void tw__push_const(struct tw__body *body, uint32_t cells, uint64_t bits);
// Takes the topmost operand off. A PENDING one stays in t->pending until it is written. Until the
// next push it lies where it was, with those that were popped before behind it.
struct tw__operand *tw__pop(struct tw__body *body);
// Drops operands down to count.
void tw__truncate(struct tw__body *body, uint32_t count);
// Writes the pending operation, result in a slot or in the accumulator.
void tw__write_pending(struct tw__body *body, uint32_t slot);
void tw__write_pending_acc(struct tw__body *body);
// Writes the pending operation, if there is one, to its home.
void tw__settle(struct tw__body *body);
// The same unless `operand` is the pending one.
void tw__settle_others(struct tw__body *body, const struct tw__operand *operand);
// A slot that holds a popped operand; writes its home if it must.
uint16_t tw__slot_of(struct tw__body *body, const struct tw__operand *operand);
// True if the popped operand is in the accumulator as well as in its slot.
static inline bool tw__is_in_acc(const struct tw__body *body, const struct tw__operand *operand) {
    uint32_t slot =
        operand->kind == OPERAND_LOCAL ? body->locals[operand->low].slot : operand->home;
    return operand->kind <= OPERAND_LOCAL && tw__is_acc_of(body, slot, operand->cells);
}
// Brings a popped operand of one cell into the accumulator.
void tw__to_acc(struct tw__body *body, const struct tw__operand *operand);
// Brings a popped operand into a slot.
void tw__to_slot(struct tw__body *body, const struct tw__operand *operand, uint32_t slot);
// Brings the topmost `count` operands home.
void tw__bring_home(struct tw__body *body, uint32_t count);
// Brings home every operand that stands for a local; or for one local.
void tw__free_locals(struct tw__body *body);
void tw__free_local(struct tw__body *body, uint32_t local);
// Notes a unit of the operation that is being put together.
void tw__unit(struct tw__body *body, uint32_t unit);
// Writes an operation with the units noted.
void tw__emit_op(struct tw__body *body, uint32_t op);
// Writes the units of a pending operation.
void tw__emit_units(struct tw__body *body, const struct tw__pending *pending);
// Makes an operation with the units noted pending and pushes its result.
struct tw__pending *tw__make_pending(struct tw__body *body, uint32_t op_slot, uint32_t op_acc,
                                     uint32_t cells);

// refmap.c: notes the traced references that are alive behind the call that was just written.
#if TW_CFG_REFERENCES
void tw__note_references(struct tw__body *body);
#else
static inline void tw__note_references(struct tw__body *body) {
    (void)body;
}
#endif

// The same of an operation that is about to be written, at which an execution can be stopped while
// its operands are at home; and of a branch back to a loop, whose parameters are in place.
#if TW_CFG_HEAP
void tw__note_stop(struct tw__body *body);
void tw__note_loop(struct tw__body *body, const struct tw__ctrl *loop);
#else
static inline void tw__note_stop(struct tw__body *body) {
    (void)body;
}
static inline void tw__note_loop(struct tw__body *body, const struct tw__ctrl *loop) {
    (void)body, (void)loop;
}
#endif

// catch.c: the handlers of a try_table. Its first clause is about to come; a clause, whose code
// begins at the unit that is written next and finds its values at `slot`; the body of the block
// begins; it ends.
#if TW_CFG_EXCEPTIONS
void tw__begin_catches(struct tw__body *body);
void tw__add_catch(struct tw__body *body, uint32_t slot);
void tw__end_catches(struct tw__body *body, struct tw__ctrl *ctrl);
void tw__end_try(struct tw__body *body, const struct tw__ctrl *ctrl);
// The same of a try. It begins, behind its block; a clause does, whose code begins at the unit that
// is written next and finds what was caught at `slot`; it delegates instead.
void tw__open_legacy(struct tw__body *body, struct tw__ctrl *ctrl);
void tw__begin_clause(struct tw__body *body, struct tw__ctrl *ctrl, uint32_t slot);
void tw__delegate(struct tw__body *body, const struct tw__ctrl *ctrl);
// The types of what a clause of a try_table gives: type i, and how many they are.
tw_valtype_t tw__catch_type(const struct tw__body *body, uint32_t i);
uint32_t tw__catch_count(const struct tw__body *body);
#else
static inline void tw__end_try(struct tw__body *body, const struct tw__ctrl *ctrl) {
    (void)body, (void)ctrl;
}
#endif

// What extra.c does: its units (regcode.def).
void tw__emit_extra(struct tw__body *body, uint32_t slot);
// An address of two cells at `slot` and an offset become one of 32 bits.
void tw__emit_select(struct tw__body *body, uint32_t slot);
void tw__emit_address(struct tw__body *body, uint32_t slot, uint64_t offset);

// branch.c
void tw__translate_control(struct tw__body *body);
void tw__translate_begin(struct tw__body *body);
void tw__translate_label(struct tw__body *body, uint32_t depth);
void tw__translate_labels_end(struct tw__body *body);
void tw__translate_unreachable(struct tw__body *body);

// Kinds of i32 and i64 comparisons; a kind and its inverse differ in bit 0.
enum { CMP_EQ, CMP_NE, CMP_LT_S, CMP_GE_S, CMP_LT_U, CMP_GE_U, CMP_SWAP = 8 };
#define CMP_64 6u  // and those of i64 behind them

#if TW_CFG_SUPERINSTRUCTIONS
// The branch on a comparison of two slots, the first of its family (regcode.def).
static inline uint32_t tw__branch_on(uint32_t kind) {
    return RC_BR_I32_EQ_SS + kind * (RC_BR_I32_NE_SS - RC_BR_I32_EQ_SS);
}
#endif

#endif
