// needs: base core interp engine filestore dir flash
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Grants in force, as an application and its modules meet them.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "build_table.h"
#include "nor.h"
#include "tinywasm/flash.h"
#include "tinywasm/tinywasm.h"

#include "asker_wasm.h"
#include "borrower_wasm.h"
#include "lazy_wasm.h"
#include "lender_wasm.h"
#include "own_memory_wasm.h"
#include "ping_wasm.h"
#include "pure_wasm.h"

static _Alignas(16) uint8_t arena[512 * 1024];
static _Alignas(4) uint8_t buffer[32768];
static tw_filestore_ram_t ram;
static tw_engine_t *engine;
static tw_grants_t grants;
static struct built table;

static void ok(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print_error("%s\n", tw_engine_fault(engine)->text);
    }
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void expect(tw_err_t err, tw_err_t wanted, const char *text) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
    assert_string_equal(tw_engine_fault(engine)->text, text);
    assert_int_equal(tw_engine_fault(engine)->err, wanted);
}

// ---- the host ----

static uint32_t pongs;
static struct {
    const char *kind;
    const char *text;
    uint32_t a;
    uint32_t b;
    bool is_ignored;
} question;

static tw_err_t host_pong(tw_call_t *call) {
    (void)call;
    pongs++;
    return TW_ERR_OK;
}

// Asks the question and answers 1 for yes; else it passes the error on, or answers 0.
static tw_err_t host_ask(tw_call_t *call) {
    tw_err_t err = question.text != NULL
                       ? tw_call_allowed_text(call, question.kind, question.text)
                       : tw_call_allowed(call, question.kind, question.a, question.b);
    tw_ret_i32(call, err == TW_ERR_OK);
    return question.is_ignored ? TW_ERR_OK : err;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", host_pong}, {"ask", "()i", host_ask}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 2, NULL};

static char logged[200];
static void keep_log(void *ctx, tw_log_level_t level, const char *text, size_t size) {
    (void)ctx;
    assert_int_equal(level, TW_LOG_ERROR);
    memcpy(logged, text, size);
    logged[size] = '\0';
}

// ---- engines ----

static const tw_scheduler_t *scheduler;

static void make_engine(tw_filestore_t *fs, tw_grants_t *in_force) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = fs;
    config.grants = in_force;
    config.scheduler = scheduler;
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_host_module(engine, &hosted));
    ok(tw_engine_start(engine));
}

static void save(const char *name, const void *bytes, size_t size) {
    bool was_mounted = ram.base.is_mounted;
    if (!was_mounted) {
        ok(tw_filestore_mount(&ram.base));
    }
    ok(tw_filestore_save(&ram.base, name, bytes, (uint32_t)size));
    if (!was_mounted) {
        tw_filestore_unmount(&ram.base);
    }
}

// An engine in which the table that was built is in force.
static void start(void) {
    build_end(&table);
    tw_grants_init(&grants, table.bytes, table.size);
    make_engine(&ram.base, &grants);
}

static void restart(void) {
    tw_engine_stop(engine);
    ok(tw_engine_start(engine));
}

static int set_up(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const uint8_t *bytes;
        size_t size;
    } files[] = {{"ping.wasm", ping_wasm, sizeof ping_wasm},
                 {"pure.wasm", pure_wasm, sizeof pure_wasm},
                 {"asker.wasm", asker_wasm, sizeof asker_wasm},
                 {"lender.wasm", lender_wasm, sizeof lender_wasm},
                 {"borrower.wasm", borrower_wasm, sizeof borrower_wasm},
                 {"own_memory.wasm", own_memory_wasm, sizeof own_memory_wasm},
                 {"lazy.wasm", lazy_wasm, sizeof lazy_wasm}};
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        save(files[i].name, files[i].bytes, files[i].size);
    }
    pongs = 0;
    scheduler = NULL;
    memset(&question, 0, sizeof question);
    logged[0] = '\0';
    tw_log_set_sink(keep_log, NULL);
    build_begin(&table);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

static tw_module_t *load(const char *file) {
    tw_module_t *module = NULL;
    ok(tw_module_load_file(engine, file, &module));
    return module;
}

static tw_err_t create_of(tw_module_t *module, const tw_limits_t *limits) {
    tw_instance_t *instance = NULL;
    return tw_instance_create(module, NULL, limits, &instance);
}

static tw_err_t create(const char *file) {
    return create_of(load(file), NULL);
}

static void put_hash(const void *bytes, size_t size) {
    struct tw__sha256 hash;
    uint8_t sha256[32];
    tw__sha256_init(&hash);
    tw__sha256_add(&hash, bytes, (uint32_t)size);
    tw__sha256_end(&hash, sha256);
    build_section(&table, TW_GRANT_SHA256, sha256, sizeof sha256);
}

#define PING_DENIED                                                                            \
    "ping.wasm: DENIED: import hosted.pong is not granted: add functions = [\"hosted.pong\"] " \
    "under [grant.ping]"
#define HASH_DENIED                                                                   \
    ": DENIED: import hosted.pong is not granted: add functions = [\"hosted.pong\"] " \
    "under [grant.\"sha256:...\"]"

// ---- imports ----

