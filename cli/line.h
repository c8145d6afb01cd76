// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_LINE_H
#define CLI_LINE_H

// A line to a device, read line by line: a serial line or pseudo-terminal, or behind a scheme as
// tcp:// a sealed connection (sealed.h).

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define LINE_TEXT_BYTES 2048

#define LINE_BAUD 115200u

struct line;

// What a kind of line does.
struct line_ops {
    // As read(2), which never waits: -1 with EAGAIN while nothing has come.
    ssize_t (*read)(struct line *line, void *bytes, size_t size);
    // False when the line does not take it.
    bool (*write)(struct line *line, const char *bytes, size_t size);
    void (*close)(struct line *line);
    // Opens again what is gone, and says nothing: false if that fails now. NULL: cannot be done.
    bool (*reopen)(struct line *line);
};

struct line {
    const struct line_ops *ops;
    int fd;             // to wait for
    void *port;         // libserialport's; NULL: opened without it
    void *sealed;       // of a sealed line
    bool is_gone;       // nobody is there any more
    bool is_continued;  // by reopen: the device knows what it was doing
    size_t used;        // of bytes: come, but no whole line yet
    char bytes[LINE_TEXT_BYTES];
};

// Opens path: a serial line raw, 8N1 where that means something, or SCHEME://ADDRESS with the key
// that key_path or the environment names (NULL: the latter). 0, or the exit code of what was
// written to stderr.
int line_open(struct line *line, const char *path, unsigned baud, const char *key_path);
// Whether path names a sealed connection.
bool line_is_sealed(const char *path);
void line_close(struct line *line);
bool line_write(struct line *line, const char *bytes, size_t size);
// As read(2): 0 and -1 without EAGAIN and EINTR mean that nobody is there any more.
ssize_t line_receive(struct line *line, void *bytes, size_t size);
// Tries for so long to have a sealed line back. What came of a line before is forgotten.
bool line_reopen(struct line *line, int timeout_ms);
// The next line without its end, as a string of at most LINE_TEXT_BYTES with NUL; what is longer
// comes in pieces. False when timeout_ms have passed, or nobody is there any more.
bool line_read(struct line *line, int timeout_ms, char *text);

// Writes all to a file descriptor that does not wait; false after 5 s without progress.
bool fd_write(int fd, const void *bytes, size_t size);

#endif
