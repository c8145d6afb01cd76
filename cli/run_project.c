// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "run_project.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boards.h"
#include "build.h"
#include "command.h"
#include "project.h"
#include "sdk.h"
#include "sim/script.h"
#include "text.h"

#define WHERE "tw run"
#define HOST "host"
#define EXIT_TIMEOUT 124  // of the program timeout
#define ERASED 0xff

struct options {
    struct build_options build;
    const char *until;
    struct words rest;  // for a command
};

// ---- the command line ---------------------------------------------------------------------------

bool run_is_of_project(int count, char **args) {
    static const char *const with_word[] = {"--board", "--set", "--until", "--dir", "--env"};
    for (int i = 0; i < count && strcmp(args[i], "--") != 0; i++) {
        bool has_word = false;
        for (size_t k = 0; k < sizeof with_word / sizeof with_word[0]; k++) {
            has_word |= strcmp(args[i], with_word[k]) == 0;
        }
        if (args[i][0] != '-' || (!has_word && strcmp(args[i], "--all") != 0)) {
            return false;
        }
        i += has_word;
    }
    return true;
}

static int set_until(struct options *options, const char *word) {
    uint64_t us = 0;
    options->until = word;
    return word != NULL && script_read_time(word, &us) && us > 0
               ? 0
               : fail_usage(WHERE, TW_ERR_INVAL,
                            "--until is not as it should be: write --until "
                            "and a time, as 5s");
}

static int read_options(struct options *options, int count, char **args) {
    int code = 0;
    int i = 0;
    for (; code == 0 && i < count && strcmp(args[i], "--") != 0; i++) {
        if (strcmp(args[i], "--until") == 0) {
            code = set_until(options, i + 1 < count ? args[++i] : NULL);
        } else if (!build_read_option(&options->build, WHERE, count, args, &i, &code)) {
            words_add(&options->rest, args[i]);
        }
    }
    for (; i < count; i++) {
        words_add(&options->rest, args[i]);
    }
    return code;
}

// ---- a command ----------------------------------------------------------------------------------

static int run_command(const struct project *project, const struct options *options) {
    struct words words = {NULL, 0};
    if (options->build.board != NULL || options->until != NULL) {
        return fail_usage(WHERE, TW_ERR_INVAL,
                          "%s is a command, which runs on the PC until it ends: leave --board and "
                          "--until away",
                          project->name);
    }
    words_add_format(&words, "modules/%s/%s.wasm", project->command, project->command);
    for (size_t i = 0; i < options->rest.count; i++) {
        words_add(&words, options->rest.items[i]);
    }
    int code = command_run((int)words.count, words.items);
    words_free(&words);
    return code;
}

// ---- the simulator ------------------------------------------------------------------------------

// In the PC's time, with what flash keeps in build/, or, until a time, always the same.
static int simulate(const struct built *built, const char *until) {
    struct words words = {NULL, 0};
    if (until != NULL) {
        words_add(&words, "--until");
        words_add(&words, until);
    } else {
        if (!folder_make("build/host.images")) {
            return fail_usage("build", TW_ERR_IO, "%s: check the folder", strerror(errno));
        }
        words_add(&words, "--real-time");
        words_add(&words, "--keep");
        words_add(&words, "build/host.images");
    }
    words_add(&words, built->program);
    int code = command_sim((int)words.count, words.items);
    words_free(&words);
    return code;
}

// ---- an emulator --------------------------------------------------------------------------------

// What the board's store is in, if that is a chip of its own: "INTERFACE BYTES". It is kept.
static int add_store(struct words *words, const struct board *board) {
    const char *chip = board_variable(board, "BOARD_STORE_CHIP");
    const char *emulator = board_variable(board, "BOARD_EMULATOR");
    char interface[16];
    char path[FILES_PATH_SIZE];
    size_t size = 0;
    path_format(path, "build/%s.flash", board->name);
    if (strstr(emulator, ".mjs") != NULL) {
        words_add(words, "--flash");
        words_add(words, path);
    } else if (chip != NULL && sscanf(chip, "%15s %zu", interface, &size) == 2) {
        void *erased = file_exists(path) ? NULL : malloc(size);
        if (erased != NULL) {
            memset(erased, ERASED, size);
            bool is_made = file_store(path, erased, size);
            free(erased);
            if (!is_made) {
                return fail_usage(path, TW_ERR_IO, "%s: check the folder", strerror(errno));
            }
        }
        words_add(words, "-drive");
        words_add_format(words, "if=%s,format=raw,file=%s", interface, path);
    }
    return 0;
}

static int check_emulator(const struct board *board) {
    char what[128];
    char program[64];
    const char *emulator = board_variable(board, "BOARD_EMULATOR");
    if (emulator == NULL) {
        return fail_usage(board->name, TW_ERR_UNSUPPORTED,
                          "nothing emulates this board: tw flash puts the program on a real one");
    }
    snprintf(program, sizeof program, "%.*s", (int)strcspn(emulator, " "), emulator);
    const char *needs = board_variable(board, "BOARD_NEEDS");
    const char *command =
        emulator_missing(program, needs != NULL ? needs : "boards", what, sizeof what);
    return command == NULL ? 0 : fail_missing(board->name, "%s is missing: run %s", what, command);
}

static void add_until(struct words *words, const char *until) {
    uint64_t us = 0;
    if (until != NULL && script_read_time(until, &us)) {
        words_add(words, "timeout");
        words_add(words, "--foreground");
        words_add_format(words, "%llu.%06llu", (unsigned long long)(us / 1000000),
                         (unsigned long long)(us % 1000000));
    }
}

static int emulate(const struct built *built, const struct board *board, const char *until) {
    struct words words = {NULL, 0};
    int code = check_emulator(board);
    if (code == 0) {
        add_until(&words, until);
        words_add_format(&words, "%s/tools/emulate", sdk_need());
        words_add(&words, board->name);
        words_add(&words, built->program);
        code = add_store(&words, board);
    }
    if (code == 0) {
        code = program_run(&words, NULL, NULL);
        code = code == EXIT_TIMEOUT && until != NULL ? 0 : code;
        code = code >= 0 ? code
                         : fail_usage(words.items[0], TW_ERR_IO, "%s: run make install again",
                                      strerror(errno));
    }
    words_free(&words);
    return code;
}

// ---- all of it ----------------------------------------------------------------------------------

static int run_application(const struct project *project, const struct options *options,
                           const struct built *built) {
    struct board board;
    const char *name = options->build.board != NULL ? options->build.board : project->board;
    if (options->rest.count > 0) {
        return fail_usage(WHERE, TW_ERR_INVAL,
                          "%s is for command modules, and %s is an application: see tw help run",
                          options->rest.items[0], project->name);
    }
    if (strcmp(name, HOST) == 0) {
        return simulate(built, options->until);
    }
    int code = board_read(name, &board);
    code = code == 0 ? emulate(built, &board, options->until) : code;
    board_free(&board);
    return code;
}

int run_project(int count, char **args) {
    struct options options = {.until = NULL};
    struct project project = {.name = ""};
    struct built built;
    int code = read_options(&options, count, args);
    code = code == 0 ? project_open(&project, WHERE) : code;
    code = code == 0 ? build_project(WHERE, &project, &options.build, NULL, &built) : code;
    if (code == 0) {
        code = project.command[0] != '\0' ? run_command(&project, &options)
                                          : run_application(&project, &options, &built);
    }
    project_free(&project);
    words_free(&options.build.settings);
    words_free(&options.rest);
    return code;
}
