// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Raspberry Pi RP2040 (Cortex-M0+): the core runs at 125 MHz from the 12 MHz crystal. The console
// is USB and UART0 at once: what is written goes to both, what arrives may come from either.

#include "rp2040.h"

#include "board.h"
#include "hal.h"
#include "pl011.h"
#include "usb.h"

#define RESETS 0x4000c000u
#define RESET_IO_BANK0 (1u << 5)
#define RESET_PADS_BANK0 (1u << 8)
#define RESET_PLL_SYS (1u << 12)
#define RESET_PLL_USB (1u << 13)
#define RESET_UART0 (1u << 22)
#define RESET_USB (1u << 24)
#define PSM_WDSEL PORT_REG(0x40010008u)
#define PSM_ALL_BUT_OSCILLATORS 0x1fffcu
#define WATCHDOG_CTRL PORT_REG(0x40058000u)
#define WATCHDOG_TRIGGER (1u << 31)
#define XOSC_CTRL PORT_REG(0x40024000u)
#define XOSC_STATUS PORT_REG(0x40024004u)
#define XOSC_STARTUP PORT_REG(0x4002400cu)
#define XOSC_ON_UP_TO_15_MHZ 0xfabaa0u
#define XOSC_STABLE (1u << 31)
#define XOSC_STARTUP_256_CLOCKS 188u  // 4 ms at 12 MHz
#define CLK_REF_CTRL PORT_REG(0x40008030u)
#define CLK_REF_SELECTED PORT_REG(0x40008038u)
#define CLK_SYS_CTRL PORT_REG(0x4000803cu)
#define CLK_SYS_SELECTED PORT_REG(0x40008044u)
#define CLK_PERI_CTRL PORT_REG(0x40008048u)
#define CLK_USB_CTRL PORT_REG(0x40008054u)
#define CLK_REF_XOSC 2u
#define CLK_SYS_REF 0u
#define CLK_SYS_AUX 1u     // by default the system PLL
#define CLK_ON (1u << 11)  // from clk_sys, and for USB from its PLL
#define PLL_SYS 0x40028000u
#define PLL_USB 0x4002c000u
#define PLL_CS(pll) PORT_REG((pll) + 0x0u)
#define PLL_PWR(pll) PORT_REG((pll) + 0x4u)
#define PLL_FBDIV(pll) PORT_REG((pll) + 0x8u)
#define PLL_PRIM(pll) PORT_REG((pll) + 0xcu)
#define PLL_LOCKED (1u << 31)
#define PLL_OFF 0x21u  // the PLL and its oscillator
#define PLL_DIVIDERS_OFF 0x8u
#define GPIO_CTRL(pin) PORT_REG(0x40014004u + 8u * (pin))
#define UART0 0x40034000u

__attribute__((weak)) void rp2040_timer_interrupt(void) {
    port_unexpected();
}

PORT_IRQ_VECTORS static const port_vector_t irqs[USB_IRQ + 1] = {
    rp2040_timer_interrupt, rp2040_timer_interrupt, rp2040_timer_interrupt,
    rp2040_timer_interrupt, port_unexpected,        usb_interrupt,
};

void rp2040_reset_blocks(uint32_t blocks) {
    PORT_REG(RESETS + RP2040_SET) = blocks;
    PORT_REG(RESETS + RP2040_CLEAR) = blocks;
    while ((PORT_REG(RESETS + 8u) & blocks) != blocks) {
    }
}

void rp2040_set_function(uint32_t pin, uint32_t function) {
    GPIO_CTRL(pin) = function;
}

// 12 MHz times `multiplier` (750 to 1600 MHz), divided by both dividers.
static void start_pll(uintptr_t pll, uint32_t multiplier, uint32_t divider1, uint32_t divider2) {
    PLL_CS(pll) = 1;
    PLL_FBDIV(pll) = multiplier;
    PORT_REG(pll + 4u + RP2040_CLEAR) = PLL_OFF;
    while ((PLL_CS(pll) & PLL_LOCKED) == 0) {
    }
    PLL_PRIM(pll) = divider1 << 16 | divider2 << 12;
    PORT_REG(pll + 4u + RP2040_CLEAR) = PLL_DIVIDERS_OFF;
}

static void start_clocks(void) {
    XOSC_STARTUP = XOSC_STARTUP_256_CLOCKS;
    XOSC_CTRL = XOSC_ON_UP_TO_15_MHZ;
    while ((XOSC_STATUS & XOSC_STABLE) == 0) {
    }
    CLK_SYS_CTRL = CLK_SYS_REF;  // off the PLL, if something before us used it
    while (CLK_SYS_SELECTED != 1u << CLK_SYS_REF) {
    }
    CLK_REF_CTRL = CLK_REF_XOSC;
    while (CLK_REF_SELECTED != 1u << CLK_REF_XOSC) {
    }
    rp2040_reset_blocks(RESET_PLL_SYS | RESET_PLL_USB);
    start_pll(PLL_SYS, 125, 6, 2);  // 1500 MHz / 12
    start_pll(PLL_USB, 100, 5, 5);  // 1200 MHz / 25
    CLK_SYS_CTRL = CLK_SYS_AUX;
    while (CLK_SYS_SELECTED != 1u << CLK_SYS_AUX) {
    }
    CLK_PERI_CTRL = CLK_ON;
    CLK_USB_CTRL = CLK_ON;
}

void port_start(void) {
    start_clocks();
    rp2040_reset_blocks(RESET_IO_BANK0 | RESET_PADS_BANK0 | RESET_UART0 | RESET_USB);
    rp2040_set_function(BOARD_UART_TX_PIN, RP2040_FUNC_UART);
    rp2040_set_function(BOARD_UART_RX_PIN, RP2040_FUNC_UART);
    RP2040_SIO_OUT_CLEAR = 1u << BOARD_LED_PIN;
    RP2040_SIO_OE_SET = 1u << BOARD_LED_PIN;
    rp2040_set_function(BOARD_LED_PIN, RP2040_FUNC_SIO);
    port_pl011_start(UART0, PORT_PL011_CONSOLE(BOARD_CLOCK_HZ));
    port_start_systick();
    usb_start();
}

void hal_console_write(const void *bytes, size_t size) {
    port_pl011_write(UART0, bytes, size);
    usb_write(bytes, size);
}

size_t hal_console_read(void *bytes, size_t size) {
    size_t count = port_pl011_read(UART0, bytes, size);
    return count > 0 ? count : usb_read(bytes, size);
}

void hal_led_toggle(void) {
    RP2040_SIO_OUT_TOGGLE = 1u << BOARD_LED_PIN;
}

// Through the watchdog: what Cortex-M calls a system reset is one of the core alone here.
void hal_reset(void) {
    PSM_WDSEL = PSM_ALL_BUT_OSCILLATORS;
    WATCHDOG_CTRL = WATCHDOG_TRIGGER;
    for (;;) {
    }
}
