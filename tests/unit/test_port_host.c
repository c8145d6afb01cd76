// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The PC as a machine: the parts of ports/host, and the world of sim.h around them, as hal.h
// promises.

#define _XOPEN_SOURCE 700

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "board.h"
#include "hal.h"
#include "sim.h"

static char image[4096];  // the flash's file
static char others[2][4096];

static void count(void *ctx) {
    volatile uint32_t *calls = ctx;
    (*calls)++;
}

static void test_port_host_timer_comes_once_a_period_until_stopped(void **state) {
    (void)state;
    for (uint32_t timer = 0; timer < 3; timer++) {
        volatile uint32_t calls = 0;
        uint32_t start = hal_ticks_ms();
        assert_int_equal(hal_timer_start(timer, 10000, true, count, (void *)(uintptr_t)&calls),
                         HAL_OK);
        while (calls < 4) {
            hal_sleep_until_interrupt();
        }
        assert_in_range(hal_ticks_ms() - start, 39, 5000);
        assert_int_equal(hal_timer_stop(timer), HAL_OK);
        uint32_t before = calls;
        hal_sleep_ms(30);
        assert_int_equal(calls, before);
    }
}

static void test_port_host_timer_comes_once(void **state) {
    (void)state;
    volatile uint32_t calls = 0;
    uint32_t start = hal_ticks_ms();
    assert_int_equal(hal_timer_start(1, 20000, false, count, (void *)(uintptr_t)&calls), HAL_OK);
    while (calls == 0) {
    }
    assert_in_range(hal_ticks_ms() - start, 19, 5000);
    hal_sleep_ms(50);
    assert_int_equal(calls, 1);
    assert_int_equal(hal_timer_start(1, 0, false, count, NULL), HAL_INVALID);
    assert_int_equal(hal_timer_start(3, 1, false, count, NULL), HAL_ABSENT);
    assert_int_equal(hal_timer_stop(3), HAL_ABSENT);
}

static void test_port_host_pins_are_joined_in_pairs(void **state) {
    (void)state;
    volatile uint32_t edges = 0;
    assert_int_equal(hal_gpio_configure(6, HAL_GPIO_OUTPUT), HAL_OK);
    assert_int_equal(hal_gpio_configure(7, HAL_GPIO_INPUT), HAL_OK);
    assert_int_equal(hal_gpio_read(7), 0);
    assert_int_equal(hal_gpio_interrupt(7, HAL_GPIO_RISING, count, (void *)(uintptr_t)&edges),
                     HAL_OK);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(hal_gpio_write(6, i % 2 == 0), HAL_OK);
        assert_int_equal(hal_gpio_read(6), i % 2 == 0);
        assert_int_equal(hal_gpio_read(7), i % 2 == 0);
        assert_int_equal(edges, i / 2 + 1);
    }
    assert_int_equal(hal_gpio_interrupt(7, HAL_GPIO_NO_EDGE, NULL, NULL), HAL_OK);
    assert_int_equal(hal_gpio_write(6, true), HAL_OK);
    assert_int_equal(edges, 3);
    assert_int_equal(hal_gpio_configure(9, HAL_GPIO_INPUT_PULL_UP), HAL_OK);
    assert_int_equal(hal_gpio_read(9), 1);
    assert_int_equal(hal_gpio_configure(32, HAL_GPIO_OUTPUT), HAL_INVALID);
    assert_int_equal(hal_gpio_write(32, true), HAL_INVALID);
    assert_int_equal(hal_gpio_read(32), HAL_INVALID);
}

static void expect_in_image(long addr, const void *bytes, size_t size) {
    uint8_t got[64];
    FILE *file = fopen(image, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, addr, SEEK_SET), 0);
    assert_int_equal(fread(got, 1, size, file), size);
    fclose(file);
    assert_memory_equal(got, bytes, size);
}

