// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef POSIX_H
#define POSIX_H

// Between the carrier's sockets (posix.c) and its questions (posix_question.c).

#include <netinet/in.h>

#include "tinywasm/net_posix.h"

tw_net_posix_t *tw__posix_of(tw_net_t *net);
struct sockaddr_in tw__posix_sockaddr(const uint8_t ip[4], uint16_t port);
void tw__posix_not_wait(int fd);

tw_err_t tw__posix_resolve(tw_net_t *net, const char *name, uint32_t *question);
tw_err_t tw__posix_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                        uint32_t *question);
tw_err_t tw__posix_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer);
void tw__posix_forget(tw_net_t *net, uint32_t question);

#endif
