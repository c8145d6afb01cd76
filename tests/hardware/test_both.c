// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Devices from both sides at once: the application and a module (hardware.wat) use the same LED,
// buttons and sensors; and what a module was not granted it does not get.

#include "around.h"

#include <stdio.h>

#include "../grants/build_table.h"
#include "board.h"
#include "hardware_wasm.h"
#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/dht22.h"
#include "tinywasm/hold.h"
#include "tinywasm/ldr.h"
#include "tinywasm/tinywasm.h"

#define EVENTS 0u  // in the module's memory
#define LAST_BUTTON 4u
#define LAST_PRESSED 8u
#define CALLS(button) (16u + 4u * (uint32_t)(button))
#define PROBLEM(number) (-1000000 - (number))
#define NO_SENSOR 0
#define NO_ANSWER 1
#define DAMAGED 4

static _Alignas(16) uint8_t arena[256u * 1024u];
static tw_engine_t *engine;
static tw_module_t *module;
static tw_instance_t *instance;
static tw_led_t *led;
static tw_buttons_t *buttons;
static tw_sensor_t *own;
static tw_bme280_t bme280;
static tw_dht22_t dht22;
static tw_ldr_t ldr;
static tw_sensors_t sensors;
static tw_grants_t grants;

static tw_err_t create(const char *name, tw_instance_t **made) {
    tw_limits_t limits;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 1024;
    return tw_instance_create(module, name, &limits, made);
}

static void start_engine(const struct built *table) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    if (table != NULL) {
        tw_grants_init(&grants, table->bytes, table->size);
        config.grants = &grants;
    }
    tw_sensor_t *const all[] = {own, &bme280.sensor, &dht22.sensor, &ldr.sensor};
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, tw_led_device(led)), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, tw_buttons_device(buttons)), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, tw_sensors_device(&sensors, all, 4)), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, hardware_wasm, sizeof hardware_wasm, &module),
                     TW_ERR_OK);
    tw_module_set_name(module, "panel.wasm");
}

static void let_go_all(void) {
    static const char *const names[] = {"a", "b", "up", "down", "left", "right", "select", "start"};
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        set_part(names[i], "pressed", 0);
    }
}

static int setup_both(void **state) {
    (void)state;
    let_go_all();
    assert_int_equal(tw_board_led(&led), TW_ERR_OK);
    assert_int_equal(tw_board_buttons(&buttons), TW_ERR_OK);
    assert_int_equal(tw_board_sensor(&own), TW_ERR_OK);
    assert_int_equal(tw_bme280_init(&bme280, 0, BOARD_BME280_ADDRESS), TW_ERR_OK);
    assert_int_equal(tw_dht22_init(&dht22, BOARD_DHT22_PIN), TW_ERR_OK);
    assert_int_equal(tw_ldr_init(&ldr, BOARD_LDR_CHANNEL, false), TW_ERR_OK);
    start_engine(NULL);
    assert_int_equal(create("panel", &instance), TW_ERR_OK);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}
#define BOTH_TEST(name) cmocka_unit_test_setup_teardown(name, setup_both, teardown)

static tw_err_t call_of(tw_instance_t *of, const char *name, int32_t number, int32_t *result) {
    tw_func_t func;
    tw_value_t arg = tw_value_i32(number);
    tw_value_t value = tw_value_i32(0);
    assert_int_equal(tw_instance_find_func(of, name, &func), TW_ERR_OK);
    tw_err_t err = tw_instance_call(of, func, &arg, tw_functype_param_count(func.type), &value,
                                    tw_functype_result_count(func.type));
    *result = value.of.i32;
    return err;
}

static int32_t call(const char *name, int32_t number) {
    int32_t result = 0;
    if (call_of(instance, name, number, &result) != TW_ERR_OK) {
        fail_msg("%s: %s", name, tw_engine_fault(engine)->text);
    }
    return result;
}

static void expect_trap(tw_instance_t *of, const char *name, int32_t number, const char *text) {
    int32_t result = 0;
    assert_int_equal(call_of(of, name, number, &result), TW_ERR_TRAP);
    if (strstr(tw_engine_fault(engine)->text, text) == NULL) {
        fail_msg("%s", tw_engine_fault(engine)->text);
    }
}

