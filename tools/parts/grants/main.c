// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with grants: what it takes more is what capabilities cost. The table says that
// ping.wasm may call hosted.pong and toggle pin 1.

#include "../simple_with.h"

static tw_grants_t grants;

static const uint8_t table[] = {
    'T', 'W', 'G', 'R',  1,   0,   1,   0,   'O', 0,   0,   0,    0xc7, 0x90, 12,  0xb3,
    'B', 63,  38,  0x9e, 2,   9,   '.', 0,   'p', 'i', 'n', 'g',  '.',  'w',  'a', 's',
    'm', 3,   9,   11,   'f', 'u', 'n', 'c', 't', 'i', 'o', 'n',  's',  'h',  'o', 's',
    't', 'e', 'd', '.',  'p', 'o', 'n', 'g', 2,   4,   16,  'p',  'i',  'n',  's', 1,
    0,   0,   0,   1,    0,   0,   0,   0,   0,   0,   0,   0xff, 0xff, 0xff, 0xff};

static tw_err_t own_pong(tw_call_t *call) {
    tw_err_t err = tw_call_allowed(call, "pins", 1, TW_GRANT_NONE);
    if (err != TW_ERR_OK) {
        return err;
    }
    hal_console_print("pong\n");
    hal_led_toggle();
    return TW_ERR_OK;
}

static const tw_host_func_t own_funcs[] = {{"pong", "()", own_pong}};
static const tw_host_module_t own = {"hosted", own_funcs, 1, NULL};

int main(void) {
    tw_engine_config_t config;
    configure(&config);
    tw_grants_init(&grants, table, sizeof table);
    config.grants = &grants;
    make_engine(&config, &own);
    run_ping();
}
