// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.
// clang-format off
#ifndef GUEST_HTTP_H
#define GUEST_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#ifndef TW_GUEST_TYPES
#define TW_GUEST_TYPES
// Text: UTF-8, not terminated.
typedef struct tw_str {
    const char *chars;
    uint32_t size;
} tw_str_t;
// A list of numbers: an array of count elements.
typedef struct tw_list {
    const void *items;
    uint32_t count;
} tw_list_t;
// An array of count bytes that the host writes into.
typedef struct tw_buffer {
    void *items;
    uint32_t count;
} tw_buffer_t;
// The text of a C string.
static inline tw_str_t tw_str(const char *chars) {
    tw_str_t str = {chars, (uint32_t)__builtin_strlen(chars)};
    return str;
}
static inline uint16_t tw_load_u16(const uint8_t *from) {
    uint16_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_load_u32(const uint8_t *from) {
    uint32_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint64_t tw_load_u64(const uint8_t *from) {
    uint64_t value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline float tw_load_f32(const uint8_t *from) {
    float value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline double tw_load_f64(const uint8_t *from) {
    double value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
}
static inline uint32_t tw_f32_bits(float from) {
    uint32_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline uint64_t tw_f64_bits(double from) {
    uint64_t value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline float tw_f32_of(uint32_t from) {
    float value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
static inline double tw_f64_of(uint64_t from) {
    double value;
    __builtin_memcpy(&value, &from, sizeof value);
    return value;
}
#endif

// HTTP/1.1 as a client, one exchange at a time for each module. Grants say with whom, as
// hosts = ["http://api.local:80"] or "https://api.local:443", and how many bytes a second.
// Functions
// answer 0 or more; else -2 that is no method, URL or header, -3 not now, -4 it is too large, -5
// too
// many names are being looked up, -12 this device has no TLS, -22 the time is over, -25 the server
// does not prove that it is the one, -30 nobody has that name, or no such header came, -33 what
// came
// is no HTTP, -34 the connection has failed. What waits lets other modules and the handlers of this
// one run; meanwhile its bytes stay where they are.

__attribute__((import_module("http"), import_name("request")))
int32_t core_http_request(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5,
                          int32_t a6, int32_t a7);
// Sends a request and waits for the answer's status, 200 and its kin. url is
// http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
// HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
// nothing. An exchange that goes on is given up.
static inline int32_t http_request(tw_str_t method, tw_str_t url, tw_str_t headers,
                                   tw_list_t body) {
    return (int32_t)core_http_request((int32_t)method.chars, (int32_t)method.size,
                                      (int32_t)url.chars, (int32_t)url.size, (int32_t)headers.chars,
                                      (int32_t)headers.size, (int32_t)body.items,
                                      (int32_t)body.count);
}

__attribute__((import_module("http"), import_name("read")))
int32_t core_http_read(int32_t a0, int32_t a1);
// Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
static inline int32_t http_read(tw_buffer_t buffer) {
    return (int32_t)core_http_read((int32_t)buffer.items, (int32_t)buffer.count);
}

__attribute__((import_module("http"), import_name("header")))
int32_t core_http_header(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// What the answer's header of this name says; its size. Of long heads only the beginning is
// kept.
static inline int32_t http_header(tw_str_t name, tw_buffer_t value_) {
    return (int32_t)core_http_header((int32_t)name.chars, (int32_t)name.size, (int32_t)value_.items,
                                     (int32_t)value_.count);
}

__attribute__((import_module("http"), import_name("set_timeout")))
int32_t core_http_set_timeout(int32_t a0);
// So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
static inline int32_t http_set_timeout(uint32_t ms) {
    return (int32_t)core_http_set_timeout((int32_t)ms);
}

__attribute__((import_module("http"), import_name("close")))
int32_t core_http_close(void);
static inline int32_t http_close(void) {
    return (int32_t)core_http_close();
}

__attribute__((import_module("http"), import_name("problem")))
int32_t core_http_problem(int32_t a0, int32_t a1);
// Why the last request was answered with -25 or -34, and what to do, as "the certificate has
// expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
static inline uint32_t http_problem(tw_buffer_t text) {
    return (uint32_t)core_http_problem((int32_t)text.items, (int32_t)text.count);
}

#endif
