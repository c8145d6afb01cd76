// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_HTTP_ANSWER_H
#define TW_DEVICES_NETWORK_HTTP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a server answers (RFC 9112), read as it comes in pieces of any size. It needs no more room
// than a line's beginning; the rest of longer lines is passed over, and so are trailers.

#define TW__ANSWER_HEAD_BYTES 8192u  // of head, trailers and chunks' sizes together
#define TW__ANSWER_LINE_BYTES 64u

enum tw__answer_stage {
    TW__ANSWER_STATUS,  // its first line is coming
    TW__ANSWER_HEADER,
    TW__ANSWER_BODY,
    TW__ANSWER_CHUNK_SIZE,
    TW__ANSWER_CHUNK_END,
    TW__ANSWER_TRAILER,
    TW__ANSWER_DONE,
    TW__ANSWER_BAD,
};

typedef struct tw__answer {
    uint8_t stage;
    bool has_no_body;  // whatever its head says: it answers HEAD
    bool is_chunked;
    bool has_length;
    bool ends_with_connection;
    uint16_t status;
    uint32_t left;        // of the body, or of a chunk
    uint32_t head_bytes;  // so far
    uint8_t line_size;
    bool was_return;
    char line[TW__ANSWER_LINE_BYTES];
} tw__answer_t;

// Takes some of the bytes and says how many; of these, *body_size at *body are the answer's body,
// most of them at most. It goes on until it has some, or all are taken, or nothing more is.
size_t tw__answer_take(tw__answer_t *answer, const uint8_t *bytes, size_t size, size_t most,
                       const uint8_t **body, size_t *body_size);
// The server sends no more: DONE if that was all, else BAD.
void tw__answer_end(tw__answer_t *answer);
static inline bool tw__answer_has_head(const tw__answer_t *answer) {
    return answer->stage >= TW__ANSWER_BODY && answer->stage != TW__ANSWER_BAD;
}

#endif
