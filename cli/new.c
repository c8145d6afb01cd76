// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "project.h"
#include "sdk.h"
#include "template.h"
#include "text.h"

// tw new: a project or a module, made of a template.

#define WHERE "tw new"
#define MANIFEST_LIST "modules = ["

struct options {
    const char *kind;
    const char *name;
    const char *template;
    const char *language;
    const char *board;
};

// ---- the command line ---------------------------------------------------------------------------

static int set_option(struct options *options, const char *name, const char *word) {
    const struct {
        const char *name;
        const char **to;
    } rows[] = {{"--template", &options->template},
                {"--lang", &options->language},
                {"--board", &options->board}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(name, rows[i].name) != 0) {
            continue;
        }
        *rows[i].to = word;
        return word != NULL ? 0
                            : fail_usage(WHERE, TW_ERR_INVAL,
                                         "behind %s a word is missing: see tw help new", name);
    }
    return fail_usage(WHERE, TW_ERR_INVAL, "there is no option %s: see tw help new", name);
}

static int read_options(struct options *options, int count, char **args) {
    int code = 0;
    for (int i = 0; code == 0 && i < count; i++) {
        if (strncmp(args[i], "--", 2) == 0) {
            code = set_option(options, args[i], i + 1 < count ? args[i + 1] : NULL);
            i++;
        } else if (options->kind == NULL) {
            options->kind = args[i];
        } else if (options->name == NULL) {
            options->name = args[i];
        } else {
            code = fail_usage(WHERE, TW_ERR_INVAL, "a second name %s: give one", args[i]);
        }
    }
    bool is_project = options->kind != NULL && strcmp(options->kind, "project") == 0;
    bool is_module = options->kind != NULL && strcmp(options->kind, "module") == 0;
    if (code == 0 && ((!is_project && !is_module) || options->name == NULL)) {
        return fail_usage(WHERE, TW_ERR_INVAL,
                          "what is to be made: write tw new project NAME or tw new module NAME");
    }
    return code;
}

// ---- what the words mean ------------------------------------------------------------------------

static void join(const struct words *words, char *text, size_t room) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < words->count && used < room; i++) {
        used +=
            (size_t)snprintf(text + used, room - used, "%s%s", i == 0 ? "" : ", ", words->items[i]);
    }
}

static int fail_choice(tw_err_t err, const char *what, const char *word, struct words *choices) {
    char text[512];
    join(choices, text, sizeof text);
    words_free(choices);
    return fail_usage(WHERE, err, "%s %s: choose one of %s", what, word, text);
}

static int find_template(const char *name, struct template *template) {
    struct words names = {NULL, 0};
    struct template other;
    if (template_find(name, template)) {
        return 0;
    }
    for (size_t i = 0; template_at(i, &other); i++) {
        words_add(&names, other.name);
    }
    return fail_choice(TW_ERR_NOENT, "there is no template", name, &names);
}

static int find_language(const char *name, struct origin *origin) {
    struct words names = {NULL, 0};
    origin->language = language_find(name);
    template_languages(&origin->template, &names);
    for (size_t i = 0; origin->language != NULL && i < names.count; i++) {
        if (strcmp(names.items[i], name) == 0) {
            words_free(&names);
            return 0;
        }
    }
    return fail_choice(TW_ERR_UNSUPPORTED, "the template has no module in", name, &names);
}

static int find_board(const char *name) {
    struct words names = {NULL, 0};
    char path[FILES_PATH_SIZE];
    path_format(path, "%s/boards/%s/board.h", sdk_need(), name);
    if (strchr(name, '/') == NULL && file_exists(path)) {
        return 0;
    }
    path_format(path, "%s/boards", sdk_need());
    folder_list(path, &names);
    return fail_choice(TW_ERR_NOENT, "there is no board", name, &names);
}

// ---- writing ------------------------------------------------------------------------------------

// Below folder; says so.
static int write_file(void *ctx, const char *path, const void *bytes, size_t size) {
    const char *folder = ctx;
    char full[FILES_PATH_SIZE];
    path_format(full, "%s%s", folder, path);
    if (file_exists(full)) {
        return fail_usage(full, TW_ERR_STATE, "it is there already: take another name");
    }
    if (!file_store(full, bytes, size)) {
        return fail_usage(full, TW_ERR_IO, "%s: check the folder", strerror(errno));
    }
    printf("  %s\n", full);
    return 0;
}

