// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "stats.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "text.h"
#include "tinywasm/wasm4.h"

#define NS_PER_S 1000000000u
#define NS_PER_US 1000u
#define BAR 40u

// The time that this thread had of a core.
static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static uint64_t *grow(uint64_t *items, size_t room) {
    uint64_t *grown = realloc(items, room * sizeof *items);
    if (grown == NULL) {
        abort();
    }
    return grown;
}

void stats_begin_frame(struct stats *stats) {
    stats->began_ns = now_ns();
}

void stats_end_frame(struct stats *stats, uint64_t instructions) {
    if (stats->count == stats->room) {
        stats->room = stats->room * 2 + 1024;
        stats->instructions = grow(stats->instructions, stats->room);
        stats->ns = grow(stats->ns, stats->room);
    }
    stats->instructions[stats->count] = instructions;
    stats->ns[stats->count++] = now_ns() - stats->began_ns;
}

static int compare(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one;
    uint64_t b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static uint64_t sum(const uint64_t *items, size_t count) {
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += items[i];
    }
    return total;
}

// Of sorted items.
static void print_spread(const char *name, const uint64_t *items, size_t count, uint64_t unit) {
    printf("%s: median %s, mean %s, 99 %% below %s, most %s\n", name,
           grouped(items[count / 2] / unit), grouped(sum(items, count) / count / unit),
           grouped(items[count - 1 - (count - 1) / 100] / unit), grouped(items[count - 1] / unit));
}

// Of sorted times: how many frames took how long.
static void print_histogram(const uint64_t *ns, size_t count) {
    static const uint64_t ends_us[] = {50,   100,  200,   500,   1000,  2000,
                                       4000, 8000, 16667, 33333, 100000};
    size_t ends = sizeof ends_us / sizeof ends_us[0];
    size_t at = 0;
    for (size_t row = 0; row <= ends && at < count; row++) {
        size_t first = at;
        while (at < count && (row == ends || ns[at] < ends_us[row] * NS_PER_US)) {
            at++;
        }
        size_t bar = ((at - first) * BAR + count - 1) / count;
        printf("  %s %9s us %9s  %.*s\n", row == ends ? "from " : "below",
               grouped(ends_us[row == ends ? row - 1 : row]), grouped(at - first), (int)bar,
               "########################################");
    }
}

void stats_print(struct stats *stats) {
    printf("frames: %s\n", grouped(stats->count));
    if (stats->count == 0) {
        return;
    }
    uint64_t total_ns = sum(stats->ns, stats->count);
    uint64_t frame_ns = total_ns / stats->count;
    qsort(stats->instructions, stats->count, sizeof stats->instructions[0], compare);
    qsort(stats->ns, stats->count, sizeof stats->ns[0], compare);
    print_spread("instructions per frame", stats->instructions, stats->count, 1);
    print_spread("us per frame", stats->ns, stats->count, NS_PER_US);
    print_histogram(stats->ns, stats->count);
    printf("%u frames a second take %.1f %% of one core\n", (unsigned)TW_WASM4_FRAME_HZ,
           (double)(frame_ns * TW_WASM4_FRAME_HZ) * 100 / NS_PER_S);
}

void stats_free(struct stats *stats) {
    free(stats->instructions);
    free(stats->ns);
    *stats = (struct stats){0};
}
