// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The interpreter kit: the same tests over every executor in the build, through what applications
// use. What an executor's features leave out must answer UNSUPPORTED and say what to do.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/tinywasm.h"

#include "elements_wasm.h"
#include "importer_wasm.h"
#include "invalid_wasm.h"
#include "kit_wasm.h"
#include "own_memory_wasm.h"
#include "segment_wasm.h"
#include "start_traps_wasm.h"
#include "start_wasm.h"

#define ARENA_BYTES (1024u * 1024u)
#define LITTLE_FUEL 1000u
// Cut between these, kit.wasm has functions and not all their bodies.
#define KIT_FUNCS 0xc4u
#define KIT_CODE_END 0x3a3u
#define NAN32 0x7fa00001u
#define NAN64 0x7ff4000000000001u

static const tw_interp_t *const interps[] = {
    &tw_interp_core,
#if TW_CFG_INTERP_WASM3
    &tw_interp_wasm3,
#endif
};
#define INTERP_COUNT (sizeof interps / sizeof interps[0])

static const tw_interp_t *interp;  // that the test is about
static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_limits_t limits;
static tw_module_t *kit_module;
static tw_instance_t *kit;

// What host functions saw and are to do.
static struct {
    uint64_t bits[4];
    uint8_t bytes[16];
    uint32_t size;
    char text[16];
    unsigned calls;
    int32_t then_arg;
    int64_t then_other;
    tw_err_t pend_err;
    char pend_text[200];
    tw_pending_t pending;
    bool interrupts;
} seen;

static bool has(uint32_t feature) {
    return (interp->features & feature) != 0;
}

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

// ---- host functions -----------------------------------------------------------------------------

static tw_err_t host_note(tw_call_t *call) {
    for (uint32_t i = 0; i < 4; i++) {
        seen.bits[i] = tw_arg_bits(call, i);
    }
    assert_ptr_equal(tw_call_ctx(call), &seen);
    assert_ptr_equal(tw_call_instance(call), kit);
    if (seen.interrupts) {
        tw_instance_interrupt(kit);
    }
    tw_ret_f64(call, -tw_arg_f64(call, 3));
    return TW_ERR_OK;
}

static tw_err_t host_bytes(tw_call_t *call) {
    uint8_t *bytes = NULL;
    seen.calls++;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &seen.size);
    if (err == TW_ERR_OK && seen.size <= sizeof seen.bytes) {
        memcpy(seen.bytes, bytes, seen.size);
        memset(bytes, '!', seen.size);
    }
    return err;
}

static tw_err_t host_text(tw_call_t *call) {
    const char *text = NULL;
    seen.calls++;
    tw_err_t err = tw_arg_str(call, 0, &text);
    if (err == TW_ERR_OK) {
        snprintf(seen.text, sizeof seen.text, "%s", text);
    }
    return err;
}

static tw_err_t host_refuse(tw_call_t *call) {
    return tw_call_trap(call, TW_TRAP_HOST, "the motor is hot: wait");
}

static tw_err_t host_pair(tw_call_t *call) {
    tw_ret_i32(call, 7);
    tw_ret_i64(call, tw_arg_i64(call, 0) + 1);
    return TW_ERR_OK;
}

// Runs after `sub`, or after `unreachable`, which then does not come back.
static tw_err_t after_ask(tw_call_t *call) {
    tw_value_t result = tw_call_invoked(call, 0);
    seen.then_arg = tw_arg_i32(call, 0);
    seen.then_other = tw_arg_i64(call, 1);
    tw_ret_i32(call, result.of.i32);
    return TW_ERR_OK;
}

static tw_err_t host_ask(tw_call_t *call) {
    tw_func_t func;
    tw_value_t args[] = {tw_value_i32(50), tw_value_i32(8)};
    bool is_bad = tw_arg_i32(call, 0) == 0;
    tw_err_t err =
        tw_instance_find_func(tw_call_instance(call), is_bad ? "unreachable" : "sub", &func);
    return err == TW_ERR_OK ? tw_call_invoke(call, func, args, is_bad ? 0 : 2, after_ask) : err;
}

static tw_err_t host_wait(tw_call_t *call) {
    seen.pend_err = tw_call_pend(call, NULL, &seen.pending);
    snprintf(seen.pend_text, sizeof seen.pend_text, "%s", tw_engine_fault(engine)->text);
    return seen.pend_err;
}

static tw_err_t host_pass(tw_call_t *call) {
    tw_ret_ref(call, tw_arg_ref(call, 0) + 1);
    return TW_ERR_OK;
}

static const tw_host_func_t funcs[] = {
    {"note", "(iIfF)F", host_note}, {"bytes", "(*~)", host_bytes}, {"text", "($)", host_text},
    {"refuse", "()", host_refuse},  {"pair", "(I)iI", host_pair},  {"ask", "(iI)i", host_ask},
    {"wait", "()i", host_wait},     {"pass", "(r)r", host_pass},
};
#define FUNC_COUNT (sizeof funcs / sizeof funcs[0])
static const tw_host_module_t host = {"h", funcs, FUNC_COUNT, &seen};
// All but the last is there, and note has another type.
static const tw_host_func_t other_funcs[] = {{"note", "(i)i", host_note}};

// ---- the engine, and calls ----------------------------------------------------------------------

