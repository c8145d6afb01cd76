// needs: base engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Buttons of the PC, whose contacts bounce, in virtual time: what counts is judged by the lengths
// of what was pressed.

#include "around.h"

#include "board.h"
#include "tinywasm/buttons.h"

#define CHANGES 400

static const tw_buttons_config_t config = {BOARD_BUTTON_PINS, true, TW_BUTTONS_DEBOUNCE_MS};
static const char *const names[] = {"a", "b", "up", "down", "left", "right", "select", "start"};
static tw_buttons_t buttons;

static void expect_change(tw_button_t button, bool is_pressed) {
    tw_button_t got = TW_BUTTON_A;
    bool got_pressed = false;
    assert_true(tw_buttons_next(&buttons, &got, &got_pressed));
    assert_int_equal(got, button);
    assert_int_equal(got_pressed, is_pressed);
    assert_int_equal(tw_buttons_is_pressed(&buttons, button), is_pressed);
}

static void expect_none(void) {
    tw_button_t got = TW_BUTTON_A;
    bool got_pressed = false;
    assert_false(tw_buttons_next(&buttons, &got, &got_pressed));
}

// Looks once a millisecond.
static void look_for(uint32_t ms) {
    uint32_t start_ms = hal_ticks_ms();
    while (hal_ticks_ms() - start_ms < ms) {
        hal_sleep_ms(1);
        tw_buttons_poll(&buttons, hal_ticks_ms());
    }
}

static int setup_buttons(void **state) {
    (void)state;
    set_part("contacts", "bounces", 0);
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        set_part(names[i], "pressed", 0);
    }
    hal_sleep_ms(100);
    assert_int_equal(tw_buttons_init(&buttons, &config), TW_ERR_OK);
    return 0;
}
#define BUTTON_TEST(name) cmocka_unit_test_setup(name, setup_buttons)

static void test_hardware_each_button_comes_from_its_pin(void **state) {
    (void)state;
    for (int i = 0; i < 50; i++) {
        tw_button_t button = (tw_button_t)random_below(TW_BUTTON_COUNT - 1);
        set_part(names[button], "pressed", 1000);
        look_for(30);
        expect_change(button, true);
        set_part(names[button], "pressed", 0);
        look_for(30);
        expect_change(button, false);
        expect_none();
    }
}

// However often the contacts bounce, a press is one change, 20 ms after the last of them.
static void test_hardware_bouncing_contacts_are_one_press(void **state) {
    (void)state;
    for (int i = 0; i < 60; i++) {
        int32_t bounces = random_below(12);
        int32_t interval_us = 1100 + random_below(8000);  // each is seen at least once
        bool is_pressed = i % 2 == 0;
        set_part("contacts", "bounces", 1000 * bounces);
        set_part("contacts", "interval", interval_us);
        set_part("up", "pressed", is_pressed ? 1000 : 0);
        uint32_t lasts_ms = (uint32_t)(2 * bounces * interval_us / 1000);
        look_for(lasts_ms + 18);
        expect_none();
        look_for(5);
        expect_change(TW_BUTTON_UP, is_pressed);
        look_for(100);
        expect_none();
    }
}

// Levels of random lengths, but for those where a millisecond's rounding decides: those of more
// than 20 ms count, if they are another one than counted last.
static void test_hardware_what_is_shorter_than_the_time_does_not_count(void **state) {
    (void)state;
    bool is_pressed = false;
    bool counted = false;
    for (int i = 0; i < CHANGES; i++) {
        uint32_t ms = (uint32_t)(1 + random_below(45));
        ms += ms > 18 && ms < 22 ? 4 : 0;
        is_pressed = !is_pressed;
        set_part("left", "pressed", is_pressed ? 1000 : 0);
        look_for(ms);
        if (ms > TW_BUTTONS_DEBOUNCE_MS && is_pressed != counted) {
            expect_change(TW_BUTTON_LEFT, is_pressed);
            counted = is_pressed;
        }
        expect_none();
        assert_int_equal(tw_buttons_is_pressed(&buttons, TW_BUTTON_LEFT), counted);
    }
}

