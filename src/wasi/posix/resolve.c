// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Names beneath a directory.

#define _GNU_SOURCE

#include "posix.h"

#include <errno.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LINKS_MAX 40
#define DEPTH_MAX 256

static bool walks;  // the kernel has no openat2, or a test wants it so

void tw_wasi_posix_walk(bool wanted) {
    walks = wanted;
}

tw_wasi_errno_t posix_name(tw_wasi_path_t path, posix_name_t *name) {
    if (path.size >= sizeof name->text) {
        return TW_WASI_NAMETOOLONG;
    }
    memcpy(name->text, path.chars, path.size);
    name->text[path.size] = '\0';
    return TW_WASI_SUCCESS;
}

static void close_quietly(int fd) {
    int number = errno;
    close(fd);
    errno = number;
}

static int fail(int number) {
    errno = number;
    return -1;
}

// ---- step by step -------------------------------------------------------------------------------

// Directories from the root of the walk to where it is; the root's own is the caller's.
struct walk {
    int dirs[DEPTH_MAX];
    int depth;
    int links;
    char rest[2 * PATH_MAX];  // still to go
};

static int here(const struct walk *walk) {
    return walk->dirs[walk->depth];
}

static int go_up(struct walk *walk) {
    if (walk->depth == 0) {
        return fail(EPERM);
    }
    close(walk->dirs[walk->depth--]);
    return 0;
}

static int go_down(struct walk *walk, int fd) {
    if (fd >= 0 && walk->depth + 1 == DEPTH_MAX) {
        close(fd);
        return fail(ENAMETOOLONG);
    }
    if (fd >= 0) {
        walk->dirs[++walk->depth] = fd;
    }
    return fd < 0 ? -1 : 0;
}

// Puts a link's target before the rest. The link is read by its own descriptor, which stays the
// same whatever happens to its name.
static int go_by_link(struct walk *walk, int link) {
    char target[PATH_MAX];
    ssize_t size = readlinkat(link, "", target, sizeof target);
    size_t rest_size = strlen(walk->rest);
    if (size < 0) {
        return -1;
    }
    if (++walk->links > LINKS_MAX) {
        return fail(ELOOP);
    }
    bool is_whole = (size_t)size < sizeof target;
    if (size == 0 || !is_whole || (size_t)size + 1 + rest_size + 1 > sizeof walk->rest) {
        return fail(size == 0 ? ENOENT : ENAMETOOLONG);
    }
    if (target[0] == '/') {
        return fail(EPERM);
    }
    memmove(walk->rest + size + 1, walk->rest, rest_size + 1);
    memcpy(walk->rest, target, (size_t)size);
    walk->rest[size] = rest_size > 0 ? '/' : '\0';
    return 0;
}

// Takes the next part off the rest, without slashes around it. False: there is none.
static bool take_part(struct walk *walk, char *part, bool *has_more, bool *has_slash) {
    const char *from = walk->rest + strspn(walk->rest, "/");
    size_t size = strcspn(from, "/");
    memcpy(part, from, size);
    part[size] = '\0';
    *has_slash = from[size] == '/';
    from += size;
    from += strspn(from, "/");
    *has_more = *from != '\0';
    memmove(walk->rest, from, strlen(from) + 1);
    return size > 0;
}

// Goes one part on, that is not the last: a directory, or a link to one.
static int step(struct walk *walk, const char *part) {
    if (strcmp(part, ".") == 0) {
        return 0;
    }
    if (strcmp(part, "..") == 0) {
        return go_up(walk);
    }
    int fd = openat(here(walk), part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat stat;
    if (fd < 0 || fstat(fd, &stat) != 0) {
        return fd;
    }
    if (S_ISDIR(stat.st_mode)) {
        return go_down(walk, fd);
    }
    int result = S_ISLNK(stat.st_mode) ? go_by_link(walk, fd) : fail(ENOTDIR);
    close_quietly(fd);
    return result;
}

// Opens the last part; *is_link: it is a link that must be followed first, and the rest says where.
static int open_last(struct walk *walk, const char *part, bool has_slash, int flags, mode_t mode,
                     bool *is_link) {
    bool is_dot = strcmp(part, ".") == 0 || strcmp(part, "..") == 0;
    if (is_dot && step(walk, part) != 0) {
        return -1;
    }
    bool follows = (flags & O_NOFOLLOW) == 0 || has_slash;
    int more = has_slash ? O_DIRECTORY : 0;
    if (has_slash && (flags & O_CREAT) != 0) {
        return fail(EISDIR);
    }
    if (is_dot) {
        return openat(here(walk), ".", flags | more, mode);
    }
    int link = follows ? openat(here(walk), part, O_PATH | O_NOFOLLOW | O_CLOEXEC) : -1;
    struct stat stat;
    *is_link = link >= 0 && fstat(link, &stat) == 0 && S_ISLNK(stat.st_mode) &&
               (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
    int result = *is_link ? go_by_link(walk, link)
                          : openat(here(walk), part, flags | more | O_NOFOLLOW, mode);
    *is_link = *is_link && result == 0;
    if (link >= 0) {
        close_quietly(link);
    }
    return result;
}

static int walk_to(struct walk *walk, int flags, mode_t mode) {
    char part[PATH_MAX];
    bool has_more = true;
    bool has_slash = false;
    bool ends_in_slash = false;
    while (take_part(walk, part, &has_more, &has_slash)) {
        ends_in_slash |= has_slash && !has_more;
        if (strlen(part) > NAME_MAX) {
            return fail(ENAMETOOLONG);
        }
        bool is_link = true;
        int result = has_more ? step(walk, part)
                              : open_last(walk, part, ends_in_slash, flags, mode, &is_link);
        if (result < 0 || (!has_more && !is_link)) {
            return result;
        }
    }
    return openat(here(walk), ".", flags, mode);
}

static int open_by_walking(int dir, const char *path, int flags, mode_t mode) {
    struct walk walk = {.dirs = {dir}};
    if (path[0] == '/') {
        return fail(EPERM);
    }
    memcpy(walk.rest, path, strlen(path) + 1);
    int fd = walk_to(&walk, flags, mode);
    while (walk.depth > 0) {
        close_quietly(walk.dirs[walk.depth--]);
    }
    return fd;
}

// ---- by the kernel ------------------------------------------------------------------------------

int posix_open_beneath(int dir, const char *path, int flags, mode_t mode) {
    struct open_how how = {.flags = (uint32_t)(flags | O_CLOEXEC),
                           .mode = (flags & O_CREAT) != 0 ? mode : 0,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    if (!walks) {
        long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
        if (fd < 0 && errno == EXDEV) {
            return fail(EPERM);
        }
        if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN)) {
            return (int)fd;
        }
        walks = errno == ENOSYS;
    }
    return open_by_walking(dir, path, flags | O_CLOEXEC, mode);
}

int posix_open_parent(int dir, posix_name_t *name, const char **last) {
    size_t end = strlen(name->text);
    while (end > 1 && name->text[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && name->text[start - 1] != '/') {
        start--;
    }
    *last = name->text + start;
    if (name->text[0] == '/') {
        return fail(EPERM);
    }
    if (end - start == 2 && memcmp(*last, "..", 2) == 0) {
        return fail(EINVAL);
    }
    if (start == 0) {
        return posix_open_beneath(dir, ".", O_PATH | O_DIRECTORY, 0);
    }
    name->text[start - 1] = '\0';
    return posix_open_beneath(dir, name->text, O_PATH | O_DIRECTORY, 0);
}
