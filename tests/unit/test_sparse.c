// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Memories that are backed in part: a prefix, and chunks that are made at the first write.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "engine/state.h"
#include "tinywasm/tinywasm.h"

// (module
//   (memory (export "m") 2 4)
//   (memory (export "o") 1 1)
//   (data "0123456789abcdefghijklmnopqrstuvwxyz")
//   (data (i32.const 1000) "across a border of chunks, and of the prefix")
//   (type $op (func (param i32 i64 i32) (result i64)))
//   (func (export "load8_s") (type $op) (i64.extend_i32_s (i32.load8_s (local.get 0))))
//   (func (export "load8_u") (type $op) (i64.load8_u offset=1 (local.get 0)))
//   (func (export "load16_s") (type $op) (i64.load16_s (local.get 0)))
//   (func (export "load32") (type $op) (i64.extend_i32_u (i32.load offset=3 (local.get 0))))
//   (func (export "load64") (type $op) (i64.load (local.get 0)))
//   (func (export "store8") (type $op)
//     (i32.store8 (local.get 0) (i32.wrap_i64 (local.get 1))) (i64.const 0))
//   (func (export "store16") (type $op)
//     (i64.store16 offset=2 (local.get 0) (local.get 1)) (i64.const 0))
//   (func (export "store32") (type $op)
//     (i32.store (local.get 0) (i32.wrap_i64 (local.get 1))) (i64.const 0))
//   (func (export "store64") (type $op) (i64.store (local.get 0) (local.get 1)) (i64.const 0))
//   (func (export "fill") (type $op)
//     (memory.fill (local.get 0) (i32.wrap_i64 (local.get 1)) (local.get 2)) (i64.const 0))
//   (func (export "copy") (type $op)
//     (memory.copy (local.get 0) (i32.wrap_i64 (local.get 1)) (local.get 2)) (i64.const 0))
//   (func (export "init") (type $op)
//     (memory.init 0 (local.get 0) (i32.wrap_i64 (local.get 1)) (local.get 2)) (i64.const 0))
//   (func (export "other_load64") (type $op) (i64.load 1 (local.get 0)))
//   (func (export "other_store64") (type $op)
//     (i64.store 1 (local.get 0) (local.get 1)) (i64.const 0))
//   (func (export "copy_to_other") (type $op)
//     (memory.copy 1 0 (local.get 0) (i32.wrap_i64 (local.get 1)) (local.get 2)) (i64.const 0))
//   (func (export "copy_from_other") (type $op)
//     (memory.copy 0 1 (local.get 0) (i32.wrap_i64 (local.get 1)) (local.get 2)) (i64.const 0))
//   (func (export "grow") (type $op) (i64.extend_i32_s (memory.grow (local.get 0))))
//   (func (export "size") (type $op) (i64.extend_i32_s (memory.size))))
static const uint8_t ops_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7e, 0x7f,
    0x01, 0x7e, 0x03, 0x13, 0x12, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x05, 0x07, 0x02, 0x01, 0x02, 0x04, 0x01, 0x01, 0x01,
    0x07, 0xc5, 0x01, 0x14, 0x01, 0x6d, 0x02, 0x00, 0x01, 0x6f, 0x02, 0x01, 0x07, 0x6c, 0x6f, 0x61,
    0x64, 0x38, 0x5f, 0x73, 0x00, 0x00, 0x07, 0x6c, 0x6f, 0x61, 0x64, 0x38, 0x5f, 0x75, 0x00, 0x01,
    0x08, 0x6c, 0x6f, 0x61, 0x64, 0x31, 0x36, 0x5f, 0x73, 0x00, 0x02, 0x06, 0x6c, 0x6f, 0x61, 0x64,
    0x33, 0x32, 0x00, 0x03, 0x06, 0x6c, 0x6f, 0x61, 0x64, 0x36, 0x34, 0x00, 0x04, 0x06, 0x73, 0x74,
    0x6f, 0x72, 0x65, 0x38, 0x00, 0x05, 0x07, 0x73, 0x74, 0x6f, 0x72, 0x65, 0x31, 0x36, 0x00, 0x06,
    0x07, 0x73, 0x74, 0x6f, 0x72, 0x65, 0x33, 0x32, 0x00, 0x07, 0x07, 0x73, 0x74, 0x6f, 0x72, 0x65,
    0x36, 0x34, 0x00, 0x08, 0x04, 0x66, 0x69, 0x6c, 0x6c, 0x00, 0x09, 0x04, 0x63, 0x6f, 0x70, 0x79,
    0x00, 0x0a, 0x04, 0x69, 0x6e, 0x69, 0x74, 0x00, 0x0b, 0x0c, 0x6f, 0x74, 0x68, 0x65, 0x72, 0x5f,
    0x6c, 0x6f, 0x61, 0x64, 0x36, 0x34, 0x00, 0x0c, 0x0d, 0x6f, 0x74, 0x68, 0x65, 0x72, 0x5f, 0x73,
    0x74, 0x6f, 0x72, 0x65, 0x36, 0x34, 0x00, 0x0d, 0x0d, 0x63, 0x6f, 0x70, 0x79, 0x5f, 0x74, 0x6f,
    0x5f, 0x6f, 0x74, 0x68, 0x65, 0x72, 0x00, 0x0e, 0x0f, 0x63, 0x6f, 0x70, 0x79, 0x5f, 0x66, 0x72,
    0x6f, 0x6d, 0x5f, 0x6f, 0x74, 0x68, 0x65, 0x72, 0x00, 0x0f, 0x04, 0x67, 0x72, 0x6f, 0x77, 0x00,
    0x10, 0x04, 0x73, 0x69, 0x7a, 0x65, 0x00, 0x11, 0x0c, 0x01, 0x02, 0x0a, 0xd0, 0x01, 0x12, 0x08,
    0x00, 0x20, 0x00, 0x2c, 0x00, 0x00, 0xac, 0x0b, 0x07, 0x00, 0x20, 0x00, 0x31, 0x00, 0x01, 0x0b,
    0x07, 0x00, 0x20, 0x00, 0x32, 0x01, 0x00, 0x0b, 0x08, 0x00, 0x20, 0x00, 0x28, 0x02, 0x03, 0xad,
    0x0b, 0x07, 0x00, 0x20, 0x00, 0x29, 0x03, 0x00, 0x0b, 0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0xa7,
    0x3a, 0x00, 0x00, 0x42, 0x00, 0x0b, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x3d, 0x01, 0x02, 0x42,
    0x00, 0x0b, 0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0xa7, 0x36, 0x02, 0x00, 0x42, 0x00, 0x0b, 0x0b,
    0x00, 0x20, 0x00, 0x20, 0x01, 0x37, 0x03, 0x00, 0x42, 0x00, 0x0b, 0x0e, 0x00, 0x20, 0x00, 0x20,
    0x01, 0xa7, 0x20, 0x02, 0xfc, 0x0b, 0x00, 0x42, 0x00, 0x0b, 0x0f, 0x00, 0x20, 0x00, 0x20, 0x01,
    0xa7, 0x20, 0x02, 0xfc, 0x0a, 0x00, 0x00, 0x42, 0x00, 0x0b, 0x0f, 0x00, 0x20, 0x00, 0x20, 0x01,
    0xa7, 0x20, 0x02, 0xfc, 0x08, 0x00, 0x00, 0x42, 0x00, 0x0b, 0x08, 0x00, 0x20, 0x00, 0x29, 0x43,
    0x01, 0x00, 0x0b, 0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0x37, 0x43, 0x01, 0x00, 0x42, 0x00, 0x0b,
    0x0f, 0x00, 0x20, 0x00, 0x20, 0x01, 0xa7, 0x20, 0x02, 0xfc, 0x0a, 0x01, 0x00, 0x42, 0x00, 0x0b,
    0x0f, 0x00, 0x20, 0x00, 0x20, 0x01, 0xa7, 0x20, 0x02, 0xfc, 0x0a, 0x00, 0x01, 0x42, 0x00, 0x0b,
    0x07, 0x00, 0x20, 0x00, 0x40, 0x00, 0xac, 0x0b, 0x05, 0x00, 0x3f, 0x00, 0xac, 0x0b, 0x0b, 0x59,
    0x02, 0x01, 0x24, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x61, 0x62, 0x63,
    0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73,
    0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x00, 0x41, 0xe8, 0x07, 0x0b, 0x2c, 0x61, 0x63, 0x72,
    0x6f, 0x73, 0x73, 0x20, 0x61, 0x20, 0x62, 0x6f, 0x72, 0x64, 0x65, 0x72, 0x20, 0x6f, 0x66, 0x20,
    0x63, 0x68, 0x75, 0x6e, 0x6b, 0x73, 0x2c, 0x20, 0x61, 0x6e, 0x64, 0x20, 0x6f, 0x66, 0x20, 0x74,
    0x68, 0x65, 0x20, 0x70, 0x72, 0x65, 0x66, 0x69, 0x78};

