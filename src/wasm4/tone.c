// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Tones for a buzzer: no samples, but what would be heard in a frame.

#include "console.h"

#define PERCENT 100u

static uint32_t byte_of(uint32_t number, uint32_t i) {
    return number >> (8 * i) & 0xff;
}

static uint32_t hz_of(uint32_t half, uint32_t flags) {
    bool is_note = (flags & TW_WASM4_TONE_NOTE) != 0;
    return is_note ? (uint32_t)(tw__wasm4_note_hz(half & 0xff, half >> 8) + 0.5f) : half;
}

// The value after `gone` of `all` frames of a way from one to another.
static uint32_t between(uint32_t from, uint32_t to, uint32_t gone, uint32_t all) {
    uint64_t sum = (uint64_t)from * (all - gone) + (uint64_t)to * gone;
    return (uint32_t)(sum / all);
}

static uint32_t percent_of(uint32_t byte) {
    return byte < PERCENT ? byte : PERCENT;
}

// Attack, decay, sustain, release, in frames.
static uint32_t volume_at(const tw_wasm4_tone_t *tone, uint32_t age) {
    static const uint8_t phases[] = {3, 2, 0, 1};  // bytes of duration
    uint32_t sustain = percent_of(byte_of(tone->volume, 0));
    uint32_t peak = percent_of(byte_of(tone->volume, 1));
    peak = peak == 0 ? PERCENT : peak;
    const uint32_t volumes[] = {0, peak, sustain, sustain, 0};
    for (uint32_t i = 0; i < sizeof phases; i++) {
        uint32_t frames = byte_of(tone->duration, phases[i]);
        if (age < frames) {
            return between(volumes[i], volumes[i + 1], age, frames);
        }
        age -= frames;
    }
    return 0;
}

bool tw_wasm4_tone_at(const tw_wasm4_tone_t *tone, uint32_t age, uint32_t *frequency_hz,
                      uint32_t *volume) {
    uint32_t frames = 0;
    for (uint32_t i = 0; i < 4; i++) {
        frames += byte_of(tone->duration, i);
    }
    if (age >= frames) {
        return false;
    }
    uint32_t start = hz_of(tone->frequency & 0xffff, tone->flags);
    uint32_t end = tone->frequency >> 16;
    *frequency_hz = end == 0 ? start : between(start, hz_of(end, tone->flags), age, frames);
    *volume = volume_at(tone, age);
    return true;
}
