// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_CORE_READER_H
#define TW_CORE_READER_H

// A cursor over bytes of a module. Its status sticks: after the first failure every read gives 0
// and moves nothing, so a caller reads a whole item and looks at the status once.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/leb.h"
#include "tinywasm/types.h"

enum tw__reader_status {
    TW_READER_OK,
    TW_READER_SHORT,   // the bytes end inside what was read
    TW_READER_BAD,     // a number is too long
    TW_READER_STOPPED  // set by the loader: a failure is recorded
};

struct tw__reader {
    const uint8_t *p;
    const uint8_t *end;
    const uint8_t *origin;
    uint32_t origin_offset;  // of origin in the module
    uint8_t status;          // enum tw__reader_status
};

void tw__reader_init(struct tw__reader *reader, const uint8_t *bytes, size_t size, uint32_t offset);
uint8_t tw__read_byte(struct tw__reader *reader);
uint32_t tw__read_u32(struct tw__reader *reader);
// A number of a kind of base/leb.h.
uint64_t tw__read_leb(struct tw__reader *reader, uint32_t kind);
static inline uint64_t tw__read_u64(struct tw__reader *reader) {
    return tw__read_leb(reader, TW__LEB_U64);
}
static inline int32_t tw__read_s32(struct tw__reader *reader) {
    return (int32_t)(uint32_t)tw__read_leb(reader, TW__LEB_S32);
}
static inline int64_t tw__read_s33(struct tw__reader *reader) {
    return (int64_t)tw__read_leb(reader, TW__LEB_S33);
}
static inline int64_t tw__read_s64(struct tw__reader *reader) {
    return (int64_t)tw__read_leb(reader, TW__LEB_S64);
}
// size bytes little-endian, 4 or 8.
uint64_t tw__read_fixed(struct tw__reader *reader, uint32_t size);
// Skips size bytes and returns where they begin; NULL if they are not all there.
const uint8_t *tw__read_bytes(struct tw__reader *reader, uint32_t size);
// A vector of bytes, where it lies; empty if it is not all there.
void tw__read_name(struct tw__reader *reader, tw_name_t *name);

static inline size_t tw__reader_left(const struct tw__reader *reader) {
    return (size_t)(reader->end - reader->p);
}
// Bytes from the origin.
static inline uint32_t tw__reader_at(const struct tw__reader *reader) {
    return (uint32_t)(reader->p - reader->origin);
}
static inline uint32_t tw__reader_offset(const struct tw__reader *reader) {
    return reader->origin_offset + tw__reader_at(reader);
}

#endif
