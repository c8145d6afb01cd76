// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define FILE_MOST 4096u

uint8_t kit_long_bytes[KIT_LONG_BYTES];

void kit_ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

void kit_init(void) {
    for (uint32_t i = 0; i < KIT_LONG_BYTES; i++) {
        kit_long_bytes[i] = (uint8_t)i;
    }
}

void kit_set_up(void **state, struct kit *kit) {
    if (kit->is_writable) {
        kit_ok(tw_filestore_save(kit->fs, "a", "apple", 5));
        kit_ok(tw_filestore_save(kit->fs, "empty", NULL, 0));
        kit_ok(tw_filestore_save(kit->fs, "long", kit_long_bytes, KIT_LONG_BYTES));
    }
    *state = kit;
}

static tw_filestore_t *fs_of(void **state) {
    return ((struct kit *)*state)->fs;
}

static bool is_writable(void **state) {
    return ((struct kit *)*state)->is_writable;
}

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
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    expect(tw_filestore_mount(fs), TW_ERR_STATE);
    tw_filestore_unmount(fs);
    tw_filestore_unmount(fs);
    expect(tw_filestore_list(fs, ignore, NULL), TW_ERR_STATE);
    expect(tw_filestore_stat(fs, "a", &info), TW_ERR_STATE);
    expect(tw_filestore_read(fs, "a", 0, &byte, 1, &size), TW_ERR_STATE);
    expect(tw_filestore_save(fs, "a", &byte, 1), TW_ERR_STATE);
    expect(tw_filestore_save_begin(fs, "a", 1), TW_ERR_STATE);
    expect(tw_filestore_save_write(fs, &byte, 1), TW_ERR_STATE);
    expect(tw_filestore_save_commit(fs), TW_ERR_STATE);
    tw_filestore_save_abort(fs);
    expect(tw_filestore_hash(fs, "a", hash), TW_ERR_STATE);
    expect(tw_filestore_remove(fs, "a"), TW_ERR_STATE);
    expect(tw_filestore_space(fs, &size, &more), TW_ERR_STATE);
    assert_null(tw_filestore_map(fs, "a", &size));
    tw_filestore_unmap(fs, "a");
    kit_ok(tw_filestore_mount(fs));
    kit_ok(tw_filestore_stat(fs, "a", &info));
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
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        expect(tw_filestore_stat(fs, bad[i], &info), TW_ERR_INVAL);
        expect(tw_filestore_read(fs, bad[i], 0, &byte, 1, &size), TW_ERR_INVAL);
        expect(tw_filestore_save(fs, bad[i], &byte, 1), TW_ERR_INVAL);
        expect(tw_filestore_save_begin(fs, bad[i], 1), TW_ERR_INVAL);
        expect(tw_filestore_hash(fs, bad[i], hash), TW_ERR_INVAL);
        expect(tw_filestore_remove(fs, bad[i]), TW_ERR_INVAL);
        assert_null(tw_filestore_map(fs, bad[i], &size));
    }
    expect(tw_filestore_stat(fs, ".grants", &info), TW_ERR_DENIED);
    expect(tw_filestore_save(fs, ".grants", &byte, 1), TW_ERR_DENIED);
    expect(tw_filestore_read(fs, "..", 0, &byte, 1, &size), TW_ERR_DENIED);
    expect(tw_filestore_save(fs, ".saving", &byte, 1), TW_ERR_DENIED);
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
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    expect(tw_filestore_stat(fs, "b", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "aa", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "lon", &info), TW_ERR_NOENT);
    expect(tw_filestore_read(fs, "b", 0, &byte, 1, &size), TW_ERR_NOENT);
    assert_int_equal(size, 0);
    assert_null(tw_filestore_map(fs, "b", &size));
    expect(tw_filestore_hash(fs, "b", hash), TW_ERR_NOENT);
    expect(tw_filestore_remove(fs, "b"), is_writable(state) ? TW_ERR_NOENT : TW_ERR_DENIED);
}

static void test_filestore_stat_gives_name_and_size(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_fileinfo_t info;
    const char *name = "long";
    kit_ok(tw_filestore_stat(fs, name, &info));
    assert_ptr_equal(info.name, name);
    assert_int_equal(info.size, 300);
    kit_ok(tw_filestore_stat(fs, "empty", &info));
    assert_int_equal(info.size, 0);
}

