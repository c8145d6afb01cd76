// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from mqtt.wit: change that instead.
#ifndef BRIDGE_TW_HOST_MQTT_H
#define BRIDGE_TW_HOST_MQTT_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// A connection to an MQTT broker (3.1.1), one for each module that uses it. Grants say which
// brokers, as hosts = ["mqtt://broker.local:1883"] or "mqtts://broker.local:8883", and how many
// bytes
// a second. Functions answer 0 or more; else -2 that is no host, port, topic or quality, -3 not
// connected, or connected already, -4 it is too large, or too much is on its way, -5 too many names
// are being looked up, -12 this device has no TLS, -22 the broker did not answer in time, -25 it
// does not prove that it is the one, -30 nobody has that name, -34 the connection has failed. What
// waits lets other modules and the handlers of this one run.

// What modules import as "mqtt", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_mqtt;

// Waits until the broker has accepted; 1 to 5 if it refuses, as MQTT has it: 4 is a wrong name or
// password, 5 no right. client is this connection's name, which no other has; user and password
// may be empty. Subscriptions of an earlier connection are gone.
tw_err_t tw_host_mqtt_connect(tw_call_t *call, tw_str_t host, uint16_t port, tw_str_t client,
                              tw_str_t user, tw_str_t password, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_connect_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_connect_complete(tw_engine_t *engine, tw_pending_t pending,
                                                     int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits until it is on its way, or with a quality of 1 or 2 until the broker has it; 0. A broker
// keeps what is retained for those that subscribe later.
tw_err_t tw_host_mqtt_publish(tw_call_t *call, tw_str_t topic, tw_list_t payload, uint8_t quality,
                              bool retain, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_publish_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_publish_complete(tw_engine_t *engine, tw_pending_t pending,
                                                     int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits until the broker has taken it; 0. Topics may have + for one level and # for all below.
tw_err_t tw_host_mqtt_subscribe(tw_call_t *call, tw_str_t topic, uint8_t quality,
                                tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_subscribe_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_subscribe_complete(tw_engine_t *engine, tw_pending_t pending,
                                                       int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_mqtt_unsubscribe(tw_call_t *call, tw_str_t topic, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_unsubscribe_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_unsubscribe_complete(tw_engine_t *engine, tw_pending_t pending,
                                                         int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits for the next message, and gives its bytes and how many they are; what is longer than the
// buffer is lost. Messages wait in a small store, and then at the broker; a module that takes none
// for a minute and a half loses the connection.
tw_err_t tw_host_mqtt_receive(tw_call_t *call, tw_buffer_t payload, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_receive_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_receive_complete(tw_engine_t *engine, tw_pending_t pending,
                                                     int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// The topic of the message that receive has given last; its size.
tw_err_t tw_host_mqtt_topic(tw_call_t *call, tw_buffer_t topic, int32_t *result);

// How many messages were too large for the store since the connection began.
tw_err_t tw_host_mqtt_lost(tw_call_t *call, uint32_t *result);

// From now on the module's export `on_mqtt (what i32, zero i32)` is called when a message has come
// (what is 1), or the connection has ended (2), and again after 100 ms while nothing is done
// about it; or no more.
tw_err_t tw_host_mqtt_watch(tw_call_t *call, bool is_on, int32_t *result);

// Calls that wait end with -34.
tw_err_t tw_host_mqtt_disconnect(tw_call_t *call, int32_t *result);

// As connect, over TLS: the broker has to show a certificate for host of an authority that the
// device trusts. The grant is for mqtts.
tw_err_t tw_host_mqtt_connect_secure(tw_call_t *call, tw_str_t host, uint16_t port, tw_str_t client,
                                     tw_str_t user, tw_str_t password, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_mqtt_connect_secure_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_mqtt_connect_secure_complete(tw_engine_t *engine,
                                                            tw_pending_t pending, int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Why connect-secure was answered with -25 or -34, or the connection ended, and what to do; its
// size, 0 if nothing more is known.
tw_err_t tw_host_mqtt_problem(tw_call_t *call, tw_buffer_t text, uint32_t *result);

#ifdef __cplusplus
}
#endif
#endif
