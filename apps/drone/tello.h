// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TELLO_H
#define TELLO_H

// A drone that takes texts over UDP, as Ryze's Tello does (its SDK: `command` begins, `takeoff`,
// `land`, `flip f`, `rc A B C D`, `battery?`), and tells its state by itself at the port behind.
// One command after another, each answered before the next is sent, but rc, which is not answered.
// Nothing is sent before the first command.

#include "tinywasm/net.h"

#define TELLO_COMMANDS 8u
#define TELLO_COMMAND_BYTES 24u
#define TELLO_ANSWER_BYTES 24u

typedef struct tello {
    tw_net_t *net;
    tw_net_addr_t address;
    uint32_t commands;  // the socket
    uint32_t states;    // that of its state
    uint32_t since_ms;  // the command was sent
    bool is_open;
    bool is_ready;   // it takes commands
    bool is_asked;   // and has one to answer
    uint32_t count;  // that are still to be done
    char queue[TELLO_COMMANDS][TELLO_COMMAND_BYTES];
    char answer[TELLO_ANSWER_BYTES];
    int32_t battery;  // percent, of the state; -1: it has told none
    int32_t height;   // cm
} tello_t;

// Opens its sockets. IO and so on as tw_net_open.
tw_err_t tello_open(tello_t *tello, tw_net_t *net, const tw_net_addr_t *address);
void tello_close(tello_t *tello);
// Will be done after those before it. false: there are too many.
bool tello_say(tello_t *tello, const char *command);
// Goes on. True when a command has ended: *command is it, *answer what the drone said, or "" when
// it said nothing in time; both are valid until the next call.
bool tello_poll(tello_t *tello, uint32_t now_ms, const char **command, const char **answer);

#endif
