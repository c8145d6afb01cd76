// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Arguments, environment, clocks, random bytes, and the end.

#include "say.h"

static void show_texts(void) {
    size_t count = 0;
    size_t size = 0;
    uint8_t *texts[8];
    uint8_t bytes[128];
    say("args_sizes_get", __wasi_args_sizes_get(&count, &size));
    say_number("arguments", count);
    say("args_get", __wasi_args_get(texts, bytes));
    for (size_t i = 1; i < count; i++) {  // the first is the program's name
        printf("[%s]\n", (const char *)texts[i]);
    }
    say("environ_sizes_get", __wasi_environ_sizes_get(&count, &size));
    say_number("variables", count);
    say_number("their bytes", size);
    say("environ_get", __wasi_environ_get(texts, bytes));
    for (size_t i = 0; i < count; i++) {
        printf("[%s]\n", (const char *)texts[i]);
    }
}

static void show_clocks(void) {
    for (unsigned clock = 0; clock < 2; clock++) {
        __wasi_timestamp_t resolution = 0;
        __wasi_timestamp_t before = 0;
        __wasi_timestamp_t after = 0;
        say("clock_res_get", __wasi_clock_res_get(clock, &resolution));
        say("clock_time_get", __wasi_clock_time_get(clock, 1, &before));
        say("clock_time_get again", __wasi_clock_time_get(clock, 1, &after));
        say_number("goes on", after >= before && resolution > 0);
    }
}

static void show_random(void) {
    uint8_t bytes[64] = {0};
    uint8_t others[64] = {0};
    say("random_get", __wasi_random_get(bytes, sizeof bytes));
    say("random_get again", __wasi_random_get(others, sizeof others));
    say_number("differ", memcmp(bytes, others, sizeof bytes) != 0);
    say("random_get of nothing", __wasi_random_get(bytes, 0));
    say("sched_yield", __wasi_sched_yield());
}

int main(void) {
    show_texts();
    show_clocks();
    show_random();
    fflush(stdout);
    __wasi_proc_exit(41);
}
