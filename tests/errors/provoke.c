// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Provokes every code and every trap from outside, with real modules, and prints what an
// application gets to see. `provoke FOLDER`, where the .wasm are; run_errors.py compares.
//
// Each case has an engine of its own. Afterwards everything that it made is destroyed, the arena
// must be as empty as before, and another module must load and run.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tinywasm/tinywasm.h"

#define ARENA_BYTES (1024u * 1024u)
#define MAX_FILES 40
#define MAX_MADE 4

static const char *const file_names[] = {
    "big",           "collector",       "exceptions",     "good",       "initialize",
    "invalid",       "lender",          "locals",         "memory64",   "memory64_access",
    "memory64_data", "memory64_import", "memory64_large", "missing",    "nested",
    "no_export",     "operands",        "other_global",   "other_kind", "other_limits",
    "other_type",    "owner",           "ping",           "segment",    "simd",
    "sparse",        "start",           "table",          "table64",    "tag_import",
    "threads",       "traps",           "vector_type"};
#define FILE_COUNT (sizeof file_names / sizeof file_names[0])

static tw_rom_file_t files[MAX_FILES];
static uint32_t file_count;
static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_filestore_rom_t rom;
static tw_engine_t *engine;
static tw_module_t *modules[MAX_MADE];
static tw_instance_t *instances[MAX_MADE];
static uint32_t module_count;
static uint32_t instance_count;
static size_t used_before;  // of the arena, by the case
static enum { RUNS, WAITS_FOR_START, NEVER_STARTS } engine_state;

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

static void give_up(const char *what) {
    fprintf(stderr, "provoke: %s\n", what);
    exit(2);
}

// What a case relies on and does not test.
static void must(tw_err_t err) {
    if (err != TW_ERR_OK) {
        give_up(tw_engine_fault(engine)->text);
    }
}

// ---- the host ----

static tw_pending_t pending;

static tw_err_t host_pong(tw_call_t *call) {
    (void)call;
    return TW_ERR_OK;
}
static bool asks_for_a_pin;

static tw_err_t host_refuse(tw_call_t *call) {
    if (asks_for_a_pin) {
        return tw_call_allowed(call, "gpio", 3, TW_GRANT_NONE);
    }
    return tw_call_trap(call, TW_TRAP_HOST, "the motor is hot: wait a minute");
}
static tw_err_t host_fail(tw_call_t *call) {
    (void)call;
    return TW_ERR_IO;
}
static tw_err_t host_reenter(tw_call_t *call) {
    return tw_instance_destroy(tw_call_instance(call));
}
static tw_err_t host_wait(tw_call_t *call) {
    return tw_call_pend(call, NULL, &pending);
}
static tw_err_t host_stop(tw_call_t *call) {
    tw_instance_interrupt(tw_call_instance(call));
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {
    {"pong", "()", host_pong},       {"refuse", "()", host_refuse}, {"fail", "()", host_fail},
    {"reenter", "()", host_reenter}, {"say", "(*~)", host_pong},    {"name", "($)", host_pong},
    {"wait", "()", host_wait},       {"stop", "()", host_stop}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 8, NULL};

// ---- steps ----

static void configure(tw_engine_config_t *config) {
    tw_engine_config_init(config);
    config->arena = arena;
    config->arena_size = sizeof arena;
    config->filestore = &rom.base;
}

// Replaces the engine by one that is not started.
static void make_engine(const tw_engine_config_t *config) {
    if (engine != NULL) {
        tw_engine_stop(engine);
    }
    if (tw_engine_init(&engine, config) != TW_ERR_OK) {
        give_up("no engine");
    }
    engine_state = WAITS_FOR_START;
}

static tw_err_t run_good(void);

// After a first module the interpreter has what it keeps for good.
static void start_engine(const tw_engine_config_t *config) {
    make_engine(config);
    must(tw_engine_add_host_module(engine, &hosted));
    must(tw_engine_start(engine));
    must(run_good());
    engine_state = RUNS;
    used_before = tw_engine_arena_used(engine, NULL);
}

static void make_default_engine(void) {
    tw_engine_config_t config;
    configure(&config);
    make_engine(&config);
}

static void shrink_arena(size_t size) {
    tw_engine_config_t config;
    configure(&config);
    config.arena_size = size;
    start_engine(&config);
}

static tw_err_t load(const char *file) {
    tw_module_t *module = NULL;
    tw_err_t err = tw_module_load_file(engine, file, &module);
    if (err == TW_ERR_OK) {
        modules[module_count++] = module;
    }
    return err;
}

static tw_err_t create_with(const char *file, const char *name, const tw_limits_t *limits) {
    tw_instance_t *instance = NULL;
    must(load(file));
    tw_err_t err = tw_instance_create(modules[module_count - 1], name, limits, &instance);
    if (instance != NULL) {
        instances[instance_count++] = instance;
    }
    return err;
}

static tw_err_t create(const char *file, const char *name) {
    return create_with(file, name, NULL);
}

static tw_err_t create_sparse(uint64_t memory_bytes) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = memory_bytes;
    return create_with("sparse.wasm", NULL, &limits);
}

