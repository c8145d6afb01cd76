# SPDX-FileCopyrightText: The TinyWASM authors
# SPDX-License-Identifier: Apache-2.0
set(BOARD_PORT riscv-virt)
set(BOARD_TOOLCHAIN riscv64-unknown-elf)
set(BOARD_FLAGS -march=rv32imac -misa-spec=2.2 -mabi=ilp32)
set(BOARD_NEEDS riscv)
set(BOARD_EMULATOR qemu-system-riscv32 -M virt -bios none)
set(BOARD_STORE ram)
