// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "client.h"

// A ring of messages: two bytes of the topic's size, two of the payload's, topic, payload.

#define HEAD_BYTES 4u

static uint8_t at(const tw_mqtt_client_t *client, uint32_t off) {
    return client->store[(client->store_first + off) % TW_MQTT_STORE_BYTES];
}

static void put(tw_mqtt_client_t *client, const uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size; i++) {
        uint32_t end = client->store_first + client->store_count++;
        client->store[end % TW_MQTT_STORE_BYTES] = bytes[i];
    }
}

static uint32_t topic_size(const tw_mqtt_client_t *client) {
    return (uint32_t)at(client, 0) << 8 | at(client, 1);
}

static uint32_t payload_size(const tw_mqtt_client_t *client) {
    return (uint32_t)at(client, 2) << 8 | at(client, 3);
}

static uint32_t first_size(const tw_mqtt_client_t *client) {
    return HEAD_BYTES + topic_size(client) + payload_size(client);
}

void tw__mqtt_store_clear(tw_mqtt_client_t *client) {
    client->store_first = 0;
    client->store_count = 0;
    client->incoming = 0;
    client->is_first_taken = false;
}

bool tw__mqtt_store_takes(uint32_t topic, uint32_t size) {
    return topic <= TW_MQTT_TOPIC_BYTES && size <= TW_MQTT_STORE_BYTES &&
           topic + size <= TW_MQTT_STORE_BYTES - HEAD_BYTES;
}

bool tw__mqtt_store_has_room(const tw_mqtt_client_t *client, uint32_t topic, uint32_t size) {
    return HEAD_BYTES + topic + size <= TW_MQTT_STORE_BYTES - client->store_count;
}

void tw__mqtt_store_begin(tw_mqtt_client_t *client, const char *topic, uint32_t size) {
    uint32_t count = 0;
    while (topic[count] != '\0') {
        count++;
    }
    const uint8_t head[HEAD_BYTES] = {(uint8_t)(count >> 8), (uint8_t)count, (uint8_t)(size >> 8),
                                      (uint8_t)size};
    put(client, head, sizeof head);
    put(client, (const uint8_t *)topic, count);
    client->incoming = size;
}

void tw__mqtt_store_add(tw_mqtt_client_t *client, const uint8_t *bytes, uint32_t size) {
    uint32_t wanted = size < client->incoming ? size : client->incoming;
    put(client, bytes, wanted);
    client->incoming -= wanted;
}

// What is coming in is the last one.
bool tw__mqtt_store_has(const tw_mqtt_client_t *client) {
    return client->store_count > 0 && !client->is_first_taken &&
           (client->incoming == 0 || first_size(client) <= client->store_count);
}

void tw__mqtt_store_drop(tw_mqtt_client_t *client) {
    if (client->is_first_taken) {
        uint32_t size = first_size(client);
        client->store_first = (client->store_first + size) % TW_MQTT_STORE_BYTES;
        client->store_count -= size;
        client->is_first_taken = false;
    }
}

static uint32_t copy(const tw_mqtt_client_t *client, uint32_t off, uint32_t there, uint8_t *bytes,
                     uint32_t size) {
    uint32_t count = there < size ? there : size;
    for (uint32_t i = 0; i < count; i++) {
        bytes[i] = at(client, off + i);
    }
    return count;
}

uint32_t tw__mqtt_store_topic(const tw_mqtt_client_t *client, uint8_t *bytes, uint32_t size) {
    return copy(client, HEAD_BYTES, topic_size(client), bytes, size);
}

uint32_t tw__mqtt_store_payload(const tw_mqtt_client_t *client, uint32_t off, uint8_t *bytes,
                                uint32_t size) {
    uint32_t there = payload_size(client);
    uint32_t left = off < there ? there - off : 0;
    return copy(client, HEAD_BYTES + topic_size(client) + off, left, bytes, size);
}
