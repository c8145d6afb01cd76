// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/exec.h"

// Operations on whole memories and tables (spec 4.4.6, 4.4.7). Their operands are cells at the slot
// in unit 1. Long ones burn fuel by length and can stop in the middle: what is done is taken off
// the operands, and the operation is done again for the rest.

#define STEP_BYTES 4096u
#define BYTES_PER_FUEL 8u

static bool out_of_memory_bounds(struct tw__exec *x) {
    return tw__exec_trap(x, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
}

static bool out_of_budget(struct tw__exec *x) {
    return tw__exec_trap(x, TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
}

static bool out_of_table_bounds(struct tw__exec *x) {
    return tw__exec_trap(x, TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS);
}

static bool done(struct tw__exec *x, uint32_t units) {
    x->pc += units;
    return true;
}

// Pays for the next step of count bytes; false if the execution stops.
static bool pay(struct tw__exec *x, uint32_t count, uint32_t *step) {
    *step = count < STEP_BYTES ? count : STEP_BYTES;
    uint32_t cost = *step / BYTES_PER_FUEL;
    if (!tw__exec_refuel(x, cost)) {
        return false;
    }
    x->fuel -= (int32_t)cost;
    return true;
}

// ---- memories ----------------------------------------------------------------------------------

static struct tw__memory *memory_at(const struct tw__exec *x, uint32_t unit) {
    return x->instance->memories[x->pc[unit]];
}

static bool memory_fill(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];  // address, byte, count
    struct tw__memory *memory = memory_at(x, 2);
    if (!tw__range_ok(memory->size, operand[0], operand[2])) {
        return out_of_memory_bounds(x);
    }
    while (operand[2] > 0) {
        uint32_t step = 0;
        if (!pay(x, operand[2], &step)) {
            return false;
        }
        if (!tw__memory_fill(memory, operand[0], (uint8_t)operand[1], step)) {
            return out_of_budget(x);
        }
        operand[0] += step;
        operand[2] -= step;
    }
    return done(x, 3);
}

// Upwards from the front, or downwards from the back when the target overlaps behind the source.
static bool memory_copy(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];  // target, source, count
    struct tw__memory *target = memory_at(x, 2);
    const struct tw__memory *source = memory_at(x, 3);
    if (!tw__range_ok(target->size, operand[0], operand[2]) ||
        !tw__range_ok(source->size, operand[1], operand[2])) {
        return out_of_memory_bounds(x);
    }
    bool is_down = operand[0] > operand[1];
    while (operand[2] > 0) {
        uint32_t step = 0;
        if (!pay(x, operand[2], &step)) {
            return false;
        }
        operand[2] -= step;
        uint32_t skip = is_down ? operand[2] : 0;
        if (!tw__memory_copy(target, operand[0] + skip, source, operand[1] + skip, step)) {
            return out_of_budget(x);
        }
        operand[0] += is_down ? 0 : step;
        operand[1] += is_down ? 0 : step;
    }
    return done(x, 4);
}

static bool memory_init(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];  // target, source, count
    struct tw__span data = tw__data_segment(x->instance, x->pc[2]);
    struct tw__memory *memory = memory_at(x, 3);
    if (!tw__range_ok(memory->size, operand[0], operand[2]) ||
        !tw__range_ok(data.size, operand[1], operand[2])) {
        return out_of_memory_bounds(x);
    }
    while (operand[2] > 0) {
        uint32_t step = 0;
        if (!pay(x, operand[2], &step)) {
            return false;
        }
        if (!tw__memory_write(memory, operand[0], data.bytes + operand[1], step)) {
            return out_of_budget(x);
        }
        operand[0] += step;
        operand[1] += step;
        operand[2] -= step;
    }
    return done(x, 4);
}

static bool memory_size(struct tw__exec *x) {
    x->fp[x->pc[1]] = (uint32_t)memory_at(x, 2)->pages;
    return done(x, 3);
}

static bool memory_grow(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];
    struct tw__memory *memory = memory_at(x, 2);
    *operand = (uint32_t)tw__memory_grow(memory, *operand);
    tw__exec_enter(x, x->instance);
    return done(x, 3);
}

static bool data_drop(struct tw__exec *x) {
    tw__drop(x->instance, x->instance->module->elem_count + x->pc[2]);
    return done(x, 3);
}

// ---- tables ------------------------------------------------------------------------------------

static struct tw__table *table_at(const struct tw__exec *x, uint32_t unit) {
    return x->instance->tables[x->pc[unit]];
}

