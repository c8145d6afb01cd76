// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/net.h"

#define NUMBER_MOST 255u

// A decimal number of 1 to 3 digits; NULL if there is none.
static const char *parse_number(const char *text, uint8_t *number) {
    uint32_t value = 0;
    uint32_t digits = 0;
    for (; digits < 3 && text[digits] >= '0' && text[digits] <= '9'; digits++) {
        value = value * 10u + (uint32_t)(text[digits] - '0');
    }
    *number = (uint8_t)value;
    return digits > 0 && value <= NUMBER_MOST ? text + digits : NULL;
}

bool tw_net_parse_ip(const char *text, uint8_t ip[4]) {
    uint8_t parsed[4] = {0};
    for (uint32_t i = 0; i < 4; i++) {
        text = parse_number(text, &parsed[i]);
        if (text == NULL || *text != (i < 3 ? '.' : '\0')) {
            return false;
        }
        text++;
    }
    for (uint32_t i = 0; i < 4; i++) {
        ip[i] = parsed[i];
    }
    return true;
}

static char *put_number(char *at, uint32_t value) {
    uint32_t divisor = 1;
    while (value / divisor >= 10u) {
        divisor *= 10u;
    }
    for (; divisor > 0; divisor /= 10u) {
        *at++ = (char)('0' + value / divisor % 10u);
    }
    return at;
}

void tw_net_format_addr(const tw_net_addr_t *addr, char text[TW_NET_ADDR_BYTES]) {
    char *at = text;
    for (uint32_t i = 0; i < 4; i++) {
        at = put_number(at, addr->ip[i]);
        *at++ = '.';
    }
    at--;
    if (addr->port != 0) {
        *at++ = ':';
        at = put_number(at, addr->port);
    }
    *at = '\0';
}

const char *tw_net_cause_name(tw_net_cause_t cause) {
    static const char *const names[] = {"", "refused", "reset", "timeout", "unreachable", "lost",
                                        "untrusted"};
    uint32_t i = (uint32_t)cause;
    return i < sizeof names / sizeof names[0] ? names[i] : "?";
}

const char *tw_net_state_name(tw_net_state_t state) {
    static const char *const names[] = {"free", "idle", "connecting", "open", "ended", "failed"};
    uint32_t i = (uint32_t)state;
    return i < sizeof names / sizeof names[0] ? names[i] : "?";
}
