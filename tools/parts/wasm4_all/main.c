// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a WASM-4 console with all that it may have: the synthesizer, save states.

#include "../simple_with.h"
#include "tinywasm/wasm4.h"

static tw_wasm4_t console;
static uint16_t row[TW_WASM4_WIDTH];
static tw_wasm4_synth_t synth;
static int16_t samples[2 * TW_WASM4_FRAME_SAMPLES];

static tw_err_t write_state(void *ctx, const void *bytes, uint32_t size) {
    (void)ctx;
    (void)bytes;
    (void)size;
    return TW_ERR_NOSPC;
}

static tw_err_t read_state(void *ctx, uint32_t off, void *bytes, uint32_t size) {
    (void)ctx;
    (void)off;
    (void)bytes;
    (void)size;
    return TW_ERR_IO;
}

// The board has not the RAM for a cart's memory: what matters is that it is linked.
static void play(void) {
    tw_wasm4_input_t input;
    tw_wasm4_input_init(&input);
    tw_err_t err = tw_wasm4_load(&console, ping_wasm, sizeof ping_wasm);
    while (err == TW_ERR_OK) {
        err = tw_wasm4_frame(&console, &input);
        tw_wasm4_row_rgb565(&console, 0, row);
        tw_wasm4_synth_render(&synth, samples, TW_WASM4_FRAME_SAMPLES);
        err = err == TW_ERR_OK ? tw_wasm4_save(&console, write_state, NULL) : err;
        err = err == TW_ERR_OK ? tw_wasm4_restore(&console, read_state, NULL, 0) : err;
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_wasm4_config_t wasm4;
    configure(&config);
    tw_wasm4_engine_config(&config);
    tw_wasm4_config_init(&wasm4);
    tw_wasm4_synth_init(&synth);
    wasm4.synth = &synth;
    make_engine(&config, &hosted);
    check(tw_wasm4_init(&console, engine, &wasm4));
    check(tw_engine_start(engine));
    play();
    (void)call_ping(load_ping());
    hal_exit(0);
}
