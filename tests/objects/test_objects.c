// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The host's side of objects and exceptions (tinywasm/object.h), and the collector's promises: what
// somebody can reach stays, whatever happens while it runs, and no step of it is long.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/heap.h"
#include "engine/state.h"
#include "objects_wasm.h"
#include "tinywasm/object.h"
#include "tinywasm/tinywasm.h"

#define ARENA_BYTES (4u * 1024u * 1024u)
#define SMALL_ARENA_BYTES (64u * 1024u)
#define BOX_BYTES 24u  // that a struct of two cells counts for
#define STEP_REFS \
    96u  // that a step of the collector looks at: 64 and what is in globals and frames
#define TABLE_SIZE 100000
#define DEPTH 150  // frames, each with a reference
#define STACK_CELLS 2048u
#define LONG_ARRAY 5000u
#define LETTERS 2560u
#define STEP_ELEMS 1024u  // of an array that an instruction handles between two looks at the fuel

enum { IDLE, MARK, SWEEP };

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_limits_t limits;
static tw_module_t *module;
static tw_instance_t *guest;
static tw_instance_t *other;  // another instance of the same module
static tw_value_t result[2];

static struct {  // what the host function throws, and how often it was called
    const char *tag;
    const tw_tag_t *kept;  // found before, in place of it
    tw_value_t values[2];
    uint32_t count;
    unsigned calls;
} thrown;

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

// Returns its argument doubled if there is nothing to throw.
static tw_err_t host_throw(tw_call_t *call) {
    tw_tag_t tag;
    thrown.calls++;
    if (thrown.kept != NULL) {
        return tw_call_throw(call, thrown.kept, thrown.values, thrown.count);
    }
    if (thrown.tag == NULL) {
        tw_ret_i32(call, 2 * tw_arg_i32(call, 0));
        return TW_ERR_OK;
    }
    assert_int_equal(tw_instance_find_tag(tw_call_instance(call), thrown.tag, &tag), TW_ERR_OK);
    return tw_call_throw(call, &tag, thrown.values, thrown.count);
}

static const tw_host_func_t funcs[] = {{"throw", "(i)i", host_throw}};
static const tw_host_module_t host = {"h", funcs, 1, NULL};

static void open_engine(size_t size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = size;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &host), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, objects_wasm, sizeof objects_wasm, &module), TW_ERR_OK);
    tw_limits_init(&limits);
    limits.table_elements = TABLE_SIZE + 100;
    limits.fuel = TW_FUEL_ENDLESS;
    memset(&thrown, 0, sizeof thrown);
    guest = NULL;
    other = NULL;
}

static int setup(void **state) {
    (void)state;
    open_engine(sizeof arena);
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "other", &limits, &other), TW_ERR_OK);
    return 0;
}

static int setup_small(void **state) {
    (void)state;
    open_engine(SMALL_ARENA_BYTES);
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    if (other != NULL) {
        assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);
    }
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    tw_engine_stop(engine);
    return 0;
}

static tw_err_t call(tw_instance_t *instance, const char *name, uint32_t count, tw_value_t a,
                     tw_value_t b) {
    tw_func_t func;
    tw_value_t args[2] = {a, b};
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    for (uint32_t i = 0; i < count; i++) {
        bool is_ref = (args[i].type & TW_VALTYPE_REF) != 0;
        args[i].type = is_ref ? func.type->types[i] : args[i].type;
    }
    return tw_instance_call(instance, func, args, count, result, func.type->result_count);
}

static tw_err_t call_i32(tw_instance_t *instance, const char *name, int32_t value) {
    return call(instance, name, 1, tw_value_i32(value), tw_value_i32(0));
}

static tw_err_t call_none(tw_instance_t *instance, const char *name) {
    return call(instance, name, 0, tw_value_i32(0), tw_value_i32(0));
}

static tw_value_t make_box(tw_instance_t *instance, int32_t value) {
    assert_int_equal(call_i32(instance, "box", value), TW_ERR_OK);
    return result[0];
}

static void check_box(tw_instance_t *instance, tw_value_t box, int32_t value) {
    assert_int_equal(tw_ref_kind(instance, &box), TW_REFKIND_STRUCT);
    assert_int_equal(call(instance, "number", 1, box, box), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, value);
}

