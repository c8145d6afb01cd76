// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"
#include "bridge/bridge.h"

// Results of what modules export: out of guest memory. A module may answer anything.

static uint64_t fail(tw_fetch_t *fetch, tw_err_t err) {
    fetch->err = fetch->err != TW_ERR_OK ? fetch->err : err;
    return 0;
}

tw_fetch_t tw_fetch_begin(tw_instance_t *instance, tw_space_t *space, const tw_value_t *value,
                          uint8_t *image, uint32_t size, uint32_t align) {
    tw_fetch_t fetch = {instance, space, image, TW_ERR_OK};
    uint32_t addr = (uint32_t)value->of.i32;
    fetch.err = addr % align == 0 ? tw_memory_read(instance, addr, image, size) : TW_ERR_CORRUPT;
    if (fetch.err != TW_ERR_OK) {
        memset(image, 0, size);
    }
    return fetch;
}

uint64_t tw_fetch(const tw_fetch_t *fetch, uint32_t offset, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = size; i > 0; i--) {
        value = value << 8 | fetch->image[offset + i - 1];
    }
    return value;
}

uint32_t tw_fetch_below(tw_fetch_t *fetch, uint32_t offset, uint32_t size, uint32_t count) {
    uint64_t value = tw_fetch(fetch, offset, size);
    return (uint32_t)(value < count ? value : fail(fetch, TW_ERR_CORRUPT));
}

uint32_t tw_fetch_flags(tw_fetch_t *fetch, uint32_t offset, uint32_t size, uint32_t mask) {
    uint64_t value = tw_fetch(fetch, offset, size);
    return (uint32_t)((value & ~(uint64_t)mask) == 0 ? value : fail(fetch, TW_ERR_CORRUPT));
}

uint32_t tw_fetch_char(tw_fetch_t *fetch, uint32_t offset) {
    uint32_t value = (uint32_t)tw_fetch(fetch, offset, 4);
    return (uint32_t)(tw_is_char(value) ? value : fail(fetch, TW_ERR_CORRUPT));
}

// A copy of the text or list whose address and count lie at offset; *count is 0 if it failed.
static const uint8_t *take(tw_fetch_t *fetch, uint32_t offset, uint32_t element_size,
                           uint32_t *count) {
    tw_space_t *space = fetch->space;
    uint32_t addr = (uint32_t)tw_fetch(fetch, offset, 4);
    *count = (uint32_t)tw_fetch(fetch, offset + 4, 4);
    uint64_t size = (uint64_t)*count * element_size;
    uint8_t *bytes = space->bytes + space->used;
    if (addr % element_size != 0) {
        fail(fetch, TW_ERR_CORRUPT);
    } else if (size > space->size - space->used) {
        fail(fetch, TW_ERR_LIMIT);
    } else if (fetch->err == TW_ERR_OK) {
        fetch->err = tw_memory_read(fetch->instance, addr, bytes, (size_t)size);
    }
    if (fetch->err != TW_ERR_OK) {
        *count = 0;
        return bytes;
    }
    space->used += (uint32_t)size;
    return bytes;
}

tw_str_t tw_fetch_str(tw_fetch_t *fetch, uint32_t offset) {
    tw_str_t str;
    const uint8_t *bytes = take(fetch, offset, 1, &str.size);
    str.chars = (const char *)bytes;
    if (!tw__utf8_is_valid(bytes, str.size)) {
        str.size = (uint32_t)fail(fetch, TW_ERR_CORRUPT);
    }
    return str;
}

tw_list_t tw_fetch_list(tw_fetch_t *fetch, uint32_t offset, uint32_t element_size) {
    tw_list_t list;
    list.bytes = take(fetch, offset, element_size, &list.count);
    return list;
}
