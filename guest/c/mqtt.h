// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.
// clang-format off
#ifndef GUEST_MQTT_H
#define GUEST_MQTT_H

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

// A connection to an MQTT broker (3.1.1), one for each module that uses it. Grants say which
// brokers, as hosts = ["mqtt://broker.local:1883"] or "mqtts://broker.local:8883", and how many
// bytes
// a second. Functions answer 0 or more; else -2 that is no host, port, topic or quality, -3 not
// connected, or connected already, -4 it is too large, or too much is on its way, -5 too many names
// are being looked up, -12 this device has no TLS, -22 the broker did not answer in time, -25 it
// does not prove that it is the one, -30 nobody has that name, -34 the connection has failed. What
// waits lets other modules and the handlers of this one run.

__attribute__((import_module("mqtt"), import_name("connect")))
int32_t core_mqtt_connect(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5,
                          int32_t a6, int32_t a7, int32_t a8);
// Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
// password, 5 no right. client is this connection's name, which no other has; user and password
// may be empty. Subscriptions of an earlier connection are gone.
static inline int32_t mqtt_connect(tw_str_t host, uint16_t port, tw_str_t client, tw_str_t user,
                                   tw_str_t password) {
    return (int32_t)core_mqtt_connect((int32_t)host.chars, (int32_t)host.size, (int32_t)port,
                                      (int32_t)client.chars, (int32_t)client.size,
                                      (int32_t)user.chars, (int32_t)user.size,
                                      (int32_t)password.chars, (int32_t)password.size);
}

__attribute__((import_module("mqtt"), import_name("publish")))
int32_t core_mqtt_publish(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4, int32_t a5);
// Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
// keeps what is retained for those that subscribe later.
static inline int32_t mqtt_publish(tw_str_t topic, tw_list_t payload, uint8_t quality,
                                   bool retain) {
    return (int32_t)core_mqtt_publish((int32_t)topic.chars, (int32_t)topic.size,
                                      (int32_t)payload.items, (int32_t)payload.count,
                                      (int32_t)quality, (int32_t)retain);
}

__attribute__((import_module("mqtt"), import_name("subscribe")))
int32_t core_mqtt_subscribe(int32_t a0, int32_t a1, int32_t a2);
// Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
static inline int32_t mqtt_subscribe(tw_str_t topic, uint8_t quality) {
    return (int32_t)core_mqtt_subscribe((int32_t)topic.chars, (int32_t)topic.size,
                                        (int32_t)quality);
}

__attribute__((import_module("mqtt"), import_name("unsubscribe")))
int32_t core_mqtt_unsubscribe(int32_t a0, int32_t a1);
static inline int32_t mqtt_unsubscribe(tw_str_t topic) {
    return (int32_t)core_mqtt_unsubscribe((int32_t)topic.chars, (int32_t)topic.size);
}

__attribute__((import_module("mqtt"), import_name("receive")))
int32_t core_mqtt_receive(int32_t a0, int32_t a1);
// Waits for the next message, and gives its bytes and how many they are; what is longer than the
// buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
// for a minute and a half loses the connection.
static inline int32_t mqtt_receive(tw_buffer_t payload) {
    return (int32_t)core_mqtt_receive((int32_t)payload.items, (int32_t)payload.count);
}

__attribute__((import_module("mqtt"), import_name("topic")))
int32_t core_mqtt_topic(int32_t a0, int32_t a1);
// The topic of the message that receive has given last; its size.
static inline int32_t mqtt_topic(tw_buffer_t topic) {
    return (int32_t)core_mqtt_topic((int32_t)topic.items, (int32_t)topic.count);
}

__attribute__((import_module("mqtt"), import_name("lost")))
int32_t core_mqtt_lost(void);
// How many messages were too large for the store since the connection began.
static inline uint32_t mqtt_lost(void) {
    return (uint32_t)core_mqtt_lost();
}

__attribute__((import_module("mqtt"), import_name("watch")))
int32_t core_mqtt_watch(int32_t a0);
// From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
// (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
// about it; or no more.
static inline int32_t mqtt_watch(bool is_on) {
    return (int32_t)core_mqtt_watch((int32_t)is_on);
}

__attribute__((import_module("mqtt"), import_name("disconnect")))
int32_t core_mqtt_disconnect(void);
// Calls that wait end with -34.
static inline int32_t mqtt_disconnect(void) {
    return (int32_t)core_mqtt_disconnect();
}

__attribute__((import_module("mqtt"), import_name("connect_secure")))
int32_t core_mqtt_connect_secure(int32_t a0, int32_t a1, int32_t a2, int32_t a3, int32_t a4,
                                 int32_t a5, int32_t a6, int32_t a7, int32_t a8);
// As connect, over TLS: the broker has to show a certificate for host of an authority that the
// device trusts. The grant is for mqtts.
static inline int32_t mqtt_connect_secure(tw_str_t host, uint16_t port, tw_str_t client,
                                          tw_str_t user, tw_str_t password) {
    return (int32_t)core_mqtt_connect_secure((int32_t)host.chars, (int32_t)host.size, (int32_t)port,
                                             (int32_t)client.chars, (int32_t)client.size,
                                             (int32_t)user.chars, (int32_t)user.size,
                                             (int32_t)password.chars, (int32_t)password.size);
}

__attribute__((import_module("mqtt"), import_name("problem")))
int32_t core_mqtt_problem(int32_t a0, int32_t a1);
// Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
// size, 0 if nothing more is known.
static inline uint32_t mqtt_problem(tw_buffer_t text) {
    return (uint32_t)core_mqtt_problem((int32_t)text.items, (int32_t)text.count);
}

#endif
