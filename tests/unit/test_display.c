// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A display of 24 x 9 pixels that is a text, drawn on by an application and by modules at once:
// what is shown, and who may.

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../grants/build_table.h"
#include "display_wasm.h"
#include "tinywasm/display.h"
#include "tinywasm/hold.h"
#include "tinywasm/tinywasm.h"

#define WIDTH 24u
#define HEIGHT 9u
#define BYTES_AT 16u

static uint64_t arena[8192];
static tw_engine_t *engine;
static tw_grants_t grants;
static tw_holds_t holds;
static tw_hold_t slots[4];
static tw_instance_t *instances[2];
static char frame[HEIGHT][WIDTH + 1];
static char glass[HEIGHT][WIDTH + 1];
static uint32_t sent_pixels;
static tw_err_t answer;

// ---- the display --------------------------------------------------------------------------------

static uint32_t reduce(const tw_display_t *display, uint32_t color) {
    (void)display;
    return color == TW_COLOR_BLACK ? '.' : color == TW_COLOR_WHITE ? '#' : '+';
}

static void fill(tw_display_t *display, const tw_display_area_t *area, uint32_t value) {
    assert_true(area->x0 < area->x1 && area->x1 <= display->width);
    assert_true(area->y0 < area->y1 && area->y1 <= display->height);
    for (uint32_t y = area->y0; y < area->y1; y++) {
        memset(&frame[y][area->x0], (int)value, (size_t)(area->x1 - area->x0));
    }
}

static tw_err_t send(tw_display_t *display, const tw_display_area_t *area) {
    (void)display;
    for (uint32_t y = area->y0; y < area->y1 && answer == TW_ERR_OK; y++) {
        size_t size = (size_t)(area->x1 - area->x0);
        memcpy(&glass[y][area->x0], &frame[y][area->x0], size);
        sent_pixels += (uint32_t)size;
    }
    return answer;
}

static const tw_display_ops_t ops = {reduce, fill, send};
static tw_display_t display;

static void expect_glass(const char *const rows[HEIGHT]) {
    for (uint32_t y = 0; y < HEIGHT; y++) {
        assert_string_equal(glass[y], rows[y]);
    }
}

// ---- the engine ---------------------------------------------------------------------------------

static void create(uint32_t i, const char *name) {
    tw_module_t *module = NULL;
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 512;
    assert_int_equal(tw_module_load(engine, display_wasm, sizeof display_wasm, &module), TW_ERR_OK);
    tw_module_set_name(module, name);
    assert_int_equal(tw_instance_create(module, name, &limits, &instances[i]), TW_ERR_OK);
}

static void start(const struct built *table, bool has_holds) {
    tw_engine_config_t config;
    memset(frame, 0, sizeof frame);
    memset(glass, 0, sizeof glass);
    display = (tw_display_t){.ops = &ops, .width = WIDTH, .height = HEIGHT};
    tw_display_clear(&display);
    answer = TW_ERR_OK;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    if (table != NULL) {
        tw_grants_init(&grants, table->bytes, table->size);
        config.grants = &grants;
    }
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    if (has_holds) {
        tw_holds_init(&holds, engine, slots, sizeof slots / sizeof slots[0]);
    }
    assert_int_equal(tw_engine_add_device(engine, tw_display_device(&display)), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    create(0, "clock.wasm");
    create(1, "score.wasm");
}

// Calls an export with numbers; text (may be NULL) stands in memory before.
static tw_err_t call(uint32_t i, const char *name, const char *text, uint32_t count,
                     const int32_t *numbers, int32_t *result) {
    tw_func_t func;
    tw_value_t args[8];
    tw_value_t value = tw_value_i32(0);
    for (uint32_t at = 0; at < count; at++) {
        args[at] = tw_value_i32(numbers[at]);
    }
    if (text != NULL) {
        assert_int_equal(tw_memory_write(instances[i], BYTES_AT, text, strlen(text)), TW_ERR_OK);
    }
    assert_int_equal(tw_instance_find_func(instances[i], name, &func), TW_ERR_OK);
    tw_err_t err = tw_instance_call(instances[i], func, args, count, &value,
                                    tw_functype_result_count(func.type));
    *result = value.of.i32;
    return err;
}

static tw_err_t write_text(uint32_t i, int32_t x, const char *text) {
    const int32_t numbers[] = {x, 1, 1, BYTES_AT, (int32_t)strlen(text), TW_COLOR_WHITE};
    int32_t result = 0;
    return call(i, "text", text, 6, numbers, &result);
}

static int32_t show(uint32_t i) {
    int32_t result = -1;
    assert_int_equal(call(i, "show", NULL, 0, NULL, &result), TW_ERR_OK);
    return result;
}

// ---- the tests ----------------------------------------------------------------------------------

static void test_display_is_one_frame_for_application_and_modules(void **state) {
    static const char *const rows[HEIGHT] = {
        "++++++++++++++++++++++++", "+......................+", "+.##...##.........#....+",
        "+..#....#........##....+", "+..#....#.........#....+", "+..#....#.........#....+",
        "+..#....#.........#....+", "+.###..###.......###...+", "++++++++++++++++++++++++",
    };
    (void)state;
    start(NULL, false);
    tw_display_rect(&display, 0, 0, WIDTH, HEIGHT, TW_COLOR_GREY);
    assert_int_equal(write_text(0, 1, "ll"), TW_ERR_OK);
    assert_int_equal(write_text(1, 16, "1"), TW_ERR_OK);
    assert_int_equal(show(1), 1);
    expect_glass(rows);
    sent_pixels = 0;
    assert_int_equal(show(0), 1);
    assert_int_equal(tw_display_show(&display), TW_ERR_OK);
    assert_int_equal(sent_pixels, 0);
}

static void test_display_tells_a_module_of_a_failure(void **state) {
    const int32_t numbers[] = {BYTES_AT, 2};
    int32_t result = 0;
    (void)state;
    start(NULL, false);
    answer = TW_ERR_IO;
    assert_int_equal(show(0), 0);
    assert_int_equal(call(0, "message", "hi", 2, numbers, &result), TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "display.message: IO: "));
}

