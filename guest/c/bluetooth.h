// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.
// clang-format off
#ifndef GUEST_BLUETOOTH_H
#define GUEST_BLUETOOTH_H

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

// Bluetooth Low Energy: a server of values that others read, write and are told of, and a client
// of such servers. Functions answer 0 or more; else -1 there is no controller, or it is silent;
// -2 it cannot do that (a wrong UUID, number or name, or not in this order); -3 every place is
// taken; -4 the other side did not answer in time; -5 another module has it; -6 the link is gone;
// -7 the other side has no such thing; -8 the other side refuses. UUIDs are texts: `181a`, or 36
// characters with dashes.
//
// What happens calls the module's export `on_bluetooth (event i32, number i32)`:
// 1 a link has come to this module's server, number being the link; 2 a link is gone;
// 3 a characteristic was written; 4 it was subscribed to, or no more; 5 a remote characteristic
// has told its value; 6 advertisers were found; 7 both sides are to compare the link's number.

__attribute__((import_module("bluetooth"), import_name("is_ready")))
int32_t core_bluetooth_is_ready(void);
// 1: the controller answers, 0: not yet.
static inline int32_t bluetooth_is_ready(void) {
    return (int32_t)core_bluetooth_is_ready();
}

__attribute__((import_module("bluetooth"), import_name("service")))
int32_t core_bluetooth_service(int32_t a0, int32_t a1);
// Begins a service of this module, and gives its number.
static inline int32_t bluetooth_service(tw_str_t uuid) {
    return (int32_t)core_bluetooth_service((int32_t)uuid.chars, (int32_t)uuid.size);
}

__attribute__((import_module("bluetooth"), import_name("characteristic")))
int32_t core_bluetooth_characteristic(int32_t a0, int32_t a1, int32_t a2, int32_t a3);
// Adds a characteristic to a service that is not published yet, and gives its number.
// properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
// alone, 32 on one whose sides have compared a number.
static inline int32_t bluetooth_characteristic(uint32_t service, tw_str_t uuid,
                                               uint32_t properties) {
    return (int32_t)core_bluetooth_characteristic((int32_t)service, (int32_t)uuid.chars,
                                                  (int32_t)uuid.size, (int32_t)properties);
}

__attribute__((import_module("bluetooth"), import_name("publish")))
int32_t core_bluetooth_publish(int32_t a0);
// From now on others see it.
static inline int32_t bluetooth_publish(uint32_t service) {
    return (int32_t)core_bluetooth_publish((int32_t)service);
}

__attribute__((import_module("bluetooth"), import_name("set")))
int32_t core_bluetooth_set(int32_t a0, int32_t a1, int32_t a2);
// Puts a new value, at most 64 bytes, and tells it to who has subscribed.
static inline int32_t bluetooth_set(uint32_t characteristic, tw_list_t value_) {
    return (int32_t)core_bluetooth_set((int32_t)characteristic, (int32_t)value_.items,
                                       (int32_t)value_.count);
}

__attribute__((import_module("bluetooth"), import_name("get")))
int32_t core_bluetooth_get(int32_t a0, int32_t a1, int32_t a2);
// The value, as it was set or written last; its size.
static inline int32_t bluetooth_get(uint32_t characteristic, tw_buffer_t buffer) {
    return (int32_t)core_bluetooth_get((int32_t)characteristic, (int32_t)buffer.items,
                                       (int32_t)buffer.count);
}

__attribute__((import_module("bluetooth"), import_name("advertise")))
int32_t core_bluetooth_advertise(int32_t a0, int32_t a1, int32_t a2);
// Says the name, and this module's services, every so many milliseconds, to whoever listens, and
// takes links. 0 ms ends it.
static inline int32_t bluetooth_advertise(tw_str_t name, uint32_t interval_ms) {
    return (int32_t)core_bluetooth_advertise((int32_t)name.chars, (int32_t)name.size,
                                             (int32_t)interval_ms);
}

__attribute__((import_module("bluetooth"), import_name("scan")))
int32_t core_bluetooth_scan(int32_t a0);
// Listens to advertisers for so many milliseconds; 0 ends it.
static inline int32_t bluetooth_scan(uint32_t ms) {
    return (int32_t)core_bluetooth_scan((int32_t)ms);
}

