// needs: base filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Files that come and modules that are loaded, on a scripted terminal, with XMODEM packets made by
// hand: what a turn may cost, what fill is, who gets the line back, and modules that are larger
// than the arena.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell/crc.h"
#include "terminal.h"

#define PACKET_BYTES 1024u
#define STORE_BYTES (3u * 1024u * 1024u)
#define ARENA_BYTES (16u * 1024u)
#define TURN_MOST_BYTES (2u * PACKET_BYTES)
#define NOISE_MOST_MS 5000u

#define PIECE_MOST_BYTES 128u

static const tw_shell_table_t *const tables[] = {&tw_shell_files, &tw_shell_xmodem,
                                                 &tw_shell_modules, &tw_shell_swap, &tw_shell_info};
static tw_filestore_ram_t ram;
static tw_filestore_ops_t ops;
static const tw_filestore_ops_t *ram_ops;
static _Alignas(8) uint8_t ram_bytes[STORE_BYTES];
static _Alignas(16) uint8_t arena[ARENA_BYTES];
static tw_engine_t *engine;
static uint8_t number;         // of the next packet
static size_t written;         // to the filestore
static size_t most_of_a_turn;  // of it
static size_t read_bytes;      // from it

static tw_err_t save_write(tw_filestore_t *fs, const void *source, uint32_t size) {
    written += size;
    return ram_ops->save_write(fs, source, size);
}

static tw_err_t read_file(tw_filestore_t *fs, const char *name, uint32_t off, void *target,
                          uint32_t size, uint32_t *read_size) {
    read_bytes += size;
    return ram_ops->read(fs, name, off, target, size, read_size);
}

static void start(const tw_interp_t *interp) {
    tw_engine_config_t config;
    tw_filestore_ram_init(&ram, ram_bytes, sizeof ram_bytes);
    ram_ops = ram.base.ops;
    ops = *ram_ops;
    ops.save_write = save_write;
    ops.read = read_file;
    ram.base.ops = &ops;
    assert_int_equal(tw_filestore_mount(&ram.base), TW_ERR_OK);
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.interp = interp;
    config.filestore = &ram.base;
    config.scheduler = &tw_scheduler;
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
    terminal_init(tables, sizeof tables / sizeof tables[0]);
    terminal.config.filestore = &ram.base;
    terminal.config.engine = engine;
    terminal_start();
    number = 1;
    written = 0;
    most_of_a_turn = 0;
}

static int set_up(void **state) {
    (void)state;
    start(&tw_interp_core);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tw_engine_stop(engine);
    return 0;
}

// Turn by turn, so that what each one writes is seen.
static void send(const uint8_t *bytes, size_t size) {
    terminal.typed = (const char *)bytes;
    terminal.typed_size = size;
    bool is_busy = true;
    while (is_busy || terminal.typed_size > 0) {
        size_t before = written;
        is_busy = tw_shell_poll(&terminal.shell, terminal.now_ms);
        most_of_a_turn = written - before > most_of_a_turn ? written - before : most_of_a_turn;
    }
}

static void send_packet(const uint8_t *data) {
    uint8_t packet[3 + PACKET_BYTES + 2] = {0x02, number, (uint8_t)~number};
    uint16_t crc = tw__crc_of(data, PACKET_BYTES);
    memcpy(packet + 3, data, PACKET_BYTES);
    packet[3 + PACKET_BYTES] = (uint8_t)(crc >> 8);
    packet[4 + PACKET_BYTES] = (uint8_t)crc;
    send(packet, sizeof packet);
    number++;
}

static void send_file(const uint8_t *bytes, size_t size) {
    for (size_t at = 0; at < size; at += PACKET_BYTES) {
        uint8_t data[PACKET_BYTES];
        size_t count = size - at < PACKET_BYTES ? size - at : PACKET_BYTES;
        memset(data, 0x1a, sizeof data);
        memcpy(data, bytes + at, count);
        send_packet(data);
    }
}

static void end(void) {
    send((const uint8_t *)"\x04\x04", 2);
    terminal_run(1000);
}

