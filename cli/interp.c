// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "interp.h"

#include <stdio.h>
#include <string.h>

static const tw_interp_t *const interps[] = {
    &tw_interp_core,
#if TW_CFG_INTERP_WASM3
    &tw_interp_wasm3,
#endif
};
#define INTERP_COUNT (sizeof interps / sizeof interps[0])

const tw_interp_t *interp_find(const char *name) {
    for (size_t i = 0; i < INTERP_COUNT; i++) {
        if (strcmp(interps[i]->name, name) == 0) {
            return interps[i];
        }
    }
    return NULL;
}

const char *interp_names(void) {
    static char names[64];
    size_t used = 0;
    for (size_t i = 0; i < INTERP_COUNT && used < sizeof names; i++) {
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i == 0 ? "" : ", ",
                                 interps[i]->name);
    }
    return names;
}
