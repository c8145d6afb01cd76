// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef WASI_POSIX_POSIX_H
#define WASI_POSIX_POSIX_H

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "tinywasm/wasi_posix.h"

// A name as the kernel takes it.
typedef struct posix_name {
    char text[PATH_MAX];
} posix_name_t;

tw_wasi_errno_t posix_name(tw_wasi_path_t path, posix_name_t *name);

// What errno says, and after a failed call of the kernel its answer.
tw_wasi_errno_t posix_errno(int number);
tw_wasi_errno_t posix_result(int result);

// Opens a name beneath a directory: a new descriptor or -1 with errno. EPERM: it leads out. Without
// O_NOFOLLOW a link at the end is followed.
int posix_open_beneath(int dir, const char *path, int flags, mode_t mode);

// The directory that has the last part of a name, opened, and that part with what slashes follow
// it, in the name itself. -1 with errno; EINVAL if the last part is `..`.
int posix_open_parent(int dir, posix_name_t *name, const char **last);

void posix_stat(const struct stat *from, tw_wasi_stat_t *stat);
tw_wasi_filetype_t posix_filetype(mode_t mode);
void posix_times(const tw_wasi_times_t *times, struct timespec *target);

extern const tw_wasi_ops_t posix_ops;       // closes its descriptor
extern const tw_wasi_ops_t posix_borrowed;  // does not

#endif
