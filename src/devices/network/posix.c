// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "posix.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The kernel keeps what a socket is; what it says is asked when somebody wants to know.

#define BACKLOG 8

tw_net_posix_t *tw__posix_of(tw_net_t *net) {
    return (tw_net_posix_t *)(void *)net;
}

static struct tw_net_posix_socket *socket_of(tw_net_t *net, uint32_t socket) {
    return &tw__posix_of(net)->sockets[socket];
}

struct sockaddr_in tw__posix_sockaddr(const uint8_t ip[4], uint16_t port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    memcpy(&address.sin_addr, ip, 4);
    return address;
}

static tw_net_addr_t addr_of(const struct sockaddr_in *address) {
    tw_net_addr_t addr = {{0}, ntohs(address->sin_port)};
    memcpy(addr.ip, &address->sin_addr, 4);
    return addr;
}

void tw__posix_not_wait(int fd) {
    (void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void set_option(int fd, int level, int option) {
    int one = 1;
    (void)setsockopt(fd, level, option, &one, sizeof one);
}

static tw_net_cause_t cause_of(int error) {
    switch (error) {
        case ECONNREFUSED:
            return TW_NET_REFUSED;
        case ECONNRESET:
        case EPIPE:
            return TW_NET_RESET;
        case ETIMEDOUT:
            return TW_NET_TIMEOUT;
        case ENETUNREACH:
        case EHOSTUNREACH:
        case EACCES:
        case EPERM:
        case EINVAL:
            return TW_NET_UNREACHABLE;
        default:
            return TW_NET_LOST;
    }
}

static tw_err_t fail(struct tw_net_posix_socket *at, int error) {
    at->state = TW_NET_FAILED;
    at->cause = cause_of(error);
    return TW_ERR_IO;
}

static bool would_wait(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOBUFS;
}

// ---- open and close -----------------------------------------------------------------------------

static tw_err_t find_free(tw_net_posix_t *net, uint32_t *socket) {
    for (uint32_t i = 0; i < TW_NET_POSIX_SOCKETS; i++) {
        if (net->sockets[i].state == TW_NET_FREE) {
            *socket = i;
            return TW_ERR_OK;
        }
    }
    return TW_ERR_LIMIT;
}

static int bind_to(int fd, const uint8_t ip[4], uint16_t port) {
    struct sockaddr_in address = tw__posix_sockaddr(ip, port);
    return bind(fd, (struct sockaddr *)&address, sizeof address);
}

// Makes fd what its kind is to be; 0, or -1 and errno.
static int set_up(const tw_net_posix_t *net, int fd, tw_net_kind_t kind, uint16_t port) {
    tw__posix_not_wait(fd);
    if (kind == TW_NET_UDP) {
        set_option(fd, SOL_SOCKET, SO_BROADCAST);
        return port == 0 ? 0 : bind_to(fd, net->ip, port);
    }
    set_option(fd, SOL_SOCKET, SO_REUSEADDR);
    if (kind == TW_NET_TCP) {
        set_option(fd, IPPROTO_TCP, TCP_NODELAY);
        return port == 0 ? 0 : bind_to(fd, (const uint8_t[4]){0}, port);
    }
    return bind_to(fd, net->ip, port) == 0 ? listen(fd, BACKLOG) : -1;
}

static tw_err_t err_of_open(int error) {
    switch (error) {
        case EADDRINUSE:
            return TW_ERR_EXIST;
        case EACCES:
        case EPERM:
            return TW_ERR_DENIED;
        case EMFILE:
        case ENFILE:
            return TW_ERR_LIMIT;
        default:
            return TW_ERR_IO;
    }
}

static tw_err_t posix_open(tw_net_t *base, tw_net_kind_t kind, uint16_t port, uint32_t *number) {
    tw_net_posix_t *net = tw__posix_of(base);
    uint32_t free = 0;
    tw_err_t err = find_free(net, &free);
    if (err != TW_ERR_OK) {
        return err;
    }
    int fd = socket(AF_INET, kind == TW_NET_UDP ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (fd < 0) {
        return err_of_open(errno);
    }
    if (set_up(net, fd, kind, port) != 0) {
        err = err_of_open(errno);
        (void)close(fd);
        return err;
    }
    net->sockets[free] = (struct tw_net_posix_socket){
        .kind = kind, .state = kind == TW_NET_TCP ? TW_NET_IDLE : TW_NET_OPEN, .fd = fd};
    *number = free;
    return TW_ERR_OK;
}

static void posix_close(tw_net_t *net, uint32_t socket, bool is_abort) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    if (is_abort && at->kind == TW_NET_TCP) {
        struct linger linger = {.l_onoff = 1, .l_linger = 0};
        (void)setsockopt(at->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    }
    (void)close(at->fd);
    at->state = TW_NET_FREE;
}

// ---- what a socket is ---------------------------------------------------------------------------

static short ready(const struct tw_net_posix_socket *at) {
    struct pollfd one = {.fd = at->fd, .events = POLLIN | POLLOUT};
    return poll(&one, 1, 0) > 0 ? one.revents : 0;
}

static void see_connected(struct tw_net_posix_socket *at) {
    int error = 0;
    socklen_t size = sizeof error;
    (void)getsockopt(at->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        (void)fail(at, error);
    } else {
        at->state = TW_NET_OPEN;
    }
}

static void see_end(struct tw_net_posix_socket *at) {
    char byte;
    ssize_t size = recv(at->fd, &byte, 1, MSG_PEEK);
    if (size == 0) {
        at->state = TW_NET_ENDED;
    } else if (size < 0 && !would_wait(errno)) {
        (void)fail(at, errno);
    }
}

// What has happened since somebody looked; gives what poll said.
static short update(struct tw_net_posix_socket *at) {
    short events = at->state == TW_NET_IDLE ? 0 : ready(at);
    if (at->state == TW_NET_CONNECTING && (events & (POLLOUT | POLLERR | POLLHUP)) != 0) {
        see_connected(at);
    }
    bool is_stream = at->kind == TW_NET_TCP && at->state == TW_NET_OPEN;
    if (is_stream && (events & (POLLIN | POLLERR | POLLHUP)) != 0) {
        see_end(at);
    }
    return events;
}

static void posix_status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    if (at->state == TW_NET_FREE) {
        return;
    }
    short events = update(at);
    bool is_open = at->state == TW_NET_OPEN || at->state == TW_NET_ENDED;
    *status = (tw_net_status_t){
        .kind = at->kind,
        .state = at->state,
        .cause = at->cause,
        .peer = at->peer,
        .can_receive = is_open && (events & POLLIN) != 0,
        .can_send =
            is_open && !at->has_ended && at->kind != TW_NET_LISTENER && (events & POLLOUT) != 0,
    };
    struct sockaddr_in local;
    socklen_t size = sizeof local;
    if (getsockname(at->fd, (struct sockaddr *)&local, &size) == 0) {
        status->local = addr_of(&local);
    }
}

// ---- TCP ----------------------------------------------------------------------------------------

static tw_err_t posix_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    struct sockaddr_in address = tw__posix_sockaddr(peer->ip, peer->port);
    at->peer = *peer;
    at->state = TW_NET_CONNECTING;
    if (connect(at->fd, (struct sockaddr *)&address, sizeof address) == 0) {
        at->state = TW_NET_OPEN;
    } else if (errno != EINPROGRESS && errno != EINTR) {
        return fail(at, errno);
    }
    return TW_ERR_OK;
}

static tw_err_t posix_accept(tw_net_t *base, uint32_t listener, uint32_t *socket) {
    tw_net_posix_t *net = tw__posix_of(base);
    uint32_t free = 0;
    tw_err_t err = find_free(net, &free);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    int fd = accept(net->sockets[listener].fd, (struct sockaddr *)&peer, &size);
    if (fd < 0) {
        return errno == EMFILE || errno == ENFILE ? TW_ERR_LIMIT : TW_ERR_NOENT;
    }
    tw__posix_not_wait(fd);
    set_option(fd, IPPROTO_TCP, TCP_NODELAY);
    net->sockets[free] = (struct tw_net_posix_socket){
        .kind = TW_NET_TCP, .state = TW_NET_OPEN, .fd = fd, .peer = addr_of(&peer)};
    *socket = free;
    return TW_ERR_OK;
}

static tw_err_t posix_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                           size_t *sent) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    if (at->has_ended) {
        return TW_ERR_STATE;
    }
    ssize_t count = send(at->fd, bytes, size, MSG_NOSIGNAL);
    if (count < 0) {
        return would_wait(errno) ? TW_ERR_OK : fail(at, errno);
    }
    tw__posix_of(net)->bytes_out += (uint32_t)count;
    *sent = (size_t)count;
    return TW_ERR_OK;
}

