// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Things of the host behind externrefs (tinywasm/extern.h): each is released exactly once, not
// while somebody has it, and at the latest when nobody can. Built with a collector, with one that
// runs at each object, and without.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "things_wasm.h"
#include "tinywasm/extern.h"
#include "tinywasm/swap.h"
#include "tinywasm/tinywasm.h"

#if TW_CFG_GC
#include "things_gc_wasm.h"
#include "tinywasm/object.h"
#endif

#define ARENA_BYTES (1024u * 1024u)
#define MOST 64u
#define MAX_THINGS 4000u

struct file {
    int32_t id;
    unsigned released;
};

static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static tw_externs_t externs;
static size_t used_before;
static tw_module_t *module;
static tw_instance_t *guest;
static tw_instance_t *other;
static tw_value_t result[2];
static struct file files[MAX_THINGS];
static uint32_t file_count;  // that were made
static tw_pending_t pending;

void tw_panic(const char *file, int line) {
    fprintf(stderr, "panic at %s:%d\n", file, line);
    abort();
}

// ---- the host -----------------------------------------------------------------------------------

static void (*in_release)(struct file *file);  // what else one does

static void release_file(void *thing) {
    struct file *file = thing;
    file->released++;
    if (in_release != NULL) {
        in_release(file);
    }
}

static const tw_extern_kind_t file_kind = {"file", release_file};
static const tw_extern_kind_t other_kind = {"socket", release_file};

// The next thing; NULL if there is no room for one.
static struct file *open_file(tw_instance_t *instance, int32_t id, tw_ref_t *ref) {
    assert_true(file_count < MAX_THINGS);
    struct file *file = &files[file_count];
    *file = (struct file){id, 0};
    if (tw_extern_new(&externs, instance, &file_kind, file, ref) != TW_ERR_OK) {
        assert_int_equal(*ref, TW_REF_NULL);
        assert_int_equal(file->released, 0);
        return NULL;
    }
    file_count++;
    return file;
}

// The newest with that id.
static struct file *file_of(int32_t id) {
    for (uint32_t i = file_count; i > 0; i--) {
        if (files[i - 1].id == id) {
            return &files[i - 1];
        }
    }
    assert_true(false);
    return NULL;
}

static void check_released(int32_t id, unsigned count) {
    assert_int_equal(file_of(id)->released, count);
}

// A number below 0 asks for a collection first.
static tw_err_t host_open(tw_call_t *call) {
    tw_ref_t ref = TW_REF_NULL;
    if (tw_arg_i32(call, 0) < 0) {
        tw_extern_collect(&externs);
    }
    if (open_file(tw_call_instance(call), tw_arg_i32(call, 0), &ref) == NULL) {
        return tw_call_trap(call, TW_TRAP_HOST, "no file is free: close one");
    }
    tw_ret_ref(call, ref);
    return TW_ERR_OK;
}

static tw_err_t host_id(tw_call_t *call) {
    void *thing = NULL;
    tw_err_t err = tw_arg_extern(call, 0, &externs, &file_kind, &thing);
    if (err == TW_ERR_OK) {
        assert_int_equal(((struct file *)thing)->released, 0);
        assert_ptr_equal(tw_extern_thing(&externs, &file_kind, tw_arg_ref(call, 0)), thing);
        tw_ret_i32(call, ((struct file *)thing)->id);
    }
    return err;
}

static tw_err_t host_close(tw_call_t *call) {
    tw_ret_i32(call, tw_extern_drop(&externs, &file_kind, tw_arg_ref(call, 0)));
    return TW_ERR_OK;
}

// Two at once: the first is in nobody's hands while the second is made.
static tw_err_t host_pair(tw_call_t *call) {
    tw_ref_t refs[2] = {TW_REF_NULL, TW_REF_NULL};
    assert_non_null(open_file(tw_call_instance(call), tw_arg_i32(call, 0), &refs[0]));
    tw_extern_collect(&externs);
    assert_non_null(open_file(tw_call_instance(call), tw_arg_i32(call, 0) + 1, &refs[1]));
    tw_ret_ref(call, refs[0]);
    tw_ret_ref(call, refs[1]);
    return TW_ERR_OK;
}

