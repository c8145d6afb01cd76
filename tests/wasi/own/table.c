// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Each function, and each number that it can answer but FAULT and NOTCAPABLE.

#include "table.h"

#define NONE 500
#define NUL "a\0b"
#define BAD "\xff"
#define DIRECTORY __WASI_OFLAGS_DIRECTORY
#define CREAT __WASI_OFLAGS_CREAT
#define MTIM __WASI_FSTFLAGS_MTIM
#define FOLLOWS 1

static uint8_t bytes[64];
static char longer[300];
static __wasi_iovec_t into = {bytes, sizeof bytes};
static __wasi_ciovec_t from = {(const uint8_t *)"0123456789", 10};
static __wasi_filestat_t stat;
static __wasi_fdstat_t state;
static __wasi_prestat_t prestat;
static __wasi_timestamp_t ns;
static __wasi_filesize_t place;
static __wasi_fd_t fd;
static size_t done;

static void try_process(void) {
    uint8_t *texts[8];
    uint8_t text[128];
    size_t size = 0;
    ROW(args_sizes_get, SUCCESS, __wasi_args_sizes_get(&done, &size));
    ROW(args_get, SUCCESS, __wasi_args_get(texts, text));
    ROW(environ_sizes_get, SUCCESS, __wasi_environ_sizes_get(&done, &size));
    ROW(environ_get, SUCCESS, __wasi_environ_get(texts, text));
    ROW(clock_res_get, SUCCESS, __wasi_clock_res_get(0, &ns));
    ROW(clock_res_get, INVAL, __wasi_clock_res_get(77, &ns));
    ROW(clock_time_get, SUCCESS, __wasi_clock_time_get(1, 0, &ns));
    ROW(clock_time_get, INVAL, __wasi_clock_time_get(77, 0, &ns));
    ROW(random_get, SUCCESS, __wasi_random_get(bytes, sizeof bytes));
    ROW(sched_yield, SUCCESS, __wasi_sched_yield());
}

static void try_poll(void) {
    __wasi_event_t events[40];
    __wasi_subscription_t list[40] = {{.u = {.tag = __WASI_EVENTTYPE_CLOCK}}};
    list[0].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    ROW(poll_oneoff, SUCCESS, __wasi_poll_oneoff(list, events, 1, &done));
    ROW(poll_oneoff, INVAL, __wasi_poll_oneoff(list, events, 0, &done));
}

static void try_file(int file) {
    ROW(fd_write, SUCCESS, __wasi_fd_write(file, &from, 1, &done));
    ROW(fd_pwrite, SUCCESS, __wasi_fd_pwrite(file, &from, 1, 3, &done));
    ROW(fd_pread, SUCCESS, __wasi_fd_pread(file, &into, 1, 3, &done));
    ROW(fd_tell, SUCCESS, __wasi_fd_tell(file, &place));
    ROW(fd_seek, SUCCESS, __wasi_fd_seek(file, 0, __WASI_WHENCE_SET, &place));
    ROW(fd_seek, INVAL, __wasi_fd_seek(file, -1, __WASI_WHENCE_SET, &place));
    ROW(fd_read, SUCCESS, __wasi_fd_read(file, &into, 1, &done));
    ROW(fd_advise, SUCCESS, __wasi_fd_advise(file, 0, 10, __WASI_ADVICE_NORMAL));
    ROW(fd_advise, INVAL, __wasi_fd_advise(file, 1ull << 63, 10, __WASI_ADVICE_NORMAL));
    ROW(fd_allocate, SUCCESS, __wasi_fd_allocate(file, 0, 100));
    ROW(fd_allocate, INVAL, __wasi_fd_allocate(file, 0, 0));
    ROW(fd_datasync, SUCCESS, __wasi_fd_datasync(file));
    ROW(fd_sync, SUCCESS, __wasi_fd_sync(file));
    ROW(fd_fdstat_get, SUCCESS, __wasi_fd_fdstat_get(file, &state));
    ROW(fd_fdstat_set_flags, SUCCESS, __wasi_fd_fdstat_set_flags(file, __WASI_FDFLAGS_APPEND));
    ROW(fd_fdstat_set_flags, INVAL, __wasi_fd_fdstat_set_flags(file, 0x8000));
    ROW(fd_fdstat_set_flags, NOTSUP, __wasi_fd_fdstat_set_flags(file, __WASI_FDFLAGS_SYNC));
    ROW(fd_filestat_get, SUCCESS, __wasi_fd_filestat_get(file, &stat));
    ROW(fd_filestat_set_size, SUCCESS, __wasi_fd_filestat_set_size(file, 5));
    ROW(fd_filestat_set_size, INVAL, __wasi_fd_filestat_set_size(file, ~0ull));
    ROW(fd_filestat_set_times, SUCCESS, __wasi_fd_filestat_set_times(file, 0, 5, MTIM));
    ROW(fd_filestat_set_times, INVAL,
        __wasi_fd_filestat_set_times(file, 0, 0, MTIM | __WASI_FSTFLAGS_MTIM_NOW));
    ROW(fd_pread, INVAL, __wasi_fd_pread(file, &into, 1, ~0ull, &done));
    ROW(fd_pwrite, INVAL, __wasi_fd_pwrite(file, &from, 1, ~0ull, &done));
    ROW(fd_fdstat_set_rights, SUCCESS, __wasi_fd_fdstat_set_rights(file, 0, 0));
    ROW(sock_accept, NOTSOCK, raw_accept(file, 0, &done));
    ROW(sock_recv, NOTSOCK, raw_recv(file, &into, 1, 0, &done, &done));
    ROW(sock_send, NOTSOCK, raw_send(file, &from, 1, 0, &done));
    ROW(sock_shutdown, NOTSOCK, __wasi_sock_shutdown(file, 1));
}

