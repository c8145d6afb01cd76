// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/load.h"

// Validation of garbage collection's instructions (spec 3.4.3 to 3.4.5). What the execution wants
// to know of a type beside its index goes into instr->b and instr->value: where a field lies, what
// a cast asks for.

#if TW_CFG_GC

#define NULLABLE(heap) (TW_VALTYPE_REF | TW_VALTYPE_NULLABLE | (heap))

static void bad(struct tw__body *body, enum tw__bad id) {
    tw__bad(body->loader, id);
}

static tw_valtype_t pop(struct tw__body *body, tw_valtype_t expected) {
    return tw__pop_operand(body, expected);
}

// The operands have been popped: the instruction gives a result, or none.
static void give(struct tw__body *body, tw_valtype_t result) {
    tw__set_result(body, result, result != 0);
    tw__emit_instr(body);
    if (result != 0) {
        tw__push_operand(body, result);
    }
}

// ---- immediates ---------------------------------------------------------------------------------

// A heap type as a nullable reference; in b its index, or TW_NO_TYPE and in `value` its number.
static tw_valtype_t read_target(struct tw__body *body, uint32_t *idx, uint64_t *number) {
    struct tw__reader *reader = &body->loader->reader;
    struct tw__reader ahead = *reader;
    int64_t code = tw__read_s33(&ahead);
    tw_valtype_t type = tw__read_heaptype(body->loader);
    *idx = code >= 0 ? (uint32_t)code : TW_NO_TYPE;
    *number = code >= 0 ? 0 : tw__heap_of(type);
    return type;
}

#define CAST_NULL 0x100u  // in `value`: null passes

tw_valtype_t tw__read_cast_type(struct tw__body *body) {
    uint32_t op = body->instr.op;
    tw_valtype_t type = read_target(body, &body->instr.b, &body->instr.value);
    bool is_null = op == TW_OP_REF_TEST_NULL || op == TW_OP_REF_CAST_NULL;
    body->instr.value |= is_null ? CAST_NULL : 0;
    return is_null ? type : type & ~TW_VALTYPE_NULLABLE;
}

// The type that the label or what follows gets is `type`, the operand's blocktype.valtype.
void tw__read_br_cast(struct tw__body *body) {
    struct tw__reader *reader = &body->loader->reader;
    struct tw__instr *instr = &body->instr;
    uint32_t flags = tw__read_byte(reader);
    uint32_t from_idx = 0;
    uint64_t from_number = 0;
    instr->a = tw__read_u32(reader);
    tw_valtype_t from = read_target(body, &from_idx, &from_number);
    tw_valtype_t to = read_target(body, &instr->b, &instr->value);
    if (flags > 3) {
        bad(body, TW_BAD_CAST_FLAGS);
    }
    instr->value |= (flags & 2) != 0 ? CAST_NULL : 0;
    instr->blocktype.functype = NULL;
    instr->blocktype.valtype = (flags & 1) != 0 ? from : from & ~TW_VALTYPE_NULLABLE;
    instr->type = (flags & 2) != 0 ? to : to & ~TW_VALTYPE_NULLABLE;
}

// ---- types --------------------------------------------------------------------------------------

// Type idx if it is of that kind, else NULL, which is INVALID.
static const struct tw__type *type_at(struct tw__body *body, uint32_t idx, uint32_t kind) {
    const struct tw_interp_module *module = body->module;
    if (idx >= module->type_count) {
        bad(body, TW_BAD_NO_TYPE);
        return NULL;
    }
    if (module->types[idx]->kind != kind) {
        bad(body, TW_BAD_NO_DATA_TYPE);
        return NULL;
    }
    return module->types[idx];
}

static bool is_packed(tw_valtype_t field) {
    return field == TW_PACKED_I8 || field == TW_PACKED_I16;
}

static tw_valtype_t unpacked(tw_valtype_t field) {
    return is_packed(field) ? TW_I32 : field;
}

static bool has_default(tw_valtype_t field) {
    return !tw__is_ref(field) || (field & TW_VALTYPE_NULLABLE) != 0;
}

