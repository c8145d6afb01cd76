// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Start-up of a Cortex-M: vectors, then what every port does. Faults print where they happened and
// end the program with code 98, an interrupt that nobody handles with 99. Leaving is by
// semihosting, which an emulator or a debugger answers; without one the breakpoint faults, and the
// core stops there.

#include "cortex-m.h"

#include "hal.h"

#include <stdbool.h>

#define SCB_AIRCR PORT_REG(0xe000ed0cu)
#define SCB_CFSR PORT_REG(0xe000ed28u)

extern uint32_t port_stack_top[];  // from the linker script

void port_reset(void);
void HardFault_Handler(void);
void port_fault(const uint32_t *frame);

static volatile bool is_leaving;

static __attribute__((noreturn)) void stop(void) {
    for (;;) {
        __asm__ volatile("wfi");
    }
}

void hal_exit(int code) {
    // SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit.
    const volatile uint32_t block[2] = {0x20026u, (uint32_t)code};
    register uint32_t operation __asm__("r0") = 0x20;
    register const volatile uint32_t *argument __asm__("r1") = block;
    is_leaving = true;
    __asm__ volatile("cpsid i\n bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    stop();
}

__attribute__((weak)) void hal_reset(void) {
    __asm__ volatile("dsb");
    SCB_AIRCR = 0x05fa0004u;
    for (;;) {
    }
}

// frame is what the core pushed: r0-r3, r12, lr, pc, xpsr. Cortex-M0 has no CFSR and shows 0.
__attribute__((used)) void port_fault(const uint32_t *frame) {
    if (is_leaving) {
        stop();  // nobody answered the breakpoint of hal_exit
    }
    hal_console_print("\nHardFault");
    port_print_hex(" pc=", frame[6]);
    port_print_hex(" lr=", frame[5]);
    port_print_hex(" cfsr=", SCB_CFSR);
    hal_console_print("\n");
    hal_exit(PORT_EXIT_FAULT);
}

// The stack may be what failed: report on a fresh one, and only read the old.
__attribute__((naked)) void HardFault_Handler(void) {
    __asm__ volatile(
        "mrs r0, msp\n"
        "ldr r1, =port_stack_top\n"
        "msr msp, r1\n"
        "ldr r1, =port_fault\n"
        "bx r1\n"
        ".ltorg\n");
}

void port_unexpected(void) {
    hal_console_print("\nunexpected exception\n");
    hal_exit(PORT_EXIT_UNEXPECTED);
}

__attribute__((weak)) void SysTick_Handler(void) {
    port_unexpected();
}

void port_reset(void) {
    port_run();
}

__attribute__((section(".vectors"), used)) static const port_vector_t vectors[16] = {
    (port_vector_t)(uintptr_t)port_stack_top,
    port_reset,
    port_unexpected,    // NMI
    HardFault_Handler,  // and what escalates to it: memory, bus and usage faults
    port_unexpected,
    port_unexpected,
    port_unexpected,
    NULL,
    NULL,
    NULL,
    NULL,
    port_unexpected,  // SVC
    port_unexpected,
    NULL,
    port_unexpected,  // PendSV
    SysTick_Handler,
};