static void try_descriptors(void) {
    int other = open_with("there", 0, FILE_RIGHTS, 0);
    int file = open_with("table", CREAT, FILE_RIGHTS, 0);
    try_file(file);
    ROW(fd_readdir, SUCCESS, __wasi_fd_readdir(ROOT, bytes, sizeof bytes, 0, &done));
    ROW(fd_readdir, BADF, __wasi_fd_readdir(file, bytes, sizeof bytes, 0, &done));
    ROW(fd_prestat_get, SUCCESS, __wasi_fd_prestat_get(ROOT, &prestat));
    ROW(fd_prestat_get, BADF, __wasi_fd_prestat_get(file, &prestat));
    ROW(fd_prestat_dir_name, SUCCESS, __wasi_fd_prestat_dir_name(ROOT, bytes, 1));
    ROW(fd_prestat_dir_name, NAMETOOLONG, __wasi_fd_prestat_dir_name(ROOT, bytes, 0));
    ROW(fd_prestat_dir_name, BADF, __wasi_fd_prestat_dir_name(file, bytes, 1));
    ROW(fd_renumber, SUCCESS, __wasi_fd_renumber(other, file));
    ROW(fd_renumber, BADF, __wasi_fd_renumber(other, file));
    ROW(fd_close, SUCCESS, __wasi_fd_close(file));
    ROW(fd_close, BADF, __wasi_fd_close(file));
    ROW(path_unlink_file, SUCCESS, raw_unlink(ROOT, TEXT("table")));
}

static void try_none(void) {
    ROW(fd_advise, BADF, __wasi_fd_advise(NONE, 0, 0, 0));
    ROW(fd_allocate, BADF, __wasi_fd_allocate(NONE, 0, 1));
    ROW(fd_datasync, BADF, __wasi_fd_datasync(NONE));
    ROW(fd_sync, BADF, __wasi_fd_sync(NONE));
    ROW(fd_fdstat_get, BADF, __wasi_fd_fdstat_get(NONE, &state));
    ROW(fd_fdstat_set_flags, BADF, __wasi_fd_fdstat_set_flags(NONE, 0));
    ROW(fd_fdstat_set_rights, BADF, __wasi_fd_fdstat_set_rights(NONE, 0, 0));
    ROW(fd_filestat_get, BADF, __wasi_fd_filestat_get(NONE, &stat));
    ROW(fd_filestat_set_size, BADF, __wasi_fd_filestat_set_size(NONE, 0));
    ROW(fd_filestat_set_times, BADF, __wasi_fd_filestat_set_times(NONE, 0, 0, 0));
    ROW(fd_pread, BADF, __wasi_fd_pread(NONE, &into, 1, 0, &done));
    ROW(fd_pwrite, BADF, __wasi_fd_pwrite(NONE, &from, 1, 0, &done));
    ROW(fd_read, BADF, __wasi_fd_read(NONE, &into, 1, &done));
    ROW(fd_write, BADF, __wasi_fd_write(NONE, &from, 1, &done));
    ROW(fd_seek, BADF, __wasi_fd_seek(NONE, 0, 0, &place));
    ROW(fd_tell, BADF, __wasi_fd_tell(NONE, &place));
    ROW(sock_accept, BADF, raw_accept(NONE, 0, &done));
    ROW(sock_recv, BADF, raw_recv(NONE, &into, 1, 0, &done, &done));
    ROW(sock_send, BADF, raw_send(NONE, &from, 1, 0, &done));
    ROW(sock_shutdown, BADF, __wasi_sock_shutdown(NONE, 1));
    ROW(path_create_directory, BADF, raw_mkdir(NONE, TEXT("a")));
    ROW(path_remove_directory, BADF, raw_rmdir(NONE, TEXT("a")));
    ROW(path_unlink_file, BADF, raw_unlink(NONE, TEXT("a")));
    ROW(path_filestat_get, BADF, raw_stat(NONE, 0, TEXT("a"), &stat));
    ROW(path_filestat_set_times, BADF, raw_times(NONE, 0, TEXT("a"), 0, 0, 0));
    ROW(path_link, BADF, raw_link(NONE, 0, TEXT("a"), ROOT, TEXT("b")));
    ROW(path_open, BADF, raw_open(NONE, 0, TEXT("a"), 0, 0, 0, 0, &fd));
    ROW(path_readlink, BADF, raw_readlink(NONE, TEXT("a"), bytes, 9, &done));
    ROW(path_rename, BADF, raw_rename(NONE, TEXT("a"), ROOT, TEXT("b")));
    ROW(path_symlink, BADF, raw_symlink(TEXT("a"), NONE, TEXT("b")));
}