// (module
//   (memory (export "m") 1500 3000 (pagesize 1))
//   (data (i32.const 1490) "0123456789")
//   (func (export "store32") (param i32 i64 i32) (result i64)
//     (i32.store (local.get 0) (i32.wrap_i64 (local.get 1))) (i64.const 0))
//   (func (export "load32") (param i32 i64 i32) (result i64) (i64.load32_u (local.get 0)))
//   (func (export "grow") (param i32 i64 i32) (result i64)
//     (i64.extend_i32_s (memory.grow (local.get 0)))))
static const uint8_t bytes_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03, 0x7f, 0x7e,
    0x7f, 0x01, 0x7e, 0x03, 0x04, 0x03, 0x00, 0x00, 0x00, 0x05, 0x07, 0x01, 0x09, 0xdc, 0x0b,
    0xb8, 0x17, 0x00, 0x07, 0x1f, 0x04, 0x01, 0x6d, 0x02, 0x00, 0x07, 0x73, 0x74, 0x6f, 0x72,
    0x65, 0x33, 0x32, 0x00, 0x00, 0x06, 0x6c, 0x6f, 0x61, 0x64, 0x33, 0x32, 0x00, 0x01, 0x04,
    0x67, 0x72, 0x6f, 0x77, 0x00, 0x02, 0x0a, 0x1e, 0x03, 0x0c, 0x00, 0x20, 0x00, 0x20, 0x01,
    0xa7, 0x36, 0x02, 0x00, 0x42, 0x00, 0x0b, 0x07, 0x00, 0x20, 0x00, 0x35, 0x02, 0x00, 0x0b,
    0x07, 0x00, 0x20, 0x00, 0x40, 0x00, 0xac, 0x0b, 0x0b, 0x11, 0x01, 0x00, 0x41, 0xd2, 0x0b,
    0x0b, 0x0a, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39};

