# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT sf2)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m3 -mthumb)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M emcraft-sf2)
set(BOARD_STORE spi_nor)
set(BOARD_STORE_CHIP mtd 16777216)
