// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The core from outside and, where its formats are promises to later features, from inside: what
// register code looks like, how frames are linked, that a call can stop anywhere and be taken up.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/exec.h"
#include "core/opcode.h"
#include "engine/state.h"
#include "tinywasm/tinywasm.h"

// (module
//   (func (export "add3") (param i32 i32 i32) (result i32)
//     (i32.add (i32.add (local.get 0) (local.get 1)) (local.get 2)))
//   (func (export "old") (param i32) (result i32)
//     (local.get 0) (local.set 0 (i32.const 7)) (i32.add (local.get 0)))
//   (func (export "loop") (param i32) (result i32) (local i32)
//     (loop (local.set 1 (i32.add (local.get 1) (local.get 0)))
//       (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
//     (local.get 1))
//   (func (export "swap") (param i32 i64) (result i64 i32)
//     (local.get 1) (local.get 0)))
static const uint8_t forms_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x14, 0x03, 0x60, 0x03, 0x7f, 0x7f,
    0x7f, 0x01, 0x7f, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f, 0x7e, 0x02, 0x7e, 0x7f,
    0x03, 0x05, 0x04, 0x00, 0x01, 0x01, 0x02, 0x07, 0x1c, 0x04, 0x04, 0x61, 0x64, 0x64, 0x33,
    0x00, 0x00, 0x03, 0x6f, 0x6c, 0x64, 0x00, 0x01, 0x04, 0x6c, 0x6f, 0x6f, 0x70, 0x00, 0x02,
    0x04, 0x73, 0x77, 0x61, 0x70, 0x00, 0x03, 0x0a, 0x39, 0x04, 0x0a, 0x00, 0x20, 0x00, 0x20,
    0x01, 0x6a, 0x20, 0x02, 0x6a, 0x0b, 0x0b, 0x00, 0x20, 0x00, 0x41, 0x07, 0x21, 0x00, 0x20,
    0x00, 0x6a, 0x0b, 0x19, 0x01, 0x01, 0x7f, 0x03, 0x40, 0x20, 0x01, 0x20, 0x00, 0x6a, 0x21,
    0x01, 0x20, 0x00, 0x41, 0x01, 0x6b, 0x22, 0x00, 0x0d, 0x00, 0x0b, 0x20, 0x01, 0x0b, 0x06,
    0x00, 0x20, 0x01, 0x20, 0x00, 0x0b};

// (module
//   (import "h" "wait" (func $wait (param i32) (result i32)))
//   (import "h" "twice" (func $twice (param i32) (result i32)))
//   (memory (export "m") 2)
//   (func (export "plain") (param i32) (result i32)
//     (i32.add (call $wait (local.get 0)) (local.get 0)))
//   (func (export "tail") (param i32) (result i32)
//     (return_call $wait (local.get 0)))
//   (export "root" (func $wait))
//   (func $double (export "double") (param i32) (result i32)
//     (i32.mul (local.get 0) (i32.const 2)))
//   (func (export "invoke") (param i32) (result i32)
//     (i32.add (call $twice (local.get 0)) (i32.const 1)))
//   (func (export "fill") (param i32) (result i32)
//     (memory.fill (i32.const 3) (local.get 0) (i32.const 100000))
//     (memory.copy (i32.const 20000) (i32.const 3) (i32.const 90000))
//     (i32.add (i32.load8_u (i32.const 2)) (i32.load8_u (i32.const 109999))))
//   (func (export "spin") (loop (br 0)))
//   (func (export "edge") (param i32) (result i32)
//     (i32.store (local.get 0) (i32.const 0x01020304))
//     (i32.load offset=1 (i32.sub (local.get 0) (i32.const 1)))))
static const uint8_t calls_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x09, 0x02, 0x60, 0x01, 0x7f, 0x01,
    0x7f, 0x60, 0x00, 0x00, 0x02, 0x14, 0x02, 0x01, 0x68, 0x04, 0x77, 0x61, 0x69, 0x74, 0x00,
    0x00, 0x01, 0x68, 0x05, 0x74, 0x77, 0x69, 0x63, 0x65, 0x00, 0x00, 0x03, 0x08, 0x07, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x05, 0x03, 0x01, 0x00, 0x02, 0x07, 0x42, 0x09, 0x01,
    0x6d, 0x02, 0x00, 0x05, 0x70, 0x6c, 0x61, 0x69, 0x6e, 0x00, 0x02, 0x04, 0x74, 0x61, 0x69,
    0x6c, 0x00, 0x03, 0x04, 0x72, 0x6f, 0x6f, 0x74, 0x00, 0x00, 0x06, 0x64, 0x6f, 0x75, 0x62,
    0x6c, 0x65, 0x00, 0x04, 0x06, 0x69, 0x6e, 0x76, 0x6f, 0x6b, 0x65, 0x00, 0x05, 0x04, 0x66,
    0x69, 0x6c, 0x6c, 0x00, 0x06, 0x04, 0x73, 0x70, 0x69, 0x6e, 0x00, 0x07, 0x04, 0x65, 0x64,
    0x67, 0x65, 0x00, 0x08, 0x0a, 0x6a, 0x07, 0x09, 0x00, 0x20, 0x00, 0x10, 0x00, 0x20, 0x00,
    0x6a, 0x0b, 0x06, 0x00, 0x20, 0x00, 0x12, 0x00, 0x0b, 0x07, 0x00, 0x20, 0x00, 0x41, 0x02,
    0x6c, 0x0b, 0x09, 0x00, 0x20, 0x00, 0x10, 0x01, 0x41, 0x01, 0x6a, 0x0b, 0x28, 0x00, 0x41,
    0x03, 0x20, 0x00, 0x41, 0xa0, 0x8d, 0x06, 0xfc, 0x0b, 0x00, 0x41, 0xa0, 0x9c, 0x01, 0x41,
    0x03, 0x41, 0x90, 0xbf, 0x05, 0xfc, 0x0a, 0x00, 0x00, 0x41, 0x02, 0x2d, 0x00, 0x00, 0x41,
    0xaf, 0xdb, 0x06, 0x2d, 0x00, 0x00, 0x6a, 0x0b, 0x07, 0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b,
    0x0b, 0x14, 0x00, 0x20, 0x00, 0x41, 0x84, 0x86, 0x88, 0x08, 0x36, 0x02, 0x00, 0x20, 0x00,
    0x41, 0x01, 0x6b, 0x28, 0x02, 0x01, 0x0b, 0x00, 0x1d, 0x04, 0x6e, 0x61, 0x6d, 0x65, 0x01,
    0x16, 0x03, 0x00, 0x04, 0x77, 0x61, 0x69, 0x74, 0x01, 0x05, 0x74, 0x77, 0x69, 0x63, 0x65,
    0x04, 0x06, 0x64, 0x6f, 0x75, 0x62, 0x6c, 0x65};

