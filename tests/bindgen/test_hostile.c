// needs: base core interp engine bridge
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A module that gives a bridge what it must not: every address and length at every boundary, texts
// that are none, numbers out of range, handles that are not its own. Either the function runs with
// what is inside, or the module traps and the trap names function and argument.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host.h"
#include "tinywasm/tinywasm.h"

#include "hostile_wasm.h"

#define MEMORY_BYTES 65536u
#define SLOTS 4u

static _Alignas(16) uint8_t arena[512 * 1024];
static tw_engine_t *engine;
static tw_module_t *module;
static tw_instance_t *instance;
static tw_instance_t *other;
static tw_handle_slot_t thing_slots[SLOTS];
static tw_handle_slot_t token_slots[SLOTS];

static void ok(tw_err_t err) {
    if (err != TW_ERR_OK) {
        print_error("%s\n", tw_engine_fault(engine)->text);
    }
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

static void expect_trap(tw_err_t err, const char *text) {
    assert_string_equal(tw_err_name(err), "TW_ERR_TRAP");
    if (strstr(tw_engine_fault(engine)->text, text) == NULL) {
        print_error("%s\nlacks: %s\n", tw_engine_fault(engine)->text, text);
        fail();
    }
}

static tw_err_t call_of(tw_instance_t *caller, const char *name, const tw_value_t *args,
                        uint32_t count, tw_value_t *result) {
    return tw_call_export(caller, name, args, count, result);
}

// A call with up to five i32.
static tw_err_t call(const char *name, uint32_t count, const uint32_t *words, uint32_t *result) {
    tw_value_t args[5];
    tw_value_t value = tw_value_i32(0);
    for (uint32_t i = 0; i < count; i++) {
        args[i] = tw_value_i32((int32_t)words[i]);
    }
    tw_err_t err = call_of(instance, name, args, count, result != NULL ? &value : NULL);
    if (result != NULL) {
        *result = (uint32_t)value.of.i32;
    }
    return err;
}

#define CALL(name, result, ...) \
    call(name, sizeof((uint32_t[]){__VA_ARGS__}) / 4, (uint32_t[]){__VA_ARGS__}, result)

static void start_with(uint64_t prefix_bytes) {
    tw_engine_config_t config;
    tw_limits_t limits;
    memset(&host, 0, sizeof host);
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    ok(tw_engine_init(&engine, &config));
    hostile_thing_handles_init(engine, thing_slots, SLOTS);
    hostile_token_handles_init(engine, token_slots, SLOTS);
    ok(tw_engine_add_host_module(engine, &hostile));
    ok(tw_engine_start(engine));
    ok(tw_module_load(engine, hostile_wasm, sizeof hostile_wasm, &module));
    tw_limits_init(&limits);
    limits.memory_bytes = 2 * MEMORY_BYTES;
    limits.memory_prefix_bytes = prefix_bytes;
    ok(tw_instance_create(module, "hostile", &limits, &instance));
    ok(tw_instance_create(module, "other", &limits, &other));
    for (uint32_t addr = 0; addr < MEMORY_BYTES; addr += 4) {
        ok(tw_memory_write(instance, addr, "abcd", 4));
    }
    if (prefix_bytes == MEMORY_BYTES) {
        uint8_t *bytes = NULL;
        ok(tw_memory_view(instance, 0, MEMORY_BYTES, &bytes));
        host.memory = bytes;
    }
}

static int setup(void **state) {
    (void)state;
    start_with(MEMORY_BYTES);
    return 0;
}

static int setup_sparse(void **state) {
    (void)state;
    start_with(4096);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tw_engine_stop(engine);
    assert_int_equal(host_things(), 0);
    assert_int_equal(host.double_frees, 0);
    assert_false(host.is_outside);
    return 0;
}

// ---- addresses and lengths ----

static const uint32_t edges[] = {
    0,          1,          2,          3,          4,          5,          7,          8,
    9,          4088,       4092,       4095,       4096,       4097,       8191,       8192,
    16383,      16384,      32767,      32768,      65527,      65528,      65529,      65532,
    65535,      65536,      65537,      0x1fffffff, 0x20000000, 0x3fffffff, 0x40000000, 0x7ffffffe,
    0x7fffffff, 0x80000000, 0x80000001, 0xfffffff8, 0xfffffffc, 0xfffffffe, 0xffffffff};
#define EDGE_COUNT (sizeof edges / sizeof edges[0])

static bool is_inside(uint32_t addr, uint32_t count, uint32_t element_size) {
    uint64_t size = (uint64_t)count * element_size;
    return addr % element_size == 0 && size <= MEMORY_BYTES && addr <= MEMORY_BYTES - size;
}

// The sum of the bytes there: "abcd" over and over.
static uint32_t sum_at(uint32_t addr, uint64_t size) {
    static const uint8_t bytes[4] = {'a', 'b', 'c', 'd'};
    uint32_t sum = 0;
    for (uint64_t i = 0; i < size; i++) {
        sum += bytes[(addr + i) % 4];
    }
    return sum;
}

static void try_pair(const char *name, const char *argument, uint32_t addr, uint32_t count,
                     uint32_t element_size) {
    uint32_t result = 0;
    uint32_t calls = host.calls;
    tw_err_t err = CALL(name, &result, addr, count);
    if (is_inside(addr, count, element_size)) {
        ok(err);
        assert_int_equal(host.calls, calls + 1);
        assert_int_equal(result, sum_at(addr, (uint64_t)count * element_size));
    } else {
        expect_trap(err, argument);
        assert_int_equal(host.calls, calls);
    }
}

static void every_pair(const char *name, const char *argument, uint32_t element_size) {
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        for (uint32_t k = 0; k < EDGE_COUNT; k++) {
            try_pair(name, argument, edges[i], edges[k], element_size);
        }
    }
}

