// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "suggest.h"
#include "text.h"

// What the table of commands says, for people.

#define COLUMNS 98u
#define INDENT 4u
#define OPTION_INDENT 8u

static void print_heading(const char *text) {
    printf("%s%s%s\n", style(STYLE_BOLD), text, style(STYLE_PLAIN));
}

// Each line with spaces before it, but empty ones.
static void print_lines(const char *lines, const char *before) {
    while (*lines != '\0') {
        size_t size = strcspn(lines, "\n");
        printf("%*s%s%.*s\n", size == 0 ? 0 : (int)INDENT, "", size == 0 ? "" : before, (int)size,
               lines);
        lines += size + (lines[size] == '\n');
    }
}

// Breaks a text between words.
static void print_wrapped(const char *text, unsigned indent) {
    while (*text != '\0') {
        size_t size = strlen(text);
        if (size > COLUMNS - indent) {
            size = COLUMNS - indent;
            while (size > 1 && text[size] != ' ') {
                size--;
            }
        }
        printf("%*s%.*s\n", (int)indent, "", (int)size, text);
        text += size + (text[size] == ' ');
    }
}

static void print_options(const struct option *option) {
    print_heading("OPTIONS");
    for (; option->name != NULL; option++) {
        printf("    %s%s%s%s%s\n", style(STYLE_BOLD), option->name, style(STYLE_PLAIN),
               option->value == NULL ? "" : " ", option->value == NULL ? "" : option->value);
        print_wrapped(option->text, OPTION_INDENT);
    }
    putchar('\n');
}

int help_command(const struct command *command) {
    print_heading("NAME");
    printf("    tw %s - %s\n\n", command->name, command->summary);
    print_heading("SYNOPSIS");
    print_lines(command->synopsis, "");
    putchar('\n');
    print_heading("DESCRIPTION");
    print_lines(command->help, "");
    putchar('\n');
    if (command->options != NULL) {
        print_options(command->options);
    }
    if (command->examples != NULL) {
        print_heading("EXAMPLES");
        print_lines(command->examples, "$ ");
        putchar('\n');
    }
    print_heading("EXIT CODES");
    print_lines(command->exits != NULL ? command->exits : exit_codes, "");
    return 0;
}

int help_all(void) {
    const char *group = "";
    puts("tw makes, runs and inspects WebAssembly modules for microcontrollers.");
    const struct command *command = NULL;
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        if (strcmp(group, command->group) != 0) {
            group = command->group;
            putchar('\n');
            print_heading(group);
        }
        printf("  %-11s %s\n", command->name, command->summary);
    }
    puts(
        "\ntw help COMMAND says more, with examples; tw --version which one this is. Errors are "
        "one\n"
        "line, `WHERE: CODE: what happened: what to do`. The exit code is 0, 1 for an error in "
        "the\n"
        "module, project or device, 2 for wrong usage, 3 if something must be installed first.\n"
        "Colours are for terminals alone; NO_COLOR turns them off.");
    return 0;
}

int command_help(int count, char **args) {
    if (count > 1) {
        return fail_usage("tw help", TW_ERR_INVAL, "it takes one command: see tw help");
    }
    if (count == 0) {
        return help_all();
    }
    const struct command *command = command_find(args[0]);
    return command != NULL ? help_command(command) : fail_unknown_command(args[0]);
}
