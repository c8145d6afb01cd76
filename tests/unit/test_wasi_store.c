// needs: wasi filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The files of a filestore as WASI has them, where the store refuses, is full, or somebody else is
// at it; and that none of its functions reaches a file of the engine's.

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "tinywasm/wasi_device.h"

#define ROOM_BYTES 2048
#define OPEN_FILES 3
#define PROTECTED ".grants"

static uint64_t room[ROOM_BYTES / 8];
static tw_filestore_ram_t ram;
static tw_wasi_store_file_t open_files[OPEN_FILES];
static tw_wasi_store_t store;
static tw_wasi_file_t root;

static void set_filestore(tw_filestore_t *filestore) {
    memset(open_files, 0, sizeof open_files);
    store = (tw_wasi_store_t){.filestore = filestore, .open = open_files, .open_count = OPEN_FILES};
    tw_wasi_store_open(&store, &root, "/");
}

static int setup(void **state) {
    (void)state;
    tw_filestore_ram_init(&ram, room, sizeof room);
    assert_int_equal(tw_filestore_mount(&ram.base), TW_ERR_OK);
    set_filestore(&ram.base);
    return 0;
}

static tw_wasi_path_t path_of(const char *name) {
    return (tw_wasi_path_t){name, (uint32_t)strlen(name)};
}

static tw_wasi_errno_t open_as(tw_wasi_file_t *file, const char *name, uint32_t oflags) {
    tw_wasi_open_t how = {.path = path_of(name), .oflags = oflags};
    *file = root;
    return root.ops->open(&root, &how, file);
}

static tw_wasi_errno_t write_text(tw_wasi_file_t *file, const char *text) {
    uint32_t done = 0;
    tw_wasi_iovec_t iovec = {(uint8_t *)(uintptr_t)text, (uint32_t)strlen(text)};
    return file->ops->write(file, &iovec, 1, TW_WASI_NO_OFFSET, &done);
}

static void expect_content(const char *name, const char *text) {
    char bytes[64] = "";
    uint32_t size = 0;
    assert_int_equal(tw_filestore_read(&ram.base, name, 0, bytes, sizeof bytes - 1, &size),
                     TW_ERR_OK);
    bytes[size] = '\0';
    assert_string_equal(bytes, text);
}

// ---- what is kept -------------------------------------------------------------------------------

static void test_wasi_store_keeps_the_old_content_until_the_file_is_closed(void **state) {
    tw_wasi_file_t file;
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "a", "old", 3), TW_ERR_OK);
    assert_int_equal(open_as(&file, "a", TW_WASI_O_TRUNC), TW_WASI_SUCCESS);
    assert_int_equal(write_text(&file, "new content"), TW_WASI_SUCCESS);
    expect_content("a", "old");
    assert_int_equal(file.ops->close(&file), TW_WASI_SUCCESS);
    expect_content("a", "new content");
}

static void test_wasi_store_that_is_full_keeps_the_old_content_and_says_so(void **state) {
    tw_wasi_file_t file;
    char text[ROOM_BYTES];
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(tw_filestore_save(&ram.base, "a", "old", 3), TW_ERR_OK);
    assert_int_equal(open_as(&file, "a", 0), TW_WASI_SUCCESS);
    assert_int_equal(write_text(&file, text), TW_WASI_NOSPC);
    assert_int_equal(file.ops->close(&file), TW_WASI_SUCCESS);
    expect_content("a", "old");
}

// b's write ends a's save, which finds no room for what is kept of a: a is told, b is not.
static void test_wasi_store_tells_whom_an_error_is_of(void **state) {
    tw_wasi_file_t a;
    tw_wasi_file_t b;
    char text[900];
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_int_equal(tw_filestore_save(&ram.base, "a", text, sizeof text - 1), TW_ERR_OK);
    assert_int_equal(tw_filestore_save(&ram.base, "b", text, 500), TW_ERR_OK);
    assert_int_equal(open_as(&a, "a", 0), TW_WASI_SUCCESS);
    assert_int_equal(open_as(&b, "b", TW_WASI_O_TRUNC), TW_WASI_SUCCESS);
    assert_int_equal(b.ops->close(&b), TW_WASI_SUCCESS);
    assert_int_equal(tw_filestore_save(&ram.base, "fill", text, 500), TW_ERR_OK);
    assert_int_equal(write_text(&a, "short"), TW_WASI_SUCCESS);
    assert_int_equal(open_as(&b, "b", 0), TW_WASI_SUCCESS);
    assert_int_equal(write_text(&b, "b"), TW_WASI_SUCCESS);
    assert_int_equal(b.ops->close(&b), TW_WASI_SUCCESS);
    assert_int_equal(a.ops->close(&a), TW_WASI_NOSPC);
    expect_content("b", "b");
}

static void test_wasi_store_is_busy_while_somebody_else_saves(void **state) {
    tw_wasi_file_t file;
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "a", "old", 3), TW_ERR_OK);
    assert_int_equal(open_as(&file, "a", 0), TW_WASI_SUCCESS);
    assert_int_equal(tw_filestore_save_begin(&ram.base, "other", 10), TW_ERR_OK);
    assert_int_equal(write_text(&file, "new"), TW_WASI_BUSY);
    assert_int_equal(root.ops->rename(&root, path_of("a"), &root, path_of("b")), TW_WASI_BUSY);
    tw_filestore_save_abort(&ram.base);
    assert_int_equal(write_text(&file, "new"), TW_WASI_SUCCESS);
    assert_int_equal(file.ops->close(&file), TW_WASI_SUCCESS);
    expect_content("a", "new");
}

