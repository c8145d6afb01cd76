// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

// The commands of tw. args are the words behind the command's name; they return the exit code.

int command_run(int count, char **args);
int command_inspect(int count, char **args);
int command_grants(int count, char **args);
int command_sim(int count, char **args);

// The line that `--device LINE` names, taken out of the words; NULL if none is named.
const char *device_option(int *count, char **args);
// Runs a command on the device at the other end of that line.
int command_device(const char *name, const char *path, int count, char **args);

#endif
