// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BRIDGE_H
#define TINYWASM_BRIDGE_H

// The bridge: what the bindings that `tw bindgen host` makes have in common. The first part is for
// those who write the functions of a bridge, the second for the generated glue. docs/BRIDGE.md is
// the manual.

#include "tinywasm/engine.h"
#include "tinywasm/instance.h"
#include "tinywasm/interp.h"
#include "tinywasm/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---- floats and their bits ----

static inline uint32_t tw_bits_f32(float value) {
    union {
        float value;
        uint32_t bits;
    } both = {value};
    return both.bits;
}
static inline uint64_t tw_bits_f64(double value) {
    union {
        double value;
        uint64_t bits;
    } both = {value};
    return both.bits;
}
static inline float tw_f32_of(uint32_t bits) {
    union {
        uint32_t bits;
        float value;
    } both = {bits};
    return both.value;
}
static inline double tw_f64_of(uint64_t bits) {
    union {
        uint64_t bits;
        double value;
    } both = {bits};
    return both.value;
}

// ---- arguments and results ----

// Text: UTF-8, not terminated. As an argument it lies in guest memory, is valid UTF-8 and stays
// valid until the function returns. As a result it may lie anywhere until then.
typedef struct tw_str {
    const char *chars;
    uint32_t size;
} tw_str_t;

// The text of a C string.
tw_str_t tw_str(const char *text);
// True if the text is that of the C string.
bool tw_str_is(tw_str_t str, const char *text);

// A list of numbers: count elements, one after the other, little-endian, at any address. Valid as
// a text is. A list<u8> is bytes[0 .. count); wider elements are read with the functions below.
typedef struct tw_list {
    const uint8_t *bytes;
    uint32_t count;
} tw_list_t;

// Bytes of guest memory that the function writes into, as the WIT says with @fills. Valid as a text
// is.
typedef struct tw_buffer {
    uint8_t *bytes;
    uint32_t count;
} tw_buffer_t;

// Element i < count.
uint16_t tw_list_u16(tw_list_t list, uint32_t i);
uint32_t tw_list_u32(tw_list_t list, uint32_t i);
uint64_t tw_list_u64(tw_list_t list, uint32_t i);
float tw_list_f32(tw_list_t list, uint32_t i);
double tw_list_f64(tw_list_t list, uint32_t i);
static inline int8_t tw_list_s8(tw_list_t list, uint32_t i) {
    return (int8_t)list.bytes[i];
}
static inline int16_t tw_list_s16(tw_list_t list, uint32_t i) {
    return (int16_t)tw_list_u16(list, i);
}
static inline int32_t tw_list_s32(tw_list_t list, uint32_t i) {
    return (int32_t)tw_list_u32(list, i);
}
static inline int64_t tw_list_s64(tw_list_t list, uint32_t i) {
    return (int64_t)tw_list_u64(list, i);
}

// Writes number i of a list that is being made, little-endian.
void tw_put_u16(uint8_t *bytes, uint32_t i, uint16_t value);
void tw_put_u32(uint8_t *bytes, uint32_t i, uint32_t value);
void tw_put_u64(uint8_t *bytes, uint32_t i, uint64_t value);
void tw_put_f32(uint8_t *bytes, uint32_t i, float value);
void tw_put_f64(uint8_t *bytes, uint32_t i, double value);

// Where a function may make the text or list of its result without a copy: guest memory. A result
// that lies elsewhere is copied here. More than max makes the guest trap.
typedef struct tw_room {
    uint8_t *bytes;
    uint32_t max;  // bytes
    // for the glue:
    uint32_t addr;
    uint32_t align;
    uint32_t used;
    bool is_used;
} tw_room_t;

// Where the texts and lists of a module's result are copied to, that the host asked for: bytes of
// the caller's. used: how many of them are taken; set to 0, all are free again. Too few are LIMIT.
typedef struct tw_space {
    uint8_t *bytes;
    uint32_t size;
    uint32_t used;
} tw_space_t;

// A character of Unicode: no number beyond it, and none of its surrogates.
static inline bool tw_is_char(uint32_t value) {
    return value < 0xd800 || (value > 0xdfff && value <= 0x10ffff);
}

