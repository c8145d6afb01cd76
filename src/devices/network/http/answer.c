// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "answer.h"

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool fail(tw__answer_t *answer) {
    answer->stage = TW__ANSWER_BAD;
    return false;
}

// ---- lines --------------------------------------------------------------------------------------

// True when the line is whole; what of it has no room is left out. A bare CR or NUL is nowhere.
static bool add_to_line(tw__answer_t *answer, char c) {
    answer->head_bytes++;
    bool is_end = answer->was_return && c == '\n';
    bool is_bad = (answer->was_return && c != '\n') || (c == '\n' && !is_end) || c == '\0';
    if (is_bad || answer->head_bytes > TW__ANSWER_HEAD_BYTES) {
        return fail(answer);
    }
    answer->was_return = c == '\r';
    if (c != '\r' && c != '\n' && answer->line_size < TW__ANSWER_LINE_BYTES) {
        answer->line[answer->line_size++] = c;
    }
    return is_end;
}

// "HTTP/1.1 200"
static bool read_status(tw__answer_t *answer) {
    static const char version[] = "HTTP/1.";
    const char *line = answer->line;
    for (uint32_t i = 0; i < sizeof version - 1; i++) {
        if (i >= answer->line_size || line[i] != version[i]) {
            return fail(answer);
        }
    }
    bool is_good = answer->line_size >= 12 && is_digit(line[7]) && line[8] == ' ' &&
                   line[9] >= '1' && line[9] <= '5' && is_digit(line[10]) && is_digit(line[11]) &&
                   (answer->line_size == 12 || line[12] == ' ');
    if (!is_good) {
        return fail(answer);
    }
    answer->status = (uint16_t)((line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0'));
    answer->stage = TW__ANSWER_HEADER;
    return true;
}

// Where the value of the header of this name begins; 0 if the line is another's.
static uint32_t value_of(const tw__answer_t *answer, const char *name) {
    uint32_t i = 0;
    while (name[i] != '\0' && i < answer->line_size && lower(answer->line[i]) == name[i]) {
        i++;
    }
    if (name[i] != '\0' || i >= answer->line_size || answer->line[i] != ':') {
        return 0;
    }
    i++;
    while (i < answer->line_size && (answer->line[i] == ' ' || answer->line[i] == '\t')) {
        i++;
    }
    return i;
}

static uint32_t end_of(const tw__answer_t *answer) {
    uint32_t end = answer->line_size;
    while (end > 0 && (answer->line[end - 1] == ' ' || answer->line[end - 1] == '\t')) {
        end--;
    }
    return end;
}

// Digits of a base, all of the line from here to the end; false: none, others, or too many.
static bool read_number(const tw__answer_t *answer, uint32_t at, uint32_t end, uint32_t base,
                        uint32_t *number) {
    uint64_t value = 0;
    if (at >= end || end - at > 10) {
        return false;
    }
    for (; at < end; at++) {
        char c = lower(answer->line[at]);
        uint32_t digit = is_digit(c)                          ? (uint32_t)(c - '0')
                         : base == 16 && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                                                              : base;
        value = value * base + digit;
        if (digit == base || value > UINT32_MAX) {
            return false;
        }
    }
    *number = (uint32_t)value;
    return true;
}

static bool read_length(tw__answer_t *answer, uint32_t at) {
    uint32_t length = 0;
    bool is_good = answer->line_size < TW__ANSWER_LINE_BYTES &&
                   read_number(answer, at, end_of(answer), 10, &length) &&
                   (!answer->has_length || answer->left == length);
    if (!is_good) {
        return fail(answer);
    }
    answer->has_length = true;
    answer->left = length;
    return true;
}

static bool read_coding(tw__answer_t *answer, uint32_t at) {
    static const char chunked[] = "chunked";
    uint32_t size = end_of(answer) - at;
    bool is_chunked = size == sizeof chunked - 1 && !answer->is_chunked;
    for (uint32_t i = 0; i < size && is_chunked; i++) {
        is_chunked = lower(answer->line[at + i]) == chunked[i];
    }
    answer->is_chunked = is_chunked;
    return is_chunked || fail(answer);
}

static bool read_header(tw__answer_t *answer) {
    bool is_folded = answer->line[0] == ' ' || answer->line[0] == '\t';
    uint32_t length = value_of(answer, "content-length");
    uint32_t coding = value_of(answer, "transfer-encoding");
    if (is_folded || answer->line[0] == ':') {
        return fail(answer);
    }
    return length != 0   ? read_length(answer, length)
           : coding != 0 ? read_coding(answer, coding)
                         : true;
}

// Which of the ways there are its body comes.
static void end_head(tw__answer_t *answer) {
    bool is_interim = answer->status < 200;
    bool is_bodiless = answer->has_no_body || answer->status == 204 || answer->status == 304;
    if (answer->is_chunked && answer->has_length) {  // two may read it differently
        answer->stage = TW__ANSWER_BAD;
    } else if (is_interim) {
        answer->stage = TW__ANSWER_STATUS;  // the answer itself follows
        answer->has_length = false;
        answer->is_chunked = false;
        answer->left = 0;
    } else if (is_bodiless || (answer->has_length && answer->left == 0)) {
        answer->stage = TW__ANSWER_DONE;
    } else if (answer->is_chunked) {
        answer->stage = TW__ANSWER_CHUNK_SIZE;
    } else {
        answer->ends_with_connection = !answer->has_length;
        answer->stage = TW__ANSWER_BODY;
    }
}

// "1a", and behind ';' what nobody needs.
static bool read_chunk_size(tw__answer_t *answer) {
    uint32_t end = 0;
    while (end < answer->line_size && answer->line[end] != ';') {
        end++;
    }
    while (end > 0 && (answer->line[end - 1] == ' ' || answer->line[end - 1] == '\t')) {
        end--;
    }
    if (!read_number(answer, 0, end, 16, &answer->left)) {
        return fail(answer);
    }
    answer->stage = answer->left == 0 ? TW__ANSWER_TRAILER : TW__ANSWER_BODY;
    return true;
}

static void take_line(tw__answer_t *answer) {
    bool is_empty = answer->line_size == 0;
    switch (answer->stage) {
        case TW__ANSWER_STATUS:
            (void)read_status(answer);
            break;
        case TW__ANSWER_HEADER:
            if (is_empty) {
                end_head(answer);
            } else {
                (void)read_header(answer);
            }
            break;
        case TW__ANSWER_CHUNK_END:
            answer->stage = is_empty ? TW__ANSWER_CHUNK_SIZE : TW__ANSWER_BAD;
            break;
        case TW__ANSWER_CHUNK_SIZE:
            (void)read_chunk_size(answer);
            break;
        default:  // a trailer
            answer->stage = is_empty ? TW__ANSWER_DONE : TW__ANSWER_TRAILER;
            break;
    }
    answer->line_size = 0;
}

// ---- all of it ----------------------------------------------------------------------------------

static size_t take_body(tw__answer_t *answer, size_t size, size_t most) {
    size_t taken = size < most ? size : most;
    if (answer->ends_with_connection) {
        return taken;
    }
    taken = taken < answer->left ? taken : answer->left;
    answer->left -= (uint32_t)taken;
    if (answer->left == 0) {
        answer->stage = answer->is_chunked ? TW__ANSWER_CHUNK_END : TW__ANSWER_DONE;
    }
    return taken;
}

size_t tw__answer_take(tw__answer_t *answer, const uint8_t *bytes, size_t size, size_t most,
                       const uint8_t **body, size_t *body_size) {
    *body = bytes;
    *body_size = 0;
    for (size_t at = 0; at < size; at++) {
        if (answer->stage >= TW__ANSWER_DONE) {
            return at;
        }
        if (answer->stage == TW__ANSWER_BODY) {
            *body = bytes + at;
            *body_size = take_body(answer, size - at, most);
            return at + *body_size;
        }
        if (add_to_line(answer, (char)bytes[at])) {
            take_line(answer);
        }
    }
    return size;
}

void tw__answer_end(tw__answer_t *answer) {
    bool was_all = answer->stage == TW__ANSWER_DONE ||
                   (answer->stage == TW__ANSWER_BODY && answer->ends_with_connection);
    answer->stage = was_all ? TW__ANSWER_DONE : TW__ANSWER_BAD;
}
