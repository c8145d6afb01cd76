// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_NRF51_H
#define PORTS_NRF51_H

// What the files of the nRF51 port share.

#include "board.h"
#include "cortex-m.h"

#define NRF51_TIMER0 \
    0x40008000u  // 32 bits, runs freely: the counter, and hal_timer by its compares
#define NRF51_TIMER0_HZ 16000000u
#define NRF51_GPIOTE_IRQ 6u
#define NRF51_TIMER0_IRQ 8u
#define NRF51_TIMER1_IRQ 9u
#define NRF51_NVIC_ISER PORT_REG(0xe000e100u)
#define NRF51_NVIC_ISPR PORT_REG(0xe000e200u)

// Handlers of interrupts; firmware without timers or pins does not have them.
void nrf51_timer0_interrupt(void);
void nrf51_gpiote_interrupt(void);

#endif
