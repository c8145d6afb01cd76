// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The machine for modules, over the PC's model of one: what a module does is seen in the world
// around it, and the other way round; what it was not granted it does not reach.

#include "kit.h"

#include "../grants/build_table.h"
#include "devices_wasm.h"
#include "gopher_wasm.h"
#include "hal.h"
#include "sim.h"
#include "lamp_wasm.h"
#include "tinywasm/gpio.h"
#include "tinywasm/hold.h"
#include "tinywasm/machine.h"
#include "tinywasm/serial.h"

#define BUFFER 16

static tw_gpio_t gpio;
static tw_serial_t serial;
static tw_tinygo_t tinygo;
static tw_grants_t grants;
static tw_module_t *module;
static tw_instance_t *instance;

static void start(struct built *table) {
    memset(&seen, 0, sizeof seen);
    now_ms = 0;
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 1024;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.max_host_modules = 16;
    if (table != NULL) {
        tw_grants_init(&grants, table->bytes, table->size);
        config.grants = &grants;
    }
    tw_tinygo_init(&tinygo);
    static const tw_host_module_t *const modules[] = {&tw_host_adc,
                                                      &tw_host_pwm,
                                                      &tw_host_i2c,
                                                      &tw_host_spi,
                                                      &tw_host_entropy,
                                                      &tinygo.env,
                                                      &tw_machine_tinygo_machine};
    tw_gpio_init(&gpio);
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, &gpio.device), TW_ERR_OK);
    tw_serial_init(&serial);
    assert_int_equal(tw_engine_add_device(engine, &serial.device), TW_ERR_OK);
    for (uint32_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        assert_int_equal(tw_engine_add_host_module(engine, modules[i]), TW_ERR_OK);
    }
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    module = load(devices_wasm, sizeof devices_wasm);
    tw_module_set_name(module, "blink.wasm");
    instance = create(module, "blink");
}

static int setup_machine(void **state) {
    (void)state;
    start(NULL);
    return 0;
}
#define MACHINE_TEST(name) cmocka_unit_test_setup_teardown(name, setup_machine, teardown)
#define GRANT_TEST(name) cmocka_unit_test_teardown(name, teardown)

// Calls an export of an instance with as many of the numbers as it takes.
static tw_err_t call_of(tw_instance_t *of, const char *name, const int32_t *numbers,
                        int32_t *result) {
    tw_value_t args[6];
    tw_value_t value = tw_value_i32(0);
    tw_func_t func = find(of, name);
    uint32_t count = tw_functype_param_count(func.type);
    for (uint32_t i = 0; i < count; i++) {
        args[i] = tw_value_i32(numbers[i]);
    }
    tw_err_t err =
        tw_instance_call(of, func, args, count, &value, tw_functype_result_count(func.type));
    *result = value.of.i32;
    return err;
}

static int32_t call(const char *name, const int32_t *numbers) {
    int32_t result = 0;
    if (call_of(instance, name, numbers, &result) != TW_ERR_OK) {
        fail_msg("%s: %s", name, tw_engine_fault(engine)->text);
    }
    return result;
}
#define CALL(name, ...) call(name, (const int32_t[]){__VA_ARGS__})

static void expect_trap(const char *name, const int32_t *numbers, const char *text) {
    int32_t result = 0;
    assert_int_equal(call_of(instance, name, numbers, &result), TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text, text));
}
#define EXPECT_TRAP(name, text, ...) expect_trap(name, (const int32_t[]){__VA_ARGS__}, text)

static void put(const void *bytes, uint32_t size) {
    assert_int_equal(tw_memory_write(instance, BUFFER, bytes, size), TW_ERR_OK);
}

static void expect_bytes(uint32_t addr, const void *bytes, uint32_t size) {
    uint8_t got[64];
    assert_int_equal(tw_memory_read(instance, addr, got, size), TW_ERR_OK);
    assert_memory_equal(got, bytes, size);
}

