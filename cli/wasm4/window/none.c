// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Where SDL2 was missing when tw was built.

#include "text.h"
#include "window.h"

int window_open(const struct window_game *game, tw_wasm4_front_t *front) {
    (void)game;
    (void)front;
    return fail_missing("tw wasm4",
                        "this tw was built without SDL2, so it has no windows: run tools/setup "
                        "wasm4 and build tw anew, or add --headless");
}

void window_play(const int16_t *samples, uint32_t count) {
    (void)samples;
    (void)count;
}

void window_close(void) {}
