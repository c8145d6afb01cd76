// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A watchdog: the program ends with code 97. In real time it is the system's interval timer, so
// that it bites whatever the program does, in a handler of an interrupt too.

#define _XOPEN_SOURCE 700

#include "hal.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "link.h"

#define EXIT_WATCHDOG 97

static uint32_t timeout_ms;
static sim_event_t event;

static void bite(void) {
    static const char text[] = "host: the watchdog was not fed in time\n";
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    link_send_end();
    _exit(EXIT_WATCHDOG);
}

static void on_alarm(int number) {
    (void)number;
    bite();
}

static void on_time(void *ctx) {
    (void)ctx;
    bite();
}

static void feed_really(void) {
    const struct itimerval setting = {
        {0, 0}, {(time_t)(timeout_ms / 1000u), (suseconds_t)(timeout_ms % 1000u) * 1000}};
    (void)setitimer(ITIMER_REAL, &setting, NULL);
}

void hal_watchdog_feed(void) {
    if (timeout_ms == 0) {
        return;
    }
    if (clock_is_virtual()) {
        sim_at(&event, sim_now_us() + timeout_ms * UINT64_C(1000), on_time, NULL);
    } else {
        feed_really();
    }
}

hal_result_t hal_watchdog_start(uint32_t ms) {
    struct sigaction action = {.sa_handler = on_alarm};
    if (ms == 0) {
        return HAL_INVALID;
    }
    if (sigaction(SIGALRM, &action, NULL) != 0) {
        return HAL_FAILED;
    }
    timeout_ms = ms;
    hal_watchdog_feed();
    return HAL_OK;
}
