// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SDK_H
#define CLI_SDK_H

// Where the SDK is: the folder with boards/, guest/, cmake/, src/ ..., which is the repository, or
// what make install put down. The variable TINYWASM_SDK names one; else it is looked for relative
// to tw itself.

#include <stdbool.h>
#include <stddef.h>

#define SDK_PATH_SIZE 4096

#ifdef __cplusplus
extern "C" {
#endif

// The folder's absolute path, static text; NULL if there is none.
const char *sdk_find(void);
// The same; without one it says so and ends tw.
const char *sdk_need(void);
// True if it was installed, by make install.
bool sdk_is_installed(void);
// Where make install put programs of templates that were built before; NULL if it did not.
const char *sdk_programs(void);

#ifdef __cplusplus
}
#endif
#endif
