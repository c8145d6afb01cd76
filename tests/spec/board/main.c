// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// spec-board: the suite's runner on an emulated Cortex-M3. Files, arguments and output go through
// semihosting, by newlib's librdimon. Its argument is a script; it prints what spec-runner prints.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"
#include "tinywasm/tinywasm.h"

#define ARENA_BYTES 0x3f0000u  // what an application on this board can give
#define MEMORY_BYTES 0x3f0000u
#define STACK_BYTES 0x10000u
#define SYS_GET_CMDLINE 0x15

extern uint32_t data_start[], data_end[], data_source[], bss_start[], bss_end[], stack_top[];
void initialise_monitor_handles(void);
void reset(void);
static void fault(void);

typedef void (*handler_t)(void);
struct vectors {
    uint32_t *stack;
    handler_t handlers[15];
};
__attribute__((section(".vectors"), used)) static const struct vectors vectors = {
    stack_top, {reset, fault, fault, fault, fault, fault}};

static void fault(void) {
    static const char text[] = "hard fault\n";
    fwrite(text, 1, sizeof text - 1, stderr);
    exit(98);
}

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    exit(97);
}

static int semihost(int operation, void *argument) {
    register int r0 __asm__("r0") = operation;
    register void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

// The last word of the command line.
static const char *script_path(void) {
    static char line[1000];
    struct {
        char *text;
        int size;
    } block = {line, sizeof line};
    if (semihost(SYS_GET_CMDLINE, &block) != 0) {
        return "";
    }
    return strrchr(line, ' ') != NULL ? strrchr(line, ' ') + 1 : line;
}

static int run(const char *path) {
    struct spec_options options = {.is_verbose = true,
                                   .seed = 1,
                                   .arena_size = ARENA_BYTES,
                                   .stack_bytes = STACK_BYTES,
                                   .prefix_bytes = TW_MEMORY_PREFIX_AUTO,
                                   .memory_bytes = MEMORY_BYTES};
    struct spec_counts counts = {0};
    script_run(path, &options, &counts);
    unsigned failed = counts.total - counts.passed - counts.skipped;
    if (failed == 0 && counts.is_broken) {
        failed = 1;
    }
    printf("%s: %llu fuel\n", path, (unsigned long long)counts.fuel);
    printf("%s: %u passed, %u failed, %u skipped\n", path, counts.passed, failed, counts.skipped);
    return failed != 0;
}

void reset(void) {
    memcpy(data_start, data_source, (size_t)((char *)data_end - (char *)data_start));
    memset(bss_start, 0, (size_t)((char *)bss_end - (char *)bss_start));
    initialise_monitor_handles();
    int code = run(script_path());
    fflush(NULL);
    exit(code);
}
