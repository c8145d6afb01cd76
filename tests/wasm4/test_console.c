// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The life of a cart: what runs in which order, what it finds in memory, what it may import, and
// what becomes of the console when it is bad.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bad_wasm.h"
#include "driver_wasm.h"
#include "endless_limits_wasm.h"
#include "kit.h"
#include "memory_wasm.h"
#include "order_wasm.h"
#include "own_memory_wasm.h"
#include "start_traps_wasm.h"
#include "two_pages_wasm.h"

static int setup(void **state) {
    (void)state;
    kit_defaults();
    kit_config.frame_fuel = 1000000;
    kit_start();
    return 0;
}

static int teardown(void **state) {
    (void)state;
    kit_stop();
    return 0;
}

static void frame(void) {
    ok(tw_wasm4_frame(&console, &input));
}

// ---- order and memory ---------------------------------------------------------------------------

static void test_wasm4_order_is_start_section_start_initialize_start_update(void **state) {
    (void)state;
    LOAD(order_wasm);
    assert_memory_equal(memory() + KIT_DATA, "s\0\0S\xee\xffi\xee\xff", 9);
    assert_int_equal(tw_wasm4_frame_count(&console), 0);
    input.pads[0] = 0x81;
    frame();
    frame();
    // frame 1 does not clear, and inputs are there before start
    assert_memory_equal(memory() + KIT_DATA + 9, "1\x81\xffu\xee\xffu\x81\0", 9);
    assert_int_equal(tw_wasm4_frame_count(&console), 2);
}

static void test_wasm4_picture_stays_if_the_flag_was_set_by_the_last_update(void **state) {
    (void)state;
    LOAD(order_wasm);
    input.pads[1] = 1;
    frame();
    frame();
    input.pads[1] = 0;
    frame();
    frame();
    // frames 2 and 3 keep, 4 clears
    assert_int_equal(peek(KIT_DATA + 12 + 3 + 2, 1), 0xff);
    assert_int_equal(peek(KIT_DATA + 12 + 6 + 2, 1), 0xff);
    assert_int_equal(peek(KIT_DATA + 12 + 9 + 2, 1), 0);
    assert_int_equal(tw_wasm4_flags(&console), 0);
}

static void test_wasm4_defaults_are_there_and_data_may_overwrite_them(void **state) {
    (void)state;
    LOAD(driver_wasm);
    static const uint32_t palette[] = {0xe0f8cf, 0x86c06c, 0x306850, 0x071821};
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(peek(4 + 4 * i, 4), palette[i]);
    }
    assert_int_equal(peek(0, 4), 0);
    assert_int_equal(peek(0x14, 2), 0x1203);
    assert_int_equal(peek(0x16, 4), 0);
    assert_int_equal(peek(0x1a, 4), 0x7fff7fff);
    for (uint32_t i = 0x1e; i < TW_WASM4_MEMORY_BYTES; i++) {
        assert_int_equal(memory()[i], 0);
    }
    LOAD(order_wasm);
    assert_int_equal(peek(4, 4), 0x332211);
    assert_int_equal(peek(8, 4), palette[1]);
}

static void test_wasm4_inputs_are_written_before_each_frame(void **state) {
    (void)state;
    LOAD(endless_limits_wasm);
    input = (tw_wasm4_input_t){{1, 2, 0x40, 0x80}, -3, 0x1234, 5};
    frame();
    assert_memory_equal(memory() + 0x16, "\x01\x02\x40\x80\xfd\xff\x34\x12\x05", 9);
    memset(memory() + 0x16, 0xaa, 9);
    frame();
    assert_memory_equal(memory() + 0x16, "\x01\x02\x40\x80\xfd\xff\x34\x12\x05", 9);
}

static void test_wasm4_memory_is_one_page_whatever_the_import_says(void **state) {
    (void)state;
    LOAD(memory_wasm);
    frame();
    assert_int_equal(peek(KIT_DATA, 4), 1);
    assert_int_equal(peek(KIT_DATA + 4, 4), UINT32_MAX);
    assert_int_equal(peek(KIT_DATA + 8, 4), 1);
    LOAD(endless_limits_wasm);
    frame();
}

