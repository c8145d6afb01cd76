// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_NIMBLE_H
#define TW_BLUETOOTH_NIMBLE_H

// What stands below NimBLE (npl.c, transport.c, guard.c): its queue, and its way to the controller.
// NimBLE is one per image, so this is too.

#include "tinywasm/bluetooth.h"

// The longest wait for the controller's answer to a command. One that is silent for longer is gone
// until it answers a reset.
#define TW__NIMBLE_ANSWER_MS 200u
// Between two resets of a controller that is silent.
#define TW__NIMBLE_PROBE_MS 1000u

// Cuts the application's memory into NimBLE's pools and forgets what was.
void tw__nimble_begin(tw_bluetooth_pools_t *pools);
// Looks for the controller while it is silent, takes what has come, and lets NimBLE work.
void tw__nimble_poll(uint32_t now_ms);
// The controller is left as after a reset.
void tw__nimble_stop(void);
// Of tw_bluetooth_pools_t.tables, for as long as the stack runs; NULL: all is taken.
void *tw__nimble_malloc(size_t size);
void *tw__nimble_realloc(void *block, size_t size);
void tw__nimble_free(void *block);
// Whether the controller answers.
bool tw__nimble_is_there(void);

// Between npl.c and transport.c:
// Takes what the controller sent; false when that is nothing. is_waiting: NimBLE's queue is not
// worked on meanwhile, so what finds no room is dropped.
bool tw__nimble_receive(bool is_waiting);
// The controller has not answered.
void tw__nimble_silent(void);
// Runs what is due and what is in the queue, `most` of it.
void tw__nimble_run(uint32_t most);
bool tw__nimble_is_idle(void);  // nothing is in the queue
void tw__nimble_forget(void);

#endif
