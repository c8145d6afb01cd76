// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "text.h"

// tw completions: scripts for shells, made of the table of commands.

// What may stand in a place.
enum offer {
    OFFER_NOTHING,
    OFFER_FILES,
    OFFER_FOLDERS,
    OFFER_BOARDS,
    OFFER_LINES,
    OFFER_COMMANDS,
    OFFER_WORDS
};

static enum offer offer_of(const char *value) {
    static const struct {
        const char *word;
        enum offer offer;
    } offers[] = {{"FILE", OFFER_FILES},
                  {"FOLDER", OFFER_FOLDERS},
                  {"BOARD", OFFER_BOARDS},
                  {"LINE", OFFER_LINES},
                  {"COMMAND", OFFER_COMMANDS}};
    if (value == NULL || strchr(value, '|') != NULL) {
        return value == NULL ? OFFER_NOTHING : OFFER_WORDS;
    }
    for (size_t i = 0; i < sizeof offers / sizeof offers[0]; i++) {
        if (strncmp(value, offers[i].word, strlen(offers[i].word)) == 0) {
            return offers[i].offer;
        }
    }
    return OFFER_NOTHING;
}

// `a|b|c` as "a b c".
static void print_words(const char *words) {
    for (; *words != '\0'; words++) {
        putchar(*words == '|' ? ' ' : *words);
    }
}

static void print_commands(void) {
    const struct command *command = NULL;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        printf("%s%s", i == 0 ? "" : " ", command->name);
    }
}

// How much of a text makes sense alone: up to where a sentence or what is in brackets is cut.
static size_t brief_size(const char *text) {
    size_t size = strcspn(text, ".:;");
    const char *bracket = strchr(text, '(');
    size_t before = bracket != NULL ? (size_t)(bracket - text) : size;
    bool is_open = before < size && memchr(bracket, ')', size - before) == NULL;
    return is_open && before > 0 ? before - 1 : size;
}

// That part, for a word of a shell in '', without what shells take for their own.
static void print_brief(const char *text) {
    size_t size = brief_size(text);
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\'') {
            fputs("'\\''", stdout);
        } else if (strchr("`[]\\$\"", text[i]) == NULL) {
            putchar(text[i]);
        }
    }
}

static const struct option *first_option(const struct command *command) {
    static const struct option none = {NULL, NULL, NULL};
    return command->options != NULL ? command->options : &none;
}

static bool is_word(const struct option *option) {
    return strcmp(option->name, "--") != 0;
}

// ---- bash ----

static void bash_offer(const char *value) {
    static const char *const replies[] = {
        [OFFER_NOTHING] = "",
        [OFFER_FILES] = "compopt -o default",
        [OFFER_FOLDERS] = "compopt -o dirnames",
        [OFFER_BOARDS] = "_tw_words \"$(tw boards --names 2>/dev/null)\"",
        [OFFER_LINES] = "_tw_words \"$(compgen -G '/dev/tty[AU]*')\"",
    };
    enum offer offer = offer_of(value);
    if (offer == OFFER_WORDS || offer == OFFER_COMMANDS) {
        fputs("_tw_words \"", stdout);
        offer == OFFER_WORDS ? print_words(value) : print_commands();
        putchar('"');
    } else {
        fputs(replies[offer], stdout);
    }
}

static void bash_command(const struct command *command) {
    for (const struct option *at = first_option(command); at->name != NULL; at++) {
        if (is_word(at) && at->value != NULL) {
            printf("    %s:%s) ", command->name, at->name);
            bash_offer(at->value);
            puts(" ;;");
        }
    }
    printf("    %s:*)\n        case $word in\n        -*) _tw_words \"", command->name);
    for (const struct option *at = first_option(command); at->name != NULL; at++) {
        printf("%s ", is_word(at) ? at->name : "");
    }
    fputs("--help\" ;;\n        *) ", stdout);
    bash_offer(command->words);
    fputs(" ;;\n        esac\n        ;;\n", stdout);
}

static void complete_bash(void) {
    puts(
        "# Completes the words of tw in bash; made by `tw completions bash`.\n"
        "_tw_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$word\")); }\n"
        "_tw() {\n"
        "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
        "    COMPREPLY=()");
    fputs("    if [ \"$COMP_CWORD\" = 1 ]; then\n        _tw_words \"", stdout);
    print_commands();
    puts(" --help --version\"\n        return\n    fi\n    case ${COMP_WORDS[1]}:$before in");
    const struct command *command = NULL;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        bash_command(command);
    }
    puts("    esac\n}\ncomplete -F _tw tw");
}

// ---- zsh ----

