// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A SPI NOR chip as a W25Q80's datasheet has it: 1 MiB, pages of 256 bytes, erased by 4 KiB, 64 KiB
// or all, on select line 0. A write that was not enabled, or that comes while another goes on, does
// nothing. Its bytes are the image nor.img.

#include "models.h"

#include <string.h>

#define SIZE 0x100000u
#define PAGE_BYTES 256u
#define PROGRAM_US 700u
#define SECTOR_US 45000u
#define BLOCK_US 150000u
#define CHIP_US 2000000u

enum command {
    PROGRAM = 0x02,
    READ = 0x03,
    WRITE_DISABLE = 0x04,
    READ_STATUS = 0x05,
    WRITE_ENABLE = 0x06,
    FAST_READ = 0x0b,
    ERASE_SECTOR = 0x20,
    READ_IDENTITY = 0x9f,
    ERASE_CHIP = 0xc7,
    ERASE_BLOCK = 0xd8,
};

static struct {
    uint8_t *bytes;  // NULL: not opened yet
    uint64_t busy_until_us;
    bool is_enabled;
    uint8_t command;
    uint32_t count;  // bytes since the select line went low
    uint32_t addr;
    uint8_t page[PAGE_BYTES];
} state;

static bool is_busy(void) {
    return sim_now_us() < state.busy_until_us;
}

static void start(sim_spi_chip_t *chip) {
    (void)chip;
    state.count = 0;
    state.addr = 0;
    state.command = 0;
    memset(state.page, 0xff, sizeof state.page);
}

static uint8_t read_next(void) {
    uint8_t byte = is_busy() ? 0xff : state.bytes[state.addr];
    state.addr = (state.addr + 1) % SIZE;
    return byte;
}

static void collect(uint8_t byte) {
    state.page[state.addr % PAGE_BYTES] = byte;
    state.addr = state.addr - state.addr % PAGE_BYTES + (state.addr + 1) % PAGE_BYTES;
}

// What comes behind command and address; `at` counts from there.
static uint8_t exchange_data(uint32_t at, uint8_t byte) {
    switch (state.command) {
        case READ:
            return read_next();
        case FAST_READ:
            return at == 0 ? 0xff : read_next();
        case PROGRAM:
            collect(byte);
            return 0xff;
        default:
            return 0xff;
    }
}

static uint8_t exchange(sim_spi_chip_t *chip, uint8_t byte) {
    static const uint8_t identity[] = {0xef, 0x40, 0x14};
    (void)chip;
    uint32_t at = state.count++;
    if (state.bytes == NULL) {
        state.bytes = sim_image("nor", SIZE);
    }
    if (at == 0 || state.bytes == NULL) {
        state.command = state.bytes != NULL ? byte : 0;
        return 0xff;
    }
    if (state.command == READ_STATUS) {
        return (uint8_t)(is_busy() | state.is_enabled << 1);
    }
    if (state.command == READ_IDENTITY) {
        return identity[(at - 1) % sizeof identity];
    }
    if (at <= 3) {
        state.addr = (state.addr << 8 | byte) % SIZE;
        return 0xff;
    }
    return exchange_data(at - 4, byte);
}

static void erase(uint32_t size, uint32_t us) {
    memset(state.bytes + (state.addr - state.addr % size), 0xff, size);
    state.busy_until_us = sim_now_us() + us;
}

static void program(void) {
    uint8_t *page = state.bytes + (state.addr - state.addr % PAGE_BYTES);
    for (uint32_t i = 0; i < PAGE_BYTES; i++) {
        page[i] &= state.page[i];
    }
    state.busy_until_us = sim_now_us() + PROGRAM_US;
}

static void write_or_erase(void) {
    bool has_address = state.count >= 4;
    if (state.command == PROGRAM && state.count > 4) {
        program();
    } else if (state.command == ERASE_SECTOR && has_address) {
        erase(0x1000, SECTOR_US);
    } else if (state.command == ERASE_BLOCK && has_address) {
        erase(0x10000, BLOCK_US);
    } else if (state.command == ERASE_CHIP) {
        erase(SIZE, CHIP_US);
    } else {
        return;
    }
    state.is_enabled = false;
}

// The chip acts when the select line goes high.
static void end(sim_spi_chip_t *chip) {
    (void)chip;
    if (is_busy()) {
        return;
    }
    if (state.command == WRITE_ENABLE || state.command == WRITE_DISABLE) {
        state.is_enabled = state.command == WRITE_ENABLE;
    } else if (state.is_enabled) {
        write_or_erase();
    }
}

void sim_nor_attach(void) {
    static sim_spi_chip_t chip = {.select = 0, .start = start, .exchange = exchange, .end = end};
    sim_spi_attach(&chip);
}
