// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Guest memory as the host sees it. This is the one file of the room that makes a guest address a
// pointer, and it does so after a check.

static uint8_t *memory_of(const tw_instance_t *instance, uint64_t *prefix, uint64_t *size) {
    uint8_t *base = instance->engine->interp->memory(instance->state, prefix, size);
    TW_ASSERT(base != NULL);
    TW_ASSERT(*prefix <= *size);
    return base;
}

uint64_t tw_memory_size(const tw_instance_t *instance) {
    uint64_t prefix = 0;
    uint64_t size = 0;
    memory_of(instance, &prefix, &size);
    return size;
}

static tw_err_t fail_range(tw_instance_t *instance, tw_addr_t addr, uint64_t size) {
    (void)addr;  // without texts
    (void)size;
    return tw__fail_trap(&instance->engine->fault, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                         TW_TEXT_RANGE, size, addr, tw_memory_size(instance));
}

// Begins an API function, and checks that the range is inside memory.
static tw_err_t enter(tw_instance_t *instance, tw_addr_t addr, uint64_t size) {
    tw__engine_enter(instance->engine, tw__instance_where(instance));
    return tw__range_in(tw_memory_size(instance), addr, size) ? TW_ERR_OK
                                                              : fail_range(instance, addr, size);
}

tw_err_t tw_memory_view(tw_instance_t *instance, tw_addr_t addr, size_t size, uint8_t **bytes) {
    tw_err_t err = enter(instance, addr, size);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint64_t prefix = 0;
    uint64_t memory_size = 0;
    uint8_t *base = memory_of(instance, &prefix, &memory_size);
    if (!tw__range_in(prefix, addr, size)) {
        return tw__fail(&instance->engine->fault, TW_ERR_LIMIT, TW_TEXT_PREFIX, (uint64_t)size,
                        addr, prefix);
    }
    *bytes = base + (size_t)addr;
    return TW_ERR_OK;
}

tw_err_t tw_memory_read(tw_instance_t *instance, tw_addr_t addr, void *target, size_t size) {
    tw_err_t err = enter(instance, addr, size);
    if (err == TW_ERR_OK && size != 0) {
        instance->engine->interp->memory_read(instance->state, addr, target, size);
    }
    return err;
}

tw_err_t tw_memory_write(tw_instance_t *instance, tw_addr_t addr, const void *source, size_t size) {
    tw_err_t err = enter(instance, addr, size);
    if (err == TW_ERR_OK && size != 0 &&
        !instance->engine->interp->memory_write(instance->state, addr, source, size)) {
        err = tw__fail_trap(&instance->engine->fault, TW_TRAP_MEMORY_BUDGET_EXHAUSTED, NULL);
    }
    return err;
}

// ---- for host functions ----

// A copy of guest memory that has no prefix to point into.
struct tw__loan {
    struct tw__loan *next;
    tw_addr_t addr;
    size_t size;  // to be written back
    uint8_t bytes[];
};

static tw_err_t fail_loan(const tw_call_t *call) {
    return tw__fail_trap(&call->instance->engine->fault, TW_TRAP_MEMORY_BUDGET_EXHAUSTED,
                         TW_TEXT_LOAN);
}

static tw_err_t lend_copy(tw_call_t *call, tw_addr_t addr, size_t size, bool is_const,
                          uint8_t **bytes) {
    tw_instance_t *instance = call->instance;
    bool has_room = size <= SIZE_MAX - sizeof(struct tw__loan);
    struct tw__loan *loan =
        has_room ? tw__arena_alloc_scratch(instance->engine->arena, sizeof *loan + size) : NULL;
    if (loan == NULL) {
        return fail_loan(call);
    }
    loan->next = call->loans;
    loan->addr = addr;
    loan->size = is_const ? 0 : size;
    call->loans = loan;
    if (size != 0) {
        instance->engine->interp->memory_read(instance->state, addr, loan->bytes, size);
    }
    *bytes = loan->bytes;
    return TW_ERR_OK;
}

tw_err_t tw__guest_lend(tw_call_t *call, tw_addr_t addr, uint64_t size, bool is_const,
                        uint8_t **bytes) {
    uint64_t prefix = 0;
    uint64_t memory_size = 0;
    uint8_t *base = memory_of(call->instance, &prefix, &memory_size);
    TW_ASSERT(tw__range_in(memory_size, addr, size));
    if (tw__range_in(prefix, addr, size)) {
        *bytes = base + (size_t)addr;
        return TW_ERR_OK;
    }
    for (struct tw__loan *loan = call->loans; loan != NULL && !is_const; loan = loan->next) {
        if (loan->addr == addr && loan->size == size) {
            *bytes = loan->bytes;
            return TW_ERR_OK;
        }
    }
    return lend_copy(call, addr, (size_t)size, is_const, bytes);
}

