// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// Emcraft's SmartFusion2 system-on-module. Read by C, by the linker script and by tools: defines
// only.

#define BOARD_NAME "emcraft-sf2"
#define BOARD_CORE "Cortex-M3"
#define BOARD_CLOCK_HZ 142000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x40000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x10000
#define BOARD_STACK_SIZE 0x1000

// The SPI NOR chip, which is the store: a Spansion S25FL128 or one like it.
#define BOARD_NOR_BUS 0u
#define BOARD_NOR_SELECT 0u
#define BOARD_NOR_HZ 20000000u
#define BOARD_NOR_SIZE 0x1000000u
#define BOARD_NOR_SECTOR_BYTES 0x10000u
#define BOARD_NOR_PAGE_BYTES 256u

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0xe800
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x2000
#endif

#endif
