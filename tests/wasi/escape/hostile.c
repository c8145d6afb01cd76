// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Asks for what could harm: pipes without another end, names without end, with NUL or without
// bytes, each function on names that end outside, what moves from one folder to another, circles
// and chains of links, ways through /proc, lists of buffers that are too long or lie on one
// another, all descriptors there are, cookies of no entry.

#include <stdlib.h>

#include "../own/say.h"

#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW
#define CREAT __WASI_OFLAGS_CREAT
#define READ __WASI_RIGHTS_FD_READ
#define WRITE __WASI_RIGHTS_FD_WRITE

#define OTHER 4  // the second preopened directory

static uint8_t bytes[256];
static char name[6000];

// As wasi-libc's, but with names of any bytes.
int open_named(int dir, int lookup, const char *path, unsigned size, int oflags, uint64_t rights,
               uint64_t inheriting, int fdflags, __wasi_fd_t *fd)
    __attribute__((import_module("wasi_snapshot_preview1"), import_name("path_open")));

static void say_refused(const char *what, __wasi_errno_t code) {
    printf("%s: %s\n", what, code == 0 ? "done" : "refused");
}

static void open_and_close(const char *what, const char *path, int oflags, uint64_t rights) {
    int fd = open_as(what, ROOT, path, FOLLOW, oflags, rights, 0);
    if (fd >= 0) {
        __wasi_fd_close(fd);
    }
}

static void try_pipe(void) {
    size_t done = 0;
    __wasi_iovec_t into = {bytes, sizeof bytes};
    int fd = open_as("a pipe to read", ROOT, "pipe", 0, 0, READ, 0);
    say("  read", __wasi_fd_read(fd, &into, 1, &done));
    say_number("  bytes", done);
    say("  close", __wasi_fd_close(fd));
    open_and_close("a pipe to write", "pipe", 0, WRITE);
}

static void repeat(const char *part, size_t size, const char *end) {
    name[0] = '\0';
    for (size_t at = 0; at + strlen(part) + strlen(end) < size; at += strlen(part)) {
        strcat(name + at, part);
    }
    strcat(name, end);
}

static void open_bytes(const char *what, const char *path, unsigned size) {
    __wasi_fd_t fd = 0;
    say(what, (__wasi_errno_t)open_named(ROOT, FOLLOW, path, size, 0, READ, 0, 0, &fd));
}

static void try_bad_names(void) {
    open_bytes("no bytes", "", 0);
    open_bytes("no bytes at the end of addresses", (const char *)UINT32_MAX, 0);
    open_bytes("NUL at the end", "secret", 7);
    open_bytes("NUL inside", "secret\0/../../outside/secret", 28);
    open_bytes("NUL alone", "\0", 1);
    open_bytes("bytes that are no UTF-8", "a\xc0\xaf..\xc0\xafsecret", 14);
    open_bytes("half a character", "secret\xe2\x82", 8);
    open_bytes("a name beyond memory", "secret", UINT32_MAX);
    open_bytes("a name that begins there", (const char *)(UINT32_MAX - 3), 4);
    open_bytes("backslashes", "..\\outside\\secret", 17);
}

static const char *const outside[] = {
    "..",
    "../",
    "../outside/got",
    "link/got",
    "absolute/got",
    "a/up/got",
    "dangling/got",
    "proc/got",
    "/got",
    "a/../../got",
    "./../got",
    "a/b/c/../../../../got",
    "a/b/../../../outside/got",
    "link/../got",
    "a/swap/../../got",
    "/proc/self/cwd/got",
};

