// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "sockets.h"

#include "host.h"
#include "tinywasm/grant.h"
#include "tw_host_net.h"
#include "use.h"

#define TELL_MS 100  // between two events of one thing

enum told { TOLD_NOTHING, TOLD_RECEIVE, TOLD_FAILED };

static tw_sockets_t *sockets_of(const tw_call_t *call) {
    return (tw_sockets_t *)tw_call_ctx(call);
}

// ---- sockets ------------------------------------------------------------------------------------

struct tw_socket *tw__sockets_take(tw_sockets_t *sockets, tw_instance_t *owner,
                                   struct tw_net_user *user, tw_net_kind_t kind) {
    for (uint32_t i = 0; i < TW_SOCKETS; i++) {
        struct tw_socket *socket = &sockets->sockets[i];
        if (socket->owner == NULL) {
            *socket = (struct tw_socket){
                .owner = owner, .user = user, .id = tw_instance_id(owner), .kind = (uint8_t)kind};
            return socket;
        }
    }
    return NULL;
}

// The caller's socket of this number; NULL if there is none.
static struct tw_socket *find(const tw_call_t *call, uint32_t number) {
    tw_sockets_t *sockets = sockets_of(call);
    bool is_callers =
        number < TW_SOCKETS && sockets->sockets[number].owner == tw_call_instance(call);
    return is_callers ? &sockets->sockets[number] : NULL;
}

static int32_t open_socket(tw_call_t *call, tw_net_kind_t kind, uint16_t port) {
    tw_sockets_t *sockets = sockets_of(call);
    struct tw_net_user *user = tw__net_use_of(sockets->use, call);
    struct tw_socket *socket =
        user == NULL ? NULL : tw__sockets_take(sockets, tw_call_instance(call), user, kind);
    if (socket == NULL) {
        return TW_ERR_LIMIT;
    }
    tw_err_t err = tw_net_open(sockets->use->net, kind, port, &socket->socket);
    if (err != TW_ERR_OK) {
        socket->owner = NULL;
        return err == TW_ERR_UNSUPPORTED ? TW_ERR_IO : err;
    }
    return (int32_t)(socket - sockets->sockets);
}

static void close_socket(tw_sockets_t *sockets, struct tw_socket *socket) {
    tw_net_close(sockets->use->net, socket->socket);
    socket->owner = NULL;
}

tw_err_t tw_host_net_udp(tw_call_t *call, uint16_t port, int32_t *result) {
    tw_err_t err = port == 0 ? TW_ERR_OK : tw__port_allowed(call, "udp", port);
    if (err == TW_ERR_OK) {
        *result = open_socket(call, TW_NET_UDP, port);
    }
    return err;
}

tw_err_t tw_host_net_tcp(tw_call_t *call, int32_t *result) {
    *result = open_socket(call, TW_NET_TCP, 0);
    return TW_ERR_OK;
}

tw_err_t tw_host_net_listen(tw_call_t *call, uint16_t port, int32_t *result) {
    tw_err_t err = tw__port_allowed(call, "tcp", port);
    if (err == TW_ERR_OK) {
        *result = open_socket(call, TW_NET_LISTENER, port);
    }
    return err;
}

