// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/grant.h"

#include "base/log.h"
#include "base/sha256.h"
#include "engine/grant_table.h"
#include "engine/state.h"

// Grants in force. The engine reaches this file through the table of functions below, which an
// application links by tw_grants_init: one that does not has nothing of it.

#define FILE_NAME ".grants"

enum source { GIVEN, MAPPED, COPIED };

static const char grants_where[] = "grants";

static struct tw__sha256 *hash_of(tw_grants_t *grants) {
    _Static_assert(sizeof(struct tw__sha256) <= sizeof grants->hash, "no room for the hash");
    return (struct tw__sha256 *)(void *)grants->hash;
}

// ---- the table in force ----

// Where a store cannot map, the arena holds the table.
static uint8_t copy_stored(tw_engine_t *engine) {
    tw_grants_t *grants = engine->grants;
    uint32_t size = grants->table_size;
    uint32_t read_size = 0;
    if (size > TW_GRANT_TABLE_BYTES) {
        return TW__FLAW_SIZE;
    }
    uint8_t *copy = (uint8_t *)tw__arena_alloc(engine->arena, size);
    grants->table = copy;
    grants->source = COPIED;
    bool is_read = copy != NULL &&
                   tw__protected_read(engine, FILE_NAME, 0, copy, size, &read_size) == TW_ERR_OK &&
                   read_size == size;
    return is_read ? TW__FLAW_NONE : TW__FLAW_IO;
}

// True if the filestore has a table; flaw if it could not be read.
static bool load_stored(tw_engine_t *engine) {
    tw_grants_t *grants = engine->grants;
    tw_filestore_t *fs = engine->filestore;
    tw_err_t err = tw__protected_stat(engine, FILE_NAME, &grants->table_size);
    if (err != TW_ERR_OK) {
        grants->flaw = err == TW_ERR_NOENT ? TW__FLAW_NONE : TW__FLAW_IO;
        return err != TW_ERR_NOENT;
    }
    uint32_t size = 0;
    const void *mapped = fs->ops->map == NULL ? NULL : fs->ops->map(fs, FILE_NAME, &size);
    if (mapped == NULL) {
        grants->flaw = copy_stored(engine);
        return true;
    }
    grants->table = (const uint8_t *)mapped;
    grants->table_size = size;
    grants->source = MAPPED;
    return true;
}

static void release(tw_engine_t *engine) {
    tw_grants_t *grants = engine->grants;
    tw_filestore_t *fs = engine->filestore;
    if (grants->source == MAPPED && fs->ops->unmap != NULL) {
        fs->ops->unmap(fs, FILE_NAME);
    }
    if (grants->source == COPIED) {
        tw__arena_free(engine->arena, (void *)(uintptr_t)grants->table);
    }
    grants->table = NULL;
    grants->source = GIVEN;
}

static bool has_hashes(const tw_grants_t *grants) {
    struct tw__grant_reader reader = tw__grant_sections(grants->table, grants->table_size);
    struct tw__grant_section section;
    while (tw__grant_next_section(&reader, &section)) {
        if (section.type == TW_GRANT_SHA256) {
            return true;
        }
    }
    return false;
}

static void load(tw_engine_t *engine) {
    tw_grants_t *grants = engine->grants;
    grants->flaw = TW__FLAW_NONE;
    if (!load_stored(engine)) {
        grants->table = grants->given;
        grants->table_size = grants->given_size;
    }
    if (grants->flaw == TW__FLAW_NONE && grants->table != NULL) {
        grants->flaw = tw__grant_find_flaw(grants->table, grants->table_size);
    }
    if (grants->flaw != TW__FLAW_NONE) {
        tw__log(TW_LOG_ERROR, "grants: CORRUPT: %s, nothing is granted: store them again",
                tw__grant_flaw_text(grants->flaw));
        release(engine);
    }
    grants->has_hashes = has_hashes(grants);
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    ((tw_grants_t *)(void *)device)->engine = engine;
    load(engine);
    return TW_ERR_OK;
}

