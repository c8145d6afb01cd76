// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// An EEPROM as a 24C02's datasheet has it: 256 bytes in pages of 8, at I2C address 0x50. While it
// writes a page, which takes 5 ms, it does not answer. Its bytes are the image eeprom.img.

#include "models.h"

#define SIZE 256u
#define PAGE_BYTES 8u
#define WRITE_US 5000u

static struct {
    uint8_t *bytes;  // NULL: not opened yet
    uint8_t at;
    uint8_t page[PAGE_BYTES];
    uint32_t written;  // which bytes of the page, a bit each
    bool has_address;
    uint64_t busy_until_us;
} state;

static bool answers(sim_i2c_chip_t *chip) {
    (void)chip;
    if (state.bytes == NULL) {
        state.bytes = sim_image("eeprom", SIZE);
    }
    return state.bytes != NULL && sim_now_us() >= state.busy_until_us;
}

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    state.has_address = is_read;
    state.written = 0;
}

// The lower bits of the address wrap in the page.
static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    if (!state.has_address) {
        state.at = byte;
        state.has_address = true;
        return true;
    }
    uint32_t place = state.at % PAGE_BYTES;
    state.page[place] = byte;
    state.written |= 1u << place;
    state.at = (uint8_t)(state.at - place + (place + 1) % PAGE_BYTES);
    return true;
}

static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    return state.bytes[state.at++];
}

static void stop(sim_i2c_chip_t *chip) {
    (void)chip;
    uint32_t page = state.at - state.at % PAGE_BYTES;
    for (uint32_t i = 0; i < PAGE_BYTES; i++) {
        if ((state.written >> i & 1u) != 0) {
            state.bytes[page + i] = state.page[i];
        }
    }
    if (state.written != 0) {
        state.busy_until_us = sim_now_us() + WRITE_US;
    }
    state.written = 0;
}

void sim_eeprom_attach(void) {
    static sim_i2c_chip_t chip = {.address = 0x50,
                                  .start = start,
                                  .write = write_byte,
                                  .read = read_byte,
                                  .answers = answers,
                                  .stop = stop};
    sim_i2c_attach(&chip);
}
