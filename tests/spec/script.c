// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "spectest.h"
#include "tinywasm/tinywasm.h"
#include "value.h"

// How it works. A script's modules become units; the newest instance is the current one. An
// instance gets the name that a later `register` gives it when it is created, as the API names
// instances once. An instance that nothing can refer to any more is destroyed when the next one
// arrives, and everything is at the end: then the arena must be as it was at the start.
//
// Three words for failure: an assertion that fails counts and the script goes on; a command that
// is no assertion and fails breaks the script; what a command found is written to s->reason.

#define NAME_SIZE 32
#define PLENTY_OF_FUEL (UINT64_MAX / 2)  // endless fuel would not be counted

struct unit {
    const char *name;  // the script's, or NULL
    char link_name[NAME_SIZE];
    uint8_t *bytes;       // what the module borrows
    tw_module_t *module;  // NULL: the unit is gone
    bool owns_module;
    tw_instance_t *instance;
    bool is_definition;
    bool is_kept;  // its functions may be in tables of others
};

struct script {
    const char *path;
    const struct spec_options *options;
    struct spec_counts *counts;
    tw_engine_t *engine;
    tw_limits_t limits;
    struct unit *units;  // in order of creation
    unsigned unit_count;
    unsigned unit_room;
    struct unit *current;  // the newest instance, or NULL
    const struct json *command;
    uint32_t random;
    size_t used_at_start;      // bytes of the arena, before the first module
    tw_filestore_ram_t store;  // with --kept
    tw_filestore_ops_t store_ops;
    const void *(*store_map)(tw_filestore_t *fs, const char *name, uint32_t *size);
    tw_err_t (*store_save)(tw_filestore_t *fs, const char *name, uint32_t size);
    void *store_bytes;
    unsigned file_count;
    bool is_lacking;  // this command's module, or one that it needs, is UNSUPPORTED
    bool has_lacked;  // so was a module before
    char reason[600];
    char fault[300];  // the text of the last failure
    tw_trap_t trap;   // and its trap
};

// What an action came to.
struct outcome {
    tw_err_t err;
    uint32_t count;
    tw_value_t *values;  // free them
};

static bool fail(struct script *s, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(s->reason, sizeof s->reason, format, args);
    va_end(args);
    return false;
}

static void print_failure(const struct script *s) {
    const char *type = json_string(s->command, "type");
    fprintf(stderr, "%s:%u: %s: %s\n", s->path, json_unsigned(s->command, "line"),
            type != NULL ? type : "?", s->reason);
}

// ---- files ----------------------------------------------------------------------------------

// The whole file with a NUL behind it, in a block of exactly that size; NULL if there is none.
static uint8_t *read_file(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long end;
    if (file == NULL) {
        return NULL;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
        *size = (size_t)end;
        bytes = malloc(*size + 1);
        rewind(file);
        if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
            free(bytes);
            bytes = NULL;
        }
        if (bytes != NULL) {
            bytes[*size] = 0;
        }
    }
    fclose(file);
    return bytes;
}

// The .wasm that the command names: module files given as text have one where they have a binary
// form. NULL: there is only text.
static const char *binary_name(const struct json *command) {
    const char *name = json_string(command, "binary_filename");
    const char *type = json_string(command, "module_type");
    if (name != NULL) {
        return name;
    }
    name = json_string(command, "filename");
    return type != NULL && strcmp(type, "text") == 0 ? NULL : name;
}

// Moves bytes to a block of exactly their size, so that a sanitizer sees a read past the end.
static uint8_t *exact_copy(uint8_t *bytes, size_t size) {
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    memcpy(copy, bytes, size);
    free(bytes);
    return copy;
}

// Reads a file beside the script. wasm-tools writes modules into the folder it is told to, so
// they are looked for beside the script and in a folder of the script's name.
static uint8_t *read_module(struct script *s, const char *name, size_t *size) {
    char path[2000];
    const char *slash = strrchr(s->path, '/');
    int folder = slash != NULL ? (int)(slash + 1 - s->path) : 0;
    int stem = (int)strlen(s->path);
    uint8_t *bytes;
    if (stem > 5 && strcmp(s->path + stem - 5, ".json") == 0) {
        stem -= 5;
    }
    snprintf(path, sizeof path, "%.*s%s", folder, s->path, name);
    bytes = read_file(path, size);
    if (bytes == NULL) {
        snprintf(path, sizeof path, "%.*s/%s", stem, s->path, name);
        bytes = read_file(path, size);
    }
    if (bytes == NULL) {
        fail(s, "cannot read %s", name);
        return NULL;
    }
    return exact_copy(bytes, *size);
}

// ---- loading --------------------------------------------------------------------------------

// The engine's text, copied: it is gone with the next call.
static const char *fault_text(struct script *s) {
    snprintf(s->fault, sizeof s->fault, "%s", tw_engine_fault(s->engine)->text);
    return s->fault;
}

// The fault that belongs to err must say the same, and say it in words.
static bool check_fault(struct script *s, tw_err_t err) {
    const tw_fault_t *fault = tw_engine_fault(s->engine);
    fault_text(s);
    s->trap = err == TW_ERR_TRAP ? fault->trap : TW_TRAP_NONE;
    if (err == TW_ERR_OK) {
        return true;
    }
    if (fault->err != err) {
        return fail(s, "the code is %s, but the fault says %s: %s", tw_err_name(err),
                    tw_err_name(fault->err), fault->text);
    }
    if (TW_CFG_ERR_TEXT && fault->text[0] == '\0') {
        return fail(s, "%s without a text", tw_err_name(err));
    }
    return true;
}

