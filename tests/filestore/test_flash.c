// needs: base filestore flash
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What the filestore on flash alone promises: images in one piece, damage that is told and not
// repaired by destroying, blocks that wear out, configurations.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "nor.h"
#include "tinywasm/flash.h"

#define BLOCK 512u
#define FS_BLOCKS 24u
#define IMAGE_BLOCKS 20u
#define IMAGE_ADDR (FS_BLOCKS * BLOCK)

static struct nor nor;
static tw_filestore_flash_t flash;
static tw_filestore_t *const fs = &flash.base;
static _Alignas(8) uint8_t work[4096];
static uint8_t bytes[IMAGE_BLOCKS * BLOCK];

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}
static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

static void init_store(uint32_t image_blocks) {
    const tw_filestore_flash_config_t config = {&nor.base, image_blocks, 0, work, sizeof work};
    ok(tw_filestore_flash_init(&flash, &config));
}

static int set_up(void **state) {
    (void)state;
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    }
    nor_init(&nor, BLOCK, FS_BLOCKS + IMAGE_BLOCKS, 8);
    init_store(IMAGE_BLOCKS);
    ok(tw_filestore_format(fs));
    ok(tw_filestore_mount(fs));
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_filestore_unmount(fs);
    return (int)nor.mistakes;
}

static void remount(void) {
    tw_filestore_unmount(fs);
    init_store(IMAGE_BLOCKS);
    ok(tw_filestore_mount(fs));
}

static uint32_t free_blocks(void) {
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_int_equal(total, IMAGE_BLOCKS * BLOCK);
    return free_bytes / BLOCK;
}

static void expect_file(const char *name, const void *content, uint32_t size) {
    static uint8_t target[sizeof bytes + 1];
    uint32_t read_size = 0;
    ok(tw_filestore_read(fs, name, 0, target, sizeof target, &read_size));
    assert_int_equal(read_size, size);
    assert_memory_equal(target, content, size);
}

static const uint8_t *map(const char *name) {
    uint32_t size = 0;
    return tw_filestore_map(fs, name, &size);
}

static void test_filestore_flash_images_lie_in_one_piece_on_blocks(void **state) {
    (void)state;
    ok(tw_filestore_save(fs, "one", bytes, 1));
    ok(tw_filestore_save(fs, "long", bytes, 5 * BLOCK + 3));
    const uint8_t *image = map("long");
    assert_non_null(image);
    assert_int_equal((image - nor.bytes) % BLOCK, 0);
    assert_true(image >= nor.bytes + IMAGE_ADDR);
    assert_memory_equal(image, bytes, 5 * BLOCK + 3);
    assert_int_equal(free_blocks(), IMAGE_BLOCKS - 1 - 6);
    assert_true(map("one") != image);
}

static void test_filestore_flash_gives_all_that_space_promises(void **state) {
    (void)state;
    ok(tw_filestore_save(fs, "all", bytes, sizeof bytes));
    assert_int_equal(free_blocks(), 0);
    expect(tw_filestore_save(fs, "x", bytes, 1), TW_ERR_NOSPC);
    expect(tw_filestore_save(fs, "all", bytes, 1), TW_ERR_NOSPC);  // both must fit
    ok(tw_filestore_save(fs, "empty", bytes, 0));
    expect_file("all", bytes, sizeof bytes);
    ok(tw_filestore_remove(fs, "all"));
    assert_int_equal(free_blocks(), IMAGE_BLOCKS);
    expect(tw_filestore_save(fs, "all", bytes, sizeof bytes + 1), TW_ERR_NOSPC);
}

static void test_filestore_flash_spreads_the_wear_of_images(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 10 * IMAGE_BLOCKS; i++) {
        ok(tw_filestore_save(fs, "x", bytes + i, BLOCK));
    }
    for (uint32_t block = FS_BLOCKS; block < FS_BLOCKS + IMAGE_BLOCKS; block++) {
        assert_in_range(nor.wear[block], 8, 12);
    }
}