static void test_machine_module_drives_and_reads_pins(void **state) {
    (void)state;
    assert_int_equal(CALL("gpio_configure", 4, HAL_GPIO_OUTPUT), 0);
    assert_int_equal(CALL("gpio_configure", 5, HAL_GPIO_INPUT), 0);
    for (int32_t i = 0; i < 5; i++) {
        assert_int_equal(CALL("gpio_write", 4, i % 2), 0);
        assert_int_equal(hal_gpio_read(5), i % 2);
        sim_pin_drive(8, i % 3 == 0);
        assert_int_equal(CALL("gpio_read", 8), i % 3 == 0);
    }
    sim_pin_release(8);
    assert_int_equal(CALL("gpio_configure", 32, 0), HAL_INVALID);
    EXPECT_TRAP("gpio_configure", "argument mode: 9 is none of its 4 values", 4, 9);
    assert_int_equal(CALL("gpio_write", -1, 0), HAL_INVALID);
    assert_int_equal(CALL("gpio_read", 32), HAL_INVALID);
}

static void test_machine_edges_are_events(void **state) {
    (void)state;
    assert_int_equal(CALL("gpio_configure", 9, HAL_GPIO_INPUT), 0);
    sim_pin_drive(9, false);
    for (int32_t edges = 1; edges < 4; edges++) {
        uint32_t before = word(instance, 0);
        assert_int_equal(CALL("gpio_watch", 9, edges), 0);
        sim_pin_drive(9, true);
        assert_int_equal(word(instance, 0), before);  // an interrupt calls no module
        settle();
        sim_pin_drive(9, false);
        settle();
        assert_int_equal(word(instance, 0), before + (edges == 3 ? 2u : 1u));
        assert_int_equal(word(instance, 4), 9);
        assert_int_equal(word(instance, 8), edges == HAL_GPIO_RISING);
    }
    uint32_t before = word(instance, 0);
    assert_int_equal(CALL("gpio_watch", 9, 0), 0);
    sim_pin_drive(9, true);
    settle();
    assert_int_equal(word(instance, 0), before);
    assert_int_equal(CALL("gpio_watch", 99, 1), HAL_INVALID);
    sim_pin_release(9);
}

static void test_machine_pin_has_one_watcher_until_it_goes(void **state) {
    (void)state;
    int32_t result = 0;
    tw_instance_t *other = create(module, "other");
    for (int32_t pin = 0; pin < TW_GPIO_WATCHES; pin++) {
        assert_int_equal(CALL("gpio_watch", pin, 1), 0);
    }
    assert_int_equal(CALL("gpio_watch", 20, 1), HAL_FAILED);  // every watch is taken
    assert_int_equal(CALL("gpio_watch", 3, 3), 0);            // its own goes on
    assert_int_equal(call_of(other, "gpio_watch", (const int32_t[]){3, 1}, &result), TW_ERR_OK);
    assert_int_equal(result, TW_ERR_BUSY);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(call_of(other, "gpio_watch", (const int32_t[]){3, 1}, &result), TW_ERR_OK);
    assert_int_equal(result, 0);
    sim_pin_drive(3, true);
    sim_pin_drive(4, true);  // nobody watches it any more
    settle();
    assert_int_equal(word(other, 0), 1);
    assert_int_equal(word(other, 4), 3);
    sim_pin_release(3);
    sim_pin_release(4);
}

static void test_machine_module_measures_and_makes_pulses(void **state) {
    (void)state;
    uint32_t period = 0;
    uint32_t high = 0;
    for (uint32_t value = 0; value < 65536; value += 21845) {
        sim_adc_set(1, (uint16_t)value);
        assert_int_equal(CALL("adc_read", 1), (int32_t)value);
        assert_int_equal(CALL("tinygo_adc_read", 1), (int32_t)value);
        assert_int_equal(CALL("machine_adc_read", 1), (int32_t)value);
        assert_int_equal(CALL("pwm_start", 2, 100000, (int32_t)value), 0);
        assert_true(sim_pwm_get(2, &period, &high));
        assert_int_equal(high, value);
    }
    assert_int_equal(CALL("pwm_stop", 2), 0);
    assert_false(sim_pwm_get(2, &period, &high));
    assert_int_equal(CALL("adc_read", 77), HAL_ABSENT);
    assert_int_equal(CALL("pwm_start", 2, 10, 11), HAL_INVALID);
}

