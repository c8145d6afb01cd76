// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "buzzer.h"

#include "board.h"
#include "hal.h"

#define CHANNELS 4u
#define NS_PER_S 1000000000u
#define LEAST_HZ 16u
#define MOST_HZ 20000u

static tw_wasm4_tone_t tones[CHANNELS];
static bool has_tone[CHANNELS];
static uint32_t playing_hz;  // 0: none
static uint32_t playing_volume;

#ifdef BOARD_BUZZER_CHANNEL

static void start(uint32_t hz, uint32_t volume) {
    uint32_t period_ns = NS_PER_S / hz;
    (void)hal_pwm_start(BOARD_BUZZER_CHANNEL, period_ns, period_ns / 200 * volume);
}

static void stop(void) {
    (void)hal_pwm_stop(BOARD_BUZZER_CHANNEL);
}

#else

static void start(uint32_t hz, uint32_t volume) {
    (void)hz;
    (void)volume;
}

static void stop(void) {}

#endif

static void set(uint32_t hz, uint32_t volume) {
    if (hz == playing_hz && volume == playing_volume) {
        return;
    }
    playing_hz = hz;
    playing_volume = volume;
    if (hz == 0) {
        stop();
    } else {
        start(hz < LEAST_HZ ? LEAST_HZ : hz > MOST_HZ ? MOST_HZ : hz, volume);
    }
}

void buzzer_play(const tw_wasm4_tone_t *tone) {
    uint32_t channel = tone->flags & TW_WASM4_TONE_CHANNEL;
    tones[channel] = *tone;
    has_tone[channel] = true;
}

void buzzer_frame(uint32_t frame) {
    uint32_t loudest_hz = 0;
    uint32_t loudest = 0;
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint32_t hz = 0;
        uint32_t volume = 0;
        has_tone[i] =
            has_tone[i] && tw_wasm4_tone_at(&tones[i], frame - tones[i].frame, &hz, &volume);
        if (has_tone[i] && hz != 0 && volume > loudest) {
            loudest = volume;
            loudest_hz = hz;
        }
    }
    set(loudest_hz, loudest);
}

void buzzer_stop(void) {
    for (uint32_t i = 0; i < CHANNELS; i++) {
        has_tone[i] = false;
    }
    set(0, 0);
}
