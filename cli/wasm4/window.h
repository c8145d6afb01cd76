// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_WINDOW_H
#define CLI_WASM4_WINDOW_H

// A window on the desktop, with sound, keys, gamepads, mouse and a menu: window/sdl.c, by SDL2, or
// window/none.c where that was missing when tw was built.

#include "tinywasm/wasm4_front.h"

// What a window needs of a game; it outlives the window.
struct window_game {
    tw_wasm4_t *console;
    const char *title;
    const char *state_path;    // of save states
    const char *picture_path;  // of screenshots
    uint32_t scale;            // pixels wide and high of a pixel; 0: what fits
};

// Opens it and sets the functions of front. 0, or the exit code of what was written to stderr.
int window_open(const struct window_game *game, tw_wasm4_front_t *front);
// count samples of each of two channels.
void window_play(const int16_t *samples, uint32_t count);
void window_close(void);

#endif