// Objects are collected at least once, and a new one takes every place that is free.
static void churn(tw_instance_t *instance) {
    assert_int_equal(call_i32(instance, "churn", 2000), TW_ERR_OK);
}

static struct tw__heap *heap(void) {
    return &guest->state->store->heap;
}

// ---- references ---------------------------------------------------------------------------------

static void test_objects_have_kinds(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "row", 3), TW_ERR_OK);
    assert_int_equal(tw_ref_kind(guest, &result[0]), TW_REFKIND_ARRAY);
    assert_int_equal(call_i32(guest, "i31", -5), TW_ERR_OK);
    assert_int_equal(tw_ref_kind(guest, &result[0]), TW_REFKIND_I31);
    assert_int_equal(result[0].of.ref, 0x80000000u | (0x7fffffffu & (uint32_t)-5));
    assert_int_equal(call_none(guest, "func"), TW_ERR_OK);
    assert_int_equal(tw_ref_kind(guest, &result[0]), TW_REFKIND_FUNC);
    assert_int_equal(call(guest, "inside", 1, tw_value_ref(TW_EXTERNREF, 77), result[0]),
                     TW_ERR_OK);
    assert_int_equal(tw_ref_kind(guest, &result[0]), TW_REFKIND_HOST);
    assert_int_equal(result[0].of.ref, 77);
    tw_value_t null = tw_value_ref(TW_EXTERNREF, TW_REF_NULL);
    assert_int_equal(tw_ref_kind(guest, &null), TW_REFKIND_NULL);
    tw_value_t number = tw_value_i32(8);
    assert_int_equal(tw_ref_kind(guest, &number), TW_REFKIND_NONE);
    assert_int_equal(tw_ref_hold(guest, &number), TW_ERR_OK);
    check_box(guest, make_box(guest, 41), 41);
}

static void test_objects_that_are_held_stay(void **state) {
    (void)state;
    tw_value_t boxes[50];
    for (int32_t i = 0; i < 50; i++) {
        boxes[i] = make_box(guest, 1000 + i);
        assert_int_equal(tw_ref_hold(guest, &boxes[i]), TW_ERR_OK);
    }
    assert_int_equal(tw_ref_hold(guest, &boxes[7]), TW_ERR_OK);  // twice
    churn(guest);
    for (int32_t i = 0; i < 50; i++) {
        check_box(guest, boxes[i], 1000 + i);
        tw_ref_release(guest, &boxes[i]);
    }
    churn(guest);
    check_box(guest, boxes[7], 1007);
    tw_ref_release(guest, &boxes[7]);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);  // collects
    other = NULL;
    assert_int_equal(tw_ref_kind(guest, &boxes[7]), TW_REFKIND_NONE);
    assert_int_equal(tw_ref_hold(guest, &boxes[49]), TW_ERR_INVAL);
    tw_ref_release(guest, &boxes[49]);  // nothing is held: nothing happens
}

static void test_objects_that_do_not_fit_are_refused(void **state) {
    (void)state;
    tw_value_t box = make_box(guest, 3);
    assert_int_equal(tw_ref_hold(guest, &box), TW_ERR_OK);
    assert_int_equal(call_i32(guest, "row", 3), TW_ERR_OK);
    tw_value_t row = result[0];
    assert_int_equal(call(guest, "of_box", 1, box, box), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 3);
    assert_int_equal(call(guest, "of_box", 1, row, row), TW_ERR_INVAL);
    tw_ref_release(guest, &box);
    box.of.ref += 2;  // inside of it
    assert_int_equal(call(guest, "number", 1, box, box), TW_ERR_INVAL);
    box.of.ref = 0x7ffffff8;
    assert_int_equal(call(guest, "number", 1, box, box), TW_ERR_INVAL);
}

static void test_objects_outlive_who_made_them(void **state) {
    (void)state;
    tw_value_t box = make_box(other, 17);
    assert_int_equal(tw_ref_hold(other, &box), TW_ERR_OK);
    tw_value_t lost = make_box(other, 18);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);
    other = NULL;
    assert_int_equal(tw_ref_kind(guest, &lost), TW_REFKIND_NONE);
    check_box(guest, box, 17);
    churn(guest);
    check_box(guest, box, 17);
    tw_ref_release(guest, &box);
    assert_null(heap()->held);
    churn(guest);
}

