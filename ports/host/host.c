// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The PC as a board: the console is standard input and output, the clock the system's.

#define _POSIX_C_SOURCE 200809L

#include "hal.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void hal_console_write(const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        ssize_t written = write(STDOUT_FILENO, from, size);
        if (written < 0 && errno != EINTR) {
            exit(1);  // nobody listens any more
        }
        if (written > 0) {
            from += written;
            size -= (size_t)written;
        }
    }
}

static bool has_ended;  // standard input

size_t hal_console_read(void *bytes, size_t size) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (size == 0 || poll(&input, 1, 0) <= 0) {
        return 0;
    }
    ssize_t count = read(STDIN_FILENO, bytes, size);
    has_ended = has_ended || count == 0;
    return count > 0 ? (size_t)count : 0;
}

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint32_t hal_ticks_ms(void) {
    return (uint32_t)(now_ns() / 1000000u);
}

uint32_t hal_ticks_us(void) {
    return (uint32_t)(now_ns() / 1000u);
}

void hal_sleep_ms(uint32_t ms) {
    struct timespec left = {(time_t)(ms / 1000u), (long)(ms % 1000u) * 1000000L};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

// Input wakes the program too.
void hal_sleep_until_interrupt(void) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    (void)poll(&input, has_ended ? 0 : 1, 1);
}

uint32_t hal_counter_read(void) {
    return (uint32_t)now_ns();
}

uint32_t hal_counter_hz(void) {
    return 1000000000u;
}

void hal_exit(int code) {
    exit(code);
}

void hal_reset(void) {
    exit(0);
}
