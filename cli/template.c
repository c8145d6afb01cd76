// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "template.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "sdk.h"
#include "text.h"

#define RUST_FOLDER "../../guest/rust/"

// ---- the list -----------------------------------------------------------------------------------

static bool read_line(const char *line, struct template *template) {
    return line[0] != '#' &&
           sscanf(line, "%39s %39s %39s %39s %95[^\n]", template->name, template->app,
                  template->stem, template->module, template->summary) == 5;
}

// The index-th, or if name is not NULL the one of that name.
static bool find(size_t index, const char *name, struct template *template) {
    char path[FILES_PATH_SIZE];
    char line[256];
    bool is_found = false;
    path_format(path, "%s/apps/templates.txt", sdk_need());
    FILE *list = fopen(path, "r");
    while (list != NULL && !is_found && fgets(line, sizeof line, list) != NULL) {
        if (read_line(line, template)) {
            is_found = name != NULL ? strcmp(name, template->name) == 0 : index-- == 0;
        }
    }
    if (list != NULL) {
        fclose(list);
    }
    return is_found;
}

bool template_at(size_t index, struct template *template) {
    return find(index, NULL, template);
}

bool template_find(const char *name, struct template *template) {
    return find(0, name, template);
}

bool template_is_command(const struct template *template) {
    return strcmp(template->app, "-") == 0;
}

// modules/STEM_LANGUAGE, or modules/STEM, which is in C.
static bool find_module(const struct template *template, const struct language *language,
                        char folder[FILES_PATH_SIZE]) {
    char source[FILES_PATH_SIZE];
    path_format(folder, "%s/modules/%s_%s", sdk_need(), template->stem, language->name);
    if (language_of(folder, source, sizeof source) == language) {
        return true;
    }
    path_format(folder, "%s/modules/%s", sdk_need(), template->stem);
    return language_of(folder, source, sizeof source) == language;
}

void template_languages(const struct template *template, struct words *names) {
    char folder[FILES_PATH_SIZE];
    const struct language *language = NULL;
    for (size_t i = 0; (language = language_at(i)) != NULL; i++) {
        if (find_module(template, language, folder)) {
            words_add(names, language->name);
        }
    }
}

// ---- texts --------------------------------------------------------------------------------------

static void put_text(struct buffer *out, const char *text) {
    buffer_put(out, text, strlen(text));
}

// Puts the line at *at, its end too, and goes behind it.
static void put_line(struct buffer *out, const char **at) {
    size_t size = strcspn(*at, "\n");
    size += (*at)[size] == '\n';
    buffer_put(out, *at, size);
    *at += size;
}

static bool has_prefix(const char *text, const char *prefix) {
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

// The text of a source, whose headers of apps/, and what it has of guest/rust, lie beside it in a
// project.
static void put_source(struct buffer *out, const char *text) {
    static const struct {
        const char *outside;
        const char *beside;
    } starts[] = {{"#include \"../", "#include \""}, {"#[path = \"" RUST_FOLDER, "#[path = \""}};
    while (*text != '\0') {
        for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
            if (has_prefix(text, starts[i].outside)) {
                put_text(out, starts[i].beside);
                text += strlen(starts[i].outside);
            }
        }
        put_line(out, &text);
    }
}

// What tw.toml says of the project; behind the comment that it begins with.
static void put_origin(struct buffer *out, const struct origin *origin) {
    char text[512];
    snprintf(text, sizeof text,
             "name = \"%s\"\ntemplate = \"%s\"  # of tw new; docs: tw help new\n"
             "language = \"%s\"\nboard = \"%s\"  # that tw build and tw run take without --board\n",
             origin->name, origin->template.name, origin->language->name, origin->board);
    put_text(out, text);
}

static void put_toml(struct buffer *out, const struct origin *origin, const char *text) {
    while (*text == '#') {
        put_line(out, &text);
    }
    put_origin(out, origin);
    while (*text != '\0') {
        if (has_prefix(text, "modules = [")) {
            const char *rest = text + strcspn(text, "\n");
            put_text(out, "modules = [\"");
            put_text(out, origin->template.module);
            put_text(out, "\"]");
            text = rest;
        }
        put_line(out, &text);
    }
}

// go.mod names its module after its folder.
static void put_go_mod(struct buffer *out, const char *name, const char *text) {
    while (*text != '\0') {
        if (has_prefix(text, "module ")) {
            put_text(out, "module ");
            put_text(out, name);
            text += strcspn(text, "\n");
        }
        put_line(out, &text);
    }
}

// ---- a visit ------------------------------------------------------------------------------------

struct visiting {
    const struct origin *origin;
    template_visit_t visit;
    void *ctx;
};

static int give(const struct visiting *to, const char *path, const struct buffer *bytes) {
    return to->visit(to->ctx, path, bytes->bytes, bytes->size);
}

static int load(const char *path, struct buffer *bytes) {
    return file_load(path, bytes)
               ? 0
               : fail_usage(path, TW_ERR_IO, "%s: run make install again", strerror(errno));
}

enum kind { KIND_PLAIN, KIND_SOURCE, KIND_TOML, KIND_GO_MOD };

