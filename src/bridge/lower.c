// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

// Results: from what a function of the host gave to cells and guest memory.

tw_err_t tw_lower_image(tw_call_t *call, uint32_t addr, const uint8_t *image, uint32_t size) {
    return tw_memory_write(call->instance, addr, image, size);
}

// ---- texts and lists: blocks that the guest allocates ----

static bool is_realloc(const tw_functype_t *type) {
    bool is_it = tw_functype_param_count(type) == 4 && tw_functype_result_count(type) == 1 &&
                 tw_functype_result(type, 0) == TW_I32;
    for (uint32_t i = 0; i < 4; i++) {
        is_it = is_it && tw_functype_param(type, i) == TW_I32;
    }
    return is_it;
}

static tw_err_t realloc_block(tw_call_t *call, const uint32_t words[4], tw_then_fn_t then) {
    tw_func_t func;
    if (tw_instance_find_func(call->instance, "cabi_realloc", &func) != TW_ERR_OK ||
        !is_realloc(func.type)) {
        return tw__bridge_fail(call,
                               "the module exports no function cabi_realloc of four i32 that "
                               "gives one: build it with the generated bindings");
    }
    tw_value_t args[4];
    for (uint32_t i = 0; i < 4; i++) {
        args[i] = tw_value_i32((int32_t)words[i]);
    }
    return tw_call_invoke(call, func, args, 4, then);
}

bool tw_room_has(tw_lift_t *lift, tw_room_t *room, uint32_t max, uint32_t align, tw_then_fn_t then,
                 tw_err_t *err) {
    tw_call_t *call = lift->call;
    memset(room, 0, sizeof *room);
    *err = lift->err;
    if (*err != TW_ERR_OK) {
        return false;
    }
    if (call->then == NULL) {
        const uint32_t words[4] = {0, 0, align, max};
        *err = realloc_block(call, words, then);
        return false;
    }
    room->addr = (uint32_t)tw_call_invoked(call, 0).of.i32;
    room->align = align;
    room->max = max;
    uint64_t memory_size = tw_memory_size(call->instance);
    if (room->addr == 0 || room->addr % align != 0 || max > memory_size ||
        room->addr > memory_size - max) {
        *err = tw__bridge_fail(call,
                               "cabi_realloc gave 0x%x, no block of %u bytes aligned to %u: "
                               "let it trap when memory ends",
                               room->addr, max, align);
        return false;
    }
    *err = tw_call_lend(call, room->addr, max, false, &room->bytes);
    return *err == TW_ERR_OK;
}

tw_err_t tw_room_take(tw_call_t *call, tw_room_t *room, const void *bytes, uint64_t size,
                      uint8_t *image) {
    if (size > room->max) {
        return tw__bridge_fail(call,
                               "the result has %U bytes, %u are possible: shorten it, or raise "
                               "@max in the WIT",
                               size, room->max);
    }
    if (size != 0 && bytes != room->bytes) {
        memmove(room->bytes, bytes, (size_t)size);
    }
    room->used = (uint32_t)size;
    room->is_used = true;
    tw_put_u32(image, 0, room->addr);
    return TW_ERR_OK;
}

static tw_err_t forget(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}

tw_err_t tw_room_end(tw_call_t *call, const tw_room_t *room, tw_then_fn_t moved) {
    const uint32_t words[4] = {room->addr, room->max, room->align, room->used};
    return room->used == room->max ? TW_ERR_OK
                                   : realloc_block(call, words, room->used != 0 ? moved : forget);
}

tw_err_t tw_room_moved(tw_call_t *call, uint32_t cell, uint32_t offset) {
    uint32_t addr = (uint32_t)tw_call_invoked(call, 0).of.i32;
    return tw_memory_write_u32(call->instance, (tw_addr_t)call->args[cell] + offset, addr);
}