static void test_port_host_flash_is_an_image_in_a_file(void **state) {
    (void)state;
    static const uint8_t first[16] = {0x0f, 0x0f, 0x12, 0x34};
    static const uint8_t second[16] = {0xff, 0x00, 0xff, 0xff};
    static const uint8_t both[16] = {0x0f, 0x00, 0x12, 0x34};
    uint8_t got[16];
    uint8_t erased[16];
    memset(erased, 0xff, sizeof erased);
    hal_flash_info_t info;
    assert_int_equal(hal_flash_info(&info), HAL_OK);
    assert_int_equal(info.size_bytes % info.erase_bytes, 0);
    assert_non_null(info.mapped);
    uint32_t addr = info.erase_bytes + 32;
    assert_int_equal(hal_flash_erase(info.erase_bytes), HAL_OK);
    expect_in_image(addr, erased, sizeof erased);
    assert_int_equal(hal_flash_program(addr, first, sizeof first), HAL_OK);
    assert_int_equal(hal_flash_program(addr, second, sizeof second), HAL_OK);
    assert_int_equal(hal_flash_read(addr, got, sizeof got), HAL_OK);
    assert_memory_equal(got, both, sizeof both);
    assert_memory_equal(info.mapped + addr, both, sizeof both);
    expect_in_image(addr, both, sizeof both);
    assert_int_equal(hal_flash_read(info.size_bytes - 1, got, 2), HAL_INVALID);
    assert_int_equal(hal_flash_program(info.size_bytes, first, 16), HAL_INVALID);
    assert_int_equal(hal_flash_program(8, first, 16), HAL_INVALID);
    assert_int_equal(hal_flash_erase(info.size_bytes), HAL_INVALID);
    assert_int_equal(hal_flash_erase(16), HAL_INVALID);
}

