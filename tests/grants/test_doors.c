// needs: base core interp engine filestore dir flash
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The doors to the engine's own files: every function that takes a name, over every filestore, with
// every name that somebody might try. What must not be reached is `.grants`; after each attempt it
// is what it was, and no function has said a word of it.

#define _POSIX_C_SOURCE 200809L

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "build_table.h"
#include "nor.h"
#include "tinywasm/dir.h"
#include "tinywasm/flash.h"
#include "tinywasm/tinywasm.h"

#include "ping_wasm.h"

// ---- the stores ----

struct store {
    tw_filestore_t *fs;
    bool is_writable;
};

static char folder[4096];
static struct built secret;  // what is in .grants
static const char kept[] = "what was kept of its code";
static struct nor nor;

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

// As the engine does it.
static void put_protected(tw_filestore_t *fs, const char *name, const void *bytes, size_t size) {
    ok(fs->ops->save_begin(fs, name, (uint32_t)size));
    ok(fs->ops->save_write(fs, bytes, (uint32_t)size));
    ok(fs->ops->save_commit(fs));
}

static void build_secret(void) {
    build_begin(&secret);
    build_name(&secret, "ping.wasm");
    build_text(&secret, "functions", "hosted.pong");
    build_end(&secret);
}

static int set_up(void **state, struct store *store) {
    *state = store;
    if (store->is_writable) {
        ok(tw_filestore_save(store->fs, "a", "apple", 5));
        put_protected(store->fs, ".grants", secret.bytes, secret.size);
        put_protected(store->fs, ".autostart", "a\n", 2);
        put_protected(store->fs, ".~a", kept, sizeof kept);
    }
    return 0;
}

static int set_up_ram(void **state) {
    static tw_filestore_ram_t ram;
    static _Alignas(4) uint8_t buffer[8192];
    static struct store store = {&ram.base, true};
    build_secret();
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    ok(tw_filestore_mount(&ram.base));
    return set_up(state, &store);
}

static int set_up_rom(void **state) {
    static tw_filestore_rom_t rom;
    static struct store store = {&rom.base, false};
    static tw_rom_file_t files[4];
    build_secret();
    files[0] = (tw_rom_file_t){"a", "apple", 5};
    files[1] = (tw_rom_file_t){".grants", secret.bytes, (uint32_t)secret.size};
    files[2] = (tw_rom_file_t){".autostart", "a\n", 2};
    files[3] = (tw_rom_file_t){".~a", kept, sizeof kept};
    tw_filestore_rom_init(&rom, files, 4);
    ok(tw_filestore_mount(&rom.base));
    return set_up(state, &store);
}

static int set_up_dir(void **state) {
    static tw_filestore_dir_t dir;
    static struct store store = {&dir.base, true};
    static char path[sizeof folder + 16];
    build_secret();
    snprintf(path, sizeof path, "%s/doors.dir", folder);
    tw_filestore_dir_init(&dir, path, 8192);
    ok(tw_filestore_format(&dir.base));
    ok(tw_filestore_mount(&dir.base));
    return set_up(state, &store);
}

static int set_up_flash(void **state, uint32_t image_blocks) {
    static tw_filestore_flash_t flash;
    static struct store store = {&flash.base, true};
    static _Alignas(8) uint8_t work[4096];
    build_secret();
    nor_init(&nor, 512, 40, 4);
    const tw_filestore_flash_config_t config = {&nor.base, image_blocks, 0, work, sizeof work};
    ok(tw_filestore_flash_init(&flash, &config));
    ok(tw_filestore_format(&flash.base));
    ok(tw_filestore_mount(&flash.base));
    return set_up(state, &store);
}

static int set_up_littlefs(void **state) {
    return set_up_flash(state, 0);
}

static int set_up_image(void **state) {
    return set_up_flash(state, 16);
}

static int tear_down(void **state) {
    tw_filestore_unmount(((struct store *)*state)->fs);
    return 0;
}

static int tear_down_flash(void **state) {
    tear_down(state);
    return (int)nor.mistakes;
}

