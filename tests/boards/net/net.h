// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef NET_FIRMWARE_H
#define NET_FIRMWARE_H

// What the files of this firmware share.

#include "tinywasm/net_lwip.h"
#include "tinywasm/tinywasm.h"

#include "board.h"

#define LINE_BYTES 100u
#define WORDS 8u

extern tw_net_t *net;

// A turn of everything; whether something happened.
bool go_on(void);

void print_number(uint32_t value);
void print_field(const char *name, uint32_t value);

// Echoes and the flow (traffic.c).
tw_err_t listen_at(uint16_t port);
bool run_echoes(void);
tw_err_t begin_flow(const tw_net_addr_t *addr, uint32_t bytes);
bool run_flow(void);
void print_flow(void);
void close_all(void);

#endif
