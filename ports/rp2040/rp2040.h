// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_RP2040_H
#define PORTS_RP2040_H

// What the files of the RP2040 port share.

#include "cortex-m.h"

#include <stdbool.h>

#define RP2040_PINS 30u
#define RP2040_SET 0x2000u  // added to a register's address: writing sets bits, or clears them
#define RP2040_CLEAR 0x3000u
#define RP2040_RESET_ADC (1u << 0)
#define RP2040_RESET_I2C(bus) (1u << (3u + (bus)))
#define RP2040_RESET_PWM (1u << 14)
#define RP2040_RESET_SPI(bus) (1u << (16u + (bus)))
#define RP2040_RESET_UART1 (1u << 23)
#define RP2040_FUNC_SPI 1u
#define RP2040_FUNC_UART 2u
#define RP2040_FUNC_I2C 3u
#define RP2040_FUNC_PWM 4u
#define RP2040_FUNC_SIO 5u
#define RP2040_FUNC_NONE 31u
#define RP2040_SIO_OUT_SET PORT_REG(0xd0000014u)
#define RP2040_SIO_OUT_CLEAR PORT_REG(0xd0000018u)
#define RP2040_SIO_OUT_TOGGLE PORT_REG(0xd000001cu)
#define RP2040_SIO_OE_SET PORT_REG(0xd0000024u)
#define RP2040_SIO_OE_CLEAR PORT_REG(0xd0000028u)
#define RP2040_PAD(pin) PORT_REG(0x4001c004u + 4u * (pin))
#define RP2040_PAD_INPUT (1u << 6)
#define RP2040_PAD_PULL_UP (1u << 3)
#define RP2040_PAD_PULL_DOWN (1u << 2)
#define RP2040_PAD_SCHMITT (1u << 1)
#define RP2040_PAD_4_MA (1u << 4)
#define RP2040_PAD_NO_OUTPUT (1u << 7)

// Resets peripherals and waits until they are out of it.
void rp2040_reset_blocks(uint32_t blocks);
void rp2040_set_function(uint32_t pin, uint32_t function);

// The pins, a bit each, that are not an application's: the console's, and those of the parts that
// were taken into use.
extern uint32_t rp2040_taken_pins;
// Takes a pin and gives it to its peripheral.
void rp2040_take(uint32_t pin, uint32_t function, uint32_t pad);

// The vectors of interrupts behind USB's are linked with the first part that calls this.
void rp2040_enable_irq(uint32_t irq);
void rp2040_gpio_interrupt(void);
// Of all four; firmware without timers does not have it.
void rp2040_timer_interrupt(void);

#endif
