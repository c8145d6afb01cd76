// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

#include "base/leb.h"

void tw__reader_init(struct tw__reader *reader, const uint8_t *bytes, size_t size,
                     uint32_t offset) {
    reader->p = bytes;
    reader->end = bytes + size;
    reader->origin = bytes;
    reader->origin_offset = offset;
    reader->status = TW_READER_OK;
}

const uint8_t *tw__read_bytes(struct tw__reader *reader, uint32_t size) {
    if (reader->status != TW_READER_OK || size > tw__reader_left(reader)) {
        reader->status = reader->status != TW_READER_OK ? reader->status : TW_READER_SHORT;
        return NULL;
    }
    const uint8_t *bytes = reader->p;
    reader->p += size;
    return bytes;
}

uint8_t tw__read_byte(struct tw__reader *reader) {
    const uint8_t *byte = tw__read_bytes(reader, 1);
    return byte != NULL ? *byte : 0;
}

// Takes over what a LEB128 function found.
static bool leb_done(struct tw__reader *reader, int result) {
    if (result != 0) {
        reader->status = result == TW__LEB_SHORT ? TW_READER_SHORT : TW_READER_BAD;
    }
    return result == 0;
}

uint32_t tw__read_u32(struct tw__reader *reader) {
    uint32_t value = 0;
    if (reader->status == TW_READER_OK) {
        (void)leb_done(reader, tw__leb_u32(&reader->p, reader->end, &value));
    }
    return value;
}

uint64_t tw__read_u64(struct tw__reader *reader) {
    uint64_t value = 0;
    if (reader->status == TW_READER_OK) {
        (void)leb_done(reader, tw__leb_u64(&reader->p, reader->end, &value));
    }
    return value;
}

int32_t tw__read_s32(struct tw__reader *reader) {
    int32_t value = 0;
    if (reader->status == TW_READER_OK) {
        (void)leb_done(reader, tw__leb_s32(&reader->p, reader->end, &value));
    }
    return value;
}

int64_t tw__read_s33(struct tw__reader *reader) {
    int64_t value = 0;
    if (reader->status == TW_READER_OK) {
        (void)leb_done(reader, tw__leb_s33(&reader->p, reader->end, &value));
    }
    return value;
}

int64_t tw__read_s64(struct tw__reader *reader) {
    int64_t value = 0;
    if (reader->status == TW_READER_OK) {
        (void)leb_done(reader, tw__leb_s64(&reader->p, reader->end, &value));
    }
    return value;
}

uint64_t tw__read_fixed(struct tw__reader *reader, uint32_t size) {
    const uint8_t *bytes = tw__read_bytes(reader, size);
    uint64_t value = 0;
    for (uint32_t i = 0; bytes != NULL && i < size; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}
