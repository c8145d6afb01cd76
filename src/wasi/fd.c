// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Functions of one descriptor.

#include "process.h"

#include "base/mem.h"

#define IOVECS 16u  // buffers of one read or write; what lies in more is left for the next
#define FDFLAGS_ALL 0x1fu
#define DIRENT_SIZE 24u

static tw_wasi_errno_t unless_dir(const tw_wasi_file_t *file) {
    return file->filetype == TW_WASI_FILETYPE_DIRECTORY ? TW_WASI_ISDIR : TW_WASI_NOTSUP;
}

// ---- reading and writing ------------------------------------------------------------------------

// The buffers whose list has `count` entries at `list`, or the first of them.
static tw_wasi_errno_t lend_iovecs(tw_call_t *call, bool is_const, tw_wasi_iovec_t *iovecs,
                                   uint32_t *count) {
    const uint8_t *list = NULL;
    uint64_t total = 0;
    *count = wasi_u32(call, 2);
    tw_wasi_errno_t code = tw__wasi_read(call, wasi_u32(call, 1), 8 * (uint64_t)*count, &list);
    *count = *count < IOVECS ? *count : IOVECS;
    for (uint32_t i = 0; i < *count && code == TW_WASI_SUCCESS; i++) {
        uint64_t addr = tw__wasi_get(list + (size_t)i * 8, 4);
        const uint8_t *bytes = NULL;
        iovecs[i].size = (uint32_t)tw__wasi_get(list + (size_t)i * 8 + 4, 4);
        total += iovecs[i].size;
        code = is_const ? tw__wasi_read(call, addr, iovecs[i].size, &bytes)
                        : tw__wasi_write(call, addr, iovecs[i].size, &iovecs[i].bytes);
        iovecs[i].bytes = is_const ? (uint8_t *)(uintptr_t)bytes : iovecs[i].bytes;
    }
    return code == TW_WASI_SUCCESS && total > UINT32_MAX ? TW_WASI_INVAL : code;
}

static tw_err_t transfer(tw_call_t *call, bool is_write, uint64_t offset, uint32_t done_param) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_iovec_t iovecs[IOVECS];
    uint32_t count = 0;
    uint32_t done = 0;
    uint64_t rights = (is_write ? RIGHT(FD_WRITE) : RIGHT(FD_READ)) |
                      (offset != TW_WASI_NO_OFFSET ? RIGHT(FD_SEEK) : 0);
    tw_wasi_errno_t code = tw__wasi_file(call, 0, rights, &file);
    if (code == TW_WASI_SUCCESS) {
        code = lend_iovecs(call, is_write, iovecs, &count);
    }
    if (code != TW_WASI_SUCCESS) {
        return wasi_answer(call, code);
    }
    tw_wasi_errno_t (*run)(tw_wasi_file_t *, const tw_wasi_iovec_t *, uint32_t, uint64_t,
                           uint32_t *) = is_write ? file->ops->write : file->ops->read;
    code = run != NULL ? run(file, iovecs, count, offset, &done) : unless_dir(file);
    if (code == TW_WASI_AGAIN && (file->flags & TW_WASI_FD_NONBLOCK) == 0 &&
        wasi_of(call)->system->wait == NULL && !is_write && offset == TW_WASI_NO_OFFSET) {
        return tw__wasi_read_later(call);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, done_param), 4, done);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_read(tw_call_t *call) {
    return transfer(call, false, TW_WASI_NO_OFFSET, 3);
}

tw_err_t tw__wasi_fd_write(tw_call_t *call) {
    return transfer(call, true, TW_WASI_NO_OFFSET, 3);
}

static tw_err_t transfer_at(tw_call_t *call, bool is_write) {
    uint64_t offset = (uint64_t)tw_arg_i64(call, 3);
    return offset <= INT64_MAX ? transfer(call, is_write, offset, 4)
                               : wasi_answer(call, TW_WASI_INVAL);
}

tw_err_t tw__wasi_fd_pread(tw_call_t *call) {
    return transfer_at(call, false);
}

tw_err_t tw__wasi_fd_pwrite(tw_call_t *call) {
    return transfer_at(call, true);
}

// ---- places and sizes ---------------------------------------------------------------------------