static tw_instance_t *last(void) {
    return instances[instance_count - 1];
}

static tw_err_t call(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    must(tw_instance_find_func(instance, name, &func));
    return tw_instance_call(instance, func, NULL, 0, NULL, 0);
}

static tw_err_t trap(const char *name) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = 100000;
    must(create_with("traps.wasm", NULL, &limits));
    return call(last(), name);
}

// ---- the cases ----

// Each has the name of its golden text; the trap or code is in the golden text too.
#define CASE(name) static tw_err_t case_##name(void)

CASE(nomem_engine) {
    static _Alignas(16) uint8_t small[64];
    tw_engine_config_t config;
    tw_engine_t *none = NULL;
    configure(&config);
    config.arena = small;
    config.arena_size = sizeof small;
    return tw_engine_init(&none, &config);
}
CASE(inval_engine) {
    tw_engine_config_t config;
    tw_engine_t *none = NULL;
    configure(&config);
    config.arena = NULL;
    return tw_engine_init(&none, &config);
}
CASE(nomem_module) {
    shrink_arena(3328);
    return load("traps.wasm");
}
CASE(nomem_instance) {
    shrink_arena(48 * 1024);
    return create("big.wasm", NULL);
}
CASE(inval_argument_count) {
    tw_func_t func;
    tw_value_t args[2] = {tw_value_i32(1), tw_value_i32(2)};
    tw_value_t result;
    must(create("traps.wasm", NULL));
    must(tw_instance_find_func(last(), "add", &func));
    return tw_instance_call(last(), func, args, 1, &result, 1);
}
CASE(inval_argument_type) {
    tw_func_t func;
    tw_value_t args[2] = {tw_value_i32(1), tw_value_i64(2)};
    tw_value_t result;
    must(create("traps.wasm", NULL));
    must(tw_instance_find_func(last(), "add", &func));
    return tw_instance_call(last(), func, args, 2, &result, 1);
}
CASE(inval_kind_of_export) {
    tw_func_t func;
    must(create("traps.wasm", NULL));
    return tw_instance_find_func(last(), "memory", &func);
}
CASE(inval_signature) {
    static const tw_host_func_t funcs[] = {{"beep", "(*)", host_pong}};
    static const tw_host_module_t bad = {"buzzer", funcs, 1, NULL};
    make_default_engine();
    return tw_engine_add_host_module(engine, &bad);
}
CASE(state_unfinished) {
    if (trap("spin") != TW_ERR_FUEL) {
        give_up("not out of fuel");
    }
    return call(last(), "spin");
}
CASE(state_nothing_to_resume) {
    must(create("good.wasm", NULL));
    return tw_instance_resume(last(), NULL, 0);
}
CASE(state_importer) {
    must(create("owner.wasm", "owner"));
    must(create("lender.wasm", "lender"));
    return tw_instance_destroy(instances[0]);
}
CASE(state_instance_left) {
    must(create("good.wasm", "worker"));
    return tw_module_unload(modules[0]);
}
CASE(limit_view) {
    uint8_t *bytes = NULL;
    must(create_sparse(1000));
    return tw_memory_view(last(), 499, 2, &bytes);
}
CASE(limit_table) {
    return create("table.wasm", NULL);
}