// ---- resources ----

// What stands behind the handles of one resource: a table of slots that the application gives. A
// handle is a slot's number and its generation, and belongs to the instance that got it: one that
// was dropped, made up or handed on by another module makes the guest trap. An externref is the
// same, but any module may have it: references cannot be made up.
typedef struct tw_handle_slot {
    void *object;          // NULL: free
    tw_instance_t *owner;  // that got the handle
    uint32_t generation;
} tw_handle_slot_t;

#define TW_HANDLES_MAX 255u

typedef struct tw_handles {
    tw_watch_t watch;
    tw_handle_slot_t *slots;
    uint32_t count;
    void (*destroy)(void *object);
} tw_handles_t;

// slots[count], count <= TW_HANDLES_MAX, outlive the engine. Before tw_engine_start. From now on
// the objects whose handles an instance holds are destroyed when it drops them or goes itself.
// destroy may do nothing with the engine.
void tw_handles_init(tw_handles_t *handles, tw_engine_t *engine, tw_handle_slot_t *slots,
                     uint32_t count, void (*destroy)(void *object));
// Handles in use.
uint32_t tw_handles_used(const tw_handles_t *handles);

// ---- for the glue: arguments ----

// The arguments of a call, as they are taken one after the other. The first that is wrong is the
// trap; after it everything is 0. names has for each parameter the number of its cells, its name
// and a NUL, and at the end another NUL.
typedef struct tw_lift {
    tw_call_t *call;
    const char *names;
    tw_err_t err;
} tw_lift_t;

static inline uint32_t tw_lift_u32(const tw_lift_t *lift, uint32_t cell) {
    return lift->call->args[cell];
}
static inline uint64_t tw_lift_u64(const tw_lift_t *lift, uint32_t cell) {
    return (uint64_t)lift->call->args[cell + 1] << 32 | lift->call->args[cell];
}
static inline float tw_lift_f32(const tw_lift_t *lift, uint32_t cell) {
    return tw_f32_of(tw_lift_u32(lift, cell));
}
static inline double tw_lift_f64(const tw_lift_t *lift, uint32_t cell) {
    return tw_f64_of(tw_lift_u64(lift, cell));
}
// A number below count: a bool, a case of an enum or variant.
uint32_t tw_lift_not_below(tw_lift_t *lift, uint32_t cell, uint32_t count);  // says so; 0
static inline uint32_t tw_lift_below(tw_lift_t *lift, uint32_t cell, uint32_t count) {
    uint32_t value = tw_lift_u32(lift, cell);
    return value < count ? value : tw_lift_not_below(lift, cell, count);
}
// Bits of mask alone.
uint32_t tw_lift_flags(tw_lift_t *lift, uint32_t cell, uint32_t mask);
uint32_t tw_lift_char(tw_lift_t *lift, uint32_t cell);
tw_str_t tw_lift_str(tw_lift_t *lift, uint32_t cell);
tw_list_t tw_lift_list(tw_lift_t *lift, uint32_t cell, uint32_t element_size);
tw_buffer_t tw_lift_buffer(tw_lift_t *lift, uint32_t cell);
// As text and list, where the count is not in the next cell: in a variant whose cases share cells.
tw_str_t tw_lift_str_of(tw_lift_t *lift, uint32_t cell, uint32_t size_cell);
tw_list_t tw_lift_list_of(tw_lift_t *lift, uint32_t cell, uint32_t count_cell,
                          uint32_t element_size);
// The object of a handle; is_ref: of an externref.
void *tw_lift_handle(tw_lift_t *lift, uint32_t cell, const tw_handles_t *handles, bool is_ref);
// Address of a result; size bytes can be written there.
uint32_t tw_lift_address(tw_lift_t *lift, uint32_t cell, uint32_t size, uint32_t align);
// That two cells have different handles.
void tw_lift_differ(tw_lift_t *lift, uint32_t cell, uint32_t other);
// Ends a handle whose object now is the host's: one that was lifted.
void tw_lift_take(const tw_lift_t *lift, uint32_t cell, tw_handles_t *handles);

// ---- for the glue: results ----

