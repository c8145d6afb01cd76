// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_HELP_ROWS_H
#define CLI_HELP_ROWS_H

// The rows of the table of commands, by the file that has them.

#include "command.h"

// An option that several commands have.
#define OPTION_JSON {"--json", NULL, "writes JSON instead, for programs"}
#define OPTION_DEVICE                                                                      \
    {"--device", "LINE",                                                                   \
     "the serial line, as ttyACM0 below /dev, with TinyWASM's shell at its other end and " \
     "nobody else on it; or tcp://HOST[:PORT], where a remote shell listens. What modules " \
     "print there meanwhile goes to stderr"}
#define OPTION_KEY                                                                        \
    {"--key", "FILE",                                                                     \
     "the key of the device behind tcp://, 64 hex digits in a file that only you can " \
     "read; else what TINYWASM_KEY_FILE names, or TINYWASM_KEY is"}
#define OPTIONS_END {NULL, NULL, NULL}

extern const struct command row_new;
extern const struct command row_build;
extern const struct command row_test;
extern const struct command row_run;
extern const struct command row_inspect;
extern const struct command row_disasm;
extern const struct command row_grants;
extern const struct command row_bindgen;
extern const struct command row_sim;
extern const struct command row_check;
extern const struct command row_translate;
extern const struct command row_wasm4;
extern const struct command row_boards;
extern const struct command row_flash;
extern const struct command row_monitor;
extern const struct command row_size;
extern const struct command row_ls;
extern const struct command row_put;
extern const struct command row_get;
extern const struct command row_rm;
extern const struct command row_load;
extern const struct command row_unload;
extern const struct command row_halt;
extern const struct command row_call;
extern const struct command row_swap;
extern const struct command row_ps;
extern const struct command row_log;
extern const struct command row_netkey;
extern const struct command row_about;
extern const struct command row_doctor;
extern const struct command row_completions;
extern const struct command row_help;

#endif