static void fail_with(const char *what) {
    fail_msg("%s: %s", what, tw_engine_fault(engine)->text);
}

static void ok(tw_err_t err) {
    if (err != TW_ERR_OK) {
        fail_with(tw_err_name(err));
    }
}

// The error, and a text of the form "WHERE: CODE: what: what to do" that contains `text`.
static void expect(tw_err_t err, tw_err_t code, const char *text) {
    const tw_fault_t *fault = tw_engine_fault(engine);
    if (err != code || fault->err != code || strstr(fault->text, text) == NULL) {
        fprintf(stderr, "expected %s, '%s'\n", tw_err_name(code), text);
        fail_with(tw_err_name(err));
    }
    unsigned colons = 0;
    for (const char *at = fault->text; (at = strstr(at, ": ")) != NULL; at++) {
        colons++;
    }
    assert_true(colons >= 3);
}

static void expect_unsupported(tw_err_t err) {
    char who[40];
    snprintf(who, sizeof who, "interpreter %s ", interp->name);
    expect(err, TW_ERR_UNSUPPORTED, who);
}

static void open_engine(const tw_host_module_t *module, size_t arena_bytes) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = arena_bytes;
    config.interp = interp;
    config.scheduler = &tw_scheduler;
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_host_module(engine, module));
    ok(tw_engine_start(engine));
}

