// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_TOOLCHAIN_H
#define CLI_TOOLCHAIN_H

// The languages of modules, and the programs that builds need.

#include <stdbool.h>
#include <stddef.h>

// What compiles a language. Each of needs is a program, or others in its stead with |; /FILE: a
// file; SDK/FILE: a file in the SDK. NULL last.
struct toolchain {
    const char *apt;  // Debian's packages for it; NULL: tools/setup brings it
    const char *needs[6];
};

struct language {
    const char *name;       // as --lang has it
    const char *extension;  // of its sources
    const char *title;
    const char *group;               // of deps/: what tools/setup installs
    struct toolchain toolchains[2];  // of modules; of commands with WASI
};

// NULL past the last one.
const struct language *language_at(size_t index);
const struct language *language_find(const char *name);
// The language of MODULE's folder, by the file of its name in it; source gets that file's path,
// which has room bytes. NULL if there is none.
const struct language *language_of(const char *folder, char *source, size_t room);

// What is missing to compile the language to modules, or to commands with WASI: the command that
// installs it, static text; NULL if nothing is. what, of room bytes, gets what is missing.
const char *language_missing(const struct language *language, bool is_command, char *what,
                             size_t room);
// The same for an application; compiler is that of the board, as arm-none-eabi-gcc, or NULL: of
// this PC.
const char *application_missing(const char *compiler, char *what, size_t room);
// The same for the emulator of a board; program and group are its board.cmake's.
const char *emulator_missing(const char *program, const char *group, char *what, size_t room);

#endif
