// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "output.h"

#include <stdio.h>
#include <string.h>

#define QUOTED_MOST 200u  // bytes of output
#define ESCAPE_SIZE 5u

void output_add(struct output *output, uint32_t line, const char *bytes, size_t size) {
    char *kept = output->lines[line].bytes;
    size_t old = output->lines[line].size;
    if (size > OUTPUT_KEPT) {
        bytes += size - OUTPUT_KEPT;
        size = OUTPUT_KEPT;
    }
    if (old > OUTPUT_KEPT - size) {
        memmove(kept, kept + (old + size - OUTPUT_KEPT), OUTPUT_KEPT - size);
        old = OUTPUT_KEPT - size;
    }
    memcpy(kept + old, bytes, size);
    output->lines[line].size = old + size;
}

bool output_take(struct output *output, uint32_t line, const char *text, size_t size) {
    char *kept = output->lines[line].bytes;
    size_t there = output->lines[line].size;
    for (size_t at = 0; size <= there && at <= there - size; at++) {
        if (memcmp(kept + at, text, size) == 0) {
            output->lines[line].size = there - at - size;
            memmove(kept, kept + at + size, output->lines[line].size);
            return true;
        }
    }
    return false;
}

static void quote(unsigned char byte, char *text) {
    static const char plain[] = "\n\r\t\"\\";
    static const char letters[] = "nrt\"\\";
    const char *found = byte != '\0' ? strchr(plain, byte) : NULL;
    if (found != NULL) {
        snprintf(text, ESCAPE_SIZE, "\\%c", letters[found - plain]);
    } else if (byte < ' ' || byte >= 0x7f) {
        snprintf(text, ESCAPE_SIZE, "\\x%02x", byte);
    } else {
        snprintf(text, ESCAPE_SIZE, "%c", byte);
    }
}

void output_quote(const struct output *output, uint32_t line, char *text, size_t size) {
    size_t there = output->lines[line].size;
    size_t first = there > QUOTED_MOST ? there - QUOTED_MOST : 0;
    size_t used = (size_t)snprintf(text, size, "%s",
                                   there == 0  ? "nothing"
                                   : first > 0 ? "...\""
                                               : "\"");
    for (size_t i = first; i < there && used + ESCAPE_SIZE + 1 < size; i++) {
        quote((unsigned char)output->lines[line].bytes[i], text + used);
        used += strlen(text + used);
    }
    snprintf(text + used, size - used, "%s", there == 0 ? "" : "\"");
}
