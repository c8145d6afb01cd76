// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASI_PROCESS_H
#define WASI_PROCESS_H

// What the functions of the host module share: the guest's memory, its descriptors and names.

#include "tinywasm/wasi.h"

// Rights, by the bit that the specification gives them.
enum {
    RIGHT_FD_DATASYNC,
    RIGHT_FD_READ,
    RIGHT_FD_SEEK,
    RIGHT_FD_FDSTAT_SET_FLAGS,
    RIGHT_FD_SYNC,
    RIGHT_FD_TELL,
    RIGHT_FD_WRITE,
    RIGHT_FD_ADVISE,
    RIGHT_FD_ALLOCATE,
    RIGHT_PATH_CREATE_DIRECTORY,
    RIGHT_PATH_CREATE_FILE,
    RIGHT_PATH_LINK_SOURCE,
    RIGHT_PATH_LINK_TARGET,
    RIGHT_PATH_OPEN,
    RIGHT_FD_READDIR,
    RIGHT_PATH_READLINK,
    RIGHT_PATH_RENAME_SOURCE,
    RIGHT_PATH_RENAME_TARGET,
    RIGHT_PATH_FILESTAT_GET,
    RIGHT_PATH_FILESTAT_SET_SIZE,
    RIGHT_PATH_FILESTAT_SET_TIMES,
    RIGHT_FD_FILESTAT_GET,
    RIGHT_FD_FILESTAT_SET_SIZE,
    RIGHT_FD_FILESTAT_SET_TIMES,
    RIGHT_PATH_SYMLINK,
    RIGHT_PATH_REMOVE_DIRECTORY,
    RIGHT_PATH_UNLINK_FILE,
    RIGHT_POLL_FD_READWRITE
};
#define RIGHT(name) (UINT64_C(1) << RIGHT_##name)

static inline tw_wasi_t *wasi_of(const tw_call_t *call) {
    return tw_call_ctx(call);
}

// Parameter i, an unsigned number.
static inline uint32_t wasi_u32(const tw_call_t *call, uint32_t i) {
    return (uint32_t)tw_arg_i32(call, i);
}

// `return wasi_answer(call, code)`.
static inline tw_err_t wasi_answer(tw_call_t *call, tw_wasi_errno_t code) {
    tw_ret_i32(call, (int32_t)code);
    return TW_ERR_OK;
}

// Nothing, or FAULT: it is outside the guest's memory.
tw_wasi_errno_t tw__wasi_check(const tw_call_t *call, uint64_t addr, uint64_t size);
// size bytes of guest memory; FAULT outside.
tw_wasi_errno_t tw__wasi_read(tw_call_t *call, uint64_t addr, uint64_t size, const uint8_t **bytes);
tw_wasi_errno_t tw__wasi_write(tw_call_t *call, uint64_t addr, uint64_t size, uint8_t **bytes);
// Little-endian numbers in guest memory.
uint64_t tw__wasi_get(const uint8_t *bytes, uint32_t size);
void tw__wasi_put(uint8_t *bytes, uint32_t size, uint64_t value);
tw_wasi_errno_t tw__wasi_store(tw_call_t *call, uint32_t addr, uint32_t size, uint64_t value);
tw_wasi_errno_t tw__wasi_store_stat(tw_call_t *call, uint32_t addr, const tw_wasi_stat_t *stat);

// The open file that parameter i names, if it has all of the rights; BADF, NOTCAPABLE.
tw_wasi_errno_t tw__wasi_file(tw_call_t *call, uint32_t i, uint64_t rights, tw_wasi_file_t **file);
// The same, of a directory; NOTDIR.
tw_wasi_errno_t tw__wasi_directory(tw_call_t *call, uint32_t i, uint64_t rights,
                                   tw_wasi_file_t **dir);
// The name whose address and size are parameters i and i + 1.
tw_wasi_errno_t tw__wasi_path(tw_call_t *call, uint32_t i, tw_wasi_path_t *path);
// The times whose numbers are parameters i and i + 1 and whose flags are i + 2.
tw_wasi_errno_t tw__wasi_times(tw_call_t *call, uint32_t i, tw_wasi_times_t *times);