// ---- the names ----

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X300 X50 X50 X50 X50 X50 X50
#define DOOR(name) name,

static const char *const names[] = {
#include "door_names.def"
};

static void expect_intact(tw_filestore_t *fs) {
    uint8_t bytes[BUILT_BYTES];
    uint32_t size = 0;
    ok(fs->ops->read(fs, ".grants", 0, bytes, sizeof bytes, &size));
    assert_int_equal(size, secret.size);
    assert_memory_equal(bytes, secret.bytes, size);
}

// It gives way to saves: only doors that are shut leave it.
static void expect_kept(tw_filestore_t *fs) {
    char bytes[sizeof kept];
    uint32_t size = 0;
    ok(fs->ops->read(fs, ".~a", 0, bytes, sizeof bytes, &size));
    assert_int_equal(size, sizeof kept);
    assert_memory_equal(bytes, kept, size);
}

static void expect_refused(const char *door, const char *name, tw_err_t err) {
    if (err != TW_ERR_DENIED && err != TW_ERR_INVAL) {
        print_error("%s of '%s' answers %s\n", door, name, tw_err_name(err));
        fail();
    }
}

static void try_name(tw_filestore_t *fs, const char *name) {
    uint8_t bytes[64] = {0};
    uint8_t nothing[64] = {0};
    uint32_t size = 7;
    tw_fileinfo_t info = {NULL, 0};
    expect_refused("stat", name, tw_filestore_stat(fs, name, &info));
    assert_int_equal(info.size, 0);
    expect_refused("read", name, tw_filestore_read(fs, name, 0, bytes, sizeof bytes, &size));
    assert_int_equal(size, 0);
    expect_refused("hash", name, tw_filestore_hash(fs, name, bytes));
    assert_memory_equal(bytes, nothing, sizeof bytes);
    expect_refused("save", name, tw_filestore_save(fs, name, "evil", 4));
    expect_refused("save", name, tw_filestore_save(fs, name, NULL, 0));
    expect_refused("save_begin", name, tw_filestore_save_begin(fs, name, 4));
    expect_refused("save_begin", name,
                   tw_filestore_save_begin(fs, name, TW_FILESTORE_SIZE_UNKNOWN));
    assert_int_equal(tw_filestore_save_write(fs, "evil", 4), TW_ERR_STATE);
    assert_int_equal(tw_filestore_save_commit(fs), TW_ERR_STATE);
    expect_refused("remove", name, tw_filestore_remove(fs, name));
    assert_null(tw_filestore_map(fs, name, &size));
    tw_filestore_unmap(fs, name);
    expect_intact(fs);
    expect_kept(fs);
}

static void test_doors_of_a_filestore_refuse_every_such_name(void **state) {
    tw_filestore_t *fs = ((struct store *)*state)->fs;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        try_name(fs, names[i]);
    }
    for (unsigned byte = 1; byte < 256; byte++) {  // no byte before it makes it another name
        const char name[] = {(char)byte, '.', 'g', 'r', 'a', 'n', 't', 's', '\0'};
        tw_fileinfo_t info = {NULL, 0};
        assert_int_not_equal(tw_filestore_stat(fs, name, &info), TW_ERR_OK);
    }
    const char with_nul[] = {'.', 'g', 'r', 'a', 'n', 't', 's', '\0', 'a', '\0'};
    try_name(fs, with_nul);
    assert_int_equal(tw_filestore_stat(fs, NULL, &(tw_fileinfo_t){NULL, 0}), TW_ERR_INVAL);
}

struct listed {
    uint32_t count;
    bool has_a;
};

static bool note_listed(void *ctx, const tw_fileinfo_t *info) {
    struct listed *listed = ctx;
    assert_int_not_equal(info->name[0], '.');
    listed->count++;
    listed->has_a = listed->has_a || strcmp(info->name, "a") == 0;
    return true;
}

