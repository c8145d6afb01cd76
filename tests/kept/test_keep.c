// needs: base core interp engine filestore flash
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Kept code on an emulated flash: it is used after a restart, in place where the flash is mapped,
// and only if it was made by this build of this file and is whole. Whatever is wrong with it, the
// module loads and computes the same, and what is kept then fits again.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build_table.h"
#include "engine/state.h"
#include "kept_wasm.h"
#include "nor.h"
#include "tinywasm/flash.h"
#include "tinywasm/keep.h"
#include "tinywasm/tinywasm.h"

#define BLOCK 512u
#define FS_BLOCKS 24u
#define IMAGE_BLOCKS 30u
#define FILE_NAME "kept.wasm"
#define KEPT_NAME ".~kept.wasm"
#define HEADER_BYTES 64u
#define ID_OFF 12u
#define MIX_ARG 100
#define TYPES_BYTES 200u  // of pointers to the types, and of what names one
#define MIX_RESULT 1587302660

static struct nor nor;
static tw_filestore_flash_t flash;
static tw_filestore_t *const fs = &flash.base;
static _Alignas(8) uint8_t work[4096];
static _Alignas(16) uint8_t arena[256 * 1024];
static tw_engine_t *engine;
static tw_engine_config_t config;
static size_t used_at_start;
static bool is_image;

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static tw_err_t host_add(tw_call_t *call) {
    tw_ret_i32(call, tw_arg_i32(call, 0) + tw_arg_i32(call, 1));
    return TW_ERR_OK;
}
static const tw_host_func_t host_funcs[] = {{"add", "(ii)i", host_add}};
static const tw_host_module_t host = {"host", host_funcs, 1, NULL};

// ---- the machine, which can be switched off and on -----------------------------------------------

static void power_on(void) {
    const tw_filestore_flash_config_t flash_config = {&nor.base, is_image ? IMAGE_BLOCKS : 0, 0,
                                                      work, sizeof work};
    ok(tw_filestore_flash_init(&flash, &flash_config));
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_host_module(engine, &host));
    ok(tw_engine_start(engine));
    used_at_start = tw_engine_arena_used(engine, NULL);
}

static void power_off(void) {
    tw_engine_stop(engine);
    assert_false(fs->is_mounted);
}

static void restart(void) {
    power_off();
    power_on();
}

static int set_up_machine(bool image) {
    is_image = image;
    nor_init(&nor, BLOCK, FS_BLOCKS + IMAGE_BLOCKS, 8);
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = fs;
    config.keeper = &tw_keeper;
    const tw_filestore_flash_config_t flash_config = {&nor.base, is_image ? IMAGE_BLOCKS : 0, 0,
                                                      work, sizeof work};
    ok(tw_filestore_flash_init(&flash, &flash_config));
    ok(tw_filestore_format(fs));
    power_on();
    ok(tw_filestore_save(fs, FILE_NAME, kept_wasm, sizeof kept_wasm));
    return 0;
}

static int set_up(void **state) {
    (void)state;
    return set_up_machine(true);
}

static int set_up_unmapped(void **state) {
    (void)state;
    return set_up_machine(false);
}

static int tear_down(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return (int)nor.mistakes;
}

// ---- a module --------------------------------------------------------------------------------

static int32_t mix(tw_module_t *module) {
    tw_instance_t *instance = NULL;
    tw_func_t func;
    tw_value_t arg = tw_value_i32(MIX_ARG);
    tw_value_t result = tw_value_i32(0);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 65536;
    ok(tw_instance_create(module, "kept", &limits, &instance));
    ok(tw_instance_find_func(instance, "mix", &func));
    ok(tw_instance_call(instance, func, &arg, 1, &result, 1));
    int32_t mixed = result.of.i32;
    ok(tw_instance_find_func(instance, "trap", &func));
    arg = tw_value_i32(0);
    assert_int_equal(tw_instance_call(instance, func, &arg, 1, &result, 1), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->func_idx, 8);
    ok(tw_instance_destroy(instance));
    return mixed;
}

static tw_module_t *load(void) {
    tw_module_t *module = NULL;
    ok(tw_module_load_file(engine, FILE_NAME, &module));
    return module;
}

static void unload(tw_module_t *module) {
    ok(tw_module_unload(module));
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
}

// Loads it, and lets it compute; true if that took nothing but what was kept.
static bool run(void) {
    uint32_t steps = nor.steps;
    tw_module_t *module = load();
    bool was_kept = nor.steps == steps;
    assert_int_equal(mix(module), MIX_RESULT);
    unload(module);
    return was_kept;
}

static tw_module_stats_t stats_of(const tw_module_t *module) {
    tw_module_stats_t stats;
    tw_module_get_stats(module, &stats);
    return stats;
}

