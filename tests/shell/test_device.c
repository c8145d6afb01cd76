// needs: base filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Frames, and files that come in them, on a scripted terminal.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shell/crc.h"
#include "terminal.h"

// SHA-256 of "abc" and of "abd".
#define HASH_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define HASH_ABD "a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9"

static int runs;

static tw_err_t note(tw_shell_t *shell, int argc, char *const *argv) {
    runs++;
    tw_shell_printf(shell, "%s of %u\n", argv[argc - 1], (uint32_t)argc);
    return runs == 99 ? TW_ERR_BUSY : TW_ERR_OK;
}

static const tw_shell_command_t commands[] = {{"note", "WORD", "counts", note}};
static const tw_shell_table_t table = {commands, 1, NULL};
static const tw_shell_table_t *const tables[] = {&table, &tw_shell_files, &tw_shell_device};

static tw_filestore_ram_t ram;
static _Alignas(4) uint8_t ram_bytes[4096];

static int set_up(void **state) {
    (void)state;
    runs = 0;
    tw_filestore_ram_init(&ram, ram_bytes, sizeof ram_bytes);
    assert_int_equal(tw_filestore_mount(&ram.base), TW_ERR_OK);
    terminal_init(tables, 3);
    terminal.config.filestore = &ram.base;
    terminal_start();
    return 0;
}

// What the shell writes upon these bytes, without carriage returns and what editing draws.
static const char *answer_to(const char *bytes, size_t size) {
    static char text[4096];
    size_t used = 0;
    size_t from = terminal.raw_size;
    terminal_type_bytes(bytes, size);
    for (size_t i = from; i < terminal.raw_size && used + 1 < sizeof text; i++) {
        if (terminal.raw[i] != '\r') {
            text[used++] = terminal.raw[i] == '\x1e' ? '^' : terminal.raw[i];
        }
    }
    text[used] = '\0';
    return strncmp(text, "\x1b[K", 3) == 0 ? text + 3 : text;
}

static const char *ask(unsigned number, const char *command) {
    char frame[2048];
    char body[2048];
    snprintf(body, sizeof body, "%02x%s", number, command);
    int size = snprintf(frame, sizeof frame, "\x1e%02x%04x%s\n", number,
                        (unsigned)tw__crc_of((const uint8_t *)body, strlen(body)), command);
    return answer_to(frame, (size_t)size);
}

// text: the lines that are expected, each with '^:' before it; err as its end says it.
static void expect(const char *got, const char *lines, unsigned number, const char *err) {
    char crc_text[2048] = "";
    char wanted[4096];
    size_t used = 0;
    for (const char *at = lines; *at != '\0'; at++) {
        if (at[0] == '^' && at[1] == ':') {
            at++;
        } else {
            crc_text[used++] = *at;
        }
    }
    snprintf(crc_text + used, sizeof crc_text - used, "%02x%s", number, err);
    snprintf(wanted, sizeof wanted, "%s^=%02x%04x%s\n", lines, number,
             (unsigned)tw__crc_of((const uint8_t *)crc_text, strlen(crc_text)), err);
    assert_string_equal(got, wanted);
}

static void test_shell_a_frame_is_run_and_ended(void **state) {
    (void)state;
    expect(ask(0, ".hello"), "^:TinyWASM shell 1\n", 0, "0");
    expect(ask(1, "note 'a b'"), "^:a b of 2\n", 1, "0");
    expect(ask(2, "nosuch"), "^:nosuch: NOENT: no such command: help lists them\n", 2, "-2");
    expect(ask(3, ""), "", 3, "0");
    runs = 98;
    expect(ask(4, "note x"), "^:x of 2\n^:note: BUSY: somebody else holds it: try again later\n", 4,
           "-5");
}

static void test_shell_a_damaged_frame_is_not_run(void **state) {
    (void)state;
    static const char good[] =
        "\x1e"
        "010000note x\n";
    char frame[sizeof good];
    uint16_t crc = tw__crc_of((const uint8_t *)"01note x", 8);
    snprintf(frame, sizeof frame,
             "\x1e"
             "01%04xnote x\n",
             (unsigned)crc);
    for (size_t at = 1; at + 2 < sizeof frame; at++) {
        for (int bit = 0; bit < 7; bit++) {
            char damaged[sizeof frame];
            memcpy(damaged, frame, sizeof frame);
            damaged[at] = (char)(damaged[at] ^ (1 << bit));
            if (damaged[at] == '\n' || damaged[at] == '\x1e' || damaged[at] == '\x03' ||
                (bit == 5 && at >= 3 && at < 7)) {  // a digit of the CRC in capitals is the same
                continue;
            }
            assert_string_equal(answer_to(damaged, sizeof frame - 1), "^!\n");
        }
    }
    assert_int_equal(runs, 0);
    expect(answer_to(frame, sizeof frame - 1), "^:x of 2\n", 1, "0");
}

