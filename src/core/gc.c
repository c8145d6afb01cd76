// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"
#include "core/opcode.h"

// Structs, arrays, i31 and casts (spec 4.6.4 to 4.6.6). A reference of these types is null, an
// object (a multiple of 8), an i31 (odd, its bits above), or a number of the host (2 in its lowest
// bits). Fields of structs have a cell or more each, elements of arrays as many bytes as they need,
// both in the host's order of bytes.

#if TW_CFG_GC

#define STOPPED TW_BULK_STOPPED
#define CAST_NULL 0x100u
#define ELEMS_PER_FUEL 8u
#define STEP_ELEMS 1024u  // that are paid for at once; between two steps it can stop

typedef const struct tw__gc_op op_t;

static struct tw__store *store_of(op_t *op) {
    return op->instance->store;
}

static struct tw__object *object_of(op_t *op, tw_ref_t ref) {
    return tw__object_at(store_of(op), ref);
}

static struct tw__type *type_of(op_t *op, uint32_t idx) {
    return op->instance->module->types[idx];
}

static uint32_t give(op_t *op, uint32_t value) {
    op->cells[0] = value;
    return TW_TRAP_NONE;
}

// For as many elements.
static bool pay(op_t *op, uint32_t count) {
    uint32_t cost = count / ELEMS_PER_FUEL;
    if (op->x == NULL) {
        return true;
    }
    bool is_paid = tw__exec_refuel(op->x, cost);
    op->x->fuel -= is_paid ? (int32_t)cost : 0;
    return is_paid;
}

// ---- fields and elements ------------------------------------------------------------------------

static uint8_t *elem_at(struct tw__object *array, uint32_t bytes, uint32_t i) {
    return (uint8_t *)tw__object_cells(array) + (size_t)i * bytes;
}

static void get_elem(const uint8_t *elem, uint32_t bytes, bool is_signed, uint32_t *cells) {
    if (bytes > 2) {
        memcpy(cells, elem, bytes);
        return;
    }
    uint16_t half = *elem;
    if (bytes == 2) {
        memcpy(&half, elem, sizeof half);
    }
    uint32_t shift = 32 - 8 * bytes;
    cells[0] = is_signed ? (uint32_t)((int32_t)((uint32_t)half << shift) >> shift) : half;
}

static void set_elem(uint8_t *elem, uint32_t bytes, const uint32_t *cells) {
    uint16_t half = (uint16_t)cells[0];
    if (bytes > 2) {
        memcpy(elem, cells, bytes);
    } else if (bytes == 2) {
        memcpy(elem, &half, sizeof half);
    } else {
        *elem = (uint8_t)half;
    }
}

// From bytes of a segment, which are little-endian.
static void read_elem(uint8_t *elem, uint32_t bytes, const uint8_t *from) {
    uint32_t cells[4] = {bytes == 1 ? from[0] : tw__load16(from)};
    for (uint32_t i = 0; bytes >= 4 && i < bytes / 4; i++) {
        cells[i] = tw__load32(from + 4 * i);
    }
    set_elem(elem, bytes, cells);
}

// ---- structs ------------------------------------------------------------------------------------

static void cut_packed(const struct tw__type *type, uint32_t *cells) {
    for (uint32_t i = 0; i < tw__functype_of(type)->param_count; i++) {
        tw_valtype_t field = tw__field_of(type, i);
        cells[0] &= field == TW_PACKED_I8 ? 0xffu : field == TW_PACKED_I16 ? 0xffffu : UINT32_MAX;
        cells += tw__cells_of(field);
    }
}

static uint32_t struct_new(op_t *op) {
    struct tw__type *type = type_of(op, op->a);
    size_t size = tw__functype_of(type)->param_cells * sizeof(uint32_t);
    tw_ref_t ref = TW_REF_NULL;
    uint32_t answer = tw__heap_new(op->instance, op->x, type, 0, size, &ref);
    if (answer != TW_TRAP_NONE) {
        return answer;
    }
    if (op->op == TW_OP_STRUCT_NEW) {
        uint32_t *cells = tw__object_cells(object_of(op, ref));
        memcpy(cells, op->cells, size);
        cut_packed(type, cells);
    }
    return give(op, ref);
}

