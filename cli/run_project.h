// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_RUN_PROJECT_H
#define CLI_RUN_PROJECT_H

#include <stdbool.h>

// tw run without a file: builds and runs the project in this folder. The exit code.
int run_project(int count, char **args);
// True if the words behind tw run name no file.
bool run_is_of_project(int count, char **args);

#endif