static void test_grants_none_in_the_configuration_allow_all(void **state) {
    (void)state;
    make_engine(&ram.base, NULL);
    ok(create("ping.wasm"));
    tw_import_t import;
    tw_module_t *module = load("ping.wasm");
    assert_true(tw_module_import_at(module, 0, &import));
    ok(tw_grants_check_import(module, &import));
    expect(tw_grants_visit(engine, "ping.wasm", NULL, NULL), TW_ERR_STATE,
           "ping.wasm: STATE: there are no grants, it may use all: set config.grants");
    expect(tw_grants_store(engine, NULL, 0), TW_ERR_STATE,
           "grants: STATE: no grants, no filestore or not started: set config.grants and "
           "config.filestore, start the engine");
}

static void test_grants_without_a_table_deny_all(void **state) {
    (void)state;
    tw_grants_init(&grants, NULL, 0);
    make_engine(&ram.base, &grants);
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    ok(create("pure.wasm"));
    assert_string_equal(logged, "");
}

static void test_grants_deny_what_is_not_named(void **state) {
    (void)state;
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "hosted.ask");
    start();
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    ok(create("pure.wasm"));
    assert_int_equal(pongs, 0);
}

static void test_grants_allow_what_is_named(void **state) {
    (void)state;
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "clock.now");
    build_text(&table, NULL, "hosted.pong");
    start();
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    ok(tw_instance_create(load("ping.wasm"), NULL, NULL, &instance));
    ok(tw_instance_find_func(instance, "ping", &ping));
    ok(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    assert_int_equal(pongs, 1);
}

static void try_pattern(const char *kind, const char *pattern, tw_err_t wanted) {
    build_begin(&table);
    build_name(&table, "ping.wasm");
    build_text(&table, kind, pattern);
    start();
    tw_err_t err = create("ping.wasm");
    if (err != wanted) {
        print_error("%s = %s\n", kind, pattern);
    }
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
    tw_engine_stop(engine);
}

static void test_grants_a_pattern_is_all_of_a_module_or_one_of_it(void **state) {
    (void)state;
    static const char *const good[] = {"hosted.pong", "hosted.*", "*"};
    static const char *const bad[] = {"",
                                      "hosted",
                                      "hosted.",
                                      "hosted.pon",
                                      "hosted.pongs",
                                      "hosted.p*",
                                      "hoste.*",
                                      "hosted.pong.*",
                                      "host*",
                                      ".pong",
                                      "*.pong",
                                      "hostedd.pong",
                                      "Hosted.pong",
                                      "hosted..pong",
                                      "hosted*",
                                      " hosted.pong"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        try_pattern("functions", good[i], TW_ERR_OK);
        try_pattern("function", good[i], TW_ERR_DENIED);
        try_pattern("memories", good[i], TW_ERR_DENIED);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        try_pattern("functions", bad[i], TW_ERR_DENIED);
    }
    build_begin(&table);
    build_name(&table, "ping.wasm");
    build_range(&table, "functions", 0, UINT32_MAX, 0, UINT32_MAX);  // numbers are no names
    start();
    assert_int_equal(create("ping.wasm"), TW_ERR_DENIED);
}

static void test_grants_exports_of_instances_must_be_granted_by_kind(void **state) {
    (void)state;
    static const char *const kinds[] = {"functions", "tables", "memories", "globals"};
    static const char *const names[] = {"lend", "table", "memory", "global"};
    static const char *const sorted[] = {"functions", "globals", "memories", "tables"};
    for (size_t without = 0; without < 5; without++) {
        build_begin(&table);
        build_name(&table, "borrower.wasm");
        for (size_t i = 0; i < 4; i++) {
            if (without >= 4 || strcmp(sorted[i], kinds[without]) != 0) {
                build_text(&table, sorted[i], "lender.*");
            }
        }
        start();
        tw_instance_t *lender = NULL;
        ok(tw_instance_create(load("lender.wasm"), "lender", NULL, &lender));
        tw_err_t err = create("borrower.wasm");
        char text[200] = "";
        if (without < 4) {
            strcat(strcat(text, "borrower.wasm: DENIED: import lender."), names[without]);
            strcat(strcat(text, " is not granted: add "), kinds[without]);
            strcat(strcat(text, " = [\"lender."), names[without]);
            strcat(text, "\"] under [grant.borrower]");
        }
        expect(err, without < 4 ? TW_ERR_DENIED : TW_ERR_OK, text);
        tw_engine_stop(engine);
    }
}

static void test_grants_a_memory_of_its_own_needs_none(void **state) {
    (void)state;
    build_name(&table, "own_memory.wasm");
    start();
    ok(create("own_memory.wasm"));
}

static void test_grants_what_nobody_defines_stays_unlinkable(void **state) {
    (void)state;
    build_name(&table, "borrower.wasm");
    start();
    assert_int_equal(create("borrower.wasm"), TW_ERR_UNLINKABLE);
}

static void test_grants_lazy_links_go_round_nothing(void **state) {
    (void)state;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.link_lazily = true;
    start();
    assert_int_equal(create_of(load("ping.wasm"), &limits), TW_ERR_DENIED);
    // Of another type: a stub, which reaches nothing.
    tw_instance_t *instance = NULL;
    tw_func_t func;
    ok(tw_instance_create(load("lazy.wasm"), NULL, &limits, &instance));
    ok(tw_instance_find_func(instance, "call", &func));
    assert_int_equal(tw_instance_call(instance, func, NULL, 0, NULL, 0), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_UNLINKED_IMPORT);
    assert_int_equal(pongs, 0);
}

