// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "boards.h"
#include "build.h"
#include "command.h"
#include "drive.h"
#include "files.h"
#include "program.h"
#include "project.h"
#include "sdk.h"
#include "text.h"

// tw flash: writes a program to a board, in a way that the board's data names (BOARD_FLASH): onto
// the drive that its boot loader shows, or by another program.

static const char where[] = "tw flash";

struct flashing {
    struct board board;
    const char *way;    // NULL: the first that is there
    const char *drive;  // NULL: it is looked for
    const char *port;   // NULL: the other program looks for it
    bool is_dry;
    char elf[FILES_PATH_SIZE];
    char image[FILES_PATH_SIZE];  // what is written, made of elf
};

// ---- images ----

static int run_words(const struct flashing *flashing, const struct words *words) {
    if (flashing->is_dry) {
        words_print(words);
        return 0;
    }
    int code = program_run(words, NULL, NULL);
    if (code < 0) {
        return fail_missing(words->items[0], "it cannot be started, %s: install it",
                            strerror(errno));
    }
    return code == 0 ? 0
                     : fail_module(words->items[0], TW_ERR_IO,
                                   "it ended with exit code %d: see what it says above", code);
}

// The program that makes another form of an ELF file.
static void add_converter(const struct flashing *flashing, const char *form, struct words *words) {
    const char *toolchain = board_variable(&flashing->board, "BOARD_TOOLCHAIN");
    if (strcmp(form, "uf2") == 0) {
        words_add(words, "python3");
        words_add_format(words, "%s/tools/uf2.py", sdk_need());
    } else {
        words_add_format(words, "%s-objcopy", toolchain != NULL ? toolchain : "");
        words_add(words, "-O");
        words_add(words, strcmp(form, "hex") == 0 ? "ihex" : "binary");
    }
    words_add(words, flashing->elf);
    words_add(words, flashing->image);
}

// The file in the form that is wanted: the one that was named, or one made of it and beside it.
static int make_image(struct flashing *flashing, const char *form) {
    if (strcmp(extension_of(flashing->elf), form) == 0) {
        path_format(flashing->image, "%s", flashing->elf);
        return 0;
    }
    if (strcmp(extension_of(flashing->elf), "elf") != 0) {
        return fail_usage(flashing->elf, TW_ERR_INVAL, "this way takes %s or ELF: name such a file",
                          form);
    }
    struct words words = {NULL, 0};
    size_t stem = strlen(flashing->elf) - strlen("elf");
    path_format(flashing->image, "%.*s%s", (int)stem, flashing->elf, form);
    add_converter(flashing, form, &words);
    int code = run_words(flashing, &words);
    words_free(&words);
    return code;
}

// ---- ways ----

static const char *variable(const struct flashing *flashing, const char *name) {
    const char *text = board_variable(&flashing->board, name);
    return text != NULL ? text : "";
}

// Calls with each word of a text.
static void split(const char *text, void (*add)(struct words *words, const char *word, size_t size),
                  struct words *words) {
    while (*text != '\0') {
        size_t size = strcspn(text, " ");
        if (size > 0) {
            add(words, text, size);
        }
        text += size + (text[size] == ' ');
    }
}

static void add_word(struct words *words, const char *word, size_t size) {
    words_add_format(words, "%.*s", (int)size, word);
}

static void add_config(struct words *words, const char *word, size_t size) {
    words_add(words, "-f");
    add_word(words, word, size);
}

static void openocd_words(const struct flashing *flashing, struct words *words) {
    split(variable(flashing, "BOARD_OPENOCD"), add_config, words);
    words_add(words, "-c");
    words_add_format(words, "program {%s} verify reset exit", flashing->image);
}

static void picotool_words(const struct flashing *flashing, struct words *words) {
    words_add(words, "load");
    words_add(words, "-v");
    words_add(words, "-x");
    words_add(words, flashing->image);
}

// BOARD_ESPTOOL: the chip, and where in flash the image goes.
static void esptool_words(const struct flashing *flashing, struct words *words) {
    const char *text = variable(flashing, "BOARD_ESPTOOL");
    size_t chip = strcspn(text, " ");
    words_add(words, "--chip");
    add_word(words, text, chip);
    if (flashing->port != NULL) {
        words_add(words, "--port");
        words_add(words, flashing->port);
    }
    words_add(words, "write_flash");
    split(text + chip, add_word, words);
    words_add(words, flashing->image);
}

// BOARD_ST_FLASH: the address of flash.
static void st_flash_words(const struct flashing *flashing, struct words *words) {
    words_add(words, "--reset");
    words_add(words, "write");
    words_add(words, flashing->image);
    split(variable(flashing, "BOARD_ST_FLASH"), add_word, words);
}

static const struct way {
    const char *name;  // as BOARD_FLASH has it, and the program's; "drive" is none
    const char *form;  // of the image; NULL: BOARD_IMAGE
    const char *install;
    void (*add)(const struct flashing *flashing, struct words *words);
} ways[] = {
    {"drive", NULL, NULL, NULL},
    {"openocd", "elf", "apt-get install openocd", openocd_words},
    {"picotool", "uf2", "apt-get install picotool, of Debian 13 and later", picotool_words},
    {"esptool", "bin", "apt-get install esptool, or pip install esptool", esptool_words},
    {"st-flash", "bin", "apt-get install stlink-tools", st_flash_words},
};

static const struct way *find_way(const char *name, size_t size) {
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strlen(ways[i].name) == size && strncmp(ways[i].name, name, size) == 0) {
            return &ways[i];
        }
    }
    return NULL;
}

