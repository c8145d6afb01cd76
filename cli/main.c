// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "suggest.h"
#include "text.h"

// tw, the host tool: makes, runs and inspects modules on the PC with the library that firmware has.

void tw_panic(const char *file, int line) {
    fprintf(stderr, "tw: panic at %s:%d: please report it\n", file, line);
    abort();
}

// Whether --help stands among the command's own words, which end at `--`.
static bool asks_for_help(const struct command *command, int count, char **args) {
    int own = command->passes_words && count > 1 ? 1 : count;
    for (int i = 0; i < own && strcmp(args[i], "--") != 0; i++) {
        if (strcmp(args[i], "--help") == 0 || strcmp(args[i], "-h") == 0) {
            return true;
        }
    }
    return false;
}

// --device belongs to those commands whose row has it.
static bool takes_device(const struct command *command) {
    const struct option *option = command->options;
    for (; option != NULL && option->name != NULL; option++) {
        if (strcmp(option->name, "--device") == 0) {
            return true;
        }
    }
    return false;
}

static int run(const struct command *command, int count, char **args) {
    if (asks_for_help(command, count, args)) {
        return help_command(command);
    }
    const char *device = takes_device(command) ? args_value(&count, args, "--device") : NULL;
    if (device != NULL) {
        return command_device(command->name, device, count, args);
    }
    if (command->run != NULL) {
        return command->run(count, args);
    }
    char where[32];
    snprintf(where, sizeof where, "tw %s", command->name);
    return fail_usage(where, TW_ERR_INVAL,
                      "no device is named: add --device and its line, see tw help %s",
                      command->name);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        return fail_usage("tw", TW_ERR_INVAL, "a command is missing: see tw help");
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) {
        puts("tw " TW_VERSION);
        return 0;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        name = "help";
    }
    const struct command *command = command_find(name);
    return command != NULL ? run(command, argc - 2, argv + 2) : fail_unknown_command(name);
}
