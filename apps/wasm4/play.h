// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_WASM4_PLAY_H
#define APPS_WASM4_PLAY_H

// The console's front end on a board: buttons, display, buzzer, and the filestore for what carts
// keep.

#include "tinywasm/buttons.h"
#include "tinywasm/wasm4.h"

typedef struct player {
    tw_wasm4_t console;
    tw_engine_t *engine;
    tw_filestore_t *store;
    tw_buttons_t *buttons;          // NULL: the board has none
    void (*say)(const char *text);  // to the line's other end
    void (*turn)(bool is_waiting);  // does what else is to be done; may sleep if waiting
    uint32_t shot_frame;            // whose picture is kept; 0: none
    const char *shot_name;          // in this file
    uint32_t hold_frame;            // where the cart stands still; 0: nowhere
    bool is_stopped;                // ends the cart that plays
    bool is_kept;                   // its disk is as in the store
    uint32_t due_us;                // the next frame
    uint32_t kept_ms;               // when the disk was saved last
    uint32_t begun;                 // the frame, by hal_counter_read
    uint32_t skipped;               // pictures, one after the other
    uint64_t counts;                // of hal_counter_read, in all frames
    uint32_t frames;
} player_t;

// True of NAME.wasm.
bool is_cart_name(const char *name);

// Adds the console to the player's engine, which has not been started yet.
TW_MUST_CHECK tw_err_t play_init(player_t *player);

// Plays a cart of the store until SELECT and START are held down together, or it is stopped. One
// that cannot be loaded, or fails, is said on display and line, and waits for a button.
void play_cart(player_t *player, const char *name);

#endif
