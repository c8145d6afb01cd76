// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-grants: bytes as a table of grants. First as they are; then with a head that fits, as who
// means harm makes it, in an engine where a module asks for what they grant. Whatever they are,
// what is allowed must stand in them.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/tinywasm.h"

#define MOST_BYTES 4096u

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// Imports hosted.pong and calls it from its start function.
static const uint8_t module_bytes[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x0f,
    0x01, 0x06, 'h',  'o',  's',  't',  'e',  'd',  0x04, 'p',  'o',  'n',  'g',  0x00, 0x00, 0x03,
    0x02, 0x01, 0x00, 0x08, 0x01, 0x01, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x10, 0x00, 0x0b};

static const uint8_t *table;
static size_t table_size;

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static bool has(const char *text) {
    size_t size = strlen(text);
    for (size_t at = 0; size <= table_size && at <= table_size - size; at++) {
        if (memcmp(table + at, text, size) == 0) {
            return true;
        }
    }
    return false;
}

static void expect(bool is_kept, const char *promise) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", promise);
        abort();
    }
}

static tw_err_t pong(tw_call_t *call) {
    expect(has("functions") && (has("hosted.pong") || has("hosted.*") || has("*")),
           "what runs is granted");
    if (tw_call_allowed(call, "gpio", 3, TW_GRANT_NONE) == TW_ERR_OK) {
        expect(has("gpio"), "pins are granted");
    }
    if (tw_call_allowed(call, "i2c", 0, 0x48) == TW_ERR_OK) {
        expect(has("i2c"), "addresses are granted");
    }
    if (tw_call_allowed_text(call, "files", "data.txt") == TW_ERR_OK) {
        expect(has("files") && (has("data.txt") || has("*")), "files are granted");
    }
    return TW_ERR_OK;
}

static void ignore(void *ctx, const char *text) {
    *(size_t *)ctx += strlen(text);
}

static void try_module(tw_engine_t *engine, const char *name) {
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    size_t written = 0;
    if (tw_module_load(engine, module_bytes, sizeof module_bytes, &module) != TW_ERR_OK) {
        return;  // more code than is granted to its hash
    }
    tw_module_set_name(module, name);
    tw_err_t err = tw_instance_create(module, NULL, NULL, &instance);
    (void)err;
    if (name != NULL && tw_grants_visit(engine, name, ignore, &written) == TW_ERR_OK) {
        expect(written != 0, "a section is shown");
    }
}

static void run_engine(void) {
    static _Alignas(16) uint8_t arena[65536];
    static const tw_host_func_t funcs[] = {{"pong", "()", pong}};
    static const tw_host_module_t hosted = {"hosted", funcs, 1, NULL};
    tw_grants_t grants;
    tw_engine_config_t config;
    tw_engine_t *engine = NULL;
    tw_engine_config_init(&config);
    tw_grants_init(&grants, table, table_size);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.grants = &grants;
    bool is_started = tw_engine_init(&engine, &config) == TW_ERR_OK &&
                      tw_engine_add_host_module(engine, &hosted) == TW_ERR_OK &&
                      tw_engine_start(engine) == TW_ERR_OK;
    expect(is_started, "an engine starts whatever the grants are");
    try_module(engine, "ping.wasm");
    try_module(engine, "a");
    try_module(engine, NULL);
    tw_engine_stop(engine);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static uint8_t sealed[MOST_BYTES];
    size_t written = 0;
    tw_err_t err = tw_grants_print(bytes, size, ignore, &written);
    expect((err == TW_ERR_OK) == (tw_grants_flaw(bytes, size) == NULL), "a flaw is a flaw");
    if (size < TW_GRANT_HEAD_BYTES || size > sizeof sealed) {
        return 0;
    }
    memcpy(sealed, bytes, size);
    tw_grants_seal(sealed, size, (uint32_t)bytes[6] | (uint32_t)bytes[7] << 8);
    uint8_t *exact = malloc(size);  // so that a byte too far is found
    memcpy(exact, sealed, size);
    table = exact;
    table_size = size;
    err = tw_grants_print(exact, size, ignore, &written);
    expect((err == TW_ERR_OK) == (tw_grants_flaw(exact, size) == NULL), "a flaw is a flaw");
    run_engine();
    free(exact);
    return 0;
}