static uint32_t next_random(struct script *s) {
    s->random ^= s->random << 13;
    s->random ^= s->random >> 17;
    s->random ^= s->random << 5;
    return s->random;
}

// Feeds the bytes in small pieces, each in a block of its own that is gone after the call.
static tw_err_t feed(struct script *s, tw_err_t (*feed_to)(tw_module_t *, const void *, size_t),
                     tw_module_t *module, const uint8_t *bytes, size_t size) {
    tw_err_t err = TW_ERR_OK;
    size_t at = 0;
    while (err == TW_ERR_OK && at < size) {
        size_t most = next_random(s) % 8 == 0 ? 300 : 7;
        size_t piece_size = next_random(s) % most + 1;
        uint8_t *piece;
        if (piece_size > size - at) {
            piece_size = size - at;
        }
        piece = malloc(piece_size);
        if (piece == NULL) {
            abort();
        }
        memcpy(piece, bytes + at, piece_size);
        err = feed_to(module, piece, piece_size);
        free(piece);
        at += piece_size;
    }
    return err;
}

static tw_err_t load_streamed(struct script *s, const uint8_t *bytes, size_t size,
                              tw_module_t **module) {
    tw_err_t err = tw_module_load_begin(s->engine, module);
    err = err == TW_ERR_OK ? feed(s, tw_module_feed, *module, bytes, size) : err;
    return err == TW_ERR_OK ? tw_module_load_end(*module) : err;
}

#define STORE_BYTES (16u * 1024u * 1024u)

// A filestore whose table can be changed. NULL: there is no memory.
static tw_filestore_t *open_store(struct script *s) {
    s->store_bytes = malloc(STORE_BYTES);
    if (s->store_bytes == NULL) {
        return NULL;
    }
    tw_filestore_ram_init(&s->store, s->store_bytes, STORE_BYTES);
    s->store_ops = *s->store.base.ops;
    s->store_map = s->store_ops.map;
    s->store_save = s->store_ops.save_begin;
    s->store.base.ops = &s->store_ops;
    return &s->store.base;
}

// Removes the files of modules that are gone.
static void sweep(struct script *s) {
    char name[NAME_SIZE];
    for (unsigned i = 0; i < s->file_count; i++) {
        snprintf(name, sizeof name, "m%u.wasm", i);
        (void)!tw_filestore_remove(&s->store.base, name);  // of those that run it answers BUSY
    }
}

// A load that makes code anew would save it.
static tw_err_t refuse_save(tw_filestore_t *fs, const char *name, uint32_t size) {
    (void)fs;
    (void)size;
    fprintf(stderr, "%s: made anew\n", name);
    abort();
}

static bool has_kept_code(struct script *s, const char *name) {
    char kept[TW_FILESTORE_NAME_BYTES + 1];
    tw_fileinfo_t info = {kept, 0};
    return tw_filestore_kept_name(name, kept) &&
           s->store.base.ops->stat(&s->store.base, kept, &info) == TW_ERR_OK;
}

// Loads the module as a file, so that its code is kept, unloads it and loads it again, from what
// was kept: every other one from a store that cannot map.
static tw_err_t load_kept(struct script *s, const uint8_t *bytes, size_t size,
                          tw_module_t **module) {
    char name[NAME_SIZE];
    tw_module_stats_t stats;
    bool is_mapped = s->file_count % 2 == 0;
    sweep(s);
    snprintf(name, sizeof name, "m%u.wasm", s->file_count++);
    s->store_ops.map = is_mapped ? s->store_map : NULL;
    if (tw_filestore_save(&s->store.base, name, bytes, (uint32_t)size) != TW_ERR_OK) {
        abort();
    }
    tw_err_t err = tw_module_load_file(s->engine, name, module);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (!has_kept_code(s, name) || tw_module_unload(*module) != TW_ERR_OK) {
        return TW_ERR_STATE;
    }
    s->store_ops.save_begin = refuse_save;
    err = tw_module_load_file(s->engine, name, module);
    s->store_ops.save_begin = s->store_save;
    if (err == TW_ERR_OK) {
        tw_module_get_stats(*module, &stats);
        err = stats.kept_bytes == (is_mapped ? stats.register_code_bytes : 0) ? err : TW_ERR_STATE;
    }
    return err;
}

static tw_err_t check(struct script *s, const uint8_t *bytes, size_t size) {
    tw_module_t *module = NULL;
    tw_err_t err = tw_module_check_begin(s->engine, &tw_interp_core_check, &module);
    err = err == TW_ERR_OK ? feed(s, tw_module_check_feed, module, bytes, size) : err;
    err = err == TW_ERR_OK ? tw_module_check_end(module) : err;
    if (module == NULL || tw_module_unload(module) != TW_ERR_OK) {
        return TW_ERR_STATE;
    }
    return err;
}

static void note_lack(struct script *s) {
    s->is_lacking = true;
    if (s->options->is_partial && s->options->is_verbose) {
        fprintf(stderr, "%s:%u: lacks: %s\n", s->path, json_unsigned(s->command, "line"),
                fault_text(s));
    }
}

