// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The engine's own rules, over an interpreter made of paper: it decodes nothing, and a call does
// what the test's script says. What is shown: who may be called when, signatures, linking, and
// calls that pend, are completed, cancelled or invoke the guest.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/fault.h"
#include "tinywasm/tinywasm.h"

// ---- the interpreter of paper ----

#define FAKE_IMPORTS 4

struct tw_interp_module {
    const tw_interp_env_t *env;
    const char *name;
    size_t fed;
    uint8_t bytes[64];
};

struct tw_interp_instance {
    tw_interp_module_t *module;
    tw_instance_t *owner;
    tw_link_t links[FAKE_IMPORTS];
    const tw_functype_t *unfinished;
    uint32_t completed[2];
    int interrupts;
    int resumes;
    uint64_t fuel;
    uint64_t call_fuel;
    uint32_t call_func;
};

// What the next steps of the interpreter are; set by a test.
static struct {
    const tw_import_t *imports;
    uint32_t import_count;
    bool has_start;
    const tw_functype_t *initialize;  // NULL: none exported
    tw_err_t open_err;
    tw_err_t load_err;
    tw_err_t end_err;
    tw_err_t instantiate_err;
    tw_err_t call_errs[4];  // of the calls and resumes to come; then OK
    uint32_t call_count;
    tw_err_t (*on_call)(tw_interp_instance_t *instance, uint32_t func_idx);
    int opened;
    int unloaded;
    int destroyed;
    int cancelled;
    uint32_t called[8];
} script;

static uint8_t guest_memory[64];
static uint64_t guest_size;

static _Alignas(16) uint8_t arena_memory[16384];
static tw_engine_t *engine;
static const tw_interp_env_t *fake_env;

// struct tw_functype ends in an array of unknown size; these have the same shape.
struct shape {
    uint16_t param_count;
    uint16_t result_count;
    uint16_t param_cells;
    uint16_t result_cells;
    tw_valtype_t types[4];
};
#define SHAPE(name) ((const tw_functype_t *)(const void *)&(name))
static const struct shape v_v = {0, 0, 0, 0, {0}};
static const struct shape i_v = {1, 0, 1, 0, {TW_I32}};
static const struct shape ii_i = {2, 1, 2, 1, {TW_I32, TW_I32, TW_I32}};
static const struct shape i_I = {1, 1, 1, 2, {TW_I32, TW_I64}};
static const struct shape v_ii = {0, 2, 0, 2, {TW_I32, TW_I32}};
static const struct shape all_v = {4, 0, 6, 0, {TW_I64, TW_F32, TW_F64, TW_EXTERNREF}};
static const struct shape I_F = {1, 1, 2, 2, {TW_I64, TW_F64}};
static const struct shape p_v = {1, 0, 1, 0, {TW_VALTYPE_REF | 0x70u}};

static tw_err_t fake_open(const tw_interp_env_t *env, void **store) {
    if (script.open_err != TW_ERR_OK) {
        return tw__fail(env->fault, script.open_err, "no room: none");
    }
    fake_env = env;
    script.opened++;
    *store = tw__arena_alloc(env->arena, 16);
    return TW_ERR_OK;
}

static void fake_close(void *store) {
    script.opened--;
    tw__arena_free(fake_env->arena, store);
}

static tw_err_t fake_load_begin(void *store, const char *name, bool is_mapped,
                                tw_interp_module_t **module) {
    (void)store;
    (void)is_mapped;
    tw_interp_module_t *made = tw__arena_alloc(fake_env->arena, sizeof *made);
    if (made == NULL) {
        return tw__fail(fake_env->fault, TW_ERR_NOMEM, "no room: none");
    }
    memset(made, 0, sizeof *made);
    made->env = fake_env;
    made->name = name;
    *module = made;
    return TW_ERR_OK;
}

static tw_err_t fake_load_feed(tw_interp_module_t *module, const uint8_t *bytes, size_t size) {
    if (script.load_err != TW_ERR_OK) {
        return tw__fail(fake_env->fault, script.load_err, "a byte is wrong: send it again");
    }
    for (size_t i = 0; i < size && module->fed < sizeof module->bytes; i++) {
        module->bytes[module->fed++] = bytes[i];
    }
    return TW_ERR_OK;
}

static tw_err_t fake_load_end(tw_interp_module_t *module) {
    (void)module;
    return script.end_err == TW_ERR_OK
               ? TW_ERR_OK
               : tw__fail(fake_env->fault, script.end_err, "bytes are missing: send them");
}

static void fake_unload(tw_interp_module_t *module) {
    script.unloaded++;
    tw__arena_free(fake_env->arena, module);
}

static void fake_set_name(tw_interp_module_t *module, const char *name) {
    module->name = name;
}

static bool fake_import_at(const tw_interp_module_t *module, uint32_t i, tw_import_t *import) {
    (void)module;
    if (i >= script.import_count) {
        return false;
    }
    *import = script.imports[i];
    return true;
}

static bool fake_export_at(const tw_interp_module_t *module, uint32_t i, tw_export_t *export_) {
    (void)module;
    (void)i;
    (void)export_;
    return false;
}

static void fake_module_stats(const tw_interp_module_t *module, tw_module_stats_t *stats) {
    stats->func_count = 3;
    stats->arena_bytes = (uint32_t)tw__arena_block_cost(module);
}

static tw_err_t fake_instantiate(tw_interp_module_t *module, tw_instance_t *owner,
                                 const tw_limits_t *limits, tw_resolve_fn_t resolve, void *ctx,
                                 tw_interp_instance_t **instance) {
    if (script.instantiate_err != TW_ERR_OK) {
        return tw__fail(fake_env->fault, script.instantiate_err, "it is too large: shrink it");
    }
    assert_true(limits->stack_bytes != 0);
    tw_link_t links[FAKE_IMPORTS];
    memset(links, 0, sizeof links);
    for (uint32_t i = 0; i < script.import_count; i++) {
        tw_err_t err = resolve(ctx, i, &script.imports[i], &links[i]);
        if (err != TW_ERR_OK) {
            return err;
        }
    }
    tw_interp_instance_t *made = tw__arena_alloc(fake_env->arena, sizeof *made);
    if (made == NULL) {
        return tw__fail(fake_env->fault, TW_ERR_NOMEM, "no room: none");
    }
    memset(made, 0, sizeof *made);
    memcpy(made->links, links, sizeof links);
    made->module = module;
    made->owner = owner;
    *instance = made;
    return TW_ERR_OK;
}

static void fake_destroy(tw_interp_instance_t *instance) {
    script.destroyed++;
    tw__arena_free(fake_env->arena, instance);
}

static bool fake_imports_from(const tw_interp_instance_t *importer,
                              const tw_interp_instance_t *exporter) {
    for (uint32_t i = 0; i < FAKE_IMPORTS; i++) {
        if (importer->links[i].instance == exporter) {
            return true;
        }
    }
    return false;
}

static bool fake_start_func(tw_interp_instance_t *instance, tw_func_t *func) {
    *func = (tw_func_t){instance->owner, SHAPE(v_v), 100};
    return script.has_start;
}

static const struct {
    const char *name;
    const tw_functype_t *type;
} fake_exports[] = {
    {"ping", SHAPE(v_v)},  {"add", SHAPE(ii_i)}, {"wide", SHAPE(i_I)},
    {"all", SHAPE(all_v)}, {"call", SHAPE(v_v)}, {"strict", SHAPE(p_v)},
};
#define CALL_IDX 4u  // runs the host function that import 0 is linked to

static tw_err_t fake_find_func(tw_interp_instance_t *instance, const char *name, tw_func_t *func) {
    if (strcmp(name, "_initialize") == 0 && script.initialize != NULL) {
        *func = (tw_func_t){instance->owner, script.initialize, 101};
        return TW_ERR_OK;
    }
    for (uint32_t i = 0; i < sizeof fake_exports / sizeof fake_exports[0]; i++) {
        if (strcmp(fake_exports[i].name, name) == 0) {
            *func = (tw_func_t){instance->owner, fake_exports[i].type, i};
            return TW_ERR_OK;
        }
    }
    return tw__fail(fake_env->fault, TW_ERR_NOENT, "no export %s: see the list", name);
}

static tw_err_t fake_global_get(tw_interp_instance_t *instance, const char *name,
                                tw_value_t *value) {
    (void)instance;
    (void)name;
    *value = tw_value_i32(5);
    return TW_ERR_OK;
}

static tw_err_t step(tw_interp_instance_t *instance, const tw_functype_t *type) {
    tw_err_t err = script.call_count < 4 ? script.call_errs[script.call_count] : TW_ERR_OK;
    script.call_count++;
    bool is_stop = err == TW_ERR_FUEL || err == TW_ERR_INTERRUPTED || err == TW_ERR_PENDING;
    instance->unfinished = is_stop ? type : NULL;
    if (err == TW_ERR_TRAP) {
        return tw__fail_trap(fake_env->fault, TW_TRAP_UNREACHABLE, NULL);
    }
    return err;
}

static tw_call_t the_call;
static uint32_t call_args[8];
static const tw_functype_t *call_type;

// Runs the host function of import 0 as an interpreter does, once.
static tw_err_t run_host(tw_interp_instance_t *instance) {
    memset(&the_call, 0, sizeof the_call);
    the_call.instance = instance->owner;
    the_call.host_module = instance->links[0].host_module;
    the_call.func = instance->links[0].host_func;
    the_call.type = call_type;
    the_call.args = call_args;
    tw_err_t err = fake_env->host_call(&the_call);
    if (err == TW_ERR_OK && the_call.invoke_then != NULL) {
        static uint32_t result;
        result = the_call.results[0] + the_call.results[1];
        the_call.then = the_call.invoke_then;
        the_call.invoked_type = the_call.invoke_func.type;
        the_call.invoked = &result;
        memset(the_call.results, 0, sizeof the_call.results);
        err = fake_env->host_call(&the_call);
    }
    instance->unfinished = err == TW_ERR_PENDING ? SHAPE(v_v) : NULL;
    return err;
}