static void test_objects_can_be_held_until_the_arena_is_full(void **state) {
    (void)state;
    tw_value_t box = make_box(guest, 5);
    tw_err_t err = TW_ERR_OK;
    uint32_t held = 0;
    for (; err == TW_ERR_OK && held < SMALL_ARENA_BYTES; held++) {
        err = tw_ref_hold(guest, &box);
    }
    assert_int_equal(err, TW_ERR_NOMEM);
    check_box(guest, box, 5);
    for (; held > 1; held--) {
        tw_ref_release(guest, &box);
    }
    assert_null(heap()->held);
    churn(guest);
}

static void test_objects_held_to_the_end_go_with_the_engine(void **state) {
    (void)state;
    tw_value_t box = make_box(guest, 5);
    assert_int_equal(tw_ref_hold(guest, &box), TW_ERR_OK);  // the engine closes without a panic
}

// ---- exceptions ---------------------------------------------------------------------------------

static void throw_pair(int32_t a, int64_t b) {
    thrown.tag = "pair";
    thrown.values[0] = tw_value_i32(a);
    thrown.values[1] = tw_value_i64(b);
    thrown.count = 2;
}

static void test_objects_hosts_throw(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "catch", 21), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 42);
    for (int32_t i = 0; i < 20; i++) {
        throw_pair(i - 7, -5000000000 * i);
        assert_int_equal(call_i32(guest, "catch", 0), TW_ERR_OK);
        assert_int_equal(result[0].of.i32, i - 7);
        assert_true(result[1].of.i64 == -5000000000 * i);
    }
    thrown.tag = "empty";
    thrown.count = 0;
    assert_int_equal(call_i32(guest, "catch", 0), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, -1);
}

static void test_objects_hosts_throw_what_fits(void **state) {
    (void)state;
    throw_pair(1, 2);
    thrown.count = 1;
    assert_int_equal(call_i32(guest, "catch", 0), TW_ERR_TRAP);
    throw_pair(1, 2);
    thrown.values[1] = tw_value_i32(2);
    assert_int_equal(call_i32(guest, "catch", 0), TW_ERR_TRAP);
}

static void test_objects_hosts_throw_no_tags_of_who_is_gone(void **state) {
    (void)state;
    tw_tag_t tag;
    assert_int_equal(tw_instance_find_tag(other, "pair", &tag), TW_ERR_OK);
    throw_pair(1, 2);
    thrown.kept = &tag;
    assert_int_equal(call_i32(guest, "pass", 0), TW_ERR_EXCEPTION);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_OK);
    other = NULL;
    assert_int_equal(call_i32(guest, "pass", 0), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_STALE_REFERENCE);
}

static void check_exception(int32_t a, int64_t b) {
    tw_tag_t tag;
    tw_tag_t pair;
    tw_value_t values[2] = {{0}, {0}};
    assert_int_equal(tw_instance_find_tag(guest, "pair", &pair), TW_ERR_OK);
    assert_true(tw_instance_exception(guest, &tag, values, 2));
    assert_int_equal(tag.id, pair.id);
    assert_int_equal(tag.type->param_count, 2);
    assert_int_equal(values[0].of.i32, a);
    assert_true(values[1].of.i64 == b);
    values[1].of.i64 = 9;
    assert_true(tw_instance_exception(guest, &tag, values, 1));
    assert_true(values[1].of.i64 == 9);
}

static void test_objects_exceptions_that_leave_can_be_read(void **state) {
    (void)state;
    tw_tag_t tag;
    assert_false(tw_instance_exception(guest, &tag, NULL, 0));
    assert_int_equal(call(guest, "raise", 2, tw_value_i32(-3), tw_value_i64(1ll << 40)),
                     TW_ERR_EXCEPTION);
    check_exception(-3, 1ll << 40);
    churn(other);  // it is kept, whatever others make
    check_exception(-3, 1ll << 40);
    throw_pair(77, -78);
    assert_int_equal(call_i32(guest, "pass", 0), TW_ERR_EXCEPTION);
    check_exception(77, -78);
    thrown.tag = NULL;
    assert_int_equal(call_i32(guest, "pass", 4), TW_ERR_OK);
    assert_false(tw_instance_exception(guest, &tag, NULL, 0));
    assert_int_equal(tw_instance_find_tag(guest, "number", &tag), TW_ERR_INVAL);
    assert_int_equal(tw_instance_find_tag(guest, "nosuch", &tag), TW_ERR_NOENT);
}

