// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-seal: the records of remote shells. The first byte says which side is fed and how far it has
// come: fresh, or with a session open. Nothing that was not sealed may be read, and a side that has
// failed takes no more.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/seal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const uint8_t key[TW_SEAL_KEY_BYTES] = {7};
static const uint8_t nonces[2][TW_SEAL_NONCE_BYTES] = {{1}, {2}};

static void promise(bool is_kept, const char *text) {
    if (!is_kept) {
        fprintf(stderr, "broken promise: %s\n", text);
        abort();
    }
}

static bool move(tw_seal_t *from, tw_seal_t *to) {
    const uint8_t *next = NULL;
    size_t size = tw_seal_output(from, &next);
    size_t taken = tw_seal_feed(to, next, size);
    tw_seal_sent(from, taken);
    return taken > 0;
}

static void shake(tw_seal_t *client, tw_seal_t *device) {
    bool is_moving = true;
    while (is_moving) {
        is_moving = move(client, device);
        is_moving |= move(device, client);
    }
    promise(client->state == TW_SEAL_OPEN && device->state == TW_SEAL_OPEN, "no session");
}

static void feed(tw_seal_t *seal, const uint8_t *bytes, size_t size) {
    const uint8_t *out = NULL;
    uint8_t read[16];
    while (size > 0) {
        size_t taken = tw_seal_feed(seal, bytes, size);
        promise(taken <= size, "more taken than given");
        promise(tw_seal_read(seal, read, sizeof read) == 0, "forged bytes were read");
        size_t waiting = tw_seal_output(seal, &out);
        promise(waiting <= TW_SEAL_RECORD_BYTES, "a record too long");
        tw_seal_sent(seal, waiting);
        if (taken == 0 && waiting == 0) {
            promise(seal->state != TW_SEAL_OPEN && seal->state != TW_SEAL_SHAKING, "it is stuck");
            return;
        }
        bytes += taken;
        size -= taken;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    tw_seal_t client;
    tw_seal_t device;
    if (size == 0) {
        return 0;
    }
    tw_seal_init(&client, TW_SEAL_CLIENT, key, nonces[0], NULL);
    tw_seal_init(&device, TW_SEAL_DEVICE, key, nonces[1], NULL);
    if ((bytes[0] & 2) != 0) {
        shake(&client, &device);
    }
    feed((bytes[0] & 1) != 0 ? &client : &device, bytes + 1, size - 1);
    return 0;
}
