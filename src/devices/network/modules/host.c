// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "host.h"

#include "tinywasm/grant.h"

// A text is a row of characters; what it consists of are pieces of it.
struct piece {
    const char *at;
    uint32_t size;
};

struct parts {
    struct piece scheme;  // size 0: none
    struct piece name;
    uint32_t port_from;
    uint32_t port_to;
    bool has_port;
};

enum name_kind { NO_NAME, ALL, BELOW, NAME, ADDRESS, NETWORK };

// ---- pieces of text -----------------------------------------------------------------------------

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_in_name(char c) {
    char small = lower(c);
    return is_digit(c) || (small >= 'a' && small <= 'z') || c == '-' || c == '_';
}

static bool is_piece(struct piece a, const char *b) {
    while (a.size > 0 && *b != '\0' && *a.at == *b) {
        a.at++;
        a.size--;
        b++;
    }
    return a.size == 0 && *b == '\0';
}

static bool are_equal(struct piece a, struct piece b) {
    for (uint32_t i = 0; i < a.size && a.size == b.size; i++) {
        if (lower(a.at[i]) != lower(b.at[i])) {
            return false;
        }
    }
    return a.size == b.size;
}

// The first place of c; size if there is none.
static uint32_t find(struct piece text, char c) {
    uint32_t i = 0;
    while (i < text.size && text.at[i] != c) {
        i++;
    }
    return i;
}

static struct piece from(struct piece text, uint32_t begin) {
    return (struct piece){text.at + begin, text.size - begin};
}

// A number of up to five digits without a zero before it, and nothing else.
static bool read_number(struct piece text, uint32_t most, uint32_t *number) {
    if (text.size == 0 || text.size > 5 || (text.at[0] == '0' && text.size > 1)) {
        return false;
    }
    *number = 0;
    for (uint32_t i = 0; i < text.size; i++) {
        if (!is_digit(text.at[i])) {
            return false;
        }
        *number = *number * 10 + (uint32_t)(text.at[i] - '0');
    }
    return *number <= most;
}

// ---- names and addresses ------------------------------------------------------------------------

static bool read_address(struct piece text, uint32_t *address) {
    *address = 0;
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t size = i < 3 ? find(text, '.') : text.size;
        uint32_t number = 0;
        if ((i < 3 && size == text.size) ||
            !read_number((struct piece){text.at, size}, 255, &number)) {
            return false;
        }
        *address = *address << 8 | number;
        text = from(text, i < 3 ? size + 1 : size);
    }
    return true;
}

// "10.0.2.0/24"
static bool read_network(struct piece text, uint32_t *address, uint32_t *bits) {
    uint32_t slash = find(text, '/');
    return slash < text.size && read_number(from(text, slash + 1), 32, bits) &&
           read_address((struct piece){text.at, slash}, address);
}

// Resolvers take more for addresses than what looks like one here, as "0x7f.1".
static bool is_numeric(struct piece label) {
    uint32_t digits = 0;
    while (digits < label.size && is_digit(label.at[digits])) {
        digits++;
    }
    return digits == label.size || (digits == 1 && label.at[0] == '0' && lower(label.at[1]) == 'x');
}

// Labels with dots between them, of which the last is no number.
static bool is_name(struct piece text) {
    struct piece label = text;
    if (text.size == 0 || text.size > TW_NET_NAME_BYTES) {
        return false;
    }
    for (uint32_t i = 0; i < text.size; i++) {
        bool is_dot = text.at[i] == '.';
        if (!is_dot && !is_in_name(text.at[i])) {
            return false;
        }
        if (is_dot && (label.at == text.at + i || i + 1 == text.size)) {
            return false;
        }
        label = is_dot ? from(text, i + 1) : label;
    }
    return !is_numeric(label);
}

static enum name_kind kind_of(struct piece text) {
    uint32_t address = 0;
    uint32_t bits = 0;
    if (is_piece(text, "*")) {
        return ALL;
    }
    if (read_address(text, &address)) {
        return ADDRESS;
    }
    if (read_network(text, &address, &bits)) {
        return NETWORK;
    }
    if (text.size > 2 && text.at[0] == '*' && text.at[1] == '.') {
        return is_name(from(text, 2)) ? BELOW : NO_NAME;
    }
    return is_name(text) ? NAME : NO_NAME;
}

static bool is_in_network(struct piece network, struct piece host) {
    uint32_t address = 0;
    uint32_t bits = 0;
    uint32_t asked = 0;
    if (!read_network(network, &address, &bits) || !read_address(host, &asked)) {
        return false;
    }
    uint32_t mask = bits == 0 ? 0 : UINT32_MAX << (32 - bits);
    return ((address ^ asked) & mask) == 0;
}

static bool is_below(struct piece pattern, struct piece host) {
    struct piece end = from(pattern, 1);  // ".example.org"
    return kind_of(host) == NAME && host.size > end.size &&
           are_equal(end, from(host, host.size - end.size));
}

static bool names_match(struct piece pattern, struct piece host) {
    switch (kind_of(pattern)) {
        case ALL:
            return true;
        case BELOW:
            return is_below(pattern, host);
        case NETWORK:
            return is_in_network(pattern, host);
        case NAME:
        case ADDRESS:
            return are_equal(pattern, host);
        case NO_NAME:
            break;
    }
    return false;
}

// ---- whole texts --------------------------------------------------------------------------------

static bool read_ports(struct piece text, struct parts *parts) {
    parts->has_port = true;
    if (is_piece(text, "*")) {
        parts->port_from = 0;
        parts->port_to = UINT16_MAX;
        return true;
    }
    uint32_t dash = find(text, '-');
    if (!read_number((struct piece){text.at, dash}, UINT16_MAX, &parts->port_from)) {
        return false;
    }
    parts->port_to = parts->port_from;
    return dash == text.size || (read_number(from(text, dash + 1), UINT16_MAX, &parts->port_to) &&
                                 parts->port_from <= parts->port_to);
}