static uint32_t size_of(const char *name) {
    tw_fileinfo_t info = {NULL, 0};
    assert_int_equal(tw_filestore_stat(&ram.base, name, &info), TW_ERR_OK);
    return info.size;
}

// ---- fill ----

static void test_shell_save_writes_little_in_a_turn_whatever_comes(void **state) {
    (void)state;
    uint8_t data[PACKET_BYTES];
    memset(data, 0x1a, sizeof data);
    terminal_type("save x\r");
    for (uint32_t i = 0; i < 1024; i++) {
        send_packet(data);
    }
    data[0] = 'x';
    send_packet(data);
    end();
    assert_string_equal(terminal_above(1), "saved x, 1048577 B");
    assert_int_equal(size_of("x"), 1024 * PACKET_BYTES + 1);
    assert_true(most_of_a_turn > 0 && most_of_a_turn <= TURN_MOST_BYTES);
    const uint8_t *bytes = tw_filestore_map(&ram.base, "x", &(uint32_t){0});
    assert_non_null(bytes);
    for (uint32_t i = 0; i < 1024 * PACKET_BYTES; i++) {
        assert_int_equal(bytes[i], 0x1a);
    }
    assert_int_equal(bytes[1024 * PACKET_BYTES], 'x');
    tw_filestore_unmap(&ram.base, "x");
}

static void test_shell_save_drops_the_fill_of_the_last_packet_alone(void **state) {
    (void)state;
    uint8_t data[PACKET_BYTES];
    memset(data, 0x1a, sizeof data);
    terminal_type("save x\r");
    send_packet(data);
    data[5] = 'x';
    send_packet(data);
    end();
    assert_string_equal(terminal_above(1), "saved x, 1030 B");
}

static const uint8_t empty_wasm[] = {0, 'a', 's', 'm', 1, 0, 0, 0};

static void test_shell_save_ends_a_module_where_its_sections_end(void **state) {
    (void)state;
    uint8_t fill[PACKET_BYTES];
    memset(fill, 0x1a, sizeof fill);
    terminal_type("save x.wasm\r");
    send_file(empty_wasm, sizeof empty_wasm);
    send_packet(fill);  // some senders add one
    end();
    assert_string_equal(terminal_above(1), "saved x.wasm, 8 B");
}

static void test_shell_save_refuses_what_follows_a_module(void **state) {
    (void)state;
    uint8_t data[PACKET_BYTES];
    memset(data, 0x1a, sizeof data);
    data[0] = 'x';
    terminal_type("save x.wasm\r");
    send_file(empty_wasm, sizeof empty_wasm);
    send_packet(data);
    terminal_run(1000);
    assert_string_equal(
        terminal_above(1),
        "save: MALFORMED: more follows where the module ends: nothing was replaced");
    terminal_type("ls\r");
    assert_string_equal(terminal_above(1), "==> ls");
}

// ---- noise ----

// Sends `byte` every 10 ms; how long it took until a line can be typed.
static uint32_t noise_until_prompt(uint8_t byte, uint32_t most_ms) {
    uint32_t begin = terminal.now_ms;
    while (terminal.now_ms - begin < most_ms && terminal.shell.command != NULL) {
        send(&byte, 1);
        terminal_run(10);
    }
    return terminal.now_ms - begin;
}

static void test_shell_save_is_over_when_the_sender_never_falls_silent(void **state) {
    (void)state;
    terminal_type("save x\r");
    send((const uint8_t *)"\x18\x18", 2);
    uint32_t took = noise_until_prompt('n', 60000);
    assert_in_range(took, NOISE_MOST_MS - 100, NOISE_MOST_MS + 100);
    assert_null(terminal.shell.command);
}

static void test_shell_save_gives_up_when_damaged_packets_never_end(void **state) {
    (void)state;
    uint8_t data[PACKET_BYTES] = {0};
    terminal_type("save x\r");
    send_packet(data);
    send((const uint8_t *)"\x02\x02\x02", 3);  // a packet whose number is damaged
    send(data, sizeof data);
    send(data, 2);
    uint32_t took = noise_until_prompt('\x02', 200000);
    // Ten attempts, a packet of noise and as long a wait as there is each.
    assert_in_range(took, NOISE_MOST_MS, 11 * (NOISE_MOST_MS + 1028 * 10));
    assert_string_equal(
        terminal_above(1),
        "save: IO: the line is too bad, or the sender has gone: nothing was replaced");
}

