// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_FRAME_H
#define CLI_FRAME_H

// Commands to a device's shell in frames, and their answers; docs/SHELL.md describes them. What
// others print on the line meanwhile goes to stderr.

#include "line.h"

struct device {
    struct line line;
    const char *path;
    unsigned number;  // of the last frame
    char *text;       // what the last command printed, its lines with ends
    size_t size;
    size_t room;
};

// Opens the line, key_path as line_open, and asks who is there. 0 or an exit code.
int device_open(struct device *device, const char *path, const char *key_path);
void device_close(struct device *device);
// Runs a command; *err is the shell's answer, a tw_err_t. is_patient: it may take for ever. False,
// and said, if the device does not answer. A sealed line that breaks is opened again, and what was
// asked goes on.
bool device_ask(struct device *device, bool is_patient, int *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