// Pays for a whole operation on count elements at once: tables are short.
static bool pay_elements(struct tw__exec *x, uint32_t count) {
    uint32_t cost = count / BYTES_PER_FUEL * sizeof(tw_ref_t);
    if (!tw__exec_refuel(x, cost)) {
        return false;
    }
    x->fuel -= (int32_t)cost;
    return true;
}

static bool table_init(struct tw__exec *x) {
    const uint32_t *operand = x->fp + x->pc[1];  // target, source, count
    if (!tw__range_ok(table_at(x, 3)->size, operand[0], operand[2])) {
        return out_of_table_bounds(x);
    }
    // Items are read one after the other, so those before the source cost, too.
    uint32_t items = x->instance->module->elem_section.size;
    uint32_t skipped = operand[1] < items ? operand[1] : items;
    if (!pay_elements(x, operand[2] + (operand[2] > 0 ? skipped : 0))) {
        return false;
    }
    return tw__table_fill_segment(x->instance, x->pc[3], x->pc[2], operand[0], operand[1],
                                  operand[2])
               ? done(x, 4)
               : out_of_table_bounds(x);
}

static bool table_copy(struct tw__exec *x) {
    const uint32_t *operand = x->fp + x->pc[1];  // target, source, count
    struct tw__table *target = table_at(x, 2);
    const struct tw__table *source = table_at(x, 3);
    if (!tw__range_ok(target->size, operand[0], operand[2]) ||
        !tw__range_ok(source->size, operand[1], operand[2])) {
        return out_of_table_bounds(x);
    }
    if (!pay_elements(x, operand[2])) {
        return false;
    }
    memmove(target->elems + operand[0], source->elems + operand[1],
            operand[2] * sizeof(tw_ref_t));
    return done(x, 4);
}

static bool elem_drop(struct tw__exec *x) {
    tw__drop(x->instance, x->pc[2]);
    return done(x, 3);
}

#if TW_CFG_REFERENCES
static bool table_get(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];
    const struct tw__table *table = table_at(x, 2);
    if (*operand >= table->size) {
        return out_of_table_bounds(x);
    }
    *operand = table->elems[*operand];
    return done(x, 3);
}

static bool table_set(struct tw__exec *x) {
    const uint32_t *operand = x->fp + x->pc[1];  // index, reference
    struct tw__table *table = table_at(x, 2);
    if (operand[0] >= table->size) {
        return out_of_table_bounds(x);
    }
    table->elems[operand[0]] = operand[1];
    return done(x, 3);
}

static bool table_size(struct tw__exec *x) {
    x->fp[x->pc[1]] = table_at(x, 2)->size;
    return done(x, 3);
}

static bool table_grow(struct tw__exec *x) {
    uint32_t *operand = x->fp + x->pc[1];  // reference, count
    operand[0] = (uint32_t)tw__table_grow(table_at(x, 2), operand[1], operand[0]);
    tw__exec_enter(x, x->instance);
    return done(x, 3);
}

static bool table_fill(struct tw__exec *x) {
    const uint32_t *operand = x->fp + x->pc[1];  // index, reference, count
    struct tw__table *table = table_at(x, 2);
    if (!tw__range_ok(table->size, operand[0], operand[2])) {
        return out_of_table_bounds(x);
    }
    if (!pay_elements(x, operand[2])) {
        return false;
    }
    for (uint32_t i = 0; i < operand[2]; i++) {
        table->elems[operand[0] + i] = operand[1];
    }
    return done(x, 3);
}
#endif

bool tw__slow_bulk(struct tw__exec *x) {
    switch (x->pc[0]) {
    case RC_MEMORY_SIZE:
        return memory_size(x);
    case RC_MEMORY_GROW:
        return memory_grow(x);
    case RC_MEMORY_INIT:
        return memory_init(x);
    case RC_MEMORY_COPY:
        return memory_copy(x);
    case RC_MEMORY_FILL:
        return memory_fill(x);
    case RC_DATA_DROP:
        return data_drop(x);
    case RC_TABLE_INIT:
        return table_init(x);
    case RC_TABLE_COPY:
        return table_copy(x);
    case RC_ELEM_DROP:
        return elem_drop(x);
#if TW_CFG_REFERENCES
    case RC_TABLE_GET:
        return table_get(x);
    case RC_TABLE_SET:
        return table_set(x);
    case RC_TABLE_SIZE:
        return table_size(x);
    case RC_TABLE_GROW:
        return table_grow(x);
    case RC_TABLE_FILL:
        return table_fill(x);
#endif
    default:
        TW_ASSERT(false);
        return tw__exec_trap(x, TW_TRAP_UNREACHABLE);
    }
}