// ---- modules ----

#define FUNCTIONS 640u
#define BODY_BYTES 102u
static uint8_t large[8 + 20 + 6 + 5 + FUNCTIONS + 16 + FUNCTIONS * (BODY_BYTES + 1u)];
static size_t large_size;

static void put(const void *bytes, size_t size) {
    assert_true(large_size + size <= sizeof large);
    memcpy(large + large_size, bytes, size);
    large_size += size;
}

static void put_section(uint8_t id, uint32_t size) {
    uint8_t head[6] = {id};
    for (uint32_t i = 0; i < 5; i++) {
        head[1 + i] = (uint8_t)((size >> (7 * i) & 0x7f) | (i < 4 ? 0x80 : 0));
    }
    put(head, sizeof head);
}

// 640 functions of 100 nops, the last of which may leave an operand.
static void make_large(bool is_good) {
    uint8_t body[1 + BODY_BYTES] = {BODY_BYTES, 0};
    memset(body + 2, 0x01, BODY_BYTES - 2);
    body[BODY_BYTES] = 0x0b;
    large_size = 0;
    put("\0asm\1\0\0\0\1\4\1\x60\0\0", 14);
    put_section(3, 2 + FUNCTIONS);
    put("\x80\x05", 2);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        put("", 1);
    }
    put_section(10, 2 + FUNCTIONS * sizeof body);
    put("\x80\x05", 2);
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        bool is_last = i == FUNCTIONS - 1;
        memcpy(body + BODY_BYTES - 2, is_last && !is_good ? "\x41\x01" : "\x01\x01", 2);
        put(body, sizeof body);
    }
}

static void save_large(bool is_good) {
    make_large(is_good);
    number = 1;
    terminal_type("save x.wasm\r");
    send_file(large, large_size);
    end();
}

static void test_shell_save_takes_a_module_larger_than_the_arena(void **state) {
    (void)state;
    char text[64];
    size_t used = tw_engine_arena_used(engine, NULL);
    tw_module_t *module = NULL;
    save_large(true);
    snprintf(text, sizeof text, "saved x.wasm, %zu B", large_size);
    assert_string_equal(terminal_above(1), text);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    uint32_t size = 0;
    const void *saved = tw_filestore_map(&ram.base, "x.wasm", &size);
    assert_int_equal(size, large_size);
    assert_memory_equal(saved, large, size);
    tw_filestore_unmap(&ram.base, "x.wasm");
    assert_int_equal(tw_module_load_file(engine, "x.wasm", &module), TW_ERR_NOMEM);
}

static void test_shell_save_refuses_a_large_module_before_it_replaces_anything(void **state) {
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "x.wasm", "old", 3), TW_ERR_OK);
    size_t used = tw_engine_arena_used(engine, NULL);
    save_large(false);
    assert_string_equal(terminal_above(1),
                        "x.wasm, function 639, offset 0x1041d: INVALID: operands are left where "
                        "the block ends: rebuild the module: nothing was replaced");
    assert_int_equal(size_of("x.wasm"), 3);
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

// An interpreter that cannot check loads instead, so the module must fit.
static void test_shell_save_loads_where_nothing_can_be_checked(void **state) {
    (void)state;
    tw_interp_t other = tw_interp_core;
    tw_engine_stop(engine);
    start(&other);
    terminal_type("save x.wasm\r");
    send_file(empty_wasm, sizeof empty_wasm);
    end();
    assert_string_equal(terminal_above(1), "saved x.wasm, 8 B");
    save_large(true);
    assert_non_null(strstr(terminal_above(1), "x.wasm: NOMEM: "));
    assert_int_equal(size_of("x.wasm"), 8);
    tw_engine_stop(engine);
    start(&tw_interp_core);  // other is gone behind this
}