static void test_filestore_reads_any_part(void **state) {
    tw_filestore_t *fs = fs_of(state);
    static uint8_t target[400];
    static const uint32_t parts[][3] = {{0, 300, 300}, {0, 400, 300}, {0, 1, 1},
                                        {299, 1, 1},   {299, 9, 1},   {300, 9, 0},
                                        {17, 64, 64},  {10, 0, 0},    {1, UINT32_MAX, 299}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint32_t read_size = 0;
        memset(target, 0xee, sizeof target);
        kit_ok(tw_filestore_read(fs, "long", parts[i][0], target, parts[i][1], &read_size));
        assert_int_equal(read_size, parts[i][2]);
        assert_memory_equal(target, kit_long_bytes + parts[i][0], read_size);
        assert_int_equal(target[read_size], 0xee);
    }
    uint32_t read_size = 7;
    expect(tw_filestore_read(fs, "long", 301, target, 1, &read_size), TW_ERR_INVAL);
    assert_int_equal(read_size, 0);
    expect(tw_filestore_read(fs, "empty", UINT32_MAX, target, 1, &read_size), TW_ERR_INVAL);
}

// What a listing showed of the names below: how often each, and with which size.
struct listing {
    uint32_t times[3];
    uint32_t others;
    uint32_t stop_after;
    uint32_t count;
};

static bool add_to_listing(void *ctx, const tw_fileinfo_t *info) {
    static const tw_fileinfo_t files[3] = {{"a", 5}, {"empty", 0}, {"long", KIT_LONG_BYTES}};
    struct listing *listing = ctx;
    bool is_known = false;
    for (uint32_t i = 0; i < 3; i++) {
        if (strcmp(files[i].name, info->name) == 0 && files[i].size == info->size) {
            listing->times[i]++;
            is_known = true;
        }
    }
    listing->others += is_known ? 0 : 1;
    listing->count++;
    return listing->count != listing->stop_after;
}

// The store holds what set_up put there, and nothing else.
static void expect_listing_as_set_up(tw_filestore_t *fs) {
    struct listing listing = {{0, 0, 0}, 0, 0, 0};
    kit_ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_int_equal(listing.count, 3);
    assert_int_equal(listing.others, 0);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(listing.times[i], 1);
    }
}

static void expect_nothing_listed(tw_filestore_t *fs) {
    struct listing listing = {{0, 0, 0}, 0, 0, 0};
    kit_ok(tw_filestore_list(fs, add_to_listing, &listing));
    assert_int_equal(listing.count, 0);
}

static void test_filestore_lists_each_file_once_until_told_to_stop(void **state) {
    expect_listing_as_set_up(fs_of(state));
    struct listing listing = {{0, 0, 0}, 0, 2, 0};
    kit_ok(tw_filestore_list(fs_of(state), add_to_listing, &listing));
    assert_int_equal(listing.count, 2);
}

