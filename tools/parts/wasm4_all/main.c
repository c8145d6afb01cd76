// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a WASM-4 console with all that it may have: the synthesizer, save states.

#include "tinywasm/wasm4.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
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

static tw_err_t pong(tw_call_t *call) {
    (void)call;
    hal_console_print("pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void check(tw_err_t err) {
    if (err != TW_ERR_OK) {
        hal_console_print(engine != NULL ? tw_engine_fault(engine)->text : tw_err_name(err));
        hal_console_print("\n");
        hal_exit(1);
    }
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
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    tw_wasm4_engine_config(&config);
    tw_wasm4_config_init(&wasm4);
    tw_wasm4_synth_init(&synth);
    wasm4.synth = &synth;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_wasm4_init(&console, engine, &wasm4));
    check(tw_engine_start(engine));
    play();

    tw_module_t *module = NULL;
    check(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, PING_WASM_NAME);
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    check(tw_instance_create(module, NULL, NULL, &instance));
    check(tw_instance_find_func(instance, "ping", &ping));
    check(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    hal_exit(0);
}