static void test_bridge_every_text_at_every_boundary(void **state) {
    (void)state;
    every_pair("text", "hostile.text: argument label: ", 1);
}

static void test_bridge_every_list_of_bytes_at_every_boundary(void **state) {
    (void)state;
    every_pair("bytes", "hostile.bytes: argument data: ", 1);
}

static void test_bridge_every_buffer_at_every_boundary(void **state) {
    (void)state;
    every_pair("fill", "hostile.fill: argument data: ", 1);
}

// Before, across and behind the end of the prefix.
static void test_bridge_what_is_written_into_a_buffer_is_there(void **state) {
    static const uint32_t starts[] = {16, 4094, 4096, 8190, 65530};
    (void)state;
    host.flips = 0x03;  // a to b, and back
    for (uint32_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        uint8_t before[8];
        uint8_t after[8];
        uint32_t result = 0;
        ok(tw_memory_read(instance, starts[i] - 1, before, 6));
        ok(CALL("fill", &result, starts[i], 4));
        ok(tw_memory_read(instance, starts[i] - 1, after, 6));
        for (uint32_t k = 0; k < 6; k++) {
            assert_int_equal(after[k], before[k] ^ (k == 0 || k == 5 ? 0 : 0x03));
        }
    }
}

static void test_bridge_every_list_of_words_at_every_boundary(void **state) {
    (void)state;
    every_pair("words", "hostile.words: argument data: ", 4);
}

static void test_bridge_lengths_of_wide_lists_do_not_overflow(void **state) {
    (void)state;
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        for (uint32_t k = 0; k < EDGE_COUNT; k++) {
            tw_value_t args[2] = {tw_value_i32((int32_t)edges[i]), tw_value_i32((int32_t)edges[k])};
            tw_value_t result;
            tw_err_t err = call_of(instance, "longs", args, 2, &result);
            if (is_inside(edges[i], edges[k], 8)) {
                ok(err);
                assert_int_equal(result.of.i64, sum_at(edges[i], (uint64_t)edges[k] * 8));
            } else {
                expect_trap(err, "hostile.longs: argument data: ");
            }
        }
    }
}

static void test_bridge_every_address_of_a_result(void **state) {
    (void)state;
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        uint32_t calls = host.calls;
        tw_err_t err = CALL("move", NULL, 5, 6, edges[i]);
        bool is_good = edges[i] % 4 == 0 && edges[i] <= MEMORY_BYTES - 8;
        if (!is_good) {
            expect_trap(err, "hostile.move: argument result: ");
            assert_int_equal(host.calls, calls);
            continue;
        }
        uint32_t x = 0;
        uint32_t y = 0;
        ok(err);
        ok(tw_memory_read_u32(instance, edges[i], &x));
        ok(tw_memory_read_u32(instance, edges[i] + 4, &y));
        assert_int_equal(x, 6);
        assert_int_equal(y, 5);
    }
}

