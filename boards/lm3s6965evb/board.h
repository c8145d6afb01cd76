// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// Stellaris LM3S6965 evaluation board. Read by C, by the linker script and by tools: defines only.

#define BOARD_NAME "lm3s6965evb"
#define BOARD_CORE "Cortex-M3"
#define BOARD_CLOCK_HZ 12000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x40000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x10000
#define BOARD_STACK_SIZE 0x800

// The store is the memory card, of which it takes 64 MiB at most.
#define BOARD_CARD_BUS 0u
#define BOARD_CARD_SELECT 0u
#define BOARD_CARD_HZ 6000000u
#define BOARD_CARD_BLOCK_BYTES 4096u
#define BOARD_CARD_SIZE_MOST 0x4000000u

// What is attached: a LED, buttons that pull their pins low (up, down, left, right, select; by
// tw_button_t), and in the emulator a TMP105 thermometer.
#define BOARD_LED_PIN 40u
#define BOARD_LED_LOW_LIT false
#define BOARD_BUTTON_PINS {-1, -1, 32, 33, 34, 35, 41, -1}
#define BOARD_BUTTONS_LOW_PRESSED true
#define BOARD_SENSOR_BUS 0u
#define BOARD_SENSOR_ADDRESS 0x48u
#define BOARD_SENSOR_HZ 100000u

// The Bluetooth controller.
#define BOARD_HCI_UART 1u
#define BOARD_HCI_BAUD 115200u

// The OLED display.
#define BOARD_DISPLAY_BUS 0u
#define BOARD_DISPLAY_SELECT 1u
#define BOARD_DISPLAY_DATA_PIN 23u
#define BOARD_DISPLAY_HZ 4000000u

// A WiFi co-processor may be on a UART.
#define BOARD_WIFI_UART 1u
#define BOARD_WIFI_BAUD 115200u

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0xf000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x2000
#endif

#endif