static tw_err_t seek(tw_call_t *call, uint64_t rights, int64_t offset, uint32_t whence,
                     uint32_t position_param) {
    tw_wasi_file_t *file = NULL;
    uint64_t position = 0;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, rights, &file);
    if (code == TW_WASI_SUCCESS && whence > TW_WASI_SEEK_END) {
        code = TW_WASI_INVAL;
    }
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->seek != NULL ? file->ops->seek(file, offset, whence, &position)
                                       : unless_dir(file);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, position_param), 8, position);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_seek(tw_call_t *call) {
    int64_t offset = tw_arg_i64(call, 1);
    uint32_t whence = wasi_u32(call, 2);
    bool only_tells = offset == 0 && whence == TW_WASI_SEEK_CUR;
    return seek(call, only_tells ? RIGHT(FD_TELL) : RIGHT(FD_SEEK) | RIGHT(FD_TELL), offset, whence,
                3);
}

tw_err_t tw__wasi_fd_tell(tw_call_t *call) {
    return seek(call, RIGHT(FD_TELL), 0, TW_WASI_SEEK_CUR, 1);
}

tw_err_t tw__wasi_fd_allocate(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint64_t offset = (uint64_t)tw_arg_i64(call, 1);
    uint64_t size = (uint64_t)tw_arg_i64(call, 2);
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_ALLOCATE), &file);
    if (code == TW_WASI_SUCCESS && (size == 0 || offset > INT64_MAX || size > INT64_MAX - offset)) {
        code = TW_WASI_INVAL;
    }
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->allocate != NULL ? file->ops->allocate(file, offset, size)
                                           : unless_dir(file);
    }
    return wasi_answer(call, code);
}

// Advice is taken and has no effect; it must be advice.
tw_err_t tw__wasi_fd_advise(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_ADVISE), &file);
    uint64_t offset = (uint64_t)tw_arg_i64(call, 1);
    uint64_t size = (uint64_t)tw_arg_i64(call, 2);
    bool is_wrong = offset > INT64_MAX || size > INT64_MAX - offset || wasi_u32(call, 3) > 5;
    return wasi_answer(call, code == TW_WASI_SUCCESS && is_wrong ? TW_WASI_INVAL : code);
}

static tw_err_t sync(tw_call_t *call, uint64_t rights, bool is_data_only) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, rights, &file);
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->sync != NULL ? file->ops->sync(file, is_data_only) : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_sync(tw_call_t *call) {
    return sync(call, RIGHT(FD_SYNC), false);
}

tw_err_t tw__wasi_fd_datasync(tw_call_t *call) {
    return sync(call, RIGHT(FD_DATASYNC), true);
}

// ---- what it is ---------------------------------------------------------------------------------

tw_err_t tw__wasi_fd_fdstat_get(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, 0, &file);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 1), 24, &bytes);
    }
    if (code == TW_WASI_SUCCESS) {
        tw__wasi_put(bytes, 2, file->filetype);
        tw__wasi_put(bytes + 2, 6, file->flags);
        tw__wasi_put(bytes + 8, 8, file->rights);
        tw__wasi_put(bytes + 16, 8, file->inheriting);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_fdstat_set_flags(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint32_t flags = wasi_u32(call, 1);
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_FDSTAT_SET_FLAGS), &file);
    if (code == TW_WASI_SUCCESS && (flags & ~FDFLAGS_ALL) != 0) {
        code = TW_WASI_INVAL;
    }
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->set_flags != NULL ? file->ops->set_flags(file, flags) : TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        file->flags = flags;
    }
    return wasi_answer(call, code);
}

