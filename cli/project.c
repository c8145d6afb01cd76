// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "project.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"
#include "toml.h"

#define LONGEST_NAME 32
#define PARAMETERS "parameters"

bool project_may_have_name(const char *name) {
    // What CMake or the library has names like these for.
    static const char *const taken[] = {"all",  "clean",   "depend", "gcc",   "help",
                                        "host", "install", "list",   "m",     "modules",
                                        "test", "tests",   "build",  "bridge"};
    size_t size = strlen(name);
    bool is_good = size > 0 && size <= LONGEST_NAME && isalpha((unsigned char)name[0]) &&
                   strncmp(name, "tinywasm", strlen("tinywasm")) != 0;
    for (size_t i = 0; is_good && i < size; i++) {
        is_good = isalnum((unsigned char)name[i]) || name[i] == '_' || name[i] == '-';
    }
    for (size_t i = 0; is_good && i < sizeof taken / sizeof taken[0]; i++) {
        is_good = strcmp(name, taken[i]) != 0;
    }
    return is_good;
}

// ---- tw.toml ------------------------------------------------------------------------------------

static void set_text(char *to, const char *text) {
    snprintf(to, PROJECT_WORD, "%.*s", PROJECT_WORD - 1, text);
}

static int visit_value(void *ctx, const struct toml_value *value) {
    struct project *project = ctx;
    struct {
        const char *key;
        char *to;
    } const texts[] = {{"name", project->name},
                       {"board", project->board},
                       {"template", project->template},
                       {"language", project->language},
                       {"command", project->command}};
    if (value->key == NULL) {
        return 0;
    }
    if (value->section != NULL) {
        if (strcmp(value->section, PARAMETERS) == 0) {
            words_add(&project->parameters, value->key);
        }
        return 0;
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(value->key, texts[i].key) == 0 && value->type == TOML_TEXT) {
            set_text(texts[i].to, value->text);
        }
    }
    return 0;
}

static int read_toml(struct project *project) {
    struct buffer text = {NULL, 0, 0};
    struct toml_error error = {0, ""};
    int code = 0;
    if (!toml_is_there()) {
        return fail_usage(PROJECT_FILE, TW_ERR_UNSUPPORTED,
                          "this tw reads no TOML: build it with toml++: tools/setup tw");
    }
    if (!file_load(PROJECT_FILE, &text)) {
        code = fail_usage(PROJECT_FILE, TW_ERR_IO, "%s: check the file", strerror(errno));
    } else if (toml_read((const char *)text.bytes, text.size, visit_value, project, &error) != 0) {
        code = fail_usage(PROJECT_FILE, TW_ERR_INVAL, "line %u: %s: correct it", error.line,
                          error.text);
    } else if (!project_may_have_name(project->name)) {
        code = fail_usage(PROJECT_FILE, TW_ERR_INVAL,
                          "the project has no good name: write name = \"NAME\" at the top, of "
                          "letters, digits, _ and -");
    }
    buffer_free(&text);
    return code;
}

// ---- the project --------------------------------------------------------------------------------

bool project_is_here(void) {
    return file_exists(PROJECT_FILE);
}

static bool go_to_project(void) {
    char folder[FILES_PATH_SIZE];
    while (!project_is_here()) {
        if (getcwd(folder, sizeof folder) == NULL || strcmp(folder, "/") == 0 || chdir("..") != 0) {
            return false;
        }
    }
    return true;
}

int project_open(struct project *project, const char *where) {
    memset(project, 0, sizeof *project);
    set_text(project->board, "host");
    if (!go_to_project()) {
        return fail_usage(where, TW_ERR_NOENT,
                          "no " PROJECT_FILE
                          " here nor above: go to a project's folder, or make "
                          "one with tw new project NAME");
    }
    return read_toml(project);
}

void project_free(struct project *project) {
    words_free(&project->parameters);
}

// ---- is it as it was made? ----------------------------------------------------------------------

static bool may_differ(const char *path) {
    return strncmp(path, "tests/", strlen("tests/")) == 0 || strcmp(path, "README.md") == 0 ||
           strcmp(path, ".gitignore") == 0 || strcmp(extension_of(path), "wasm") == 0;
}

static int compare_file(void *ctx, const char *path, const void *bytes, size_t size) {
    bool *is_equal = ctx;
    struct buffer own = {NULL, 0, 0};
    if (!may_differ(path)) {
        *is_equal =
            file_load(path, &own) && own.size == size && memcmp(own.bytes, bytes, size) == 0;
    }
    buffer_free(&own);
    return *is_equal ? 0 : 1;
}

bool project_is_untouched(const struct project *project) {
    struct origin origin = {.language = language_find(project->language),
                            .name = project->name,
                            .board = project->board};
    bool is_equal = true;
    return origin.language != NULL && template_find(project->template, &origin.template) &&
           template_visit_project(&origin, compare_file, &is_equal) == 0 && is_equal;
}