static int set_up(void **state) {
    interp = *state;
    memset(&seen, 0, sizeof seen);
    kit = NULL;
    tw_limits_init(&limits);
    limits.memory_bytes = 2u * 65536u;
    limits.stack_bytes = 65536;
    limits.table_elements = 100;
    limits.fuel = has(TW_INTERP_FUEL) ? limits.fuel : TW_FUEL_ENDLESS;
    open_engine(&host, sizeof arena);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_module_t *load(const uint8_t *bytes, size_t size) {
    tw_module_t *module = NULL;
    ok(tw_module_load(engine, bytes, size, &module));
    return module;
}
#define LOAD(name) load(name, sizeof(name))

static tw_instance_t *create(tw_module_t *module, const char *name) {
    tw_instance_t *instance = NULL;
    ok(tw_instance_create(module, name, &limits, &instance));
    return instance;
}

static void make_kit(void) {
    kit_module = LOAD(kit_wasm);
    kit = create(kit_module, "kit");
}

static tw_err_t call_in(tw_instance_t *instance, const char *name, const tw_value_t *args,
                        uint32_t arg_count, tw_value_t *results, uint32_t result_count) {
    tw_func_t func;
    ok(tw_instance_find_func(instance, name, &func));
    return tw_instance_call(instance, func, args, arg_count, results, result_count);
}

#define ARGS(...)                      \
    (const tw_value_t[]){__VA_ARGS__}, \
        sizeof((const tw_value_t[]){__VA_ARGS__}) / sizeof(tw_value_t)
#define I32 tw_value_i32
#define I64 tw_value_i64
#define F32 tw_value_f32
#define F64 tw_value_f64

static int32_t i32_of(tw_instance_t *instance, const char *name, const tw_value_t *args,
                      uint32_t count) {
    tw_value_t result;
    ok(call_in(instance, name, args, count, &result, 1));
    assert_int_equal(result.type, TW_I32);
    return result.of.i32;
}

static double f64_of(const char *name, const tw_value_t *args, uint32_t count) {
    tw_value_t result;
    double number;
    ok(call_in(kit, name, args, count, &result, 1));
    assert_int_equal(result.type, TW_F64);
    memcpy(&number, &result.of.f64_bits, sizeof number);
    return number;
}

static void expect_trap(const char *name, const tw_value_t *args, uint32_t count, tw_trap_t trap) {
    tw_value_t result;
    tw_func_t func;
    ok(tw_instance_find_func(kit, name, &func));
    expect(tw_instance_call(kit, func, args, count, &result, tw_functype_result_count(func.type)),
           TW_ERR_TRAP, tw_trap_name(trap));
    assert_int_equal(tw_engine_fault(engine)->trap, trap);
}

// ---- loading and instantiating ------------------------------------------------------------------

static bool is_name(tw_name_t name, const char *text) {
    return name.size == strlen(text) && memcmp(name.bytes, text, name.size) == 0;
}

static void test_imports_and_exports_are_listed_with_their_types(void **state) {
    tw_import_t import;
    tw_export_t export_;
    (void)state;
    make_kit();
    for (uint32_t i = 0; i < FUNC_COUNT; i++) {
        assert_true(tw_module_import_at(kit_module, i, &import));
        assert_true(is_name(import.module, "h") && is_name(import.name, funcs[i].name));
        assert_int_equal(import.type.kind, TW_EXTERN_FUNC);
    }
    assert_false(tw_module_import_at(kit_module, FUNC_COUNT, &import));
    assert_true(tw_module_import_at(kit_module, 0, &import));
    assert_int_equal(tw_functype_param_count(import.type.functype), 4);
    assert_int_equal(tw_functype_param(import.type.functype, 1), TW_I64);
    assert_int_equal(tw_functype_result(import.type.functype, 0), TW_F64);

    assert_true(tw_module_export_at(kit_module, 0, &export_));
    assert_true(is_name(export_.name, "memory"));
    assert_int_equal(export_.type.kind, TW_EXTERN_MEMORY);
    assert_int_equal(export_.type.min, 1);
    assert_int_equal(export_.type.max, 3);
    assert_int_equal(export_.type.page_size_log2, 16);
    assert_true(tw_module_export_at(kit_module, 1, &export_));
    assert_int_equal(export_.type.kind, TW_EXTERN_TABLE);
    assert_int_equal(export_.type.valtype, TW_FUNCREF);
    assert_int_equal(export_.type.min, 4);
    assert_true(tw_module_export_at(kit_module, 2, &export_));
    assert_int_equal(export_.type.kind, TW_EXTERN_GLOBAL);
    assert_true(export_.type.is_mutable);
    assert_true(tw_module_export_at(kit_module, 3, &export_));
    assert_int_equal(export_.type.valtype, TW_I64);
    assert_false(export_.type.is_mutable);
    uint32_t count = 0;
    while (tw_module_export_at(kit_module, count, &export_)) {
        count++;
    }
    assert_int_equal(count, 37);
}

static void test_bytes_that_are_no_module_are_malformed(void **state) {
    static const uint8_t other[] = "GIF89a??";
    tw_module_t *module = NULL;
    (void)state;
    expect(tw_module_load(engine, other, 8, &module), TW_ERR_MALFORMED, "");
    assert_null(module);
    expect(tw_module_load(engine, kit_wasm, 7, &module), TW_ERR_MALFORMED, "");
    for (size_t size = KIT_FUNCS; size < KIT_CODE_END; size++) {
        expect(tw_module_load(engine, kit_wasm, size, &module), TW_ERR_MALFORMED, "");
    }
}

static void test_a_body_of_wrong_types_is_invalid_when_it_is_loaded(void **state) {
    tw_module_t *module = NULL;
    (void)state;
    expect(tw_module_load(engine, invalid_wasm, sizeof invalid_wasm, &module), TW_ERR_INVALID, "");
    assert_null(module);
}

static void test_a_missing_import_is_unlinkable(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    expect(tw_instance_create(LOAD(importer_wasm), NULL, &limits, &instance), TW_ERR_UNLINKABLE,
           "kit.sub");
    assert_null(instance);
}

static void test_a_host_function_of_another_type_is_unlinkable_or_a_stub(void **state) {
    static const tw_host_module_t other = {"h", other_funcs, 1, &seen};
    tw_instance_t *instance = NULL;
    (void)state;
    tw_engine_stop(engine);
    open_engine(&other, sizeof arena);
    kit_module = LOAD(kit_wasm);
    expect(tw_instance_create(kit_module, NULL, &limits, &instance), TW_ERR_UNLINKABLE, "h.note");
    limits.link_lazily = true;
    kit = create(kit_module, NULL);
    expect_trap("note", ARGS(I32(1), I64(1), F32(1), F64(1)), TW_TRAP_UNLINKED_IMPORT);
    expect_trap("refuse", NULL, 0, TW_TRAP_UNLINKED_IMPORT);
    assert_int_equal(i32_of(kit, "sub", ARGS(I32(3), I32(1))), 2);
}

static void test_start_runs_once_and_before_initialize(void **state) {
    tw_value_t order;
    (void)state;
    tw_instance_t *instance = create(LOAD(start_wasm), NULL);
    ok(call_in(instance, "_initialize", NULL, 0, NULL, 0));
    ok(tw_instance_global_get(instance, "order", &order));
    assert_int_equal(order.of.i32, 1 * 10 + 7 + 7);
}

static void test_a_creation_that_traps_leaves_nothing(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_module_t *modules[] = {LOAD(start_traps_wasm), LOAD(segment_wasm), LOAD(elements_wasm)};
    static const tw_trap_t traps[] = {TW_TRAP_UNREACHABLE, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS,
                                      TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS};
    for (int i = 0; i < 3; i++) {
        expect(tw_instance_create(modules[i], NULL, &limits, &instance), TW_ERR_TRAP,
               tw_trap_name(traps[i]));
        assert_null(instance);
        ok(tw_module_unload(modules[i]));
    }
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

static void test_instances_of_a_module_share_nothing_that_changes(void **state) {
    (void)state;
    make_kit();
    tw_instance_t *other = create(kit_module, NULL);
    assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
    assert_int_equal(i32_of(kit, "count", NULL, 0), 7);
    assert_int_equal(i32_of(other, "count", NULL, 0), 6);
    ok(call_in(kit, "store", ARGS(I32(100), I32(77)), NULL, 0));
    assert_int_equal(i32_of(other, "load", ARGS(I32(100))), 0);
    assert_int_equal(i32_of(kit, "load", ARGS(I32(100))), 77);
}

static void test_everything_comes_back_in_any_order(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    for (int round = 0; round < 50; round++) {
        tw_module_t *a = LOAD(kit_wasm);
        tw_module_t *b = LOAD(start_wasm);
        tw_instance_t *ia = create(a, "a");
        tw_instance_t *ib = create(b, "b");
        assert_int_equal(tw_module_unload(a), TW_ERR_STATE);
        assert_int_equal(i32_of(ia, "count", NULL, 0), 6);
        bool is_first = (round & 1) == 0;
        ok(tw_instance_destroy(is_first ? ia : ib));
        ok(tw_module_unload(is_first ? a : b));
        ok(tw_instance_destroy(is_first ? ib : ia));
        ok(tw_module_unload(is_first ? b : a));
        assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    }
}

static void test_an_arena_that_is_too_small_is_nomem(void **state) {
    unsigned failures = 0;
    (void)state;
    for (size_t size = 8192; size < sizeof arena; size += 512) {
        tw_module_t *module = NULL;
        tw_instance_t *instance = NULL;
        tw_engine_stop(engine);
        open_engine(&host, size);
        tw_err_t err = tw_module_load(engine, kit_wasm, sizeof kit_wasm, &module);
        err = err == TW_ERR_OK ? tw_instance_create(module, NULL, &limits, &instance) : err;
        if (err == TW_ERR_OK) {
            assert_int_equal(i32_of(instance, "count", NULL, 0), 6);
            return;
        }
        expect(err, TW_ERR_NOMEM, "");
        failures++;
    }
    fail_msg("no arena is large enough, %u were tried", failures);
}

static void test_a_memory_that_begins_above_its_limit_is_sparse_or_refused(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    kit_module = LOAD(kit_wasm);
    limits.memory_bytes = 4096;
    if (has(TW_INTERP_SPARSE)) {
        make_kit();
        ok(tw_memory_write_u32(kit, 65532, 0x11223344));
        assert_int_equal(i32_of(kit, "load", ARGS(I32(65532))), 0x11223344);
        assert_int_equal(i32_of(kit, "size", NULL, 0), 1);
        return;
    }
    expect(tw_instance_create(kit_module, NULL, &limits, &instance), TW_ERR_LIMIT, "memory_bytes");
    limits.memory_bytes = 65536;
    assert_non_null(create(kit_module, NULL));
}

static void test_what_begins_above_a_limit_is_refused(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    kit_module = LOAD(kit_wasm);
    limits.table_elements = 3;
    expect(tw_instance_create(kit_module, NULL, &limits, &instance), TW_ERR_LIMIT,
           "table_elements");
    limits.table_elements = 4;
    assert_non_null(create(kit_module, NULL));
}

static void test_a_memory_that_nobody_defines_is_the_instances_own(void **state) {
    (void)state;
    tw_module_t *module = LOAD(own_memory_wasm);
    tw_instance_t *a = create(module, NULL);
    tw_instance_t *b = create(module, NULL);
    assert_int_equal(i32_of(a, "load", ARGS(I32(8))), 42);
    ok(tw_memory_write_u32(a, 8, 43));
    assert_int_equal(i32_of(a, "load", ARGS(I32(8))), 43);
    assert_int_equal(i32_of(b, "load", ARGS(I32(8))), 42);
    assert_int_equal(i32_of(a, "grow", ARGS(I32(1))), 1);
    assert_int_equal(tw_memory_size(a), 2 * 65536);
    assert_int_equal(tw_memory_size(b), 65536);
}

// ---- calls --------------------------------------------------------------------------------------

static void test_functions_are_found_by_name(void **state) {
    tw_func_t func;
    (void)state;
    make_kit();
    ok(tw_instance_find_func(kit, "sub", &func));
    assert_int_equal(tw_functype_param_count(func.type), 2);
    expect(tw_instance_find_func(kit, "nobody", &func), TW_ERR_NOENT, "nobody");
    expect(tw_instance_find_func(kit, "memory", &func), TW_ERR_INVAL, "is a memory");
    expect(tw_instance_find_func(kit, "su", &func), TW_ERR_NOENT, "su");
}

static void test_every_value_type_goes_in_and_out_with_all_its_bits(void **state) {
    tw_value_t values[] = {I32(INT32_MIN), I64(INT64_MIN + 1), F32(0), F64(0),
                           tw_value_ref(TW_EXTERNREF, 0xfffffffeu)};
    static const char *const names[] = {"i32", "i64", "f32", "f64", "externref"};
    tw_value_t result;
    (void)state;
    make_kit();
    values[2].of.f32_bits = NAN32;
    values[3].of.f64_bits = NAN64;
    for (int i = 0; i < 5; i++) {
        memset(&result, 0xa5, sizeof result);
        ok(call_in(kit, names[i], &values[i], 1, &result, 1));
        assert_int_equal(result.type, values[i].type);
        if (i == 1 || i == 3) {
            assert_true(result.of.i64 == values[i].of.i64);
        } else {
            assert_int_equal(result.of.i32, values[i].of.i32);
        }
    }
}

static void test_arguments_keep_their_order(void **state) {
    (void)state;
    make_kit();
    assert_int_equal(i32_of(kit, "sub", ARGS(I32(50), I32(8))), 42);
    assert_int_equal(i32_of(kit, "sub", ARGS(I32(8), I32(50))), -42);
    double mixed = f64_of("mix", ARGS(I32(1), I64(2), F32(3), F64(4), I32(5)));
    assert_true(mixed == 1 + 20 + 300 + 4000 + 50000);
}

static void test_several_results_come_in_order(void **state) {
    tw_value_t results[4];
    (void)state;
    make_kit();
    ok(call_in(kit, "four", NULL, 0, results, 4));
    assert_int_equal(results[0].of.i32, 1);
    assert_true(results[1].of.i64 == -2);
    assert_int_equal(results[2].of.f32_bits, 0x40600000);
    assert_true(results[3].of.f64_bits == 0xc011000000000000u);
    static const tw_valtype_t types[] = {TW_I32, TW_I64, TW_F32, TW_F64};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(results[i].type, types[i]);
    }
}

static void test_wrong_arguments_are_refused(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    expect(call_in(kit, "sub", ARGS(I32(1)), &result, 1), TW_ERR_INVAL, "2 arguments");
    expect(call_in(kit, "sub", ARGS(I32(1), I64(1)), &result, 1), TW_ERR_INVAL, "i64");
    expect(call_in(kit, "sub", ARGS(I32(1), I32(1)), NULL, 0), TW_ERR_INVAL, "results");
}

static void test_traps_have_the_specifications_names(void **state) {
    (void)state;
    make_kit();
    expect_trap("unreachable", NULL, 0, TW_TRAP_UNREACHABLE);
    expect_trap("divide", ARGS(I32(1), I32(0)), TW_TRAP_INTEGER_DIVIDE_BY_ZERO);
    expect_trap("divide", ARGS(I32(INT32_MIN), I32(-1)), TW_TRAP_INTEGER_OVERFLOW);
    expect_trap("truncate", ARGS(F64(4e9)), TW_TRAP_INTEGER_OVERFLOW);
    tw_value_t nan = F64(0);
    nan.of.f64_bits = NAN64;
    expect_trap("truncate", &nan, 1, TW_TRAP_INVALID_CONVERSION_TO_INTEGER);
    expect_trap("load", ARGS(I32(65533)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap("store", ARGS(I32(-1), I32(0)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap("indirect", ARGS(I32(4), I32(0), I32(0)), TW_TRAP_UNDEFINED_ELEMENT);
    expect_trap("indirect", ARGS(I32(2), I32(0), I32(0)), TW_TRAP_UNINITIALIZED_ELEMENT);
    expect_trap("indirect", ARGS(I32(1), I32(0), I32(0)), TW_TRAP_INDIRECT_CALL_TYPE_MISMATCH);
    expect_trap("set", ARGS(I32(4), tw_value_ref(TW_FUNCREF, TW_REF_NULL)),
                TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS);
    expect_trap("deep", ARGS(I32(1000000)), TW_TRAP_CALL_STACK_EXHAUSTED);
    // The instance lives on.
    assert_int_equal(i32_of(kit, "indirect", ARGS(I32(0), I32(9), I32(2))), 7);
    assert_int_equal(i32_of(kit, "deep", ARGS(I32(100))), 100);
    assert_int_equal(i32_of(kit, "load", ARGS(I32(65532))), 0);
}

static void test_a_small_stack_is_a_trap_and_no_damage(void **state) {
    (void)state;
    limits.stack_bytes = 512;
    make_kit();
    expect_trap("deep", ARGS(I32(1000)), TW_TRAP_CALL_STACK_EXHAUSTED);
    assert_int_equal(i32_of(kit, "deep", ARGS(I32(2))), 2);
}

static void test_a_long_loop_needs_no_more_stack(void **state) {
    (void)state;
    make_kit();
    assert_int_equal(i32_of(kit, "loop", ARGS(I32(3000000))), 9000000);
}

static void test_globals_are_read_by_name(void **state) {
    tw_value_t value;
    (void)state;
    make_kit();
    ok(tw_instance_global_get(kit, "counter", &value));
    assert_int_equal(value.type, TW_I32);
    assert_int_equal(value.of.i32, 5);
    assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
    ok(tw_instance_global_get(kit, "counter", &value));
    assert_int_equal(value.of.i32, 6);
    ok(tw_instance_global_get(kit, "g64", &value));
    assert_true(value.type == TW_I64 && value.of.i64 == -2);
    ok(tw_instance_global_get(kit, "gf", &value));
    assert_true(value.type == TW_F64 && value.of.f64_bits == 0x3fe0000000000000u);
    expect(tw_instance_global_get(kit, "sub", &value), TW_ERR_INVAL, "is a function");
}

static void test_function_references_are_handles_and_null_is_null(void **state) {
    tw_value_t a;
    tw_value_t b;
    tw_value_t null = tw_value_ref(TW_FUNCREF, TW_REF_NULL);
    (void)state;
    make_kit();
    ok(call_in(kit, "funcref", ARGS(I32(0)), &a, 1));
    ok(call_in(kit, "funcref", ARGS(I32(1)), &b, 1));
    assert_int_equal(a.type, TW_FUNCREF);
    assert_true(a.of.ref != TW_REF_NULL && b.of.ref != TW_REF_NULL && a.of.ref != b.of.ref);
    ok(call_in(kit, "funcref", ARGS(I32(3)), &b, 1));
    assert_int_equal(b.of.ref, TW_REF_NULL);
    ok(call_in(kit, "set", ARGS(I32(0), null), NULL, 0));
    expect_trap("indirect", ARGS(I32(0), I32(9), I32(2)), TW_TRAP_UNINITIALIZED_ELEMENT);
    if (has(TW_INTERP_FUNCREF)) {
        ok(call_in(kit, "set", ARGS(I32(3), a), NULL, 0));
        assert_int_equal(i32_of(kit, "indirect", ARGS(I32(3), I32(9), I32(2))), 7);
    } else {
        expect_unsupported(call_in(kit, "set", ARGS(I32(3), a), NULL, 0));
        expect_trap("indirect", ARGS(I32(3), I32(9), I32(2)), TW_TRAP_UNINITIALIZED_ELEMENT);
    }
}

// ---- host functions -----------------------------------------------------------------------------

static void test_a_host_function_gets_its_arguments_and_gives_its_result(void **state) {
    (void)state;
    make_kit();
    assert_true(f64_of("note", ARGS(I32(-3), I64(INT64_MIN), F32(1.5f), F64(2.25))) == -2.25);
    assert_int_equal(seen.bits[0], (uint32_t)-3);
    assert_true(seen.bits[1] == (uint64_t)1 << 63);
    assert_int_equal(seen.bits[2], 0x3fc00000);
    assert_true(seen.bits[3] == 0x4002000000000000u);
    assert_true(f64_of("imported", ARGS(I32(1), I64(2), F32(3), F64(4))) == -4);
    assert_int_equal(seen.bits[1], 2);
}

static void test_a_host_function_gives_several_results(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    ok(call_in(kit, "pair", ARGS(I64(100)), &result, 1));
    assert_true(result.of.i64 == 7 - 101);
}

static void test_references_go_through_the_host(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    ok(call_in(kit, "pass", ARGS(tw_value_ref(TW_EXTERNREF, 41)), &result, 1));
    assert_int_equal(result.of.ref, 42);
}

static void test_buffers_and_strings_are_checked_before_the_host_runs(void **state) {
    (void)state;
    make_kit();
    ok(call_in(kit, "bytes", ARGS(I32(16), I32(4)), NULL, 0));
    assert_int_equal(seen.size, 4);
    assert_memory_equal(seen.bytes, "hell", 4);
    ok(call_in(kit, "text", ARGS(I32(16)), NULL, 0));
    assert_string_equal(seen.text, "!!!!o");
    assert_int_equal(seen.calls, 2);
    expect_trap("bytes", ARGS(I32(65535), I32(2)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap("bytes", ARGS(I32(1), I32(-1)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap("text", ARGS(I32(65536)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    assert_int_equal(seen.calls, 2);
}

static void test_a_host_function_can_refuse(void **state) {
    (void)state;
    make_kit();
    expect_trap("refuse", NULL, 0, TW_TRAP_HOST);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "the motor is hot: wait"));
    assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
}

static void test_a_host_function_has_the_guest_called(void **state) {
    (void)state;
    make_kit();
    assert_int_equal(i32_of(kit, "ask", ARGS(I32(3), I64(1234567890123))), 1000 + 42);
    assert_int_equal(seen.then_arg, 3);
    assert_true(seen.then_other == 1234567890123);
    expect_trap("ask", ARGS(I32(0), I64(0)), TW_TRAP_UNREACHABLE);
    assert_int_equal(i32_of(kit, "ask", ARGS(I32(4), I64(5))), 1000 + 42);
    assert_int_equal(seen.then_arg, 4);
}

// ---- memory -------------------------------------------------------------------------------------

static void test_the_host_reads_and_writes_what_the_guest_does(void **state) {
    uint8_t *bytes = NULL;
    uint32_t word = 0;
    (void)state;
    make_kit();
    assert_int_equal(tw_memory_size(kit), 65536);
    ok(tw_memory_view(kit, 16, 6, &bytes));
    assert_memory_equal(bytes, "hello", 6);
    ok(call_in(kit, "store", ARGS(I32(65532), I32(0x01020304)), NULL, 0));
    ok(tw_memory_read_u32(kit, 65532, &word));
    assert_int_equal(word, 0x01020304);
    ok(tw_memory_write_u32(kit, 0, 0xfffefdfc));
    assert_int_equal(i32_of(kit, "load", ARGS(I32(0))), (int32_t)0xfffefdfc);
    expect(tw_memory_view(kit, 65533, 4, &bytes), TW_ERR_TRAP, "out of bounds");
    expect(tw_memory_view(kit, 1, UINT32_MAX, &bytes), TW_ERR_TRAP, "out of bounds");
    expect(tw_memory_view(kit, UINT64_MAX, 2, &bytes), TW_ERR_TRAP, "out of bounds");
}

static void test_memory_grows_up_to_the_limit_of_the_instance(void **state) {
    (void)state;
    make_kit();
    ok(tw_memory_write_u32(kit, 400, 0x11223344));
    assert_int_equal(i32_of(kit, "grow", ARGS(I32(1))), 1);
    assert_int_equal(i32_of(kit, "size", NULL, 0), 2);
    assert_int_equal(tw_memory_size(kit), 2 * 65536);
    assert_int_equal(i32_of(kit, "load", ARGS(I32(400))), 0x11223344);
    assert_int_equal(i32_of(kit, "load", ARGS(I32(2 * 65536 - 4))), 0);
    assert_int_equal(i32_of(kit, "grow", ARGS(I32(1))), -1);
    assert_int_equal(i32_of(kit, "size", NULL, 0), 2);
    expect_trap("load", ARGS(I32(2 * 65536)), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
}

static void test_an_instance_without_memory_has_an_empty_one(void **state) {
    uint8_t *bytes = NULL;
    (void)state;
    tw_instance_t *instance = create(LOAD(start_wasm), NULL);
    assert_int_equal(tw_memory_size(instance), 0);
    ok(tw_memory_view(instance, 0, 0, &bytes));
    assert_non_null(bytes);
    expect(tw_memory_view(instance, 0, 1, &bytes), TW_ERR_TRAP, "out of bounds");
}

// ---- what only some can do ----------------------------------------------------------------------

static void test_a_module_in_pieces_is_the_same_module(void **state) {
    tw_module_t *module = NULL;
    (void)state;
    if (!has(TW_INTERP_STREAM)) {
        expect_unsupported(tw_module_load_begin(engine, &module));
        return;
    }
    ok(tw_module_load_begin(engine, &module));
    for (size_t at = 0; at < sizeof kit_wasm; at += 7) {
        size_t left = sizeof kit_wasm - at;
        uint8_t piece[7];
        memcpy(piece, kit_wasm + at, left < 7 ? left : 7);
        ok(tw_module_feed(module, piece, left < 7 ? left : 7));
    }
    ok(tw_module_load_end(module));
    kit = create(module, NULL);
    assert_int_equal(i32_of(kit, "sub", ARGS(I32(50), I32(8))), 42);
    ok(tw_instance_destroy(kit));
    ok(tw_module_unload(module));
    ok(tw_module_load_begin(engine, &module));
    ok(tw_module_feed(module, kit_wasm, 100));
    expect(tw_module_load_end(module), TW_ERR_MALFORMED, "");
    ok(tw_module_unload(module));
}

static void test_fuel_bounds_a_call_or_is_refused(void **state) {
    tw_instance_t *instance = NULL;
    tw_value_t result;
    (void)state;
    kit_module = LOAD(kit_wasm);
    limits.fuel = LITTLE_FUEL;
    if (!has(TW_INTERP_FUEL)) {
        expect_unsupported(tw_instance_create(kit_module, NULL, &limits, &instance));
        assert_null(instance);
        assert_non_null(strstr(tw_engine_fault(engine)->text, "TW_FUEL_ENDLESS"));
        return;
    }
    instance = create(kit_module, NULL);
    expect(call_in(instance, "loop", ARGS(I32(10000)), &result, 1), TW_ERR_FUEL, "fuel");
    assert_true(tw_instance_fuel(instance) < 10);  // less than a turn of the loop takes
    tw_instance_add_fuel(instance, TW_FUEL_ENDLESS);
    ok(tw_instance_resume(instance, &result, 1));
    assert_int_equal(result.of.i32, 30000);
}

static void test_without_limits_every_executor_runs(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    ok(tw_instance_create(LOAD(kit_wasm), NULL, NULL, &instance));
    assert_int_equal(i32_of(instance, "loop", ARGS(I32(1000))), 3000);
    tw_instance_add_fuel(instance, 5);
    if (!has(TW_INTERP_FUEL)) {
        assert_true(tw_instance_fuel(instance) == TW_FUEL_ENDLESS);
    }
}

static void test_a_host_function_pends_or_is_told_that_it_cannot(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    tw_err_t err = call_in(kit, "wait", NULL, 0, &result, 1);
    if (!has(TW_INTERP_SUSPEND)) {
        assert_int_equal(seen.pend_err, TW_ERR_UNSUPPORTED);
        assert_non_null(strstr(seen.pend_text, interp->name));
        expect(err, TW_ERR_TRAP, "h.wait answered TW_ERR_UNSUPPORTED");
        assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
        return;
    }
    expect(err, TW_ERR_PENDING, "");
    ok(tw_pending_complete(engine, seen.pending, 41));
    ok(tw_instance_resume(kit, &result, 1));
    assert_int_equal(result.of.i32, 42);
}

static void test_resuming_says_what_is_wrong(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    tw_err_t err = tw_instance_resume(kit, &result, 1);
    if (has(TW_INTERP_SUSPEND)) {
        expect(err, TW_ERR_STATE, "nothing is unfinished");
    } else {
        expect_unsupported(err);
    }
    tw_instance_cancel(kit);
    assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
}

static void test_an_interrupt_stops_a_call_or_does_nothing(void **state) {
    tw_value_t result;
    (void)state;
    make_kit();
    seen.interrupts = true;
    tw_err_t err = call_in(kit, "busy", ARGS(I32(100000)), &result, 1);
    if (has(TW_INTERP_SUSPEND)) {
        expect(err, TW_ERR_INTERRUPTED, "");
        err = tw_instance_resume(kit, &result, 1);
    }
    ok(err);
    assert_int_equal(result.of.i32, 300000);
}

static void note_sum(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                     uint32_t result_count) {
    (void)instance;
    ok(err);
    assert_int_equal(result_count, 1);
    *(int32_t *)ctx = results[0].of.i32;
}

static void test_an_execution_is_begun_or_is_refused(void **state) {
    (void)state;
    make_kit();
    tw_func_t func;
    const tw_value_t arg = tw_value_i32(100000);
    int32_t sum = 0;
    ok(tw_instance_find_func(kit, "busy", &func));
    tw_err_t err = tw_instance_begin(kit, func, &arg, 1, note_sum, &sum);
    if (!has(TW_INTERP_SUSPEND)) {
        expect_unsupported(err);
        assert_false(tw_engine_poll(engine, 1));
        assert_int_equal(i32_of(kit, "count", NULL, 0), 6);
        return;
    }
    ok(err);
    uint32_t turns = 0;
    while (tw_engine_poll(engine, 1)) {
        turns++;
    }
    assert_in_range(turns, 2, 1000);
    assert_int_equal(sum, 300000);
}

static void test_an_instance_imports_from_another_or_is_refused(void **state) {
    tw_instance_t *instance = NULL;
    (void)state;
    make_kit();
    tw_module_t *module = LOAD(importer_wasm);
    if (!has(TW_INTERP_LINK)) {
        expect_unsupported(tw_instance_create(module, NULL, &limits, &instance));
        assert_null(instance);
        ok(tw_instance_destroy(kit));
        return;
    }
    instance = create(module, NULL);
    assert_int_equal(i32_of(instance, "nine", NULL, 0), 9);
    assert_int_equal(tw_instance_destroy(kit), TW_ERR_STATE);
    ok(tw_instance_destroy(instance));
    ok(tw_instance_destroy(kit));
}

static void test_figures_are_those_of_the_module(void **state) {
    tw_module_stats_t module;
    tw_instance_stats_t instance;
    (void)state;
    make_kit();
    tw_module_get_stats(kit_module, &module);
    assert_int_equal(module.func_count, 31);
    assert_true(module.wasm_code_bytes > 250 && module.wasm_code_bytes < sizeof kit_wasm);
    assert_true(module.arena_bytes > 0);
    tw_instance_get_stats(kit, &instance);
    assert_int_equal(instance.memory_bytes, 65536);
    assert_true(instance.stack_bytes >= 65536 - 64 && instance.stack_bytes <= 65536);
}

// ---- every test for every executor --------------------------------------------------------------

struct named {
    const char *name;
    CMUnitTestFunction run;
};
#define NAMED(test) {#test, test}
static const struct named tests[] = {
    NAMED(test_imports_and_exports_are_listed_with_their_types),
    NAMED(test_bytes_that_are_no_module_are_malformed),
    NAMED(test_a_body_of_wrong_types_is_invalid_when_it_is_loaded),
    NAMED(test_a_missing_import_is_unlinkable),
    NAMED(test_a_host_function_of_another_type_is_unlinkable_or_a_stub),
    NAMED(test_start_runs_once_and_before_initialize),
    NAMED(test_a_creation_that_traps_leaves_nothing),
    NAMED(test_instances_of_a_module_share_nothing_that_changes),
    NAMED(test_everything_comes_back_in_any_order),
    NAMED(test_an_arena_that_is_too_small_is_nomem),
    NAMED(test_a_memory_that_begins_above_its_limit_is_sparse_or_refused),
    NAMED(test_what_begins_above_a_limit_is_refused),
    NAMED(test_a_memory_that_nobody_defines_is_the_instances_own),
    NAMED(test_functions_are_found_by_name),
    NAMED(test_every_value_type_goes_in_and_out_with_all_its_bits),
    NAMED(test_arguments_keep_their_order),
    NAMED(test_several_results_come_in_order),
    NAMED(test_wrong_arguments_are_refused),
    NAMED(test_traps_have_the_specifications_names),
    NAMED(test_a_small_stack_is_a_trap_and_no_damage),
    NAMED(test_a_long_loop_needs_no_more_stack),
    NAMED(test_globals_are_read_by_name),
    NAMED(test_function_references_are_handles_and_null_is_null),
    NAMED(test_a_host_function_gets_its_arguments_and_gives_its_result),
    NAMED(test_a_host_function_gives_several_results),
    NAMED(test_references_go_through_the_host),
    NAMED(test_buffers_and_strings_are_checked_before_the_host_runs),
    NAMED(test_a_host_function_can_refuse),
    NAMED(test_a_host_function_has_the_guest_called),
    NAMED(test_the_host_reads_and_writes_what_the_guest_does),
    NAMED(test_memory_grows_up_to_the_limit_of_the_instance),
    NAMED(test_an_instance_without_memory_has_an_empty_one),
    NAMED(test_a_module_in_pieces_is_the_same_module),
    NAMED(test_fuel_bounds_a_call_or_is_refused),
    NAMED(test_without_limits_every_executor_runs),
    NAMED(test_a_host_function_pends_or_is_told_that_it_cannot),
    NAMED(test_resuming_says_what_is_wrong),
    NAMED(test_an_interrupt_stops_a_call_or_does_nothing),
    NAMED(test_an_execution_is_begun_or_is_refused),
    NAMED(test_an_instance_imports_from_another_or_is_refused),
    NAMED(test_figures_are_those_of_the_module),
};
#define TEST_COUNT (sizeof tests / sizeof tests[0])

static char names[INTERP_COUNT * TEST_COUNT][100];
static struct CMUnitTest all[INTERP_COUNT * TEST_COUNT];

int main(void) {
    for (size_t i = 0; i < INTERP_COUNT * TEST_COUNT; i++) {
        const struct named *test = &tests[i % TEST_COUNT];
        const tw_interp_t *about = interps[i / TEST_COUNT];
        snprintf(names[i], sizeof names[i], "test_interp_%s_%s", about->name,
                 test->name + sizeof "test_" - 1);
        all[i] = (struct CMUnitTest){names[i], test->run, set_up, tear_down, (void *)about};
    }
    return _cmocka_run_group_tests("interp", all, INTERP_COUNT * TEST_COUNT, NULL, NULL);
}
