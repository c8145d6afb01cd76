// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "boards.h"
#include "bridge.h"
#include "command.h"
#include "files.h"
#include "grants.h"
#include "json.h"
#include "scan.h"
#include "session.h"
#include "stub.h"
#include "suggest.h"
#include "text.h"
#include "toml.h"

// tw check: what an application would say of a module, before it is uploaded.

static const char where[] = "tw check";

#define NAME_BYTES 300
#define TEXT_BYTES 700
#define MOST_MEMORY (256u * 1024u * 1024u)

// What tw.toml says of it.
struct application {
    const char *folder;
    struct words bridge;      // the key's names
    struct words modules;     // that are in it
    char grants[NAME_BYTES];  // "": every module may use all
    tw_limits_t limits;
};

struct checking {
    struct application application;
    struct bridge bridge;
    struct buffer table;  // of grants
    tw_grants_t grants;
    struct file file;
    struct session session;
    tw_module_t *module;
    struct json json;
    bool is_json;
    unsigned problems;
};

// ---- tw.toml ----

static void set_limit(tw_limits_t *limits, const char *key, int64_t number) {
    if (strcmp(key, "memory_bytes") == 0) {
        limits->memory_bytes = (uint64_t)number;
    } else if (strcmp(key, "memory_prefix_bytes") == 0) {
        limits->memory_prefix_bytes = (uint64_t)number;
    } else if (strcmp(key, "stack_bytes") == 0) {
        limits->stack_bytes = (uint32_t)number;
    } else if (strcmp(key, "table_elements") == 0) {
        limits->table_elements = (uint32_t)number;
    }
}

static int visit_value(void *ctx, const struct toml_value *value) {
    struct application *application = ctx;
    if (value->key == NULL) {
        return 0;
    }
    if (value->section != NULL) {
        if (strcmp(value->section, "limits") == 0 && value->type == TOML_NUMBER) {
            set_limit(&application->limits, value->key, value->number);
        }
    } else if (strcmp(value->key, "bridge") == 0 && value->type == TOML_TEXT) {
        words_add(&application->bridge, value->text);
    } else if (strcmp(value->key, "modules") == 0 && value->type == TOML_TEXT) {
        words_add(&application->modules, value->text);
    } else if (strcmp(value->key, "grants") == 0 && value->type == TOML_TEXT) {
        snprintf(application->grants, sizeof application->grants, "%s", value->text);
    }
    return 0;
}

static int read_application(struct application *application) {
    char path[FILES_PATH_SIZE];
    struct buffer text = {NULL, 0, 0};
    struct toml_error error = {0, ""};
    tw_limits_init(&application->limits);
    path_format(path, "%s/tw.toml", application->folder);
    if (!toml_is_there()) {
        return fail_missing(where, "this tw was built without toml++: run make tw again");
    }
    if (!file_load(path, &text)) {
        return fail_usage(path, TW_ERR_NOENT,
                          "the file cannot be read: name the application's folder with --app");
    }
    bool is_good =
        toml_read((const char *)text.bytes, text.size, visit_value, application, &error) == 0;
    buffer_free(&text);
    return is_good
               ? 0
               : fail_module(path, TW_ERR_INVAL, "line %u: %s: correct it", error.line, error.text);
}

// The TOML beside a compiled table is what people edit.
static int read_grants(struct checking *checking) {
    const struct application *application = &checking->application;
    char path[FILES_PATH_SIZE];
    const char *name = application->grants;
    size_t stem = strlen(name) - strlen(extension_of(name));
    if (name[0] == '\0') {
        return 0;
    }
    path_format(path, "%s/%.*stoml", application->folder, (int)stem, name);
    if (!file_exists(path)) {
        path_format(path, "%s/%s", application->folder, name);
    }
    return grants_read(path, &checking->table);
}

// ---- imports ----

enum verdict { VERDICT_OK, VERDICT_OWN, VERDICT_MISSING, VERDICT_MISMATCH, VERDICT_DENIED };
static const char *const verdict_names[] = {"ok", "own", "missing", "mismatch", "denied"};

static void copy_name(char *to, tw_name_t name) {
    snprintf(to, NAME_BYTES, "%.*s", (int)(name.size < NAME_BYTES ? name.size : NAME_BYTES - 1),
             name.bytes);
}

