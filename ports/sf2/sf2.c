// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Microchip SmartFusion2 (Cortex-M3): UART0 is the console. Clocks and pins are set by the fabric's
// design, which the chip loads before the core starts; buses for peripherals run at half the core's
// clock.

#include "sf2.h"

#include "hal.h"

#define SOFT_RESET PORT_REG(0x40038048u)
#define SOFT_RESET_TIMER (1u << 6)
#define SOFT_RESET_UART0 (1u << 7)
#define SOFT_RESET_UART1 (1u << 8)
#define SOFT_RESET_SPI0 (1u << 9)
#define SOFT_RESET_SPI1 (1u << 10)
#define CONSOLE_BAUD 115200u

__attribute__((weak)) void sf2_timer0_interrupt(void) {
    port_unexpected();
}

__attribute__((weak)) void sf2_timer1_interrupt(void) {
    port_unexpected();
}

PORT_IRQ_VECTORS static const port_vector_t irqs[] = {
    port_unexpected, port_unexpected, port_unexpected,      port_unexpected,
    port_unexpected, port_unexpected, port_unexpected,      port_unexpected,
    port_unexpected, port_unexpected, port_unexpected,      port_unexpected,
    port_unexpected, port_unexpected, sf2_timer0_interrupt, sf2_timer1_interrupt,
};

void port_start(void) {
    SOFT_RESET &= ~(SOFT_RESET_TIMER | SOFT_RESET_UART0 | SOFT_RESET_UART1 | SOFT_RESET_SPI0 |
                    SOFT_RESET_SPI1);
    (void)sf2_uart_start(SF2_CONSOLE, CONSOLE_BAUD);
    port_start_systick();
}

void hal_console_write(const void *bytes, size_t size) {
    sf2_uart_write(SF2_CONSOLE, bytes, size);
}

size_t hal_console_read(void *bytes, size_t size) {
    return sf2_uart_read(SF2_CONSOLE, bytes, size);
}