static void test_machine_module_reads_the_thermometer(void **state) {
    (void)state;
    assert_int_equal(CALL("i2c_configure", 0, 400000), 0);
    put("\x01\x60\x00", 3);
    assert_int_equal(CALL("i2c_transfer", 0, 0x48, BUFFER, 2, 0, 0), 0);
    sim_tmp105_set(21500);
    assert_int_equal(CALL("i2c_transfer", 0, 0x48, BUFFER + 2, 1, BUFFER + 8, 2), 0);
    expect_bytes(BUFFER + 8, "\x15\x80", 2);
    sim_tmp105_set(-5250);
    assert_int_equal(CALL("i2c_transfer", 0, 0x48, BUFFER + 2, 1, BUFFER + 8, 2), 0);
    expect_bytes(BUFFER + 8, "\xfa\xc0", 2);
    assert_int_equal(CALL("i2c_transfer", 0, 0x49, BUFFER, 1, BUFFER + 8, 2), HAL_NO_ANSWER);
    assert_int_equal(CALL("i2c_transfer", 0, 0x48, BUFFER, 0, BUFFER, 0), HAL_INVALID);
    EXPECT_TRAP("i2c_transfer", "memory", 0, 0x48, BUFFER, 1, 65535, 2);
}

static void note_start(sim_spi_chip_t *chip) {
    (void)chip;
}

static uint8_t invert(sim_spi_chip_t *chip, uint8_t byte) {
    (void)chip;
    return (uint8_t)~byte;
}

static void test_machine_module_exchanges_over_spi(void **state) {
    (void)state;
    static sim_spi_chip_t chip = {.select = 0, .start = note_start, .exchange = invert};
    sim_spi_attach(&chip);
    assert_int_equal(CALL("spi_configure", 0, 1000000, 0), 0);
    put("\x01\x02\xf0", 3);
    assert_int_equal(CALL("spi_exchange", 0, 0, BUFFER, 3, BUFFER + 8, 3), 0);
    expect_bytes(BUFFER + 8, "\xfe\xfd\x0f", 3);
    assert_int_equal(CALL("spi_transfer", 0, 0, BUFFER, 3, BUFFER + 8, 2), 0);
    expect_bytes(BUFFER + 8, "\x00\x00\x0f", 3);
    assert_int_equal(CALL("spi_exchange", 0, 0, BUFFER, 3, BUFFER + 8, 2), HAL_INVALID);
    assert_int_equal(CALL("spi_configure", 1, 1000000, 0), HAL_ABSENT);
    (void)CALL("tinygo_spi_configure", 0, 18, 19, 16);
    assert_int_equal(CALL("tinygo_spi_transfer", 0, 0x5a), 0xa5);
    put("\x01\x02\xf0", 3);
    assert_int_equal(CALL("tinygo_spi_tx", 0, BUFFER, 3, BUFFER + 8, 3), 0);
    expect_bytes(BUFFER + 8, "\xfe\xfd\x0f", 3);
    assert_int_equal(CALL("tinygo_spi_tx", 0, 0, 0, BUFFER + 8, 2), 0);
    expect_bytes(BUFFER + 8, "\xff\xff\x0f", 3);  // zeros are sent
    assert_int_equal(CALL("tinygo_spi_tx", 0, BUFFER, 3, 0, 0), 0);
    EXPECT_TRAP("tinygo_spi_tx", "SPI bus", 0, BUFFER, 3, BUFFER + 8, 2);
    EXPECT_TRAP("tinygo_spi_configure", "SPI bus", 1, 0, 0, 0);
}

