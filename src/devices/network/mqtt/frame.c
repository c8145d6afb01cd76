// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "frame.h"

// What a broker sends: CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK and
// PINGRESP.
#define BROKERS_TYPES 0x2afcu

// The size behind the type, seven bits a byte, the lowest first.
static tw__mqtt_found_t read_size(const uint8_t *bytes, uint32_t count, tw__mqtt_frame_t *frame) {
    uint32_t rest = 0;
    for (uint32_t i = 1; i < TW__MQTT_HEAD_BYTES; i++) {
        if (i >= count) {
            return TW__MQTT_PART;
        }
        rest |= (uint32_t)(bytes[i] & 0x7f) << 7 * (i - 1);
        if ((bytes[i] & 0x80) == 0) {
            frame->head_size = i + 1;
            frame->size = rest + i + 1;
            return TW__MQTT_WHOLE;
        }
    }
    return TW__MQTT_NONE;
}

static tw__mqtt_found_t read_publish(const uint8_t *bytes, uint32_t count,
                                     tw__mqtt_frame_t *frame) {
    uint32_t rest = frame->size - frame->head_size;
    frame->quality = bytes[0] >> 1 & 3;
    uint32_t least = frame->quality == 0 ? 2 : 4;
    if (frame->quality == 3 || rest < least) {
        return TW__MQTT_NONE;
    }
    if (count < frame->head_size + 2) {
        return TW__MQTT_PART;
    }
    const uint8_t *size = bytes + frame->head_size;
    frame->topic_size = (uint32_t)size[0] << 8 | size[1];
    return frame->topic_size <= rest - least ? TW__MQTT_WHOLE : TW__MQTT_NONE;
}

tw__mqtt_found_t tw__mqtt_frame_find(const uint8_t *bytes, uint32_t count,
                                     tw__mqtt_frame_t *frame) {
    *frame = (tw__mqtt_frame_t){0};
    if (count == 0) {
        return TW__MQTT_PART;
    }
    frame->type = bytes[0] >> 4;
    if ((BROKERS_TYPES >> frame->type & 1) == 0) {
        return TW__MQTT_NONE;
    }
    tw__mqtt_found_t found = read_size(bytes, count, frame);
    return found == TW__MQTT_WHOLE && frame->type == TW__MQTT_PUBLISH
               ? read_publish(bytes, count, frame)
               : found;
}
