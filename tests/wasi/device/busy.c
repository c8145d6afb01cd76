// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Computes for ever, beside programs.

#include "line.h"

int run(int count, char **args) {
    (void)args;
    for (volatile int i = count;; i = i + 1) {
    }
}
