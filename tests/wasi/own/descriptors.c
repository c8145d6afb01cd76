// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Each function of a descriptor: on a file, on a directory, on none, and with wrong arguments.

#include "say.h"

#define NONE 500

static uint8_t bytes[64];
static __wasi_iovec_t into = {bytes, sizeof bytes};
static __wasi_ciovec_t from = {(const uint8_t *)"0123456789", 10};

static void show_file(void) {
    size_t done = 0;
    __wasi_filesize_t place = 0;
    __wasi_filestat_t stat;
    int fd = make_file("file", "hello, world");
    say_number("opened", fd >= 0);
    say("fd_tell", __wasi_fd_tell(fd, &place));
    say_number("place", place);
    say("fd_seek to 7", __wasi_fd_seek(fd, 7, __WASI_WHENCE_SET, &place));
    say("fd_read", __wasi_fd_read(fd, &into, 1, &done));
    printf("[%.*s]\n", (int)done, (const char *)bytes);
    say("fd_read at the end", __wasi_fd_read(fd, &into, 1, &done));
    say_number("read", done);
    say("fd_seek before the start", __wasi_fd_seek(fd, -1, __WASI_WHENCE_SET, &place));
    say("fd_seek from the end", __wasi_fd_seek(fd, -5, __WASI_WHENCE_END, &place));
    say_number("place", place);
    say("fd_pread", __wasi_fd_pread(fd, &into, 1, 1, &done));
    printf("[%.*s]\n", (int)done, (const char *)bytes);
    say("fd_pwrite", __wasi_fd_pwrite(fd, &from, 1, 20, &done));
    say("fd_filestat_get", __wasi_fd_filestat_get(fd, &stat));
    say_number("size", stat.size);
    say_number("kind", stat.filetype);
    say("fd_filestat_set_size", __wasi_fd_filestat_set_size(fd, 5));
    say("fd_filestat_get", __wasi_fd_filestat_get(fd, &stat));
    say("fd_advise", __wasi_fd_advise(fd, 0, 10, __WASI_ADVICE_RANDOM));
    say("fd_sync", __wasi_fd_sync(fd));
    say("fd_datasync", __wasi_fd_datasync(fd));
    say("fd_filestat_set_times",
        __wasi_fd_filestat_set_times(fd, 1000000000, 2000000000,
                                     __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_MTIM));
    say("fd_filestat_get", __wasi_fd_filestat_get(fd, &stat));
    say_number("changed at", stat.mtim);
    say("fd_filestat_set_times twice",
        __wasi_fd_filestat_set_times(fd, 0, 0, __WASI_FSTFLAGS_ATIM | __WASI_FSTFLAGS_ATIM_NOW));
    say("fd_close", __wasi_fd_close(fd));
    say("fd_close again", __wasi_fd_close(fd));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "file"));
}

static void show_directory(void) {
    __wasi_filestat_t stat;
    __wasi_fdstat_t state;
    say("fd_filestat_get of a directory", __wasi_fd_filestat_get(ROOT, &stat));
    say_number("kind", stat.filetype);
    say("fd_fdstat_get of a directory", __wasi_fd_fdstat_get(ROOT, &state));
    say_number("kind", state.fs_filetype);
    say("fd_filestat_set_times of a directory",
        __wasi_fd_filestat_set_times(ROOT, 0, 0, __WASI_FSTFLAGS_MTIM_NOW));
}

static void show_none(void) {
    size_t done = 0;
    __wasi_filesize_t place = 0;
    __wasi_filestat_t stat;
    __wasi_fdstat_t state;
    __wasi_prestat_t prestat;
    say("fd_read of none", __wasi_fd_read(NONE, &into, 1, &done));
    say("fd_write of none", __wasi_fd_write(NONE, &from, 1, &done));
    say("fd_pread of none", __wasi_fd_pread(NONE, &into, 1, 0, &done));
    say("fd_pwrite of none", __wasi_fd_pwrite(NONE, &from, 1, 0, &done));
    say("fd_seek of none", __wasi_fd_seek(NONE, 0, __WASI_WHENCE_SET, &place));
    say("fd_tell of none", __wasi_fd_tell(NONE, &place));
    say("fd_filestat_get of none", __wasi_fd_filestat_get(NONE, &stat));
    say("fd_filestat_set_size of none", __wasi_fd_filestat_set_size(NONE, 0));
    say("fd_filestat_set_times of none", __wasi_fd_filestat_set_times(NONE, 0, 0, 0));
    say("fd_fdstat_get of none", __wasi_fd_fdstat_get(NONE, &state));
    say("fd_fdstat_set_flags of none", __wasi_fd_fdstat_set_flags(NONE, 0));
    say("fd_allocate of none", __wasi_fd_allocate(NONE, 0, 1));
    say("fd_advise of none", __wasi_fd_advise(NONE, 0, 0, 0));
    say("fd_sync of none", __wasi_fd_sync(NONE));
    say("fd_datasync of none", __wasi_fd_datasync(NONE));
    say("fd_readdir of none", __wasi_fd_readdir(NONE, bytes, sizeof bytes, 0, &done));
    say("fd_prestat_get of none", __wasi_fd_prestat_get(NONE, &prestat));
    say("fd_prestat_dir_name of none", __wasi_fd_prestat_dir_name(NONE, bytes, sizeof bytes));
    say("fd_renumber of none", __wasi_fd_renumber(NONE, 0));
    say("fd_renumber to none", __wasi_fd_renumber(0, NONE));
    say("sock_shutdown of none", __wasi_sock_shutdown(NONE, 1));
}

static void show_flags(void) {
    size_t done = 0;
    __wasi_fdstat_t state;
    __wasi_filesize_t place = 0;
    int fd = make_file("flags", "one");
    say("fd_fdstat_set_flags", __wasi_fd_fdstat_set_flags(fd, __WASI_FDFLAGS_APPEND));
    say("fd_fdstat_get", __wasi_fd_fdstat_get(fd, &state));
    say_number("flags", state.fs_flags);
    say("fd_seek", __wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &place));
    say("fd_write", __wasi_fd_write(fd, &from, 1, &done));
    say("fd_tell", __wasi_fd_tell(fd, &place));
    say_number("place", place);
    __wasi_fd_close(fd);
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "flags"));
}

static void show_renumber(void) {
    __wasi_filestat_t stat;
    __wasi_prestat_t prestat;
    int one = make_file("one", "1");
    int two = make_file("two", "22");
    say("fd_renumber", __wasi_fd_renumber(two, one));
    say("fd_filestat_get", __wasi_fd_filestat_get(one, &stat));
    say_number("size", stat.size);
    say("fd_filestat_get of the old number", __wasi_fd_filestat_get(two, &stat));
    say("fd_close", __wasi_fd_close(one));
    say("fd_prestat_get", __wasi_fd_prestat_get(ROOT, &prestat));
    say_number("length of its name", prestat.u.dir.pr_name_len);
    say("fd_prestat_dir_name", __wasi_fd_prestat_dir_name(ROOT, bytes, sizeof bytes));
    printf("[%.1s]\n", (const char *)bytes);
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "one"));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "two"));
}

int main(void) {
    show_file();
    show_directory();
    show_none();
    show_flags();
    show_renumber();
    return 0;
}
