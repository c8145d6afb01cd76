// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef OWN_TABLE_H
#define OWN_TABLE_H

// A line for each function and each number that it can answer: `FUNCTION ERRNO`, and what came
// instead if something did.

#include <stdint.h>
#include <stdlib.h>

#include "say.h"

#define RAW(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name)))

// With addresses and sizes as they are: wasi-libc's functions take strings.
int raw_mkdir(int dir, const void *path, size_t size) RAW(path_create_directory);
int raw_rmdir(int dir, const void *path, size_t size) RAW(path_remove_directory);
int raw_unlink(int dir, const void *path, size_t size) RAW(path_unlink_file);
int raw_stat(int dir, int flags, const void *path, size_t size, void *stat) RAW(path_filestat_get);
int raw_times(int dir, int flags, const void *path, size_t size, uint64_t a, uint64_t m, int which)
    RAW(path_filestat_set_times);
int raw_link(int dir, int flags, const void *path, size_t size, int to_dir, const void *to,
             size_t to_size) RAW(path_link);
int raw_open(int dir, int lookup, const void *path, size_t size, int oflags, uint64_t rights,
             uint64_t inheriting, int fdflags, void *fd) RAW(path_open);
int raw_readlink(int dir, const void *path, size_t size, void *bytes, size_t room, void *done)
    RAW(path_readlink);
int raw_rename(int dir, const void *path, size_t size, int to_dir, const void *to, size_t to_size)
    RAW(path_rename);
int raw_symlink(const void *target, size_t target_size, int dir, const void *path, size_t size)
    RAW(path_symlink);
int raw_raise(int signal) RAW(proc_raise);
int raw_recv(int fd, void *iovecs, int count, int flags, void *done, void *oflags) RAW(sock_recv);
int raw_send(int fd, void *iovecs, int count, int flags, void *done) RAW(sock_send);
int raw_accept(int fd, int flags, void *accepted) RAW(sock_accept);

// Rows have numbers from 1; those that are arguments of the program are left out.
#define LEFT_OUT (-1)
static int row_number;
static int row_count;
static char **row_args;

static inline int is_tried(void) {
    row_number++;
    for (int i = 1; i < row_count; i++) {
        if (atoi(row_args[i]) == row_number) {
            return 0;
        }
    }
    return 1;
}

static inline void row(const char *function, const char *name, int wanted, int got) {
    if (got == wanted) {
        printf("%d %s %s\n", row_number, function, name);
    } else if (got != LEFT_OUT) {
        printf("%d %s %s: got %d\n", row_number, function, name, got);
    }
    fflush(stdout);
}
#define TRY(call) (is_tried() ? (call) : LEFT_OUT)
#define ROW(function, name, call) row(#function, #name, __WASI_ERRNO_##name, TRY(call))

// Of text, its address and size.
#define TEXT(text) (text), sizeof(text) - 1

static inline int open_with(const char *path, int oflags, uint64_t rights, uint64_t inheriting) {
    __wasi_fd_t fd = 0;
    int code = raw_open(ROOT, 0, path, strlen(path), oflags, rights, inheriting, 0, &fd);
    return code == 0 ? (int)fd : -1;
}

#endif
