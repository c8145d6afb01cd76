// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_EXEC_H
#define TW_CORE_EXEC_H

// An execution: a root call and its stack of cells. The loop (exec.c) keeps the machine's state in
// registers and puts it back here before it leaves; everything that is rare or long happens in
// slow.c on this struct. There is no C recursion: calls are frames in the cells.

#include "core/core.h"
#include "core/regcode.h"

// What the accumulator holds. The upper half is of values of 64 bits alone.
#if TW_CFG_WIDE
typedef uint64_t tw__acc_t;
#else
typedef uint32_t tw__acc_t;
#endif

enum tw__exec_state {
    TW_EXEC_IDLE,
    TW_EXEC_RUNNING,
    TW_EXEC_STOPPED,  // out of fuel, interrupted or at a closed door: resume goes on
    TW_EXEC_PENDING,  // a host function has not answered; once it has, STOPPED
};

struct tw__exec {
    // What the loop loads on entry and stores on leaving.
    const uint16_t *pc;
    uint32_t *fp;
    uint8_t *mem;        // memory 0 of the current instance
    uintptr_t mem_fast;  // accesses below this address are inside memory, whatever their width
    tw__acc_t acc;
    int32_t fuel;  // of the running quantum
    // What it reads.
    const uint16_t *code;
    const struct tw__func *funcs;
    uint32_t func_count;
    uint32_t *globals;
    uint32_t *limit;        // behind the last cell
    const tw_ref_t *table;  // table 0 of the current instance
    uint32_t table_size;
    uint32_t handle;         // of the current instance
    const uint16_t *callee;  // between a call and ENTER: where the function begins
    // The rest is the driver's.
    struct tw_interp_instance *instance;  // current
    struct tw_interp_instance *root;
    const tw_functype_t *root_type;  // NULL when idle
    uint32_t root_func;
    uint64_t fuel_left;                 // beyond the quantum
    tw_err_t err;                       // why the loop left: OK is the root's return
    const tw_functype_t *pending_type;  // of the host function that pends
    struct tw__target entry;  // the function whose frame could not be opened for want of fuel ...
    uint32_t entry_frame;     // ... the cell of its arguments ...
    uint32_t entry_link[2];   // ... and its link: resume tries again
    volatile uint8_t is_interrupted;
    uint8_t state;        // enum tw__exec_state
    bool is_entering;     // entry is set
    bool is_answered;     // the pending host function has its results
    uint32_t interposed;  // cell of the activation that a function was put over; 0
#if TW_CFG_HEAP
    bool is_in_host;     // a host function of type pending_type runs
    tw_ref_t exception;  // that left the last root call
#endif
#if TW_CFG_GC
    tw_ref_t made;       // the array that the instruction at which it stopped makes; or null
    uint32_t made_done;  // its elements that are there
#endif
    uint32_t cell_count;
    uint32_t cells[];
};

// The call of a host function, and where it runs. While a guest function runs that it asked for,
// its activation is kept in cells behind its link; the guest function's frame follows.
struct tw__activation {
    tw_call_t call;
    struct tw_interp_instance *instance;
    const uint16_t *pc;
};

#if TW_CFG_HEAP
// Frames from the top down (calls.c).
struct tw__frame {
    struct tw_interp_instance *instance;  // whose code it runs
    uint32_t *fp;
    uint32_t *link;
    uint32_t unit;  // where it goes on; 0 of a host function's
};
// The frame of the operation at x->pc.
void tw__frame_top(const struct tw__exec *x, struct tw__frame *frame);
// That of a host function of that type at x->fp.
void tw__frame_of_host(const struct tw__exec *x, const tw_functype_t *type,
                       struct tw__frame *frame);
// The slot that its operands begin at, behind its locals.
uint32_t tw__frame_operands(const struct tw__frame *frame);
// The one below; false if it was the root's. *record: the cell of the activation whose guest
// function it was, or 0.
bool tw__frame_below(const struct tw__exec *x, struct tw__frame *frame, uint32_t *record);
// Gives the frame up, as far as instances are entered and left. frame->instance is current.
void tw__frame_drop(struct tw__exec *x, const struct tw__frame *frame);
// Says where the execution is, for the fault that is recorded next.
struct tw__fault *tw__exec_locate(const struct tw__exec *x);
#endif

// extra.c: the operation EXTRA, where there is one. False: the loop is to be left.
bool tw__extra(struct tw__exec *x);

#if TW_CFG_THREADS
// atomic.c: does the instruction of an operation EXTRA on its operands: a trap, or TW_TRAP_NONE.
uint32_t tw__atomic(struct tw__exec *x, const uint16_t *pc, uint32_t *cells);
#endif

#if TW_CFG_EXCEPTIONS
// exception.c
// Throws an exception of the tag whose values lie at `values`, at the operation at x->pc; in the
// place of a host function of that type if it is not NULL. As tw__slow: false to leave the loop.
bool tw__throw_new(struct tw__exec *x, uint32_t tag_id, const tw_functype_t *type,
                   const uint32_t *values, const tw_functype_t *host_type);
bool tw__throw_ref(struct tw__exec *x, tw_ref_t exception);
#endif

// What is stopped does not go on.
#if TW_CFG_GC
static inline void tw__exec_forget_made(struct tw__exec *x) {
    x->made = TW_REF_NULL;
}
#else
static inline void tw__exec_forget_made(struct tw__exec *x) {
    (void)x;
}
#endif

// Runs until slow.c says stop; x->err tells why.
void tw__exec_loop(struct tw__exec *x);
// The name of the loop's form, for test runs; the linker drops what nobody reads.
extern const char tw__exec_form[];

// Does the operation at x->pc, whatever it is; false to leave the loop (x->err is set).
bool tw__slow(struct tw__exec *x);