static void test_machine_module_gets_random_bytes(void **state) {
    (void)state;
    uint8_t rows[2][32];
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(CALL("entropy_read", BUFFER, 32), 0);
        assert_int_equal(tw_memory_read(instance, BUFFER, rows[i], 32), TW_ERR_OK);
    }
    assert_memory_not_equal(rows[0], rows[1], 32);
}

static void test_machine_tinygo_names_drive_the_same_pins(void **state) {
    (void)state;
    static const int32_t modes[] = {0, 2, 3};  // inputs
    (void)CALL("tinygo_gpio_configure", 12, 1);
    for (int32_t i = 0; i < 4; i++) {
        (void)CALL("tinygo_gpio_set", 12, i % 2);
        assert_int_equal(hal_gpio_read(13), i % 2);
        assert_int_equal(CALL("tinygo_gpio_get", 12), i % 2);
    }
    for (uint32_t i = 0; i < 3; i++) {
        (void)CALL("tinygo_gpio_configure", 12, modes[i]);
        assert_int_equal(CALL("tinygo_gpio_get", 12), modes[i] == 2);
    }
    EXPECT_TRAP("tinygo_gpio_configure", "pin", 12, 4);
    EXPECT_TRAP("tinygo_gpio_set", "pin", 32, 1);
    EXPECT_TRAP("tinygo_gpio_get", "pin", 32);
    EXPECT_TRAP("tinygo_adc_read", "ADC channel", 9);
}

// On the PC lines 1 and 2 are joined.
static void test_machine_module_talks_over_serial_lines(void **state) {
    (void)state;
    tw_instance_t *other = create(module, "other");
    int32_t result = 0;
    assert_int_equal(CALL("serial_write", 1, BUFFER, 3), HAL_INVALID);
    assert_int_equal(CALL("serial_open", 9, 9600), HAL_ABSENT);
    assert_int_equal(CALL("serial_open", 1, 9600), 0);
    assert_int_equal(call_of(other, "serial_open", (const int32_t[]){1, 9600}, &result), TW_ERR_OK);
    assert_int_equal(result, TW_ERR_BUSY);
    assert_int_equal(CALL("serial_open", 2, 9600), 0);
    assert_int_equal(call_of(other, "serial_open", (const int32_t[]){3, 9600}, &result), TW_ERR_OK);
    assert_int_equal(result, HAL_FAILED);
    assert_int_equal(CALL("serial_read", 2, BUFFER, 10), 0);
    put("hello", 5);
    assert_int_equal(CALL("serial_write", 1, BUFFER, 5), 5);
    poll(2);
    assert_int_equal(word(instance, 0), 0);  // nobody watches
    assert_int_equal(CALL("serial_read", 2, BUFFER + 8, 2), 2);
    assert_int_equal(CALL("serial_watch", 2, 1), 0);
    poll(2);
    assert_int_equal(word(instance, 0), 1);
    assert_int_equal(word(instance, 4), 2);
    assert_int_equal(word(instance, 8), 3);
    assert_int_equal(CALL("serial_write", 1, BUFFER, 1), 1);
    poll(2);
    assert_int_equal(word(instance, 8), 4);
    assert_int_equal(CALL("serial_read", 2, BUFFER + 10, 9), 4);
    expect_bytes(BUFFER + 8, "helloh", 6);
    assert_int_equal(CALL("serial_watch", 2, 0), 0);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(call_of(other, "serial_open", (const int32_t[]){2, 9600}, &result), TW_ERR_OK);
    assert_int_equal(result, 0);
}