static uint32_t kept_size(void) {
    uint32_t size = 0;
    ok(tw_keep_size(engine, FILE_NAME, &size));
    return size;
}

// ---- what is used ------------------------------------------------------------------------------

static void test_keep_first_load_keeps_second_takes_it(void **state) {
    (void)state;
    assert_int_equal(kept_size(), 0);
    assert_false(run());
    assert_true(kept_size() > HEADER_BYTES);
    assert_true(run());
}

static void test_keep_outlives_a_restart(void **state) {
    (void)state;
    assert_false(run());
    for (int i = 0; i < 3; i++) {
        restart();
        assert_true(run());
    }
}

static void test_keep_two_loads_share_it(void **state) {
    (void)state;
    tw_module_t *first = load();
    tw_module_t *second = load();
    assert_int_equal(mix(second), MIX_RESULT);
    ok(tw_module_unload(first));
    assert_int_equal(mix(second), MIX_RESULT);
    unload(second);
}

static void test_keep_runs_in_place(void **state) {
    (void)state;
    config.keeper = NULL;
    restart();
    tw_module_t *module = load();
    tw_module_stats_t in_ram = stats_of(module);
    unload(module);
    assert_int_equal(in_ram.kept_bytes, 0);
    config.keeper = &tw_keeper;
    restart();
    for (int i = 0; i < 2; i++) {  // made, and taken
        module = load();
        tw_module_stats_t stats = stats_of(module);
        assert_int_equal(stats.register_code_bytes, in_ram.register_code_bytes);
        assert_int_equal(stats.kept_bytes, is_image ? in_ram.register_code_bytes : 0);
        if (is_image) {
            assert_true(stats.arena_bytes + in_ram.register_code_bytes < in_ram.arena_bytes);
        }
        unload(module);
    }
}

// All that a module holds beside its code and types lies in flash, too.
static void test_keep_takes_little_ram(void **state) {
    (void)state;
    unload(load());
    tw_module_t *module = load();
    uint32_t own = (uint32_t)(tw__arena_block_cost(module) + tw__arena_block_cost(module->code));
    assert_true(stats_of(module).arena_bytes - own < TYPES_BYTES);
    unload(module);
}

static void test_keep_steps_of_a_load_take_it(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        tw_file_load_t file;
        tw_err_t err = tw_file_load_begin(engine, FILE_NAME, &file);
        while (err == TW_ERR_PENDING) {
            assert_int_equal(i, 0);
            err = tw_file_load_step(&file);
        }
        ok(err);
        assert_int_equal(mix(file.module), MIX_RESULT);
        unload(file.module);
        assert_true(kept_size() > 0);
    }
}

// ---- what is not used ----------------------------------------------------------------------------

static uint8_t kept[4096];

// Writes kept code as the engine does.
static void put_kept(const void *bytes, uint32_t size) {
    ok(fs->ops->save_begin(fs, KEPT_NAME, size));
    ok(fs->ops->save_write(fs, bytes, size));
    ok(fs->ops->save_commit(fs));
}

static uint32_t get_kept(void) {
    uint32_t size = 0;
    ok(fs->ops->read(fs, KEPT_NAME, 0, kept, sizeof kept, &size));
    assert_true(size < sizeof kept);
    return size;
}

static void expect_made_anew(void) {
    assert_false(run());
    assert_true(run());
}

static void test_keep_damaged_anywhere_is_made_anew(void **state) {
    (void)state;
    assert_false(run());
    uint32_t size = get_kept();
    uint8_t whole[sizeof kept];
    memcpy(whole, kept, size);
    for (uint32_t i = 0; i < size; i++) {
        if (i >= HEADER_BYTES - 4 && i < HEADER_BYTES) {
            continue;  // reserved
        }
        kept[i] ^= (uint8_t)(1u << i % 8);
        put_kept(kept, size);
        assert_false(run());
        assert_int_equal(get_kept(), size);
        assert_memory_equal(kept, whole, size);
    }
}

static void test_keep_cut_off_or_longer_is_made_anew(void **state) {
    (void)state;
    assert_false(run());
    uint32_t size = get_kept();
    const uint32_t sizes[] = {0,        1,       HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 4,
                              size - 1, size + 4};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        put_kept(kept, sizes[i]);
        expect_made_anew();
        assert_int_equal(get_kept(), size);
    }
}

static void test_keep_of_another_build_or_options_is_made_anew(void **state) {
    (void)state;
    assert_false(run());
    uint32_t size = get_kept();
    for (uint32_t word = 0; word < TW_KEEP_ID_WORDS; word++) {
        kept[ID_OFF + 4 * word + word % 4] ^= 0x10;
        put_kept(kept, size);
        expect_made_anew();
        assert_int_equal(get_kept(), size);
    }
}