tw_err_t tw_call_lend(tw_call_t *call, tw_addr_t addr, uint64_t size, bool is_const,
                      uint8_t **bytes) {
    tw_instance_t *instance = call->instance;
    return tw__range_in(tw_memory_size(instance), addr, size)
               ? tw__guest_lend(call, addr, size, is_const, bytes)
               : fail_range(instance, addr, size);
}

tw_err_t tw__guest_settle(tw_call_t *call, tw_err_t err) {
    tw_engine_t *engine = call->instance->engine;
    while (call->loans != NULL) {
        struct tw__loan *loan = call->loans;
        bool is_back =
            loan->size == 0 || engine->interp->memory_write(call->instance->state, loan->addr,
                                                            loan->bytes, loan->size);
        if (!is_back && (err == TW_ERR_OK || err == TW_ERR_PENDING)) {
            tw__engine_enter(engine, NULL);
            err = fail_loan(call);
        }
        call->loans = loan->next;
        tw__arena_free(engine->arena, loan);
    }
    return err;
}

uint64_t tw__guest_string_size(const tw_instance_t *instance, tw_addr_t addr) {
    uint64_t prefix = 0;
    uint64_t size = 0;
    const uint8_t *base = memory_of(instance, &prefix, &size);
    for (uint64_t at = addr; at < size; at++) {
        uint8_t byte = 0;
        if (at < prefix) {
            byte = base[(size_t)at];
        } else {
            instance->engine->interp->memory_read(instance->state, at, &byte, 1);
        }
        if (byte == 0) {
            return at - addr + 1;
        }
    }
    return 0;
}

// ---- numbers ----

// A little-endian number of size bytes.
static tw_err_t read_number(tw_instance_t *instance, tw_addr_t addr, uint32_t size,
                            uint64_t *value) {
    uint8_t bytes[sizeof *value] = {0};
    tw_err_t err = tw_memory_read(instance, addr, bytes, size);
    *value = 0;
    for (uint32_t i = size; i > 0; i--) {
        *value = *value << 8 | bytes[i - 1];
    }
    return err;
}

static tw_err_t write_number(tw_instance_t *instance, tw_addr_t addr, uint32_t size,
                             uint64_t value) {
    uint8_t bytes[sizeof value];
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    return tw_memory_write(instance, addr, bytes, size);
}

tw_err_t tw_memory_read_u8(tw_instance_t *instance, tw_addr_t addr, uint8_t *value) {
    uint64_t number = 0;
    tw_err_t err = read_number(instance, addr, sizeof *value, &number);
    *value = (uint8_t)number;
    return err;
}

tw_err_t tw_memory_read_u16(tw_instance_t *instance, tw_addr_t addr, uint16_t *value) {
    uint64_t number = 0;
    tw_err_t err = read_number(instance, addr, sizeof *value, &number);
    *value = (uint16_t)number;
    return err;
}

tw_err_t tw_memory_read_u32(tw_instance_t *instance, tw_addr_t addr, uint32_t *value) {
    uint64_t number = 0;
    tw_err_t err = read_number(instance, addr, sizeof *value, &number);
    *value = (uint32_t)number;
    return err;
}

tw_err_t tw_memory_read_u64(tw_instance_t *instance, tw_addr_t addr, uint64_t *value) {
    return read_number(instance, addr, sizeof *value, value);
}

tw_err_t tw_memory_write_u8(tw_instance_t *instance, tw_addr_t addr, uint8_t value) {
    return write_number(instance, addr, sizeof value, value);
}

tw_err_t tw_memory_write_u16(tw_instance_t *instance, tw_addr_t addr, uint16_t value) {
    return write_number(instance, addr, sizeof value, value);
}

tw_err_t tw_memory_write_u32(tw_instance_t *instance, tw_addr_t addr, uint32_t value) {
    return write_number(instance, addr, sizeof value, value);
}

tw_err_t tw_memory_write_u64(tw_instance_t *instance, tw_addr_t addr, uint64_t value) {
    return write_number(instance, addr, sizeof value, value);
}
