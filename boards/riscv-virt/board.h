// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// QEMU's RISC-V machine `virt`. Read by C, by the linker script and by tools: defines only. It has
// RAM only, of which a part stands for flash, and no core clock: the figure is that of its timer.

#define BOARD_NAME "riscv-virt"
#define BOARD_CORE "RV32IMAC"
#define BOARD_CLOCK_HZ 10000000u
#define BOARD_FLASH_ORIGIN 0x80000000
#define BOARD_FLASH_SIZE 0x400000
#define BOARD_RAM_ORIGIN 0x80400000
#define BOARD_RAM_SIZE 0x400000
#define BOARD_STACK_SIZE 0x2000

// The store, for lack of flash that can be written.
#ifndef BOARD_RAM_STORE_SIZE
#define BOARD_RAM_STORE_SIZE 0x40000
#endif

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0x3f0000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x100000
#endif

#endif
