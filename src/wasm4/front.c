// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/wasm4_front.h"

static void call(void (*function)(void *ctx), void *ctx) {
    if (function != NULL) {
        function(ctx);
    }
}

static tw_err_t play_frame(tw_wasm4_t *console, const tw_wasm4_front_t *front,
                           const tw_wasm4_input_t *input) {
    tw_err_t err = tw_wasm4_frame(console, input);
    call(front->sound, front->ctx);
    call(front->present, front->ctx);
    if (tw_wasm4_disk_changed(console)) {
        call(front->keep, front->ctx);
    }
    bool is_over = err != TW_ERR_OK && (front->fail == NULL || !front->fail(front->ctx));
    return is_over ? err : TW_ERR_OK;
}

tw_err_t tw_wasm4_play(tw_wasm4_t *console, const tw_wasm4_front_t *front) {
    tw_err_t err = TW_ERR_OK;
    tw_wasm4_input_t input;
    tw_wasm4_input_init(&input);
    while (err == TW_ERR_OK && front->poll(front->ctx, &input)) {
        err = play_frame(console, front, &input);
        tw_wasm4_input_init(&input);
    }
    return err;
}
