// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Keys of who has paired, in RAM and in the filestore: who gets in, who gives way, and files that
// are torn, foreign or made to do harm.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/state.h"
#include "hal.h"
#include "host/ble_hs.h"
#include "tinywasm/bluetooth.h"
#include "tinywasm/device_file.h"
#include "tinywasm/schedule.h"

#define FILE_NAME ".bonds"
#define HEAD 11u
#define EACH 39u
#define FLAGS_OFF 6u
#define MOST (HEAD + EACH * (TW_BLUETOOTH_BONDS + 1) + TW_DEVICE_FILE_CHECK_BYTES)

static uint64_t arena[0x8000 / 8];
static uint64_t files[0x4000 / 8];
static tw_filestore_ram_t ram;
static tw_filestore_t *const store = &ram.base;
static tw_engine_t *engine;
static tw_bluetooth_t bluetooth;
static uint32_t now_ms;

// ---- a controller that is silent ----

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
    (void)bytes;
    (void)size;
    return 0;
}

void hal_hci_write(const void *bytes, size_t size) {
    (void)bytes;
    (void)size;
}

// ---- a device ----

static void ok(tw_err_t err) {
    assert_int_equal(err, TW_ERR_OK);
}

static void power_on(void) {
    tw_engine_config_t config;
    tw_bluetooth_config_t radio;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.filestore = store;
    config.scheduler = &tw_scheduler;
    tw_bluetooth_config_init(&radio);
    tw_bluetooth_init(&bluetooth, &radio);
    ok(tw_engine_init(&engine, &config));
    ok(tw_engine_add_device(engine, &bluetooth.device));
    ok(tw_engine_start(engine));
}

static void poll(uint32_t ms) {
    now_ms += ms;
    (void)tw_engine_poll(engine, now_ms);
}

static void power_off(void) {
    poll(1);
    tw_engine_stop(engine);
}

static void restart(void) {
    power_off();
    power_on();
}

static int begin(void **state) {
    (void)state;
    tw_filestore_ram_init(&ram, files, sizeof files);
    ok(tw_filestore_mount(store));
    power_on();
    return 0;
}

