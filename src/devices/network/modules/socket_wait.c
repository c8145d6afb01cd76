// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "sockets.h"

#include "use.h"

// Calls that wait lie at the number of their token, and each poll gives each a step. What they send
// and receive stays in the memory of the module, whose range was checked when the call began;
// memory does not shrink.

static tw_net_t *net_of(const tw_sockets_t *sockets) {
    return sockets->use->net;
}

static struct tw_socket *socket_of(tw_sockets_t *sockets, const struct tw_socket_wait *wait) {
    return &sockets->sockets[wait->socket];
}

static bool has_question(const struct tw_socket_wait *wait) {
    return wait->what >= TW__WAIT_RESOLVE && wait->what <= TW__WAIT_SEND_NAME;
}

static void forget(tw_sockets_t *sockets, struct tw_socket_wait *wait) {
    if (has_question(wait)) {
        tw_net_forget(net_of(sockets), wait->question);
    }
    wait->what = TW__WAIT_FREE;
}

static void answer(tw_sockets_t *sockets, struct tw_socket_wait *wait, int64_t result) {
    forget(sockets, wait);
    (void)tw_pending_complete(sockets->use->engine, wait->pending, (uint64_t)result);
}

// ---- memory of the module -----------------------------------------------------------------------

// Where so many bytes of the module's are, or a copy of fewer of them; NULL: they cannot be read.
static const uint8_t *lend(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                           uint32_t *size) {
    uint8_t *bytes = NULL;
    tw_addr_t addr = (tw_addr_t)wait->addr + wait->done;
    if (tw_memory_view(wait->caller, addr, *size, &bytes) == TW_ERR_OK) {
        return bytes;
    }
    *size = *size < TW_SOCKETS_BYTES ? *size : TW_SOCKETS_BYTES;
    tw_err_t err = tw_memory_read(wait->caller, addr, sockets->bytes, *size);
    return err == TW_ERR_OK ? sockets->bytes : NULL;
}

// Where so many bytes can be put, or fewer.
static uint8_t *borrow(tw_sockets_t *sockets, const struct tw_socket_wait *wait, uint32_t *size) {
    uint8_t *bytes = NULL;
    if (tw_memory_view(wait->caller, wait->addr, *size, &bytes) == TW_ERR_OK) {
        return bytes;
    }
    *size = *size < TW_SOCKETS_BYTES ? *size : TW_SOCKETS_BYTES;
    return sockets->bytes;
}

static int64_t give_back(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                         const uint8_t *bytes, size_t size) {
    tw_err_t err = bytes == sockets->bytes && size > 0
                       ? tw_memory_write(wait->caller, wait->addr, bytes, size)
                       : TW_ERR_OK;
    return err == TW_ERR_OK ? (int64_t)size : TW_ERR_LIMIT;
}

// ---- steps: true when the call is over, with *result --------------------------------------------

static bool end_with(int64_t value, int64_t *result) {
    *result = value == TW_ERR_UNSUPPORTED ? TW_ERR_IO : value;
    return true;
}

static bool step_connect(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                         int64_t *result) {
    tw_net_status_t status;
    tw_net_status(net_of(sockets), socket_of(sockets, wait)->socket, &status);
    if (status.state == TW_NET_CONNECTING) {
        return false;
    }
    bool is_there = status.state == TW_NET_OPEN || status.state == TW_NET_ENDED;
    return end_with(is_there ? TW_ERR_OK : TW_ERR_IO, result);
}

static bool step_accept(tw_sockets_t *sockets, const struct tw_socket_wait *wait, int64_t *result) {
    struct tw_socket *listener = socket_of(sockets, wait);
    uint32_t number = 0;
    struct tw_socket *place = tw__sockets_take(sockets, wait->caller, listener->user, TW_NET_TCP);
    if (place == NULL) {
        return end_with(TW_ERR_LIMIT, result);
    }
    listener->told = 0;
    tw_err_t err = tw_net_accept(net_of(sockets), listener->socket, &number);
    if (err != TW_ERR_OK) {
        place->owner = NULL;
        return err == TW_ERR_NOENT ? false : end_with(err, result);
    }
    place->socket = number;
    return end_with(place - sockets->sockets, result);
}