// ---- whose grants ----

static void test_grants_default_is_for_modules_without_a_section(void **state) {
    (void)state;
    build_default(&table);
    build_text(&table, "functions", "hosted.*");
    build_name(&table, "ping.wasm");
    start();
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);  // nothing is added up
    ok(create("asker.wasm"));
    tw_module_t *module = NULL;
    ok(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    ok(create_of(module, NULL));
    tw_module_set_name(module, "ping.wasm");
    expect(create_of(module, NULL), TW_ERR_DENIED, PING_DENIED);
}

static void test_grants_a_name_is_compared_whole(void **state) {
    (void)state;
    static const char *const names[] = {"ping.was", "ping.wasm2", "PING.WASM",
                                        "ing.wasm", "sha256:00",  "default"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        build_begin(&table);
        build_name(&table, names[i]);
        build_text(&table, "functions", "*");
        start();
        expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
        tw_engine_stop(engine);
    }
}

static void test_grants_bytes_without_a_name_have_no_name(void **state) {
    (void)state;
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "hosted.*");
    start();
    tw_module_t *module = NULL;
    ok(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    expect(create_of(module, NULL), TW_ERR_DENIED, "module" HASH_DENIED);
    tw_module_set_name(module, "ping.wasm");
    ok(create_of(module, NULL));
}

static void test_grants_a_hash_wins_over_a_name(void **state) {
    (void)state;
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "*");
    put_hash(ping_wasm, sizeof ping_wasm);
    start();
    expect(create("ping.wasm"), TW_ERR_DENIED, "ping.wasm" HASH_DENIED);
    tw_engine_stop(engine);
    build_begin(&table);
    build_default(&table);
    build_name(&table, "ping.wasm");
    put_hash(ping_wasm, sizeof ping_wasm);
    build_text(&table, "functions", "hosted.pong");
    start();
    ok(create("ping.wasm"));
    save("other.wasm", ping_wasm, sizeof ping_wasm);
    ok(create("other.wasm"));
}

static void test_grants_one_byte_more_is_another_module(void **state) {
    (void)state;
    uint8_t longer[sizeof ping_wasm + 3] = {0};
    memcpy(longer, ping_wasm, sizeof ping_wasm);
    longer[sizeof ping_wasm + 1] = 1;  // an empty custom section without a name
    put_hash(ping_wasm, sizeof ping_wasm);
    build_text(&table, "functions", "hosted.pong");
    start();
    save("longer.wasm", longer, sizeof longer);
    expect(create("longer.wasm"), TW_ERR_DENIED,
           "longer.wasm: DENIED: import hosted.pong is not granted: add functions = "
           "[\"hosted.pong\"] under [grant.longer]");
    ok(create("ping.wasm"));
}

static tw_module_t *stream(const uint8_t *bytes, size_t size, size_t piece) {
    tw_module_t *module = NULL;
    ok(tw_module_load_begin(engine, &module));
    for (size_t at = 0; at < size; at += piece) {
        ok(tw_module_feed(module, bytes + at, piece < size - at ? piece : size - at));
        ok(tw_module_feed(module, NULL, 0));
    }
    ok(tw_module_load_end(module));
    return module;
}

static void test_grants_a_streamed_module_is_known_by_its_bytes(void **state) {
    (void)state;
    put_hash(ping_wasm, sizeof ping_wasm);
    build_text(&table, "functions", "hosted.pong");
    start();
    for (size_t piece = 1; piece <= sizeof ping_wasm; piece++) {
        ok(create_of(stream(ping_wasm, sizeof ping_wasm, piece), NULL));
    }
    assert_int_equal(create_of(stream(asker_wasm, sizeof asker_wasm, 7), NULL), TW_ERR_DENIED);
}

// What was fed to a load that was given up is no part of the next module.
static void test_grants_an_abandoned_load_leaves_nothing(void **state) {
    (void)state;
    put_hash(ping_wasm, sizeof ping_wasm);
    build_text(&table, "functions", "hosted.pong");
    start();
    for (size_t size = 0; size <= sizeof ping_wasm; size++) {
        tw_module_t *module = NULL;
        ok(tw_module_load_begin(engine, &module));
        ok(tw_module_feed(module, ping_wasm, size));
        ok(tw_module_unload(module));
        ok(create_of(stream(ping_wasm, sizeof ping_wasm, 16), NULL));
        ok(tw_module_load_begin(engine, &module));
        assert_int_equal(tw_module_feed(module, "no module", 9), TW_ERR_MALFORMED);
        ok(tw_module_unload(module));
        restart();
    }
    // Two halves: the first given up, the second no module by itself.
    tw_module_t *half = NULL;
    ok(tw_module_load_begin(engine, &half));
    ok(tw_module_feed(half, ping_wasm, 20));
    ok(tw_module_unload(half));
    assert_int_equal(create_of(stream(asker_wasm, sizeof asker_wasm, 16), NULL), TW_ERR_DENIED);
}

// ---- limits ----

static tw_instance_t *create_pure(const tw_limits_t *limits) {
    tw_instance_t *instance = NULL;
    ok(tw_instance_create(load("pure.wasm"), NULL, limits, &instance));
    return instance;
}