static void test_doors_a_list_does_not_show_protected_files(void **state) {
    tw_filestore_t *fs = ((struct store *)*state)->fs;
    struct listed listed = {0, false};
    ok(tw_filestore_list(fs, note_listed, &listed));
    assert_int_equal(listed.count, 1);
    assert_true(listed.has_a);
}

// What lies in the store belongs to the store: after a mount nothing is written over it.
static void test_doors_protected_files_keep_their_room(void **state) {
    const struct store *store = *state;
    tw_filestore_t *fs = store->fs;
    static const uint8_t filling[256] = {1};
    tw_filestore_unmount(fs);
    ok(tw_filestore_mount(fs));
    expect_intact(fs);
    tw_err_t err = store->is_writable ? TW_ERR_OK : TW_ERR_NOSPC;
    for (unsigned i = 0; err == TW_ERR_OK && i < 1000; i++) {
        char name[16];
        snprintf(name, sizeof name, "fill%u", i);
        err = tw_filestore_save(fs, name, filling, sizeof filling);
    }
    assert_int_equal(err, TW_ERR_NOSPC);
    expect_intact(fs);
    tw_filestore_unmount(fs);
    ok(tw_filestore_mount(fs));
    expect_intact(fs);
}

// A save that was begun under another name cannot be turned to a protected one.
static void test_doors_a_begun_save_keeps_its_name(void **state) {
    const struct store *store = *state;
    tw_filestore_t *fs = store->fs;
    char name[] = "b";
    if (!store->is_writable) {
        assert_int_equal(tw_filestore_save_begin(fs, name, 4), TW_ERR_DENIED);
        return;
    }
    ok(tw_filestore_save_begin(fs, name, 4));
    expect_refused("save_begin", ".grants", tw_filestore_save_begin(fs, ".grants", 4));
    name[0] = '.';  // not borrowed
    ok(tw_filestore_save_write(fs, "evil", 4));
    ok(tw_filestore_save_commit(fs));
    expect_intact(fs);
    tw_fileinfo_t info = {NULL, 0};
    ok(tw_filestore_stat(fs, "b", &info));
    assert_int_equal(info.size, 4);
}

// ---- a module and its host functions ----

static tw_engine_t *engine;
static tw_filestore_t *guest_store;
static tw_err_t tried[8];

// What a careless application would offer: all that the filestore and the engine can do, with any
// name. It is called from the module.
static tw_err_t host_pong(tw_call_t *call) {
    tw_module_t *module = NULL;
    uint32_t size = 0;
    uint8_t byte = 0;
    (void)call;
    tried[0] = tw_filestore_save(guest_store, ".grants", "evil", 4);
    tried[1] = tw_filestore_save_begin(guest_store, ".grants", 4);
    tried[2] = tw_filestore_remove(guest_store, ".grants");
    tried[3] = tw_filestore_read(guest_store, ".grants", 0, &byte, 1, &size);
    tried[4] = tw_grants_store(engine, NULL, 0);
    tried[5] = tw_grants_store(engine, secret.bytes, secret.size);
    tried[6] = tw_module_load_file(engine, ".grants", &module);
    tried[7] = tw_filestore_format(guest_store);
    return TW_ERR_OK;
}

static const tw_host_func_t hosted_funcs[] = {{"pong", "()", host_pong}};
static const tw_host_module_t hosted = {"hosted", hosted_funcs, 1, NULL};

