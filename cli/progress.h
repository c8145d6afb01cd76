// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdint.h>

// A bar on stderr, drawn anew at each call and ended when all is done; nothing where stderr is no
// terminal.
void show_progress(const char *name, uint64_t done, uint64_t size);

#endif