static tw_valtype_t null_or(const struct tw__type *type) {
    return tw__ref_to(type) | TW_VALTYPE_NULLABLE;
}

static void check_mutable(struct tw__body *body, const struct tw__type *type, uint32_t i) {
    if ((tw__functype_of(type)->types[i] & TW_FIELD_MUTABLE) == 0) {
        bad(body, TW_BAD_FIELD_IMMUTABLE);
    }
}

static void check_sign(struct tw__body *body, tw_valtype_t field, bool has_sign) {
    if (is_packed(field) != has_sign) {
        bad(body, TW_BAD_PACKED);
    }
}

// ---- structs ------------------------------------------------------------------------------------

static void struct_new(struct tw__body *body, bool by_default) {
    const struct tw__type *type = type_at(body, body->instr.a, TW_KIND_STRUCT);
    if (type == NULL) {
        return;
    }
    for (uint32_t i = tw__functype_of(type)->param_count; i > 0; i--) {
        tw_valtype_t field = tw__field_of(type, i - 1);
        if (by_default && !has_default(field)) {
            bad(body, TW_BAD_NO_DEFAULT);
        } else if (!by_default) {
            (void)pop(body, unpacked(field));
        }
    }
    give(body, tw__ref_to(type));
}

// The field of an access; NULL if there is none.
static const struct tw__type *find_field(struct tw__body *body, tw_valtype_t *field) {
    struct tw__instr *instr = &body->instr;
    const struct tw__type *type = type_at(body, instr->a, TW_KIND_STRUCT);
    if (type == NULL || instr->b >= tw__functype_of(type)->param_count) {
        bad(body, TW_BAD_NO_FIELD);
        return NULL;
    }
    uint32_t cell = 0;
    for (uint32_t i = 0; i < instr->b; i++) {
        cell += tw__cells_of(tw__field_of(type, i));
    }
    *field = tw__field_of(type, instr->b);
    uint32_t bytes = *field == TW_PACKED_I8 ? 1 : *field == TW_PACKED_I16 ? 2 : 0;
    instr->value = cell | tw__cells_of(*field) << 16 | bytes << 24;
    return type;
}

static void struct_get(struct tw__body *body) {
    tw_valtype_t field = 0;
    const struct tw__type *type = find_field(body, &field);
    if (type != NULL) {
        check_sign(body, field, body->instr.op != TW_OP_STRUCT_GET);
        (void)pop(body, null_or(type));
        give(body, unpacked(field));
    }
}

static void struct_set(struct tw__body *body) {
    tw_valtype_t field = 0;
    const struct tw__type *type = find_field(body, &field);
    if (type != NULL) {
        check_mutable(body, type, body->instr.b);
        (void)pop(body, unpacked(field));
        (void)pop(body, null_or(type));
        give(body, 0);
    }
}

// ---- arrays -------------------------------------------------------------------------------------

static void array_new(struct tw__body *body, const struct tw__type *type, bool by_default) {
    tw_valtype_t field = tw__field_of(type, 0);
    (void)pop(body, TW_I32);
    if (!by_default) {
        (void)pop(body, unpacked(field));
    } else if (!has_default(field)) {
        bad(body, TW_BAD_NO_DEFAULT);
    }
    give(body, tw__ref_to(type));
}

static void array_new_fixed(struct tw__body *body, const struct tw__type *type) {
    struct tw__instr *instr = &body->instr;
    if (instr->b > UINT16_MAX) {
        bad(body, TW_BAD_MAX_OPERANDS);
        return;
    }
    for (uint32_t i = instr->b; i > 0 && tw__is_ok(body->loader); i--) {
        (void)pop(body, unpacked(tw__field_of(type, 0)));
    }
    give(body, tw__ref_to(type));
}

static void array_get(struct tw__body *body, const struct tw__type *type) {
    tw_valtype_t field = tw__field_of(type, 0);
    check_sign(body, field, body->instr.op != TW_OP_ARRAY_GET);
    (void)pop(body, TW_I32);
    (void)pop(body, null_or(type));
    give(body, unpacked(field));
}

