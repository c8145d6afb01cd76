// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The SPI bus of a PC that has none, with what sim.h attaches. A transfer takes no time.

#include "hal.h"
#include "sim.h"

#define SELECTS 4u
#define BYTES_MOST 0xffffu

static sim_spi_chip_t *chips;
static bool is_configured;

void sim_spi_attach(sim_spi_chip_t *chip) {
    chip->next = chips;
    chips = chip;
}

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    if (bus != 0) {
        return HAL_ABSENT;
    }
    if (hz == 0 || mode > 3) {
        return HAL_INVALID;
    }
    is_configured = true;
    return HAL_OK;
}

static bool is_too_long(const hal_spi_part_t *parts, uint32_t part_count) {
    size_t left = BYTES_MOST;
    for (uint32_t i = 0; i < part_count; i++) {
        if (parts[i].size > left) {
            return true;
        }
        left -= parts[i].size;
    }
    return false;
}

static void exchange(sim_spi_chip_t *chip, const hal_spi_part_t *part) {
    for (size_t i = 0; i < part->size; i++) {
        uint8_t out = part->out != NULL ? part->out[i] : 0xff;
        uint8_t in = chip != NULL ? chip->exchange(chip, out) : 0xff;
        if (part->in != NULL) {
            part->in[i] = in;
        }
    }
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus != 0 || select >= SELECTS) {
        return HAL_ABSENT;
    }
    if (!is_configured || is_too_long(parts, part_count)) {
        return HAL_INVALID;
    }
    sim_spi_chip_t *chip = chips;
    while (chip != NULL && chip->select != select) {
        chip = chip->next;
    }
    if (chip != NULL) {
        chip->start(chip);
    }
    for (uint32_t i = 0; i < part_count; i++) {
        exchange(chip, &parts[i]);
    }
    if (chip != NULL && chip->end != NULL) {
        chip->end(chip);
    }
    return HAL_OK;
}