static int end(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

// ---- who pairs ----

static struct ble_store_value_sec keys_of(uint8_t number, bool is_compared) {
    struct ble_store_value_sec keys = {.peer_addr = {BLE_ADDR_RANDOM, {number, 1, 2, 3, 4, 0xc5}},
                                       .key_size = 16,
                                       .ltk_present = 1,
                                       .irk_present = 1,
                                       .authenticated = is_compared,
                                       .sc = 1};
    memset(keys.ltk, number + 100, sizeof keys.ltk);
    memset(keys.irk, number + 200, sizeof keys.irk);
    return keys;
}

// As NimBLE does at the end of a pairing, with the room that it asks for.
static int keep(const struct ble_store_value_sec *keys) {
    int err = ble_store_write_our_sec(keys);
    return err == 0 ? ble_hs_cfg.store_write_cb(BLE_STORE_OBJ_TYPE_PEER_SEC,
                                                (const union ble_store_value *)(const void *)keys)
                    : err;
}

static void pair(uint8_t number, bool is_compared) {
    struct ble_store_value_sec keys = keys_of(number, is_compared);
    assert_int_equal(keep(&keys), 0);
}

// The numbers of who is there, the oldest first, 10 more for each that was compared.
static void expect_bonds(const char *wanted) {
    char text[TW_BLUETOOTH_BONDS + 1] = {0};
    tw_bluetooth_bond_t bond;
    for (uint32_t i = 0; tw_bluetooth_bond_at(&bluetooth, i, &bond); i++) {
        text[i] = (char)((bond.is_compared ? 'A' : 'a') + bond.address[0]);
    }
    assert_string_equal(text, wanted);
}

// Of number, as NimBLE finds its keys when a link is encrypted.
static void expect_keys(uint8_t number, bool is_compared) {
    struct ble_store_value_sec wanted = keys_of(number, is_compared);
    struct ble_store_value_sec found;
    const struct ble_store_key_sec key = {.peer_addr = wanted.peer_addr, .ediv_rand_present = 1};
    const struct ble_store_key_sec old = {
        .peer_addr = wanted.peer_addr, .ediv_rand_present = 1, .ediv = 1};
    assert_int_equal(ble_store_read_our_sec(&key, &found), 0);
    assert_memory_equal(found.ltk, wanted.ltk, sizeof wanted.ltk);
    assert_memory_equal(found.irk, wanted.irk, sizeof wanted.irk);
    assert_int_equal(found.authenticated, is_compared);
    assert_int_equal(found.key_size, 16);
    assert_int_equal(ble_store_read_peer_sec(&key, &found), 0);
    assert_int_equal(ble_store_read_our_sec(&old, &found), BLE_HS_ENOENT);
}

static void test_bonds_come_back_with_the_power(void **state) {
    (void)state;
    pair(1, true);
    pair(2, false);
    restart();
    expect_bonds("Bc");
    expect_keys(1, true);
    expect_keys(2, false);
    assert_false(tw_bluetooth_bonds_damaged(&bluetooth));
}

static void test_bonds_oldest_gives_way_to_its_like(void **state) {
    (void)state;
    pair(0, true);
    pair(1, false);
    pair(2, false);
    pair(3, false);
    expect_bonds("Acd");
    pair(4, true);
    pair(5, true);
    expect_bonds("AEF");
    struct ble_store_value_sec keys = keys_of(6, false);
    assert_int_not_equal(keep(&keys), 0);
    expect_bonds("AEF");
    pair(7, true);
    expect_bonds("EFH");
    expect_keys(4, true);
    expect_keys(7, true);
}

// Who pairs says which address is its own for good: that of somebody else does not get it in.
static void test_bonds_are_not_replaced_by_who_claims_their_address(void **state) {
    struct ble_store_value_sec thief = keys_of(1, true);
    (void)state;
    pair(1, false);
    memset(thief.ltk, 7, sizeof thief.ltk);
    assert_int_not_equal(keep(&thief), 0);
    expect_bonds("b");
    expect_keys(1, false);
}

static void test_bonds_are_of_addresses_that_last(void **state) {
    static const uint8_t passing[] = {0x00, 0x3f, 0x40, 0x7f, 0x80, 0xbf};
    struct ble_store_value_sec keys = keys_of(1, false);
    (void)state;
    for (uint32_t i = 0; i < sizeof passing; i++) {
        keys.peer_addr.val[5] = passing[i];
        assert_int_not_equal(keep(&keys), 0);
    }
    keys.peer_addr = *BLE_ADDR_ANY;
    assert_int_not_equal(keep(&keys), 0);
    keys = keys_of(1, false);
    keys.peer_addr.type = 2;
    assert_int_not_equal(keep(&keys), 0);
    keys.peer_addr.type = BLE_ADDR_PUBLIC;
    keys.key_size = 7;
    assert_int_not_equal(keep(&keys), 0);
    keys.key_size = 16;
    keys.sc = 0;
    assert_int_not_equal(keep(&keys), 0);
    expect_bonds("");
    keys.sc = 1;
    assert_int_equal(keep(&keys), 0);
    expect_bonds("b");
}

static void test_bonds_are_forgotten_one_by_one_and_all(void **state) {
    tw_bluetooth_bond_t bond;
    (void)state;
    pair(0, false);
    pair(1, true);
    pair(2, false);
    assert_true(tw_bluetooth_bond_at(&bluetooth, 1, &bond));
    ok(tw_bluetooth_forget(&bluetooth, bond.address));
    assert_int_equal(tw_bluetooth_forget(&bluetooth, bond.address), TW_ERR_NOENT);
    expect_bonds("ac");
    expect_keys(2, false);
    restart();
    expect_bonds("ac");
    ok(tw_bluetooth_forget(&bluetooth, NULL));
    uint32_t size = 0;
    assert_int_equal(tw__protected_stat(engine, FILE_NAME, &size), TW_ERR_NOENT);
    restart();
    expect_bonds("");
}

static void test_bonds_that_could_not_be_saved_are_saved_later(void **state) {
    (void)state;
    ok(tw_filestore_save_begin(store, "other", 4));
    pair(1, false);
    poll(1);
    ok(tw_filestore_save_write(store, "text", 4));
    ok(tw_filestore_save_commit(store));
    uint32_t size = 0;
    poll(9000);
    assert_int_equal(tw__protected_stat(engine, FILE_NAME, &size), TW_ERR_NOENT);
    poll(1001);
    ok(tw__protected_stat(engine, FILE_NAME, &size));
    assert_int_equal(size, HEAD + EACH + TW_DEVICE_FILE_CHECK_BYTES);
}

// ---- files ----

static uint32_t read_file(uint8_t *file) {
    uint32_t size = 0;
    pair(1, true);
    pair(2, false);
    poll(1);
    ok(tw__protected_read(engine, FILE_NAME, 0, file, MOST, &size));
    assert_int_equal(size, HEAD + 2 * EACH + TW_DEVICE_FILE_CHECK_BYTES);
    return size;
}

// The file is this one when the power comes.
static void plant(const uint8_t *file, uint32_t size) {
    ok(tw__protected_save(engine, FILE_NAME, file, size));
    restart();
}

static void expect_damage(void) {
    expect_bonds("");
    assert_true(tw_bluetooth_bonds_damaged(&bluetooth));
    assert_false(bluetooth.bonds.has_address);
}

static void test_bonds_of_a_file_that_is_torn_are_none(void **state) {
    uint8_t file[MOST];
    (void)state;
    uint32_t whole = read_file(file);
    for (uint32_t size = 0; size < whole; size++) {
        plant(file, size);
        expect_damage();
    }
    for (uint32_t i = 0; i < whole; i++) {
        file[i] ^= (uint8_t)(1u << i % 8);
        plant(file, whole);
        expect_damage();
        file[i] ^= (uint8_t)(1u << i % 8);
    }
    uint32_t left = 0;
    ok(tw__protected_stat(engine, FILE_NAME, &left));  // it was left as it was
    pair(3, false);
    poll(1);
    assert_false(tw_bluetooth_bonds_damaged(&bluetooth));
    restart();
    expect_bonds("d");
}

static void test_bonds_of_a_file_that_cannot_be_are_none(void **state) {
    static const struct {
        uint32_t off;
        uint8_t value;
    } rows[] = {
        {0, 'X'},               // another file
        {3, 2},                 // a version that is to come
        {4, 2},                 // neither an address nor none
        {HEAD + FLAGS_OFF, 9},  // a flag that there is not
        {HEAD + 5, 0xbf},       // an address that does not last
        {HEAD + EACH + 0, 1},   // the same address twice
    };
    uint8_t file[MOST];
    uint8_t other[MOST];
    (void)state;
    uint32_t size = read_file(file) - TW_DEVICE_FILE_CHECK_BYTES;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(other, file, sizeof file);
        other[rows[i].off] = rows[i].value;
        ok(tw_device_file_save(engine, FILE_NAME, other, size));
        restart();
        expect_damage();
    }
    memset(other, 0, sizeof other);
    memcpy(other, file, HEAD);
    other[4] = 1;  // and the address behind it is none
    ok(tw_device_file_save(engine, FILE_NAME, other, HEAD));
    restart();
    expect_damage();
    memcpy(other, file, size);
    ok(tw_device_file_save(engine, FILE_NAME, other, HEAD + 4 * EACH));
    restart();
    expect_damage();
}