static bool step_send(tw_sockets_t *sockets, struct tw_socket_wait *wait, int64_t *result) {
    const struct tw_socket *socket = socket_of(sockets, wait);
    while (wait->done < wait->size) {
        uint32_t left = wait->size - wait->done;
        uint32_t size = tw__net_use_allowance(sockets->use, socket->user);
        size = size < left ? size : left;
        if (size == 0) {
            return false;
        }
        size_t sent = 0;
        const uint8_t *bytes = lend(sockets, wait, &size);
        tw_err_t err = bytes == NULL
                           ? TW_ERR_LIMIT
                           : tw_net_send(net_of(sockets), socket->socket, bytes, size, &sent);
        if (err != TW_ERR_OK) {
            return end_with(wait->done > 0 ? (int64_t)wait->done : err, result);
        }
        if (sent == 0) {
            return false;
        }
        tw__net_use_spend(socket->user, sent);
        wait->done += (uint32_t)sent;
    }
    return end_with(wait->done, result);
}

static bool step_send_to(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                         int64_t *result) {
    const struct tw_socket *socket = socket_of(sockets, wait);
    uint32_t size = wait->size;
    if (tw__net_use_allowance(sockets->use, socket->user) == 0) {
        return false;
    }
    const uint8_t *bytes = lend(sockets, wait, &size);
    if (bytes == NULL || size < wait->size) {
        return end_with(TW_ERR_LIMIT, result);
    }
    tw_err_t err = tw_net_send_to(net_of(sockets), socket->socket, &wait->peer, bytes, size);
    if (err == TW_ERR_BUSY) {
        return false;
    }
    if (err == TW_ERR_OK) {
        tw__net_use_spend(socket->user, size);
    }
    return end_with(err == TW_ERR_OK      ? (int64_t)size
                    : err == TW_ERR_STATE ? TW_ERR_IO
                                          : err,
                    result);
}

static bool step_datagram(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                          struct tw_socket *socket, int64_t *result) {
    uint32_t size = wait->size;
    size_t received = 0;
    uint8_t *bytes = borrow(sockets, wait, &size);
    tw_err_t err =
        tw_net_receive_from(net_of(sockets), socket->socket, &socket->peer, bytes, size, &received);
    if (err == TW_ERR_NOENT) {
        return false;
    }
    if (err != TW_ERR_OK && err != TW_ERR_LIMIT) {
        return end_with(err, result);
    }
    tw__net_use_spend(socket->user, received);
    socket->told = 0;
    return end_with(give_back(sockets, wait, bytes, received), result);
}

static bool step_stream(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                        struct tw_socket *socket, uint32_t size, int64_t *result) {
    tw_net_status_t status;
    tw_net_status(net_of(sockets), socket->socket, &status);
    if (status.state == TW_NET_ENDED) {
        return end_with(0, result);
    }
    size_t received = 0;
    uint8_t *bytes = borrow(sockets, wait, &size);
    tw_err_t err = tw_net_receive(net_of(sockets), socket->socket, bytes, size, &received);
    if (err == TW_ERR_OK && received == 0) {
        return false;
    }
    socket->told = 0;
    if (err != TW_ERR_OK) {
        return end_with(err, result);
    }
    tw__net_use_spend(socket->user, received);
    return end_with(give_back(sockets, wait, bytes, received), result);
}

static bool step_receive(tw_sockets_t *sockets, const struct tw_socket_wait *wait,
                         int64_t *result) {
    struct tw_socket *socket = socket_of(sockets, wait);
    uint32_t size = tw__net_use_allowance(sockets->use, socket->user);
    size = size < wait->size ? size : wait->size;
    if (wait->size == 0) {
        return end_with(0, result);
    }
    if (size == 0) {
        return false;
    }
    return socket->kind == TW_NET_UDP ? step_datagram(sockets, wait, socket, result)
                                      : step_stream(sockets, wait, socket, size, result);
}

static bool begin_connect(tw_sockets_t *sockets, struct tw_socket_wait *wait, int64_t *result) {
    struct tw_socket *socket = socket_of(sockets, wait);
    if (socket->kind == TW_NET_UDP) {
        socket->peer = wait->peer;
        socket->has_peer = true;
        return end_with(0, result);
    }
    tw_err_t err = tw_net_connect(net_of(sockets), socket->socket, &wait->peer);
    wait->what = TW__WAIT_CONNECT;
    return err == TW_ERR_OK ? step_connect(sockets, wait, result) : end_with(err, result);
}

