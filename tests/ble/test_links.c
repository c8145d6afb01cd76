// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The device at a controller that does what it is told, and says what the test wants: links that
// come when nobody waits for them any more, and an engine that is started again.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bluetooth.h"
#include "hal.h"
#include "tinywasm/schedule.h"

#define COMMAND 1
#define EVENT 4
#define META 0x3e
#define DISCONNECT 0x0406
#define CREATE 0x200d

static uint64_t arena[0x8000 / 8];
static uint64_t nobody[512];  // in the place of a module's instance
static tw_engine_t *engine;
static tw_bluetooth_t bluetooth;
static uint32_t now_ms;
static uint8_t coming[4096];
static size_t coming_size;
static uint16_t last_command;
static bool is_advertised;

uint32_t hal_ticks_ms(void) {
    return now_ms;
}

void hal_sleep_ms(uint32_t ms) {
    now_ms += ms;
}

void hal_sleep_until_interrupt(void) {
    now_ms++;
}

hal_result_t hal_hci_open(void) {
    return HAL_OK;
}

size_t hal_hci_read(void *bytes, size_t size) {
    size_t count = size < coming_size ? size : coming_size;
    memcpy(bytes, coming, count);
    coming_size -= count;
    memmove(coming, coming + count, coming_size);
    return count;
}

static void tell(uint8_t event, const uint8_t *data, size_t size) {
    const uint8_t head[] = {EVENT, event, (uint8_t)size};
    assert_true(coming_size + sizeof head + size <= sizeof coming);
    memcpy(coming + coming_size, head, sizeof head);
    memcpy(coming + coming_size + sizeof head, data, size);
    coming_size += sizeof head + size;
}

static size_t answer(uint16_t opcode, const uint8_t *parameters, uint8_t *data) {
    static const uint8_t buffers[] = {27, 0, 4};
    memset(data, 0x5a, 8);
    if (opcode == 0x2002) {
        memcpy(data, buffers, sizeof buffers);
    }
    if (opcode == 0x1001) {
        data[0] = 9;
    }
    if (opcode == 0x200a) {
        is_advertised = parameters[0] == 1;
    }
    return opcode == 0x1009                                                               ? 6
           : opcode == 0x2002                                                             ? 3
           : opcode == 0x1001 || opcode == 0x1003 || opcode == 0x2003 || opcode == 0x2018 ? 8
                                                                                          : 0;
}

void hal_hci_write(const void *bytes, size_t size) {
    const uint8_t *from = bytes;
    if (size < 4 || from[0] != COMMAND) {
        return;
    }
    last_command = (uint16_t)(from[1] | from[2] << 8);
    uint8_t complete[12] = {1, from[1], from[2], 0};
    const uint8_t status[] = {0, 1, from[1], from[2]};
    if (last_command == DISCONNECT || last_command == CREATE) {
        tell(0x0f, status, sizeof status);
    } else {
        tell(0x0e, complete, 4 + answer(last_command, from + 4, complete + 4));
    }
}

static void ok(tw_err_t err) {
    assert_int_equal(err, TW_ERR_OK);
}

static void run(uint32_t ms) {
    for (uint32_t i = 0; i < ms; i += 10) {
        now_ms += 10;
        (void)tw_engine_poll(engine, now_ms);
    }
}

static void start(void) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    coming_size = 0;
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_device(engine, &bluetooth.device));
    ok(tw_engine_start(engine));
    run(1500);
    assert_true(tw_bluetooth_is_ready(&bluetooth));
}

static int begin(void **state) {
    tw_bluetooth_config_t config;
    (void)state;
    tw_bluetooth_config_init(&config);
    config.name = "device";
    tw_bluetooth_init(&bluetooth, &config);
    start();
    return 0;
}

static int end(void **state) {
    (void)state;
    bluetooth.seek.owner = NULL;
    tw_engine_stop(engine);
    return 0;
}

// Somebody with this last byte of an address, and the role that this side has.
static void connect(uint8_t number, uint8_t role) {
    const uint8_t connected[] = {1, 0, number, 0, role, 0, number, 2, 3, 4,
                                 5, 6, 6,      0, 0,    0, 40,     0, 0};
    is_advertised = is_advertised && role == 0;  // a controller ends it
    tell(META, connected, sizeof connected);
    run(100);
}

static uint32_t count_links(void) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        count += bluetooth.links[i].is_used;
    }
    return count;
}

static void test_links_takes_links_after_another_start(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        assert_true(is_advertised);
        connect(1, 1);
        connect(2, 1);
        assert_int_equal(count_links(), 2);
        assert_false(is_advertised);
        tw_engine_stop(engine);
        start();
        assert_int_equal(count_links(), 0);
    }
}

// The first looks for "name", whose link is being made when it gives up; the second begins to look
// for another name, and gets neither that link nor an answer.
static void give_up_while_connecting(void) {
    static const uint8_t report[] = {2, 1, 0, 0, 7,   2,   3,   4,   5,
                                     6, 6, 5, 9, 'n', 'a', 'm', 'e', 200};
    const tw_pending_t first = {1, 1};
    bluetooth.seek = (struct tw_bluetooth_seek){.owner = (const tw_instance_t *)(void *)nobody,
                                                .pending = first,
                                                .until_ms = now_ms + 5000,
                                                .name = "name"};
    run(100);
    tell(META, report, sizeof report);
    run(100);
    assert_int_equal(last_command, CREATE);
    tw_host_bluetooth_connect_cancel(&bluetooth, first);
    assert_null(bluetooth.seek.owner);
    bluetooth.seek = (struct tw_bluetooth_seek){.owner = (const tw_instance_t *)(void *)nobody,
                                                .pending = {2, 1},
                                                .until_ms = now_ms + 5000,
                                                .name = "other"};
}

static void test_links_gives_a_link_to_nobody_who_looks_for_another(void **state) {
    (void)state;
    give_up_while_connecting();
    connect(7, 0);
    assert_non_null(bluetooth.seek.owner);
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        assert_null(bluetooth.links[i].owner);
    }
}

static void test_links_looks_on_when_another_link_fails(void **state) {
    static const uint8_t failed[] = {1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    (void)state;
    give_up_while_connecting();
    tell(META, failed, sizeof failed);
    run(100);
    assert_non_null(bluetooth.seek.owner);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_links_takes_links_after_another_start, begin, end),
        cmocka_unit_test_setup_teardown(test_links_gives_a_link_to_nobody_who_looks_for_another,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_links_looks_on_when_another_link_fails, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