static void test_display_is_refused_without_a_grant(void **state) {
    struct built table;
    (void)state;
    build_begin(&table);
    build_name(&table, "clock.wasm");
    build_range(&table, "display", 0, 0, 0, UINT32_MAX);
    build_text(&table, "functions", "display.*");
    build_name(&table, "score.wasm");
    build_range(&table, "display", 1, 7, 0, UINT32_MAX);
    build_text(&table, "functions", "display.*");
    build_end(&table);
    start(&table, false);
    assert_int_equal(write_text(0, 1, "ok"), TW_ERR_OK);
    assert_int_equal(write_text(1, 1, "no"), TW_ERR_TRAP);
    assert_non_null(
        strstr(tw_engine_fault(engine)->text,
               "DENIED: display 0 by 'score.wasm': add display = [0] under [grant.score]"));
}

static void test_display_is_held_by_who_came_first(void **state) {
    (void)state;
    start(NULL, true);
    assert_int_equal(write_text(0, 1, "1st"), TW_ERR_OK);
    assert_int_equal(write_text(1, 1, "2nd"), TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text,
                           "BUSY: display 0 by 'score.wasm': 'clock.wasm' holds it"));
    assert_int_equal(tw_instance_destroy(instances[0]), TW_ERR_OK);
    assert_int_equal(tw_hold_take(engine, "display", 0, TW_GRANT_NONE, "menu"), TW_ERR_OK);
    assert_int_equal(write_text(1, 1, "2nd"), TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "'menu' holds it"));
    tw_hold_let_go(engine, "menu");
    assert_int_equal(write_text(1, 1, "2nd"), TW_ERR_OK);
}

// Every function asks: none draws for a module that may not.
static void test_display_asks_in_every_function(void **state) {
    static const struct {
        const char *name;
        uint32_t count;
    } functions[] = {{"width", 0}, {"height", 0},    {"clear", 0},   {"pixel", 3},
                     {"line", 5},  {"rect", 5},      {"bitmap", 7},  {"text", 6},
                     {"show", 0},  {"fill_rect", 5}, {"message", 2}, {"message1", 2}};
    static const int32_t zeros[7];
    (void)state;
    start(NULL, true);
    assert_int_equal(tw_hold_take(engine, "display", 0, TW_GRANT_NONE, "menu"), TW_ERR_OK);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        int32_t result = 0;
        assert_int_equal(call(0, functions[i].name, NULL, functions[i].count, zeros, &result),
                         TW_ERR_TRAP);
    }
    tw_hold_let_go(engine, "menu");
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        int32_t result = 0;
        assert_int_equal(call(0, functions[i].name, NULL, functions[i].count, zeros, &result),
                         TW_ERR_OK);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_display_is_one_frame_for_application_and_modules),
        cmocka_unit_test(test_display_tells_a_module_of_a_failure),
        cmocka_unit_test(test_display_is_refused_without_a_grant),
        cmocka_unit_test(test_display_is_held_by_who_came_first),
        cmocka_unit_test(test_display_asks_in_every_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
