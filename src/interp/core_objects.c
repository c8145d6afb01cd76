// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/heap.h"
#include "tinywasm/object.h"

#if TW_CFG_HEAP

static tw_ref_t ref_of(const tw_value_t *value) {
    return tw__is_traced(value->type) ? tw__ref_from_host(value->of.ref) : TW_REF_NULL;
}

#if TW_CFG_GC
static tw_refkind_t kind_of(const struct tw__object *object) {
    static const uint8_t kinds[] = {TW_REFKIND_EXCEPTION, TW_REFKIND_STRUCT, TW_REFKIND_ARRAY,
                                    TW_REFKIND_THING};
    return (tw_refkind_t)kinds[object->type->kind];
}
#else
static tw_refkind_t kind_of(const struct tw__object *object) {
    (void)object;
    return TW_REFKIND_EXCEPTION;
}
#endif

static tw_refkind_t object_kind(const struct tw__store *store, tw_ref_t ref) {
    return tw__heap_has(store, ref) ? kind_of(tw__object_at(store, ref)) : TW_REFKIND_NONE;
}

static int core_ref_kind(const tw_interp_instance_t *instance, const tw_value_t *value) {
    if (!tw__is_ref(value->type)) {
        return TW_REFKIND_NONE;
    }
    if (value->of.ref == TW_REF_NULL) {
        return TW_REFKIND_NULL;
    }
    if (!tw__is_traced(value->type)) {
        return TW_REFKIND_FUNC;
    }
    tw_ref_t ref = ref_of(value);
    if (TW_CFG_GC && (ref & 3) != 0) {
        return (ref & 1) != 0 ? TW_REFKIND_I31 : TW_REFKIND_HOST;
    }
    return (int)object_kind(instance->store, ref);
}

static tw_err_t core_hold(tw_interp_instance_t *instance, const tw_value_t *value) {
    tw_ref_t ref = ref_of(value);
    if (!tw__is_object(ref)) {
        return TW_ERR_OK;
    }
    return tw__heap_has(instance->store, ref) ? tw__heap_hold(instance->store, ref) : TW_ERR_INVAL;
}

static void core_release(tw_interp_instance_t *instance, const tw_value_t *value) {
    tw__heap_release(instance->store, ref_of(value));
}

#if TW_CFG_EXCEPTIONS

static tw_err_t core_find_tag(tw_interp_instance_t *instance, const char *text,
                              struct tw_tag *tag) {
    tw_name_t name = {text, (uint32_t)strlen(text)};
    const struct tw_interp_module *module = instance->module;
    struct tw__fault *fault = instance->store->env.fault;
    uint8_t kind = TW_EXTERN_TAG;
    uint32_t idx = 0;
    tw_err_t err = tw__find_export(module, &name, &kind, &idx);
    (void)fault;
    if (err != TW_ERR_OK) {
        return tw__fail(fault, err, TW_TEXT_NO_EXPORT, text);
    }
    tag->instance = instance->owner;
    tag->type = tw__functype_of(module->types[module->tags[idx]]);
    tag->id = instance->tags[idx];
    return TW_ERR_OK;
}

static bool core_exception(tw_interp_instance_t *instance, struct tw_tag *tag, tw_value_t *values,
                           uint32_t room) {
    tw_ref_t exception = instance->exec->exception;
    if (exception == TW_REF_NULL) {
        return false;
    }
    struct tw__object *object = tw__object_at(instance->store, exception);
    const uint32_t *cells = tw__object_cells(object);
    tag->instance = instance->owner;
    tag->type = tw__functype_of(object->type);
    tag->id = object->length;
    for (uint32_t i = 0; i < tag->type->param_count && i < room; i++) {
        cells += tw__value_get(cells, tag->type->types[i], &values[i]);
    }
    return true;
}
#else
static tw_err_t core_find_tag(tw_interp_instance_t *instance, const char *text,
                              struct tw_tag *tag) {
    (void)text, (void)tag;
    return tw__fail_code(instance->store->env.fault, TW_ERR_UNSUPPORTED);
}
static bool core_exception(tw_interp_instance_t *instance, struct tw_tag *tag, tw_value_t *values,
                           uint32_t room) {
    (void)instance, (void)tag, (void)values, (void)room;
    return false;
}
#endif

#if TW_CFG_GC
static void *core_thing(void *store, tw_ref_t ref, const struct tw_extern_kind *kind, bool is_sure,
                        bool is_taken) {
    return tw__thing_find(store, ref, kind, is_sure, is_taken);
}
static void core_collect(void *store) {
    tw__heap_collect(store);
}
#else
#define tw__thing_new NULL
#define core_thing NULL
#define core_collect NULL
#endif

const tw_interp_objects_t tw_interp_core_objects = {
    .interp = &tw_interp_core,
    .ref_kind = core_ref_kind,
    .hold = core_hold,
    .release = core_release,
    .find_tag = core_find_tag,
    .exception = core_exception,
    .new_thing = tw__thing_new,
    .thing = core_thing,
    .collect = core_collect,
};

#endif