static tw_err_t call(tw_instance_t *instance, const char *name, int32_t arg, bool has_result) {
    tw_func_t func;
    tw_value_t value = tw_value_i32(arg);
    tw_value_t result;
    ok(tw_instance_find_func(instance, name, &func));
    uint32_t count = tw_functype_param_count(func.type);
    return tw_instance_call(instance, func, &value, count, &result, has_result ? 1 : 0);
}

static void test_grants_lower_fuel(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "fuel", 500);
    start();
    tw_instance_t *instance = create_pure(NULL);
    assert_int_equal(call(instance, "spin", 0, false), TW_ERR_FUEL);
    tw_instance_cancel(instance);
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.fuel = TW_FUEL_ENDLESS;
    instance = create_pure(&limits);
    assert_int_equal(call(instance, "spin", 0, false), TW_ERR_FUEL);
    tw_instance_cancel(instance);
    limits.fuel = 3;  // less than is granted stays
    instance = create_pure(&limits);
    assert_int_equal(call(instance, "recurse", 0, true), TW_ERR_FUEL);
}

static void test_grants_lower_the_stack(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "stack_bytes", 512);
    start();
    tw_instance_t *instance = create_pure(NULL);
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    assert_int_equal(stats.stack_bytes, 512);
    ok(call(instance, "recurse", 3, true));
    assert_int_equal(call(instance, "recurse", 100, true), TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_CALL_STACK_EXHAUSTED);
}

static void test_grants_lower_memory(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "memory_bytes", 2048);
    build_number(&table, "memory_prefix_bytes", 1024);
    start();
    tw_instance_t *instance = create_pure(NULL);
    tw_instance_stats_t stats;
    tw_instance_get_stats(instance, &stats);
    assert_int_equal(stats.memory_backed_bytes, 1024);
    tw_err_t err = TW_ERR_OK;
    for (int32_t at = 1024; err == TW_ERR_OK && at < 65536; at += 256) {
        err = call(instance, "touch", at, false);
    }
    assert_int_equal(err, TW_ERR_TRAP);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_MEMORY_BUDGET_EXHAUSTED);
    tw_instance_get_stats(instance, &stats);
    assert_int_equal(stats.memory_backed_bytes, 2048);
}

static void test_grants_lower_tables(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "table_elements", 3);
    start();
    expect(create("pure.wasm"), TW_ERR_LIMIT,
           "pure.wasm: LIMIT: the module's tables begin with 4 elements, limits.table_elements is "
           "3: raise it");
}

static void test_grants_bound_code_by_name_and_by_hash(void **state) {
    (void)state;
    static const char by_name[] =
        "pure.wasm: DENIED: it has 47 B of code, 46 are granted: set code_bytes = 47 under "
        "[grant.pure]";
    build_name(&table, "pure.wasm");
    build_number(&table, "code_bytes", 46);
    start();
    tw_module_t *module = NULL;
    size_t used = tw_engine_arena_used(engine, NULL);
    expect(tw_module_load_file(engine, "pure.wasm", &module), TW_ERR_DENIED, by_name);
    assert_null(module);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    ok(tw_module_load(engine, pure_wasm, sizeof pure_wasm, &module));  // nobody knows it yet
    tw_module_set_name(module, "pure.wasm");
    expect(create_of(module, NULL), TW_ERR_DENIED, by_name);
    tw_engine_stop(engine);
    build_begin(&table);
    put_hash(pure_wasm, sizeof pure_wasm);
    build_number(&table, "code_bytes", 46);
    start();
    expect(tw_module_load(engine, pure_wasm, sizeof pure_wasm, &module), TW_ERR_DENIED,
           "module: DENIED: it has 47 B of code, 46 are granted: set code_bytes = 47 under "
           "[grant.\"sha256:...\"]");
    tw_engine_stop(engine);
    build_begin(&table);
    build_name(&table, "pure.wasm");
    build_number(&table, "code_bytes", 47);
    start();
    ok(create("pure.wasm"));
}

static void test_grants_bound_instances(void **state) {
    (void)state;
    static const char text[] =
        "pure.wasm: DENIED: 2 instances are there, 2 are granted: destroy one, or raise instances "
        "under [grant.pure]";
    build_default(&table);
    build_number(&table, "instances", 1);
    build_name(&table, "pure.wasm");
    build_number(&table, "instances", 2);
    start();
    tw_module_t *module = load("pure.wasm");
    tw_instance_t *first = NULL;
    ok(tw_instance_create(module, NULL, NULL, &first));
    ok(create("pure.wasm"));  // the file once more
    expect(create_of(module, NULL), TW_ERR_DENIED, text);
    ok(tw_instance_destroy(first));
    ok(create_of(module, NULL));
    expect(create("pure.wasm"), TW_ERR_DENIED, text);
    // [default] counts each module for itself.
    module = load("lender.wasm");
    ok(create_of(module, NULL));
    assert_int_equal(create_of(module, NULL), TW_ERR_DENIED);
    ok(create("own_memory.wasm"));
}

static void test_grants_lower_a_slice(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "fuel_per_slice", 100);
    scheduler = &tw_scheduler;
    start();
    tw_instance_t *instance = NULL;
    tw_func_t spin;
    tw_instance_stats_t stats;
    ok(tw_instance_create(load("pure.wasm"), NULL, NULL, &instance));
    ok(tw_instance_find_func(instance, "spin", &spin));
    ok(tw_instance_begin(instance, spin, NULL, 0, NULL, NULL));
    for (uint32_t turn = 1; turn <= 5; turn++) {
        assert_true(tw_engine_poll(engine, turn));
        tw_instance_get_stats(instance, &stats);
        assert_in_range(stats.fuel_used, 90 * turn, 100 * turn);
    }
}

