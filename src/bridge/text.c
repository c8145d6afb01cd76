// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "bridge/bridge.h"

tw_str_t tw_str(const char *text) {
    tw_str_t str = {text, (uint32_t)strlen(text)};
    return str;
}

bool tw_str_is(tw_str_t str, const char *text) {
    return strlen(text) == str.size && memcmp(str.chars, text, str.size) == 0;
}