// (module
//   (import "owner" "m" (memory 1))
//   (func (export "store32") (param i32 i64 i32) (result i64)
//     (i32.store (local.get 0) (i32.wrap_i64 (local.get 1))) (i64.const 0)))
static const uint8_t user_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x01, 0x60, 0x03,
    0x7f, 0x7e, 0x7f, 0x01, 0x7e, 0x02, 0x0c, 0x01, 0x05, 0x6f, 0x77, 0x6e, 0x65,
    0x72, 0x01, 0x6d, 0x02, 0x00, 0x01, 0x03, 0x02, 0x01, 0x00, 0x07, 0x0b, 0x01,
    0x07, 0x73, 0x74, 0x6f, 0x72, 0x65, 0x33, 0x32, 0x00, 0x00, 0x0a, 0x0e, 0x01,
    0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0xa7, 0x36, 0x02, 0x00, 0x42, 0x00, 0x0b};

// (module
//   (import "h" "upper" (func $upper (param i32 i32)))
//   (import "h" "length" (func $length (param i32) (result i32)))
//   (import "h" "twice" (func $twice (param i32 i32 i32 i32) (result i32)))
//   (memory (export "m") 1)
//   (data (i32.const 1020) "hello, border\00")
//   (func (export "upper") (param i32 i32) (result i32) (call $upper (local.get 0) (local.get 1))
//     (i32.load8_u (local.get 0)))
//   (func (export "length") (param i32 i32) (result i32) (call $length (local.get 0)))
//   (func (export "twice") (param i32 i32) (result i32)
//     (call $twice (local.get 0) (local.get 1) (local.get 0) (local.get 1))))
static const uint8_t host_wasm[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x19, 0x04, 0x60, 0x02, 0x7f, 0x7f, 0x00,
    0x60, 0x01, 0x7f, 0x01, 0x7f, 0x60, 0x04, 0x7f, 0x7f, 0x7f, 0x7f, 0x01, 0x7f, 0x60, 0x02, 0x7f,
    0x7f, 0x01, 0x7f, 0x02, 0x20, 0x03, 0x01, 0x68, 0x05, 0x75, 0x70, 0x70, 0x65, 0x72, 0x00, 0x00,
    0x01, 0x68, 0x06, 0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68, 0x00, 0x01, 0x01, 0x68, 0x05, 0x74, 0x77,
    0x69, 0x63, 0x65, 0x00, 0x02, 0x03, 0x04, 0x03, 0x03, 0x03, 0x03, 0x05, 0x03, 0x01, 0x00, 0x01,
    0x07, 0x1e, 0x04, 0x01, 0x6d, 0x02, 0x00, 0x05, 0x75, 0x70, 0x70, 0x65, 0x72, 0x00, 0x03, 0x06,
    0x6c, 0x65, 0x6e, 0x67, 0x74, 0x68, 0x00, 0x04, 0x05, 0x74, 0x77, 0x69, 0x63, 0x65, 0x00, 0x05,
    0x0a, 0x23, 0x03, 0x0d, 0x00, 0x20, 0x00, 0x20, 0x01, 0x10, 0x00, 0x20, 0x00, 0x2d, 0x00, 0x00,
    0x0b, 0x06, 0x00, 0x20, 0x00, 0x10, 0x01, 0x0b, 0x0c, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x00,
    0x20, 0x01, 0x10, 0x02, 0x0b, 0x0b, 0x15, 0x01, 0x00, 0x41, 0xfc, 0x07, 0x0b, 0x0e, 0x68, 0x65,
    0x6c, 0x6c, 0x6f, 0x2c, 0x20, 0x62, 0x6f, 0x72, 0x64, 0x65, 0x72, 0x00};

#define MEMORIES 2
#define PAGE 65536u
#define MOST (4 * PAGE)
#define CHUNK 256u

static _Alignas(16) uint8_t arena[1024 * 1024];
static tw_engine_t *engine;
static size_t used_at_start;
static tw_module_t *module;
static tw_instance_t *instance;

// ---- host functions that are lent guest memory --------------------------------------------------

static tw_err_t host_upper(tw_call_t *call) {
    uint8_t *bytes = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &bytes, &size);
    for (uint32_t i = 0; err == TW_ERR_OK && i < size; i++) {
        bytes[i] = bytes[i] >= 'a' && bytes[i] <= 'z' ? (uint8_t)(bytes[i] - 32) : bytes[i];
    }
    return err;
}

static tw_err_t host_length(tw_call_t *call) {
    const char *string = NULL;
    tw_err_t err = tw_arg_str(call, 0, &string);
    tw_ret_i32(call, err == TW_ERR_OK ? (int32_t)strlen(string) : 0);
    return err;
}