static void test_bridge_the_wrong_argument_is_named(void **state) {
    (void)state;
    uint32_t result = 0;
    ok(CALL("two", &result, 1, 0, 2, 0, 1));
    assert_int_equal(result, 1 + 2 * (uint32_t)('a' + 'b'));
    expect_trap(CALL("two", &result, 1, 65536, 1, 0, 1), "hostile.two: argument label: ");
    expect_trap(CALL("two", &result, 1, 0, 1, 1, 1), "hostile.two: argument data: 0x1 is no");
    expect_trap(CALL("two", &result, 1, 0, 1, 65536, 1), "hostile.two: argument data: 2 bytes");
    expect_trap(CALL("two", &result, 1, 65536, 1, 65536, 1), "hostile.two: argument label: ");
}

// ---- texts ----

static void test_bridge_what_is_not_utf8_traps(void **state) {
    static const char *const bad[] = {
        "\x80", "a\xc3", "\xc0\x80",     "\xe2\x82",     "\xed\xa0\x80",        "\xf4\x90\x80\x80",
        "\xff", "\xc3(", "\xf0\x9f\x98", "\xe0\x80\xaf", "\xf8\x88\x80\x80\x80"};
    static const char *const good[] = {"",
                                       "a",
                                       "\xc3\xa9",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x98\x80",
                                       "\xed\x9f\xbf",
                                       "\xf4\x8f\xbf\xbf"};
    uint32_t result = 0;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t size = (uint32_t)strlen(bad[i]);
        ok(tw_memory_write(instance, MEMORY_BYTES - size, bad[i], size));
        expect_trap(CALL("text", &result, MEMORY_BYTES - size, size),
                    "hostile.text: argument label: ");
        expect_trap(CALL("maybe", &result, 1, MEMORY_BYTES - size, size),
                    "hostile.maybe: argument label: ");
        ok(CALL("bytes", &result, MEMORY_BYTES - size, size));
        ok(CALL("maybe", &result, 0, MEMORY_BYTES - size, size));
        assert_int_equal(result, 1);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint32_t size = (uint32_t)strlen(good[i]);
        ok(tw_memory_write(instance, MEMORY_BYTES - size, good[i], size));
        ok(CALL("text", &result, MEMORY_BYTES - size, size));
    }
}

// ---- numbers ----

static void every_number(const char *name, const char *argument, bool (*is_good)(uint32_t)) {
    static const uint32_t more[] = {0xd7ff, 0xd800, 0xdfff, 0xe000, 0x10ffff, 0x110000};
    for (uint32_t i = 0; i < EDGE_COUNT + 6; i++) {
        uint32_t number = i < EDGE_COUNT ? edges[i] : more[i - EDGE_COUNT];
        uint32_t result = 0;
        uint32_t calls = host.calls;
        tw_err_t err = CALL(name, &result, number);
        if (is_good(number)) {
            ok(err);
            assert_int_equal(result, number);
        } else {
            expect_trap(err, argument);
            assert_int_equal(host.calls, calls);
        }
    }
}

static bool is_mood(uint32_t number) {
    return number < 3;
}

static bool is_bits(uint32_t number) {
    return number < 8;
}

static bool is_bool(uint32_t number) {
    return number < 2;
}

static bool is_char(uint32_t number) {
    return number < 0xd800 || (number > 0xdfff && number < 0x110000);
}

static void test_bridge_numbers_out_of_range_trap(void **state) {
    (void)state;
    every_number("feel", "hostile.feel: argument how: ", is_mood);
    every_number("set", "hostile.set: argument which: ", is_bits);
    every_number("yes", "hostile.yes: argument is-so: ", is_bool);
    every_number("letter", "hostile.letter: argument which: ", is_char);
}

static void test_bridge_narrow_numbers_are_cut_to_their_width(void **state) {
    (void)state;
    uint32_t result = 0;
    ok(CALL("small", &result, 0x1ff, 0x180, 0x1ffff, 0x18000));
    assert_int_equal((int32_t)result, 255 - 128 + 65535 - 32768);
}

static void test_bridge_cases_have_their_payload_checked(void **state) {
    (void)state;
    const uint64_t payloads[] = {0, 12, 0x4059000000000000u, 65536};
    static const uint32_t sums[] = {7, 12, 0, 100};
    for (uint32_t tag = 0; tag < 6; tag++) {
        tw_value_t args[3] = {tw_value_i32((int32_t)tag), tw_value_i64((int64_t)payloads[0]),
                              tw_value_i32(0)};
        tw_value_t result;
        args[1].of.i64 = (int64_t)(tag == 1 ? 12 : tag == 3 ? payloads[2] : 65536);
        tw_err_t err = call_of(instance, "draw", args, 3, &result);
        if (tag < 4) {
            ok(err);
            assert_int_equal(result.of.i32, sums[tag]);
        } else {
            expect_trap(err, "hostile.draw: argument what: ");
        }
        args[2] = tw_value_i32(1);
        err = call_of(instance, "draw", args, 3, &result);
        if (tag == 2) {
            expect_trap(err, "hostile.draw: argument what: 1 bytes at 0x10000 are outside");
        }
    }
}