// Loads as the options say. False: the fault and the code differ, or a failed load left something.
// *err is what loading came to; *module is NULL unless it is OK.
static bool load(struct script *s, const uint8_t *bytes, size_t size, tw_module_t **module,
                 tw_err_t *err) {
    size_t used = tw_engine_arena_used(s->engine, NULL);
    bool is_told;
    *module = NULL;
    tw_err_t checked = s->options->is_streamed ? check(s, bytes, size) : TW_ERR_OK;
    if (s->options->is_kept) {
        *err = load_kept(s, bytes, size, module);
        is_told = check_fault(s, *err);
    } else if (!s->options->is_streamed) {
        *err = tw_module_load(s->engine, bytes, size, module);
        is_told = check_fault(s, *err);
    } else {
        *err = load_streamed(s, bytes, size, module);
        is_told = check_fault(s, *err);
        if (*err != TW_ERR_OK && *module != NULL && tw_module_unload(*module) != TW_ERR_OK) {
            return fail(s, "unload after a failed load: %s", fault_text(s));
        }
    }
    if (*err == TW_ERR_UNSUPPORTED) {
        note_lack(s);
    }
    if (s->options->is_streamed && checked != *err) {
        return fail(s, "loading answers %s, a check %s", tw_err_name(*err), tw_err_name(checked));
    }
    if (*err != TW_ERR_OK) {
        *module = NULL;
        if (tw_engine_arena_used(s->engine, NULL) != used) {
            return fail(s, "a failed load (%s) leaks %ld bytes", tw_err_name(*err),
                        (long)(tw_engine_arena_used(s->engine, NULL) - used));
        }
    }
    return is_told;
}

// ---- units ----------------------------------------------------------------------------------

static struct unit *add_unit(struct script *s) {
    struct unit *unit;
    if (s->unit_count == s->unit_room) {
        abort();  // script_run made room for one unit per command
    }
    unit = &s->units[s->unit_count++];
    memset(unit, 0, sizeof *unit);
    unit->owns_module = true;
    return unit;
}

// Gives back all that a unit holds.
static bool drop_unit(struct script *s, struct unit *unit) {
    if (unit->instance != NULL && tw_instance_destroy(unit->instance) != TW_ERR_OK) {
        return fail(s, "destroy: %s", fault_text(s));
    }
    unit->instance = NULL;
    if (unit->module != NULL && unit->owns_module && tw_module_unload(unit->module) != TW_ERR_OK) {
        return fail(s, "unload: %s", fault_text(s));
    }
    unit->module = NULL;
    free(unit->bytes);
    unit->bytes = NULL;
    return true;
}

// The newest unit of that name (or of any, for NULL); NULL if there is none.
static struct unit *find_unit(struct script *s, const char *name, bool is_definition) {
    for (unsigned i = s->unit_count; i-- > 0;) {
        struct unit *unit = &s->units[i];
        bool is_named = name == NULL || (unit->name != NULL && strcmp(unit->name, name) == 0);
        if (unit->module != NULL && unit->is_definition == is_definition && is_named &&
            (is_definition || unit->instance != NULL)) {
            return unit;
        }
    }
    return NULL;
}

static bool creates_instance(const struct json *command) {
    const char *type = json_string(command, "type");
    return type != NULL && (strcmp(type, "module") == 0 || strcmp(type, "module_instance") == 0);
}

static const char *instance_name(const struct json *command) {
    const char *name = json_string(command, "instance");
    return name != NULL ? name : json_string(command, "name");
}

// The name under which a later `register` wants the instance that this command creates; NULL if
// none does. An unnamed register means the newest instance, a named one the newest of that name.
static const char *registered_name(const struct json *command) {
    const char *name = instance_name(command);
    bool is_newest = true;
    for (const struct json *c = command->next; c != NULL; c = c->next) {
        const char *type = json_string(c, "type");
        const char *other = instance_name(c);
        if (creates_instance(c)) {
            is_newest = false;
            if (name != NULL && other != NULL && strcmp(name, other) == 0) {
                return NULL;
            }
        } else if (type != NULL && strcmp(type, "register") == 0) {
            bool is_meant = other == NULL ? is_newest : name != NULL && strcmp(name, other) == 0;
            if (is_meant) {
                return json_string(c, "as");
            }
        }
    }
    return NULL;
}

// Functions of a module that imports a table, or a global that can hold a reference, may be called
// by others after it.
static bool may_publish(const tw_module_t *module) {
    tw_import_t import;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        if (import.type.kind == TW_EXTERN_TABLE ||
            (import.type.kind == TW_EXTERN_GLOBAL && import.type.is_mutable)) {
            return true;
        }
    }
    return false;
}

// Destroys the current instance if the script cannot name it any more.
static bool drop_current(struct script *s) {
    struct unit *unit = s->current;
    s->current = NULL;
    if (unit == NULL || unit->name != NULL || unit->is_kept || unit->link_name[0] != '#') {
        return true;
    }
    return drop_unit(s, unit);
}

// Resumes an execution that stopped for want of fuel until it ends. *given is all its fuel.
static tw_err_t finish(struct script *s, tw_instance_t *instance, tw_err_t err, tw_value_t *results,
                       uint32_t result_count, uint64_t *given) {
    *given = s->limits.fuel;
    while (err == TW_ERR_FUEL) {
        *given += s->options->slice;
        tw_instance_add_fuel(instance, s->options->slice);
        err = tw_instance_resume(instance, results, result_count);
    }
    return err;
}

