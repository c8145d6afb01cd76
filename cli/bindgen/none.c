// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>

#include "bindgen.h"

// For builds without nlohmann-json.

bool bindgen_is_there(void) {
    return false;
}

static int fail(void) {
    fputs(
        "tw bindgen: UNSUPPORTED: this tw was built without nlohmann-json: run tools/setup tw, "
        "remove the build folder and build it again\n",
        stderr);
    return 1;
}

int command_bindgen(int count, char **args) {
    (void)count;
    (void)args;
    return fail();
}

int bindgen_visit(const char *path, struct bridge *bridge) {
    (void)path;
    (void)bridge;
    return fail();
}
