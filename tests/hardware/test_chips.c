// needs: base engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// LED and sensors of the PC: what is set in the world around it is what the drivers read, and what
// goes wrong there has an error of its own.

#include "around.h"

#include "board.h"
#include "tinywasm/bme280.h"
#include "tinywasm/board_devices.h"
#include "tinywasm/dht22.h"
#include "tinywasm/ldr.h"
#include "tinywasm/tmp105.h"

#define HZ 100000u
#define NO_PIN 99u
#define BETWEEN_MS 2001u

static tw_err_t try(tw_sensor_t *sensor, tw_sensor_quantity_t quantity) {
    int32_t value = 12345;
    tw_err_t err = tw_sensor_read(sensor, quantity, &value);
    assert_true(err == TW_ERR_OK || value == 12345);
    return err;
}

// ---- LED ----------------------------------------------------------------------------------------

static void test_hardware_led_lights_its_pin(void **state) {
    (void)state;
    for (int low = 0; low < 2; low++) {
        tw_led_t led;
        assert_int_equal(tw_led_init(&led, BOARD_LED_PIN, low == 1), TW_ERR_OK);
        assert_false(tw_led_get(&led));
        assert_int_equal(sim_pin_level(BOARD_LED_PIN), low);
        for (int i = 0; i < 20; i++) {
            bool is_lit = random_below(1) == 1;
            assert_int_equal(tw_led_set(&led, is_lit), TW_ERR_OK);
            assert_int_equal(tw_led_get(&led), is_lit);
            assert_int_equal(sim_pin_level(BOARD_LED_PIN), is_lit != (low == 1));
        }
    }
}

static void test_hardware_led_refuses_a_pin_that_is_none(void **state) {
    (void)state;
    tw_led_t led;
    assert_int_equal(tw_led_init(&led, NO_PIN, false), TW_ERR_INVAL);
    assert_int_equal(tw_led_set(&led, true), TW_ERR_INVAL);
    assert_false(tw_led_get(&led));
}

static void test_hardware_board_gives_the_same_devices_again(void **state) {
    (void)state;
    tw_led_t *leds[2];
    tw_sensor_t *sensors[2];
    tw_buttons_t *buttons[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tw_board_led(&leds[i]), TW_ERR_OK);
        assert_int_equal(tw_board_sensor(&sensors[i]), TW_ERR_OK);
        assert_int_equal(tw_board_buttons(&buttons[i]), TW_ERR_OK);
    }
    assert_ptr_equal(leds[0], leds[1]);
    assert_ptr_equal(sensors[0], sensors[1]);
    assert_ptr_equal(buttons[0], buttons[1]);
    assert_string_equal(tw_sensor_name(sensors[0]), "tmp105");
    assert_string_equal(tw_sensor_problem(sensors[0]), "");
}

// ---- TMP105 -------------------------------------------------------------------------------------

// First of all tests: nobody has configured the bus yet.
static void test_hardware_tmp105_wants_a_bus(void **state) {
    (void)state;
    tw_tmp105_t chip;
    EXPECT_PROBLEM(&chip.sensor, tw_tmp105_init(&chip, 0, 0x48), TW_ERR_INVAL,
                   "INVAL: the bus is not configured");
    EXPECT_PROBLEM(&chip.sensor, tw_tmp105_init(&chip, 9, 0x48), TW_ERR_UNSUPPORTED,
                   "UNSUPPORTED: the machine has no such bus");
}

static void test_hardware_tmp105_reads_the_temperature(void **state) {
    (void)state;
    tw_tmp105_t chip;
    assert_int_equal(hal_i2c_configure(0, HZ), HAL_OK);
    assert_int_equal(tw_tmp105_init(&chip, 0, 0x48), TW_ERR_OK);
    for (int i = 0; i < 200; i++) {
        int32_t celsius = 125 * (random_below((125 + 55) * 8) - 55 * 8);
        set_part("tmp105", "temperature", celsius);
        assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), celsius);
    }
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_HUMIDITY), TW_ERR_INVAL,
                   "INVAL: it does not measure that");
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, (tw_sensor_quantity_t)4), TW_ERR_INVAL,
                   "INVAL: it does not measure that");
}

