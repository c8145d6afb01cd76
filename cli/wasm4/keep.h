// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_KEEP_H
#define CLI_WASM4_KEEP_H

// What is kept of a game on the PC: the cart's disk, and save states. A file is the old one or the
// new one, never a mix.

#include <stdbool.h>

#include "tinywasm/wasm4.h"

// A missing file is an empty disk. 0 or an exit code.
int keep_read_disk(tw_wasm4_t *console, const char *path);
// Writes the disk, or removes the file if the disk is empty. 0 or an exit code.
int keep_write_disk(const tw_wasm4_t *console, const char *path);

// Each gives a short text for the player: what was done, or why not.
const char *keep_save(tw_wasm4_t *console, const char *path);
const char *keep_restore(tw_wasm4_t *console, const char *path);

#endif
