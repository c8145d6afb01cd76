// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// fuzz-kept: a module that is loaded from kept code must come to what it comes to without: the same
// code, and the same behaviour. So it must when a bit of what is kept is another, wherever it is.

#include <stdio.h>
#include <stdlib.h>

#include "again.h"
#include "guest.h"

#define ARENA_BYTES (1024u * 1024u)
#define DAMAGES 3

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must_equal(const char *what, uint64_t kept, uint64_t whole) {
    if (kept != whole) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static uint64_t run(struct guest *guest, tw_module_t *module) {
    guest->seen = 0;
    guest_run(guest, module);
    guest_unload(guest, module);
    return guest->seen;
}

static bool run_whole(const uint8_t *bytes, size_t size, uint64_t *seen) {
    struct guest guest;
    tw_module_t *module;
    guest_open(&guest, ARENA_BYTES);
    bool is_loaded = guest_load(&guest, bytes, size, &module) == TW_ERR_OK;
    *seen = is_loaded ? run(&guest, module) : 0;
    guest_close(&guest);
    return is_loaded;
}

static uint64_t place_of(const uint8_t *bytes, size_t size, uint32_t i) {
    uint64_t place = 0xcbf29ce484222325u + i;
    for (size_t k = 0; k < size; k++) {
        place = (place ^ bytes[k]) * 0x100000001b3u;
    }
    return place ^ place >> 29;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static struct again again;
    struct guest guest;
    tw_module_t *module = NULL;
    uint64_t seen = 0;
    if (!run_whole(bytes, size, &seen)) {
        return -1;
    }
    guest_open_kept(&guest, ARENA_BYTES, again_store(&again, size));
    tw_err_t err = again_load(&again, guest.engine, bytes, size, &module);
    must_equal("what loads whole is not kept", (uint64_t)err, TW_ERR_OK);
    must_equal("kept code does something else", run(&guest, module), seen);
    for (uint32_t i = 0; i < DAMAGES; i++) {
        // An engine of its own: what collecting costs depends on the objects that were made before.
        guest_close(&guest);
        guest_open_kept(&guest, ARENA_BYTES, &again.store.base);
        must_equal("nothing is kept", again_damage(&again, place_of(bytes, size, i)), true);
        err = again_reload(guest.engine, &module);
        must_equal("damaged kept code is an error", (uint64_t)err, TW_ERR_OK);
        must_equal("damaged kept code is run", run(&guest, module), seen);
    }
    guest_close(&guest);
    again_close(&again);
    return 0;
}
