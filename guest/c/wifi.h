// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.
// clang-format off
#ifndef GUEST_WIFI_H
#define GUEST_WIFI_H

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

// The radio of a wireless network. A module sees and joins the networks that its grants name
// (`wifi = ["TELLO-*"]`).

// none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
// for.
typedef enum wifi_state {
    WIFI_STATE_NONE = 0,
    WIFI_STATE_IDLE = 1,
    WIFI_STATE_JOINING = 2,
    WIFI_STATE_JOINED = 3,
    WIFI_STATE_LOST = 4,
} wifi_state_t;

typedef enum wifi_answer {
    WIFI_ANSWER_DONE = 0,
    // the network takes no such key
    WIFI_ANSWER_WRONG_KEY = 1,
    // nobody in reach has that name
    WIFI_ANSWER_NOT_FOUND = 2,
    // nobody answered in time
    WIFI_ANSWER_TIMED_OUT = 3,
    // the radio says that it failed, and no more
    WIFI_ANSWER_FAILED = 4,
    // no radio answers
    WIFI_ANSWER_NO_RADIO = 5,
    // somebody else has it, or it has another request to do
    WIFI_ANSWER_BUSY = 6,
    // a name of 1 to 32 bytes, a key of 8 to 64 or none
    WIFI_ANSWER_INVALID = 7,
} wifi_answer_t;

typedef enum wifi_security {
    WIFI_SECURITY_OPEN = 0,
    WIFI_SECURITY_WEP = 1,
    WIFI_SECURITY_WPA = 2,
    WIFI_SECURITY_WPA2 = 3,
    WIFI_SECURITY_WPA3 = 4,
    WIFI_SECURITY_OTHER = 5,
} wifi_security_t;

typedef struct wifi_network {
    // bytes of its name
    uint32_t size;
    // in dBm: -30 is near, -90 far
    int32_t signal;
    uint32_t channel;
    wifi_security_t security;
} wifi_network_t;

typedef struct wifi_option_network {
    bool is_some;
    wifi_network_t some;
} wifi_option_network_t;

__attribute__((import_module("wifi"), import_name("scan")))
int32_t core_wifi_scan(void);
// Looks for networks; a few seconds.
static inline wifi_answer_t wifi_scan(void) {
    return (wifi_answer_t)core_wifi_scan();
}

__attribute__((import_module("wifi"), import_name("found")))
void core_wifi_found(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Number i of those that the last scan found, the strongest first; none past the end. ssid gets
// its name, 32 bytes at most, as far as there is room.
static inline wifi_option_network_t wifi_found(uint32_t i, tw_buffer_t ssid) {
    _Alignas(4) uint8_t image[20];
    core_wifi_found((int32_t)i, (int32_t)ssid.items, (int32_t)ssid.count, (int32_t)image);
    wifi_option_network_t result;
    result.is_some = image[0] != 0;
    if (result.is_some) {
        result.some.size = (uint32_t)tw_load_u32(&image[4]);
        result.some.signal = (int32_t)tw_load_u32(&image[8]);
        result.some.channel = (uint32_t)tw_load_u32(&image[12]);
        result.some.security = (wifi_security_t)image[16];
    }
    return result;
}

__attribute__((import_module("wifi"), import_name("join")))
int32_t core_wifi_join(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
// until it leaves or goes, and is joined again when it was lost.
static inline wifi_answer_t wifi_join(tw_str_t ssid, tw_str_t key) {
    return (wifi_answer_t)core_wifi_join((int32_t)ssid.chars, (int32_t)ssid.size,
                                         (int32_t)key.chars, (int32_t)key.size);
}

__attribute__((import_module("wifi"), import_name("leave")))
int32_t core_wifi_leave(void);
static inline wifi_answer_t wifi_leave(void) {
    return (wifi_answer_t)core_wifi_leave();
}

__attribute__((import_module("wifi"), import_name("status")))
int32_t core_wifi_status(void);
static inline wifi_state_t wifi_status(void) {
    return (wifi_state_t)core_wifi_status();
}

__attribute__((import_module("wifi"), import_name("signal")))
int32_t core_wifi_signal(void);
// Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
static inline int32_t wifi_signal(void) {
    return (int32_t)core_wifi_signal();
}

#endif
