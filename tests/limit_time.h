// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_LIMIT_TIME_H
#define TESTS_LIMIT_TIME_H

// Needs _DEFAULT_SOURCE before the first include.

#include <sys/time.h>

// Ends the process with SIGPROF when it has computed for so long; how busy the machine is does not
// count.
static inline void limit_time(unsigned seconds) {
    const struct itimerval limit = {.it_value = {.tv_sec = (time_t)seconds}};
    setitimer(ITIMER_PROF, &limit, NULL);
}

#endif