static bool instantiate(struct script *s, struct unit *unit, tw_err_t *err) {
    const char *name = registered_name(s->command);
    uint64_t given;
    if (name != NULL && creates_instance(s->command)) {
        if (strlen(name) >= NAME_SIZE) {
            return fail(s, "the name %s is too long for an instance", name);
        }
        snprintf(unit->link_name, sizeof unit->link_name, "%s", name);
    } else {
        snprintf(unit->link_name, sizeof unit->link_name, "#%u", s->unit_count);
    }
    unit->is_kept = may_publish(unit->module);
    s->limits.keep_trapped = unit->is_kept;
    *err = tw_instance_create(unit->module, unit->link_name, &s->limits, &unit->instance);
    if (unit->instance != NULL) {
        *err = finish(s, unit->instance, *err, NULL, 0, &given);
    }
    if (!check_fault(s, *err)) {
        return false;
    }
    if (*err == TW_ERR_UNSUPPORTED) {
        note_lack(s);
    }
    s->is_lacking = s->is_lacking || (*err == TW_ERR_UNLINKABLE && s->has_lacked);
    if (*err != TW_ERR_OK && unit->instance != NULL && !unit->is_kept) {  // trapped when resumed
        tw_err_t destroyed = tw_instance_destroy(unit->instance);
        unit->instance = NULL;
        return destroyed == TW_ERR_OK || fail(s, "destroy: %s", fault_text(s));
    }
    return true;
}

// ---- commands that are no assertions ----------------------------------------------------------

// Loads the command's module into a new unit. NULL: s->reason says why not.
static struct unit *load_unit(struct script *s) {
    const char *name = binary_name(s->command);
    struct unit *unit;
    size_t size;
    tw_err_t err;
    if (name == NULL) {
        fail(s, "a module as text only");
        return NULL;
    }
    unit = add_unit(s);
    unit->name = json_string(s->command, "name");
    unit->bytes = read_module(s, name, &size);
    if (unit->bytes == NULL || !load(s, unit->bytes, size, &unit->module, &err)) {
        return NULL;
    }
    if (err != TW_ERR_OK) {
        fail(s, "load: %s", TW_CFG_ERR_TEXT ? s->fault : tw_err_name(err));
        return NULL;
    }
    return unit;
}

static bool run_module(struct script *s) {
    struct unit *unit;
    tw_err_t err;
    if (!drop_current(s)) {
        return false;
    }
    unit = load_unit(s);
    if (unit == NULL || !instantiate(s, unit, &err)) {
        return false;
    }
    if (err != TW_ERR_OK) {
        return fail(s, "instantiate: %s", TW_CFG_ERR_TEXT ? s->fault : tw_err_name(err));
    }
    s->current = unit;
    return true;
}

static bool run_module_definition(struct script *s) {
    struct unit *unit = load_unit(s);
    if (unit == NULL) {
        return false;
    }
    unit->is_definition = true;
    return true;
}

static bool run_module_instance(struct script *s) {
    const char *name = json_string(s->command, "module");
    struct unit *definition = find_unit(s, name, true);
    struct unit *unit;
    tw_err_t err;
    if (definition == NULL) {
        s->is_lacking = s->has_lacked;
        return fail(s, "no definition of module %s", name != NULL ? name : "");
    }
    if (!drop_current(s)) {
        return false;
    }
    unit = add_unit(s);
    unit->name = json_string(s->command, "instance");
    unit->module = definition->module;
    unit->owns_module = false;
    if (!instantiate(s, unit, &err)) {
        return false;
    }
    if (err != TW_ERR_OK) {
        return fail(s, "instantiate: %s", TW_CFG_ERR_TEXT ? s->fault : tw_err_name(err));
    }
    s->current = unit;
    return true;
}

// The instance got its name when it was created; here it is only compared.
static bool run_register(struct script *s) {
    const char *name = json_string(s->command, "name");
    const char *as = json_string(s->command, "as");
    struct unit *unit = name != NULL ? find_unit(s, name, false) : s->current;
    if (unit == NULL || as == NULL) {
        s->is_lacking = s->has_lacked;
        return fail(s, "no instance %s to register", name != NULL ? name : "");
    }
    if (strcmp(unit->link_name, as) != 0) {
        return fail(s, "the instance is registered as %s already", unit->link_name);
    }
    return true;
}

// ---- actions --------------------------------------------------------------------------------

static uint8_t valtype_byte(tw_valtype_t type) {
    return type == TW_FUNCREF ? 0x70 : type == TW_EXTERNREF ? 0x6f : (uint8_t)type;
}

static size_t put_name(uint8_t *out, const char *bytes, size_t size) {
    out[0] = (uint8_t)size;
    memcpy(out + 1, bytes, size);
    return size + 1;
}

// Appends a section whose content of at most 127 bytes is at out + 2.
static size_t close_section(uint8_t *out, uint8_t id, size_t size) {
    out[0] = id;
    out[1] = (uint8_t)size;
    return size + 2;
}