// ---- tables of 64-bit indices -------------------------------------------------------------------

static void test_objects_in_tables_of_64_bit_indices(void **state) {
    (void)state;
    assert_int_equal(call(guest, "far_grow", 1, tw_value_i64(3), tw_value_i32(0)), TW_ERR_OK);
    assert_true(result[0].of.i64 == 4);
    for (int32_t i = 0; i < 7; i++) {
        assert_int_equal(call(guest, "far_set", 2, tw_value_i64(i), tw_value_i32(100 + i)),
                         TW_ERR_OK);
    }
    churn(guest);
    for (int32_t i = 0; i < 7; i++) {
        assert_int_equal(call(guest, "far_get", 1, tw_value_i64(i), tw_value_i32(0)), TW_ERR_OK);
        check_box(guest, result[0], 100 + i);
    }
    const int64_t outside[] = {7, -1, 1ll << 32, (1ll << 32) + 3};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(call(guest, "far_get", 1, tw_value_i64(outside[i]), tw_value_i32(0)),
                         TW_ERR_TRAP);
        assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_OUT_OF_BOUNDS_TABLE_ACCESS);
        assert_int_equal(call(guest, "far_grow", 1, tw_value_i64(1ll << 32), tw_value_i32(0)),
                         TW_ERR_OK);
        assert_true(result[0].of.i64 == -1);
    }
}

// ---- room ---------------------------------------------------------------------------------------

static void test_objects_out_of_room_is_a_trap_after_a_collection(void **state) {
    (void)state;
    for (int round = 0; round < 3; round++) {
        assert_int_equal(call_none(guest, "hoard"), TW_ERR_TRAP);
        assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HEAP_EXHAUSTED);
        assert_int_equal(call_i32(guest, "box", 1), TW_ERR_TRAP);  // all of it can be reached
        assert_int_equal(call_none(guest, "forget"), TW_ERR_OK);
        churn(guest);
    }
}

static void test_objects_of_an_instance_are_limited(void **state) {
    (void)state;
    tw_instance_t *third = NULL;
    tw_instance_stats_t stats;
    limits.heap_bytes = 10 * BOX_BYTES;
    assert_int_equal(tw_instance_create(module, "third", &limits, &third), TW_ERR_OK);
    assert_int_equal(call_i32(third, "hoard_some", 10), TW_ERR_OK);
    tw_instance_get_stats(third, &stats);
    assert_int_equal(stats.heap_bytes, 10 * BOX_BYTES);
    uint32_t collections = stats.collections;
    assert_int_equal(call_i32(third, "hoard_some", 1), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HEAP_EXHAUSTED);
    assert_int_equal(call_i32(guest, "hoard_some", 1000), TW_ERR_OK);  // others have their own
    assert_int_equal(call_none(third, "forget"), TW_ERR_OK);
    churn(third);
    tw_instance_get_stats(third, &stats);
    assert_in_range(stats.heap_bytes, 0, 10 * BOX_BYTES);
    assert_int_not_equal(stats.collections, collections);
    assert_int_equal(call_i32(third, "hoard_some", 10), TW_ERR_OK);
    assert_int_equal(tw_instance_destroy(third), TW_ERR_OK);
    assert_int_equal(call_none(guest, "forget"), TW_ERR_OK);
    churn(guest);
}

// ---- steps --------------------------------------------------------------------------------------

// Goes on with what `guest` was stopped in, one of fuel at a time, while the collector is in that
// state; false if it has ended.
static bool go_on_to(uint8_t wanted, tw_err_t *err) {
    while (*err == TW_ERR_FUEL && heap()->state != wanted) {
        tw_instance_add_fuel(guest, 1);
        *err = tw_instance_resume(guest, result, 0);
    }
    return *err == TW_ERR_FUEL;
}