static void test_filestore_maps_the_whole_file_or_nothing(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t size = 0;
    const void *bytes = tw_filestore_map(fs, "long", &size);
    if (bytes != NULL) {
        assert_int_equal(size, 300);
        assert_memory_equal(bytes, kit_long_bytes, 300);
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
    kit_ok(tw_filestore_space(fs, &total, &free_bytes));
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
    kit_ok(tw_filestore_read(fs, "a", 0, target, 8, &read_size));
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
    kit_ok(tw_filestore_mount(fs));
    if (is_writable(state)) {
        expect_nothing_listed(fs);
    } else {
        expect_listing_as_set_up(fs);
    }
}

static void test_filestore_keeps_files_over_a_remount(void **state) {
    tw_filestore_t *fs = fs_of(state);
    tw_filestore_unmount(fs);
    kit_ok(tw_filestore_mount(fs));
    expect_listing_as_set_up(fs);
}

static void expect_file(tw_filestore_t *fs, const char *name, const void *bytes, uint32_t size) {
    static uint8_t target[FILE_MOST];
    tw_fileinfo_t info;
    uint32_t read_size = 0;
    memset(target, 0xee, sizeof target);
    kit_ok(tw_filestore_stat(fs, name, &info));
    assert_int_equal(info.size, size);
    kit_ok(tw_filestore_read(fs, name, 0, target, sizeof target, &read_size));
    assert_int_equal(read_size, size);
    assert_memory_equal(target, bytes, size);
}

static void expect_as_set_up(tw_filestore_t *fs) {
    expect_file(fs, "a", "apple", 5);
    expect_file(fs, "empty", "", 0);
    expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
    expect_listing_as_set_up(fs);
}

static uint32_t free_of(tw_filestore_t *fs) {
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    kit_ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_true(free_bytes <= total);
    return free_bytes;
}

// 2,000 bytes that no other seed gives.
static uint8_t *some_bytes(uint32_t seed) {
    static uint8_t bytes[2000];
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    return bytes;
}

static void test_filestore_saves_any_size(void **state) {
    tw_filestore_t *fs = fs_of(state);
    static const uint32_t sizes[] = {0,   1,   15,  16,  17,   63,   64,   65,  255,
                                     256, 257, 511, 512, 1023, 1024, 1025, 2000};
    for (uint32_t i = 0; is_writable(state) && i < sizeof sizes / sizeof sizes[0]; i++) {
        kit_ok(tw_filestore_save(fs, "s", some_bytes(i), sizes[i]));
        expect_file(fs, "s", some_bytes(i), sizes[i]);
    }
    expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
}

static void test_filestore_saves_what_comes_in_pieces(void **state) {
    tw_filestore_t *fs = fs_of(state);
    for (uint32_t piece = 1; is_writable(state) && piece < 300; piece += 13) {
        const uint8_t *bytes = some_bytes(piece);
        kit_ok(tw_filestore_save_begin(fs, "s", piece % 2 ? 2000 : TW_FILESTORE_SIZE_UNKNOWN));
        for (uint32_t done = 0; done < 1900; done += piece) {
            kit_ok(tw_filestore_save_write(fs, bytes + done,
                                           piece < 1900 - done ? piece : 1900 - done));
        }
        kit_ok(tw_filestore_save_commit(fs));
        expect_file(fs, "s", bytes, 1900);
        expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
    }
}

static void test_filestore_replaces_only_at_the_commit(void **state) {
    tw_filestore_t *fs = fs_of(state);
    if (!is_writable(state)) {
        expect(tw_filestore_save_begin(fs, "long", 5), TW_ERR_DENIED);
        expect(tw_filestore_save_commit(fs), TW_ERR_STATE);
        return;
    }
    kit_ok(tw_filestore_save_begin(fs, "long", 5));
    kit_ok(tw_filestore_save_write(fs, "lemon", 5));
    expect_as_set_up(fs);
    kit_ok(tw_filestore_save_commit(fs));
    expect_file(fs, "long", "lemon", 5);
    expect_file(fs, "a", "apple", 5);
}

static void test_filestore_aborts_without_a_trace(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t before = free_of(fs);
    for (uint32_t round = 0; is_writable(state) && round < 20; round++) {
        kit_ok(tw_filestore_save_begin(fs, round % 2 ? "long" : "new", 2000));
        kit_ok(tw_filestore_save_write(fs, some_bytes(round), round * 100));
        tw_filestore_save_abort(fs);
        tw_filestore_save_abort(fs);
        expect(tw_filestore_save_write(fs, "x", 1), TW_ERR_STATE);
        expect(tw_filestore_save_commit(fs), TW_ERR_STATE);
    }
    expect_as_set_up(fs);
    assert_int_equal(free_of(fs), before);
}

static void test_filestore_unmount_gives_a_save_up(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t before = free_of(fs);
    if (is_writable(state)) {
        kit_ok(tw_filestore_save_begin(fs, "long", 2000));
        kit_ok(tw_filestore_save_write(fs, some_bytes(1), 1500));
    }
    tw_filestore_unmount(fs);
    kit_ok(tw_filestore_mount(fs));
    expect(tw_filestore_save_write(fs, "x", 1), TW_ERR_STATE);
    expect_as_set_up(fs);
    assert_int_equal(free_of(fs), before);
}

static void test_filestore_takes_one_save_at_a_time(void **state) {
    tw_filestore_t *fs = fs_of(state);
    if (!is_writable(state)) {
        expect(tw_filestore_save_write(fs, "x", 1), TW_ERR_STATE);
        return;
    }
    kit_ok(tw_filestore_save_begin(fs, "new", 3));
    expect(tw_filestore_save_begin(fs, "other", 3), TW_ERR_BUSY);
    expect(tw_filestore_save(fs, "a", "x", 1), TW_ERR_BUSY);
    expect(tw_filestore_remove(fs, "a"), TW_ERR_BUSY);
    kit_ok(tw_filestore_save_write(fs, "fig", 3));
    kit_ok(tw_filestore_save_commit(fs));
    expect_file(fs, "new", "fig", 3);
    expect_file(fs, "a", "apple", 5);
}

static void test_filestore_takes_no_more_than_was_said(void **state) {
    tw_filestore_t *fs = fs_of(state);
    if (is_writable(state)) {
        kit_ok(tw_filestore_save_begin(fs, "a", 6));
        kit_ok(tw_filestore_save_write(fs, "banana", 6));
        expect(tw_filestore_save_write(fs, "s", 1), TW_ERR_NOSPC);
        expect(tw_filestore_save_commit(fs), TW_ERR_STATE);
    }
    expect_as_set_up(fs);
}

static const char *full_name(uint32_t index) {
    static char name[] = "full00";
    name[4] = (char)('0' + index / 10);
    name[5] = (char)('0' + index % 10);
    return name;
}

// Fills the store with files of 600 bytes until it is full: nothing else may change.
static uint32_t fill(tw_filestore_t *fs, const uint8_t *bytes) {
    uint32_t count = 0;
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && count < 100) {
        err = tw_filestore_save(fs, full_name(count), bytes, 600);
        count += err == TW_ERR_OK ? 1 : 0;
    }
    expect(err, TW_ERR_NOSPC);
    return count;
}