static void stop(tw_device_t *device) {
    release(((tw_grants_t *)(void *)device)->engine);
}

static tw_err_t refuse_store(tw_engine_t *engine) {
    tw_err_t err = tw__engine_enter_outside(engine, grants_where);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (engine->grants == NULL || engine->filestore == NULL || !engine->is_started) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_NO_GRANTS);
    }
    if (engine->modules != NULL) {
        return tw__fail(&engine->fault, TW_ERR_STATE, TW_TEXT_MODULE_THERE,
                        engine->modules->name == NULL ? "a module" : engine->modules->name);
    }
    return TW_ERR_OK;
}

tw_err_t tw_grants_store(tw_engine_t *engine, const void *table, size_t size) {
    tw_err_t err = refuse_store(engine);
    if (err != TW_ERR_OK) {
        return err;
    }
    uint32_t flaw = size == 0 ? TW__FLAW_NONE : tw__grant_find_flaw((const uint8_t *)table, size);
    if (flaw != TW__FLAW_NONE) {
        return tw__fail(&engine->fault, TW_ERR_CORRUPT, TW_TEXT_GRANTS_BAD,
                        tw__grant_flaw_text(flaw));
    }
    release(engine);
    err = size == 0 ? tw__protected_remove(engine, FILE_NAME)
                    : tw__protected_save(engine, FILE_NAME, table, (uint32_t)size);
    load(engine);
    return err == TW_ERR_OK
               ? err
               : tw__fail(&engine->fault, err, TW_TEXT_GRANTS_UNSAVED, engine->filestore->ops->name,
                          err == TW_ERR_NOSPC ? "remove a file" : "try again, check the device");
}

// ---- whose grants ----

static bool decides(const struct tw__grant_section *section, const tw_module_t *module) {
    if (section->type == TW_GRANT_SHA256) {
        return section->subject == module->grant;
    }
    if (section->type == TW_GRANT_DEFAULT) {
        return true;
    }
    if (module->name == NULL) {
        return false;
    }
    const char *subject = (const char *)section->subject;
    uint32_t size = tw__grant_name_size(subject, section->subject_size);
    return tw__grant_name_size(module->name, (uint32_t)strlen(module->name)) == size &&
           memcmp(module->name, subject, size) == 0;
}

// Of those that fit the last one decides, since they lie in that order.
bool tw__grant_find(const tw_module_t *module, struct tw__grant_section *section) {
    const tw_grants_t *grants = module->engine->grants;
    struct tw__grant_reader reader = tw__grant_sections(grants->table, grants->table_size);
    struct tw__grant_section next;
    memset(section, 0, sizeof *section);
    while (tw__grant_next_section(&reader, &next)) {
        if (decides(&next, module)) {
            *section = next;
        }
    }
    return section->type != 0;
}

const uint8_t *tw__grant_of_hash(const tw_grants_t *grants, const uint8_t *sha256) {
    struct tw__grant_reader reader = tw__grant_sections(grants->table, grants->table_size);
    struct tw__grant_section section;
    while (tw__grant_next_section(&reader, &section)) {
        if (section.type == TW_GRANT_SHA256 &&
            memcmp(section.subject, sha256, TW_FILESTORE_HASH_BYTES) == 0) {
            return section.subject;
        }
    }
    return NULL;
}

// module->grant points here while the module is being loaded.
static const uint8_t unknown;

static void feed(tw_module_t *module, const void *bytes, size_t size) {
    struct tw__sha256 *hash = hash_of(module->engine->grants);
    if (!module->engine->grants->has_hashes) {
        return;
    }
    if (module->grant == NULL) {
        tw__sha256_init(hash);
        module->grant = &unknown;
    }
    tw__sha256_add(hash, bytes, (uint32_t)size);  // no module has 4 GiB
}

