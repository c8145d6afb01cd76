// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_WORLD_H
#define PORTS_HOST_WORLD_H

// What models have registered, for the link; and the lines of parts/lines.c, for the console.

#include "sim.h"

// Attaches all that is on the board: board.c.
void board_attach(void);

// The first, and by next the others; in the order of their registration.
const sim_part_t *world_parts(void);
sim_display_t *world_displays(void);

// Bytes from outside for the console (0) or a serial line (1 to 3). False: there is no such line,
// or the program has not read what came before; then none of them is taken.
bool line_receive(uint32_t line, const uint8_t *bytes, size_t size);
// What the program reads of it.
size_t line_read(uint32_t line, uint8_t *bytes, size_t size);

#endif