static void test_hardware_buttons_do_not_disturb_one_another(void **state) {
    (void)state;
    set_part("a", "pressed", 1000);
    look_for(10);
    set_part("start", "pressed", 1000);
    look_for(15);
    expect_change(TW_BUTTON_A, true);
    expect_none();
    look_for(10);
    expect_change(TW_BUTTON_START, true);
    assert_true(tw_buttons_is_pressed(&buttons, TW_BUTTON_A));
    assert_false(tw_buttons_is_pressed(&buttons, TW_BUTTON_B));
    assert_false(tw_buttons_is_pressed(&buttons, (tw_button_t)TW_BUTTON_COUNT));
}

static void test_hardware_button_held_at_the_start_is_let_go_first(void **state) {
    (void)state;
    set_part("b", "pressed", 1000);
    hal_sleep_ms(50);
    assert_int_equal(tw_buttons_init(&buttons, &config), TW_ERR_OK);
    look_for(200);
    expect_none();
    assert_false(tw_buttons_is_pressed(&buttons, TW_BUTTON_B));
    set_part("b", "pressed", 0);
    look_for(30);
    expect_none();
    set_part("b", "pressed", 1000);
    look_for(30);
    expect_change(TW_BUTTON_B, true);
}

static void test_hardware_oldest_changes_go_when_nobody_takes_them(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 12; i++) {  // 24 changes
        tw_button_t button = (tw_button_t)(i % TW_BUTTON_COUNT);
        set_part(names[button], "pressed", 1000);
        look_for(25);
        set_part(names[button], "pressed", 0);
        look_for(25);
    }
    for (uint32_t i = 12 - TW_BUTTONS_KEPT / 2; i < 12; i++) {
        tw_button_t button = (tw_button_t)99;
        bool is_pressed = false;
        assert_true(tw_buttons_next(&buttons, &button, &is_pressed));
        assert_int_equal(button, i % TW_BUTTON_COUNT);
        assert_true(is_pressed);
        assert_true(tw_buttons_next(&buttons, &button, &is_pressed));
        assert_false(is_pressed);
    }
    expect_none();
}

static void test_hardware_buttons_with_no_time_count_at_once(void **state) {
    (void)state;
    tw_buttons_config_t at_once = config;
    at_once.debounce_ms = 0;
    assert_int_equal(tw_buttons_init(&buttons, &at_once), TW_ERR_OK);
    set_part("down", "pressed", 1000);
    look_for(1);
    expect_change(TW_BUTTON_DOWN, true);
    set_part("down", "pressed", 0);
    look_for(1);
    expect_change(TW_BUTTON_DOWN, false);
}

static void test_hardware_buttons_may_be_missing_and_pins_wrong(void **state) {
    (void)state;
    tw_buttons_config_t few = config;
    few.pins[TW_BUTTON_A] = TW_BUTTON_NONE;
    assert_int_equal(tw_buttons_init(&buttons, &few), TW_ERR_OK);
    set_part("a", "pressed", 1000);
    look_for(50);
    expect_none();
    few.pins[TW_BUTTON_A] = 99;
    assert_int_equal(tw_buttons_init(&buttons, &few), TW_ERR_INVAL);
}

// The other way round: pressed is high.
static void test_hardware_buttons_may_be_pressed_high(void **state) {
    (void)state;
    static const tw_buttons_config_t high = {
        {26, -1, -1, -1, -1, -1, -1, -1}, false, TW_BUTTONS_DEBOUNCE_MS};
    assert_int_equal(tw_buttons_init(&buttons, &high), TW_ERR_OK);
    look_for(30);
    expect_none();
    sim_pin_drive(26, true);
    look_for(30);
    expect_change(TW_BUTTON_A, true);
    sim_pin_release(26);
    look_for(30);
    expect_change(TW_BUTTON_A, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BUTTON_TEST(test_hardware_each_button_comes_from_its_pin),
        BUTTON_TEST(test_hardware_bouncing_contacts_are_one_press),
        BUTTON_TEST(test_hardware_what_is_shorter_than_the_time_does_not_count),
        BUTTON_TEST(test_hardware_buttons_do_not_disturb_one_another),
        BUTTON_TEST(test_hardware_button_held_at_the_start_is_let_go_first),
        BUTTON_TEST(test_hardware_oldest_changes_go_when_nobody_takes_them),
        BUTTON_TEST(test_hardware_buttons_with_no_time_count_at_once),
        BUTTON_TEST(test_hardware_buttons_may_be_missing_and_pins_wrong),
        BUTTON_TEST(test_hardware_buttons_may_be_pressed_high),
    };
    return cmocka_run_group_tests(tests, begin_virtual_time, NULL);
}
