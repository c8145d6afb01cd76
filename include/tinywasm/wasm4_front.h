// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WASM4_FRONT_H
#define TINYWASM_WASM4_FRONT_H

// What is between a console (tinywasm/wasm4.h) and those who play: a front end says what is held
// down, shows the picture and plays the sound, by a few functions, and tw_wasm4_play calls them
// frame by frame. tw wasm4 has two, a window and none at all; apps/wasm4 has one for boards.

#include "tinywasm/wasm4.h"

#ifdef __cplusplus
extern "C" {
#endif

// All are called between two frames, from tw_wasm4_play, and may call what they like of the
// console's; each but poll may be NULL.
typedef struct tw_wasm4_front {
    // What is held down in the next frame; input comes as of tw_wasm4_input_init. Here a front end
    // takes its time: it waits until the frame is due, or shows a menu and saves, restores, resets.
    // False: the game ends.
    bool (*poll)(void *ctx, tw_wasm4_input_t *input);
    // Shows the frame: tw_wasm4_row and its kin.
    void (*present)(void *ctx);
    // Plays it: tw_wasm4_synth_render, or what tw_wasm4_tone_at says.
    void (*sound)(void *ctx);
    // The cart has written to its disk in this frame, which tw_wasm4_disk tells.
    void (*keep)(void *ctx);
    // The cart has failed, and tw_wasm4_error says how. True: the game goes on, after a reset or
    // restore; NULL is as false.
    bool (*fail)(void *ctx);
    void *ctx;
} tw_wasm4_front_t;

// Runs frames until poll says that the game ends: OK; or until the cart fails and fail leaves it
// so: the error of tw_wasm4_frame.
TW_MUST_CHECK tw_err_t tw_wasm4_play(tw_wasm4_t *console, const tw_wasm4_front_t *front);

#ifdef __cplusplus
}
#endif
#endif