static void test_wasm4_reset_begins_anew_and_keeps_the_disk(void **state) {
    (void)state;
    LOAD(order_wasm);
    ok(tw_wasm4_set_disk(&console, "abc", 3));
    frame();
    frame();
    poke(40000, 4, 0xdeadbeef);
    ok(tw_wasm4_reset(&console));
    assert_int_equal(peek(40000, 4), 0);
    assert_int_equal(peek(KIT_DATA + 9, 1), 0);
    assert_int_equal(tw_wasm4_frame_count(&console), 0);
    uint32_t size = 0;
    assert_memory_equal(tw_wasm4_disk(&console, &size), "abc", 3);
    assert_int_equal(size, 3);
    LOAD(order_wasm);
    (void)tw_wasm4_disk(&console, &size);
    assert_int_equal(size, 0);
    tw_wasm4_unload(&console);
    ok(tw_wasm4_set_disk(&console, "before", 6));
    LOAD(order_wasm);
    (void)tw_wasm4_disk(&console, &size);
    assert_int_equal(size, 6);
}

static void test_wasm4_carts_come_from_a_filestore(void **state) {
    (void)state;
    ok(tw_filestore_save(&store.base, "order.wasm", order_wasm, sizeof order_wasm));
    ok(tw_wasm4_load_file(&console, &store.base, "order.wasm"));
    frame();
    assert_int_equal(peek(KIT_DATA, 1), 's');
    fails(tw_wasm4_load_file(&console, &store.base, "none.wasm"), TW_ERR_NOENT);
    says("none.wasm");
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_RUNNING);
}

// ---- the picture --------------------------------------------------------------------------------

static void test_wasm4_rows_are_memory_in_the_colours_of_the_palette(void **state) {
    (void)state;
    LOAD(driver_wasm);
    for (uint32_t i = 0; i < 6400; i++) {
        poke(0xa0 + i, 1, random_below(256));
    }
    poke(4 + 4, 4, 0xff123456);
    uint32_t palette[4];
    tw_wasm4_palette(&console, palette);
    assert_int_equal(palette[1], 0x123456);
    for (uint32_t y = 0; y < TW_WASM4_HEIGHT; y++) {
        uint8_t indices[TW_WASM4_WIDTH];
        uint32_t rgb[TW_WASM4_WIDTH];
        uint16_t rgb565[TW_WASM4_WIDTH];
        tw_wasm4_row(&console, y, indices);
        tw_wasm4_row_rgb(&console, y, rgb);
        tw_wasm4_row_rgb565(&console, y, rgb565);
        for (uint32_t x = 0; x < TW_WASM4_WIDTH; x++) {
            uint32_t bit = 2 * (y * TW_WASM4_WIDTH + x);
            uint32_t color = palette[peek(0xa0 + bit / 8, 1) >> (bit % 8) & 3];
            assert_int_equal(palette[indices[x]], color);
            assert_int_equal(rgb[x], color);
            assert_int_equal(rgb565[x] >> 11, (color >> 16 & 0xff) / 8);
            assert_int_equal(rgb565[x] >> 5 & 63, (color >> 8 & 0xff) / 4);
            assert_int_equal(rgb565[x] & 31, (color & 0xff) / 8);
        }
    }
}

static void test_wasm4_empty_console_shows_one_colour_and_refuses(void **state) {
    (void)state;
    uint32_t rgb[TW_WASM4_WIDTH];
    tw_wasm4_row_rgb(&console, 100, rgb);
    assert_int_equal(rgb[0], 0xe0f8cf);
    assert_int_equal(rgb[159], 0xe0f8cf);
    assert_null(tw_wasm4_memory(&console));
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_EMPTY);
    fails(tw_wasm4_frame(&console, &input), TW_ERR_STATE);
    says("no cart: load one");
    fails(tw_wasm4_reset(&console), TW_ERR_STATE);
    tw_wasm4_interrupt(&console);
}

// ---- bad carts ----------------------------------------------------------------------------------

enum { BAD_TRAP = 1, BAD_ENDLESS, BAD_FIVE, BAD_NOTHING, BAD_OVAL, BAD_DEEP, BAD_LINE, BAD_TONE };