// array.set, array.fill
static void array_write(struct tw__body *body, const struct tw__type *type, bool has_count) {
    check_mutable(body, type, 0);
    if (has_count) {
        (void)pop(body, TW_I32);
    }
    (void)pop(body, unpacked(tw__field_of(type, 0)));
    (void)pop(body, TW_I32);
    (void)pop(body, null_or(type));
    give(body, 0);
}

static void array_copy(struct tw__body *body, const struct tw__type *type) {
    const struct tw__type *source = type_at(body, body->instr.b, TW_KIND_ARRAY);
    if (source == NULL) {
        return;
    }
    check_mutable(body, type, 0);
    tw_valtype_t from = tw__field_of(source, 0);
    tw_valtype_t to = tw__field_of(type, 0);
    if (from != to) {
        if (is_packed(from) || is_packed(to)) {
            bad(body, TW_BAD_PACKED);
        }
        tw__check_match(body->loader, from, to);
    }
    (void)pop(body, TW_I32);
    (void)pop(body, TW_I32);
    (void)pop(body, null_or(source));
    (void)pop(body, TW_I32);
    (void)pop(body, null_or(type));
    give(body, 0);
}

// From a segment: a new array, or into one.
static void array_segment(struct tw__body *body, const struct tw__type *type, bool is_new) {
    tw_valtype_t field = tw__field_of(type, 0);
    uint32_t segment = body->instr.b;
    bool is_data =
        body->instr.op == TW_OP_ARRAY_NEW_DATA || body->instr.op == TW_OP_ARRAY_INIT_DATA;
    if (is_data && tw__is_ref(field)) {
        bad(body, TW_BAD_ELEMS);
    } else if (!is_data && segment >= body->module->elem_count) {
        bad(body, TW_BAD_NO_ELEM);
    } else if (!is_data) {
        tw__check_match(body->loader, body->module->elems[segment].type, field);
    }
    (void)pop(body, TW_I32);
    (void)pop(body, TW_I32);
    if (!is_new) {
        check_mutable(body, type, 0);
        (void)pop(body, TW_I32);
        (void)pop(body, null_or(type));
    }
    give(body, is_new ? tw__ref_to(type) : 0);
}

static void do_array(struct tw__body *body) {
    const struct tw__type *type = type_at(body, body->instr.a, TW_KIND_ARRAY);
    uint32_t op = body->instr.op;
    if (type == NULL) {
        return;
    }
    switch (op) {
        case TW_OP_ARRAY_NEW:
        case TW_OP_ARRAY_NEW_DEFAULT:
            array_new(body, type, op == TW_OP_ARRAY_NEW_DEFAULT);
            break;
        case TW_OP_ARRAY_NEW_FIXED:
            array_new_fixed(body, type);
            break;
        case TW_OP_ARRAY_GET:
        case TW_OP_ARRAY_GET_S:
        case TW_OP_ARRAY_GET_U:
            array_get(body, type);
            break;
        case TW_OP_ARRAY_SET:
        case TW_OP_ARRAY_FILL:
            array_write(body, type, op == TW_OP_ARRAY_FILL);
            break;
        case TW_OP_ARRAY_COPY:
            array_copy(body, type);
            break;
        default:
            array_segment(body, type, op <= TW_OP_ARRAY_NEW_ELEM);
            break;
    }
}

// ---- references ---------------------------------------------------------------------------------

// The greatest type of the hierarchy that the type is of.
static tw_valtype_t top_of(tw_valtype_t type) {
    uint32_t heap = tw__heap_of(type);
    if (heap >= TW_HEAP_CONCRETE) {
        return NULLABLE(heap >= TW_HEAP_DATA ? TW_HEAP_ANY : TW_HEAP_FUNC);
    }
    return heap == TW_HEAP_FUNC || heap == TW_HEAP_NOFUNC       ? NULLABLE(TW_HEAP_FUNC)
           : heap == TW_HEAP_EXTERN || heap == TW_HEAP_NOEXTERN ? NULLABLE(TW_HEAP_EXTERN)
           : heap == TW_HEAP_EXN || heap == TW_HEAP_NOEXN       ? NULLABLE(TW_HEAP_EXN)
                                                                : NULLABLE(TW_HEAP_ANY);
}