// The file is replaced behind the store's back, as a tool of the PC does it.
static void test_keep_of_another_file_is_made_anew(void **state) {
    (void)state;
    static uint8_t other[sizeof kept_wasm];
    assert_false(run());
    memcpy(other, kept_wasm, sizeof other);
    size_t at = 0;
    while (memcmp(other + at, "\x05later", 6) != 0) {
        at++;
        assert_true(at < sizeof other);
    }
    other[at + 1] = 'L';
    ok(fs->ops->save_begin(fs, FILE_NAME, sizeof other));
    ok(fs->ops->save_write(fs, other, sizeof other));
    ok(fs->ops->save_commit(fs));
    uint32_t steps = nor.steps;
    tw_module_t *module = load();
    assert_true(nor.steps > steps);
    assert_int_equal(mix(module), MIX_RESULT + ('L' - 'l'));
    unload(module);
    steps = nor.steps;
    unload(load());
    assert_int_equal(nor.steps, steps);
}

// ---- when it goes --------------------------------------------------------------------------------

static void expect_no_kept(void) {
    tw_fileinfo_t info = {NULL, 0};
    assert_int_equal(fs->ops->stat(fs, KEPT_NAME, &info), TW_ERR_NOENT);
}

static uint32_t free_bytes(void) {
    uint32_t total = 0;
    uint32_t left = 0;
    ok(tw_filestore_space(fs, &total, &left));
    return left;
}

static void test_keep_goes_with_its_file(void **state) {
    (void)state;
    uint32_t before = free_bytes();
    assert_false(run());
    ok(tw_filestore_save(fs, FILE_NAME, kept_wasm, sizeof kept_wasm));
    expect_no_kept();
    assert_false(run());
    ok(tw_filestore_remove(fs, FILE_NAME));
    expect_no_kept();
    assert_true(free_bytes() > before);
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load_file(engine, FILE_NAME, &module), TW_ERR_NOENT);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_NOENT);
    expect_no_kept();
}

static void test_keep_in_use_stays(void **state) {
    (void)state;
    tw_module_t *module = load();
    tw_err_t wanted = is_image ? TW_ERR_BUSY : TW_ERR_OK;
    assert_int_equal(tw_keep_drop(engine, FILE_NAME), wanted);
    assert_int_equal(tw_filestore_remove(fs, FILE_NAME), wanted);
    assert_int_equal(mix(module), MIX_RESULT);
    unload(module);
}

static void test_keep_is_dropped_when_asked(void **state) {
    (void)state;
    assert_false(run());
    uint32_t left = free_bytes();
    ok(tw_keep_drop(engine, FILE_NAME));
    ok(tw_keep_drop(engine, FILE_NAME));
    assert_int_equal(kept_size(), 0);
    assert_true(free_bytes() > left);
    expect_made_anew();
    uint32_t size = 7;
    assert_int_equal(tw_keep_size(engine, KEPT_NAME, &size), TW_ERR_DENIED);
    assert_int_equal(tw_keep_drop(engine, ".grants"), TW_ERR_DENIED);
    assert_int_equal(tw_keep_drop(engine, "a/b"), TW_ERR_INVAL);
    ok(tw_keep_drop(engine, "nothing"));
}

static uint8_t filling[IMAGE_BLOCKS * BLOCK];

// A full store: the module runs in RAM, and nothing of it is an error.
static void test_keep_full_store_loads_in_ram(void **state) {
    (void)state;
    uint32_t left = free_bytes();
    tw_err_t err = TW_ERR_OK;
    for (char name[] = "0"; err == TW_ERR_OK; name[0]++) {
        err = tw_filestore_save(fs, name, filling, left / 4);
    }
    for (char name[] = "a"; left >= BLOCK && name[0] <= 'z'; name[0]++) {
        (void)!tw_filestore_save(fs, name, filling, is_image ? BLOCK : 300);
    }
    tw_module_t *module = load();
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_OK);
    assert_int_equal(stats_of(module).kept_bytes, 0);
    assert_int_equal(mix(module), MIX_RESULT);
    unload(module);
    assert_int_equal(kept_size(), 0);
    assert_false(fs->is_saving);
}

static void test_keep_gives_way_to_files(void **state) {
    (void)state;
    uint32_t left = free_bytes();
    assert_false(run());
    assert_true(free_bytes() < left);
    ok(tw_filestore_save(fs, "large", filling, left));
    expect_no_kept();
    ok(tw_filestore_remove(fs, "large"));
    assert_false(run());
    ok(tw_filestore_save_begin(fs, "unknown", TW_FILESTORE_SIZE_UNKNOWN));
    ok(tw_filestore_save_write(fs, filling, left));
    ok(tw_filestore_save_commit(fs));
}

