// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// ASPEED AST1030 evaluation board. Read by C, by the linker script and by tools: defines only. The
// program runs in RAM, of which the first 512 KiB stand for flash.

#define BOARD_NAME "ast1030-evb"
#define BOARD_CORE "Cortex-M4"
#define BOARD_CLOCK_HZ 200000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x80000
#define BOARD_RAM_ORIGIN 0x80000
#define BOARD_RAM_SIZE 0x40000
#define BOARD_STACK_SIZE 0x1000

// The SPI NOR chip that the program came from is the store, too: QEMU's has 4 MiB.
#define BOARD_NOR_BUS 0u
#define BOARD_NOR_SELECT 0u
#define BOARD_NOR_HZ 20000000u
#define BOARD_NOR_SIZE 0x400000u
#define BOARD_NOR_SECTOR_BYTES 0x10000u
#define BOARD_NOR_PAGE_BYTES 256u

// A TMP105 thermometer is on the board. A LED may be on GPIOA0, and switches to the supply on
// GPIOB0 to B7 (by tw_button_t).
#define BOARD_LED_PIN 0u
#define BOARD_LED_LOW_LIT false
#define BOARD_BUTTON_PINS {8, 9, 10, 11, 12, 13, 14, 15}
#define BOARD_BUTTONS_LOW_PRESSED false
#define BOARD_SENSOR_BUS 1u
#define BOARD_SENSOR_ADDRESS 0x4du
#define BOARD_SENSOR_HZ 100000u

// The emulator has an OLED display, too.
#define BOARD_DISPLAY_BUS 2u
#define BOARD_DISPLAY_ADDRESS 0x3du
#define BOARD_DISPLAY_HZ 400000u

// A WiFi co-processor may be on a UART.
#define BOARD_WIFI_UART 1u
#define BOARD_WIFI_BAUD 115200u

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0x3d000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x10000
#endif

#endif
