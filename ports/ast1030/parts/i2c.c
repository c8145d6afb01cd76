// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// I2C buses 0 to 13, in the mode in which a command moves a byte.

#include "hal.h"
#include "port.h"

#define BUSES 14u
#define BASE(bus) (0x7e7b0080u + 0x80u * (bus))
#define FUNCTION(bus) PORT_REG(BASE(bus) + 0x00u)
#define TIMING(bus) PORT_REG(BASE(bus) + 0x04u)
#define NOTICES(bus) PORT_REG(BASE(bus) + 0x0cu)
#define STATE(bus) PORT_REG(BASE(bus) + 0x10u)
#define COMMAND(bus) PORT_REG(BASE(bus) + 0x14u)
#define DATA(bus) PORT_REG(BASE(bus) + 0x20u)
#define FUNCTION_MASTER 1u
#define STATE_ACK 0x01u
#define STATE_NAK 0x02u
#define STATE_RECEIVED 0x04u
#define STATE_LOST 0x08u
#define STATE_STOPPED 0x10u
#define STATE_ALL 0x7fu
#define COMMAND_START 0x01u
#define COMMAND_SEND 0x02u
#define COMMAND_RECEIVE 0x08u
#define COMMAND_LAST 0x10u
#define COMMAND_STOP 0x20u
#define CLOCK_HZ 50000000u  // of the peripheral bus
#define PHASE_MOST 16u      // clocks of each half of a period
#define SHIFT_MOST 15u
#define HELD_MOST_MS 25u
#define ADDRESS_MOST 127u
#define BYTES_MOST 0xffffu

static uint32_t configured;  // buses

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    uint32_t clocks = hz == 0 ? 0 : (CLOCK_HZ + hz - 1) / hz;
    uint32_t shift = 0;
    while (shift < SHIFT_MOST && (clocks + (1u << shift) - 1) >> shift > 2 * PHASE_MOST) {
        shift++;
    }
    uint32_t steps = (clocks + (1u << shift) - 1) >> shift;
    if (hz == 0 || steps > 2 * PHASE_MOST) {
        return HAL_INVALID;
    }
    uint32_t low = (steps + 1) / 2;
    uint32_t high = steps > 1 ? steps - low : 1;
    FUNCTION(bus) = 0;
    TIMING(bus) = (high - 1) << 16 | (low - 1) << 12 | shift;
    FUNCTION(bus) = FUNCTION_MASTER;
    NOTICES(bus) = STATE_ALL;
    configured |= 1u << bus;
    return HAL_OK;
}

// Does a command; the states that it ended with, 0 if somebody holds the bus.
static uint32_t command(uint32_t bus, uint32_t what, uint32_t ends) {
    uint32_t start = hal_ticks_ms();
    STATE(bus) = STATE_ALL;
    COMMAND(bus) = what;
    while ((STATE(bus) & (ends | STATE_NAK | STATE_LOST)) == 0) {
        if (hal_ticks_ms() - start > HELD_MOST_MS) {
            return 0;
        }
    }
    return STATE(bus);
}

static hal_result_t address_it(uint32_t bus, uint32_t byte) {
    DATA(bus) = byte;
    uint32_t state = command(bus, COMMAND_START | COMMAND_SEND, STATE_ACK);
    bool is_known = (state & STATE_ACK) != 0 && (state & STATE_NAK) == 0;
    return is_known ? HAL_OK : (state & STATE_NAK) != 0 ? HAL_NO_ANSWER : HAL_FAILED;
}

static hal_result_t send(uint32_t bus, uint32_t address, const uint8_t *out, size_t size) {
    hal_result_t result = size == 0 ? HAL_OK : address_it(bus, address << 1);
    for (size_t i = 0; i < size && result == HAL_OK; i++) {
        DATA(bus) = out[i];
        uint32_t state = command(bus, COMMAND_SEND, STATE_ACK);
        result = (state & STATE_ACK) != 0 && (state & STATE_NAK) == 0 ? HAL_OK : HAL_FAILED;
    }
    return result;
}

static hal_result_t receive(uint32_t bus, uint32_t address, uint8_t *in, size_t size) {
    hal_result_t result = size == 0 ? HAL_OK : address_it(bus, address << 1 | 1u);
    for (size_t i = 0; i < size && result == HAL_OK; i++) {
        uint32_t last = i + 1 == size ? COMMAND_LAST : 0;
        uint32_t state = command(bus, COMMAND_RECEIVE | last, STATE_RECEIVED);
        result = (state & STATE_RECEIVED) != 0 ? HAL_OK : HAL_FAILED;
        in[i] = (uint8_t)(DATA(bus) >> 8);
    }
    return result;
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    if (bus >= BUSES) {
        return HAL_ABSENT;
    }
    if ((configured >> bus & 1u) == 0 || address > ADDRESS_MOST ||
        (out_size == 0 && in_size == 0) || out_size > BYTES_MOST ||
        in_size > BYTES_MOST - out_size) {
        return HAL_INVALID;
    }
    hal_result_t result = send(bus, address, out, out_size);
    result = result == HAL_OK ? receive(bus, address, in, in_size) : result;
    bool is_free = command(bus, COMMAND_STOP, STATE_STOPPED) != 0;
    return result == HAL_OK && !is_free ? HAL_FAILED : result;
}
