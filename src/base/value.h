// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BASE_VALUE_H
#define TW_BASE_VALUE_H

// Values as frames, globals and host calls have them: in cells of 32 bits, the low one first.

#include "tinywasm/types.h"

uint32_t tw__cells_of(tw_valtype_t type);

// With garbage collection a reference of a frame says what it means: a host's number is 2 in its
// lowest bits and the number above, below 2^30; i31 are odd, objects multiples of 8. Hosts see
// their numbers as they gave them, objects from 2^30 on, i31 from 2^31 on.
#if TW_CFG_GC
static inline bool tw__is_data_ref(tw_valtype_t type) {
    uint32_t heap = type & 0x1fffffffu;
    return (type & TW_VALTYPE_REF) != 0 && heap != 0x70 && heap != 0x73 &&
           (heap < 0x100 || heap >= 0x10000000u);
}
static inline uint32_t tw__ref_to_host(uint32_t ref) {
    return (ref & 1) != 0   ? 0x80000000u | ref >> 1
           : (ref & 2) != 0 ? ref >> 2
           : ref != 0       ? 0x40000000u | ref >> 2
                            : 0;
}
static inline uint32_t tw__ref_from_host(uint32_t number) {
    return number == 0            ? 0
           : number < 0x40000000u ? number << 2 | 2
           : number < 0x80000000u ? number << 2
                                  : number << 1 | 1;
}
#else
#define tw__is_data_ref(type) false
static inline uint32_t tw__ref_to_host(uint32_t ref) {
    return ref;
}
static inline uint32_t tw__ref_from_host(uint32_t number) {
    return number;
}
#endif

// Both return the cells that the value takes.
uint32_t tw__value_get(const uint32_t *cells, tw_valtype_t type, tw_value_t *value);
uint32_t tw__value_put(uint32_t *cells, const tw_value_t *value);

#endif