// What all functions with a name answer alike.
static void each_name(const char *name, int wanted, int dir, const char *path, size_t size) {
    row("path_create_directory", name, wanted, TRY(raw_mkdir(dir, path, size)));
    row("path_remove_directory", name, wanted, TRY(raw_rmdir(dir, path, size)));
    row("path_unlink_file", name, wanted, TRY(raw_unlink(dir, path, size)));
    row("path_filestat_get", name, wanted, TRY(raw_stat(dir, FOLLOWS, path, size, &stat)));
    row("path_filestat_set_times", name, wanted,
        TRY(raw_times(dir, FOLLOWS, path, size, 0, 5, MTIM)));
    row("path_link", name, wanted, TRY(raw_link(dir, 0, path, size, ROOT, TEXT("made"))));
    row("path_link", name, wanted, TRY(raw_link(ROOT, 0, TEXT("there"), dir, path, size)));
    row("path_open", name, wanted, TRY(raw_open(dir, FOLLOWS, path, size, 0, 0, 0, 0, &fd)));
    row("path_readlink", name, wanted, TRY(raw_readlink(dir, path, size, bytes, 9, &done)));
    row("path_rename", name, wanted, TRY(raw_rename(dir, path, size, ROOT, TEXT("made"))));
    row("path_rename", name, wanted, TRY(raw_rename(ROOT, TEXT("there"), dir, path, size)));
    row("path_symlink", name, wanted, TRY(raw_symlink(TEXT("x"), dir, path, size)));
}
#define EACH_NAME(name, ...) each_name(#name, __WASI_ERRNO_##name, __VA_ARGS__)

static void try_names(void) {
    int file = open_with("there", 0, FILE_RIGHTS, 0);
    EACH_NAME(NOTDIR, file, TEXT("a"));
    EACH_NAME(NOTDIR, ROOT, TEXT("there/a"));
    EACH_NAME(NOENT, ROOT, TEXT("none/a"));
    EACH_NAME(NOENT, ROOT, TEXT(""));
    EACH_NAME(PERM, ROOT, TEXT("../a"));
    EACH_NAME(PERM, ROOT, TEXT("/a"));
    EACH_NAME(ILSEQ, ROOT, TEXT(BAD));
    EACH_NAME(ILSEQ, ROOT, TEXT(NUL));
    memset(longer, 'n', sizeof longer);
    EACH_NAME(NAMETOOLONG, ROOT, longer, sizeof longer);
    ROW(path_symlink, SUCCESS, raw_symlink(TEXT("circle"), ROOT, TEXT("circle")));
    EACH_NAME(LOOP, ROOT, TEXT("circle/a"));
    ROW(path_unlink_file, SUCCESS, raw_unlink(ROOT, TEXT("circle")));
    __wasi_fd_close(file);
}