static tw_err_t host_later(tw_call_t *call) {
    return tw_call_pend(call, NULL, &pending);
}

// Asks the guest, which makes things, and then reads its own argument again.
static tw_err_t then_id(tw_call_t *call) {
    tw_extern_collect(&externs);
    return host_id(call);
}
static tw_err_t host_ask(tw_call_t *call) {
    tw_func_t func;
    tw_value_t arg = tw_value_i32(-2);
    assert_int_equal(tw_instance_find_func(tw_call_instance(call), "open_drop", &func), TW_ERR_OK);
    return tw_call_invoke(call, func, &arg, 1, then_id);
}

static const tw_host_func_t funcs[] = {
    {"open", "(i)r", host_open},  {"id", "(r)i", host_id},       {"close", "(r)i", host_close},
    {"pair", "(i)rr", host_pair}, {"later", "(r)r", host_later}, {"ask", "(r)i", host_ask},
};
static const tw_host_module_t host = {"h", funcs, 6, NULL};

static void open_engine(size_t size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = size;
    config.scheduler = &tw_scheduler;
    in_release = NULL;
    file_count = 0;
    guest = NULL;
    other = NULL;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    tw_externs_init(&externs, engine, MOST);
    assert_int_equal(tw_engine_add_host_module(engine, &host), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    used_before = tw_engine_arena_used(engine, NULL);
}

static int setup_with(const uint8_t *bytes, size_t size) {
    open_engine(sizeof arena);
    assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "guest", NULL, &guest), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "other", NULL, &other), TW_ERR_OK);
    return 0;
}

static int setup(void **state) {
    (void)state;
    return setup_with(things_wasm, sizeof things_wasm);
}

static void destroy(tw_instance_t **instance) {
    if (*instance != NULL) {
        assert_int_equal(tw_instance_destroy(*instance), TW_ERR_OK);
    }
    *instance = NULL;
}

// What was made is released once, and all of the arena is back.
static int teardown(void **state) {
    (void)state;
    destroy(&guest);
    destroy(&other);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    for (uint32_t i = 0; i < file_count; i++) {
        assert_int_equal(files[i].released, 1);
    }
    assert_int_equal(externs.count, 0);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_before);
    tw_engine_stop(engine);
    return 0;
}

static tw_err_t call(tw_instance_t *instance, const char *name, const tw_value_t *args,
                     uint32_t count) {
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    return tw_instance_call(instance, func, args, count, result,
                            tw_functype_result_count(func.type));
}

static tw_err_t call_i32(tw_instance_t *instance, const char *name, int32_t value) {
    tw_value_t arg = tw_value_i32(value);
    return call(instance, name, &arg, 1);
}

static tw_err_t call_ref(tw_instance_t *instance, const char *name, tw_ref_t ref) {
    tw_value_t arg = tw_value_ref(TW_EXTERNREF, ref);
    return call(instance, name, &arg, 1);
}

static void check_i32(tw_instance_t *instance, const char *name, int32_t value) {
    assert_int_equal(call(instance, name, NULL, 0), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, value);
}

static tw_ref_t global_of(tw_instance_t *instance) {
    assert_int_equal(call(instance, "give", NULL, 0), TW_ERR_OK);
    return result[0].of.ref;
}

// ---- in every build -----------------------------------------------------------------------------

static void test_extern_is_the_thing_that_was_given(void **state) {
    (void)state;
    for (int32_t i = 0; i < 10; i++) {
        assert_int_equal(call_i32(guest, "open_global", 100 + i), TW_ERR_OK);
        check_i32(guest, "global_id", 100 + i);
        tw_ref_t ref = global_of(guest);
        assert_ptr_equal(tw_extern_thing(&externs, &file_kind, ref), file_of(100 + i));
        assert_null(tw_extern_thing(&externs, &other_kind, ref));
        check_released(100 + i, 0);
    }
}