// The exit code of a child that starts the watchdog and then feeds it, or does not. A busy machine
// may keep the child waiting for a good part of the second.
static int watched(bool is_feeding) {
    pid_t child = fork();
    if (child == 0) {
        (void)hal_watchdog_start(1000);
        for (uint32_t i = 0; i < 150; i++) {
            hal_sleep_ms(10);
            if (is_feeding) {
                hal_watchdog_feed();
            }
        }
        _exit(0);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_port_host_watchdog_ends_who_does_not_feed_it(void **state) {
    (void)state;
    hal_watchdog_feed();  // not started: does nothing
    assert_int_equal(hal_watchdog_start(0), HAL_INVALID);
    assert_int_equal(watched(true), 0);
    assert_int_equal(watched(false), 97);
}

static void test_port_host_pins_can_be_held_from_outside(void **state) {
    (void)state;
    volatile uint32_t edges = 0;
    assert_int_equal(hal_gpio_configure(10, HAL_GPIO_INPUT_PULL_UP), HAL_OK);
    assert_int_equal(hal_gpio_interrupt(10, HAL_GPIO_BOTH_EDGES, count, (void *)(uintptr_t)&edges),
                     HAL_OK);
    assert_int_equal(hal_gpio_read(10), 1);
    for (uint32_t i = 0; i < 4; i++) {
        sim_pin_drive(i < 2 ? 10 : 11, i % 2 != 0);  // itself, or the other end of its wire
        assert_int_equal(hal_gpio_read(10), i % 2);
        if (i % 2 != 0) {
            sim_pin_release(i < 2 ? 10 : 11);
        }
    }
    assert_int_equal(edges, 4);
    sim_pin_drive(10, false);
    assert_int_equal(hal_gpio_read(11), 0);
    sim_pin_release(10);
    assert_int_equal(hal_gpio_read(10), 1);
    assert_int_equal(hal_gpio_interrupt(10, HAL_GPIO_NO_EDGE, NULL, NULL), HAL_OK);
}

static void test_port_host_adc_measures_what_is_there(void **state) {
    (void)state;
    static const uint16_t values[] = {0, 65535, 32768, 4711};
    for (uint32_t i = 0; i < 4; i++) {
        sim_adc_set(i, values[i]);
    }
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(hal_adc_read(i), values[i]);
    }
    assert_int_equal(hal_adc_read(4), HAL_ABSENT);
}

static void test_port_host_pwm_gives_out_what_it_is_told(void **state) {
    (void)state;
    uint32_t period = 1;
    uint32_t high = 1;
    assert_false(sim_pwm_get(2, &period, &high));
    for (uint32_t duty = 0; duty <= 20000; duty += 5000) {
        assert_int_equal(hal_pwm_start(2, 20000, duty), HAL_OK);
        assert_true(sim_pwm_get(2, &period, &high));
        assert_int_equal(period, 20000);
        assert_int_equal(high, duty);
    }
    assert_int_equal(hal_pwm_start(2, 0, 0), HAL_INVALID);
    assert_int_equal(hal_pwm_start(2, 100, 101), HAL_INVALID);
    assert_int_equal(hal_pwm_start(4, 100, 1), HAL_ABSENT);
    assert_int_equal(hal_pwm_stop(2), HAL_OK);
    assert_false(sim_pwm_get(2, &period, &high));
    assert_int_equal(hal_pwm_stop(4), HAL_ABSENT);
}

// Sixteenths of a degree, as the thermometer has them.
static int32_t temperature(void) {
    static const uint8_t pointer = 0;
    uint8_t bytes[2];
    assert_int_equal(hal_i2c_transfer(0, 0x48, &pointer, 1, bytes, 2), HAL_OK);
    return (int16_t)(bytes[0] << 8 | bytes[1]) / 16;
}

static void test_port_host_thermometer_is_on_the_i2c_bus(void **state) {
    (void)state;
    static const uint8_t most_bits[2] = {1, 0x60};
    uint8_t bytes[2];
    assert_int_equal(hal_i2c_transfer(0, 0x48, most_bits, 2, NULL, 0), HAL_INVALID);
    assert_int_equal(hal_i2c_configure(0, 400000), HAL_OK);
    sim_tmp105_set(21437);
    assert_int_equal(temperature(), 21 * 16);  // steps of half a degree at first
    assert_int_equal(hal_i2c_transfer(0, 0x48, most_bits, 2, NULL, 0), HAL_OK);
    assert_int_equal(temperature(), 21 * 16 + 6);
    sim_tmp105_set(-5250);
    assert_int_equal(temperature(), -5 * 16 - 4);
    assert_int_equal(hal_i2c_transfer(0, 0x48, most_bits, 1, bytes, 1), HAL_OK);
    assert_int_equal(bytes[0], 0x60);
    assert_int_equal(hal_i2c_transfer(0, 0x49, most_bits, 1, bytes, 1), HAL_NO_ANSWER);
    assert_int_equal(hal_i2c_transfer(0, 0x49, NULL, 0, bytes, 1), HAL_NO_ANSWER);
    assert_int_equal(hal_i2c_transfer(0, 128, most_bits, 1, NULL, 0), HAL_INVALID);
    assert_int_equal(hal_i2c_transfer(0, 0x48, NULL, 0, NULL, 0), HAL_INVALID);
    assert_int_equal(hal_i2c_transfer(0, 0x48, most_bits, 65536, NULL, 0), HAL_INVALID);
    assert_int_equal(hal_i2c_transfer(1, 0x48, most_bits, 1, NULL, 0), HAL_ABSENT);
    assert_int_equal(hal_i2c_configure(0, 0), HAL_INVALID);
    assert_int_equal(hal_i2c_configure(1, 100000), HAL_ABSENT);
}

static void ignore_start(sim_i2c_chip_t *chip, bool is_read) {
    (void)chip;
    (void)is_read;
}

static bool refuse(sim_i2c_chip_t *chip, uint8_t byte) {
    (void)chip;
    return byte == 0;
}

static void test_port_host_refused_byte_is_told_from_nobody(void **state) {
    (void)state;
    static sim_i2c_chip_t chip = {.address = 0x20, .start = ignore_start, .write = refuse};
    static const uint8_t bytes[2] = {0, 1};
    sim_i2c_attach(&chip);
    assert_int_equal(hal_i2c_configure(0, 100000), HAL_OK);
    assert_int_equal(hal_i2c_transfer(0, 0x20, bytes, 1, NULL, 0), HAL_OK);
    assert_int_equal(hal_i2c_transfer(0, 0x20, bytes, 2, NULL, 0), HAL_FAILED);
    assert_int_equal(hal_i2c_transfer(0, 0x21, bytes, 2, NULL, 0), HAL_NO_ANSWER);
}

static uint32_t selected;

static void note_start(sim_spi_chip_t *chip) {
    (void)chip;
    selected++;
}

static uint8_t invert(sim_spi_chip_t *chip, uint8_t byte) {
    (void)chip;
    return (uint8_t)~byte;
}

static void test_port_host_spi_exchanges_with_the_selected_chip(void **state) {
    (void)state;
    static sim_spi_chip_t chip = {.select = 1, .start = note_start, .exchange = invert};
    static const uint8_t out[3] = {1, 2, 0xf0};
    uint8_t in[4] = {0};
    const hal_spi_part_t parts[] = {{out, in, 3}, {NULL, in + 3, 1}, {NULL, NULL, 65532}};
    assert_int_equal(hal_spi_transfer(0, 1, parts, 2), HAL_INVALID);
    assert_int_equal(hal_spi_configure(0, 1000000, 0), HAL_OK);
    assert_int_equal(hal_spi_transfer(0, 1, parts, 2), HAL_OK);
    assert_memory_equal(in, "\xff\xff\xff\xff", 4);  // nobody is there yet
    sim_spi_attach(&chip);
    assert_int_equal(hal_spi_transfer(0, 1, parts, 2), HAL_OK);
    assert_memory_equal(in, "\xfe\xfd\x0f\x00", 4);
    assert_int_equal(selected, 1);
    assert_int_equal(hal_spi_transfer(0, 1, parts, 3), HAL_INVALID);
    assert_int_equal(hal_spi_transfer(0, 4, parts, 1), HAL_ABSENT);
    assert_int_equal(hal_spi_transfer(1, 0, parts, 1), HAL_ABSENT);
    assert_int_equal(hal_spi_configure(0, 0, 0), HAL_INVALID);
    assert_int_equal(hal_spi_configure(0, 1000000, 4), HAL_INVALID);
    assert_int_equal(hal_spi_configure(1, 1000000, 0), HAL_ABSENT);
}

// Two rows of 64 random bytes are not alike, and neither holds one byte alone.
static void test_port_host_entropy_differs(void **state) {
    (void)state;
    uint8_t rows[2][64] = {{0}};
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(hal_entropy_read(rows[i], sizeof rows[i]), HAL_OK);
        assert_memory_not_equal(rows[i], rows[i] + 32, 32);
    }
    assert_memory_not_equal(rows[0], rows[1], sizeof rows[0]);
}