// The descriptor is free behind it.
tw_wasi_errno_t tw__wasi_close_file(tw_wasi_file_t *file);

// A subscription of poll_oneoff, its bytes at `from`.
#define WASI_SUBSCRIPTION_SIZE 48u
#define WASI_EVENT_SIZE 32u
enum { WASI_TYPE_CLOCK, WASI_TYPE_FD_READ, WASI_TYPE_FD_WRITE };
// How long its clock has still to go, if the wait began waited_ns ago.
tw_wasi_errno_t tw__wasi_due_in(const tw_wasi_t *wasi, const uint8_t *from, uint64_t waited_ns,
                                uint64_t *ns);
// The file that it waits for; BADF, NOTCAPABLE.
tw_wasi_errno_t tw__wasi_wait_file(const tw_wasi_t *wasi, const uint8_t *from,
                                   tw_wasi_file_t **file);
// Its event, WASI_EVENT_SIZE bytes; answer has error, size and has_hung_up.
void tw__wasi_put_event(uint8_t *event, uint64_t userdata, uint32_t type,
                        const tw_wasi_wait_t *answer);

// fd_read, of a file that answered AGAIN, where the system has no wait.
tw_err_t tw__wasi_read_later(tw_call_t *call);
// poll_oneoff where the system has a wait.
tw_err_t tw__wasi_poll_at_once(tw_call_t *call);

// The functions, by file: process.c has the table.
tw_err_t tw__wasi_fd_advise(tw_call_t *call);
tw_err_t tw__wasi_fd_allocate(tw_call_t *call);
tw_err_t tw__wasi_fd_close(tw_call_t *call);
tw_err_t tw__wasi_fd_datasync(tw_call_t *call);
tw_err_t tw__wasi_fd_fdstat_get(tw_call_t *call);
tw_err_t tw__wasi_fd_fdstat_set_flags(tw_call_t *call);
tw_err_t tw__wasi_fd_fdstat_set_rights(tw_call_t *call);
tw_err_t tw__wasi_fd_filestat_get(tw_call_t *call);
tw_err_t tw__wasi_fd_filestat_set_size(tw_call_t *call);
tw_err_t tw__wasi_fd_filestat_set_times(tw_call_t *call);
tw_err_t tw__wasi_fd_pread(tw_call_t *call);
tw_err_t tw__wasi_fd_prestat_get(tw_call_t *call);
tw_err_t tw__wasi_fd_prestat_dir_name(tw_call_t *call);
tw_err_t tw__wasi_fd_pwrite(tw_call_t *call);
tw_err_t tw__wasi_fd_read(tw_call_t *call);
tw_err_t tw__wasi_fd_readdir(tw_call_t *call);
tw_err_t tw__wasi_fd_renumber(tw_call_t *call);
tw_err_t tw__wasi_fd_seek(tw_call_t *call);
tw_err_t tw__wasi_fd_sync(tw_call_t *call);
tw_err_t tw__wasi_fd_tell(tw_call_t *call);
tw_err_t tw__wasi_fd_write(tw_call_t *call);
tw_err_t tw__wasi_path_create_directory(tw_call_t *call);
tw_err_t tw__wasi_path_filestat_get(tw_call_t *call);
tw_err_t tw__wasi_path_filestat_set_times(tw_call_t *call);
tw_err_t tw__wasi_path_link(tw_call_t *call);
tw_err_t tw__wasi_path_open(tw_call_t *call);
tw_err_t tw__wasi_path_readlink(tw_call_t *call);
tw_err_t tw__wasi_path_remove_directory(tw_call_t *call);
tw_err_t tw__wasi_path_rename(tw_call_t *call);
tw_err_t tw__wasi_path_symlink(tw_call_t *call);
tw_err_t tw__wasi_path_unlink_file(tw_call_t *call);
tw_err_t tw__wasi_poll_oneoff(tw_call_t *call);

#endif