static tw_err_t fake_call(tw_interp_instance_t *instance, uint32_t func_idx, const tw_value_t *args,
                          uint64_t fuel, tw_value_t *results) {
    script.called[script.call_count % 8] = func_idx;
    instance->call_fuel = fuel;
    instance->call_func = func_idx;
    if (script.on_call != NULL) {
        return script.on_call(instance, func_idx);
    }
    if (func_idx == CALL_IDX) {
        return run_host(instance);
    }
    const tw_functype_t *type = func_idx < 100 ? fake_exports[func_idx].type : SHAPE(v_v);
    if (type->result_count == 1) {
        results[0] = tw_value_i32(args[0].of.i32 + 1);
    }
    return step(instance, type);
}

static tw_err_t fake_resume(tw_interp_instance_t *instance, tw_value_t *results) {
    (void)results;
    instance->resumes++;
    return step(instance, instance->unfinished);
}

static void fake_cancel(tw_interp_instance_t *instance) {
    script.cancelled++;
    instance->unfinished = NULL;
}

static const tw_functype_t *fake_unfinished(const tw_interp_instance_t *instance) {
    return instance->unfinished;
}

static void fake_complete(tw_interp_instance_t *instance, const uint32_t *results) {
    memcpy(instance->completed, results, sizeof instance->completed);
}

static tw_interp_instance_t *interrupted;
static void fake_interrupt(tw_interp_instance_t *instance) {
    instance->interrupts++;
    interrupted = instance;
}

static void fake_add_fuel(tw_interp_instance_t *instance, uint64_t fuel) {
    instance->fuel += fuel;
}

static uint64_t fake_fuel(const tw_interp_instance_t *instance) {
    return instance->fuel;
}

static uint8_t *fake_memory(const tw_interp_instance_t *instance, uint64_t *prefix,
                            uint64_t *size) {
    (void)instance;
    *prefix = guest_size;
    *size = guest_size;
    return guest_memory;
}

static void fake_memory_read(const tw_interp_instance_t *instance, tw_addr_t addr, void *target,
                             size_t size) {
    (void)instance;
    memcpy(target, guest_memory + addr, size);
}

static bool fake_memory_write(tw_interp_instance_t *instance, tw_addr_t addr, const void *source,
                              size_t size) {
    (void)instance;
    memcpy(guest_memory + addr, source, size);
    return true;
}

static void fake_instance_stats(const tw_interp_instance_t *instance, tw_instance_stats_t *stats) {
    stats->arena_bytes = (uint32_t)tw__arena_block_cost(instance);
}

static const tw_interp_inspect_t inspect = {
    fake_import_at, fake_export_at, fake_global_get, fake_module_stats, fake_instance_stats,
};

static const tw_interp_t fake = {
    "paper",
    TW_INTERP_SUSPEND | TW_INTERP_FUEL | TW_INTERP_STREAM,
    fake_open,
    fake_close,
    fake_load_begin,
    fake_load_feed,
    fake_load_end,
    fake_unload,
    fake_set_name,
    fake_instantiate,
    fake_destroy,
    fake_imports_from,
    fake_start_func,
    fake_find_func,
    fake_call,
    fake_resume,
    fake_cancel,
    fake_unfinished,
    fake_complete,
    fake_interrupt,
    fake_add_fuel,
    fake_fuel,
    fake_memory,
    fake_memory_read,
    fake_memory_write,
    &inspect,
    NULL,
};

// ---- helpers ----

static tw_engine_config_t config_of(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena_memory;
    config.arena_size = sizeof arena_memory;
    config.interp = &fake;
    return config;
}

static int set_up(void **state) {
    (void)state;
    memset(&script, 0, sizeof script);
    memset(guest_memory, 0, sizeof guest_memory);
    guest_size = sizeof guest_memory;
    call_type = SHAPE(v_v);
    tw_engine_config_t config = config_of();
    return tw_engine_init(&engine, &config) == TW_ERR_OK ? 0 : -1;
}

static void expect_fault(tw_err_t got, tw_err_t wanted, const char *text) {
    assert_string_equal(tw_err_name(got), tw_err_name(wanted));
    assert_int_equal(tw_engine_fault(engine)->err, wanted);
    assert_string_equal(tw_engine_fault(engine)->text, TW_CFG_ERR_TEXT ? text : "");
}

static void expect_code(tw_err_t got, tw_err_t wanted) {
    assert_string_equal(tw_err_name(got), tw_err_name(wanted));
    assert_int_equal(tw_engine_fault(engine)->err, wanted);
}

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void start(void) {
    ok(tw_engine_start(engine));
}

static tw_module_t *load(void) {
    static const uint8_t bytes[4] = {1, 2, 3, 4};
    tw_module_t *module = NULL;
    ok(tw_module_load(engine, bytes, sizeof bytes, &module));
    tw_module_set_name(module, "ping.wasm");
    return module;
}

static tw_instance_t *instantiate(tw_module_t *module, const char *name) {
    tw_instance_t *instance = NULL;
    ok(tw_instance_create(module, name, NULL, &instance));
    assert_non_null(instance);
    return instance;
}

static tw_func_t find(tw_instance_t *instance, const char *name) {
    tw_func_t func = {NULL, NULL, 0};
    ok(tw_instance_find_func(instance, name, &func));
    return func;
}

static tw_err_t call_nothing(tw_instance_t *instance, const char *name) {
    return tw_instance_call(instance, find(instance, name), NULL, 0, NULL, 0);
}

static tw_name_t name_of(const char *text) {
    return (tw_name_t){text, (uint32_t)strlen(text)};
}

static tw_import_t func_import(const char *module, const char *name, const tw_functype_t *type) {
    tw_import_t import;
    memset(&import, 0, sizeof import);
    import.module = name_of(module);
    import.name = name_of(name);
    import.type.kind = TW_EXTERN_FUNC;
    import.type.functype = type;
    return import;
}

static void set_imports(const tw_import_t *imports, uint32_t count) {
    script.imports = imports;
    script.import_count = count;
}

// ---- host functions ----

static int pong_count;
static tw_err_t pong(tw_call_t *call) {
    (void)call;
    pong_count++;
    return TW_ERR_OK;
}

static tw_err_t (*host_body)(tw_call_t *call);
static tw_err_t scripted(tw_call_t *call) {
    return host_body(call);
}

static int host_ctx = 42;
static const tw_host_func_t hosted_funcs[] = {
    {"pong", "()", pong},          {"do", "()", scripted},       {"one", "(i)", scripted},
    {"buffer", "(*~)i", scripted}, {"string", "($)", scripted},  {"wide", "(i)I", scripted},
    {"all", "(IfFr)", scripted},   {"mirror", "(I)F", scripted}, {"two", "()ii", scripted},
};
static const tw_host_module_t hosted = {"hosted", hosted_funcs,
                                        sizeof hosted_funcs / sizeof hosted_funcs[0], &host_ctx};

// An instance whose export "call" runs hosted.NAME, of that type.
static tw_instance_t *caller_of(const char *name, const tw_functype_t *type) {
    static tw_import_t import;
    import = func_import("hosted", name, type);
    call_type = type;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    set_imports(&import, 1);
    return instantiate(load(), "guest");
}

// ---- engine ----

static void test_engine_init_refuses_what_it_cannot_use(void **state) {
    (void)state;
    tw_engine_t *made = NULL;
    tw_engine_config_t config = config_of();
    assert_int_equal(tw_engine_init_checked(&made, &config, TW_CFG_HASH ^ 1), TW_ERR_INVAL);
    assert_int_equal(tw_engine_init(&made, NULL), TW_ERR_INVAL);
    assert_int_equal(tw_engine_init(NULL, &config), TW_ERR_INVAL);
    config.arena = NULL;
    assert_int_equal(tw_engine_init(&made, &config), TW_ERR_INVAL);
    config = config_of();
    config.interp = NULL;
    assert_int_equal(tw_engine_init(&made, &config), TW_ERR_INVAL);
    config = config_of();
    for (size_t size = 0; size < 400; size += 8) {
        config.arena_size = size;
        assert_int_equal(tw_engine_init(&made, &config), TW_ERR_NOMEM);
    }
    assert_null(made);
}

static void test_engine_gives_everything_back_when_stopped(void **state) {
    (void)state;
    size_t before = tw_engine_arena_used(engine, NULL);
    for (int round = 0; round < 3; round++) {
        start();
        tw_module_t *module = load();
        instantiate(module, "a");
        instantiate(module, NULL);
        load();
        tw_module_t *streamed = NULL;
        ok(tw_module_load_begin(engine, &streamed));
        tw_engine_stop(engine);
        tw_engine_stop(engine);
        assert_int_equal(tw_engine_arena_used(engine, NULL), before);
        assert_int_equal(script.opened, 0);
    }
    size_t peak = 0;
    tw_engine_arena_used(engine, &peak);
    assert_true(peak > before);
    assert_int_equal(script.destroyed, 6);
    assert_int_equal(script.unloaded, 9);
}

static void test_engine_freezes_registries_at_start(void **state) {
    (void)state;
    static const tw_device_ops_t ops = {"lamp", NULL, NULL, NULL, NULL};
    static tw_device_t device = {&ops, NULL};
    start();
    expect_fault(tw_engine_add_host_module(engine, &hosted), TW_ERR_STATE,
                 "hosted: STATE: the engine is started: do it before the start");
    expect_code(tw_engine_add_device(engine, &device), TW_ERR_STATE);
    expect_code(tw_engine_start(engine), TW_ERR_STATE);
    tw_engine_stop(engine);
    ok(tw_engine_add_host_module(engine, &hosted));
}