static enum kind kind_of(const char *path) {
    const char *extension = extension_of(path);
    if (strcmp(extension, "mod") == 0) {
        return KIND_GO_MOD;
    }
    if (strcmp(extension, "toml") == 0) {
        return KIND_TOML;
    }
    bool is_source =
        strcmp(extension, "c") == 0 || strcmp(extension, "h") == 0 || strcmp(extension, "rs") == 0;
    return is_source ? KIND_SOURCE : KIND_PLAIN;
}

// Gives the file at from as path.
static int give_file(const struct visiting *to, const char *from, const char *path,
                     const char *module) {
    struct buffer in = {NULL, 0, 0};
    struct buffer out = {NULL, 0, 0};
    int code = load(from, &in);
    const char *text = (const char *)in.bytes;
    enum kind kind = code == 0 ? kind_of(path) : KIND_PLAIN;
    if (kind == KIND_GO_MOD) {
        put_go_mod(&out, module, text);
    } else if (kind == KIND_TOML && strcmp(path, "tw.toml") == 0) {
        put_toml(&out, to->origin, text);
    } else if (kind == KIND_SOURCE) {
        put_source(&out, text);
    }
    code = code == 0 ? give(to, path, out.size > 0 ? &out : &in) : code;
    buffer_free(&out);
    buffer_free(&in);
    return code;
}

static bool is_left_out(const char *name) {
    return strcmp(name, "README.md") == 0 || strcmp(extension_of(name), "png") == 0;
}

// The path in a project of an application's file; scripts of the simulator are its tests.
static void place_app_file(const char *name, char path[FILES_PATH_SIZE]) {
    const char *extension = extension_of(name);
    bool is_test = strcmp(extension, "sim") == 0 || strcmp(extension, "txt") == 0;
    path_format(path, "%s%s", is_test ? "tests/" : "", name);
}

static int give_folder(const struct visiting *to, const char *folder, const char *below) {
    struct words names = {NULL, 0};
    char from[FILES_PATH_SIZE];
    char path[FILES_PATH_SIZE];
    int code = 0;
    path_format(from, "%s/%s", folder, below);
    folder_list(from, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        path_format(from, "%s/%s%s", folder, below, names.items[i]);
        if (file_exists(from) && !is_left_out(names.items[i])) {
            place_app_file(names.items[i], path);
            char placed[FILES_PATH_SIZE];
            path_format(placed, "%s%s", below, path);
            code = give_file(to, from, placed, NULL);
        }
    }
    words_free(&names);
    return code;
}

// ---- what is shared by applications -------------------------------------------------------------

// True if a source of the application includes the header of apps/.
static bool includes(const char *folder, const char *header) {
    struct words names = {NULL, 0};
    char path[FILES_PATH_SIZE];
    char line[256];
    bool is_found = false;
    snprintf(line, sizeof line, "#include \"../%s\"", header);
    folder_list(folder, &names);
    for (size_t i = 0; i < names.count && !is_found; i++) {
        struct buffer text = {NULL, 0, 0};
        path_format(path, "%s/%s", folder, names.items[i]);
        is_found = strcmp(extension_of(path), "c") == 0 && file_load(path, &text) &&
                   strstr((const char *)text.bytes, line) != NULL;
        buffer_free(&text);
    }
    words_free(&names);
    return is_found;
}

static int give_shared(const struct visiting *to, const char *apps, const char *folder) {
    struct words names = {NULL, 0};
    char path[FILES_PATH_SIZE];
    int code = 0;
    folder_list(apps, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        bool is_header = strcmp(extension_of(names.items[i]), "h") == 0;
        if (is_header && includes(folder, names.items[i])) {
            path_format(path, "%s/%s", apps, names.items[i]);
            code = give_file(to, path, names.items[i], NULL);
        }
    }
    words_free(&names);
    return code;
}

// ---- what is written here -----------------------------------------------------------------------

static const char cmake_lists[] =
    "# tw build calls this; so may you: cmake -S . -B build/host -Dtinywasm_DIR=FOLDER, where "
    "FOLDER\n"
    "# has the SDK's tinywasm-config.cmake, or it is installed where CMake looks for packages.\n"
    "cmake_minimum_required(VERSION 3.25)\n"
    "project(%s LANGUAGES C)\n"
    "find_package(tinywasm REQUIRED COMPONENTS sdk)\n"
    "tinywasm_application(${PROJECT_NAME} DIR \"${CMAKE_CURRENT_SOURCE_DIR}\")\n";

static const char readme[] =
    "# %s\n"
    "\n"
    "Made by `tw new` of the template %s: %s.\n"
    "\n"
    "    tw run        # builds it and runs it\n"
    "    tw build      # builds it: modules/ and the rest, and shows sizes\n"
    "    tw test       # runs what is in tests/\n"
    "\n"
    "`tw help run` and the others say more.\n";

static int give_text(const struct visiting *to, const char *path, const char *text) {
    return to->visit(to->ctx, path, text, strlen(text));
}