// value: the field's first cell, its cells, and its bytes if it is packed (validate_gc.c).
static uint32_t struct_access(op_t *op) {
    uint32_t count = op->value >> 16 & 0xff;
    uint32_t bytes = op->value >> 24;
    if (op->cells[0] == TW_REF_NULL) {
        return TW_TRAP_NULL_STRUCTURE_REFERENCE;
    }
    uint32_t *field = tw__object_cells(object_of(op, op->cells[0])) + (op->value & 0xffff);
    uint32_t mask = bytes == 0 ? UINT32_MAX : (1u << (8 * bytes)) - 1;
    if (op->op == TW_OP_STRUCT_SET) {
        memcpy(field, op->cells + 1, count * sizeof field[0]);
        field[0] &= mask;
        tw__heap_shade(store_of(op), tw__is_traced(tw__field_of(type_of(op, op->a), op->b))
                                         ? field[0]
                                         : TW_REF_NULL);
        return TW_TRAP_NONE;
    }
    memcpy(op->cells, field, count * sizeof field[0]);
    if (op->op == TW_OP_STRUCT_GET_S) {
        uint32_t sign = mask ^ mask >> 1;
        op->cells[0] = (op->cells[0] ^ sign) - sign;
    }
    return TW_TRAP_NONE;
}

// ---- arrays -------------------------------------------------------------------------------------

static uint32_t make_array(op_t *op, uint32_t count, tw_ref_t *ref) {
    struct tw__type *type = type_of(op, op->a);
    uint64_t size = (uint64_t)count * tw__elem_bytes(tw__field_of(type, 0));
    return size > INT32_MAX ? TW_TRAP_HEAP_EXHAUSTED
                            : tw__heap_new(op->instance, op->x, type, count, size, ref);
}

// The cells of an operand that is an element.
static uint32_t value_cells(op_t *op) {
    return tw__cells_of(tw__field_of(type_of(op, op->a), 0));
}

static uint32_t bytes_of(op_t *op) {
    return tw__elem_bytes(tw__field_of(type_of(op, op->a), 0));
}

static void shade_elem(op_t *op, const uint32_t *cells) {
    if (tw__is_traced(tw__field_of(type_of(op, op->a), 0))) {
        tw__heap_shade(store_of(op), cells[0]);
    }
}

static void fill_elems(op_t *op, struct tw__object *array, uint32_t at, uint32_t count,
                       const uint32_t *value) {
    uint32_t bytes = bytes_of(op);
    for (uint32_t i = 0; i < count; i++) {
        set_elem(elem_at(array, bytes, at + i), bytes, value);
    }
    shade_elem(op, value);
}

static uint32_t step_of(uint32_t count) {
    return count < STEP_ELEMS ? count : STEP_ELEMS;
}

static uint32_t array_new_default(op_t *op) {
    tw_ref_t ref = TW_REF_NULL;
    uint32_t answer = make_array(op, op->cells[0], &ref);
    return answer != TW_TRAP_NONE ? answer : give(op, ref);
}

// Makes an array of so many elements, then puts them there in steps. While it is stopped, the
// execution has the array, since no operand may.
static uint32_t make_in_steps(op_t *op, uint32_t count,
                              uint32_t (*put)(op_t *op, struct tw__object *array, uint32_t at,
                                              uint32_t count)) {
    tw_ref_t local = TW_REF_NULL;
    tw_ref_t *made = op->x == NULL ? &local : &op->x->made;
    uint32_t done = op->x == NULL || *made == TW_REF_NULL ? 0 : op->x->made_done;
    uint32_t answer = *made != TW_REF_NULL ? TW_TRAP_NONE : make_array(op, count, made);
    while (answer == TW_TRAP_NONE && done < count) {
        uint32_t step = put(op, object_of(op, *made), done, count - done);
        done += step;
        answer = step == 0 ? STOPPED : TW_TRAP_NONE;
    }
    if (answer != TW_TRAP_NONE) {
        if (op->x != NULL) {
            op->x->made_done = done;
        }
        return answer;
    }
    tw_ref_t ref = *made;
    *made = TW_REF_NULL;
    return give(op, ref);
}

