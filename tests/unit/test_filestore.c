// needs: base filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The kit that every filestore must pass, run over ram and rom; what a read-only store cannot do it
// must deny. Then what is ram's own: holes, moves, mappings.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/filestore.h"

// A store with the files "a" (5 bytes), "empty" (0) and "long" (300 bytes: 0, 1, 2 ...).
struct kit {
    tw_filestore_t *fs;
    bool is_writable;
};

static uint8_t long_bytes[300];
static tw_filestore_ram_t ram;
static tw_filestore_rom_t rom;
static _Alignas(4) uint8_t ram_buffer[1024];

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}
static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

static void fill_long(void) {
    for (size_t i = 0; i < sizeof long_bytes; i++) {
        long_bytes[i] = (uint8_t)i;
    }
}

static int set_up_ram(void **state) {
    static struct kit kit = {&ram.base, true};
    fill_long();
    tw_filestore_ram_init(&ram, ram_buffer, sizeof ram_buffer);
    ok(tw_filestore_mount(&ram.base));
    ok(tw_filestore_save(&ram.base, "a", "apple", 5));
    ok(tw_filestore_save(&ram.base, "empty", NULL, 0));
    ok(tw_filestore_save(&ram.base, "long", long_bytes, sizeof long_bytes));
    *state = &kit;
    return 0;
}

static int set_up_rom(void **state) {
    static struct kit kit = {&rom.base, false};
    static const tw_rom_file_t files[] = {
        {"a", "apple", 5}, {"empty", "", 0}, {"long", long_bytes, sizeof long_bytes}};
    fill_long();
    tw_filestore_rom_init(&rom, files, 3);
    ok(tw_filestore_mount(&rom.base));
    *state = &kit;
    return 0;
}

static tw_filestore_t *fs_of(void **state) {
    return ((struct kit *)*state)->fs;
}

static bool is_writable(void **state) {
    return ((struct kit *)*state)->is_writable;
}

// ---- the kit ----

static bool ignore(void *ctx, const tw_fileinfo_t *info) {
    (void)ctx;
    (void)info;
    return true;
}

static void test_filestore_refuses_all_while_not_mounted(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_fileinfo_t info;
    uint8_t byte = 0;
    uint32_t size = 0;
    uint32_t more = 0;
    expect(tw_filestore_mount(fs), TW_ERR_STATE);
    tw_filestore_unmount(fs);
    tw_filestore_unmount(fs);
    expect(tw_filestore_list(fs, ignore, NULL), TW_ERR_STATE);
    expect(tw_filestore_stat(fs, "a", &info), TW_ERR_STATE);
    expect(tw_filestore_read(fs, "a", 0, &byte, 1, &size), TW_ERR_STATE);
    expect(tw_filestore_save(fs, "a", &byte, 1), TW_ERR_STATE);
    expect(tw_filestore_remove(fs, "a"), TW_ERR_STATE);
    expect(tw_filestore_space(fs, &size, &more), TW_ERR_STATE);
    assert_null(tw_filestore_map(fs, "a", &size));
    tw_filestore_unmap(fs, "a");
    ok(tw_filestore_mount(fs));
    ok(tw_filestore_stat(fs, "a", &info));
}

static void test_filestore_refuses_names_that_are_not_its_own(void **state) {
    tw_filestore_t *fs = fs_of(state);
    static const char *const bad[] = {
        NULL,       "",
        "a/b",      "/",
        "a\n",      "\x7f",
        "\xc3\xa4", "1234567890123456789012345678901234567890123456789012345678901234"};
    tw_fileinfo_t info;
    uint8_t byte = 0;
    uint32_t size = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect(tw_filestore_stat(fs, bad[i], &info), TW_ERR_INVAL);
        expect(tw_filestore_read(fs, bad[i], 0, &byte, 1, &size), TW_ERR_INVAL);
        expect(tw_filestore_save(fs, bad[i], &byte, 1), TW_ERR_INVAL);
        expect(tw_filestore_remove(fs, bad[i]), TW_ERR_INVAL);
        assert_null(tw_filestore_map(fs, bad[i], &size));
    }
    expect(tw_filestore_stat(fs, ".grants", &info), TW_ERR_DENIED);
    expect(tw_filestore_save(fs, ".grants", &byte, 1), TW_ERR_DENIED);
    expect(tw_filestore_remove(fs, ".kept"), TW_ERR_DENIED);
    expect(tw_filestore_stat(fs, "123456789012345678901234567890123456789012345678901234567890123",
                             &info),
           TW_ERR_NOENT);
}