static void test_engine_loads_nothing_before_start(void **state) {
    (void)state;
    tw_module_t *module = NULL;
    expect_fault(tw_module_load(engine, "x", 1, &module), TW_ERR_STATE,
                 "module: STATE: the engine is not started: start it");
    expect_code(tw_module_load_file(engine, "x", &module), TW_ERR_STATE);
    expect_code(tw_module_load_begin(engine, &module), TW_ERR_STATE);
    assert_null(module);
}

static void test_engine_refuses_bad_signatures(void **state) {
    (void)state;
    static const char *const bad[] = {NULL,      "",      "i",     "(",    "(i",  "(*)",
                                      "(~)",     "(~*)",  "(*i)",  "(i*)", "(x)", "()x",
                                      "()*",     "()*~",  "()$",   "(()",  "())", "()iiiiiiiii",
                                      "()IIIIi", "()VVi", "(i)i ", " ()"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tw_host_func_t func = {"f", bad[i], pong};
        tw_host_module_t module = {"bad", &func, 1, NULL};
        expect_code(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL);
    }
    tw_host_func_t func = {"f", "(*)", pong};
    tw_host_module_t module = {"bad", &func, 1, NULL};
    expect_fault(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL,
                 "bad: INVAL: function f has signature (*): write letters as in \"(i*~)i\", "
                 "8 cells of results at most");
}

static void test_engine_takes_good_signatures(void **state) {
    (void)state;
    static const tw_host_func_t funcs[] = {
        {"a", "()", pong},   {"b", "(iIfFrpV*~$)", pong},   {"c", "()iIfFrp", pong},
        {"d", "()VV", pong}, {"e", "(*~*~)iiiiiiii", pong}, {"f", "($$i)IIII", pong},
    };
    static const tw_host_module_t module = {"good", funcs, 6, NULL};
    ok(tw_engine_add_host_module(engine, &module));
}

static void test_engine_refuses_incomplete_and_double_host_modules(void **state) {
    (void)state;
    static const tw_host_func_t no_name[] = {{NULL, "()", pong}};
    static const tw_host_func_t no_fn[] = {{"f", "()", NULL}};
    static const tw_host_func_t twice[] = {
        {"f", "()", pong}, {"g", "()", pong}, {"f", "(i)", pong}};
    tw_host_module_t module = {NULL, twice, 1, NULL};
    expect_code(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL);
    module = (tw_host_module_t){"m", NULL, 1, NULL};
    expect_code(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL);
    module = (tw_host_module_t){"m", no_name, 1, NULL};
    expect_code(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL);
    module = (tw_host_module_t){"m", no_fn, 1, NULL};
    expect_code(tw_engine_add_host_module(engine, &module), TW_ERR_INVAL);
    module = (tw_host_module_t){"m", twice, 3, NULL};
    expect_fault(tw_engine_add_host_module(engine, &module), TW_ERR_EXIST,
                 "m: EXIST: function f is there twice: remove one");
    ok(tw_engine_add_host_module(engine, &hosted));
    expect_code(tw_engine_add_host_module(engine, &hosted), TW_ERR_EXIST);
}

static void test_engine_limits_host_modules(void **state) {
    (void)state;
    tw_engine_config_t config = config_of();
    config.max_host_modules = 1;
    ok(tw_engine_init(&engine, &config));
    static const tw_host_module_t empty = {"empty", NULL, 0, NULL};
    ok(tw_engine_add_host_module(engine, &empty));
    expect_fault(tw_engine_add_host_module(engine, &hosted), TW_ERR_LIMIT,
                 "hosted: LIMIT: 1 host modules are there: raise config.max_host_modules");
}

// ---- devices ----

static char device_log[64];
static tw_err_t device_start_err;

static void note_device(const tw_device_t *device, const char *what) {
    strncat(device_log, what, sizeof device_log - strlen(device_log) - 1);
    strncat(device_log, device->ops->name, sizeof device_log - strlen(device_log) - 1);
}
static tw_err_t device_start(tw_device_t *device, tw_engine_t *its_engine) {
    assert_ptr_equal(its_engine, engine);
    note_device(device, "+");
    return device->ops->name[0] == 'b' ? device_start_err : TW_ERR_OK;
}
static void device_stop(tw_device_t *device) {
    note_device(device, "-");
}
static void device_poll(tw_device_t *device, uint32_t now_ms) {
    assert_int_equal(now_ms, 17);
    note_device(device, "?");
}
static const tw_host_module_t *device_module(tw_device_t *device) {
    (void)device;
    return &hosted;
}

static const tw_device_ops_t a_ops = {"a", device_start, device_stop, device_poll, NULL};
static const tw_device_ops_t b_ops = {"b", device_start, device_stop, NULL, device_module};
static const tw_device_ops_t c_ops = {"c", device_start, device_stop, device_poll, NULL};
static tw_device_t device_a = {&a_ops, NULL};
static tw_device_t device_b = {&b_ops, NULL};
static tw_device_t device_c = {&c_ops, NULL};

static void add_devices(void) {
    device_log[0] = '\0';
    device_start_err = TW_ERR_OK;
    ok(tw_engine_add_device(engine, &device_a));
    ok(tw_engine_add_device(engine, &device_b));
    ok(tw_engine_add_device(engine, &device_c));
}

static void test_engine_starts_devices_in_order_and_stops_in_reverse(void **state) {
    (void)state;
    add_devices();
    expect_code(tw_engine_add_device(engine, &device_b), TW_ERR_EXIST);
    tw_engine_poll(engine, 17);  // nothing before start
    start();
    tw_engine_poll(engine, 17);
    tw_engine_stop(engine);
    tw_engine_poll(engine, 17);
    assert_string_equal(device_log, "+a+b+c?a?c-c-b-a");
}

static void test_engine_links_what_a_device_offers(void **state) {
    (void)state;
    tw_import_t import = func_import("hosted", "pong", SHAPE(v_v));
    add_devices();
    start();
    set_imports(&import, 1);
    instantiate(load(), NULL);
    tw_engine_stop(engine);
    ok(tw_engine_add_host_module(engine, &hosted));  // the offer ended with the stop
}

static void test_engine_a_failed_start_is_undone(void **state) {
    (void)state;
    add_devices();
    size_t before = tw_engine_arena_used(engine, NULL);
    device_start_err = TW_ERR_IO;
    expect_fault(tw_engine_start(engine), TW_ERR_IO, "b: IO: the device does not start: check it");
    assert_string_equal(device_log, "+a+b-a");
    assert_int_equal(script.opened, 0);
    assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    tw_engine_stop(engine);
    assert_string_equal(device_log, "+a+b-a");
    device_start_err = TW_ERR_OK;
    script.open_err = TW_ERR_NOMEM;
    expect_code(tw_engine_start(engine), TW_ERR_NOMEM);
    script.open_err = TW_ERR_OK;
    start();
}

static void test_engine_mounts_and_unmounts_its_filestore(void **state) {
    (void)state;
    static const tw_rom_file_t files[] = {{"ping.wasm", "\0asm", 4}};
    tw_filestore_rom_t rom;
    tw_filestore_rom_init(&rom, files, 1);
    tw_engine_config_t config = config_of();
    config.filestore = &rom.base;
    ok(tw_engine_init(&engine, &config));
    start();
    assert_true(rom.base.is_mounted);
    tw_engine_stop(engine);
    assert_false(rom.base.is_mounted);
    ok(tw_filestore_mount(&rom.base));  // mounted by the application: not the engine's to unmount
    start();
    tw_engine_stop(engine);
    assert_true(rom.base.is_mounted);
}

// ---- modules ----

static void test_engine_a_failed_load_leaves_nothing(void **state) {
    (void)state;
    start();
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    script.load_err = TW_ERR_MALFORMED;
    expect_fault(tw_module_load(engine, "x", 1, &module), TW_ERR_MALFORMED,
                 "module: MALFORMED: a byte is wrong: send it again");
    script.load_err = TW_ERR_OK;
    script.end_err = TW_ERR_INVALID;
    expect_code(tw_module_load(engine, "x", 1, &module), TW_ERR_INVALID);
    assert_null(module);
    assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    script.end_err = TW_ERR_OK;
    load();
}

static void test_engine_streams_one_module_at_a_time(void **state) {
    (void)state;
    start();
    tw_module_t *module = NULL;
    tw_module_t *other = NULL;
    ok(tw_module_load_begin(engine, &module));
    expect_code(tw_module_load_begin(engine, &other), TW_ERR_BUSY);
    expect_code(tw_module_load(engine, "x", 1, &other), TW_ERR_BUSY);
    ok(tw_module_feed(module, "ab", 2));
    ok(tw_module_feed(module, "c", 1));
    tw_import_t import;
    assert_false(tw_module_import_at(module, 0, &import));
    expect_code(tw_instance_create(module, NULL, NULL, (tw_instance_t *[]){NULL}), TW_ERR_STATE);
    ok(tw_module_load_end(module));
    expect_code(tw_module_feed(module, "d", 1), TW_ERR_STATE);
    expect_code(tw_module_load_end(module), TW_ERR_STATE);
    ok(tw_module_load_begin(engine, &other));
    ok(tw_module_unload(other));
    ok(tw_module_unload(module));
}

static void test_engine_a_failed_stream_can_only_be_unloaded(void **state) {
    (void)state;
    start();
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    ok(tw_module_load_begin(engine, &module));
    script.load_err = TW_ERR_INVALID;
    expect_code(tw_module_feed(module, "x", 1), TW_ERR_INVALID);
    expect_code(tw_module_feed(module, "x", 1), TW_ERR_STATE);
    expect_code(tw_module_load_end(module), TW_ERR_STATE);
    ok(tw_module_unload(module));
    assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    script.load_err = TW_ERR_OK;
    load();
}