// ---- handles ----

static uint32_t new_thing(uint32_t number) {
    uint32_t handle = 0;
    ok(CALL("thing_new", &handle, number));
    return handle;
}

static void test_bridge_handles_are_used_and_dropped(void **state) {
    (void)state;
    uint32_t a = new_thing(40);
    uint32_t result = 0;
    ok(CALL("thing_value", &result, a));
    assert_int_equal(result, 40);
    assert_int_equal(host_things(), 1);
    ok(CALL("thing_drop", NULL, a));
    assert_int_equal(host_things(), 0);
    expect_trap(CALL("thing_value", &result, a),
                "hostile.thing_value: argument self: handle 0x1 is stale");
    expect_trap(CALL("thing_drop", NULL, a),
                "hostile.thing_drop: argument self: handle 0x1 is stale");
    uint32_t b = new_thing(41);
    assert_int_not_equal(a, b);
    expect_trap(CALL("thing_value", &result, a), "is stale");
    ok(CALL("thing_value", &result, b));
    assert_int_equal(result, 41);
}

static void test_bridge_no_made_up_handle_is_good(void **state) {
    (void)state;
    uint32_t good = new_thing(1);
    uint32_t result = 0;
    for (uint32_t handle = 0; handle < 0x3000; handle++) {
        if (handle != good) {
            expect_trap(CALL("thing_value", &result, handle),
                        "hostile.thing_value: argument self: handle ");
        }
    }
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        if (edges[i] != good) {
            expect_trap(CALL("thing_value", &result, edges[i]), "argument self: handle ");
        }
    }
    ok(CALL("thing_value", &result, good));
}

static void test_bridge_handles_of_another_module_trap(void **state) {
    (void)state;
    uint32_t mine = new_thing(1);
    const tw_value_t args[1] = {tw_value_i32((int32_t)mine)};
    tw_value_t result;
    expect_trap(call_of(other, "thing_value", args, 1, &result),
                "hostile.thing_value: argument self: handle 0x1 is another module's");
    expect_trap(call_of(other, "thing_drop", args, 1, NULL), "is another module's");
    assert_int_equal(host_things(), 1);
    tw_value_t theirs;
    ok(call_of(other, "thing_new", args, 1, &theirs));
    uint32_t number = 0;
    expect_trap(CALL("thing_merge", &number, mine, (uint32_t)theirs.of.i32),
                "hostile.thing_merge: argument b: handle 0x2 is another module's");
    assert_int_equal(host_things(), 2);
    ok(CALL("thing_value", &number, mine));
}

static void test_bridge_what_is_given_away_is_gone(void **state) {
    (void)state;
    uint32_t a = new_thing(3);
    uint32_t b = new_thing(4);
    uint32_t result = 0;
    expect_trap(CALL("thing_merge", &result, a, a), "hostile.thing_merge: argument a: ");
    expect_trap(CALL("thing_eat", &result, a, a), "hostile.thing_eat: argument a: ");
    assert_int_equal(host_things(), 2);
    ok(CALL("thing_eat", &result, a, b));
    assert_int_equal(result, 7);
    assert_int_equal(host_things(), 1);
    expect_trap(CALL("thing_eat", &result, a, b),
                "hostile.thing_eat: argument a: handle 0x1 is stale");
    a = new_thing(5);
    ok(CALL("thing_merge", &result, a, b));
    assert_int_equal(result, 9);
    assert_int_equal(host_things(), 0);
}

static void test_bridge_handles_end_and_objects_go_with_the_instance(void **state) {
    (void)state;
    uint32_t result = 0;
    for (uint32_t i = 0; i < SLOTS; i++) {
        new_thing(i);
    }
    expect_trap(CALL("thing_new", &result, 9), "hostile.thing_new: all 4 handles are in use");
    assert_int_equal(host_things(), SLOTS);
    assert_int_equal(tw_handles_used(&hostile_thing_handles), SLOTS);
    ok(tw_instance_destroy(instance));
    assert_int_equal(host_things(), 0);
    assert_int_equal(tw_handles_used(&hostile_thing_handles), 0);
    ok(tw_instance_create(module, "hostile", NULL, &instance));
    expect_trap(CALL("thing_value", &result, 1), "handle 0x1 is stale");
}

