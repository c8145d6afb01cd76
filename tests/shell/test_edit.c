// needs: base shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The line editor and what a line becomes, on a scripted terminal.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "terminal.h"

#define UP "\x1b[A"
#define DOWN "\x1b[B"
#define RIGHT "\x1b[C"
#define LEFT "\x1b[D"

// ---- commands that note what they were given ----

static char given[512];
static int runs;
static tw_err_t answers[4];  // of the turns; then OK

static tw_err_t echo(tw_shell_t *shell, int argc, char *const *argv) {
    (void)shell;
    given[0] = '\0';
    for (int i = 0; i < argc; i++) {
        strcat(given, "[");
        strcat(given, argv[i]);
        strcat(given, "]");
    }
    assert_null(argv[argc]);
    runs++;
    return TW_ERR_OK;
}

static tw_err_t turns(tw_shell_t *shell, int argc, char *const *argv) {
    uint32_t turn = tw_shell_turn(shell);
    (void)argc;
    (void)argv;
    tw_shell_printf(shell, "turn %u\n", turn);
    return turn < 4 ? answers[turn] : TW_ERR_OK;
}

static tw_err_t endless(tw_shell_t *shell, int argc, char *const *argv) {
    (void)shell;
    (void)argc;
    (void)argv;
    return TW_ERR_PENDING;
}

static tw_err_t loud(tw_shell_t *shell, int argc, char *const *argv) {
    (void)argc;
    (void)argv;
    tw_shell_printf(shell, "%u ", tw_shell_turn(shell));
    tw_shell_print(shell, "0123456789012345678901234567890123456789012345678901234567890123\n");
    return tw_shell_turn(shell) < 99 ? TW_ERR_PENDING : TW_ERR_OK;
}

static tw_err_t usage(tw_shell_t *shell, int argc, char *const *argv) {
    return argc == 2 && strcmp(argv[1], "fail") == 0 ? tw_shell_fail(shell, "here", TW_ERR_NOSPC)
                                                     : tw_shell_fail_usage(shell);
}

static const tw_shell_command_t commands[] = {
    {"echo", "WORD...", "notes its words", echo}, {"endless", "", "never ends", endless},
    {"end", "", "notes its words", echo},         {"loud", "", "prints much", loud},
    {"turns", "", "prints turns", turns},         {"usage", "[fail]", "fails", usage},
};
static const tw_shell_table_t table = {commands, sizeof commands / sizeof commands[0], NULL};
static const tw_shell_table_t *const tables[] = {&table, &tw_shell_files};

static tw_filestore_ram_t ram;
static _Alignas(4) uint8_t ram_bytes[4096];

static int set_up(void **state) {
    (void)state;
    given[0] = '\0';
    runs = 0;
    memset(answers, 0, sizeof answers);
    tw_filestore_ram_init(&ram, ram_bytes, sizeof ram_bytes);
    assert_int_equal(tw_filestore_mount(&ram.base), TW_ERR_OK);
    terminal_init(tables, 2);
    terminal.config.filestore = &ram.base;
    terminal_start();
    return 0;
}

static void expect_given(const char *line, const char *wanted) {
    given[0] = '\0';
    terminal_type(line);
    assert_string_equal(given, wanted);
}

static void save(const char *name) {
    assert_int_equal(tw_filestore_save(&ram.base, name, "x", 1), TW_ERR_OK);
}

// ---- editing ----

static void test_shell_shows_a_prompt_and_what_is_typed(void **state) {
    (void)state;
    assert_line("==>", 4);
    terminal_type("echo one");
    assert_line("==> echo one", 12);
    terminal_type("\r");
    assert_string_equal(given, "[echo][one]");
    assert_line("==>", 4);
}

static void test_shell_a_line_ends_with_return_line_feed_or_both(void **state) {
    (void)state;
    expect_given("echo a\r", "[echo][a]");
    expect_given("echo b\n", "[echo][b]");
    expect_given("echo c\r\n", "[echo][c]");
    expect_given("echo d\r\necho e\r\n", "[echo][e]");
    assert_int_equal(runs, 5);
    terminal_type("\r\r\n\n");
    assert_int_equal(runs, 5);
    assert_line("==>", 4);
}