static void with_filestore(tw_filestore_t *filestore) {
    tw_engine_config_t config = config_of();
    config.filestore = filestore;
    ok(tw_engine_init(&engine, &config));
    start();
}

static void test_engine_loads_a_file_in_place(void **state) {
    (void)state;
    static _Alignas(4) uint8_t buffer[512];
    tw_filestore_ram_t ram;
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    ok(tw_filestore_mount(&ram.base));
    ok(tw_filestore_save(&ram.base, "a.wasm", "0123", 4));
    with_filestore(&ram.base);
    tw_module_t *module = NULL;
    ok(tw_module_load_file(engine, "a.wasm", &module));
    assert_int_equal(tw_filestore_save(&ram.base, "a.wasm", "x", 1), TW_ERR_BUSY);
    assert_int_equal(tw_filestore_remove(&ram.base, "a.wasm"), TW_ERR_BUSY);
    ok(tw_module_unload(module));
    script.end_err = TW_ERR_INVALID;
    expect_fault(tw_module_load_file(engine, "a.wasm", &module), TW_ERR_INVALID,
                 "a.wasm: INVALID: bytes are missing: send them");
    ok(tw_filestore_save(&ram.base, "a.wasm", "x", 1));
    expect_fault(tw_module_load_file(engine, "b.wasm", &module), TW_ERR_NOENT,
                 "b.wasm: NOENT: filestore ram has no such file: see what it lists");
}

static void test_engine_streams_a_file_that_cannot_be_mapped(void **state) {
    (void)state;
    static _Alignas(4) uint8_t buffer[1024];
    static uint8_t source[300];
    for (size_t i = 0; i < sizeof source; i++) {
        source[i] = (uint8_t)i;
    }
    tw_filestore_ram_t ram;
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    tw_filestore_ops_t ops = *ram.base.ops;
    ops.map = NULL;
    ram.base.ops = &ops;
    ok(tw_filestore_mount(&ram.base));
    ok(tw_filestore_save(&ram.base, "a.wasm", source, sizeof source));
    with_filestore(&ram.base);
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    ok(tw_module_load_file(engine, "a.wasm", &module));
    ok(tw_module_unload(module));
    script.load_err = TW_ERR_MALFORMED;
    expect_code(tw_module_load_file(engine, "a.wasm", &module), TW_ERR_MALFORMED);
    script.load_err = TW_ERR_OK;
    expect_code(tw_module_load_file(engine, "b.wasm", &module), TW_ERR_NOENT);
    assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    tw_engine_stop(engine);
}

static void test_engine_without_filestore_loads_no_file(void **state) {
    (void)state;
    start();
    tw_module_t *module = NULL;
    expect_fault(tw_module_load_file(engine, "a.wasm", &module), TW_ERR_STATE,
                 "a.wasm: STATE: no filestore: set config.filestore");
}

static void test_engine_unload_waits_for_instances(void **state) {
    (void)state;
    start();
    tw_module_t *module = load();
    tw_instance_t *instance = instantiate(module, "a");
    expect_fault(tw_module_unload(module), TW_ERR_STATE,
                 "ping.wasm: STATE: instance 'a' is left: destroy it");
    ok(tw_instance_destroy(instance));
    ok(tw_module_unload(module));
}

static void test_engine_stats_count_all_that_is_held(void **state) {
    (void)state;
    start();
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = load();
    size_t loaded = tw_engine_arena_used(engine, NULL);
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    assert_int_equal(stats.arena_bytes, loaded - before);
    assert_int_equal(stats.func_count, 3);
    tw_instance_t *instance = instantiate(module, "a");
    tw_instance_stats_t instance_stats;
    tw_instance_get_stats(instance, &instance_stats);
    assert_int_equal(instance_stats.arena_bytes, tw_engine_arena_used(engine, NULL) - loaded);
}

// ---- linking ----

static tw_err_t create_with(const tw_import_t *import, bool is_lazy, tw_instance_t **instance) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.link_lazily = is_lazy;
    set_imports(import, 1);
    return tw_instance_create(load(), NULL, &limits, instance);
}

static void test_engine_names_both_types_of_a_mismatch(void **state) {
    (void)state;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    tw_instance_t *instance = NULL;
    tw_import_t import = func_import("hosted", "pong", SHAPE(i_v));
    expect_fault(create_with(&import, false, &instance), TW_ERR_UNLINKABLE,
                 "ping.wasm: UNLINKABLE: import hosted.pong is (i32) -> (), the host defines "
                 "\"()\": rebuild the module or change the table 'hosted'");
    import = func_import("hosted", "buffer", SHAPE(v_ii));
    expect_fault(create_with(&import, false, &instance), TW_ERR_UNLINKABLE,
                 "ping.wasm: UNLINKABLE: import hosted.buffer is () -> (i32, i32), the host "
                 "defines \"(*~)i\": rebuild the module or change the table 'hosted'");
    assert_null(instance);
}

static void test_engine_says_how_to_define_a_missing_import(void **state) {
    (void)state;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    tw_instance_t *instance = NULL;
    tw_import_t import = func_import("hosted", "pang", SHAPE(v_v));
    expect_fault(create_with(&import, false, &instance), TW_ERR_UNLINKABLE,
                 "ping.wasm: UNLINKABLE: import hosted.pang is not defined: add it to a host "
                 "module, or instantiate a module named 'hosted'");
    import = func_import("env", "memory", SHAPE(v_v));
    expect_code(create_with(&import, false, &instance), TW_ERR_UNLINKABLE);
    import.module = name_of("");
    expect_code(create_with(&import, false, &instance), TW_ERR_UNLINKABLE);
}

static void test_engine_links_host_functions_by_name_and_type(void **state) {
    (void)state;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    static const struct {
        const char *name;
        const tw_functype_t *type;
    } good[] = {{"pong", SHAPE(v_v)},   {"one", SHAPE(i_v)},  {"buffer", SHAPE(ii_i)},
                {"string", SHAPE(i_v)}, {"wide", SHAPE(i_I)}, {"all", SHAPE(all_v)},
                {"mirror", SHAPE(I_F)}, {"two", SHAPE(v_ii)}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
            tw_import_t import = func_import("hosted", good[i].name, good[k].type);
            tw_instance_t *instance = NULL;
            tw_err_t err = create_with(&import, false, &instance);
            assert_int_equal(err, good[i].type == good[k].type ? TW_ERR_OK : TW_ERR_UNLINKABLE);
            if (err == TW_ERR_OK) {
                ok(tw_instance_destroy(instance));
            }
            tw_engine_stop(engine);
            start();
        }
    }
}

static tw_interp_instance_t *last_called;
static tw_err_t remember_call(tw_interp_instance_t *instance, uint32_t func_idx) {
    (void)func_idx;
    last_called = instance;
    return TW_ERR_OK;
}

// The interpreter's side of an instance.
static tw_interp_instance_t *inside(tw_instance_t *instance) {
    script.on_call = remember_call;
    ok(call_nothing(instance, "ping"));
    script.on_call = NULL;
    return last_called;
}

