// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Arm MPS2 FPGA images (AN385 and its kin): CMSDK UART0 is the console. CMSDK timer 0 runs freely
// at the core clock and is the counter: under an emulator that counts instructions it is exact to
// the instruction, which SysTick with its interrupt is not.

#include "board.h"
#include "cortex-m.h"
#include "hal.h"

#define TIMER0_CTRL PORT_REG(0x40000000u)
#define TIMER0_VALUE PORT_REG(0x40000004u)
#define TIMER0_RELOAD PORT_REG(0x40000008u)
#define UART0_DATA PORT_REG(0x40004000u)
#define UART0_STATE PORT_REG(0x40004004u)
#define UART0_CTRL PORT_REG(0x40004008u)
#define UART0_BAUDDIV PORT_REG(0x40004010u)
#define UART_TX_FULL 1u
#define UART_RX_FULL 2u
#define CONSOLE_BAUD 115200u
#define SCB_CPACR PORT_REG(0xe000ed88u)

#ifdef __ARM_FP
// Opens the floating-point unit, which is shut after reset.
static void start_fpu(void) {
    SCB_CPACR |= 0xfu << 20;
    __asm__ volatile("dsb\n isb");
}
#else
static void start_fpu(void) {}
#endif

void port_start(void) {
    start_fpu();
    UART0_BAUDDIV = BOARD_CLOCK_HZ / CONSOLE_BAUD;
    UART0_CTRL = 3;  // transmit, receive
    TIMER0_RELOAD = UINT32_MAX;
    TIMER0_VALUE = UINT32_MAX;
    TIMER0_CTRL = 1;
    port_start_systick();
}

void hal_console_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((UART0_STATE & UART_TX_FULL) != 0) {
        }
        UART0_DATA = from[i];
    }
    while ((UART0_STATE & UART_TX_FULL) != 0) {
    }
}

size_t hal_console_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (UART0_STATE & UART_RX_FULL) != 0) {
        to[count++] = (uint8_t)UART0_DATA;
    }
    return count;
}

uint32_t hal_counter_read(void) {
    return UINT32_MAX - TIMER0_VALUE;
}

uint32_t hal_counter_hz(void) {
    return BOARD_CLOCK_HZ;
}
