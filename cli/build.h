// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_BUILD_H
#define CLI_BUILD_H

// Builds a project: its modules, then its application for a board.

#include <stdbool.h>

#include "files.h"
#include "json.h"
#include "program.h"
#include "project.h"

struct build_options {
    const char *board;      // NULL: the project's
    bool is_all;            // what is up to date is made anew, too
    struct words settings;  // KEY=VALUE
};

// The options --board, --set and --all, at args[*i] and behind it. Takes them in and returns true,
// with an exit code in *code; false: it is none of these.
bool build_read_option(struct build_options *options, const char *where, int count, char **args,
                       int *i, int *code);

// Where sizes are told: a table, or JSON.
struct report {
    bool is_json;
    struct json json;
};

// What was built, or is used in its stead.
struct built {
    char program[FILES_PATH_SIZE];  // of the application; "": the project is a command
    bool is_prebuilt;               // by make install, of the same template
};

// Builds all modules in the folder modules/, and tells their sizes if report is not NULL. 0 or an
// exit code.
int build_modules(const char *where, const struct build_options *options, struct report *report);
// Builds the module in this folder.
int build_module_here(const char *where, const struct build_options *options,
                      struct report *report);
// Builds modules and application of the project that was opened.
int build_project(const char *where, const struct project *project,
                  const struct build_options *options, struct report *report, struct built *built);

#endif
