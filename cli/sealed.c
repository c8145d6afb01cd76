// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "sealed.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "text.h"
#include "tinywasm/seal.h"

// A device that delays others after a wrong key lets us wait.
#define HANDSHAKE_MS 30000

static const struct scheme *const schemes[] = {&scheme_tcp, &scheme_ble};

struct sealed {
    tw_seal_t seal;
    const struct scheme *scheme;
    const char *path;
    const char *address;
    unsigned char key[KEY_BYTES];
    unsigned char id[TW_SEAL_ID_BYTES];  // of the session before
    bool has_id;
    unsigned char bytes[1024];  // that came and the seal has not taken
    size_t first;
    size_t count;
};

// ---- bytes ----

static bool send_output(const struct line *line) {
    struct sealed *sealed = line->sealed;
    const uint8_t *bytes = NULL;
    size_t size;
    while ((size = tw_seal_output(&sealed->seal, &bytes)) > 0) {
        if (!fd_write(line->fd, bytes, size)) {
            return false;
        }
        tw_seal_sent(&sealed->seal, size);
    }
    return true;
}

// As read(2): whether more bytes are there for the seal.
static ssize_t take_bytes(const struct line *line) {
    struct sealed *sealed = line->sealed;
    if (sealed->count == 0) {
        ssize_t count = read(line->fd, sealed->bytes, sizeof sealed->bytes);
        if (count <= 0) {
            return count;
        }
        sealed->first = 0;
        sealed->count = (size_t)count;
    }
    size_t taken = tw_seal_feed(&sealed->seal, sealed->bytes + sealed->first, sealed->count);
    sealed->first += taken;
    sealed->count -= taken;
    return (ssize_t)sealed->count + 1;
}

static ssize_t sealed_read(struct line *line, void *bytes, size_t size) {
    struct sealed *sealed = line->sealed;
    for (;;) {
        size_t count = tw_seal_read(&sealed->seal, bytes, size);
        if (count > 0) {
            return (ssize_t)count;
        }
        if (sealed->seal.state != TW_SEAL_OPEN) {
            return 0;
        }
        ssize_t more = take_bytes(line);
        if (!send_output(line)) {
            return 0;
        }
        if (more <= 0) {
            return more;
        }
    }
}

static bool sealed_write(struct line *line, const char *bytes, size_t size) {
    struct sealed *sealed = line->sealed;
    while (size > 0) {
        size_t taken = tw_seal_write(&sealed->seal, bytes, size);
        if (taken == 0 || !send_output(line)) {
            return false;
        }
        bytes += taken;
        size -= taken;
    }
    return true;
}

static void sealed_close(struct line *line) {
    struct sealed *sealed = line->sealed;
    if (line->fd >= 0) {
        tw_seal_close(&sealed->seal);
        (void)send_output(line);
        close(line->fd);
    }
    tw_seal_wipe(&sealed->seal);
    memset(sealed->key, 0, sizeof sealed->key);
    free(sealed);
    line->sealed = NULL;
}

// ---- connections ----

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool shake_hands(const struct line *line) {
    struct sealed *sealed = line->sealed;
    long end = now_ms() + HANDSHAKE_MS;
    while (sealed->seal.state == TW_SEAL_SHAKING && send_output(line)) {
        struct pollfd ready = {line->fd, POLLIN, 0};
        long left = end - now_ms();
        if (left <= 0 || (sealed->count == 0 && poll(&ready, 1, (int)left) <= 0) ||
            take_bytes(line) == 0) {
            break;
        }
    }
    return sealed->seal.state == TW_SEAL_OPEN;
}

// Why no session came about, for people.
static const char *reason_of(const tw_seal_t *seal) {
    static const char *const texts[] = {
        "nobody answers as a device does: is it this address, and a remote shell there?",
        "somebody else has the device's only session: try again later",
        "the device has another key: use the one that tw netkey set",
        "the device has no source of entropy and no seed: set its key anew with tw netkey",
        "the device waited for too long: try again",
    };
    if (seal->err == TW_ERR_UNSUPPORTED) {
        return "what answers is no remote shell of this version: check address and port";
    }
    if (seal->err == TW_ERR_DENIED && seal->reason == 0) {
        return "what answers does not have this key: it is not your device, or its key was changed";
    }
    return texts[seal->reason < sizeof texts / sizeof texts[0] ? seal->reason : 0];
}

// problem: why not; errno's text if NULL.
static bool try_to_connect(struct line *line, const char **problem) {
    struct sealed *sealed = line->sealed;
    unsigned char nonce[TW_SEAL_NONCE_BYTES];
    if (!random_read(nonce, sizeof nonce)) {
        *problem = "the PC gives no random bytes: see /dev/urandom";
        return false;
    }
    *problem = NULL;
    line->fd = sealed->scheme->connect(sealed->address, problem);
    if (line->fd < 0) {
        return false;
    }
    sealed->count = 0;
    tw_seal_init(&sealed->seal, TW_SEAL_CLIENT, sealed->key, nonce,
                 sealed->has_id ? sealed->id : NULL);
    if (shake_hands(line)) {
        memcpy(sealed->id, sealed->seal.own_id, sizeof sealed->id);
        sealed->has_id = true;
        line->is_continued = sealed->seal.is_continued;
        return true;
    }
    *problem = reason_of(&sealed->seal);
    close(line->fd);
    line->fd = -1;
    return false;
}

static bool sealed_reopen(struct line *line) {
    const char *problem = NULL;
    if (line->fd >= 0) {
        close(line->fd);
        line->fd = -1;
    }
    return try_to_connect(line, &problem);
}

static const struct line_ops sealed_ops = {sealed_read, sealed_write, sealed_close, sealed_reopen};

static const struct scheme *find_scheme(const char *path) {
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (strncmp(path, schemes[i]->prefix, strlen(schemes[i]->prefix)) == 0) {
            return schemes[i];
        }
    }
    return NULL;
}

static int fail_connect(const struct line *line, const char *problem, int error) {
    const struct sealed *sealed = line->sealed;
    tw_err_t err = sealed->seal.err != TW_ERR_OK ? sealed->seal.err : TW_ERR_IO;
    return problem != NULL ? fail_module(sealed->path, err, "%s", problem)
                           : fail_module(sealed->path, err,
                                         "no connection, %s: check the address, and that the "
                                         "device has a key",
                                         strerror(error));
}

int sealed_open(struct line *line, const char *path, const char *key_path) {
    const char *problem = NULL;
    const struct scheme *scheme = find_scheme(path);
    if (scheme == NULL) {
        return fail_usage(path, TW_ERR_INVAL,
                          "no such scheme: name tcp://HOST[:PORT] or ble://NAME");
    }
    struct sealed *sealed = calloc(1, sizeof *sealed);
    if (sealed == NULL) {
        return fail_module(path, TW_ERR_NOMEM, "no memory: end another program");
    }
    line->ops = &sealed_ops;
    line->sealed = sealed;
    line->fd = -1;
    sealed->scheme = scheme;
    sealed->path = path;
    sealed->address = path + strlen(scheme->prefix);
    int code = key_read(key_path, sealed->key);
    if (code == 0 && !try_to_connect(line, &problem)) {
        code = fail_connect(line, problem, errno);
    }
    if (code != 0) {
        line_close(line);
    }
    return code;
}