// The next elements of those that are missing: how many; 0 if they cannot be paid.
static uint32_t put_value(op_t *op, struct tw__object *array, uint32_t at, uint32_t count) {
    uint32_t step = step_of(count);
    if (!pay(op, step)) {
        return 0;
    }
    fill_elems(op, array, at, step, op->cells);
    return step;
}

// The value and the length.
static uint32_t array_new(op_t *op) {
    return make_in_steps(op, op->cells[value_cells(op)], put_value);
}

static uint32_t array_new_fixed(op_t *op) {
    tw_ref_t ref = TW_REF_NULL;
    uint32_t answer = make_array(op, op->b, &ref);
    if (answer != TW_TRAP_NONE) {
        return answer;
    }
    for (uint32_t i = 0; i < op->b; i++) {
        set_elem(elem_at(object_of(op, ref), bytes_of(op), i), bytes_of(op),
                 op->cells + i * value_cells(op));
    }
    return give(op, ref);
}

// The array in the first cell, checked for null and a range of elements.
static uint32_t find_range(op_t *op, const uint32_t *cells, uint32_t count,
                           struct tw__object **array) {
    if (cells[0] == TW_REF_NULL) {
        return TW_TRAP_NULL_ARRAY_REFERENCE;
    }
    *array = object_of(op, cells[0]);
    return tw__range_ok((*array)->length, cells[1], count) ? TW_TRAP_NONE
                                                           : TW_TRAP_OUT_OF_BOUNDS_ARRAY_ACCESS;
}

static uint32_t array_access(op_t *op) {
    struct tw__object *array = NULL;
    uint32_t trap = find_range(op, op->cells, 1, &array);
    if (trap != TW_TRAP_NONE) {
        return trap;
    }
    uint8_t *elem = elem_at(array, bytes_of(op), op->cells[1]);
    if (op->op == TW_OP_ARRAY_SET) {
        set_elem(elem, bytes_of(op), op->cells + 2);
        shade_elem(op, op->cells + 2);
    } else {
        get_elem(elem, bytes_of(op), op->op == TW_OP_ARRAY_GET_S, op->cells);
    }
    return TW_TRAP_NONE;
}

// Array, index, value, count. What is done is taken off the operands, as in bulk.c.
static uint32_t array_fill(op_t *op) {
    struct tw__object *array = NULL;
    uint32_t *count = &op->cells[2 + value_cells(op)];
    uint32_t trap = find_range(op, op->cells, *count, &array);
    while (trap == TW_TRAP_NONE && *count > 0) {
        uint32_t step = step_of(*count);
        if (!pay(op, step)) {
            return STOPPED;
        }
        fill_elems(op, array, op->cells[1], step, op->cells + 2);
        op->cells[1] += step;
        *count -= step;
    }
    return trap;
}

static void copy_elems(op_t *op, struct tw__object *target, uint32_t to, struct tw__object *source,
                       uint32_t from, uint32_t count) {
    uint32_t bytes = bytes_of(op);
    memmove(elem_at(target, bytes, to), elem_at(source, bytes, from), (size_t)count * bytes);
    for (uint32_t i = 0; bytes == 4 && i < count; i++) {
        shade_elem(op, (uint32_t *)(void *)elem_at(target, bytes, to + i));
    }
}

// Target, index, source, index, count. From the back when the target may overlap behind the source.
static uint32_t array_copy(op_t *op) {
    struct tw__object *target = NULL;
    struct tw__object *source = NULL;
    uint32_t *cells = op->cells;
    uint32_t trap = find_range(op, cells, cells[4], &target);
    trap = trap != TW_TRAP_NONE ? trap : find_range(op, cells + 2, cells[4], &source);
    bool is_down = cells[1] > cells[3];
    while (trap == TW_TRAP_NONE && cells[4] > 0) {
        uint32_t step = step_of(cells[4]);
        if (!pay(op, step)) {
            return STOPPED;
        }
        cells[4] -= step;
        uint32_t skip = is_down ? cells[4] : 0;
        copy_elems(op, target, cells[1] + skip, source, cells[3] + skip, step);
        cells[1] += is_down ? 0 : step;
        cells[3] += is_down ? 0 : step;
    }
    return trap;
}

// ---- arrays from segments -----------------------------------------------------------------------

static bool in_data(op_t *op, uint32_t from, uint32_t count) {
    return tw__range_ok(tw__data_segment(op->instance, op->b).size, from,
                        (uint64_t)count * bytes_of(op));
}

