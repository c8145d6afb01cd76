# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT mps2)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M mps2-an386)
set(BOARD_STORE ram)
set(BOARD_NET lwip)