tw_err_t tw_host_net_close(tw_call_t *call, uint32_t number, int32_t *result) {
    struct tw_socket *socket = find(call, number);
    *result = socket == NULL ? TW_ERR_INVAL : TW_ERR_OK;
    if (socket != NULL) {
        close_socket(sockets_of(call), socket);
        tw__socket_wait_end(sockets_of(call), socket);
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_net_end(tw_call_t *call, uint32_t number, int32_t *result) {
    const struct tw_socket *socket = find(call, number);
    *result = socket == NULL               ? TW_ERR_INVAL
              : socket->kind != TW_NET_TCP ? TW_ERR_STATE
                                           : tw_net_end(sockets_of(call)->use->net, socket->socket);
    return TW_ERR_OK;
}

tw_err_t tw_host_net_set_timeout(tw_call_t *call, uint32_t number, uint32_t ms, int32_t *result) {
    struct tw_socket *socket = find(call, number);
    *result = socket == NULL ? TW_ERR_INVAL : TW_ERR_OK;
    if (socket != NULL) {
        socket->timeout_ms = ms;
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_net_watch(tw_call_t *call, uint32_t number, bool is_on, int32_t *result) {
    struct tw_socket *socket = find(call, number);
    bool is_possible = socket != NULL && socket->id != 0;
    *result = socket == NULL ? TW_ERR_INVAL : is_possible ? TW_ERR_OK : TW_ERR_STATE;
    if (is_possible) {
        socket->is_watched = is_on;
        socket->told = TOLD_NOTHING;
    }
    return TW_ERR_OK;
}

static int64_t number_of(const tw_net_addr_t *addr) {
    uint32_t ip = (uint32_t)addr->ip[0] << 24 | (uint32_t)addr->ip[1] << 16 |
                  (uint32_t)addr->ip[2] << 8 | addr->ip[3];
    return (int64_t)((uint64_t)ip << 16 | addr->port);
}

tw_err_t tw_host_net_local(tw_call_t *call, uint32_t number, int64_t *result) {
    const struct tw_socket *socket = find(call, number);
    tw_net_status_t status;
    *result = TW_ERR_INVAL;
    if (socket != NULL) {
        tw_net_status(sockets_of(call)->use->net, socket->socket, &status);
        *result = number_of(&status.local);
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_net_peer(tw_call_t *call, uint32_t number, int64_t *result) {
    const struct tw_socket *socket = find(call, number);
    tw_net_status_t status;
    *result = TW_ERR_INVAL;
    if (socket != NULL && socket->kind == TW_NET_UDP) {
        *result = number_of(&socket->peer);
    } else if (socket != NULL) {
        tw_net_status(sockets_of(call)->use->net, socket->socket, &status);
        *result = number_of(&status.peer);
    }
    return TW_ERR_OK;
}

// ---- what waits ---------------------------------------------------------------------------------

static tw_err_t answer(tw_call_t *call, tw_pending_t pending, int64_t result) {
    return tw_pending_complete(sockets_of(call)->use->engine, pending, (uint64_t)result);
}

static struct tw_socket_wait wait_of(tw_call_t *call, enum tw__wait what, uint32_t number,
                                     tw_pending_t pending) {
    return (struct tw_socket_wait){.what = (uint8_t)what,
                                   .socket = (uint8_t)number,
                                   .pending = pending,
                                   .caller = tw_call_instance(call)};
}

// Asks for the host's address, if the caller may, and then goes on with what wait says.
static tw_err_t begin_with_host(tw_call_t *call, const char *scheme, tw_str_t name,
                                struct tw_socket_wait *wait) {
    tw_sockets_t *sockets = sockets_of(call);
    tw__host_t host;
    bool has_port = wait->port != 0 || wait->what == TW__WAIT_RESOLVE;
    if (!has_port || !tw__host_set(&host, scheme, name, wait->port)) {
        return answer(call, wait->pending, TW_ERR_INVAL);
    }
    tw_err_t err = tw__host_allowed(call, &host);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_net_resolve(sockets->use->net, tw__host_name(&host), &wait->question);
    if (err != TW_ERR_OK) {
        return answer(call, wait->pending, err == TW_ERR_STATE ? TW_ERR_IO : err);
    }
    return tw__socket_wait_begin(sockets, wait);
}

tw_err_t tw_host_net_resolve(tw_call_t *call, tw_str_t host, tw_pending_t pending) {
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_RESOLVE, 0, pending);
    return begin_with_host(call, "dns", host, &wait);
}

tw_err_t tw_host_net_connect(tw_call_t *call, uint32_t number, tw_str_t host, uint16_t port,
                             tw_pending_t pending) {
    const struct tw_socket *socket = find(call, number);
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_CONNECT_NAME, number, pending);
    wait.port = port;
    if (socket == NULL || socket->kind == TW_NET_LISTENER) {
        return answer(call, pending, socket == NULL ? TW_ERR_INVAL : TW_ERR_STATE);
    }
    return begin_with_host(call, socket->kind == TW_NET_UDP ? "udp" : "tcp", host, &wait);
}

tw_err_t tw_host_net_accept(tw_call_t *call, uint32_t number, tw_pending_t pending) {
    const struct tw_socket *socket = find(call, number);
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_ACCEPT, number, pending);
    if (socket == NULL || socket->kind != TW_NET_LISTENER) {
        return answer(call, pending, socket == NULL ? TW_ERR_INVAL : TW_ERR_STATE);
    }
    return tw__socket_wait_begin(sockets_of(call), &wait);
}

tw_err_t tw_host_net_send(tw_call_t *call, uint32_t number, tw_list_t data, tw_pending_t pending) {
    const struct tw_socket *socket = find(call, number);
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_SEND, number, pending);
    wait.addr = (uint32_t)tw_arg_i32(call, 1);
    wait.size = data.count;
    bool is_possible = socket != NULL && (socket->kind == TW_NET_TCP ||
                                          (socket->kind == TW_NET_UDP && socket->has_peer));
    if (!is_possible) {
        return answer(call, pending, socket == NULL ? TW_ERR_INVAL : TW_ERR_STATE);
    }
    if (socket->kind == TW_NET_UDP) {
        wait.what = TW__WAIT_SEND_TO;
        wait.peer = socket->peer;
    }
    return tw__socket_wait_begin(sockets_of(call), &wait);
}

tw_err_t tw_host_net_send_to(tw_call_t *call, uint32_t number, tw_str_t host, uint16_t port,
                             tw_list_t data, tw_pending_t pending) {
    const struct tw_socket *socket = find(call, number);
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_SEND_NAME, number, pending);
    wait.addr = (uint32_t)tw_arg_i32(call, 4);
    wait.size = data.count;
    wait.port = port;
    if (socket == NULL || socket->kind != TW_NET_UDP) {
        return answer(call, pending, socket == NULL ? TW_ERR_INVAL : TW_ERR_STATE);
    }
    return begin_with_host(call, "udp", host, &wait);
}

tw_err_t tw_host_net_receive(tw_call_t *call, uint32_t number, tw_buffer_t buffer,
                             tw_pending_t pending) {
    const struct tw_socket *socket = find(call, number);
    struct tw_socket_wait wait = wait_of(call, TW__WAIT_RECEIVE, number, pending);
    wait.addr = (uint32_t)tw_arg_i32(call, 1);
    wait.size = buffer.count;
    if (socket == NULL || socket->kind == TW_NET_LISTENER) {
        return answer(call, pending, socket == NULL ? TW_ERR_INVAL : TW_ERR_STATE);
    }
    return tw__socket_wait_begin(sockets_of(call), &wait);
}

void tw_host_net_resolve_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}
void tw_host_net_connect_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}
void tw_host_net_accept_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}
void tw_host_net_send_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}
void tw_host_net_send_to_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}
void tw_host_net_receive_cancel(void *ctx, tw_pending_t pending) {
    tw__socket_wait_cancel((tw_sockets_t *)ctx, pending);
}

