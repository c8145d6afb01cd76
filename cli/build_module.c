// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build.h"
#include "interp.h"
#include "sdk.h"
#include "session.h"
#include "template.h"
#include "text.h"

// Modules: which language, is it up to date, the compiler, the optimiser, and the table of sizes.

#define FLAGS_FILE "link.flags"
#define WASI_FLAG "--wasi"

struct module {
    const char *where;
    char folder[FILES_PATH_SIZE];
    char name[FILES_PATH_SIZE];
    char source[FILES_PATH_SIZE];
    char target[FILES_PATH_SIZE];
    const struct language *language;
    bool is_command;
    struct words flags;    // of link.flags
    int64_t linked_bytes;  // before wasm-opt; 0: it was up to date
};

static bool module_find(struct module *module) {
    module->language = language_of(module->folder, module->source, sizeof module->source);
    if (module->language == NULL) {
        return false;
    }
    const char *base = strrchr(module->source, '/');
    size_t size = strlen(base + 1) - strlen(module->language->extension) - 1;
    path_format(module->name, "%.*s", (int)size, base + 1);
    path_format(module->target, "%s/%s.wasm", module->folder, module->name);
    return true;
}

static void read_flags(struct module *module) {
    struct buffer text = {NULL, 0, 0};
    char path[FILES_PATH_SIZE];
    char *rest = NULL;
    path_format(path, "%s/" FLAGS_FILE, module->folder);
    if (file_load(path, &text)) {
        for (char *word = strtok_r((char *)text.bytes, " \t\r\n", &rest); word != NULL;
             word = strtok_r(NULL, " \t\r\n", &rest)) {
            words_add(&module->flags, word);
            module->is_command |= strcmp(word, WASI_FLAG) == 0;
        }
    }
    buffer_free(&text);
}

static bool is_up_to_date(const struct module *module) {
    int64_t made = file_changed(module->target);
    return made != 0 && made >= folder_changed(module->folder, "wasm");
}

// ---- the compiler -------------------------------------------------------------------------------

static int compile(const struct module *module) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    fprintf(stderr, "compiling %s\n", module->source);
    words_add_format(&words, "%s/guest/build", sdk_need());
    words_add(&words, module->source);
    words_add(&words, "-o");
    words_add(&words, module->target);
    for (size_t i = 0; i < module->flags.count; i++) {
        words_add(&words, module->flags.items[i]);
    }
    int code = program_run(&words, NULL, &said);
    fputs((const char *)(said.size > 0 ? said.bytes : (const uint8_t *)""), stderr);
    buffer_free(&said);
    words_free(&words);
    return code == 0 ? 0
                     : fail_module(module->source, TW_ERR_INVAL,
                                   "it does not compile: correct what the compiler says above");
}

// ---- the optimiser ------------------------------------------------------------------------------

// wasm-opt of PATH, or the one that came with AssemblyScript.
static bool find_optimiser(struct words *words) {
    char path[FILES_PATH_SIZE];
    path_format(path, "%s/build/deps/node_modules/binaryen/bin/wasm-opt", sdk_need());
    if (!file_exists(path)) {
        path_format(path, "%s/build/deps/node_modules/binaryen/bin/wasm-opt.js", sdk_need());
    }
    if (program_find("node", NULL, 0) && file_exists(path)) {
        words_add(words, "node");
        words_add(words, path);
        return true;
    }
    bool is_there = program_find("wasm-opt", NULL, 0);
    if (is_there) {
        words_add(words, "wasm-opt");
    }
    return is_there;
}

// True if the library takes the module.
static bool is_valid(const char *path) {
    struct file file;
    struct session session;
    tw_module_t *module = NULL;
    bool is_good = false;
    if (file_read(&file, path) == 0) {
        is_good = session_open(&session, &tw_interp_core, &file, 0, NULL, 0, NULL) == 0 &&
                  session_load(&session, &module) == 0;
        session_close(&session);
    }
    file_free(&file);
    return is_good;
}