static void test_grants_a_restart_is_no_further_instance(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "instances", 1);
    build_number(&table, "stack_bytes", 400);
    scheduler = &tw_scheduler;
    start();
    tw_instance_t *instance = NULL;
    tw_func_t forever;
    tw_instance_stats_t stats;
    const tw_restart_t once = {1, 1};
    ok(tw_instance_create(load("pure.wasm"), NULL, NULL, &instance));
    ok(tw_instance_find_func(instance, "forever", &forever));
    ok(tw_instance_set_restart(instance, &once));
    ok(tw_instance_begin(instance, forever, NULL, 0, NULL, NULL));
    for (uint32_t now_ms = 0; now_ms < 10; now_ms++) {
        (void)tw_engine_poll(engine, now_ms);
    }
    tw_instance_get_stats(instance, &stats);
    assert_int_equal(stats.traps, 2);
    assert_int_equal(stats.restarts, 1);
    assert_int_equal(stats.stack_bytes, 400);
    assert_int_equal(create("pure.wasm"), TW_ERR_DENIED);
}

static tw_err_t swapped;

static void note_swap(void *ctx, tw_instance_t *instance, tw_err_t err) {
    *(tw_instance_t **)ctx = instance;
    swapped = err;
}

// The new version has the grants of its own name or bytes, and there is one of it at a time.
static void test_grants_a_swap_is_no_further_instance(void **state) {
    (void)state;
    build_name(&table, "pure.wasm");
    build_number(&table, "instances", 1);
    scheduler = &tw_scheduler;
    start();
    tw_instance_t *instance = NULL;
    tw_module_t *module = load("pure.wasm");
    ok(tw_instance_create(module, "pure", NULL, &instance));
    swapped = TW_ERR_PENDING;
    ok(tw_instance_swap(instance, load("pure.wasm"), note_swap, &instance));
    for (uint32_t now_ms = 0; swapped == TW_ERR_PENDING && now_ms < 100; now_ms++) {
        (void)tw_engine_poll(engine, now_ms);
    }
    ok(swapped);
    assert_int_equal(create_of(module, NULL), TW_ERR_DENIED);
    assert_int_equal(tw_instance_swap(instance, load("ping.wasm"), note_swap, &instance),
                     TW_ERR_DENIED);
    ok(call(instance, "recurse", 1, true));  // the old one goes on
}

// ---- at call time ----

static tw_err_t ask(const char *kind, const char *text, uint32_t a, uint32_t b) {
    tw_instance_t *instance = NULL;
    tw_func_t func;
    tw_value_t result;
    question.kind = kind;
    question.text = text;
    question.a = a;
    question.b = b;
    ok(tw_instance_create(load("asker.wasm"), NULL, NULL, &instance));
    ok(tw_instance_find_func(instance, "ask", &func));
    tw_err_t err = tw_instance_call(instance, func, NULL, 0, &result, 1);
    assert_true(err != TW_ERR_OK || result.of.i32 == 1 || question.is_ignored);
    return err;
}

static void check_numbers(const char *kind, uint32_t a, uint32_t b, bool is_allowed) {
    tw_err_t err = ask(kind, NULL, a, b);
    if ((err == TW_ERR_OK) != is_allowed) {
        print_error("%s %u %u\n", kind, a, b);
    }
    assert_int_equal(err, is_allowed ? TW_ERR_OK : TW_ERR_TRAP);
}