static void test_extern_of_another_kind_is_refused(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    assert_int_equal(call(guest, "global_id", NULL, 0), TW_ERR_TRAP);  // null
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
    assert_string_equal(tw_engine_fault(engine)->text,
                        "guest, function 9: TRAP: host trap: argument 0 of h.id is no file, "
                        "or one that is gone: give it one");
    assert_int_equal(call_ref(guest, "id_of", 77), TW_ERR_TRAP);  // a number
    files[file_count] = (struct file){5, 0};
    assert_int_equal(tw_extern_new(&externs, guest, &other_kind, &files[file_count++], &ref),
                     TW_ERR_OK);
    assert_int_equal(call_ref(guest, "id_of", ref), TW_ERR_TRAP);
    assert_false(tw_extern_drop(&externs, &file_kind, 77));
    assert_null(tw_extern_thing(&externs, &file_kind, TW_REF_NULL));
}

static void test_extern_is_released_at_the_latest_with_the_instance(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    assert_int_equal(call_i32(guest, "open_table", 2), TW_ERR_OK);
    assert_int_equal(call_i32(guest, "open_drop", 3), TW_ERR_OK);
    assert_int_equal(call_i32(guest, "trap", 4), TW_ERR_TRAP);
    assert_int_equal(call_i32(other, "open_global", 5), TW_ERR_OK);
    destroy(&guest);
    for (int32_t id = 1; id <= 4; id++) {
        check_released(id, 1);
    }
    check_released(5, 0);
    check_i32(other, "global_id", 5);
}

// What is made for an instance and never given is no exception.
static void test_extern_that_was_never_given_goes_too(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    assert_non_null(open_file(guest, 1, &ref));
    destroy(&guest);
    check_released(1, 1);
}

static void test_extern_that_is_dropped_is_released_at_once(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    tw_ref_t ref = global_of(guest);
    check_i32(guest, "close_global", 1);
    check_released(1, 1);
    check_i32(guest, "close_global", 0);
    assert_int_equal(call(guest, "global_id", NULL, 0), TW_ERR_TRAP);
    assert_int_equal(call_i32(guest, "open_table", 2), TW_ERR_OK);  // not in its place
    assert_int_equal(call(guest, "global_id", NULL, 0), TW_ERR_TRAP);
    assert_null(tw_extern_thing(&externs, &file_kind, ref));
    check_i32(guest, "table_id", 2);
}

static void test_extern_survives_calls_of_its_guest(void **state) {
    (void)state;
    externs.most = MAX_THINGS;
    assert_int_equal(call_i32(guest, "open_local", 9), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 9);
    assert_int_equal(call_i32(guest, "two", 41), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 41042);
    assert_int_equal(call_i32(guest, "ask", 8), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 8);
}

static void test_extern_waits_with_a_pending_call(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    assert_int_equal(call_i32(guest, "wait", 1), TW_ERR_PENDING);
    tw_extern_collect(&externs);
    check_released(1, 0);
    assert_non_null(open_file(guest, 2, &ref));
    assert_int_equal(tw_pending_complete(engine, pending, ref), TW_ERR_OK);
    tw_extern_collect(&externs);
    assert_int_equal(tw_instance_resume(guest, result, 1), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 2);
    assert_int_equal(call_i32(guest, "wait", 3), TW_ERR_PENDING);
    destroy(&guest);
    check_released(3, 1);
}

static void test_extern_more_than_most_is_refused(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    uint32_t made = 0;
    for (; made < MOST; made++) {
        assert_non_null(open_file(other, (int32_t)made, &ref));
        assert_int_equal(call_ref(other, "keep", ref), TW_ERR_OK);
        assert_true(TW_CFG_GC || externs.count == made + 1);
    }
    externs.most = externs.count;
    tw_ref_t kept = global_of(other);
    if (!TW_CFG_GC) {
        assert_null(open_file(other, 1000, &ref));
        assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_LIMIT);
    }
    assert_true(tw_extern_drop(&externs, &file_kind, kept));
    assert_non_null(open_file(other, 1001, &ref));
}