static tw_err_t load_limited(const char *file, uint32_t nesting, uint32_t operands, uint32_t locals,
                             uint32_t code_bytes) {
    tw_engine_config_t config;
    configure(&config);
    config.max_nesting = nesting;
    config.max_operands = operands;
    config.max_locals = locals;
    config.max_code_bytes = code_bytes;
    start_engine(&config);
    return load(file);
}
CASE(limit_nesting) {
    return load_limited("nested.wasm", 16, 1024, 1024, 1024);
}
CASE(limit_operands) {
    return load_limited("operands.wasm", 128, 16, 1024, 1024);
}
CASE(limit_locals) {
    return load_limited("locals.wasm", 128, 1024, 8, 1024);
}
CASE(limit_code_bytes) {
    return load_limited("operands.wasm", 128, 1024, 1024, 8);
}
CASE(limit_host_modules) {
    tw_engine_config_t config;
    configure(&config);
    config.max_host_modules = 0;
    make_engine(&config);
    return tw_engine_add_host_module(engine, &hosted);
}
CASE(busy_loading) {
    must(tw_module_load_begin(engine, &modules[module_count]));
    module_count++;
    return load("good.wasm");
}

// The module in a buffer, cut or changed.
static tw_err_t load_changed(const char *file, uint32_t cut, uint32_t at, uint8_t byte) {
    static uint8_t bytes[4096];
    uint32_t size = 0;
    tw_module_t *module = NULL;
    must(tw_filestore_read(&rom.base, file, 0, bytes, sizeof bytes, &size));
    bytes[at] = byte;
    return tw_module_load(engine, bytes, size - cut, &module);
}
CASE(malformed_magic) {
    return load_changed("good.wasm", 0, 1, 'A');
}
CASE(malformed_version) {
    return load_changed("good.wasm", 0, 4, 2);
}
CASE(malformed_cut) {
    return load_changed("traps.wasm", 3, 0, 0);
}
CASE(malformed_number) {
    return load_changed("good.wasm", 0, 10, 0xff);
}
CASE(malformed_stream) {
    tw_module_t *module = NULL;
    uint8_t bytes[16];
    uint32_t size = 0;
    must(tw_filestore_read(&rom.base, "good.wasm", 0, bytes, sizeof bytes, &size));
    must(tw_module_load_begin(engine, &module));
    modules[module_count++] = module;
    tw_module_set_name(module, "uart0");
    must(tw_module_feed(module, bytes, size));
    return tw_module_load_end(module);
}
CASE(invalid_type) {
    return load("invalid.wasm");
}
CASE(unsupported_instruction) {
    return load("simd.wasm");
}
CASE(unsupported_type) {
    return load("vector_type.wasm");
}
CASE(unsupported_exceptions) {
    return load("exceptions.wasm");
}
CASE(unsupported_tag_import) {
    return load("tag_import.wasm");
}
CASE(unsupported_memory64) {
    return create("memory64.wasm", NULL);
}
CASE(unsupported_memory64_import) {
    return create("memory64_import.wasm", NULL);
}
CASE(unsupported_memory64_access) {
    return load("memory64_access.wasm");
}
CASE(unsupported_memory64_data) {
    return load("memory64_data.wasm");
}
CASE(invalid_memory64_size) {
    return load("memory64_large.wasm");
}
CASE(unsupported_table64) {
    return load("table64.wasm");
}
CASE(unsupported_threads) {
    return load("threads.wasm");
}
CASE(unsupported_collector) {
    return load("collector.wasm");
}
CASE(unlinkable_other_type) {
    return create("ping.wasm", NULL);
}
CASE(unlinkable_missing) {
    return create("missing.wasm", NULL);
}