// Writes through one of two arguments that are one buffer, and answers what the other then has.
static tw_err_t host_twice(tw_call_t *call) {
    uint8_t *first = NULL;
    uint8_t *second = NULL;
    uint32_t size = 0;
    tw_err_t err = tw_arg_bytes(call, 0, &first, &size);
    err = err == TW_ERR_OK ? tw_arg_bytes(call, 2, &second, &size) : err;
    if (err == TW_ERR_OK) {
        first[0] = 'J';
        tw_ret_i32(call, second[0]);
    }
    return err;
}

static const tw_host_func_t h_funcs[] = {{"upper", "(*~)", host_upper},
                                         {"length", "($)i", host_length},
                                         {"twice", "(*~*~)i", host_twice}};
static const tw_host_module_t h_module = {"h", h_funcs, 3, NULL};

// ---- helpers ------------------------------------------------------------------------------------

static void open_with(size_t arena_size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = arena_size;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &h_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    used_at_start = tw_engine_arena_used(engine, NULL);
}

static int open_engine(void **state) {
    (void)state;
    open_with(sizeof arena);
    return 0;
}

static int close_engine(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_err_t try_create(const uint8_t *bytes, size_t size, uint64_t budget, uint64_t prefix) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = budget;
    limits.memory_prefix_bytes = prefix;
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    return tw_instance_create(module, "owner", &limits, &instance);
}
#define CREATE(bytes, budget, prefix) \
    assert_int_equal(try_create(bytes, sizeof(bytes), budget, prefix), TW_ERR_OK)

static void drop(void) {
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
}

static tw_err_t call(const char *name, uint32_t a, uint64_t b, uint32_t count, uint64_t *result) {
    tw_func_t func;
    tw_value_t args[3] = {tw_value_i32((int32_t)a), tw_value_i64((int64_t)b),
                          tw_value_i32((int32_t)count)};
    tw_value_t value = tw_value_i64(0);
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    tw_err_t err = tw_instance_call(instance, func, args, 3, &value, 1);
    *result = (uint64_t)value.of.i64;
    return err;
}

static uint64_t get(const char *name, uint32_t a, uint64_t b, uint32_t count) {
    uint64_t result = 0;
    assert_int_equal(call(name, a, b, count, &result), TW_ERR_OK);
    return result;
}

static void expect_trap(tw_err_t err, tw_trap_t trap) {
    assert_int_equal(err, TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, trap);
}

static void expect_budget(const char *name, uint32_t a, uint64_t b, uint32_t count) {
    uint64_t result = 0;
    expect_trap(call(name, a, b, count, &result), TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
}

static uint64_t backed(void) {
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    return stats.memory_backed_bytes;
}

static uint32_t random_state;
static uint32_t draw(uint32_t below) {
    random_state = random_state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(random_state >> 4) * below >> 28);
}

// ---- a flat model -------------------------------------------------------------------------------

static uint8_t model[MEMORIES][MOST];
static uint32_t model_size[MEMORIES];
static const char passive[] = "0123456789abcdefghijklmnopqrstuvwxyz";
#define PASSIVE_SIZE ((uint32_t)sizeof passive - 1)
static const char active[] = "across a border of chunks, and of the prefix";

static const struct op {
    const char *name;
    enum kind { LOAD, STORE, FILL, COPY, INIT } kind;
    uint32_t width;
    uint32_t offset;
    bool is_signed;
    uint32_t to;  // memory
    uint32_t from;
} ops[] = {
    {"load8_s", LOAD, 1, 0, true, 0, 0},        {"load8_u", LOAD, 1, 1, false, 0, 0},
    {"load16_s", LOAD, 2, 0, true, 0, 0},       {"load32", LOAD, 4, 3, false, 0, 0},
    {"load64", LOAD, 8, 0, false, 0, 0},        {"store8", STORE, 1, 0, false, 0, 0},
    {"store16", STORE, 2, 2, false, 0, 0},      {"store32", STORE, 4, 0, false, 0, 0},
    {"store64", STORE, 8, 0, false, 0, 0},      {"fill", FILL, 0, 0, false, 0, 0},
    {"copy", COPY, 0, 0, false, 0, 0},          {"init", INIT, 0, 0, false, 0, 0},
    {"other_load64", LOAD, 8, 0, false, 0, 1},  {"other_store64", STORE, 8, 0, false, 1, 0},
    {"copy_to_other", COPY, 0, 0, false, 1, 0}, {"copy_from_other", COPY, 0, 0, false, 0, 1},
};
#define OP_COUNT (uint32_t)(sizeof ops / sizeof ops[0])

static bool fits(uint64_t addr, uint64_t count, uint64_t size) {
    return count <= size && addr <= size - count;
}