// A module that imports the function and exports it as "f".
static size_t make_shim(uint8_t *out, const struct unit *unit, const struct json *field,
                        const tw_functype_t *type) {
    static const uint8_t head[8] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    static const uint8_t export[7] = {7, 5, 1, 1, 'f', 0, 0};
    uint32_t param_count = tw_functype_param_count(type);
    uint32_t result_count = tw_functype_result_count(type);
    size_t size = sizeof head;
    uint8_t *p = out + size + 2;
    memcpy(out, head, sizeof head);
    *p++ = 1;
    *p++ = 0x60;
    *p++ = (uint8_t)param_count;
    for (uint32_t i = 0; i < param_count; i++) {
        *p++ = valtype_byte(tw_functype_param(type, i));
    }
    *p++ = (uint8_t)result_count;
    for (uint32_t i = 0; i < result_count; i++) {
        *p++ = valtype_byte(tw_functype_result(type, i));
    }
    size += close_section(out + size, 1, (size_t)(p - (out + size + 2)));
    p = out + size + 2;
    *p++ = 1;
    p += put_name(p, unit->link_name, strlen(unit->link_name));
    p += put_name(p, field->text, field->size);
    *p++ = 0;
    *p++ = 0;
    size += close_section(out + size, 2, (size_t)(p - (out + size + 2)));
    memcpy(out + size, export, sizeof export);
    return size + sizeof export;
}

static const tw_functype_t *exported_type(const struct unit *unit, const struct json *field) {
    tw_export_t export_;
    for (uint32_t i = 0; tw_module_export_at(unit->module, i, &export_); i++) {
        if (export_.type.kind == TW_EXTERN_FUNC && export_.name.size == field->size &&
            memcmp(export_.name.bytes, field->text, field->size) == 0) {
            return export_.type.functype;
        }
    }
    return NULL;
}

// Finds a function whose name has NUL bytes, which the API's C strings cannot say: by way of a
// module that imports it. The shim stays a unit.
static bool find_by_shim(struct script *s, struct unit *unit, const struct json *field,
                         tw_func_t *func) {
    const tw_functype_t *type = exported_type(unit, field);
    struct unit *shim;
    size_t size;
    if (type == NULL || field->size > 80 || tw_functype_param_count(type) > 40 ||
        tw_functype_result_count(type) > 40) {
        return fail(s, "no such function");
    }
    unit->is_kept = true;  // the shim imports from it
    shim = add_unit(s);
    shim->bytes = calloc(1, 512);
    if (shim->bytes == NULL) {
        abort();
    }
    size = make_shim(shim->bytes, unit, field, type);
    if (tw_module_load(s->engine, shim->bytes, size, &shim->module) != TW_ERR_OK ||
        tw_instance_create(shim->module, NULL, &s->limits, &shim->instance) != TW_ERR_OK ||
        tw_instance_find_func(shim->instance, "f", func) != TW_ERR_OK) {
        return fail(s, "shim: %s", fault_text(s));
    }
    return true;
}

static bool find_func(struct script *s, struct unit *unit, const struct json *field,
                      tw_func_t *func) {
    if (strlen(field->text) != field->size) {
        return find_by_shim(s, unit, field, func);
    }
    if (tw_instance_find_func(unit->instance, field->text, func) != TW_ERR_OK) {
        return fail(s, "no function: %s", fault_text(s));
    }
    return true;
}

// The arguments, typed as the function wants its references.
static tw_value_t *read_args(struct script *s, const struct json *list, const tw_func_t *func,
                             uint32_t *count) {
    tw_value_t *args;
    const struct json *arg = list != NULL ? list->first : NULL;
    *count = json_count(list);
    args = calloc(*count + 1u, sizeof *args);
    for (uint32_t i = 0; args != NULL && i < *count; i++, arg = arg->next) {
        if (!value_read(arg, &args[i])) {
            const char *type = json_string(arg, "type");
            fail(s, "argument %u: unknown kind of value %s", i, type != NULL ? type : "");
            free(args);
            return NULL;
        }
        if ((args[i].type & TW_VALTYPE_REF) != 0 && i < tw_functype_param_count(func->type) &&
            (tw_functype_param(func->type, i) & TW_VALTYPE_REF) != 0) {
            args[i].type = tw_functype_param(func->type, i);
        }
    }
    return args;
}

// Results come filled with a pattern, so that one that is not written shows.
static bool call(struct script *s, tw_func_t func, const tw_value_t *args, uint32_t arg_count,
                 struct outcome *outcome) {
    uint64_t given;
    outcome->count = tw_functype_result_count(func.type);
    outcome->values = malloc((outcome->count + 1u) * sizeof *outcome->values);
    if (outcome->values == NULL) {
        abort();
    }
    memset(outcome->values, 0xa5, (outcome->count + 1u) * sizeof *outcome->values);
    outcome->err =
        tw_instance_call(func.instance, func, args, arg_count, outcome->values, outcome->count);
    outcome->err = finish(s, func.instance, outcome->err, outcome->values, outcome->count, &given);
    s->counts->fuel += given - tw_instance_fuel(func.instance);
    for (uint32_t i = 0; outcome->err == TW_ERR_OK && i < outcome->count; i++) {
        if (outcome->values[i].type != tw_functype_result(func.type, i)) {
            return fail(s, "result %u has another type than the function", i);
        }
    }
    return check_fault(s, outcome->err);
}

static bool invoke(struct script *s, struct unit *unit, const struct json *action,
                   struct outcome *outcome) {
    tw_func_t func;
    tw_value_t *args;
    uint32_t arg_count;
    bool is_called;
    if (!find_func(s, unit, json_get(action, "field"), &func)) {
        return false;
    }
    args = read_args(s, json_get(action, "args"), &func, &arg_count);
    if (args == NULL) {
        return false;
    }
    is_called = call(s, func, args, arg_count, outcome);
    free(args);
    return is_called;
}

