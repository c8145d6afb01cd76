// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

// 2^x for x in [0, 1) is the sum of (x ln 2)^n / n!. Doubles and seventeen terms leave an error far
// below half a step of a float, so that the result is the nearest float, as good libms give it, on
// every machine.

#define TERMS 17
#define LN_2 0.693147180559945309417

static double exp2_below_1(double x) {
    double y = x * LN_2;
    double sum = 1.0;
    for (int n = TERMS; n > 0; n--) {
        sum = 1.0 + sum * y / n;
    }
    return sum;
}

// The number of the note counts from A4, 440 Hz, in octaves. The arithmetic before the power is
// that of WASM-4's native runtime, in floats.
float tw__wasm4_note_hz(uint32_t note, uint32_t bend) {
    float octaves = ((float)note - 69.0f + (float)bend / 256.0f) / 12.0f;
    double power = 1.0;
    double rest = (double)octaves;
    for (; rest < 0.0; rest += 1.0) {
        power *= 0.5;
    }
    for (; rest >= 1.0; rest -= 1.0) {
        power *= 2.0;
    }
    return (float)(power * exp2_below_1(rest)) * 440.0f;
}
