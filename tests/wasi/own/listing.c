// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A long directory, listed through small buffers, while entries go.

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "say.h"

#define FILES 300

static int seen[FILES];

static void make(void) {
    char name[32];
    say("path_create_directory", __wasi_path_create_directory(ROOT, "many"));
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "many/file%d", i);
        __wasi_fd_close(make_file(name, ""));
    }
}

// Removes each file when it is seen, as `rm -r` does.
static void remove_all(void) {
    char name[64];
    int others = 0;
    DIR *dir = opendir("/many");
    for (struct dirent *at = dir != NULL ? readdir(dir) : NULL; at != NULL; at = readdir(dir)) {
        if (strncmp(at->d_name, "file", 4) == 0) {
            seen[atoi(at->d_name + 4)]++;
            snprintf(name, sizeof name, "/many/%s", at->d_name);
            unlink(name);
        } else {
            others++;
        }
    }
    closedir(dir);
    say_number("entries that are no file", others);
}

int main(void) {
    int once = 0;
    uint8_t bytes[32];
    size_t used = 0;
    make();
    say("fd_readdir of a file", __wasi_fd_readdir(make_file("one", ""), bytes, 32, 0, &used));
    say("path_unlink_file", __wasi_path_unlink_file(ROOT, "one"));
    remove_all();
    for (int i = 0; i < FILES; i++) {
        once += seen[i] == 1;
    }
    say_number("seen once", once);
    say("path_remove_directory", __wasi_path_remove_directory(ROOT, "many"));
    return 0;
}