static void test_engine_links_lazily_when_told(void **state) {
    (void)state;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    tw_instance_t *instance = NULL;
    tw_import_t import = func_import("hosted", "pang", SHAPE(v_v));
    ok(create_with(&import, true, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_STUB);
    import = func_import("hosted", "pong", SHAPE(i_v));
    ok(create_with(&import, true, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_STUB);
    import = func_import("hosted", "pong", SHAPE(v_v));
    ok(create_with(&import, true, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_HOST);
    import.type.kind = TW_EXTERN_TABLE;
    expect_code(create_with(&import, true, &instance), TW_ERR_UNLINKABLE);
}

static void test_engine_links_host_modules_before_instances(void **state) {
    (void)state;
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    tw_instance_t *exporter = instantiate(load(), "hosted");
    tw_instance_t *instance = NULL;
    tw_import_t import = func_import("hosted", "pong", SHAPE(v_v));
    ok(create_with(&import, false, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_HOST);
    import = func_import("hosted", "not of the host", SHAPE(v_v));
    ok(create_with(&import, false, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_INSTANCE);
    assert_ptr_equal(inside(instance)->links[0].instance, inside(exporter));
}

static void test_engine_gives_a_module_its_own_env_memory(void **state) {
    (void)state;
    start();
    tw_import_t import = func_import("env", "memory", NULL);
    import.type.kind = TW_EXTERN_MEMORY;
    tw_instance_t *instance = NULL;
    ok(create_with(&import, false, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_OWN);
    set_imports(NULL, 0);
    instantiate(load(), "env");  // somebody defines it
    ok(create_with(&import, false, &instance));
    assert_int_equal(inside(instance)->links[0].kind, TW_LINK_INSTANCE);
    import.name = name_of("memory2");
    import.module = name_of("other");
    expect_code(create_with(&import, false, &instance), TW_ERR_UNLINKABLE);
}

static void test_engine_destroy_names_the_importer(void **state) {
    (void)state;
    start();
    tw_instance_t *exporter = instantiate(load(), "math");
    tw_import_t import = func_import("math", "add", SHAPE(ii_i));
    set_imports(&import, 1);
    tw_instance_t *importer = instantiate(load(), "user");
    expect_fault(tw_instance_destroy(exporter), TW_ERR_STATE,
                 "math: STATE: instance 'user' of ping.wasm imports from it: destroy that first");
    ok(tw_instance_destroy(importer));
    ok(tw_instance_destroy(exporter));
}

// ---- creation ----

static void test_engine_instance_names_are_1_to_31_bytes_and_unique(void **state) {
    (void)state;
    start();
    tw_module_t *module = load();
    tw_instance_t *instance = NULL;
    expect_code(tw_instance_create(module, "", NULL, &instance), TW_ERR_INVAL);
    expect_code(tw_instance_create(module, "12345678901234567890123456789012", NULL, &instance),
                TW_ERR_INVAL);
    assert_null(instance);
    instantiate(module, "1234567890123456789012345678901");
    instantiate(module, "a");
    expect_fault(tw_instance_create(module, "a", NULL, &instance), TW_ERR_EXIST,
                 "ping.wasm: EXIST: an instance named 'a' is there: choose another name");
    instantiate(module, NULL);
    instantiate(module, NULL);
}

static void test_engine_creation_runs_start_then_initialize(void **state) {
    (void)state;
    start();
    script.has_start = true;
    script.initialize = SHAPE(v_v);
    instantiate(load(), NULL);
    assert_int_equal(script.call_count, 2);
    assert_int_equal(script.called[0], 100);
    assert_int_equal(script.called[1], 101);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_OK);
}

static void test_engine_creation_leaves_an_initialize_of_another_type(void **state) {
    (void)state;
    start();
    script.initialize = SHAPE(i_v);
    instantiate(load(), NULL);
    assert_int_equal(script.call_count, 0);
}

static void test_engine_creation_without_either_is_no_fault(void **state) {
    (void)state;
    start();
    instantiate(load(), NULL);
    assert_int_equal(script.call_count, 0);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_OK);
    assert_string_equal(tw_engine_fault(engine)->text, "");
}

static void test_engine_a_trap_in_creation_destroys_the_instance(void **state) {
    (void)state;
    start();
    script.has_start = true;
    script.initialize = SHAPE(v_v);
    tw_module_t *module = load();
    size_t before = tw_engine_arena_used(engine, NULL);
    tw_instance_t *instance = NULL;
    for (uint32_t i = 0; i < 2; i++) {
        script.call_count = 0;
        script.call_errs[i] = TW_ERR_TRAP;
        expect_fault(tw_instance_create(module, "a", NULL, &instance), TW_ERR_TRAP,
                     "ping.wasm: TRAP: unreachable: look at the function named");
        script.call_errs[i] = TW_ERR_OK;
        assert_null(instance);
        assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    }
    script.instantiate_err = TW_ERR_NOMEM;
    expect_code(tw_instance_create(module, "a", NULL, &instance), TW_ERR_NOMEM);
    assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    ok(tw_module_unload(module));
}

static void test_engine_a_stopped_creation_is_resumed_to_its_end(void **state) {
    (void)state;
    static const tw_err_t stops[] = {TW_ERR_FUEL, TW_ERR_INTERRUPTED, TW_ERR_PENDING};
    start();
    script.has_start = true;
    script.initialize = SHAPE(v_v);
    tw_module_t *module = load();
    for (size_t i = 0; i < 3; i++) {
        // start stops; its resume ends and `_initialize` stops; that is resumed twice.
        script.call_count = 0;
        script.call_errs[0] = stops[i];
        script.call_errs[2] = stops[i];
        script.call_errs[3] = stops[i];
        tw_instance_t *instance = NULL;
        expect_code(tw_instance_create(module, "a", NULL, &instance), stops[i]);
        assert_non_null(instance);
        expect_code(
            tw_instance_call(instance, (tw_func_t){instance, SHAPE(v_v), 0}, NULL, 0, NULL, 0),
            TW_ERR_STATE);
        tw_import_t import = func_import("a", "ping", SHAPE(v_v));
        tw_instance_t *other = NULL;
        set_imports(&import, 1);
        expect_code(tw_instance_create(module, "b", NULL, &other), TW_ERR_UNLINKABLE);
        set_imports(NULL, 0);
        expect_code(tw_instance_resume(instance, NULL, 0), stops[i]);
        expect_code(tw_instance_resume(instance, NULL, 0), stops[i]);
        ok(tw_instance_resume(instance, NULL, 0));
        ok(call_nothing(instance, "ping"));
        expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_STATE);
        ok(tw_instance_destroy(instance));
    }
}

static void test_engine_a_creation_that_fails_later_can_only_be_destroyed(void **state) {
    (void)state;
    start();
    script.has_start = true;
    script.call_errs[0] = TW_ERR_FUEL;
    script.call_errs[1] = TW_ERR_TRAP;
    tw_instance_t *instance = NULL;
    expect_code(tw_instance_create(load(), "a", NULL, &instance), TW_ERR_FUEL);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_TRAP);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_STATE);
    expect_fault(tw_instance_call(instance, (tw_func_t){instance, SHAPE(v_v), 0}, NULL, 0, NULL, 0),
                 TW_ERR_STATE, "a: STATE: it has failed: destroy it");
    ok(tw_instance_destroy(instance));
}

static void test_engine_a_cancelled_creation_can_only_be_destroyed(void **state) {
    (void)state;
    start();
    script.has_start = true;
    script.call_errs[0] = TW_ERR_FUEL;
    tw_instance_t *instance = NULL;
    expect_code(tw_instance_create(load(), "a", NULL, &instance), TW_ERR_FUEL);
    tw_instance_cancel(instance);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_STATE);
    ok(tw_instance_destroy(instance));
}

// ---- calls ----

static void test_engine_call_checks_counts_and_types(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    tw_func_t add = find(instance, "add");
    tw_value_t args[3] = {tw_value_i32(1), tw_value_i32(2), tw_value_i32(3)};
    tw_value_t result;
    ok(tw_instance_call(instance, add, args, 2, &result, 1));
    assert_int_equal(result.of.i32, 2);
    expect_fault(tw_instance_call(instance, add, args, 1, &result, 1), TW_ERR_INVAL,
                 "guest: INVAL: the function has 2 arguments, 1 are given: give all");
    expect_code(tw_instance_call(instance, add, args, 3, &result, 1), TW_ERR_INVAL);
    expect_code(tw_instance_call(instance, add, NULL, 2, &result, 1), TW_ERR_INVAL);
    expect_fault(tw_instance_call(instance, add, args, 2, &result, 0), TW_ERR_INVAL,
                 "guest: INVAL: the function has 1 results, 0 are given: give all");
    expect_code(tw_instance_call(instance, add, args, 2, NULL, 1), TW_ERR_INVAL);
    args[1] = tw_value_f64(2);
    expect_fault(tw_instance_call(instance, add, args, 2, &result, 1), TW_ERR_INVAL,
                 "guest: INVAL: argument 1 is f64, the function takes i32: give that");
    assert_int_equal(script.call_count, 1);
}

static void test_engine_call_takes_references_of_the_right_kind(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    tw_func_t all = find(instance, "all");
    tw_value_t args[4] = {tw_value_i64(1), tw_value_f32(1), tw_value_f64(1),
                          tw_value_ref(TW_EXTERNREF, 7)};
    ok(tw_instance_call(instance, all, args, 4, NULL, 0));
    args[3] = tw_value_ref(TW_FUNCREF, 7);
    expect_code(tw_instance_call(instance, all, args, 4, NULL, 0), TW_ERR_INVAL);
    args[3] = tw_value_i32(7);
    expect_code(tw_instance_call(instance, all, args, 4, NULL, 0), TW_ERR_INVAL);
    args[3] = tw_value_ref(TW_EXTERNREF, TW_REF_NULL);
    ok(tw_instance_call(instance, all, args, 4, NULL, 0));
    tw_func_t strict = find(instance, "strict");
    tw_value_t ref = tw_value_ref(TW_FUNCREF, TW_REF_NULL);
    expect_code(tw_instance_call(instance, strict, &ref, 1, NULL, 0), TW_ERR_INVAL);
    ref.of.ref = 9;
    ok(tw_instance_call(instance, strict, &ref, 1, NULL, 0));
}

static void test_engine_call_refuses_a_function_of_another_instance(void **state) {
    (void)state;
    start();
    tw_module_t *module = load();
    tw_instance_t *a = instantiate(module, "a");
    tw_instance_t *b = instantiate(module, "b");
    expect_code(tw_instance_call(a, find(b, "ping"), NULL, 0, NULL, 0), TW_ERR_INVAL);
    expect_code(tw_instance_call(a, (tw_func_t){a, NULL, 0}, NULL, 0, NULL, 0), TW_ERR_INVAL);
}

static void test_engine_an_unfinished_call_must_be_resumed_or_cancelled(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_STATE);
    script.call_errs[0] = TW_ERR_FUEL;
    tw_value_t args[2] = {tw_value_i32(1), tw_value_i32(2)};
    tw_value_t result;
    tw_func_t add = find(instance, "add");
    expect_code(tw_instance_call(instance, add, args, 2, &result, 1), TW_ERR_FUEL);
    expect_fault(tw_instance_call(instance, add, args, 2, &result, 1), TW_ERR_STATE,
                 "guest: STATE: an execution is unfinished: resume or cancel it");
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_INVAL);
    ok(tw_instance_resume(instance, &result, 1));
    script.call_count = 0;
    expect_code(tw_instance_call(instance, add, args, 2, &result, 1), TW_ERR_FUEL);
    tw_instance_cancel(instance);
    tw_instance_cancel(instance);
    assert_int_equal(script.cancelled, 1);
    ok(tw_instance_call(instance, add, args, 2, &result, 1));
}

static void test_engine_a_trap_ends_the_call_only(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    script.call_errs[0] = TW_ERR_TRAP;
    expect_fault(call_nothing(instance, "ping"), TW_ERR_TRAP,
                 "guest: TRAP: unreachable: look at the function named");
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_UNREACHABLE);
    ok(call_nothing(instance, "ping"));
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_OK);
}

static void test_engine_fuel_is_of_each_root_call(void **state) {
    (void)state;
    start();
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = 777;
    tw_instance_t *instance = NULL;
    ok(tw_instance_create(load(), "guest", &limits, &instance));
    assert_int_equal(inside(instance)->call_fuel, 777);
    tw_instance_add_fuel(instance, 5);
    assert_int_equal(tw_instance_fuel(instance), 5);
}

