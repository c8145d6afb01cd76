// needs: base core interp engine
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Modules that are only validated: what is kept, what is refused, and that the verdict is a load's.
// The spec suite (spec-stream) and damaged modules (badinput) compare verdicts in bulk.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tinywasm/tinywasm.h"

#define SMALL_ARENA_BYTES (12u * 1024u)
#define LARGE_ARENA_BYTES (1024u * 1024u)
#define MODULE_BYTES (256u * 1024u)

static _Alignas(16) uint8_t arena[LARGE_ARENA_BYTES];
static uint8_t module_bytes[MODULE_BYTES];
static size_t module_size;
static tw_engine_t *engine;

static void open_engine(const tw_interp_t *interp, size_t arena_size) {
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = arena_size;
    config.interp = interp;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
}

// ---- modules ----

static void put(uint8_t byte) {
    assert_true(module_size < sizeof module_bytes);
    module_bytes[module_size++] = byte;
}

static void put_all(const void *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) {
        put(((const uint8_t *)bytes)[i]);
    }
}

static void put_u32(uint32_t value) {  // in five bytes, so that sizes are known
    for (uint32_t i = 0; i < 5; i++) {
        put((uint8_t)((value >> (7 * i) & 0x7f) | (i < 4 ? 0x80 : 0)));
    }
}

static void begin_section(uint8_t id, uint32_t size) {
    put(id);
    put_u32(size);
}

#define BODY_FRAME_BYTES 7u  // its size, no locals, end
#define STEP_BYTES 3u        // i32.const 1, drop

static void put_body(uint32_t steps, bool is_good) {
    static const uint8_t step[STEP_BYTES] = {0x41, 1, 0x1a};
    put_u32(2 + STEP_BYTES * steps);
    put(0);
    for (uint32_t i = 0; i < steps; i++) {
        put_all(step, sizeof step);
    }
    module_bytes[module_size - 1] = is_good ? 0x1a : 0x01;  // nop: an operand is left
    put(0x0b);
}

// Functions of that many steps, the last one good or not, exports of the first, and segments of
// data with a head in front of each one's size.
struct shape {
    uint32_t func_count;
    uint32_t steps;
    bool is_last_good;
    uint32_t segment_count;
    uint32_t segment_bytes;
    const uint8_t *head;
    uint32_t head_bytes;
    uint32_t export_count;
};
static const uint8_t plain_head[] = {0, 0x41, 0, 0x0b};  // active, memory 0, i32.const 0

static void make_module(const struct shape *shape) {
    uint32_t body = BODY_FRAME_BYTES + STEP_BYTES * shape->steps;
    uint32_t segment = shape->head_bytes + 5 + shape->segment_bytes;
    module_size = 0;
    put_all("\0asm\1\0\0\0\1\4\1\x60\0\0", 14);  // a type () -> ()
    begin_section(3, 5 + shape->func_count);
    put_u32(shape->func_count);
    for (uint32_t i = 0; i < shape->func_count; i++) {
        put(0);
    }
    put_all("\5\3\1\0\4", 5);  // a memory of 4 pages
    begin_section(7, 5 + 6 * shape->export_count);
    put_u32(shape->export_count);
    for (uint32_t i = 0; i < shape->export_count; i++) {
        put_all((const uint8_t[]){3, 'f', (uint8_t)('0' + i / 64), (uint8_t)('0' + i % 64), 0, 0},
                6);
    }
    put_all("\x0c\1", 2);  // data count
    put((uint8_t)shape->segment_count);
    begin_section(10, 5 + body * shape->func_count);
    put_u32(shape->func_count);
    for (uint32_t i = 0; i < shape->func_count; i++) {
        put_body(shape->steps, shape->is_last_good || i + 1 < shape->func_count);
    }
    begin_section(11, 5 + segment * shape->segment_count);
    put_u32(shape->segment_count);
    for (uint32_t i = 0; i < shape->segment_count; i++) {
        put_all(shape->head, shape->head_bytes);
        put_u32(shape->segment_bytes);
        for (uint32_t k = 0; k < shape->segment_bytes; k++) {
            put((uint8_t)k);
        }
    }
    put_all("\0\6\4name", 7);  // a custom section behind all
    put(1);
}

static const struct shape large = {600, 80, true, 3, 20000, plain_head, sizeof plain_head, 2};
static const struct shape small = {3, 4, true, 2, 90, plain_head, sizeof plain_head, 2};

// ---- both ways ----

typedef tw_err_t (*feed_fn_t)(tw_module_t *module, const void *bytes, size_t size);

static tw_err_t feed(feed_fn_t feed_to, tw_module_t *module, size_t size, size_t piece) {
    tw_err_t err = TW_ERR_OK;
    for (size_t at = 0; at < size && err == TW_ERR_OK; at += piece) {
        err = feed_to(module, module_bytes + at, size - at < piece ? size - at : piece);
    }
    return err;
}