static void test_machine_tinygo_names_reach_buses_and_lines(void **state) {
    (void)state;
    (void)CALL("tinygo_i2c_configure", 0, 1, 2, 100000);
    (void)CALL("tinygo_i2c_set_baud_rate", 0, 400000);
    sim_tmp105_set(21500);
    put("", 1);
    assert_int_equal(CALL("tinygo_i2c_transfer", 0, 0x48, BUFFER, 1, BUFFER + 8, 2), 0);
    expect_bytes(BUFFER + 8, "\x15\x80", 2);
    assert_int_equal(CALL("tinygo_i2c_transfer", 0, 0x33, BUFFER, 1, 0, 0), 1);
    assert_int_equal(CALL("tinygo_i2c_transfer", 0, 200, BUFFER, 1, 0, 0), 3);
    EXPECT_TRAP("tinygo_i2c_configure", "the I2C bus cannot do that", 9, 1, 2, 100000);
    (void)CALL("tinygo_uart_configure", 1, 0, 0);
    (void)CALL("tinygo_uart_configure", 2, 0, 0);
    put("tin", 3);
    assert_int_equal(CALL("tinygo_uart_write", 1, BUFFER, 3), 3);
    assert_int_equal(CALL("tinygo_uart_read", 2, BUFFER + 8, 9), 3);
    expect_bytes(BUFFER + 8, "tin", 3);
    EXPECT_TRAP("tinygo_uart_configure", "there is no such serial line", 9, 0, 0);
}

static void test_machine_tinygo_names_make_pulses(void **state) {
    (void)state;
    uint32_t period = 0;
    uint32_t high = 0;
    (void)CALL("tinygo_pwm_configure", 0, 1000000, 2000);  // 2 ms
    (void)CALL("tinygo_pwm_channel_configure", 0, 1, 3);
    (void)CALL("tinygo_pwm_channel_set", 0, 1, 500);
    assert_true(sim_pwm_get(3, &period, &high));
    assert_int_equal(period, 2000000);
    assert_int_equal(high, 500000);
    (void)CALL("tinygo_pwm_channel_set", 0, 1, 9999);  // no more than the whole
    assert_true(sim_pwm_get(3, &period, &high));
    assert_int_equal(high, 2000000);
    EXPECT_TRAP("tinygo_pwm_channel_set", "PWM channel", 0, 4, 1);
    EXPECT_TRAP("tinygo_pwm_channel_set", "PWM channel", 7, 0, 1);  // nobody said how fast
    EXPECT_TRAP("tinygo_pwm_configure", "PWM channel", 0, 0, 2000);
    EXPECT_TRAP("tinygo_pwm_configure", "PWM channel", 0, 1, 5);  // 5 s
    (void)CALL("tinygo_pwm_channel_configure", 0, 0, 9);
    EXPECT_TRAP("tinygo_pwm_channel_set", "PWM channel", 0, 0, 1);  // there is no such channel
    (void)CALL("tinygo_pwm_configure", 1, 1000000, 100);
    (void)CALL("tinygo_pwm_configure", 2, 1000000, 100);
    EXPECT_TRAP("tinygo_pwm_configure", "PWM channel", 3, 1000000, 100);
}

// A module of TinyGo's own package machine (tests/schedule/gopher).
static void test_machine_tinygos_package_runs(void **state) {
    (void)state;
    static sim_spi_chip_t chip = {.select = 0, .start = note_start, .exchange = invert};
    sim_spi_attach(&chip);
    instance = create(load(gopher_wasm, sizeof gopher_wasm), "gopher");
    for (int32_t level = 0; level < 2; level++) {
        assert_int_equal(CALL("blink", 9, level), level);
        assert_int_equal(hal_gpio_read(9), level);
    }
    sim_adc_set(2, 40000);
    assert_int_equal(CALL("measure", 2), hal_adc_read(2));
    assert_true(CALL("measure", 2) > 1000);
    sim_tmp105_set(21500);
    assert_int_equal(CALL("temperature", 0x48), 0x1580);
    assert_int_equal(CALL("temperature", 0x33), -1);
    assert_int_equal(CALL("exchange", 0x12, 0x5a), 0xeda55a);
    assert_int_equal(CALL("talk", 0x6f69), 0x26f69);
    EXPECT_TRAP("blink", "pin", 99, 1);
}

