// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The list of what runs after power-on.

#include "kit.h"

#include "base/arena.h"
#include "engine/state.h"
#include "library_wasm.h"
#include "version_wasm.h"

static _Alignas(8) uint8_t store_bytes[8192];
static tw_filestore_ram_t store;
static char listed[256];

static void report(void *ctx, tw_instance_t *instance, const tw_fault_t *fault) {
    (void)ctx;
    seen.reports++;
    seen.reported = fault->err;
    seen.reported_of = instance;
    strncpy(seen.text, fault->text, sizeof seen.text - 1);
}

// An engine on the store as it is, as after power-on.
static void power_on(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.filestore = &store.base;
    config.report = report;
    memset(&seen, 0, sizeof seen);
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, &test_module), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
}

static int setup_store(void **state) {
    (void)state;
    tw_filestore_ram_init(&store, store_bytes, sizeof store_bytes);
    power_on();
    return 0;
}
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, setup_store, teardown)

static bool list_entry(void *ctx, const char *file, const char *func) {
    (void)ctx;
    strcat(listed, file);
    strcat(listed, "(");
    strcat(listed, func);
    strcat(listed, ") ");
    return true;
}

static const char *list(void) {
    listed[0] = '\0';
    assert_int_equal(tw_autostart_visit(engine, list_entry, NULL), TW_ERR_OK);
    return listed;
}

static void save_modules(void) {
    assert_int_equal(tw_filestore_save(&store.base, "app.wasm", version_wasm, sizeof version_wasm),
                     TW_ERR_OK);
    assert_int_equal(tw_filestore_save(&store.base, "a library", library_wasm, sizeof library_wasm),
                     TW_ERR_OK);
    assert_int_equal(tw_filestore_save(&store.base, "broken.wasm", "not wasm", 8), TW_ERR_OK);
}

static void test_autostart_keeps_entries_in_order(void **state) {
    (void)state;
    assert_string_equal(list(), "");
    assert_int_equal(tw_autostart_set(engine, "a library", NULL, true), TW_ERR_OK);
    assert_int_equal(tw_autostart_set(engine, "app.wasm", "spin", true), TW_ERR_OK);
    assert_string_equal(list(), "a library() app.wasm(spin) ");
    assert_int_equal(tw_autostart_set(engine, "a library", "sum", true), TW_ERR_OK);
    assert_string_equal(list(), "app.wasm(spin) a library(sum) ");
    tw_engine_stop(engine);
    power_on();
    assert_string_equal(list(), "app.wasm(spin) a library(sum) ");
    assert_int_equal(tw_autostart_set(engine, "app.wasm", NULL, false), TW_ERR_OK);
    assert_int_equal(tw_autostart_set(engine, "never was", NULL, false), TW_ERR_OK);
    assert_string_equal(list(), "a library(sum) ");
    assert_int_equal(tw_autostart_set(engine, "a library", NULL, false), TW_ERR_OK);
    assert_string_equal(list(), "");
    uint32_t size = 0;
    assert_int_equal(tw__protected_stat(engine, ".autostart", &size), TW_ERR_NOENT);
}

static void test_autostart_runs_what_it_can_and_reports_the_rest(void **state) {
    (void)state;
    save_modules();
    static const char *const files[] = {"missing.wasm", "broken.wasm", "app.wasm", "a library"};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(tw_autostart_set(engine, files[i], NULL, true), TW_ERR_OK);
    }
    tw_engine_stop(engine);
    power_on();
    size_t used = tw_engine_arena_used(engine, NULL);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_OK);
    assert_int_equal(seen.reports, 2);
    assert_int_equal(seen.reported, TW_ERR_MALFORMED);
    assert_null(seen.reported_of);
    poll(3);
    tw_instance_t *app = tw_engine_find_instance(engine, "app");
    assert_int_equal(tw_instance_state(app), TW_INSTANCE_WAITING);
    assert_int_equal(word(app, 0), 1);
    tw_instance_t *library = tw_engine_find_instance(engine, "a library");
    assert_int_equal(tw_instance_state(library), TW_INSTANCE_IDLE);
    assert_null(tw_engine_module_at(engine, 2));
    // A second run finds the names taken, and leaves nothing.
    size_t running = tw_engine_arena_used(engine, NULL);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_OK);
    assert_int_equal(seen.reports, 2 + 4);
    assert_int_equal(tw_engine_arena_used(engine, NULL), running);
    tw_module_t *modules[] = {tw_instance_module(app), tw_instance_module(library)};
    assert_int_equal(tw_instance_destroy(app), TW_ERR_OK);
    assert_int_equal(tw_instance_destroy(library), TW_ERR_OK);
    assert_int_equal(tw_module_unload(modules[0]), TW_ERR_OK);
    assert_int_equal(tw_module_unload(modules[1]), TW_ERR_OK);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

static void test_autostart_begins_the_function_named(void **state) {
    (void)state;
    save_modules();
    assert_int_equal(tw_autostart_set(engine, "app.wasm", "spin", true), TW_ERR_OK);
    assert_int_equal(tw_autostart_set(engine, "a library", "slow", true), TW_ERR_OK);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_OK);
    assert_int_equal(seen.reports, 1);  // slow takes an argument
    assert_int_equal(seen.reported, TW_ERR_INVAL);
    poll(5);
    assert_int_equal(tw_instance_state(tw_engine_find_instance(engine, "app")), TW_INSTANCE_READY);
    assert_null(tw_engine_find_instance(engine, "a library"));
    assert_null(tw_engine_module_at(engine, 1));
}