static void test_port_host_serial_lines_are_joined(void **state) {
    (void)state;
    uint8_t got[8] = {0};
    hal_uart_write(1, "?", 1);  // not opened yet
    assert_int_equal(hal_uart_read(2, got, 8), 0);
    assert_int_equal(hal_uart_open(1, 115200), HAL_OK);
    assert_int_equal(hal_uart_open(2, 9600), HAL_OK);
    hal_uart_write(1, "fast", 4);
    assert_int_equal(hal_uart_read(2, got, 8), 0);  // at another speed
    assert_int_equal(hal_uart_open(2, 115200), HAL_OK);
    hal_uart_write(1, "hello", 5);
    assert_int_equal(hal_uart_read(1, got, 8), 0);
    assert_int_equal(hal_uart_read(2, got, 3), 3);
    assert_int_equal(hal_uart_read(2, got + 3, 5), 2);
    assert_memory_equal(got, "hello", 5);
    hal_uart_write(2, "back", 4);
    assert_int_equal(hal_uart_read(1, got, 8), 4);
    assert_memory_equal(got, "back", 4);
    assert_int_equal(hal_uart_open(3, 10), HAL_INVALID);
    assert_int_equal(hal_uart_open(0, 9600), HAL_ABSENT);  // the console's
    assert_int_equal(hal_uart_open(4, 9600), HAL_ABSENT);
}

