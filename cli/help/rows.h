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
     "nobody else on it. What modules print there meanwhile goes to stderr"}
#define OPTIONS_END {NULL, NULL, NULL}

extern const struct command row_new, row_build, row_test;                              // project.c
extern const struct command row_run;                                                   // run.c
extern const struct command row_inspect, row_grants, row_bindgen, row_sim, row_check;  // module.c
extern const struct command row_translate;
extern const struct command row_boards, row_flash, row_monitor;                        // board.c
extern const struct command row_ls, row_put, row_get, row_rm, row_load, row_unload;    // device.c
extern const struct command row_halt, row_call, row_swap, row_ps, row_log;
extern const struct command row_about, row_completions, row_help;  // tool.c

#endif