static void test_extern_without_room_stays_the_hosts(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    externs.most = MAX_THINGS;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.heap_bytes = 320;
    tw_instance_t *small = NULL;
    destroy(&other);
    assert_int_equal(tw_instance_create(module, "small", &limits, &small), TW_ERR_OK);
    other = small;
    uint32_t made = 0;
    for (; TW_CFG_GC && made < 20 && open_file(small, (int32_t)made, &ref) != NULL; made++) {
    }
    assert_int_equal(made, TW_CFG_GC ? 10 : 0);
    assert_true(!TW_CFG_GC || tw_engine_fault(engine)->err == TW_ERR_NOMEM);
}

// A release drops another, and is refused what a host function is refused.
static tw_ref_t second;
static void call_engine(struct file *file) {
    tw_ref_t ref = TW_REF_NULL;
    tw_func_t func;
    if (file->id != 1) {
        return;
    }
    tw_extern_collect(&externs);
    assert_int_equal(tw_extern_new(&externs, other, &file_kind, file, &ref), TW_ERR_STATE);
    assert_int_equal(tw_instance_find_func(other, "clear_global", &func), TW_ERR_OK);
    assert_int_equal(tw_instance_call(other, func, NULL, 0, NULL, 0), TW_ERR_STATE);
    assert_int_equal(tw_instance_destroy(other), TW_ERR_STATE);
    assert_int_equal(tw_module_unload(module), TW_ERR_STATE);
    assert_true(tw_extern_drop(&externs, &file_kind, second));
}

static void test_extern_release_has_the_rights_of_a_host_function(void **state) {
    (void)state;
    in_release = call_engine;
    assert_int_equal(call_i32(other, "open_global", 2), TW_ERR_OK);
    second = global_of(other);
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    destroy(&guest);
    check_released(1, 1);
    check_released(2, 1);
    assert_int_equal(call(other, "clear_global", NULL, 0), TW_ERR_OK);
}

// ---- swaps and restarts -------------------------------------------------------------------------

// A version whose start opens the thing 9, keeps it in a global, and traps or does not.
#define VERSION(last)                                                          \
    {0,    'a',  's', 'm', 1, 0,  0,    0, 1,    9, 2,    0x60, 1,    0x7f, 1, \
     0x6f, 0x60, 0,   0,   2, 10, 1,    1, 'h',  4, 'o',  'p',  'e',  'n',  0, \
     0,    3,    2,   1,   1, 6,  6,    1, 0x6f, 1, 0xd0, 0x6f, 0x0b, 8,    1, \
     1,    10,   11,  1,   9, 0,  0x41, 9, 0x10, 0, 0x24, 0,    last, 0x0b}
static const uint8_t version[] = VERSION(1);  // nop
static const uint8_t broken[] = VERSION(0);   // unreachable

static unsigned swaps;
static tw_err_t swapped;

static void note_swap(void *ctx, tw_instance_t *instance, tw_err_t err) {
    (void)ctx;
    guest = instance;
    swapped = err;
    swaps++;
}

static void poll_for(uint32_t ms) {
    static uint32_t now_ms;
    for (uint32_t end = now_ms + ms; now_ms < end; now_ms++) {
        while (tw_engine_poll(engine, now_ms)) {
        }
    }
}

// The guest has the thing 1, the other one thing 2 of it; a swap to that version comes to `err`.
static void swap_to(const uint8_t *bytes, size_t size, tw_module_t **next, tw_err_t err) {
    assert_int_equal(call_i32(guest, "open_global", 2), TW_ERR_OK);
    assert_int_equal(call_ref(other, "keep", global_of(guest)), TW_ERR_OK);
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, bytes, size, next), TW_ERR_OK);
    swaps = 0;
    assert_int_equal(tw_instance_swap(guest, *next, note_swap, NULL), TW_ERR_OK);
    poll_for(100);
    assert_int_equal(swaps, 1);
    assert_int_equal(swapped, err);
}

