// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Where other runtimes answer otherwise, or trap: rights, several buffers, wrong numbers and
// addresses, waiting for a file that is none.

#include "say.h"

#define OUTSIDE ((void *)0x7ffffff0)

#define FROM_WASI(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))

// wasi-libc does not declare these.
int proc_raise(int signal) FROM_WASI("proc_raise");
int sock_recv(int fd, void *iovecs, int count, int flags, void *done, void *oflags)
    FROM_WASI("sock_recv");
int sock_send(int fd, void *iovecs, int count, int flags, void *done) FROM_WASI("sock_send");
int sock_accept(int fd, int flags, void *accepted) FROM_WASI("sock_accept");

static uint8_t bytes[64];
static __wasi_iovec_t into = {bytes, sizeof bytes};

static void show_buffers(void) {
    uint8_t small[3][4];
    __wasi_iovec_t many[] = {{small[0], 4}, {small[1], 0}, {small[2], 4}};
    __wasi_ciovec_t parts[] = {{(const uint8_t *)"ab", 2}, {NULL, 0}, {(const uint8_t *)"cdef", 4}};
    size_t done = 0;
    __wasi_filesize_t place = 0;
    int fd = make_file("parts", "");
    say("fd_write of parts", __wasi_fd_write(fd, parts, 3, &done));
    say_number("written", done);
    say("fd_seek", __wasi_fd_seek(fd, 0, __WASI_WHENCE_SET, &place));
    say("fd_read into parts", __wasi_fd_read(fd, many, 3, &done));
    printf("[%.4s%.2s]\n", (const char *)small[0], (const char *)small[2]);
    say("fd_read into none", __wasi_fd_read(fd, many, 0, &done));
    say_number("read", done);
    __wasi_fd_close(fd);
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "parts"));
}

static void show_rights(void) {
    size_t done = 0;
    __wasi_fdstat_t state;
    __wasi_fd_t fd = 0;
    int file = open_as("open to read", ROOT, "there", 0, 0, __WASI_RIGHTS_FD_READ, 0);
    say("fd_read", __wasi_fd_read(file, &into, 1, &done));
    say("fd_tell without the right", __wasi_fd_tell(file, &(__wasi_filesize_t){0}));
    say("fd_allocate without the right", __wasi_fd_allocate(file, 0, 1));
    say("fd_fdstat_set_rights to more", __wasi_fd_fdstat_set_rights(file, FILE_RIGHTS, 0));
    say("fd_fdstat_set_rights to none", __wasi_fd_fdstat_set_rights(file, 0, 0));
    say("fd_read without the right", __wasi_fd_read(file, &into, 1, &done));
    say("fd_close", __wasi_fd_close(file));
    say("path_create_directory", __wasi_path_create_directory(ROOT, "less"));
    say("open a directory that passes on reading",
        __wasi_path_open(ROOT, 0, "less", __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_PATH_OPEN,
                         __WASI_RIGHTS_FD_READ, 0, &fd));
    say("fd_fdstat_get", __wasi_fd_fdstat_get(fd, &state));
    say_number("rights", state.fs_rights_base);
    say_number("passed on", state.fs_rights_inheriting);
    say("open in it to write",
        __wasi_path_open(fd, 0, "x", 0, __WASI_RIGHTS_FD_WRITE, 0, 0, &(__wasi_fd_t){0}));
    say("make a file in it", __wasi_path_open(fd, 0, "x", __WASI_OFLAGS_CREAT,
                                              __WASI_RIGHTS_FD_READ, 0, 0, &(__wasi_fd_t){0}));
    say("make a directory in it", __wasi_path_create_directory(fd, "x"));
    say("fd_close", __wasi_fd_close(fd));
    say("path_remove_directory", __wasi_path_remove_directory(ROOT, "less"));
}

static void show_wrong_numbers(void) {
    __wasi_timestamp_t time = 0;
    __wasi_fd_t fd = 0;
    size_t happened = 0;
    int file = make_file("wrong", "content");
    say("clock_time_get of no clock", __wasi_clock_time_get(77, 1, &time));
    say("clock_res_get of no clock", __wasi_clock_res_get(77, &time));
    say("fd_seek by an unknown rule", __wasi_fd_seek(file, 0, 9, &time));
    say("fd_advise unknown", __wasi_fd_advise(file, 0, 10, 77));
    say("fd_advise beyond all", __wasi_fd_advise(file, 1ull << 63, 1, 0));
    say("fd_allocate", __wasi_fd_allocate(file, 0, 100));
    say("fd_allocate of nothing", __wasi_fd_allocate(file, 0, 0));
    say("fd_filestat_set_size beyond all", __wasi_fd_filestat_set_size(file, ~0ull));
    say("fd_pread beyond all", __wasi_fd_pread(file, &into, 1, ~0ull, &happened));
    say("fd_fdstat_set_flags unknown", __wasi_fd_fdstat_set_flags(file, 0x8000));
    say("path_open with unknown flags", __wasi_path_open(ROOT, 0, "there", 0x80, 0, 0, 0, &fd));
    say("path_filestat_get with unknown flags",
        __wasi_path_filestat_get(ROOT, 0x80, "there", &(__wasi_filestat_t){0}));
    say("proc_raise of no signal", proc_raise(77));
    say("proc_raise of none", proc_raise(0));
    say("sock_recv of a file", sock_recv(file, &into, 1, 0, &happened, &happened));
    say("sock_send of none", sock_send(500, &into, 1, 0, &happened));
    say("sock_accept of a file", sock_accept(file, 0, &happened));
    say("sock_shutdown of a file", __wasi_sock_shutdown(file, 1));
    say("fd_close", __wasi_fd_close(file));
    say("fd_sync of a directory", __wasi_fd_sync(ROOT));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "wrong"));
}

