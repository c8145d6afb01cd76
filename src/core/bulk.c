// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"

#include "core/opcode.h"

// Instructions on whole memories and tables (spec 4.4.6, 4.4.7). Their operands are cells, and the
// result takes the first one's place; a and b are their indices. Long ones burn fuel by length and
// can stop in the middle: what is done is taken off the operands, and the instruction is done again
// for the rest.

#define STEP_BYTES 4096u
#define BYTES_PER_FUEL 8u

#define STOPPED TW_BULK_STOPPED

static bool pay(struct tw__exec *x, uint32_t cost) {
    if (!tw__exec_refuel(x, cost)) {
        return false;
    }
    x->fuel -= (int32_t)cost;
    return true;
}

// ---- memories ----------------------------------------------------------------------------------

// What writes to a memory: a copy of a source, or of bytes, or without either a byte.
struct job {
    struct tw__memory *target;
    const struct tw__memory *source;
    const uint8_t *bytes;
};

static bool in_memory(const struct tw__memory *memory, uint32_t addr, uint32_t count) {
    return tw__range_ok(memory->size, addr, count);
}

static bool write_step(const struct job *job, uint32_t to, uint32_t from, uint32_t count) {
    if (job->source != NULL) {
        return tw__memory_copy(job->target, to, job->source, from, count);
    }
    return job->bytes != NULL ? tw__memory_write(job->target, to, job->bytes + from, count)
                              : tw__memory_fill(job->target, to, (uint8_t)from, count);
}

