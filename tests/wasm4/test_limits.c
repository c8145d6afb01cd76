// needs: base core interp engine filestore
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// A cart as large in every direction as the largest that there are: 1,671 locals in a function, a
// body of 30 KB, a table of 365 functions, 152 globals, 424 data segments.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "kit.h"

#define LOCALS 1671u
#define BODY_ADDS 3000u  // of ten bytes
#define TABLE 365u
#define GLOBALS 152u
#define SEGMENTS 424u

static uint8_t cart[TW_WASM4_CART_BYTES];
static uint32_t size;

static void byte(uint32_t value) {
    assert_true(size < sizeof cart);
    cart[size++] = (uint8_t)value;
}

static void bytes(const char *text, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        byte((uint8_t)text[i]);
    }
}

static void leb(uint32_t value) {
    for (; value > 127; value >>= 7) {
        byte(value | 0x80);
    }
    byte(value);
}

// Numbers of i32.const, which are signed.
static void constant(uint32_t value) {
    byte(0x41);
    for (; value > 63; value >>= 7) {
        byte((value & 0x7f) | 0x80);
    }
    byte(value);
}

// A size of five bytes that is filled in when what it counts is there.
static uint32_t open_part(void) {
    size += 5;
    return size;
}

static void close_part(uint32_t from) {
    uint32_t count = size - from;
    for (uint32_t i = 0; i < 5; i++) {
        cart[from - 5 + i] = (uint8_t)((count >> (7 * i) & 0x7f) | (i < 4 ? 0x80 : 0));
    }
}

static uint32_t section(uint32_t id) {
    byte(id);
    return open_part();
}

static void local(uint32_t op, uint32_t i) {
    byte(op);
    leb(i);
}

static void global_get(uint32_t i) {
    byte(0x23);
    leb(i);
}

static void add(void) {
    byte(0x6a);
}

// update: local i is i + the frame's global; their sum and that of all globals and of what each
// function of the table answers go to memory.
static void write_update(void) {
    uint32_t body = open_part();
    bytes("\x01", 1);
    leb(LOCALS);
    byte(0x7f);
    global_get(0);
    constant(1);
    add();
    local(0x24, 0);
    for (uint32_t i = 0; i < LOCALS; i++) {
        global_get(0);
        constant(i);
        add();
        local(0x21, i);
    }
    constant(8192);
    constant(0);
    for (uint32_t i = 0; i < LOCALS; i++) {
        local(0x20, i);
        add();
    }
    for (uint32_t i = 0; i < GLOBALS; i++) {
        global_get(i);
        add();
    }
    for (uint32_t i = 0; i < TABLE; i++) {
        constant(i);
        bytes("\x11\x01\x00", 3);
        add();
    }
    for (uint32_t i = 0; i < BODY_ADDS; i++) {
        constant(1);
        add();
    }
    bytes("\x36\x02\x00\x0b", 4);
    close_part(body);
    assert_true(size - body > 30000);
}

// (module (import "env" "memory" (memory 1 1)) ...): function 0 is update, function 1 answers 1.
static void write_cart(void) {
    size = 0;
    bytes("\0asm\1\0\0\0", 8);
    uint32_t part = section(1);
    bytes("\2\x60\0\0\x60\0\1\x7f", 8);
    close_part(part);
    part = section(2);
    bytes("\1\3env\6memory\2\1\1\1", 16);
    close_part(part);
    part = section(3);
    bytes("\2\0\1", 3);
    close_part(part);
    part = section(4);
    bytes("\1\x70\0", 3);
    leb(TABLE);
    close_part(part);
    part = section(6);
    leb(GLOBALS);
    for (uint32_t i = 0; i < GLOBALS; i++) {
        bytes("\x7f\1", 2);
        constant(i);
        byte(0x0b);
    }
    close_part(part);
    part = section(7);
    bytes("\1\6update\0\0", 10);
    close_part(part);
    part = section(9);
    bytes("\1\0\x41\0\x0b", 5);
    leb(TABLE);
    for (uint32_t i = 0; i < TABLE; i++) {
        byte(1);
    }
    close_part(part);
    part = section(10);
    byte(2);
    write_update();
    bytes("\4\0\x41\1\x0b", 5);
    close_part(part);
    part = section(11);
    leb(SEGMENTS);
    for (uint32_t i = 0; i < SEGMENTS; i++) {
        byte(0);
        constant(20000 + 2 * i);
        bytes("\x0b\1", 2);
        byte(i);
    }
    close_part(part);
}

static void test_wasm4_carts_as_large_as_any_run(void **state) {
    (void)state;
    kit_defaults();
    kit_start();
    write_cart();
    ok(tw_wasm4_load(&console, cart, size));
    for (uint32_t i = 0; i < SEGMENTS; i++) {
        assert_int_equal(peek(20000 + 2 * i, 2), i & 0xff);
    }
    uint32_t globals = GLOBALS * (GLOBALS - 1) / 2;
    for (uint32_t frame = 1; frame <= 3; frame++) {
        ok(tw_wasm4_frame(&console, &input));
        uint32_t locals = LOCALS * frame + LOCALS * (LOCALS - 1) / 2;
        assert_int_equal(peek(8192, 4), locals + globals + frame + TABLE + BODY_ADDS);
    }
    kit_stop();
}

static void test_wasm4_engine_limits_are_raised_and_never_lowered(void **state) {
    (void)state;
    tw_engine_config_t config;
    tw_engine_config_init(&config);
    config.max_locals = 50000;
    config.max_host_modules = 2;
    tw_wasm4_engine_config(&config);
    assert_int_equal(config.max_locals, 50000);
    assert_int_equal(config.max_host_modules, 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wasm4_carts_as_large_as_any_run),
        cmocka_unit_test(test_wasm4_engine_limits_are_raised_and_never_lowered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
