// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The I2C bus of a PC that has none: the thermometer of tmp105.c, and what sim.h attaches.

#include "hal.h"
#include "sim.h"

#define LOWEST_HZ 1000u
#define ADDRESS_MOST 127u
#define BYTES_MOST 0xffffu

static bool is_configured;

static sim_i2c_chip_t *chip_at(uint32_t address) {
    sim_i2c_chip_t *chip = &sim_tmp105;
    while (chip != NULL && chip->address != address) {
        chip = chip->next;
    }
    return chip;
}

void sim_i2c_attach(sim_i2c_chip_t *chip) {
    chip->next = sim_tmp105.next;
    sim_tmp105.next = chip;
}

hal_result_t hal_i2c_configure(uint32_t bus, uint32_t hz) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    if (hz < LOWEST_HZ) {
        return HAL_INVALID;
    }
    is_configured = true;
    return HAL_OK;
}

static bool send(sim_i2c_chip_t *chip, const uint8_t *out, size_t size) {
    chip->start(chip, false);
    bool is_taken = true;
    for (size_t i = 0; i < size && is_taken; i++) {
        is_taken = chip->write(chip, out[i]);
    }
    return is_taken;
}

static void receive(sim_i2c_chip_t *chip, uint8_t *in, size_t size) {
    chip->start(chip, true);
    for (size_t i = 0; i < size; i++) {
        in[i] = chip->read(chip);
    }
}

hal_result_t hal_i2c_transfer(uint32_t bus, uint32_t address, const void *out, size_t out_size,
                              void *in, size_t in_size) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    if (!is_configured || address > ADDRESS_MOST || (out_size == 0 && in_size == 0) ||
        out_size > BYTES_MOST || in_size > BYTES_MOST - out_size) {
        return HAL_INVALID;
    }
    sim_i2c_chip_t *chip = chip_at(address);
    if (chip == NULL) {
        return HAL_NO_ANSWER;
    }
    if (out_size != 0 && !send(chip, out, out_size)) {
        return HAL_FAILED;
    }
    if (in_size != 0) {
        receive(chip, in, in_size);
    }
    return HAL_OK;
}