static bool is_scheme(struct piece text) {
    for (uint32_t i = 0; i < text.size; i++) {
        if (!(text.at[i] >= 'a' && text.at[i] <= 'z') && !is_digit(text.at[i])) {
            return false;
        }
    }
    return text.size > 0 && text.size <= TW__SCHEME_BYTES;
}

// [SCHEME://]HOST[:PORTS]; NULL or what is wrong.
static const char *read_host(struct piece text, struct parts *parts) {
    *parts = (struct parts){.port_to = UINT16_MAX};
    uint32_t colon = find(text, ':');
    if (colon + 2 < text.size && text.at[colon + 1] == '/' && text.at[colon + 2] == '/') {
        parts->scheme = (struct piece){text.at, colon};
        text = from(text, colon + 3);
        if (!is_scheme(parts->scheme)) {
            return "its protocol is none: write tcp://, udp://, dns://, mqtt://, mqtts://, http:// "
                   "or "
                   "https://";
        }
    }
    colon = find(text, ':');
    parts->name = (struct piece){text.at, colon};
    if (kind_of(parts->name) == NO_NAME) {
        return "its host is none: write a name, \"*.NAME\", an address as 10.0.2.2, "
               "10.0.2.0/24, or \"*\"";
    }
    return colon == text.size || read_ports(from(text, colon + 1), parts)
               ? NULL
               : "its port is none: write 1883, 8000-8999 or \"*\"";
}

// SCHEME:PORTS, or *; NULL or what is wrong.
static const char *read_listen(struct piece text, struct parts *parts) {
    *parts = (struct parts){.port_to = UINT16_MAX};
    uint32_t colon = find(text, ':');
    parts->scheme = (struct piece){text.at, is_piece(text, "*") ? 0 : colon};
    if (parts->scheme.size == 0 && text.size == 1) {
        return NULL;
    }
    bool is_known = is_piece(parts->scheme, "tcp") || is_piece(parts->scheme, "udp");
    return is_known && colon < text.size && read_ports(from(text, colon + 1), parts)
               ? NULL
               : "it is no port: write \"tcp:80\", \"udp:5000-5010\", \"tcp:*\" or \"*\"";
}

static bool are_permitted(const struct parts *granted, const struct parts *asked) {
    bool is_lookup = is_piece(asked->scheme, "dns");
    bool is_scheme_granted =
        is_lookup || granted->scheme.size == 0 || are_equal(granted->scheme, asked->scheme);
    bool is_port_granted =
        is_lookup || (granted->port_from <= asked->port_from && asked->port_to <= granted->port_to);
    return is_scheme_granted && is_port_granted;
}

static struct piece piece_of(const char *text) {
    struct piece piece = {text, 0};
    while (text[piece.size] != '\0') {
        piece.size++;
    }
    return piece;
}

bool tw__hosts_match(const char *pattern, uint32_t size, const char *text) {
    struct parts granted;
    struct parts asked;
    return read_host((struct piece){pattern, size}, &granted) == NULL &&
           read_host(piece_of(text), &asked) == NULL && are_permitted(&granted, &asked) &&
           names_match(granted.name, asked.name);
}

bool tw__listen_match(const char *pattern, uint32_t size, const char *text) {
    struct parts granted;
    struct parts asked;
    return read_listen((struct piece){pattern, size}, &granted) == NULL &&
           read_listen(piece_of(text), &asked) == NULL && are_permitted(&granted, &asked);
}

const char *tw_net_hosts_flaw(const char *text, uint32_t size) {
    struct parts parts;
    return read_host((struct piece){text, size}, &parts);
}

const char *tw_net_listen_flaw(const char *text, uint32_t size) {
    struct parts parts;
    return read_listen((struct piece){text, size}, &parts);
}

// ---- asking -------------------------------------------------------------------------------------

static uint32_t put(char *text, uint32_t at, struct piece piece) {
    for (uint32_t i = 0; i < piece.size; i++) {
        text[at++] = piece.at[i];
    }
    text[at] = '\0';
    return at;
}

static void put_port(char *text, uint32_t at, uint16_t port) {
    char digits[5];
    uint32_t count = 0;
    for (uint32_t left = port; left != 0 || count == 0; left /= 10) {
        digits[count++] = (char)('0' + left % 10);
    }
    text[at++] = ':';
    while (count > 0) {
        text[at++] = digits[--count];
    }
    text[at] = '\0';
}

bool tw__host_set(tw__host_t *host, const char *scheme, tw_str_t name, uint16_t port) {
    struct piece given = {name.chars, name.size};
    enum name_kind kind = kind_of(given);
    if (kind != NAME && kind != ADDRESS) {
        return false;
    }
    uint32_t at = put(host->text, 0, piece_of(scheme));
    at = put(host->text, at, piece_of("://"));
    host->name = (uint16_t)at;
    at = put(host->text, at, given);
    host->end = (uint16_t)at;
    if (port != 0) {
        put_port(host->text, at, port);
    }
    return true;
}

tw_err_t tw__host_allowed(tw_call_t *call, const tw__host_t *host) {
    return tw_call_allowed_match(call, "hosts", host->text, tw__hosts_match);
}

const char *tw__host_name(tw__host_t *host) {
    host->text[host->end] = '\0';
    return host->text + host->name;
}

tw_err_t tw__port_allowed(tw_call_t *call, const char *scheme, uint16_t port) {
    char text[TW__SCHEME_BYTES + 7];
    put_port(text, put(text, 0, piece_of(scheme)), port);
    return tw_call_allowed_match(call, "listen", text, tw__listen_match);
}