static void fail_frame(uint8_t how, tw_err_t err, const char *text) {
    ok(tw_wasm4_reset(&console));
    frame();
    input.pads[0] = how;
    fails(tw_wasm4_frame(&console, &input), err);
    says(text);
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_FAILED);
    assert_int_equal(tw_wasm4_frame_count(&console), 2);
    fails(tw_wasm4_frame(&console, &input), TW_ERR_STATE);
    says("the cart has failed");
    input.pads[0] = 0;
    ok(tw_wasm4_reset(&console));
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_RUNNING);
}

static void test_wasm4_cart_that_fails_can_be_started_again(void **state) {
    (void)state;
    LOAD(bad_wasm);
    fail_frame(BAD_TRAP, TW_ERR_TRAP, "unreachable");
    fail_frame(BAD_ENDLESS, TW_ERR_FUEL, "frame 2 takes more than config.frame_fuel");
    fail_frame(BAD_DEEP, TW_ERR_TRAP, "call stack exhausted");
}

static void test_wasm4_imports_are_missed_when_they_are_called(void **state) {
    (void)state;
    LOAD(bad_wasm);
    fail_frame(BAD_FIVE, TW_ERR_TRAP, "unlinked import");
    fail_frame(BAD_NOTHING, TW_ERR_TRAP, "unlinked import");
}

static void test_wasm4_endless_drawing_ends(void **state) {
    (void)state;
    LOAD(bad_wasm);
    fail_frame(BAD_OVAL, TW_ERR_FUEL, "frame 2 takes more");
    fail_frame(BAD_LINE, TW_ERR_FUEL, "frame 2 takes more");
}

static void test_wasm4_other_memories_are_refused(void **state) {
    (void)state;
    fails(tw_wasm4_load(&console, two_pages_wasm, sizeof two_pages_wasm), TW_ERR_UNLINKABLE);
    says("import env.memory");
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_EMPTY);
    fails(tw_wasm4_load(&console, own_memory_wasm, sizeof own_memory_wasm), TW_ERR_UNLINKABLE);
    says("a memory of its own: link it with --import-memory");
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_EMPTY);
    LOAD(order_wasm);
}

static void test_wasm4_carts_have_64_kib_at_most(void **state) {
    (void)state;
    static uint8_t large[TW_WASM4_CART_BYTES + 1];
    // a module with a custom section that fills it
    static const uint8_t head[] = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 0xf3, 0xff, 0x03, 1, 'x'};
    memcpy(large, head, sizeof head);
    large[9] = 0xf4;
    LOAD(order_wasm);
    fails(tw_wasm4_load(&console, large, sizeof large), TW_ERR_LIMIT);
    says("65537 bytes and may have 65536");
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_RUNNING);
    ok(tw_wasm4_load(&console, large, TW_WASM4_CART_BYTES));
    fails(tw_wasm4_load(&console, large, TW_WASM4_CART_BYTES - 1), TW_ERR_MALFORMED);
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_EMPTY);
}

static void test_wasm4_start_that_traps_leaves_a_cart_that_has_failed(void **state) {
    (void)state;
    fails(tw_wasm4_load(&console, start_traps_wasm, sizeof start_traps_wasm), TW_ERR_TRAP);
    says("unreachable");
    assert_int_equal(tw_wasm4_state(&console), TW_WASM4_FAILED);
    fails(tw_wasm4_reset(&console), TW_ERR_TRAP);
    LOAD(order_wasm);
    frame();
}

// As an ISR would that comes while the cart runs.
static void interrupt(void *ctx, const tw_wasm4_tone_t *tone) {
    (void)ctx;
    (void)tone;
    tw_wasm4_interrupt(&console);
}

static void test_wasm4_frame_can_be_interrupted(void **state) {
    (void)state;
    kit_stop();
    kit_config.tone = interrupt;
    kit_config.frame_fuel = TW_FUEL_ENDLESS;
    kit_start();
    LOAD(bad_wasm);
    fail_frame(BAD_TONE, TW_ERR_INTERRUPTED, "INTERRUPTED");
}

// ---- the disk -----------------------------------------------------------------------------------

static int32_t disk(const char *name, int32_t addr, int32_t size) {
    const int32_t args[] = {addr, size};
    int32_t result = -1;
    ok(drive(name, args, 2, &result));
    return result;
}