// (module (memory 1)
//   (func $four (result i32) (i32.const 4))
//   (func (export "f") (result i32)
//     (i32.store (i32.add (i32.const 16) (call $four)) (i32.const 0x12345678))
//     (i32.load (i32.const 20))))
static const uint8_t clobber_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f,
    0x03, 0x03, 0x02, 0x00, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01, 0x07, 0x05, 0x01, 0x01, 0x66,
    0x00, 0x01, 0x0a, 0x1c, 0x02, 0x04, 0x00, 0x41, 0x04, 0x0b, 0x15, 0x00, 0x41, 0x10, 0x10,
    0x00, 0x6a, 0x41, 0xf8, 0xac, 0xd1, 0x91, 0x01, 0x36, 0x02, 0x00, 0x41, 0x14, 0x28, 0x02,
    0x00, 0x0b, 0x00, 0x0e, 0x04, 0x6e, 0x61, 0x6d, 0x65, 0x01, 0x07, 0x01, 0x00, 0x04, 0x66,
    0x6f, 0x75, 0x72};

// (module
//   (func $f (result i32) (i32.const 1))
//   (func $get (result externref) (ref.null extern))
//   (func (export "mix") (param i32 externref i64 externref) (result i32) (local externref)
//     (call $get)
//     (call $f)
//     (drop) (drop)
//     (call $f))
//   (func (export "none") (param i32) (result i32) (call $f)))
static const uint8_t refs_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x16, 0x04, 0x60, 0x00, 0x01, 0x7f,
    0x60, 0x00, 0x01, 0x6f, 0x60, 0x04, 0x7f, 0x6f, 0x7e, 0x6f, 0x01, 0x7f, 0x60, 0x01, 0x7f,
    0x01, 0x7f, 0x03, 0x05, 0x04, 0x00, 0x01, 0x02, 0x03, 0x07, 0x0e, 0x02, 0x03, 0x6d, 0x69,
    0x78, 0x00, 0x02, 0x04, 0x6e, 0x6f, 0x6e, 0x65, 0x00, 0x03, 0x0a, 0x1d, 0x04, 0x04, 0x00,
    0x41, 0x01, 0x0b, 0x04, 0x00, 0xd0, 0x6f, 0x0b, 0x0c, 0x01, 0x01, 0x6f, 0x10, 0x01, 0x10,
    0x00, 0x1a, 0x1a, 0x10, 0x00, 0x0b, 0x04, 0x00, 0x10, 0x00, 0x0b, 0x00, 0x10, 0x04, 0x6e,
    0x61, 0x6d, 0x65, 0x01, 0x09, 0x02, 0x00, 0x01, 0x66, 0x01, 0x03, 0x67, 0x65, 0x74};

