// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// Arm MPS2 with the AN386 image. Read by C, by the linker script and by tools: defines only.

#define BOARD_NAME "mps2-an386"
#define BOARD_CORE "Cortex-M4F"
#define BOARD_CLOCK_HZ 25000000u
#define BOARD_FLASH_ORIGIN 0x00000000
#define BOARD_FLASH_SIZE 0x400000
#define BOARD_RAM_ORIGIN 0x20000000
#define BOARD_RAM_SIZE 0x400000
#define BOARD_STACK_SIZE 0x2000

// The store, for lack of flash that can be written.
#ifndef BOARD_RAM_STORE_SIZE
#define BOARD_RAM_STORE_SIZE 0x40000
#endif

// The network: sockets at once, bytes of a segment, segments of a socket in each direction (less
// than the controller's FIFO holds).
#define BOARD_NET_SOCKETS 8
#define BOARD_NET_SEGMENT_BYTES 1460
#define BOARD_NET_SEGMENTS 4

// What an application gives to its engine, and the most that leaves room for the rest.
#define BOARD_ARENA_SIZE_MAX 0x3f0000
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x100000
#endif

#endif
