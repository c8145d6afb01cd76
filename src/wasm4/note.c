// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "console.h"

#include "base/mem.h"

// 2^x as the powf of WASM-4's native runtime gives it, that of glibc: 2^(k / 32) of a table times
// a cubic in what is left of x, in doubles. It is within 0.51 steps of a float, and where others
// round the other way (46 of the 65,536 notes and bends), only the same numbers sound the same.

#define STEPS 32

static const double table[STEPS] = {
    // 2^(i / 32)
    0x1p+0,
    0x1.059b0d3158574p+0,
    0x1.0b5586cf9890fp+0,
    0x1.11301d0125b51p+0,
    0x1.172b83c7d517bp+0,
    0x1.1d4873168b9aap+0,
    0x1.2387a6e756238p+0,
    0x1.29e9df51fdee1p+0,
    0x1.306fe0a31b715p+0,
    0x1.371a7373aa9cbp+0,
    0x1.3dea64c123422p+0,
    0x1.44e086061892dp+0,
    0x1.4bfdad5362a27p+0,
    0x1.5342b569d4f82p+0,
    0x1.5ab07dd485429p+0,
    0x1.6247eb03a5585p+0,
    0x1.6a09e667f3bcdp+0,
    0x1.71f75e8ec5f74p+0,
    0x1.7a11473eb0187p+0,
    0x1.82589994cce13p+0,
    0x1.8ace5422aa0dbp+0,
    0x1.93737b0cdc5e5p+0,
    0x1.9c49182a3f090p+0,
    0x1.a5503b23e255dp+0,
    0x1.ae89f995ad3adp+0,
    0x1.b7f76f2fb5e47p+0,
    0x1.c199bdd85529cp+0,
    0x1.cb720dcef9069p+0,
    0x1.d5818dcfba487p+0,
    0x1.dfc97337b9b5fp+0,
    0x1.ea4afa2a490dap+0,
    0x1.f50765b6e4540p+0,
};

static float exp2_of(double x) {
    int32_t step = (int32_t)(x * STEPS + (x < 0 ? -0.5 : 0.5));
    double rest = x * STEPS - step;
    double upper = 0x1.c6af84b912394p-20 * rest + 0x1.ebfce50fac4f3p-13;
    double lower = 0x1.62e42ff0c52d6p-6 * rest + 1.0;
    int32_t octave = step >> 5;
    uint64_t bits = (uint64_t)(1023 + octave) << 52;
    double power = 0.0;
    memcpy(&power, &bits, sizeof power);
    return (float)((upper * (rest * rest) + lower) * (table[step & (STEPS - 1)] * power));
}

// Counted in octaves from A4, which has 440 Hz.
float tw__wasm4_note_hz(uint32_t note, uint32_t bend) {
    float octaves = ((float)note - 69.0f + (float)bend / 256.0f) / 12.0f;
    return exp2_of((double)octaves) * 440.0f;
}
