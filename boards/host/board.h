// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

// The PC: the simulator's board.

#define BOARD_NAME "host"

// The store: an image in a file.
#define BOARD_FLASH_STORE_SIZE 0x100000u
#define BOARD_FLASH_STORE_IMAGE_BLOCKS 240u

// What an application gives to its engine.
#ifndef BOARD_ARENA_SIZE
#define BOARD_ARENA_SIZE 0x1000000
#endif

#endif