static void test_doors_a_module_cannot_write_its_grants(void **state) {
    const struct store *store = *state;
    static _Alignas(16) uint8_t arena[65536];
    static tw_grants_t grants;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    tw_grants_init(&grants, NULL, 0);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = guest_store = store->fs;
    config.grants = &grants;
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_host_module(engine, &hosted));
    ok(tw_engine_start(engine));
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load_file(engine, ".grants", &module), TW_ERR_DENIED);
    assert_int_equal(tw_module_load_file(engine, "a/../.grants", &module), TW_ERR_INVAL);
    ok(tw_module_load(engine, ping_wasm, sizeof ping_wasm, &module));
    tw_module_set_name(module, "ping.wasm");
    tw_instance_t *instance = NULL;
    tw_func_t ping;
    ok(tw_instance_create(module, NULL, NULL, &instance));
    ok(tw_instance_find_func(instance, "ping", &ping));
    ok(tw_instance_call(instance, ping, NULL, 0, NULL, 0));
    for (unsigned i = 0; i < 8; i++) {
        bool is_state = i == 4 || i == 5 || i == 6 || i == 7;
        assert_string_equal(tw_err_name(tried[i]), is_state ? "TW_ERR_STATE" : "TW_ERR_DENIED");
    }
    expect_intact(store->fs);
    tw_engine_stop(engine);
    expect_intact(store->fs);
}

// ---- a folder of the PC ----

static void test_doors_of_a_folder_follow_no_link(void **state) {
    tw_filestore_t *fs = ((struct store *)*state)->fs;
    char base[sizeof folder + 16];
    char path[sizeof base + 16];
    snprintf(base, sizeof base, "%s/doors.dir", folder);
    snprintf(path, sizeof path, "%s/link", base);
    unlink(path);
    assert_int_equal(symlink(".grants", path), 0);
    uint8_t bytes[64];
    uint32_t size = 0;
    tw_fileinfo_t info = {NULL, 0};
    assert_int_not_equal(tw_filestore_stat(fs, "link", &info), TW_ERR_OK);
    assert_int_not_equal(tw_filestore_read(fs, "link", 0, bytes, sizeof bytes, &size), TW_ERR_OK);
    assert_int_equal(size, 0);
    assert_int_not_equal(tw_filestore_hash(fs, "link", bytes), TW_ERR_OK);
    assert_null(tw_filestore_map(fs, "link", &size));
    assert_int_equal(tw_filestore_remove(fs, "link"), TW_ERR_NOENT);
    ok(tw_filestore_save(fs, "link", "evil", 4));  // takes the link's place, not its target's
    expect_intact(fs);
    ok(tw_filestore_remove(fs, "link"));
    expect_intact(fs);
    snprintf(path, sizeof path, "%s/folder", base);
    (void)mkdir(path, 0777);
    assert_int_not_equal(tw_filestore_read(fs, "folder", 0, bytes, sizeof bytes, &size), TW_ERR_OK);
    assert_int_not_equal(tw_filestore_save(fs, "folder", "evil", 4), TW_ERR_OK);
    rmdir(path);
    expect_intact(fs);
}

#define TESTS_OF(store, down)                                                                      \
    {"test_doors_of_a_filestore_refuse_every_such_name_" #store,                                   \
     test_doors_of_a_filestore_refuse_every_such_name, set_up_##store, down, NULL},                \
        {"test_doors_a_list_does_not_show_protected_files_" #store,                                \
         test_doors_a_list_does_not_show_protected_files, set_up_##store, down, NULL},             \
        {"test_doors_protected_files_keep_their_room_" #store,                                     \
         test_doors_protected_files_keep_their_room, set_up_##store, down, NULL},                  \
        {"test_doors_a_begun_save_keeps_its_name_" #store, test_doors_a_begun_save_keeps_its_name, \
         set_up_##store, down, NULL},                                                              \
    {                                                                                              \
        "test_doors_a_module_cannot_write_its_grants_" #store,                                     \
            test_doors_a_module_cannot_write_its_grants, set_up_##store, down, NULL                \
    }

int main(int argc, char **argv) {
    (void)argc;
    const char *slash = strrchr(argv[0], '/');
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - argv[0]),
             slash == NULL ? "." : argv[0]);
    const struct CMUnitTest tests[] = {
        TESTS_OF(ram, tear_down),
        TESTS_OF(rom, tear_down),
        TESTS_OF(dir, tear_down),
        TESTS_OF(littlefs, tear_down_flash),
        TESTS_OF(image, tear_down_flash),
        cmocka_unit_test_setup_teardown(test_doors_of_a_folder_follow_no_link, set_up_dir,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