static tw_err_t link_to_owner(const char *file) {
    must(create("owner.wasm", "owner"));
    return create(file, NULL);
}
CASE(unlinkable_type_of_an_instance) {
    return link_to_owner("other_type.wasm");
}
CASE(unlinkable_kind_of_an_instance) {
    return link_to_owner("other_kind.wasm");
}
CASE(unlinkable_limits_of_an_instance) {
    return link_to_owner("other_limits.wasm");
}
CASE(unlinkable_global_of_an_instance) {
    return link_to_owner("other_global.wasm");
}
CASE(unlinkable_no_export) {
    return link_to_owner("no_export.wasm");
}
CASE(fuel_in_a_call) {
    return trap("spin");
}
CASE(fuel_in_a_creation) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = 1000;
    return create_with("initialize.wasm", NULL, &limits);
}
CASE(interrupted) {
    return trap("stop");
}
CASE(interrupted_while_pending) {
    if (trap("wait") != TW_ERR_PENDING) {
        give_up("not pending");
    }
    tw_instance_interrupt(last());
    return tw_instance_resume(last(), NULL, 0);
}
CASE(pending_call) {
    return trap("wait");
}
CASE(pending_resumed) {
    if (trap("wait") != TW_ERR_PENDING) {
        give_up("not pending");
    }
    return tw_instance_resume(last(), NULL, 0);
}
CASE(denied_name) {
    return load(".grants");
}

// ---- grants ----

static tw_grants_t grants;
static uint8_t table[128];

// For traps.wasm alone; NULL: an empty table.
static void make_grants(const char *rows, size_t size) {
    static const char name[] = "traps.wasm";
    const uint8_t head[] = {TW_GRANT_NAME, sizeof name - 1, (uint8_t)size, 0};
    size_t used = TW_GRANT_HEAD_BYTES;
    if (rows != NULL) {
        memcpy(table + used, head, sizeof head);
        memcpy(table + used + sizeof head, name, sizeof name - 1);
        memcpy(table + used + sizeof head + sizeof name - 1, rows, size);
        used += sizeof head + sizeof name - 1 + size;
    }
    tw_grants_seal(table, used, rows == NULL ? 0 : 1);
    tw_grants_init(&grants, table, used);
}

static void start_with_grants(const char *rows, size_t size) {
    tw_engine_config_t config;
    make_grants(rows, size);
    configure(&config);
    config.grants = &grants;
    start_engine(&config);
}

CASE(denied_import) {
    start_with_grants(NULL, 0);
    return create("traps.wasm", NULL);
}
CASE(denied_export_of_an_instance) {
    start_with_grants(NULL, 0);
    must(create("owner.wasm", "owner"));
    return create("lender.wasm", NULL);
}
CASE(denied_code) {
    static const char rows[] = "\1\12\10code_bytes\144\0\0\0\0\0\0";
    start_with_grants(rows, sizeof rows);
    return load("traps.wasm");
}
CASE(denied_instance) {
    static const char rows[] = "\1\11\10instances\0\0\0\0\0\0\0";
    start_with_grants(rows, sizeof rows);
    return create("traps.wasm", NULL);
}
CASE(denied_by_damaged_grants) {
    tw_engine_config_t config;
    make_grants(NULL, 0);
    table[19]++;
    configure(&config);
    config.grants = &grants;
    make_engine(&config);
    must(tw_engine_start(engine));
    engine_state = NEVER_STARTS;
    return create("good.wasm", NULL);
}
CASE(trap_host_not_granted) {
    static const char rows[] = "\3\11\10functionshosted.*";
    start_with_grants(rows, sizeof rows - 1);
    asks_for_a_pin = true;
    tw_err_t err = trap("refuse");
    asks_for_a_pin = false;
    return err;
}

static tw_holds_t holds;
static tw_hold_t hold_slots[2];

static void start_with_holds(uint32_t count) {
    tw_engine_config_t config;
    configure(&config);
    start_engine(&config);
    tw_holds_init(&holds, engine, hold_slots, count);
}

CASE(trap_host_held) {
    start_with_holds(2);
    must(tw_hold_take(engine, "gpio", 3, TW_GRANT_NONE, "led"));
    asks_for_a_pin = true;
    tw_err_t err = trap("refuse");
    asks_for_a_pin = false;
    return err;
}
CASE(hold_of_another) {
    start_with_holds(2);
    must(tw_hold_take(engine, "i2c", 0, 0x48, "sensor"));
    return tw_hold_take(engine, "i2c", 0, 0x48, "display");
}
CASE(hold_without_slot) {
    start_with_holds(1);
    must(tw_hold_take(engine, "adc", 1, TW_GRANT_NONE, "light"));
    return tw_hold_take(engine, "adc", 2, TW_GRANT_NONE, "light");
}
CASE(hold_without_table) {
    return tw_hold_take(engine, "adc", 2, TW_GRANT_NONE, "light");
}
CASE(corrupt_grants) {
    start_with_grants(NULL, 0);
    return tw_grants_store(engine, "[default]", 9);
}
CASE(state_no_grants) {
    return tw_grants_store(engine, table, 0);
}
CASE(state_module_under_grants) {
    start_with_grants(NULL, 0);
    must(load("good.wasm"));
    return tw_grants_store(engine, NULL, 0);
}

