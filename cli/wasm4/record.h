// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASM4_RECORD_H
#define CLI_WASM4_RECORD_H

// What tw wasm4 writes of a game: pictures and memory of single frames, sound, tones, text.

#include <stdio.h>

#include "options.h"
#include "tinywasm/wasm4.h"

struct record {
    const struct options *options;
    FILE *wav;  // NULL, as the others: not wanted
    FILE *tones;
    FILE *trace;
    uint32_t samples;  // of each channel, in wav
    size_t shots_left;
    int code;  // of the first failure, which has been said; 0: none
};

// Makes the files. 0 or an exit code; record_end in both cases.
int record_begin(struct record *record, const struct options *options);

// Hooks of the console's.
void record_trace(struct record *record, const char *text, size_t size);
void record_tone(struct record *record, const tw_wasm4_tone_t *tone);

// Samples of both channels, count of each.
void record_sound(struct record *record, const int16_t *samples, uint32_t count);
// The frame that is done.
void record_frame(struct record *record, const tw_wasm4_t *console);

// Closes the files. 0, or the exit code of the first failure.
int record_end(struct record *record);

// Writes the picture as PNG, each pixel as scale x scale; false after it has said why not.
bool picture_write(const tw_wasm4_t *console, uint32_t scale, const char *path);

#endif