static void test_filestore_says_when_there_is_no_such_file(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_fileinfo_t info;
    uint8_t byte = 0;
    uint32_t size = 9;
    expect(tw_filestore_stat(fs, "b", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "aa", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "lon", &info), TW_ERR_NOENT);
    expect(tw_filestore_read(fs, "b", 0, &byte, 1, &size), TW_ERR_NOENT);
    assert_int_equal(size, 0);
    assert_null(tw_filestore_map(fs, "b", &size));
}

static void test_filestore_stat_gives_name_and_size(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_fileinfo_t info;
    const char *name = "long";
    ok(tw_filestore_stat(fs, name, &info));
    assert_ptr_equal(info.name, name);
    assert_int_equal(info.size, 300);
    ok(tw_filestore_stat(fs, "empty", &info));
    assert_int_equal(info.size, 0);
}

static void test_filestore_reads_any_part(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint8_t target[400];
    static const uint32_t parts[][3] = {{0, 300, 300}, {0, 400, 300}, {0, 1, 1},
                                        {299, 1, 1},   {299, 9, 1},   {300, 9, 0},
                                        {17, 64, 64},  {10, 0, 0},    {1, UINT32_MAX, 299}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint32_t read_size = 0;
        memset(target, 0xee, sizeof target);
        ok(tw_filestore_read(fs, "long", parts[i][0], target, parts[i][1], &read_size));
        assert_int_equal(read_size, parts[i][2]);
        assert_memory_equal(target, long_bytes + parts[i][0], read_size);
        assert_int_equal(target[read_size], 0xee);
    }
    uint32_t read_size = 7;
    expect(tw_filestore_read(fs, "long", 301, target, 1, &read_size), TW_ERR_INVAL);
    assert_int_equal(read_size, 0);
    expect(tw_filestore_read(fs, "empty", UINT32_MAX, target, 1, &read_size), TW_ERR_INVAL);
}

struct listing {
    char text[64];
    uint32_t stop_after;
    uint32_t count;
};

static bool add_to_listing(void *ctx, const tw_fileinfo_t *info) {
    struct listing *listing = ctx;
    strncat(listing->text, info->name, sizeof listing->text - strlen(listing->text) - 1);
    strncat(listing->text, info->size == 0 ? "! " : " ", 3);
    listing->count++;
    return listing->count != listing->stop_after;
}

static void test_filestore_lists_each_file_once_until_told_to_stop(void **state) {
    tw_filestore_t *fs = fs_of(state);
    struct listing listing = {"", 0, 0};
    ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_string_equal(listing.text, "a empty! long ");
    listing = (struct listing){"", 2, 0};
    ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_string_equal(listing.text, "a empty! ");
}

static void test_filestore_maps_the_whole_file_or_nothing(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t size = 0;
    const void *bytes = tw_filestore_map(fs, "long", &size);
    if (bytes != NULL) {
        assert_int_equal(size, 300);
        assert_memory_equal(bytes, long_bytes, 300);
        assert_ptr_equal(tw_filestore_map(fs, "long", &size), bytes);
        tw_filestore_unmap(fs, "long");
        tw_filestore_unmap(fs, "long");
    }
    assert_null(tw_filestore_map(fs, "b", &size));
    assert_int_equal(size, 0);
}

static void test_filestore_space_is_what_there_is(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_true(total >= 305);
    assert_true(free_bytes <= total - 305);
}

static void test_filestore_writes_or_denies(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_err_t wanted = is_writable(state) ? TW_ERR_OK : TW_ERR_DENIED;
    tw_fileinfo_t info;
    uint8_t target[8];
    uint32_t read_size = 0;
    expect(tw_filestore_save(fs, "a", "pear", 4), wanted);
    expect(tw_filestore_save(fs, "new", "x", 1), wanted);
    expect(tw_filestore_remove(fs, "long"), wanted);
    ok(tw_filestore_read(fs, "a", 0, target, 8, &read_size));
    assert_int_equal(read_size, wanted == TW_ERR_OK ? 4 : 5);
    assert_memory_equal(target, wanted == TW_ERR_OK ? "pear" : "apple", read_size);
    expect(tw_filestore_stat(fs, "new", &info), wanted == TW_ERR_OK ? TW_ERR_OK : TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "long", &info), wanted == TW_ERR_OK ? TW_ERR_NOENT : TW_ERR_OK);
}

static void test_filestore_formats_only_unmounted_or_denies(void **state) {
    tw_filestore_t *fs = fs_of(state);
    expect(tw_filestore_format(fs), TW_ERR_STATE);
    tw_filestore_unmount(fs);
    expect(tw_filestore_format(fs), is_writable(state) ? TW_ERR_OK : TW_ERR_DENIED);
    ok(tw_filestore_mount(fs));
    struct listing listing = {"", 0, 0};
    ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_string_equal(listing.text, is_writable(state) ? "" : "a empty! long ");
}

