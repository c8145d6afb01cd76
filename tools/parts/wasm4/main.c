// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a WASM-4 console: carts, drawing, text, traces, the disk in RAM.

#include "../simple_with.h"
#include "tinywasm/wasm4.h"

static tw_wasm4_t console;
static uint16_t row[TW_WASM4_WIDTH];

// The board has not the RAM for a cart's memory: what matters is that it is linked.
static void play(void) {
    tw_wasm4_input_t input;
    tw_wasm4_input_init(&input);
    tw_err_t err = tw_wasm4_load(&console, ping_wasm, sizeof ping_wasm);
    while (err == TW_ERR_OK) {
        err = tw_wasm4_frame(&console, &input);
        tw_wasm4_row_rgb565(&console, 0, row);
    }
}

int main(void) {
    tw_engine_config_t config;
    tw_wasm4_config_t wasm4;
    configure(&config);
    tw_wasm4_engine_config(&config);
    tw_wasm4_config_init(&wasm4);
    make_engine(&config, &hosted);
    check(tw_wasm4_init(&console, engine, &wasm4));
    check(tw_engine_start(engine));
    play();
    (void)call_ping(load_ping());
    hal_exit(0);
}
