// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "shell/padding.h"

enum stage { HEAD, ID, SIZE, BODY };

#define HEAD_BYTES 8u  // magic and version (spec 5.5.16)

static void add_size_byte(struct tw__sections *sections, uint8_t byte) {
    if (sections->shift < 32) {  // longer numbers are refused elsewhere
        sections->left |= (uint32_t)(byte & 0x7f) << sections->shift;
        sections->shift = (uint8_t)(sections->shift + 7);
    }
    if ((byte & 0x80) == 0) {
        sections->stage = sections->left == 0 ? ID : BODY;
    }
}

static void add_byte(struct tw__sections *sections, uint8_t byte) {
    if (sections->stage == HEAD) {
        sections->passed++;
        sections->stage = sections->passed == HEAD_BYTES ? ID : HEAD;
    } else if (sections->stage == ID) {
        sections->stage = SIZE;
        sections->left = 0;
        sections->shift = 0;
    } else if (sections->stage == SIZE) {
        add_size_byte(sections, byte);
    } else {
        sections->left--;
        sections->stage = sections->left == 0 ? ID : BODY;
    }
}

void tw__sections_add(struct tw__sections *sections, const uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        add_byte(sections, bytes[i]);
    }
}

uint32_t tw__sections_wants(const struct tw__sections *sections, uint32_t count) {
    if (sections->stage == ID) {
        return 0;
    }
    return sections->stage == BODY && sections->left < count ? sections->left : count;
}
