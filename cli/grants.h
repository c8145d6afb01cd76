// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_GRANTS_H
#define CLI_GRANTS_H

#include "session.h"
#include "wasm.h"

// Appends the table that a file of TOML says. 0, or the exit code of what was written to stderr.
int grants_compile(const struct file *file, struct buffer *table, uint32_t *section_count);
// Appends a table that is in a file, as it is or as TOML. The same.
int grants_read(const char *path, struct buffer *table);

#endif
