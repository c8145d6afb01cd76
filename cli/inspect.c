// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include <stdio.h>
#include <string.h>

#include "args.h"
#include "command.h"
#include "json.h"
#include "scan.h"
#include "session.h"
#include "stub.h"
#include "text.h"

// tw inspect: what a module is made of and what it will need on a device.

#define MOST_MEMORY (256u * 1024u * 1024u)  // that is made to measure an instance

struct inspection {
    const struct file *file;
    struct stubs stubs;
    uint64_t defined_bytes;  // of memories, as they begin
    uint64_t imported_bytes;
    size_t engine_bytes;   // of the arena, before anything is loaded
    size_t loading_bytes;  // at most while loading, beyond what stays
    bool is_json;
    struct json json;
};

// ---- what it is made of ----

static void print_fields(struct scan_types *types, const struct scan_type *type) {
    uint64_t count = scan_field_count(types, type);
    for (uint64_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : ", ", stdout);
        scan_print_field(types, type);
    }
}

static void print_type(struct scan_types *types, const struct scan_type *type) {
    if (!type->is_plain) {
        printf("sub %s", type->is_final ? "final " : "");
    }
    if (type->has_super) {
        printf("%u ", (unsigned)type->super);
    }
    printf("%s(", type->kind == SCAN_STRUCT ? "struct " : type->kind == SCAN_ARRAY ? "array " : "");
    print_fields(types, type);
    if (type->kind == SCAN_FUNC) {
        printf(") -> (");
        print_fields(types, type);
    }
    puts(")");
}

static uint32_t count_types(const struct scan *scan) {
    struct scan_types types = scan_types_of(scan);
    struct scan_type type;
    uint32_t count = 0;
    for (; scan_next_type(&types, &type); count++) {
        scan_skip_fields(&types, &type);
    }
    return count;
}

static void print_types(const struct scan *scan) {
    struct scan_types types = scan_types_of(scan);
    struct scan_type type;
    printf("types: %u\n", (unsigned)count_types(scan));
    for (uint32_t i = 0; scan_next_type(&types, &type); i++) {
        printf("  %u: ", (unsigned)i);
        print_type(&types, &type);
    }
}

static void print_imports(const tw_module_t *module, uint32_t count) {
    tw_import_t import;
    printf("imports: %u\n", count);
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        printf("  %s ", externkind_name(import.type.kind));
        print_name(import.module);
        putchar('.');
        print_name(import.name);
        printf(": ");
        print_externtype(&import.type);
        putchar('\n');
    }
}

static void print_exports(const tw_module_t *module) {
    tw_export_t export_;
    uint32_t count = 0;
    while (tw_module_export_at(module, count, &export_)) {
        count++;
    }
    printf("exports: %u\n", count);
    for (uint32_t i = 0; tw_module_export_at(module, i, &export_); i++) {
        printf("  %s ", externkind_name(export_.type.kind));
        print_name(export_.name);
        printf(": ");
        print_externtype(&export_.type);
        putchar('\n');
    }
}

static struct scan_limits limits_of(const tw_externtype_t *memory) {
    return (struct scan_limits){memory->min,   memory->max, memory->has_max,
                                memory->is_64, false,       memory->page_size_log2};
}

static void print_memory(uint32_t i, const char *note, const struct scan_limits *limits) {
    printf("  %u%s: ", i, note);
    print_memory_size(limits->min, limits->has_max, limits->max, limits->page_size_log2);
    printf("%s%s (%s B)\n", limits->is_shared ? ", shared" : "",
           limits->is_64 ? ", 64-bit addresses" : "", grouped(scan_memory_bytes(limits)));
}

// Imported memories come first, as in every index space.
static void print_memories(const struct scan *scan, const tw_module_t *module) {
    tw_import_t import;
    uint32_t count = 0;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        count += import.type.kind == TW_EXTERN_MEMORY;
    }
    printf("memories: %u\n", count + scan->counts[SECTION_MEMORY]);
    count = 0;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        if (import.type.kind == TW_EXTERN_MEMORY) {
            struct scan_limits limits = limits_of(&import.type);
            print_memory(count++, " (imported)", &limits);
        }
    }
    struct bytes bytes = scan->sections[SECTION_MEMORY];
    for (uint32_t i = 0; i < scan->counts[SECTION_MEMORY]; i++) {
        struct scan_limits limits;
        scan_limits(&bytes, &limits);
        print_memory(count++, "", &limits);
    }
}