// What is in use does not give way, what comes behind it in the list does.
static void test_keep_in_use_does_not_give_way(void **state) {
    (void)state;
    uint32_t left = free_bytes();
    ok(tw_filestore_save(fs, "z", kept_wasm, sizeof kept_wasm));
    tw_module_t *used = load();
    tw_module_t *module = NULL;
    ok(tw_module_load_file(engine, "z", &module));
    ok(tw_module_unload(module));
    assert_int_equal(tw_filestore_save(fs, "large", filling, left), TW_ERR_NOSPC);
    uint32_t size = 7;
    ok(tw_keep_size(engine, "z", &size));
    assert_int_equal(size, 0);
    assert_true(kept_size() > 0);
    assert_int_equal(mix(used), MIX_RESULT);
    unload(used);
}

// ---- around it -----------------------------------------------------------------------------------

static void test_keep_names_too_long_have_none(void **state) {
    (void)state;
    char name[TW_FILESTORE_NAME_BYTES + 1];
    for (uint32_t size = 60; size <= TW_FILESTORE_NAME_BYTES; size++) {
        uint32_t bytes = 7;
        tw_module_t *module = NULL;
        memset(name, 'n', size);
        name[size] = '\0';
        ok(tw_filestore_save(fs, name, kept_wasm, sizeof kept_wasm));
        for (int i = 0; i < 2; i++) {
            ok(tw_module_load_file(engine, name, &module));
            assert_int_equal(mix(module), MIX_RESULT);
            unload(module);
        }
        ok(tw_keep_size(engine, name, &bytes));
        assert_int_equal(bytes != 0, size <= 61);
        ok(tw_filestore_remove(fs, name));
    }
}

static void test_keep_every_allocation_may_fail(void **state) {
    (void)state;
    for (int pass = 0; pass < 2; pass++) {  // made, and taken
        tw_err_t err = TW_ERR_NOMEM;
        for (uint32_t n = 1; err != TW_ERR_OK; n++) {
            tw_module_t *module = NULL;
            tw__arena_fail_at(engine->arena, n);
            err = tw_module_load_file(engine, FILE_NAME, &module);
            tw__arena_fail_at(engine->arena, 0);
            assert_true(err == TW_ERR_OK || err == TW_ERR_NOMEM);
            assert_true(err == TW_ERR_OK || tw_engine_fault(engine)->err == TW_ERR_NOMEM);
            if (module != NULL) {
                assert_int_equal(mix(module), MIX_RESULT);
                unload(module);
            }
            assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
        }
        assert_false(fs->is_saving);
    }
}

// A module that is loaded from kept code is known to grants by its SHA-256.
static void test_keep_grants_know_the_module(void **state) {
    (void)state;
    static struct built table;
    static tw_grants_t grants;
    uint8_t sha256[TW_FILESTORE_HASH_BYTES];
    ok(tw_filestore_hash(fs, FILE_NAME, sha256));
    build_begin(&table);
    build_section(&table, TW_GRANT_SHA256, sha256, sizeof sha256);
    build_text(&table, "functions", "host.add");
    build_end(&table);
    tw_grants_init(&grants, table.bytes, table.size);
    config.grants = &grants;
    restart();
    expect_made_anew();
    build_begin(&table);
    build_section(&table, TW_GRANT_SHA256, sha256, sizeof sha256);
    build_number(&table, "code_bytes", 10);
    build_end(&table);
    power_off();
    tw_grants_init(&grants, table.bytes, table.size);
    power_on();
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load_file(engine, FILE_NAME, &module), TW_ERR_DENIED);
    assert_null(module);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used_at_start);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define BOTH(name)                                                    \
    TEST(name), {                                                     \
        #name " (not mapped)", name, set_up_unmapped, tear_down, NULL \
    }

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(test_keep_first_load_keeps_second_takes_it),
        BOTH(test_keep_outlives_a_restart),
        BOTH(test_keep_two_loads_share_it),
        BOTH(test_keep_runs_in_place),
        TEST(test_keep_takes_little_ram),
        BOTH(test_keep_steps_of_a_load_take_it),
        BOTH(test_keep_damaged_anywhere_is_made_anew),
        BOTH(test_keep_cut_off_or_longer_is_made_anew),
        BOTH(test_keep_of_another_build_or_options_is_made_anew),
        BOTH(test_keep_of_another_file_is_made_anew),
        BOTH(test_keep_goes_with_its_file),
        BOTH(test_keep_in_use_stays),
        BOTH(test_keep_is_dropped_when_asked),
        BOTH(test_keep_full_store_loads_in_ram),
        TEST(test_keep_gives_way_to_files),
        TEST(test_keep_in_use_does_not_give_way),
        BOTH(test_keep_names_too_long_have_none),
        BOTH(test_keep_every_allocation_may_fail),
        BOTH(test_keep_grants_know_the_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
