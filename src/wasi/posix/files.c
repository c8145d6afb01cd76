// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Files and directories of the PC.

#define _GNU_SOURCE

#include "posix.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define IOVECS 16
#define CREATE_MODE 0666
#define DIRECTORY_MODE 0777

static int fd_of(const tw_wasi_file_t *file) {
    return (int)file->handle;
}

// ---- what the kernel says -----------------------------------------------------------------------

tw_wasi_errno_t posix_errno(int number) {
    static const struct {
        int number;
        tw_wasi_errno_t code;
    } codes[] = {
        {E2BIG, TW_WASI_TOOBIG},
        {EACCES, TW_WASI_ACCES},
        {EAGAIN, TW_WASI_AGAIN},
        {EBADF, TW_WASI_BADF},
        {EBUSY, TW_WASI_BUSY},
        {EDQUOT, TW_WASI_DQUOT},
        {EEXIST, TW_WASI_EXIST},
        {EFAULT, TW_WASI_FAULT},
        {EFBIG, TW_WASI_FBIG},
        {EILSEQ, TW_WASI_ILSEQ},
        {EINTR, TW_WASI_INTR},
        {EINVAL, TW_WASI_INVAL},
        {EIO, TW_WASI_IO},
        {EISDIR, TW_WASI_ISDIR},
        {ELOOP, TW_WASI_LOOP},
        {EMFILE, TW_WASI_MFILE},
        {EMLINK, TW_WASI_MLINK},
        {ENFILE, TW_WASI_NFILE},
        {ENODEV, TW_WASI_NODEV},
        {ENOENT, TW_WASI_NOENT},
        {ENOMEM, TW_WASI_NOMEM},
        {ENOSPC, TW_WASI_NOSPC},
        {ENOSYS, TW_WASI_NOSYS},
        {ENOTDIR, TW_WASI_NOTDIR},
        {ENOTTY, TW_WASI_NOTTY},
        {ENOTEMPTY, TW_WASI_NOTEMPTY},
        {ENXIO, TW_WASI_NXIO},
        {EPERM, TW_WASI_PERM},
        {EPIPE, TW_WASI_PIPE},
        {ERANGE, TW_WASI_RANGE},
        {EROFS, TW_WASI_ROFS},
        {ESPIPE, TW_WASI_SPIPE},
        {ESTALE, TW_WASI_STALE},
        {ETXTBSY, TW_WASI_TXTBSY},
        {EXDEV, TW_WASI_XDEV},
        {EOPNOTSUPP, TW_WASI_NOTSUP},
        {EOVERFLOW, TW_WASI_OVERFLOW},
        {ENAMETOOLONG, TW_WASI_NAMETOOLONG},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i].number == number) {
            return codes[i].code;
        }
    }
    return TW_WASI_IO;
}

tw_wasi_errno_t posix_result(int result) {
    return result >= 0 ? TW_WASI_SUCCESS : posix_errno(errno);
}

tw_wasi_filetype_t posix_filetype(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFBLK:
            return TW_WASI_FILETYPE_BLOCK_DEVICE;
        case S_IFCHR:
            return TW_WASI_FILETYPE_CHARACTER_DEVICE;
        case S_IFDIR:
            return TW_WASI_FILETYPE_DIRECTORY;
        case S_IFREG:
            return TW_WASI_FILETYPE_REGULAR_FILE;
        case S_IFSOCK:
            return TW_WASI_FILETYPE_SOCKET_STREAM;
        case S_IFLNK:
            return TW_WASI_FILETYPE_SYMBOLIC_LINK;
        default:
            return TW_WASI_FILETYPE_UNKNOWN;
    }
}

