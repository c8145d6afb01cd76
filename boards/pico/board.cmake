# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT rp2040)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m0plus -mthumb)
set(BOARD_NEEDS pico)
set(BOARD_EMULATOR tools/rp2040.mjs)
set(BOARD_IMAGE uf2)
set(BOARD_COPY "hold BOOTSEL while you plug the board in and copy simple.uf2 to the drive RPI-RP2")
set(BOARD_STORE flash)
set(BOARD_LED pin)
set(BOARD_BUTTONS pins)
set(BOARD_SENSOR tmp105)
set(BOARD_DISPLAY ssd1306)