static void test_shell_keys_move_and_change(void **state) {
    (void)state;
    static const struct {
        const char *keys;
        const char *line;
        uint32_t column;
    } cases[] = {
        {"abc" LEFT LEFT "X", "==> aXbc", 6},
        {"abc\x1b[H"
         "X",
         "==> Xabc", 5},
        {"abc\x1bOH"
         "X"
         "\x1bOF"
         "Y",
         "==> XabcY", 9},
        {"abc\x01"
         "X"
         "\x05"
         "Y",
         "==> XabcY", 9},
        {"abc\x1b[1~X\x1b[4~Y", "==> XabcY", 9},
        {"abc\x1b[7~X\x1b[8~Y", "==> XabcY", 9},
        {"abc" LEFT "\x7f", "==> ac", 5},
        {"abc\b\b", "==> a", 5},
        {"\b\x7f"
         "a",
         "==> a", 5},
        {"abc\x1b[H\x1b[3~\x04", "==> c", 4},
        {"abc\x1b[3~\x04", "==> abc", 7},
        {"abc def\x17", "==> abc", 8},
        {"abc def  \x17X", "==> abc X", 9},
        {"abc def\x15X", "==> X", 5},
        {"abc def" LEFT LEFT "\x0b", "==> abc d", 9},
        {"abc" LEFT LEFT LEFT LEFT LEFT "X" RIGHT RIGHT RIGHT RIGHT RIGHT "Y", "==> XabcY", 9},
        {"abc\x02\x02X\x06Y", "==> aXbYc", 8},
        {"abc\x0c", "==> abc", 7},
        {"ab" LEFT "\x0c", "==> ab", 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        terminal_type(cases[i].keys);
        assert_line(cases[i].line, cases[i].column);
        terminal_type("\x15");
        assert_line("==>", 4);
    }
}

static void test_shell_runs_the_line_as_it_is_shown(void **state) {
    (void)state;
    expect_given(
        "eho x"
        "\x1b[H" RIGHT "c\r",
        "[echo][x]");
    expect_given("echo abc" LEFT LEFT "\x7f\r", "[echo][bc]");
}

static void test_shell_sequences_and_bytes_without_meaning_are_ignored(void **state) {
    (void)state;
    static const char *const cases[] = {
        "\x1b[5~",           "\x1b[1;5C\b",      "\x1bx",
        "\x1b[200~",         "\x1b[?25h",        "\x1bOP",
        "\x1b[99999999999~", "\x80\xff\xc3\xa4", "\x1f\x1c\x1d",
        "\x07\x0f\x12",      "\x13\x11",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        terminal_type(
            "\x15"
            "echo ");
        terminal_type(cases[i]);
        if (i == 1) {
            continue;  // Ctrl-Right is Right here, and a backspace shows that it went nowhere
        }
        expect_given("x\r", "[echo][x]");
    }
    terminal_type_bytes(
        "\x15"
        "echo a\0b\0\0\r",
        12);
    assert_string_equal(given, "[echo][ab]");
}

static void test_shell_an_escape_flood_does_no_harm(void **state) {
    (void)state;
    static char flood[20000];
    memset(flood, '\x1b', sizeof flood);
    terminal_type_bytes(flood, sizeof flood);
    memset(flood, '1', sizeof flood);
    flood[0] = '\x1b';
    flood[1] = '[';
    terminal_type_bytes(flood, sizeof flood);
    assert_line("==>", 4);
    terminal_type("~");
    expect_given("echo x\r", "[echo][x]");
    assert_int_equal(runs, 1);
}

static void test_shell_survives_garbage(void **state) {
    (void)state;
    static char garbage[4096];
    srand(7);
    for (int round = 0; round < 40; round++) {
        for (size_t i = 0; i < sizeof garbage; i++) {
            do {
                garbage[i] = (char)(rand() & 0xff);
            } while (garbage[i] == 0x1e);
        }
        terminal_type_bytes(garbage, sizeof garbage);
        assert_true(terminal.shell.line_size < TW_SHELL_LINE_BYTES);
        assert_true(terminal.shell.cursor <= terminal.shell.line_size);
        terminal_type("\r\x03");
        expect_given("echo x\r", "[echo][x]");
    }
}

// ---- lines that do not fit ----

static void type_long(size_t size) {
    static char line[600];
    memset(line, 'x', sizeof line);
    memcpy(line, "echo ", 5);
    terminal_type_bytes(line, size);
}

static void test_shell_a_line_of_127_bytes_runs(void **state) {
    (void)state;
    type_long(TW_SHELL_LINE_BYTES - 1);
    assert_int_equal(terminal.bells, 0);
    terminal_type("\r");
    assert_int_equal(runs, 1);
    assert_int_equal(strlen(given), TW_SHELL_LINE_BYTES - 1 + 3);
}

static void test_shell_a_line_that_does_not_fit_is_not_run(void **state) {
    (void)state;
    for (size_t size = TW_SHELL_LINE_BYTES; size < 600; size += 157) {
        type_long(size);
        assert_int_not_equal(terminal.bells, 0);
        terminal_type("\r");
        assert_int_equal(runs, 0);
        assert_string_equal(terminal_above(1),
                            "line: LIMIT: it is longer than 127 bytes: nothing was done");
        assert_line("==>", 4);
    }
    expect_given("echo x\r", "[echo][x]");
    // Also not when it was made shorter again: it is not what was typed. Killed it is forgotten.
    type_long(TW_SHELL_LINE_BYTES);
    terminal_type("\b\b\b\b\r");
    assert_int_equal(runs, 1);
    type_long(TW_SHELL_LINE_BYTES);
    expect_given(
        "\x15"
        "echo y\r",
        "[echo][y]");
    type_long(TW_SHELL_LINE_BYTES);
    expect_given(
        "\x03"
        "echo z\r",
        "[echo][z]");
}

// ---- words ----

static void test_shell_words_may_be_quoted(void **state) {
    (void)state;
    expect_given("  echo   a  b  \r", "[echo][a][b]");
    expect_given("echo 'a b' \"c d\"\r", "[echo][a b][c d]");
    expect_given("echo a' 'b\"\"c\r", "[echo][a bc]");
    expect_given("echo '' \"\"\r", "[echo][][]");
    expect_given("echo a\\ b \\\"c\\' \\\\\r", "[echo][a b][\"c'][\\]");
    expect_given("echo '\\' \"\\\"\"\r", "[echo][\\][\"]");
    expect_given("'echo' x\r", "[echo][x]");
    expect_given("echo a\\\r", "[echo][a\\]");
}

static void test_shell_an_open_quote_or_too_many_words_are_refused(void **state) {
    (void)state;
    static const char *const lines[] = {"echo 'a\r", "echo \"a\r", "echo a\"\r", "echo '\\'a'\r"};
    for (size_t i = 0; i < 4; i++) {
        expect_given(lines[i], "");
        assert_string_equal(terminal_above(1), "line: INVAL: a quote is open: close it");
    }
    expect_given("echo 1 2 3 4 5 6 7 8 9 10 11\r", "[echo][1][2][3][4][5][6][7][8][9][10][11]");
    expect_given("echo 1 2 3 4 5 6 7 8 9 10 11 12\r", "");
    assert_string_equal(terminal_above(1), "line: INVAL: too many words: give fewer");
}

// ---- history ----

static void test_shell_history_goes_back_and_forth(void **state) {
    (void)state;
    terminal_type("echo 1\recho 2\recho 2\recho 3\r");
    terminal_type(UP);
    assert_line("==> echo 3", 10);
    terminal_type(UP);
    assert_line("==> echo 2", 10);
    terminal_type(UP);
    assert_line("==> echo 1", 10);
    terminal_type(UP UP);
    assert_line("==> echo 1", 10);
    terminal_type(DOWN);
    assert_line("==> echo 2", 10);
    terminal_type("\x10\x0e\x0e");
    assert_line("==> echo 3", 10);
    terminal_type(DOWN);
    assert_line("==>", 4);
    terminal_type(DOWN);
    assert_line("==>", 4);
    expect_given(UP UP "0\r", "[echo][20]");
    expect_given(UP "1\r", "[echo][201]");
}

static void test_shell_history_forgets_the_oldest(void **state) {
    (void)state;
    char line[32];
    for (int i = 0; i < 50; i++) {  // 64 bytes hold seven lines of nine bytes
        snprintf(line, sizeof line, "echo %03d\r", i);
        terminal_type(line);
    }
    for (int i = 49; i > 49 - 7; i--) {
        snprintf(line, sizeof line, "==> echo %03d", i);
        terminal_type(UP);
        assert_line(line, 12);
    }
    terminal_type(UP);
    assert_line("==> echo 043", 12);
    terminal_type("\x03");
    type_long(70);
    terminal_type("\r" UP);  // too long to be kept
    assert_line("==> echo 049", 12);
}

static void test_shell_without_history_lives(void **state) {
    (void)state;
    terminal.config.history = NULL;
    terminal.config.history_size = 0;
    terminal_start();
    terminal_type("echo 1\r" UP UP DOWN);
    assert_line("==>", 4);
    expect_given("echo 2\r", "[echo][2]");
}

// ---- completion ----

static void test_shell_tab_completes_commands(void **state) {
    (void)state;
    terminal_type("ech\t");
    assert_line("==> echo", 9);
    expect_given("x\r", "[echo][x]");
    terminal_type("e\t");
    assert_line("==> e", 5);
    terminal_type("\t");
    assert_string_equal(terminal_above(1), "echo endless end");
    assert_line("==> e", 5);
    terminal_type(
        "\x15"
        "en\t");
    assert_line("==> end", 7);
    terminal_type("\x15zz\t\t");
    assert_line("==> zz", 6);
    terminal_type("\x15hel\t");
    assert_line("==> help", 9);
}

static void test_shell_tab_completes_file_names(void **state) {
    (void)state;
    save("ping.wasm");
    save("pong.wasm");
    save("readme");
    terminal_type("rm pi\t");
    assert_line("==> rm ping.wasm", 17);
    terminal_type("\x15rm p\t\t");
    assert_string_equal(terminal_above(1), "ping.wasm pong.wasm");
    assert_line("==> rm p", 8);
    terminal_type("\x15rm x r\t");
    assert_line("==> rm x readme", 16);
    terminal_type("\x15rm r" LEFT "\t");  // nothing before the cursor: all files
    assert_line("==> rm r", 7);
}

// ---- commands ----

static void test_shell_errors_say_what_to_do(void **state) {
    (void)state;
    terminal_type("nosuch 1\r");
    assert_string_equal(terminal_above(1), "nosuch: NOENT: no such command: help lists them");
    terminal_type("usage\r");
    assert_string_equal(terminal_above(1), "use: usage [fail]");
    terminal_type("usage fail\r");
    assert_string_equal(terminal_above(1), "here: NOSPC: the filestore is full: remove a file");
    answers[0] = TW_ERR_BUSY;
    terminal_type("turns\r");
    assert_string_equal(terminal_above(1), "turns: BUSY: somebody else holds it: try again later");
    terminal_type("help usage\r");
    assert_string_equal(terminal_above(2), "usage [fail]");
    assert_string_equal(terminal_above(1), "  fails");
    terminal_type("help nosuch\r");
    assert_string_equal(terminal_above(1), "nosuch: NOENT: no such name: list what there is");
    terminal_type("help a b\r");
    assert_string_equal(terminal_above(1), "use: help [COMMAND]");
}

static void test_shell_help_lists_all_commands(void **state) {
    (void)state;
    terminal_clear();
    terminal_type("help\r");
    assert_string_equal(terminal_above(terminal.line - 1), "  echo       notes its words");
    assert_string_equal(terminal_above(1), "  help       lists commands, or says more");
    assert_int_equal(terminal.line, 1 + 6 + 7 + 1);
}

static void test_shell_a_command_may_take_turns(void **state) {
    (void)state;
    answers[0] = answers[1] = answers[2] = TW_ERR_PENDING;
    terminal_type("turns\r");
    assert_string_equal(terminal_above(4), "turn 0");
    assert_string_equal(terminal_above(1), "turn 3");
    assert_line("==>", 4);
}

static void test_shell_ctrl_c_ends_a_command_and_a_line(void **state) {
    (void)state;
    terminal.typed = "endless\r";
    terminal.typed_size = 8;
    for (int i = 0; i < 50; i++) {
        assert_true(tw_shell_poll(&terminal.shell, 0));
    }
    terminal_type("\x03");
    assert_string_equal(terminal_above(1), "^C");
    assert_line("==>", 4);
    terminal_type("echo nonsense\x03");
    assert_string_equal(terminal_above(1), "==> echo nonsense^C");
    expect_given("echo x\r", "[echo][x]");
    assert_int_equal(runs, 1);
}

static void test_shell_what_is_typed_ahead_waits_its_turn(void **state) {
    (void)state;
    answers[0] = answers[1] = answers[2] = TW_ERR_PENDING;
    terminal_type("turns\recho ahead\r");
    assert_string_equal(given, "[echo][ahead]");
    assert_int_equal(runs, 1);
}

// ---- output ----

static void test_shell_a_poll_writes_a_bounded_piece(void **state) {
    (void)state;
    terminal_type("loud\r");
    assert_string_equal(terminal_above(1),
                        "99 0123456789012345678901234567890123456789012345678901234567890123");
    assert_string_equal(terminal_above(100),
                        "0 0123456789012345678901234567890123456789012345678901234567890123");
    assert_int_equal(terminal.most_written, 32);
    assert_int_equal(terminal.shell.output_dropped, 0);
}

static void test_shell_keeps_turns_back_while_the_line_takes_nothing(void **state) {
    (void)state;
    terminal.is_deaf = true;
    terminal.typed = "loud\r";
    terminal.typed_size = 5;
    for (int i = 0; i < 1000; i++) {
        tw_shell_poll(&terminal.shell, 0);
    }
    assert_int_equal(terminal.shell.output_dropped, 0);
    terminal.is_deaf = false;
    terminal_run(0);
    assert_string_equal(terminal_above(1),
                        "99 0123456789012345678901234567890123456789012345678901234567890123");
    assert_string_equal(terminal_above(100),
                        "0 0123456789012345678901234567890123456789012345678901234567890123");
}

static void test_shell_what_others_print_stands_above_the_line(void **state) {
    (void)state;
    terminal_type("echo ab" LEFT);
    tw_shell_print(&terminal.shell, "count 1\n");
    terminal_run(0);
    assert_string_equal(terminal_above(1), "count 1");
    assert_line("==> echo ab", 10);
    tw_shell_printf(&terminal.shell, "count %u, ", (uint32_t)2);
    tw_shell_printf(&terminal.shell, "%s\n", "more");
    terminal_run(0);
    assert_string_equal(terminal_above(1), "count 2, more");
    expect_given("c\r", "[echo][acb]");
}

static void test_shell_numbers_are_parsed_whole(void **state) {
    (void)state;
    uint32_t number = 0;
    assert_true(tw_shell_parse_number("0", 9, &number) && number == 0);
    assert_true(tw_shell_parse_number("4294967295", UINT32_MAX, &number) && number == UINT32_MAX);
    assert_true(tw_shell_parse_number("0xfF", 255, &number) && number == 255);
    static const char *const bad[] = {"", "-1", "x", "1x", "0x", "0xg", "4294967296", "1 ", "a"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(tw_shell_parse_number(bad[i], UINT32_MAX, &number));
    }
    assert_false(tw_shell_parse_number("256", 255, &number));
    assert_false(tw_shell_parse_number("99999999999999999999999999", UINT32_MAX, &number));
}

static void test_shell_zmodem_at_the_prompt_gets_a_hint(void **state) {
    (void)state;
    terminal_type(
        "rz\r**\x18"
        "B00000000000000\r\x8a\x11");
    bool is_found = false;
    for (uint32_t i = 0; i <= terminal.line; i++) {
        is_found |= strstr(terminal.lines[i],
                           "this is ZMODEM: type `save NAME`, then send with sb or sx") != NULL;
    }
    assert_true(is_found);
    assert_non_null(memchr(terminal.raw, 0x18, terminal.raw_size));
}

#define TEST(name) cmocka_unit_test_setup(test_shell_##name, set_up)

int main(void) {
    static const struct CMUnitTest tests[] = {
        TEST(shows_a_prompt_and_what_is_typed),
        TEST(a_line_ends_with_return_line_feed_or_both),
        TEST(keys_move_and_change),
        TEST(runs_the_line_as_it_is_shown),
        TEST(sequences_and_bytes_without_meaning_are_ignored),
        TEST(an_escape_flood_does_no_harm),
        TEST(survives_garbage),
        TEST(a_line_of_127_bytes_runs),
        TEST(a_line_that_does_not_fit_is_not_run),
        TEST(words_may_be_quoted),
        TEST(an_open_quote_or_too_many_words_are_refused),
        TEST(history_goes_back_and_forth),
        TEST(history_forgets_the_oldest),
        TEST(without_history_lives),
        TEST(tab_completes_commands),
        TEST(tab_completes_file_names),
        TEST(errors_say_what_to_do),
        TEST(help_lists_all_commands),
        TEST(a_command_may_take_turns),
        TEST(ctrl_c_ends_a_command_and_a_line),
        TEST(what_is_typed_ahead_waits_its_turn),
        TEST(a_poll_writes_a_bounded_piece),
        TEST(keeps_turns_back_while_the_line_takes_nothing),
        TEST(what_others_print_stands_above_the_line),
        TEST(numbers_are_parsed_whole),
        TEST(zmodem_at_the_prompt_gets_a_hint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
