// needs: base block_hal
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The driver of SPI NOR chips, on a chip of this file's: it wraps at the end of a page, wants to be
// enabled before each write, is busy for a while, and counts what it was asked for wrongly.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hal.h"
#include "tinywasm/block_hal.h"

#define CHIP_BYTES 65536u
#define SECTOR 4096u
#define PAGE 256u

static struct {
    uint8_t bytes[CHIP_BYTES];
    uint8_t id[3];
    bool is_enabled;
    bool is_protected;
    uint32_t busy;      // status reads that still say so
    uint32_t busy_for;  // after each write
    uint32_t mistakes;
    uint32_t now_ms;
} chip;

static const tw_spi_nor_config_t config = {.bus = 1,
                                           .select = 2,
                                           .hz = 1000000,
                                           .origin = 2 * SECTOR,
                                           .size_bytes = 8 * SECTOR,
                                           .sector_bytes = SECTOR,
                                           .page_bytes = PAGE,
                                           .erase_command = 0x20};
static tw_block_spi_nor_t nor;

uint32_t hal_ticks_ms(void) {
    return chip.now_ms++;
}

hal_result_t hal_spi_configure(uint32_t bus, uint32_t hz, uint32_t mode) {
    return bus == 1 && hz == 1000000 && mode == 0 ? HAL_OK : HAL_ABSENT;
}

static uint8_t status(void) {
    bool is_busy = chip.busy > 0;
    chip.busy -= is_busy ? 1 : 0;
    return (uint8_t)((is_busy ? 1 : 0) | (chip.is_enabled ? 2 : 0));
}

static void write_done(void) {
    chip.mistakes += chip.is_enabled && chip.busy == 0 ? 0 : 1;
    chip.is_enabled = false;
    chip.busy = chip.busy_for;
}

static void program(uint32_t addr, const hal_spi_part_t *data) {
    for (size_t i = 0; i < data->size; i++) {
        chip.bytes[addr - addr % PAGE + (addr + i) % PAGE] &= data->out[i];
    }
    write_done();
}

static void answer(uint8_t command, uint32_t addr, const hal_spi_part_t *data) {
    switch (command) {
        case 0x03:
            chip.mistakes += addr + data->size > CHIP_BYTES || chip.busy != 0;
            memcpy(data->in, chip.bytes + addr, data->size);
            break;
        case 0x02:
            program(addr, data);
            break;
        case 0x20:
            memset(chip.bytes + addr - addr % SECTOR, 0xff, SECTOR);
            write_done();
            break;
        case 0x05:
            data->in[0] = status();
            break;
        case 0x06:
            chip.is_enabled = !chip.is_protected;
            break;
        case 0x9f:
            memcpy(data->in, chip.id, data->size);
            break;
        default:
            chip.mistakes++;
            break;
    }
}

