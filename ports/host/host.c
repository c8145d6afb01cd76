// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The PC as a board. Started plainly, the console is standard input and output and the clock the
// PC's; under `tw sim` both are the tool's.

#define _POSIX_C_SOURCE 200809L

#include "hal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "link.h"
#include "world.h"

#define CONSOLE 0u
#define MS 1000u

// A program that crashes has its end and what was recorded sent, too.
static void on_crash(int number) {
    link_send_end();
    raise(number);
}

static void catch_crashes(void) {
    static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
    const struct sigaction action = {.sa_handler = on_crash, .sa_flags = (int)SA_RESETHAND};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction before;
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL) {
            sigaction(signals[i], &action, NULL);
        }
    }
}

// A chip is there before its program runs.
__attribute__((constructor)) static void power_on(void) {
    link_start();
    if (link_is_there()) {
        catch_crashes();
    }
    board_attach();
    link_wait_for_start();
}

// Here too when main returns.
__attribute__((destructor)) static void power_off(void) {
    link_send_end();
}

void hal_console_write(const void *bytes, size_t size) {
    const char *from = bytes;
    if (link_is_there()) {
        link_send_output(CONSOLE, bytes, size);
        return;
    }
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

static size_t read_standard_input(void *bytes, size_t size) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (size == 0 || poll(&input, 1, 0) <= 0) {
        return 0;
    }
    ssize_t count = read(STDIN_FILENO, bytes, size);
    has_ended = has_ended || count == 0;
    return count > 0 ? (size_t)count : 0;
}

size_t hal_console_read(void *bytes, size_t size) {
    return link_is_there() ? line_read(CONSOLE, bytes, size) : read_standard_input(bytes, size);
}

uint32_t hal_ticks_ms(void) {
    uint64_t us = clock_program_us();
    clock_look();
    return (uint32_t)(us / MS);
}

uint32_t hal_ticks_us(void) {
    uint64_t us = clock_program_us();
    clock_look();
    return (uint32_t)us;
}

void hal_sleep_ms(uint32_t ms) {
    clock_sleep((uint64_t)ms * MS, false);
}

// Without the tool input wakes the program too.
void hal_sleep_until_interrupt(void) {
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (link_is_there()) {
        clock_sleep(MS - clock_program_us() % MS, true);
    } else {
        (void)poll(&input, has_ended ? 0 : 1, 1);
    }
}

uint32_t hal_counter_read(void) {
    uint64_t ns = clock_program_ns();
    clock_look();
    return (uint32_t)ns;
}

uint32_t hal_counter_hz(void) {
    return 1000000000u;
}

void hal_exit(int code) {
    exit(code);
}

void hal_reset(void) {
    link_send_reset();
    exit(0);
}
