// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_FILES_H
#define CLI_FILES_H

// Files and folders of the PC, for commands that make and build projects.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "program.h"
#include "wasm.h"

#define FILES_PATH_SIZE 4096

// Writes a path, as printf; ends tw if it is too long.
void path_format(char path[FILES_PATH_SIZE], const char *format, ...);

bool file_exists(const char *path);  // a regular file
bool folder_exists(const char *path);
// Adds the file's bytes to *bytes, and a NUL that size does not count. False, with errno, if it
// cannot be read.
bool file_load(const char *path, struct buffer *bytes);
// Makes the file anew, and the folders that it lies in. False with errno.
bool file_store(const char *path, const void *bytes, size_t size);
bool folder_make(const char *path);
// Adds the names in a folder, sorted, without those that begin with a dot. None if it is no folder.
void folder_list(const char *path, struct words *names);
// When the newest file in the folder was changed, without those in its folders and without those
// whose names end in skipped; in nanoseconds. 0 if there is none.
int64_t folder_changed(const char *path, const char *skipped);
int64_t file_changed(const char *path);  // 0: there is none
// The file's size; -1 if there is none.
int64_t file_size(const char *path);
// "c" of "modules/ping.c"; "" if there is none.
const char *extension_of(const char *path);

#endif
