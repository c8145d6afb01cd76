// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BINDGEN_H
#define CLI_BINDGEN_H

// tw bindgen, in C++ where the build has what it needs (bindgen/), else a refusal
// (bindgen/none.c).

#ifdef __cplusplus
extern "C" {
#endif

int command_bindgen(int count, char **args);

#ifdef __cplusplus
}
#endif
#endif
