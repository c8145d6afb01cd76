// needs: base filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What the filestore in RAM alone promises: holes, moves, mappings.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/filestore.h"

static uint8_t long_bytes[300];
static tw_filestore_ram_t ram;
static _Alignas(4) uint8_t ram_buffer[1024];

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}
static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

static int set_up_ram(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof long_bytes; i++) {
        long_bytes[i] = (uint8_t)i;
    }
    tw_filestore_ram_init(&ram, ram_buffer, sizeof ram_buffer);
    ok(tw_filestore_mount(&ram.base));
    ok(tw_filestore_save(&ram.base, "a", "apple", 5));
    ok(tw_filestore_save(&ram.base, "empty", NULL, 0));
    ok(tw_filestore_save(&ram.base, "long", long_bytes, sizeof long_bytes));
    return 0;
}

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

static void test_filestore_ram_saves_in_pieces_into_all_the_room_there_is(void **state) {
    (void)state;
    static uint8_t large[1024];
    uint32_t total = 0;
    uint32_t before = 0;
    uint32_t after = 0;
    memset(large, 0x5a, sizeof large);
    ok(tw_filestore_space(&ram.base, &total, &before));
    ok(tw_filestore_save_begin(&ram.base, "l", TW_FILESTORE_SIZE_UNKNOWN));
    ok(tw_filestore_save_write(&ram.base, large, before - 16 - 1));
    ok(tw_filestore_save_write(&ram.base, large, 1));
    expect(tw_filestore_save_write(&ram.base, large, 1), TW_ERR_NOSPC);
    ok(tw_filestore_space(&ram.base, &total, &after));
    assert_int_equal(after, before);  // given up, so given back
    ok(tw_filestore_save_begin(&ram.base, "l", TW_FILESTORE_SIZE_UNKNOWN));
    ok(tw_filestore_save_write(&ram.base, large, 8));
    ok(tw_filestore_save_commit(&ram.base));
    ok(tw_filestore_space(&ram.base, &total, &after));
    assert_int_equal(after, before - 16 - 8);
    expect_file("l", large, 8);
    expect_file("long", long_bytes, sizeof long_bytes);
}

#define RAM(name) cmocka_unit_test_setup(name, set_up_ram)

int main(void) {
    const struct CMUnitTest tests[] = {
        RAM(test_filestore_ram_without_room_changes_nothing),
        RAM(test_filestore_ram_gives_all_that_space_promises),
        RAM(test_filestore_ram_moves_files_to_make_room),
        RAM(test_filestore_ram_neither_moves_nor_replaces_a_mapped_file),
        RAM(test_filestore_ram_unmount_ends_mappings),
        RAM(test_filestore_ram_works_in_any_buffer),
        RAM(test_filestore_ram_survives_10000_random_steps),
        RAM(test_filestore_ram_saves_in_pieces_into_all_the_room_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
