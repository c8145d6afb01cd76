// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_LINE_H
#define CLI_LINE_H

// A serial line, by libserialport where the build has it, or a pseudo-terminal, which that does not
// know; read line by line.

#include <stdbool.h>
#include <stddef.h>

#define LINE_TEXT_BYTES 2048

#define LINE_BAUD 115200u

struct line {
    int fd;
    void *port;   // libserialport's; NULL: opened without it
    size_t used;  // of bytes: come, but no whole line yet
    char bytes[LINE_TEXT_BYTES];
};

// Opens path raw, 8N1 where that means something. 0, or the exit code of what was written to
// stderr.
int line_open(struct line *line, const char *path, unsigned baud);
void line_close(struct line *line);
// False when the line does not take it.
bool line_write(struct line *line, const char *bytes, size_t size);
// The next line without its end, as a string of at most LINE_TEXT_BYTES with NUL; what is longer
// comes in pieces. False when timeout_ms have passed, or nobody is there any more.
bool line_read(struct line *line, int timeout_ms, char *text);

#endif