// (module
//   (type $t (func (result i32)))
//   (table (export "t") 4 funcref)
//   (func (export "call") (param i32) (result i32)
//     (call_indirect (type $t) (i32.const 0))))
static const uint8_t table_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x0a, 0x02, 0x60, 0x00, 0x01, 0x7f,
    0x60, 0x01, 0x7f, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x01, 0x04, 0x04, 0x01, 0x70, 0x00, 0x04,
    0x07, 0x0c, 0x02, 0x01, 0x74, 0x01, 0x00, 0x04, 0x63, 0x61, 0x6c, 0x6c, 0x00, 0x00, 0x0a,
    0x09, 0x01, 0x07, 0x00, 0x41, 0x00, 0x11, 0x00, 0x00, 0x0b, 0x00, 0x0b, 0x04, 0x6e, 0x61,
    0x6d, 0x65, 0x04, 0x04, 0x01, 0x00, 0x01, 0x74};

// (module
//   (import "a" "t" (table 4 funcref))
//   (func $f (result i32) (i32.const 7))
//   (elem (i32.const 0) $f))
static const uint8_t seven_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f,
    0x02, 0x09, 0x01, 0x01, 0x61, 0x01, 0x74, 0x01, 0x70, 0x00, 0x04, 0x03, 0x02, 0x01, 0x00,
    0x09, 0x07, 0x01, 0x00, 0x41, 0x00, 0x0b, 0x01, 0x00, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x41,
    0x07, 0x0b, 0x00, 0x0b, 0x04, 0x6e, 0x61, 0x6d, 0x65, 0x01, 0x04, 0x01, 0x00, 0x01, 0x66};

// (module (func (result i32) (i32.const 42)))
static const uint8_t other_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f,
    0x03, 0x02, 0x01, 0x00, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x41, 0x2a, 0x0b};


// (module
//   (import "h" "twice" (func $twice (param i32) (result i32)))
//   (import "lender" "double" (func $double (param i32) (result i32)))
//   (export "double" (func $double))
//   (func (export "invoke") (param i32) (result i32)
//     (i32.add (call $twice (local.get 0)) (i32.const 1))))
static const uint8_t borrow_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01,
    0x7f, 0x02, 0x1b, 0x02, 0x01, 0x68, 0x05, 0x74, 0x77, 0x69, 0x63, 0x65, 0x00, 0x00, 0x06,
    0x6c, 0x65, 0x6e, 0x64, 0x65, 0x72, 0x06, 0x64, 0x6f, 0x75, 0x62, 0x6c, 0x65, 0x00, 0x00,
    0x03, 0x02, 0x01, 0x00, 0x07, 0x13, 0x02, 0x06, 0x64, 0x6f, 0x75, 0x62, 0x6c, 0x65, 0x00,
    0x01, 0x06, 0x69, 0x6e, 0x76, 0x6f, 0x6b, 0x65, 0x00, 0x02, 0x0a, 0x0b, 0x01, 0x09, 0x00,
    0x20, 0x00, 0x10, 0x00, 0x41, 0x01, 0x6a, 0x0b};

static _Alignas(16) uint8_t arena[2 * 1024 * 1024];
static tw_engine_t *engine;
static tw_pending_t token;
static size_t used_at_start;

static tw_err_t host_wait(tw_call_t *call) {
    return tw_call_pend(call, NULL, &token);
}

static tw_err_t after_twice(tw_call_t *call) {
    tw_ret_i32(call, tw_call_invoked(call, 0).of.i32);
    return TW_ERR_OK;
}

// Has the guest double its argument.
static tw_err_t host_twice(tw_call_t *call) {
    tw_func_t func;
    tw_value_t arg = tw_value_i32(tw_arg_i32(call, 0));
    tw_err_t err = tw_instance_find_func(tw_call_instance(call), "double", &func);
    return err != TW_ERR_OK ? err : tw_call_invoke(call, func, &arg, 1, after_twice);
}

static const tw_host_func_t h_funcs[] = {{"wait", "(i)i", host_wait},
                                         {"twice", "(i)i", host_twice}};
static const tw_host_module_t h_module = {"h", h_funcs, 2, NULL};

static int open_engine(void **state) {
    (void)state;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &h_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    used_at_start = tw_engine_arena_used(engine, NULL);
    return 0;
}

