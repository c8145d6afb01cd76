// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// poll_oneoff.

#include <stdbool.h>

#include "say.h"

#define MS 1000000u

static __wasi_event_t events[4];

static __wasi_subscription_t clock_in(uint64_t id, uint64_t ns) {
    __wasi_subscription_t made = {.userdata = id, .u = {.tag = __WASI_EVENTTYPE_CLOCK}};
    made.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    made.u.u.clock.timeout = ns;
    return made;
}

static __wasi_subscription_t file(uint64_t id, int fd, bool is_write) {
    __wasi_subscription_t made = {.userdata = id};
    made.u.tag = is_write ? __WASI_EVENTTYPE_FD_WRITE : __WASI_EVENTTYPE_FD_READ;
    made.u.u.fd_write.file_descriptor = fd;
    return made;
}

static void show(const char *what, const __wasi_subscription_t *list, size_t count) {
    size_t happened = 0;
    __wasi_timestamp_t before = 0;
    __wasi_timestamp_t after = 0;
    __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &before);
    say(what, __wasi_poll_oneoff(list, events, count, &happened));
    __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &after);
    for (size_t i = 0; i < happened; i++) {
        printf("  %llu: kind %d, error %d\n", (unsigned long long)events[i].userdata,
               events[i].type, events[i].error);
    }
    say_number("  waited 20 ms", after - before >= 20 * MS);
}

int main(void) {
    __wasi_subscription_t list[3] = {clock_in(7, 20 * MS), clock_in(8, 3600000ull * MS)};
    show("two clocks", list, 2);
    list[0] = clock_in(1, 0);
    show("a clock that is due", list, 1);
    __wasi_clock_time_get(__WASI_CLOCKID_MONOTONIC, 1, &list[0].u.u.clock.timeout);
    list[0].u.u.clock.timeout += 20 * MS;
    list[0].u.u.clock.flags = __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME;
    show("a moment", list, 1);
    list[0] = file(3, 1, true);
    list[1] = clock_in(4, 3600000ull * MS);
    show("writing and a clock", list, 2);
    show("nothing", list, 0);
    return 0;
}