static tw_err_t begin_churn(uint64_t fuel) {
    tw_func_t func;
    tw_value_t count = tw_value_i32(2000);
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    limits.fuel = fuel;
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    limits.fuel = TW_FUEL_ENDLESS;
    assert_int_equal(tw_instance_find_func(guest, "churn", &func), TW_ERR_OK);
    heap()->threshold = 0;
    return tw_instance_call(guest, func, &count, 1, result, 0);
}

static void test_objects_no_step_is_long(void **state) {
    (void)state;
    assert_int_equal(call_i32(other, "grow", TABLE_SIZE), TW_ERR_OK);
    assert_int_equal(call_i32(other, "fill", 9), TW_ERR_OK);
    assert_int_equal(call_i32(other, "keep_row", TABLE_SIZE), TW_ERR_OK);
    tw_err_t err = begin_churn(20);
    uint32_t most = 0;
    uint64_t looked = 0;
    bool has_marked = false;
    while (err == TW_ERR_FUEL && !(has_marked && heap()->state != MARK)) {
        uint32_t before = heap()->scanned_to + heap()->traced_to;
        tw_instance_add_fuel(guest, 1);
        err = tw_instance_resume(guest, result, 0);
        has_marked = has_marked || heap()->state == MARK;
        looked += heap()->scanned_to + heap()->traced_to != before ? heap()->looked : 0;
        most = heap()->looked > most ? heap()->looked : most;
    }
    assert_int_equal(err, TW_ERR_FUEL);
    assert_in_range(most, 1, STEP_REFS);
    assert_true(looked >= TABLE_SIZE);
    tw_instance_cancel(guest);
}

// The last step, which looks at frames and globals, is bounded by the cells of the stack.
static void test_objects_no_step_exceeds_the_stack(void **state) {
    (void)state;
    limits.fuel = 20;
    limits.stack_bytes = STACK_CELLS * 4;
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    heap()->threshold = 0;
    tw_value_t box = make_box(other, 1);
    tw_err_t err = call(guest, "deep", 2, tw_value_i32(DEPTH), box);
    uint32_t most = 0;
    while (err == TW_ERR_FUEL) {
        tw_instance_add_fuel(guest, 1);
        err = tw_instance_resume(guest, result, 1);
        most = heap()->looked > most ? heap()->looked : most;
    }
    assert_int_equal(err, TW_ERR_OK);
    assert_int_equal(result[0].of.i32, DEPTH);
    assert_in_range(most, DEPTH, STACK_CELLS);
}

// ---- long instructions --------------------------------------------------------------------------

// The newest array of that length; NULL.
static struct tw__object *array_of(uint32_t length) {
    struct tw__store *store = guest->state->store;
    tw_ref_t at = store->heap.objects;
    while (at != 0 && tw__object_at(store, at)->length != length) {
        at = tw__object_at(store, at)->next;
    }
    return at == 0 ? NULL : tw__object_at(store, at);
}

// A guest whose calls stop at once.
static void make_slow(void) {
    limits.fuel = 1;
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
}

// Calls with one of fuel at a time; the most elements of the array that became others between two
// stops.
static uint32_t most_at_once(const char *name, tw_value_t a, tw_value_t b, uint32_t length,
                             uint32_t bytes) {
    static uint8_t before[4 * LONG_ARRAY];
    tw_func_t func;
    uint32_t most = 0;
    assert_int_equal(tw_instance_find_func(guest, name, &func), TW_ERR_OK);
    tw_err_t err = call(guest, name, func.type->param_count, a, b);
    while (err == TW_ERR_FUEL) {
        const struct tw__object *array = array_of(length);
        uint32_t changed = 0;
        memset(before, 0, sizeof before);
        if (array != NULL) {
            memcpy(before, array + 1, length * bytes);
        }
        tw_instance_add_fuel(guest, 1);
        err = tw_instance_resume(guest, result, 0);
        array = array_of(length);
        for (uint32_t i = 0; array != NULL && i < length; i++) {
            const uint8_t *elem = (const uint8_t *)(array + 1) + (size_t)i * bytes;
            changed += memcmp(before + (size_t)i * bytes, elem, bytes) != 0;
        }
        most = changed > most ? changed : most;
    }
    assert_int_equal(err, TW_ERR_OK);
    return most;
}