static void test_bonds_of_any_file_are_few_and_different(void **state) {
    uint8_t file[MOST];
    tw_bluetooth_bond_t a;
    tw_bluetooth_bond_t b;
    (void)state;
    uint32_t whole = read_file(file) - TW_DEVICE_FILE_CHECK_BYTES;
    for (uint32_t round = 0; round < 2000; round++) {
        uint8_t other[MOST];
        memcpy(other, file, sizeof other);
        for (uint32_t i = 0; i < 3; i++) {
            other[(uint32_t)rand() % whole] = (uint8_t)(rand() % 3 == 0 ? 0xff : rand());
        }
        uint32_t count = (uint32_t)rand() % (TW_BLUETOOTH_BONDS + 1);
        ok(tw_device_file_save(engine, FILE_NAME, other, HEAD + count * EACH));
        restart();
        assert_true(bluetooth.bonds.count == 0 || bluetooth.bonds.count == count);
        if (tw_bluetooth_bond_at(&bluetooth, 0, &a) && tw_bluetooth_bond_at(&bluetooth, 1, &b)) {
            assert_true(a.is_random != b.is_random ||
                        memcmp(a.address, b.address, sizeof a.address) != 0);
        }
    }
}

// ---- subscriptions ----

static struct ble_store_value_cccd subscription_of(uint8_t number, uint16_t handle) {
    return (struct ble_store_value_cccd){.peer_addr = {BLE_ADDR_PUBLIC, {number, 1, 2, 3, 4, 5}},
                                         .chr_val_handle = handle,
                                         .flags = 1};
}

static void test_bonds_subscriptions_are_bounded(void **state) {
    struct ble_store_value_cccd found;
    (void)state;
    for (uint16_t i = 1; i <= TW_BLUETOOTH_SUBSCRIPTIONS + 1; i++) {
        struct ble_store_value_cccd value = subscription_of((uint8_t)(i % 2), i);
        assert_int_equal(ble_store_write_cccd(&value), 0);
        assert_int_equal(ble_store_write_cccd(&value), 0);
    }
    for (uint16_t i = 1; i <= TW_BLUETOOTH_SUBSCRIPTIONS + 1; i++) {
        struct ble_store_value_cccd value = subscription_of((uint8_t)(i % 2), i);
        struct ble_store_key_cccd key = {.peer_addr = value.peer_addr, .chr_val_handle = i};
        assert_int_equal(ble_store_read_cccd(&key, &found), i == 1 ? BLE_HS_ENOENT : 0);
        key.peer_addr.val[0] ^= 1;
        assert_int_equal(ble_store_read_cccd(&key, &found), BLE_HS_ENOENT);
    }
    struct ble_store_key_cccd all = {.peer_addr = {BLE_ADDR_PUBLIC, {0, 1, 2, 3, 4, 5}}};
    uint32_t count = 0;
    while (ble_store_delete_cccd(&all) == 0) {
        count++;
    }
    assert_int_equal(count, TW_BLUETOOTH_SUBSCRIPTIONS / 2);
    assert_int_equal(bluetooth.bonds.subscription_count, TW_BLUETOOTH_SUBSCRIPTIONS - count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bonds_come_back_with_the_power, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_oldest_gives_way_to_its_like, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_are_not_replaced_by_who_claims_their_address,
                                        begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_are_of_addresses_that_last, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_are_forgotten_one_by_one_and_all, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_that_could_not_be_saved_are_saved_later, begin,
                                        end),
        cmocka_unit_test_setup_teardown(test_bonds_of_a_file_that_is_torn_are_none, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_of_a_file_that_cannot_be_are_none, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_of_any_file_are_few_and_different, begin, end),
        cmocka_unit_test_setup_teardown(test_bonds_subscriptions_are_bounded, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