// Whether the bridge has that interface at all, and the function that may be meant.
static bool find_near(const struct bridge *bridge, const char *module, struct nearest *nearest) {
    bool is_there = false;
    for (size_t i = 0; i < bridge->count; i++) {
        if (strcmp(bridge->functions[i].module, module) == 0) {
            is_there = true;
            nearest_offer(nearest, bridge->functions[i].name);
        }
    }
    return is_there;
}

static bool is_module_of(const struct application *application, const char *name) {
    for (size_t i = 0; i < application->modules.count; i++) {
        if (strcmp(application->modules.items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void explain_interface(const char *folder, const char *module, char *text) {
    const char *name = bridge_name_for(module);
    if (name != NULL) {
        snprintf(text, TEXT_BYTES,
                 "the application's bridge has no %s: add \"%s\" to bridge in %s/tw.toml, and its "
                 "host module to the application",
                 module, name, folder);
    } else {
        snprintf(text, TEXT_BYTES,
                 "the application's bridge has no %s: write its %s.wit in %s/bridge, and add its "
                 "host module to the application",
                 module, module, folder);
    }
}

static enum verdict explain_missing(const struct checking *checking, const char *module,
                                    const char *name, char *text) {
    struct nearest nearest = {name, NULL, 0};
    const char *folder = checking->application.folder;
    if (is_module_of(&checking->application, module)) {
        snprintf(text, TEXT_BYTES, "from the instance of module %s, if that exports it", module);
        return VERDICT_OWN;
    }
    if (!find_near(&checking->bridge, module, &nearest)) {
        explain_interface(folder, module, text);
    } else if (nearest.word != NULL) {
        snprintf(text, TEXT_BYTES, "interface %s has no %s: did you mean %s?", module, name,
                 nearest.word);
    } else {
        snprintf(text, TEXT_BYTES, "interface %s has no %s: see which it has in %s", module, name,
                 "its WIT");
    }
    return VERDICT_MISSING;
}

static enum verdict judge_granted(struct checking *checking, const tw_import_t *import,
                                  const char *source, char *text) {
    static const char head[] = "is not granted: ";
    if (checking->application.grants[0] == '\0' ||
        tw_grants_check_import(checking->module, import) == TW_ERR_OK) {
        snprintf(text, TEXT_BYTES, "%s%s", source,
                 checking->application.grants[0] == '\0' ? "" : ", granted");
        return VERDICT_OK;
    }
    const char *fault = tw_engine_fault(checking->session.engine)->text;
    const char *line = strstr(fault, head);
    snprintf(text, TEXT_BYTES, "not granted: %s", line != NULL ? line + strlen(head) : fault);
    return VERDICT_DENIED;
}

static enum verdict judge_function(struct checking *checking, const tw_import_t *import,
                                   const char *module, const char *name, char *text) {
    char letters[NAME_BYTES];
    const struct bridge_function *function = bridge_find(&checking->bridge, module, name);
    if (function == NULL) {
        return explain_missing(checking, module, name, text);
    }
    functype_letters(import->type.functype, letters, sizeof letters);
    if (strcmp(letters, function->letters) != 0) {
        snprintf(text, TEXT_BYTES, "the module says %s, %s has %s: make the module's bindings anew",
                 letters, function->source, function->letters);
        return VERDICT_MISMATCH;
    }
    return judge_granted(checking, import, function->source, text);
}

static enum verdict judge(struct checking *checking, const tw_import_t *import, const char *module,
                          const char *name, char *text) {
    bool is_memory = import->type.kind == TW_EXTERN_MEMORY;
    if (import->type.kind == TW_EXTERN_FUNC) {
        return judge_function(checking, import, module, name, text);
    }
    if (is_memory && strcmp(module, "env") == 0 && strcmp(name, "memory") == 0) {
        snprintf(text, TEXT_BYTES, "its own, unless an instance is named env");
        return VERDICT_OWN;
    }
    if (is_module_of(&checking->application, module)) {
        return explain_missing(checking, module, name, text);
    }
    snprintf(text, TEXT_BYTES,
             "host modules have functions alone: run an instance that exports it, "
             "named %s",
             module);
    return VERDICT_MISSING;
}

static void json_import(struct checking *checking, const tw_import_t *import, const char *module,
                        const char *name, enum verdict verdict, const char *text) {
    struct json *json = &checking->json;
    char letters[NAME_BYTES] = "";
    json_begin(json, NULL);
    json_text(json, "kind", externkind_name(import->type.kind));
    json_text(json, "module", module);
    json_text(json, "name", name);
    if (import->type.kind == TW_EXTERN_FUNC) {
        functype_letters(import->type.functype, letters, sizeof letters);
        json_text(json, "signature", letters);
    }
    json_text(json, "verdict", verdict_names[verdict]);
    json_text(json, "text", text);
    json_end(json);
}

static void print_import(const tw_import_t *import, enum verdict verdict, const char *text) {
    bool is_good = verdict == VERDICT_OK || verdict == VERDICT_OWN;
    printf("  %s ", externkind_name(import->type.kind));
    print_name(import->module);
    putchar('.');
    print_name(import->name);
    printf(": %s%s%s\n", style(is_good ? STYLE_PLAIN : STYLE_RED), text, style(STYLE_PLAIN));
}

static void check_imports(struct checking *checking) {
    tw_import_t import;
    for (uint32_t i = 0; tw_module_import_at(checking->module, i, &import); i++) {
        char module[NAME_BYTES];
        char name[NAME_BYTES];
        char text[TEXT_BYTES];
        copy_name(module, import.module);
        copy_name(name, import.name);
        enum verdict verdict = judge(checking, &import, module, name, text);
        checking->problems += verdict > VERDICT_OWN ? 1u : 0u;
        if (checking->is_json) {
            json_import(checking, &import, module, name, verdict, text);
        } else {
            print_import(&import, verdict, text);
        }
    }
}

// ---- what a board has ----

// What one instance takes of the arena.
struct needs {
    uint64_t least;  // memory, stack and register code alone
    uint64_t most;   // as on this PC, whose pointers are longer
};

static uint64_t memory_bytes(const struct checking *checking) {
    struct scan scan;
    uint64_t size = 0;
    scan_module(&scan, checking->file.bytes, checking->file.size);
    struct bytes bytes = scan.sections[SECTION_MEMORY];
    for (uint32_t i = 0; i < scan.counts[SECTION_MEMORY]; i++) {
        struct scan_limits limits;
        scan_limits(&bytes, &limits);
        uint64_t own = scan_memory_bytes(&limits);
        size = own > UINT64_MAX - size ? UINT64_MAX : size + own;
    }
    return size;
}

// Makes an instance with the application's limits, of which nothing runs.
static int measure(struct checking *checking, struct needs *needs) {
    struct stubs stubs;
    struct session session;
    tw_module_t *module = NULL;
    tw_instance_t *instance = NULL;
    tw_limits_t limits = checking->application.limits;
    uint64_t memory = memory_bytes(checking);
    uint64_t backed = memory < limits.memory_bytes ? memory : limits.memory_bytes;
    memset(&stubs, 0, sizeof stubs);
    stubs_make(&stubs, checking->module, true);
    int code = session_open(&session, session_interp(&checking->file), &checking->file,
                            backed < MOST_MEMORY ? backed : MOST_MEMORY, stubs.host_modules,
                            stubs.host_module_count, NULL);
    code = code == 0 ? session_load(&session, &module) : code;
    code = code == 0 ? stubs_instantiate(&stubs, session.engine, &limits) : code;
    limits.fuel = 0;
    limits.link_lazily = true;
    if (code == 0) {
        tw_err_t err = tw_instance_create(module, NULL, &limits, &instance);
        code = err == TW_ERR_OK || err == TW_ERR_FUEL
                   ? 0
                   : fail_fault(session.engine, checking->file.name);
    }
    if (code == 0) {
        tw_module_stats_t of_module;
        tw_instance_stats_t of_instance;
        tw_module_get_stats(module, &of_module);
        tw_instance_get_stats(instance, &of_instance);
        needs->most = (uint64_t)of_module.arena_bytes + of_instance.arena_bytes;
        needs->least = backed + limits.stack_bytes + of_module.register_code_bytes;
    }
    session_close(&session);
    stubs_free(&stubs);
    return code;
}

static uint64_t macro_number(const struct board *board, const char *name) {
    const char *text = board_macro(board, name);
    return text == NULL ? 0 : strtoull(text, NULL, 0);
}

static void say_room(struct checking *checking, const char *what, uint64_t least, uint64_t most,
                     uint64_t room, const char *advice) {
    bool is_full = room != 0 && least > room;
    checking->problems += is_full ? 1u : 0u;
    if (checking->is_json) {
        struct json *json = &checking->json;
        json_begin(json, what);
        json_number(json, "least_bytes", least);
        json_number(json, "most_bytes", most);
        json_number(json, "board_bytes", room);
        json_bool(json, "fits", !is_full);
        json_end(json);
        return;
    }
    printf("  %s: ", what);
    if (least != most) {
        printf("%s to ", grouped(least));
    }
    printf("%s B, the board has ", grouped(most));
    if (room == 0) {
        puts("what the PC has");
    } else {
        bool is_tight = most > room;
        printf("%s B: %s\n", grouped(room), is_full ? advice : is_tight ? "it may fit" : "it fits");
    }
}

// What the library on the device must have been built with at least.
static void say_profile(struct checking *checking) {
    const char *profile = profile_name(session_profile(&checking->file));
    if (checking->is_json) {
        json_text(&checking->json, "profile", profile);
    } else {
        printf("  profile: %s or more\n", profile);
    }
}

static int check_board(struct checking *checking, const char *name) {
    struct board board;
    struct needs needs = {0, 0};
    int code = board_read(name, &board);
    code = code == 0 ? measure(checking, &needs) : code;
    if (code == 0) {
        uint64_t store = macro_number(&board, "BOARD_FLASH_STORE_SIZE");
        uint64_t flash = macro_number(&board, "BOARD_FLASH_SIZE");
        say_room(checking, "flash", checking->file.size, checking->file.size,
                 store != 0 ? store : flash, "it does not fit: shrink the module");
        say_room(checking, "arena", needs.least, needs.most,
                 macro_number(&board, "BOARD_ARENA_SIZE"),
                 "it does not fit: lower memory_bytes or stack_bytes in [limits] of tw.toml");
    }
    board_free(&board);
    return code;
}

// ---- the command ----

static int open_all(struct checking *checking, const char *path) {
    int code = read_application(&checking->application);
    code = code == 0 ? bridge_read(&checking->bridge, checking->application.folder,
                                   &checking->application.bridge)
                     : code;
    code = code == 0 ? read_grants(checking) : code;
    code = code == 0 ? file_read(&checking->file, path) : code;
    bool has_grants = checking->application.grants[0] != '\0';
    tw_grants_init(&checking->grants, checking->table.bytes, checking->table.size);
    code = code == 0 ? session_open(&checking->session, &tw_interp_core, &checking->file, 0, NULL,
                                    0, has_grants ? &checking->grants : NULL)
                     : code;
    return code == 0 ? session_load(&checking->session, &checking->module) : code;
}

static void begin(struct checking *checking) {
    if (checking->is_json) {
        json_begin(&checking->json, NULL);
        json_text(&checking->json, "module", checking->file.name);
        json_text(&checking->json, "application", checking->application.folder);
        json_begin_list(&checking->json, "imports");
    } else {
        printf("%s for %s\n", checking->file.name, checking->application.folder);
    }
}

static int check(struct checking *checking, const char *path, const char *board) {
    int code = open_all(checking, path);
    if (code != 0) {
        return code;
    }
    begin(checking);
    check_imports(checking);
    if (checking->is_json) {
        json_end_list(&checking->json);
    }
    say_profile(checking);
    code = board != NULL ? check_board(checking, board) : 0;
    if (checking->is_json) {
        json_number(&checking->json, "problems", checking->problems);
        json_end(&checking->json);
    }
    if (code == 0 && checking->problems != 0) {
        code = fail_module(checking->file.name, TW_ERR_UNLINKABLE,
                           "%u of what it needs is not there: see above", checking->problems);
    } else if (code == 0 && !checking->is_json) {
        puts("the application has all that it needs");
    }
    return code;
}

int command_check(int count, char **args) {
    static struct checking checking;
    checking.is_json = args_flag(&count, args, "--json");
    const char *folder = args_value(&count, args, "--app");
    const char *board = args_value(&count, args, "--board");
    int code = args_check("check", count, args, 1, 1);
    checking.application.folder = folder != NULL ? folder : ".";
    code = code == 0 ? check(&checking, args[0], board) : code;
    session_close(&checking.session);
    file_free(&checking.file);
    buffer_free(&checking.table);
    bridge_free(&checking.bridge);
    words_free(&checking.application.bridge);
    words_free(&checking.application.modules);
    return code;
}
