// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_MQTT_H
#define TINYWASM_MQTT_H

// MQTT for modules: a device with the host module `mqtt` over a carrier (tinywasm/net.h). What a
// module may reach is said in tinywasm/net_use.h (protocols mqtt and, over TLS, mqtts), each
// function in bridge/mqtt.wit.
//
//     static tw_mqtt_t mqtt;
//     static tw_mqtt_client_t clients[2];
//     tw_mqtt_init(&mqtt, &use, clients, 2);
//     tw_engine_add_device(engine, &mqtt.device);
//
// The client is lwIP's, whatever the carrier is, behind a filter that gives it whole messages and
// breaks off what is no MQTT. An instance has one connection, until it goes. Messages that come lie
// in TW_MQTT_STORE_BYTES until the module takes them; while one does not fit nothing is read, so
// that the broker waits. What never fits, with a topic of more than TW_MQTT_TOPIC_BYTES or in all
// larger than the store, is counted and dropped. A message that is sent has at most
// TW_MQTT_SEND_BYTES with its topic. Link tinywasm::mqtt; tools/setup net brings lwIP.

#include "tinywasm/event.h"
#include "tinywasm/net_use.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_MQTT_STORE_BYTES 512
#define TW_MQTT_TOPIC_BYTES 240
#define TW_MQTT_SEND_BYTES 480
#define TW_MQTT_REQUESTS 4  // of a connection on their way; the next is answered -4

// A module's connection, the application's memory; its fields are the device's.
typedef struct tw_mqtt_client {
    tw_instance_t *owner;  // NULL: free
    struct tw_mqtt *mqtt;
    struct tw_net_user *user;
    uint32_t id;          // of the owner
    tw_net_t *net;        // of the socket
    const char *problem;  // of the connection; NULL: none is known
    tw_err_t failure;     // what the module is told of its end
    uint8_t state;
    bool is_secure;
    bool has_socket;
    bool is_watched;
    uint8_t told;
    uint32_t told_ms;
    uint32_t socket;
    uint32_t question;
    uint16_t port;
    tw_pending_t connecting;
    struct tw_mqtt_request {
        struct tw_mqtt_client *client;  // NULL: free
        tw_pending_t pending;
    } requests[TW_MQTT_REQUESTS];
    struct tw_mqtt_receiver {
        bool is_used;
        tw_pending_t pending;
        uint32_t addr;
        uint32_t size;
    } receiver;
    void (*on_time)(void *arg);  // lwIP's timer
    uint32_t due_ms;
    // Messages: of each its topic's size, its payload's and the two, in a ring.
    uint8_t store[TW_MQTT_STORE_BYTES];
    uint32_t store_first;
    uint32_t store_count;
    uint32_t incoming;  // bytes of the message that is coming in; 0: it is not kept
    uint32_t lost;
    bool is_first_taken;  // its topic may still be asked for
    // Bytes on their way to lwIP and from it.
    uint8_t in[257];
    uint8_t out[128];
    uint16_t in_count;
    uint16_t out_count;
    uint32_t sent;      // and not reported yet
    uint32_t heard_ms;  // when the broker said something last
    uint32_t going_on;  // of a message that was handed over in part
    uint32_t skipping;  // of one that is dropped
    uint64_t lwip[(832 + 48 * sizeof(void *)) / 8];
} tw_mqtt_client_t;

typedef struct tw_mqtt {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_net_use_t *use;
    tw_mqtt_client_t *clients;
    uint32_t count;
} tw_mqtt_t;

// use and clients outlive mqtt, and mqtt the engine.
void tw_mqtt_init(tw_mqtt_t *mqtt, tw_net_use_t *use, tw_mqtt_client_t *clients, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
