// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "core/reader.h"

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

static inline bool has_byte(const struct tw__reader *reader) {
    return reader->status == TW_READER_OK && reader->p != reader->end;
}

uint8_t tw__read_byte(struct tw__reader *reader) {
    if (has_byte(reader)) {
        return *reader->p++;
    }
    (void)tw__read_bytes(reader, 1);  // which fails
    return 0;
}

_Static_assert((int)TW_READER_SHORT == TW__LEB_SHORT && (int)TW_READER_BAD == TW__LEB_BAD,
               "a LEB128's failure is a status");

// Most numbers are one byte.
static inline __attribute__((always_inline)) bool is_one_byte(const struct tw__reader *reader) {
    return has_byte(reader) && *reader->p < 0x80;
}

uint64_t tw__read_leb(struct tw__reader *reader, uint32_t kind) {
    uint64_t value = 0;
    if ((kind & TW__LEB_SIGNED) != 0 && is_one_byte(reader)) {
        return (uint64_t)(int64_t)((int32_t)((uint32_t)*reader->p++ << 25) >> 25);
    }
    if (reader->status == TW_READER_OK) {
        reader->status = (uint8_t)tw__leb_read(&reader->p, reader->end, kind, &value);
    }
    return value;
}

uint32_t tw__read_u32(struct tw__reader *reader) {
    return is_one_byte(reader) ? *reader->p++ : (uint32_t)tw__read_leb(reader, TW__LEB_U32);
}

void tw__read_name(struct tw__reader *reader, tw_name_t *name) {
    name->size = tw__read_u32(reader);
    name->bytes = (const char *)tw__read_bytes(reader, name->size);
    name->size = name->bytes == NULL ? 0 : name->size;
}

uint64_t tw__read_fixed(struct tw__reader *reader, uint32_t size) {
    const uint8_t *bytes = tw__read_bytes(reader, size);
    uint64_t value = 0;
    for (uint32_t i = 0; bytes != NULL && i < size; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}
