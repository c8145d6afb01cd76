// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "interp.h"

#include <stdio.h>
#include <string.h>

#include "regcode.h"

static const tw_interp_t *const interps[] = {
    &tw_interp_core,
#if TW_CFG_INTERP_WASM3
    &tw_interp_wasm3,
#endif
};
#define INTERP_COUNT (sizeof interps / sizeof interps[0])

// That of boards is last, unless ours is that. NULL: there are no more.
static const tw_interp_t *interp_at(size_t i) {
    const tw_interp_t *boards = regcode_interp();
    if (i < INTERP_COUNT) {
        return interps[i];
    }
    return i == INTERP_COUNT && boards != interps[0] ? boards : NULL;
}

const tw_interp_t *interp_find(const char *name) {
    const tw_interp_t *interp = interp_at(0);
    for (size_t i = 1; interp != NULL && strcmp(interp->name, name) != 0; i++) {
        interp = interp_at(i);
    }
    return interp;
}

const char *interp_names(void) {
    static char names[64];
    size_t used = 0;
    const tw_interp_t *interp = NULL;
    for (size_t i = 0; used < sizeof names && (interp = interp_at(i)) != NULL; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ",
                                 interp->name);
    }
    return names;
}
