// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The SPI bus of a PC that has none, with what sim.h attaches. A transfer takes no time.

#include "hal.h"
#include "sim.h"

#define SELECTS 4u
#define BYTES_MOST 0xffffu

static sim_spi_chip_t *chips;
static bool is_configured;
static uint32_t held = HAL_SPI_NOBODY;

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

// NULL if nobody is there.
static sim_spi_chip_t *chip_at(uint32_t select) {
    sim_spi_chip_t *chip = chips;
    while (chip != NULL && chip->select != select) {
        chip = chip->next;
    }
    return chip;
}

// The select line of a chip goes low, or high again.
static void drive(sim_spi_chip_t *chip, bool is_high) {
    if (chip != NULL && !is_high) {
        chip->start(chip);
    } else if (chip != NULL && chip->end != NULL) {
        chip->end(chip);
    }
}

static bool is_for(uint32_t select) {
    return held == HAL_SPI_NOBODY || held == select;
}

hal_result_t hal_spi_hold(uint32_t bus, uint32_t select, bool is_held) {
    if (bus != 0 || select >= SELECTS) {
        return HAL_ABSENT;
    }
    if (!is_configured || !is_for(select)) {
        return HAL_INVALID;
    }
    bool is_change = is_held != (held == select);
    held = is_held ? select : HAL_SPI_NOBODY;
    if (is_change) {
        drive(chip_at(select), !is_held);
    }
    return HAL_OK;
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    if (bus != 0 || (select >= SELECTS && select != HAL_SPI_NOBODY)) {
        return HAL_ABSENT;
    }
    if (!is_configured || !is_for(select) || is_too_long(parts, part_count)) {
        return HAL_INVALID;
    }
    sim_spi_chip_t *chip = chip_at(select);
    bool is_driven = select != held;
    if (is_driven) {
        drive(chip, false);
    }
    for (uint32_t i = 0; i < part_count; i++) {
        exchange(chip, &parts[i]);
    }
    if (is_driven) {
        drive(chip, true);
    }
    return HAL_OK;
}
