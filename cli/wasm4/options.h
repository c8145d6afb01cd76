// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_OPTIONS_H
#define CLI_WASM4_OPTIONS_H

// The command line of tw wasm4.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What is written when a frame is done.
struct shot {
    uint32_t frame;
    const char *path;
    bool is_picture;  // a PNG; else the memory
};

struct options {
    const char *cart;
    const char *input;  // NULL, as the others: none
    const char *wav;
    const char *disk;
    const char *trace;
    const char *tones;
    struct shot *shots;
    size_t shot_count;
    uint32_t frames;  // 0: until somebody ends it
    uint32_t scale;   // 0: what fits
    bool is_headless;
    bool has_stats;
};

// 0 or an exit code; options_free in both cases.
int options_read(struct options *options, int count, char **args);
void options_free(struct options *options);

#endif
