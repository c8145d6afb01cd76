// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_OBJECT_H
#define TINYWASM_OBJECT_H

// Objects of guests that a host has references of, and exceptions. In builds with
// TW_CFG_EXCEPTIONS or TW_CFG_GC; linked only into programs that call these.
//
// With TW_CFG_GC the numbers of references outside of the function types are: below 2^30 what the
// host gave as externref, from 2^30 on objects, from 2^31 on i31 (the lower 31 bits). An object
// that nobody but the host refers to is gone after the next call into an instance of its engine,
// unless the host holds it.

#include "tinywasm/instance.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum tw_refkind {
    TW_REFKIND_NULL,
    TW_REFKIND_FUNC,
    TW_REFKIND_HOST,       // a number of the host
    TW_REFKIND_I31,
    TW_REFKIND_STRUCT,
    TW_REFKIND_ARRAY,
    TW_REFKIND_EXCEPTION,
    TW_REFKIND_THING,      // of the host, by tw_extern_new (tinywasm/extern.h)
    TW_REFKIND_NONE        // no reference, or of an object that is gone
} tw_refkind_t;

// What a reference is of. Walks the objects of the engine. Not from a host function.
tw_refkind_t tw_ref_kind(tw_instance_t *instance, const tw_value_t *value);
// Keeps an object until it is released as often as it was held. Nothing to do for what is none.
// NOMEM; INVAL if it is of an object that is gone.
TW_MUST_CHECK tw_err_t tw_ref_hold(tw_instance_t *instance, const tw_value_t *value);
void tw_ref_release(tw_instance_t *instance, const tw_value_t *value);

typedef struct tw_tag {  // a value, valid while the instance lives
    tw_instance_t *instance;
    const tw_functype_t *type;  // its parameters are the values of an exception
    uint32_t id;                // equal for the same tag, whoever exports it
} tw_tag_t;

// A tag by its export name. NOENT; INVAL if the export is no tag.
TW_MUST_CHECK tw_err_t tw_instance_find_tag(tw_instance_t *instance, const char *name,
                                            tw_tag_t *tag);
// The exception that left the last call of the instance (EXCEPTION), until the next one begins: its
// tag, and as many of its values as there is room for. False if there is none. tag->instance is the
// one asked.
bool tw_instance_exception(tw_instance_t *instance, tw_tag_t *tag, tw_value_t *values,
                           uint32_t room);
// `return tw_call_throw(call, &tag, values, count);`: the guest that has called the host function
// gets an exception. TRAP if the values are not the tag's, or have more than TW_HOST_RESULT_CELLS
// cells, or if the tag's instance is gone (stale reference).
TW_MUST_CHECK tw_err_t tw_call_throw(tw_call_t *call, const tw_tag_t *tag, const tw_value_t *values,
                                     uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
