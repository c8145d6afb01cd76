// needs: base
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The PC as a machine: timers, pins, flash and the watchdog of ports/host, as hal.h promises.

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

#include "hal.h"

static char image[4096];  // the flash's file

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

// The exit code of a child that starts the watchdog and then feeds it, or does not.
static int watched(bool is_feeding) {
    pid_t child = fork();
    if (child == 0) {
        (void)hal_watchdog_start(100);
        for (uint32_t i = 0; i < 30; i++) {
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

static void test_port_host_lacks_serial_lines_and_spi(void **state) {
    (void)state;
    uint8_t byte = 1;
    const hal_spi_part_t part = {&byte, NULL, 1};
    assert_int_equal(hal_uart_open(1, 9600), HAL_ABSENT);
    hal_uart_write(1, &byte, 1);
    assert_int_equal(hal_uart_read(1, &byte, 1), 0);
    assert_int_equal(hal_spi_configure(0, 1000000, 0), HAL_ABSENT);
    assert_int_equal(hal_spi_transfer(0, 0, &part, 1), HAL_ABSENT);
}

int main(int argc, char **argv) {
    snprintf(image, sizeof image, "%s.flash", argc > 0 ? argv[0] : "test");
    unlink(image);
    setenv("TINYWASM_FLASH", image, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_port_host_timer_comes_once_a_period_until_stopped),
        cmocka_unit_test(test_port_host_timer_comes_once),
        cmocka_unit_test(test_port_host_pins_are_joined_in_pairs),
        cmocka_unit_test(test_port_host_flash_is_an_image_in_a_file),
        cmocka_unit_test(test_port_host_watchdog_ends_who_does_not_feed_it),
        cmocka_unit_test(test_port_host_lacks_serial_lines_and_spi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
