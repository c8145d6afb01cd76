// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Clock and serial line: what waits for them leaves room for the rest.

#include "kit.h"

#include "hal.h"
#include "machine_wasm.h"
#include "tinywasm/clock.h"
#include "tinywasm/uart.h"

static tw_clock_t clock_device;
static tw_uart_t uart;
static tw_module_t *module;
static char incoming[256];
static char outgoing[256];

static uint32_t read_now_ms(void) {
    return now_ms;
}

static size_t line_read(void *bytes, size_t size) {
    size_t there = strlen(incoming);
    size = there < size ? there : size;
    memcpy(bytes, incoming, size);
    memmove(incoming, incoming + size, there + 1 - size);
    return size;
}

static void line_write(const void *bytes, size_t size) {
    strncat(outgoing, bytes, size);
}

static int setup_machine(void **state) {
    (void)state;
    memset(&seen, 0, sizeof seen);
    incoming[0] = '\0';
    outgoing[0] = '\0';
    now_ms = UINT32_MAX - 250;  // it wraps soon
    tw_limits_init(&limits);
    limits.memory_bytes = 1024;
    limits.stack_bytes = 1024;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    config.slice_fuel = SLICE;
    tw_clock_init(&clock_device, read_now_ms);
    tw_uart_init(&uart, line_read, line_write);
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, &clock_device.device), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, &uart.device), TW_ERR_OK);
    assert_int_equal(tw_engine_add_host_module(engine, tw_clock_timers(&clock_device)), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    module = load(machine_wasm, sizeof machine_wasm);
    return 0;
}
#define MACHINE_TEST(name) cmocka_unit_test_setup_teardown(name, setup_machine, teardown)

static void test_clock_sleeps_as_long_as_asked(void **state) {
    (void)state;
    static const int32_t naps[] = {0, -5, 1, 100, 1000};
    tw_instance_t *instance = create(module, "m");
    static struct ending ending;
    for (uint32_t i = 0; i < sizeof naps / sizeof naps[0]; i++) {
        uint32_t begun_ms = now_ms;
        assert_int_equal(begin(instance, "nap", naps[i], &ending), TW_ERR_OK);
        poll(1);
        assert_int_equal(ending.times, 0);
        for (int32_t ms = 1; ms < naps[i]; ms++) {
            now_ms++;
            assert_false(poll(1));
            assert_int_equal(ending.times, 0);
        }
        now_ms++;
        poll(1);
        assert_int_equal(ending.times, 1);
        assert_int_equal((uint32_t)ending.first.of.i32, now_ms);
        assert_true(now_ms - begun_ms >= (uint32_t)(naps[i] > 0 ? naps[i] : 0));
    }
}

static void test_clock_eight_sleep_at_once(void **state) {
    (void)state;
    tw_instance_t *instances[8];
    static struct ending endings[8];
    for (uint32_t i = 0; i < 8; i++) {
        instances[i] = create(module, NULL);
        assert_int_equal(begin(instances[i], "run", 0, &endings[i]), TW_ERR_OK);
    }
    for (uint32_t ms = 0; ms < 1000; ms++) {
        poll(1);
        now_ms++;
    }
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(endings[i].times, 0);
        assert_int_equal(word(instances[i], 0), 10);
    }
    // A sleep that was given up rings nobody else's bell.
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(tw_instance_destroy(instances[i]), TW_ERR_OK);
    }
    tw_instance_t *late = create(module, NULL);
    assert_int_equal(begin(late, "nap", 1000, &endings[0]), TW_ERR_OK);
    for (uint32_t ms = 0; ms < 999; ms++) {
        poll(1);
        now_ms++;
    }
    assert_int_equal(endings[0].times, 0);
    poll(2);
    now_ms++;
    poll(1);
    assert_int_equal(endings[0].times, 1);
}

static void test_clock_timer_events_are_counted_and_stop(void **state) {
    (void)state;
    tw_instance_t *instance = create(module, "m");
    tw_instance_t *other = create(module, "other");
    static struct ending ending;
    assert_int_equal(begin(instance, "every", 10, &ending), TW_ERR_OK);
    poll(1);
    for (uint32_t i = 1; i <= 50; i++) {
        now_ms += 10;
        poll(1);
        assert_int_equal(word(instance, 4), i);
        assert_int_equal(word(instance, 8), 10);
        assert_int_equal(word(instance, 12), i);
    }
    now_ms += 35;  // three at once are one event
    poll(1);
    assert_int_equal(word(instance, 4), 51);
    assert_int_equal(word(instance, 12), 53);
    now_ms += 5;
    poll(1);
    assert_int_equal(word(instance, 12), 54);
    assert_int_equal(word(other, 4), 0);
    assert_int_equal(begin(instance, "every", 0, &ending), TW_ERR_OK);
    poll(1);
    now_ms += 1000;
    poll(2);
    assert_int_equal(word(instance, 4), 52);
}