// Makes `instance` current, and loads what can have changed of it.
void tw__exec_enter(struct tw__exec *x, struct tw_interp_instance *instance);
// Records a trap at x->pc and stops.
bool tw__exec_trap(struct tw__exec *x, tw_trap_t trap);
// Stops for another reason.
bool tw__exec_stop(struct tw__exec *x, tw_err_t err);
// Takes fuel from the rest until the quantum has `cost`; stops (FUEL, INTERRUPTED) if it cannot.
bool tw__exec_refuel(struct tw__exec *x, uint32_t cost);

// calls.c: calls that the loop does not do itself.
// Opens a frame at `frame` for the target, whose arguments lie there, and makes `link` its link;
// runs a host function at once.
bool tw__call_target(struct tw__exec *x, struct tw__target target, uint32_t *frame,
                     const uint32_t link[2]);
// Calls the target in the middle of a function: its arguments lie `delta` cells above the caller's
// frame, and the caller goes on at `next`.
bool tw__call_from(struct tw__exec *x, struct tw__target target, uint32_t delta,
                   const uint16_t *next);
// In tail position: the arguments are at `slot`, the frame's own link at `link_slot`.
bool tw__tail_call(struct tw__exec *x, struct tw__target target, uint32_t slot, uint32_t link_slot);
// Who is meant by element i of a table, or by a reference.
tw_trap_t tw__find_indirect(const struct tw__exec *x, uint32_t type_idx, uint32_t table_idx,
                            uint32_t i, struct tw__target *target);
tw_trap_t tw__find_ref(const struct tw__exec *x, tw_ref_t ref, struct tw__target *target);
// Leaves the frame at x->fp, whose results are in place.
bool tw__leave(struct tw__exec *x, const uint32_t *link);
// Goes on behind a host function that was pending; false if that ended the execution.
bool tw__exec_continue(struct tw__exec *x);
// Gives the pending host function its results.
void tw__exec_complete(struct tw__exec *x, const uint32_t *results);
// Opens a frame for call->invoke_func over the pending host function, as if that had asked for it.
bool tw__exec_put_over(struct tw__exec *x, const tw_call_t *call);
// Drops what was put over it.
void tw__exec_take_away(struct tw__exec *x);

// bulk.c: does an instruction on whole memories or tables. A trap, TW_TRAP_NONE, or that the
// execution stops in the middle, after which the instruction is done again.
#define TW_BULK_STOPPED UINT32_MAX
// The BULK at x->pc, if it is a copy or a fill that is all inside the prefix of memory 0 and paid
// from the quantum; else false, and nothing is done.
bool tw__bulk_short(struct tw__exec *x);
uint32_t tw__bulk(struct tw__exec *x, uint32_t op, uint32_t *operand, uint32_t a, uint32_t b);

// run.c: root calls.
// The size of an execution with its stack, a multiple of 8; and one made in such a block.
size_t tw__exec_size(uint32_t stack_bytes);
struct tw__exec *tw__exec_init(void *block, uint32_t stack_bytes);
tw_err_t tw__exec_call(tw_interp_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                       uint64_t fuel, tw_value_t *results);
tw_err_t tw__exec_resume(tw_interp_instance_t *instance, tw_value_t *results);
tw_err_t tw__exec_interpose(tw_interp_instance_t *instance, const tw_call_t *call);
// Gives up an unfinished execution.
void tw__exec_cancel(struct tw__exec *x);
uint32_t tw__exec_peak_bytes(const struct tw__exec *x);

// The unit being executed; UINT32_MAX before the root function is entered.
static inline uint32_t tw__exec_unit(const struct tw__exec *x) {
    return x->pc == NULL ? UINT32_MAX : (uint32_t)(x->pc - x->code);
}

// 64-bit values lie in two cells, low first, on every host.
static inline uint64_t tw__get64(const uint32_t *cells) {
    return cells[0] | (uint64_t)cells[1] << 32;
}
static inline void tw__set64(uint32_t *cells, uint64_t value) {
    cells[0] = (uint32_t)value;
    cells[1] = (uint32_t)(value >> 32);
}

// Accesses at or below which address no width can leave a memory of this size.
static inline uintptr_t tw__mem_fast(uint64_t size) {
    return size > 15 ? (uintptr_t)(size - 15) : 0;
}

// ---- little-endian memory ----------------------------------------------------------------------

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
static inline uint16_t tw__little16(uint16_t value) {
    return (uint16_t)(value << 8 | value >> 8);
}
static inline uint32_t tw__little32(uint32_t value) {
    return (uint32_t)__builtin_bswap32(value);
}
#else
static inline uint16_t tw__little16(uint16_t value) {
    return value;
}
static inline uint32_t tw__little32(uint32_t value) {
    return value;
}
#endif

static inline uint32_t tw__load16(const uint8_t *p) {
    uint16_t value;
    memcpy(&value, p, sizeof value);
    return tw__little16(value);
}
static inline uint32_t tw__load32(const uint8_t *p) {
    uint32_t value;
    memcpy(&value, p, sizeof value);
    return tw__little32(value);
}
static inline uint64_t tw__load64(const uint8_t *p) {
    return tw__load32(p) | (uint64_t)tw__load32(p + 4) << 32;
}
static inline void tw__store16(uint8_t *p, uint32_t value) {
    uint16_t little = tw__little16((uint16_t)value);
    memcpy(p, &little, sizeof little);
}
static inline void tw__store32(uint8_t *p, uint32_t value) {
    uint32_t little = tw__little32(value);
    memcpy(p, &little, sizeof little);
}
static inline void tw__store64(uint8_t *p, uint64_t value) {
    tw__store32(p, (uint32_t)value);
    tw__store32(p + 4, (uint32_t)(value >> 32));
}

#endif
