// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_REPLAY_H
#define CLI_WASM4_REPLAY_H

// Input files: lines `FRAME PAD1 [PAD2 PAD3 PAD4 MOUSEX MOUSEY MOUSEBUTTONS]`, numbers decimal or
// 0x. Each line holds from that frame on; before the first nothing is pressed. Empty lines, and
// what is behind a #, do not count.

#include "tinywasm/wasm4.h"

struct replay_line {
    uint32_t frame;
    tw_wasm4_input_t input;
};

struct replay {
    struct replay_line *lines;
    size_t count;
    size_t next;  // the first line that does not hold yet
};

// 0, or the exit code of what was written to stderr; replay_free in both cases.
int replay_read(struct replay *replay, const char *path);
// What holds in a frame. Cheap for one frame after the other.
void replay_input(struct replay *replay, uint32_t frame, tw_wasm4_input_t *input);
void replay_free(struct replay *replay);

#endif