// Remembers the section that has the module's SHA-256.
static void identify(tw_module_t *module) {
    tw_grants_t *grants = module->engine->grants;
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    tw__sha256_end(hash_of(grants), sha256);
    module->grant = tw__grant_of_hash(grants, sha256);
}

static void know(tw_module_t *module, const uint8_t *sha256) {
    const tw_grants_t *grants = module->engine->grants;
    module->grant = grants->has_hashes ? tw__grant_of_hash(grants, sha256) : NULL;
}

// What a missing line stands under, as TOML has it: quotes, name, size, quotes.
struct title {
    const char *quotes;
    const char *name;
    uint32_t size;
};
#define TITLE(title) (title).quotes, (title).name, (title).size, (title).quotes

static struct title title_of(const tw_module_t *module) {
    bool is_named = module->name != NULL && module->grant == NULL;
    struct title title = {NULL, is_named ? module->name : "sha256:...", 0};
    title.size = tw__grant_name_size(title.name, (uint32_t)strlen(title.name));
    title.quotes = tw__grant_quotes(title.name, title.size);
    return title;
}

// ---- limits ----

static bool find_number(const struct tw__grant_section *section, const char *kind,
                        uint64_t *number) {
    struct tw__grant_reader rows = section->rows;
    struct tw__grant_row row = {0};
    while (tw__grant_next_row(&rows, &row)) {
        if (row.type == TW_GRANT_NUMBER && tw__grant_is_kind(&row, kind)) {
            *number = tw__grant_u64(row.value);
            return true;
        }
    }
    return false;
}

static void lower(const struct tw__grant_section *section, const char *kind, uint64_t *limit) {
    uint64_t granted = 0;
    if (find_number(section, kind, &granted) && granted < *limit) {
        *limit = granted;
    }
}

static void lower_u32(const struct tw__grant_section *section, const char *kind, uint32_t *limit) {
    uint64_t wide = *limit;
    lower(section, kind, &wide);
    *limit = (uint32_t)wide;
}

static tw_err_t check_code(tw_module_t *module, const struct tw__grant_section *section) {
    tw_module_stats_t stats;
    uint64_t granted = UINT64_MAX;
    memset(&stats, 0, sizeof stats);
    tw__inspect(module->engine)->module_stats(module->code, &stats);
    lower(section, "code_bytes", &granted);
    if (stats.wasm_code_bytes <= granted) {
        return TW_ERR_OK;
    }
    struct title title = title_of(module);
    (void)title;  // without texts
    return tw__fail(&module->engine->fault, TW_ERR_DENIED, TW_TEXT_GRANT_CODE,
                    stats.wasm_code_bytes, (uint32_t)granted, stats.wasm_code_bytes, TITLE(title));
}

// A module is known by its bytes or its name; one that has neither is what the application makes
// of it later.
static tw_err_t end(tw_module_t *module) {
    struct tw__grant_section section;
    if (module->grant == &unknown) {
        identify(module);
    }
    bool is_known = module->grant != NULL || module->name != NULL;
    return is_known && tw__grant_find(module, &section) ? check_code(module, &section) : TW_ERR_OK;
}

// It is there when it is made anew; two of one name are the old and the new version in a swap.
static bool is_replaced(const tw_instance_t *at, const tw_instance_t *instance) {
    return at == instance || (at->name[0] != '\0' && tw__text_equal(at->name, instance->name));
}

static tw_err_t check_instances(const tw_instance_t *instance,
                                const struct tw__grant_section *section) {
    const tw_module_t *module = instance->module;
    uint32_t granted = UINT32_MAX;
    uint32_t count = 0;
    lower_u32(section, "instances", &granted);
    for (const tw_instance_t *at = module->engine->instances; at != NULL; at = at->next) {
        bool is_alike = at->module == module ||
                        (section->type != TW_GRANT_DEFAULT && decides(section, at->module));
        count += is_alike && !is_replaced(at, instance) ? 1 : 0;
    }
    if (count < granted) {
        return TW_ERR_OK;
    }
    struct title title = title_of(module);
    (void)title;  // without texts
    return tw__fail(&module->engine->fault, TW_ERR_DENIED, TW_TEXT_GRANT_INSTANCES, count, granted,
                    TITLE(title));
}