static void test_filestore_keeps_files_over_a_remount(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_filestore_unmount(fs);
    ok(tw_filestore_mount(fs));
    struct listing listing = {"", 0, 0};
    ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_string_equal(listing.text, "a empty! long ");
}

// ---- ram ----

static void expect_file(const char *name, const void *bytes, uint32_t size) {
    uint8_t target[1024];
    uint32_t read_size = 0;
    ok(tw_filestore_read(&ram.base, name, 0, target, sizeof target, &read_size));
    assert_int_equal(read_size, size);
    assert_memory_equal(target, bytes, size);
}

static void test_filestore_ram_without_room_changes_nothing(void **state) {
    (void)state;
    static uint8_t large[1024];
    uint32_t total = 0;
    uint32_t before = 0;
    uint32_t after = 0;
    ok(tw_filestore_space(&ram.base, &total, &before));
    expect(tw_filestore_save(&ram.base, "large", large, sizeof large), TW_ERR_NOSPC);
    expect(tw_filestore_save(&ram.base, "long", large, before), TW_ERR_NOSPC);
    expect(tw_filestore_save(&ram.base, "long", large, UINT32_MAX), TW_ERR_NOSPC);
    ok(tw_filestore_space(&ram.base, &total, &after));
    assert_int_equal(after, before);
    expect_file("long", long_bytes, sizeof long_bytes);
    expect_file("a", "apple", 5);
}

static void test_filestore_ram_gives_all_that_space_promises(void **state) {
    (void)state;
    static uint8_t large[1024];
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    ok(tw_filestore_space(&ram.base, &total, &free_bytes));
    ok(tw_filestore_save(&ram.base, "l", large, free_bytes - 12 - 4));
    ok(tw_filestore_space(&ram.base, &total, &free_bytes));
    assert_int_equal(free_bytes, 0);
    ok(tw_filestore_remove(&ram.base, "l"));
    ok(tw_filestore_remove(&ram.base, "a"));
    ok(tw_filestore_remove(&ram.base, "empty"));
    ok(tw_filestore_remove(&ram.base, "long"));
    ok(tw_filestore_space(&ram.base, &total, &free_bytes));
    assert_int_equal(free_bytes, total);
}

static void test_filestore_ram_moves_files_to_make_room(void **state) {
    (void)state;
    static uint8_t large[800];
    memset(large, 0x5a, sizeof large);
    ok(tw_filestore_save(&ram.base, "b", large, 400));
    ok(tw_filestore_save(&ram.base, "c", large, 100));
    ok(tw_filestore_remove(&ram.base, "long"));  // a hole below b and c
    ok(tw_filestore_save(&ram.base, "d", large, 340));
    expect_file("a", "apple", 5);
    expect_file("b", large, 400);
    expect_file("c", large, 100);
    expect_file("d", large, 340);
}

static void test_filestore_ram_neither_moves_nor_replaces_a_mapped_file(void **state) {
    (void)state;
    static uint8_t large[800];
    memset(large, 0x5a, sizeof large);
    uint32_t size = 0;
    ok(tw_filestore_save(&ram.base, "b", large, 400));
    const uint8_t *bytes = tw_filestore_map(&ram.base, "b", &size);
    ok(tw_filestore_remove(&ram.base, "long"));
    expect(tw_filestore_save(&ram.base, "b", "x", 1), TW_ERR_BUSY);
    expect(tw_filestore_remove(&ram.base, "b"), TW_ERR_BUSY);
    expect(tw_filestore_save(&ram.base, "c", large, 400), TW_ERR_NOSPC);
    assert_memory_equal(bytes, large, 400);
    assert_ptr_equal(tw_filestore_map(&ram.base, "b", &size), bytes);
    tw_filestore_unmap(&ram.base, "b");
    expect(tw_filestore_remove(&ram.base, "b"), TW_ERR_BUSY);  // mapped twice
    tw_filestore_unmap(&ram.base, "b");
    tw_filestore_unmap(&ram.base, "b");
    ok(tw_filestore_save(&ram.base, "c", large, 500));
    ok(tw_filestore_remove(&ram.base, "b"));
    expect_file("c", large, 500);
}

static void test_filestore_ram_unmount_ends_mappings(void **state) {
    (void)state;
    uint32_t size = 0;
    assert_non_null(tw_filestore_map(&ram.base, "a", &size));
    tw_filestore_unmount(&ram.base);
    ok(tw_filestore_mount(&ram.base));
    ok(tw_filestore_remove(&ram.base, "a"));
}