static void print_counts(const struct scan *scan, const tw_module_stats_t *stats) {
    printf("functions: %u, %s B of code\n", stats->func_count, grouped(stats->wasm_code_bytes));
    printf("tables: %u defined\n", scan->counts[SECTION_TABLE]);
    printf("globals: %u defined\n", scan->counts[SECTION_GLOBAL]);
    printf("segments: %u of elements, %u of data\n", scan->counts[SECTION_ELEM],
           scan->counts[SECTION_DATA]);
    if (scan->custom_bytes != 0) {
        printf("custom sections: %s B, not needed to run\n", grouped(scan->custom_bytes));
    }
}

static void print_features(const struct scan *scan) {
    puts("features used:");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        const struct use *use = &scan->uses[i];
        if (!use->is_used) {
            continue;
        }
        printf("  %s", feature_name((enum feature)i));
        if (i != FEATURE_MVP) {
            printf(": %s at byte %u", use->what, use->offset);
        }
        putchar('\n');
    }
}

// ---- what it needs ----

static uint64_t add(uint64_t a, uint64_t b) {
    return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

static uint64_t imported_bytes(const tw_module_t *module) {
    uint64_t size = 0;
    tw_import_t import;
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        struct scan_limits limits = limits_of(&import.type);
        bool is_memory = import.type.kind == TW_EXTERN_MEMORY;
        size = add(size, is_memory ? scan_memory_bytes(&limits) : 0);
    }
    return size;
}

static uint64_t defined_bytes(const struct scan *scan) {
    uint64_t size = 0;
    struct bytes bytes = scan->sections[SECTION_MEMORY];
    for (uint32_t i = 0; i < scan->counts[SECTION_MEMORY]; i++) {
        struct scan_limits limits;
        scan_limits(&bytes, &limits);
        size = add(size, scan_memory_bytes(&limits));
    }
    return size;
}

// Everything but memory, stack and register code is tables of numbers and pointers; the numbers are
// of equal size everywhere.
static void print_small_target(uint64_t total, uint64_t fixed) {
    uint64_t tables = total > fixed ? total - fixed : 0;
    printf("  measured with the library for this PC, whose pointers have %u bits\n",
           (unsigned)(8 * sizeof(void *)));
    if (sizeof(void *) > 4) {
        printf(
            "  a 32-bit target needs less: memory, stack and code take about the same there, the "
            "other "
            "%s B\n  are tables with pointers in them; %s to %s B together\n",
            grouped(tables), grouped(fixed + tables / 2), grouped(total));
    }
}

static void print_module_needs(const struct inspection *inspection,
                               const tw_module_stats_t *module) {
    puts("on a device:");
    printf("  profile: %s or more\n", profile_name(session_profile(inspection->file)));
    printf("  flash: %s B, the file, where it runs in place\n", grouped(inspection->file->size));
    printf("  RAM for the engine, once: %s B\n", grouped(inspection->engine_bytes));
    printf("  RAM for the module: %s B, of them register code %s B; %s B more while it is loaded\n",
           grouped(module->arena_bytes), grouped(module->register_code_bytes),
           grouped(inspection->loading_bytes));
}

static void print_instance_needs(const struct inspection *inspection,
                                 const tw_module_stats_t *module,
                                 const tw_instance_stats_t *instance) {
    uint64_t own = inspection->defined_bytes;
    uint64_t imported = inspection->imported_bytes;
    uint64_t total = (uint64_t)module->arena_bytes + instance->arena_bytes + imported;
    printf("  RAM for an instance: %s B, of them memory %s B, stack %s B\n",
           grouped(instance->arena_bytes), grouped(own), grouped(instance->stack_bytes));
    if (imported != 0) {
        printf("  RAM for imported memory: %s B\n", grouped(imported));
    }
    printf("  RAM for module and instance together: %s B\n", grouped(total));
    print_small_target(total, own + imported + instance->stack_bytes + module->register_code_bytes);
}