static tw_err_t posix_receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                              size_t *received) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    ssize_t count = recv(at->fd, bytes, size, 0);
    if (count < 0) {
        return would_wait(errno) ? TW_ERR_OK : fail(at, errno);
    }
    if (count == 0) {
        at->state = TW_NET_ENDED;
        return TW_ERR_STATE;
    }
    tw__posix_of(net)->bytes_in += (uint32_t)count;
    *received = (size_t)count;
    return TW_ERR_OK;
}

static tw_err_t posix_end(tw_net_t *net, uint32_t socket) {
    struct tw_net_posix_socket *at = socket_of(net, socket);
    at->has_ended = true;
    return shutdown(at->fd, SHUT_WR) == 0 ? TW_ERR_OK : fail(at, errno);
}

// ---- UDP ----------------------------------------------------------------------------------------

static tw_err_t posix_send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                              const void *bytes, size_t size) {
    struct sockaddr_in address = tw__posix_sockaddr(peer->ip, peer->port);
    ssize_t count = sendto(socket_of(net, socket)->fd, bytes, size, MSG_NOSIGNAL,
                           (struct sockaddr *)&address, sizeof address);
    if (count >= 0) {
        tw__posix_of(net)->bytes_out += (uint32_t)count;
        return TW_ERR_OK;
    }
    return would_wait(errno) ? TW_ERR_BUSY : errno == EMSGSIZE ? TW_ERR_LIMIT : TW_ERR_IO;
}