static int close_engine(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_module_t *load(const uint8_t *bytes, size_t size) {
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    return module;
}

static tw_instance_t *create(tw_module_t *module, uint64_t fuel) {
    tw_instance_t *instance = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = fuel;
    assert_int_equal(tw_instance_create(module, NULL, &limits, &instance), TW_ERR_OK);
    return instance;
}

static void drop(tw_instance_t *instance, tw_module_t *module) {
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
}

static tw_func_t find(tw_instance_t *instance, const char *name) {
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    return func;
}

// ---- register code -----------------------------------------------------------------------------

// Compiles through the interpreter table, so that the code can be looked at.
static tw_interp_module_t *compile(void *store, const uint8_t *bytes, size_t size) {
    tw_interp_module_t *module = NULL;
    assert_int_equal(tw_interp_core.load_begin(store, NULL, true, &module), TW_ERR_OK);
    assert_int_equal(tw_interp_core.load_feed(module, bytes, size), TW_ERR_OK);
    assert_int_equal(tw_interp_core.load_end(module), TW_ERR_OK);
    return module;
}

static tw_interp_module_t *compile_in_pieces(void *store, const uint8_t *bytes, size_t size,
                                             size_t piece) {
    tw_interp_module_t *module = NULL;
    assert_int_equal(tw_interp_core.load_begin(store, NULL, false, &module), TW_ERR_OK);
    for (size_t at = 0; at < size; at += piece) {
        size_t count = size - at < piece ? size - at : piece;
        assert_int_equal(tw_interp_core.load_feed(module, bytes + at, count), TW_ERR_OK);
    }
    assert_int_equal(tw_interp_core.load_end(module), TW_ERR_OK);
    return module;
}

static struct tw__fault fault;
static char fault_text[TW_FAULT_TEXT_BYTES];
static void *open_store(void) {
    void *store = NULL;
    tw__fault_init(&fault, fault_text, "test");
    tw_interp_env_t env = {.arena = tw__arena_init(arena, sizeof arena),
                           .fault = &fault,
                           .max_nesting = 100,
                           .max_operands = 100,
                           .max_locals = 100,
                           .max_code_bytes = 10000};
    assert_int_equal(tw_interp_core.open(&env, &store), TW_ERR_OK);
    return store;
}

#define OP(name) TW_RC_UNIT(RC_##name)
#define EXPECT_CODE(module, idx, ...)                                                             \
    do {                                                                                          \
        static const uint16_t expected[] = {__VA_ARGS__};                                         \
        const uint16_t *code = (module)->code + (module)->funcs[idx].code;                        \
        assert_memory_equal(code, expected, sizeof expected);                                     \
    } while (0)

static void test_core_chains_go_through_the_accumulator(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), forms_wasm, sizeof forms_wasm);
    // Header: frame, link behind three parameters, no locals, six instructions.
    EXPECT_CODE(module, 0, 7, 3, 0, 6, OP(I32_ADD_ASS), 0, 1, OP(I32_ADD_AAS), 2, OP(RET_A), 3);
}

static void test_core_an_old_value_of_a_local_is_kept(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), forms_wasm, sizeof forms_wasm);
    EXPECT_CODE(module, 1, 5, 1, 0, 6, OP(MOV32), 3, 0, OP(CONST16), 0, 7, OP(I32_ADD_ASS), 3, 0,
                OP(RET_A), 1);
}

#if TW_CFG_FAR_BRANCH_BYTES > 0
static void test_core_a_loop_is_a_branch_that_costs_its_body(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), forms_wasm, sizeof forms_wasm);
    EXPECT_CODE(module, 2, 6, 1, 1, 13, OP(I32_ADD_TO), 3, 0, OP(I32_STEP_BRB_NE_SI), 0, 0xffff,
                OP(BRB_I32_NE_SI), 9, (uint16_t)-6, 0, 0, OP(RET_S), 1, 3);
}
#endif

static void test_core_results_move_as_if_at_once(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), forms_wasm, sizeof forms_wasm);
    EXPECT_CODE(module, 3, 8, 3, 0, 3, OP(MOV32), 7, 0, OP(MOV64), 5, 1, OP(MOVN), 0, 5, 3,
                OP(RET), 3);
}

static void test_core_a_constant_never_overwrites_what_a_folded_sum_reads(void **state) {
    (void)state;
    open_engine(NULL);
    tw_module_t *module = load(clobber_wasm, sizeof clobber_wasm);
    tw_instance_t *instance = create(module, 1000);
    tw_value_t result;
    assert_int_equal(tw_instance_call(instance, find(instance, "f"), NULL, 0, &result, 1),
                     TW_ERR_OK);
    assert_int_equal(result.of.i32, 0x12345678);
    drop(instance, module);
    tw_engine_stop(engine);
}

