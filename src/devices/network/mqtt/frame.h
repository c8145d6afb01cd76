// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_MQTT_FRAME_H
#define TW_DEVICES_NETWORK_MQTT_FRAME_H

#include <stdbool.h>
#include <stdint.h>

// The messages in what a broker sends. lwIP's parser wants each message's beginning, up to behind
// its topic, in one piece, and believes any length of a length; so they are looked at before.

#define TW__MQTT_PUBLISH 3u
#define TW__MQTT_HEAD_BYTES 5u  // type, and up to four bytes of the rest's size

typedef enum tw__mqtt_found {
    TW__MQTT_PART,   // more bytes are needed
    TW__MQTT_WHOLE,  // frame is filled
    TW__MQTT_NONE,   // this is no MQTT
} tw__mqtt_found_t;

typedef struct tw__mqtt_frame {
    uint8_t type;
    uint8_t quality;  // of a PUBLISH
    uint32_t head_size;
    uint32_t size;        // with the head
    uint32_t topic_size;  // of a PUBLISH
} tw__mqtt_frame_t;

// What the bytes begin with. WHOLE: its head is there, of a PUBLISH the size of its topic, too.
tw__mqtt_found_t tw__mqtt_frame_find(const uint8_t *bytes, uint32_t count, tw__mqtt_frame_t *frame);

#endif
