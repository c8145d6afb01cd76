// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// QEMU's `virt` machine with a 32-bit RISC-V core: a 16550 is the console, mtime the clock, the
// test device the way out. Firmware runs in machine mode. No interrupt is taken: a sleep waits for
// the timer to become pending, which wakes the core without a handler.

#include "board.h"
#include "hal.h"
#include "port.h"

#define UART_DATA (*(volatile uint8_t *)0x10000000u)
#define UART_STATE (*(volatile uint8_t *)0x10000005u)
#define UART_RX_FULL 0x01u
#define UART_TX_EMPTY 0x20u
#define UART_TX_IDLE 0x40u
#define TEST_DEVICE PORT_REG(0x00100000u)
#define TEST_PASS 0x5555u
#define TEST_FAIL 0x3333u
#define TEST_RESET 0x7777u
#define MTIMECMP PORT_REG(0x02004000u)
#define MTIMECMP_HIGH PORT_REG(0x02004004u)
#define MTIME PORT_REG(0x0200bff8u)
#define MTIME_HIGH PORT_REG(0x0200bffcu)
#define MTIME_HZ 10000000u
#define MIE_TIMER (1u << 7)
#define MCAUSE_INTERRUPT (1u << 31)

void port_reset(void);
void port_trap(void);

// ---- start-up and what goes wrong --------------------------------------------------------------

// The machine enters here, at the start of flash, without a stack.
__attribute__((section(".boot"), used, naked)) void port_reset(void) {
    __asm__ volatile(
        "la sp, port_stack_top\n"
        "la t0, port_trap\n"
        "csrw mtvec, t0\n"
        "j port_run\n");
}

static __attribute__((used, noreturn)) void report(uint32_t cause, uint32_t pc, uint32_t ra) {
    if ((cause & MCAUSE_INTERRUPT) != 0) {
        hal_console_print("\nunexpected interrupt\n");
        hal_exit(PORT_EXIT_UNEXPECTED);
    }
    hal_console_print("\nFault");
    port_print_hex(" pc=", pc);
    port_print_hex(" ra=", ra);
    port_print_hex(" mcause=", cause);
    hal_console_print("\n");
    hal_exit(PORT_EXIT_FAULT);
}

// The stack may be what failed: report on a fresh one. mtvec wants an address of a multiple of 4.
__attribute__((used, naked, aligned(4))) void port_trap(void) {
    __asm__ volatile(
        "mv a2, ra\n"
        "la sp, port_stack_top\n"
        "csrr a0, mcause\n"
        "csrr a1, mepc\n"
        "j %0\n"
        :
        : "i"(report));
}

void port_start(void) {
    MTIMECMP_HIGH = UINT32_MAX;
    __asm__ volatile("csrw mie, %0" : : "r"(MIE_TIMER));
}

void hal_exit(int code) {
    TEST_DEVICE = code == 0 ? TEST_PASS : (uint32_t)code << 16 | TEST_FAIL;
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void hal_reset(void) {
    TEST_DEVICE = TEST_RESET;
    for (;;) {
    }
}

// ---- the console -------------------------------------------------------------------------------

void hal_console_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    for (size_t i = 0; i < size; i++) {
        while ((UART_STATE & UART_TX_EMPTY) == 0) {
        }
        UART_DATA = from[i];
    }
    while ((UART_STATE & UART_TX_IDLE) == 0) {
    }
}

size_t hal_console_read(void *bytes, size_t size) {
    uint8_t *to = bytes;
    size_t count = 0;
    while (count < size && (UART_STATE & UART_RX_FULL) != 0) {
        to[count++] = UART_DATA;
    }
    return count;
}

// ---- time --------------------------------------------------------------------------------------

static uint64_t now(void) {
    uint32_t high;
    uint32_t low;
    do {
        high = MTIME_HIGH;
        low = MTIME;
    } while (high != MTIME_HIGH);
    return (uint64_t)high << 32 | low;
}

uint32_t hal_ticks_ms(void) {
    return (uint32_t)(now() / (MTIME_HZ / 1000u));
}

uint32_t hal_ticks_us(void) {
    return (uint32_t)(now() / (MTIME_HZ / 1000000u));
}

void hal_sleep_ms(uint32_t ms) {
    uint64_t end = now() + (uint64_t)ms * (MTIME_HZ / 1000u);
    MTIMECMP_HIGH = UINT32_MAX;  // no moment in between when it is early
    MTIMECMP = (uint32_t)end;
    MTIMECMP_HIGH = (uint32_t)(end >> 32);
    while (now() < end) {
        __asm__ volatile("wfi");
    }
    MTIMECMP_HIGH = UINT32_MAX;
}

void hal_sleep_until_interrupt(void) {
    hal_sleep_ms(1);
}

uint32_t hal_counter_read(void) {
    return MTIME;
}

uint32_t hal_counter_hz(void) {
    return MTIME_HZ;
}
