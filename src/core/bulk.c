// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"

// Operations on whole memories and tables (spec 4.4.6, 4.4.7). Their operands are cells at the slot
// in unit 1, and the result takes the first one's place; one or two indices follow, a and b. Long
// ones burn fuel by length and can stop in the middle: what is done is taken off the operands, and
// the operation is done again for the rest.

#define STEP_BYTES 4096u
#define BYTES_PER_FUEL 8u

// What an operation comes to: a trap or TW_TRAP_NONE, or that the execution stops in the middle.
#define STOPPED UINT32_MAX
typedef uint32_t (*bulk_t)(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b);

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

static uint32_t memory_fill(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
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

static uint32_t memory_size(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    *operand = x->instance->memories[a]->pages;
    return TW_TRAP_NONE;
}

static uint32_t memory_grow(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    *operand = tw__memory_grow(x->instance->memories[a], *operand);
    tw__exec_enter(x, x->instance);
    return TW_TRAP_NONE;
}

static uint32_t data_drop(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)operand;
    (void)b;
    tw__drop(x->instance, x->instance->module->elem_count + a);
    return TW_TRAP_NONE;
}

// ---- tables ------------------------------------------------------------------------------------

// Pays for a whole operation on count elements at once: tables are short.
static bool pay_elements(struct tw__exec *x, uint32_t count) {
    return pay(x, count / BYTES_PER_FUEL * sizeof(tw_ref_t));
}

static bool in_table(const struct tw__table *table, uint32_t first, uint32_t count) {
    return tw__piece_ok(table->size, first, count);
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
    return tw__table_fill_segment(x->instance, b, a, operand[0], operand[1], operand[2])
               ? TW_TRAP_NONE
               : TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
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
    memmove(target->elems + operand[0], source->elems + operand[1],
            operand[2] * sizeof(tw_ref_t));
    return TW_TRAP_NONE;
}

static uint32_t elem_drop(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)operand;
    (void)b;
    tw__drop(x->instance, a);
    return TW_TRAP_NONE;
}

#if TW_CFG_REFERENCES
static uint32_t table_get(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    const struct tw__table *table = x->instance->tables[a];
    if (*operand >= table->size) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    *operand = table->elems[*operand];
    return TW_TRAP_NONE;
}

// operand: index, reference.
static uint32_t table_set(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    const struct tw__table *table = x->instance->tables[a];
    if (operand[0] >= table->size) {
        return TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
    }
    table->elems[operand[0]] = operand[1];
    return TW_TRAP_NONE;
}

static uint32_t table_size(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    *operand = x->instance->tables[a]->size;
    return TW_TRAP_NONE;
}

// operand: reference, count.
static uint32_t table_grow(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    operand[0] = tw__table_grow(x->instance->tables[a], operand[1], operand[0]);
    tw__exec_enter(x, x->instance);
    return TW_TRAP_NONE;
}

// operand: index, reference, count.
static uint32_t table_fill(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
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
    return TW_TRAP_NONE;
}

static uint32_t ref_func(struct tw__exec *x, uint32_t *operand, uint32_t a, uint32_t b) {
    (void)b;
    *operand = tw__instance_funcref(x->instance, a);
    return TW_TRAP_NONE;
}
#endif

// ---- by operation -------------------------------------------------------------------------------

#define PLACE(name) (RC_##name - RC_MEMORY_SIZE)

static const bulk_t bulks[] = {
    [PLACE(MEMORY_SIZE)] = memory_size, [PLACE(MEMORY_GROW)] = memory_grow,
    [PLACE(MEMORY_INIT)] = memory_init, [PLACE(MEMORY_COPY)] = memory_copy,
    [PLACE(MEMORY_FILL)] = memory_fill, [PLACE(DATA_DROP)] = data_drop,
    [PLACE(TABLE_INIT)] = table_init,   [PLACE(TABLE_COPY)] = table_copy,
    [PLACE(ELEM_DROP)] = elem_drop,
#if TW_CFG_REFERENCES
    [PLACE(TABLE_GET)] = table_get,     [PLACE(TABLE_SET)] = table_set,
    [PLACE(TABLE_SIZE)] = table_size,   [PLACE(TABLE_GROW)] = table_grow,
    [PLACE(TABLE_FILL)] = table_fill,   [PLACE(REF_FUNC)] = ref_func,
#endif
};

// Operations with two indices.
#define PAIRS \
    (1u << PLACE(MEMORY_INIT) | 1u << PLACE(MEMORY_COPY) | 1u << PLACE(TABLE_INIT) | \
     1u << PLACE(TABLE_COPY))

bool tw__slow_bulk(struct tw__exec *x) {
    const uint16_t *pc = x->pc;
    uint32_t place = pc[0] - (uint32_t)RC_MEMORY_SIZE;
    TW_ASSERT(place < sizeof bulks / sizeof bulks[0]);
    uint32_t trap = bulks[place](x, x->fp + pc[1], pc[2], pc[3]);
    if (trap == STOPPED) {
        return false;
    }
    if (trap != TW_TRAP_NONE) {
        return tw__exec_trap(x, (tw_trap_t)trap);
    }
    x->pc = pc + ((PAIRS >> place & 1) != 0 ? 4 : 3);
    return true;
}
