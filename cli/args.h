// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

// The words of a command: options are taken out of them, then what is left is checked.

#include <stdbool.h>

// Takes NAME out; true if it was there.
bool args_flag(int *count, char **args, const char *name);
// Takes `NAME VALUE` out and gives the last value; NULL if there is none. A NAME without its value
// stays.
const char *args_value(int *count, char **args, const char *name);
// 0 if from least to most words are left and none is an option; else the exit code of what was
// written to stderr, with the option of this command that may have been meant.
int args_check(const char *command, int count, char **args, int least, int most);

#endif
