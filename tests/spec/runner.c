// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// spec-runner: runs scripts of the official test suite, as `wasm-tools json-from-wast` and
// wast2json write them. Each script has a process of its own; when that crashes, hangs or meets a
// broken command, its remaining assertions have failed.

#define _DEFAULT_SOURCE  // MAP_ANONYMOUS, setitimer

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../limit_time.h"
#include "interp/boards/boards.h"
#include "script.h"
#include "tinywasm/tinywasm.h"

static const char usage[] =
    "usage: spec-runner [options] FILE.json...\n"
    "  -v               print every failed assertion\n"
    "  -k, --keep-going go on behind a broken command (the script fails all the same)\n"
    "  --boards         run the code that boards have\n"
    "  --kept           load modules from kept code\n"
    "  --stream         load modules in small pieces of random size\n"
    "  --seed N         of the sizes (1)\n"
    "  --slice FUEL     give calls so much fuel at a time and resume them until they end\n"
    "  --partial        the build lacks feature groups: count apart what is UNSUPPORTED\n"
    "  --fuel           print the fuel that each script burnt\n"
    "  --timeout S      seconds of computing for one script (120)\n"
    "  --arena BYTES    (134217728)\n"
    "  --memory BYTES   limit per instance (67108864)\n"
    "  --prefix BYTES   of memories; what lies behind is sparse (as much as there is)\n"
    "  --no-fork        run the one script in this process, for debuggers\n";

struct arguments {
    struct spec_options options;
    unsigned timeout_s;
    bool forks;
    bool prints_fuel;
};

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static bool is_option(const char *arg, const char *name, const char *other) {
    return strcmp(arg, name) == 0 || strcmp(arg, other) == 0;
}

// An option that takes a number. False: it is none of these.
static bool set_number(struct arguments *a, const char *name, const char *text) {
    unsigned long long number = strtoull(text, NULL, 0);
    if (strcmp(name, "--seed") == 0) {
        a->options.seed = (uint32_t)number;
    } else if (strcmp(name, "--slice") == 0) {
        a->options.slice = number;
    } else if (strcmp(name, "--timeout") == 0) {
        a->timeout_s = (unsigned)number;
    } else if (strcmp(name, "--arena") == 0) {
        a->options.arena_size = (size_t)number;
    } else if (strcmp(name, "--memory") == 0) {
        a->options.memory_bytes = number;
    } else if (strcmp(name, "--prefix") == 0) {
        a->options.prefix_bytes = number;
    } else {
        return false;
    }
    return true;
}

// Index of the first file; 0: wrong usage.
static int read_options(struct arguments *a, int argc, char **argv) {
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (is_option(argv[i], "-v", "--verbose")) {
            a->options.is_verbose = true;
        } else if (is_option(argv[i], "-k", "--keep-going")) {
            a->options.keeps_going = true;
        } else if (strcmp(argv[i], "--stream") == 0) {
            a->options.is_streamed = true;
        } else if (strcmp(argv[i], "--boards") == 0) {
            a->options.interp = tw__boards_interp();
            a->options.keeper = tw__boards_keeper();
        } else if (strcmp(argv[i], "--kept") == 0) {
            a->options.is_kept = true;
        } else if (strcmp(argv[i], "--partial") == 0) {
            a->options.is_partial = true;
        } else if (strcmp(argv[i], "--fuel") == 0) {
            a->prints_fuel = true;
        } else if (strcmp(argv[i], "--no-fork") == 0) {
            a->forks = false;
        } else if (i + 1 < argc && set_number(a, argv[i], argv[i + 1])) {
            i++;
        } else {
            return 0;
        }
    }
    return i < argc ? i : 0;
}

static void print_end(const char *path, int status) {
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF) {
        fprintf(stderr, "%s: time-out\n", path);
    } else if (WIFSIGNALED(status)) {
        fprintf(stderr, "%s: ended by signal %d\n", path, WTERMSIG(status));
    } else {
        fprintf(stderr, "%s: ended with exit code %d\n", path, WEXITSTATUS(status));
    }
}

// Runs the script in a child. False: the child did not come to its end.
static bool run_child(const struct arguments *a, const char *path, struct spec_counts *counts) {
    int status = 0;
    pid_t child;
    fflush(NULL);
    child = fork();
    if (child == 0) {
        limit_time(a->timeout_s);
        script_run(path, &a->options, counts);
        fflush(NULL);
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("spec-runner");
        return false;
    }
    if (status != 0) {
        print_end(path, status);
    }
    return status == 0;
}

// Runs one script and prints its line. True: nothing failed.
static bool run_file(const struct arguments *a, const char *path, struct spec_counts *counts) {
    bool is_whole = true;
    unsigned failed;
    memset(counts, 0, sizeof *counts);
    if (a->forks) {
        is_whole = run_child(a, path, counts);
    } else {
        script_run(path, &a->options, counts);
    }
    failed = counts->total - counts->passed - counts->skipped - counts->unsupported;
    if (failed == 0 && (counts->is_broken || !is_whole)) {
        failed = 1;  // nothing was left to fail, but the script is no success
    }
    if (a->prints_fuel) {
        printf("%s: %" PRIu64 " fuel\n", path, counts->fuel);
    }
    if (a->options.is_partial) {
        printf("%s: %u unsupported\n", path, counts->unsupported);
    }
    printf("%s: %u passed, %u failed, %u skipped\n", path, counts->passed, failed, counts->skipped);
    fflush(stdout);
    return failed == 0;
}

int main(int argc, char **argv) {
    struct arguments a = {.timeout_s = 120, .forks = true};
    struct spec_counts *counts;
    bool is_passed = true;
    int first;
    a.options.keeper = &tw_keeper;
    a.options.seed = 1;
    a.options.arena_size = 128u * 1024u * 1024u;
    a.options.stack_bytes = 1024u * 1024u;
    a.options.prefix_bytes = TW_MEMORY_PREFIX_AUTO;
    a.options.memory_bytes = 64u * 1024u * 1024u;
    first = read_options(&a, argc, argv);
    if (first == 0) {
        fputs(usage, stderr);
        return 2;
    }
    counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED) {
        perror("spec-runner");
        return 1;
    }
    for (int i = first; i < argc; i++) {
        is_passed &= run_file(&a, argv[i], counts);
    }
    return is_passed ? 0 : 1;
}
