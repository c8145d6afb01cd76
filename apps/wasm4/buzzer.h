// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef APPS_WASM4_BUZZER_H
#define APPS_WASM4_BUZZER_H

// Tones on a buzzer: the loudest of the four channels that sound, as a PWM channel's frequency. A
// board without one is silent.

#include "tinywasm/wasm4.h"

// A call of tone: replaces what sounds on its channel.
void buzzer_play(const tw_wasm4_tone_t *tone);
// What sounds in a frame.
void buzzer_frame(uint32_t frame);
void buzzer_stop(void);

#endif