// Everything may be imported; of the machine only one number of each kind is granted.
static void start_with_few(void) {
    static struct built table;
    build_begin(&table);
    build_name(&table, "blink.wasm");
    build_range(&table, "adc", 1, 1, 0, UINT32_MAX);
    build_text(&table, "functions", "*");
    build_range(&table, "gpio", 4, 4, 0, UINT32_MAX);
    build_range(&table, "i2c", 0, 0, 0x48, 0x48);
    build_range(&table, "pwm", 2, 2, 0, UINT32_MAX);
    build_range(&table, "spi", 0, 0, 0, 0);
    build_end(&table);
    start(&table);
}

static void test_machine_refuses_what_is_not_granted_and_names_the_line(void **state) {
    (void)state;
    start_with_few();
    assert_int_equal(CALL("gpio_configure", 4, HAL_GPIO_OUTPUT), 0);
    EXPECT_TRAP("gpio_configure",
                "blink.wasm: DENIED: pin 25 by 'blink': add gpio = [25] under [grant.blink]", 25,
                3);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_DENIED);
    assert_int_equal(tw_engine_fault(engine)->trap, TW_TRAP_HOST);
    assert_int_equal(tw_engine_fault(engine)->func_idx, 34);  // the first behind its imports
    EXPECT_TRAP("gpio_write", "add gpio = [25]", 25, 1);
    EXPECT_TRAP("gpio_read", "add gpio = [25]", 25);
    EXPECT_TRAP("gpio_watch", "add gpio = [25]", 25, 1);
    EXPECT_TRAP("tinygo_gpio_configure", "add gpio = [25]", 25, 1);
    EXPECT_TRAP("tinygo_gpio_set", "add gpio = [25]", 25, 1);
    EXPECT_TRAP("tinygo_gpio_get", "add gpio = [25]", 25);
    assert_int_equal(hal_gpio_read(25), hal_gpio_read(24));  // untouched
    (void)CALL("adc_read", 1);
    EXPECT_TRAP("adc_read", "add adc = [2]", 2);
    EXPECT_TRAP("tinygo_adc_read", "add adc = [2]", 2);
    assert_int_equal(CALL("pwm_start", 2, 1000, 500), 0);
    EXPECT_TRAP("pwm_start", "add pwm = [3]", 3, 1000, 500);
    EXPECT_TRAP("pwm_stop", "add pwm = [3]", 3);
}

// ---- who holds what ----

static tw_holds_t holds;
static tw_hold_t slots[4];

static int setup_holds(void **state) {
    (void)state;
    start(NULL);
    tw_holds_init(&holds, engine, slots, 4);
    return 0;
}
#define HOLD_TEST(name) cmocka_unit_test_setup_teardown(name, setup_holds, teardown)

static void take(const char *kind, uint32_t a, uint32_t b, const char *holder) {
    assert_int_equal(tw_hold_take(engine, kind, a, b, holder), TW_ERR_OK);
}

static void expect_busy(const char *kind, uint32_t a, uint32_t b, const char *text) {
    assert_int_equal(tw_hold_take(engine, kind, a, b, "led"), TW_ERR_BUSY);
    assert_string_equal(tw_engine_fault(engine)->text, text);
}

static void test_machine_module_does_not_get_what_the_application_holds(void **state) {
    (void)state;
    take("gpio", 25, TW_GRANT_NONE, "led");
    take("i2c", 0, 0x3c, "display");
    EXPECT_TRAP("gpio_write",
                "blink.wasm: BUSY: pin 25 by 'blink': 'led' holds it: use another, or let that go "
                "first",
                25, 1);
    assert_int_equal(tw_engine_fault(engine)->err, TW_ERR_BUSY);
    EXPECT_TRAP("tinygo_gpio_set", "'led' holds it", 25, 1);
    EXPECT_TRAP("gpio_watch", "'led' holds it", 25, 1);
    assert_int_equal(CALL("gpio_write", 24, 1), 0);
    EXPECT_TRAP("i2c_transfer", "i2c 0:0x3c by 'blink': 'display' holds it", 0, 0x3c, BUFFER, 1,
                BUFFER, 0);
    EXPECT_TRAP("i2c_configure", "i2c 0 by 'blink': 'display' holds it", 0, 100000);
    assert_int_equal(hal_i2c_configure(0, 100000), HAL_OK);
    (void)CALL("i2c_transfer", 0, 0x48, BUFFER, 1, BUFFER, 0);
    tw_hold_let_go(engine, "led");
    assert_int_equal(CALL("gpio_write", 25, 1), 0);
    assert_string_equal(tw_hold_find(engine, "gpio", 25, TW_GRANT_NONE), "blink");
    assert_string_equal(tw_hold_find(engine, "i2c", 0, 0x3c), "display");
    assert_null(tw_hold_find(engine, "gpio", 23, TW_GRANT_NONE));
}