static uint64_t ns_of(struct timespec time) {
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void posix_stat(const struct stat *from, tw_wasi_stat_t *stat) {
    stat->dev = from->st_dev;
    stat->ino = from->st_ino;
    stat->nlink = from->st_nlink;
    stat->size = (uint64_t)from->st_size;
    stat->atim = ns_of(from->st_atim);
    stat->mtim = ns_of(from->st_mtim);
    stat->ctim = ns_of(from->st_ctim);
    stat->filetype = posix_filetype(from->st_mode);
}

static struct timespec time_of(uint64_t ns, bool is_given, bool is_now) {
    struct timespec time = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    if (!is_given) {
        time.tv_nsec = is_now ? UTIME_NOW : UTIME_OMIT;
    }
    return time;
}

void posix_times(const tw_wasi_times_t *times, struct timespec *target) {
    target[0] = time_of(times->atim, (times->flags & TW_WASI_FST_ATIM) != 0,
                        (times->flags & TW_WASI_FST_ATIM_NOW) != 0);
    target[1] = time_of(times->mtim, (times->flags & TW_WASI_FST_MTIM) != 0,
                        (times->flags & TW_WASI_FST_MTIM_NOW) != 0);
}

// ---- one file -----------------------------------------------------------------------------------

static tw_wasi_errno_t close_file(tw_wasi_file_t *file) {
    return posix_result(close(fd_of(file)));
}

static tw_wasi_errno_t leave_file(tw_wasi_file_t *file) {
    (void)file;
    return TW_WASI_SUCCESS;
}

static tw_wasi_errno_t stat_file(tw_wasi_file_t *file, tw_wasi_stat_t *stat) {
    struct stat found;
    tw_wasi_errno_t code = posix_result(fstat(fd_of(file), &found));
    if (code == TW_WASI_SUCCESS) {
        posix_stat(&found, stat);
    }
    return code;
}

static tw_wasi_errno_t set_times(tw_wasi_file_t *file, const tw_wasi_times_t *times) {
    struct timespec pair[2];
    posix_times(times, pair);
    return posix_result(futimens(fd_of(file), pair));
}

// The kernel changes APPEND and NONBLOCK of an open file, and no others.
static tw_wasi_errno_t set_flags(tw_wasi_file_t *file, uint32_t fdflags) {
    uint32_t fixed = TW_WASI_FD_DSYNC | TW_WASI_FD_RSYNC | TW_WASI_FD_SYNC;
    if (((fdflags ^ file->flags) & fixed) != 0) {
        return TW_WASI_NOTSUP;
    }
    int flags = ((fdflags & TW_WASI_FD_APPEND) != 0 ? O_APPEND : 0) |
                ((fdflags & TW_WASI_FD_NONBLOCK) != 0 ? O_NONBLOCK : 0);
    return posix_result(fcntl(fd_of(file), F_SETFL, flags));
}

static tw_wasi_errno_t sync_file(tw_wasi_file_t *file, bool is_data_only) {
    return posix_result(is_data_only ? fdatasync(fd_of(file)) : fsync(fd_of(file)));
}

static void set_iovecs(struct iovec *target, const tw_wasi_iovec_t *iovecs, uint32_t count) {
    for (uint32_t i = 0; i < count && i < IOVECS; i++) {
        target[i] = (struct iovec){iovecs[i].bytes, iovecs[i].size};
    }
}

static tw_wasi_errno_t done_or_errno(ssize_t result, uint32_t *done) {
    *done = result > 0 ? (uint32_t)result : 0;
    return result >= 0 ? TW_WASI_SUCCESS : posix_errno(errno);
}

static tw_wasi_errno_t read_file(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                 uint32_t count, uint64_t offset, uint32_t *done) {
    struct iovec list[IOVECS];
    set_iovecs(list, iovecs, count);
    ssize_t result = offset == TW_WASI_NO_OFFSET
                         ? readv(fd_of(file), list, (int)count)
                         : preadv(fd_of(file), list, (int)count, (off_t)offset);
    return done_or_errno(result, done);
}

static tw_wasi_errno_t write_file(tw_wasi_file_t *file, const tw_wasi_iovec_t *iovecs,
                                  uint32_t count, uint64_t offset, uint32_t *done) {
    struct iovec list[IOVECS];
    set_iovecs(list, iovecs, count);
    ssize_t result = offset == TW_WASI_NO_OFFSET
                         ? writev(fd_of(file), list, (int)count)
                         : pwritev(fd_of(file), list, (int)count, (off_t)offset);
    return done_or_errno(result, done);
}

static tw_wasi_errno_t seek_file(tw_wasi_file_t *file, int64_t offset, uint32_t whence,
                                 uint64_t *position) {
    static const int whences[] = {SEEK_SET, SEEK_CUR, SEEK_END};
    if (file->filetype == TW_WASI_FILETYPE_DIRECTORY) {
        return TW_WASI_ISDIR;
    }
    off_t result = lseek(fd_of(file), (off_t)offset, whences[whence]);
    *position = (uint64_t)result;
    return result >= 0 ? TW_WASI_SUCCESS : posix_errno(errno);
}

static tw_wasi_errno_t set_size(tw_wasi_file_t *file, uint64_t size) {
    return posix_result(ftruncate(fd_of(file), (off_t)size));
}

static tw_wasi_errno_t allocate(tw_wasi_file_t *file, uint64_t offset, uint64_t size) {
    int number = posix_fallocate(fd_of(file), (off_t)offset, (off_t)size);
    return number == 0 ? TW_WASI_SUCCESS : posix_errno(number);
}

// ---- directories --------------------------------------------------------------------------------

static tw_wasi_filetype_t filetype_of_entry(unsigned char type) {
    return posix_filetype(DTTOIF(type));
}

// The kernel's own places in a directory are the cookies: they stay valid while entries come and
// go.
static void visit_entries(DIR *dir, tw_wasi_visit_t visit, void *ctx) {
    bool goes_on = true;
    for (struct dirent *at = readdir(dir); at != NULL && goes_on;
         at = goes_on ? readdir(dir) : at) {
        tw_wasi_dirent_t entry = {(uint64_t)at->d_off, at->d_ino, at->d_name,
                                  (uint32_t)strlen(at->d_name), filetype_of_entry(at->d_type)};
        goes_on = visit(ctx, &entry);
    }
}

static tw_wasi_errno_t read_dir(tw_wasi_file_t *file, uint64_t cookie, tw_wasi_visit_t visit,
                                void *ctx) {
    int fd = openat(fd_of(file), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    if (dir == NULL) {
        tw_wasi_errno_t code = posix_errno(errno);
        if (fd >= 0) {
            close(fd);
        }
        return code;
    }
    if (cookie != 0) {
        seekdir(dir, (long)cookie);
    }
    visit_entries(dir, visit, ctx);
    closedir(dir);
    return TW_WASI_SUCCESS;
}

static int flags_of(const tw_wasi_open_t *how) {
    static const struct {
        uint32_t bit;
        int flag;
    } oflags[] = {{TW_WASI_O_CREAT, O_CREAT},
                  {TW_WASI_O_DIRECTORY, O_DIRECTORY},
                  {TW_WASI_O_EXCL, O_EXCL},
                  {TW_WASI_O_TRUNC, O_TRUNC}},
      fdflags[] = {{TW_WASI_FD_APPEND, O_APPEND},
                   {TW_WASI_FD_DSYNC, O_DSYNC},
                   {TW_WASI_FD_NONBLOCK, O_NONBLOCK},
                   {TW_WASI_FD_RSYNC, O_RSYNC},
                   {TW_WASI_FD_SYNC, O_SYNC}};
    int flags = !how->can_write ? O_RDONLY : how->can_read ? O_RDWR : O_WRONLY;
    for (size_t i = 0; i < sizeof oflags / sizeof oflags[0]; i++) {
        flags |= (how->oflags & oflags[i].bit) != 0 ? oflags[i].flag : 0;
    }
    for (size_t i = 0; i < sizeof fdflags / sizeof fdflags[0]; i++) {
        flags |= (how->fdflags & fdflags[i].bit) != 0 ? fdflags[i].flag : 0;
    }
    return flags | (how->follows ? 0 : O_NOFOLLOW) | O_NOCTTY;
}

// A pipe that nobody holds at the other end must not hold us: it is opened without waiting.
static int open_at_once(int dir, const char *path, int flags) {
    int fd = posix_open_beneath(dir, path, flags | O_NONBLOCK, CREATE_MODE);
    if (fd >= 0 && (flags & O_NONBLOCK) == 0 && fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) != 0) {
        int number = errno;
        close(fd);
        errno = number;
        return -1;
    }
    return fd;
}

static tw_wasi_errno_t open_file(tw_wasi_file_t *dir, const tw_wasi_open_t *how,
                                 tw_wasi_file_t *file) {
    posix_name_t name;
    struct stat stat;
    tw_wasi_errno_t code = posix_name(how->path, &name);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    int fd = open_at_once(fd_of(dir), name.text, flags_of(how));
    code = posix_result(fd < 0 ? fd : fstat(fd, &stat));
    if (code != TW_WASI_SUCCESS) {
        if (fd >= 0) {
            close(fd);
        }
        return code;
    }
    file->handle = fd;
    file->filetype = posix_filetype(stat.st_mode);
    return TW_WASI_SUCCESS;
}

// A descriptor of whatever a name stands for, without the right to read or write it.
static tw_wasi_errno_t find(const tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows, int *fd) {
    posix_name_t name;
    tw_wasi_errno_t code = posix_name(path, &name);
    if (code == TW_WASI_SUCCESS) {
        *fd = posix_open_beneath(fd_of(dir), name.text, O_PATH | (follows ? 0 : O_NOFOLLOW), 0);
        code = posix_result(*fd);
    }
    return code;
}

static tw_wasi_errno_t path_stat(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                 tw_wasi_stat_t *stat) {
    int fd = -1;
    struct stat found;
    tw_wasi_errno_t code = find(dir, path, follows, &fd);
    if (code == TW_WASI_SUCCESS) {
        code = posix_result(fstat(fd, &found));
        close(fd);
    }
    if (code == TW_WASI_SUCCESS) {
        posix_stat(&found, stat);
    }
    return code;
}

static tw_wasi_errno_t path_set_times(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                      const tw_wasi_times_t *times) {
    int fd = -1;
    struct timespec pair[2];
    posix_times(times, pair);
    tw_wasi_errno_t code = find(dir, path, follows, &fd);
    if (code == TW_WASI_SUCCESS) {
        code = posix_result(utimensat(fd, "", pair, AT_EMPTY_PATH));
        close(fd);
    }
    return code;
}

// ---- names in directories -----------------------------------------------------------------------

// The directory that has the last part of a path, and that part.
struct place {
    posix_name_t name;
    const char *last;
    int parent;
};

static tw_wasi_errno_t find_place(const tw_wasi_file_t *dir, tw_wasi_path_t path,
                                  struct place *place) {
    tw_wasi_errno_t code = posix_name(path, &place->name);
    place->parent = -1;
    if (code == TW_WASI_SUCCESS) {
        place->parent = posix_open_parent(fd_of(dir), &place->name, &place->last);
        code = posix_result(place->parent);
    }
    return code;
}

static tw_wasi_errno_t leave_place(const struct place *place, int result) {
    tw_wasi_errno_t code = posix_result(result);
    close(place->parent);
    return code;
}

static tw_wasi_errno_t create_directory(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    struct place place;
    tw_wasi_errno_t code = find_place(dir, path, &place);
    return code == TW_WASI_SUCCESS
               ? leave_place(&place, mkdirat(place.parent, place.last, DIRECTORY_MODE))
               : code;
}

static tw_wasi_errno_t remove_directory(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    struct place place;
    tw_wasi_errno_t code = find_place(dir, path, &place);
    return code == TW_WASI_SUCCESS
               ? leave_place(&place, unlinkat(place.parent, place.last, AT_REMOVEDIR))
               : code;
}

static tw_wasi_errno_t unlink_file(tw_wasi_file_t *dir, tw_wasi_path_t path) {
    struct place place;
    tw_wasi_errno_t code = find_place(dir, path, &place);
    return code == TW_WASI_SUCCESS ? leave_place(&place, unlinkat(place.parent, place.last, 0))
                                   : code;
}

static tw_wasi_errno_t make_symlink(tw_wasi_file_t *dir, tw_wasi_path_t target,
                                    tw_wasi_path_t path) {
    struct place place;
    posix_name_t name;
    tw_wasi_errno_t code = posix_name(target, &name);
    if (code == TW_WASI_SUCCESS) {
        code = find_place(dir, path, &place);
    }
    return code == TW_WASI_SUCCESS
               ? leave_place(&place, symlinkat(name.text, place.parent, place.last))
               : code;
}

static tw_wasi_errno_t read_link(tw_wasi_file_t *dir, tw_wasi_path_t path, uint8_t *target,
                                 uint32_t size, uint32_t *done) {
    int fd = -1;
    char text[PATH_MAX];
    tw_wasi_errno_t code = find(dir, path, false, &fd);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    ssize_t found = readlinkat(fd, "", text, sizeof text);
    // Of what is no link the kernel says here that it does not exist.
    code = found >= 0 ? TW_WASI_SUCCESS : errno == ENOENT ? TW_WASI_INVAL : posix_errno(errno);
    close(fd);
    *done = found < 0 ? 0 : (uint64_t)found < size ? (uint32_t)found : size;
    memcpy(target, text, *done);
    return code;
}

static tw_wasi_errno_t rename_file(tw_wasi_file_t *dir, tw_wasi_path_t path, tw_wasi_file_t *to_dir,
                                   tw_wasi_path_t to) {
    struct place from;
    struct place target;
    tw_wasi_errno_t code = find_place(dir, path, &from);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    code = find_place(to_dir, to, &target);
    if (code == TW_WASI_SUCCESS) {
        code = leave_place(&target, renameat(from.parent, from.last, target.parent, target.last));
    }
    close(from.parent);
    return code;
}

// A name for the same file. That of a link's target is refused: between finding and naming it the
// link could change.
static tw_wasi_errno_t link_file(tw_wasi_file_t *dir, tw_wasi_path_t path, bool follows,
                                 tw_wasi_file_t *to_dir, tw_wasi_path_t to) {
    struct place from;
    struct place target;
    if (follows) {
        return TW_WASI_INVAL;
    }
    tw_wasi_errno_t code = find_place(dir, path, &from);
    if (code != TW_WASI_SUCCESS) {
        return code;
    }
    code = find_place(to_dir, to, &target);
    if (code == TW_WASI_SUCCESS && strchr(from.last, '/') != NULL) {
        close(target.parent);
        code = TW_WASI_NOTDIR;
    } else if (code == TW_WASI_SUCCESS) {
        code = leave_place(&target, linkat(from.parent, from.last, target.parent, target.last, 0));
    }
    close(from.parent);
    return code;
}

// ---- the kinds ----------------------------------------------------------------------------------

#define OPS(close_function)                \
    {.close = (close_function),            \
     .stat = stat_file,                    \
     .set_times = set_times,               \
     .set_flags = set_flags,               \
     .sync = sync_file,                    \
     .read = read_file,                    \
     .write = write_file,                  \
     .seek = seek_file,                    \
     .set_size = set_size,                 \
     .allocate = allocate,                 \
     .read_dir = read_dir,                 \
     .open = open_file,                    \
     .path_stat = path_stat,               \
     .path_set_times = path_set_times,     \
     .create_directory = create_directory, \
     .remove_directory = remove_directory, \
     .unlink_file = unlink_file,           \
     .symlink = make_symlink,              \
     .readlink = read_link,                \
     .rename = rename_file,                \
     .link = link_file}

const tw_wasi_ops_t posix_ops = OPS(close_file);
const tw_wasi_ops_t posix_borrowed = OPS(leave_file);

tw_wasi_errno_t tw_wasi_posix_borrow(tw_wasi_file_t *file, int fd) {
    struct stat stat;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fstat(fd, &stat) != 0) {
        return TW_WASI_BADF;
    }
    *file = (tw_wasi_file_t){.ops = &posix_borrowed,
                             .handle = fd,
                             .filetype = posix_filetype(stat.st_mode),
                             .flags = ((flags & O_APPEND) != 0 ? TW_WASI_FD_APPEND : 0) |
                                      ((flags & O_NONBLOCK) != 0 ? TW_WASI_FD_NONBLOCK : 0)};
    bool is_file = file->filetype == TW_WASI_FILETYPE_REGULAR_FILE;
    file->rights = is_file ? TW_WASI_RIGHTS_FILE : TW_WASI_RIGHTS_STREAM;
    return TW_WASI_SUCCESS;
}

tw_wasi_errno_t tw_wasi_posix_preopen(tw_wasi_file_t *file, const char *folder,
                                      const char *guest_name) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return posix_errno(errno);
    }
    *file = (tw_wasi_file_t){.ops = &posix_ops,
                             .handle = fd,
                             .preopen = guest_name,
                             .rights = TW_WASI_RIGHTS_DIRECTORY,
                             .inheriting = TW_WASI_RIGHTS_ALL,
                             .filetype = TW_WASI_FILETYPE_DIRECTORY};
    return TW_WASI_SUCCESS;
}
