// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PROGRAM_H
#define CLI_PROGRAM_H

// Other programs that tw starts, with the words as they are: no shell reads them.

#include <stdbool.h>
#include <stddef.h>

#include "wasm.h"

// The words of a command line, the program's name first. All are copies. {0} is empty.
struct words {
    char **items;  // items[count] is NULL once a word is there
    size_t count;
};

void words_add(struct words *words, const char *word);
// As printf.
void words_add_format(struct words *words, const char *format, ...);
void words_free(struct words *words);
// Writes the words as they may be typed into a shell, in one line.
void words_print(const struct words *words);

// The file that a name means: on PATH, or itself if it has a slash. False: there is no such
// program. path may be NULL.
bool program_find(const char *name, char *path, size_t room);

// Runs a program to its end, in folder (NULL: this one). output NULL: it has tw's input and output;
// else its output and errors are added to *output, with a NUL behind that size does not count, and
// its input is empty. The exit code, 128 and the number of a signal that ended it, or -1 with errno
// if it could not be started.
int program_run(const struct words *words, const char *folder, struct buffer *output);

// The program takes tw's place: what ends tw ends it. Comes back, with errno, only if there is no
// such program.
void program_become(const struct words *words);

#endif