// Rights can be given up only.
tw_err_t tw__wasi_fd_fdstat_set_rights(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint64_t rights = (uint64_t)tw_arg_i64(call, 1);
    uint64_t inheriting = (uint64_t)tw_arg_i64(call, 2);
    tw_wasi_errno_t code = tw__wasi_file(call, 0, rights, &file);
    if (code == TW_WASI_SUCCESS && (inheriting & ~file->inheriting) != 0) {
        code = TW_WASI_NOTCAPABLE;
    }
    if (code == TW_WASI_SUCCESS) {
        file->rights = rights;
        file->inheriting = inheriting;
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_filestat_get(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_stat_t stat;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_FILESTAT_GET), &file);
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->stat(file, &stat);
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store_stat(call, wasi_u32(call, 1), &stat);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_filestat_set_size(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint64_t size = (uint64_t)tw_arg_i64(call, 1);
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_FILESTAT_SET_SIZE), &file);
    if (code == TW_WASI_SUCCESS && size > INT64_MAX) {
        code = TW_WASI_INVAL;
    }
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->set_size != NULL ? file->ops->set_size(file, size) : unless_dir(file);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_filestat_set_times(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_times_t times;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, RIGHT(FD_FILESTAT_SET_TIMES), &file);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_times(call, 1, &times);
    }
    if (code == TW_WASI_SUCCESS) {
        code = file->ops->set_times != NULL ? file->ops->set_times(file, &times) : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

// ---- preopened directories ----------------------------------------------------------------------

static tw_wasi_errno_t find_preopen(tw_call_t *call, tw_wasi_file_t **file) {
    tw_wasi_errno_t code = tw__wasi_file(call, 0, 0, file);
    return code == TW_WASI_SUCCESS && (*file)->preopen == NULL ? TW_WASI_BADF : code;
}

tw_err_t tw__wasi_fd_prestat_get(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = find_preopen(call, &file);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 1), 8, &bytes);
    }
    if (code == TW_WASI_SUCCESS) {
        tw__wasi_put(bytes, 4, 0);  // a directory; the only kind that there is
        tw__wasi_put(bytes + 4, 4, strlen(file->preopen));
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_fd_prestat_dir_name(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    uint8_t *bytes = NULL;
    tw_wasi_errno_t code = find_preopen(call, &file);
    uint32_t size = code == TW_WASI_SUCCESS ? (uint32_t)strlen(file->preopen) : 0;
    if (code == TW_WASI_SUCCESS && wasi_u32(call, 2) < size) {
        code = TW_WASI_NAMETOOLONG;
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 1), size, &bytes);
    }
    if (code == TW_WASI_SUCCESS) {
        memcpy(bytes, file->preopen, size);
    }
    return wasi_answer(call, code);
}

// ---- listing ------------------------------------------------------------------------------------

struct listing {
    uint8_t *bytes;
    uint32_t size;
    uint32_t used;
};

static void append(struct listing *listing, const void *bytes, uint32_t size) {
    uint32_t room = listing->size - listing->used;
    uint32_t part = size < room ? size : room;
    memcpy(listing->bytes + listing->used, bytes, part);
    listing->used += part;
}

// The last entry may be cut: the guest asks again with the cookie of the one before.
static bool list_entry(void *ctx, const tw_wasi_dirent_t *entry) {
    struct listing *listing = ctx;
    uint8_t head[DIRENT_SIZE];
    tw__wasi_put(head, 8, entry->next);
    tw__wasi_put(head + 8, 8, entry->ino);
    tw__wasi_put(head + 16, 4, entry->name_size);
    tw__wasi_put(head + 20, 4, entry->filetype);
    append(listing, head, sizeof head);
    append(listing, entry->name, entry->name_size);
    return listing->used < listing->size;
}

tw_err_t tw__wasi_fd_readdir(tw_call_t *call) {
    tw_wasi_file_t *dir = NULL;
    struct listing listing = {NULL, wasi_u32(call, 2), 0};
    tw_wasi_errno_t code = tw__wasi_directory(call, 0, RIGHT(FD_READDIR), &dir);
    code = code == TW_WASI_NOTDIR ? TW_WASI_BADF : code;
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 1), listing.size, &listing.bytes);
    }
    if (code == TW_WASI_SUCCESS) {
        code = dir->ops->read_dir != NULL
                   ? dir->ops->read_dir(dir, (uint64_t)tw_arg_i64(call, 3), list_entry, &listing)
                   : TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, 4), 4, listing.used);
    }
    return wasi_answer(call, code);
}

// ---- descriptors --------------------------------------------------------------------------------

tw_wasi_errno_t tw__wasi_close_file(tw_wasi_file_t *file) {
    tw_wasi_errno_t code = file->ops->close(file);
    file->ops = NULL;
    file->preopen = NULL;
    return code;
}

tw_err_t tw__wasi_fd_close(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, 0, &file);
    return wasi_answer(call, code == TW_WASI_SUCCESS ? tw__wasi_close_file(file) : code);
}

// The second descriptor is closed and becomes the first, which is none any more.
tw_err_t tw__wasi_fd_renumber(tw_call_t *call) {
    tw_wasi_file_t *file = NULL;
    tw_wasi_file_t *to = NULL;
    tw_wasi_errno_t code = tw__wasi_file(call, 0, 0, &file);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_file(call, 1, 0, &to);
    }
    if (code == TW_WASI_SUCCESS && file != to) {
        code = tw__wasi_close_file(to);
        *to = *file;
        file->ops = NULL;
        file->preopen = NULL;
    }
    return wasi_answer(call, code);
}