static void test_core_streamed_code_is_the_same_whatever_the_pieces(void **state) {
    (void)state;
    static uint16_t whole[200];
    tw_interp_module_t *module = compile(open_store(), calls_wasm, sizeof calls_wasm);
    uint32_t units = module->code_units;
    assert_true(units > 0 && units <= 200);
    memcpy(whole, module->code, units * sizeof whole[0]);
    for (size_t piece = 1; piece < 40; piece++) {
        module = compile_in_pieces(open_store(), calls_wasm, sizeof calls_wasm, piece);
        assert_int_equal(module->code_units, units);
        assert_memory_equal(module->code, whole, units * sizeof whole[0]);
    }
}

static void test_core_every_prefix_of_a_module_is_malformed(void **state) {
    (void)state;
    open_engine(NULL);
    for (size_t size = 9; size < sizeof calls_wasm; size++) {
        tw_module_t *module = NULL;
        tw_err_t err = tw_module_load(engine, calls_wasm, size, &module);
        // Between two sections a prefix is a module, but for functions without bodies.
        assert_true(err == TW_ERR_MALFORMED || err == TW_ERR_OK);
        if (err == TW_ERR_OK) {
            assert_int_equal(tw_module_unload(module), TW_ERR_OK);
        }
        assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
    }
    tw_engine_stop(engine);
}

#define NAMES 12

// A module that exports its memory under NAMES names of one or two letters. first and second of
// them are equal, unless both are the same.
static size_t make_exports(uint8_t *target, uint32_t first, uint32_t second) {
    static const uint8_t head[] = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
                                   0x05, 0x03, 0x01, 0x00, 0x01, 0x07};
    static const char *const names[NAMES] = {"k", "ab", "c", "b",  "zz", "a",
                                             "d", "aa", "x", "ba", "y",  "l"};
    memcpy(target, head, sizeof head);
    size_t size = sizeof head + 1;
    target[size++] = NAMES;
    for (uint32_t i = 0; i < NAMES; i++) {
        const char *name = names[i == second ? first : i];
        target[size++] = (uint8_t)strlen(name);
        memcpy(target + size, name, strlen(name));
        size += strlen(name);
        target[size++] = TW_EXTERN_MEMORY;
        target[size++] = 0;
    }
    target[sizeof head] = (uint8_t)(size - sizeof head - 1);
    return size;
}

static void test_core_two_exports_of_one_name_are_found_wherever_they_are(void **state) {
    (void)state;
    for (uint32_t first = 0; first < NAMES; first++) {
        for (uint32_t second = 0; second < NAMES; second++) {
            uint8_t bytes[100];
            tw_module_t *module = NULL;
            size_t size = make_exports(bytes, first, second);
            tw_err_t err = tw_module_load(engine, bytes, size, &module);
            assert_int_equal(err, first == second ? TW_ERR_OK : TW_ERR_INVALID);
            if (err == TW_ERR_OK) {
                assert_int_equal(tw_module_unload(module), TW_ERR_OK);
            }
            assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
        }
    }
}

// A constant expression behind the code section: the evaluator's stack bounds it, however many
// operands the bodies before it had.
static void test_core_a_constant_expression_has_16_operands_at_most(void **state) {
    // Up to the code section with one body of 62 bytes.
    static const uint8_t head[] = {0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04,
                                   0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05, 0x03,
                                   0x01, 0x00, 0x01, 0x0a, 0x40, 0x01, 0x3e, 0x00};
    (void)state;
    open_engine(NULL);
    for (uint32_t count = 16; count <= 17; count++) {
        uint8_t bytes[200];
        size_t size = sizeof head;
        memcpy(bytes, head, size);
        for (uint32_t i = 0; i < 20; i++, size += 2) {
            bytes[size] = TW_OP_I32_CONST;
            bytes[size + 1] = 0;
        }
        memset(bytes + size, TW_OP_DROP, 20);
        size += 20;
        bytes[size++] = TW_OP_END;
        bytes[size++] = 11;  // the data section
        bytes[size++] = (uint8_t)(3 * count + 3);
        bytes[size++] = 1;
        bytes[size++] = 0;
        for (uint32_t i = 0; i < count; i++, size += 2) {
            bytes[size] = TW_OP_I32_CONST;
            bytes[size + 1] = 0;
        }
        memset(bytes + size, TW_OP_I32_ADD, count - 1);
        size += count - 1;
        bytes[size++] = TW_OP_END;
        bytes[size++] = 0;
        tw_module_t *module = NULL;
        assert_int_equal(tw_module_load(engine, bytes, size, &module),
                         count == 16 ? TW_ERR_OK : TW_ERR_LIMIT);
        if (count == 16) {
            assert_int_equal(tw_module_unload(module), TW_ERR_OK);
        }
        assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
    }
    tw_engine_stop(engine);
}