// What the operation does to the model. False: it is out of bounds, and does nothing.
static bool model_do(const struct op *op, uint32_t a, uint64_t b, uint32_t count,
                     uint64_t *result) {
    uint64_t addr = (uint64_t)a + op->offset;
    uint32_t size = op->width != 0 ? op->width : count;
    uint32_t from = (uint32_t)b;
    uint64_t from_size = op->kind == INIT ? PASSIVE_SIZE : model_size[op->from];
    *result = 0;
    if (!fits(addr, size, model_size[op->kind == LOAD ? op->from : op->to]) ||
        (op->kind >= COPY && !fits(from, size, from_size))) {
        return false;
    }
    uint8_t *to = model[op->to] + addr;
    for (uint32_t i = 0; op->kind == LOAD && i < size; i++) {
        *result |= (uint64_t)model[op->from][addr + i] << (8 * i);
    }
    if (op->is_signed && (*result >> (8 * size - 1) & 1) != 0) {
        *result |= ~UINT64_C(0) << (8 * size - 1);
    }
    for (uint32_t i = 0; op->kind == STORE && i < size; i++) {
        to[i] = (uint8_t)(b >> (8 * i));
    }
    if (op->kind == FILL) {
        memset(to, (int)(b & 0xff), size);
    } else if (op->kind == COPY) {
        memmove(to, model[op->from] + from, size);
    } else if (op->kind == INIT) {
        memcpy(to, passive + from, size);
    }
    return true;
}

static void begin_model(void) {
    memset(model, 0, sizeof model);
    memcpy(model[0] + 1000, active, sizeof active - 1);
    model_size[0] = 2 * PAGE;
    model_size[1] = PAGE;
}

// Near a border, most of the time: of the prefix, of a chunk, of a level of the tree, of memory.
static uint32_t draw_address(uint32_t prefix, uint32_t size) {
    uint32_t near[] = {prefix, CHUNK * draw(size / CHUNK), 16 * CHUNK, PAGE, size, 0};
    uint32_t at = near[draw(6)] + draw(40) - 20;
    return draw(8) == 0 ? draw(size) : at;
}

static void check_all(void) {
    static uint8_t whole[MOST];
    assert_int_equal(tw_memory_size(instance), model_size[0]);
    assert_int_equal(tw_memory_read(instance, 0, whole, model_size[0]), TW_ERR_OK);
    assert_memory_equal(whole, model[0], model_size[0]);
}

static void run_random(uint32_t prefix, uint32_t rounds) {
    uint32_t succeeded = 0;
    for (uint32_t i = 0; i < rounds; i++) {
        const struct op *op = &ops[draw(OP_COUNT)];
        uint32_t size = model_size[op->kind == LOAD ? op->from : op->to];
        uint32_t a = draw_address(prefix, size);
        uint32_t count = draw(draw(4) == 0 ? 3000 : 70);
        uint64_t b = op->kind == INIT   ? draw(PASSIVE_SIZE)
                     : op->kind == COPY ? draw_address(prefix, model_size[op->from])
                     : draw(4) == 0     ? 0
                                        : (uint64_t)draw(1u << 28) * draw(1u << 28);
        uint64_t expected = 0;
        uint64_t result = 0;
        bool is_ok = model_do(op, a, b, count, &expected);
        tw_err_t err = call(op->name, a, b, count, &result);
        assert_int_equal(err, is_ok ? TW_ERR_OK : TW_ERR_TRAP);
        assert_int_equal(result, expected);
        succeeded += is_ok;
    }
    assert_true(succeeded > rounds / 2);
    check_all();
}

static void test_core_a_sparse_memory_is_as_a_flat_one(void **state) {
    (void)state;
    static const uint32_t prefixes[] = {0, 1, 15, 16, 40, 255, 1010, 4096, 65536, 100000};
    for (uint32_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        random_state = i + 1;
        CREATE(ops_wasm, 600000, prefixes[i]);
        begin_model();
        run_random(prefixes[i], 4000);
        assert_int_equal(get("grow", 1, 0, 0), 2);
        model_size[0] += PAGE;
        assert_int_equal(get("size", 0, 0, 0), 3);
        run_random(prefixes[i], 4000);
        drop();
    }
}

// The host's accessors against the same model.
static void test_engine_the_host_reads_and_writes_sparse_memory(void **state) {
    (void)state;
    uint8_t bytes[700];
    uint8_t back[700];
    random_state = 99;
    CREATE(ops_wasm, 600000, 1010);
    begin_model();
    for (uint32_t i = 0; i < 4000; i++) {
        uint32_t size = draw(sizeof bytes + 1);
        uint32_t at = draw_address(1010, model_size[0]);
        bool is_inside = fits(at, size, model_size[0]);
        for (uint32_t k = 0; k < size; k++) {
            bytes[k] = (uint8_t)draw(3);
        }
        assert_int_equal(tw_memory_write(instance, at, bytes, size),
                         is_inside ? TW_ERR_OK : TW_ERR_TRAP);
        assert_int_equal(tw_memory_read(instance, at, back, size),
                         is_inside ? TW_ERR_OK : TW_ERR_TRAP);
        if (is_inside) {
            assert_memory_equal(back, bytes, size);
            memcpy(model[0] + at, bytes, size);
        }
    }
    check_all();
    uint64_t number = 0;
    assert_int_equal(tw_memory_write_u64(instance, 1007, UINT64_C(0x1122334455667788)), TW_ERR_OK);
    assert_int_equal(tw_memory_read_u64(instance, 1007, &number), TW_ERR_OK);
    assert_true(number == UINT64_C(0x1122334455667788));
    drop();
}

