// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef OWN_SAY_H
#define OWN_SAY_H

// What the programs share: a line per call, `WHAT: NUMBER`, and names as WASI takes them.

#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

#define ROOT 3                     // the preopened directory
#define FILE_RIGHTS 0x08e001ffull  // all that a file can have
#define DIRECTORY_RIGHTS 0x07bffe19ull

static inline void say(const char *what, __wasi_errno_t code) {
    printf("%s: %d\n", what, code);
}

static inline void say_number(const char *what, unsigned long long number) {
    printf("%s = %llu\n", what, number);
}

// Opens with all rights that go with what the directory passes on; -1 and a line if it fails.
static inline int open_as(const char *what, int dir, const char *path, int lookup, int oflags,
                          unsigned long long rights, int fdflags) {
    __wasi_fd_t fd = 0;
    __wasi_errno_t code = __wasi_path_open(dir, lookup, path, oflags, rights, rights, fdflags, &fd);
    say(what, code);
    return code == 0 ? (int)fd : -1;
}

static inline int make_file(const char *path, const char *content) {
    __wasi_fd_t fd = 0;
    size_t done = 0;
    __wasi_ciovec_t iovec = {(const uint8_t *)content, strlen(content)};
    if (__wasi_path_open(ROOT, 0, path, __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, 0, &fd) != 0) {
        return -1;
    }
    __wasi_fd_write(fd, &iovec, 1, &done);
    return (int)fd;
}

#endif
