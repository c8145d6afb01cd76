// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Arguments, clock, random bytes, input, and three ways to end: talk
// [exit|trap|clock|sleep|forever|read].

#include "line.h"

#define MS 1000000ull

static unsigned long long now(void) {
    __wasi_timestamp_t ns = 0;
    return __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &ns) == 0 ? ns : 0;
}

static size_t wait(__wasi_event_t *events, unsigned long long ns, bool reads) {
    __wasi_subscription_t list[2] = {{.userdata = 1, .u = {.tag = __WASI_EVENTTYPE_CLOCK}},
                                     {.userdata = 2, .u = {.tag = __WASI_EVENTTYPE_FD_READ}}};
    size_t happened = 0;
    list[0].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    list[0].u.u.clock.timeout = ns;
    say("poll", __wasi_poll_oneoff(list, events, reads ? 2 : 1, &happened));
    return happened;
}

static void try_clock(void) {
    __wasi_event_t events[2];
    __wasi_timestamp_t ns = 0;
    unsigned long long before = now();
    say("events", wait(events, 30 * MS, false));
    say("slept as long", now() - before >= 30 * MS);
    say("nobody knows what day it is", __wasi_clock_time_get(__WASI_CLOCKID_REALTIME, 1, &ns));
    say("processor time", __wasi_clock_time_get(__WASI_CLOCKID_PROCESS_CPUTIME_ID, 1, &ns));
}

static void try_random(void) {
    uint8_t a[16] = {0};
    uint8_t b[16] = {0};
    __wasi_errno_t code = __wasi_random_get(a, sizeof a);
    (void)__wasi_random_get(b, sizeof b);
    bool differ = memcmp(a, b, sizeof a) != 0;
    put(code == 0 && differ ? "random\n" : code == 58 ? "no random\n" : "BAD random\n");
}

// Repeats what it hears until the end of input.
static void talk(void) {
    char line[64];
    size_t done = 1;
    __wasi_event_t events[2];
    __wasi_iovec_t iovec = {(uint8_t *)line, sizeof line - 1};
    put("say something\n");
    size_t happened = wait(events, 60000 * MS, true);
    say("what came", happened == 1 ? events[0].userdata : 0);
    while (__wasi_fd_read(0, &iovec, 1, &done) == 0 && done > 0) {
        line[done] = '\0';
        put("heard ");
        put(line);
    }
    put("end of input\n");
}

int run(int count, char **args) {
    const char *what = count > 1 ? args[1] : "";
    for (int i = 1; i < count; i++) {
        put("[");
        put(args[i]);
        put("]\n");
    }
    if (strcmp(what, "trap") == 0) {
        __builtin_trap();
    }
    if (strcmp(what, "read") == 0) {
        talk();
    }
    if (strcmp(what, "clock") == 0) {
        try_clock();
        try_random();
    }
    if (strcmp(what, "sleep") == 0) {
        __wasi_event_t events[1];
        (void)wait(events, 2000 * MS, false);
    }
    while (strcmp(what, "forever") == 0) {
        __wasi_event_t events[1];
        (void)wait(events, 1000 * MS, false);
    }
    return strcmp(what, "exit") == 0 ? 42 : 0;
}
