// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// BBC micro:bit, version 1. Read by C, by the linker script and by tools: defines only.

#define BOARD_NAME "microbit"
#define BOARD_CORE "Cortex-M0"
#define BOARD_CLOCK_HZ 16000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x40000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x4000
#define BOARD_STACK_SIZE 0xc00
#define BOARD_UART_TX_PIN 24u
#define BOARD_UART_RX_PIN 25u

// The last pages of the flash are the store; its last blocks are the image area.
#define BOARD_FLASH_STORE_SIZE 0x10000
#define BOARD_FLASH_STORE_IMAGE_BLOCKS 48u

// A LED between P0 (pin 3 of the chip) and ground, which the board does not have itself: its own
// are a matrix. Its buttons A and B pull their pins low.
#define BOARD_LED_PIN 3u
#define BOARD_LED_LOW_LIT false
#define BOARD_BUTTON_PINS {17, 26, -1, -1, -1, -1, -1, -1}
#define BOARD_BUTTONS_LOW_PRESSED true

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0x3200
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x2000
#endif

#endif