static inline void tw_lower_u32(tw_call_t *call, uint32_t bits) {
    call->results[0] = bits;
}
static inline void tw_lower_u64(tw_call_t *call, uint64_t bits) {
    call->results[0] = (uint32_t)bits;
    call->results[1] = (uint32_t)(bits >> 32);
}
static inline void tw_lower_f32(tw_call_t *call, float value) {
    tw_lower_u32(call, tw_bits_f32(value));
}
static inline void tw_lower_f64(tw_call_t *call, double value) {
    tw_lower_u64(call, tw_bits_f64(value));
}
// A handle of the caller's for object; *handle is 0 and the object destroyed if there is none.
TW_MUST_CHECK tw_err_t tw_lower_handle(tw_call_t *call, tw_handles_t *handles, void *object,
                                       uint32_t *handle);
// Writes a result where it belongs.
TW_MUST_CHECK tw_err_t tw_lower_image(tw_call_t *call, uint32_t addr, const uint8_t *image,
                                      uint32_t size);

// A text or list in a result: the glue is called, asks for a block of max bytes, is called again
// with it as `then`, and gives back what of it is not used.
// Whether the block is there; asks for it if not, and *err is what to return.
bool tw_room_has(tw_lift_t *lift, tw_room_t *room, uint32_t max, uint32_t align, tw_then_fn_t then,
                 tw_err_t *err);
// Puts size bytes into it and their address into image[0 .. 4).
TW_MUST_CHECK tw_err_t tw_room_take(tw_call_t *call, tw_room_t *room, const void *bytes,
                                    uint64_t size, uint8_t *image);
// `return tw_room_end(call, &room, moved)`: `moved` runs if the guest has given another block, and
// stores its address with tw_room_moved.
TW_MUST_CHECK tw_err_t tw_room_end(tw_call_t *call, const tw_room_t *room, tw_then_fn_t moved);
TW_MUST_CHECK tw_err_t tw_room_moved(tw_call_t *call, uint32_t cell, uint32_t offset);

// Drops handle 0 of a call.
TW_MUST_CHECK tw_err_t tw_handle_drop(tw_call_t *call, tw_handles_t *handles);

// ---- for the glue: what modules export ----

// Copies a text or list into a block of the guest's own; *addr is 0 if there is nothing to copy.
TW_MUST_CHECK tw_err_t tw_give(tw_instance_t *instance, const void *bytes, uint64_t size,
                               uint32_t align, uint32_t *addr);
// Calls an export by its name. result may be NULL: there is none.
TW_MUST_CHECK tw_err_t tw_call_export(tw_instance_t *instance, const char *name,
                                      const tw_value_t *args, uint32_t count, tw_value_t *result);
// The same in slices, as tw_instance_begin.
TW_MUST_CHECK tw_err_t tw_begin_export(tw_instance_t *instance, const char *name,
                                       const tw_value_t *args, uint32_t count, tw_done_fn_t done,
                                       void *ctx);

// A result of more than one core value: an image of it, taken out of the memory that value is an
// address of. The first thing that is wrong is the error; after it everything is 0.
typedef struct tw_fetch {
    tw_instance_t *instance;
    tw_space_t *space;  // NULL: no texts or lists
    const uint8_t *image;
    tw_err_t err;
} tw_fetch_t;
tw_fetch_t tw_fetch_begin(tw_instance_t *instance, tw_space_t *space, const tw_value_t *value,
                          uint8_t *image, uint32_t size, uint32_t align);
// A number of 1 to 8 bytes; one below count; bits of mask alone; a character; a text; a list.
uint64_t tw_fetch(const tw_fetch_t *fetch, uint32_t offset, uint32_t size);
uint32_t tw_fetch_below(tw_fetch_t *fetch, uint32_t offset, uint32_t size, uint32_t count);
uint32_t tw_fetch_flags(tw_fetch_t *fetch, uint32_t offset, uint32_t size, uint32_t mask);
uint32_t tw_fetch_char(tw_fetch_t *fetch, uint32_t offset);
tw_str_t tw_fetch_str(tw_fetch_t *fetch, uint32_t offset);
tw_list_t tw_fetch_list(tw_fetch_t *fetch, uint32_t offset, uint32_t element_size);

#ifdef __cplusplus
}
#endif
#endif
