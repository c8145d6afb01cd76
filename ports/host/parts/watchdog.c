// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A watchdog by the system's interval timer: the program ends with code 97, whatever it does.

#define _XOPEN_SOURCE 700

#include "hal.h"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#define EXIT_WATCHDOG 97

static uint32_t timeout_ms;

static void on_alarm(int number) {
    (void)number;
    _exit(EXIT_WATCHDOG);
}

void hal_watchdog_feed(void) {
    const struct itimerval setting = {
        {0, 0}, {(time_t)(timeout_ms / 1000u), (suseconds_t)(timeout_ms % 1000u) * 1000}};
    if (timeout_ms != 0) {
        (void)setitimer(ITIMER_REAL, &setting, NULL);
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