static bool is_of_data(op_t *op) {
    return op->op == TW_OP_ARRAY_NEW_DATA || op->op == TW_OP_ARRAY_INIT_DATA;
}

// A trap if the segment has not so many elements.
static uint32_t check_segment(op_t *op, uint32_t from, uint32_t count) {
    if (is_of_data(op)) {
        return in_data(op, from, count) ? TW_TRAP_NONE : TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS;
    }
    return tw__range_ok(tw__elem_size(op->instance, op->b), from, count)
               ? TW_TRAP_NONE
               : TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS;
}

static void copy_data(op_t *op, struct tw__object *array, uint32_t at, uint32_t from,
                      uint32_t count) {
    struct tw__span data = tw__data_segment(op->instance, op->b);
    uint32_t bytes = bytes_of(op);
    for (uint32_t i = 0; i < count; i++) {
        read_elem(elem_at(array, bytes, at + i), bytes, data.bytes + from + (size_t)i * bytes);
    }
}

static void copy_refs(op_t *op, struct tw__object *array, uint32_t at, uint32_t from,
                      uint32_t count) {
    tw_ref_t *refs = (tw_ref_t *)(void *)elem_at(array, sizeof *refs, at);
    tw__elem_read(op->instance, op->b, from, count, refs);
    for (uint32_t i = 0; i < count; i++) {
        shade_elem(op, &refs[i]);
    }
}

// Puts elements of segment b, from `from` on, to element `at` and behind: how many of those that
// are missing; 0 if they cannot be paid. References all at once, as table.init: their items are
// read one after the other, so those before cost, too.
static uint32_t copy_segment(op_t *op, struct tw__object *array, uint32_t at, uint32_t from,
                             uint32_t count) {
    uint32_t step = is_of_data(op) ? step_of(count) : count;
    if (!pay(op, is_of_data(op) ? step : count + from)) {
        return 0;
    }
    if (is_of_data(op)) {
        copy_data(op, array, at, from, step);
    } else {
        copy_refs(op, array, at, from, step);
    }
    return step;
}

static uint32_t put_segment(op_t *op, struct tw__object *array, uint32_t at, uint32_t count) {
    uint32_t from = op->cells[0] + (is_of_data(op) ? at * bytes_of(op) : at);
    return copy_segment(op, array, at, from, count);
}

// Offset in the segment, length.
static uint32_t array_new_segment(op_t *op) {
    uint32_t answer = check_segment(op, op->cells[0], op->cells[1]);
    return answer != TW_TRAP_NONE ? answer : make_in_steps(op, op->cells[1], put_segment);
}

// Array, index, offset in the segment, count.
static uint32_t array_init(op_t *op) {
    struct tw__object *array = NULL;
    uint32_t *cells = op->cells;
    uint32_t trap = find_range(op, cells, cells[3], &array);
    trap = trap != TW_TRAP_NONE ? trap : check_segment(op, cells[2], cells[3]);
    while (trap == TW_TRAP_NONE && cells[3] > 0) {
        uint32_t step = copy_segment(op, array, cells[1], cells[2], cells[3]);
        if (step == 0) {
            return STOPPED;
        }
        cells[1] += step;
        cells[2] += is_of_data(op) ? step * bytes_of(op) : step;
        cells[3] -= step;
    }
    return trap;
}

// ---- references ---------------------------------------------------------------------------------

static bool is_i31(tw_ref_t ref) {
    return (ref & 1) != 0;
}

static bool is_of_kind(op_t *op, tw_ref_t ref, uint32_t kind) {
    return tw__is_object(ref) && object_of(op, ref)->type->kind == kind;
}

static bool is_of_abstract(op_t *op, tw_ref_t ref, uint32_t heap) {
    switch (heap) {
        case TW_HEAP_EQ:
            return is_i31(ref) || (tw__is_object(ref) && !is_of_kind(op, ref, TW_KIND_THING));
        case TW_HEAP_I31:
            return is_i31(ref);
        case TW_HEAP_STRUCT:
        case TW_HEAP_ARRAY:
            return is_of_kind(op, ref, heap == TW_HEAP_STRUCT ? TW_KIND_STRUCT : TW_KIND_ARRAY);
        case TW_HEAP_NONE:
        case TW_HEAP_NOFUNC:
        case TW_HEAP_NOEXTERN:
        case TW_HEAP_NOEXN:
            return false;
        default:
            return true;
    }
}