static void br_on_cast(struct tw__body *body) {
    const struct tw__instr *instr = &body->instr;
    tw_valtype_t from = instr->blocktype.valtype;
    tw_valtype_t to = instr->type;
    tw_valtype_t rest = (to & TW_VALTYPE_NULLABLE) != 0 ? from & ~TW_VALTYPE_NULLABLE : from;
    bool is_fail = instr->op == TW_OP_BR_ON_CAST_FAIL;
    tw__check_match(body->loader, to, from);
    (void)pop(body, from);
    if (tw__label_count(tw__label_of(body, instr->a)) == 0) {
        bad(body, TW_BAD_NO_REF);
        return;
    }
    tw__push_operand(body, is_fail ? rest : to);
    tw__pop_label(body, instr->a);
    tw__emit_instr(body);
    tw__push_label(body, instr->a);
    (void)pop(body, TW_BOTTOM);
    tw__push_operand(body, is_fail ? to : rest);
}

// Between any and extern: null stays null.
static void convert(struct tw__body *body, uint32_t from, uint32_t to) {
    tw_valtype_t type = pop(body, NULLABLE(from));
    give(body, TW_VALTYPE_REF | (type & TW_VALTYPE_NULLABLE) | to);
}

static void do_reference(struct tw__body *body) {
    tw_valtype_t type = body->instr.type;
    switch (body->instr.op) {
        case TW_OP_REF_EQ:
            (void)pop(body, NULLABLE(TW_HEAP_EQ));
            (void)pop(body, NULLABLE(TW_HEAP_EQ));
            give(body, TW_I32);
            break;
        case TW_OP_ARRAY_LEN:
            (void)pop(body, NULLABLE(TW_HEAP_ARRAY));
            give(body, TW_I32);
            break;
        case TW_OP_REF_TEST:
        case TW_OP_REF_TEST_NULL:
            (void)pop(body, top_of(type));
            give(body, TW_I32);
            break;
        case TW_OP_REF_CAST:
        case TW_OP_REF_CAST_NULL:
            (void)pop(body, top_of(type));
            give(body, type);
            break;
        case TW_OP_ANY_CONVERT_EXTERN:
            convert(body, TW_HEAP_EXTERN, TW_HEAP_ANY);
            break;
        case TW_OP_EXTERN_CONVERT_ANY:
            convert(body, TW_HEAP_ANY, TW_HEAP_EXTERN);
            break;
        case TW_OP_REF_I31:
            (void)pop(body, TW_I32);
            give(body, TW_VALTYPE_REF | TW_HEAP_I31);
            break;
        case TW_OP_I31_GET_S:
        case TW_OP_I31_GET_U:
            (void)pop(body, NULLABLE(TW_HEAP_I31));
            give(body, TW_I32);
            break;
        default:
            br_on_cast(body);
            break;
    }
}

bool tw__validate_gc(struct tw__body *body) {
    uint32_t op = body->instr.op;
    if (op != TW_OP_REF_EQ && (op < TW_OP_STRUCT_NEW || op > TW_OP_I31_GET_U)) {
        return false;
    }
    if (op == TW_OP_STRUCT_NEW || op == TW_OP_STRUCT_NEW_DEFAULT) {
        struct_new(body, op == TW_OP_STRUCT_NEW_DEFAULT);
    } else if (op == TW_OP_STRUCT_SET) {
        struct_set(body);
    } else if (op >= TW_OP_STRUCT_GET && op <= TW_OP_STRUCT_GET_U) {
        struct_get(body);
    } else if (op >= TW_OP_ARRAY_NEW && op <= TW_OP_ARRAY_INIT_ELEM && op != TW_OP_ARRAY_LEN) {
        do_array(body);
    } else {
        do_reference(body);
    }
    return true;
}

#endif
