// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// The PC: the simulator's board.

#define BOARD_NAME "host"

// The store: an image in a file.
#define BOARD_FLASH_STORE_SIZE 0x100000u
#define BOARD_FLASH_STORE_IMAGE_BLOCKS 240u

// What is attached: a LED, buttons that pull their pins low (by tw_button_t), a TMP105 thermometer,
// a BME280, a DHT22, and a photoresistor.
#define BOARD_LED_PIN 25u
#define BOARD_LED_LOW_LIT false
#define BOARD_BUTTON_PINS {16, 17, 18, 19, 20, 21, 22, 23}
#define BOARD_BUTTONS_LOW_PRESSED true
#define BOARD_SENSOR_BUS 0u
#define BOARD_SENSOR_ADDRESS 0x48u
#define BOARD_SENSOR_HZ 100000u
#define BOARD_BME280_ADDRESS 0x76u  // on the same bus
#define BOARD_DHT22_PIN 31u
#define BOARD_LDR_CHANNEL 3u

// And an OLED display.
#define BOARD_DISPLAY_BUS 0u
#define BOARD_DISPLAY_ADDRESS 0x3cu
#define BOARD_DISPLAY_HZ 400000u
#define BOARD_DISPLAY_PANEL tw_ssd1306_128x64

// Of apps/wasm4: a TFT panel with an ST7735, and a buzzer on a PWM channel.
#define BOARD_TFT_BUS 0u
#define BOARD_TFT_SELECT 2u
#define BOARD_TFT_DATA_PIN 26u
#define BOARD_TFT_RESET_PIN 27u
#define BOARD_TFT_HZ 31250000u
#define BOARD_TFT_WIDTH 128u
#define BOARD_TFT_HEIGHT 160u
#define BOARD_BUZZER_CHANNEL 0u

// A WiFi co-processor may be at a serial line.
#define BOARD_WIFI_UART 3u
#define BOARD_WIFI_BAUD 115200u

// What an application gives to its engine.
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x1000000
#endif

#endif
