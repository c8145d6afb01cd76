// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sealed.h"
#include "text.h"

// Keys of devices: 64 hex digits in a file, or in the environment. Never on the command line, where
// other users of the PC can read them.

#define DIGITS (2 * KEY_BYTES)

bool random_read(void *bytes, size_t size) {
    int fd = open("/dev/urandom", O_RDONLY);
    bool is_read = fd >= 0 && read(fd, bytes, size) == (ssize_t)size;
    if (fd >= 0) {
        close(fd);
    }
    return is_read;
}

static bool parse(const char *text, unsigned char key[KEY_BYTES]) {
    size_t size = strspn(text, "0123456789abcdefABCDEF");
    if (size != DIGITS || text[size + strspn(text + size, " \t\r\n")] != '\0') {
        return false;
    }
    for (size_t i = 0; i < KEY_BYTES; i++) {
        char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};
        key[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return true;
}

static int fail_form(const char *where) {
    return fail_usage(where, TW_ERR_INVAL,
                      "a key is 64 hex digits: make one with tw netkey, or openssl rand -hex 32");
}

static int read_file(const char *path, unsigned char key[KEY_BYTES]) {
    char text[DIGITS + 64] = "";
    struct stat info;
    FILE *file = fopen(path, "r");
    if (file == NULL || fstat(fileno(file), &info) != 0) {
        int error = errno;
        if (file != NULL) {
            fclose(file);
        }
        return fail_usage(path, error == ENOENT ? TW_ERR_NOENT : TW_ERR_IO,
                          "the key cannot be read, %s: check the path", strerror(error));
    }
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = '\0';
    if ((info.st_mode & 077) != 0 && S_ISREG(info.st_mode)) {
        return fail_usage(path, TW_ERR_DENIED, "others may read this key: chmod 600 it");
    }
    return parse(text, key) ? 0 : fail_form(path);
}

int key_read(const char *path, unsigned char key[KEY_BYTES]) {
    const char *text = getenv("TINYWASM_KEY");
    path = path != NULL ? path : getenv("TINYWASM_KEY_FILE");
    if (path != NULL) {
        return read_file(path, key);
    }
    if (text == NULL) {
        return fail_usage("tw", TW_ERR_NOENT,
                          "the device's key is missing: add --key FILE, or set TINYWASM_KEY_FILE; "
                          "see tw help netkey");
    }
    return parse(text, key) ? 0 : fail_form("TINYWASM_KEY");
}

int key_make(const char *path) {
    unsigned char key[KEY_BYTES];
    if (!random_read(key, sizeof key)) {
        return fail_module("/dev/urandom", TW_ERR_IO, "no random bytes: write a key yourself");
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    if (file == NULL) {
        return fail_usage(path, TW_ERR_IO, "cannot be written, %s: check the path",
                          strerror(errno));
    }
    for (size_t i = 0; i < sizeof key; i++) {
        fprintf(file, "%02x", key[i]);
    }
    fprintf(file, "\n");
    return fclose(file) == 0 ? 0
                             : fail_usage(path, TW_ERR_IO, "cannot be written, %s: check the path",
                                          strerror(errno));
}
