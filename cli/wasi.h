// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_WASI_H
#define CLI_WASI_H

// Command modules: the process that tw gives to a module that imports WASI.

#include "tinywasm/wasi.h"

#define EXIT_COMMAND_TRAP 134  // as a shell says of a program that was aborted

// What a command line says of it. The words are the caller's.
struct process_options {
    const char **dirs;  // HOST or HOST::GUEST
    uint32_t dir_count;
    const char **environ;  // NAME=VALUE
    uint32_t environ_count;
    const char **args;  // the program's name first
    uint32_t arg_count;
};

// Adds a word to one of these lists, which has room for as many words as there are arguments.
void process_add(const char **list, uint32_t *count, const char *word);

struct process {
    tw_wasi_t wasi;
    char **guest_names;  // of dirs
    uint32_t guest_name_count;
    int stream_flags[3];  // of the streams that tw lends it, as they were; -1: closed
};

// 0 or an exit code. To be closed in any case.
int process_open(struct process *process, const struct process_options *options);
void process_close(struct process *process);

#endif
