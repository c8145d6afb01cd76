// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// bench_host FILE.wasm: one round on the PC. Each workload natively and as a module, repeated until
// it has taken a while; a line `workload NAME native_ns n ns n` with CPU time per call. The caller
// runs several rounds, of several builds in turn, and takes medians.
// bench_host FILE.wasm once: each once after a first call, in bench_once, for a program that
// counts the instructions of that function: natively, as a module, and so on.
// bench_host FILE.wasm load: loads the module, whichever it is, and no more.
// Exit code 1 if a checksum differs.

#define _POSIX_C_SOURCE 200809L

#include "runner.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LEAST_NS 10000000u  // per measurement

typedef uint32_t (*work_t)(uint32_t);

static uint8_t file[1024 * 1024];

static uint64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static size_t read_file(const char *path) {
    FILE *stream = fopen(path, "rb");
    size_t size = stream == NULL ? 0 : fread(file, 1, sizeof file, stream);
    if (size == 0) {
        printf("fail %s cannot be read\n", path);
        exit(1);
    }
    fclose(stream);
    return size;
}

static void compare(uint32_t result, uint32_t expected) {
    if (result != expected) {
        printf("fail the checksums differ\n");
        exit(1);
    }
}

// CPU time of a call, in ns.
static uint64_t measure(work_t work, uint32_t arg, uint32_t *result) {
    uint64_t begun = cpu_ns();
    uint64_t spent = 0;
    uint32_t calls = 0;
    while (spent < LEAST_NS) {
        *result = work(arg);
        calls++;
        spent = cpu_ns() - begun;
    }
    return spent / calls;
}

static void measure_all(void) {
    for (unsigned i = 0; i < WORKLOAD_COUNT; i++) {
        uint32_t expected = 0;
        uint32_t result = 0;
        runner_find(workloads[i].name);
        uint64_t native_ns = measure(workloads[i].native, workloads[i].arg, &expected);
        uint64_t ns = measure(runner_call, workloads[i].arg, &result);
        printf("workload %s native_ns %llu ns %llu\n", workloads[i].name,
               (unsigned long long)native_ns, (unsigned long long)ns);
        compare(result, expected);
    }
}

// Its name is what the counting program is told.
__attribute__((noinline)) uint32_t bench_once(work_t work, uint32_t arg);
uint32_t bench_once(work_t work, uint32_t arg) {
    uint32_t result = work(arg);
    __asm__ volatile("" : "+r"(result));  // the call is not the last thing here
    return result;
}

static void run_once(const workload_t *workload) {
    runner_find(workload->name);
    runner_call(workload->arg);  // what a runtime does the first time only
    uint32_t expected = bench_once(workload->native, workload->arg);
    compare(bench_once(runner_call, workload->arg), expected);
    printf("workload %s\n", workload->name);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "use: bench_host FILE.wasm [once|load]\n");
        return 2;
    }
    runner_load(file, read_file(argv[1]));
    if (argc == 2) {
        measure_all();
    }
    for (unsigned i = 0; argc > 2 && strcmp(argv[2], "once") == 0 && i < WORKLOAD_COUNT; i++) {
        run_once(&workloads[i]);
    }
    printf("end\n");
    return 0;
}
