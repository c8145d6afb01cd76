// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "drive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "progress.h"
#include "text.h"

#define PIECE_BYTES 16384u

// UF2 boot loaders have INFO_UF2.TXT with `Board-ID: NAME`, DAPLink has DETAILS.TXT.
static bool is_boot_loader(const char *folder, const char *label, const char *form) {
    char path[FILES_PATH_SIZE];
    struct buffer text = {NULL, 0, 0};
    bool is_uf2 = strcmp(form, "uf2") == 0;
    path_format(path, "%s/%s", folder, is_uf2 ? "INFO_UF2.TXT" : "DETAILS.TXT");
    bool is_right =
        file_load(path, &text) && (!is_uf2 || strstr((const char *)text.bytes, label) != NULL);
    buffer_free(&text);
    return is_right;
}

static bool try_folder(const char *label, const char *form, char *folder, const char *parent,
                       const char *user) {
    bool is_there = parent != NULL && parent[0] != '\0';
    if (is_there) {
        path_format(folder, "%s%s%s/%s", parent, user[0] == '\0' ? "" : "/", user, label);
    }
    return is_there && is_boot_loader(folder, label, form);
}

bool drive_find(const char *named, const char *label, const char *form,
                char folder[FILES_PATH_SIZE]) {
    const char *user = getenv("USER");
    if (named != NULL) {
        path_format(folder, "%s", named);
        return is_boot_loader(folder, label, form);
    }
    return try_folder(label, form, folder, getenv("TINYWASM_DRIVES"), "") ||
           try_folder(label, form, folder, "/media", user == NULL ? "" : user) ||
           try_folder(label, form, folder, "/run/media", user == NULL ? "" : user) ||
           try_folder(label, form, folder, "/media", "") ||
           try_folder(label, form, folder, "/mnt", "") ||
           try_folder(label, form, folder, "/Volumes", "");
}

static bool write_pieces(FILE *target, const struct buffer *bytes, const char *name) {
    size_t done = 0;
    while (done < bytes->size) {
        size_t left = bytes->size - done;
        size_t size = left < PIECE_BYTES ? left : PIECE_BYTES;
        if (fwrite(bytes->bytes + done, 1, size, target) != size) {
            return false;
        }
        done += size;
        show_progress(name, done, bytes->size);
    }
    return fflush(target) == 0 && fsync(fileno(target)) == 0;
}

int drive_copy(const char *path, const char *folder) {
    char to[FILES_PATH_SIZE];
    struct buffer bytes = {NULL, 0, 0};
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    path_format(to, "%s/%s", folder, name);
    FILE *target = file_load(path, &bytes) ? fopen(to, "wb") : NULL;
    bool is_written = target != NULL && write_pieces(target, &bytes, name);
    int error = errno;
    if (target != NULL) {
        is_written = fclose(target) == 0 && is_written;
    }
    if (is_written) {
        printf("%s: %s B, written to %s\n", name, grouped(bytes.size), folder);
    }
    buffer_free(&bytes);
    return is_written ? 0
                      : fail_module(to, TW_ERR_IO,
                                    "it cannot be written, %s: plug the board in "
                                    "again",
                                    strerror(error));
}