static void test_grants_numbers_are_asked_for_at_call_time(void **state) {
    (void)state;
    build_name(&table, "asker.wasm");
    build_text(&table, "functions", "hosted.ask");
    build_range(&table, "gpio", 3, 3, 0, UINT32_MAX);
    build_range(&table, NULL, 10, 12, 0, UINT32_MAX);
    build_range(&table, "i2c", 0, 0, 0x48, 0x48);
    build_range(&table, NULL, 1, 1, 0, UINT32_MAX);
    build_range(&table, NULL, 2, 3, 0x10, 0x1f);
    build_range(&table, "uart", 0, UINT32_MAX, 0, UINT32_MAX);
    start();
    static const struct {
        const char *kind;
        uint32_t a;
        uint32_t b;
        bool is_allowed;
    } cases[] = {{"gpio", 3, TW_GRANT_NONE, true},
                 {"gpio", 2, TW_GRANT_NONE, false},
                 {"gpio", 4, TW_GRANT_NONE, false},
                 {"gpio", 9, TW_GRANT_NONE, false},
                 {"gpio", 10, TW_GRANT_NONE, true},
                 {"gpio", 12, TW_GRANT_NONE, true},
                 {"gpio", 13, TW_GRANT_NONE, false},
                 {"gpio", UINT32_MAX, TW_GRANT_NONE, false},
                 {"pin", 3, TW_GRANT_NONE, false},
                 {"pinss", 3, TW_GRANT_NONE, false},
                 {"adc", 3, TW_GRANT_NONE, false},
                 {"i2c", 0, 0x48, true},
                 {"i2c", 0, 0x47, false},
                 {"i2c", 0, 0x49, false},
                 {"i2c", 0, TW_GRANT_NONE, false},
                 {"i2c", 1, 0, true},
                 {"i2c", 1, 0x7f, true},
                 {"i2c", 1, TW_GRANT_NONE, true},
                 {"i2c", 2, 0x10, true},
                 {"i2c", 3, 0x1f, true},
                 {"i2c", 3, 0x20, false},
                 {"i2c", 4, 0x10, false},
                 {"uart", 0, TW_GRANT_NONE, true},
                 {"uart", UINT32_MAX, 5, true},
                 {"functions", 0, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_numbers(cases[i].kind, cases[i].a, cases[i].b, cases[i].is_allowed);
        restart();
    }
}

static void check_text(const char *kind, const char *text, bool is_allowed) {
    tw_err_t err = ask(kind, text, 0, 0);
    if ((err == TW_ERR_OK) != is_allowed) {
        print_error("%s %s\n", kind, text);
    }
    assert_int_equal(err, is_allowed ? TW_ERR_OK : TW_ERR_TRAP);
    restart();
}

static void test_grants_texts_are_asked_for_at_call_time(void **state) {
    (void)state;
    build_name(&table, "asker.wasm");
    build_text(&table, "ble", "*");
    build_text(&table, "files", "data.txt");
    build_text(&table, NULL, "log-*");
    build_text(&table, "functions", "hosted.ask");
    build_text(&table, "hosts", "broker.local:1883");
    build_range(&table, "x_motor", 0, UINT32_MAX, 0, UINT32_MAX);
    start();
    check_text("files", "data.txt", true);
    check_text("files", "data.tx", false);
    check_text("files", "data.txt2", false);
    check_text("files", "", false);
    check_text("files", "log-1", true);
    check_text("files", "log-", true);
    check_text("files", "log", false);
    check_text("files", "alog-1", false);
    check_text("hosts", "broker.local:1883", true);
    check_text("hosts", "broker.local:18830", false);
    check_text("hosts", "data.txt", false);
    check_text("ble", "", true);
    check_text("ble", "anything", true);
    check_text("wifi", "anything", false);
    check_text("x_motor", "1", false);
}

// The guest traps; the fault has the code of what it was refused for.
static void expect_denied(tw_err_t err, const char *text) {
    assert_int_equal(err, TW_ERR_TRAP);
    assert_string_equal(tw_engine_fault(engine)->text, text);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_DENIED);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
}

static void test_grants_a_question_that_is_denied_says_which_line_is_missing(void **state) {
    (void)state;
    build_name(&table, "asker.wasm");
    build_text(&table, "functions", "hosted.ask");
    start();
    expect_denied(ask("gpio", NULL, 3, TW_GRANT_NONE),
                  "asker.wasm: DENIED: pin 3 by 'asker.wasm': add gpio = [3] under [grant.asker]");
    expect_denied(ask("i2c", NULL, 0, 0x48),
                  "asker.wasm: DENIED: i2c 0:0x48 by 'asker.wasm': add i2c = [\"0:0x48\"] under "
                  "[grant.asker]");
    expect_denied(ask("files", "a.txt", 0, 0),
                  "asker.wasm: DENIED: files a.txt by 'asker.wasm': add files = [\"a.txt\"] under "
                  "[grant.asker]");
    question.is_ignored = true;  // the host function answers the guest itself
    ok(ask("gpio", NULL, 3, TW_GRANT_NONE));
}

static void test_grants_without_grants_every_question_is_allowed(void **state) {
    (void)state;
    make_engine(&ram.base, NULL);
    ok(ask("gpio", NULL, 3, TW_GRANT_NONE));
    ok(ask("files", "a.txt", 0, 0));
}

// ---- stored tables ----

static void grant_pong(const char *name) {
    build_begin(&table);
    build_name(&table, name);
    build_text(&table, "functions", "hosted.pong");
    build_end(&table);
}

static void try_stored(tw_filestore_t *fs) {
    static uint8_t copy[BUILT_BYTES];
    tw_grants_init(&grants, NULL, 0);
    make_engine(fs, &grants);
    size_t used = tw_engine_arena_used(engine, NULL);
    ok(tw_filestore_save(fs, "ping.wasm", ping_wasm, sizeof ping_wasm));
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    grant_pong("ping.wasm");
    memcpy(copy, table.bytes, table.size);
    expect(tw_grants_store(engine, copy, table.size), TW_ERR_STATE,
           "grants: STATE: ping.wasm is loaded: unload all modules before");
    restart();
    ok(tw_grants_store(engine, copy, table.size));
    memset(copy, 0, sizeof copy);  // nothing of it is borrowed
    ok(create("ping.wasm"));
    restart();
    ok(create("ping.wasm"));
    restart();
    grant_pong("pong.wasm");
    ok(tw_grants_store(engine, table.bytes, table.size));
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    restart();
    ok(tw_grants_store(engine, NULL, 0));
    ok(tw_grants_store(engine, NULL, 0));  // twice does no harm
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    restart();
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    tw_engine_stop(engine);
}

static void test_grants_are_kept_in_a_ram_filestore(void **state) {
    (void)state;
    try_stored(&ram.base);
}

static struct nor nor;

static void try_flash(uint32_t image_blocks) {
    static tw_filestore_flash_t flash;
    static _Alignas(8) uint8_t work[4096];
    nor_init(&nor, 512, 40, 4);
    const tw_filestore_flash_config_t config = {&nor.base, image_blocks, 0, work, sizeof work};
    ok(tw_filestore_flash_init(&flash, &config));
    ok(tw_filestore_format(&flash.base));
    try_stored(&flash.base);
    assert_int_equal(nor.mistakes, 0);
}

