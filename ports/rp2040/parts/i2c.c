// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// I2C buses 0 and 1, on the pins that the board names, with the chip's own pull-ups.

#include "board.h"
#include "hal.h"
#include "rp2040.h"

#define BUSES 2u
#define BASE(bus) (0x40044000u + 0x4000u * (bus))
#define CONFIG(bus) PORT_REG(BASE(bus) + 0x00u)
#define TARGET(bus) PORT_REG(BASE(bus) + 0x04u)
#define DATA(bus) PORT_REG(BASE(bus) + 0x10u)
#define CLOCKS_HIGH(bus) PORT_REG(BASE(bus) + 0x1cu)
#define CLOCKS_LOW(bus) PORT_REG(BASE(bus) + 0x20u)
#define STATE(bus) PORT_REG(BASE(bus) + 0x34u)
#define CLEAR_ALL(bus) PORT_REG(BASE(bus) + 0x40u)
#define ENABLE(bus) PORT_REG(BASE(bus) + 0x6cu)
#define RX_LEVEL(bus) PORT_REG(BASE(bus) + 0x78u)
#define ABORT_SOURCE(bus) PORT_REG(BASE(bus) + 0x80u)
#define SPIKE_CLOCKS(bus) PORT_REG(BASE(bus) + 0xa0u)
#define CONFIG_FAST_MASTER 0x165u  // no slave, restarts, TX_EMPTY when a byte is on the bus
#define DATA_READ (1u << 8)
#define DATA_STOP (1u << 9)
#define DATA_RESTART (1u << 10)
#define STATE_TX_EMPTY (1u << 4)
#define STATE_ABORT (1u << 6)
#define STATE_STOP (1u << 9)
#define ABORT_NOT_ADDRESSED 1u
#define CLOCKS_MOST 0xffffu
#define HELD_MOST_MS 25u
#define ADDRESS_MOST 127u
#define BYTES_MOST 0xffffu
#define PAD_OPEN (RP2040_PAD_INPUT | RP2040_PAD_PULL_UP | RP2040_PAD_SCHMITT | RP2040_PAD_4_MA)

static const uint8_t pins[BUSES][2] = BOARD_I2C_PINS;  // data, clock
static bool is_configured[BUSES];

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    uint32_t clocks = hz == 0 ? 0 : (BOARD_CLOCK_HZ + hz - 1) / hz;
    uint32_t low = clocks * 3u / 5u;
    if (hz == 0 || low > CLOCKS_MOST) {
        return HAL_INVALID;
    }
    rp2040_reset_blocks(RP2040_RESET_I2C(bus));
    CONFIG(bus) = CONFIG_FAST_MASTER;
    CLOCKS_HIGH(bus) = clocks - low;
    CLOCKS_LOW(bus) = low;
    SPIKE_CLOCKS(bus) = low < 16u ? 1u : low / 16u > 0xffu ? 0xffu : low / 16u;
    rp2040_take(pins[bus][0], RP2040_FUNC_I2C, PAD_OPEN);
    rp2040_take(pins[bus][1], RP2040_FUNC_I2C, PAD_OPEN);
    is_configured[bus] = true;
    return HAL_OK;
}

// Until one of the states, or the transfer was given up; false if neither comes.
static bool wait_for(uint32_t bus, uint32_t states) {
    uint32_t start = hal_ticks_ms();
    while ((STATE(bus) & (states | STATE_ABORT)) == 0) {
        if (hal_ticks_ms() - start > HELD_MOST_MS) {
            return false;
        }
    }
    return (STATE(bus) & STATE_ABORT) == 0;
}

static bool send(uint32_t bus, const uint8_t *out, size_t size, uint32_t last) {
    for (size_t i = 0; i < size; i++) {
        DATA(bus) = out[i] | (i + 1 == size ? last : 0);
        if (!wait_for(bus, STATE_TX_EMPTY)) {
            return false;
        }
    }
    return true;
}

static bool receive(uint32_t bus, uint8_t *in, size_t size, uint32_t first) {
    for (size_t i = 0; i < size; i++) {
        uint32_t start = hal_ticks_ms();
        DATA(bus) = DATA_READ | (i == 0 ? first : 0) | (i + 1 == size ? DATA_STOP : 0);
        while (RX_LEVEL(bus) == 0) {
            if ((STATE(bus) & STATE_ABORT) != 0 || hal_ticks_ms() - start > HELD_MOST_MS) {
                return false;
            }
        }
        in[i] = (uint8_t)DATA(bus);
    }
    return true;
}

// After an abort the controller has made the stop itself.
static hal_result_t finish(uint32_t bus, bool is_done) {
    bool is_free = wait_for(bus, STATE_STOP);
    uint32_t source = ABORT_SOURCE(bus);
    ENABLE(bus) = 0;
    if (is_done && is_free) {
        return HAL_OK;
    }
    return (source & ABORT_NOT_ADDRESSED) != 0 ? HAL_NO_ANSWER : HAL_FAILED;
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    if (!is_configured[bus] || address > ADDRESS_MOST || (out_size == 0 && in_size == 0) ||
        out_size > BYTES_MOST || in_size > BYTES_MOST - out_size) {
        return HAL_INVALID;
    }
    ENABLE(bus) = 0;
    TARGET(bus) = address;
    ENABLE(bus) = 1;
    (void)CLEAR_ALL(bus);
    bool is_done = send(bus, out, out_size, in_size == 0 ? DATA_STOP : 0) &&
                   receive(bus, in, in_size, out_size == 0 ? 0 : DATA_RESTART);
    return finish(bus, is_done);
}
