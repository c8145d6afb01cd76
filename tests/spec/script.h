// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SPEC_SCRIPT_H
#define TESTS_SPEC_SCRIPT_H

// Runs one script of the suite: a JSON file and the modules beside it, through the public API.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tinywasm/keep.h"

struct spec_options {
    const tw_interp_t *interp;  // NULL: tw_interp_core
    const tw_keeper_t *keeper;  // of it, where is_kept
    bool is_verbose;   // print every failed assertion with its line and reason
    bool is_streamed;  // modules arrive in small pieces of random size
    bool is_kept;      // modules are files whose code is kept, and are loaded from that
    bool is_partial;   // feature groups are left out: what needs one is counted apart
    bool keeps_going;  // run on after a broken command, to see more; the script fails all the same
    uint32_t seed;     // of the sizes of pieces
    uint64_t slice;    // fuel given at a time, calls are resumed until they end; 0: plenty
    size_t arena_size;
    uint32_t stack_bytes;   // of each instance
    uint64_t memory_bytes;  // limit per instance
    uint64_t prefix_bytes;  // of memories; what lies behind is sparse
};

// Assertions. The runner shares it with the process that runs the script, so that the counts
// survive a crash.
struct spec_counts {
    volatile unsigned total;
    volatile unsigned passed;
    volatile unsigned failed;
    volatile unsigned skipped;  // modules given as text
    volatile unsigned unsupported;  // need a feature group that is left out
    volatile uint64_t fuel;     // burnt by all calls
    volatile bool is_broken;    // something other than an assertion failed
};

// Runs the script at path to its end. Failures go to stderr. When counts->is_broken is set, the
// assertions that were not reached are failures.
void script_run(const char *path, const struct spec_options *options, struct spec_counts *counts);

#endif
