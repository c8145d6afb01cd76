// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_REMOTE_KEY_H
#define TINYWASM_REMOTE_KEY_H

// The key that `tw --device tcp://` and the device both have (tinywasm/shell_remote.h). It lies in
// the engine's filestore as one of the engine's own files, `.remote`, which no guest, host
// function, shell command or transfer can name; whoever reads raw flash reads it.
//
// A session needs a nonce that was never used with the key before. A machine with a source of
// entropy draws it. On one without, it is made of the key, a seed that came with the key and never
// leaves the device either, a count of the times that the machine has started and a count of the
// sessions since: nobody without the key can tell the next one, and none comes twice as long as the
// file is not put back to an older state. If the file goes with the power, as in a filestore in
// RAM, the key goes with it, and the next one comes with another seed.
//
// No function here may be called from an ISR or a host function.

#include "tinywasm/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_REMOTE_KEY_BYTES 32
#define TW_REMOTE_SEED_BYTES 32

typedef struct tw_remote_key {
    uint8_t key[TW_REMOTE_KEY_BYTES];
    uint8_t seed[TW_REMOTE_SEED_BYTES];
    uint32_t starts;  // of the machine, counted where there is no entropy
    bool has_seed;
} tw_remote_key_t;

// Keeps the key, and the seed that goes with it or NULL: then only a machine with entropy can use
// it. Both are random bytes; a seed was never given with this key before. A key that is there
// already, with the same seed, is left as it is, so an application may call this at each start.
// STATE without a mounted filestore; BUSY while a file is saved; what a save answers.
TW_MUST_CHECK tw_err_t tw_remote_key_set(tw_engine_t *engine, const uint8_t *key,
                                         const uint8_t *seed);
// Sessions that are open go on.
TW_MUST_CHECK tw_err_t tw_remote_key_remove(tw_engine_t *engine);
bool tw_remote_key_is_set(tw_engine_t *engine);

// For what shakes hands with it. NOENT if there is none, CORRUPT if it is damaged. Overwrite it
// after use.
TW_MUST_CHECK tw_err_t tw_remote_key_read(tw_engine_t *engine, tw_remote_key_t *key);
// Counts a start of the machine, in the filestore too. STATE if there is no seed.
TW_MUST_CHECK tw_err_t tw_remote_key_count(tw_engine_t *engine, tw_remote_key_t *key);

// Random bytes for a machine without a source of entropy: made, by HMAC-SHA-256, of the seed that
// came with the key and of a count of starts that is saved before, so that nobody without the seed
// can tell one, and none comes twice. What was given cannot be found from what is in RAM later.
typedef struct tw_remote_random {
    uint8_t key[32];
    bool is_ready;
} tw_remote_random_t;

// Once for each start of the machine, and again when the key has changed. NOENT, CORRUPT: no key;
// STATE: it has no seed; what a save answers.
TW_MUST_CHECK tw_err_t tw_remote_random_begin(tw_engine_t *engine, tw_remote_random_t *random);
// False before it has begun.
bool tw_remote_random_read(tw_remote_random_t *random, void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
