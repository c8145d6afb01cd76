// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "h4.h"

#include <string.h>

#define ANSWER_BYTES 7u
#define ANSWER_CREDITS 3u  // the byte that may be anything: commands that the controller takes

// Command Complete of HCI_Reset, with success.
static const uint8_t answer[ANSWER_BYTES] = {TW__H4_EVENT, 0x0e, 4, 0, 0x03, 0x0c, 0};

static bool is_answer_at(const struct tw__h4 *h4, uint32_t i) {
    return i == ANSWER_CREDITS || h4->bytes[i] == answer[i];
}

// The last bytes that came are the beginning of the answer, or as much of them as are.
static tw__h4_result_t look_for_answer(struct tw__h4 *h4) {
    uint32_t i = 0;
    while (i < h4->size) {
        if (is_answer_at(h4, i)) {
            i++;
        } else {
            h4->size--;
            memmove(h4->bytes, h4->bytes + 1, h4->size);
            i = 0;
        }
    }
    if (h4->size < ANSWER_BYTES) {
        return TW__H4_MORE;
    }
    h4->is_lost = false;
    return TW__H4_PACKET;
}

static uint32_t head_bytes(uint8_t type) {
    return type == TW__H4_ACL || type == TW__H4_ISO ? 5
           : type == TW__H4_EVENT                   ? 3
           : type == TW__H4_SCO                     ? 4
                                                    : 0;
}

// Of the packet whose head is there, head included.
static uint32_t whole_bytes(const struct tw__h4 *h4, uint32_t head) {
    uint32_t low = h4->bytes[head == 5 ? 3 : head - 1];
    uint32_t high = head == 5 ? h4->bytes[4] : 0;
    return head + low + 256 * high;
}

static tw__h4_result_t lose(struct tw__h4 *h4) {
    h4->is_lost = true;
    h4->size = 0;
    return TW__H4_LOST;
}

void tw__h4_init(struct tw__h4 *h4) {
    h4->size = 0;
    h4->is_lost = true;
}

tw__h4_result_t tw__h4_take(struct tw__h4 *h4, uint8_t byte) {
    bool is_new = !h4->is_lost && h4->size >= head_bytes(h4->bytes[0]) && h4->size != 0 &&
                  h4->size == whole_bytes(h4, head_bytes(h4->bytes[0]));
    if (is_new) {
        h4->size = 0;
    }
    h4->bytes[h4->size++] = byte;
    if (h4->is_lost) {
        return look_for_answer(h4);
    }
    uint32_t head = head_bytes(h4->bytes[0]);
    if (head == 0) {
        return lose(h4);
    }
    if (h4->size < head) {
        return TW__H4_MORE;
    }
    uint32_t whole = whole_bytes(h4, head);
    if (whole > TW__H4_BYTES) {
        return lose(h4);
    }
    return h4->size == whole ? TW__H4_PACKET : TW__H4_MORE;
}