static void test_filestore_flash_mounts_no_device_that_was_not_formatted(void **state) {
    (void)state;
    tw_filestore_unmount(fs);
    static const uint8_t fillings[] = {0xff, 0x00, 0x5a};
    for (size_t i = 0; i < sizeof fillings; i++) {
        memset(nor.bytes, fillings[i], sizeof nor.bytes);
        expect(tw_filestore_mount(fs), TW_ERR_CORRUPT);
        assert_int_equal(nor.bytes[0], fillings[i]);  // and formats none
        assert_int_equal(nor.bytes[BLOCK], fillings[i]);
    }
    ok(tw_filestore_format(fs));
    ok(tw_filestore_mount(fs));
}

static void test_filestore_flash_mounts_no_other_geometry(void **state) {
    (void)state;
    ok(tw_filestore_save(fs, "x", bytes, 9));
    tw_filestore_unmount(fs);
    init_store(0);
    expect(tw_filestore_mount(fs), TW_ERR_CORRUPT);
    init_store(IMAGE_BLOCKS);
    ok(tw_filestore_mount(fs));
    expect_file("x", bytes, 9);
}

// Any byte of the littlefs part damaged: an error or the file, never other bytes, never a crash.
static void test_filestore_flash_tells_of_damage(void **state) {
    (void)state;
    static uint8_t good[NOR_BYTES_MOST];
    uint32_t told = 0;
    ok(tw_filestore_save(fs, "x", bytes, 700));
    ok(tw_filestore_save(fs, "y", bytes, 0));
    tw_filestore_unmount(fs);
    memcpy(good, nor.bytes, sizeof good);
    for (uint32_t addr = 0; addr < 4 * BLOCK; addr++) {
        static uint8_t target[sizeof bytes];
        uint32_t read_size = 0;
        memcpy(nor.bytes, good, sizeof good);
        nor.bytes[addr] ^= 0x41;
        init_store(IMAGE_BLOCKS);
        tw_err_t err = tw_filestore_mount(fs);
        err = err == TW_ERR_OK ? tw_filestore_read(fs, "x", 0, target, sizeof target, &read_size)
                               : err;
        tw_filestore_unmount(fs);
        told += err != TW_ERR_OK;
        assert_true(err != TW_ERR_OK || memcmp(target, bytes, 700) == 0);
    }
    assert_in_range(told, 1, 4 * BLOCK - 1);
    memcpy(nor.bytes, good, sizeof good);
    init_store(IMAGE_BLOCKS);
    ok(tw_filestore_mount(fs));
    expect_file("x", bytes, 700);
}

static void test_filestore_flash_fails_a_save_into_a_bad_block_and_goes_on(void **state) {
    (void)state;
    ok(tw_filestore_save(fs, "x", bytes, 2 * BLOCK));
    nor.bad_block = FS_BLOCKS + 3;
    expect(tw_filestore_save(fs, "x", bytes + 1, 3 * BLOCK), TW_ERR_IO);
    expect_file("x", bytes, 2 * BLOCK);
    ok(tw_filestore_save(fs, "x", bytes + 2, 3 * BLOCK));
    expect_file("x", bytes + 2, 3 * BLOCK);
    assert_int_equal(free_blocks(), IMAGE_BLOCKS - 3 - 1);  // the bad one is out of use
    remount();
    expect_file("x", bytes + 2, 3 * BLOCK);
}

static void test_filestore_flash_lives_with_a_bad_block_of_littlefs(void **state) {
    (void)state;
    for (uint32_t block = 2; block < FS_BLOCKS; block++) {
        nor.bad_block = block;
        ok(tw_filestore_save(fs, "x", bytes + block, 100));
        expect_file("x", bytes + block, 100);
    }
}

// A flash that wears out ends with an error; what was saved last is still there.
static void test_filestore_flash_wears_out_without_losing_what_it_has(void **state) {
    (void)state;
    nor.endurance = 30;
    uint32_t saved = 0;
    tw_err_t err = TW_ERR_OK;
    while (err == TW_ERR_OK && saved < 5000) {
        err = tw_filestore_save(fs, "x", bytes + saved, 300);
        saved += err == TW_ERR_OK ? 1 : 0;
    }
    assert_in_range(saved, 50, 4999);
    expect_file("x", bytes + saved - 1, 300);
    tw_filestore_unmount(fs);
    init_store(IMAGE_BLOCKS);
    ok(tw_filestore_mount(fs));
    expect_file("x", bytes + saved - 1, 300);
}

