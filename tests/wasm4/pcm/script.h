// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASM4_PCM_SCRIPT_H
#define WASM4_PCM_SCRIPT_H

// Ten seconds of tones on all four channels, and the hash of what is heard: slides, all envelopes,
// volumes, duties, sides, notes with bends, tones that replace others.

#include <stdint.h>

#include "base/sha256.h"
#include "tinywasm/wasm4.h"
#include "wasm4/console.h"

#define SCRIPT_FRAMES 600u

static uint32_t script_seed = 1;

static uint32_t script_random(void) {
    script_seed = script_seed * 1664525u + 1013904223u;
    return script_seed >> 8;
}

// Tones of a game: frequencies that are heard, and one in four a note.
static tw_wasm4_tone_t script_tone(uint32_t frame) {
    uint32_t channel = script_random() % 4;
    bool is_note = script_random() % 4 == 0;
    uint32_t slide = script_random() % 3;
    uint32_t low = is_note ? 20 + script_random() % 90 : 30 + script_random() % 4000;
    uint32_t high = slide != 0 ? 0 : is_note ? 20 + script_random() % 90 : script_random() % 8000;
    uint32_t bends = is_note ? (script_random() & 0xff) << 8 : 0;
    uint32_t duration = 0;
    for (uint32_t i = 0; i < 4; i++) {
        duration = duration << 8 | (script_random() % 2 == 0 ? 0 : script_random() % 40);
    }
    tw_wasm4_tone_t tone = {frame, high << 16 | low | bends, duration, 0, 0};
    tone.volume = (script_random() % 120) | (script_random() % 3 == 0 ? script_random() % 120 : 0)
                                                << 8;
    tone.flags = channel | (script_random() % 16) << 2 | (is_note ? TW_WASM4_TONE_NOTE : 0);
    return tone;
}

// 32 bytes: the hash of the samples, little-endian.
static void script_play(uint8_t *hash) {
    static tw_wasm4_synth_t synth;
    static int16_t samples[2 * TW_WASM4_FRAME_SAMPLES];
    struct tw__sha256 sha256;
    tw__sha256_init(&sha256);
    tw_wasm4_synth_init(&synth);
    script_seed = 1;
    for (uint32_t frame = 1; frame <= SCRIPT_FRAMES; frame++) {
        for (uint32_t k = script_random() % 8; k < 2; k++) {
            tw_wasm4_tone_t tone = script_tone(frame);
            synth.ops->play(&synth, &tone);
        }
        synth.ticks++;
        tw_wasm4_synth_render(&synth, samples, TW_WASM4_FRAME_SAMPLES);
        for (uint32_t i = 0; i < 2 * TW_WASM4_FRAME_SAMPLES; i++) {
            const uint8_t bytes[] = {(uint8_t)samples[i], (uint8_t)((uint16_t)samples[i] >> 8)};
            tw__sha256_add(&sha256, bytes, sizeof bytes);
        }
    }
    tw__sha256_end(&sha256, hash);
}

// 32 bytes: the hash of the frequencies of all notes and bends, as the bits of floats.
static void script_notes(uint8_t *hash) {
    struct tw__sha256 sha256;
    tw__sha256_init(&sha256);
    for (uint32_t i = 0; i < 65536; i++) {
        float hz = tw__wasm4_note_hz(i >> 8, i & 0xff);
        uint32_t bits = 0;
        tw_bits_copy(&bits, &hz, sizeof bits);
        uint8_t bytes[4];
        tw__wasm4_put(bytes, sizeof bytes, bits);
        tw__sha256_add(&sha256, bytes, sizeof bytes);
    }
    tw__sha256_end(&sha256, hash);
}

#endif
