// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/crc.h"

// The four table look-ups of a byte-wise CRC, made of shifts: the polynomial has few terms.
uint16_t tw__crc_add(uint16_t crc, uint8_t byte) {
    uint16_t value = (uint16_t)(crc << 8 | crc >> 8);
    value = (uint16_t)(value ^ byte);
    value = (uint16_t)(value ^ (value & 0xffu) >> 4);
    value = (uint16_t)(value ^ value << 12);
    return (uint16_t)(value ^ (value & 0xffu) << 5);
}

uint16_t tw__crc_of(const uint8_t *bytes, size_t size) {
    uint16_t crc = 0;
    for (size_t i = 0; i < size; i++) {
        crc = tw__crc_add(crc, bytes[i]);
    }
    return crc;
}
