// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_LINK_H
#define PORTS_HOST_LINK_H

// The tool `tw sim` at the other end of a socket: it records, and says what happens when. cli/sim
// has the other side of this; docs/SIMULATOR.md lists the lines that go to and fro. Without the
// tool what goes to it is dropped.

#include "sim.h"

#include <stdbool.h>
#include <stddef.h>

// Before main: looks for the tool, and starts the clock as it says. When it returns the tool has
// set what it wants to be so from the start.
void link_start(void);
// Between the lines: the parts are there now.
void link_wait_for_start(void);
bool link_is_there(void);
// The seed of all that is random; 0: take real chance.
uint64_t link_seed(void);

// Bytes that the program sends: on the console (line 0) or a serial line.
void link_send_output(uint32_t line, const void *bytes, size_t size);
void link_send_signal(const sim_signal_t *signal);  // its number is set; declared before
void link_declare_signal(const sim_signal_t *signal);
void link_send_frame(sim_display_t *display);
// The program ends by itself, or to start anew.
void link_send_end(void);
void link_send_reset(void);

#endif
