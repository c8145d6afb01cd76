// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-http: what a server answers. The first byte says how large the pieces are; in any pieces an
// answer has the same status and body as whole, and nothing is taken behind its end.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/network/http/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MOST 4096u

struct read {
    tw__answer_t answer;
    uint8_t body[MOST];
    size_t size;
    size_t taken;
};

static void promise(bool is_kept, const char *text) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", text);
        abort();
    }
}

static void feed(struct read *read, const uint8_t *bytes, size_t size, size_t most) {
    size_t at = 0;
    while (at < size) {
        const uint8_t *body = NULL;
        size_t more = 0;
        size_t taken = tw__answer_take(&read->answer, bytes + at, size - at, most, &body, &more);
        promise(taken <= size - at && more <= taken && more <= most, "more than was given");
        promise(more == 0 || (body >= bytes + at && body + more <= bytes + at + taken),
                "a body from elsewhere");
        promise(more <= MOST - read->size, "more body than bytes");
        memcpy(read->body + read->size, body, more);
        read->size += more;
        at += taken;
        if (taken == 0) {
            promise(read->answer.stage >= TW__ANSWER_DONE, "it is stuck");
            break;
        }
    }
    read->taken += at;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct read whole;
    static struct read pieces;
    if (size == 0 || size > MOST) {
        return 0;
    }
    size_t piece = (size_t)(bytes[0] & 31) + 1;
    memset(&whole, 0, sizeof whole);
    memset(&pieces, 0, sizeof pieces);
    whole.answer.has_no_body = pieces.answer.has_no_body = (bytes[0] & 128) != 0;
    bytes++;
    size--;
    feed(&whole, bytes, size, MOST);
    for (size_t at = 0; at < size && pieces.answer.stage < TW__ANSWER_DONE; at += piece) {
        feed(&pieces, bytes + at, size - at < piece ? size - at : piece, 3);
    }
    tw__answer_end(&whole.answer);
    tw__answer_end(&pieces.answer);
    promise(whole.answer.stage == pieces.answer.stage, "pieces end otherwise");
    promise(whole.size == pieces.size && memcmp(whole.body, pieces.body, whole.size) == 0,
            "pieces have another body");
    promise(whole.taken == pieces.taken, "pieces take more or less");
    promise(whole.answer.status == pieces.answer.status, "pieces have another status");
    return 0;
}
