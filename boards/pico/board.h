// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// Raspberry Pi Pico. Read by C, by the linker script and by tools: defines only.

#define BOARD_NAME "pico"
#define BOARD_CORE "Cortex-M0+"
#define BOARD_CLOCK_HZ 125000000u
#define BOARD_FLASH_ORIGIN 0x10000000
#define BOARD_FLASH_SIZE 0x200000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x42000
#define BOARD_STACK_SIZE 0x1000
#define BOARD_UART_TX_PIN 0u
#define BOARD_UART_RX_PIN 1u
#define BOARD_UART1_TX_PIN 20u
#define BOARD_UART1_RX_PIN 21u
#define BOARD_LED_PIN 25u
// By bus: clock, out, in, select; and data, clock.
#define BOARD_SPI_PINS {{18, 19, 16, 17}, {10, 11, 12, 13}}
#define BOARD_I2C_PINS {{4, 5}, {6, 7}}

// The second half of the flash is the store; its last blocks are the image area.
#define BOARD_FLASH_STORE_SIZE 0x100000
#define BOARD_FLASH_STORE_IMAGE_BLOCKS 240u

// What may be attached beside the LED: buttons that pull their pins low (by tw_button_t), a TMP105
// thermometer, a BME280, a DHT22, a photoresistor.
#define BOARD_LED_LOW_LIT false
#define BOARD_BUTTON_PINS {14, 15, 2, 3, 8, 9, 20, 21}
#define BOARD_BUTTONS_LOW_PRESSED true
#define BOARD_SENSOR_BUS 0u
#define BOARD_SENSOR_ADDRESS 0x48u
#define BOARD_SENSOR_HZ 100000u
#define BOARD_BME280_ADDRESS 0x76u  // on the same bus
#define BOARD_DHT22_PIN 22u
#define BOARD_LDR_CHANNEL 0u

// An OLED display may be attached, too.
#define BOARD_DISPLAY_BUS 0u
#define BOARD_DISPLAY_ADDRESS 0x3cu
#define BOARD_DISPLAY_HZ 400000u
#define BOARD_DISPLAY_PANEL tw_ssd1306_128x64

// What apps/wasm4 may have instead of it: a TFT panel with an ST7735 or an ST7789; and a buzzer on
// a PWM channel.
#define BOARD_TFT_BUS 0u
#define BOARD_TFT_SELECT 0u
#define BOARD_TFT_DATA_PIN 27u
#define BOARD_TFT_RESET_PIN 28u
#define BOARD_TFT_HZ 31250000u
#define BOARD_BUZZER_CHANNEL 26u

// A WiFi co-processor may be on UART1, then without two of the buttons.
#define BOARD_WIFI_UART 1u
#define BOARD_WIFI_BAUD 115200u

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0x3f000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x10000
#endif

#endif
