// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

// Guest memory as the host sees it. This is the one file of the room that makes a guest address a
// pointer, and it does so after a check.

static uint8_t *memory_of(const tw_instance_t *instance, uint64_t *size) {
    *size = 0;
    uint8_t *base = instance->engine->interp->memory(instance->state, size);
    TW_ASSERT(base != NULL);
    return base;
}

static tw_err_t fail_range(tw_instance_t *instance, tw_addr_t addr, uint64_t size) {
    (void)addr;  // without texts
    (void)size;
    return tw__fail_trap(&instance->engine->fault, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                         "%U B at %U, the memory has %U B", size, addr, tw_memory_size(instance));
}

tw_err_t tw__guest_view(tw_instance_t *instance, tw_addr_t addr, uint64_t size, uint8_t **bytes) {
    uint64_t memory_size = 0;
    uint8_t *base = memory_of(instance, &memory_size);
    if (!tw__range_in(memory_size, addr, size)) {
        return fail_range(instance, addr, size);
    }
    *bytes = base + (size_t)addr;
    return TW_ERR_OK;
}

bool tw__guest_string(tw_instance_t *instance, tw_addr_t addr, const char **string) {
    uint64_t memory_size = 0;
    const uint8_t *base = memory_of(instance, &memory_size);
    for (uint64_t at = addr; at < memory_size; at++) {
        if (base[(size_t)at] == 0) {
            *string = (const char *)base + (size_t)addr;
            return true;
        }
    }
    return false;
}

uint64_t tw_memory_size(const tw_instance_t *instance) {
    uint64_t size = 0;
    memory_of(instance, &size);
    return size;
}

tw_err_t tw_memory_view(tw_instance_t *instance, tw_addr_t addr, size_t size, uint8_t **bytes) {
    tw__engine_enter(instance->engine, tw__instance_where(instance));
    return tw__guest_view(instance, addr, size, bytes);
}

tw_err_t tw_memory_read(tw_instance_t *instance, tw_addr_t addr, void *target, size_t size) {
    uint8_t *bytes = NULL;
    tw_err_t err = tw_memory_view(instance, addr, size, &bytes);
    if (err == TW_ERR_OK && size != 0) {
        memmove(target, bytes, size);
    }
    return err;
}

tw_err_t tw_memory_write(tw_instance_t *instance, tw_addr_t addr, const void *source, size_t size) {
    uint8_t *bytes = NULL;
    tw_err_t err = tw_memory_view(instance, addr, size, &bytes);
    if (err == TW_ERR_OK && size != 0) {
        memmove(bytes, source, size);
    }
    return err;
}

// A little-endian number of size bytes.
static tw_err_t read_number(tw_instance_t *instance, tw_addr_t addr, uint32_t size,
                            uint64_t *value) {
    uint8_t *bytes = NULL;
    *value = 0;
    tw_err_t err = tw_memory_view(instance, addr, size, &bytes);
    if (err != TW_ERR_OK) {
        return err;
    }
    for (uint32_t i = size; i > 0; i--) {
        *value = *value << 8 | bytes[i - 1];
    }
    return TW_ERR_OK;
}

static tw_err_t write_number(tw_instance_t *instance, tw_addr_t addr, uint32_t size,
                             uint64_t value) {
    uint8_t *bytes = NULL;
    tw_err_t err = tw_memory_view(instance, addr, size, &bytes);
    for (uint32_t i = 0; err == TW_ERR_OK && i < size; i++) {
        bytes[i] = (uint8_t)value;
        value >>= 8;
    }
    return err;
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
