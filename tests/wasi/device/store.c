// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Each function on the files of a filestore: what there is of it, and what there is not.

#include "line.h"

#define CREATE __WASI_OFLAGS_CREAT
#define EMPTY __WASI_OFLAGS_TRUNC

static uint8_t bytes[256];
static __wasi_filestat_t stat;

static int open_as(const char *what, const char *name, int oflags, int fdflags) {
    __wasi_fd_t fd = 0;
    __wasi_errno_t code = __wasi_path_open(ROOT, 0, name, (__wasi_oflags_t)oflags, FILE_RIGHTS, 0,
                                           (__wasi_fdflags_t)fdflags, &fd);
    say(what, code);
    return code == 0 ? (int)fd : -1;
}

static void write_text(int fd, const char *text) {
    size_t done = 0;
    __wasi_ciovec_t iovec = {(const uint8_t *)text, strlen(text)};
    say("  write", __wasi_fd_write(fd, &iovec, 1, &done));
}

static void seek(int fd, int place) {
    __wasi_filesize_t at = 0;
    say("  seek", __wasi_fd_seek(fd, place, __WASI_WHENCE_SET, &at));
}

static void show_here(int fd) {
    size_t done = 0;
    __wasi_iovec_t iovec = {bytes, sizeof bytes - 1};
    __wasi_errno_t code = __wasi_fd_read(fd, &iovec, 1, &done);
    bytes[done] = '\0';
    for (size_t i = 0; i < done; i++) {
        bytes[i] = bytes[i] == 0 ? '0' : bytes[i];
    }
    say("  read", code);
    put("  [");
    put((const char *)bytes);
    put("]\n");
}

static void show(const char *name) {
    int fd = open_as("show", name, 0, 0);
    if (fd >= 0) {
        show_here(fd);
        say("  size", __wasi_fd_filestat_get(fd, &stat) == 0 ? stat.size : 9999);
        __wasi_fd_close(fd);
    }
}

static void try_writing(void) {
    int fd = open_as("make", "a.txt", CREATE | __WASI_OFLAGS_EXCL, 0);
    write_text(fd, "hello, ");
    write_text(fd, "world");
    say("  close", __wasi_fd_close(fd));
    show("a.txt");
    open_as("make again", "a.txt", CREATE | __WASI_OFLAGS_EXCL, 0);
    fd = open_as("append", "a.txt", 0, __WASI_FDFLAGS_APPEND);
    write_text(fd, "!");
    say("  close", __wasi_fd_close(fd));
    show("a.txt");
    fd = open_as("in the middle", "a.txt", 0, 0);
    seek(fd, 7);
    write_text(fd, "WOR");
    seek(fd, 0);
    write_text(fd, "J");
    show_here(fd);
    seek(fd, 16);
    write_text(fd, "end");
    say("  close", __wasi_fd_close(fd));
    show("a.txt");
    fd = open_as("empty", "a.txt", EMPTY, 0);
    say("  close", __wasi_fd_close(fd));
    show("a.txt");
}

static void try_two(void) {
    int one = open_as("one", "one", CREATE, 0);
    int two = open_as("two", "two", CREATE, 0);
    for (int i = 0; i < 3; i++) {
        write_text(one, "1");
        write_text(two, "22");
    }
    say("  sync", __wasi_fd_sync(one));
    show_here(two);
    say("  unlink while it is open", __wasi_path_unlink_file(ROOT, "two"));
    say("  rename while it is open", __wasi_path_rename(ROOT, "two", ROOT, "three"));
    say("  close", __wasi_fd_close(one));
    say("  close", __wasi_fd_close(two));
    show("one");
    show("two");
    say("rename", __wasi_path_rename(ROOT, "two", ROOT, "./one"));
    show("one");
    show("two");
    say("rename to itself", __wasi_path_rename(ROOT, "one", ROOT, "one"));
    say("unlink", __wasi_path_unlink_file(ROOT, "one"));
    say("unlink again", __wasi_path_unlink_file(ROOT, "one"));
}

static void try_sizes(void) {
    __wasi_filesize_t at = 0;
    int fd = open_as("sizes", "s", CREATE, 0);
    write_text(fd, "0123456789");
    say("  cut", __wasi_fd_filestat_set_size(fd, 4));
    say("  lengthen", __wasi_fd_filestat_set_size(fd, 6));
    say("  size", __wasi_fd_filestat_get(fd, &stat) == 0 ? stat.size : 9999);
    seek(fd, 0);
    show_here(fd);
    say("  before the start", __wasi_fd_seek(fd, -1, __WASI_WHENCE_SET, &at));
    say("  from the end", __wasi_fd_seek(fd, -2, __WASI_WHENCE_END, &at));
    say("  place", at);
    say("  too far", __wasi_fd_seek(fd, 1ll << 40, __WASI_WHENCE_SET, &at));
    say("  too large", __wasi_fd_filestat_set_size(fd, 1ull << 40));
    say("  allocate", __wasi_fd_allocate(fd, 0, 100));
    say("  times", __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
    say("  flags", __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_SYNC));
    say("  close", __wasi_fd_close(fd));
    say("unlink", __wasi_path_unlink_file(ROOT, "s"));
}

