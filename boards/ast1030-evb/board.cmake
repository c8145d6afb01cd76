# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT ast1030)
set(BOARD_TOOLCHAIN arm-none-eabi)
set(BOARD_FLAGS -mcpu=cortex-m4 -mthumb -mfloat-abi=soft)
set(BOARD_NEEDS arm)
set(BOARD_EMULATOR qemu-system-arm -M ast1030-evb)
set(BOARD_STORE spi_nor)
set(BOARD_STORE_CHIP mtd 4194304)
set(BOARD_LED pin)
set(BOARD_BUTTONS pins)
set(BOARD_SENSOR tmp105)
set(BOARD_DISPLAY ssd0303)
set(BOARD_WIFI esp_at)