static void test_objects_arrays_are_made_and_filled_in_steps(void **state) {
    (void)state;
    make_slow();
    tw_value_t none = tw_value_i32(0);
    for (int32_t value = 1; value <= 2; value++) {
        const char *name = value == 1 ? "new_row" : "fill_row";
        assert_in_range(most_at_once(name, tw_value_i32(value), none, LONG_ARRAY, 4), 1,
                        STEP_ELEMS);
        const uint32_t *cells = tw__object_cells(array_of(LONG_ARRAY));
        for (uint32_t i = 0; i < LONG_ARRAY; i++) {
            assert_int_equal(cells[i], 2 * value + 1);
        }
    }
}

static void check_copy(int32_t to, int32_t from) {
    tw_value_t none = tw_value_i32(0);
    (void)most_at_once("new_numbers", tw_value_i32(LONG_ARRAY), none, LONG_ARRAY, 4);
    uint32_t most =
        most_at_once("copy_numbers", tw_value_i32(to), tw_value_i32(from), LONG_ARRAY, 4);
    assert_in_range(most, 1, STEP_ELEMS);
    const uint32_t *cells = tw__object_cells(array_of(LONG_ARRAY));
    for (int32_t i = 0; i < (int32_t)LONG_ARRAY; i++) {
        bool is_copied = i >= to && i < to + 4000;
        assert_int_equal(cells[i], is_copied ? i - to + from : i);
    }
}

static void test_objects_arrays_are_copied_in_steps(void **state) {
    (void)state;
    make_slow();
    check_copy(0, 700);
    check_copy(700, 0);
    check_copy(1000, 999);
}