static int32_t answer_of(tw_instance_t *instance, const char *name, int32_t number) {
    static struct ending ending;
    assert_int_equal(begin(instance, name, number, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(ending.err, TW_ERR_OK);
    return ending.first.of.i32;
}

static void test_clock_modules_have_timers_by_number(void **state) {
    (void)state;
    tw_instance_t *instance = create(module, "m");
    assert_int_equal(answer_of(instance, "once", 0), -2);
    assert_int_equal(answer_of(instance, "again", 10), 0);
    assert_int_equal(answer_of(instance, "once", 25), 0);
    assert_int_equal(answer_of(instance, "every", 1000), 0);
    for (int32_t ms = 10; ms <= 20; ms += 10) {
        now_ms += 10;
        poll(1);
        assert_int_equal(word(instance, 8), (uint32_t)-5);
        assert_int_equal(word(instance, 12), (uint32_t)ms / 10);
    }
    now_ms += 5;
    poll(1);
    assert_int_equal(word(instance, 4), 3);
    assert_int_equal(word(instance, 8), 77);
    assert_int_equal(word(instance, 12), 1);
    assert_int_equal(answer_of(instance, "stop", -5), 0);
    assert_int_equal(answer_of(instance, "stop", 5), 0);  // there is none
    now_ms += 100;
    poll(2);
    assert_int_equal(word(instance, 4), 3);  // it was once, and the other was stopped
    now_ms += 900;
    poll(2);
    assert_int_equal(word(instance, 8), 1000);
    assert_int_equal(word(instance, 12), 1);
    for (int32_t i = 1; i < TW_CLOCK_TIMERS; i++) {
        tw_instance_t *other = create(module, NULL);
        assert_int_equal(answer_of(other, "once", 5), 0);
    }
    assert_int_equal(answer_of(instance, "once", 5), -3);
}

static void test_clock_counts_microseconds(void **state) {
    (void)state;
    tw_instance_t *instance = create(module, "m");
    uint32_t before = hal_ticks_us();
    uint32_t now = (uint32_t)answer_of(instance, "now_us", 0);
    assert_true(now - before < 1000000);
    assert_true(hal_ticks_us() - now < 1000000);
}

static void test_clock_timers_are_free_once_their_instance_is_gone(void **state) {
    (void)state;
    static struct ending ending;
    tw_instance_t *instances[TW_CLOCK_TIMERS];
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t i = 0; i < TW_CLOCK_TIMERS; i++) {
            instances[i] = create(module, NULL);
            assert_int_equal(begin(instances[i], "every", 7, &ending), TW_ERR_OK);
            poll(1);
            assert_int_equal(ending.err, TW_ERR_OK);
        }
        tw_instance_t *ninth = create(module, NULL);
        assert_int_equal(begin(ninth, "every", 7, &ending), TW_ERR_OK);
        poll(1);
        assert_int_equal(ending.err, TW_ERR_TRAP);
        assert_int_equal(tw_instance_destroy(ninth), TW_ERR_OK);
        for (uint32_t i = 0; i < TW_CLOCK_TIMERS; i++) {
            assert_int_equal(tw_instance_destroy(instances[i]), TW_ERR_OK);
        }
    }
    now_ms += 7;
    poll(1);
    assert_int_equal(tw_engine_events_dropped(engine), 0);
}

static void test_uart_read_waits_for_bytes_while_others_run(void **state) {
    (void)state;
    tw_instance_t *reader = create(module, "reader");
    tw_instance_t *other = create(module, "other");
    static struct ending read;
    static struct ending ran;
    static struct ending second;
    assert_int_equal(begin(reader, "read", 8, &read), TW_ERR_OK);
    assert_int_equal(begin(other, "run", 0, &ran), TW_ERR_OK);
    for (uint32_t ms = 0; ms < 500; ms++) {
        poll(1);
        now_ms++;
    }
    assert_int_equal(read.times, 0);
    assert_int_equal(word(other, 0), 5);
    tw_instance_t *greedy = create(module, "greedy");
    assert_int_equal(begin(greedy, "read", 8, &second), TW_ERR_OK);
    poll(2);
    assert_int_equal(second.first.of.i32, TW_ERR_BUSY);
    assert_int_equal(begin(greedy, "read", 0, &second), TW_ERR_OK);
    second.first.of.i32 = 1;
    poll(2);
    assert_int_equal(second.first.of.i32, 0);
    strcpy(incoming, "ab");
    poll(1);
    assert_int_equal(read.first.of.i32, 2);
    assert_int_equal(word(reader, 32), 'a' | 'b' << 8);
    // No more than there is room for; the rest stays on the line.
    strcpy(incoming, "0123456789");
    assert_int_equal(begin(reader, "read", 8, &read), TW_ERR_OK);
    poll(2);
    assert_int_equal(read.first.of.i32, 8);
    assert_string_equal(incoming, "89");
    assert_int_equal(begin(reader, "read", 8, &read), TW_ERR_OK);
    poll(2);
    assert_int_equal(read.first.of.i32, 2);
}

static void test_uart_a_reader_that_goes_frees_the_line(void **state) {
    (void)state;
    tw_instance_t *reader = create(module, "reader");
    static struct ending ending;
    assert_int_equal(begin(reader, "read", 8, &ending), TW_ERR_OK);
    poll(1);
    assert_int_equal(tw_instance_destroy(reader), TW_ERR_OK);
    strcpy(incoming, "x");
    poll(1);
    assert_string_equal(incoming, "x");
    tw_instance_t *echo = create(module, "echo");
    assert_int_equal(begin(echo, "echo", 0, &ending), TW_ERR_OK);
    poll(2);
    assert_string_equal(outgoing, "x");
    strcpy(incoming, "a line longer than the buffer of sixteen");
    poll(5);
    assert_string_equal(outgoing, "xa line longer than the buffer of sixteen");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MACHINE_TEST(test_clock_sleeps_as_long_as_asked),
        MACHINE_TEST(test_clock_eight_sleep_at_once),
        MACHINE_TEST(test_clock_timer_events_are_counted_and_stop),
        MACHINE_TEST(test_clock_modules_have_timers_by_number),
        MACHINE_TEST(test_clock_counts_microseconds),
        MACHINE_TEST(test_clock_timers_are_free_once_their_instance_is_gone),
        MACHINE_TEST(test_uart_read_waits_for_bytes_while_others_run),
        MACHINE_TEST(test_uart_a_reader_that_goes_frees_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
