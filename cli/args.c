// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "args.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "suggest.h"
#include "text.h"

static void remove_words(int *count, char **args, int at, int removed) {
    for (int i = at; i + removed < *count; i++) {
        args[i] = args[i + removed];
    }
    *count -= removed;
}

bool args_flag(int *count, char **args, const char *name) {
    bool is_there = false;
    for (int i = 0; i < *count;) {
        if (strcmp(args[i], name) == 0) {
            remove_words(count, args, i, 1);
            is_there = true;
        } else {
            i++;
        }
    }
    return is_there;
}

const char *args_value(int *count, char **args, const char *name) {
    const char *value = NULL;
    for (int i = 0; i + 1 < *count;) {
        if (strcmp(args[i], name) == 0) {
            value = args[i + 1];
            remove_words(count, args, i, 2);
        } else {
            i++;
        }
    }
    return value;
}

static int fail_option(const char *where, const struct command *command, const char *word) {
    struct nearest nearest = {word, NULL, 0};
    const struct option *option = command->options;
    for (; option != NULL && option->name != NULL; option++) {
        if (strcmp(option->name, word) == 0) {
            return fail_usage(where, TW_ERR_INVAL, "%s lacks its %s: see tw help %s", word,
                              option->value, command->name);
        }
        nearest_offer(&nearest, option->name);
    }
    return nearest.word != NULL
               ? fail_usage(where, TW_ERR_INVAL, "there is no option %s: did you mean %s?", word,
                            nearest.word)
               : fail_usage(where, TW_ERR_INVAL, "there is no option %s: see tw help %s", word,
                            command->name);
}

int args_check(const char *command, int count, char **args, int least, int most) {
    char where[32];
    snprintf(where, sizeof where, "tw %s", command);
    for (int i = 0; i < count; i++) {
        if (args[i][0] == '-' && args[i][1] != '\0') {
            return fail_option(where, command_find(command), args[i]);
        }
    }
    if (count > most) {
        return fail_usage(where, TW_ERR_INVAL, "%s is one word too many: see tw help %s",
                          args[most], command);
    }
    return count >= least
               ? 0
               : fail_usage(where, TW_ERR_INVAL, "a word is missing: see tw help %s", command);
}
