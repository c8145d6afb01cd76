// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_SIM_TARGET_H
#define CLI_SIM_TARGET_H

// The program that is simulated, and the socket to it (ports/host/link.c is its other end).

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TARGET_LINE_SIZE 256

struct target {
    char **args;         // the program's path, its arguments, NULL
    const char *images;  // the folder of its memories
    bool is_virtual;
    uint64_t seed;
    const volatile bool *is_interrupted;  // by a signal: what waits is over
    // what is below is target.c's
    pid_t pid;  // 0: it is off
    int socket;
    size_t first;
    size_t count;
    char bytes[0x10000];
};

enum target_result {
    TARGET_OK,
    TARGET_OVER,    // it has closed the socket: it ends
    TARGET_SILENT,  // nothing came for as long as was waited
};

// Starts it, at this time. False: errno says why not.
bool target_start(struct target *target, uint64_t now_us);
// Ends it, if it runs.
void target_kill(struct target *target);
// Waits for its end: a wait status as of waitpid.
int target_wait(struct target *target);

// One line to it; what it does not take is lost, and the next read says OVER.
void target_send(struct target *target, const char *format, ...);
// One line of it, without the line's end; patience_ms -1: waits for ever.
enum target_result target_read_line(struct target *target, char *line, int patience_ms);
enum target_result target_read(struct target *target, void *bytes, size_t size);

#endif
