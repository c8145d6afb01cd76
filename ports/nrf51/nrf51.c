// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Nordic nRF51 (Cortex-M0, 16 MHz): UART0 is the console, on the pins that the board names. There
// is no SysTick: timer 1 makes the millisecond, timer 0 runs freely and is the counter.

#include "nrf51.h"

#include "hal.h"

#define CLOCK_HFCLKSTART PORT_REG(0x40000000u)
#define CLOCK_HFCLKSTARTED PORT_REG(0x40000100u)
#define UART_STARTRX PORT_REG(0x40002000u)
#define UART_STARTTX PORT_REG(0x40002008u)
#define UART_RXDRDY PORT_REG(0x40002108u)
#define UART_TXDRDY PORT_REG(0x4000211cu)
#define UART_ENABLE PORT_REG(0x40002500u)
#define UART_PSELTXD PORT_REG(0x4000250cu)
#define UART_PSELRXD PORT_REG(0x40002514u)
#define UART_RXD PORT_REG(0x40002518u)
#define UART_TXD PORT_REG(0x4000251cu)
#define UART_BAUDRATE PORT_REG(0x40002524u)
#define UART_115200_BAUD 0x01d7e000u
#define TIMER1 0x40009000u
#define TIMER_START(timer) PORT_REG((timer) + 0x000u)
#define TIMER_CAPTURE0(timer) PORT_REG((timer) + 0x040u)
#define TIMER_COMPARE0(timer) PORT_REG((timer) + 0x140u)
#define TIMER_SHORTS(timer) PORT_REG((timer) + 0x200u)
#define TIMER_INTENSET(timer) PORT_REG((timer) + 0x304u)
#define TIMER_BITMODE(timer) PORT_REG((timer) + 0x508u)
#define TIMER_PRESCALER(timer) PORT_REG((timer) + 0x510u)
#define TIMER_CC0(timer) PORT_REG((timer) + 0x540u)
#define TIMER_COMPARE0_CLEARS 1u
#define TIMER_INT_COMPARE0 (1u << 16)
#define TIMER_32_BITS 3u
#define TIMER_MHZ_PRESCALER 4u  // 16 MHz / 2^4
#define GPIO_OUTSET PORT_REG(0x50000508u)
#define GPIO_DIRSET PORT_REG(0x50000518u)

static volatile uint32_t last;  // what timer 0 showed at the tick that was counted last

// Milliseconds are taken from timer 0: interrupts of timer 1 get lost while the chip erases its own
// flash, which halts the core for 20 ms.
static void tick(void) {
    TIMER_COMPARE0(TIMER1) = 0;
    (void)TIMER_COMPARE0(TIMER1);  // the write has arrived before the interrupt returns
    uint32_t now = hal_counter_read();
    while (now - last >= NRF51_TIMER0_HZ / 1000u) {
        port_tick();
        last += NRF51_TIMER0_HZ / 1000u;
    }
}

__attribute__((weak)) void nrf51_timer0_interrupt(void) {
    port_unexpected();
}

__attribute__((weak)) void nrf51_gpiote_interrupt(void) {
    port_unexpected();
}

PORT_IRQ_VECTORS static const port_vector_t irqs[] = {
    port_unexpected,        port_unexpected,
    port_unexpected,        port_unexpected,
    port_unexpected,        port_unexpected,
    nrf51_gpiote_interrupt, port_unexpected,
    nrf51_timer0_interrupt, tick,
};

static void start_uart(void) {
    GPIO_OUTSET = 1u << BOARD_UART_TX_PIN;  // idle high from the start
    GPIO_DIRSET = 1u << BOARD_UART_TX_PIN;
    UART_PSELTXD = BOARD_UART_TX_PIN;
    UART_PSELRXD = BOARD_UART_RX_PIN;
    UART_BAUDRATE = UART_115200_BAUD;
    UART_ENABLE = 4;
    UART_STARTTX = 1;
    UART_STARTRX = 1;
}

static void start_timers(void) {
    TIMER_BITMODE(NRF51_TIMER0) = TIMER_32_BITS;
    TIMER_PRESCALER(NRF51_TIMER0) = 0;
    TIMER_START(NRF51_TIMER0) = 1;
    TIMER_PRESCALER(TIMER1) = TIMER_MHZ_PRESCALER;
    TIMER_CC0(TIMER1) = 1000;
    TIMER_SHORTS(TIMER1) = TIMER_COMPARE0_CLEARS;
    TIMER_INTENSET(TIMER1) = TIMER_INT_COMPARE0;
    NRF51_NVIC_ISER = 1u << NRF51_TIMER1_IRQ;
    TIMER_START(TIMER1) = 1;
}

void port_start(void) {
    CLOCK_HFCLKSTART = 1;  // the crystal: the internal oscillator is too coarse for a UART
    while (CLOCK_HFCLKSTARTED == 0) {
    }
    start_uart();
    start_timers();
}

void hal_console_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        UART_TXDRDY = 0;
        UART_TXD = from[i];
        while (UART_TXDRDY == 0) {
        }
    }
}

size_t hal_console_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && UART_RXDRDY != 0) {
        UART_RXDRDY = 0;  // before the byte is taken: taking it lets the next one in
        to[count++] = (uint8_t)UART_RXD;
    }
    return count;
}

uint32_t hal_counter_read(void) {
    TIMER_CAPTURE0(NRF51_TIMER0) = 1;
    return TIMER_CC0(NRF51_TIMER0);
}

uint32_t hal_counter_hz(void) {
    return NRF51_TIMER0_HZ;
}

uint32_t hal_ticks_us(void) {
    uint32_t ticks;
    uint32_t since;
    do {
        ticks = hal_ticks_ms();
        since = hal_counter_read() - last;
    } while (ticks != hal_ticks_ms());
    return ticks * 1000u + since / (NRF51_TIMER0_HZ / 1000000u);
}