static void test_extern_goes_with_the_version_that_is_swapped(void **state) {
    (void)state;
    tw_module_t *next = NULL;
    swap_to(version, sizeof version, &next, TW_ERR_OK);
    check_released(1, 1);
    check_released(2, TW_CFG_GC ? 0 : 1);
    tw_extern_collect(&externs);
    check_released(9, 0);
    assert_int_equal(call(other, "clear_global", NULL, 0), TW_ERR_OK);
    tw_extern_collect(&externs);
    check_released(2, 1);
    destroy(&guest);
    check_released(9, 1);
    assert_int_equal(tw_module_unload(next), TW_ERR_OK);
}

static void test_extern_stays_when_a_swap_fails(void **state) {
    (void)state;
    tw_module_t *next = NULL;
    swap_to(broken, sizeof broken, &next, TW_ERR_TRAP);
    check_released(9, 1);
    tw_extern_collect(&externs);
    check_released(1, 0);
    check_released(2, 0);
    check_i32(guest, "global_id", 1);
    check_i32(other, "global_id", 2);
    assert_int_equal(tw_module_unload(next), TW_ERR_OK);
}

// Each life of the guest has a thing, which goes before the next one's is made.
static void test_extern_goes_with_each_restart(void **state) {
    (void)state;
    tw_func_t func;
    const tw_restart_t restart = {3, 10};
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    assert_int_equal(call_ref(other, "keep", global_of(guest)), TW_ERR_OK);
    assert_int_equal(tw_instance_set_restart(guest, &restart), TW_ERR_OK);
    assert_int_equal(tw_instance_find_func(guest, "open_and_trap", &func), TW_ERR_OK);
    assert_int_equal(tw_instance_begin(guest, func, NULL, 0, NULL, NULL), TW_ERR_OK);
    poll_for(1000);
    assert_int_equal(file_count, 5);
    assert_int_equal(files[0].released, TW_CFG_GC ? 0 : 1);
    for (uint32_t i = 1; i < 4; i++) {
        assert_int_equal(files[i].released, 1);
    }
    assert_int_equal(files[4].released, 0);
    assert_int_equal(call(other, "clear_global", NULL, 0), TW_ERR_OK);
    tw_extern_collect(&externs);
    assert_int_equal(files[0].released, 1);
}

// ---- without a collector ------------------------------------------------------------------------

#if !TW_CFG_GC
static void test_extern_goes_with_who_it_was_made_for(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    assert_int_equal(call_ref(other, "keep", global_of(guest)), TW_ERR_OK);
    assert_int_equal(call(guest, "clear_global", NULL, 0), TW_ERR_OK);
    tw_extern_collect(&externs);
    check_i32(other, "global_id", 1);
    destroy(&guest);
    check_released(1, 1);
    assert_int_equal(call(other, "global_id", NULL, 0), TW_ERR_TRAP);
}

// Numbers are not given again while they are in use, also once they have wrapped.
static void test_extern_numbers_are_not_given_twice(void **state) {
    (void)state;
    tw_ref_t first = TW_REF_NULL;
    tw_ref_t ref = TW_REF_NULL;
    struct file *file = open_file(guest, 1, &first);
    externs.last_number = first - 1;
    assert_non_null(open_file(guest, 2, &ref));
    assert_int_not_equal(ref, first);
    externs.last_number = UINT32_MAX;
    assert_non_null(open_file(guest, 3, &ref));
    assert_true(ref != TW_REF_NULL && ref != first);
    assert_ptr_equal(tw_extern_thing(&externs, &file_kind, first), file);
}
#endif

// ---- with one -----------------------------------------------------------------------------------

#if TW_CFG_GC

