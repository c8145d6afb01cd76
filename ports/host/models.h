// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_MODELS_H
#define PORTS_HOST_MODELS_H

// What a model includes, with its line here; board.c calls them.

#include "sim.h"

void sim_bme280_attach(void);
void sim_buttons_attach(void);
void sim_dht22_attach(void);
void sim_eeprom_attach(void);
void sim_ldr_attach(void);
void sim_led_attach(void);
void sim_nor_attach(void);
void sim_ssd1306_attach(void);
void sim_st7735_attach(void);
void sim_tmp105_attach(void);

#endif