static int give_own(const struct visiting *to) {
    const struct template *template = &to->origin->template;
    char text[1024];
    snprintf(text, sizeof text, readme, to->origin->name, template->name, template->summary);
    int code = give_text(to, "README.md", text);
    code = code == 0 ? give_text(to, ".gitignore", "build/\n") : code;
    if (code != 0 || template_is_command(template)) {
        return code;
    }
    snprintf(text, sizeof text, cmake_lists, to->origin->name);
    return give_text(to, "CMakeLists.txt", text);
}

// ---- a command, without an application ----------------------------------------------------------

static bool is_transcript(const char *file) {
    return strcmp(extension_of(file), "txt") == 0;
}

// The transcript is that of the module in C, whichever the project's language is.
static int give_transcript(const struct visiting *to) {
    const char *stem = to->origin->template.stem;
    char from[FILES_PATH_SIZE];
    char path[FILES_PATH_SIZE];
    path_format(from, "%s/modules/%s/%s.txt", sdk_need(), stem, stem);
    path_format(path, "tests/%s.txt", to->origin->template.module);
    return give_file(to, from, path, NULL);
}

static int give_command(const struct visiting *to) {
    struct buffer text = {NULL, 0, 0};
    put_origin(&text, to->origin);
    put_text(&text, "command = \"");
    put_text(&text, to->origin->template.module);
    put_text(&text, "\"  # the module that tw run runs\n");
    int code = give(to, "tw.toml", &text);
    buffer_free(&text);
    return code == 0 ? give_transcript(to) : code;
}

// ---- all of it ----------------------------------------------------------------------------------

// The file's name in a module that has another name.
static void place_module_file(const char *file, const char *stem, const char *folder,
                              const char *name, char path[FILES_PATH_SIZE]) {
    size_t size = strlen(stem);
    bool is_main = strncmp(file, stem, size) == 0 && file[size] == '.';
    path_format(path, "%s%s/%s%s", folder, name, is_main ? name : "", is_main ? file + size : file);
}

// What the module's source at from has of guest/rust.
static int give_rust(const struct visiting *to, const char *from, const char *folder,
                     const char *name) {
    struct words names = {NULL, 0};
    struct buffer text = {NULL, 0, 0};
    char path[FILES_PATH_SIZE];
    char rust[FILES_PATH_SIZE];
    char word[FILES_PATH_SIZE];
    path_format(rust, "%s/guest/rust", sdk_need());
    int code = load(from, &text);
    folder_list(rust, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        path_format(word, "\"" RUST_FOLDER "%s\"", names.items[i]);
        if (strstr((const char *)text.bytes, word) != NULL) {
            path_format(word, "%s/%s", rust, names.items[i]);
            path_format(path, "%s%s/%s", folder, name, names.items[i]);
            code = give_file(to, word, path, name);
        }
    }
    buffer_free(&text);
    words_free(&names);
    return code;
}

// All but transcripts, which are tests of a project.
static int visit_module(const struct visiting *to, const char *folder, const char *name) {
    const struct origin *origin = to->origin;
    struct words names = {NULL, 0};
    char from[FILES_PATH_SIZE];
    char file[FILES_PATH_SIZE];
    char path[FILES_PATH_SIZE];
    if (!find_module(&origin->template, origin->language, from)) {
        return fail_usage("tw new", TW_ERR_UNSUPPORTED,
                          "template %s has no module in %s: see tw help new", origin->template.name,
                          origin->language->name);
    }
    path_format(file, "%s%s.rs", from, strrchr(from, '/'));
    int code = file_exists(file) ? give_rust(to, file, folder, name) : 0;
    folder_list(from, &names);
    // What was compiled is newer than its sources: it comes behind them.
    for (size_t i = 0; code == 0 && i < 2 * names.count; i++) {
        const char *item = names.items[i % names.count];
        bool is_compiled = strcmp(extension_of(item), "wasm") == 0;
        path_format(file, "%s/%s", from, item);
        place_module_file(item, strrchr(from, '/') + 1, folder, name, path);
        bool is_now = is_compiled == (i >= names.count) && !is_transcript(item);
        code = is_now && file_exists(file) ? give_file(to, file, path, name) : 0;
    }
    words_free(&names);
    return code;
}

int template_visit_module(const struct origin *origin, const char *folder, const char *name,
                          template_visit_t visit, void *ctx) {
    const struct visiting to = {origin, visit, ctx};
    return visit_module(&to, folder, name);
}

int template_visit_project(const struct origin *origin, template_visit_t visit, void *ctx) {
    const struct visiting to = {origin, visit, ctx};
    const char *module = origin->template.module;
    char apps[FILES_PATH_SIZE];
    char folder[FILES_PATH_SIZE];
    path_format(apps, "%s/apps", sdk_need());
    path_format(folder, "%s/%s", apps, origin->template.app);
    int code = visit_module(&to, "modules/", module);
    code = code == 0 ? give_own(&to) : code;
    if (template_is_command(&origin->template)) {
        return code == 0 ? give_command(&to) : code;
    }
    code = code == 0 ? give_folder(&to, folder, "") : code;
    code = code == 0 ? give_folder(&to, folder, "bridge/") : code;
    return code == 0 ? give_shared(&to, apps, folder) : code;
}
