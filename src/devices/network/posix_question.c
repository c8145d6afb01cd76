// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "posix.h"

// getaddrinfo waits, so a thread calls it. The two share nothing but a pair of sockets, of which
// each closes its own: the thread is sent a name and sends what it came to, if anybody listens.

struct found {
    int error;
    uint8_t ip[4];
};

#define NO_FD (-1)

#define ECHO_REQUEST 8u
#define ECHO_REPLY 0u
#define ECHO_BYTES 8u

static uint64_t now_us(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

static tw_err_t find_free(tw_net_t *net, uint32_t *question) {
    for (uint32_t i = 0; i < TW_NET_POSIX_QUESTIONS; i++) {
        if (tw__posix_of(net)->questions[i].kind == TW_NET_POSIX_NONE) {
            *question = i;
            return TW_ERR_OK;
        }
    }
    return TW_ERR_BUSY;
}

// ---- names --------------------------------------------------------------------------------------

static struct found look_up(const char *name) {
    struct addrinfo wanted = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    struct found found = {.error = getaddrinfo(name, NULL, &wanted, &list)};
    if (found.error == 0) {
        const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)list->ai_addr;
        memcpy(found.ip, &address->sin_addr, 4);
        freeaddrinfo(list);
    }
    return found;
}

static void *serve(void *ctx) {
    int fd = (int)(intptr_t)ctx;
    char name[TW_NET_NAME_BYTES + 1] = {0};
    if (recv(fd, name, sizeof name - 1, 0) > 0) {
        struct found found = look_up(name);
        (void)send(fd, &found, sizeof found, MSG_NOSIGNAL);  // else nobody listens
    }
    (void)close(fd);
    return NULL;
}

static bool start_thread(int fd) {
    pthread_t thread;
    pthread_attr_t detached;
    (void)pthread_attr_init(&detached);
    (void)pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    bool is_begun = pthread_create(&thread, &detached, serve, (void *)(intptr_t)fd) == 0;
    (void)pthread_attr_destroy(&detached);
    return is_begun;
}

static tw_err_t begin_lookup(struct tw_net_posix_question *at, const char *name) {
    int fds[2];  // ours, and the thread's
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds) != 0) {
        return TW_ERR_BUSY;
    }
    tw__posix_not_wait(fds[0]);
    (void)fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    ssize_t size = (ssize_t)strlen(name);
    if (send(fds[0], name, (size_t)size, MSG_NOSIGNAL) != size || !start_thread(fds[1])) {
        (void)close(fds[0]);
        (void)close(fds[1]);
        return TW_ERR_BUSY;
    }
    at->fd = fds[0];
    return TW_ERR_OK;
}

tw_err_t tw__posix_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    uint32_t free_one = 0;
    tw_err_t err = find_free(net, &free_one);
    if (err != TW_ERR_OK) {
        return err;
    }
    struct tw_net_posix_question *at = &tw__posix_of(net)->questions[free_one];
    *at = (struct tw_net_posix_question){.kind = TW_NET_POSIX_NONE, .fd = NO_FD};
    if (!tw_net_parse_ip(name, at->answer.ip)) {
        err = begin_lookup(at, name);
    }
    if (err == TW_ERR_OK) {
        at->kind = TW_NET_POSIX_NAME;
        *question = free_one;
    }
    return err;
}

static tw_err_t name_answer(struct tw_net_posix_question *at) {
    struct found found = {0};
    if (at->fd == NO_FD) {
        return TW_ERR_OK;
    }
    if (recv(at->fd, &found, sizeof found, 0) != (ssize_t)sizeof found) {
        return TW_ERR_PENDING;
    }
    memcpy(at->answer.ip, found.ip, 4);
    return found.error == 0                                        ? TW_ERR_OK
           : found.error == EAI_AGAIN || found.error == EAI_SYSTEM ? TW_ERR_IO
                                                                   : TW_ERR_NOENT;
}

// ---- pings --------------------------------------------------------------------------------------

static void put_u16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

// The kernel sets identifier and checksum.
static bool send_echo(int fd, const uint8_t ip[4], uint16_t sequence) {
    struct sockaddr_in address = tw__posix_sockaddr(ip, 0);
    uint8_t request[ECHO_BYTES] = {ECHO_REQUEST};
    put_u16(request + 6, sequence);
    return sendto(fd, request, sizeof request, 0, (struct sockaddr *)&address, sizeof address) ==
           (ssize_t)sizeof request;
}

tw_err_t tw__posix_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                        uint32_t *question) {
    static uint16_t sequence;
    uint32_t free_one = 0;
    tw_err_t err = find_free(net, &free_one);
    if (err != TW_ERR_OK) {
        return err;
    }
    int fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    if (fd < 0) {
        return TW_ERR_UNSUPPORTED;
    }
    tw__posix_not_wait(fd);
    uint64_t now = now_us();
    sequence++;
    tw__posix_of(net)->questions[free_one] =
        (struct tw_net_posix_question){.kind = TW_NET_POSIX_PING,
                                       .fd = fd,
                                       .sequence = sequence,
                                       .begin_us = now,
                                       .end_us = now + 1000u * (uint64_t)timeout_ms};
    memcpy(tw__posix_of(net)->questions[free_one].answer.ip, ip, 4);
    (void)send_echo(fd, ip, sequence);  // else nobody will answer
    *question = free_one;
    return TW_ERR_OK;
}

static tw_err_t ping_answer(struct tw_net_posix_question *at) {
    uint8_t reply[ECHO_BYTES];
    while (recv(at->fd, reply, sizeof reply, 0) == (ssize_t)sizeof reply) {
        uint32_t sequence = (uint32_t)reply[6] << 8 | reply[7];
        if (reply[0] == ECHO_REPLY && sequence == at->sequence) {
            at->answer.us = (uint32_t)(now_us() - at->begin_us);
            return TW_ERR_OK;
        }
    }
    return now_us() < at->end_us ? TW_ERR_PENDING : TW_ERR_IO;
}

// ---- both ---------------------------------------------------------------------------------------

void tw__posix_forget(tw_net_t *net, uint32_t question) {
    struct tw_net_posix_question *at = &tw__posix_of(net)->questions[question];
    if (at->kind != TW_NET_POSIX_NONE && at->fd != NO_FD) {
        (void)close(at->fd);
    }
    at->kind = TW_NET_POSIX_NONE;
}

tw_err_t tw__posix_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    struct tw_net_posix_question *at = &tw__posix_of(net)->questions[question];
    if (at->kind == TW_NET_POSIX_NONE) {
        return TW_ERR_INVAL;
    }
    tw_err_t err = at->kind == TW_NET_POSIX_NAME ? name_answer(at) : ping_answer(at);
    *answer = at->answer;
    if (err != TW_ERR_PENDING) {
        tw__posix_forget(net, question);
    }
    return err;
}
