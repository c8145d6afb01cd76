// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "tinywasm/dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filestore/name.h"

// Every path is one name below the folder's descriptor, opened without following links. A save goes
// to a file whose name no caller can form, is synced, and then renamed over the old one.

#define SAVING_NAME ".saving"

static tw_filestore_dir_t *dir_of(tw_filestore_t *fs) {
    return (tw_filestore_dir_t *)(void *)fs;
}

static tw_err_t err_of_errno(void) {
    switch (errno) {
        case ENOENT:
        case ELOOP:  // a link: not one of our files
        case ENOTDIR:
            return TW_ERR_NOENT;
        case ENOSPC:
        case EFBIG:
            return TW_ERR_NOSPC;
        case EACCES:
        case EPERM:
        case EROFS:
            return TW_ERR_DENIED;
        default:
            return TW_ERR_IO;
    }
}

// The size of a regular file of the folder. More than 4 GiB is cut to what the interface can say.
static tw_err_t size_of(int dir_fd, const char *name, uint32_t *size) {
    struct stat status;
    if (fstatat(dir_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return err_of_errno();
    }
    *size = status.st_size > (off_t)UINT32_MAX ? UINT32_MAX : (uint32_t)status.st_size;
    return S_ISREG(status.st_mode) ? TW_ERR_OK : TW_ERR_NOENT;
}

// The engine's own files are files like others; one that is being saved is none yet.
static bool is_file_name(const char *name) {
    return tw__filestore_check_name(name) != TW_ERR_INVAL && strcmp(name, SAVING_NAME) != 0;
}

// Calls visit for each file of the store.
static tw_err_t walk(int dir_fd, tw_filestore_visit_t visit, void *ctx) {
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        tw_err_t err = err_of_errno();
        if (fd >= 0) {
            close(fd);
        }
        return err;
    }
    bool goes_on = true;
    for (struct dirent *entry = readdir(dir); entry != NULL && goes_on; entry = readdir(dir)) {
        tw_fileinfo_t info = {entry->d_name, 0};
        if (is_file_name(entry->d_name) &&
            size_of(dir_fd, entry->d_name, &info.size) == TW_ERR_OK) {
            goes_on = visit(ctx, &info);
        }
    }
    closedir(dir);
    return TW_ERR_OK;
}

static bool add_size(void *ctx, const tw_fileinfo_t *info) {
    *(uint64_t *)ctx += info->size;
    return true;
}

// A folder may have hidden files that are not the store's: format leaves them, and what the engine
// keeps under such names.
static bool is_hidden(const tw_fileinfo_t *info) {
    return tw__filestore_check_name(info->name) != TW_ERR_OK;
}

static bool remove_one(void *ctx, const tw_fileinfo_t *info) {
    return is_hidden(info) || unlinkat(*(const int *)ctx, info->name, 0) == 0;
}

static bool add_left(void *ctx, const tw_fileinfo_t *info) {
    return is_hidden(info) || add_size(ctx, info);
}

static tw_err_t dir_mount(tw_filestore_t *fs) {
    tw_filestore_dir_t *dir = dir_of(fs);
    dir->dir_fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return dir->dir_fd < 0 ? err_of_errno() : TW_ERR_OK;
}

static void dir_unmount(tw_filestore_t *fs) {
    tw_filestore_save_abort(fs);
    close(dir_of(fs)->dir_fd);
}

static tw_err_t dir_format(tw_filestore_t *fs) {
    const tw_filestore_dir_t *dir = dir_of(fs);
    if (mkdir(dir->path, 0777) != 0 && errno != EEXIST) {
        return err_of_errno();
    }
    tw_err_t err = dir_mount(fs);
    if (err != TW_ERR_OK) {
        return err;
    }
    int dir_fd = dir->dir_fd;
    uint64_t left = 0;
    (void)unlinkat(dir_fd, SAVING_NAME, 0);
    err = walk(dir_fd, remove_one, &dir_fd);
    if (err == TW_ERR_OK) {
        err = walk(dir_fd, add_left, &left);
    }
    close(dir_fd);
    return err == TW_ERR_OK && left != 0 ? TW_ERR_DENIED : err;
}

static tw_err_t dir_list(tw_filestore_t *fs, tw_filestore_visit_t visit, void *ctx) {
    return walk(dir_of(fs)->dir_fd, visit, ctx);
}

static tw_err_t dir_stat(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    return size_of(dir_of(fs)->dir_fd, name, &info->size);
}

// Reads until size bytes are there or the file ends.
static tw_err_t read_fully(int fd, uint32_t off, uint8_t *target, uint32_t size,
                           uint32_t *read_size) {
    while (*read_size < size) {
        ssize_t part = pread(fd, target + *read_size, size - *read_size, (off_t)off + *read_size);
        if (part < 0 && errno != EINTR) {
            return TW_ERR_IO;
        }
        if (part == 0) {
            break;
        }
        *read_size += part < 0 ? 0 : (uint32_t)part;
    }
    return TW_ERR_OK;
}