static void test_machine_application_does_not_get_what_a_module_holds(void **state) {
    (void)state;
    assert_int_equal(CALL("gpio_write", 25, 1), 0);
    expect_busy("gpio", 25, TW_GRANT_NONE,
                "led: BUSY: pin 25 by 'led': 'blink' holds it: use another, or let that go first");
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    take("gpio", 25, TW_GRANT_NONE, "led");
    take("gpio", 25, TW_GRANT_NONE, "led");  // once more
    assert_int_equal(tw_hold_take(engine, "gpio", 25, TW_GRANT_NONE, "lamp"), TW_ERR_BUSY);
}

static void test_machine_modules_do_not_get_what_the_other_holds(void **state) {
    (void)state;
    tw_instance_t *other = create(module, "other");
    int32_t result = 0;
    assert_int_equal(CALL("gpio_configure", 7, HAL_GPIO_OUTPUT), 0);
    assert_int_equal(CALL("gpio_write", 7, 1), 0);
    assert_int_equal(call_of(other, "gpio_write", (const int32_t[]){7, 0}, &result), TW_ERR_TRAP);
    assert_string_equal(tw_engine_fault(engine)->text,
                        "blink.wasm: BUSY: pin 7 by 'other': 'blink' holds it: use another, or let "
                        "that go first");
    assert_int_equal(hal_gpio_read(7), 1);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    tw_instance_t *third = create(module, "third");
    assert_int_equal(call_of(third, "gpio_write", (const int32_t[]){7, 0}, &result), TW_ERR_OK);
    assert_int_equal(hal_gpio_read(7), 0);
}

static void test_machine_holds_are_as_many_as_were_given(void **state) {
    (void)state;
    for (int32_t pin = 4; pin < 8; pin++) {
        assert_int_equal(CALL("gpio_write", pin, 1), 0);
    }
    EXPECT_TRAP("gpio_write", "blink.wasm: LIMIT: all 4 holds are taken", 8, 1);
    assert_int_equal(CALL("gpio_write", 7, 1), 0);
    assert_int_equal(tw_hold_take(engine, "gpio", 8, TW_GRANT_NONE, "led"), TW_ERR_LIMIT);
}

static tw_err_t swapped;

static void note_swap(void *ctx, tw_instance_t *now, tw_err_t err) {
    (void)ctx;
    instance = now;
    swapped = err;
}

// Both versions write to the pin while they start, the new one beside the old.
static void test_machine_new_version_takes_over(void **state) {
    (void)state;
    tw_module_t *lamp = load(lamp_wasm, sizeof lamp_wasm);
    tw_instance_t *old = create(lamp, "lamp");
    assert_string_equal(tw_hold_find(engine, "gpio", 9, TW_GRANT_NONE), "lamp");
    assert_int_equal(tw_instance_swap(old, lamp, note_swap, NULL), TW_ERR_OK);
    swapped = TW_ERR_PENDING;
    while (tw_engine_poll(engine, now_ms)) {
    }
    assert_int_equal(swapped, TW_ERR_OK);
    assert_ptr_not_equal(instance, old);
    assert_string_equal(tw_hold_find(engine, "gpio", 9, TW_GRANT_NONE), "lamp");
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_null(tw_hold_find(engine, "gpio", 9, TW_GRANT_NONE));
}

