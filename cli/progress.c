// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#define BAR_COLUMNS 30u

void show_progress(const char *name, uint64_t done, uint64_t size) {
    if (!isatty(STDERR_FILENO)) {
        return;
    }
    unsigned columns = size == 0 ? BAR_COLUMNS : (unsigned)(done * BAR_COLUMNS / size);
    fprintf(stderr, "\r%s [", name);
    for (unsigned i = 0; i < BAR_COLUMNS; i++) {
        fputc(i < columns ? '#' : ' ', stderr);
    }
    fprintf(stderr, "] %3u %%%s", size == 0 ? 100 : (unsigned)(done * 100 / size),
            done == size ? "\n" : "");
    fflush(stderr);
}
