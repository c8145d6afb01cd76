# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT mps2)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m3 -mthumb)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M mps2-an385)
set(BOARD_STORE ram)
set(BOARD_NET lwip)
