# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT nrf51)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m0 -mthumb)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M microbit)
set(BOARD_IMAGE hex)
set(BOARD_COPY "plug the board in and copy simple.hex to the drive MICROBIT")
set(BOARD_STORE flash)
set(BOARD_LED pin)
set(BOARD_BUTTONS pins)