// ---- the device ---------------------------------------------------------------------------------

static enum told what_of(tw_sockets_t *sockets, const struct tw_socket *socket) {
    tw_net_status_t status;
    tw_net_status(sockets->use->net, socket->socket, &status);
    return status.state == TW_NET_FAILED ? TOLD_FAILED
           : status.can_receive          ? TOLD_RECEIVE
                                         : TOLD_NOTHING;
}

static void tell(tw_sockets_t *sockets, struct tw_socket *socket, uint32_t now_ms) {
    enum told what = what_of(sockets, socket);
    bool is_new = what != socket->told || now_ms - socket->told_ms >= TELL_MS;
    if (what == TOLD_NOTHING || !is_new) {
        return;
    }
    int32_t number = (int32_t)(socket - sockets->sockets);
    const tw_event_t event = {"on_net", {number, (int32_t)what}, socket->id};
    if (tw_event_post(sockets->use->engine, &event) == TW_ERR_OK) {
        socket->told = (uint8_t)what;
        socket->told_ms = now_ms;
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_sockets_t *sockets = (tw_sockets_t *)device;
    sockets->use->now_ms = now_ms;
    tw__socket_wait_poll(sockets, now_ms);
    for (uint32_t i = 0; i < TW_SOCKETS; i++) {
        struct tw_socket *socket = &sockets->sockets[i];
        if (socket->owner != NULL && socket->is_watched) {
            tell(sockets, socket, now_ms);
        }
    }
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_sockets_t *sockets = (tw_sockets_t *)((char *)watch - offsetof(tw_sockets_t, watch));
    for (uint32_t i = 0; i < TW_SOCKETS; i++) {
        if (sockets->sockets[i].owner == instance) {
            close_socket(sockets, &sockets->sockets[i]);
        }
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_sockets_t *sockets = (tw_sockets_t *)device;
    tw__net_use_start(sockets->use, engine);
    sockets->watch.gone = gone;
    tw_engine_watch(engine, &sockets->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_sockets_t *)device)->module;
}

void tw_sockets_init(tw_sockets_t *sockets, tw_net_use_t *use) {
    static const tw_device_ops_t ops = {"net", start, NULL, poll, host_module};
    *sockets = (tw_sockets_t){.device = {.ops = &ops}, .use = use};
    sockets->module = tw_host_net;
    sockets->module.ctx = sockets;
}