static void test_engine_interrupt_reaches_the_interpreter(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    interrupted = NULL;
    tw_instance_interrupt(instance);
    assert_ptr_equal(interrupted, inside(instance));
}

// ---- host functions: state ----

static tw_instance_t *victim;
static tw_module_t *victim_module;

static tw_err_t try_everything(tw_call_t *call) {
    tw_instance_t *self = tw_call_instance(call);
    tw_func_t ping = find(self, "ping");
    tw_instance_t *instance = NULL;
    tw_module_t *module = NULL;
    assert_ptr_equal(tw_call_ctx(call), &host_ctx);
    expect_fault(tw_instance_call(self, ping, NULL, 0, NULL, 0), TW_ERR_STATE,
                 "guest: STATE: not possible in a host function: do it after the call, or "
                 "return tw_call_invoke");
    expect_code(tw_instance_call(victim, find(victim, "ping"), NULL, 0, NULL, 0), TW_ERR_STATE);
    expect_code(tw_instance_resume(self, NULL, 0), TW_ERR_STATE);
    expect_code(tw_instance_create(victim_module, NULL, NULL, &instance), TW_ERR_STATE);
    expect_code(tw_instance_destroy(self), TW_ERR_STATE);
    expect_code(tw_instance_destroy(victim), TW_ERR_STATE);
    expect_code(tw_module_load(engine, "x", 1, &module), TW_ERR_STATE);
    expect_code(tw_module_load_file(engine, "x", &module), TW_ERR_STATE);
    expect_code(tw_module_load_begin(engine, &module), TW_ERR_STATE);
    expect_code(tw_module_feed(victim_module, "x", 1), TW_ERR_STATE);
    expect_code(tw_module_load_end(victim_module), TW_ERR_STATE);
    expect_code(tw_module_unload(victim_module), TW_ERR_STATE);
    tw_instance_cancel(self);
    tw_engine_stop(engine);
    tw_engine_poll(engine, 99);
    return TW_ERR_OK;
}

static void test_engine_a_host_function_may_not_enter_wasm_or_free_it(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    set_imports(NULL, 0);
    victim_module = load();
    victim = instantiate(victim_module, "victim");
    host_body = try_everything;
    ok(call_nothing(instance, "call"));
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_OK);  // all forgiven
    ok(call_nothing(victim, "ping"));
    assert_int_equal(script.cancelled, 0);
}

static tw_err_t trap_hot(tw_call_t *call) {
    uint8_t byte = 0;
    assert_int_equal(tw_memory_read_u8(call->instance, 1000, &byte), TW_ERR_TRAP);
    return tw_call_trap(call, TW_TRAP_HOST, "motor is hot: wait");
}
static tw_err_t answer_io(tw_call_t *call) {
    (void)call;
    return TW_ERR_IO;
}
static tw_err_t answer_stop(tw_call_t *call) {
    (void)call;
    return TW_ERR_FUEL;
}
static tw_err_t answer_pending(tw_call_t *call) {
    (void)call;
    return TW_ERR_PENDING;
}
static tw_err_t answer_bare_trap(tw_call_t *call) {
    (void)call;
    return TW_ERR_TRAP;
}
static tw_err_t answer_bounds(tw_call_t *call) {
    uint8_t byte = 0;
    return tw_memory_read_u8(call->instance, 1000, &byte);
}

static void test_engine_what_a_host_function_answers_is_success_or_a_trap(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    host_body = trap_hot;
    expect_fault(call_nothing(instance, "call"), TW_ERR_TRAP,
                 "guest: TRAP: host trap: motor is hot: wait");
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
    host_body = answer_io;
    expect_fault(call_nothing(instance, "call"), TW_ERR_TRAP,
                 "guest: TRAP: host trap: hosted.do answered TW_ERR_IO: look there");
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
    host_body = answer_stop;
    expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
    host_body = answer_pending;
    expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
    host_body = answer_bare_trap;
    expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
    host_body = answer_bounds;
    expect_fault(call_nothing(instance, "call"), TW_ERR_TRAP,
                 "guest: TRAP: out of bounds memory access (1 B at 1,000, the memory has 64 B): "
                 "look at the function named; the memory may be too small");
}

static tw_err_t fail_inside_then_ok(tw_call_t *call) {
    uint8_t byte = 0;
    assert_int_equal(tw_memory_read_u8(call->instance, 1000, &byte), TW_ERR_TRAP);
    return TW_ERR_OK;
}

static tw_err_t host_then_trap(tw_interp_instance_t *instance, uint32_t func_idx) {
    (void)func_idx;
    tw__fault_at(fake_env->fault, 3, 0x41);
    tw_err_t err = run_host(instance);
    if (err != TW_ERR_OK) {
        return err;
    }
    assert_int_equal(fake_env->fault->info.func_idx, TW_FUNC_NONE);  // the call's place is left
    tw__fault_at(fake_env->fault, 4, 0x50);
    return tw__fail_trap(fake_env->fault, TW_TRAP_UNREACHABLE, NULL);
}

static void test_engine_a_trap_after_a_host_function_is_not_masked(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    host_body = fail_inside_then_ok;
    script.on_call = host_then_trap;
    expect_fault(call_nothing(instance, "ping"), TW_ERR_TRAP,
                 "guest, function 4, offset 0x50: TRAP: unreachable: look at the function named");
    assert_int_equal(tw_engine_fault(engine)->func_idx, 4);
    assert_int_equal(tw_engine_fault(engine)->offset, 0x50);
    host_body = trap_hot;
    expect_fault(call_nothing(instance, "ping"), TW_ERR_TRAP,
                 "guest, function 3, offset 0x41: TRAP: host trap: motor is hot: wait");
}

// ---- host functions: arguments and results ----

static tw_err_t read_all(tw_call_t *call) {
    assert_int_equal(tw_arg_i64(call, 0), INT64_C(-2));
    assert_true(tw_arg_f32(call, 1) == 1.5f);
    assert_true(tw_arg_f64(call, 2) == -2.25);
    assert_int_equal(tw_arg_ref(call, 3), 77);
    assert_int_equal(tw_arg_bits(call, 1), 0x3fc00000);
    return TW_ERR_OK;
}

static void test_engine_arguments_are_read_by_their_cells(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("all", SHAPE(all_v));
    static const uint32_t cells[] = {0xfffffffe, 0xffffffff, 0x3fc00000, 0, 0xc0020000, 77};
    memcpy(call_args, cells, sizeof cells);
    host_body = read_all;
    ok(call_nothing(instance, "call"));
}

static tw_err_t give_two(tw_call_t *call) {
    tw_ret_i32(call, -1);
    tw_ret_i32(call, 5);
    return TW_ERR_OK;
}
static tw_err_t give_double(tw_call_t *call) {
    tw_ret_f64(call, (double)tw_arg_i64(call, 0));
    return TW_ERR_OK;
}

static void test_engine_results_are_set_in_order(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("two", SHAPE(v_ii));
    host_body = give_two;
    ok(call_nothing(instance, "call"));
    assert_int_equal(the_call.results[0], 0xffffffff);
    assert_int_equal(the_call.results[1], 5);
    assert_int_equal(the_call.next_result, 2);
}

static void test_engine_a_double_result_takes_two_cells(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("mirror", SHAPE(I_F));
    call_args[0] = 3;
    call_args[1] = 0;
    host_body = give_double;
    ok(call_nothing(instance, "call"));
    assert_int_equal(the_call.results[0], 0);
    assert_int_equal(the_call.results[1], 0x40080000);
}

static uint32_t seen_size;
static const uint8_t *seen_bytes;
static tw_err_t take_buffer(tw_call_t *call) {
    uint8_t *bytes = NULL;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &seen_size);
    seen_bytes = bytes;
    return err;
}

static void test_engine_buffers_are_checked_before_the_function_runs(void **state) {
    (void)state;
    static const struct {
        uint32_t addr;
        uint32_t size;
        bool is_ok;
    } cases[] = {{0, 0, true},           {0, 64, true},          {64, 0, true},
                 {63, 1, true},          {10, 20, true},         {0, 65, false},
                 {64, 1, false},         {65, 0, false},         {1, 64, false},
                 {0xffffffff, 1, false}, {1, 0xffffffff, false}, {0xffffffff, 0xffffffff, false}};
    tw_instance_t *instance = caller_of("buffer", SHAPE(ii_i));
    host_body = take_buffer;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        call_args[0] = cases[i].addr;
        call_args[1] = cases[i].size;
        seen_bytes = NULL;
        tw_err_t err = call_nothing(instance, "call");
        if (cases[i].is_ok) {
            ok(err);
            assert_ptr_equal(seen_bytes, guest_memory + cases[i].addr);
            assert_int_equal(seen_size, cases[i].size);
        } else {
            expect_fault(err, TW_ERR_TRAP,
                         "guest: TRAP: out of bounds memory access (argument 0 of "
                         "hosted.buffer): look at the function named; the memory may be too "
                         "small");
            assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
            assert_null(seen_bytes);
        }
    }
}

static const char *seen_string;
static tw_err_t take_string(tw_call_t *call) {
    return tw_arg_str(call, 0, &seen_string);
}

static void test_engine_strings_end_inside_memory(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("string", SHAPE(i_v));
    host_body = take_string;
    memset(guest_memory, 'x', sizeof guest_memory);
    memcpy(guest_memory + 8, "hello", 6);
    call_args[0] = 8;
    ok(call_nothing(instance, "call"));
    assert_string_equal(seen_string, "hello");
    static const uint32_t bad[] = {14, 63, 64, 65, 0xffffffff};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        seen_string = NULL;
        call_args[0] = bad[i];
        expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
        assert_null(seen_string);
    }
    guest_memory[63] = 0;
    call_args[0] = 63;
    ok(call_nothing(instance, "call"));
    assert_string_equal(seen_string, "");
}

