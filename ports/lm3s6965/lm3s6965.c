// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// LM3S6965 (Stellaris, Cortex-M3): UART0, a PL011 on PA0 and PA1, is the console; the core runs
// from the internal 12 MHz oscillator, as after reset.

#include "lm3s6965.h"

#include "board.h"
#include "hal.h"
#include "pl011.h"

#define GPIOA_AFSEL PORT_REG(0x40004420u)
#define GPIOA_DEN PORT_REG(0x4000451cu)
#define UART0 0x4000c000u

void port_start(void) {
    LM3S_RCGC1 |= 1u;  // UART0
    LM3S_RCGC2 |= 1u;  // GPIOA
    (void)LM3S_RCGC2;  // the clocks need three cycles to start
    (void)LM3S_RCGC2;
    GPIOA_AFSEL |= 3u;
    GPIOA_DEN |= 3u;
    port_pl011_start(UART0, PORT_PL011_CONSOLE(BOARD_CLOCK_HZ));
    port_start_systick();
}

void hal_console_write(const void *bytes, size_t size) {
    port_pl011_write(UART0, bytes, size);
}

size_t hal_console_read(void *bytes, size_t size) {
    return port_pl011_read(UART0, bytes, size);
}
