// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Texas Instruments' TMP105 (an LM75 with more bits), as its datasheet has it: a pointer, and
// behind it temperature, configuration and two limits, which alert nobody here.

#include "models.h"

#define REGISTERS 4u
#define TEMPERATURE 0u
#define CONFIGURATION 1u
#define RESOLUTION(config) ((config) >> 5 & 3u)  // 9 to 12 bits

static struct {
    uint16_t registers[REGISTERS];  // of one byte: in the upper half
    uint32_t pointer;
    uint32_t at;  // bytes since the start
} state = {.registers = {0, 0, 0x4b00, 0x5000}};

void sim_tmp105_set(int32_t millicelsius) {
    int32_t sixteenths = millicelsius * 16 / 1000;
    state.registers[TEMPERATURE] = (uint16_t)((uint32_t)sixteenths << 4);
}

static void start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    (void)is_read;
    state.at = 0;
}

static bool write_byte(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    uint16_t *target = &state.registers[state.pointer];
    if (state.at == 0) {
        state.pointer = byte % REGISTERS;
    } else if (state.pointer != TEMPERATURE && state.at == 1) {
        *target = (uint16_t)((*target & 0xffu) | (uint32_t)byte << 8);
    } else if (state.pointer > CONFIGURATION && state.at == 2) {
        *target = (uint16_t)((*target & 0xff00u) | byte);
    }
    state.at++;
    return true;
}

static uint8_t read_byte(sim_i2c_chip_t *chip) {
    (void)chip;
    uint32_t value = state.registers[state.pointer];
    if (state.pointer == TEMPERATURE) {
        value &= 0xff80u | 0xff80u >> RESOLUTION(state.registers[CONFIGURATION] >> 8);
    }
    bool is_low = state.pointer != CONFIGURATION && (state.at & 1u) != 0;
    state.at++;
    return (uint8_t)(is_low ? value : value >> 8);
}

sim_i2c_chip_t sim_tmp105 = {
    .address = 0x48, .start = start, .write = write_byte, .read = read_byte};

static void set_temperature(void *ctx, int32_t millicelsius) {
    (void)ctx;
    sim_tmp105_set(millicelsius);
}

void sim_tmp105_attach(void) {
    static const sim_property_t properties[] = {
        {"temperature", "C", -55000, 128000, set_temperature}};
    static sim_part_t part = {.name = "tmp105", .properties = properties, .property_count = 1};
    sim_i2c_attach(&sim_tmp105);
    sim_register(&part);
}