static void test_bridge_a_result_may_be_a_handle_or_an_error(void **state) {
    (void)state;
    uint8_t image[8];
    uint32_t result = 0;
    ok(CALL("thing_make", NULL, 0, 64));
    ok(tw_memory_read(instance, 64, image, 8));
    assert_int_equal(image[0], 1);
    assert_int_equal(image[4], HOSTILE_MOOD_SAD);
    ok(CALL("thing_make", NULL, 6, 64));
    ok(tw_memory_read(instance, 64, image, 8));
    assert_int_equal(image[0], 0);
    ok(CALL("thing_value", &result, image[4]));
    assert_int_equal(result, 6);
    expect_trap(CALL("thing_make", NULL, 6, 65532), "hostile.thing_make: argument result: ");
    assert_int_equal(host_things(), 1);
}

static void test_bridge_references_go_from_module_to_module(void **state) {
    (void)state;
    tw_value_t token;
    tw_value_t result;
    ok(CALL("token_keep", NULL, 77));
    ok(call_of(instance, "token_kept", NULL, 0, &token));
    ok(call_of(other, "token_value", &token, 1, &result));
    assert_int_equal(result.of.i32, 77);
    tw_value_t null = tw_value_ref(TW_EXTERNREF, 0);
    expect_trap(call_of(other, "token_value", &null, 1, &result),
                "hostile.token_value: argument self: handle 0x0 was never given");
    ok(tw_instance_destroy(instance));
    expect_trap(call_of(other, "token_value", &token, 1, &result),
                "hostile.token_value: argument self: handle 0x1 is stale");
}

// ---- blocks of the guest ----

static void check_echo(const char *text) {
    uint32_t size = (uint32_t)strlen(text);
    uint32_t addr = 0;
    uint32_t given = 0;
    char back[16];
    ok(tw_memory_write(instance, 512, text, size));
    ok(CALL("echo", NULL, 512, size, 256));
    ok(tw_memory_read_u32(instance, 256, &addr));
    ok(tw_memory_read_u32(instance, 260, &given));
    assert_int_equal(given, size);
    assert_true(addr != 0);
    ok(tw_memory_read(instance, addr, back, size));
    assert_memory_equal(back, text, size);
}

static void test_bridge_texts_come_back_in_blocks_of_the_guest(void **state) {
    (void)state;
    check_echo("");
    check_echo("a");
    check_echo("four");
    check_echo("seven77");
    check_echo("sixteen bytes 16");
    ok(tw_memory_write(instance, 512, "seventeen bytes17", 17));
    expect_trap(CALL("echo", NULL, 512, 17, 256),
                "hostile.echo: the result has 17 bytes, 16 are possible");
}

static void test_bridge_a_bad_block_traps(void **state) {
    static const uint32_t bad[] = {65521, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff1};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ok(CALL("set_mode", NULL, bad[i]));
        expect_trap(CALL("echo", NULL, 0, 4, 256), "hostile.echo: cabi_realloc gave 0x");
    }
    ok(CALL("set_mode", NULL, 0x4001));
    ok(CALL("echo", NULL, 0, 4, 256));
    expect_trap(CALL("count", NULL, 3, 256), "hostile.count: cabi_realloc gave 0x4001");
    expect_trap(CALL("echo", NULL, 65536, 1, 256), "hostile.echo: argument label: ");
    expect_trap(CALL("echo", NULL, 0, 1, 65532), "hostile.echo: argument result: ");
}

static void test_bridge_lists_come_back_in_blocks_of_the_guest(void **state) {
    (void)state;
    for (uint32_t count = 0; count < 10; count++) {
        uint8_t tag = 9;
        uint32_t addr = 0;
        uint32_t given = 0;
        ok(CALL("count", NULL, count, 256));
        ok(tw_memory_read_u8(instance, 256, &tag));
        assert_int_equal(tag, count <= 8);
        ok(tw_memory_read_u32(instance, 260, &addr));
        ok(tw_memory_read_u32(instance, 264, &given));
        for (uint32_t i = 0; i < count && count <= 8; i++) {
            uint16_t number = 99;
            ok(tw_memory_read_u16(instance, addr + 2 * i, &number));
            assert_int_equal(number, i);
        }
        assert_int_equal(given, count <= 8 ? count : 0);
    }
}

// ---- later ----

