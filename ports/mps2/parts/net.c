// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The board's Ethernet controller, a LAN9220 (in the emulator a LAN9118, which is the same here).
// It has registers of its own, those of its MAC behind two of them, those of its PHY behind two of
// the MAC's.

#include "cortex-m.h"
#include "hal.h"
#include "net_words.h"

#define REG(offset) PORT_REG(0x40200000u + (offset))
#define RECEIVE_DATA REG(0x00)
#define SEND_DATA REG(0x20)
#define RECEIVE_STATUS REG(0x40)
#define BYTE_TEST REG(0x64)
#define SEND_CONFIG REG(0x70)
#define HARDWARE REG(0x74)
#define RECEIVE_HAS REG(0x7c)
#define SEND_HAS REG(0x80)
#define POWER REG(0x84)
#define MAC_COMMAND REG(0xa4)
#define MAC_DATA REG(0xa8)
#define EEPROM REG(0xb0)

#define BYTE_TEST_VALUE 0x87654321u
#define HARDWARE_RESET 1u
#define HARDWARE_WHOLE (1u << 20 | 5u << 16)  // whole frames only, 5 KiB for those to be sent
#define POWER_IS_READY 1u
#define EEPROM_IS_READ (1u << 31)
#define SEND_ON 2u
#define SEND_FORGETS 4u  // how earlier frames went
#define SEND_ONE_PIECE 0x3000u
#define BUSY (1u << 31)
#define MAC_READS (1u << 30)
#define MAC_CONTROL 1u
#define MAC_ADDRESS_HIGH 2u
#define MAC_ADDRESS_LOW 3u
#define MAC_PHY_COMMAND 6u
#define MAC_PHY_DATA 7u
#define CONTROL_BOTH_WAYS (1u << 20)
#define CONTROL_ON 0x0cu
#define PHY_CONTROL 0u
#define PHY_STATUS 1u
#define PHY_OFFERS 4u
#define PHY_IS_OFFERED 5u
#define PHY_CONTROL_AGREE 0x1200u
#define PHY_STATUS_LINK 4u
#define PHY_BOTH_WAYS 0x140u  // of offers
#define STATUS_IS_BAD (1u << 15)

#define HEAD_BYTES 14u
#define ROOM_BYTES (HAL_NET_FRAME_BYTES + 12u)  // with two commands before it
#define FILLED_BYTES 60u
#define CHECKSUM_BYTES 4u
#define TRIES 100000u

static bool is_open;

// Until the register has these bits so; false if it never does.
static bool wait_for(volatile uint32_t *reg, uint32_t bits, uint32_t value) {
    for (uint32_t i = 0; i < TRIES; i++) {
        if ((*reg & bits) == value) {
            return true;
        }
    }
    return false;
}

static void write_mac(uint32_t number, uint32_t value) {
    MAC_DATA = value;
    MAC_COMMAND = BUSY | number;
    (void)wait_for(&MAC_COMMAND, BUSY, 0);
}

static uint32_t read_mac(uint32_t number) {
    MAC_COMMAND = BUSY | MAC_READS | number;
    (void)wait_for(&MAC_COMMAND, BUSY, 0);
    return MAC_DATA;
}

static void command_phy(uint32_t number, uint32_t writes) {
    write_mac(MAC_PHY_COMMAND, 1u << 11 | number << 6 | writes << 1 | 1u);
    for (uint32_t i = 0; i < TRIES && (read_mac(MAC_PHY_COMMAND) & 1u) != 0; i++) {
    }
}

static uint32_t read_phy(uint32_t number) {
    command_phy(number, 0);
    return read_mac(MAC_PHY_DATA) & 0xffffu;
}

static bool has_own(uint8_t mac[6]) {
    port_net_put(mac, read_mac(MAC_ADDRESS_LOW), 4);
    port_net_put(mac + 4, read_mac(MAC_ADDRESS_HIGH), 2);
    return port_net_is_address(mac);
}

static bool reset(void) {
    if (!wait_for(&POWER, POWER_IS_READY, POWER_IS_READY) || BYTE_TEST != BYTE_TEST_VALUE) {
        return false;
    }
    HARDWARE = HARDWARE_RESET;
    return wait_for(&HARDWARE, HARDWARE_RESET, 0) && wait_for(&EEPROM, EEPROM_IS_READ, 0);
}

static void begin_to_agree(void) {
    write_mac(MAC_PHY_DATA, PHY_CONTROL_AGREE);
    command_phy(PHY_CONTROL, 1);
}

hal_result_t hal_net_open(uint8_t mac[6]) {
    is_open = false;
    if (!reset()) {
        return HAL_FAILED;
    }
    if (port_net_is_zero(mac) && !has_own(mac)) {
        return HAL_INVALID;
    }
    write_mac(MAC_ADDRESS_LOW, port_net_word(mac, 4));
    write_mac(MAC_ADDRESS_HIGH, port_net_word(mac + 4, 2));
    begin_to_agree();
    HARDWARE = HARDWARE_WHOLE;
    SEND_CONFIG = SEND_ON | SEND_FORGETS;
    write_mac(MAC_CONTROL, CONTROL_ON | CONTROL_BOTH_WAYS);
    is_open = true;
    return HAL_OK;
}

hal_result_t hal_net_send(const void *frame, size_t size) {
    if (size < HEAD_BYTES || size > HAL_NET_FRAME_BYTES) {
        return HAL_INVALID;
    }
    if (!is_open || (SEND_HAS & 0xffffu) < ROOM_BYTES) {
        return HAL_FAILED;
    }
    const uint8_t *bytes = frame;
    size_t filled = size < FILLED_BYTES ? FILLED_BYTES : size;
    SEND_DATA = SEND_ONE_PIECE | (uint32_t)filled;
    SEND_DATA = (uint32_t)filled;
    for (size_t at = 0; at < filled; at += 4) {
        SEND_DATA = at < size ? port_net_word(bytes + at, size - at) : 0;
    }
    return HAL_OK;
}

// Of what is no frame the words are read all the same: the next one is behind them.
static size_t take_frame(uint8_t *frame, uint32_t status) {
    uint32_t length = status >> 16 & 0x3fffu;
    uint32_t size = length - CHECKSUM_BYTES;
    bool is_wanted =
        (status & STATUS_IS_BAD) == 0 && size >= HEAD_BYTES && size <= HAL_NET_FRAME_BYTES;
    for (uint32_t at = 0; at < length; at += 4) {
        uint32_t word = RECEIVE_DATA;
        if (is_wanted && at < size) {
            port_net_put(frame + at, word, size - at);
        }
    }
    return is_wanted ? size : 0;
}

size_t hal_net_receive(void *frame) {
    size_t size = 0;
    while (is_open && size == 0 && (RECEIVE_HAS >> 16 & 0xffu) != 0) {
        size = take_frame(frame, RECEIVE_STATUS);
    }
    return size;
}

int hal_net_is_up(void) {
    if (!is_open || (read_phy(PHY_STATUS) & PHY_STATUS_LINK) == 0) {
        return 0;
    }
    bool both = (read_phy(PHY_OFFERS) & read_phy(PHY_IS_OFFERED) & PHY_BOTH_WAYS) != 0;
    write_mac(MAC_CONTROL, CONTROL_ON | (both ? CONTROL_BOTH_WAYS : 0));
    return 1;
}
