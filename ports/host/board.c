// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What is on the board that a PC stands for: a model a line. boards/host/README.md has the pins and
// addresses.

#include "models.h"
#include "world.h"

void board_attach(void) {
    sim_led_attach();
    sim_buttons_attach();
    sim_ldr_attach();
    sim_dht22_attach();
    sim_tmp105_attach();
    sim_bme280_attach();
    sim_eeprom_attach();
    sim_nor_attach();
    sim_ssd1306_attach();
    sim_st7735_attach();
}
