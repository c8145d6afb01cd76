// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sealed.h"
#include "tinywasm/shell_remote.h"

// tcp://HOST[:PORT]

#define CONNECT_MS 10000

// Splits "HOST:PORT" or "[IPV6]:PORT". False: it is none of these.
static bool split(const char *address, char *host, size_t room, char *port, size_t port_room) {
    bool is_bracketed = address[0] == '[';
    const char *from = address + is_bracketed;
    const char *end = is_bracketed ? strchr(from, ']') : from + strcspn(from, ":/");
    if (end == NULL || end == from || (size_t)(end - from) >= room) {
        return false;
    }
    snprintf(host, room, "%.*s", (int)(end - from), from);
    end += is_bracketed;
    snprintf(port, port_room, "%u", (unsigned)TW_SHELL_REMOTE_PORT);
    if (*end == ':') {
        size_t digits = strspn(end + 1, "0123456789");
        snprintf(port, port_room, "%s", end + 1);
        return digits > 0 && digits < port_room && end[1 + digits] == '\0';
    }
    return *end == '\0';
}

static bool finish(int fd) {
    struct pollfd ready = {fd, POLLOUT, 0};
    int error = ETIMEDOUT;
    socklen_t size = sizeof error;
    if (poll(&ready, 1, CONNECT_MS) > 0) {
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    errno = error;
    return error == 0;
}

static int connect_to(const struct addrinfo *info) {
    int one = 1;
    int fd = socket(info->ai_family, info->ai_socktype, info->ai_protocol);
    if (fd < 0) {
        return -1;
    }
    fcntl(fd, F_SETFL, O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    bool is_connected =
        connect(fd, info->ai_addr, info->ai_addrlen) == 0 || (errno == EINPROGRESS && finish(fd));
    if (!is_connected) {
        int error = errno;
        close(fd);
        errno = error;
    }
    return is_connected ? fd : -1;
}

static int connect_tcp(const char *address, const char **problem) {
    char host[256];
    char port[8];
    struct addrinfo hints;
    struct addrinfo *list = NULL;
    signal(SIGPIPE, SIG_IGN);  // a peer that has gone is an error like others
    if (!split(address, host, sizeof host, port, sizeof port)) {
        *problem = "this is no address: name tcp://HOST[:PORT]";
        return -1;
    }
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    int code = getaddrinfo(host, port, &hints, &list);
    if (code != 0) {
        *problem = gai_strerror(code);
        return -1;
    }
    int fd = -1;
    for (const struct addrinfo *info = list; info != NULL && fd < 0; info = info->ai_next) {
        fd = connect_to(info);
    }
    int error = errno;
    freeaddrinfo(list);
    errno = error;
    return fd;
}

const struct scheme scheme_tcp = {"tcp://", connect_tcp};
