// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

bool tw__text_is_name(const char *text, tw_name_t name) {
    return strlen(text) == name.size && memcmp(text, name.bytes, name.size) == 0;
}

bool tw__text_equal(const char *a, const char *b) {
    size_t size = strlen(a);
    return strlen(b) == size && memcmp(a, b, size) == 0;
}