static tw_err_t fail_flaw(tw_engine_t *engine) {
    return tw__fail(&engine->fault, TW_ERR_DENIED, TW_TEXT_GRANTS_DAMAGED,
                    tw__grant_flaw_text(engine->grants->flaw));
}

static tw_err_t admit(tw_instance_t *instance, tw_limits_t *limits) {
    tw_module_t *module = instance->module;
    struct tw__grant_section section;
    uint64_t slice_fuel = 0;
    if (module->engine->grants->flaw != TW__FLAW_NONE) {
        return fail_flaw(module->engine);
    }
    if (!tw__grant_find(module, &section)) {
        return TW_ERR_OK;
    }
    lower(&section, "memory_bytes", &limits->memory_bytes);
    lower(&section, "memory_prefix_bytes", &limits->memory_prefix_bytes);
    lower_u32(&section, "stack_bytes", &limits->stack_bytes);
    lower_u32(&section, "table_elements", &limits->table_elements);
    lower(&section, "fuel", &limits->fuel);
    if (find_number(&section, "fuel_per_slice", &slice_fuel)) {
        slice_fuel = slice_fuel > UINT32_MAX ? UINT32_MAX : slice_fuel;
        instance->slice_fuel = slice_fuel == 0 ? 1 : (uint32_t)slice_fuel;
    }
    tw_err_t err = check_code(module, &section);
    return err == TW_ERR_OK ? check_instances(instance, &section) : err;
}

// ---- questions ----

// "MODULE.NAME", "MODULE.*" and "*" stand for an import.
static bool is_import(const struct tw__grant_row *row, const tw_import_t *import) {
    const char *text = (const char *)row->value;
    uint32_t size = row->value_size;
    if (size == 1 && text[0] == '*') {
        return true;
    }
    uint32_t head = import->module.size;
    if (size <= head || memcmp(text, import->module.bytes, head) != 0 || text[head] != '.') {
        return false;
    }
    text += head + 1;
    size -= head + 1;
    return (size == 1 && text[0] == '*') ||
           (size == import->name.size && memcmp(text, import->name.bytes, size) == 0);
}

static tw_err_t check_import(tw_module_t *module, const tw_import_t *import) {
    static const char kinds[] = "functions\0tables\0memories\0globals\0tags";  // by tw_externkind_t
    const char *kind = tw__text_at(kinds, (uint32_t)import->type.kind);
    tw_engine_t *engine = module->engine;
    struct tw__grant_section section;
    struct tw__grant_row row = {0};
    if (engine->grants->flaw != TW__FLAW_NONE) {
        return fail_flaw(engine);
    }
    tw__grant_find(module, &section);
    while (tw__grant_next_row(&section.rows, &row)) {
        if (row.type == TW_GRANT_TEXT && tw__grant_is_kind(&row, kind) && is_import(&row, import)) {
            return TW_ERR_OK;
        }
    }
    struct title title = title_of(module);
    (void)title;  // without texts
    return tw__fail(&engine->fault, TW_ERR_DENIED, TW_TEXT_GRANT_IMPORT, import->module.bytes,
                    import->module.size, import->name.bytes, import->name.size, kind,
                    import->module.bytes, import->module.size, import->name.bytes,
                    import->name.size, TITLE(title));
}

// tw__link_resolve, and what it finds must be granted. What the instance gets of its own need not.
static tw_err_t resolve(void *ctx, uint32_t i, const tw_import_t *import, tw_link_t *link) {
    tw_err_t err = tw__link_resolve(ctx, i, import, link);
    bool is_others = link->kind == TW_LINK_HOST || link->kind == TW_LINK_INSTANCE;
    return err == TW_ERR_OK && is_others
               ? check_import(((const struct tw__linking *)ctx)->module, import)
               : err;
}

