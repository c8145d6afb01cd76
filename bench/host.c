// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// bench_host FILE.wasm: one round on the PC. Each workload natively and as a module, repeated until
// it has taken a while; a line `workload NAME native_ns n ns n` with CPU time per call. The caller
// runs several rounds, of several builds in turn, and takes medians. Exit code 1 if a checksum
// differs.

#define _POSIX_C_SOURCE 200809L

#include "tinywasm/tinywasm.h"

#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FUEL 1000000000000u  // finite, and more than any workload burns
#define LEAST_NS 10000000u   // per measurement
#define ARENA_BYTES (1024u * 1024)

static uint64_t arena[ARENA_BYTES / 8];
static uint8_t file[64 * 1024];
static tw_engine_t *engine;

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        printf("fail %s\n", engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        exit(1);
    }
}

static uint64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static tw_instance_t *instantiate(const char *path) {
    FILE *stream = fopen(path, "rb");
    size_t size = stream == NULL ? 0 : fread(file, 1, sizeof file, stream);
    if (size == 0) {
        printf("fail %s cannot be read\n", path);
        exit(1);
    }
    fclose(stream);
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_start(engine));
    tw_module_t *module = NULL;
    check(tw_module_load(engine, file, size, &module));
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = FUEL;
    tw_instance_t *instance = NULL;
    check(tw_instance_create(module, NULL, &limits, &instance));
    return instance;
}

// CPU time of a call, in ns.
static uint64_t measure_native(const workload_t *work, uint32_t *result) {
    uint64_t begun = cpu_ns();
    uint64_t spent = 0;
    uint32_t calls = 0;
    while (spent < LEAST_NS) {
        *result = work->native(work->arg);
        calls++;
        spent = cpu_ns() - begun;
    }
    return spent / calls;
}

static uint64_t measure_ours(tw_instance_t *instance, const workload_t *work, uint32_t *result) {
    tw_func_t func;
    check(tw_instance_find_func(instance, work->name, &func));
    tw_value_t arg = tw_value_i32((int32_t)work->arg);
    tw_value_t value = tw_value_i32(0);
    uint64_t begun = cpu_ns();
    uint64_t spent = 0;
    uint32_t calls = 0;
    while (spent < LEAST_NS) {
        check(tw_instance_call(instance, func, &arg, 1, &value, 1));
        calls++;
        spent = cpu_ns() - begun;
    }
    *result = (uint32_t)value.of.i32;
    return spent / calls;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "use: bench_host FILE.wasm\n");
        return 2;
    }
    tw_instance_t *instance = instantiate(argv[1]);
    for (unsigned i = 0; i < WORKLOAD_COUNT; i++) {
        uint32_t expected = 0;
        uint32_t result = 0;
        uint64_t native_ns = measure_native(&workloads[i], &expected);
        uint64_t ns = measure_ours(instance, &workloads[i], &result);
        printf("workload %s native_ns %llu ns %llu\n", workloads[i].name,
               (unsigned long long)native_ns, (unsigned long long)ns);
        if (result != expected) {
            printf("fail the checksums differ\n");
            return 1;
        }
    }
    printf("end\n");
    return 0;
}