__attribute__((import_module("bluetooth"), import_name("found")))
int32_t core_bluetooth_found(int32_t a0, int32_t a1);
// The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
// address (the last first), 1 for a random address, name.
static inline int32_t bluetooth_found(tw_buffer_t buffer) {
    return (int32_t)core_bluetooth_found((int32_t)buffer.items, (int32_t)buffer.count);
}

__attribute__((import_module("bluetooth"), import_name("connect")))
int32_t core_bluetooth_connect(int32_t a0, int32_t a1, int32_t a2);
// Looks for an advertiser of this name and connects to it; gives the link.
static inline int32_t bluetooth_connect(tw_str_t name, uint32_t ms) {
    return (int32_t)core_bluetooth_connect((int32_t)name.chars, (int32_t)name.size, (int32_t)ms);
}

__attribute__((import_module("bluetooth"), import_name("disconnect")))
int32_t core_bluetooth_disconnect(int32_t a0);
static inline int32_t bluetooth_disconnect(uint32_t link) {
    return (int32_t)core_bluetooth_disconnect((int32_t)link);
}

__attribute__((import_module("bluetooth"), import_name("find")))
int32_t core_bluetooth_find(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4);
// Looks for a characteristic of the other side, and gives its number here.
static inline int32_t bluetooth_find(uint32_t link, tw_str_t service, tw_str_t characteristic) {
    return (int32_t)core_bluetooth_find((int32_t)link, (int32_t)service.chars,
                                        (int32_t)service.size, (int32_t)characteristic.chars,
                                        (int32_t)characteristic.size);
}

__attribute__((import_module("bluetooth"), import_name("read")))
int32_t core_bluetooth_read(int32_t a0, int32_t a1, int32_t a2);
// How many bytes.
static inline int32_t bluetooth_read(uint32_t remote, tw_buffer_t buffer) {
    return (int32_t)core_bluetooth_read((int32_t)remote, (int32_t)buffer.items,
                                        (int32_t)buffer.count);
}

__attribute__((import_module("bluetooth"), import_name("write")))
int32_t core_bluetooth_write(int32_t a0, int32_t a1, int32_t a2);
static inline int32_t bluetooth_write(uint32_t remote, tw_list_t value_) {
    return (int32_t)core_bluetooth_write((int32_t)remote, (int32_t)value_.items,
                                         (int32_t)value_.count);
}

__attribute__((import_module("bluetooth"), import_name("watch")))
int32_t core_bluetooth_watch(int32_t a0, int32_t a1);
// Asks the other side to tell the value when it changes, or no more.
static inline int32_t bluetooth_watch(uint32_t remote, bool is_on) {
    return (int32_t)core_bluetooth_watch((int32_t)remote, (int32_t)is_on);
}

__attribute__((import_module("bluetooth"), import_name("told")))
int32_t core_bluetooth_told(int32_t a0, int32_t a1, int32_t a2);
// The value that was told last; its size.
static inline int32_t bluetooth_told(uint32_t remote, tw_buffer_t buffer) {
    return (int32_t)core_bluetooth_told((int32_t)remote, (int32_t)buffer.items,
                                        (int32_t)buffer.count);
}

__attribute__((import_module("bluetooth"), import_name("pair")))
int32_t core_bluetooth_pair(int32_t a0);
// Encrypts the link, with keys of an earlier pairing or by pairing now.
static inline int32_t bluetooth_pair(uint32_t link) {
    return (int32_t)core_bluetooth_pair((int32_t)link);
}

__attribute__((import_module("bluetooth"), import_name("number")))
int32_t core_bluetooth_number(int32_t a0);
// What both sides are to compare, 0 to 999999.
static inline int32_t bluetooth_number(uint32_t link) {
    return (int32_t)core_bluetooth_number((int32_t)link);
}

__attribute__((import_module("bluetooth"), import_name("confirm")))
int32_t core_bluetooth_confirm(int32_t a0, int32_t a1);
// Whether it was the same.
static inline int32_t bluetooth_confirm(uint32_t link, bool is_same) {
    return (int32_t)core_bluetooth_confirm((int32_t)link, (int32_t)is_same);
}

#endif