static void try_directories(void) {
    ROW(path_create_directory, SUCCESS, raw_mkdir(ROOT, TEXT("d")));
    ROW(path_create_directory, EXIST, raw_mkdir(ROOT, TEXT("d")));
    ROW(path_create_directory, SUCCESS, raw_mkdir(ROOT, TEXT("d/e")));
    ROW(path_remove_directory, NOTEMPTY, raw_rmdir(ROOT, TEXT("d")));
    ROW(path_remove_directory, NOTDIR, raw_rmdir(ROOT, TEXT("there")));
    ROW(path_remove_directory, INVAL, raw_rmdir(ROOT, TEXT("d/.")));
    ROW(path_rename, INVAL, raw_rename(ROOT, TEXT("d"), ROOT, TEXT("d/e/f")));
    ROW(path_rename, ISDIR, raw_rename(ROOT, TEXT("there"), ROOT, TEXT("d/e")));
    ROW(path_rename, NOTDIR, raw_rename(ROOT, TEXT("d"), ROOT, TEXT("there")));
    ROW(path_create_directory, SUCCESS, raw_mkdir(ROOT, TEXT("g")));
    ROW(path_rename, NOTEMPTY, raw_rename(ROOT, TEXT("g"), ROOT, TEXT("d")));
    ROW(path_rename, SUCCESS, raw_rename(ROOT, TEXT("g"), ROOT, TEXT("h")));
    ROW(path_rename, BUSY, raw_rename(ROOT, TEXT("."), ROOT, TEXT("i")));
    ROW(path_unlink_file, ISDIR, raw_unlink(ROOT, TEXT("d")));
    ROW(path_remove_directory, SUCCESS, raw_rmdir(ROOT, TEXT("h")));
    ROW(path_remove_directory, SUCCESS, raw_rmdir(ROOT, TEXT("d/e")));
    ROW(path_remove_directory, SUCCESS, raw_rmdir(ROOT, TEXT("d")));
}

static void try_links(void) {
    ROW(path_symlink, SUCCESS, raw_symlink(TEXT("there"), ROOT, TEXT("link")));
    ROW(path_symlink, EXIST, raw_symlink(TEXT("there"), ROOT, TEXT("link")));
    ROW(path_readlink, SUCCESS, raw_readlink(ROOT, TEXT("link"), bytes, 9, &done));
    ROW(path_readlink, INVAL, raw_readlink(ROOT, TEXT("there"), bytes, 9, &done));
    ROW(path_open, LOOP, raw_open(ROOT, 0, TEXT("link"), 0, 0, 0, 0, &fd));
    ROW(path_link, SUCCESS, raw_link(ROOT, 0, TEXT("there"), ROOT, TEXT("hard")));
    ROW(path_link, EXIST, raw_link(ROOT, 0, TEXT("there"), ROOT, TEXT("hard")));
    ROW(path_link, INVAL, raw_link(ROOT, FOLLOWS, TEXT("there"), ROOT, TEXT("more")));
    ROW(path_link, PERM, raw_link(ROOT, 0, TEXT("."), ROOT, TEXT("more")));
    ROW(path_unlink_file, SUCCESS, raw_unlink(ROOT, TEXT("hard")));
    ROW(path_unlink_file, SUCCESS, raw_unlink(ROOT, TEXT("link")));
}

static void try_opening(void) {
    ROW(path_filestat_get, SUCCESS, raw_stat(ROOT, FOLLOWS, TEXT("there"), &stat));
    ROW(path_filestat_get, INVAL, raw_stat(ROOT, 0x80, TEXT("there"), &stat));
    ROW(path_filestat_set_times, SUCCESS, raw_times(ROOT, 0, TEXT("there"), 0, 5, MTIM));
    ROW(path_filestat_set_times, INVAL,
        raw_times(ROOT, 0, TEXT("there"), 0, 5, MTIM | __WASI_FSTFLAGS_MTIM_NOW));
    ROW(path_open, SUCCESS, raw_open(ROOT, 0, TEXT("."), DIRECTORY, 0, 0, 0, &fd));
    __wasi_fd_close(fd);
    ROW(path_open, NOTDIR, raw_open(ROOT, 0, TEXT("there"), DIRECTORY, 0, 0, 0, &fd));
    ROW(path_open, ISDIR, raw_open(ROOT, 0, TEXT("."), 0, __WASI_RIGHTS_FD_WRITE, 0, 0, &fd));
    ROW(path_open, EXIST,
        raw_open(ROOT, 0, TEXT("there"), CREAT | __WASI_OFLAGS_EXCL, 0, 0, 0, &fd));
    ROW(path_open, INVAL, raw_open(ROOT, 0, TEXT("x"), CREAT | DIRECTORY, 0, 0, 0, &fd));
}

int main(int count, char **args) {
    row_count = count;
    row_args = args;
    try_process();
    try_poll();
    try_descriptors();
    try_none();
    try_names();
    try_directories();
    try_links();
    try_opening();
    return 0;
}
