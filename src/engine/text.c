// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/state.h"

bool tw__text_is_name(const char *text, tw_name_t name) {
    return strlen(text) == name.size && memcmp(text, name.bytes, name.size) == 0;
}

bool tw__text_equal(const char *a, const char *b) {
    tw_name_t name = {b, (uint32_t)strlen(b)};
    return tw__text_is_name(a, name);
}
