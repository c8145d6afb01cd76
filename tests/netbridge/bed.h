// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef NETBRIDGE_BED_H
#define NETBRIDGE_BED_H

// An engine with a scheduler and the PC's sockets, between which somebody counts what goes to the
// network; and peers outside: sockets of the operating system's.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../grants/build_table.h"
#include "tinywasm/net_posix.h"
#include "tinywasm/net_use.h"
#include "tinywasm/tinywasm.h"

#define TEXT 1024    // where put_text puts one
#define BUFFER 4096  // free for tests

extern tw_engine_t *engine;
extern tw_net_use_t use;
extern tw_limits_t limits;  // of what `create` makes
extern uint32_t now_ms;     // of the engine; counts on by 1 with each poll

// What modules made the carrier do.
extern struct seen {
    uint32_t opens;
    uint32_t open;  // sockets now
    uint32_t connects;
    uint32_t sends;
    uint32_t resolves;
    uint32_t questions;  // open now
} seen;

// table NULL: everything is granted. devices are added behind the network.
void bed_start(struct built *table, tw_device_t *const *devices, uint32_t count);
int bed_stop(void **state);
#define BED_TEST(name) cmocka_unit_test_teardown(name, bed_stop)

tw_instance_t *create(const uint8_t *bytes, size_t size, const char *file, const char *name);

struct ending {
    bool is_over;
    tw_err_t err;
    int64_t result;
};
// Begins a function with the numbers; ending outlives it.
void begin(tw_instance_t *instance, const char *name, const int64_t *numbers,
           struct ending *ending);
// The same to its end, which comes within seconds. A failure other than TRAP fails the test.
tw_err_t call_of(tw_instance_t *instance, const char *name, const int64_t *numbers,
                 int64_t *result);
#define CALL(of, name, ...) call(of, name, (const int64_t[]){__VA_ARGS__})
int64_t call(tw_instance_t *instance, const char *name, const int64_t *numbers);
// A trap whose fault says text.
#define EXPECT_TRAP(of, name, text, ...) expect_trap(of, name, (const int64_t[]){__VA_ARGS__}, text)
void expect_trap(tw_instance_t *instance, const char *name, const int64_t *numbers,
                 const char *text);
// Polls so often; and until *over or a second has passed: whether it is.
void poll_times(uint32_t times);
bool poll_until(const bool *over);

uint32_t word(tw_instance_t *instance, uint32_t addr);
void put(tw_instance_t *instance, uint32_t addr, const void *bytes, uint32_t size);
// Puts a text at TEXT, and gives its size.
int64_t put_text(tw_instance_t *instance, const char *text);
void expect_bytes(tw_instance_t *instance, uint32_t addr, const void *bytes, uint32_t size);

// Peers. Ports are given out by the system; sockets do not block.
int peer_listen(uint16_t *port);
int peer_udp(uint16_t *port);
int peer_connect(uint16_t port);
// Polls the engine until somebody has connected.
int peer_accept(int listener);
// Polls until so many bytes are there, or a second has passed; how many there were. -1: the other
// side has broken it off.
int peer_receive(int peer, void *bytes, size_t size);
void peer_send(int peer, const void *bytes, size_t size);
// True if the other side sends no more.
bool peer_has_end(int peer);
// Breaks the connection off.
void peer_reset(int peer);
void peer_close(int peer);

#endif