// ---- loads by pieces ----

// A module of so many functions, the first of which is exported as `run`.
static void save_module(const char *name, uint32_t funcs) {
    uint8_t body[24] = {23, 0};
    memset(body + 2, 0x01, sizeof body - 3);
    body[23] = 0x0b;
    large_size = 0;
    put("\0asm\1\0\0\0\1\4\1\x60\0\0", 14);
    put_section(3, 2 + funcs);
    put((uint8_t[]){(uint8_t)(funcs | 0x80), (uint8_t)(funcs >> 7)}, 2);
    for (uint32_t i = 0; i < funcs; i++) {
        put("", 1);
    }
    put("\7\7\1\3run\0\0", 9);
    put_section(10, 2 + funcs * (uint32_t)sizeof body);
    put((uint8_t[]){(uint8_t)(funcs | 0x80), (uint8_t)(funcs >> 7)}, 2);
    for (uint32_t i = 0; i < funcs; i++) {
        put(body, sizeof body);
    }
    assert_int_equal(tw_filestore_save(&ram.base, name, large, (uint32_t)large_size), TW_ERR_OK);
}

#define MODULE_FUNCS 60u
#define MODULE_PIECES (MODULE_FUNCS * 24u / PIECE_MOST_BYTES)

static int set_up_unmapped(void **state) {
    (void)set_up(state);
    ops.map = NULL;
    save_module("a.wasm", MODULE_FUNCS);
    return 0;
}

// Types a line; how many turns it took. No turn reads more than a piece of a file.
static uint32_t turns_of(const char *line) {
    terminal.typed = line;
    terminal.typed_size = strlen(line);
    uint32_t turns = 0;
    bool is_busy = true;
    while (is_busy || terminal.typed_size > 0) {
        size_t before = read_bytes;
        is_busy = tw_shell_poll(&terminal.shell, terminal.now_ms);
        is_busy |= tw_engine_poll(engine, terminal.now_ms);
        assert_true(read_bytes - before <= PIECE_MOST_BYTES);
        turns++;
        assert_true(turns < 100000);
    }
    return turns;
}

static void test_shell_load_reads_a_piece_in_a_turn(void **state) {
    (void)state;
    assert_true(turns_of("load a\r") > MODULE_PIECES);
    assert_non_null(strstr(terminal_above(1), "loaded a.wasm, "));
    assert_non_null(tw_engine_find_module(engine, "a.wasm"));
    (void)turns_of("load a\r");
    assert_non_null(strstr(terminal_above(1), "EXIST"));
    (void)turns_of("unload a\r");
    assert_null(tw_engine_find_module(engine, "a.wasm"));
}

static void test_shell_run_and_swap_load_by_pieces(void **state) {
    (void)state;
    assert_true(turns_of("run a\r") > MODULE_PIECES);
    tw_instance_t *old = tw_engine_find_instance(engine, "a");
    assert_non_null(old);
    tw_module_t *module = tw_instance_module(old);
    (void)turns_of("unload nothing\r");
    assert_true(turns_of("swap a\r") > MODULE_PIECES);
    assert_string_equal(terminal_above(1), "swapped a");
    assert_ptr_not_equal(tw_instance_module(tw_engine_find_instance(engine, "a")), module);
    assert_int_equal(tw_instance_destroy(tw_engine_find_instance(engine, "a")), TW_ERR_OK);
}

