// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_REMOTE_WIRE_H
#define TESTS_REMOTE_WIRE_H

// A remote shell on a carrier of queues, over a real engine with a filestore in RAM, and clients at
// the other ends. Time passes when a test says so; a connection can be cut at any byte.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/remote_key.h"
#include "tinywasm/shell_remote.h"
#include "tinywasm/tinywasm.h"

#define WIRES 4

struct client {
    tw_seal_t seal;
    int wire;
    unsigned number;  // of the last frame
    char text[8192];  // lines that the last command printed, each with its end
    int err;
    bool is_ended;
    char line[2048];
    size_t line_size;
};

extern tw_engine_t *engine;
extern tw_shell_remote_t remote;
extern tw_filestore_ram_t ram;
extern tw_filestore_t *store;                   // it
extern tw_shell_remote_config_t remote_config;  // what device_begin takes
extern const uint8_t test_key[TW_REMOTE_KEY_BYTES];
extern const uint8_t test_seed[TW_REMOTE_SEED_BYTES];
extern bool is_listening;
extern uint64_t device_bytes;  // that went over all wires so far
extern uint64_t cut_at;  // the connection is lost when device_bytes is this; UINT64_MAX: never
extern uint32_t notes;   // how often the command `note` ran

// An engine and the remote shell; is_new: with an empty filestore.
void device_begin(bool is_new);
void device_end(void);
void device_run(uint32_t ms);

// A connection, seen by the device at its next poll. -1: nobody listens.
int wire_connect(void);
void wire_send(int wire, const void *bytes, size_t size);
size_t wire_receive(int wire, void *bytes, size_t size);
bool wire_is_open(int wire);
void wire_close(int wire);

// Shakes hands; last_id may be NULL. ms: the most that it may take.
tw_seal_state_t client_open(struct client *client, const uint8_t *key, const uint8_t *last_id,
                            uint32_t ms);
// Runs both sides for a moment: what the client has goes, what came is read.
void client_run(struct client *client, uint32_t ms);
// Sends a frame and waits for its end; false if none comes.
bool client_ask(struct client *client, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
// The last frame again, with its number.
bool client_ask_again(struct client *client, const char *command);
void client_close(struct client *client);

#endif
