// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TABLES_H
#define TABLES_H

// The commands that a board has room for, and the RAM that they get.

#include "board.h"

#if defined(BOARD_RAM_SIZE) && BOARD_RAM_SIZE < 0x8000
#define SHELL_TABLES &tw_shell_files, &tw_shell_xmodem, &tw_shell_modules, &tw_shell_system
#define SHELL_PACKET_BYTES TW_SHELL_PACKET_128_BYTES
#define SHELL_HISTORY_BYTES 64
#define ARENA_BYTES BOARD_ARENA_SIZE
#else
#define SHELL_TABLES                                                                        \
    &tw_shell_files, &tw_shell_ymodem, &tw_shell_modules, &tw_shell_info, &tw_shell_system, \
        &tw_shell_swap, &tw_shell_autostart, &tw_shell_bridge, &tw_shell_device
#define SHELL_PACKET_BYTES TW_SHELL_PACKET_1K_BYTES
#define SHELL_HISTORY_BYTES 512
#define ARENA_BYTES 0x8000
#endif

#endif