static void test_core_cells_have_room_for_v128(void **state) {
    (void)state;
    assert_int_equal(tw__cells_of(TW_I32), 1);
    assert_int_equal(tw__cells_of(TW_F64), 2);
    assert_int_equal(tw__cells_of(TW_V128), 4);
    assert_int_equal(tw__cells_of(TW_EXTERNREF), 1);
}

static void expect_map(const tw_interp_module_t *module, uint32_t unit, const uint16_t *expected,
                       uint32_t count) {
    const uint16_t *slots = NULL;
    uint32_t base = module->funcs[2].code;
    assert_int_equal(tw__module_ref_map(module, base + unit, &slots), count);
    assert_memory_equal(slots, expected, count * sizeof slots[0]);
}

static void test_core_references_that_live_through_a_call_are_mapped(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), refs_wasm, sizeof refs_wasm);
    // "mix": parameters in slots 0, 1, 2-3, 4; link 5-6; its local 7; operands from 8.
    static const uint16_t locals[] = {1, 4, 7};
    static const uint16_t with_operand[] = {1, 4, 7, 8};
    expect_map(module, 7, locals, 3);
    expect_map(module, 10, with_operand, 4);
    expect_map(module, 13, locals, 3);
    const uint16_t *slots = NULL;
    assert_int_equal(tw__module_ref_map(module, module->funcs[2].code + 8, &slots), 0);
    assert_int_equal(module->ref_map_count, 3);  // "none" has no references, and no map
}

static void test_core_the_byte_of_every_unit_is_found_again(void **state) {
    (void)state;
    tw_interp_module_t *module = compile(open_store(), calls_wasm, sizeof calls_wasm);
    uint32_t last = 0;
    for (uint32_t func = module->func_imports; func < module->func_count; func++) {
        uint32_t unit = module->funcs[func].code + TW_FUNC_HEADER_UNITS;
        assert_int_equal(tw__module_func_at(module, unit), func);
        uint32_t offset = tw__module_offset_at(module, func, unit);
        assert_true(offset > last && offset < sizeof calls_wasm);
        last = offset;
    }
    assert_int_equal(tw__module_func_at(module, module->code_units), TW_FUNC_NONE);
}

// ---- stopping and going on ----------------------------------------------------------------------

// Runs a call with as little fuel at a time as it takes; gives the fuel that it burnt.
static uint64_t run_in_slices(tw_instance_t *instance, const char *name, int32_t arg,
                              uint64_t slice, int32_t *result) {
    tw_value_t value = tw_value_i32(arg);
    tw_value_t answer = tw_value_i32(0);
    uint64_t given = 0;
    tw_err_t err = tw_instance_call(instance, find(instance, name), &value, 1, &answer, 1);
    while (err == TW_ERR_FUEL) {
        given += slice;
        tw_instance_add_fuel(instance, slice);
        err = tw_instance_resume(instance, &answer, 1);
    }
    assert_int_equal(err, TW_ERR_OK);
    *result = answer.of.i32;
    return given - tw_instance_fuel(instance);
}

static void test_core_a_call_stops_at_any_checkpoint_and_goes_on(void **state) {
    (void)state;
    tw_module_t *module = load(forms_wasm, sizeof forms_wasm);
    tw_instance_t *instance = create(module, 0);
    int32_t result = 0;
    uint64_t fuel = run_in_slices(instance, "loop", 100, 100000, &result);
    assert_int_equal(result, 5050);
    assert_int_equal(fuel, 13 + 99 * 9);  // the body once, and the way back 99 times
    for (uint64_t slice = 1; slice < 30; slice++) {
        assert_int_equal(run_in_slices(instance, "loop", 100, slice, &result), fuel);
        assert_int_equal(result, 5050);
    }
    drop(instance, module);
}

static void test_core_bulk_operations_stop_in_the_middle(void **state) {
    (void)state;
    tw_module_t *module = load(calls_wasm, sizeof calls_wasm);
    tw_instance_t *instance = create(module, 0);
    int32_t result = 0;
    uint64_t fuel = run_in_slices(instance, "fill", 9, 1000000, &result);
    assert_int_equal(result, 9);
    assert_true(fuel > 190000 / 8);
    assert_int_equal(run_in_slices(instance, "fill", 8, 600, &result), fuel);
    assert_int_equal(result, 8);
    drop(instance, module);
}