static tw_err_t dir_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                         uint32_t size, uint32_t *read_size) {
    uint32_t file_size = 0;
    tw_err_t err = size_of(dir_of(fs)->dir_fd, name, &file_size);
    if (err != TW_ERR_OK || off > file_size) {
        return err != TW_ERR_OK ? err : TW_ERR_INVAL;
    }
    // It may have become something else meanwhile, which must not block.
    int fd = openat(dir_of(fs)->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return err_of_errno();
    }
    uint32_t part = size < file_size - off ? size : file_size - off;
    err = read_fully(fd, off, target, part, read_size);
    close(fd);
    return err;
}

// The room there would be without the file name.
static tw_err_t room_for(const tw_filestore_dir_t *dir, const char *name, uint32_t *room) {
    uint64_t used = 0;
    uint32_t old_size = 0;
    tw_err_t err = walk(dir->dir_fd, add_size, &used);
    if (name != NULL && size_of(dir->dir_fd, name, &old_size) == TW_ERR_OK) {
        used -= old_size;
    }
    *room = used > dir->capacity_bytes ? 0 : dir->capacity_bytes - (uint32_t)used;
    return err;
}

static tw_err_t dir_save_begin(tw_filestore_t *fs, const char *name, uint32_t size) {
    tw_filestore_dir_t *dir = dir_of(fs);
    tw_err_t err = room_for(dir, name, &dir->saving_room);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (size != TW_FILESTORE_SIZE_UNKNOWN) {
        if (size > dir->saving_room) {
            return TW_ERR_NOSPC;
        }
        dir->saving_room = size;
    }
    (void)unlinkat(dir->dir_fd, SAVING_NAME, 0);  // of a save that was cut off
    dir->saving_fd = openat(dir->dir_fd, SAVING_NAME,
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    memcpy(dir->saving_name, name, strlen(name) + 1);
    return dir->saving_fd < 0 ? err_of_errno() : TW_ERR_OK;
}

static tw_err_t dir_save_write(tw_filestore_t *fs, const void *source, uint32_t size) {
    tw_filestore_dir_t *dir = dir_of(fs);
    const uint8_t *next = source;
    if (size > dir->saving_room) {
        return TW_ERR_NOSPC;
    }
    dir->saving_room -= size;
    while (size != 0) {
        ssize_t part = write(dir->saving_fd, next, size);
        if (part < 0 && errno != EINTR) {
            return err_of_errno();
        }
        next += part < 0 ? 0 : part;
        size -= part < 0 ? 0 : (uint32_t)part;
    }
    return TW_ERR_OK;
}

static tw_err_t dir_save_commit(tw_filestore_t *fs) {
    tw_filestore_dir_t *dir = dir_of(fs);
    if (fsync(dir->saving_fd) != 0 ||
        renameat(dir->dir_fd, SAVING_NAME, dir->dir_fd, dir->saving_name) != 0) {
        return errno == EISDIR ? TW_ERR_DENIED : err_of_errno();
    }
    close(dir->saving_fd);
    dir->saving_fd = -1;
    return fsync(dir->dir_fd) == 0 ? TW_ERR_OK : TW_ERR_IO;
}

static void dir_save_abort(tw_filestore_t *fs) {
    const tw_filestore_dir_t *dir = dir_of(fs);
    if (dir->saving_fd >= 0) {
        close(dir->saving_fd);
    }
    (void)unlinkat(dir->dir_fd, SAVING_NAME, 0);
}

static tw_err_t dir_remove(tw_filestore_t *fs, const char *name) {
    const tw_filestore_dir_t *dir = dir_of(fs);
    uint32_t size = 0;
    tw_err_t err = size_of(dir->dir_fd, name, &size);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (unlinkat(dir->dir_fd, name, 0) != 0) {
        return err_of_errno();
    }
    return fsync(dir->dir_fd) == 0 ? TW_ERR_OK : TW_ERR_IO;
}

static tw_err_t dir_space(tw_filestore_t *fs, uint32_t *total_bytes, uint32_t *free_bytes) {
    *total_bytes = dir_of(fs)->capacity_bytes;
    return room_for(dir_of(fs), NULL, free_bytes);
}

void tw_filestore_dir_init(tw_filestore_dir_t *store, const char *path, uint32_t capacity_bytes) {
    static const tw_filestore_ops_t ops = {
        .name = "dir",
        .mount = dir_mount,
        .unmount = dir_unmount,
        .format = dir_format,
        .list = dir_list,
        .stat = dir_stat,
        .read = dir_read,
        .save_begin = dir_save_begin,
        .save_write = dir_save_write,
        .save_commit = dir_save_commit,
        .save_abort = dir_save_abort,
        .remove = dir_remove,
        .space = dir_space,
    };
    memset(store, 0, sizeof *store);
    store->base.ops = &ops;
    store->path = path;
    store->capacity_bytes = capacity_bytes;
}