static int write_to_drive(struct flashing *flashing) {
    char folder[FILES_PATH_SIZE];
    const char *form = variable(flashing, "BOARD_IMAGE");
    const char *label = variable(flashing, "BOARD_DRIVE");
    bool is_found = drive_find(flashing->drive, label, form, folder);
    int code = make_image(flashing, form);
    if (code != 0 || (!is_found && !flashing->is_dry)) {
        return code != 0 ? code
                         : fail_usage(where, TW_ERR_NOENT,
                                      "no drive %s is mounted: %s, or name its folder with --drive",
                                      label, variable(flashing, "BOARD_COPY"));
    }
    if (flashing->is_dry) {
        struct words words = {NULL, 0};
        words_add(&words, "cp");
        words_add(&words, flashing->image);
        words_add(&words, is_found ? folder : label);
        words_print(&words);
        words_free(&words);
        return 0;
    }
    return drive_copy(flashing->image, folder);
}

static int write_by_program(struct flashing *flashing, const struct way *way) {
    if (!flashing->is_dry && !program_find(way->name, NULL, 0)) {
        return fail_missing(where, "%s is not installed: %s", way->name, way->install);
    }
    struct words words = {NULL, 0};
    int code = make_image(flashing, way->form);
    if (code == 0) {
        words_add(&words, way->name);
        way->add(flashing, &words);
        code = run_words(flashing, &words);
    }
    words_free(&words);
    return code;
}

// Whether the way can be taken now: its drive is mounted, its program is there.
static bool is_there(const struct flashing *flashing, const struct way *way) {
    char folder[FILES_PATH_SIZE];
    return way->add != NULL ? program_find(way->name, NULL, 0)
                            : drive_find(flashing->drive, variable(flashing, "BOARD_DRIVE"),
                                         variable(flashing, "BOARD_IMAGE"), folder);
}

// The way that was asked for, if the board has it; else the first that can be taken, else the
// first.
static const struct way *choose(const struct flashing *flashing) {
    const struct way *first = NULL;
    for (const char *at = variable(flashing, "BOARD_FLASH"); *at != '\0';) {
        size_t size = strcspn(at, " ");
        const struct way *way = find_way(at, size);
        bool is_asked = flashing->way == NULL || (way != NULL && !strcmp(flashing->way, way->name));
        if (way != NULL && is_asked && (flashing->way != NULL || is_there(flashing, way))) {
            return way;
        }
        first = first == NULL && is_asked ? way : first;
        at += size + (at[size] == ' ');
    }
    return first;
}

// ---- the command ----

static int fail_board(const struct flashing *flashing, const char *file) {
    const char *board = flashing->board.name;
    if (flashing->way != NULL && variable(flashing, "BOARD_FLASH")[0] != '\0') {
        return fail_usage(where, TW_ERR_INVAL, "%s is not written with %s: try %s", board,
                          flashing->way, variable(flashing, "BOARD_FLASH"));
    }
    return strcmp(board, "host") == 0
               ? fail_usage(board, TW_ERR_UNSUPPORTED,
                            "this is the PC, there is nothing to write: tw sim runs its programs")
               : fail_usage(board, TW_ERR_UNSUPPORTED,
                            "this board is emulated only, its board.cmake names no BOARD_FLASH: "
                            "run the program with tools/emulate %s %s",
                            board, file);
}

static int flash(struct flashing *flashing) {
    const struct way *way = choose(flashing);
    if (!file_exists(flashing->elf) && !flashing->is_dry) {
        return fail_usage(flashing->elf, TW_ERR_NOENT, "there is no such file: check the path");
    }
    return way->add == NULL ? write_to_drive(flashing) : write_by_program(flashing, way);
}

// Builds the project in this folder for the board, and takes its program. A dry run says which it
// would be.
static int build(struct flashing *flashing) {
    struct project project;
    struct built built;
    struct build_options options;
    memset(&options, 0, sizeof options);
    memset(&built, 0, sizeof built);
    options.board = flashing->board.name;
    int code = project_open(&project, where);
    if (code == 0 && flashing->is_dry) {
        path_format(built.program, "build/%s/%s.elf", options.board, project.name);
    } else if (code == 0) {
        code = build_project(where, &project, &options, false, &built);
    }
    if (code == 0 && built.program[0] == '\0') {
        code = fail_usage(where, TW_ERR_UNSUPPORTED,
                          "the project is a command, which runs on the PC: use tw run");
    }
    path_format(flashing->elf, "%s", built.program);
    project_free(&project);
    return code;
}

int command_flash(int count, char **args) {
    struct flashing flashing;
    memset(&flashing, 0, sizeof flashing);
    flashing.is_dry = args_flag(&count, args, "--dry-run");
    flashing.way = args_value(&count, args, "--with");
    flashing.drive = args_value(&count, args, "--drive");
    flashing.port = args_value(&count, args, "--port");
    int code = args_check("flash", count, args, 1, 2);
    if (code != 0) {
        return code;
    }
    code = board_read(args[0], &flashing.board);
    if (code == 0 && choose(&flashing) == NULL) {
        code = fail_board(&flashing, count == 2 ? args[1] : "FILE.elf");
    }
    if (code == 0 && count == 2) {
        path_format(flashing.elf, "%s", args[1]);
    } else if (code == 0) {
        code = build(&flashing);
    }
    code = code == 0 ? flash(&flashing) : code;
    board_free(&flashing.board);
    return code;
}
