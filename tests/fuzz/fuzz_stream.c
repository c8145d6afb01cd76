// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-stream: the module in pieces must come to what the whole module comes to: the same code, and
// if it loads the same register code and the same behaviour. A check must come to it, too.

#include <stdio.h>
#include <stdlib.h>

#include "guest.h"

#define ARENA_BYTES (1024u * 1024u)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct outcome {
    tw_err_t err;
    uint32_t code_bytes;
    uint64_t seen;
};

static struct outcome try(const uint8_t *bytes, size_t size, bool is_whole, uint32_t seed) {
    struct outcome outcome = {TW_ERR_OK, 0, 0};
    struct guest guest;
    tw_module_t *module;
    guest_open(&guest, ARENA_BYTES);
    outcome.err = is_whole ? guest_load(&guest, bytes, size, &module)
                           : guest_feed(&guest, bytes, size, seed, &module);
    if (outcome.err == TW_ERR_OK) {
        tw_module_stats_t stats;
        tw_module_get_stats(module, &stats);
        outcome.code_bytes = stats.register_code_bytes;
        guest_run(&guest, module);
        guest_unload(&guest, module);
    }
    outcome.seen = guest.seen;
    guest_close(&guest);
    return outcome;
}

// The seed of the pieces follows from the bytes.
static uint32_t seed_of(const uint8_t *bytes, size_t size) {
    uint32_t seed = 0x811c9dc5u;
    for (size_t i = 0; i < size; i++) {
        seed = (seed ^ bytes[i]) * 0x01000193u;
    }
    return seed;
}

// A stream has limits of its own: a window for one item, a section in one piece.
static bool is_equal(const struct outcome *whole, const struct outcome *streamed) {
    if (streamed->err == TW_ERR_LIMIT || streamed->err == TW_ERR_NOMEM) {
        return true;
    }
    return whole->err == streamed->err && whole->code_bytes == streamed->code_bytes &&
           whole->seen == streamed->seen;
}

// A check has a limit of its own, too: the window for the head of a data segment.
static void try_check(const uint8_t *bytes, size_t size, tw_err_t loaded) {
    struct guest guest;
    guest_open(&guest, ARENA_BYTES);
    tw_err_t err = guest_check(&guest, bytes, size, seed_of(bytes, size));
    guest_close(&guest);
    if (err != TW_ERR_LIMIT && !guest_agrees(loaded, err)) {
        fprintf(stderr, "broken promise: loaded %s, checked %s\n", tw_err_name(loaded),
                tw_err_name(err));
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct outcome whole = try(bytes, size, true, 0);
    struct outcome streamed = try(bytes, size, false, seed_of(bytes, size));
    if (!is_equal(&whole, &streamed)) {
        fprintf(stderr, "broken promise: whole %s, %u bytes of code; in pieces %s, %u\n",
                tw_err_name(whole.err), whole.code_bytes, tw_err_name(streamed.err),
                streamed.code_bytes);
        abort();
    }
    try_check(bytes, size, streamed.err);
    return 0;
}
