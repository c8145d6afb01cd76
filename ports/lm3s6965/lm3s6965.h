// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_LM3S6965_H
#define PORTS_LM3S6965_H

// What the files of the LM3S6965 port share. Pins are numbered through: 0 to 7 are port A's, 8 to
// 15 port B's, and so on to port G.

#include "cortex-m.h"

#include <stdbool.h>

#define LM3S_RCGC0 PORT_REG(0x400fe100u)  // clocks of peripherals
#define LM3S_RCGC1 PORT_REG(0x400fe104u)
#define LM3S_RCGC2 PORT_REG(0x400fe108u)
#define LM3S_PIN_BIT(pin) (1u << ((pin) % 8u))
#define LM3S_PIN_REG(pin, offset) PORT_REG(lm3s6965_port_of(pin) + (offset))
#define LM3S_PIN_DATA(pin) LM3S_PIN_REG(pin, LM3S_PIN_BIT(pin) << 2)  // of this pin alone
#define LM3S_PIN_DIRECTION 0x400u
#define LM3S_PIN_FUNCTION 0x420u
#define LM3S_PIN_OPEN_DRAIN 0x50cu
#define LM3S_PIN_DIGITAL 0x51cu

// Starts the clock of a peripheral, which needs three cycles.
void lm3s6965_start_clock(volatile uint32_t *rcgc, uint32_t bit);

// Registers of the pin's port.
uintptr_t lm3s6965_port_of(uint32_t pin);
void lm3s6965_set_pin_bit(uint32_t pin, uint32_t offset, bool is_set);
// The pins, a bit each, that are not an application's: the console's, the debugger's, and those of
// the parts that were taken into use.
extern uint64_t lm3s6965_taken_pins;
// Takes a pin and gives it to its peripheral, or makes it an output.
void lm3s6965_take_for_peripheral(uint32_t pin);
void lm3s6965_take_for_output(uint32_t pin, bool is_high);

// The vectors are linked with the first part that calls this. A part defines the handlers below
// that are its own; the one of timers and that of pins serve several interrupts.
void lm3s6965_enable_irq(uint32_t irq);
uint32_t lm3s6965_current_irq(void);
void lm3s6965_gpio_interrupt(void);
void lm3s6965_timer_interrupt(void);

#endif