static void test_filestore_when_full_changes_nothing_and_goes_on(void **state) {
    tw_filestore_t *fs = fs_of(state);
    if (!is_writable(state)) {
        expect(tw_filestore_save(fs, "full", "x", 1), TW_ERR_DENIED);
        return;
    }
    for (uint32_t round = 0; round < 4; round++) {
        uint32_t count = fill(fs, some_bytes(round));
        assert_true(count >= 3);
        expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
        expect(tw_filestore_save(fs, "long", NULL, UINT32_MAX - 1), TW_ERR_NOSPC);
        expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
        for (uint32_t i = 0; i < count; i++) {
            expect_file(fs, full_name(i), some_bytes(round), 600);
            kit_ok(tw_filestore_remove(fs, full_name(i)));
        }
        expect_as_set_up(fs);
    }
}

static void test_filestore_free_space_comes_back(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t before = free_of(fs);
    for (uint32_t round = 0; is_writable(state) && round < 50; round++) {
        kit_ok(tw_filestore_save(fs, "s", some_bytes(round), round * 40));
        // What is small may lie in the directory.
        assert_true(round < 14 || free_of(fs) < before);
    }
    if (is_writable(state)) {
        kit_ok(tw_filestore_remove(fs, "s"));
        expect(tw_filestore_remove(fs, "s"), TW_ERR_NOENT);
    }
    assert_int_equal(free_of(fs), before);
    tw_filestore_unmount(fs);
    kit_ok(tw_filestore_mount(fs));
    assert_int_equal(free_of(fs), before);
    expect_as_set_up(fs);
}