static int make_project(const struct origin *origin) {
    char folder[FILES_PATH_SIZE];
    path_format(folder, "%s/", origin->name);
    if (folder_exists(origin->name) || file_exists(origin->name)) {
        return fail_usage(origin->name, TW_ERR_STATE, "it is there already: take another name");
    }
    printf("project %s, of template %s, in %s:\n", origin->name, origin->template.name,
           origin->language->title);
    int code = template_visit_project(origin, write_file, folder);
    if (code == 0) {
        printf("Next:\n  cd %s\n  tw run\n", origin->name);
    }
    return code;
}

// Adds the module to the list of tw.toml, if that is one line.
static bool add_to_manifest(const char *name) {
    struct buffer text = {NULL, 0, 0};
    struct buffer out = {NULL, 0, 0};
    bool is_done = false;
    if (file_load(PROJECT_FILE, &text)) {
        const char *start = (const char *)text.bytes;
        const char *list = strstr(start, MANIFEST_LIST);
        const char *line_end = list != NULL ? list + strcspn(list, "\n") : NULL;
        const char *end = list != NULL ? memchr(list, ']', (size_t)(line_end - list)) : NULL;
        if (end != NULL && (list == start || list[-1] == '\n')) {
            bool is_empty = end == list + strlen(MANIFEST_LIST);
            buffer_put(&out, start, (size_t)(end - start));
            buffer_put(&out, is_empty ? "\"" : ", \"", is_empty ? 1 : 3);
            buffer_put(&out, name, strlen(name));
            buffer_put(&out, "\"", 1);
            buffer_put(&out, end, strlen(end));
            is_done = file_store(PROJECT_FILE, out.bytes, out.size);
        }
    }
    buffer_free(&text);
    buffer_free(&out);
    return is_done;
}

static int make_module(const struct origin *origin) {
    bool has_project = project_is_here();
    char folder[FILES_PATH_SIZE];
    path_format(folder, "%s%s", has_project ? "modules/" : "", origin->name);
    if (folder_exists(folder) || file_exists(folder)) {
        return fail_usage(folder, TW_ERR_STATE, "it is there already: take another name");
    }
    printf("module %s, of template %s, in %s:\n", origin->name, origin->template.name,
           origin->language->title);
    int code =
        template_visit_module(origin, has_project ? "modules/" : "", origin->name, write_file, "");
    if (code != 0) {
        return code;
    }
    if (!has_project) {
        printf("Next:\n  cd %s\n  tw build\n", origin->name);
    } else if (add_to_manifest(origin->name)) {
        puts("It is in the list of " PROJECT_FILE ".\nNext:\n  tw build");
    } else {
        puts("Next: tw build; name it in " PROJECT_FILE " if the application is to hold it.");
    }
    return 0;
}

static const char *or_else(const char *word, const char *other) {
    return word != NULL && word[0] != '\0' ? word : other;
}

static int make(struct options *options) {
    bool is_project = strcmp(options->kind, "project") == 0;
    struct project project = {.name = ""};
    struct origin origin = {.name = options->name, .board = or_else(options->board, "host")};
    int code = 0;
    if (!project_may_have_name(options->name)) {
        return fail_usage(WHERE, TW_ERR_INVAL,
                          "'%s' cannot be a name: begin with a letter, go on with letters, digits, "
                          "_ and -, 32 at most, and none that the build has",
                          options->name);
    }
    if (!is_project && project_is_here()) {
        code = project_open(&project, WHERE);
    }
    code = code == 0
               ? find_template(or_else(options->template, or_else(project.template, "simple")),
                               &origin.template)
               : code;
    code = code == 0
               ? find_language(or_else(options->language, or_else(project.language, "c")), &origin)
               : code;
    code = code == 0 ? find_board(origin.board) : code;
    if (code == 0) {
        code = is_project ? make_project(&origin) : make_module(&origin);
    }
    project_free(&project);
    return code;
}

int command_new(int count, char **args) {
    struct options options = {NULL, NULL, NULL, NULL, NULL};
    int code = read_options(&options, count, args);
    return code == 0 ? make(&options) : code;
}