static tw_err_t check(size_t size, size_t piece) {
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &module), TW_ERR_OK);
    tw_err_t err = feed(tw_module_check_feed, module, size, piece);
    err = err == TW_ERR_OK ? tw_module_check_end(module) : err;
    assert_int_equal(tw_engine_fault(engine)->err, err);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    return err;
}

static tw_err_t load(size_t size, size_t piece) {
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_load_begin(engine, &module), TW_ERR_OK);
    tw_err_t err = feed(tw_module_feed, module, size, piece);
    err = err == TW_ERR_OK ? tw_module_load_end(module) : err;
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    return err;
}

static void test_core_check_takes_a_module_larger_than_the_arena(void **state) {
    (void)state;
    make_module(&large);
    assert_true(module_size > 200000);
    open_engine(&tw_interp_core, LARGE_ARENA_BYTES);
    assert_int_equal(load(module_size, 100), TW_ERR_OK);
    tw_engine_stop(engine);
    open_engine(&tw_interp_core, SMALL_ARENA_BYTES);
    assert_int_equal(load(module_size, 100), TW_ERR_NOMEM);
    assert_int_equal(check(module_size, 100), TW_ERR_OK);
    tw_engine_stop(engine);
}

// Eight bytes for each function, and the same for all else.
static void test_core_check_takes_arena_for_functions_not_for_code(void **state) {
    (void)state;
    size_t peaks[2];
    for (uint32_t i = 0; i < 2; i++) {
        struct shape shape = {10, 10, true, 1, 10, plain_head, sizeof plain_head, 2};
        shape.steps = i == 0 ? 10 : 5000;
        shape.segment_bytes = i == 0 ? 10 : 60000;
        make_module(&shape);
        open_engine(&tw_interp_core, SMALL_ARENA_BYTES);
        assert_int_equal(check(module_size, 64), TW_ERR_OK);
        (void)tw_engine_arena_used(engine, &peaks[i]);
        tw_engine_stop(engine);
    }
    assert_int_equal(peaks[0], peaks[1]);
}

static void test_core_check_keeps_no_section(void **state) {
    (void)state;
    size_t used[2];
    for (uint32_t i = 0; i < 2; i++) {
        struct shape shape = small;
        shape.export_count = i == 0 ? 1 : 500;
        make_module(&shape);
        open_engine(&tw_interp_core, SMALL_ARENA_BYTES);
        tw_module_t *module = NULL;
        assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &module), TW_ERR_OK);
        assert_int_equal(feed(tw_module_check_feed, module, module_size, 50), TW_ERR_OK);
        used[i] = tw_engine_arena_used(engine, NULL);
        assert_int_equal(tw_module_check_end(module), TW_ERR_OK);
        assert_int_equal(tw_module_unload(module), TW_ERR_OK);
        tw_engine_stop(engine);
    }
    assert_int_equal(used[0], used[1]);
}

static void test_core_check_refuses_the_last_function_of_a_large_module(void **state) {
    (void)state;
    struct shape shape = large;
    shape.is_last_good = false;
    make_module(&shape);
    open_engine(&tw_interp_core, SMALL_ARENA_BYTES);
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &module), TW_ERR_OK);
    assert_int_equal(feed(tw_module_check_feed, module, module_size, 128), TW_ERR_INVALID);
    assert_int_equal(tw_engine_fault(engine)->func_idx, shape.func_count - 1);
    assert_int_equal(tw_module_check_feed(module, "x", 1), TW_ERR_STATE);
    assert_int_equal(tw_module_check_end(module), TW_ERR_STATE);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    tw_engine_stop(engine);
}

static void test_core_check_of_every_prefix_is_as_its_load(void **state) {
    (void)state;
    static const size_t pieces[] = {1, 2, 3, 7, 63, 64, 65, 1000};
    make_module(&small);
    open_engine(&tw_interp_core, LARGE_ARENA_BYTES);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        for (size_t size = 0; size <= module_size; size++) {
            assert_int_equal(check(size, pieces[i]), load(size, pieces[i]));
        }
    }
    assert_int_equal(check(module_size, 1), TW_ERR_OK);
    tw_engine_stop(engine);
}

