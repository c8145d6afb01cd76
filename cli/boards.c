// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "boards.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "sdk.h"
#include "text.h"

static void add_value(struct board_value **values, size_t *count, const char *name,
                      size_t name_size, const char *text, size_t text_size) {
    struct board_value *grown = realloc(*values, (*count + 1) * sizeof **values);
    char *name_copy = strndup(name, name_size);
    char *text_copy = strndup(text, text_size);
    if (grown == NULL || name_copy == NULL || text_copy == NULL) {
        exit(fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something"));
    }
    grown[(*count)++] = (struct board_value){name_copy, text_copy};
    *values = grown;
}

// Without spaces and quotes around it.
static const char *trim(const char *text, size_t *size) {
    while (*size > 0 && (isspace((unsigned char)text[0]) || text[0] == '"')) {
        text++;
        --*size;
    }
    while (*size > 0 && (isspace((unsigned char)text[*size - 1]) || text[*size - 1] == '"')) {
        --*size;
    }
    return text;
}

// "set(NAME value)"
static void read_variable(struct board *board, const char *line) {
    static const char head[] = "set(";
    size_t end = strcspn(line, "\n");
    while (end > 0 && line[end - 1] != ')') {
        end--;
    }
    if (strncmp(line, head, strlen(head)) != 0 || end == 0) {
        return;
    }
    const char *name = line + strlen(head);
    size_t name_size = strcspn(name, " )\n");
    size_t size = end - 1 - strlen(head) - name_size;
    const char *text = trim(name + name_size, &size);
    add_value(&board->variables, &board->variable_count, name, name_size, text, size);
}

// "#define NAME value", at the first one.
static void read_macro(struct board *board, const char *line) {
    static const char head[] = "#define ";
    line += strspn(line, " ");
    if (strncmp(line, head, strlen(head)) != 0) {
        return;
    }
    const char *name = line + strlen(head);
    size_t name_size = strcspn(name, " \n");
    char known[80];
    snprintf(known, sizeof known, "%.*s", (int)name_size, name);
    if (board_macro(board, known) != NULL) {
        return;
    }
    size_t size = strcspn(name + name_size, "\n");
    const char *comment = strstr(name + name_size, "//");
    if (comment != NULL && comment < name + name_size + size) {
        size = (size_t)(comment - name) - name_size;
    }
    const char *text = trim(name + name_size, &size);
    add_value(&board->macros, &board->macro_count, name, name_size, text, size);
}

static bool read_lines(struct board *board, const char *file,
                       void (*read)(struct board *board, const char *line)) {
    char path[FILES_PATH_SIZE];
    struct buffer text = {NULL, 0, 0};
    path_format(path, "%s/boards/%s/%s", sdk_need(), board->name, file);
    bool is_there = file_load(path, &text);
    for (const char *line = (const char *)text.bytes; is_there && line != NULL;) {
        read(board, line);
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    buffer_free(&text);
    return is_there;
}

int board_read(const char *name, struct board *board) {
    memset(board, 0, sizeof *board);
    bool is_name = name[0] != '.' && strchr(name, '/') == NULL && strlen(name) < sizeof board->name;
    snprintf(board->name, sizeof board->name, "%s", is_name ? name : "");
    if (is_name && read_lines(board, "board.cmake", read_variable) &&
        read_lines(board, "board.h", read_macro)) {
        return 0;
    }
    return fail_usage(name, TW_ERR_NOENT, "there is no such board: tw boards lists them");
}

static void free_values(struct board_value *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(values[i].name);
        free(values[i].text);
    }
    free(values);
}

void board_free(struct board *board) {
    free_values(board->variables, board->variable_count);
    free_values(board->macros, board->macro_count);
    memset(board, 0, sizeof *board);
}

static const char *find(const struct board_value *values, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(values[i].name, name) == 0) {
            return values[i].text;
        }
    }
    return NULL;
}

const char *board_variable(const struct board *board, const char *name) {
    return find(board->variables, board->variable_count, name);
}

const char *board_macro(const struct board *board, const char *name) {
    return find(board->macros, board->macro_count, name);
}

void board_list(struct words *names) {
    struct words folders = {NULL, 0};
    char path[FILES_PATH_SIZE];
    path_format(path, "%s/boards", sdk_need());
    folder_list(path, &folders);
    for (size_t i = 0; i < folders.count; i++) {
        path_format(path, "%s/boards/%s/board.cmake", sdk_need(), folders.items[i]);
        if (file_exists(path)) {
            words_add(names, folders.items[i]);
        }
    }
    words_free(&folders);
}