static void test_hardware_tmp105_waits_for_the_first_value_alone(void **state) {
    (void)state;
    tw_tmp105_t chip;
    assert_int_equal(tw_tmp105_init(&chip, 0, 0x48), TW_ERR_OK);
    uint32_t start_ms = hal_ticks_ms();
    (void)read_of(&chip.sensor, TW_SENSOR_TEMPERATURE);
    uint32_t first_ms = hal_ticks_ms() - start_ms;
    (void)read_of(&chip.sensor, TW_SENSOR_TEMPERATURE);
    assert_in_range(first_ms, 220, 225);
    assert_in_range(hal_ticks_ms() - start_ms, first_ms, first_ms + 1);
}

static void test_hardware_tmp105_tells_what_is_wrong(void **state) {
    (void)state;
    tw_tmp105_t chip;
    attach_bad_chip();
    assert_int_equal(tw_tmp105_init(&chip, 0, BAD_ADDRESS), TW_ERR_OK);
    bad_chip.registers[0] = 0xc8;  // -56
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_TEMPERATURE), TW_ERR_CORRUPT,
                   "CORRUPT: a value that the chip cannot measure");
    bad_chip.registers[0] = 0xc9;
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), -55000);
    bad_chip.refuses_from = 0;
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_TEMPERATURE), TW_ERR_IO,
                   "IO: the transfer broke off, or somebody holds the bus");
    bad_chip.is_deaf = true;
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_TEMPERATURE), TW_ERR_NOENT,
                   "NOENT: nobody answers");
    EXPECT_PROBLEM(&chip.sensor, tw_tmp105_init(&chip, 0, BAD_ADDRESS), TW_ERR_NOENT,
                   "NOENT: nobody answers");
}

static void test_hardware_tmp105_gives_each_sixteenth(void **state) {
    (void)state;
    tw_tmp105_t chip;
    attach_bad_chip();
    assert_int_equal(tw_tmp105_init(&chip, 0, BAD_ADDRESS), TW_ERR_OK);
    for (int32_t sixteenths = -55 * 16; sixteenths < 128 * 16; sixteenths++) {
        bad_chip.registers[0] = (uint8_t)((uint32_t)sixteenths >> 4);
        bad_chip.registers[1] = (uint8_t)((uint32_t)sixteenths << 4);
        // Halves of a thousandth go towards zero.
        assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), sixteenths * 1000 / 16);
    }
}

// An LM75 has nine bits, and anything in the others.
static void test_hardware_lm75_gives_half_degrees(void **state) {
    (void)state;
    tw_tmp105_t chip;
    attach_bad_chip();
    assert_int_equal(tw_tmp105_init(&chip, 0, BAD_ADDRESS), TW_ERR_OK);
    bad_chip.registers[0] = 0x19;
    bad_chip.registers[1] = 0x8f;
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), 25500);
    bad_chip.registers[0] = 0xff;
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), -500);
}

// ---- BME280 -------------------------------------------------------------------------------------

static void test_hardware_bme280_reads_what_is_set(void **state) {
    (void)state;
    tw_bme280_t chip;
    assert_int_equal(tw_bme280_init(&chip, 0, BOARD_BME280_ADDRESS), TW_ERR_OK);
    for (int i = 0; i < 200; i++) {
        int32_t celsius = random_below(120000) - 38000;
        int32_t pascals = random_below(75000) + 32000;
        int32_t percent = random_below(99000) + 500;
        set_part("bme280", "temperature", celsius);
        set_part("bme280", "pressure", pascals * 1000);
        set_part("bme280", "humidity", percent);
        assert_in_range(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE) - celsius + 20, 0, 40);
        assert_in_range(read_of(&chip.sensor, TW_SENSOR_PRESSURE) - pascals + 3, 0, 6);
        assert_in_range(read_of(&chip.sensor, TW_SENSOR_HUMIDITY) - percent + 60, 0, 120);
    }
}