static void test_grants_are_kept_in_littlefs(void **state) {
    (void)state;
    try_flash(0);
}

static void test_grants_are_kept_in_the_image_area(void **state) {
    (void)state;
    try_flash(16);
}

static void test_grants_stored_ones_take_the_place_of_the_given(void **state) {
    (void)state;
    static struct built given;
    grant_pong("ping.wasm");
    given = table;
    tw_grants_init(&grants, given.bytes, given.size);
    make_engine(&ram.base, &grants);
    ok(create("ping.wasm"));
    restart();
    grant_pong("other.wasm");
    ok(tw_grants_store(engine, table.bytes, table.size));
    expect(create("ping.wasm"), TW_ERR_DENIED, PING_DENIED);
    restart();
    ok(tw_grants_store(engine, NULL, 0));
    ok(create("ping.wasm"));
}

static void test_grants_a_damaged_table_is_not_stored(void **state) {
    (void)state;
    tw_grants_init(&grants, NULL, 0);
    make_engine(&ram.base, &grants);
    grant_pong("ping.wasm");
    ok(tw_grants_store(engine, table.bytes, table.size));
    table.bytes[25] ^= 1;
    expect(tw_grants_store(engine, table.bytes, table.size), TW_ERR_CORRUPT,
           "grants: CORRUPT: its check does not fit its bytes: compile or send the grants again");
    assert_int_equal(tw_grants_store(engine, "x", 1), TW_ERR_CORRUPT);
    ok(create("ping.wasm"));
}

// Through the store's table of operations, as flash that wears out would do.
static void damage_stored(const void *bytes, uint32_t size) {
    ok(tw_filestore_mount(&ram.base));
    ok(ram.base.ops->save_begin(&ram.base, ".grants", size));
    ok(ram.base.ops->save_write(&ram.base, bytes, size));
    ok(ram.base.ops->save_commit(&ram.base));
    tw_filestore_unmount(&ram.base);
}

static void test_grants_damaged_in_the_filestore_deny_all(void **state) {
    (void)state;
    static struct built given;
    grant_pong("ping.wasm");
    given = table;
    for (size_t bit = 0; bit < 8 * given.size; bit++) {
        table.bytes[bit / 8] = given.bytes[bit / 8] ^ (uint8_t)(1u << bit % 8);
        damage_stored(table.bytes, (uint32_t)given.size);
        table.bytes[bit / 8] = given.bytes[bit / 8];
        tw_grants_init(&grants, given.bytes, given.size);
        logged[0] = '\0';
        make_engine(&ram.base, &grants);
        assert_memory_equal(logged, "grants: CORRUPT: ", 17);
        assert_int_equal(create("ping.wasm"), TW_ERR_DENIED);
        assert_int_equal(create("pure.wasm"), TW_ERR_DENIED);
        tw_engine_stop(engine);
    }
    make_engine(&ram.base, &grants);
    expect(create("ping.wasm"), TW_ERR_DENIED,
           "ping.wasm: DENIED: the grants are damaged, its check does not fit its bytes: store "
           "them again");
    assert_string_equal(logged,
                        "grants: CORRUPT: its check does not fit its bytes, nothing is "
                        "granted: store them again");
    expect(tw_grants_visit(engine, "ping.wasm", NULL, NULL), TW_ERR_CORRUPT,
           "ping.wasm: CORRUPT: its check does not fit its bytes, nothing is granted: store them "
           "again");
    restart();
    ok(tw_grants_store(engine, given.bytes, given.size));
    ok(create("ping.wasm"));
}

static void test_grants_damaged_in_the_firmware_deny_all(void **state) {
    (void)state;
    grant_pong("ping.wasm");
    table.bytes[25] ^= 1;
    tw_grants_init(&grants, table.bytes, table.size);
    make_engine(&ram.base, &grants);
    assert_int_equal(create("pure.wasm"), TW_ERR_DENIED);
}

static void test_grants_that_cannot_be_read_deny_all(void **state) {
    (void)state;
    static uint8_t large[TW_GRANT_TABLE_BYTES / 2];
    grant_pong("ping.wasm");
    damage_stored(large, sizeof large);
    tw_grants_init(&grants, table.bytes, table.size);
    make_engine(&ram.base, &grants);
    assert_int_equal(create("pure.wasm"), TW_ERR_DENIED);
    tw_engine_stop(engine);
    damage_stored("", 0);
    ok(tw_engine_start(engine));
    assert_int_equal(create("pure.wasm"), TW_ERR_DENIED);
}

static void test_grants_a_store_that_is_full_keeps_the_old_ones(void **state) {
    (void)state;
    static uint8_t rest[sizeof buffer];
    tw_grants_init(&grants, NULL, 0);
    make_engine(&ram.base, &grants);
    grant_pong("ping.wasm");
    ok(tw_grants_store(engine, table.bytes, table.size));
    uint32_t total = 0;
    uint32_t left = 0;
    ok(tw_filestore_space(&ram.base, &total, &left));
    save("rest", rest, left - 40);
    expect(tw_grants_store(engine, table.bytes, table.size), TW_ERR_NOSPC,
           "grants: NOSPC: filestore ram does not take them: remove a file");
    ok(create("ping.wasm"));
    restart();
    ok(tw_filestore_remove(&ram.base, "rest"));
    ok(tw_filestore_save_begin(&ram.base, "other", 4));
    expect(tw_grants_store(engine, table.bytes, table.size), TW_ERR_BUSY,
           "grants: BUSY: filestore ram does not take them: try again, check the device");
    tw_filestore_save_abort(&ram.base);
    ok(tw_grants_store(engine, table.bytes, table.size));
    ok(create("ping.wasm"));
}