// The type of a function; NULL if its instance is gone.
static const struct tw__type *func_type(op_t *op, tw_ref_t ref) {
    const struct tw_interp_instance *owner = tw__instance_of(store_of(op), ref >> 16);
    bool is_there = owner != NULL && (ref & 0xffff) < owner->module->func_count;
    return is_there ? owner->module->types[owner->module->funcs[ref & 0xffff].type] : NULL;
}

static bool is_castable(op_t *op, tw_ref_t ref) {
    if (ref == TW_REF_NULL) {
        return (op->value & CAST_NULL) != 0;
    }
    if (op->b == TW_NO_TYPE) {
        return is_of_abstract(op, ref, op->value & 0xff);
    }
    const struct tw__type *wanted = type_of(op, op->b);
    if (wanted->kind == TW_KIND_FUNC) {
        return tw__is_subtype(func_type(op, ref), wanted);
    }
    return tw__is_object(ref) && tw__is_subtype(object_of(op, ref)->type, wanted);
}

static uint32_t i31_get(op_t *op, bool is_signed) {
    tw_ref_t ref = op->cells[0];
    if (ref == TW_REF_NULL) {
        return TW_TRAP_NULL_I31_REFERENCE;
    }
    return give(op, is_signed ? (uint32_t)((int32_t)ref >> 1) : ref >> 1);
}

static uint32_t do_reference(op_t *op) {
    tw_ref_t ref = op->cells[0];
    switch (op->op) {
        case TW_OP_REF_EQ:
            return give(op, ref == op->cells[1]);
        case TW_OP_ARRAY_LEN:
            return ref == TW_REF_NULL ? TW_TRAP_NULL_ARRAY_REFERENCE
                                      : give(op, object_of(op, ref)->length);
        case TW_OP_REF_TEST:
        case TW_OP_REF_TEST_NULL:
            return give(op, is_castable(op, ref));
        case TW_OP_REF_CAST:
        case TW_OP_REF_CAST_NULL:
            return is_castable(op, ref) ? TW_TRAP_NONE : TW_TRAP_CAST_FAILURE;
        case TW_OP_BR_ON_CAST:
        case TW_OP_BR_ON_CAST_FAIL:
            op->x->acc = is_castable(op, ref);
            return TW_TRAP_NONE;
        case TW_OP_REF_I31:
            return give(op, ref << 1 | 1);
        case TW_OP_I31_GET_S:
        case TW_OP_I31_GET_U:
            return i31_get(op, op->op == TW_OP_I31_GET_S);
        default:  // any.convert_extern and extern.convert_any: the same number
            return TW_TRAP_NONE;
    }
}

uint32_t tw__gc(op_t *op) {
    switch (op->op) {
        case TW_OP_STRUCT_NEW:
        case TW_OP_STRUCT_NEW_DEFAULT:
            return struct_new(op);
        case TW_OP_STRUCT_GET:
        case TW_OP_STRUCT_GET_S:
        case TW_OP_STRUCT_GET_U:
        case TW_OP_STRUCT_SET:
            return struct_access(op);
        case TW_OP_ARRAY_NEW:
            return array_new(op);
        case TW_OP_ARRAY_NEW_DEFAULT:
            return array_new_default(op);
        case TW_OP_ARRAY_NEW_FIXED:
            return array_new_fixed(op);
        case TW_OP_ARRAY_NEW_DATA:
        case TW_OP_ARRAY_NEW_ELEM:
            return array_new_segment(op);
        case TW_OP_ARRAY_GET:
        case TW_OP_ARRAY_GET_S:
        case TW_OP_ARRAY_GET_U:
        case TW_OP_ARRAY_SET:
            return array_access(op);
        case TW_OP_ARRAY_FILL:
            return array_fill(op);
        case TW_OP_ARRAY_COPY:
            return array_copy(op);
        case TW_OP_ARRAY_INIT_DATA:
        case TW_OP_ARRAY_INIT_ELEM:
            return array_init(op);
        default:
            return do_reference(op);
    }
}

#endif
