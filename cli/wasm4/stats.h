// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_STATS_H
#define CLI_WASM4_STATS_H

// What frames took: WebAssembly instructions, and time of this PC's processor.

#include <stddef.h>
#include <stdint.h>

struct stats {
    uint64_t *instructions;  // of each frame
    uint64_t *ns;            // the same
    size_t count;
    size_t room;
    uint64_t began_ns;
};

void stats_begin_frame(struct stats *stats);
void stats_end_frame(struct stats *stats, uint64_t instructions);
void stats_print(struct stats *stats);
void stats_free(struct stats *stats);

#endif
