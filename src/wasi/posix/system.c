// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Clocks, random bytes and waiting.

#define _GNU_SOURCE

#include "posix.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define WAITS_MAX 64u
#define NS_PER_S 1000000000u

static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID,
                                   CLOCK_THREAD_CPUTIME_ID};

static tw_wasi_errno_t ask(int (*function)(clockid_t, struct timespec *), uint32_t clock,
                           uint64_t *ns) {
    struct timespec time;
    if (clock >= sizeof clocks / sizeof clocks[0]) {
        return TW_WASI_INVAL;
    }
    tw_wasi_errno_t code = posix_result(function(clocks[clock], &time));
    *ns = code == TW_WASI_SUCCESS ? (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec : 0;
    return code;
}

static tw_wasi_errno_t clock_time(void *ctx, uint32_t clock, uint64_t *ns) {
    (void)ctx;
    return ask(clock_gettime, clock, ns);
}

static tw_wasi_errno_t clock_resolution(void *ctx, uint32_t clock, uint64_t *ns) {
    (void)ctx;
    return ask(clock_getres, clock, ns);
}

static tw_wasi_errno_t fill_random(void *ctx, uint8_t *bytes, uint32_t size) {
    (void)ctx;
    while (size > 0) {
        ssize_t count = getrandom(bytes, size, 0);
        if (count < 0 && errno != EINTR) {
            return posix_errno(errno);
        }
        if (count > 0) {
            bytes += count;
            size -= (uint32_t)count;
        }
    }
    return TW_WASI_SUCCESS;
}

static void yield(void *ctx) {
    (void)ctx;
    (void)sched_yield();
}

static void set_answer(tw_wasi_wait_t *wait, const struct pollfd *polled) {
    int count = 0;
    wait->is_ready = polled->revents != 0;
    wait->has_hung_up = (polled->revents & POLLHUP) != 0;
    wait->error = (polled->revents & POLLNVAL) != 0  ? TW_WASI_BADF
                  : (polled->revents & POLLERR) != 0 ? TW_WASI_IO
                                                     : TW_WASI_SUCCESS;
    bool has_count = wait->is_ready && !wait->is_write && ioctl(polled->fd, FIONREAD, &count) == 0;
    wait->size = has_count && count > 0 ? (uint64_t)count : 0;
}

static tw_wasi_errno_t wait_for(void *ctx, tw_wasi_wait_t *waits, uint32_t count,
                                uint64_t timeout_ns) {
    struct pollfd polled[WAITS_MAX];
    struct timespec timeout = {(time_t)(timeout_ns / NS_PER_S), (long)(timeout_ns % NS_PER_S)};
    (void)ctx;
    if (count > WAITS_MAX) {
        return TW_WASI_NOMEM;
    }
    for (uint32_t i = 0; i < count; i++) {
        polled[i] =
            (struct pollfd){(int)waits[i].file->handle, waits[i].is_write ? POLLOUT : POLLIN, 0};
    }
    int result = ppoll(polled, count, timeout_ns == TW_WASI_NO_TIMEOUT ? NULL : &timeout, NULL);
    for (uint32_t i = 0; i < count && result >= 0; i++) {
        set_answer(&waits[i], &polled[i]);
    }
    return posix_result(result);
}

const tw_wasi_system_t tw_wasi_posix_system = {
    clock_time, clock_resolution, fill_random, wait_for, yield, NULL};
