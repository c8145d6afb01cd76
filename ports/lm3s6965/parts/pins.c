// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// What the parts do with pins alike.

#include "lm3s6965.h"

#define CONSOLE_PINS 0x03u                       // PA0, PA1
#define DEBUG_PINS (1ull << 15 | 0x0full << 16)  // PB7, PC0 to PC3

uint64_t lm3s6965_taken_pins = CONSOLE_PINS | DEBUG_PINS;

void lm3s6965_start_clock(volatile uint32_t *rcgc, uint32_t bit) {
    *rcgc |= bit;
    (void)*rcgc;
    (void)*rcgc;
}

uintptr_t lm3s6965_port_of(uint32_t pin) {
    uint32_t port = pin / 8u;
    return port < 4 ? 0x40004000u + 0x1000u * port : 0x40024000u + 0x1000u * (port - 4u);
}

void lm3s6965_set_pin_bit(uint32_t pin, uint32_t offset, bool is_set) {
    uint32_t value = LM3S_PIN_REG(pin, offset);
    LM3S_PIN_REG(pin, offset) = is_set ? value | LM3S_PIN_BIT(pin) : value & ~LM3S_PIN_BIT(pin);
}

static void take(uint32_t pin) {
    lm3s6965_taken_pins |= 1ull << pin;
    lm3s6965_start_clock(&LM3S_RCGC2, 1u << pin / 8u);
}

void lm3s6965_take_for_peripheral(uint32_t pin) {
    take(pin);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_FUNCTION, true);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_DIGITAL, true);
}

void lm3s6965_take_for_output(uint32_t pin, bool is_high) {
    take(pin);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_DIRECTION, true);
    lm3s6965_set_pin_bit(pin, LM3S_PIN_DIGITAL, true);
    LM3S_PIN_DATA(pin) = is_high ? LM3S_PIN_BIT(pin) : 0;
}