static void try_names(void) {
    static const char *const names[] = {"..",       "../a.txt",   "./../a.txt",   "/a.txt",
                                        "a.txt/",   "a.txt/x",    "none/x",       "none/",
                                        "a.txt/..", ".autostart", "./.autostart", ".//.grants/x"};
    char name[80];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put(names[i]);
        put("\n");
        open_as("  open", names[i], 0, 0);
        open_as("  make", names[i], CREATE, 0);
        say("  stat", __wasi_path_filestat_get(ROOT, 0, names[i], &stat));
        say("  unlink", __wasi_path_unlink_file(ROOT, names[i]));
        say("  rename to", __wasi_path_rename(ROOT, "a.txt", ROOT, names[i]));
        say("  rename from", __wasi_path_rename(ROOT, names[i], ROOT, "b"));
    }
    memset(name, 'n', sizeof name);
    name[64] = '\0';
    open_as("a long name", name, CREATE, 0);
    open_as("a name that no file has", "\xc3\xa9", 0, 0);
    open_as("a name that no file can have", "\xc3\xa9", CREATE, 0);
}

static void try_what_there_is_not(void) {
    size_t done = 0;
    __wasi_fd_t fd = 0;
    say("directory", __wasi_path_create_directory(ROOT, "d"));
    say("directory that is a file", __wasi_path_create_directory(ROOT, "a.txt"));
    say("remove it", __wasi_path_remove_directory(ROOT, "a.txt"));
    say("remove none", __wasi_path_remove_directory(ROOT, "none"));
    say("remove the root", __wasi_path_remove_directory(ROOT, "."));
    say("link", __wasi_path_link(ROOT, 0, "a.txt", ROOT, "l"));
    say("symlink", __wasi_path_symlink("a.txt", ROOT, "l"));
    say("readlink", __wasi_path_readlink(ROOT, "a.txt", bytes, 10, &done));
    say("readlink of none", __wasi_path_readlink(ROOT, "none", bytes, 10, &done));
    say("times", __wasi_path_filestat_set_times(ROOT, 0, "a.txt", 0, 0, 0));
    say("unlink the root", __wasi_path_unlink_file(ROOT, "."));
    say("rename the root", __wasi_path_rename(ROOT, ".", ROOT, "x"));
    say("open the root", __wasi_path_open(ROOT, 0, ".", __WASI_OFLAGS_DIRECTORY,
                                          __WASI_RIGHTS_FD_READDIR, 0, 0, &fd));
    say("close", __wasi_fd_close(fd));
    say("open a file as a directory",
        __wasi_path_open(ROOT, 0, "a.txt", __WASI_OFLAGS_DIRECTORY, 0, 0, 0, &fd));
    say("make the root", __wasi_path_open(ROOT, 0, ".", CREATE, 0, 0, 0, &fd));
    say("open unbuffered", __wasi_path_open(ROOT, 0, "a.txt", 0, 0, 0, __WASI_FDFLAGS_DSYNC, &fd));
}

// Each entry is seen once, however small the buffer is.
static void try_listing(void) {
    uint8_t entry[24 + 63];
    __wasi_dircookie_t cookie = 0;
    size_t used = 0;
    unsigned files = 0;
    unsigned others = 0;
    while (__wasi_fd_readdir(ROOT, entry, sizeof entry, cookie, &used) == 0 && used >= 24) {
        memcpy(&cookie, entry, 8);
        files += entry[20] == __WASI_FILETYPE_REGULAR_FILE;
        others += entry[20] == __WASI_FILETYPE_DIRECTORY;
        put(entry[24] == '.' && entry[16] > 2 ? "a hidden one is LISTED\n" : "");
        put(memcmp(entry + 24, "a.txt", 5) == 0 ? "a.txt is there\n" : "");
    }
    say("directories", others);
    say("files, one at least", files >= 1);
}

int run(int count, char **args) {
    (void)args;
    try_writing();
    try_two();
    try_sizes();
    try_names();
    try_what_there_is_not();
    try_listing();
    say("clean up", __wasi_path_unlink_file(ROOT, "a.txt"));
    return count + 6;
}
