// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with grants: what it takes more is what capabilities cost. The table says that
// ping.wasm may call hosted.pong and toggle pin 1.

#include "tinywasm/tinywasm.h"

#include "board.h"
#include "hal.h"
#include "ping_wasm.h"

static uint64_t arena[BOARD_ARENA_SIZE / 8];
static tw_engine_t *engine;
static tw_grants_t grants;

static const uint8_t table[] = {
    'T', 'W', 'G', 'R',  1,   0,   1,   0,   'O', 0,   0,   0,    0xc7, 0x90, 12,  0xb3,
    'B', 63,  38,  0x9e, 2,   9,   '.', 0,   'p', 'i', 'n', 'g',  '.',  'w',  'a', 's',
    'm', 3,   9,   11,   'f', 'u', 'n', 'c', 't', 'i', 'o', 'n',  's',  'h',  'o', 's',
    't', 'e', 'd', '.',  'p', 'o', 'n', 'g', 2,   4,   16,  'p',  'i',  'n',  's', 1,
    0,   0,   0,   1,    0,   0,   0,   0,   0,   0,   0,   0xff, 0xff, 0xff, 0xff};

static tw_err_t pong(tw_call_t *call) {
    tw_err_t err = tw_call_allowed(call, "pins", 1, TW_GRANT_NONE);
    if (err != TW_ERR_OK) {
        return err;
    }
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

int main(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    tw_grants_init(&grants, table, sizeof table);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.grants = &grants;
    check(tw_engine_init(&engine, &config));
    check(tw_engine_add_host_module(engine, &hosted));
    check(tw_engine_start(engine));

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
