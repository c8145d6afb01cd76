// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Tries to get out of its folder by names of all kinds, while somebody outside swaps directories
// and links: reads, lists, cuts, makes, removes, renames, by names and from a directory that is
// moved out while it is open. Prints each thing that it could read; one that says OUTSIDE is a way
// out.

#define _GNU_SOURCE

#include <stdlib.h>

#include "../own/say.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

static const char *const names[] = {
    "swap/secret",
    "swap/../secret",
    "swap/../../outside/secret",
    "swap/./secret",
    "swap//secret",
    "swap/",
    "a/swap/secret",
    "a/up/secret",
    "a/b/../swap/secret",
    "a/b/../../../outside/secret",
    "a/b/c/../../../../outside/secret",
    "a/../../outside/secret",
    "moving/b/../../secret",
    "moving/../../outside/secret",
    "link/secret",
    "absolute/secret",
    "dangling",
    "..",
    "../outside/secret",
    "/proc/self/root/etc/hostname",
    "proc/root/etc/hostname",
};
#define NAMES (sizeof names / sizeof names[0])

static void show(const char *name, __wasi_fd_t fd) {
    uint8_t bytes[64];
    size_t done = 0;
    __wasi_iovec_t into = {bytes, sizeof bytes - 1};
    if (__wasi_fd_read(fd, &into, 1, &done) == 0 && done > 0) {
        bytes[done] = '\0';
        if (strstr((const char *)bytes, "OUTSIDE") != NULL) {
            printf("%s is OUTSIDE\n", name);
        }
    }
}

static void read_and_write(const char *name, int lookup) {
    __wasi_fd_t fd = 0;
    if (__wasi_path_open(ROOT, lookup, name, 0, FILE_RIGHTS, 0, 0, &fd) == 0) {
        show(name, fd);
        __wasi_fd_close(fd);
    }
}

static void list(const char *name, __wasi_fd_t fd) {
    uint8_t bytes[2048];
    size_t used = 0;
    if (__wasi_fd_readdir(fd, bytes, sizeof bytes, 0, &used) == 0 &&
        memmem(bytes, used, "OUTSIDE", 7) != NULL) {
        printf("%s lists OUTSIDE\n", name);
    }
}

static void list_and_cut(const char *name) {
    __wasi_fd_t fd = 0;
    int oflags[] = {__WASI_OFLAGS_DIRECTORY, __WASI_OFLAGS_TRUNC};
    for (int i = 0; i < 4; i++) {
        if (__wasi_path_open(ROOT, i < 2 ? FOLLOW : 0, name, oflags[i % 2], DIRECTORY_RIGHTS,
                             DIRECTORY_RIGHTS, 0, &fd) == 0) {
            list(name, fd);
            __wasi_fd_close(fd);
        }
    }
}

static void make_links(const char *name) {
    char target[64];
    size_t used = 0;
    __wasi_path_link(ROOT, 0, "a/kept", ROOT, name);
    __wasi_path_symlink("kept", ROOT, name);
    if (__wasi_path_readlink(ROOT, name, (uint8_t *)target, sizeof target, &used) == 0 &&
        memmem(target, used, "OUTSIDE", 7) != NULL) {
        printf("%s is a link OUTSIDE\n", name);
    }
    __wasi_path_rename(ROOT, "a/kept", ROOT, name);
    __wasi_path_rename(ROOT, name, ROOT, "a/kept");
    __wasi_path_remove_directory(ROOT, name);
}

// The directory is held open; where it lies changes.
static void climb(__wasi_fd_t dir) {
    static const char *const up[] = {"..", "../secret", "b/../../secret", "../outside/secret",
                                     "b/../../outside/secret"};
    __wasi_fd_t fd = 0;
    for (size_t i = 0; i < sizeof up / sizeof up[0]; i++) {
        if (__wasi_path_open(dir, FOLLOW, up[i], 0, FILE_RIGHTS, 0, 0, &fd) == 0) {
            printf("%s leads OUTSIDE of an open directory\n", up[i]);
            __wasi_fd_close(fd);
        }
    }
}

static void make_and_remove(const char *name) {
    char other[128];
    __wasi_fd_t fd = 0;
    __wasi_filestat_t stat;
    snprintf(other, sizeof other, "%s.made", name);
    if (__wasi_path_open(ROOT, FOLLOW, other, __WASI_OFLAGS_CREAT, FILE_RIGHTS, 0, 0, &fd) == 0) {
        __wasi_fd_close(fd);
    }
    __wasi_path_unlink_file(ROOT, other);
    __wasi_path_create_directory(ROOT, other);
    __wasi_path_remove_directory(ROOT, other);
    __wasi_path_symlink("x", ROOT, other);
    __wasi_path_rename(ROOT, other, ROOT, "a/renamed");
    __wasi_path_rename(ROOT, "a/renamed", ROOT, name);
    __wasi_path_link(ROOT, 0, name, ROOT, "a/linked");
    if (__wasi_path_open(ROOT, 0, "a/linked", 0, FILE_RIGHTS, 0, 0, &fd) == 0) {
        show(name, fd);
        __wasi_fd_close(fd);
    }
    __wasi_path_unlink_file(ROOT, "a/linked");
    __wasi_path_filestat_set_times(ROOT, FOLLOW, name, 0, 0, __WASI_FSTFLAGS_MTIM);
    if (__wasi_path_filestat_get(ROOT, FOLLOW, name, &stat) == 0 && stat.size == 4321) {
        printf("%s has the size of what is OUTSIDE\n", name);
    }
    __wasi_path_unlink_file(ROOT, name);
}

int main(int count, char **args) {
    int rounds = count > 1 ? atoi(args[1]) : 1;
    __wasi_fd_t moving = 0;
    while (__wasi_path_open(ROOT, 0, "moving", __WASI_OFLAGS_DIRECTORY, DIRECTORY_RIGHTS,
                            DIRECTORY_RIGHTS, 0, &moving) != 0) {
    }
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < NAMES; i++) {
            read_and_write(names[i], FOLLOW);
            read_and_write(names[i], 0);
            list_and_cut(names[i]);
            make_links(names[i]);
            make_and_remove(names[i]);
            climb(moving);
        }
    }
    printf("%d rounds\n", rounds);
    return 0;
}