static void test_core_an_endless_loop_is_interrupted(void **state) {
    (void)state;
    tw_module_t *module = load(calls_wasm, sizeof calls_wasm);
    tw_instance_t *instance = create(module, 100);
    tw_func_t spin = find(instance, "spin");
    assert_int_equal(tw_instance_call(instance, spin, NULL, 0, NULL, 0), TW_ERR_FUEL);
    tw_instance_add_fuel(instance, TW_FUEL_ENDLESS);
    tw_instance_interrupt(instance);
    assert_int_equal(tw_instance_resume(instance, NULL, 0), TW_ERR_INTERRUPTED);
    tw_instance_cancel(instance);
    drop(instance, module);
}

// Calls `name`, which waits for the host, answers 40, and checks the result.
static void check_pending(const char *name, int32_t arg, int32_t expected) {
    tw_module_t *module = load(calls_wasm, sizeof calls_wasm);
    tw_instance_t *instance = create(module, 1000);
    tw_value_t value = tw_value_i32(arg);
    tw_value_t result = tw_value_i32(0);
    tw_func_t func = find(instance, name);
    assert_int_equal(tw_instance_call(instance, func, &value, 1, &result, 1), TW_ERR_PENDING);
    assert_int_equal(tw_instance_resume(instance, &result, 1), TW_ERR_PENDING);
    assert_int_equal(tw_instance_call(instance, func, &value, 1, &result, 1), TW_ERR_STATE);
    assert_int_equal(tw_pending_complete(engine, token, 40), TW_ERR_OK);
    assert_int_equal(tw_pending_complete(engine, token, 41), TW_ERR_NOENT);
    assert_int_equal(tw_instance_resume(instance, &result, 1), TW_ERR_OK);
    assert_int_equal(result.of.i32, expected);
    drop(instance, module);
}

static void test_core_a_host_function_answers_later(void **state) {
    (void)state;
    check_pending("plain", 2, 42);
}

static void test_core_a_host_function_in_tail_position_answers_later(void **state) {
    (void)state;
    check_pending("tail", 2, 40);
}

static void test_core_a_host_function_as_root_answers_later(void **state) {
    (void)state;
    check_pending("root", 2, 40);
}

static void test_core_a_host_function_has_the_guest_called(void **state) {
    (void)state;
    tw_module_t *module = load(calls_wasm, sizeof calls_wasm);
    tw_instance_t *instance = create(module, 0);
    int32_t result = 0;
    uint64_t fuel = run_in_slices(instance, "invoke", 21, 1000, &result);
    assert_int_equal(result, 43);
    assert_int_equal(run_in_slices(instance, "invoke", 21, 1, &result), fuel);
    assert_int_equal(result, 43);
    drop(instance, module);
}

static void test_core_a_host_function_has_a_function_of_another_instance_called(void **state) {
    (void)state;
    tw_module_t *lender_module = load(calls_wasm, sizeof calls_wasm);
    tw_module_t *module = load(borrow_wasm, sizeof borrow_wasm);
    tw_instance_t *lender = NULL;
    assert_int_equal(tw_instance_create(lender_module, "lender", NULL, &lender), TW_ERR_OK);
    tw_instance_t *instance = create(module, 0);
    int32_t result = 0;
    run_in_slices(instance, "invoke", 21, 1000, &result);
    assert_int_equal(result, 43);
    run_in_slices(instance, "invoke", 21, 1, &result);
    assert_int_equal(result, 43);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    drop(lender, lender_module);
}

// ---- memory's edge -----------------------------------------------------------------------------

