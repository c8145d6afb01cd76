// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-ether: bytes as what the registers of Ethernet controllers say, to their drivers. Whatever
// it is, a frame has 14 to 1514 bytes and no driver writes beyond them, or waits for ever.

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ether/ether.h"

#define ROUNDS 8u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const uint8_t *coming;
static size_t coming_size;

// Registers that say the controller is there and has done what it was told.
static const struct {
    uintptr_t address;
    uint32_t value;
} fixed[] = {{0x40200064u, 0x87654321u}, {0x40200084u, 1}, {0x40200074u, 0}, {0x402000b0u, 0},
             {0x402000a4u, 0},           {0x40048020u, 0}, {0x40048038u, 0}};

static void expect(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

void lm3s6965_start_clock(volatile uint32_t *rcgc, uint32_t bit);

void lm3s6965_start_clock(volatile uint32_t *rcgc, uint32_t bit) {
    *rcgc |= bit;
}

volatile uint32_t *fuzz_register(uintptr_t address) {
    static volatile uint32_t value;
    value = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (fixed[i].address == address) {
            value = fixed[i].value;
            return &value;
        }
    }
    size_t part = coming_size < 4 ? coming_size : 4;
    for (size_t i = 0; i < part; i++) {
        value |= (uint32_t)coming[i] << 8u * i;
    }
    coming += part;
    coming_size -= part;
    return &value;
}

static void use(const struct ether_driver *driver, const uint8_t *bytes, size_t size) {
    uint8_t mac[6] = {2, 3, 4, 5, 6, 7};
    coming_size = 0;
    expect(driver->open(mac) == HAL_OK, "it opens");
    coming = bytes;
    coming_size = size;
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint8_t *frame = malloc(HAL_NET_FRAME_BYTES);
        expect(frame != NULL, "there is memory");
        size_t got = driver->receive(frame);
        expect(got == 0 || (got >= 14 && got <= HAL_NET_FRAME_BYTES), "a frame is a frame");
        memset(frame, (int)i, HAL_NET_FRAME_BYTES);
        hal_result_t result = driver->send(frame, got == 0 ? 60 : got);
        expect(result == HAL_OK || result == HAL_FAILED, "a frame can be sent");
        free(frame);
        expect(driver->is_up() >= 0, "the link is something");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    use(&ether_lm3s6965, bytes, size);
    use(&ether_mps2, bytes, size);
    return 0;
}