static void test_wasm4_disk_is_replaced_as_a_whole(void **state) {
    (void)state;
    LOAD(driver_wasm);
    assert_int_equal(disk("diskr", 9000, 1024), 0);
    assert_false(tw_wasm4_disk_changed(&console));
    memcpy(memory() + 9000, "hello", 5);
    assert_int_equal(disk("diskw", 9000, 5), 5);
    assert_true(tw_wasm4_disk_changed(&console));
    assert_false(tw_wasm4_disk_changed(&console));
    assert_int_equal(disk("diskr", 9100, 3), 3);
    assert_memory_equal(memory() + 9100, "hel\0", 4);
    assert_int_equal(disk("diskr", 9200, 2000), 5);
    assert_memory_equal(memory() + 9200, "hello\0", 6);
    memset(memory() + 20000, 'x', 3000);
    assert_int_equal(disk("diskw", 20000, 2676), 1024);
    assert_int_equal(disk("diskr", 30000, 2000), 1024);
    assert_int_equal(peek(30000 + 1023, 2), 'x');
    assert_int_equal(disk("diskw", 20000, 0), 0);
    assert_int_equal(disk("diskr", 30000, 2000), 0);
    assert_int_equal(disk("diskr", 65536, 0), 0);
}

static void test_wasm4_disk_checks_before_it_clamps(void **state) {
    (void)state;
    static const int32_t hostile[][2] = {{65535, 2}, {65536, 1}, {0, 65537}, {0, -1}, {-1, 1}};
    LOAD(driver_wasm);
    for (uint32_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        int32_t result = 0;
        fails(drive("diskr", hostile[i], 2, &result), TW_ERR_TRAP);
        fails(drive("diskw", hostile[i], 2, &result), TW_ERR_TRAP);
    }
}

static void test_wasm4_disk_goes_to_a_file_and_comes_back(void **state) {
    (void)state;
    uint32_t size = 0;
    LOAD(driver_wasm);
    ok(tw_wasm4_set_disk(&console, "saved", 5));
    ok(tw_wasm4_save_disk(&console, &store.base, "game.disk"));
    ok(tw_wasm4_set_disk(&console, NULL, 0));
    ok(tw_wasm4_read_disk(&console, &store.base, "none.disk"));
    ok(tw_wasm4_read_disk(&console, &store.base, "game.disk"));
    assert_memory_equal(tw_wasm4_disk(&console, &size), "saved", 5);
    assert_int_equal(size, 5);
    uint8_t large[TW_WASM4_DISK_BYTES + 1] = {0};
    ok(tw_filestore_save(&store.base, "large.disk", large, sizeof large));
    fails(tw_wasm4_read_disk(&console, &store.base, "large.disk"), TW_ERR_CORRUPT);
    says("1025 bytes");
    fails(tw_wasm4_set_disk(&console, large, sizeof large), TW_ERR_CORRUPT);
    assert_memory_equal(tw_wasm4_disk(&console, &size), "saved", 5);
    // an empty disk is no file
    ok(tw_wasm4_set_disk(&console, NULL, 0));
    ok(tw_wasm4_save_disk(&console, &store.base, "game.disk"));
    ok(tw_wasm4_save_disk(&console, &store.base, "game.disk"));
    tw_fileinfo_t info;
    fails(tw_filestore_stat(&store.base, "game.disk", &info), TW_ERR_NOENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_wasm4_order_is_start_section_start_initialize_start_update, setup, teardown),
        cmocka_unit_test_setup_teardown(
            test_wasm4_picture_stays_if_the_flag_was_set_by_the_last_update, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_defaults_are_there_and_data_may_overwrite_them,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_inputs_are_written_before_each_frame, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_memory_is_one_page_whatever_the_import_says,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_reset_begins_anew_and_keeps_the_disk, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_carts_come_from_a_filestore, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_rows_are_memory_in_the_colours_of_the_palette,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_empty_console_shows_one_colour_and_refuses,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_cart_that_fails_can_be_started_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_imports_are_missed_when_they_are_called, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_endless_drawing_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_other_memories_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_carts_have_64_kib_at_most, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_start_that_traps_leaves_a_cart_that_has_failed,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_frame_can_be_interrupted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_disk_is_replaced_as_a_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_disk_checks_before_it_clamps, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wasm4_disk_goes_to_a_file_and_comes_back, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
