// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The system's random bytes; under `tw sim` those of its seed, the same in each run: the generator
// SplitMix64.

#include "hal.h"

#include <stdio.h>

#include "link.h"

static hal_result_t read_system(void *bytes, size_t size) {
    FILE *source = fopen("/dev/urandom", "rb");
    if (source == NULL) {
        return HAL_FAILED;
    }
    setbuf(source, NULL);  // takes no more than it gives
    size_t count = fread(bytes, 1, size, source);
    fclose(source);
    return count == size ? HAL_OK : HAL_FAILED;
}

static uint8_t next_byte(void) {
    static uint64_t count;
    uint64_t z = link_seed() + ++count * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint8_t)(z ^ z >> 31);
}

hal_result_t hal_entropy_read(void *bytes, size_t size) {
    uint8_t *target = bytes;
    if (!link_is_there()) {
        return read_system(bytes, size);
    }
    for (size_t i = 0; i < size; i++) {
        target[i] = next_byte();
    }
    return HAL_OK;
}
