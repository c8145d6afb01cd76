// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_H4_H
#define TW_BLUETOOTH_H4_H

// Packets of a controller out of the bytes that it sends: the UART transport of the Core
// Specification (Vol 4, Part A), called H4. A packet is a type, a head with its length, and data;
// nothing marks where one begins. So whoever has lost the beginning, after a byte that was lost or
// a type that does not exist, resets the controller and waits for its answer to that.

#include <stdbool.h>
#include <stdint.h>

#define TW__H4_COMMAND 1u
#define TW__H4_ACL 2u
#define TW__H4_SCO 3u
#define TW__H4_EVENT 4u
#define TW__H4_ISO 5u

// The longest packet taken: an event has 255 bytes of data, and an ACL packet as many at most.
#define TW__H4_DATA_BYTES 255u
#define TW__H4_BYTES (1u + 4u + TW__H4_DATA_BYTES)

typedef enum tw__h4_result {
    TW__H4_MORE,    // nothing is whole yet
    TW__H4_PACKET,  // bytes and size are one, until the next byte
    TW__H4_LOST     // this was no packet: the controller is to be reset
} tw__h4_result_t;

struct tw__h4 {
    uint32_t size;  // of bytes
    bool is_lost;   // looking for the answer to a reset
    uint8_t bytes[TW__H4_BYTES];
};

// Starts as one that has lost the beginning: what a controller was saying before is not known.
void tw__h4_init(struct tw__h4 *h4);
tw__h4_result_t tw__h4_take(struct tw__h4 *h4, uint8_t byte);

#endif
