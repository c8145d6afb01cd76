# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT lm3s6965)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m3 -mthumb)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M lm3s6965evb)
set(BOARD_STORE sd_card)
set(BOARD_STORE_STACK 0xc00)
set(BOARD_LED pin)
set(BOARD_BUTTONS pins)
set(BOARD_SENSOR tmp105)
set(BOARD_DISPLAY ssd0323)
