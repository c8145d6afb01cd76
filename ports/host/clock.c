// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Time, and the row of what is due. Virtual time is a number that moves when the program sleeps or
// looks; on its way what is due is called. Real time is the PC's, and a signal at the time of the
// first event in the row is the interrupt: it comes between any two instructions of the program.

#define _POSIX_C_SOURCE 200809L

#include "clock.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

static struct {
    bool is_virtual;
    uint64_t now_us;     // of virtual time
    uint64_t start_us;   // when the program was started
    uint64_t offset_ns;  // the PC's clock at 0 of real time
    sim_event_t *first;
    timer_t timer;
    bool has_timer;
    volatile sig_atomic_t holds;
    volatile sig_atomic_t is_late;  // the signal came while held
    volatile sig_atomic_t is_calling;
} state;

static uint64_t pc_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void clock_start(bool is_virtual, uint64_t start_us) {
    state.is_virtual = is_virtual;
    state.now_us = start_us;
    state.start_us = start_us;
    state.offset_ns = pc_ns() - start_us * 1000u;
}

bool clock_is_virtual(void) {
    return state.is_virtual;
}

uint64_t sim_now_us(void) {
    return state.is_virtual ? state.now_us : (pc_ns() - state.offset_ns) / 1000u;
}

uint64_t clock_program_us(void) {
    return sim_now_us() - state.start_us;
}

uint64_t clock_program_ns(void) {
    return state.is_virtual ? clock_program_us() * 1000u
                            : pc_ns() - state.offset_ns - state.start_us * 1000u;
}

// ---- the row of what is due ---------------------------------------------------------------------

static void on_signal(int number);

// The signal comes at the time of the first event.
static void arm(void) {
    static const struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct sigevent signal = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
    if (state.is_virtual || state.first == NULL) {
        return;
    }
    if (!state.has_timer) {
        if (sigaction(SIGRTMIN, &action, NULL) != 0 ||
            timer_create(CLOCK_MONOTONIC, &signal, &state.timer) != 0) {
            abort();
        }
        state.has_timer = true;
    }
    uint64_t at_ns = state.first->at_us * 1000u + state.offset_ns;
    const struct itimerspec setting = {
        {0, 0}, {(time_t)(at_ns / 1000000000u), (long)(at_ns % 1000000000u)}};
    timer_settime(state.timer, TIMER_ABSTIME, &setting, NULL);
}

static void take_out(sim_event_t *event) {
    sim_event_t **link = &state.first;
    while (*link != event) {
        link = &(*link)->next;
    }
    *link = event->next;
    event->is_waiting = false;
}

static void put_in(sim_event_t *event, bool is_first) {
    sim_event_t **link = &state.first;
    while (*link != NULL &&
           (is_first ? (*link)->at_us < event->at_us : (*link)->at_us <= event->at_us)) {
        link = &(*link)->next;
    }
    event->next = *link;
    *link = event;
    event->is_waiting = true;
}

static void schedule(const sim_event_t *what, sim_event_t *event, bool is_first) {
    clock_hold();
    if (event->is_waiting) {
        take_out(event);
    }
    *event = *what;
    put_in(event, is_first);
    if (state.first == event) {
        arm();
    }
    clock_let_go();
}

void sim_at(sim_event_t *event, uint64_t at_us, sim_fn_t fn, void *ctx) {
    const sim_event_t what = {.at_us = at_us, .fn = fn, .ctx = ctx};
    schedule(&what, event, false);
}

void clock_at_first(sim_event_t *event, uint64_t at_us, sim_fn_t fn, void *ctx) {
    const sim_event_t what = {.at_us = at_us, .fn = fn, .ctx = ctx};
    schedule(&what, event, true);
}

void sim_cancel(sim_event_t *event) {
    clock_hold();
    if (event->is_waiting) {
        take_out(event);
    }
    clock_let_go();
}

// Takes the first event out if it is due by then.
static sim_event_t *next_due(uint64_t by_us) {
    state.holds++;
    sim_event_t *event = state.first;
    if (event != NULL && event->at_us > by_us) {
        event = NULL;
    }
    if (event != NULL) {
        take_out(event);
        arm();
    }
    state.holds--;
    return event;
}

static void call(const sim_event_t *event) {
    state.is_calling = true;
    event->fn(event->ctx);
    state.is_calling = false;
}

// ---- real time ----------------------------------------------------------------------------------

static void call_due(void) {
    if (state.is_calling) {
        return;  // what called us goes on with it
    }
    do {
        state.is_late = false;
        sim_event_t *event;
        while ((event = next_due(sim_now_us())) != NULL) {
            call(event);
        }
    } while (state.is_late);
}

static void on_signal(int number) {
    (void)number;
    int error = errno;
    if (state.holds > 0) {
        state.is_late = true;
    } else {
        call_due();
    }
    errno = error;
}

void clock_hold(void) {
    state.holds++;
}

void clock_let_go(void) {
    state.holds--;
    if (state.holds == 0 && state.is_late) {
        call_due();
    }
}

static void sleep_really(uint64_t us) {
    uint64_t until_ns = pc_ns() + us * 1000u;
    const struct timespec until = {(time_t)(until_ns / 1000000000u),
                                   (long)(until_ns % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) {
    }
}

// ---- virtual time -------------------------------------------------------------------------------

static void move_to(uint64_t us) {
    state.now_us = us > state.now_us ? us : state.now_us;
}

// A handler of an interrupt that looks at the clock moves it on, but is not interrupted.
static void pass(uint64_t until_us) {
    sim_event_t *event;
    while (!state.is_calling && state.holds == 0 && (event = next_due(until_us)) != NULL) {
        move_to(event->at_us);
        call(event);
    }
    move_to(until_us);
}

void clock_look(void) {
    if (state.is_virtual) {
        pass(state.now_us + 1);
    }
}

void clock_sleep(uint64_t us, bool may_wake) {
    if (!state.is_virtual) {
        sleep_really(us);
        return;
    }
    uint64_t until_us = state.now_us + us;
    if (may_wake && state.first != NULL && state.first->at_us < until_us) {
        until_us = state.first->at_us;
    }
    pass(until_us);
}