CASE(noent_file) {
    return load("nosuch.wasm");
}
CASE(noent_export) {
    tw_func_t func;
    must(create("good.wasm", NULL));
    return tw_instance_find_func(last(), "walk", &func);
}
CASE(exist_instance) {
    must(create("good.wasm", "worker"));
    return create("good.wasm", "worker");
}
CASE(exist_host_module) {
    make_default_engine();
    must(tw_engine_add_host_module(engine, &hosted));
    return tw_engine_add_host_module(engine, &hosted);
}

// Filestores have no texts of their own: their caller knows the name.
CASE(nospc_save) {
    static uint32_t buffer[16];
    tw_filestore_ram_t ram;
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    if (tw_filestore_mount(&ram.base) != TW_ERR_OK) {
        give_up("no ram");
    }
    return tw_filestore_save(&ram.base, "a.wasm", arena, sizeof buffer);
}

static tw_err_t bad_mount(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_CORRUPT;
}
static tw_err_t good_mount(tw_filestore_t *fs) {
    (void)fs;
    return TW_ERR_OK;
}
static void unmount(tw_filestore_t *fs) {
    (void)fs;
}
static tw_err_t stat_any(tw_filestore_t *fs, const char *name, tw_fileinfo_t *info) {
    (void)fs;
    (void)name;
    info->size = 100;
    return TW_ERR_OK;
}
static tw_err_t bad_read(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                         uint32_t size, uint32_t *read_size) {
    (void)fs;
    (void)name;
    (void)off;
    (void)target;
    (void)size;
    (void)read_size;
    return TW_ERR_IO;
}
static tw_err_t start_with(const tw_filestore_ops_t *ops) {
    static tw_filestore_t store;
    tw_engine_config_t config;
    configure(&config);
    store.ops = ops;
    store.is_mounted = false;
    config.filestore = &store;
    make_engine(&config);
    engine_state = NEVER_STARTS;
    return tw_engine_start(engine);
}
CASE(corrupt_mount) {
    static const tw_filestore_ops_t ops = {.name = "flash", .mount = bad_mount};
    return start_with(&ops);
}
CASE(io_read) {
    static const tw_filestore_ops_t ops = {.name = "card",
                                           .mount = good_mount,
                                           .unmount = unmount,
                                           .stat = stat_any,
                                           .read = bad_read};
    must(start_with(&ops));
    return load("good.wasm");
}

CASE(trap_unreachable) {
    return trap("unreachable");
}
CASE(trap_in_start) {
    return create("start.wasm", NULL);
}
CASE(trap_integer_divide_by_zero) {
    return trap("divide by zero");
}
CASE(trap_integer_overflow_of_a_division) {
    return trap("overflow of a division");
}
CASE(trap_integer_overflow_of_a_conversion) {
    return trap("overflow of a conversion");
}
CASE(trap_invalid_conversion) {
    return trap("conversion of a NaN");
}
CASE(trap_memory_load) {
    return trap("load");
}
CASE(trap_memory_store) {
    return trap("store");
}
CASE(trap_memory_copy) {
    return trap("copy");
}
CASE(trap_memory_init) {
    return trap("init");
}
CASE(trap_memory_segment) {
    return create("segment.wasm", NULL);
}
CASE(trap_memory_of_a_buffer) {
    return trap("say");
}
CASE(trap_memory_of_a_string) {
    return trap("name");
}
CASE(trap_memory_read_by_the_host) {
    uint32_t value = 0;
    must(create("traps.wasm", NULL));
    return tw_memory_read_u32(last(), 65533, &value);
}
CASE(trap_memory_budget) {
    must(create_sparse(300));
    return call(last(), "store");
}
CASE(trap_memory_budget_of_a_segment) {
    return create_sparse(0);
}
CASE(trap_memory_budget_of_the_host) {
    must(create_sparse(300));
    return tw_memory_write_u8(last(), 60000, 1);
}
CASE(trap_table_get) {
    return trap("table get");
}
CASE(trap_table_init) {
    return trap("table init");
}
CASE(trap_undefined_element) {
    return trap("undefined element");
}
CASE(trap_uninitialized_element) {
    return trap("uninitialized element");
}
CASE(trap_indirect_call_type_mismatch) {
    return trap("other type");
}
CASE(trap_call_stack_exhausted) {
    return trap("recurse");
}
CASE(trap_null_reference) {
    return trap("null reference");
}
CASE(trap_null_function_reference) {
    return trap("null function");
}
CASE(trap_stale_reference) {
    must(create("owner.wasm", "owner"));
    must(create("lender.wasm", "lender"));
    must(tw_instance_destroy(last()));
    instance_count--;
    return call(last(), "run");
}
CASE(trap_unlinked_import) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.link_lazily = true;
    must(create_with("missing.wasm", NULL, &limits));
    tw_func_t func;
    must(tw_instance_find_func(last(), "run", &func));
    return tw_instance_call(last(), func, NULL, 0, NULL, 0);
}
CASE(trap_host_refuses) {
    return trap("refuse");
}
CASE(trap_host_fails) {
    return trap("fail");
}
CASE(trap_host_does_what_it_must_not) {
    return trap("reenter");
}