static void test_autostart_fuel_has_no_end(void **state) {
    (void)state;
    save_modules();
    assert_int_equal(tw_autostart_set(engine, "app.wasm", "spin", true), TW_ERR_OK);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_OK);
    poll(5);
    assert_true(tw_instance_fuel(tw_engine_find_instance(engine, "app")) == TW_FUEL_ENDLESS);
}

static void test_autostart_refuses_names_and_lists_that_are_none(void **state) {
    (void)state;
    char file[TW_FILESTORE_NAME_BYTES + 2];
    memset(file, 'x', sizeof file);
    file[TW_FILESTORE_NAME_BYTES + 1] = '\0';
    static const char *const names[] = {"", ".autostart", "a/b", "a\n"};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(tw_autostart_set(engine, names[i], NULL, true), TW_ERR_INVAL);
    }
    assert_int_equal(tw_autostart_set(engine, file, NULL, true), TW_ERR_INVAL);
    tw_err_t err = TW_ERR_OK;
    uint32_t count = 0;
    for (; err == TW_ERR_OK; count++) {  // until the list is full
        memset(file, (char)('A' + count), TW_FILESTORE_NAME_BYTES);
        file[TW_FILESTORE_NAME_BYTES] = '\0';
        err = tw_autostart_set(engine, file, NULL, true);
    }
    assert_int_equal(err, TW_ERR_LIMIT);
    assert_int_equal(count - 1, TW_AUTOSTART_BYTES / (TW_FILESTORE_NAME_BYTES + 2));
}

static void test_autostart_a_damaged_list_runs_as_far_as_it_reads(void **state) {
    (void)state;
    save_modules();
    static const struct {
        const char *text;
        uint32_t size;
        uint32_t entries;
    } lists[] = {
        {"app.wasm\0\0a library", 19, 1},
        {"app.wasm\0\0\0\0", 12, 1},
        {"app.wasm", 8, 0},
        {"app.wasm\0spin", 13, 0},
        {"\0\0", 2, 0},
    };
    for (uint32_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        tw_engine_stop(engine);
        power_on();
        assert_int_equal(tw__protected_save(engine, ".autostart", lists[i].text, lists[i].size),
                         TW_ERR_OK);
        assert_int_equal(tw_autostart_run(engine), TW_ERR_CORRUPT);
        assert_int_equal(tw_engine_find_instance(engine, "app") != NULL, lists[i].entries == 1);
        // A change mends it.
        assert_int_equal(tw_autostart_set(engine, "new", NULL, true), TW_ERR_OK);
        assert_string_equal(list(), lists[i].entries == 1 ? "app.wasm() new() " : "new() ");
    }
    static char large[TW_AUTOSTART_BYTES + 1];
    assert_int_equal(tw__protected_save(engine, ".autostart", large, sizeof large), TW_ERR_OK);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_CORRUPT);
}

static void test_autostart_needs_scheduler_and_filestore(void **state) {
    (void)state;
    tw_engine_stop(engine);
    tw_filestore_unmount(&store.base);
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    assert_int_equal(tw_autostart_run(engine), TW_ERR_STATE);
    assert_int_equal(tw_autostart_set(engine, "a", NULL, true), TW_ERR_STATE);
}

static void test_autostart_memory_may_end_anywhere(void **state) {
    (void)state;
    save_modules();
    assert_int_equal(tw_autostart_set(engine, "app.wasm", NULL, true), TW_ERR_OK);
    assert_int_equal(tw_autostart_set(engine, "a library", NULL, true), TW_ERR_OK);
    size_t used = tw_engine_arena_used(engine, NULL);
    bool has_failed = true;
    for (uint32_t n = 1; has_failed; n++) {
        memset(&seen, 0, sizeof seen);
        tw__arena_fail_at(engine->arena, n);
        tw_err_t err = tw_autostart_run(engine);
        tw__arena_fail_at(engine->arena, 0);
        has_failed = err != TW_ERR_OK || seen.reports != 0;
        uint32_t there = tw_engine_instance_at(engine, 0) != NULL;
        there += tw_engine_instance_at(engine, 1) != NULL;
        assert_int_equal(there, err != TW_ERR_OK ? 0 : 2 - seen.reports);
        while (tw_engine_instance_at(engine, 0) != NULL) {
            tw_instance_t *instance = tw_engine_instance_at(engine, 0);
            tw_module_t *module = tw_instance_module(instance);
            assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
            assert_int_equal(tw_module_unload(module), TW_ERR_OK);
        }
        assert_int_equal(tw_engine_arena_used(engine, NULL), used);
        assert_in_range(n, 1, 500);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_autostart_keeps_entries_in_order),
        STORE_TEST(test_autostart_runs_what_it_can_and_reports_the_rest),
        STORE_TEST(test_autostart_begins_the_function_named),
        STORE_TEST(test_autostart_fuel_has_no_end),
        STORE_TEST(test_autostart_refuses_names_and_lists_that_are_none),
        STORE_TEST(test_autostart_a_damaged_list_runs_as_far_as_it_reads),
        STORE_TEST(test_autostart_needs_scheduler_and_filestore),
        STORE_TEST(test_autostart_memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
