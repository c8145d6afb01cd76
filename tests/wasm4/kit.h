// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASM4_KIT_H
#define WASM4_KIT_H

// A console on an engine of its own, for the tests of this folder.

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/tinywasm.h"
#include "tinywasm/wasm4.h"

#define KIT_DATA 8192u  // where the carts here keep theirs

extern tw_wasm4_t console;
extern tw_wasm4_synth_t synth;
extern tw_wasm4_config_t kit_config;  // what kit_start gives the console; kit_defaults resets it
extern tw_wasm4_input_t input;
extern tw_filestore_ram_t store;
extern tw_engine_t *engine;
extern char traced[4096];  // what the cart has traced; kit_start empties it
extern tw_wasm4_tone_t last_tone;
extern uint32_t tone_count;

void kit_defaults(void);
void kit_start(void);
// Also checks that the console has given back what it took of the arena.
void kit_stop(void);

void ok(tw_err_t err);
void fails(tw_err_t err, tw_err_t wanted);
// The last failure's text contains it.
void says(const char *part);

// A cart of tests/wasm4/carts by its array.
#define LOAD(cart) ok(tw_wasm4_load(&console, cart, sizeof(cart)))

uint8_t *memory(void);
void poke(uint32_t addr, uint32_t size, uint64_t value);
uint64_t peek(uint32_t addr, uint32_t size);

// Calls a function of the driver cart.
tw_err_t drive(const char *name, const int32_t *args, uint32_t count, int32_t *result);

// Numbers that look random and are the same in each run.
uint32_t random_below(uint32_t limit);
int32_t random_between(int32_t least, int32_t most);

#endif