static uint32_t word(uint32_t addr) {
    uint32_t value = 0;
    assert_int_equal(tw_memory_read_u32(instance, addr, &value), TW_ERR_OK);
    return value;
}

// What an application's main loop does.
static void turn_for(uint32_t ms) {
    uint32_t start_ms = hal_ticks_ms();
    while (hal_ticks_ms() - start_ms < ms) {
        if (!tw_engine_poll(engine, hal_ticks_ms())) {
            hal_sleep_ms(1);
        }
    }
}

// ---- LED ----------------------------------------------------------------------------------------

static void test_hardware_led_is_set_from_both_sides(void **state) {
    (void)state;
    for (int i = 0; i < 40; i++) {
        bool is_lit = random_below(1) == 1;
        if (random_below(1) == 1) {
            (void)call("led_set", is_lit);
        } else {
            assert_int_equal(tw_led_set(led, is_lit), TW_ERR_OK);
        }
        assert_int_equal(call("led_get", 0), is_lit);
        assert_int_equal(tw_led_get(led), is_lit);
        assert_int_equal(sim_pin_level(BOARD_LED_PIN), is_lit);
    }
    expect_trap(instance, "led_set", 2, "led.set: argument is-lit");
}

// Who holds the LED has it alone, and the refusal names him.
static void test_hardware_led_may_be_held(void **state) {
    (void)state;
    static tw_holds_t holds;
    static tw_hold_t slots[4];
    tw_instance_t *other = NULL;
    tw_holds_init(&holds, engine, slots, 4);
    assert_int_equal(tw_hold_take(engine, "led", 0, TW_GRANT_NONE, "alarm"), TW_ERR_OK);
    expect_trap(instance, "led_set", 1, "BUSY: led 0 by 'panel': 'alarm' holds it");
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_BUSY);
    tw_hold_let_go(engine, "alarm");
    (void)call("led_set", 1);
    assert_true(sim_pin_level(BOARD_LED_PIN));
    assert_int_equal(create("other", &other), TW_ERR_OK);
    expect_trap(other, "led_set", 0, "BUSY: led 0 by 'other': 'panel' holds it");
    assert_int_equal(tw_hold_take(engine, "led", 0, TW_GRANT_NONE, "alarm"), TW_ERR_BUSY);
    assert_true(sim_pin_level(BOARD_LED_PIN));
}

static void test_hardware_led_without_its_pin_is_a_trap(void **state) {
    (void)state;
    uint32_t pin = led->pin;
    led->pin = 99;
    expect_trap(instance, "led_set", 1, "the LED's pin serves something else");
    led->pin = pin;
}

// ---- sensors ------------------------------------------------------------------------------------

// The first sensor that measures what is asked is the one that answers.
static void test_hardware_sensors_are_read_from_both_sides(void **state) {
    (void)state;
    for (int i = 0; i < 5; i++) {
        int32_t celsius = 62500 / 500 * random_below(800);
        set_part("tmp105", "temperature", celsius);
        set_part("bme280", "temperature", 1000 * random_below(80));
        set_part("bme280", "pressure", 1000 * (95000 + random_below(9000)));
        set_part("bme280", "humidity", random_below(100000));
        set_part("ldr", "light", random_below(100000));
        assert_int_equal(call("read", TW_SENSOR_TEMPERATURE), celsius);
        assert_int_equal(read_of(own, TW_SENSOR_TEMPERATURE), celsius);
        assert_int_equal(call("read", TW_SENSOR_PRESSURE),
                         read_of(&bme280.sensor, TW_SENSOR_PRESSURE));
        assert_int_equal(call("read", TW_SENSOR_HUMIDITY),
                         read_of(&bme280.sensor, TW_SENSOR_HUMIDITY));
        assert_int_equal(call("read", TW_SENSOR_LIGHT), read_of(&ldr.sensor, TW_SENSOR_LIGHT));
    }
    expect_trap(instance, "read", 4, "sensor.read: argument quantity");
}