#define ROW(name) {#name, case_##name}
static const struct {
    const char *name;
    tw_err_t (*provoke)(void);
} cases[] = {
    ROW(nomem_engine),
    ROW(inval_engine),
    ROW(nomem_module),
    ROW(nomem_instance),
    ROW(inval_argument_count),
    ROW(inval_argument_type),
    ROW(inval_kind_of_export),
    ROW(inval_signature),
    ROW(state_unfinished),
    ROW(state_nothing_to_resume),
    ROW(state_importer),
    ROW(state_instance_left),
    ROW(limit_view),
    ROW(limit_table),
    ROW(limit_nesting),
    ROW(limit_operands),
    ROW(limit_locals),
    ROW(limit_code_bytes),
    ROW(limit_host_modules),
    ROW(busy_loading),
    ROW(malformed_magic),
    ROW(malformed_version),
    ROW(malformed_cut),
    ROW(malformed_number),
    ROW(malformed_stream),
    ROW(invalid_type),
    ROW(unsupported_instruction),
    ROW(unsupported_type),
    ROW(unsupported_exceptions),
    ROW(unsupported_tag_import),
    ROW(unsupported_memory64),
    ROW(unsupported_memory64_import),
    ROW(unsupported_memory64_access),
    ROW(unsupported_memory64_data),
    ROW(invalid_memory64_size),
    ROW(unsupported_table64),
    ROW(unsupported_threads),
    ROW(unsupported_collector),
    ROW(unlinkable_other_type),
    ROW(unlinkable_missing),
    ROW(unlinkable_type_of_an_instance),
    ROW(unlinkable_kind_of_an_instance),
    ROW(unlinkable_limits_of_an_instance),
    ROW(unlinkable_global_of_an_instance),
    ROW(unlinkable_no_export),
    ROW(fuel_in_a_call),
    ROW(fuel_in_a_creation),
    ROW(interrupted),
    ROW(interrupted_while_pending),
    ROW(pending_call),
    ROW(pending_resumed),
    ROW(denied_name),
    ROW(denied_import),
    ROW(denied_export_of_an_instance),
    ROW(denied_code),
    ROW(denied_instance),
    ROW(denied_by_damaged_grants),
    ROW(corrupt_grants),
    ROW(state_no_grants),
    ROW(state_module_under_grants),
    ROW(noent_file),
    ROW(noent_export),
    ROW(exist_instance),
    ROW(exist_host_module),
    ROW(nospc_save),
    ROW(corrupt_mount),
    ROW(io_read),
    ROW(trap_unreachable),
    ROW(trap_in_start),
    ROW(trap_integer_divide_by_zero),
    ROW(trap_integer_overflow_of_a_division),
    ROW(trap_integer_overflow_of_a_conversion),
    ROW(trap_invalid_conversion),
    ROW(trap_memory_load),
    ROW(trap_memory_store),
    ROW(trap_memory_copy),
    ROW(trap_memory_init),
    ROW(trap_memory_segment),
    ROW(trap_memory_of_a_buffer),
    ROW(trap_memory_of_a_string),
    ROW(trap_memory_read_by_the_host),
    ROW(trap_memory_budget),
    ROW(trap_memory_budget_of_a_segment),
    ROW(trap_memory_budget_of_the_host),
    ROW(trap_table_get),
    ROW(trap_table_init),
    ROW(trap_undefined_element),
    ROW(trap_uninitialized_element),
    ROW(trap_indirect_call_type_mismatch),
    ROW(trap_call_stack_exhausted),
    ROW(trap_null_reference),
    ROW(trap_null_function_reference),
    ROW(trap_stale_reference),
    ROW(trap_unlinked_import),
    ROW(trap_host_refuses),
    ROW(trap_host_fails),
    ROW(trap_host_does_what_it_must_not),
    ROW(trap_host_not_granted),
    ROW(trap_host_held),
    ROW(hold_of_another),
    ROW(hold_without_slot),
    ROW(hold_without_table),
};
#define CASE_COUNT (sizeof cases / sizeof cases[0])