static void test_filestore_flash_maps_16_files_at_once(void **state) {
    (void)state;
    char name[] = "a";
    for (uint32_t i = 0; i <= TW_FILESTORE_FLASH_MAPPINGS; i++) {
        name[0] = (char)('a' + i);
        ok(tw_filestore_save(fs, name, bytes + i, 10));
        const uint8_t *image = map(name);
        assert_int_equal(image != NULL, i < TW_FILESTORE_FLASH_MAPPINGS);
    }
    tw_filestore_unmap(fs, "c");
    assert_non_null(map(name));
    tw_filestore_unmap(fs, "c");  // not mapped now: does nothing
    expect(tw_filestore_remove(fs, "d"), TW_ERR_BUSY);
    ok(tw_filestore_remove(fs, "c"));
    remount();
    ok(tw_filestore_remove(fs, "d"));
}

static void test_filestore_flash_saves_into_the_longest_free_piece(void **state) {
    (void)state;
    ok(tw_filestore_save(fs, "a", bytes, 3 * BLOCK));
    ok(tw_filestore_save(fs, "b", bytes, 2 * BLOCK));
    ok(tw_filestore_remove(fs, "a"));
    ok(tw_filestore_save_begin(fs, "c", TW_FILESTORE_SIZE_UNKNOWN));
    ok(tw_filestore_save_write(fs, bytes, (IMAGE_BLOCKS - 5) * BLOCK));
    expect(tw_filestore_save_write(fs, bytes, 1), TW_ERR_NOSPC);
    assert_int_equal(free_blocks(), IMAGE_BLOCKS - 2);
}

static void test_filestore_flash_refuses_what_cannot_be(void **state) {
    (void)state;
    tw_filestore_flash_t other;
    static _Alignas(8) uint8_t more[sizeof work];
    struct nor *chip = &nor;
    static const struct {
        uint32_t block_bytes, block_count, program_bytes, image_blocks, cache_bytes;
        bool is_mapped;
    } bad[] = {
        {64, 20, 1, 0, 0, true},           {512, 1, 1, 0, 0, true},
        {512, 20, 0, 0, 0, true},          {512, 20, 7, 0, 0, true},
        {512, 20, 8, 19, 0, true},         {512, 20, 8, 21, 0, true},
        {512, 20, 8, UINT32_MAX, 0, true}, {512, 20, 8, 4, 0, false},
        {512, 20, 8, 4, 12, true},         {512, 20, 8, 4, 1024, true},
        {512, UINT32_MAX, 8, 4, 0, true},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tw_block_device_t device = {chip->base.ops, bad[i].block_bytes, bad[i].block_count,
                                    bad[i].program_bytes, bad[i].is_mapped ? chip->bytes : NULL};
        const tw_filestore_flash_config_t config = {&device, bad[i].image_blocks,
                                                    bad[i].cache_bytes, more, sizeof more};
        assert_int_equal(tw_filestore_flash_work_bytes(&config), 0);
        expect(tw_filestore_flash_init(&other, &config), TW_ERR_INVAL);
    }
    tw_filestore_flash_config_t config = {&chip->base, 4, 0, more, 0};
    config.work_bytes = tw_filestore_flash_work_bytes(&config) - 1;
    expect(tw_filestore_flash_init(&other, &config), TW_ERR_NOMEM);
    config.work_bytes++;
    ok(tw_filestore_flash_init(&other, &config));
    config.work = NULL;
    expect(tw_filestore_flash_init(&other, &config), TW_ERR_NOMEM);
}

#define FLASH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FLASH(test_filestore_flash_images_lie_in_one_piece_on_blocks),
        FLASH(test_filestore_flash_gives_all_that_space_promises),
        FLASH(test_filestore_flash_spreads_the_wear_of_images),
        FLASH(test_filestore_flash_mounts_no_device_that_was_not_formatted),
        FLASH(test_filestore_flash_mounts_no_other_geometry),
        FLASH(test_filestore_flash_tells_of_damage),
        FLASH(test_filestore_flash_fails_a_save_into_a_bad_block_and_goes_on),
        FLASH(test_filestore_flash_lives_with_a_bad_block_of_littlefs),
        FLASH(test_filestore_flash_wears_out_without_losing_what_it_has),
        FLASH(test_filestore_flash_maps_16_files_at_once),
        FLASH(test_filestore_flash_saves_into_the_longest_free_piece),
        FLASH(test_filestore_flash_refuses_what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