static void test_bridge_a_pending_call_gets_its_result(void **state) {
    (void)state;
    tw_value_t result;
    const tw_value_t args[1] = {tw_value_i32(5)};
    assert_int_equal(call_of(instance, "later", args, 1, &result), TW_ERR_PENDING);
    assert_int_equal(host.number, 5);
    ok(hostile_later_complete(engine, host.pending, 55));
    assert_int_equal(hostile_later_complete(engine, host.pending, 56), TW_ERR_NOENT);
    ok(tw_instance_resume(instance, &result, 1));
    assert_int_equal(result.of.i32, 55);
    assert_int_equal(host.cancels, 0);
}

static void test_bridge_a_pending_call_is_given_up(void **state) {
    (void)state;
    tw_value_t result;
    const tw_value_t args[1] = {tw_value_i32(5)};
    const tw_value_t unlucky[1] = {tw_value_i32(13)};
    expect_trap(call_of(instance, "later", unlucky, 1, &result), "13 is unlucky");
    assert_int_equal(host.cancels, 1);
    assert_int_equal(call_of(instance, "later", args, 1, &result), TW_ERR_PENDING);
    ok(tw_instance_destroy(instance));
    assert_int_equal(host.cancels, 2);
    assert_int_equal(hostile_later_complete(engine, host.pending, 55), TW_ERR_NOENT);
}

// ---- exports ----

static void test_bridge_exports_are_called_with_their_types(void **state) {
    (void)state;
    const hostile_point_t point = {-40, 42};
    int32_t sum = 0;
    ok(hostile_module_add(instance, &point, &sum));
    assert_int_equal(sum, 2);

    static const uint8_t numbers[] = {1, 0, 0, 1};
    const tw_list_t list = {numbers, 2};
    uint32_t heard = 0;
    ok(hostile_module_hear(instance, tw_str("ab"), list, &heard));
    assert_int_equal(heard, 'a' + 'b' + 1 + 256);
    ok(hostile_module_hear(instance, tw_str(""), list, &heard));
    assert_int_equal(heard, 257);

    hostile_mood_t mood = HOSTILE_MOOD_HAPPY;
    ok(hostile_module_choose(instance, HOSTILE_MOOD_ODD, true, &mood));
    assert_int_equal(mood, HOSTILE_MOOD_ODD);
    assert_int_equal(hostile_module_choose(instance, HOSTILE_MOOD_ODD, false, &mood),
                     TW_ERR_CORRUPT);

    hostile_shape_t shape = {.tag = HOSTILE_SHAPE_SIDES, .of = {.sides = 6}};
    ok(hostile_module_look(instance, &shape, &heard));
    assert_int_equal(heard, 1 + 6);
}

static void test_bridge_a_bad_block_for_an_export_is_an_error(void **state) {
    (void)state;
    const tw_list_t none = {NULL, 0};
    uint32_t heard = 0;
    ok(CALL("set_mode", NULL, 65535));
    assert_int_equal(hostile_module_hear(instance, tw_str("ab"), none, &heard), TW_ERR_TRAP);
    assert_non_null(strstr(tw_engine_fault(engine)->text, "out of bounds"));
}

// ---- results of exports ----

#define ANSWER_AT 0x100u
#define ANSWER_BYTES 48u

static uint8_t space_bytes[64];
static tw_space_t space = {space_bytes, sizeof space_bytes, 0};

// The module answers with the address of what lies there.
static tw_err_t tell(uint32_t addr, hostile_module_answer_t *answer) {
    space.used = 0;
    return hostile_module_tell(instance, addr, &space, answer);
}

static void poke(uint32_t offset, uint32_t value) {
    ok(tw_memory_write_u32(instance, ANSWER_AT + offset, value));
}

// "abcd", odd, true, 'x', a and c, {"abcd" twice}, a name of two bytes.
static void poke_answer(void) {
    static const uint32_t words[ANSWER_BYTES / 4] = {0x400, 4, 0x0101, 'x', 5,     0x404,
                                                     2,     0, 2,      0,   0x405, 2};
    for (uint32_t i = 0; i < ANSWER_BYTES / 4; i++) {
        poke(4 * i, words[i]);
    }
}

static void check_answer(const hostile_module_answer_t *answer) {
    assert_true(tw_str_is(answer->name, "abcd"));
    assert_int_equal(answer->how, HOSTILE_MOOD_ODD);
    assert_true(answer->is_so);
    assert_int_equal(answer->letter, 'x');
    assert_int_equal(answer->which, HOSTILE_BITS_A | HOSTILE_BITS_C);
    assert_int_equal(answer->words.count, 2);
    assert_int_equal(tw_list_u32(answer->words, 1), 0x64636261);
    assert_int_equal(answer->what.tag, HOSTILE_SHAPE_NAME);
    assert_true(tw_str_is(answer->what.of.name, "bc"));
}

