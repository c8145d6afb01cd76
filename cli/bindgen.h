// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_H
#define CLI_BINDGEN_H

// tw bindgen, in C++ where the build has what it needs (bindgen/), else a refusal
// (bindgen/none.c).

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bridge;

// Whether this tw has it.
bool bindgen_is_there(void);
int command_bindgen(int count, char **args);
// Adds the functions that a file of WIT has for modules. 0, or the exit code of what was written to
// stderr.
int bindgen_visit(const char *path, struct bridge *bridge);

#ifdef __cplusplus
}
#endif
#endif
