// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

// Numbers, as they lie in guest memory: little-endian, at any address.

static uint64_t read_number(const uint8_t *bytes, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = size; i > 0; i--) {
        value = value << 8 | bytes[i - 1];
    }
    return value;
}

static void write_number(uint8_t *bytes, uint32_t size, uint64_t value) {
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
}

uint16_t tw_list_u16(tw_list_t list, uint32_t i) {
    return (uint16_t)read_number(list.bytes + 2 * (size_t)i, 2);
}

uint32_t tw_list_u32(tw_list_t list, uint32_t i) {
    return (uint32_t)read_number(list.bytes + 4 * (size_t)i, 4);
}

uint64_t tw_list_u64(tw_list_t list, uint32_t i) {
    return read_number(list.bytes + 8 * (size_t)i, 8);
}

float tw_list_f32(tw_list_t list, uint32_t i) {
    return tw_f32_of(tw_list_u32(list, i));
}

double tw_list_f64(tw_list_t list, uint32_t i) {
    return tw_f64_of(tw_list_u64(list, i));
}

void tw_put_u16(uint8_t *bytes, uint32_t i, uint16_t value) {
    write_number(bytes + 2 * (size_t)i, 2, value);
}

void tw_put_u32(uint8_t *bytes, uint32_t i, uint32_t value) {
    write_number(bytes + 4 * (size_t)i, 4, value);
}

void tw_put_u64(uint8_t *bytes, uint32_t i, uint64_t value) {
    write_number(bytes + 8 * (size_t)i, 8, value);
}

void tw_put_f32(uint8_t *bytes, uint32_t i, float value) {
    tw_put_u32(bytes, i, tw_bits_f32(value));
}

void tw_put_f64(uint8_t *bytes, uint32_t i, double value) {
    tw_put_u64(bytes, i, tw_bits_f64(value));
}