static void test_port_host_single_pins_have_no_wire(void **state) {
    (void)state;
    assert_int_equal(hal_gpio_configure(16, HAL_GPIO_INPUT), HAL_OK);
    assert_int_equal(hal_gpio_configure(17, HAL_GPIO_OUTPUT), HAL_OK);
    assert_int_equal(hal_gpio_write(17, true), HAL_OK);
    assert_int_equal(hal_gpio_read(17), 1);
    assert_int_equal(hal_gpio_read(16), 0);
    sim_pin_drive(16, true);
    assert_int_equal(hal_gpio_read(16), 1);
    sim_pin_release(16);
}

static void test_port_host_led_is_a_pin(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(hal_gpio_read(BOARD_LED_PIN), i % 2);
        hal_led_toggle();
    }
}

static sim_event_t events[3];
static uint32_t order;

static void note_order(void *ctx) {
    order = order * 10 + (uint32_t)(uintptr_t)ctx;
}

static void test_port_host_what_is_due_comes_in_order(void **state) {
    (void)state;
    uint64_t now = sim_now_us();
    sim_at(&events[0], now + 9000, note_order, (void *)1);
    sim_at(&events[1], now + 3000, note_order, (void *)2);
    sim_at(&events[2], now + 6000, note_order, (void *)3);
    sim_at(&events[0], now + 6000, note_order, (void *)4);  // moved
    sim_cancel(&events[2]);
    sim_cancel(&events[2]);
    while (sim_now_us() < now + 12000) {
        hal_sleep_until_interrupt();
    }
    assert_int_equal(order, 24);
}

static const uint8_t enable_write[] = {0x06};

static void send_spi(const uint8_t *out, size_t size) {
    const hal_spi_part_t part = {out, NULL, size};
    assert_int_equal(hal_spi_transfer(0, 0, &part, 1), HAL_OK);
}

static void wait_for_nor(void) {
    static const uint8_t read_status[] = {0x05};
    uint8_t status = 1;
    const hal_spi_part_t parts[] = {{read_status, NULL, 1}, {NULL, &status, 1}};
    while ((status & 1) != 0) {
        assert_int_equal(hal_spi_transfer(0, 0, parts, 2), HAL_OK);
    }
}

static void expect_nor(const uint8_t *head, size_t head_size, const char *expected, size_t size) {
    uint8_t got[8];
    const hal_spi_part_t parts[] = {{head, NULL, head_size}, {NULL, got, size}};
    assert_int_equal(hal_spi_transfer(0, 0, parts, 2), HAL_OK);
    assert_memory_equal(got, expected, size);
}