hal_result_t hal_spi_transfer(uint32_t bus, uint32_t select, const hal_spi_part_t *parts,
                              uint32_t part_count) {
    const uint8_t *head = parts[0].out;
    uint32_t addr =
        parts[0].size == 4 ? (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 | head[3] : 0;
    chip.mistakes += bus != 1 || select != 2 || addr >= CHIP_BYTES;
    answer(head[0], addr % CHIP_BYTES, &parts[part_count - 1]);
    return HAL_OK;
}

static void expect(tw_err_t err, tw_err_t wanted) {
    assert_string_equal(tw_err_name(err), tw_err_name(wanted));
}

static int set_up(void **state) {
    (void)state;
    memset(&chip, 0, sizeof chip);
    memset(chip.bytes, 0xff, sizeof chip.bytes);
    memcpy(chip.id, "\x01\x20\x10", 3);
    chip.busy_for = 3;
    return tw_block_spi_nor_init(&nor, &config) == TW_ERR_OK ? 0 : 1;
}

static int tear_down(void **state) {
    (void)state;
    return (int)chip.mistakes;
}

static void test_spi_nor_programs_page_by_page(void **state) {
    (void)state;
    uint8_t bytes[1024];
    uint8_t got[1024];
    for (uint32_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    }
    for (uint32_t addr = 16; addr < 2 * SECTOR; addr += 1200) {
        uint32_t size = 16 + addr % 1000 / 16 * 16;
        memset(chip.bytes, 0xff, sizeof chip.bytes);
        expect(nor.base.ops->program(&nor.base, addr, bytes, size), TW_ERR_OK);
        assert_memory_equal(chip.bytes + 2 * SECTOR + addr, bytes, size);
        assert_int_equal(chip.bytes[2 * SECTOR + addr - 1], 0xff);
        assert_int_equal(chip.bytes[2 * SECTOR + addr + size], 0xff);
        expect(nor.base.ops->read(&nor.base, addr, got, size), TW_ERR_OK);
        assert_memory_equal(got, bytes, size);
    }
}

static void test_spi_nor_erases_one_sector(void **state) {
    (void)state;
    memset(chip.bytes, 0, sizeof chip.bytes);
    expect(nor.base.ops->erase(&nor.base, 3 * SECTOR), TW_ERR_OK);
    for (uint32_t i = 0; i < CHIP_BYTES; i++) {
        assert_int_equal(chip.bytes[i], i / SECTOR == 5 ? 0xff : 0);
    }
}

static void test_spi_nor_that_refuses_writes_answers_io(void **state) {
    (void)state;
    static const uint8_t bytes[16];
    chip.is_protected = true;
    expect(nor.base.ops->program(&nor.base, 0, bytes, sizeof bytes), TW_ERR_IO);
    expect(nor.base.ops->erase(&nor.base, 0), TW_ERR_IO);
    assert_int_equal(chip.bytes[2 * SECTOR], 0xff);
}

static void test_spi_nor_that_is_never_ready_answers_io_in_time(void **state) {
    (void)state;
    static const uint8_t bytes[16];
    chip.busy_for = UINT32_MAX;
    uint32_t start = chip.now_ms;
    expect(nor.base.ops->program(&nor.base, 0, bytes, sizeof bytes), TW_ERR_IO);
    assert_in_range(chip.now_ms - start, 20, 30);
    chip.busy = 0;
    start = chip.now_ms;
    expect(nor.base.ops->erase(&nor.base, 0), TW_ERR_IO);
    assert_in_range(chip.now_ms - start, 5000, 5010);
}

static void test_spi_nor_says_when_no_chip_or_a_small_one_is_there(void **state) {
    (void)state;
    assert_int_equal(nor.id[0], 0x01);
    assert_int_equal(nor.base.block_count, 8);
    memset(chip.id, 0xff, 3);
    expect(tw_block_spi_nor_init(&nor, &config), TW_ERR_IO);
    memset(chip.id, 0, 3);
    expect(tw_block_spi_nor_init(&nor, &config), TW_ERR_IO);
    memcpy(chip.id, "\x01\x20\x10", 3);
    tw_spi_nor_config_t other = config;
    other.size_bytes = 15 * SECTOR;
    expect(tw_block_spi_nor_init(&nor, &other), TW_ERR_INVAL);
    other.size_bytes = 14 * SECTOR;
    expect(tw_block_spi_nor_init(&nor, &other), TW_ERR_OK);
}

static void test_spi_nor_refuses_what_cannot_be(void **state) {
    (void)state;
    tw_spi_nor_config_t bad[8];
    for (uint32_t i = 0; i < 8; i++) {
        bad[i] = config;
    }
    bad[0].sector_bytes = 0;
    bad[1].page_bytes = 0;
    bad[2].page_bytes = 24;
    bad[3].origin = 100;
    bad[4].size_bytes = 100;
    bad[5].size_bytes = 0;
    bad[6].size_bytes = 0x1000000u;  // behind the origin there is less
    bad[7].sector_bytes = 3 * PAGE / 2;
    for (uint32_t i = 0; i < 8; i++) {
        expect(tw_block_spi_nor_init(&nor, &bad[i]), TW_ERR_INVAL);
    }
    tw_spi_nor_config_t elsewhere = config;
    elsewhere.bus = 0;
    expect(tw_block_spi_nor_init(&nor, &elsewhere), TW_ERR_IO);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_spi_nor_programs_page_by_page),
        TEST(test_spi_nor_erases_one_sector),
        TEST(test_spi_nor_that_refuses_writes_answers_io),
        TEST(test_spi_nor_that_is_never_ready_answers_io_in_time),
        TEST(test_spi_nor_says_when_no_chip_or_a_small_one_is_there),
        TEST(test_spi_nor_refuses_what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