static void json_module_needs(struct inspection *inspection, const tw_module_stats_t *module) {
    struct json *json = &inspection->json;
    json_number(json, "engine_ram_bytes", inspection->engine_bytes);
    json_number(json, "module_ram_bytes", module->arena_bytes);
    json_number(json, "register_code_bytes", module->register_code_bytes);
    json_number(json, "loading_ram_bytes", inspection->loading_bytes);
}

static void json_instance_needs(struct inspection *inspection,
                                const tw_instance_stats_t *instance) {
    struct json *json = &inspection->json;
    json_number(json, "instance_ram_bytes", instance->arena_bytes);
    json_number(json, "stack_bytes", instance->stack_bytes);
    json_number(json, "pointer_bits", 8 * sizeof(void *));
}

// Makes an instance without running anything of it: it has no fuel.
static tw_err_t make_instance(tw_module_t *module, const tw_limits_t *common,
                              tw_instance_t **instance) {
    tw_limits_t limits = *common;
    limits.fuel = 0;
    limits.link_lazily = true;
    tw_err_t err = tw_instance_create(module, NULL, &limits, instance);
    return err == TW_ERR_FUEL ? TW_ERR_OK : err;
}

static int measure_instance(struct inspection *inspection, const tw_engine_t *engine,
                            tw_module_t *module, const tw_limits_t *limits) {
    tw_instance_t *instance = NULL;
    tw_err_t err = make_instance(module, limits, &instance);
    if (err == TW_ERR_UNLINKABLE && inspection->is_json) {
        return 0;
    }
    if (err == TW_ERR_UNLINKABLE) {
        puts("  RAM for an instance: not measured, its imports cannot be made up here");
        return 0;
    }
    if (err != TW_ERR_OK) {
        return fail_fault(engine, inspection->file->name);
    }
    tw_module_stats_t module_stats;
    tw_instance_stats_t instance_stats;
    tw_module_get_stats(module, &module_stats);
    tw_instance_get_stats(instance, &instance_stats);
    if (inspection->is_json) {
        json_instance_needs(inspection, &instance_stats);
    } else {
        print_instance_needs(inspection, &module_stats, &instance_stats);
    }
    return 0;
}

static int measure(struct inspection *inspection) {
    struct session session;
    tw_module_t *module = NULL;
    tw_module_stats_t module_stats;
    const struct stubs *stubs = &inspection->stubs;
    uint64_t memory_bytes = add(inspection->defined_bytes, inspection->imported_bytes);
    if (inspection->is_json) {
        json_number(&inspection->json, "memory_bytes", memory_bytes);
    }
    if (memory_bytes > MOST_MEMORY && inspection->is_json) {
        return 0;
    }
    if (memory_bytes > MOST_MEMORY) {
        printf("on a device:\n  RAM: %s B for memories alone\n", grouped(memory_bytes));
        return 0;
    }
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = memory_bytes;
    limits.table_elements = UINT32_MAX;
    int code = session_open(&session, session_interp(inspection->file), inspection->file,
                            memory_bytes, stubs->host_modules, stubs->host_module_count, NULL);
    code = code == 0 ? session_load(&session, &module) : code;
    code = code == 0 ? stubs_instantiate(stubs, session.engine, &limits) : code;
    if (code == 0) {
        tw_module_get_stats(module, &module_stats);
        if (inspection->is_json) {
            json_module_needs(inspection, &module_stats);
        } else {
            print_module_needs(inspection, &module_stats);
        }
        code = measure_instance(inspection, session.engine, module, &limits);
    }
    session_close(&session);
    return code;
}

// ---- the command ----

static void print_all(const struct file *file, const struct scan *scan, const tw_module_t *module) {
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    printf("%s: %s B\n", file->name, grouped(file->size));
    print_types(scan);
    print_imports(module, scan->counts[SECTION_IMPORT]);
    print_exports(module);
    print_memories(scan, module);
    print_counts(scan, &stats);
    print_features(scan);
}

// ---- as JSON ----