static bool get_global(struct script *s, const struct unit *unit, const char *name,
                       struct outcome *outcome) {
    outcome->count = 1;
    outcome->values = calloc(1, sizeof *outcome->values);
    if (outcome->values == NULL) {
        abort();
    }
    outcome->err = tw_instance_global_get(unit->instance, name, outcome->values);
    return check_fault(s, outcome->err);
}

// False: the action could not be tried at all. outcome->values is to be freed in any case.
static bool run_action(struct script *s, struct outcome *outcome) {
    const struct json *action = json_get(s->command, "action");
    const char *type = json_string(action, "type");
    const char *name = json_string(action, "module");
    const char *field = json_string(action, "field");
    struct unit *unit = name != NULL ? find_unit(s, name, false) : s->current;
    memset(outcome, 0, sizeof *outcome);
    if (unit == NULL) {
        s->is_lacking = s->has_lacked;
        return fail(s, "no instance %s", name != NULL ? name : "");
    }
    if (type != NULL && field != NULL && strcmp(type, "invoke") == 0) {
        return invoke(s, unit, action, outcome);
    }
    if (type != NULL && field != NULL && strcmp(type, "get") == 0) {
        return get_global(s, unit, field, outcome);
    }
    return fail(s, "unknown action %s", type != NULL ? type : "");
}

static bool expect_ok(struct script *s, const struct outcome *outcome) {
    if (outcome->err != TW_ERR_OK) {
        return fail(s, "%s: %s", tw_err_name(outcome->err), s->fault);
    }
    return true;
}

static bool run_plain_action(struct script *s) {
    struct outcome outcome;
    bool is_ok = run_action(s, &outcome) && expect_ok(s, &outcome);
    free(outcome.values);
    return is_ok;
}

// ---- assertions -----------------------------------------------------------------------------

static bool compare_results(struct script *s, const struct outcome *outcome) {
    const struct json *expected = json_get(s->command, "expected");
    const struct json *pattern = expected != NULL ? expected->first : NULL;
    char got[80];
    char wanted[80];
    if (expected == NULL || json_count(expected) != outcome->count) {
        return fail(s, "%u results, expected %u", outcome->count, json_count(expected));
    }
    for (uint32_t i = 0; i < outcome->count; i++, pattern = pattern->next) {
        if (!value_matches(pattern, &outcome->values[i])) {
            return fail(s, "result %u is %s, expected %s", i,
                        value_text(&outcome->values[i], got, sizeof got),
                        pattern_text(pattern, wanted, sizeof wanted));
        }
    }
    return true;
}

static bool assert_return(struct script *s) {
    struct outcome outcome;
    bool is_passed =
        run_action(s, &outcome) && expect_ok(s, &outcome) && compare_results(s, &outcome);
    free(outcome.values);
    return is_passed;
}

// The suite compares messages by prefix; words are not cut. ("uninitialized element 2" is what
// the reference interpreter says where the specification says "uninitialized element".)
static bool is_message(const char *expected, const char *actual) {
    size_t expected_size = strlen(expected);
    size_t actual_size = strlen(actual);
    size_t size = expected_size < actual_size ? expected_size : actual_size;
    const char *rest = expected_size < actual_size ? actual + size : expected + size;
    return size > 0 && memcmp(expected, actual, size) == 0 && (*rest == '\0' || *rest == ' ');
}

static bool compare_trap(struct script *s, tw_err_t err) {
    const char *expected = json_string(s->command, "text");
    const char *actual = tw_trap_name(s->trap);
    if (expected == NULL || err != TW_ERR_TRAP) {
        return fail(s, "%s, expected the trap %s: %s", tw_err_name(err),
                    expected != NULL ? expected : "?", err != TW_ERR_OK ? s->fault : "");
    }
    if (!is_message(expected, actual)) {
        return fail(s, "trap '%s', expected '%s'", actual, expected);
    }
    return true;
}

static bool assert_trap(struct script *s) {
    struct outcome outcome;
    bool is_passed = run_action(s, &outcome) && compare_trap(s, outcome.err);
    free(outcome.values);
    return is_passed;
}

static bool assert_exhaustion(struct script *s) {
    struct outcome outcome;
    bool is_passed = run_action(s, &outcome) && compare_trap(s, outcome.err);
    if (is_passed && s->trap != TW_TRAP_CALL_STACK_EXHAUSTED) {
        is_passed = fail(s, "trap '%s', expected exhaustion", tw_trap_name(s->trap));
    }
    free(outcome.values);
    return is_passed;
}

static bool assert_exception(struct script *s) {
    struct outcome outcome;
    bool is_passed = run_action(s, &outcome);
    if (is_passed && outcome.err != TW_ERR_EXCEPTION) {
        is_passed = fail(s, "%s, expected an exception", tw_err_name(outcome.err));
    }
    free(outcome.values);
    return is_passed;
}

// What is wrong by its value where offsets and limits may have 64 bits and memories may be shared
// is malformed where these groups are left out.
static bool is_of_left_out(const struct script *s, const char *text) {
    return (!TW_CFG_MEMORY64 &&
            (strcmp(text, "offset out of range") == 0 || strcmp(text, "table size") == 0 ||
             strncmp(text, "memory size", 11) == 0 || strstr(s->path, "wasm-v3/align") != NULL)) ||
           (!TW_CFG_THREADS && strcmp(text, "shared memory must have maximum") == 0);
}

