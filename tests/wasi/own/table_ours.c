// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Each function, with addresses outside its memory and without the right that it takes: other
// runtimes trap at the one and have no rights. And what they have no functions for.

#include "table.h"

#define OUT ((void *)0x7ffffff0)

static uint8_t bytes[64];
static __wasi_iovec_t into = {bytes, sizeof bytes};
static __wasi_iovec_t to_outside = {OUT, 64};
static __wasi_ciovec_t from = {(const uint8_t *)"0123456789", 10};
static __wasi_ciovec_t from_outside = {OUT, 64};
static __wasi_filestat_t stat;
static __wasi_filesize_t place;
static __wasi_fd_t fd;
static size_t done;

static void try_process_outside(void) {
    ROW(args_get, FAULT, __wasi_args_get(OUT, bytes));
    ROW(args_sizes_get, FAULT, __wasi_args_sizes_get(OUT, &done));
    ROW(args_sizes_get, FAULT, __wasi_args_sizes_get(&done, OUT));
    ROW(environ_get, FAULT, __wasi_environ_get(OUT, OUT));
    ROW(environ_sizes_get, FAULT, __wasi_environ_sizes_get(&done, OUT));
    ROW(clock_res_get, FAULT, __wasi_clock_res_get(0, OUT));
    ROW(clock_time_get, FAULT, __wasi_clock_time_get(0, 0, OUT));
    ROW(random_get, FAULT, __wasi_random_get(OUT, 64));
    ROW(poll_oneoff, FAULT, __wasi_poll_oneoff(OUT, (void *)bytes, 1, &done));
    ROW(poll_oneoff, FAULT, __wasi_poll_oneoff((void *)bytes, OUT, 1, &done));
    ROW(poll_oneoff, FAULT, __wasi_poll_oneoff((void *)bytes, (void *)bytes, 1, OUT));
}

static void try_files_outside(int file) {
    ROW(fd_fdstat_get, FAULT, __wasi_fd_fdstat_get(file, OUT));
    ROW(fd_filestat_get, FAULT, __wasi_fd_filestat_get(file, OUT));
    ROW(fd_pread, FAULT, __wasi_fd_pread(file, OUT, 1, 0, &done));
    ROW(fd_pread, FAULT, __wasi_fd_pread(file, &to_outside, 1, 0, &done));
    ROW(fd_pread, FAULT, __wasi_fd_pread(file, &into, 1, 0, OUT));
    ROW(fd_pwrite, FAULT, __wasi_fd_pwrite(file, OUT, 1, 0, &done));
    ROW(fd_pwrite, FAULT, __wasi_fd_pwrite(file, &from_outside, 1, 0, &done));
    ROW(fd_read, FAULT, __wasi_fd_read(file, OUT, 1, &done));
    ROW(fd_read, FAULT, __wasi_fd_read(file, &to_outside, 1, &done));
    ROW(fd_read, FAULT, __wasi_fd_read(file, &into, 0xffffffff, &done));
    ROW(fd_write, FAULT, __wasi_fd_write(file, OUT, 1, &done));
    ROW(fd_write, FAULT, __wasi_fd_write(file, &from_outside, 1, &done));
    ROW(fd_seek, FAULT, __wasi_fd_seek(file, 0, __WASI_WHENCE_SET, OUT));
    ROW(fd_tell, FAULT, __wasi_fd_tell(file, OUT));
    ROW(fd_readdir, FAULT, __wasi_fd_readdir(ROOT, OUT, 64, 0, &done));
    ROW(fd_readdir, FAULT, __wasi_fd_readdir(ROOT, bytes, 64, 0, OUT));
    ROW(fd_prestat_get, FAULT, __wasi_fd_prestat_get(ROOT, OUT));
    ROW(fd_prestat_dir_name, FAULT, __wasi_fd_prestat_dir_name(ROOT, OUT, 64));
}

static void try_names_outside(void) {
    ROW(path_create_directory, FAULT, raw_mkdir(ROOT, OUT, 9));
    ROW(path_remove_directory, FAULT, raw_rmdir(ROOT, OUT, 9));
    ROW(path_unlink_file, FAULT, raw_unlink(ROOT, OUT, 9));
    ROW(path_filestat_get, FAULT, raw_stat(ROOT, 0, OUT, 9, &stat));
    ROW(path_filestat_get, FAULT, raw_stat(ROOT, 0, TEXT("there"), OUT));
    ROW(path_filestat_set_times, FAULT, raw_times(ROOT, 0, OUT, 9, 0, 0, 0));
    ROW(path_link, FAULT, raw_link(ROOT, 0, OUT, 9, ROOT, TEXT("b")));
    ROW(path_link, FAULT, raw_link(ROOT, 0, TEXT("there"), ROOT, OUT, 9));
    ROW(path_open, FAULT, raw_open(ROOT, 0, OUT, 9, 0, 0, 0, 0, &fd));
    ROW(path_open, FAULT, raw_open(ROOT, 0, TEXT("there"), 0, 0, 0, 0, OUT));
    ROW(path_readlink, FAULT, raw_readlink(ROOT, OUT, 9, bytes, 9, &done));
    ROW(path_readlink, FAULT, raw_readlink(ROOT, TEXT("there"), OUT, 9, &done));
    ROW(path_rename, FAULT, raw_rename(ROOT, OUT, 9, ROOT, TEXT("b")));
    ROW(path_rename, FAULT, raw_rename(ROOT, TEXT("there"), ROOT, OUT, 9));
    ROW(path_symlink, FAULT, raw_symlink(OUT, 9, ROOT, TEXT("b")));
    ROW(path_symlink, FAULT, raw_symlink(TEXT("a"), ROOT, OUT, 9));
}

