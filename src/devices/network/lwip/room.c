// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "lwip.h"

#include <string.h>

static uint32_t smaller(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

void tw__lwip_room_put(struct tw__lwip_socket *at, const void *bytes, uint32_t size) {
    LWIP_ASSERT("the room has room", size <= ROOM_BYTES - at->count);
    uint32_t end = (at->first + at->count) % ROOM_BYTES;
    uint32_t part = smaller(size, ROOM_BYTES - end);
    memcpy(&at->room[end], bytes, part);
    memcpy(at->room, (const uint8_t *)bytes + part, size - part);
    at->count += size;
}

void tw__lwip_room_put_packet(struct tw__lwip_socket *at, const struct pbuf *packet) {
    for (; packet != NULL; packet = packet->next) {
        tw__lwip_room_put(at, packet->payload, packet->len);
    }
}

uint32_t tw__lwip_room_take(struct tw__lwip_socket *at, void *bytes, uint32_t size) {
    size = smaller(size, at->count);
    uint32_t part = smaller(size, ROOM_BYTES - at->first);
    if (bytes != NULL) {
        memcpy(bytes, &at->room[at->first], part);
        memcpy((uint8_t *)bytes + part, at->room, size - part);
    }
    at->first = (at->first + size) % ROOM_BYTES;
    at->count -= size;
    return size;
}