static void test_shell_a_frame_that_comes_twice_is_run_once(void **state) {
    (void)state;
    expect(ask(7, "note x"), "^:x of 2\n", 7, "0");
    expect(ask(7, "note x"), "", 7, "0");
    assert_int_equal(runs, 1);
    expect(ask(8, "note x"), "^:x of 2\n", 8, "0");
    expect(ask(0, "note x"), "^:x of 2\n", 0, "0");
    expect(ask(0, "note x"), "^:x of 2\n", 0, "0");
    assert_int_equal(runs, 4);
}

static void test_shell_a_frame_too_long_is_refused(void **state) {
    (void)state;
    static char frame[TW_SHELL_PACKET_1K_BYTES + 500];
    memset(frame, 'x', sizeof frame);
    frame[0] = '\x1e';
    frame[sizeof frame - 1] = '\n';
    assert_string_equal(answer_to(frame, sizeof frame), "^!\n");
    expect(ask(1, "note x"), "^:x of 2\n", 1, "0");
}

static void test_shell_a_line_that_is_edited_outlives_frames(void **state) {
    (void)state;
    terminal_type("note ha");
    expect(ask(1, "note x"), "^:x of 2\n", 1, "0");
    terminal_type("lf\r");
    assert_string_equal(terminal_above(1), "half of 2");
}

static void expect_file(const char *name, const char *content) {
    char bytes[64] = "";
    uint32_t count = 0;
    tw_err_t err = tw_filestore_read(&ram.base, name, 0, bytes, sizeof bytes - 1, &count);
    assert_int_equal(err, content == NULL ? TW_ERR_NOENT : TW_ERR_OK);
    if (content != NULL) {
        assert_string_equal(bytes, content);
    }
}

static void test_shell_a_file_comes_in_pieces(void **state) {
    (void)state;
    expect(ask(1, ".put f 3 " HASH_ABC), "^:0 756\n", 1, "0");
    expect(ask(2, ".data 0 YQ"), "^:1\n", 2, "0");
    expect(ask(3, ".data 0 YQ"), "^:1\n", 3, "0");              // again: is there
    expect(ask(4, ".data 2 Yw"), "^:1\n", 4, "0");              // a gap: not taken
    expect(ask(5, ".put f 3 " HASH_ABC), "^:1 756\n", 5, "0");  // who was cut off goes on
    expect(ask(6, ".data 1 YmM"), "^:3\n", 6, "0");
    expect_file("f", NULL);
    expect(ask(7, ".commit"), "", 7, "0");
    expect_file("f", "abc");
    expect(ask(8, ".hash f"), "^:3 " HASH_ABC "\n", 8, "0");
    expect(ask(9, ".take f 1 2"), "^:YmM\n", 9, "0");
    expect(ask(10, ".commit"),
           "^:.commit: STATE: not possible in the present state: see the "
           "function's comment for the order\n",
           10, "-3");
}

static void test_shell_a_file_of_another_hash_replaces_nothing(void **state) {
    (void)state;
    assert_int_equal(tw_filestore_save(&ram.base, "f", "old", 3), TW_ERR_OK);
    ask(1, ".put f 3 " HASH_ABD);
    ask(2, ".data 0 YWJj");
    expect(ask(3, ".commit"), "^:f: CORRUPT: what came is not what was announced: send it again\n",
           3, "-33");
    expect_file("f", "old");
    ask(4, ".put f 4 " HASH_ABC);
    ask(5, ".data 0 YWJj");
    expect(ask(6, ".commit"), "^:f: CORRUPT: what came is not what was announced: send it again\n",
           6, "-33");
    ask(7, ".put f 2 " HASH_ABC);
    expect(ask(8, ".data 0 YWJj"), "^:f: LIMIT: more came than was announced: send it again\n", 8,
           "-4");
    expect_file("f", "old");
}

static void test_shell_nonsense_in_frames_is_refused(void **state) {
    (void)state;
    static const char *const lines[] = {
        ".put f 3 abc", ".put f -1 " HASH_ABC, ".put f 4294967295 " HASH_ABC,
        ".data 0 Y",    ".data 0 YR",          ".data 0 Y=",
        ".data x YQ",   ".take f 1",           ".take f 4294967295 2",
        ".hash",
    };
    for (unsigned i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        assert_non_null(strstr(ask(i + 1, lines[i]), "^:use: "));
    }
    assert_non_null(strstr(ask(50, ".data 0 YQ"), "STATE"));
    assert_non_null(strstr(ask(51, ".put a/b 3 " HASH_ABC), "a/b: INVAL"));
    assert_non_null(strstr(ask(52, ".put .grants 3 " HASH_ABC), ".grants: DENIED"));
    assert_non_null(strstr(ask(53, ".take nosuch 0 9"), "nosuch: NOENT"));
}

#define TEST(name) cmocka_unit_test_setup(test_shell_##name, set_up)

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(a_frame_is_run_and_ended),
        TEST(a_damaged_frame_is_not_run),
        TEST(a_frame_that_comes_twice_is_run_once),
        TEST(a_frame_too_long_is_refused),
        TEST(a_line_that_is_edited_outlives_frames),
        TEST(a_file_comes_in_pieces),
        TEST(a_file_of_another_hash_replaces_nothing),
        TEST(nonsense_in_frames_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