// ---- what is shown ----

struct text {
    char bytes[1024];
    size_t size;
};

static void write_text(void *ctx, const char *piece) {
    struct text *text = ctx;
    size_t size = strlen(piece);
    memcpy(text->bytes + text->size, piece, size + 1);
    text->size += size;
}

static void expect_shown(const char *name, const char *wanted) {
    struct text text = {.size = 0};
    ok(tw_grants_visit(engine, name, write_text, &text));
    assert_string_equal(text.bytes, wanted);
}

static void test_grants_of_a_module_can_be_shown(void **state) {
    (void)state;
    build_name(&table, "ping.wasm");
    build_text(&table, "functions", "hosted.pong");
    put_hash(pure_wasm, sizeof pure_wasm);
    build_number(&table, "fuel", 7);
    start();
    expect_shown("ping.wasm", "[grant.ping]\nfunctions = [\"hosted.pong\"]\n");
    load("ping.wasm");
    expect_shown("ping.wasm", "[grant.ping]\nfunctions = [\"hosted.pong\"]\n");
    struct text by_file = {.size = 0};
    ok(tw_grants_visit(engine, "pure.wasm", write_text, &by_file));  // by the file's hash
    assert_non_null(strstr(by_file.bytes, "[grant.\"sha256:"));
    assert_non_null(strstr(by_file.bytes, "\"]\nfuel = 7\n"));
    load("pure.wasm");
    expect_shown("pure.wasm", by_file.bytes);
    struct text none = {.size = 0};
    expect(tw_grants_visit(engine, "asker.wasm", write_text, &none), TW_ERR_NOENT,
           "asker.wasm: NOENT: nothing is granted to it: add [grant.asker]");
    assert_int_equal(none.size, 0);
}

static void test_grants_an_import_can_be_asked_for(void **state) {
    (void)state;
    build_name(&table, "asker.wasm");
    build_text(&table, "functions", "hosted.ask");
    start();
    tw_import_t import;
    tw_module_t *ping = load("ping.wasm");
    tw_module_t *asker = load("asker.wasm");
    assert_true(tw_module_import_at(ping, 0, &import));
    expect(tw_grants_check_import(ping, &import), TW_ERR_DENIED, PING_DENIED);
    assert_true(tw_module_import_at(asker, 0, &import));
    ok(tw_grants_check_import(asker, &import));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_grants_none_in_the_configuration_allow_all),
        TEST(test_grants_without_a_table_deny_all),
        TEST(test_grants_deny_what_is_not_named),
        TEST(test_grants_allow_what_is_named),
        TEST(test_grants_a_pattern_is_all_of_a_module_or_one_of_it),
        TEST(test_grants_exports_of_instances_must_be_granted_by_kind),
        TEST(test_grants_a_memory_of_its_own_needs_none),
        TEST(test_grants_what_nobody_defines_stays_unlinkable),
        TEST(test_grants_lazy_links_go_round_nothing),
        TEST(test_grants_default_is_for_modules_without_a_section),
        TEST(test_grants_a_name_is_compared_whole),
        TEST(test_grants_bytes_without_a_name_have_no_name),
        TEST(test_grants_a_hash_wins_over_a_name),
        TEST(test_grants_one_byte_more_is_another_module),
        TEST(test_grants_a_streamed_module_is_known_by_its_bytes),
        TEST(test_grants_an_abandoned_load_leaves_nothing),
        TEST(test_grants_lower_fuel),
        TEST(test_grants_lower_the_stack),
        TEST(test_grants_lower_memory),
        TEST(test_grants_lower_tables),
        TEST(test_grants_bound_code_by_name_and_by_hash),
        TEST(test_grants_bound_instances),
        TEST(test_grants_lower_a_slice),
        TEST(test_grants_a_restart_is_no_further_instance),
        TEST(test_grants_a_swap_is_no_further_instance),
        TEST(test_grants_numbers_are_asked_for_at_call_time),
        TEST(test_grants_texts_are_asked_for_at_call_time),
        TEST(test_grants_a_question_that_is_denied_says_which_line_is_missing),
        TEST(test_grants_without_grants_every_question_is_allowed),
        TEST(test_grants_are_kept_in_a_ram_filestore),
        TEST(test_grants_are_kept_in_littlefs),
        TEST(test_grants_are_kept_in_the_image_area),
        TEST(test_grants_stored_ones_take_the_place_of_the_given),
        TEST(test_grants_a_damaged_table_is_not_stored),
        TEST(test_grants_damaged_in_the_filestore_deny_all),
        TEST(test_grants_damaged_in_the_firmware_deny_all),
        TEST(test_grants_that_cannot_be_read_deny_all),
        TEST(test_grants_a_store_that_is_full_keeps_the_old_ones),
        TEST(test_grants_of_a_module_can_be_shown),
        TEST(test_grants_an_import_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