static tw_err_t posix_receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                                   size_t size, size_t *received) {
    struct sockaddr_in from;
    struct iovec part = {.iov_base = bytes, .iov_len = size};
    struct msghdr message = {
        .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &part, .msg_iovlen = 1};
    ssize_t count = recvmsg(socket_of(net, socket)->fd, &message, 0);
    if (count < 0) {
        return TW_ERR_NOENT;
    }
    tw__posix_of(net)->bytes_in += (uint32_t)count;
    *peer = addr_of(&from);
    *received = (size_t)count;
    return (message.msg_flags & MSG_TRUNC) != 0 ? TW_ERR_LIMIT : TW_ERR_OK;
}

// ---- the carrier --------------------------------------------------------------------------------

static void posix_info(tw_net_t *base, tw_net_info_t *info) {
    tw_net_posix_t *net = tw__posix_of(base);
    info->is_up = true;
    info->has_addr = true;
    memcpy(info->ip, net->ip, 4);
    info->bytes_in = net->bytes_in;
    info->bytes_out = net->bytes_out;
}

static void posix_stop(tw_device_t *device) {
    tw_net_t *net = (tw_net_t *)device;
    for (uint32_t i = 0; i < net->socket_count; i++) {
        tw_net_close(net, i);
    }
    for (uint32_t i = 0; i < net->question_count; i++) {
        tw_net_forget(net, i);
    }
}

static const tw_device_ops_t device_ops = {.name = "posix", .stop = posix_stop};
static const tw_net_ops_t net_ops = {
    .open = posix_open,
    .connect = posix_connect,
    .accept = posix_accept,
    .send = posix_send,
    .receive = posix_receive,
    .send_to = posix_send_to,
    .receive_from = posix_receive_from,
    .end = posix_end,
    .close = posix_close,
    .status = posix_status,
    .resolve = tw__posix_resolve,
    .ping = tw__posix_ping,
    .answer = tw__posix_answer,
    .forget = tw__posix_forget,
    .info = posix_info,
};

void tw_net_posix_init(tw_net_posix_t *net) {
    *net = (tw_net_posix_t){.base = {.device = {.ops = &device_ops},
                                     .ops = &net_ops,
                                     .socket_count = TW_NET_POSIX_SOCKETS,
                                     .question_count = TW_NET_POSIX_QUESTIONS},
                            .ip = {127, 0, 0, 1}};
}