// Each function that takes a name, with names that end outside; none is done.
static void try_outside(const char *at) {
    __wasi_fd_t fd = 0;
    __wasi_filestat_t stat;
    size_t used = 0;
    int creat = CREAT | __WASI_OFLAGS_TRUNC;
    unsigned done = 0;
    done += __wasi_path_open(ROOT, FOLLOW, at, creat, FILE_RIGHTS, 0, 0, &fd) == 0;
    done += __wasi_path_open(ROOT, 0, at, CREAT, FILE_RIGHTS, 0, 0, &fd) == 0;
    done += __wasi_path_open(ROOT, FOLLOW, at, __WASI_OFLAGS_DIRECTORY, 0, 0, 0, &fd) == 0;
    done += __wasi_path_create_directory(ROOT, at) == 0;
    done += __wasi_path_symlink("secret", ROOT, at) == 0;
    done += __wasi_path_link(ROOT, 0, "secret", ROOT, at) == 0;
    done += __wasi_path_link(ROOT, 0, at, ROOT, "linked") == 0;
    done += __wasi_path_rename(ROOT, "secret", ROOT, at) == 0;
    done += __wasi_path_rename(ROOT, at, ROOT, "got") == 0;
    done += __wasi_path_rename(OTHER, "near", ROOT, at) == 0;
    done += __wasi_path_readlink(ROOT, at, bytes, sizeof bytes, &used) == 0;
    done += __wasi_path_filestat_get(ROOT, FOLLOW, at, &stat) == 0;
    done += __wasi_path_filestat_set_times(ROOT, FOLLOW, at, 0, 0, __WASI_FSTFLAGS_MTIM) == 0;
    done += __wasi_path_unlink_file(ROOT, at) == 0;
    done += __wasi_path_remove_directory(ROOT, at) == 0;
    printf("%s: %u done\n", at, done);
}

// A link with slashes behind it stands for what it points to, and that is outside.
static void try_slashes(void) {
    static const char *const ends[] = {"link/", "link//", "absolute/", "dangling/", "a/up/"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        try_outside(ends[i]);
    }
    say_refused("a file with a slash", __wasi_path_unlink_file(ROOT, "secret/"));
    say_refused("a file with a slash, named anew", __wasi_path_rename(ROOT, "secret/", ROOT, "x"));
    say("a directory with a slash", __wasi_path_create_directory(ROOT, "made/"));
    say("with slashes, named anew", __wasi_path_rename(ROOT, "made//", ROOT, "new//"));
    say("with slashes, removed", __wasi_path_remove_directory(ROOT, "new///"));
}

// What is beneath one folder and moves to another is no bridge between them, nor out.
static void try_renames(void) {
    __wasi_path_symlink("../..", ROOT, "a/b/near");
    open_and_close("a link up, to the root", "a/b/near/secret", 0, READ);
    say("moved up", __wasi_path_rename(ROOT, "a/b/near", ROOT, "near"));
    open_and_close("and now out", "near/secret", 0, READ);
    say("moved over", __wasi_path_rename(ROOT, "near", OTHER, "near"));
    int fd = open_as("out there", OTHER, "near/secret", FOLLOW, 0, READ, 0);
    __wasi_path_create_directory(ROOT, "a/moved");
    fd = open_as("a directory", ROOT, "a/moved", 0, __WASI_OFLAGS_DIRECTORY, DIRECTORY_RIGHTS, 0);
    say("moved over while it is open", __wasi_path_rename(ROOT, "a/moved", OTHER, "moved"));
    open_as("up, in the new folder", fd, "../secret", FOLLOW, 0, 0, 0);
    open_as("up, out of it", fd, "../../outside/secret", FOLLOW, 0, 0, 0);
    say_refused("a name up there", __wasi_path_create_directory(fd, "../made"));
    say("close", __wasi_fd_close(fd));
    say("removed", __wasi_path_remove_directory(OTHER, "moved"));
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        try_outside(outside[i]);
    }
    say("the link", __wasi_path_unlink_file(OTHER, "near"));
}

static void try_long_names(void) {
    repeat("./", 4000, "secret");
    open_and_close("4,000 bytes of ./", name, 0, READ);
    repeat("a/b/../../", 4000, "secret");
    open_and_close("4,000 bytes of a/b/../../", name, 0, READ);
    repeat("a/../", 5900, "secret");
    open_and_close("5,900 bytes", name, 0, READ);
    repeat("a/b/../../", 3000, "../outside/secret");
    open_and_close("out at the end", name, 0, READ);
    repeat("../", 3000, "etc/passwd");
    open_and_close("3,000 bytes of ../", name, 0, READ);
    repeat("/", 3000, "secret");
    open_and_close("3,000 slashes", name, 0, READ);
}

static void try_deep(void) {
    int depth = 0;
    name[0] = '\0';
    while (depth < 150 && __wasi_path_create_directory(ROOT, strcat(name, "d")) == 0) {
        strcat(name, "/");
        depth++;
    }
    say_number("directories in one another", depth);
    strcat(name, "..");
    open_and_close("the one before the last", name, __WASI_OFLAGS_DIRECTORY, 0);
    for (int i = depth; i > 0; i--) {
        name[2 * i - 1] = '\0';
        depth -= __wasi_path_remove_directory(ROOT, name) == 0;
    }
    say_number("left of them", depth);
}