static void test_wasi_store_leaves_a_mapped_file_alone(void **state) {
    tw_wasi_file_t file;
    uint32_t size = 0;
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "run.wasm", "code", 4), TW_ERR_OK);
    assert_non_null(tw_filestore_map(&ram.base, "run.wasm", &size));
    assert_int_equal(open_as(&file, "run.wasm", 0), TW_WASI_SUCCESS);
    assert_int_equal(write_text(&file, "evil"), TW_WASI_BUSY);
    assert_int_equal(file.ops->close(&file), TW_WASI_SUCCESS);
    assert_int_equal(root.ops->unlink_file(&root, path_of("run.wasm")), TW_WASI_BUSY);
    expect_content("run.wasm", "code");
    tw_filestore_unmap(&ram.base, "run.wasm");
}

static void test_wasi_store_that_cannot_be_written_says_rofs(void **state) {
    static const tw_rom_file_t files[] = {{"a", "old", 3}};
    tw_filestore_rom_t rom;
    tw_wasi_file_t file;
    (void)state;
    tw_filestore_rom_init(&rom, files, 1);
    assert_int_equal(tw_filestore_mount(&rom.base), TW_ERR_OK);
    set_filestore(&rom.base);
    assert_int_equal(open_as(&file, "a", 0), TW_WASI_SUCCESS);
    assert_int_equal(write_text(&file, "new"), TW_WASI_ROFS);
    assert_int_equal(file.ops->close(&file), TW_WASI_SUCCESS);
    assert_int_equal(open_as(&file, "b", TW_WASI_O_CREAT), TW_WASI_ROFS);
    assert_int_equal(root.ops->unlink_file(&root, path_of("a")), TW_WASI_ROFS);
    assert_int_equal(root.ops->rename(&root, path_of("a"), &root, path_of("b")), TW_WASI_ROFS);
}

static void test_wasi_store_opens_so_many_files_and_no_more(void **state) {
    tw_wasi_file_t files[OPEN_FILES + 1];
    (void)state;
    for (uint32_t i = 0; i < OPEN_FILES; i++) {
        assert_int_equal(open_as(&files[i], "a", TW_WASI_O_CREAT), TW_WASI_SUCCESS);
    }
    assert_int_equal(open_as(&files[OPEN_FILES], "a", 0), TW_WASI_NFILE);
    assert_int_equal(files[1].ops->close(&files[1]), TW_WASI_SUCCESS);
    assert_int_equal(open_as(&files[1], "a", 0), TW_WASI_SUCCESS);
}

// ---- files of the engine's ----------------------------------------------------------------------

static bool find_protected(void *ctx, const tw_wasi_dirent_t *entry) {
    bool is_protected = entry->name[0] == '.' && entry->name_size > 2;
    *(bool *)ctx = *(bool *)ctx || is_protected;
    return true;
}

static void try_name(const char *name) {
    tw_wasi_file_t file;
    tw_wasi_stat_t stat;
    tw_wasi_path_t path = path_of(name);
    for (uint32_t oflags = 0; oflags <= 0xf; oflags++) {
        assert_int_not_equal(open_as(&file, name, oflags), TW_WASI_SUCCESS);
    }
    assert_int_not_equal(root.ops->path_stat(&root, path, true, &stat), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->unlink_file(&root, path), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->create_directory(&root, path), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->remove_directory(&root, path), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->rename(&root, path, &root, path_of("b")), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->rename(&root, path_of("a"), &root, path), TW_WASI_SUCCESS);
    assert_int_not_equal(root.ops->rename(&root, path, &root, path), TW_WASI_SUCCESS);
}

static void test_wasi_store_reaches_no_file_of_the_engine(void **state) {
    static const char *const names[] = {PROTECTED,
                                        "./" PROTECTED,
                                        ".//" PROTECTED,
                                        "././" PROTECTED,
                                        PROTECTED "/",
                                        PROTECTED "/.",
                                        PROTECTED "/..",
                                        "../" PROTECTED,
                                        "/" PROTECTED,
                                        "a/../" PROTECTED,
                                        "./a/../" PROTECTED,
                                        PROTECTED "//",
                                        "//" PROTECTED,
                                        ".~a",
                                        "..."};
    tw_fileinfo_t info;
    bool is_listed = false;
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "a", "mine", 4), TW_ERR_OK);
    assert_int_equal(ram.base.ops->save_begin(&ram.base, PROTECTED, 5), TW_ERR_OK);
    assert_int_equal(ram.base.ops->save_write(&ram.base, "table", 5), TW_ERR_OK);
    assert_int_equal(ram.base.ops->save_commit(&ram.base), TW_ERR_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        try_name(names[i]);
    }
    assert_int_equal(root.ops->read_dir(&root, 0, find_protected, &is_listed), TW_WASI_SUCCESS);
    assert_false(is_listed);
    assert_int_equal(ram.base.ops->stat(&ram.base, PROTECTED, &info), TW_ERR_OK);
    assert_int_equal(info.size, 5);
    expect_content("a", "mine");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_wasi_store_keeps_the_old_content_until_the_file_is_closed,
                               setup),
        cmocka_unit_test_setup(test_wasi_store_that_is_full_keeps_the_old_content_and_says_so,
                               setup),
        cmocka_unit_test_setup(test_wasi_store_tells_whom_an_error_is_of, setup),
        cmocka_unit_test_setup(test_wasi_store_is_busy_while_somebody_else_saves, setup),
        cmocka_unit_test_setup(test_wasi_store_leaves_a_mapped_file_alone, setup),
        cmocka_unit_test_setup(test_wasi_store_that_cannot_be_written_says_rofs, setup),
        cmocka_unit_test_setup(test_wasi_store_opens_so_many_files_and_no_more, setup),
        cmocka_unit_test_setup(test_wasi_store_reaches_no_file_of_the_engine, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