// The answer to a question, and what it was asked for.
static bool step_name(tw_sockets_t *sockets, struct tw_socket_wait *wait, int64_t *result) {
    tw_net_answer_t found;
    uint8_t what = wait->what;
    tw_err_t err = tw_net_answer(net_of(sockets), wait->question, &found);
    if (err == TW_ERR_PENDING) {
        return false;
    }
    wait->what = TW__WAIT_SEND_TO;  // the question is over
    if (err != TW_ERR_OK) {
        return end_with(err, result);
    }
    const uint8_t *ip = found.ip;
    wait->peer = (tw_net_addr_t){{ip[0], ip[1], ip[2], ip[3]}, wait->port};
    if (what == TW__WAIT_RESOLVE) {
        return end_with(
            (int64_t)((uint32_t)ip[0] << 24 | (uint32_t)ip[1] << 16 | (uint32_t)ip[2] << 8 | ip[3]),
            result);
    }
    return what == TW__WAIT_CONNECT_NAME ? begin_connect(sockets, wait, result)
                                         : step_send_to(sockets, wait, result);
}

static bool step(tw_sockets_t *sockets, struct tw_socket_wait *wait, int64_t *result) {
    switch (wait->what) {
        case TW__WAIT_CONNECT:
            return step_connect(sockets, wait, result);
        case TW__WAIT_ACCEPT:
            return step_accept(sockets, wait, result);
        case TW__WAIT_SEND:
            return step_send(sockets, wait, result);
        case TW__WAIT_SEND_TO:
            return step_send_to(sockets, wait, result);
        case TW__WAIT_RECEIVE:
            return step_receive(sockets, wait, result);
        default:
            return step_name(sockets, wait, result);
    }
}

// ---- all that wait ------------------------------------------------------------------------------

static bool is_overdue(tw_sockets_t *sockets, const struct tw_socket_wait *wait, uint32_t now_ms) {
    uint32_t timeout_ms = socket_of(sockets, wait)->timeout_ms;
    return wait->what != TW__WAIT_RESOLVE && timeout_ms != 0 &&
           now_ms - wait->begin_ms >= timeout_ms;
}

tw_err_t tw__socket_wait_begin(tw_sockets_t *sockets, const struct tw_socket_wait *begun) {
    struct tw_socket_wait *wait = &sockets->waits[begun->pending.slot];
    int64_t result = 0;
    *wait = *begun;
    wait->begin_ms = sockets->use->now_ms;
    // What is received is not written before the call has returned: its buffer may be a copy, which
    // is written back then.
    if (wait->what != TW__WAIT_RECEIVE && step(sockets, wait, &result)) {
        answer(sockets, wait, result);
    }
    return TW_ERR_OK;
}

void tw__socket_wait_poll(tw_sockets_t *sockets, uint32_t now_ms) {
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        struct tw_socket_wait *wait = &sockets->waits[i];
        int64_t result = 0;
        if (wait->what == TW__WAIT_FREE) {
            continue;
        }
        if (step(sockets, wait, &result)) {
            answer(sockets, wait, result);
        } else if (is_overdue(sockets, wait, now_ms)) {
            answer(sockets, wait, wait->done > 0 ? (int64_t)wait->done : TW_ERR_INTERRUPTED);
        }
    }
}

void tw__socket_wait_end(tw_sockets_t *sockets, const struct tw_socket *socket) {
    for (uint32_t i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        struct tw_socket_wait *wait = &sockets->waits[i];
        bool is_its = wait->what > TW__WAIT_RESOLVE && socket_of(sockets, wait) == socket;
        if (is_its) {
            answer(sockets, wait, TW_ERR_INVAL);
        }
    }
}

void tw__socket_wait_cancel(tw_sockets_t *sockets, tw_pending_t pending) {
    struct tw_socket_wait *wait = &sockets->waits[pending.slot];
    if (wait->what != TW__WAIT_FREE && wait->pending.generation == pending.generation) {
        forget(sockets, wait);
    }
}