static void test_filestore_knows_the_hash_of_each_file(void **state) {
    tw_filestore_t *fs = fs_of(state);
    // As sha256sum prints them.
    static const uint8_t apple[] = {0x3a, 0x7b, 0xd3, 0xe2, 0x36, 0x0a, 0x3d, 0x29,
                                    0xee, 0xa4, 0x36, 0xfc, 0xfb, 0x7e, 0x44, 0xc7,
                                    0x35, 0xd1, 0x17, 0xc4, 0x2d, 0x1c, 0x18, 0x35,
                                    0x42, 0x0b, 0x6b, 0x99, 0x42, 0xdd, 0x4f, 0x1b};
    static const uint8_t empty[] = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14,
                                    0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
                                    0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c,
                                    0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55};
    static const uint8_t numbers[] = {0x77, 0x28, 0xae, 0x2f, 0x2c, 0x36, 0xe2, 0xaa,
                                      0xaf, 0xbe, 0x79, 0xca, 0x14, 0xc8, 0x7a, 0xe2,
                                      0xf8, 0x9e, 0x7c, 0x88, 0xc4, 0x39, 0x0e, 0xcb,
                                      0xbf, 0x82, 0xdc, 0xe8, 0x87, 0x06, 0x95, 0x8d};
    uint8_t hash[TW_FILESTORE_HASH_BYTES];
    kit_ok(tw_filestore_hash(fs, "a", hash));
    assert_memory_equal(hash, apple, sizeof hash);
    kit_ok(tw_filestore_hash(fs, "empty", hash));
    assert_memory_equal(hash, empty, sizeof hash);
    kit_ok(tw_filestore_hash(fs, "long", hash));
    assert_memory_equal(hash, numbers, sizeof hash);
}

static void test_filestore_neither_replaces_nor_removes_a_mapped_file(void **state) {
    tw_filestore_t *fs = fs_of(state);
    uint32_t size = 0;
    const void *bytes = tw_filestore_map(fs, "long", &size);
    if (bytes == NULL || !is_writable(state)) {
        assert_true(bytes == NULL || size == sizeof kit_long_bytes);
        return;
    }
    expect(tw_filestore_remove(fs, "long"), TW_ERR_BUSY);
    expect(tw_filestore_save(fs, "long", "x", 1), TW_ERR_BUSY);
    kit_ok(tw_filestore_save(fs, "other", some_bytes(1), 600));
    kit_ok(tw_filestore_remove(fs, "a"));
    assert_memory_equal(bytes, kit_long_bytes, sizeof kit_long_bytes);
    tw_filestore_unmap(fs, "long");
    kit_ok(tw_filestore_save_begin(fs, "long", 1));
    bytes = tw_filestore_map(fs, "long", &size);  // the old content
    assert_memory_equal(bytes, kit_long_bytes, sizeof kit_long_bytes);
    expect(tw_filestore_save_commit(fs), TW_ERR_BUSY);
    expect_file(fs, "long", kit_long_bytes, sizeof kit_long_bytes);
    tw_filestore_unmap(fs, "long");
    kit_ok(tw_filestore_remove(fs, "long"));
}

static void test_filestore_takes_names_of_63_bytes_and_odd_ones(void **state) {
    tw_filestore_t *fs = fs_of(state);
    static const char *const names[] = {
        "123456789012345678901234567890123456789012345678901234567890123",
        " ",
        "a.",
        "~",
        "a b",
        "-",
        "*",
        "\\",
        "\"",
        "%s"};
    for (uint32_t i = 0; is_writable(state) && i < sizeof names / sizeof names[0]; i++) {
        kit_ok(tw_filestore_save(fs, names[i], names[i], (uint32_t)strlen(names[i])));
        expect_file(fs, names[i], names[i], (uint32_t)strlen(names[i]));
        kit_ok(tw_filestore_remove(fs, names[i]));
    }
    expect_as_set_up(fs);
}

#define KIT(name) {#name, name}
const struct kit_test kit_tests[] = {
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
    KIT(test_filestore_saves_any_size),
    KIT(test_filestore_saves_what_comes_in_pieces),
    KIT(test_filestore_replaces_only_at_the_commit),
    KIT(test_filestore_aborts_without_a_trace),
    KIT(test_filestore_unmount_gives_a_save_up),
    KIT(test_filestore_takes_one_save_at_a_time),
    KIT(test_filestore_takes_no_more_than_was_said),
    KIT(test_filestore_when_full_changes_nothing_and_goes_on),
    KIT(test_filestore_free_space_comes_back),
    KIT(test_filestore_knows_the_hash_of_each_file),
    KIT(test_filestore_neither_replaces_nor_removes_a_mapped_file),
    KIT(test_filestore_takes_names_of_63_bytes_and_odd_ones),
};
const uint32_t kit_test_count = sizeof kit_tests / sizeof kit_tests[0];
