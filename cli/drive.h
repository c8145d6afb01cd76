// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_DRIVE_H
#define CLI_DRIVE_H

#include <stdbool.h>

#include "files.h"

// The drives that boot loaders show.

// Finds where the drive of that label is mounted: the folder that was named, else one of the name
// in TINYWASM_DRIVES or where systems mount drives. It must have the file by which boot loaders for
// images of that form tell who they are, and be this one's.
bool drive_find(const char *named, const char *label, const char *form,
                char folder[FILES_PATH_SIZE]);
// Copies a file there, with a bar, and waits until it is written. 0 or an exit code.
int drive_copy(const char *path, const char *folder);

#endif
