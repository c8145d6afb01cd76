// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// I2C bus 0, on PB2 (clock) and PB3 (data). QEMU's controller cannot start anew while it has the
// bus, so between sending and receiving there is a stop and a start.

#include "board.h"
#include "hal.h"
#include "lm3s6965.h"

#define RCGC1_I2C0 (1u << 12)
#define ADDRESS PORT_REG(0x40020000u)
#define CTRL PORT_REG(0x40020004u)   // written
#define STATE PORT_REG(0x40020004u)  // read
#define DATA PORT_REG(0x40020008u)
#define PERIOD PORT_REG(0x4002000cu)
#define CONFIG PORT_REG(0x40020020u)
#define CONFIG_MASTER 0x10u
#define CTRL_RUN 1u
#define CTRL_START 2u
#define CTRL_STOP 4u
#define CTRL_ACK 8u
#define STATE_BUSY 1u
#define STATE_ERROR 2u
#define STATE_NOT_ADDRESSED 4u
#define STATE_LOST 0x10u
#define STATE_BUS_BUSY 0x40u
#define PIN_CLOCK 10u
#define PIN_DATA 11u
#define CLOCKS_PER_STEP 20u  // of the period
#define PERIOD_MOST 127u
#define HELD_MOST_MS 25u
#define ADDRESS_MOST 127u
#define BYTES_MOST 0xffffu

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    uint32_t steps = hz == 0 ? 0 : (BOARD_CLOCK_HZ / CLOCKS_PER_STEP + hz - 1) / hz;
    if (hz == 0 || steps > PERIOD_MOST + 1) {
        return HAL_INVALID;
    }
    lm3s6965_start_clock(&LM3S_RCGC1, RCGC1_I2C0);
    lm3s6965_take_for_peripheral(PIN_CLOCK);
    lm3s6965_take_for_peripheral(PIN_DATA);
    lm3s6965_set_pin_bit(PIN_CLOCK, LM3S_PIN_OPEN_DRAIN, true);
    lm3s6965_set_pin_bit(PIN_DATA, LM3S_PIN_OPEN_DRAIN, true);
    CONFIG = CONFIG_MASTER;
    PERIOD = steps > 1 ? steps - 1 : 1;
    return HAL_OK;
}

// Nobody else has the bus, so arbitration was not lost: QEMU says so when nobody answers.
static hal_result_t result_of(uint32_t state) {
    if ((state & STATE_ERROR) == 0) {
        return HAL_OK;
    }
    bool is_lost = (state & (STATE_LOST | STATE_BUS_BUSY)) == (STATE_LOST | STATE_BUS_BUSY);
    bool is_unknown = (state & (STATE_NOT_ADDRESSED | STATE_LOST)) != 0 && !is_lost;
    if (!is_lost) {
        CTRL = CTRL_STOP;
    }
    return is_unknown ? HAL_NO_ANSWER : HAL_FAILED;
}

// One byte with what goes before and behind it.
static hal_result_t move(uint32_t control) {
    uint32_t start = hal_ticks_ms();
    CTRL = control | CTRL_RUN;
    while ((STATE & STATE_BUSY) != 0) {
        if (hal_ticks_ms() - start > HELD_MOST_MS) {
            return HAL_FAILED;
        }
    }
    return result_of(STATE);
}

static uint32_t ends(size_t i, size_t size) {
    return (i == 0 ? CTRL_START : 0) | (i + 1 == size ? CTRL_STOP : 0);
}

static hal_result_t send(uint32_t address, const uint8_t *out, size_t size) {
    hal_result_t result = HAL_OK;
    ADDRESS = address << 1;
    for (size_t i = 0; i < size && result == HAL_OK; i++) {
        DATA = out[i];
        result = move(ends(i, size));
    }
    return result;
}

static hal_result_t receive(uint32_t address, uint8_t *in, size_t size) {
    hal_result_t result = HAL_OK;
    ADDRESS = address << 1 | 1u;
    for (size_t i = 0; i < size && result == HAL_OK; i++) {
        result = move(ends(i, size) | (i + 1 < size ? CTRL_ACK : 0));
        in[i] = (uint8_t)DATA;
    }
    return result;
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    if ((LM3S_RCGC1 & RCGC1_I2C0) == 0 || address > ADDRESS_MOST ||
        (out_size == 0 && in_size == 0) || out_size > BYTES_MOST ||
        in_size > BYTES_MOST - out_size) {
        return HAL_INVALID;
    }
    hal_result_t result = send(address, out, out_size);
    return result == HAL_OK ? receive(address, in, in_size) : result;
}
