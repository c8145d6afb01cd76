// needs: base filestore dir flash
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The kit over every filestore of the PC.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "kit.h"
#include "nor.h"
#include "tinywasm/dir.h"
#include "tinywasm/filestore.h"
#include "tinywasm/flash.h"

static char folder[4096];  // of this program: files go below it

static int set_up(void **state, struct kit *kit) {
    kit_set_up(state, kit);
    return 0;
}

static int set_up_ram(void **state) {
    static tw_filestore_ram_t ram;
    static _Alignas(4) uint8_t buffer[8192];
    static struct kit kit = {&ram.base, true};
    tw_filestore_ram_init(&ram, buffer, sizeof buffer);
    kit_ok(tw_filestore_mount(&ram.base));
    return set_up(state, &kit);
}

static int set_up_rom(void **state) {
    static tw_filestore_rom_t rom;
    static struct kit kit = {&rom.base, false};
    static const tw_rom_file_t files[] = {
        {"a", "apple", 5}, {"empty", "", 0}, {"long", kit_long_bytes, KIT_LONG_BYTES}};
    tw_filestore_rom_init(&rom, files, 3);
    kit_ok(tw_filestore_mount(&rom.base));
    return set_up(state, &kit);
}

static int set_up_dir(void **state) {
    static tw_filestore_dir_t dir;
    static struct kit kit = {&dir.base, true};
    static char path[sizeof folder + 16];
    snprintf(path, sizeof path, "%s/kit.dir", folder);
    tw_filestore_dir_init(&dir, path, 8192);
    kit_ok(tw_filestore_format(&dir.base));
    kit_ok(tw_filestore_mount(&dir.base));
    return set_up(state, &kit);
}

static int set_up_flash(void **state, tw_block_device_t *device, uint32_t image_blocks) {
    static tw_filestore_flash_t flash;
    static struct kit kit = {&flash.base, true};
    static _Alignas(8) uint8_t work[4096];
    const tw_filestore_flash_config_t config = {device, image_blocks, 0, work, sizeof work};
    assert_in_range(tw_filestore_flash_work_bytes(&config), 1, sizeof work);
    kit_ok(tw_filestore_flash_init(&flash, &config));
    kit_ok(tw_filestore_format(&flash.base));
    kit_ok(tw_filestore_mount(&flash.base));
    return set_up(state, &kit);
}

static struct nor nor;

static int set_up_nor(void **state) {
    nor_init(&nor, 512, 40, 16);
    return set_up_flash(state, &nor.base, 0);
}

static int set_up_image(void **state) {
    nor_init(&nor, 1024, 40, 4);
    return set_up_flash(state, &nor.base, 16);
}

// More room for what files hold than for their names.
static int set_up_few_names(void **state) {
    nor_init(&nor, 1024, 64, 4);
    return set_up_flash(state, &nor.base, 52);
}

static tw_err_t program_nor(void *ctx, uint32_t addr, const void *source, uint32_t size) {
    struct nor *chip = ctx;
    return chip->base.ops->program(&chip->base, addr, source, size);
}

static tw_err_t erase_nor(void *ctx, uint32_t addr) {
    struct nor *chip = ctx;
    return chip->base.ops->erase(&chip->base, addr);
}

static int set_up_mapped(void **state) {
    static tw_block_mapped_t mapped;
    nor_init(&nor, 256, 100, 1);
    mapped = (tw_block_mapped_t){nor.base, program_nor, erase_nor, &nor};
    tw_block_mapped_init(&mapped);
    return set_up_flash(state, &mapped.base, 40);
}

static tw_block_file_t file;

static int set_up_file(void **state) {
    static char path[sizeof folder + 16];
    snprintf(path, sizeof path, "%s/kit.image", folder);
    unlink(path);
    file.base = (tw_block_device_t){.block_bytes = 512, .block_count = 40, .program_bytes = 8};
    kit_ok(tw_block_file_open(&file, path));
    return set_up_flash(state, &file.base, 0);
}

static int tear_down(void **state) {
    tw_filestore_unmount(((struct kit *)*state)->fs);
    return (int)nor.mistakes;  // nobody may ask flash for what flash cannot do
}

static int tear_down_file(void **state) {
    int mistakes = tear_down(state);
    tw_block_file_close(&file);
    return mistakes;
}

static const struct {
    const char *name;
    CMFixtureFunction set_up;
    CMFixtureFunction tear_down;
} stores[] = {
    {"ram", set_up_ram, tear_down},
    {"rom", set_up_rom, tear_down},
    {"dir", set_up_dir, tear_down},
    {"flash", set_up_nor, tear_down},
    {"flash with images", set_up_image, tear_down},
    {"flash with images and few names", set_up_few_names, tear_down},
    {"flash, mapped, with images", set_up_mapped, tear_down},
    {"flash in a file", set_up_file, tear_down_file},
};
#define STORES (sizeof stores / sizeof stores[0])
#define TESTS_MOST (32u * STORES)

int main(int argc, char **argv) {
    static struct CMUnitTest tests[TESTS_MOST];
    static char names[TESTS_MOST][128];
    size_t count = kit_test_count * STORES;
    assert_true(count <= TESTS_MOST);
    for (size_t i = 0; i < count; i++) {
        const struct kit_test *test = &kit_tests[i / STORES];
        snprintf(names[i], sizeof names[i], "%s: %s", stores[i % STORES].name, test->name);
        tests[i] = (struct CMUnitTest){names[i], test->run, stores[i % STORES].set_up,
                                       stores[i % STORES].tear_down, NULL};
    }
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - argv[0]),
             slash == NULL ? "." : argv[0]);
    kit_init();
    return _cmocka_run_group_tests("tests", tests, count, NULL, NULL);
}
