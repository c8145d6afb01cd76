// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/error.h"

#if defined(__GNUC__) || defined(__clang__)
#define WEAK __attribute__((weak))
#else
#define WEAK
#endif

// The default for applications that define none: stops where a debugger or a watchdog finds it.
// Weak, and in a file of its own, so that an archive's linker takes the application's.
WEAK void tw_panic(const char *file, int line) {
    (void)file;
    (void)line;
    for (;;) {
    }
}