static void test_core_the_last_bytes_of_memory_are_reached_and_no_more(void **state) {
    (void)state;
    tw_module_t *module = load(calls_wasm, sizeof calls_wasm);
    tw_instance_t *instance = create(module, 100000);
    tw_func_t edge = find(instance, "edge");
    for (int32_t addr = 2 * 65536 - 40; addr < 2 * 65536 + 4; addr++) {
        tw_value_t value = tw_value_i32(addr);
        tw_value_t result = tw_value_i32(0);
        tw_err_t err = tw_instance_call(instance, edge, &value, 1, &result, 1);
        assert_int_equal(err, addr <= 2 * 65536 - 4 ? TW_ERR_OK : TW_ERR_TRAP);
        assert_int_equal(result.of.i32, err == TW_ERR_OK ? 0x01020304 : 0);
    }
    // 2^32 - 1, plus an offset of 1, is no address: memarg offsets do not wrap (spec 4.4.7).
    tw_value_t zero = tw_value_i32(0);
    tw_value_t result;
    assert_int_equal(tw_instance_call(instance, edge, &zero, 1, &result, 1), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    drop(instance, module);
}

// ---- function references ------------------------------------------------------------------------

static void test_core_a_reference_to_an_instance_that_is_gone_is_stale(void **state) {
    (void)state;
    struct tw_interp_instance instance = {.handle = 0x701};
    struct tw__store store = {.instances = &instance};
    tw_ref_t ref = tw__funcref(&instance, 5);
    assert_true(ref != TW_REF_NULL);
    assert_ptr_equal(tw__instance_of(&store, ref >> 16), &instance);
    instance.handle = 0x702;
    assert_null(tw__instance_of(&store, ref >> 16));
    assert_null(tw__instance_of(&store, 0xffff));
    assert_null(tw__instance_of(&store, 0));
}

// An entry of a table outlives its instance, and the handle is given to another instance: at once,
// instead of after all others have been used.
static void test_core_a_stale_reference_never_comes_alive(void **state) {
    (void)state;
    tw_module_t *table = load(table_wasm, sizeof table_wasm);
    tw_module_t *seven = load(seven_wasm, sizeof seven_wasm);
    tw_module_t *other = load(other_wasm, sizeof other_wasm);
    tw_instance_t *a = NULL;
    tw_instance_t *b = NULL;
    assert_int_equal(tw_instance_create(table, "a", NULL, &a), TW_ERR_OK);
    tw_value_t value = tw_value_i32(0);
    tw_value_t result = tw_value_i32(0);
    struct tw__store *store = engine->store;
    store->last_handle = TW_MAX_INSTANCES - 1;
    for (int i = 0; i < 20; i++) {
        uint32_t last_handle = store->last_handle;
        assert_int_equal(tw_instance_create(seven, NULL, NULL, &b), TW_ERR_OK);
        uint32_t handle = b->state->handle;
        assert_in_range(handle, 1, TW_MAX_INSTANCES);
        assert_int_not_equal(handle, a->state->handle);
        assert_int_equal(tw_instance_call(a, find(a, "call"), &value, 1, &result, 1), TW_ERR_OK);
        assert_int_equal(result.of.i32, 7);
        assert_int_equal(tw_instance_destroy(b), TW_ERR_OK);
        store->last_handle = last_handle;
        b = create(other, 1000);
        assert_int_equal(b->state->handle, handle);
        assert_int_equal(tw_instance_call(a, find(a, "call"), &value, 1, &result, 1), TW_ERR_TRAP);
        assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_STALE_REFERENCE);
        assert_int_equal(tw_instance_destroy(b), TW_ERR_OK);
    }
    assert_int_equal(tw_instance_destroy(a), TW_ERR_OK);
    assert_int_equal(tw_module_unload(table), TW_ERR_OK);
    assert_int_equal(tw_module_unload(seven), TW_ERR_OK);
    drop(create(other, 1000), other);
}

#define ON_ENGINE(test) cmocka_unit_test_setup_teardown(test, open_engine, close_engine)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_core_chains_go_through_the_accumulator),
        cmocka_unit_test(test_core_an_old_value_of_a_local_is_kept),
#if TW_CFG_FAR_BRANCH_BYTES > 0
        cmocka_unit_test(test_core_a_loop_is_a_branch_that_costs_its_body),
#endif
        cmocka_unit_test(test_core_results_move_as_if_at_once),
        cmocka_unit_test(test_core_a_constant_never_overwrites_what_a_folded_sum_reads),
        cmocka_unit_test(test_core_streamed_code_is_the_same_whatever_the_pieces),
        cmocka_unit_test(test_core_every_prefix_of_a_module_is_malformed),
        ON_ENGINE(test_core_two_exports_of_one_name_are_found_wherever_they_are),
        cmocka_unit_test(test_core_a_constant_expression_has_16_operands_at_most),
        cmocka_unit_test(test_core_cells_have_room_for_v128),
        cmocka_unit_test(test_core_references_that_live_through_a_call_are_mapped),
        cmocka_unit_test(test_core_the_byte_of_every_unit_is_found_again),
        ON_ENGINE(test_core_a_call_stops_at_any_checkpoint_and_goes_on),
        ON_ENGINE(test_core_bulk_operations_stop_in_the_middle),
        ON_ENGINE(test_core_an_endless_loop_is_interrupted),
        ON_ENGINE(test_core_a_host_function_answers_later),
        ON_ENGINE(test_core_a_host_function_in_tail_position_answers_later),
        ON_ENGINE(test_core_a_host_function_as_root_answers_later),
        ON_ENGINE(test_core_a_host_function_has_the_guest_called),
        ON_ENGINE(test_core_a_host_function_has_a_function_of_another_instance_called),
        ON_ENGINE(test_core_the_last_bytes_of_memory_are_reached_and_no_more),
        ON_ENGINE(test_core_a_reference_to_an_instance_that_is_gone_is_stale),
        ON_ENGINE(test_core_a_stale_reference_never_comes_alive),
    };
    printf("execution loop: %s\n", tw__exec_form);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