static void json_type(struct json *json, const tw_externtype_t *type) {
    char letters[200];
    json_text(json, "kind", externkind_name(type->kind));
    if (type->kind == TW_EXTERN_FUNC) {
        functype_letters(type->functype, letters, sizeof letters);
        json_text(json, "signature", letters);
    } else if (type->kind == TW_EXTERN_GLOBAL || type->kind == TW_EXTERN_TABLE) {
        json_text(json, "type", tw_valtype_name(type->valtype));
    }
    if (type->kind == TW_EXTERN_MEMORY || type->kind == TW_EXTERN_TABLE) {
        json_number(json, "min", type->min);
    }
}

static void json_imports(struct json *json, const tw_module_t *module) {
    tw_import_t import;
    json_begin_list(json, "imports");
    for (uint32_t i = 0; tw_module_import_at(module, i, &import); i++) {
        json_begin(json, NULL);
        json_bytes(json, "module", (const char *)import.module.bytes, import.module.size);
        json_bytes(json, "name", (const char *)import.name.bytes, import.name.size);
        json_type(json, &import.type);
        json_end(json);
    }
    json_end_list(json);
}

static void json_exports(struct json *json, const tw_module_t *module) {
    tw_export_t export_;
    json_begin_list(json, "exports");
    for (uint32_t i = 0; tw_module_export_at(module, i, &export_); i++) {
        json_begin(json, NULL);
        json_bytes(json, "name", (const char *)export_.name.bytes, export_.name.size);
        json_type(json, &export_.type);
        json_end(json);
    }
    json_end_list(json);
}

static void json_features(struct json *json, const struct scan *scan) {
    json_begin_list(json, "features");
    for (int i = 0; i < FEATURE_COUNT; i++) {
        if (scan->uses[i].is_used) {
            json_begin(json, NULL);
            json_text(json, "name", feature_name((enum feature)i));
            json_text(json, "first", scan->uses[i].what);
            json_number(json, "offset", scan->uses[i].offset);
            json_end(json);
        }
    }
    json_end_list(json);
}

// What it needs is written behind it, in the same object.
static void json_all(struct inspection *inspection, const struct scan *scan,
                     const tw_module_t *module) {
    struct json *json = &inspection->json;
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    json_begin(json, NULL);
    json_text(json, "module", inspection->file->name);
    json_number(json, "file_bytes", inspection->file->size);
    json_number(json, "functions", stats.func_count);
    json_number(json, "code_bytes", stats.wasm_code_bytes);
    json_imports(json, module);
    json_exports(json, module);
    json_features(json, scan);
    json_text(json, "profile", profile_name(scan_profile(scan)));
}

static int inspect(struct inspection *inspection) {
    struct session session;
    tw_module_t *module = NULL;
    const struct file *file = inspection->file;
    int code = session_open(&session, session_interp(file), file, 0, NULL, 0, NULL);
    if (code == 0) {
        inspection->engine_bytes = tw_engine_arena_used(session.engine, NULL);
        code = session_load(&session, &module);
    }
    if (code == 0) {
        struct scan scan;
        size_t peak = 0;
        size_t used = tw_engine_arena_used(session.engine, &peak);
        inspection->loading_bytes = peak - used;
        scan_module(&scan, file->bytes, file->size);
        inspection->defined_bytes = defined_bytes(&scan);
        inspection->imported_bytes = imported_bytes(module);
        stubs_make(&inspection->stubs, module, true);
        if (inspection->is_json) {
            json_all(inspection, &scan, module);
        } else {
            print_all(file, &scan, module);
        }
    }
    session_close(&session);
    code = code == 0 ? measure(inspection) : code;
    if (inspection->is_json && inspection->json.depth > 0) {
        json_end(&inspection->json);
    }
    return code;
}

int command_inspect(int count, char **args) {
    struct file file;
    struct inspection inspection;
    memset(&inspection, 0, sizeof inspection);
    inspection.is_json = args_flag(&count, args, "--json");
    int code = args_check("inspect", count, args, 1, 1);
    if (code != 0) {
        return code;
    }
    inspection.file = &file;
    code = file_read(&file, args[0]);
    code = code == 0 ? inspect(&inspection) : code;
    stubs_free(&inspection.stubs);
    file_free(&file);
    return code;
}
