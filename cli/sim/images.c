// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700

#include "images.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

char *images_begin(const char *keep) {
    char path[PATH_SIZE];
    if (keep != NULL) {
        bool is_there = mkdir(keep, 0777) == 0 || errno == EEXIST;
        return is_there ? realpath(keep, NULL) : NULL;
    }
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/tw-sim-XXXXXX", folder != NULL ? folder : P_tmpdir);
    return mkdtemp(path) != NULL ? strdup(path) : NULL;
}

static void empty(const char *folder) {
    char path[PATH_SIZE];
    DIR *files = opendir(folder);
    struct dirent *file;
    while (files != NULL && (file = readdir(files)) != NULL) {
        if (snprintf(path, sizeof path, "%s/%s", folder, file->d_name) < PATH_SIZE &&
            file->d_name[0] != '.') {
            unlink(path);
        }
    }
    if (files != NULL) {
        closedir(files);
    }
}

void images_end(char *folder, bool is_kept) {
    if (!is_kept) {
        empty(folder);
        rmdir(folder);
    }
    free(folder);
}