// Assertions of 2.0 about what multi-memory gave a meaning to: a second memory is no mistake any
// more (nor a second table, of which the proposal of threads does not know yet); the byte that had
// to be zero is a memory index, which may be long and may be wrong (without multi-memory, an index
// that is wrong); and a bit of the alignment says that a memory index follows. And what other
// groups that are there or left out change the class of. True: the command is one of them.
static bool is_reversed(struct script *s, tw_err_t err, bool *is_passed) {
    const char *type = json_string(s->command, "type");
    const char *text = json_string(s->command, "text");
    bool is_malformed = strcmp(type, "assert_malformed") == 0;
    if (text == NULL) {
        return false;
    }
    if (!is_malformed && ((TW_CFG_MULTI_MEMORY && strcmp(text, "multiple memories") == 0) ||
                          (TW_CFG_REFERENCES && strcmp(text, "multiple tables") == 0))) {
        *is_passed = err == TW_ERR_OK;
    } else if (is_malformed && strcmp(text, "zero byte expected") == 0) {
        *is_passed = err == TW_ERR_OK || err == TW_ERR_INVALID;
    } else if (TW_CFG_MEMORY64 && is_malformed && strstr(s->path, "wasm-v2") != NULL &&
               strncmp(text, "integer ", 8) == 0) {  // offsets and limits may have 64 bits now
        *is_passed = err != TW_ERR_UNSUPPORTED;
    } else if (TW_CFG_THREADS && is_malformed && strcmp(text, "integer too large") == 0 &&
               strstr(s->path, "wasm-v3") == NULL) {  // a flag is that of shared ones
        *is_passed = err == TW_ERR_MALFORMED || err == TW_ERR_INVALID;
    } else if (!TW_CFG_EXCEPTIONS && is_malformed && strcmp(text, "malformed import kind") == 0) {
        *is_passed = err == TW_ERR_MALFORMED || err == TW_ERR_UNSUPPORTED;  // a tag is a kind
    } else if (!is_malformed && strstr(s->path, "wasm-v2") == NULL && is_of_left_out(s, text)) {
        *is_passed = err == TW_ERR_MALFORMED || err == TW_ERR_INVALID;
    } else if (TW_CFG_MULTI_MEMORY && is_malformed && strcmp(text, "malformed memop flags") == 0) {
        *is_passed = err == TW_ERR_MALFORMED || err == TW_ERR_INVALID;
    } else {
        return false;
    }
    if (!*is_passed) {
        fail(s, "%s (%s, with the groups of this build): %s", tw_err_name(err), text, s->fault);
    }
    return true;
}

static bool assert_load_fails(struct script *s, tw_err_t wanted) {
    const char *text = json_string(s->command, "text");
    size_t size;
    uint8_t *bytes = read_module(s, binary_name(s->command), &size);
    tw_module_t *module;
    tw_err_t err;
    bool is_passed;
    if (bytes == NULL) {
        return false;
    }
    is_passed = load(s, bytes, size, &module, &err);
    if (is_passed && !is_reversed(s, err, &is_passed) && err != wanted) {
        is_passed = fail(s, "%s, expected %s (%s): %s", tw_err_name(err), tw_err_name(wanted),
                         text != NULL ? text : "", err != TW_ERR_OK ? s->fault : "");
    }
    if (module != NULL && tw_module_unload(module) != TW_ERR_OK) {
        is_passed = fail(s, "unload: %s", fault_text(s));
    }
    free(bytes);
    return is_passed;
}

static bool assert_malformed(struct script *s) {
    return assert_load_fails(s, TW_ERR_MALFORMED);
}

static bool assert_invalid(struct script *s) {
    return assert_load_fails(s, TW_ERR_INVALID);
}

static bool assert_unlinkable(struct script *s) {
    struct unit *unit = load_unit(s);
    tw_err_t err;
    bool is_passed;
    if (unit == NULL || !instantiate(s, unit, &err)) {
        return false;
    }
    is_passed =
        err == TW_ERR_UNLINKABLE || fail(s, "%s, expected TW_ERR_UNLINKABLE: %s", tw_err_name(err),
                                         err != TW_ERR_OK ? s->fault : "");
    return drop_unit(s, unit) && is_passed;
}

// The module stays: what it wrote into tables of others before the trap is there (spec 4.5.4).
static bool assert_uninstantiable(struct script *s) {
    struct unit *unit = load_unit(s);
    tw_err_t err;
    return unit != NULL && instantiate(s, unit, &err) && compare_trap(s, err);
}

// ---- the script -----------------------------------------------------------------------------

struct command_kind {
    const char *type;
    bool (*run)(struct script *s);
    bool has_module;
};
static const struct command_kind kinds[] = {
    {"module", run_module, true},
    {"module_definition", run_module_definition, true},
    {"module_instance", run_module_instance, false},
    {"register", run_register, false},
    {"action", run_plain_action, false},
    {"assert_return", assert_return, false},
    {"assert_trap", assert_trap, false},
    {"assert_exhaustion", assert_exhaustion, false},
    {"assert_exception", assert_exception, false},
    {"assert_malformed", assert_malformed, true},
    {"assert_invalid", assert_invalid, true},
    {"assert_unlinkable", assert_unlinkable, true},
    {"assert_uninstantiable", assert_uninstantiable, true},
};