static void test_bridge_modules_answer_with_all_there_is(void **state) {
    (void)state;
    hostile_module_answer_t answer;
    poke_answer();
    ok(tell(ANSWER_AT, &answer));
    check_answer(&answer);
    assert_int_equal(space.used, 4 + 8 + 2);
    assert_true((const uint8_t *)answer.name.chars == space_bytes);

    hostile_module_result_none_none_t liked;
    ok(hostile_module_like(instance, 0, &liked));
    assert_false(liked.is_err);
    ok(hostile_module_like(instance, 1, &liked));
    assert_true(liked.is_err);
    assert_int_equal(hostile_module_like(instance, 2, &liked), TW_ERR_CORRUPT);
}

static void test_bridge_every_address_of_an_answer(void **state) {
    (void)state;
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        hostile_module_answer_t answer;
        uint32_t addr = edges[i];
        tw_err_t err = tell(addr, &answer);
        bool is_there = addr <= MEMORY_BYTES - ANSWER_BYTES;
        // what is there is "abcd" over and over, which is a long text
        tw_err_t wanted = is_there ? TW_ERR_LIMIT : TW_ERR_TRAP;
        assert_int_equal(err, addr % 8 != 0 ? TW_ERR_CORRUPT : wanted);
    }
    ok(tw_memory_write(instance, MEMORY_BYTES - ANSWER_BYTES, (uint8_t[ANSWER_BYTES]){0},
                       ANSWER_BYTES));
    hostile_module_answer_t answer;
    ok(tell(MEMORY_BYTES - ANSWER_BYTES, &answer));
    assert_int_equal(tell(MEMORY_BYTES - ANSWER_BYTES + 8, &answer), TW_ERR_TRAP);
}

static void test_bridge_an_answer_that_the_type_lacks_is_corrupt(void **state) {
    (void)state;
    static const struct {
        uint32_t offset, value;
    } cases[] = {{8, 0x0103},    {8, 0x0201},    {12, 0xd800}, {12, 0xdfff},
                 {12, 0x110000}, {12, 1u << 31}, {16, 8},      {16, 0xff},
                 {20, 0x405},    {32, 4},        {32, 0xff}};
    hostile_module_answer_t answer;
    for (uint32_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        poke_answer();
        poke(cases[i].offset, cases[i].value);
        assert_int_equal(tell(ANSWER_AT, &answer), TW_ERR_CORRUPT);
    }
    uint32_t letter = 0;
    ok(hostile_module_sign(instance, 0x10ffff, &letter));
    ok(hostile_module_sign(instance, 0xe000, &letter));
    assert_int_equal(hostile_module_sign(instance, 0xd800, &letter), TW_ERR_CORRUPT);
    assert_int_equal(hostile_module_sign(instance, 0xdfff, &letter), TW_ERR_CORRUPT);
    assert_int_equal(hostile_module_sign(instance, 0x110000, &letter), TW_ERR_CORRUPT);
}

// A text of `size` bytes at addr, in the record and in its variant.
static void try_text_of_answer(uint32_t offset, uint32_t addr, uint32_t size) {
    hostile_module_answer_t answer;
    poke_answer();
    poke(offset, addr);
    poke(offset + 4, size);
    tw_err_t err = tell(ANSWER_AT, &answer);
    // the first text finds all the space, and what it leaves must do for 10 bytes more
    uint32_t space_of_it = sizeof space_bytes - (offset == 0 ? 0 : 12);
    uint32_t space_of_all = sizeof space_bytes - (offset == 0 ? 10 : 12);
    bool is_cut = ANSWER_AT + ANSWER_BYTES > addr && addr + size > ANSWER_AT;  // no text there
    if (size > space_of_it) {
        assert_int_equal(err, TW_ERR_LIMIT);
    } else if (!is_inside(addr, size, 1)) {
        assert_int_equal(err, TW_ERR_TRAP);
    } else if (!is_cut) {
        assert_int_equal(err, size > space_of_all ? TW_ERR_LIMIT : TW_ERR_OK);
    }
}

