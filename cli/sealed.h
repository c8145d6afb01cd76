// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SEALED_H
#define CLI_SEALED_H

// Lines behind a scheme: a carrier as TCP, which anybody may read and write, and on it a seal
// (tinywasm/seal.h) under the device's key.

#include "line.h"

#define KEY_BYTES 32

// A carrier. connect gives a file descriptor of a stream that does not wait, or -1 with errno;
// *problem is then what went wrong if errno does not say it.
struct scheme {
    const char *prefix;  // "tcp://"
    int (*connect)(const char *address, const char **problem);
};

extern const struct scheme scheme_tcp;
extern const struct scheme scheme_ble;

// As line_open.
int sealed_open(struct line *line, const char *path, const char *key_path);

// The key of a file, or if path is NULL that which TINYWASM_KEY_FILE or TINYWASM_KEY names. 0 or an
// exit code.
int key_read(const char *path, unsigned char key[KEY_BYTES]);
// Makes a file with a new key that only its owner can read. 0 or an exit code.
int key_make(const char *path);
// Random bytes of the system; false if it gives none.
bool random_read(void *bytes, size_t size);

#endif
