// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Functions of a name in a directory.

#include "process.h"

#define LOOKUP_FOLLOW 1u
#define OFLAGS_ALL 0xfu
#define FDFLAGS_ALL 0x1fu

// A directory and a name in it: parameters of nearly all of these functions.
struct place {
    tw_wasi_file_t *dir;
    tw_wasi_path_t path;
};

// The directory is parameter i, the name parameters at and at + 1.
static tw_wasi_errno_t find_place(tw_call_t *call, uint32_t i, uint32_t at, uint64_t rights,
                                  struct place *place) {
    tw_wasi_errno_t code = tw__wasi_directory(call, i, rights, &place->dir);
    return code == TW_WASI_SUCCESS ? tw__wasi_path(call, at, &place->path) : code;
}

// Parameter 1 in those that can follow a link at the end of the name.
static tw_wasi_errno_t find_followed(tw_call_t *call, uint64_t rights, struct place *place,
                                     bool *follows) {
    uint32_t flags = wasi_u32(call, 1);
    *follows = (flags & LOOKUP_FOLLOW) != 0;
    tw_wasi_errno_t code = find_place(call, 0, 2, rights, place);
    return code == TW_WASI_SUCCESS && (flags & ~LOOKUP_FOLLOW) != 0 ? TW_WASI_INVAL : code;
}

// ---- in one directory ---------------------------------------------------------------------------

typedef tw_wasi_errno_t (*place_fn_t)(tw_wasi_file_t *dir, tw_wasi_path_t path);