// operand: target, source or byte, count. Upwards from the front, or downwards from the back when
// the target overlaps behind the source.
static uint32_t do_job(struct tw__exec *x, uint32_t *operand, const struct job *job) {
    if (!in_memory(job->target, operand[0], operand[2])) {
        return TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    bool is_fill = job->source == NULL && job->bytes == NULL;
    bool is_down = job->source != NULL && operand[0] > operand[1];
    while (operand[2] > 0) {
        uint32_t step = operand[2] < STEP_BYTES ? operand[2] : STEP_BYTES;
        if (!pay(x, step / BYTES_PER_FUEL)) {
            return STOPPED;
        }
        operand[2] -= step;
        uint32_t skip = is_down ? operand[2] : 0;
        if (!write_step(job, operand[0] + skip, operand[1] + skip, step)) {
            return TW_TRAP_MEMORY_BUDGET_EXHAUSTED;
        }
        operand[0] += is_down ? 0 : step;
        operand[1] += is_down || is_fill ? 0 : step;
    }
    return TW_TRAP_NONE;
}

static uint32_t memory_fill(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    struct job job = {x->instance->memories[a], NULL, NULL};
    return do_job(x, operand, &job);
}

static uint32_t memory_copy(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    struct job job = {x->instance->memories[a], x->instance->memories[b], NULL};
    return in_memory(job.source, operand[1], operand[2]) ? do_job(x, operand, &job)
                                                         : TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
}

static uint32_t memory_init(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    struct tw__span data = tw__data_segment(x->instance, a);
    struct job job = {x->instance->memories[b], NULL, data.bytes};
    return tw__piece_ok(data.size, operand[1], operand[2]) ? do_job(x, operand, &job)
                                                           : TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
}

static uint32_t memory_size(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    *operand = x->instance->memories[a]->pages;
    return TW_TRAP_NONE;
}

static uint32_t memory_grow(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    *operand = tw__memory_grow(x->instance->memories[a], *operand);
    tw__exec_enter(x, x->instance);
    return TW_TRAP_NONE;
}

static uint32_t drop(struct tw__exec *x, uint32_t bit) {
    tw__drop(x->instance, bit);
    return TW_TRAP_NONE;
}

#if TW_CFG_SUPERINSTRUCTIONS

static bool in_prefix(const struct tw__exec *x, uint32_t addr, uint32_t count) {
    return count <= x->mem_fast && addr <= x->mem_fast - count;
}

bool tw__bulk_short(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    bool is_copy = pc[4] == TW_OP_MEMORY_COPY;
    if ((!is_copy && pc[4] != TW_OP_MEMORY_FILL) || (pc[2] | pc[3]) != 0) {
        return false;
    }
    const uint32_t *operand = tw__cell(x->fp, pc[1]);
    uint32_t count = operand[2];
    uint32_t cost = count / BYTES_PER_FUEL;
    if (count > STEP_BYTES || cost > (uint32_t)x->fuel || !in_prefix(x, operand[0], count) ||
        (is_copy && !in_prefix(x, operand[1], count))) {
        return false;
    }
    x->fuel -= (int32_t)cost;
    if (is_copy) {
        memmove(x->mem + operand[0], x->mem + operand[1], count);
    } else {
        memset(x->mem + operand[0], (uint8_t)operand[1], count);
    }
    return true;
}

#endif

// ---- tables ------------------------------------------------------------------------------------

// Pays for a whole operation on count elements at once: tables are short.
static bool pay_elements(struct tw__exec *x, uint32_t count) {
    return pay(x, count / BYTES_PER_FUEL * sizeof(tw_ref_t));
}

static bool in_table(const struct tw__table *table, uint32_t first, uint32_t count) {
    return tw__piece_ok(table->size, first, count);
}

// Elements were put into a table.
static void shade(const struct tw__table *table, uint32_t first, uint32_t count) {
    for (uint32_t i = 0; TW_CFG_HEAP && tw__is_traced(table->type) && i < count; i++) {
        tw__heap_shade(table->owner->store, table->elems[first + i]);
    }
}

// operand: target, source, count.
static uint32_t table_init(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    if (!in_table(x->instance->tables[b], operand[0], operand[2])) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    // Items are read one after the other, so those before the source cost, too.
    uint32_t items = x->instance->module->elem_section.size;
    uint32_t skipped = operand[1] < items ? operand[1] : items;
    if (!pay_elements(x, operand[2] + (operand[2] > 0 ? skipped : 0))) {
        return STOPPED;
    }
    if (!tw__table_fill_segment(x->instance, b, a, operand[0], operand[1], operand[2])) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    shade(x->instance->tables[b], operand[0], operand[2]);
    return TW_TRAP_NONE;
}

// operand: target, source, count.
static uint32_t table_copy(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    const struct tw__table *target = x->instance->tables[a];
    const struct tw__table *source = x->instance->tables[b];
    if (!in_table(target, operand[0], operand[2]) || !in_table(source, operand[1], operand[2])) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    if (!pay_elements(x, operand[2])) {
        return STOPPED;
    }
    memmove(target->elems + operand[0], source->elems + operand[1], operand[2] * sizeof(tw_ref_t));
    shade(target, operand[0], operand[2]);
    return TW_TRAP_NONE;
}

#if TW_CFG_REFERENCES
static uint32_t table_get(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    const struct tw__table *table = x->instance->tables[a];
    if (*operand >= table->size) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    *operand = table->elems[*operand];
    return TW_TRAP_NONE;
}

// operand: index, reference.
static uint32_t table_set(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    const struct tw__table *table = x->instance->tables[a];
    if (operand[0] >= table->size) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    table->elems[operand[0]] = operand[1];
    shade(table, operand[0], 1);
    return TW_TRAP_NONE;
}

static uint32_t table_size(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    *operand = x->instance->tables[a]->size;
    return TW_TRAP_NONE;
}

// operand: reference, count.
static uint32_t table_grow(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    tw_ref_t ref = operand[0];
    operand[0] = tw__table_grow(x->instance->tables[a], operand[1], ref);
    if (TW_CFG_HEAP && tw__is_traced(x->instance->tables[a]->type)) {
        tw__heap_shade(x->instance->store, ref);
    }
    tw__exec_enter(x, x->instance);
    return TW_TRAP_NONE;
}

// operand: index, reference, count.
static uint32_t table_fill(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    const struct tw__table *table = x->instance->tables[a];
    if (!in_table(table, operand[0], operand[2])) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    if (!pay_elements(x, operand[2])) {
        return STOPPED;
    }
    for (uint32_t i = 0; i < operand[2]; i++) {
        table->elems[operand[0] + i] = operand[1];
    }
    shade(table, operand[0], operand[2] > 0 ? 1 : 0);
    return TW_TRAP_NONE;
}

static uint32_t ref_func(struct tw__exec *x, uint32_t *operand, uint32_t a) {
    *operand = tw__instance_funcref(x->instance, a);
    return TW_TRAP_NONE;
}

static uint32_t reference_op(struct tw__exec *x, uint32_t op, uint32_t *operand, uint32_t a) {
    switch (op) {
        case TW_OP_TABLE_GET:
            return table_get(x, operand, a);
        case TW_OP_TABLE_SET:
            return table_set(x, operand, a);
        case TW_OP_TABLE_SIZE:
            return table_size(x, operand, a);
        case TW_OP_TABLE_GROW:
            return table_grow(x, operand, a);
        case TW_OP_TABLE_FILL:
            return table_fill(x, operand, a);
        default:
            TW_ASSERT(op == TW_OP_REF_FUNC);
            return ref_func(x, operand, a);
    }
}
#else
static uint32_t reference_op(struct tw__exec *x, uint32_t op, uint32_t *operand, uint32_t a) {
    (void)x;
    (void)op;
    (void)operand;
    (void)a;
    TW_ASSERT(false);  // there is no such row
    return TW_TRAP_NONE;
}
#endif

uint32_t tw__bulk(struct tw__exec *x, uint32_t op, uint32_t *operand, uint32_t a, uint32_t b) {
    switch (op) {
        case TW_OP_MEMORY_SIZE:
            return memory_size(x, operand, a);
        case TW_OP_MEMORY_GROW:
            return memory_grow(x, operand, a);
        case TW_OP_MEMORY_INIT:
            return memory_init(x, operand, a, b);
        case TW_OP_MEMORY_COPY:
            return memory_copy(x, operand, a, b);
        case TW_OP_MEMORY_FILL:
            return memory_fill(x, operand, a);
        case TW_OP_DATA_DROP:
            return drop(x, x->instance->module->elem_count + a);
        case TW_OP_TABLE_INIT:
            return table_init(x, operand, a, b);
        case TW_OP_TABLE_COPY:
            return table_copy(x, operand, a, b);
        case TW_OP_ELEM_DROP:
            return drop(x, a);
        default:
            return reference_op(x, op, operand, a);
    }
}