static bool is_assertion(const struct json *command) {
    const char *type = json_string(command, "type");
    return type != NULL && strncmp(type, "assert_", 7) == 0;
}

static bool run_command(struct script *s, const struct command_kind *kind) {
    s->reason[0] = '\0';
    s->is_lacking = false;
    if (kind == NULL) {
        return fail(s, "unknown command");
    }
    return kind->run(s);
}

static const struct command_kind *find_kind(const struct json *command) {
    const char *type = json_string(command, "type");
    for (size_t i = 0; type != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i].type, type) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

// Runs s->command and counts it. False: the script is broken.
static bool step(struct script *s) {
    const struct command_kind *kind = find_kind(s->command);
    bool is_counted = is_assertion(s->command);
    bool is_passed;
    if (is_counted && kind != NULL && kind->has_module && binary_name(s->command) == NULL) {
        s->counts->skipped++;
        return true;
    }
    is_passed = run_command(s, kind);
    if (!is_passed && s->is_lacking && s->options->is_partial) {
        s->has_lacked = true;
        s->counts->unsupported += is_counted;
        return true;
    }
    if (is_counted) {
        s->counts->passed += is_passed;
        s->counts->failed += !is_passed;
    }
    if (!is_passed && (s->options->is_verbose || !is_counted)) {
        print_failure(s);
    }
    return is_passed || (is_counted && kind != NULL);
}

static bool open_engine(struct script *s, void *arena) {
    tw_engine_config_t config;
    struct unit *unit;
    tw_err_t err;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = s->options->arena_size;
    config.max_nesting = 65536;
    config.max_operands = 65536;
    config.max_locals = 65536;
    config.max_code_bytes = 16u * 1024u * 1024u;
    if (s->options->is_kept) {
        config.filestore = open_store(s);
        config.keeper = s->options->keeper;
    }
    if (s->options->interp != NULL) {
        config.interp = s->options->interp;
    }
    tw_limits_init(&s->limits);
    s->limits.memory_bytes = s->options->memory_bytes;
    s->limits.memory_prefix_bytes = s->options->prefix_bytes;
    s->limits.stack_bytes = s->options->stack_bytes;
    s->limits.fuel = s->options->slice != 0 ? s->options->slice : PLENTY_OF_FUEL;
    if (tw_engine_init(&s->engine, &config) != TW_ERR_OK ||
        tw_engine_start(s->engine) != TW_ERR_OK) {
        return fail(s, "no engine");
    }
    s->used_at_start = tw_engine_arena_used(s->engine, NULL);
    unit = add_unit(s);
    unit->name = "spectest";
    if (!load(s, spectest_wasm, sizeof spectest_wasm, &unit->module, &err)) {
        return false;
    }
    snprintf(unit->link_name, sizeof unit->link_name, "spectest");
    if (err != TW_ERR_OK || tw_instance_create(unit->module, unit->link_name, &s->limits,
                                               &unit->instance) != TW_ERR_OK) {
        return fail(s, "spectest: %s", fault_text(s));
    }
    return true;
}

// Gives everything back, newest first; the arena must be as it was when the engine started.
static bool close_engine(struct script *s) {
    size_t left;
    for (unsigned i = s->unit_count; i-- > 0;) {
        if (!drop_unit(s, &s->units[i])) {
            return false;
        }
    }
    left = tw_engine_arena_used(s->engine, NULL);
    tw_engine_stop(s->engine);
    return left == s->used_at_start ||
           fail(s, "%ld bytes of the arena leaked", (long)(left - s->used_at_start));
}

// The commands of the script; counts->total is set. NULL: s->reason says why not.
static const struct json *read_script(struct script *s) {
    const char *error = "no such file";
    size_t size;
    uint8_t *text = read_file(s->path, &size);
    const struct json *root = text != NULL ? json_read((char *)text, size, &error) : NULL;
    const struct json *commands = json_get(root, "commands");
    if (root == NULL) {
        fail(s, "%s", error);
        return NULL;
    }
    if (commands == NULL || commands->kind != JSON_ARRAY || commands->first == NULL) {
        fail(s, "no commands");
        return NULL;
    }
    for (const struct json *c = commands->first; c != NULL; c = c->next) {
        s->counts->total += is_assertion(c);
    }
    return commands;
}

static bool run_commands(struct script *s, const struct json *commands) {
    bool is_whole = true;
    for (s->command = commands->first; s->command != NULL; s->command = s->command->next) {
        if (!step(s)) {
            is_whole = false;
            s->counts->is_broken = true;
            if (!s->options->keeps_going) {
                return false;
            }
        }
    }
    return is_whole;
}

void script_run(const char *path, const struct spec_options *options, struct spec_counts *counts) {
    struct script s = {.path = path, .options = options, .counts = counts};
    const struct json *commands = read_script(&s);
    void *arena = calloc(1, options->arena_size);
    s.random = options->seed * 2654435761u + 1;
    s.unit_room = json_count(commands) * 2 + 1;
    s.units = calloc(s.unit_room, sizeof *s.units);
    counts->is_broken = true;  // until the end is reached
    if (commands == NULL || arena == NULL || s.units == NULL) {
        print_failure(&s);
        return;
    }
    if (!open_engine(&s, arena)) {
        print_failure(&s);
        return;
    }
    counts->is_broken = false;
    if (run_commands(&s, commands) && !close_engine(&s)) {
        counts->is_broken = true;
        print_failure(&s);
    }
}
