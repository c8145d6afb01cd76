// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _DEFAULT_SOURCE

#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "ports.h"
#include "text.h"

static bool make_raw(int fd, unsigned baud) {
    struct termios mode;
    if (tcgetattr(fd, &mode) != 0) {
        return false;
    }
    cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    return cfsetspeed(&mode, baud) == 0 && tcsetattr(fd, TCSANOW, &mode) == 0;
}

static int fail_open(const char *path) {
    return fail_usage(path, errno == ENOENT ? TW_ERR_NOENT : TW_ERR_IO,
                      "the device cannot be opened, %s: check the path", strerror(errno));
}

int line_open(struct line *line, const char *path, unsigned baud) {
    memset(line, 0, sizeof *line);
    line->fd = port_open(path, baud, &line->port);
    if (line->port != NULL || line->fd == -1) {
        return line->fd == -1 ? fail_open(path) : 0;
    }
    line->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    if (line->fd < 0) {
        return fail_open(path);
    }
    if (!make_raw(line->fd, baud)) {
        line_close(line);
        return fail_usage(path, TW_ERR_INVAL,
                          "this is no serial line of %u baud: name a device as /dev/ttyACM0", baud);
    }
    return 0;
}

void line_close(struct line *line) {
    if (line->port != NULL) {
        port_close(line->port);
    } else {
        close(line->fd);
    }
    line->fd = -1;
}

bool line_write(struct line *line, const char *bytes, size_t size) {
    while (size > 0) {
        struct pollfd ready = {line->fd, POLLOUT, 0};
        ssize_t written = poll(&ready, 1, 5000) > 0 ? write(line->fd, bytes, size) : -1;
        if (written <= 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static long now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Takes the first line of what has come; false if there is none.
static bool take_line(struct line *line, char *text) {
    char *end = memchr(line->bytes, '\n', line->used);
    bool is_full = line->used == sizeof line->bytes - 1;
    if (end == NULL && !is_full) {
        return false;
    }
    size_t size = end != NULL ? (size_t)(end - line->bytes) : line->used;
    size_t taken = end != NULL ? size + 1 : size;
    memcpy(text, line->bytes, size);
    size -= size > 0 && text[size - 1] == '\r';
    text[size] = '\0';
    line->used -= taken;
    memmove(line->bytes, line->bytes + taken, line->used);
    return true;
}

bool line_read(struct line *line, int timeout_ms, char *text) {
    long end = now_ms() + timeout_ms;
    while (!take_line(line, text)) {
        long left = end - now_ms();
        struct pollfd ready = {line->fd, POLLIN, 0};
        if (left <= 0 || poll(&ready, 1, (int)left) <= 0) {
            return false;
        }
        ssize_t count =
            read(line->fd, line->bytes + line->used, sizeof line->bytes - 1 - line->used);
        if (count <= 0 && errno != EAGAIN && errno != EINTR) {
            return false;
        }
        line->used += count > 0 ? (size_t)count : 0;
    }
    return true;
}