static void test_hardware_bme280_init_takes_as_long_as_it_says(void **state) {
    (void)state;
    tw_bme280_t chip;
    uint32_t start_ms = hal_ticks_ms();
    assert_int_equal(tw_bme280_init(&chip, 0, BOARD_BME280_ADDRESS), TW_ERR_OK);
    assert_in_range(hal_ticks_ms() - start_ms, 9, 60);
}

static void test_hardware_bme280_tells_what_is_wrong(void **state) {
    (void)state;
    tw_bme280_t chip;
    attach_bad_chip();
    bad_chip.registers[0xd0] = 0x58;
    EXPECT_PROBLEM(&chip.sensor, tw_bme280_init(&chip, 0, BAD_ADDRESS), TW_ERR_UNSUPPORTED,
                   "UNSUPPORTED: another chip is at this address");
    bad_chip.registers[0xd0] = 0x60;
    bad_chip.registers[0xf3] = 1;  // copies for ever
    EXPECT_PROBLEM(&chip.sensor, tw_bme280_init(&chip, 0, BAD_ADDRESS), TW_ERR_IO,
                   "IO: the chip does not get ready");
    bad_chip.registers[0xf3] = 0;
    bad_chip.registers[0xf7] = bad_chip.registers[0xfa] = 0x80;  // measures nothing
    EXPECT_PROBLEM(&chip.sensor, tw_bme280_init(&chip, 0, BAD_ADDRESS), TW_ERR_IO,
                   "IO: the chip does not get ready");
    bad_chip.registers[0xf7] = bad_chip.registers[0xfa] = 0x70;
    assert_int_equal(tw_bme280_init(&chip, 0, BAD_ADDRESS), TW_ERR_OK);
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_PRESSURE), TW_ERR_CORRUPT,
                   "CORRUPT: a value that the chip cannot measure");  // with such trimming
    bad_chip.refuses_from = 0;
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_HUMIDITY), TW_ERR_IO,
                   "IO: the transfer");
    bad_chip.is_deaf = true;
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_HUMIDITY), TW_ERR_NOENT, "NOENT: ");
    EXPECT_PROBLEM(&chip.sensor, tw_bme280_init(&chip, 0, BAD_ADDRESS), TW_ERR_NOENT, "NOENT: ");
}

// ---- DHT22 --------------------------------------------------------------------------------------

static void test_hardware_dht22_reads_what_is_set(void **state) {
    (void)state;
    tw_dht22_t chip;
    assert_int_equal(tw_dht22_init(&chip, BOARD_DHT22_PIN), TW_ERR_OK);
    for (int i = 0; i < 50; i++) {
        int32_t celsius = 100 * (random_below(1200) - 400);
        int32_t percent = 100 * random_below(1000);
        set_part("dht22", "temperature", celsius);
        set_part("dht22", "humidity", percent);
        hal_sleep_ms(BETWEEN_MS);
        assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), celsius);
        assert_int_equal(read_of(&chip.sensor, TW_SENSOR_HUMIDITY), percent);
    }
}

static void test_hardware_dht22_is_asked_once_in_two_seconds(void **state) {
    (void)state;
    tw_dht22_t chip;
    uint32_t start_ms = hal_ticks_ms();
    set_part("dht22", "temperature", 21000);
    assert_int_equal(tw_dht22_init(&chip, BOARD_DHT22_PIN), TW_ERR_OK);
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), 21000);
    assert_in_range(hal_ticks_ms() - start_ms, 1000, 1012);  // it settles for a second
    set_part("dht22", "temperature", 22000);
    hal_sleep_ms(1980);
    start_ms = hal_ticks_ms();
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), 21000);
    assert_in_range(hal_ticks_ms() - start_ms, 0, 1);
    hal_sleep_ms(25);
    start_ms = hal_ticks_ms();
    assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), 22000);
    assert_in_range(hal_ticks_ms() - start_ms, 5, 10);
}