static void show_wrong_addresses(void) {
    size_t done = 0;
    __wasi_iovec_t outside = {OUTSIDE, 64};
    __wasi_iovec_t beyond = {bytes, 0xffffffff};
    int file = make_file("wrong", "content");
    say("fd_pread to outside", __wasi_fd_pread(file, &outside, 1, 0, &done));
    say("fd_pread of too much", __wasi_fd_pread(file, &beyond, 1, 0, &done));
    say("fd_pread by a list outside", __wasi_fd_pread(file, OUTSIDE, 1, 0, &done));
    say("fd_pread by a list too long", __wasi_fd_pread(file, &into, 0xffffffff, 0, &done));
    say("fd_pread, its size outside", __wasi_fd_pread(file, &into, 1, 0, OUTSIDE));
    say("fd_write from outside", __wasi_fd_write(file, OUTSIDE, 1, &done));
    say("fd_filestat_get to outside", __wasi_fd_filestat_get(file, OUTSIDE));
    say("fd_fdstat_get to outside", __wasi_fd_fdstat_get(file, OUTSIDE));
    say("fd_tell to outside", __wasi_fd_tell(file, OUTSIDE));
    say("fd_prestat_get to outside", __wasi_fd_prestat_get(ROOT, OUTSIDE));
    say("fd_prestat_dir_name to outside", __wasi_fd_prestat_dir_name(ROOT, OUTSIDE, 8));
    say("fd_readdir to outside", __wasi_fd_readdir(ROOT, OUTSIDE, 64, 0, &done));
    say("random_get to outside", __wasi_random_get(OUTSIDE, 64));
    say("clock_time_get to outside", __wasi_clock_time_get(0, 0, OUTSIDE));
    say("args_get to outside", __wasi_args_get(OUTSIDE, OUTSIDE));
    say("args_sizes_get to outside", __wasi_args_sizes_get(OUTSIDE, OUTSIDE));
    say("environ_sizes_get to outside", __wasi_environ_sizes_get(OUTSIDE, OUTSIDE));
    say("poll_oneoff from outside", __wasi_poll_oneoff(OUTSIDE, (void *)bytes, 1, &done));
    say("poll_oneoff of too many",
        __wasi_poll_oneoff((void *)bytes, (void *)bytes, 1u << 30, &done));
    say("path_readlink to outside", __wasi_path_readlink(ROOT, "there", OUTSIDE, 64, &done));
    say("path_open, its number outside",
        __wasi_path_open(ROOT, 0, "there", 0, __WASI_RIGHTS_FD_READ, 0, 0, OUTSIDE));
    say("fd_close", __wasi_fd_close(file));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "wrong"));
}

static void show_wrong_file(void) {
    __wasi_event_t event = {0};
    size_t happened = 0;
    __wasi_subscription_t list = {.userdata = 5, .u = {.tag = __WASI_EVENTTYPE_FD_READ}};
    list.u.u.fd_read.file_descriptor = 500;
    say("poll_oneoff of none", __wasi_poll_oneoff(&list, &event, 1, &happened));
    say_number("events", happened);
    say("its event", event.error);
    list.u.tag = 9;
    say("poll_oneoff of what", __wasi_poll_oneoff(&list, &event, 1, &happened));
    // Events over their own subscriptions: none is lost or made up.
    static __wasi_subscription_t many[4];
    for (int i = 0; i < 4; i++) {
        many[i].u.tag = __WASI_EVENTTYPE_CLOCK;
        many[i].u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    }
    say("poll_oneoff onto itself", __wasi_poll_oneoff(many, (void *)many, 4, &happened));
    say_number("at most four", happened <= 4);
}

int main(void) {
    show_buffers();
    show_rights();
    show_wrong_numbers();
    show_wrong_addresses();
    show_wrong_file();
    fflush(stdout);
    proc_raise(6);
    return 0;
}
