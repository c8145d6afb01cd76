// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PROJECT_H
#define CLI_PROJECT_H

// A project: a folder with a tw.toml that has a name. modules/NAME are its modules, tests/ its
// tests, build/ what is built of it.

#include <stdbool.h>

#include "files.h"
#include "program.h"
#include "template.h"

#define PROJECT_FILE "tw.toml"
#define PROJECT_WORD 64

struct project {
    char name[PROJECT_WORD];
    char board[PROJECT_WORD];     // "host": the simulator
    char template[PROJECT_WORD];  // that it was made of; "": none
    char language[PROJECT_WORD];
    char command[PROJECT_WORD];  // the module that is run; "": there is an application
    struct words parameters;     // the keys of its table [parameters]
};

// True if this folder is one's.
bool project_is_here(void);
// Finds the project that this folder is in, goes into its folder and reads tw.toml. 0 or an exit
// code of an error of the command where. To be freed in any case.
int project_open(struct project *project, const char *where);
void project_free(struct project *project);
// True if the project, but for tests and what is built, is as tw new made it.
bool project_is_untouched(const struct project *project);
// A name that a project or module may have.
bool project_may_have_name(const char *name);

#endif