static void test_machine_refuses_other_addresses_and_whole_buses(void **state) {
    (void)state;
    start_with_few();
    assert_int_equal(hal_i2c_configure(0, 100000), HAL_OK);
    assert_int_equal(hal_spi_configure(0, 1000000, 0), HAL_OK);
    put("", 1);
    assert_int_equal(CALL("i2c_transfer", 0, 0x48, BUFFER, 1, BUFFER, 2), 0);
    EXPECT_TRAP("i2c_transfer", "add i2c = [\"0:0x49\"]", 0, 0x49, BUFFER, 1, BUFFER, 2);
    EXPECT_TRAP("i2c_configure", "add i2c = [0]", 0, 100000);
    assert_int_equal(CALL("spi_transfer", 0, 0, BUFFER, 1, BUFFER, 1), 0);
    EXPECT_TRAP("spi_transfer", "add spi = [\"0:0x1\"]", 0, 1, BUFFER, 1, BUFFER, 1);
    EXPECT_TRAP("spi_exchange", "add spi = [\"0:0x1\"]", 0, 1, BUFFER, 1, BUFFER, 1);
    EXPECT_TRAP("spi_configure", "add spi = [0]", 0, 1000000, 0);
    EXPECT_TRAP("tinygo_spi_configure", "add spi = [0]", 0, 0, 0, 0);
    EXPECT_TRAP("tinygo_spi_transfer", "add spi = [\"1:0x0\"]", 1, 0);
    EXPECT_TRAP("tinygo_spi_tx", "add spi = [\"1:0x0\"]", 1, BUFFER, 1, BUFFER, 1);
    EXPECT_TRAP("tinygo_i2c_configure", "add i2c = [0]", 0, 0, 0, 100000);
    EXPECT_TRAP("tinygo_i2c_set_baud_rate", "add i2c = [0]", 0, 100000);
    assert_int_equal(CALL("tinygo_i2c_transfer", 0, 0x48, BUFFER, 1, BUFFER, 2), 0);
    EXPECT_TRAP("tinygo_i2c_transfer", "add i2c = [\"0:0x49\"]", 0, 0x49, BUFFER, 1, BUFFER, 2);
    static const char *const lines[] = {
        "serial_open",           "serial_write",     "serial_read",      "serial_watch",
        "tinygo_uart_configure", "tinygo_uart_read", "tinygo_uart_write"};
    for (uint32_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        EXPECT_TRAP(lines[i], "add uart = [1]", 1, 1, 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MACHINE_TEST(test_machine_module_drives_and_reads_pins),
        MACHINE_TEST(test_machine_edges_are_events),
        MACHINE_TEST(test_machine_pin_has_one_watcher_until_it_goes),
        MACHINE_TEST(test_machine_module_measures_and_makes_pulses),
        MACHINE_TEST(test_machine_module_reads_the_thermometer),
        MACHINE_TEST(test_machine_module_exchanges_over_spi),
        MACHINE_TEST(test_machine_module_gets_random_bytes),
        MACHINE_TEST(test_machine_tinygo_names_drive_the_same_pins),
        HOLD_TEST(test_machine_module_does_not_get_what_the_application_holds),
        HOLD_TEST(test_machine_application_does_not_get_what_a_module_holds),
        HOLD_TEST(test_machine_modules_do_not_get_what_the_other_holds),
        HOLD_TEST(test_machine_holds_are_as_many_as_were_given),
        HOLD_TEST(test_machine_new_version_takes_over),
        MACHINE_TEST(test_machine_module_talks_over_serial_lines),
        MACHINE_TEST(test_machine_tinygo_names_reach_buses_and_lines),
        MACHINE_TEST(test_machine_tinygo_names_make_pulses),
        MACHINE_TEST(test_machine_tinygos_package_runs),
        GRANT_TEST(test_machine_refuses_what_is_not_granted_and_names_the_line),
        GRANT_TEST(test_machine_refuses_other_addresses_and_whole_buses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