static void try_links(void) {
    char from[16];
    char to[16] = "secret";
    for (int i = 0; i < 60; i++) {
        snprintf(from, sizeof from, "chain%d", i);
        (void)__wasi_path_symlink(to, ROOT, from);
        strcpy(to, from);
    }
    open_and_close("a chain of 20 links", "chain19", 0, READ);
    open_and_close("a chain of 60 links", "chain59", 0, READ);
    for (int i = 0; i < 60; i++) {
        snprintf(from, sizeof from, "chain%d", i);
        (void)__wasi_path_unlink_file(ROOT, from);
    }
    open_and_close("a link to nothing outside", "dangling", 0, READ);
    open_and_close("making what it points to", "dangling", CREAT, WRITE);
    open_and_close("a link out", "link/secret", 0, READ);
    open_and_close("an absolute link", "absolute/secret", 0, READ);
    open_and_close("a link to /proc/self", "proc/root/etc/passwd", 0, READ);
    open_and_close("a descriptor of the process", "proc/fd/0", 0, READ);
    open_and_close("its folder", "proc/cwd", __WASI_OFLAGS_DIRECTORY, 0);
    open_and_close("/proc itself", "/proc/self/root", __WASI_OFLAGS_DIRECTORY, 0);
}

static void try_buffers(void) {
    static __wasi_iovec_t list[5000];
    size_t done = 0;
    __wasi_filesize_t place = 0;
    int fd = open_as("a file", ROOT, "secret", 0, 0, FILE_RIGHTS, 0);
    for (int i = 0; i < 5000; i++) {
        list[i] = (__wasi_iovec_t){bytes, 1};
    }
    say("  5,000 buffers on one another", __wasi_fd_read(fd, list, 5000, &done));
    say_number("  bytes, some", done > 0 && done <= 6);
    say("  4,294,967,295 buffers", __wasi_fd_read(fd, list, UINT32_MAX, &done));
    list[1] = (__wasi_iovec_t){bytes, UINT32_MAX};
    say("  a buffer of 4 GB", __wasi_fd_read(fd, list, 2, &done));
    list[1] = (__wasi_iovec_t){(uint8_t *)UINT32_MAX, 1};
    say("  a buffer at the end of addresses", __wasi_fd_read(fd, list, 2, &done));
    say("  its list there", __wasi_fd_read(fd, (void *)(UINT32_MAX - 3), 1, &done));
    say("  where it says how much, there", __wasi_fd_read(fd, list, 1, (void *)(UINT32_MAX - 1)));
    say("  seek", __wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &place));
    list[0] = (__wasi_iovec_t){(uint8_t *)list, 6};
    say("  a buffer on the list", __wasi_fd_read(fd, list, 1, &done));
    say("  close", __wasi_fd_close(fd));
}

static void try_descriptors(void) {
    __wasi_fd_t fd = 0;
    unsigned opened = 0;
    unsigned closed = 0;
    int code = 0;
    while (opened < 5000 && code == 0) {
        code = __wasi_path_open(ROOT, 0, "secret", 0, READ, 0, 0, &fd);
        opened += code == 0;
    }
    say("all descriptors", code);
    for (fd = ROOT + 1; fd < 5000; fd++) {
        closed += __wasi_fd_close(fd) == 0;
    }
    say_number("all closed", opened > 500 && closed == opened);
    say("renumber to the highest", __wasi_fd_renumber(ROOT, UINT32_MAX));
    say("close the highest", __wasi_fd_close(UINT32_MAX));
}

static void try_listing(void) {
    size_t used = 0;
    say("no bytes of entries", __wasi_fd_readdir(ROOT, bytes, 0, 0, &used));
    (void)__wasi_fd_readdir(ROOT, bytes, sizeof bytes, UINT64_MAX, &used);
    (void)__wasi_fd_readdir(ROOT, bytes, sizeof bytes, 1ull << 63, &used);
    say("from the start, still", __wasi_fd_readdir(ROOT, bytes, sizeof bytes, 0, &used));
    say_number("entries, some", used > 24);
}

int main(void) {
    try_pipe();
    try_bad_names();
    try_renames();
    try_slashes();
    try_long_names();
    try_deep();
    try_links();
    try_buffers();
    try_descriptors();
    try_listing();
    return 0;
}
