// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "bridge/bridge.h"

// Arguments: from cells to what a function of the host takes.

// What is wrong is said by functions of their own: so that what is right, which is most, goes by
// without a frame.

uint32_t tw_lift_not_below(tw_lift_t *lift, uint32_t cell, uint32_t count) {
    (void)cell;  // without texts
    (void)count;
    tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST, "%u is none of its %u values: give one of those",
                        lift->call->args[cell], count);
    return 0;
}

static __attribute__((noinline)) uint32_t not_flags(tw_lift_t *lift, uint32_t cell, uint32_t mask) {
    (void)cell;  // without texts
    (void)mask;
    tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST,
                        "0x%x has flags that it has not: give those of 0x%x",
                        lift->call->args[cell], mask);
    return 0;
}

uint32_t tw_lift_flags(tw_lift_t *lift, uint32_t cell, uint32_t mask) {
    uint32_t value = lift->call->args[cell];
    return (value & ~mask) == 0 ? value : not_flags(lift, cell, mask);
}

static __attribute__((noinline)) uint32_t not_char(tw_lift_t *lift, uint32_t cell) {
    (void)cell;  // without texts
    tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST, "0x%x is no character of Unicode: give one",
                        lift->call->args[cell]);
    return 0;
}

uint32_t tw_lift_char(tw_lift_t *lift, uint32_t cell) {
    uint32_t value = lift->call->args[cell];
    return tw_is_char(value) ? value : not_char(lift, cell);
}

// size bytes at the address in a cell, or NULL.
static uint8_t *lend(tw_lift_t *lift, uint32_t cell, uint64_t size, bool is_const) {
    uint32_t addr = lift->call->args[cell];
    uint64_t memory_size = tw_memory_size(lift->call->instance);
    uint8_t *bytes = NULL;
    if (lift->err != TW_ERR_OK) {
        return NULL;
    }
    if (size > memory_size || addr > memory_size - size) {
        tw__bridge_fail_arg(lift, cell, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                            "%U bytes at 0x%x are outside the memory of %U", size, addr,
                            memory_size);
        return NULL;
    }
    lift->err = tw_call_lend(lift->call, addr, size, is_const, &bytes);
    return bytes;
}

tw_str_t tw_lift_str(tw_lift_t *lift, uint32_t cell) {
    return tw_lift_str_of(lift, cell, cell + 1);
}

tw_str_t tw_lift_str_of(tw_lift_t *lift, uint32_t cell, uint32_t size_cell) {
    tw_str_t str = {"", 0};
    uint32_t size = lift->call->args[size_cell];
    const uint8_t *bytes = lend(lift, cell, size, true);
    if (lift->err != TW_ERR_OK) {
        return str;
    }
    if (!tw__utf8_is_valid(bytes, size)) {
        tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST,
                            "the %u bytes at 0x%x are not UTF-8: give a text, or use list<u8>",
                            size, lift->call->args[cell]);
        return str;
    }
    str.chars = (const char *)bytes;
    str.size = size;
    return str;
}

static bool is_aligned(tw_lift_t *lift, uint32_t cell, uint32_t align) {
    uint32_t addr = lift->call->args[cell];
    if (addr % align != 0) {
        tw__bridge_fail_arg(lift, cell, TW_TRAP_HOST, "0x%x is no multiple of %u: align it", addr,
                            align);
    }
    return lift->err == TW_ERR_OK;
}

tw_list_t tw_lift_list(tw_lift_t *lift, uint32_t cell, uint32_t element_size) {
    return tw_lift_list_of(lift, cell, cell + 1, element_size);
}

tw_list_t tw_lift_list_of(tw_lift_t *lift, uint32_t cell, uint32_t count_cell,
                          uint32_t element_size) {
    tw_list_t list = {NULL, 0};
    uint32_t count = lift->call->args[count_cell];
    if (is_aligned(lift, cell, element_size)) {
        list.bytes = lend(lift, cell, (uint64_t)count * element_size, true);
        list.count = list.bytes != NULL ? count : 0;
    }
    return list;
}

tw_buffer_t tw_lift_buffer(tw_lift_t *lift, uint32_t cell) {
    tw_buffer_t buffer = {NULL, 0};
    uint32_t count = lift->call->args[cell + 1];
    buffer.bytes = lend(lift, cell, count, false);
    buffer.count = buffer.bytes != NULL ? count : 0;
    return buffer;
}

uint32_t tw_lift_address(tw_lift_t *lift, uint32_t cell, uint32_t size, uint32_t align) {
    uint32_t addr = lift->call->args[cell];
    uint64_t memory_size = tw_memory_size(lift->call->instance);
    if (is_aligned(lift, cell, align) && (size > memory_size || addr > memory_size - size)) {
        tw__bridge_fail_arg(lift, cell, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                            "%u bytes at 0x%x are outside the memory of %U", size, addr,
                            memory_size);
    }
    return addr;
}
