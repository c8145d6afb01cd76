// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Each function of a name: names that are there, are not, lead out, and are none.

#include "say.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW
#define READ __WASI_RIGHTS_FD_READ
#define NONE 500

static __wasi_filestat_t stat;

static void show_open(void) {
    int fd = open_as("open a file", ROOT, "there", 0, 0, READ, 0);
    say("path_open in a file", __wasi_path_open(fd, 0, "x", 0, 0, 0, 0, &(__wasi_fd_t){0}));
    __wasi_fd_close(fd);
    open_as("open what is not there", ROOT, "missing", 0, 0, READ, 0);
    open_as("open it in what is not there", ROOT, "missing/file", 0, 0, READ, 0);
    open_as("open in a file", ROOT, "there/file", 0, 0, READ, 0);
    open_as("open nothing", ROOT, "", 0, 0, READ, 0);
    open_as("open a file as a directory", ROOT, "there", 0, __WASI_OFLAGS_DIRECTORY, READ, 0);
    open_as("make what is there", ROOT, "there", 0, __WASI_OFLAGS_CREAT | __WASI_OFLAGS_EXCL, READ,
            0);
    open_as("open in none", NONE, "there", 0, 0, READ, 0);
    __wasi_fd_close(open_as("open the directory itself", ROOT, ".", 0, 0, READ, 0));
    __wasi_fd_close(open_as("open with detours", ROOT, "./././there", 0, 0, READ, 0));
}

// Each must end inside.
static void show_ways_out(void) {
    static const char *const names[] = {
        "..",         "../there",     "there/../../x",  "/etc/passwd",     "/",
        "./../x",     "folder/../..", "folder/../../x", "folder/./..",     "out",
        "out/passwd", "deep",         "loop",           "folder/out/../x",
    };
    say("path_create_directory", __wasi_path_create_directory(ROOT, "folder"));
    say("path_symlink out", __wasi_path_symlink("../..", ROOT, "out"));
    say("path_symlink further out", __wasi_path_symlink("folder/../../../x", ROOT, "deep"));
    say("path_symlink in a circle", __wasi_path_symlink("loop", ROOT, "loop"));
    say("path_symlink in the folder", __wasi_path_symlink("../..", ROOT, "folder/out"));
    say("path_symlink to the root", __wasi_path_symlink("/etc", ROOT, "root"));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        printf("%s\n", names[i]);
        int fd = open_as("  path_open", ROOT, names[i], FOLLOW, 0, READ, 0);
        if (fd >= 0) {
            __wasi_fd_close(fd);
        }
        say("  path_filestat_get", __wasi_path_filestat_get(ROOT, FOLLOW, names[i], &stat));
        say("  path_create_directory",
            __wasi_path_create_directory(ROOT, names[i]) == 0 ? 1000 : 0);
    }
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "folder/out"));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "out"));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "deep"));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "loop"));
    say("path_remove_directory", __wasi_path_remove_directory(ROOT, "folder"));
}

static void show_directories(void) {
    say("path_create_directory", __wasi_path_create_directory(ROOT, "one"));
    say("path_create_directory again", __wasi_path_create_directory(ROOT, "one"));
    say("path_create_directory in nothing", __wasi_path_create_directory(ROOT, "none/two"));
    say("path_create_directory in it", __wasi_path_create_directory(ROOT, "one/two"));
    say("path_remove_directory that is not empty", __wasi_path_remove_directory(ROOT, "one"));
    say("path_remove_directory of a file", __wasi_path_remove_directory(ROOT, "there"));
    say("path_remove_directory of nothing", __wasi_path_remove_directory(ROOT, "none"));
    say("path_unlink_file of nothing", __wasi_path_unlink_file(ROOT, "none"));
    say("path_rename into itself", __wasi_path_rename(ROOT, "one", ROOT, "one/two/three"));
    say("path_rename", __wasi_path_rename(ROOT, "one/two", ROOT, "two"));
    say("path_rename of nothing", __wasi_path_rename(ROOT, "none", ROOT, "three"));
    say("path_rename of a file to a directory", __wasi_path_rename(ROOT, "there", ROOT, "two"));
    say("path_rename of a directory to a file", __wasi_path_rename(ROOT, "two", ROOT, "there"));
    say("path_remove_directory", __wasi_path_remove_directory(ROOT, "two"));
    say("path_remove_directory", __wasi_path_remove_directory(ROOT, "one"));
    say("path_create_directory in none", __wasi_path_create_directory(NONE, "one"));
    say("path_remove_directory in none", __wasi_path_remove_directory(NONE, "one"));
    say("path_rename in none", __wasi_path_rename(NONE, "one", ROOT, "two"));
    say("path_rename to none", __wasi_path_rename(ROOT, "there", NONE, "two"));
}

static void show_links(void) {
    uint8_t text[16];
    size_t done = 0;
    say("path_symlink", __wasi_path_symlink("there", ROOT, "link"));
    say("path_symlink again", __wasi_path_symlink("there", ROOT, "link"));
    say("path_readlink", __wasi_path_readlink(ROOT, "link", text, sizeof text, &done));
    printf("[%.*s]\n", (int)done, (const char *)text);
    say("path_readlink of a file", __wasi_path_readlink(ROOT, "there", text, sizeof text, &done));
    say("path_readlink of nothing", __wasi_path_readlink(ROOT, "none", text, sizeof text, &done));
    say("path_filestat_get", __wasi_path_filestat_get(ROOT, 0, "link", &stat));
    say_number("kind", stat.filetype);
    say("path_filestat_get through it", __wasi_path_filestat_get(ROOT, FOLLOW, "link", &stat));
    say_number("kind", stat.filetype);
    say_number("size", stat.size);
    say("path_link", __wasi_path_link(ROOT, 0, "there", ROOT, "other"));
    say("path_link again", __wasi_path_link(ROOT, 0, "there", ROOT, "other"));
    say("path_link of nothing", __wasi_path_link(ROOT, 0, "none", ROOT, "more"));
    say("path_filestat_get", __wasi_path_filestat_get(ROOT, 0, "other", &stat));
    say_number("names", stat.nlink);
    say("path_filestat_set_times",
        __wasi_path_filestat_set_times(ROOT, FOLLOW, "link", 0, 3000000000, __WASI_FSTFLAGS_MTIM));
    say("path_filestat_get", __wasi_path_filestat_get(ROOT, 0, "there", &stat));
    say_number("changed at", stat.mtim);
    say("path_filestat_set_times of nothing",
        __wasi_path_filestat_set_times(ROOT, 0, "none", 0, 0, __WASI_FSTFLAGS_MTIM));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "other"));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "link"));
    say("path_symlink in none", __wasi_path_symlink("there", NONE, "link"));
    say("path_link in none", __wasi_path_link(NONE, 0, "there", ROOT, "more"));
    say("path_readlink in none", __wasi_path_readlink(NONE, "there", text, sizeof text, &done));
    say("path_filestat_get in none", __wasi_path_filestat_get(NONE, 0, "there", &stat));
}

int main(void) {
    show_open();
    show_directories();
    show_links();
    show_ways_out();
    return 0;
}