// ---- the budget ---------------------------------------------------------------------------------

static void test_core_the_budget_backs_so_many_chunks_and_no_more(void **state) {
    (void)state;
    CREATE(ops_wasm, 5120 + 10 * CHUNK + 255, 2560);  // two memories of so much prefix
    assert_int_equal(backed(), 2560);
    for (uint32_t i = 0; i < 10; i++) {
        get("store8", 2 * PAGE - 1 - i * 4096, 7, 0);
        assert_int_equal(backed(), 2560 + (i + 1) * CHUNK);
    }
    expect_budget("store8", 30000, 7, 0);
    expect_budget("fill", 30000, 7, 1);
    expect_budget("copy", 30000, 1000, 20);
    expect_budget("init", 30000, 0, 20);
    expect_budget("other_store64", 30000, 7, 0);
    // What is there stays, and what is backed can be written.
    for (uint32_t i = 0; i < 10; i++) {
        get("store8", 2 * PAGE - 2 - i * 4096, 9, 0);
        assert_int_equal(get("load16_s", 2 * PAGE - 2 - i * 4096, 0, 0), 0x0709);
    }
    assert_int_equal(get("load64", 30000, 0, 0), 0);
    assert_int_equal(backed(), 2560 + 10 * CHUNK);
    drop();
}