static int setup_gc(void **state) {
    (void)state;
    return setup_with(things_gc_wasm, sizeof things_gc_wasm);
}

static void clear(const char *name) {
    assert_int_equal(call(guest, name, NULL, 0), TW_ERR_OK);
}

// One place: held there, it is there after collections; cleared, it goes with the next.
static void check_place(int32_t id, const char *open, const char *get, const char *clear_it) {
    assert_int_equal(call_i32(guest, open, id), TW_ERR_OK);
    for (int i = 0; i < 3; i++) {
        tw_extern_collect(&externs);
        check_released(id, 0);
        check_i32(guest, get, id);
    }
    clear(clear_it);
    tw_extern_collect(&externs);
    check_released(id, 1);
}

static void test_extern_is_released_when_nobody_has_it(void **state) {
    (void)state;
    check_place(1, "open_global", "global_id", "clear_global");
    check_place(2, "open_table", "table_id", "clear_table");
    assert_int_equal(call_i32(guest, "open_drop", 3), TW_ERR_OK);
    tw_extern_collect(&externs);
    check_released(3, 1);
}

static void test_extern_in_objects_is_released_with_them(void **state) {
    (void)state;
    check_place(1, "open_field", "field_id", "clear_field");
    check_place(2, "open_row", "row_id", "clear_row");
    check_place(3, "open_any", "any_id", "clear_any");
}

static void test_extern_is_any_and_nothing_below(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_any", 1), TW_ERR_OK);
    check_i32(guest, "kinds", 1);
    check_i32(guest, "any_id", 1);
}

static void test_extern_in_exceptions_lives_as_long(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "catch", 1), TW_ERR_OK);
    assert_int_equal(result[0].of.i32, 1);
    assert_int_equal(call_i32(guest, "raise", 2), TW_ERR_EXCEPTION);
    tw_extern_collect(&externs);
    check_released(1, 1);
    check_released(2, 0);
    tw_tag_t tag;
    assert_true(tw_instance_exception(guest, &tag, result, 1));
    assert_int_equal(tw_ref_kind(guest, &result[0]), TW_REFKIND_THING);
    assert_ptr_equal(tw_extern_thing(&externs, &file_kind, result[0].of.ref), file_of(2));
    assert_int_equal(call_i32(guest, "churn", 1), TW_ERR_OK);
    tw_extern_collect(&externs);
    check_released(2, 1);
}

// The guest's own objects are enough to collect, in slices, too.
static void test_extern_is_released_while_guests_run(void **state) {
    (void)state;
    tw_func_t func;
    tw_value_t count = tw_value_i32(3000);
    assert_int_equal(call_i32(guest, "open_field", 1), TW_ERR_OK);
    clear("clear_field");
    assert_int_equal(call_i32(guest, "churn", 3000), TW_ERR_OK);
    check_released(1, 1);
    assert_int_equal(call_i32(guest, "open_any", 2), TW_ERR_OK);
    clear("clear_any");
    assert_int_equal(call_i32(guest, "open_field", 3), TW_ERR_OK);
    assert_int_equal(tw_instance_find_func(guest, "churn", &func), TW_ERR_OK);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = 100;
    destroy(&other);
    assert_int_equal(tw_instance_create(module, "other", &limits, &other), TW_ERR_OK);
    check_released(2, 1);
    assert_int_equal(tw_instance_find_func(other, "churn", &func), TW_ERR_OK);
    tw_err_t err = tw_instance_call(other, func, &count, 1, result, 0);
    while (err == TW_ERR_FUEL) {
        tw_instance_add_fuel(other, 7);
        err = tw_instance_resume(other, result, 0);
    }
    assert_int_equal(err, TW_ERR_OK);
    check_released(3, 0);
}

static void test_extern_shared_goes_with_the_last(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    assert_int_equal(call_ref(other, "keep", global_of(guest)), TW_ERR_OK);
    destroy(&guest);
    check_released(1, 0);
    check_i32(other, "global_id", 1);
    destroy(&other);
    check_released(1, 1);
}