// Keeps what wasm-opt made if it is smaller, and a module for us. One that knows less of
// WebAssembly than the compiler refuses the module, which is fine.
static void shrink(const struct module *module) {
    static const char *const options[] = {"-Oz",
                                          "--strip-debug",
                                          "--strip-producers",
                                          "--enable-bulk-memory",
                                          "--enable-sign-ext",
                                          "--enable-mutable-globals",
                                          NULL};
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    char smaller[FILES_PATH_SIZE];
    path_format(smaller, "%s/.%s.smaller", module->folder, module->name);
    if (find_optimiser(&words)) {
        for (const char *const *option = options; *option != NULL; option++) {
            words_add(&words, *option);
        }
        if (strcmp(words.items[0], "node") == 0) {  // a version that knows them
            words_add(&words, "--enable-custom-page-sizes");
        }
        words_add(&words, module->target);
        words_add(&words, "-o");
        words_add(&words, smaller);
        int code = program_run(&words, NULL, &said);
        bool is_better = code == 0 && file_size(smaller) > 0 &&
                         file_size(smaller) < file_size(module->target) && is_valid(smaller);
        if (!is_better || rename(smaller, module->target) != 0) {
            unlink(smaller);
        }
    }
    buffer_free(&said);
    words_free(&words);
}

// ---- one module ---------------------------------------------------------------------------------

// Without its toolchain a module that is up to date is used as it is.
static int use_as_it_is(const struct module *module, const char *what, const char *command) {
    if (!is_up_to_date(module)) {
        return fail_missing(module->source, "it cannot be compiled without %s: run %s", what,
                            command);
    }
    fprintf(stderr, "%s: it is used as it came; a rebuild needs %s: %s\n", module->target, what,
            command);
    return 0;
}

static int make_module(struct module *module, const struct build_options *options) {
    char what[128];
    if (!options->is_all && is_up_to_date(module)) {
        return 0;
    }
    const char *command = language_missing(module->language, module->is_command, what, sizeof what);
    if (command != NULL) {
        return use_as_it_is(module, what, command);
    }
    int code = compile(module);
    if (code == 0) {
        module->linked_bytes = file_size(module->target);
        shrink(module);
    }
    return code;
}

static void tell_json(const struct module *module, struct json *json) {
    json_begin(json, NULL);
    json_text(json, "name", module->name);
    json_text(json, "language", module->language->name);
    json_text(json, "file", module->target);
    json_signed(json, "bytes", file_size(module->target));
    json_bool(json, "was_compiled", module->linked_bytes != 0);
    if (module->linked_bytes != 0) {
        json_signed(json, "bytes_before_wasm_opt", module->linked_bytes);
    }
    json_end(json);
}

static void tell(const struct module *module, struct report *report) {
    int64_t size = file_size(module->target);
    if (report->is_json) {
        tell_json(module, &report->json);
        return;
    }
    printf("  %-20s %-14s %10s B", module->name, module->language->name, grouped((uint64_t)size));
    if (module->linked_bytes > size) {
        printf("  (%s B before wasm-opt)", grouped((uint64_t)module->linked_bytes));
    }
    puts(module->linked_bytes == 0 ? "  up to date" : "");
}

static int build_one(const char *where, const char *folder, const struct build_options *options,
                     struct report *report) {
    struct module module = {.where = where};
    path_format(module.folder, "%s", folder);
    if (!module_find(&module)) {
        return fail_usage(folder, TW_ERR_NOENT,
                          "no source of a module is in it: give it one with the folder's name and "
                          ".c, .rs, .zig, .go or .ts");
    }
    read_flags(&module);
    int code = make_module(&module, options);
    if (code == 0 && report != NULL) {
        tell(&module, report);
    }
    words_free(&module.flags);
    return code;
}

// ---- all of them --------------------------------------------------------------------------------

static void begin(struct report *report) {
    if (report != NULL && report->is_json) {
        json_begin_list(&report->json, "modules");
    } else if (report != NULL) {
        printf("  %-20s %-14s %12s\n", "module", "language", "size");
    }
}

static void end(struct report *report) {
    if (report != NULL && report->is_json) {
        json_end_list(&report->json);
    }
}

int build_modules(const char *where, const struct build_options *options, struct report *report) {
    struct words names = {NULL, 0};
    char folder[FILES_PATH_SIZE];
    int code = 0;
    folder_list("modules", &names);
    begin(report);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        path_format(folder, "modules/%s", names.items[i]);
        code = folder_exists(folder) ? build_one(where, folder, options, report) : 0;
    }
    end(report);
    words_free(&names);
    return code;
}

int build_module_here(const char *where, const struct build_options *options,
                      struct report *report) {
    begin(report);
    int code = build_one(where, ".", options, report);
    end(report);
    return code;
}