static tw_err_t link_granted(tw_instance_t *instance, const tw_limits_t *limits) {
    tw_limits_t lowered = *limits;
    tw_err_t err = admit(instance, &lowered);
    return err == TW_ERR_OK ? tw__instance_link(instance, &lowered, resolve) : err;
}

static bool is_in(uint32_t value, const uint8_t *range) {
    return value >= tw__grant_u32(range) && value <= tw__grant_u32(range + 4);
}

static bool is_text(const struct tw__grant_row *row, const char *text) {
    size_t size = row->value_size;
    if (size != 0 && row->value[size - 1] == '*') {
        return strlen(text) >= size - 1 && memcmp(row->value, text, size - 1) == 0;
    }
    return strlen(text) == size && memcmp(row->value, text, size) == 0;
}

static bool permits(const struct tw__grant_row *row, const struct tw__grant_ask *ask) {
    if (!tw__grant_is_kind(row, ask->kind)) {
        return false;
    }
    if (ask->text != NULL && ask->matches != NULL) {
        return row->type == TW_GRANT_TEXT &&
               ask->matches((const char *)row->value, row->value_size, ask->text);
    }
    if (ask->text != NULL) {
        return row->type == TW_GRANT_TEXT && is_text(row, ask->text);
    }
    return row->type == TW_GRANT_RANGE && is_in(ask->a, row->value) &&
           is_in(ask->b, row->value + 8);
}

static tw_err_t fail_ask(const tw_instance_t *instance, const struct tw__grant_ask *ask) {
    struct tw__fault *fault = &instance->engine->fault;
    struct title title = title_of(instance->module);
    const char *noun = tw__ask_noun(ask->kind);
    const char *name = tw__ask_name(instance);
    (void)title;  // without texts
    (void)noun;
    (void)name;
    if (ask->text != NULL) {
        return tw__fail(fault, TW_ERR_DENIED, TW_TEXT_GRANT_TEXT, noun, ask->text, name, ask->kind,
                        ask->text, TITLE(title));
    }
    if (ask->b == TW_GRANT_NONE) {
        return tw__fail(fault, TW_ERR_DENIED, TW_TEXT_GRANT_NUMBER, noun, ask->a, name, ask->kind,
                        ask->a, TITLE(title));
    }
    return tw__fail(fault, TW_ERR_DENIED, TW_TEXT_GRANT_PAIR, noun, ask->a, ask->b, name, ask->kind,
                    ask->a, ask->b, TITLE(title));
}

static tw_err_t check_ask(const tw_instance_t *instance, const struct tw__grant_ask *ask) {
    struct tw__grant_section section;
    struct tw__grant_row row = {0};
    struct tw__asked asked;
    tw__grant_find(instance->module, &section);
    while (tw__grant_next_row(&section.rows, &row)) {
        if (permits(&row, ask)) {
            return TW_ERR_OK;
        }
    }
    tw__ask_begin(instance, &asked);
    return tw__ask_end(instance, &asked, fail_ask(instance, ask));
}

static bool find_number_of(const tw_instance_t *instance, const char *kind, uint64_t *number) {
    struct tw__grant_section section;
    tw__grant_find(instance->module, &section);
    return find_number(&section, kind, number);
}

void tw_grants_init(tw_grants_t *grants, const void *table, size_t size) {
    static const tw_device_ops_t device_ops = {grants_where, start, stop, NULL, NULL};
    static const struct tw__grants_ops ops = {feed,         end,       know,          link_granted,
                                              check_import, check_ask, find_number_of};
    memset(grants, 0, sizeof *grants);
    grants->device.ops = &device_ops;
    grants->ops = &ops;
    grants->given = (const uint8_t *)table;
    grants->given_size = size > TW_GRANT_TABLE_BYTES ? TW_GRANT_TABLE_BYTES + 1 : (uint32_t)size;
}
