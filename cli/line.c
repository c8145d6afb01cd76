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
#include "sealed.h"
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

static ssize_t serial_read(struct line *line, void *bytes, size_t size) {
    return read(line->fd, bytes, size);
}

bool fd_write(int fd, const void *bytes, size_t size) {
    const char *from = bytes;
    while (size > 0) {
        struct pollfd ready = {fd, POLLOUT, 0};
        ssize_t written = poll(&ready, 1, 5000) > 0 ? write(fd, from, size) : -1;
        if (written <= 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        from += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

static bool serial_write(struct line *line, const char *bytes, size_t size) {
    return fd_write(line->fd, bytes, size);
}

static void serial_close(struct line *line) {
    if (line->port != NULL) {
        port_close(line->port);
    } else {
        close(line->fd);
    }
}

static const struct line_ops serial_ops = {serial_read, serial_write, serial_close, NULL};

static int serial_open(struct line *line, const char *path, unsigned baud) {
    line->ops = &serial_ops;
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

bool line_is_sealed(const char *path) {
    return strstr(path, "://") != NULL;
}

int line_open(struct line *line, const char *path, unsigned baud, const char *key_path) {
    memset(line, 0, sizeof *line);
    return line_is_sealed(path) ? sealed_open(line, path, key_path) : serial_open(line, path, baud);
}

void line_close(struct line *line) {
    line->ops->close(line);
    line->fd = -1;
}

bool line_write(struct line *line, const char *bytes, size_t size) {
    bool is_written = line->ops->write(line, bytes, size);
    line->is_gone = line->is_gone || !is_written;
    return is_written;
}

ssize_t line_receive(struct line *line, void *bytes, size_t size) {
    ssize_t count = line->ops->read(line, bytes, size);
    line->is_gone = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
    return count;
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
        if (left <= 0 || line->is_gone || poll(&ready, 1, (int)left) <= 0) {
            return false;
        }
        ssize_t count =
            line_receive(line, line->bytes + line->used, sizeof line->bytes - 1 - line->used);
        if (line->is_gone) {
            return false;
        }
        line->used += count > 0 ? (size_t)count : 0;
    }
    return true;
}

#define REOPEN_MS 500

bool line_reopen(struct line *line, int timeout_ms) {
    long end = now_ms() + timeout_ms;
    line->used = 0;
    while (line->ops->reopen != NULL && now_ms() < end) {
        if (line->ops->reopen(line)) {
            line->is_gone = false;
            return true;
        }
        usleep(REOPEN_MS * 1000);
    }
    return false;
}