static void test_filestore_ram_works_in_any_buffer(void **state) {
    (void)state;
    static _Alignas(4) uint8_t buffer[64];
    for (uint32_t size = 0; size < 64; size++) {
        memset(buffer, 0xee, sizeof buffer);
        tw_filestore_ram_init(&ram, buffer, size);
        ok(tw_filestore_mount(&ram.base));
        expect(tw_filestore_save(&ram.base, "a", "12345678", 8),
               size < 24 ? TW_ERR_NOSPC : TW_ERR_OK);
        bool has_room = size >= 40 || (size >= 16 && size < 24);
        expect(tw_filestore_save(&ram.base, "b", "", 0), has_room ? TW_ERR_OK : TW_ERR_NOSPC);
        assert_int_equal(buffer[size], 0xee);
    }
}

static uint32_t next_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

// What the store must hold, kept apart from it.
struct model {
    uint8_t bytes[200];
    uint32_t size;
    bool is_there;
    const uint8_t *mapped;
};

static void random_step(struct model *model, const char *name, uint32_t *random) {
    uint32_t choice = next_random(random) % 8;
    if (choice < 5) {
        uint8_t bytes[200];
        uint32_t size = next_random(random) % sizeof bytes;
        memset(bytes, (int)next_random(random), sizeof bytes);
        tw_err_t err = tw_filestore_save(&ram.base, name, bytes, size);
        if (err == TW_ERR_OK) {
            assert_null(model->mapped);
            memcpy(model->bytes, bytes, sizeof bytes);
            model->size = size;
            model->is_there = true;
        } else {
            expect(err, model->mapped != NULL ? TW_ERR_BUSY : TW_ERR_NOSPC);
        }
    } else if (choice == 5) {
        tw_err_t err = tw_filestore_remove(&ram.base, name);
        expect(err, model->mapped != NULL ? TW_ERR_BUSY
                    : model->is_there     ? TW_ERR_OK
                                          : TW_ERR_NOENT);
        model->is_there = model->is_there && err != TW_ERR_OK;
    } else if (model->mapped != NULL) {
        tw_filestore_unmap(&ram.base, name);
        model->mapped = NULL;
    } else {
        uint32_t size = 0;
        model->mapped = tw_filestore_map(&ram.base, name, &size);
        assert_int_equal(model->mapped != NULL, model->is_there);
    }
}

static void test_filestore_ram_survives_10000_random_steps(void **state) {
    (void)state;
    static struct model models[6];
    static const char *const names[] = {"a", "bb", "ccc", "dddd", "eeeee", "f"};
    memset(models, 0, sizeof models);
    tw_filestore_ram_init(&ram, ram_buffer, sizeof ram_buffer);
    ok(tw_filestore_mount(&ram.base));
    uint32_t random = 99;
    for (uint32_t step = 0; step < 10000; step++) {
        uint32_t i = next_random(&random) % 6;
        random_step(&models[i], names[i], &random);
        for (uint32_t k = 0; k < 6; k++) {
            tw_fileinfo_t info;
            expect(tw_filestore_stat(&ram.base, names[k], &info),
                   models[k].is_there ? TW_ERR_OK : TW_ERR_NOENT);
            if (models[k].is_there) {
                expect_file(names[k], models[k].bytes, models[k].size);
            }
            if (models[k].mapped != NULL) {
                assert_memory_equal(models[k].mapped, models[k].bytes, models[k].size);
            }
        }
    }
}

#define KIT(name)                                    \
    {"ram: " #name, name, set_up_ram, NULL, NULL}, { \
        "rom: " #name, name, set_up_rom, NULL, NULL  \
    }
#define RAM(name) cmocka_unit_test_setup(name, set_up_ram)

int main(void) {
    const struct CMUnitTest tests[] = {
        KIT(test_filestore_refuses_all_while_not_mounted),
        KIT(test_filestore_refuses_names_that_are_not_its_own),
        KIT(test_filestore_says_when_there_is_no_such_file),
        KIT(test_filestore_stat_gives_name_and_size),
        KIT(test_filestore_reads_any_part),
        KIT(test_filestore_lists_each_file_once_until_told_to_stop),
        KIT(test_filestore_maps_the_whole_file_or_nothing),
        KIT(test_filestore_space_is_what_there_is),
        KIT(test_filestore_writes_or_denies),
        KIT(test_filestore_formats_only_unmounted_or_denies),
        KIT(test_filestore_keeps_files_over_a_remount),
        RAM(test_filestore_ram_without_room_changes_nothing),
        RAM(test_filestore_ram_gives_all_that_space_promises),
        RAM(test_filestore_ram_moves_files_to_make_room),
        RAM(test_filestore_ram_neither_moves_nor_replaces_a_mapped_file),
        RAM(test_filestore_ram_unmount_ends_mappings),
        RAM(test_filestore_ram_works_in_any_buffer),
        RAM(test_filestore_ram_survives_10000_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
