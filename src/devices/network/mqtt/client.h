// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_MQTT_CLIENT_H
#define TW_DEVICES_NETWORK_MQTT_CLIENT_H

#include "tinywasm/mqtt.h"

enum tw__mqtt_state {
    TW__MQTT_IDLE,
    TW__MQTT_NAMING,   // its broker's address is being looked up
    TW__MQTT_JOINING,  // the broker has not accepted yet
    TW__MQTT_ONLINE,
    TW__MQTT_LOST,  // and the module has not been told all yet
};

// ---- transport.c: lwIP's client over a socket

typedef struct tw__mqtt_login {
    const char *client;
    const char *user;  // NULL: none
    const char *password;
    const char *broker;  // its host's name
} tw__mqtt_login_t;

// Begins to connect; client->mqtt and user are set. What follows is told by tw__mqtt_on_*.
TW_MUST_CHECK tw_err_t tw__mqtt_begin(tw_mqtt_client_t *client, const tw_net_addr_t *broker,
                                      const tw__mqtt_login_t *login);
// LIMIT: too large, or too many are on their way. STATE: not connected.
TW_MUST_CHECK tw_err_t tw__mqtt_send(tw_mqtt_client_t *client, const char *topic,
                                     const uint8_t *bytes, uint32_t size, uint8_t quality,
                                     bool is_retained, struct tw_mqtt_request *request);
TW_MUST_CHECK tw_err_t tw__mqtt_order(tw_mqtt_client_t *client, const char *topic, uint8_t quality,
                                      bool is_on, struct tw_mqtt_request *request);
// Breaks off, and tells nobody.
void tw__mqtt_end(tw_mqtt_client_t *client);
void tw__mqtt_step(tw_mqtt_client_t *client, uint32_t now_ms);

// ---- mqtt.c: what transport.c tells

// 0: accepted; 1 to 5: refused; a tw_err_t: over.
void tw__mqtt_on_connection(tw_mqtt_client_t *client, int32_t status);
void tw__mqtt_on_request(tw_mqtt_client_t *client, struct tw_mqtt_request *request, int32_t result);

// ---- store.c: the messages that wait

void tw__mqtt_store_clear(tw_mqtt_client_t *client);
// Whether a message of these sizes could ever be kept, and now.
bool tw__mqtt_store_takes(uint32_t topic_size, uint32_t size);
bool tw__mqtt_store_has_room(const tw_mqtt_client_t *client, uint32_t topic_size, uint32_t size);
// A message begins, for which there is room, and goes on.
void tw__mqtt_store_begin(tw_mqtt_client_t *client, const char *topic, uint32_t size);
void tw__mqtt_store_add(tw_mqtt_client_t *client, const uint8_t *bytes, uint32_t size);
// Whether a message is there, whole and not taken.
bool tw__mqtt_store_has(const tw_mqtt_client_t *client);
// Lets go the message that was taken.
void tw__mqtt_store_drop(tw_mqtt_client_t *client);
// The first message's topic and payload: copies up to size bytes from off; how many there were.
uint32_t tw__mqtt_store_topic(const tw_mqtt_client_t *client, uint8_t *bytes, uint32_t size);
uint32_t tw__mqtt_store_payload(const tw_mqtt_client_t *client, uint32_t off, uint8_t *bytes,
                                uint32_t size);

#endif