// ---- host functions: pending ----

static tw_pending_t token;
static int cancel_count;
static void cancel(void *ctx, tw_pending_t pending) {
    assert_ptr_equal(ctx, &host_ctx);
    assert_int_equal(pending.slot, token.slot);
    assert_int_equal(pending.generation, token.generation);
    cancel_count++;
}
static tw_err_t pend(tw_call_t *call) {
    return tw_call_pend(call, cancel, &token);
}

static tw_instance_t *pending_instance(const char *name, const tw_functype_t *type) {
    tw_instance_t *instance = caller_of(name, type);
    cancel_count = 0;
    host_body = pend;
    expect_code(call_nothing(instance, "call"), TW_ERR_PENDING);
    return instance;
}

static void test_engine_a_pending_call_is_answered_once(void **state) {
    (void)state;
    tw_instance_t *instance = pending_instance("wide", SHAPE(i_I));
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_PENDING);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_PENDING);
    expect_code(tw_instance_call(instance, find(instance, "ping"), NULL, 0, NULL, 0), TW_ERR_STATE);
    ok(tw_pending_complete(engine, token, UINT64_C(0x1122334455667788)));
    assert_int_equal(tw_pending_complete(engine, token, 1), TW_ERR_NOENT);
    ok(tw_instance_resume(instance, NULL, 0));
    assert_int_equal(tw_pending_complete(engine, token, 1), TW_ERR_NOENT);
    tw_interp_instance_t *guest = inside(instance);
    assert_int_equal(guest->completed[0], 0x55667788);
    assert_int_equal(guest->completed[1], 0x11223344);
    assert_int_equal(guest->resumes, 1);
    assert_int_equal(cancel_count, 0);
}

static void test_engine_forged_and_stale_tokens_are_ignored(void **state) {
    (void)state;
    tw_instance_t *instance = pending_instance("do", SHAPE(v_v));
    static const tw_pending_t zero = {0, 0};
    tw_pending_t forged = token;
    assert_int_equal(tw_pending_complete(engine, zero, 0), TW_ERR_NOENT);
    forged.generation++;
    assert_int_equal(tw_pending_complete(engine, forged, 0), TW_ERR_NOENT);
    forged.slot = TW_CFG_PENDING_CALLS;
    assert_int_equal(tw_pending_complete(engine, forged, 0), TW_ERR_NOENT);
    forged.slot = UINT32_MAX;
    assert_int_equal(tw_pending_complete(engine, forged, 0), TW_ERR_NOENT);
    tw_pending_t first = token;
    ok(tw_pending_complete(engine, token, 0));
    ok(tw_instance_resume(instance, NULL, 0));
    expect_code(call_nothing(instance, "call"), TW_ERR_PENDING);
    assert_int_equal(first.slot, token.slot);
    assert_int_equal(tw_pending_complete(engine, first, 0), TW_ERR_NOENT);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_PENDING);
    ok(tw_pending_complete(engine, token, 0));
    ok(tw_instance_resume(instance, NULL, 0));
}

static void test_engine_cancel_and_destroy_cancel_a_pending_call_once(void **state) {
    (void)state;
    tw_instance_t *instance = pending_instance("do", SHAPE(v_v));
    tw_instance_cancel(instance);
    assert_int_equal(cancel_count, 1);
    assert_int_equal(tw_pending_complete(engine, token, 0), TW_ERR_NOENT);
    expect_code(call_nothing(instance, "call"), TW_ERR_PENDING);
    ok(tw_instance_destroy(instance));
    assert_int_equal(cancel_count, 2);
    assert_int_equal(tw_pending_complete(engine, token, 0), TW_ERR_NOENT);
}

static void test_engine_an_interrupt_ends_a_pending_call(void **state) {
    (void)state;
    tw_instance_t *instance = pending_instance("do", SHAPE(v_v));
    tw_instance_interrupt(instance);
    assert_int_equal(cancel_count, 0);  // an ISR cancels nothing
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_INTERRUPTED);
    assert_int_equal(cancel_count, 1);
    expect_code(tw_instance_resume(instance, NULL, 0), TW_ERR_STATE);
    ok(call_nothing(instance, "ping"));
}

static void test_engine_an_answer_beats_an_interrupt(void **state) {
    (void)state;
    tw_instance_t *instance = pending_instance("do", SHAPE(v_v));
    tw_instance_interrupt(instance);
    ok(tw_pending_complete(engine, token, 0));
    ok(tw_instance_resume(instance, NULL, 0));  // the interpreter sees its own flag
    assert_int_equal(cancel_count, 0);
}

static tw_err_t pend_and_forget(tw_call_t *call) {
    tw_err_t err = pend(call);
    assert_int_equal(err, TW_ERR_PENDING);
    return TW_ERR_OK;
}
static tw_err_t pend_twice(tw_call_t *call) {
    tw_err_t err = pend(call);
    assert_int_equal(err, TW_ERR_PENDING);
    tw_pending_t second;
    expect_code(tw_call_pend(call, cancel, &second), TW_ERR_STATE);
    return err;
}

static void test_engine_a_pend_that_is_not_returned_is_cancelled(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    cancel_count = 0;
    for (int i = 0; i < 3 * TW_CFG_PENDING_CALLS; i++) {
        host_body = pend_and_forget;
        ok(call_nothing(instance, "call"));
    }
    assert_int_equal(cancel_count, 3 * TW_CFG_PENDING_CALLS);
    host_body = pend_twice;
    assert_int_equal(call_nothing(instance, "call"), TW_ERR_PENDING);
}

static void test_engine_pending_calls_are_bounded(void **state) {
    (void)state;
    tw_import_t import = func_import("hosted", "do", SHAPE(v_v));
    ok(tw_engine_add_host_module(engine, &hosted));
    start();
    set_imports(&import, 1);
    tw_module_t *module = load();
    host_body = pend;
    tw_instance_t *last = NULL;
    for (int i = 0; i < TW_CFG_PENDING_CALLS; i++) {
        last = instantiate(module, NULL);
        expect_code(call_nothing(last, "call"), TW_ERR_PENDING);
    }
    tw_instance_t *one_more = instantiate(module, NULL);
    expect_fault(call_nothing(one_more, "call"), TW_ERR_TRAP,
                 "ping.wasm: TRAP: host trap: hosted.do answered TW_ERR_LIMIT: look there");
    cancel_count = 0;
    tw_instance_cancel(last);
    assert_int_equal(cancel_count, 1);
    expect_code(call_nothing(one_more, "call"), TW_ERR_PENDING);
}

static void test_engine_a_function_of_two_results_cannot_pend(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("two", SHAPE(v_ii));
    host_body = pend;
    expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
}

static void cancel_badly(void *ctx, tw_pending_t pending) {
    (void)ctx;
    (void)pending;
    cancel_count++;
    expect_code(tw_instance_destroy(victim), TW_ERR_STATE);
}
static tw_err_t pend_badly(tw_call_t *call) {
    return tw_call_pend(call, cancel_badly, &token);
}

static void test_engine_cancel_has_no_more_rights_than_a_host_function(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    host_body = pend_badly;
    cancel_count = 0;
    expect_code(call_nothing(instance, "call"), TW_ERR_PENDING);
    victim = instance;
    ok(tw_instance_destroy(instance));
    assert_int_equal(cancel_count, 1);
}

// ---- host functions: invoking the guest ----

static tw_value_t invoke_args[2];
static int32_t invoked_result;

static tw_err_t after_add(tw_call_t *call) {
    tw_value_t value = tw_call_invoked(call, 0);
    assert_int_equal(value.type, TW_I32);
    assert_int_equal(tw_call_invoked(call, 1).type, 0);
    invoked_result = value.of.i32;
    return TW_ERR_OK;
}
static tw_err_t invoke_add(tw_call_t *call) {
    tw_func_t func = {NULL, NULL, 0};
    assert_int_equal(tw_instance_find_func(call->instance, "add", &func), TW_ERR_OK);
    const tw_value_t args[2] = {invoke_args[0], invoke_args[1]};  // gone when this returns
    return tw_call_invoke(call, func, args, 2, after_add);
}

static void test_engine_invoke_runs_the_guest_then_the_host(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    invoke_args[0] = tw_value_i32(40);
    invoke_args[1] = tw_value_i32(2);
    host_body = invoke_add;
    invoked_result = 0;
    ok(call_nothing(instance, "call"));
    assert_int_equal(invoked_result, 42);
}

static tw_err_t invoke_badly(tw_call_t *call) {
    tw_func_t func = {NULL, NULL, 0};
    assert_int_equal(tw_instance_find_func(call->instance, "add", &func), TW_ERR_OK);
    expect_code(tw_call_invoke(call, func, invoke_args, 1, after_add), TW_ERR_INVAL);
    expect_code(tw_call_invoke(call, func, invoke_args, 2, NULL), TW_ERR_INVAL);
    tw_func_t other = func;
    other.instance = victim;
    expect_code(tw_call_invoke(call, other, invoke_args, 2, after_add), TW_ERR_INVAL);
    tw_err_t err = tw_call_invoke(call, func, invoke_args, 2, after_add);
    expect_code(tw_call_invoke(call, func, invoke_args, 2, after_add), TW_ERR_STATE);
    return err;
}

static void test_engine_invoke_checks_what_it_is_given(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    victim = instantiate(load(), "victim");
    host_body = invoke_badly;
    ok(call_nothing(instance, "call"));
}