// ---- running them ----

static void destroy_all(void) {
    while (instance_count > 0) {
        must(tw_instance_destroy(instances[--instance_count]));
    }
    while (module_count > 0) {
        must(tw_module_unload(modules[--module_count]));
    }
}

// A module is loaded, runs and goes.
static tw_err_t run_good(void) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.stack_bytes = 256;
    tw_err_t err = create_with("good.wasm", NULL, &limits);
    err = err == TW_ERR_OK ? call(last(), "run") : err;
    destroy_all();
    return err;
}

static void print_fault(tw_err_t err) {
    const tw_fault_t *fault = tw_engine_fault(engine);
    // A question of a host function that is refused is a trap to who called.
    bool is_refused = err == TW_ERR_TRAP && fault->trap == TW_TRAP_HOST;
    printf("code %s\n", tw_err_name(is_refused ? fault->err : err) + strlen("TW_ERR_"));
    if (fault->err != err && !is_refused) {
        printf("fault none\n");
        return;
    }
    if (fault->trap != TW_TRAP_NONE) {
        printf("trap %s\n", tw_trap_name(fault->trap));
    }
    if (fault->func_idx != TW_FUNC_NONE) {
        printf("function %u\n", fault->func_idx);
    }
    if (fault->offset != TW_OFFSET_NONE) {
        printf("offset 0x%x\n", fault->offset);
    }
    printf("text %s\n", fault->text);
}

static void run_case(size_t i) {
    tw_engine_config_t config;
    configure(&config);
    start_engine(&config);
    printf("case %s\n", cases[i].name);
    print_fault(cases[i].provoke());
    destroy_all();
    if (engine_state == NEVER_STARTS) {
        return;
    }
    if (engine_state == WAITS_FOR_START) {
        must(tw_engine_start(engine));
    } else if (used_before != tw_engine_arena_used(engine, NULL)) {
        printf("left %zu B, %zu B before\n", tw_engine_arena_used(engine, NULL), used_before);
    }
    if (run_good() != TW_ERR_OK) {
        printf("next %s\n", tw_engine_fault(engine)->text);
    }
}

static void read_file(const char *folder, const char *name) {
    static char names[MAX_FILES][24];
    char path[1024];
    uint8_t *bytes = malloc(4096);
    snprintf(names[file_count], sizeof names[0], "%s.wasm", name);
    snprintf(path, sizeof path, "%s/%s", folder, names[file_count]);
    FILE *stream = fopen(path, "rb");
    if (stream == NULL || bytes == NULL) {
        give_up(path);
    }
    files[file_count].name = names[file_count];
    files[file_count].bytes = bytes;
    files[file_count].size = (uint32_t)fread(bytes, 1, 4096, stream);
    file_count++;
    fclose(stream);
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fputs("use: provoke FOLDER\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < FILE_COUNT; i++) {
        read_file(argv[1], file_names[i]);
    }
    tw_filestore_rom_init(&rom, files, file_count);
    for (size_t i = 0; i < CASE_COUNT; i++) {
        run_case(i);
    }
    tw_engine_stop(engine);
    return 0;
}
