// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A heavy cart for WASM-4: each pixel of each frame is computed, from how far it is from four
// moving centres. What the PC needs for it is counted by `run_bench.py --carts`.

#include "wasm4.h"

enum { SIDE = 160, CENTRES = 4, WAVE_BITS = 8, WAVE_SIZE = 1 << WAVE_BITS };

static const uint32_t palette[4] = {0x12183c, 0x3b5fa0, 0xe08e45, 0xfdf2d0};
static const float speeds[CENTRES][2] = {
    {1.0f, 1.3f}, {-0.7f, 1.1f}, {1.7f, -0.6f}, {-1.2f, -0.9f}};

static float wave[WAVE_SIZE];
static float centre_x[CENTRES];
static float centre_y[CENTRES];
static float turn;

// A sine, by turning a vector a little further each time.
static void make_wave(void) {
    float x = 1.0f;
    float y = 0.0f;
    for (uint32_t i = 0; i < WAVE_SIZE; i++) {
        wave[i] = y;
        float next = x * 0.99969882f - y * 0.02454123f;
        y = x * 0.02454123f + y * 0.99969882f;
        x = next;
    }
}

static float wave_at(float turns) {
    return wave[(int32_t)turns & (WAVE_SIZE - 1)];
}

static void move_centres(void) {
    turn += 1.0f;
    for (uint32_t i = 0; i < CENTRES; i++) {
        centre_x[i] = 80.0f + 70.0f * wave_at(turn * speeds[i][0] + 4096.0f);
        centre_y[i] = 80.0f + 70.0f * wave_at(turn * speeds[i][1] + 4160.0f);
    }
}

static uint32_t color_of(float x, float y) {
    float sum = 0.0f;
    for (uint32_t i = 0; i < CENTRES; i++) {
        float dx = x - centre_x[i];
        float dy = y - centre_y[i];
        sum += wave_at(__builtin_sqrtf(dx * dx + dy * dy) * 5.0f + turn);
    }
    return (uint32_t)(int32_t)(sum + 4.0f) >> 1 & 3;
}

WASM4_EXPORT("start") void start(void) {
    for (uint32_t i = 0; i < 4; i++) {
        PALETTE[i] = palette[i];
    }
    make_wave();
}

WASM4_EXPORT("update") void update(void) {
    move_centres();
    for (uint32_t at = 0; at < SIDE * SIDE / 4; at++) {
        float x = (float)(at % (SIDE / 4) * 4);
        float y = (float)(at / (SIDE / 4));
        uint32_t four = 0;
        for (uint32_t i = 0; i < 4; i++) {
            four |= color_of(x + (float)i, y) << 2 * i;
        }
        FRAMEBUFFER[at] = (uint8_t)four;
    }
}
