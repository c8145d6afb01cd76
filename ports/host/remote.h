// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef PORTS_HOST_REMOTE_H
#define PORTS_HOST_REMOTE_H

// What the tool may ask of the world, a line each.

#include <stdbool.h>
#include <stdint.h>

#define REMOTE_LINE_SIZE 2200

struct remote_run {
    bool goes_on;
    bool stops_at_news;
    uint64_t until_us;
};

// Does what the line says and answers `ok`, or `no` and why; to `run` it answers nothing.
void remote_obey(char *line, struct remote_run *run);
// Tells what scripts may set and show.
void remote_list(void);

// Of the link.
void link_put_line(const char *word, const char *format, ...);

#endif
