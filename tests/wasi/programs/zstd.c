// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Compresses so many MB (10) that look like a log, and takes them apart again.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zstd.h"

static uint32_t state = 1;

static uint32_t next(uint32_t most) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % most;
}

static uint32_t sum_of(const unsigned char *bytes, size_t size) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 16777619u;
    }
    return hash;
}

static void fill(char *bytes, size_t size) {
    static const char *const words[] = {"motor", "sensor", "is", "was", "hot", "cold", "\n", "at "};
    for (size_t at = 0; at < size;) {
        char text[32];
        int length = next(4) == 0 ? snprintf(text, sizeof text, "%u", (unsigned)next(100000))
                                  : snprintf(text, sizeof text, "%s ", words[next(8)]);
        size_t part = (size_t)length < size - at ? (size_t)length : size - at;
        memcpy(bytes + at, text, part);
        at += part;
    }
}

int main(int count, char **args) {
    size_t size = (size_t)(count > 1 ? atoi(args[1]) : 10) << 20;
    size_t bound = ZSTD_compressBound(size);
    char *bytes = malloc(size);
    char *packed = malloc(bound);
    char *again = malloc(size);
    fill(bytes, size);
    size_t packed_size = ZSTD_compress(packed, bound, bytes, size, 3);
    printf("%zu bytes, sum %08x\n", size, (unsigned)sum_of((unsigned char *)bytes, size));
    printf("%zu packed, sum %08x\n", packed_size,
           (unsigned)sum_of((unsigned char *)packed, packed_size));
    size_t back = ZSTD_decompress(again, size, packed, packed_size);
    int is_same = back == size && memcmp(bytes, again, size) == 0;
    printf("%s\n", is_same ? "the same again" : "DIFFERENT");
    return 0;
}