static void test_port_host_nor_chip_keeps_nor_rules(void **state) {
    (void)state;
    static const uint8_t erase[] = {0x20, 1, 0x23, 0x45};
    static const uint8_t first[] = {0x02, 1, 0x20, 0xfe, 0x0f, 0x81, 0x33, 0x7f};  // wraps
    static const uint8_t second[] = {0x02, 1, 0x20, 0xfe, 0xf1};
    static const uint8_t read[] = {0x03, 1, 0x20, 0xfe};
    static const uint8_t read_start[] = {0x03, 1, 0x20, 0x00};
    static const uint8_t identity[] = {0x9f};
    assert_int_equal(hal_spi_configure(0, 1000000, 0), HAL_OK);
    expect_nor(identity, 1, "\xef\x40\x14", 3);
    send_spi(enable_write, 1);
    send_spi(erase, 4);
    expect_nor(read, 4, "\xff\xff\xff", 3);
    wait_for_nor();
    send_spi(first, 8);  // not enabled
    expect_nor(read, 4, "\xff\xff\xff", 3);
    send_spi(enable_write, 1);
    send_spi(first, 8);
    wait_for_nor();
    expect_nor(read, 4, "\x0f\x81\xff", 3);
    expect_nor(read_start, 4, "\x33\x7f\xff", 3);
    send_spi(enable_write, 1);
    send_spi(second, 5);
    wait_for_nor();
    expect_nor(read, 4, "\x01\x81\xff", 3);
}

static void test_port_host_eeprom_writes_pages_and_is_busy_then(void **state) {
    (void)state;
    static const uint8_t page[] = {0x1e, 1, 2, 3};  // 3 wraps to 0x18
    static const uint8_t addresses[] = {0x1e, 0x18};
    uint8_t got[2];
    assert_int_equal(hal_i2c_configure(0, 100000), HAL_OK);
    assert_int_equal(hal_i2c_transfer(0, 0x50, page, 4, NULL, 0), HAL_OK);
    assert_int_equal(hal_i2c_transfer(0, 0x50, addresses, 1, got, 2), HAL_NO_ANSWER);
    while (hal_i2c_transfer(0, 0x50, addresses, 1, got, 2) == HAL_NO_ANSWER) {
    }
    assert_memory_equal(got, "\1\2", 2);
    assert_int_equal(hal_i2c_transfer(0, 0x50, addresses + 1, 1, got, 2), HAL_OK);
    assert_memory_equal(got, "\3\xff", 2);
}

int main(int argc, char **argv) {
    snprintf(image, sizeof image, "%s.flash", argc > 0 ? argv[0] : "test");
    unlink(image);
    setenv("TINYWASM_FLASH", image, 1);
    for (int i = 0; i < 2; i++) {
        snprintf(others[i], sizeof others[i], "%s.%s", argc > 0 ? argv[0] : "test",
                 i == 0 ? "nor" : "eeprom");
        unlink(others[i]);
        setenv(i == 0 ? "TINYWASM_NOR" : "TINYWASM_EEPROM", others[i], 1);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_port_host_timer_comes_once_a_period_until_stopped),
        cmocka_unit_test(test_port_host_timer_comes_once),
        cmocka_unit_test(test_port_host_pins_are_joined_in_pairs),
        cmocka_unit_test(test_port_host_flash_is_an_image_in_a_file),
        cmocka_unit_test(test_port_host_watchdog_ends_who_does_not_feed_it),
        cmocka_unit_test(test_port_host_pins_can_be_held_from_outside),
        cmocka_unit_test(test_port_host_adc_measures_what_is_there),
        cmocka_unit_test(test_port_host_pwm_gives_out_what_it_is_told),
        cmocka_unit_test(test_port_host_thermometer_is_on_the_i2c_bus),
        cmocka_unit_test(test_port_host_refused_byte_is_told_from_nobody),
        cmocka_unit_test(test_port_host_spi_exchanges_with_the_selected_chip),
        cmocka_unit_test(test_port_host_entropy_differs),
        cmocka_unit_test(test_port_host_serial_lines_are_joined),
        cmocka_unit_test(test_port_host_single_pins_have_no_wire),
        cmocka_unit_test(test_port_host_led_is_a_pin),
        cmocka_unit_test(test_port_host_what_is_due_comes_in_order),
        cmocka_unit_test(test_port_host_nor_chip_keeps_nor_rules),
        cmocka_unit_test(test_port_host_eeprom_writes_pages_and_is_busy_then),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
