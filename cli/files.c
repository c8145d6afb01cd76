// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "text.h"

#define NS_PER_S 1000000000

void path_format(char path[FILES_PATH_SIZE], const char *format, ...) {
    va_list values;
    va_start(values, format);
    int size = vsnprintf(path, FILES_PATH_SIZE, format, values);
    va_end(values);
    if (size < 0 || size >= FILES_PATH_SIZE) {
        exit(fail_usage("tw", TW_ERR_LIMIT, "the path %.60s... is too long: go to a shorter one",
                        path));
    }
}

bool file_exists(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

bool folder_exists(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool file_load(const char *path, struct buffer *bytes) {
    char piece[4096];
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return false;
    }
    for (size_t count; (count = fread(piece, 1, sizeof piece, stream)) > 0;) {
        buffer_put(bytes, piece, count);
    }
    buffer_put_byte(bytes, 0);
    bytes->size--;
    bool is_good = ferror(stream) == 0;
    fclose(stream);
    return is_good;
}

bool folder_make(const char *path) {
    char part[FILES_PATH_SIZE];
    size_t size = strlen(path);
    if (size >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= size; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            return false;
        }
    }
    return folder_exists(path);
}

bool file_store(const char *path, const void *bytes, size_t size) {
    char folder[FILES_PATH_SIZE];
    const char *slash = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", slash != NULL ? (int)(slash - path) : 0, path);
    if (slash != NULL && slash != path && !folder_make(folder)) {
        return false;
    }
    FILE *stream = fopen(path, "wb");
    if (stream == NULL) {
        return false;
    }
    bool is_good = fwrite(bytes, 1, size, stream) == size;
    return fclose(stream) == 0 && is_good;
}

static int compare_names(const void *one, const void *other) {
    return strcmp(*(char *const *)one, *(char *const *)other);
}

void folder_list(const char *path, struct words *names) {
    DIR *folder = opendir(path);
    size_t first = names->count;
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            words_add(names, entry->d_name);
        }
    }
    if (folder != NULL) {
        closedir(folder);
    }
    if (names->count > first) {
        qsort(names->items + first, names->count - first, sizeof names->items[0], compare_names);
    }
}

int64_t file_changed(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode)
               ? (int64_t)info.st_mtim.tv_sec * NS_PER_S + info.st_mtim.tv_nsec
               : 0;
}

int64_t file_size(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 ? (int64_t)info.st_size : -1;
}

int64_t folder_changed(const char *path, const char *skipped) {
    struct words names = {NULL, 0};
    char file[FILES_PATH_SIZE];
    int64_t newest = 0;
    folder_list(path, &names);
    for (size_t i = 0; i < names.count; i++) {
        path_format(file, "%s/%s", path, names.items[i]);
        int64_t changed = strcmp(extension_of(file), skipped) == 0 ? 0 : file_changed(file);
        newest = changed > newest ? changed : newest;
    }
    words_free(&names);
    return newest;
}

const char *extension_of(const char *path) {
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash != NULL ? slash : path, '.');
    return dot != NULL ? dot + 1 : "";
}