static void test_shell_info_loads_by_pieces(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    terminal_type("hexdump nothing\r");
    terminal_type("info a.wasm\r");
    assert_non_null(strstr(terminal_above(1), "exports  run function () -> ()"));
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

static void test_shell_a_load_that_is_cancelled_leaves_nothing(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    terminal.typed = "load a\r";
    terminal.typed_size = strlen(terminal.typed);
    for (uint32_t i = 0; i < 10; i++) {
        (void)tw_shell_poll(&terminal.shell, 0);
    }
    assert_true(tw_engine_arena_used(engine, NULL) > used);
    tw_module_t *other = NULL;
    assert_int_equal(tw_module_load_file(engine, "a.wasm", &other), TW_ERR_BUSY);
    terminal_type("\x03");
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
    (void)turns_of("load a\r");
    assert_non_null(strstr(terminal_above(1), "loaded a.wasm, "));
}

static void test_shell_a_load_by_pieces_fails_as_one(void **state) {
    (void)state;
    size_t used = tw_engine_arena_used(engine, NULL);
    (void)turns_of("load none\r");
    assert_string_equal(terminal_above(1),
                        "none.wasm: NOENT: filestore ram has no such file: see what it lists");
    assert_int_equal(tw_filestore_save(&ram.base, "half.wasm", large, 500), TW_ERR_OK);
    (void)turns_of("load half\r");
    assert_non_null(strstr(terminal_above(1), ": MALFORMED: unexpected end"));
    terminal.typed = "load a\r";
    terminal.typed_size = strlen(terminal.typed);
    for (uint32_t i = 0; i < 10; i++) {
        (void)tw_shell_poll(&terminal.shell, 0);
    }
    assert_int_equal(tw_filestore_remove(&ram.base, "a.wasm"), TW_ERR_OK);
    (void)turns_of("");
    assert_string_equal(terminal_above(1),
                        "a.wasm: NOENT: filestore ram has no such file: see what it lists");
    assert_int_equal(tw_engine_arena_used(engine, NULL), used);
}

// ---- where modules run in place ----

static void save_as(const char *line) {
    uint8_t copy[sizeof large];
    memcpy(copy, large, large_size);
    number = 1;
    terminal_type(line);
    send_file(copy, large_size);
    end();
}

static void test_shell_a_file_in_use_says_how_to_replace_it(void **state) {
    (void)state;
    save_module("a.wasm", MODULE_FUNCS);
    (void)turns_of("run a\r");
    save_as("save a.wasm\r");
    assert_string_equal(terminal_above(1),
                        "save: BUSY: a module of this file runs in place: send it by another name "
                        "and `swap` to that, or `unload` it first: nothing was replaced");
    save_as("save a2.wasm\r");
    (void)turns_of("swap a a2\r");
    assert_string_equal(terminal_above(1), "swapped a");
    (void)turns_of("rm a.wasm\r");
    save_as("save a.wasm\r");
    assert_non_null(strstr(terminal_above(1), "saved a.wasm, "));
    assert_int_equal(tw_instance_destroy(tw_engine_find_instance(engine, "a")), TW_ERR_OK);
}

static void test_shell_a_name_that_is_refused_says_which_ones_are_not(void **state) {
    (void)state;
    save_module("a.wasm", 1);
    save_as("save a/b\r");
    assert_string_equal(terminal_above(1),
                        "save: INVAL: names have 1 to 63 bytes and no '/': choose another: nothing "
                        "was replaced");
    save_as("save .autostart\r");
    assert_string_equal(terminal_above(1),
                        "save: DENIED: names that begin with '.' are the engine's own: choose "
                        "another: nothing was replaced");
}

#define LOADS(test) cmocka_unit_test_setup_teardown(test, set_up_unmapped, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shell_save_writes_little_in_a_turn_whatever_comes,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_drops_the_fill_of_the_last_packet_alone,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_ends_a_module_where_its_sections_end,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_refuses_what_follows_a_module, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_is_over_when_the_sender_never_falls_silent,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_gives_up_when_damaged_packets_never_end,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_takes_a_module_larger_than_the_arena,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_shell_save_refuses_a_large_module_before_it_replaces_anything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shell_save_loads_where_nothing_can_be_checked, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_shell_a_file_in_use_says_how_to_replace_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_shell_a_name_that_is_refused_says_which_ones_are_not,
                                        set_up, tear_down),
        LOADS(test_shell_load_reads_a_piece_in_a_turn),
        LOADS(test_shell_run_and_swap_load_by_pieces),
        LOADS(test_shell_info_loads_by_pieces),
        LOADS(test_shell_a_load_that_is_cancelled_leaves_nothing),
        LOADS(test_shell_a_load_by_pieces_fails_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
