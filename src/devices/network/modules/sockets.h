// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_SOCKETS_H
#define TW_DEVICES_NETWORK_SOCKETS_H

#include "tinywasm/sockets.h"

// What a call waits for.
enum tw__wait {
    TW__WAIT_FREE,
    TW__WAIT_RESOLVE,  // these three have a question open
    TW__WAIT_CONNECT_NAME,
    TW__WAIT_SEND_NAME,
    TW__WAIT_CONNECT,
    TW__WAIT_ACCEPT,
    TW__WAIT_SEND,
    TW__WAIT_SEND_TO,
    TW__WAIT_RECEIVE,
};

// sockets.c: a free place, as the caller's, of the account's instance; NULL: every one is taken.
struct tw_socket *tw__sockets_take(tw_sockets_t *sockets, tw_instance_t *owner,
                                   struct tw_net_user *user, tw_net_kind_t kind);

// socket_wait.c: answers what waits, or gives it another step.
tw_err_t tw__socket_wait_begin(tw_sockets_t *sockets, const struct tw_socket_wait *begun);
void tw__socket_wait_poll(tw_sockets_t *sockets, uint32_t now_ms);
// Answers what waits for a socket that is being closed.
void tw__socket_wait_end(tw_sockets_t *sockets, const struct tw_socket *socket);
void tw__socket_wait_cancel(tw_sockets_t *sockets, tw_pending_t pending);

#endif