static void test_hardware_dht22_tells_what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *property;
        tw_err_t err;
        const char *text;
    } problems[] = {{"silent", TW_ERR_NOENT, "NOENT: nobody answers"},
                    {"wrong_sum", TW_ERR_CORRUPT, "CORRUPT: the answer's sum is wrong"},
                    {"lost_bit", TW_ERR_IO, "IO: the answer has not 40 bits"}};
    tw_dht22_t chip;
    assert_int_equal(tw_dht22_init(&chip, BOARD_DHT22_PIN), TW_ERR_OK);
    set_part("dht22", "temperature", -12300);
    for (int i = 0; i < 3; i++) {
        set_part("dht22", problems[i].property, 1000);
        hal_sleep_ms(BETWEEN_MS);
        EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_HUMIDITY), problems[i].err,
                       problems[i].text);
        set_part("dht22", problems[i].property, 0);
        EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_TEMPERATURE), problems[i].err,
                       problems[i].text);  // for two seconds
        hal_sleep_ms(BETWEEN_MS);
        assert_int_equal(read_of(&chip.sensor, TW_SENSOR_TEMPERATURE), -12300);
    }
}

static void test_hardware_dht22_wants_a_pin(void **state) {
    (void)state;
    tw_dht22_t chip;
    EXPECT_PROBLEM(&chip.sensor, tw_dht22_init(&chip, NO_PIN), TW_ERR_INVAL,
                   "INVAL: the pin serves something else");
    EXPECT_PROBLEM(&chip.sensor, try(&chip.sensor, TW_SENSOR_HUMIDITY), TW_ERR_INVAL,
                   "INVAL: the pin serves something else");
}

// ---- LDR ----------------------------------------------------------------------------------------

static void test_hardware_ldr_reads_what_is_set(void **state) {
    (void)state;
    tw_ldr_t bright;
    tw_ldr_t dark;
    assert_int_equal(tw_ldr_init(&bright, BOARD_LDR_CHANNEL, false), TW_ERR_OK);
    assert_int_equal(tw_ldr_init(&dark, BOARD_LDR_CHANNEL, true), TW_ERR_OK);
    for (int32_t i = 0; i < 50; i++) {
        int32_t light = i < 2 ? 100000 * i : random_below(100000);
        set_part("ldr", "light", light);
        assert_in_range(read_of(&bright.sensor, TW_SENSOR_LIGHT) - light + 1, 0, 2);
        assert_in_range(read_of(&dark.sensor, TW_SENSOR_LIGHT) - (100000 - light) + 1, 0, 2);
    }
}

static void test_hardware_ldr_wants_a_channel(void **state) {
    (void)state;
    tw_ldr_t ldr;
    EXPECT_PROBLEM(&ldr.sensor, tw_ldr_init(&ldr, 9, false), TW_ERR_UNSUPPORTED,
                   "UNSUPPORTED: the machine has no such ADC channel");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hardware_tmp105_wants_a_bus),
        cmocka_unit_test(test_hardware_led_lights_its_pin),
        cmocka_unit_test(test_hardware_led_refuses_a_pin_that_is_none),
        cmocka_unit_test(test_hardware_board_gives_the_same_devices_again),
        cmocka_unit_test(test_hardware_tmp105_reads_the_temperature),
        cmocka_unit_test(test_hardware_tmp105_waits_for_the_first_value_alone),
        cmocka_unit_test(test_hardware_tmp105_tells_what_is_wrong),
        cmocka_unit_test(test_hardware_tmp105_gives_each_sixteenth),
        cmocka_unit_test(test_hardware_lm75_gives_half_degrees),
        cmocka_unit_test(test_hardware_bme280_reads_what_is_set),
        cmocka_unit_test(test_hardware_bme280_init_takes_as_long_as_it_says),
        cmocka_unit_test(test_hardware_bme280_tells_what_is_wrong),
        cmocka_unit_test(test_hardware_dht22_reads_what_is_set),
        cmocka_unit_test(test_hardware_dht22_is_asked_once_in_two_seconds),
        cmocka_unit_test(test_hardware_dht22_tells_what_is_wrong),
        cmocka_unit_test(test_hardware_dht22_wants_a_pin),
        cmocka_unit_test(test_hardware_ldr_reads_what_is_set),
        cmocka_unit_test(test_hardware_ldr_wants_a_channel),
    };
    return cmocka_run_group_tests(tests, begin_virtual_time, NULL);
}
