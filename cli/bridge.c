// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _POSIX_C_SOURCE 200809L

#include "bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bindgen.h"
#include "files.h"
#include "sdk.h"
#include "text.h"
#include "tinywasm/wasi.h"

#define WORD_BYTES 200

static char *copy(const char *text) {
    char *copied = strdup(text);
    if (copied == NULL) {
        exit(fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something"));
    }
    return copied;
}

// "i*~$" in core types: a buffer's address and size, a text's address.
static char *core_letters(const char *letters) {
    char *core = copy(letters);
    for (char *at = core; *at != '\0'; at++) {
        *at = strchr("*~$", *at) != NULL ? 'i' : *at;
    }
    return core;
}

void bridge_add(struct bridge *bridge, const char *module, const char *name, const char *letters,
                const char *source) {
    struct bridge_function *grown =
        realloc(bridge->functions, (bridge->count + 1) * sizeof *bridge->functions);
    if (grown == NULL) {
        exit(fail_module("tw", TW_ERR_NOMEM, "the PC has no memory left: close something"));
    }
    bridge->functions = grown;
    grown[bridge->count++] =
        (struct bridge_function){copy(module), copy(name), core_letters(letters), copy(source)};
}

void bridge_free(struct bridge *bridge) {
    for (size_t i = 0; i < bridge->count; i++) {
        free(bridge->functions[i].module);
        free(bridge->functions[i].name);
        free(bridge->functions[i].letters);
        free(bridge->functions[i].source);
    }
    free(bridge->functions);
    *bridge = (struct bridge){NULL, 0};
}

const struct bridge_function *bridge_find(const struct bridge *bridge, const char *module,
                                          const char *name) {
    for (size_t i = 0; i < bridge->count; i++) {
        const struct bridge_function *function = &bridge->functions[i];
        if (strcmp(function->module, module) == 0 && strcmp(function->name, name) == 0) {
            return function;
        }
    }
    return NULL;
}

// ---- files ----

// `MODULE.NAME LETTERS`, a comment or nothing.
static bool read_line(struct bridge *bridge, const char *line, const char *path) {
    char module[WORD_BYTES];
    char name[WORD_BYTES];
    char letters[WORD_BYTES];
    char rest = '\0';
    line += strspn(line, " ");
    if (line[0] == '#' || line[0] == '\n' || line[0] == '\0') {
        return true;
    }
    char text[3 * WORD_BYTES];
    snprintf(text, sizeof text, "%.*s", (int)strcspn(line, "\n"), line);
    bool is_good = sscanf(text, "%199[^. ].%199s %199s %c", module, name, letters, &rest) == 3 &&
                   letters[0] == '(' && strchr(letters, ')') != NULL &&
                   strspn(letters, "()iIfFrpV*~$") == strlen(letters);
    if (is_good) {
        bridge_add(bridge, module, name, letters, path);
    }
    return is_good;
}

static int read_signatures(struct bridge *bridge, const char *path) {
    struct buffer text = {NULL, 0, 0};
    unsigned number = 1;
    bool is_good = file_load(path, &text);
    for (const char *line = (const char *)text.bytes; is_good && line != NULL; number++) {
        is_good = read_line(bridge, line, path);
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    buffer_free(&text);
    return is_good
               ? 0
               : fail_module(path, TW_ERR_INVAL,
                             "line %u is no function: write it as `hosted.pong ()`", number - 1);
}

static int read_file(struct bridge *bridge, const char *path) {
    return strcmp(extension_of(path), "wit") == 0 ? bindgen_visit(path, bridge)
                                                  : read_signatures(bridge, path);
}

static int read_folder(struct bridge *bridge, const char *folder) {
    struct words names = {NULL, 0};
    int code = 0;
    folder_list(folder, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        char path[FILES_PATH_SIZE];
        const char *extension = extension_of(names.items[i]);
        path_format(path, "%s/%s", folder, names.items[i]);
        if (strcmp(extension, "wit") == 0 || strcmp(extension, "sig") == 0) {
            code = read_file(bridge, path);
        }
    }
    words_free(&names);
    return code;
}

static void read_wasi(struct bridge *bridge) {
    static tw_wasi_t wasi;
    tw_wasi_init(&wasi);
    for (uint32_t i = 0; i < wasi.module.func_count; i++) {
        bridge_add(bridge, wasi.module.name, wasi.module.funcs[i].name,
                   wasi.module.funcs[i].signature, "wasi");
    }
}

// One of the folder's own was read with it.
static bool is_own(const char *folder, const char *name) {
    static const char *const places[] = {"%s/%s.wit", "%s/%s.sig", "%s/bridge/%s.wit",
                                         "%s/bridge/%s.sig"};
    bool is_there = false;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char path[FILES_PATH_SIZE];
        path_format(path, places[i], folder, name);
        is_there = is_there || file_exists(path);
    }
    return is_there;
}

static int read_named(struct bridge *bridge, const char *folder, const char *name) {
    char path[FILES_PATH_SIZE];
    if (strcmp(name, "wasi") == 0) {
        read_wasi(bridge);
        return 0;
    }
    if (is_own(folder, name)) {
        return 0;
    }
    path_format(path, "%s/bridge/%s.wit", sdk_need(), name);
    if (!file_exists(path)) {
        path_format(path, "%s/bridge/%s.sig", sdk_need(), name);
    }
    return file_exists(path)
               ? read_file(bridge, path)
               : fail_usage(folder, TW_ERR_NOENT,
                            "bridge in tw.toml names %s, and there is no %s.wit nor %s.sig in it, "
                            "its folder bridge or the SDK's: name one that there is",
                            name, name, name);
}

int bridge_read(struct bridge *bridge, const char *folder, const struct words *names) {
    char own[FILES_PATH_SIZE];
    path_format(own, "%s/bridge", folder);
    int code = read_folder(bridge, folder);
    code = code == 0 ? read_folder(bridge, own) : code;
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        code = read_named(bridge, folder, names->items[i]);
    }
    return code;
}

static bool has_module(const struct bridge *bridge, const char *module) {
    for (size_t i = 0; i < bridge->count; i++) {
        if (strcmp(bridge->functions[i].module, module) == 0) {
            return true;
        }
    }
    return false;
}

// Tables that are written by hand may have several modules in a file.
static bool has_signatures(const char *path, const char *module) {
    struct bridge bridge = {NULL, 0};
    bool is_there = strcmp(extension_of(path), "sig") == 0 && read_signatures(&bridge, path) == 0 &&
                    has_module(&bridge, module);
    bridge_free(&bridge);
    return is_there;
}

const char *bridge_name_for(const char *module) {
    static char name[WORD_BYTES];
    char folder[FILES_PATH_SIZE];
    struct words names = {NULL, 0};
    bool is_found = strcmp(module, "wasi_snapshot_preview1") == 0;
    snprintf(name, sizeof name, "%s", is_found ? "wasi" : module);
    path_format(folder, "%s/bridge", sdk_need());
    folder_list(folder, &names);
    for (size_t i = 0; !is_found && i < names.count; i++) {
        char path[FILES_PATH_SIZE];
        const char *file = names.items[i];
        size_t stem = strlen(file) - strlen(extension_of(file));
        path_format(path, "%s/%s", folder, file);
        bool is_wit = strcmp(extension_of(file), "wit") == 0 && stem == strlen(module) + 1 &&
                      strncmp(file, module, stem - 1) == 0;
        is_found = is_wit || has_signatures(path, module);
        if (is_found) {
            snprintf(name, sizeof name, "%.*s", (int)stem - 1, file);
        }
    }
    words_free(&names);
    return is_found ? name : NULL;
}