// A byte of every place is damaged in a few ways.
static void test_core_check_of_a_damaged_module_is_as_its_load(void **state) {
    (void)state;
    static const uint8_t masks[] = {0x01, 0x04, 0x40, 0x80, 0xff};
    uint32_t refused = 0;
    make_module(&small);
    open_engine(&tw_interp_core, LARGE_ARENA_BYTES);
    for (size_t at = 0; at < module_size; at++) {
        for (size_t i = 0; i < sizeof masks; i++) {
            module_bytes[at] ^= masks[i];
            tw_err_t loaded = load(module_size, 13);
            tw_err_t checked = check(module_size, 13);
            // What ends within its data section may be refused before that is seen.
            bool is_cut = loaded == TW_ERR_MALFORMED && checked != TW_ERR_OK;
            assert_true(is_cut || loaded == TW_ERR_NOMEM || loaded == checked);
            refused += checked != TW_ERR_OK;
            module_bytes[at] ^= masks[i];
        }
    }
    assert_true(refused > 300);
    tw_engine_stop(engine);
}

// The head of a segment is one item of a stream: 64 bytes with its size.
static void test_core_check_limits_the_head_of_a_segment(void **state) {
    (void)state;
    uint8_t head[TW_CFG_STREAM_WINDOW_BYTES];
    for (uint32_t over = 0; over < 2; over++) {
        // flags, i32.const 0, then pairs of i32.const 0 and i32.add, all in bytes that fit
        uint32_t size = TW_CFG_STREAM_WINDOW_BYTES - 5 + over;
        uint32_t at = 0;
        head[at++] = 0;
        head[at++] = 0x41;
        uint32_t pad = (size - 4) % 3;  // longer zeros
        for (uint32_t i = 0; i < pad; i++) {
            head[at++] = 0x80;
        }
        head[at++] = 0;
        while (at + 1 < size) {
            head[at++] = 0x41;
            head[at++] = 0;
            head[at++] = 0x6a;
        }
        head[at++] = 0x0b;
        assert_int_equal(at, size);
        struct shape shape = {1, 1, true, 1, 10, head, size, 1};
        make_module(&shape);
        open_engine(&tw_interp_core, LARGE_ARENA_BYTES);
        tw_err_t wanted = TW_CFG_EXTENDED_CONST == 0 ? TW_ERR_INVALID
                          : over == 0                ? TW_ERR_OK
                                                     : TW_ERR_LIMIT;
        assert_int_equal(check(module_size, 1), wanted);
        tw_engine_stop(engine);
    }
}

static void test_core_check_never_loads(void **state) {
    (void)state;
    make_module(&small);
    open_engine(&tw_interp_core, LARGE_ARENA_BYTES);
    tw_module_t *module = NULL;
    tw_module_t *other = NULL;
    tw_instance_t *instance = NULL;
    tw_export_t export_;
    assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &module), TW_ERR_OK);
    assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &other), TW_ERR_BUSY);
    assert_int_equal(tw_module_load(engine, module_bytes, module_size, &other), TW_ERR_BUSY);
    assert_int_equal(tw_module_feed(module, module_bytes, module_size), TW_ERR_STATE);
    assert_int_equal(tw_module_load_end(module), TW_ERR_STATE);
    assert_int_equal(tw_module_check_feed(module, module_bytes, module_size), TW_ERR_OK);
    assert_int_equal(tw_module_check_end(module), TW_ERR_OK);
    assert_int_equal(tw_module_check_end(module), TW_ERR_STATE);
    assert_false(tw_module_export_at(module, 0, &export_));
    assert_int_equal(tw_instance_create(module, NULL, NULL, &instance), TW_ERR_STATE);
    assert_int_equal(tw_module_unload(module), TW_ERR_OK);
    assert_int_equal(tw_module_load(engine, module_bytes, module_size, &module), TW_ERR_OK);
    assert_int_equal(tw_module_check_feed(module, "x", 1), TW_ERR_STATE);
    tw_engine_stop(engine);
}

static void test_core_check_is_of_the_engines_interpreter(void **state) {
    (void)state;
    tw_interp_t other = tw_interp_core;
    other.name = "other";
    open_engine(&other, LARGE_ARENA_BYTES);
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    assert_int_equal(tw_module_check_begin(engine, &tw_interp_core_check, &module),
                     TW_ERR_UNSUPPORTED);
    assert_null(module);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    if (TW_CFG_ERR_TEXT) {
        assert_string_equal(
            tw_engine_fault(engine)->text,
            "module: UNSUPPORTED: interpreter other cannot check a module: load it");
    }
    tw_engine_stop(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_core_check_takes_a_module_larger_than_the_arena),
        cmocka_unit_test(test_core_check_takes_arena_for_functions_not_for_code),
        cmocka_unit_test(test_core_check_keeps_no_section),
        cmocka_unit_test(test_core_check_refuses_the_last_function_of_a_large_module),
        cmocka_unit_test(test_core_check_of_every_prefix_is_as_its_load),
        cmocka_unit_test(test_core_check_of_a_damaged_module_is_as_its_load),
        cmocka_unit_test(test_core_check_limits_the_head_of_a_segment),
        cmocka_unit_test(test_core_check_never_loads),
        cmocka_unit_test(test_core_check_is_of_the_engines_interpreter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