static void test_extern_is_held_by_the_host(void **state) {
    (void)state;
    assert_int_equal(call_i32(guest, "open_global", 1), TW_ERR_OK);
    tw_value_t ref = tw_value_ref(TW_EXTERNREF, global_of(guest));
    assert_int_equal(tw_ref_hold(guest, &ref), TW_ERR_OK);
    destroy(&guest);
    check_released(1, 0);
    assert_int_equal(call_ref(other, "id_of", ref.of.ref), TW_ERR_OK);
    tw_ref_release(other, &ref);
    tw_extern_collect(&externs);
    check_released(1, 1);
    assert_int_equal(call_ref(other, "id_of", ref.of.ref), TW_ERR_INVAL);
}

// A host function may answer with a reference of nothing, now or later: the guest never gets it.
static void test_extern_that_is_gone_is_no_answer(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    assert_int_equal(call_i32(guest, "wait", 1), TW_ERR_PENDING);
    assert_non_null(open_file(guest, 2, &ref));
    assert_int_equal(tw_pending_complete(engine, pending, ref + 4), TW_ERR_OK);
    assert_int_equal(tw_instance_resume(guest, result, 1), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
}

static void test_extern_most_collects(void **state) {
    (void)state;
    for (int32_t i = 0; i < 10 * (int32_t)MOST; i++) {
        assert_int_equal(call_i32(guest, "open_global", i), TW_ERR_OK);
    }
    assert_true(externs.count <= MOST);
}

static void test_extern_held_to_the_end_is_released_with_the_engine(void **state) {
    (void)state;
    tw_ref_t ref = TW_REF_NULL;
    open_engine(sizeof arena);
    assert_int_equal(tw_module_load(engine, things_wasm, sizeof things_wasm, &module), TW_ERR_OK);
    assert_int_equal(tw_instance_create(module, "guest", NULL, &guest), TW_ERR_OK);
    assert_non_null(open_file(guest, 1, &ref));
    tw_value_t value = tw_value_ref(TW_EXTERNREF, ref);
    assert_int_equal(tw_ref_hold(guest, &value), TW_ERR_OK);
    destroy(&guest);
    check_released(1, 0);
    tw_engine_stop(engine);
    check_released(1, 1);
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_GC(name) cmocka_unit_test_setup_teardown(name, setup_gc, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_extern_is_the_thing_that_was_given),
        TEST(test_extern_of_another_kind_is_refused),
        TEST(test_extern_is_released_at_the_latest_with_the_instance),
        TEST(test_extern_that_was_never_given_goes_too),
        TEST(test_extern_that_is_dropped_is_released_at_once),
        TEST(test_extern_survives_calls_of_its_guest),
        TEST(test_extern_waits_with_a_pending_call),
        TEST(test_extern_more_than_most_is_refused),
        TEST(test_extern_without_room_stays_the_hosts),
        TEST(test_extern_release_has_the_rights_of_a_host_function),
        TEST(test_extern_goes_with_the_version_that_is_swapped),
        TEST(test_extern_stays_when_a_swap_fails),
        TEST(test_extern_goes_with_each_restart),
#if TW_CFG_GC
        TEST(test_extern_is_released_when_nobody_has_it),
        TEST_GC(test_extern_in_objects_is_released_with_them),
        TEST_GC(test_extern_is_any_and_nothing_below),
        TEST_GC(test_extern_in_exceptions_lives_as_long),
        TEST_GC(test_extern_is_released_while_guests_run),
        TEST(test_extern_shared_goes_with_the_last),
        TEST(test_extern_is_held_by_the_host),
        TEST(test_extern_that_is_gone_is_no_answer),
        TEST(test_extern_most_collects),
        cmocka_unit_test(test_extern_held_to_the_end_is_released_with_the_engine),
#else
        TEST(test_extern_goes_with_who_it_was_made_for),
        TEST(test_extern_numbers_are_not_given_twice),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
