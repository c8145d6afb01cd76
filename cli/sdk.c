// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "sdk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "text.h"

#define MARK "cmake/application.cmake"  // a file of every SDK
#define INSTALLED "share/tinywasm"
#define PROGRAMS "libexec/tinywasm"

static bool has_sdk(const char *folder, char *path) {
    char mark[FILES_PATH_SIZE];
    path_format(mark, "%s/" MARK, folder);
    return access(mark, R_OK) == 0 && realpath(folder, path) != NULL;
}

// The folder that tw is in, without what follows a link.
static bool find_own_folder(char *folder) {
    ssize_t size = readlink("/proc/self/exe", folder, SDK_PATH_SIZE - 1);
    if (size <= 0) {
        return false;
    }
    folder[size] = '\0';
    *strrchr(folder, '/') = '\0';
    return true;
}

// Where it may be, seen from the folder of tw: installed, build/tw, build/PRESET/tw.
static bool find_relative(char *path) {
    static const char *const places[] = {"../" INSTALLED, "..", "../.."};
    char own[SDK_PATH_SIZE];
    char folder[FILES_PATH_SIZE];
    bool is_found = false;
    bool has_own = find_own_folder(own);
    for (size_t i = 0; has_own && !is_found && i < sizeof places / sizeof places[0]; i++) {
        path_format(folder, "%s/%s", own, places[i]);
        is_found = has_sdk(folder, path);
    }
    return is_found;
}

const char *sdk_find(void) {
    static char path[SDK_PATH_SIZE];
    const char *named = getenv("TINYWASM_SDK");
    if (path[0] != '\0') {
        return path;
    }
    bool is_found = named != NULL && named[0] != '\0'
                        ? strlen(named) < SDK_PATH_SIZE && has_sdk(named, path)
                        : find_relative(path);
    return is_found ? path : NULL;
}

const char *sdk_need(void) {
    const char *path = sdk_find();
    if (path == NULL) {
        exit(fail_usage("tw", TW_ERR_NOENT,
                        "the SDK is not there: run make install in TinyWASM's sources, or name "
                        "its folder in TINYWASM_SDK"));
    }
    return path;
}

bool sdk_is_installed(void) {
    const char *path = sdk_find();
    size_t size = path != NULL ? strlen(path) : 0;
    size_t least = strlen("/" INSTALLED);
    return size > least && strcmp(path + size - least, "/" INSTALLED) == 0;
}

const char *sdk_programs(void) {
    static char path[SDK_PATH_SIZE];
    char programs[FILES_PATH_SIZE];
    if (!sdk_is_installed()) {
        return NULL;
    }
    path_format(programs, "%s/../../" PROGRAMS, sdk_find());
    return realpath(programs, path) != NULL ? path : NULL;
}