static void try_files_without_rights(void) {
    int mute = open_with("there", 0, 0, 0);
    ROW(fd_advise, NOTCAPABLE, __wasi_fd_advise(mute, 0, 1, 0));
    ROW(fd_allocate, NOTCAPABLE, __wasi_fd_allocate(mute, 0, 1));
    ROW(fd_datasync, NOTCAPABLE, __wasi_fd_datasync(mute));
    ROW(fd_sync, NOTCAPABLE, __wasi_fd_sync(mute));
    ROW(fd_fdstat_set_flags, NOTCAPABLE, __wasi_fd_fdstat_set_flags(mute, 0));
    ROW(fd_fdstat_set_rights, NOTCAPABLE, __wasi_fd_fdstat_set_rights(mute, FILE_RIGHTS, 0));
    ROW(fd_filestat_get, NOTCAPABLE, __wasi_fd_filestat_get(mute, &stat));
    ROW(fd_filestat_set_size, NOTCAPABLE, __wasi_fd_filestat_set_size(mute, 0));
    ROW(fd_filestat_set_times, NOTCAPABLE, __wasi_fd_filestat_set_times(mute, 0, 0, 0));
    ROW(fd_pread, NOTCAPABLE, __wasi_fd_pread(mute, &into, 1, 0, &done));
    ROW(fd_pwrite, NOTCAPABLE, __wasi_fd_pwrite(mute, &from, 1, 0, &done));
    ROW(fd_read, NOTCAPABLE, __wasi_fd_read(mute, &into, 1, &done));
    ROW(fd_write, NOTCAPABLE, __wasi_fd_write(mute, &from, 1, &done));
    ROW(fd_seek, NOTCAPABLE, __wasi_fd_seek(mute, 0, __WASI_WHENCE_SET, &place));
    ROW(fd_tell, NOTCAPABLE, __wasi_fd_tell(mute, &place));
    ROW(fd_read, NOTCAPABLE, __wasi_fd_read(ROOT, &into, 1, &done));
    ROW(fd_seek, NOTCAPABLE, __wasi_fd_seek(ROOT, 0, __WASI_WHENCE_SET, &place));
}

static void try_names_without_rights(void) {
    int bare = open_with(".", __WASI_OFLAGS_DIRECTORY, 0, 0);
    int opens = open_with(".", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_PATH_OPEN, 0);
    ROW(fd_readdir, NOTCAPABLE, __wasi_fd_readdir(bare, bytes, 64, 0, &done));
    ROW(path_create_directory, NOTCAPABLE, raw_mkdir(bare, TEXT("a")));
    ROW(path_remove_directory, NOTCAPABLE, raw_rmdir(bare, TEXT("a")));
    ROW(path_unlink_file, NOTCAPABLE, raw_unlink(bare, TEXT("there")));
    ROW(path_filestat_get, NOTCAPABLE, raw_stat(bare, 0, TEXT("there"), &stat));
    ROW(path_filestat_set_times, NOTCAPABLE, raw_times(bare, 0, TEXT("there"), 0, 0, 0));
    ROW(path_link, NOTCAPABLE, raw_link(bare, 0, TEXT("there"), ROOT, TEXT("b")));
    ROW(path_link, NOTCAPABLE, raw_link(ROOT, 0, TEXT("there"), bare, TEXT("b")));
    ROW(path_open, NOTCAPABLE, raw_open(bare, 0, TEXT("there"), 0, 0, 0, 0, &fd));
    ROW(path_open, NOTCAPABLE,
        raw_open(opens, 0, TEXT("there"), 0, __WASI_RIGHTS_FD_READ, 0, 0, &fd));
    ROW(path_open, NOTCAPABLE, raw_open(opens, 0, TEXT("new"), __WASI_OFLAGS_CREAT, 0, 0, 0, &fd));
    ROW(path_open, NOTCAPABLE,
        raw_open(opens, 0, TEXT("there"), __WASI_OFLAGS_TRUNC, 0, 0, 0, &fd));
    ROW(path_readlink, NOTCAPABLE, raw_readlink(bare, TEXT("there"), bytes, 9, &done));
    ROW(path_rename, NOTCAPABLE, raw_rename(bare, TEXT("there"), ROOT, TEXT("b")));
    ROW(path_rename, NOTCAPABLE, raw_rename(ROOT, TEXT("there"), bare, TEXT("b")));
    ROW(path_symlink, NOTCAPABLE, raw_symlink(TEXT("a"), bare, TEXT("b")));
}

static void try_the_rest(void) {
    static __wasi_subscription_t list[40];
    static __wasi_event_t events[40];
    for (int i = 0; i < 40; i++) {
        list[i].u.tag = __WASI_EVENTTYPE_FD_WRITE;
        list[i].u.u.fd_write.file_descriptor = 1;
    }
    ROW(poll_oneoff, NOMEM, __wasi_poll_oneoff(list, events, 40, &done));
    ROW(proc_raise, SUCCESS, raw_raise(0));
    ROW(proc_raise, INVAL, raw_raise(77));
    int last = 0;
    int count = 0;
    for (; count < 2000 && last == 0; count++) {
        last = raw_open(ROOT, 0, TEXT("there"), 0, 0, 0, 0, &fd);
    }
    ROW(path_open, NFILE, last);
}

int main(int count, char **args) {
    row_count = count;
    row_args = args;
    int file = open_with("there", 0, FILE_RIGHTS, 0);
    try_process_outside();
    try_files_outside(file);
    try_names_outside();
    try_files_without_rights();
    try_names_without_rights();
    try_the_rest();
    return 0;
}
