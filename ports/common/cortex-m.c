// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Start-up of a Cortex-M: vectors, .data and .bss, the tick, main. Faults print where they happened
// and end the program with code 98, an interrupt that nobody handles with 99. Leaving is by
// semihosting, which an emulator or a debugger answers; without one the breakpoint stops the core.

#include "cortex-m.h"

#include "board.h"
#include "hal.h"

#define SYST_CTRL PORT_REG(0xe000e010u)
#define SYST_RELOAD PORT_REG(0xe000e014u)
#define SYST_VALUE PORT_REG(0xe000e018u)
#define SCB_ICSR PORT_REG(0xe000ed04u)
#define SCB_AIRCR PORT_REG(0xe000ed0cu)
#define SCB_CFSR PORT_REG(0xe000ed28u)
#define ICSR_SYSTICK_PENDING (1u << 26)
#define CLOCKS_PER_TICK (BOARD_CLOCK_HZ / 1000u)
#define EXIT_FAULT 98
#define EXIT_UNEXPECTED 99

// From the linker script.
extern uint32_t port_data_load[], port_data_start[], port_data_end[];
extern uint32_t port_bss_start[], port_bss_end[];
extern uint32_t port_stack_top[];

int main(void);
void Reset_Handler(void);
void HardFault_Handler(void);
void SysTick_Handler(void);
void port_fault(const uint32_t *frame);

static volatile uint32_t ticks_ms;

void SysTick_Handler(void) {
    ticks_ms++;
}

uint32_t hal_ticks_ms(void) {
    return ticks_ms;
}

void hal_sleep_ms(uint32_t ms) {
    uint32_t start = ticks_ms;
    // One more than asked: the first tick may come at once.
    while (ms != 0 && ticks_ms - start <= ms) {
        __asm__ volatile("wfi");
    }
}

// Core clocks, made of the tick and what SysTick has counted since. A tick that is pending but not
// yet taken (an ISR asks, or interrupts are off) is counted too.
__attribute__((weak)) uint32_t hal_counter_read(void) {
    uint32_t ticks;
    uint32_t value;
    uint32_t pending;
    do {
        ticks = ticks_ms;
        value = SYST_VALUE;
        pending = 0;
        if ((SCB_ICSR & ICSR_SYSTICK_PENDING) != 0) {
            value = SYST_VALUE;
            pending = 1;
        }
    } while (ticks != ticks_ms);
    return (ticks + pending) * CLOCKS_PER_TICK + (CLOCKS_PER_TICK - 1u - value);
}

__attribute__((weak)) uint32_t hal_counter_hz(void) {
    return BOARD_CLOCK_HZ;
}

void hal_exit(int code) {
    // SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit.
    const volatile uint32_t block[2] = {0x20026u, (uint32_t)code};
    register uint32_t operation __asm__("r0") = 0x20;
    register const volatile uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("cpsid i\n bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void hal_reset(void) {
    __asm__ volatile("dsb");
    SCB_AIRCR = 0x05fa0004u;
    for (;;) {
    }
}

static void print_hex(const char *label, uint32_t value) {
    char text[9];
    for (unsigned i = 0; i < 8; i++) {
        text[i] = "0123456789abcdef"[(value >> (28 - 4 * i)) & 15u];
    }
    text[8] = '\0';
    hal_console_print(label);
    hal_console_print(text);
}

// frame is what the core pushed: r0-r3, r12, lr, pc, xpsr.
__attribute__((used)) void port_fault(const uint32_t *frame) {
    hal_console_print("\nHardFault");
    print_hex(" pc=", frame[6]);
    print_hex(" lr=", frame[5]);
    print_hex(" cfsr=", SCB_CFSR);
    hal_console_print("\n");
    hal_exit(EXIT_FAULT);
}

// The stack may be what failed: report on a fresh one, and only read the old.
__attribute__((naked)) void HardFault_Handler(void) {
    __asm__ volatile(
        "mrs r0, msp\n"
        "ldr r1, =port_stack_top\n"
        "msr msp, r1\n"
        "b port_fault\n"
        ".ltorg\n");
}

static void unexpected(void) {
    hal_console_print("\nunexpected exception\n");
    hal_exit(EXIT_UNEXPECTED);
}

__attribute__((noreturn)) void Reset_Handler(void) {
    const uint32_t *from = port_data_load;
    for (uint32_t *to = port_data_start; to < port_data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = port_bss_start; to < port_bss_end; to++) {
        *to = 0;
    }
    port_start();
    SYST_RELOAD = CLOCKS_PER_TICK - 1u;
    SYST_VALUE = 0;
    SYST_CTRL = 7;  // core clock, interrupt, on
    hal_exit(main());
}

typedef void (*vector_t)(void);

__attribute__((section(".vectors"), used)) static const vector_t vectors[16] = {
    (vector_t)(uintptr_t)port_stack_top,
    Reset_Handler,
    unexpected,         // NMI
    HardFault_Handler,  // and what escalates to it: memory, bus and usage faults
    unexpected,
    unexpected,
    unexpected,
    NULL,
    NULL,
    NULL,
    NULL,
    unexpected,  // SVC
    unexpected,
    NULL,
    unexpected,  // PendSV
    SysTick_Handler,
};
