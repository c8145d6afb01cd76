// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_LINK_MAP_H
#define CLI_LINK_MAP_H

// The map that GNU ld writes beside a program for a board: which room takes what of flash and RAM.

#include <stdint.h>
#include <stddef.h>

#define LINK_ROOMS 32u

struct link_room {
    char name[40];
    uint64_t flash;
    uint64_t ram;
};

struct link_map {
    struct link_room rooms[LINK_ROOMS];  // in the order in which the linker met them
    size_t count;
    uint64_t flash;  // of all, with what lies between the pieces
    uint64_t ram;
};

// 0, or the exit code of what was written to stderr.
int link_map_read(struct link_map *map, const char *path);

#endif