static void test_hardware_problems_are_results_for_modules(void **state) {
    (void)state;
    tw_sensor_t *const only[] = {&dht22.sensor};
    (void)tw_sensors_device(&sensors, only, 1);
    assert_int_equal(call("read", TW_SENSOR_LIGHT), PROBLEM(NO_SENSOR));
    set_part("dht22", "silent", 1000);
    assert_int_equal(call("read", TW_SENSOR_HUMIDITY), PROBLEM(NO_ANSWER));
    assert_string_equal(tw_sensor_problem(&dht22.sensor),
                        "NOENT: nobody answers: check the wiring and the resistor");
    set_part("dht22", "silent", 0);
    set_part("dht22", "wrong_sum", 1000);
    turn_for(2005);
    assert_int_equal(call("read", TW_SENSOR_HUMIDITY), PROBLEM(DAMAGED));
    set_part("dht22", "wrong_sum", 0);
    set_part("dht22", "humidity", 55500);
    turn_for(2005);
    assert_int_equal(call("read", TW_SENSOR_HUMIDITY), 55500);
}

// ---- buttons ------------------------------------------------------------------------------------

static void test_hardware_press_is_an_event_and_the_applications(void **state) {
    (void)state;
    tw_button_t button = TW_BUTTON_A;
    bool is_pressed = false;
    (void)call("watch", 1);
    set_part("contacts", "bounces", 3000);
    set_part("contacts", "interval", 1500);
    for (uint32_t i = 0; i < 6; i++) {
        set_part("right", "pressed", i % 2 == 0 ? 1000 : 0);
        turn_for(60);
        assert_int_equal(word(EVENTS), i + 1);
        assert_int_equal(word(LAST_BUTTON), TW_BUTTON_RIGHT);
        assert_int_equal(word(LAST_PRESSED), i % 2 == 0);
        assert_int_equal(call("is_pressed", TW_BUTTON_RIGHT), i % 2 == 0);
        assert_true(tw_buttons_next(buttons, &button, &is_pressed));
        assert_int_equal(button, TW_BUTTON_RIGHT);
        assert_int_equal(is_pressed, i % 2 == 0);
        assert_false(tw_buttons_next(buttons, &button, &is_pressed));
    }
    (void)call("watch", 0);
    set_part("right", "pressed", 1000);
    turn_for(60);
    assert_int_equal(word(EVENTS), 6);
    set_part("contacts", "bounces", 0);
    while (tw_buttons_next(buttons, &button, &is_pressed)) {
    }
}

// An instance that goes watches no more, and as many may watch as there are places.
static void test_hardware_places_of_watches_are_given_back(void **state) {
    (void)state;
    tw_instance_t *others[TW_BUTTONS_WATCHES + 1];
    int32_t result = 0;
    for (uint32_t i = 0; i <= TW_BUTTONS_WATCHES; i++) {
        const char name[] = {'w', (char)('0' + i), '\0'};
        assert_int_equal(create(name, &others[i]), TW_ERR_OK);
        if (i < TW_BUTTONS_WATCHES) {
            assert_int_equal(call_of(others[i], "watch", 1, &result), TW_ERR_OK);
        }
    }
    expect_trap(others[TW_BUTTONS_WATCHES], "watch", 1, "too many watch the buttons");
    (void)call("watch", 0);  // who has none gives none back
    assert_int_equal(tw_instance_destroy(others[3]), TW_ERR_OK);
    assert_int_equal(call_of(others[TW_BUTTONS_WATCHES], "watch", 1, &result), TW_ERR_OK);
}

static void test_hardware_old_modules_are_called(void **state) {
    (void)state;
    tw_button_t button = TW_BUTTON_A;
    bool is_pressed = false;
    set_part("select", "pressed", 1000);
    set_part("b", "pressed", 1000);
    turn_for(40);
    set_part("b", "pressed", 0);
    turn_for(40);
    while (tw_buttons_next(buttons, &button, &is_pressed)) {
        assert_int_equal(is_pressed ? tw_button_call(instance, button) : TW_ERR_OK, TW_ERR_OK);
    }
    for (uint32_t i = 0; i < TW_BUTTON_COUNT; i++) {
        bool was_pressed = i == TW_BUTTON_B || i == TW_BUTTON_SELECT;
        assert_int_equal(word(CALLS(i)), was_pressed ? 1 : 0);
    }
    assert_int_equal(tw_button_call(instance, (tw_button_t)TW_BUTTON_COUNT), TW_ERR_OK);
    assert_string_equal(tw_button_export(TW_BUTTON_START), "button_start");
    set_part("select", "pressed", 0);
    turn_for(40);
    assert_true(tw_buttons_next(buttons, &button, &is_pressed));
}

