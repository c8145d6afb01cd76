// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

// The commands of tw, each a row: what runs it, and what help, completions and docs/TW.md say of
// it. Rows stand in cli/help/, the table of them in cli/commands.c; there is no second list.

// An option of a command. value decides what a shell offers behind it: FILE... files, FOLDER
// folders, BOARD boards, LINE serial lines, `a|b|c` these words, anything else nothing.
struct option {
    const char *name;   // "--fuel"; "--" alone is what ends the options
    const char *value;  // NULL: it takes none
    const char *text;   // sentences without the last full stop, broken where they are shown
};

struct command {
    const char *name;
    // args are the words behind the command's name; gives the exit code. NULL: on a device alone.
    int (*run)(int count, char **args);
    const char *group;             // of the list that tw help shows
    const char *synopsis;          // a line for each form, without `usage: `
    const char *summary;           // one line: small letter first, no full stop
    const char *help;              // paragraphs in lines of at most 96 columns
    const struct option *options;  // the last one has no name; NULL: none
    const char *words;             // what its first word may be, `a|b|c`, or as an option's value
    const char *examples;          // lines; NULL: none
    const char *exits;             // lines; NULL: the common ones
    bool passes_words;  // its last words are a program's or module's: --help there is not for tw
};

#define GROUP_PROJECT "Projects"
#define GROUP_MODULE "Modules on this PC"
#define GROUP_BRIDGE "What modules may use"
#define GROUP_BOARD "Boards"
#define GROUP_DEVICE "Running devices"
#define GROUP_TOOL "This tool"

// NULL past the last one.
const struct command *command_at(size_t index);
const struct command *command_find(const char *name);

// tw help: all commands, or one command's page. They return the exit code.
int help_all(void);
int help_command(const struct command *command);

int command_new(int count, char **args);
int command_build(int count, char **args);
int command_test(int count, char **args);
int command_run(int count, char **args);
int command_inspect(int count, char **args);
int command_translate(int count, char **args);
int command_grants(int count, char **args);
int command_bindgen(int count, char **args);
int command_check(int count, char **args);
int command_sim(int count, char **args);
int command_wasm4(int count, char **args);
int command_boards(int count, char **args);
int command_monitor(int count, char **args);
int command_flash(int count, char **args);
int command_doctor(int count, char **args);
int command_size(int count, char **args);
int command_disasm(int count, char **args);
int command_about(int count, char **args);
int command_completions(int count, char **args);
int command_help(int count, char **args);

// Runs a command on the device at the other end of the line that `--device LINE` names.
int command_device(const char *name, const char *path, int count, char **args);

#endif
