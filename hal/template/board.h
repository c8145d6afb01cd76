// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// Read by C, by the linker script and by tools: defines only.
#error "this is hal/template/board.h: write what the chip has, then remove this line"

#define BOARD_NAME "template"
#define BOARD_CORE "Cortex-M3"
#define BOARD_CLOCK_HZ 12000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x40000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x10000
#define BOARD_STACK_SIZE 0x800

// The store, for lack of flash that can be written.
#ifndef BOARD_RAM_STORE_SIZE
#define BOARD_RAM_STORE_SIZE 0x4000
#endif

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0xa000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x2000
#endif

#endif
