// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_SIM_H
#define PORTS_HOST_SIM_H

// The world around the PC as a board: what is attached to its pins and buses, for tests and the
// simulator. Everything here acts at once, and calls handlers of interrupts before it returns.

#include <stdbool.h>
#include <stdint.h>

// Pins. Somebody outside holds the pin at a level, or lets go. What the program drives itself, it
// reads; a pin at the other end of a wire sees who drives.
void sim_pin_drive(uint32_t pin, bool is_high);
void sim_pin_release(uint32_t pin);

// What channel 0 to 3 measures from now on; 0 at the start.
void sim_adc_set(uint32_t channel, uint16_t value);

// What channel 0 to 3 gives out; false if it is stopped.
bool sim_pwm_get(uint32_t channel, uint32_t *period_ns, uint32_t *high_ns);

// A chip on I2C bus 0. The one who attaches it owns it, and it stays attached.
typedef struct sim_i2c_chip {
    uint32_t address;
    // The address was acknowledged, for writing or reading; also at a repeated start.
    void (*start)(struct sim_i2c_chip *chip, bool is_read);
    bool (*write)(struct sim_i2c_chip *chip, uint8_t byte);  // false: refuses the byte
    uint8_t (*read)(struct sim_i2c_chip *chip);
    struct sim_i2c_chip *next;
} sim_i2c_chip_t;
void sim_i2c_attach(sim_i2c_chip_t *chip);

// A TMP105 thermometer is at address 0x48 from the start: 0 until told, steps of 1/16 degree.
extern sim_i2c_chip_t sim_tmp105;
void sim_tmp105_set(int32_t millicelsius);

// A chip on SPI bus 0. Where none is attached, as many ones are received as are asked for.
typedef struct sim_spi_chip {
    uint32_t select;
    void (*start)(struct sim_spi_chip *chip);  // the select line went low
    uint8_t (*exchange)(struct sim_spi_chip *chip, uint8_t byte);
    struct sim_spi_chip *next;
} sim_spi_chip_t;
void sim_spi_attach(sim_spi_chip_t *chip);

#endif
