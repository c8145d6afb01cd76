// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The I2C bus of a PC that has none, with what sim.h attaches. A transfer takes no time.

#include "hal.h"
#include "sim.h"

#define LOWEST_HZ 1000u
#define ADDRESS_MOST 127u
#define BYTES_MOST 0xffffu

static bool is_configured;
static sim_i2c_chip_t *chips;

static sim_i2c_chip_t *chip_at(uint32_t address) {
    sim_i2c_chip_t *chip = chips;
    while (chip != NULL && chip->address != address) {
        chip = chip->next;
    }
    return chip != NULL && (chip->answers == NULL || chip->answers(chip)) ? chip : NULL;
}

void sim_i2c_attach(sim_i2c_chip_t *chip) {
    chip->next = chips;
    chips = chip;
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

static bool exchange(sim_i2c_chip_t *chip, const void *out, size_t out_size, void *in,
                     size_t in_size) {
    bool is_taken = out_size == 0 || send(chip, out, out_size);
    if (is_taken && in_size != 0) {
        receive(chip, in, in_size);
    }
    if (chip->stop != NULL) {
        chip->stop(chip);
    }
    return is_taken;
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
    return exchange(chip, out, out_size, in, in_size) ? HAL_OK : HAL_FAILED;
}