static void test_core_zeros_back_nothing(void **state) {
    (void)state;
    CREATE(ops_wasm, 2560, 1280);
    get("store64", 50000, 0, 0);
    get("fill", 50000, 0, 20000);
    get("copy", 80000, 50000, 20000);
    get("copy_to_other", 30000, 50000, 10000);
    assert_int_equal(tw_memory_write(instance, 70000, (uint8_t[8]){0}, 8), TW_ERR_OK);
    assert_int_equal(backed(), 1280);
    expect_trap(tw_memory_write(instance, 70000, "x", 1), TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    drop();
}

static void test_core_bulk_operations_out_of_bounds_do_nothing(void **state) {
    (void)state;
    uint64_t result = 0;
    CREATE(ops_wasm, 100000, 0);
    uint64_t before = backed();
    expect_trap(call("fill", 2 * PAGE - 10, 1, 11, &result), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap(call("copy", 2 * PAGE - 10, 1000, 11, &result),
                TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    expect_trap(call("init", 2 * PAGE - 10, 0, 11, &result), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    assert_int_equal(backed(), before);
    assert_int_equal(get("load64", 2 * PAGE - 8, 0, 0), 0);
    drop();
}

static void test_core_an_arena_that_is_used_up_is_a_spent_budget(void **state) {
    (void)state;
    open_with(20000);
    CREATE(ops_wasm, 100000, 0);
    uint64_t result = 0;
    uint32_t at = 0;
    while (call("store8", at, 1, 0, &result) == TW_ERR_OK) {
        at += CHUNK;
    }
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    assert_true(at > 20 * CHUNK && at < 20000);
    assert_int_equal(get("load8_s", at - CHUNK, 0, 0), 1);
    drop();
    tw_engine_stop(engine);
}

// Each allocation of a first write fails once: the write traps, and succeeds the next time.
static void test_core_a_chunk_that_cannot_be_made_leaves_all_as_it_was(void **state) {
    (void)state;
    for (uint32_t n = 1; n <= 5; n++) {
        CREATE(ops_wasm, 100000, 0);
        get("store8", 3, 5, 0);
        size_t count = backed();
        tw__arena_fail_at(engine->arena, n);
        expect_budget("store8", 2 * PAGE - 1, 6, 0);
        assert_int_equal(backed(), count);
        assert_int_equal(get("load8_s", 3, 0, 0), 5);
        assert_int_equal(get("load8_s", 2 * PAGE - 1, 0, 0), 0);
        get("store8", 2 * PAGE - 1, 6, 0);
        assert_int_equal(get("load8_s", 2 * PAGE - 1, 0, 0), 6);
        assert_int_equal(get("load8_s", 3, 0, 0), 5);
        drop();
    }
}

static void test_core_data_that_the_budget_does_not_cover_traps(void **state) {
    (void)state;
    expect_trap(try_create(ops_wasm, sizeof ops_wasm, CHUNK, 0), TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
    CREATE(ops_wasm, 2 * CHUNK, 0);  // they lie in two chunks
    char text[sizeof active] = "";
    assert_int_equal(tw_memory_read(instance, 1000, text, sizeof active - 1), TW_ERR_OK);
    assert_string_equal(text, active);
    drop();
}

static void test_core_importers_spend_the_owners_budget(void **state) {
    (void)state;
    CREATE(ops_wasm, 4 * CHUNK, 0);
    tw_module_t *owners_module = module;
    tw_instance_t *owner = instance;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 0;
    assert_int_equal(tw_module_load(engine, user_wasm, sizeof user_wasm, &module), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, NULL, &limits, &instance), TW_ERR_OK);
    get("store32", 50000, 1, 0);
    get("store32", 60000, 2, 0);
    expect_budget("store32", 70000, 3, 0);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    module = owners_module;
    instance = owner;
    assert_int_equal(get("load32", 59997, 0, 0), 2);
    drop();
}

// ---- the prefix ---------------------------------------------------------------------------------

static void expect_prefix(uint64_t prefix) {
    uint8_t *bytes = NULL;
    assert_int_equal(tw_memory_view(instance, 0, prefix, &bytes), TW_ERR_OK);
    assert_int_equal(tw_memory_view(instance, 0, prefix + 1, &bytes),
                     prefix == tw_memory_size(instance) ? TW_ERR_TRAP : TW_ERR_LIMIT);
}

static void test_core_the_prefix_is_what_the_limits_say(void **state) {
    (void)state;
    static const struct {
        uint64_t budget;
        uint64_t wish;
        uint32_t prefix;
    } cases[] = {
        {3 * PAGE, TW_MEMORY_PREFIX_AUTO, 2 * PAGE},
        {2 * PAGE, TW_MEMORY_PREFIX_AUTO, 2 * PAGE},
        {2 * PAGE - 1, TW_MEMORY_PREFIX_AUTO, PAGE - 1},
        {10000, TW_MEMORY_PREFIX_AUTO, 5000},
        {10000, 0, 0},
        {10000, 1000, 1000},
        {10000, 5000, 5000},
        {10000, 20000, 10000},
        {500000, 400000, 2 * PAGE},  // and two pages for growing
    };
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tw_err_t err = try_create(ops_wasm, sizeof ops_wasm, cases[i].budget, cases[i].wish);
        assert_int_equal(err, TW_ERR_OK);
        assert_int_equal(tw_memory_size(instance), 2 * PAGE);
        expect_prefix(cases[i].prefix);
        drop();
    }
}

static void test_core_a_memory_grows_into_its_prefix_without_moving(void **state) {
    (void)state;
    CREATE(ops_wasm, 4 * PAGE + 1000, 3 * PAGE + 10);
    uint8_t *before = NULL;
    uint8_t *after = NULL;
    assert_int_equal(tw_memory_view(instance, 0, 1, &before), TW_ERR_OK);
    expect_prefix(2 * PAGE);
    assert_int_equal(get("grow", 1, 0, 0), 2);
    assert_int_equal(get("store64", 3 * PAGE - 8, UINT64_MAX, 0), 0);
    expect_prefix(3 * PAGE);
    assert_int_equal(get("grow", 1, 0, 0), 3);
    expect_prefix(3 * PAGE + 10);
    assert_int_equal(get("load64", 3 * PAGE, 0, 0), 0);
    assert_int_equal(tw_memory_view(instance, 0, 1, &after), TW_ERR_OK);
    assert_ptr_equal(before, after);
    drop();
}

static void expect_zeros(uint32_t addr, uint32_t end) {
    uint8_t *bytes = NULL;
    assert_int_equal(tw_memory_view(instance, addr, end - addr, &bytes), TW_ERR_OK);
    for (uint32_t i = 0; i < end - addr; i++) {
        assert_int_equal(bytes[i], 0);
    }
}

// An instance before it has written where its pages lie.
static void test_core_pages_are_zero_when_they_come(void **state) {
    (void)state;
    CREATE(ops_wasm, 4 * PAGE, 4 * PAGE);
    assert_int_equal(get("grow", 2, 0, 0), 2);
    assert_int_equal(get("fill", 0, 0xee, 4 * PAGE), 0);
    drop();
    CREATE(ops_wasm, 4 * PAGE, 4 * PAGE);
    expect_zeros(2000, 2 * PAGE);
    assert_int_equal(get("grow", 1, 0, 0), 2);
    expect_zeros(2 * PAGE, 3 * PAGE);
    assert_int_equal(get("grow", 1, 0, 0), 3);
    expect_zeros(3 * PAGE, 4 * PAGE);
    drop();
}

static void test_core_a_page_is_promised_if_it_begins_inside_the_budget(void **state) {
    (void)state;
    static const struct {
        uint64_t budget;
        uint64_t one;  // what growing by a page answers, and then by another
        uint64_t two;
        uint64_t both;  // and by two at once
    } cases[] = {
        {2 * CHUNK, 2, UINT64_MAX, UINT64_MAX},
        {PAGE, 2, UINT64_MAX, UINT64_MAX},
        {PAGE + 1, 2, 3, 2},
        {9 * PAGE, 2, 3, 2},
    };
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CREATE(ops_wasm, cases[i].budget, 0);
        assert_int_equal(get("grow", 0, 0, 0), 2);
        assert_int_equal(get("grow", 1, 0, 0), cases[i].one);
        assert_int_equal(get("grow", 1, 0, 0), cases[i].two);
        drop();
        CREATE(ops_wasm, cases[i].budget, 0);
        assert_int_equal(get("grow", 3, 0, 0), UINT64_MAX);  // more than its maximum
        assert_int_equal(get("grow", 2, 0, 0), cases[i].both);
        drop();
    }
    // A budget that covers what the memories begin with has the rest for growing.
    CREATE(ops_wasm, 3 * PAGE, TW_MEMORY_PREFIX_AUTO);
    assert_int_equal(get("grow", 1, 0, 0), UINT64_MAX);
    drop();
    CREATE(ops_wasm, 3 * PAGE + 1, TW_MEMORY_PREFIX_AUTO);
    assert_int_equal(get("grow", 2, 0, 0), UINT64_MAX);
    assert_int_equal(get("grow", 1, 0, 0), 2);
    assert_int_equal(get("grow", 1, 0, 0), UINT64_MAX);
    drop();
}

static void test_core_growing_is_refused_if_the_arena_has_no_room(void **state) {
    (void)state;
    open_with(60000);
    CREATE(ops_wasm, 20 * PAGE, 0);
    assert_int_equal(get("grow", 1, 0, 0), UINT64_MAX);
    drop();
    tw_engine_stop(engine);
}

static void test_core_pages_of_a_byte_end_inside_a_chunk(void **state) {
    (void)state;
    uint64_t result = 0;
    CREATE(bytes_wasm, 1600, 700);
    assert_int_equal(get("load32", 1496, 0, 0), 0x39383736);
    get("store32", 1496, 0x01020304, 0);
    expect_trap(call("store32", 1497, 1, 0, &result), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    assert_int_equal(get("grow", 901, 0, 0), UINT64_MAX);
    assert_int_equal(get("grow", 900, 0, 0), 1500);
    assert_int_equal(get("grow", 1, 0, 0), UINT64_MAX);
    assert_int_equal(get("load32", 1498, 0, 0), 0x0102);
    assert_int_equal(get("load32", 2396, 0, 0), 0);
    expect_trap(call("load32", 2397, 0, 0, &result), TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    drop();
}

// ---- arguments of host functions ----------------------------------------------------------------

static int32_t call_host(const char *name, uint32_t addr, uint32_t size, tw_err_t expected) {
    tw_func_t func;
    tw_value_t args[2] = {tw_value_i32((int32_t)addr), tw_value_i32((int32_t)size)};
    tw_value_t value = tw_value_i32(0);
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    assert_int_equal(tw_instance_call(instance, func, args, 2, &value, 1), expected);
    return value.of.i32;
}

static void test_engine_arguments_behind_the_prefix_are_copied_and_written_back(void **state) {
    (void)state;
    static const uint32_t prefixes[] = {0, 1021, 1030, 65536};
    for (uint32_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        char text[14] = "";
        CREATE(host_wasm, 65536 + 4096, prefixes[i]);
        size_t used = tw_engine_arena_used(engine, NULL);
        assert_int_equal(call_host("length", 1020, 0, TW_ERR_OK), 13);
        assert_int_equal(call_host("length", 1033, 0, TW_ERR_OK), 0);
        assert_int_equal(call_host("upper", 1020, 5, TW_ERR_OK), 'H');
        assert_int_equal(call_host("upper", 1027, 6, TW_ERR_OK), 'B');
        assert_int_equal(call_host("upper", 65536, 0, TW_ERR_TRAP), 0);  // its load, not the call
        assert_int_equal(call_host("twice", 1020, 2, TW_ERR_OK), 'J');
        assert_int_equal(tw_memory_read(instance, 1020, text, 13), TW_ERR_OK);
        assert_string_equal(text, "JELLO, BORDER");
        assert_int_equal(tw_engine_arena_used(engine, NULL), used);
        drop();
    }
}

static void test_engine_a_copy_without_room_traps(void **state) {
    (void)state;
    open_with(20000);
    CREATE(host_wasm, 1024, 0);
    call_host("upper", 1020, 40000, TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    call_host("upper", 1020, 65536, TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_OUT_OF_BOUNDS_MEMORY_ACCESS);
    assert_int_equal(call_host("upper", 1020, 5, TW_ERR_OK), 'H');
    drop();
    tw_engine_stop(engine);
}

#define ON_ENGINE(test) cmocka_unit_test_setup_teardown(test, open_engine, close_engine)

int main(void) {
    const struct CMUnitTest tests[] = {
        ON_ENGINE(test_core_a_sparse_memory_is_as_a_flat_one),
        ON_ENGINE(test_engine_the_host_reads_and_writes_sparse_memory),
        ON_ENGINE(test_core_the_budget_backs_so_many_chunks_and_no_more),
        ON_ENGINE(test_core_zeros_back_nothing),
        ON_ENGINE(test_core_bulk_operations_out_of_bounds_do_nothing),
        cmocka_unit_test(test_core_an_arena_that_is_used_up_is_a_spent_budget),
        ON_ENGINE(test_core_a_chunk_that_cannot_be_made_leaves_all_as_it_was),
        ON_ENGINE(test_core_data_that_the_budget_does_not_cover_traps),
        ON_ENGINE(test_core_importers_spend_the_owners_budget),
        ON_ENGINE(test_core_the_prefix_is_what_the_limits_say),
        ON_ENGINE(test_core_a_memory_grows_into_its_prefix_without_moving),
        ON_ENGINE(test_core_pages_are_zero_when_they_come),
        ON_ENGINE(test_core_a_page_is_promised_if_it_begins_inside_the_budget),
        cmocka_unit_test(test_core_growing_is_refused_if_the_arena_has_no_room),
        ON_ENGINE(test_core_pages_of_a_byte_end_inside_a_chunk),
        ON_ENGINE(test_engine_arguments_behind_the_prefix_are_copied_and_written_back),
        cmocka_unit_test(test_engine_a_copy_without_room_traps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