static tw_err_t answer_place(tw_call_t *call, tw_wasi_errno_t code, place_fn_t run,
                             const struct place *place) {
    if (code == TW_WASI_SUCCESS) {
        code = run != NULL ? run(place->dir, place->path) : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_path_create_directory(tw_call_t *call) {
    struct place place;
    tw_wasi_errno_t code = find_place(call, 0, 1, RIGHT(PATH_CREATE_DIRECTORY), &place);
    return answer_place(call, code, code == 0 ? place.dir->ops->create_directory : NULL, &place);
}

tw_err_t tw__wasi_path_remove_directory(tw_call_t *call) {
    struct place place;
    tw_wasi_errno_t code = find_place(call, 0, 1, RIGHT(PATH_REMOVE_DIRECTORY), &place);
    return answer_place(call, code, code == 0 ? place.dir->ops->remove_directory : NULL, &place);
}

tw_err_t tw__wasi_path_unlink_file(tw_call_t *call) {
    struct place place;
    tw_wasi_errno_t code = find_place(call, 0, 1, RIGHT(PATH_UNLINK_FILE), &place);
    return answer_place(call, code, code == 0 ? place.dir->ops->unlink_file : NULL, &place);
}

tw_err_t tw__wasi_path_filestat_get(tw_call_t *call) {
    struct place place;
    bool follows = false;
    tw_wasi_stat_t stat;
    tw_wasi_errno_t code = find_followed(call, RIGHT(PATH_FILESTAT_GET), &place, &follows);
    if (code == TW_WASI_SUCCESS) {
        code = place.dir->ops->path_stat != NULL
                   ? place.dir->ops->path_stat(place.dir, place.path, follows, &stat)
                   : TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store_stat(call, wasi_u32(call, 4), &stat);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_path_filestat_set_times(tw_call_t *call) {
    struct place place;
    bool follows = false;
    tw_wasi_times_t times;
    tw_wasi_errno_t code = find_followed(call, RIGHT(PATH_FILESTAT_SET_TIMES), &place, &follows);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_times(call, 4, &times);
    }
    if (code == TW_WASI_SUCCESS) {
        code = place.dir->ops->path_set_times != NULL
                   ? place.dir->ops->path_set_times(place.dir, place.path, follows, &times)
                   : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_path_readlink(tw_call_t *call) {
    struct place place;
    uint8_t *bytes = NULL;
    uint32_t size = wasi_u32(call, 4);
    uint32_t done = 0;
    tw_wasi_errno_t code = find_place(call, 0, 1, RIGHT(PATH_READLINK), &place);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_write(call, wasi_u32(call, 3), size, &bytes);
    }
    if (code == TW_WASI_SUCCESS) {
        code = place.dir->ops->readlink != NULL
                   ? place.dir->ops->readlink(place.dir, place.path, bytes, size, &done)
                   : TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_store(call, wasi_u32(call, 5), 4, done);
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_path_symlink(tw_call_t *call) {
    struct place place;
    tw_wasi_path_t target;
    tw_wasi_errno_t code = find_place(call, 2, 3, RIGHT(PATH_SYMLINK), &place);
    if (code == TW_WASI_SUCCESS) {
        code = tw__wasi_path(call, 0, &target);
    }
    if (code == TW_WASI_SUCCESS && target.chars[0] == '/') {
        code = TW_WASI_PERM;
    }
    if (code == TW_WASI_SUCCESS) {
        code = place.dir->ops->symlink != NULL
                   ? place.dir->ops->symlink(place.dir, target, place.path)
                   : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

// ---- in two -------------------------------------------------------------------------------------

static tw_wasi_errno_t check_same_kind(const struct place *from, const struct place *to) {
    bool is_same = from->dir->ops == to->dir->ops && from->dir->ctx == to->dir->ctx;
    return is_same ? TW_WASI_SUCCESS : TW_WASI_XDEV;
}

tw_err_t tw__wasi_path_rename(tw_call_t *call) {
    struct place from;
    struct place to;
    tw_wasi_errno_t code = find_place(call, 0, 1, RIGHT(PATH_RENAME_SOURCE), &from);
    if (code == TW_WASI_SUCCESS) {
        code = find_place(call, 3, 4, RIGHT(PATH_RENAME_TARGET), &to);
    }
    if (code == TW_WASI_SUCCESS) {
        code = check_same_kind(&from, &to);
    }
    if (code == TW_WASI_SUCCESS) {
        code = from.dir->ops->rename != NULL
                   ? from.dir->ops->rename(from.dir, from.path, to.dir, to.path)
                   : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

tw_err_t tw__wasi_path_link(tw_call_t *call) {
    struct place from;
    struct place to;
    bool follows = false;
    tw_wasi_errno_t code = find_followed(call, RIGHT(PATH_LINK_SOURCE), &from, &follows);
    if (code == TW_WASI_SUCCESS) {
        code = find_place(call, 4, 5, RIGHT(PATH_LINK_TARGET), &to);
    }
    if (code == TW_WASI_SUCCESS) {
        code = check_same_kind(&from, &to);
    }
    if (code == TW_WASI_SUCCESS) {
        code = from.dir->ops->link != NULL
                   ? from.dir->ops->link(from.dir, from.path, follows, to.dir, to.path)
                   : TW_WASI_NOTSUP;
    }
    return wasi_answer(call, code);
}

// ---- opening ------------------------------------------------------------------------------------

// What the directory must have for what is asked.
static uint64_t rights_to_open(uint32_t oflags) {
    return RIGHT(PATH_OPEN) | ((oflags & TW_WASI_O_CREAT) != 0 ? RIGHT(PATH_CREATE_FILE) : 0) |
           ((oflags & TW_WASI_O_TRUNC) != 0 ? RIGHT(PATH_FILESTAT_SET_SIZE) : 0);
}

static tw_wasi_file_t *find_free(const tw_wasi_t *wasi, uint32_t *fd) {
    for (*fd = 0; *fd < wasi->file_count; ++*fd) {
        if (wasi->files[*fd].ops == NULL) {
            return &wasi->files[*fd];
        }
    }
    return NULL;
}

static tw_wasi_errno_t read_how(tw_call_t *call, const tw_wasi_file_t *dir, tw_wasi_open_t *how) {
    uint64_t rights = (uint64_t)tw_arg_i64(call, 5);
    uint64_t inheriting = (uint64_t)tw_arg_i64(call, 6);
    how->oflags = wasi_u32(call, 4);
    how->fdflags = wasi_u32(call, 7);
    if ((how->oflags & ~OFLAGS_ALL) != 0 || (how->fdflags & ~FDFLAGS_ALL) != 0) {
        return TW_WASI_INVAL;
    }
    if ((how->oflags & TW_WASI_O_DIRECTORY) != 0 && (how->oflags & TW_WASI_O_CREAT) != 0) {
        return TW_WASI_INVAL;
    }
    how->can_read = (rights & (RIGHT(FD_READ) | RIGHT(FD_READDIR))) != 0;
    how->can_write =
        (rights & (RIGHT(FD_WRITE) | RIGHT(FD_ALLOCATE) | RIGHT(FD_FILESTAT_SET_SIZE))) != 0 ||
        (how->oflags & TW_WASI_O_TRUNC) != 0;
    return ((rights | inheriting) & ~dir->inheriting) == 0 ? TW_WASI_SUCCESS : TW_WASI_NOTCAPABLE;
}

// What it was asked to have, as far as its kind can have it.
static void set_rights(tw_call_t *call, tw_wasi_file_t *file, uint32_t fdflags) {
    uint64_t kind = file->filetype == TW_WASI_FILETYPE_DIRECTORY      ? TW_WASI_RIGHTS_DIRECTORY
                    : file->filetype == TW_WASI_FILETYPE_REGULAR_FILE ? TW_WASI_RIGHTS_FILE
                                                                      : TW_WASI_RIGHTS_STREAM;
    file->rights = (uint64_t)tw_arg_i64(call, 5) & kind;
    file->inheriting =
        file->filetype == TW_WASI_FILETYPE_DIRECTORY ? (uint64_t)tw_arg_i64(call, 6) : 0;
    file->preopen = NULL;
    file->flags = fdflags;
}

tw_err_t tw__wasi_path_open(tw_call_t *call) {
    struct place place;
    tw_wasi_open_t how;
    uint32_t fd = 0;
    tw_wasi_file_t *file = find_free(wasi_of(call), &fd);
    tw_wasi_errno_t code =
        find_followed(call, rights_to_open(wasi_u32(call, 4)), &place, &how.follows);
    if (code == TW_WASI_SUCCESS) {
        how.path = place.path;
        code = read_how(call, place.dir, &how);
    }
    if (code == TW_WASI_SUCCESS) {  // before the file is made
        code = tw__wasi_store(call, wasi_u32(call, 8), 4, fd);
    }
    if (code == TW_WASI_SUCCESS) {
        code = file == NULL                   ? TW_WASI_NFILE
               : place.dir->ops->open != NULL ? place.dir->ops->open(place.dir, &how, file)
                                              : TW_WASI_NOTSUP;
    }
    if (code == TW_WASI_SUCCESS) {
        file->ops = place.dir->ops;
        file->ctx = place.dir->ctx;
        set_rights(call, file, how.fdflags);
    }
    return wasi_answer(call, code);
}
