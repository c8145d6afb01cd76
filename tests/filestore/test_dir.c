// needs: base filestore dir
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// What the filestore in a folder alone promises: nothing outside the folder is read or written, and
// a save that was cut off leaves the old file.
#define _DEFAULT_SOURCE

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

#include "tinywasm/dir.h"

static tw_filestore_dir_t dir;
static tw_filestore_t *const fs = &dir.base;
static char folder[4096];
static char path[4096 + 64];

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}
static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

// Below the store's folder, or beside it with "../".
static const char *at(const char *name) {
    static char result[sizeof path + 64];
    snprintf(result, sizeof result, "%s/%s", path, name);
    return result;
}

static void write_file(const char *name, const char *text) {
    FILE *file = fopen(at(name), "wb");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static void expect_text(const char *name, const char *text) {
    char target[64] = "";
    uint32_t read_size = 0;
    ok(tw_filestore_read(fs, name, 0, target, sizeof target - 1, &read_size));
    target[read_size] = '\0';
    assert_string_equal(target, text);
}

static int set_up(void **state) {
    (void)state;
    snprintf(path, sizeof path, "%s/dir.store", folder);
    static const char *const left[] = {"link", "pipe", "sub/inner"};
    for (size_t i = 0; i < 3; i++) {
        unlink(at(left[i]));
    }
    rmdir(at("sub"));
    tw_filestore_dir_init(&dir, path, 1000);
    ok(tw_filestore_format(fs));
    ok(tw_filestore_mount(fs));
    write_file("../outside", "secret");
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_filestore_unmount(fs);
    return 0;
}

static void test_filestore_dir_follows_no_link_out_of_the_folder(void **state) {
    (void)state;
    char target[8];
    uint32_t size = 0;
    tw_fileinfo_t info;
    assert_int_equal(symlink("../outside", at("link")), 0);
    expect(tw_filestore_stat(fs, "link", &info), TW_ERR_NOENT);
    expect(tw_filestore_read(fs, "link", 0, target, sizeof target, &size), TW_ERR_NOENT);
    expect(tw_filestore_remove(fs, "link"), TW_ERR_NOENT);
    ok(tw_filestore_save(fs, "link", "mine", 4));  // takes the link's place
    expect_text("link", "mine");
    struct stat status;
    assert_int_equal(lstat(at("link"), &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(stat(at("../outside"), &status), 0);
    assert_int_equal(status.st_size, 6);
}

static void test_filestore_dir_writes_through_no_link_put_in_its_way(void **state) {
    (void)state;
    struct stat status;
    assert_int_equal(symlink("../outside", at(".saving")), 0);
    ok(tw_filestore_save(fs, "a", "apple", 5));
    expect_text("a", "apple");
    assert_int_equal(stat(at("../outside"), &status), 0);
    assert_int_equal(status.st_size, 6);
}

static bool count(void *ctx, const tw_fileinfo_t *info) {
    (void)info;
    (*(uint32_t *)ctx)++;
    return true;
}

static void test_filestore_dir_sees_only_files_with_lawful_names(void **state) {
    (void)state;
    uint32_t files = 0;
    tw_fileinfo_t info;
    write_file(".hidden", "x");
    write_file("b\xc3\xa4r", "x");
    assert_int_equal(mkdir(at("sub"), 0777), 0);
    write_file("sub/inner", "x");
    assert_int_equal(mkfifo(at("pipe"), 0666), 0);
    write_file("seen", "x");
    ok(tw_filestore_list(fs, count, &files));
    assert_int_equal(files, 1);
    expect(tw_filestore_stat(fs, "sub", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "pipe", &info), TW_ERR_NOENT);
    expect(tw_filestore_stat(fs, "sub/inner", &info), TW_ERR_INVAL);
    expect(tw_filestore_save(fs, "sub", "x", 1), TW_ERR_DENIED);
    tw_filestore_unmount(fs);
    ok(tw_filestore_format(fs));  // takes its own files only
    assert_int_equal(access(at("sub/inner"), F_OK), 0);
    assert_int_equal(access(at(".hidden"), F_OK), 0);
    assert_int_equal(access(at("seen"), F_OK), -1);
    unlink(at(".hidden"));
    unlink(at("b\xc3\xa4r"));
    ok(tw_filestore_mount(fs));
}

// As after kill -9 in the middle of a save: what it wrote is there, under the name nobody can form.
static void test_filestore_dir_goes_on_after_a_save_that_was_cut_off(void **state) {
    (void)state;
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    ok(tw_filestore_save(fs, "a", "apple", 5));
    write_file(".saving", "half of a pe");
    expect_text("a", "apple");
    ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_int_equal(free_bytes, 995);
    ok(tw_filestore_save(fs, "a", "pear", 4));
    expect_text("a", "pear");
    assert_int_equal(access(at(".saving"), F_OK), -1);
}

static void test_filestore_dir_is_as_large_as_it_was_told(void **state) {
    (void)state;
    static char large[1001];
    uint32_t total = 0;
    uint32_t free_bytes = 0;
    expect(tw_filestore_save(fs, "l", large, 1001), TW_ERR_NOSPC);
    ok(tw_filestore_save(fs, "l", large, 1000));
    ok(tw_filestore_save(fs, "l", large, 999));
    ok(tw_filestore_save_begin(fs, "m", TW_FILESTORE_SIZE_UNKNOWN));
    expect(tw_filestore_save_write(fs, "ab", 2), TW_ERR_NOSPC);
    ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_int_equal(total, 1000);
    assert_int_equal(free_bytes, 1);
    write_file("larger", "by another program");
    ok(tw_filestore_space(fs, &total, &free_bytes));
    assert_int_equal(free_bytes, 0);
}

static void test_filestore_dir_does_not_mount_what_is_no_folder(void **state) {
    (void)state;
    tw_filestore_dir_t other;
    char name[sizeof path + 64];
    memcpy(name, at("../outside"), sizeof name);
    tw_filestore_dir_init(&other, name, 1000);
    expect(tw_filestore_mount(&other.base), TW_ERR_NOENT);
    expect(tw_filestore_format(&other.base), TW_ERR_NOENT);
    memcpy(name, at("../nosuch"), sizeof name);
    expect(tw_filestore_mount(&other.base), TW_ERR_NOENT);
}

#define DIR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        DIR_TEST(test_filestore_dir_follows_no_link_out_of_the_folder),
        DIR_TEST(test_filestore_dir_writes_through_no_link_put_in_its_way),
        DIR_TEST(test_filestore_dir_sees_only_files_with_lawful_names),
        DIR_TEST(test_filestore_dir_goes_on_after_a_save_that_was_cut_off),
        DIR_TEST(test_filestore_dir_is_as_large_as_it_was_told),
        DIR_TEST(test_filestore_dir_does_not_mount_what_is_no_folder),
    };
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - argv[0]),
             slash == NULL ? "." : argv[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
