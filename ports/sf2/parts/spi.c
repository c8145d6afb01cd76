// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The SPI controllers. One counts the frames of a transfer and holds its select line low until they
// are over, so the length of a transfer is told to it first.

#include "hal.h"
#include "sf2.h"
#include "spi.h"

#define BUSES 2u
#define SELECTS 8u
#define BASE(bus) (0x40001000u + 0x10000u * (bus))
#define CTRL(bus) PORT_REG(BASE(bus) + 0x00u)
#define FRAME_BITS(bus) PORT_REG(BASE(bus) + 0x04u)
#define STATE(bus) PORT_REG(BASE(bus) + 0x08u)
#define CLEAR(bus) PORT_REG(BASE(bus) + 0x0cu)
#define RX(bus) PORT_REG(BASE(bus) + 0x10u)
#define TX(bus) PORT_REG(BASE(bus) + 0x14u)
#define CLOCK(bus) PORT_REG(BASE(bus) + 0x18u)
#define SELECT(bus) PORT_REG(BASE(bus) + 0x1cu)
#define CTRL_ON 1u
#define CTRL_MASTER 2u
#define CTRL_FRAMES(count) ((count) << 8)
#define CTRL_MODE(mode) (((mode) >> 1 & 1u) << 24 | ((mode) & 1u) << 25)
#define CTRL_HOLD_SELECT (1u << 26)
#define CTRL_LINEAR_CLOCK (1u << 28)
#define CTRL_LONG_FIFO (1u << 29)
#define STATE_RX_EMPTY (1u << 6)
#define CLEAR_ALL 0x0fu

static uint32_t mode_bits[BUSES];
static bool is_configured[BUSES];

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    if (hz == 0 || mode > 3) {
        return HAL_INVALID;
    }
    uint32_t divisor = (SF2_APB_HZ - 1u) / hz / 2u;  // clock / (2 * (divisor + 1)) is at most hz
    if (divisor > 0xffu) {
        return HAL_INVALID;
    }
    CTRL(bus) = 0;
    FRAME_BITS(bus) = 8;
    CLOCK(bus) = divisor;
    mode_bits[bus] = CTRL_MODE(mode);
    is_configured[bus] = true;
    return HAL_OK;
}

static void send(uint32_t bus, const hal_spi_part_t *part) {
    for (size_t i = 0; i < part->size; i++) {
        TX(bus) = part->out != NULL ? part->out[i] : 0xffu;
        while ((STATE(bus) & STATE_RX_EMPTY) != 0) {
        }
        uint8_t byte = (uint8_t)RX(bus);
        if (part->in != NULL) {
            part->in[i] = byte;
        }
    }
}

static uint32_t frames_of(const hal_spi_part_t *parts, uint32_t part_count) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < part_count; i++) {
        count += (uint32_t)parts[i].size;
    }
    return count;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus >= BUSES || select >= SELECTS) {
        return HAL_ABSENT;
    }
    if (!is_configured[bus] || !port_spi_fits(parts, part_count)) {
        return HAL_INVALID;
    }
    uint32_t frames = frames_of(parts, part_count);
    if (frames == 0) {
        return HAL_OK;
    }
    uint32_t control = CTRL_MASTER | CTRL_HOLD_SELECT | CTRL_LINEAR_CLOCK | CTRL_LONG_FIFO |
                       mode_bits[bus] | CTRL_FRAMES(frames);
    CTRL(bus) = control;
    SELECT(bus) = 1u << select;
    CTRL(bus) = control | CTRL_ON;
    for (uint32_t i = 0; i < part_count; i++) {
        send(bus, &parts[i]);
    }
    CLEAR(bus) = CLEAR_ALL;
    CTRL(bus) = 0;
    return HAL_OK;
}

// The controller raises the line itself.
hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    (void)bus;
    (void)select;
    (void)is_held;
    return HAL_ABSENT;
}