static void zsh_offer(const char *value) {
    static const char *const actions[] = {
        [OFFER_NOTHING] = " ",
        [OFFER_FILES] = "_files",
        [OFFER_FOLDERS] = "_files -/",
        [OFFER_BOARDS] = "($(tw boards --names 2>/dev/null))",
        [OFFER_LINES] = "_files -g \"/dev/tty[AU]*\"",
    };
    enum offer offer = offer_of(value);
    if (offer == OFFER_WORDS || offer == OFFER_COMMANDS) {
        putchar('(');
        offer == OFFER_WORDS ? print_words(value) : print_commands();
        putchar(')');
    } else {
        fputs(actions[offer], stdout);
    }
}

static void zsh_command(const struct command *command) {
    printf("    %s)\n        _arguments '--help[shows the page of it]'", command->name);
    for (const struct option *at = first_option(command); at->name != NULL; at++) {
        if (!is_word(at)) {
            continue;
        }
        printf(" \\\n            '*%s[", at->name);
        print_brief(at->text);
        putchar(']');
        if (at->value != NULL) {
            fputs(":value:", stdout);
            zsh_offer(at->value);
        }
        putchar('\'');
    }
    if (command->words != NULL) {
        fputs(" \\\n            '*:word:", stdout);
        zsh_offer(command->words);
        putchar('\'');
    }
    puts("\n        ;;");
}

static void complete_zsh(void) {
    const struct command *command = NULL;
    puts(
        "#compdef tw\n"
        "# Completes the words of tw in zsh; made by `tw completions zsh`.\n"
        "_tw() {\n"
        "    local -a commands=(");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        printf("        '%s:", command->name);
        print_brief(command->summary);
        puts("'");
    }
    puts(
        "    )\n"
        "    if (( CURRENT == 2 )); then\n"
        "        _describe command commands\n"
        "        return\n"
        "    fi\n"
        "    local command=$words[2]\n"
        "    shift words\n"
        "    (( CURRENT-- ))\n"
        "    case $command in");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        zsh_command(command);
    }
    puts(
        "    esac\n"
        "}\n"
        "if [ \"$funcstack[1]\" = _tw ]; then _tw \"$@\"; else compdef _tw tw; fi");
}

// ---- fish ----

static void fish_offer(const char *value) {
    static const char *const options[] = {
        [OFFER_NOTHING] = " -x",
        [OFFER_FILES] = " -r -F",
        [OFFER_FOLDERS] = " -x -a '(__fish_complete_directories)'",
        [OFFER_BOARDS] = " -x -a '(tw boards --names 2>/dev/null)'",
        [OFFER_LINES] = " -x -a '(string match \"/dev/tty[AU]*\" /dev/tty*)'",
    };
    enum offer offer = offer_of(value);
    if (offer == OFFER_WORDS || offer == OFFER_COMMANDS) {
        fputs(" -x -a '", stdout);
        offer == OFFER_WORDS ? print_words(value) : print_commands();
        putchar('\'');
    } else {
        fputs(options[offer], stdout);
    }
}

static void fish_begin(const struct command *command) {
    printf("complete -c tw -n '__fish_seen_subcommand_from %s'", command->name);
}

static void fish_command(const struct command *command) {
    fputs("complete -c tw -n __fish_use_subcommand -a ", stdout);
    printf("%s -d '", command->name);
    print_brief(command->summary);
    puts("'");
    for (const struct option *at = first_option(command); at->name != NULL; at++) {
        if (!is_word(at)) {
            continue;
        }
        fish_begin(command);
        printf(" %s %s", at->name[1] == '-' ? "-l" : "-s", at->name + (at->name[1] == '-' ? 2 : 1));
        if (at->value != NULL) {
            fish_offer(at->value);
        }
        fputs(" -d '", stdout);
        print_brief(at->text);
        puts("'");
    }
    if (command->words != NULL) {
        fish_begin(command);
        fish_offer(command->words);
        putchar('\n');
    }
}

static void complete_fish(void) {
    puts(
        "# Completes the words of tw in fish; made by `tw completions fish`.\n"
        "complete -c tw -f\n"
        "complete -c tw -n __fish_use_subcommand -l help\n"
        "complete -c tw -n __fish_use_subcommand -l version");
    const struct command *command = NULL;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        fish_command(command);
    }
}

int command_completions(int count, char **args) {
    static const struct {
        const char *shell;
        void (*write)(void);
    } shells[] = {{"bash", complete_bash}, {"zsh", complete_zsh}, {"fish", complete_fish}};
    for (size_t i = 0; count == 1 && i < sizeof shells / sizeof shells[0]; i++) {
        if (strcmp(args[0], shells[i].shell) == 0) {
            shells[i].write();
            return 0;
        }
    }
    return fail_usage("tw completions", TW_ERR_INVAL,
                      "it takes bash, zsh or fish: see tw help completions");
}
