// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Memory that keeps its bytes without power: a file each, mapped. A file that is not there or too
// short is made as long as it has to be, the new part erased.

#define _XOPEN_SOURCE 700

#include "sim.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096

// Locks and lengthens the file, and maps it; NULL if one of that fails.
static uint8_t *map_file(int fd, uint32_t size) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    struct stat status;
    if (fcntl(fd, F_SETLK, &whole) != 0 || fstat(fd, &status) != 0) {
        return NULL;
    }
    bool is_short = status.st_size < (off_t)size;
    if (is_short && ftruncate(fd, (off_t)size) != 0) {
        return NULL;
    }
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED) {
        return NULL;
    }
    if (is_short) {
        memset((uint8_t *)bytes + status.st_size, 0xff, (size_t)((off_t)size - status.st_size));
    }
    return bytes;
}

// The file's path; false if it is too long.
static bool find_path(const char *name, char *path) {
    char variable[64];
    int length = snprintf(variable, sizeof variable, "TINYWASM_%s", name);
    for (int i = 0; i < length; i++) {
        variable[i] = (char)toupper((unsigned char)variable[i]);
    }
    const char *own = getenv(variable);
    const char *folder = getenv("TINYWASM_IMAGES");
    if (own != NULL) {
        length = snprintf(path, PATH_SIZE, "%s", own);
    } else {
        length = snprintf(path, PATH_SIZE, "%s/%s.img", folder != NULL ? folder : ".", name);
    }
    return length > 0 && length < PATH_SIZE;
}

uint8_t *sim_image(const char *name, uint32_t size) {
    char path[PATH_SIZE];
    int fd = find_path(name, path) ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
    uint8_t *bytes = fd < 0 ? NULL : map_file(fd, size);
    if (bytes == NULL && fd >= 0) {
        close(fd);
    }
    return bytes;
}