static void test_objects_arrays_come_from_data_in_steps(void **state) {
    (void)state;
    make_slow();
    tw_value_t none = tw_value_i32(0);
    uint32_t most = most_at_once("new_letters", none, none, LETTERS, 1);
    assert_in_range(most, 1, STEP_ELEMS);
    const uint8_t *letters = (const uint8_t *)(array_of(LETTERS) + 1);
    assert_memory_equal(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGH", 34);
    assert_memory_equal(letters + LETTERS - 6, "6789+-", 6);
    most = most_at_once("copy_letters", tw_value_i32(1), none, LETTERS, 1);
    assert_in_range(most, 1, STEP_ELEMS);
    assert_memory_equal(letters, "aabcdefghijklmnopqrstuvwxyzABCDEFGH", 35);
    assert_memory_equal(letters + 2499, "cdfg", 4);
}

// What is made while it stops is nobody's but the execution's.
static void test_objects_a_begun_array_is_kept_and_given_up(void **state) {
    (void)state;
    make_slow();
    tw_err_t err = call_i32(guest, "new_boxes", 7);
    while (err == TW_ERR_FUEL && (array_of(LONG_ARRAY) == NULL || guest->state->exec->made == 0)) {
        tw_instance_add_fuel(guest, 1);
        err = tw_instance_resume(guest, result, 0);
    }
    assert_int_equal(err, TW_ERR_FUEL);
    tw__heap_collect(guest->state->store);
    assert_non_null(array_of(LONG_ARRAY));
    tw_instance_cancel(guest);
    tw__heap_collect(guest->state->store);
    assert_null(array_of(LONG_ARRAY));
    uint32_t most = most_at_once("new_boxes", tw_value_i32(8), tw_value_i32(0), LONG_ARRAY, 4);
    assert_in_range(most, 1, STEP_ELEMS);
}

// What is moved to where the collector has been is found there, at whatever step.
static void check_move(const char *move, const char *get, uint32_t steps) {
    assert_int_equal(call_i32(other, "keep", 600), TW_ERR_OK);
    tw_err_t err = begin_churn(20);
    assert_true(go_on_to(MARK, &err));
    for (uint32_t i = 0; err == TW_ERR_FUEL && i < steps; i++) {
        tw_instance_add_fuel(guest, 1);
        err = tw_instance_resume(guest, result, 0);
    }
    assert_int_equal(call_none(other, move), TW_ERR_OK);
    tw_instance_add_fuel(guest, TW_FUEL_ENDLESS / 2);
    if (err == TW_ERR_FUEL) {
        assert_int_equal(tw_instance_resume(guest, result, 0), TW_ERR_OK);
    }
    churn(other);
    assert_int_equal(call_none(other, get), TW_ERR_OK);
    check_box(other, result[0], 600);
}

static void test_objects_put_into_a_table_are_found(void **state) {
    (void)state;
    assert_int_equal(call_i32(other, "grow", 200), TW_ERR_OK);
    for (uint32_t steps = 0; steps < 60; steps++) {
        check_move("to_table", "from_table", steps);
    }
}

static void test_objects_put_into_an_array_are_found(void **state) {
    (void)state;
    assert_int_equal(call_i32(other, "keep_row", 300), TW_ERR_OK);
    for (uint32_t steps = 0; steps < 60; steps++) {
        check_move("to_row", "from_row", steps);
    }
}

// A host that is too late holds nothing: half of what the object refers to may be gone.
static void test_objects_about_to_go_cannot_be_held(void **state) {
    (void)state;
    tw_value_t box = make_box(other, 12);
    assert_int_equal(tw_ref_hold(other, &box), TW_ERR_OK);
    tw_err_t err = begin_churn(20);
    tw_ref_release(other, &box);
    assert_true(go_on_to(MARK, &err));
    assert_int_equal(tw_ref_hold(other, &box), TW_ERR_OK);
    assert_true(go_on_to(SWEEP, &err));
    assert_true(go_on_to(IDLE, &err));
    check_box(other, box, 12);
    tw_ref_release(other, &box);
    assert_true(go_on_to(SWEEP, &err));
    assert_int_equal(tw_ref_kind(other, &box), TW_REFKIND_NONE);
    assert_int_equal(tw_ref_hold(other, &box), TW_ERR_INVAL);
    assert_int_equal(call(other, "number", 1, box, box), TW_ERR_INVAL);
    tw_instance_cancel(guest);
}

// A host function that throws is called once, wherever the fuel ends.
static void test_objects_hosts_throw_once_in_slices(void **state) {
    (void)state;
    tw_func_t func;
    tw_value_t arg = tw_value_i32(0);
    throw_pair(5, 6);
    limits.fuel = 1;
    assert_int_equal(tw_instance_destroy(guest), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "guest", &limits, &guest), TW_ERR_OK);
    assert_int_equal(tw_instance_find_func(guest, "catch", &func), TW_ERR_OK);
    for (uint32_t i = 0; i < 100; i++) {
        thrown.calls = 0;
        tw_err_t err = tw_instance_call(guest, func, &arg, 1, result, 2);
        while (err == TW_ERR_FUEL) {
            tw_instance_add_fuel(guest, 1);
            err = tw_instance_resume(guest, result, 2);
        }
        assert_int_equal(err, TW_ERR_OK);
        assert_int_equal(result[0].of.i32, 5);
        assert_int_equal(thrown.calls, 1);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_SMALL(name) cmocka_unit_test_setup_teardown(name, setup_small, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_objects_have_kinds),
        TEST(test_objects_that_are_held_stay),
        TEST(test_objects_that_do_not_fit_are_refused),
        TEST(test_objects_outlive_who_made_them),
        TEST_SMALL(test_objects_can_be_held_until_the_arena_is_full),
        TEST(test_objects_held_to_the_end_go_with_the_engine),
        TEST(test_objects_hosts_throw),
        TEST(test_objects_hosts_throw_what_fits),
        TEST(test_objects_hosts_throw_no_tags_of_who_is_gone),
        TEST(test_objects_exceptions_that_leave_can_be_read),
        TEST(test_objects_in_tables_of_64_bit_indices),
        TEST_SMALL(test_objects_out_of_room_is_a_trap_after_a_collection),
        TEST(test_objects_of_an_instance_are_limited),
        TEST(test_objects_no_step_is_long),
        TEST(test_objects_no_step_exceeds_the_stack),
        TEST(test_objects_arrays_are_made_and_filled_in_steps),
        TEST(test_objects_arrays_are_copied_in_steps),
        TEST(test_objects_arrays_come_from_data_in_steps),
        TEST(test_objects_a_begun_array_is_kept_and_given_up),
        TEST(test_objects_put_into_a_table_are_found),
        TEST(test_objects_put_into_an_array_are_found),
        TEST(test_objects_about_to_go_cannot_be_held),
        TEST(test_objects_hosts_throw_once_in_slices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