static void test_hardware_application_posts_to_one_or_to_all(void **state) {
    (void)state;
    tw_instance_t *other = NULL;
    uint32_t count = 0;
    assert_int_equal(create("other", &other), TW_ERR_OK);
    assert_int_equal(tw_button_post(engine, other, TW_BUTTON_START, true), TW_ERR_OK);
    turn_for(2);
    assert_int_equal(word(EVENTS), 0);
    assert_int_equal(tw_button_post(engine, NULL, TW_BUTTON_UP, false), TW_ERR_OK);
    turn_for(2);
    assert_int_equal(word(EVENTS), 1);
    assert_int_equal(word(LAST_BUTTON), TW_BUTTON_UP);
    assert_int_equal(tw_memory_read_u32(other, EVENTS, &count), TW_ERR_OK);
    assert_int_equal(count, 2);
}

// ---- grants -------------------------------------------------------------------------------------

// Without one of the functions that it imports there is no instance; with all there is.
static void test_hardware_modules_get_what_is_granted(void **state) {
    (void)state;
    static const char *const functions[] = {"led.*", "buttons.is_pressed", "buttons.watch",
                                            "sensor.read"};
    static const char *const missing[] = {"led.set", "buttons.is_pressed", "buttons.watch",
                                          "sensor.read"};
    for (uint32_t left_out = 0; left_out <= 4; left_out++) {
        static struct built table;
        char text[64];
        tw_engine_stop(engine);
        build_begin(&table);
        build_name(&table, "panel.wasm");
        const char *kind = "functions";
        for (uint32_t i = 0; i < 4; i++) {
            if (i != left_out) {
                build_text(&table, kind, functions[i]);
                kind = NULL;
            }
        }
        if (random_below(1) == 1 || left_out == 4) {
            build_range(&table, "led", 0, 0, 0, UINT32_MAX);  // keys ascend
        }
        build_end(&table);
        start_engine(&table);
        tw_err_t err = create("panel", &instance);
        assert_int_equal(err, left_out < 4 ? TW_ERR_DENIED : TW_ERR_OK);
        if (left_out < 4) {
            snprintf(text, sizeof text, "add functions = [\"%s\"]", missing[left_out]);
            if (strstr(tw_engine_fault(engine)->text, text) == NULL) {
                fail_msg("%s lacks %s", tw_engine_fault(engine)->text, text);
            }
        }
    }
    (void)call("led_set", 1);
    assert_true(sim_pin_level(BOARD_LED_PIN));
}

static void test_hardware_led_is_granted_by_its_number(void **state) {
    (void)state;
    static struct built table;
    tw_engine_stop(engine);
    build_begin(&table);
    build_name(&table, "panel.wasm");
    build_text(&table, "functions", "*");
    build_end(&table);
    start_engine(&table);
    assert_int_equal(create("panel", &instance), TW_ERR_OK);
    expect_trap(instance, "led_set", 1, "DENIED: led 0 by 'panel': add led = [0]");
    expect_trap(instance, "led_get", 0, "DENIED: led 0 by 'panel': add led = [0]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_TEST(test_hardware_led_is_set_from_both_sides),
        BOTH_TEST(test_hardware_led_may_be_held),
        BOTH_TEST(test_hardware_led_without_its_pin_is_a_trap),
        BOTH_TEST(test_hardware_sensors_are_read_from_both_sides),
        BOTH_TEST(test_hardware_problems_are_results_for_modules),
        BOTH_TEST(test_hardware_press_is_an_event_and_the_applications),
        BOTH_TEST(test_hardware_places_of_watches_are_given_back),
        BOTH_TEST(test_hardware_old_modules_are_called),
        BOTH_TEST(test_hardware_application_posts_to_one_or_to_all),
        BOTH_TEST(test_hardware_modules_get_what_is_granted),
        BOTH_TEST(test_hardware_led_is_granted_by_its_number),
    };
    return cmocka_run_group_tests(tests, begin_virtual_time, NULL);
}