static void test_bridge_every_text_of_an_answer(void **state) {
    (void)state;
    static const uint32_t sizes[] = {0, 1, 3, 4, 32, 51, 52, 53, 54, 55, 64, 65, 0xffffffff};
    for (uint32_t i = 0; i < EDGE_COUNT; i++) {
        for (uint32_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            try_text_of_answer(0, edges[i], sizes[k]);
            try_text_of_answer(40, edges[i], sizes[k]);
        }
    }
    hostile_module_answer_t answer;
    poke_answer();
    poke(24, 0x40000001);  // words: four bytes of them, if the count wrapped
    assert_int_equal(tell(ANSWER_AT, &answer), TW_ERR_LIMIT);
    poke_answer();
    ok(tw_memory_write(instance, 0x402, "\xff", 1));
    assert_int_equal(tell(ANSWER_AT, &answer), TW_ERR_CORRUPT);
    assert_int_equal(answer.name.size, 0);
}

// ---- exports in slices ----

static struct {
    uint32_t times;
    tw_err_t err;
    tw_err_t made;
    hostile_module_answer_t answer;
} told;

static void on_told(void *ctx, tw_instance_t *of, tw_err_t err, const tw_value_t *results,
                    uint32_t count) {
    assert_ptr_equal(ctx, &told);
    told.times++;
    told.err = err;
    space.used = 0;
    if (count == 1) {
        told.made = hostile_module_tell_result(of, results, &space, &told.answer);
    }
}

static void test_bridge_exports_run_in_slices(void **state) {
    (void)state;
    memset(&told, 0, sizeof told);
    poke_answer();
    ok(hostile_module_tell_begin(instance, ANSWER_AT, on_told, &told));
    assert_int_equal(told.times, 0);
    assert_int_equal(hostile_module_tell_begin(instance, ANSWER_AT, on_told, &told), TW_ERR_STATE);
    while (told.times == 0) {
        (void)tw_engine_poll(engine, 0);
    }
    ok(told.err);
    ok(told.made);
    check_answer(&told.answer);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define SPARSE(name) {#name "_sparse", name, setup_sparse, teardown, NULL}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_bridge_every_text_at_every_boundary),
        TEST(test_bridge_every_list_of_bytes_at_every_boundary),
        TEST(test_bridge_every_buffer_at_every_boundary),
        TEST(test_bridge_what_is_written_into_a_buffer_is_there),
        TEST(test_bridge_every_list_of_words_at_every_boundary),
        TEST(test_bridge_lengths_of_wide_lists_do_not_overflow),
        TEST(test_bridge_every_address_of_a_result),
        TEST(test_bridge_the_wrong_argument_is_named),
        TEST(test_bridge_what_is_not_utf8_traps),
        TEST(test_bridge_numbers_out_of_range_trap),
        TEST(test_bridge_narrow_numbers_are_cut_to_their_width),
        TEST(test_bridge_cases_have_their_payload_checked),
        TEST(test_bridge_handles_are_used_and_dropped),
        TEST(test_bridge_no_made_up_handle_is_good),
        TEST(test_bridge_handles_of_another_module_trap),
        TEST(test_bridge_what_is_given_away_is_gone),
        TEST(test_bridge_handles_end_and_objects_go_with_the_instance),
        TEST(test_bridge_a_result_may_be_a_handle_or_an_error),
        TEST(test_bridge_references_go_from_module_to_module),
        TEST(test_bridge_texts_come_back_in_blocks_of_the_guest),
        TEST(test_bridge_a_bad_block_traps),
        TEST(test_bridge_lists_come_back_in_blocks_of_the_guest),
        TEST(test_bridge_a_pending_call_gets_its_result),
        TEST(test_bridge_a_pending_call_is_given_up),
        TEST(test_bridge_exports_are_called_with_their_types),
        TEST(test_bridge_a_bad_block_for_an_export_is_an_error),
        TEST(test_bridge_modules_answer_with_all_there_is),
        TEST(test_bridge_every_address_of_an_answer),
        TEST(test_bridge_an_answer_that_the_type_lacks_is_corrupt),
        TEST(test_bridge_every_text_of_an_answer),
        TEST(test_bridge_exports_run_in_slices),
        SPARSE(test_bridge_modules_answer_with_all_there_is),
        SPARSE(test_bridge_every_address_of_an_answer),
        SPARSE(test_bridge_every_text_of_an_answer),
        SPARSE(test_bridge_every_text_at_every_boundary),
        SPARSE(test_bridge_every_buffer_at_every_boundary),
        SPARSE(test_bridge_what_is_written_into_a_buffer_is_there),
        SPARSE(test_bridge_every_list_of_words_at_every_boundary),
        SPARSE(test_bridge_every_address_of_a_result),
        SPARSE(test_bridge_texts_come_back_in_blocks_of_the_guest),
        SPARSE(test_bridge_lists_come_back_in_blocks_of_the_guest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
