// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The chip's Ethernet controller with its PHY. Both ways a frame goes through a FIFO of words, the
// first of which begins with a length of two bytes: when sending, that of the data behind the
// addresses and type; when receiving, that of all, itself and the checksum included.

#include "hal.h"
#include "lm3s6965.h"
#include "net_words.h"

#define RCGC2_MAC (1u << 28)
#define RCGC2_PHY (1u << 30)
#define USER(i) PORT_REG(0x400fe1e0u + 4u * (i))  // where the maker's address is kept, 3 bytes each
#define MAC_INTERRUPTS PORT_REG(0x40048004u)
#define MAC_RECEIVE PORT_REG(0x40048008u)
#define MAC_SEND PORT_REG(0x4004800cu)
#define MAC_DATA PORT_REG(0x40048010u)
#define MAC_ADDRESS(i) PORT_REG(0x40048014u + 4u * (i))
#define MAC_PHY PORT_REG(0x40048020u)
#define MAC_PHY_DIVIDER PORT_REG(0x40048024u)
#define MAC_PHY_READ PORT_REG(0x40048030u)
#define MAC_FRAMES PORT_REG(0x40048034u)
#define MAC_START PORT_REG(0x40048038u)
#define RECEIVE_ON 1u
#define RECEIVE_CHECKS 8u  // damaged frames are dropped
#define RECEIVE_EMPTIES 16u
#define SEND_ON 1u
#define SEND_FILLS 2u
#define SEND_CHECKSUM 4u
#define SEND_BOTH_WAYS 16u
#define PHY_STATUS 1u
#define PHY_STATUS_LINK 4u
#define PHY_START 1u
#define PHY_REGISTER(number) ((number) << 3)
#define PHY_DIVIDER 7u  // to less than 2.5 MHz

#define HEAD_BYTES 14u
#define LENGTH_BYTES 2u
#define CHECKSUM_BYTES 4u
#define LENGTH_MOST 2048u  // what the FIFO holds

static bool is_open;

static bool has_own(uint8_t mac[6]) {
    for (uint32_t i = 0; i < 6; i++) {
        mac[i] = (uint8_t)(USER(i / 3u) >> 8u * (i % 3u));
    }
    return port_net_is_address(mac);
}

static void set_address(const uint8_t mac[6]) {
    MAC_ADDRESS(0) = port_net_word(mac, 4);
    MAC_ADDRESS(1) = port_net_word(mac + 4, 2);
}

hal_result_t hal_net_open(uint8_t mac[6]) {
    if (port_net_is_zero(mac) && !has_own(mac)) {
        return HAL_INVALID;
    }
    lm3s6965_start_clock(&LM3S_RCGC2, RCGC2_MAC);
    lm3s6965_start_clock(&LM3S_RCGC2, RCGC2_PHY);
    MAC_INTERRUPTS = 0;
    MAC_PHY_DIVIDER = PHY_DIVIDER;
    set_address(mac);
    MAC_RECEIVE = RECEIVE_CHECKS | RECEIVE_EMPTIES;
    MAC_RECEIVE = RECEIVE_CHECKS | RECEIVE_ON;
    MAC_SEND = SEND_BOTH_WAYS | SEND_CHECKSUM | SEND_FILLS | SEND_ON;
    is_open = true;
    return HAL_OK;
}

hal_result_t hal_net_send(const void *frame, size_t size) {
    if (size < HEAD_BYTES || size > HAL_NET_FRAME_BYTES) {
        return HAL_INVALID;
    }
    if (!is_open || (MAC_START & 1u) != 0) {
        return HAL_FAILED;
    }
    const uint8_t *bytes = frame;
    MAC_DATA = (uint32_t)(size - HEAD_BYTES) | port_net_word(bytes, 2) << 16;
    for (size_t at = 2; at < size; at += 4) {
        MAC_DATA = port_net_word(bytes + at, size - at);
    }
    MAC_START = 1;
    return HAL_OK;
}

// The frame whose length was read, with the first two bytes of it. What is no frame is read all the
// same: the next one is behind it.
static size_t take_frame(uint8_t *frame, uint32_t first) {
    uint32_t length = first & 0xffffu;
    uint32_t size = length - LENGTH_BYTES - CHECKSUM_BYTES;
    bool is_wanted = size >= HEAD_BYTES && size <= HAL_NET_FRAME_BYTES;
    if (is_wanted) {
        port_net_put(frame, first >> 16, 2);
    }
    for (uint32_t at = 2; at < length - LENGTH_BYTES; at += 4) {
        uint32_t word = MAC_DATA;
        if (is_wanted && at < size) {
            port_net_put(frame + at, word, size - at);
        }
    }
    return is_wanted ? size : 0;
}

size_t hal_net_receive(void *frame) {
    size_t size = 0;
    while (is_open && size == 0 && MAC_FRAMES != 0) {
        uint32_t first = MAC_DATA;
        uint32_t length = first & 0xffffu;
        if (length < LENGTH_BYTES + CHECKSUM_BYTES || length > LENGTH_MOST) {
            // Where the next frame begins is not known.
            MAC_RECEIVE = RECEIVE_CHECKS | RECEIVE_EMPTIES;
            MAC_RECEIVE = RECEIVE_CHECKS | RECEIVE_ON;
            return 0;
        }
        size = take_frame(frame, first);
    }
    return size;
}

// A PHY that says nothing at all is none that could tell: emulators have none.
int hal_net_is_up(void) {
    if (!is_open) {
        return 0;
    }
    MAC_PHY = PHY_REGISTER(PHY_STATUS) | PHY_START;
    while ((MAC_PHY & PHY_START) != 0) {
    }
    uint32_t status = MAC_PHY_READ & 0xffffu;
    return status == 0 || (status & PHY_STATUS_LINK) != 0;
}