static tw_err_t invoke_all(tw_call_t *call) {
    tw_func_t func = {NULL, NULL, 0};
    assert_int_equal(tw_instance_find_func(call->instance, "all", &func), TW_ERR_OK);
    const tw_value_t args[4] = {tw_value_i64(INT64_C(-2)), tw_value_f32(1.5f), tw_value_f64(-2.25),
                                tw_value_ref(TW_EXTERNREF, 77)};
    tw_err_t err = tw_call_invoke(call, func, args, 4, after_add);
    static const uint32_t cells[] = {0xfffffffe, 0xffffffff, 0x3fc00000, 0, 0xc0020000, 77};
    assert_memory_equal(call->results, cells, sizeof cells);
    assert_int_equal(err, TW_ERR_OK);
    return tw_call_trap(call, TW_TRAP_HOST, "enough: stop");
}

static tw_err_t invoke_too_much(tw_call_t *call) {
    static const struct {
        uint16_t counts[4];
        tw_valtype_t types[5];
    } wide = {{5, 0, 10, 0}, {TW_I64, TW_I64, TW_I64, TW_I64, TW_I64}};
    tw_value_t args[5];
    for (size_t i = 0; i < 5; i++) {
        args[i] = tw_value_i64(1);
    }
    tw_func_t func = {call->instance, SHAPE(wide), 0};
    expect_code(tw_call_invoke(call, func, args, 5, after_add), TW_ERR_LIMIT);
    return TW_ERR_OK;
}

static void test_engine_invoke_passes_arguments_as_cells(void **state) {
    (void)state;
    tw_instance_t *instance = caller_of("do", SHAPE(v_v));
    host_body = invoke_all;
    expect_code(call_nothing(instance, "call"), TW_ERR_TRAP);
    host_body = invoke_too_much;
    ok(call_nothing(instance, "call"));
}

// ---- guest memory ----

static void test_engine_memory_ranges_are_checked_without_wrapping(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    uint8_t *bytes = NULL;
    uint8_t target[64];
    ok(tw_memory_view(instance, 0, 64, &bytes));
    assert_ptr_equal(bytes, guest_memory);
    ok(tw_memory_view(instance, 64, 0, &bytes));
    expect_fault(tw_memory_view(instance, 60, 5, &bytes), TW_ERR_TRAP,
                 "guest: TRAP: out of bounds memory access (5 B at 60, the memory has 64 B): look "
                 "at the function named; the memory may be too small");
    expect_code(tw_memory_view(instance, 65, 0, &bytes), TW_ERR_TRAP);
    expect_code(tw_memory_view(instance, UINT64_MAX, 2, &bytes), TW_ERR_TRAP);
    expect_code(tw_memory_view(instance, 2, SIZE_MAX, &bytes), TW_ERR_TRAP);
    expect_code(tw_memory_read(instance, 1, target, 64), TW_ERR_TRAP);
    expect_code(tw_memory_write(instance, UINT64_C(0x100000000), target, 1), TW_ERR_TRAP);
    guest_size = 0;
    ok(tw_memory_view(instance, 0, 0, &bytes));
    ok(tw_memory_read(instance, 0, NULL, 0));
    expect_code(tw_memory_view(instance, 0, 1, &bytes), TW_ERR_TRAP);
    assert_int_equal(tw_memory_size(instance), 0);
}

static void test_engine_memory_numbers_are_little_endian(void **state) {
    (void)state;
    start();
    tw_instance_t *instance = instantiate(load(), "guest");
    static const uint8_t wanted[] = {1, 3, 2, 7, 6, 5, 4, 15, 14, 13, 12, 11, 10, 9, 8};
    ok(tw_memory_write_u8(instance, 1, 1));
    ok(tw_memory_write_u16(instance, 2, 0x0203));
    ok(tw_memory_write_u32(instance, 4, 0x04050607));
    ok(tw_memory_write_u64(instance, 8, UINT64_C(0x08090a0b0c0d0e0f)));
    assert_memory_equal(guest_memory + 1, wanted, sizeof wanted);
    uint8_t u8 = 0;
    uint16_t u16 = 0;
    uint32_t u32 = 0;
    uint64_t u64 = 0;
    ok(tw_memory_read_u8(instance, 1, &u8));
    ok(tw_memory_read_u16(instance, 2, &u16));
    ok(tw_memory_read_u32(instance, 4, &u32));
    ok(tw_memory_read_u64(instance, 8, &u64));
    assert_int_equal(u8, 1);
    assert_int_equal(u16, 0x0203);
    assert_int_equal(u32, 0x04050607);
    assert_true(u64 == UINT64_C(0x08090a0b0c0d0e0f));
    expect_code(tw_memory_read_u32(instance, 61, &u32), TW_ERR_TRAP);
    expect_code(tw_memory_write_u64(instance, 57, 0), TW_ERR_TRAP);
}

// ---- memory of the host ----

static void test_engine_every_allocation_may_fail_once(void **state) {
    (void)state;
    start();
    size_t before = tw_engine_arena_used(engine, NULL);
    for (uint32_t n = 1;; n++) {
        tw_module_t *module = NULL;
        tw_instance_t *instance = NULL;
        tw__arena_fail_at(fake_env->arena, n);
        tw_err_t err = tw_module_load(engine, "x", 1, &module);
        if (err == TW_ERR_OK) {
            err = tw_instance_create(module, "a", NULL, &instance);
            if (err == TW_ERR_OK) {
                tw__arena_fail_at(fake_env->arena, 0);
                assert_true(n > 4);
                break;
            }
            expect_code(err, TW_ERR_NOMEM);
            assert_null(instance);
            ok(tw_module_unload(module));
        } else {
            expect_code(err, TW_ERR_NOMEM);
            assert_null(module);
        }
        assert_int_equal(tw_engine_arena_used(engine, NULL), before);
    }
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_engine_init_refuses_what_it_cannot_use),
        TEST(test_engine_gives_everything_back_when_stopped),
        TEST(test_engine_freezes_registries_at_start),
        TEST(test_engine_loads_nothing_before_start),
        TEST(test_engine_refuses_bad_signatures),
        TEST(test_engine_takes_good_signatures),
        TEST(test_engine_refuses_incomplete_and_double_host_modules),
        TEST(test_engine_limits_host_modules),
        TEST(test_engine_starts_devices_in_order_and_stops_in_reverse),
        TEST(test_engine_links_what_a_device_offers),
        TEST(test_engine_a_failed_start_is_undone),
        TEST(test_engine_mounts_and_unmounts_its_filestore),
        TEST(test_engine_a_failed_load_leaves_nothing),
        TEST(test_engine_streams_one_module_at_a_time),
        TEST(test_engine_a_failed_stream_can_only_be_unloaded),
        TEST(test_engine_loads_a_file_in_place),
        TEST(test_engine_streams_a_file_that_cannot_be_mapped),
        TEST(test_engine_without_filestore_loads_no_file),
        TEST(test_engine_unload_waits_for_instances),
        TEST(test_engine_stats_count_all_that_is_held),
        TEST(test_engine_names_both_types_of_a_mismatch),
        TEST(test_engine_says_how_to_define_a_missing_import),
        TEST(test_engine_links_host_functions_by_name_and_type),
        TEST(test_engine_links_lazily_when_told),
        TEST(test_engine_links_host_modules_before_instances),
        TEST(test_engine_gives_a_module_its_own_env_memory),
        TEST(test_engine_destroy_names_the_importer),
        TEST(test_engine_instance_names_are_1_to_31_bytes_and_unique),
        TEST(test_engine_creation_runs_start_then_initialize),
        TEST(test_engine_creation_leaves_an_initialize_of_another_type),
        TEST(test_engine_creation_without_either_is_no_fault),
        TEST(test_engine_a_trap_in_creation_destroys_the_instance),
        TEST(test_engine_a_stopped_creation_is_resumed_to_its_end),
        TEST(test_engine_a_creation_that_fails_later_can_only_be_destroyed),
        TEST(test_engine_a_cancelled_creation_can_only_be_destroyed),
        TEST(test_engine_call_checks_counts_and_types),
        TEST(test_engine_call_takes_references_of_the_right_kind),
        TEST(test_engine_call_refuses_a_function_of_another_instance),
        TEST(test_engine_an_unfinished_call_must_be_resumed_or_cancelled),
        TEST(test_engine_a_trap_ends_the_call_only),
        TEST(test_engine_fuel_is_of_each_root_call),
        TEST(test_engine_interrupt_reaches_the_interpreter),
        TEST(test_engine_a_host_function_may_not_enter_wasm_or_free_it),
        TEST(test_engine_what_a_host_function_answers_is_success_or_a_trap),
        TEST(test_engine_a_trap_after_a_host_function_is_not_masked),
        TEST(test_engine_arguments_are_read_by_their_cells),
        TEST(test_engine_results_are_set_in_order),
        TEST(test_engine_a_double_result_takes_two_cells),
        TEST(test_engine_buffers_are_checked_before_the_function_runs),
        TEST(test_engine_strings_end_inside_memory),
        TEST(test_engine_a_pending_call_is_answered_once),
        TEST(test_engine_forged_and_stale_tokens_are_ignored),
        TEST(test_engine_cancel_and_destroy_cancel_a_pending_call_once),
        TEST(test_engine_an_interrupt_ends_a_pending_call),
        TEST(test_engine_an_answer_beats_an_interrupt),
        TEST(test_engine_a_pend_that_is_not_returned_is_cancelled),
        TEST(test_engine_pending_calls_are_bounded),
        TEST(test_engine_a_function_of_two_results_cannot_pend),
        TEST(test_engine_cancel_has_no_more_rights_than_a_host_function),
        TEST(test_engine_invoke_runs_the_guest_then_the_host),
        TEST(test_engine_invoke_checks_what_it_is_given),
        TEST(test_engine_invoke_passes_arguments_as_cells),
        TEST(test_engine_memory_ranges_are_checked_without_wrapping),
        TEST(test_engine_memory_numbers_are_little_endian),
        TEST(test_engine_every_allocation_may_fail_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
