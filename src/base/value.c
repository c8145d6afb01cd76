// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "base/value.h"

#include "base/mem.h"

uint32_t tw__cells_of(tw_valtype_t type) {
    return type == TW_I64 || type == TW_F64 ? 2 : type == TW_V128 ? 4 : 1;
}

// The bytes of a value are those of its cells, but for the order of the two halves of 64 bits.
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
static void copy_cells(void *target, const void *source, uint32_t count) {
    const uint8_t *bytes = source;
    for (uint32_t i = 0; count == 4 && i < 16; i++) {  // v128: its bytes are in order
        ((uint8_t *)target)[i] = bytes[i ^ 3];
    }
    for (uint32_t i = 0; count != 4 && i < count; i++) {
        uint32_t from = count == 2 ? 1 - i : i;
        memcpy((uint8_t *)target + 4 * i, bytes + 4 * from, 4);
    }
}
#else
static void copy_cells(void *target, const void *source, uint32_t count) {
    memcpy(target, source, count * sizeof(uint32_t));
}
#endif

uint32_t tw__value_get(const uint32_t *cells, tw_valtype_t type, tw_value_t *value) {
    uint32_t count = tw__cells_of(type);
    memset(value, 0, sizeof *value);
    value->type = type;
    copy_cells(&value->of, cells, count);
    if (tw__is_data_ref(type)) {
        value->of.ref = tw__ref_to_host(cells[0]);
    }
    return count;
}

uint32_t tw__value_put(uint32_t *cells, const tw_value_t *value) {
    uint32_t count = tw__cells_of(value->type);
    copy_cells(cells, &value->of, count);
    if (tw__is_data_ref(value->type)) {
        cells[0] = tw__ref_from_host(value->of.ref);
    }
    return count;
}
