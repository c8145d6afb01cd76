// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_NET_WORDS_H
#define PORTS_NET_WORDS_H

// What drivers of Ethernet controllers share whose frames go through a FIFO of words.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The first bytes, four at most, the first lowest; zeros behind them.
static inline uint32_t port_net_word(const uint8_t *bytes, size_t size) {
    uint32_t word = 0;
    for (uint32_t i = 0; i < 4 && i < size; i++) {
        word |= (uint32_t)bytes[i] << 8u * i;
    }
    return word;
}

// And back.
static inline void port_net_put(uint8_t *bytes, uint32_t word, size_t size) {
    for (uint32_t i = 0; i < 4 && i < size; i++) {
        bytes[i] = (uint8_t)(word >> 8u * i);
    }
}

static inline bool port_net_is_zero(const uint8_t mac[6]) {
    return (mac[0] | mac[1] | mac[2] | mac[3] | mac[4] | mac[5]) == 0;
}

// One that a machine may have: neither all zeros nor one of many (erased flash is one of these).
static inline bool port_net_is_address(const uint8_t mac[6]) {
    return !port_net_is_zero(mac) && (mac[0] & 1u) == 0;
}

#endif
