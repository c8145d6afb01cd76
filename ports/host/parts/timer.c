// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Timers by the system's, whose signal is the interrupt: it comes between any two instructions of
// the program, as on a chip.

#define _POSIX_C_SOURCE 200809L

#include "hal.h"

#include <signal.h>
#include <time.h>

#define TIMERS 3u

static struct timer {
    timer_t id;
    bool is_made;
    volatile bool is_running;
    hal_isr_t isr;
    void *ctx;
    bool is_periodic;
} timers[TIMERS];

static void on_signal(int number, siginfo_t *info, void *context) {
    (void)number;
    (void)context;
    struct timer *timer = info->si_value.sival_ptr;
    if (timer->is_running) {
        timer->is_running = timer->is_periodic;
        timer->isr(timer->ctx);
    }
}

static bool make(struct timer *timer) {
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent event = {
        .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value = {.sival_ptr = timer}};
    timer->is_made = timer->is_made || (sigaction(SIGRTMIN, &action, NULL) == 0 &&
                                        timer_create(CLOCK_MONOTONIC, &event, &timer->id) == 0);
    return timer->is_made;
}

hal_result_t hal_timer_stop(uint32_t timer) {
    static const struct itimerspec never = {{0, 0}, {0, 0}};
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    timers[timer].is_running = false;
    if (timers[timer].is_made) {
        (void)timer_settime(timers[timer].id, 0, &never, NULL);
    }
    return HAL_OK;
}

hal_result_t hal_timer_start(uint32_t timer, uint32_t period_us, bool is_periodic, hal_isr_t isr,
                             void *ctx) {
    if (timer >= TIMERS) {
        return HAL_ABSENT;
    }
    if (period_us == 0) {
        return HAL_INVALID;
    }
    (void)hal_timer_stop(timer);
    if (!make(&timers[timer])) {
        return HAL_FAILED;
    }
    timers[timer].isr = isr;
    timers[timer].ctx = ctx;
    timers[timer].is_periodic = is_periodic;
    timers[timer].is_running = true;
    const struct timespec period = {(time_t)(period_us / 1000000u),
                                    (long)(period_us % 1000000u) * 1000L};
    const struct itimerspec setting = {is_periodic ? period : (struct timespec){0, 0}, period};
    return timer_settime(timers[timer].id, 0, &setting, NULL) == 0 ? HAL_OK : HAL_FAILED;
}
