// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "command.h"
#include "files.h"
#include "project.h"
#include "text.h"

// tw test: what is in tests/. NAME.sim is a script of tw sim, whose expectations must be met;
// NAME.txt a transcript: lines `$ tw ...`, each with the output that the command has, and
// `exit code N` behind that if it is not 0.

#define WHERE "tw test"
#define PROMPT "$ tw "
#define OWN "/proc/self/exe"

struct suite {
    const struct built *built;
    const char *only;  // a part of the names; NULL: all
    bool is_update;
    bool is_json;
    struct json json;
    unsigned passed;
    unsigned failed;
};

static void put(struct buffer *out, const char *text, size_t size) {
    buffer_put(out, text, size);
}

// said: what goes with a failure; NULL: nothing.
static void tell(struct suite *suite, const char *path, bool is_good, const char *said) {
    suite->passed += is_good;
    suite->failed += !is_good;
    if (suite->is_json) {
        json_begin(&suite->json, NULL);
        json_text(&suite->json, "file", path);
        json_bool(&suite->json, "passed", is_good);
        if (said != NULL && !is_good) {
            json_bytes(&suite->json, "said", said, strlen(said));
        }
        json_end(&suite->json);
        return;
    }
    printf("%s%s%s %s\n", style(is_good ? STYLE_GREEN : STYLE_RED), is_good ? "pass" : "FAIL",
           style(STYLE_PLAIN), path);
    printf("%s", is_good || said == NULL ? "" : said);
}

// Runs tw with these words; what it says is added to out.
static int run_self(struct words *words, struct buffer *out) {
    int code = program_run(words, NULL, out);
    words_free(words);
    return code;
}

// ---- scripts of the simulator -------------------------------------------------------------------

static void test_script(struct suite *suite, const char *path) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    if (suite->built->program[0] == '\0') {
        fail_usage(path, TW_ERR_INVAL, "a command is not simulated: write a transcript, .txt");
        tell(suite, path, false, NULL);
        return;
    }
    words_add(&words, OWN);
    words_add(&words, "sim");
    words_add(&words, "--script");
    words_add(&words, path);
    words_add(&words, suite->built->program);
    bool is_good = run_self(&words, &said) == 0;
    tell(suite, path, is_good, (const char *)said.bytes);
    buffer_free(&said);
}

// ---- transcripts --------------------------------------------------------------------------------

// The words of a command line; ' and " keep what is between them together.
static void split(const char *line, size_t size, struct words *words) {
    struct buffer word = {NULL, 0, 0};
    char quote = '\0';
    bool is_word = false;
    for (size_t i = 0; i <= size; i++) {
        char now = i < size ? line[i] : ' ';
        bool is_end = now == ' ' && quote == '\0';
        if (is_end && is_word) {
            buffer_put_byte(&word, 0);
            words_add(words, (const char *)word.bytes);
            word.size = 0;
        } else if (!is_end && (now == quote || (quote == '\0' && (now == '\'' || now == '"')))) {
            quote = quote == '\0' ? now : '\0';
        } else if (!is_end) {
            buffer_put_byte(&word, (unsigned char)now);
        }
        is_word = !is_end;
    }
    buffer_free(&word);
}

// The line `$ tw ...` at *at, and what that does now; goes to the next such line.
static void replay(const char **at, struct buffer *out) {
    struct words words = {NULL, 0};
    struct buffer said = {NULL, 0, 0};
    size_t size = strcspn(*at, "\n");
    words_add(&words, OWN);
    split(*at + strlen(PROMPT), size - strlen(PROMPT), &words);
    put(out, *at, size);
    put(out, "\n", 1);
    int code = run_self(&words, &said);
    put(out, (const char *)said.bytes, said.size);
    if (said.size > 0 && said.bytes[said.size - 1] != '\n') {
        put(out, "\n", 1);
    }
    if (code != 0) {
        char line[32];
        put(out, line, (size_t)snprintf(line, sizeof line, "exit code %d\n", code));
    }
    buffer_free(&said);
    const char *next = strstr(*at + size, "\n" PROMPT);
    *at = next != NULL ? next + 1 : *at + strlen(*at);
}

// The first line in which the two differ.
static void put_difference(const char *wanted, const char *got, struct buffer *out) {
    char line[512];
    while (*wanted != '\0' || *got != '\0') {
        size_t wanted_size = strcspn(wanted, "\n");
        size_t got_size = strcspn(got, "\n");
        if (wanted_size != got_size || strncmp(wanted, got, got_size) != 0) {
            int size = snprintf(line, sizeof line, "  expected: %.*s\n  got:      %.*s\n",
                                (int)(wanted_size < 200 ? wanted_size : 200), wanted,
                                (int)(got_size < 200 ? got_size : 200), got);
            put(out, line, (size_t)size);
            return;
        }
        wanted += wanted_size + (wanted[wanted_size] == '\n');
        got += got_size + (got[got_size] == '\n');
    }
}

static void compare(struct suite *suite, const char *path, const struct buffer *wanted,
                    struct buffer *got) {
    struct buffer difference = {NULL, 0, 0};
    bool is_equal = wanted->size == got->size && memcmp(wanted->bytes, got->bytes, got->size) == 0;
    if (!is_equal && suite->is_update) {
        is_equal = file_store(path, got->bytes, got->size);
        fprintf(stderr, "%s: written anew\n", path);
    }
    buffer_put_byte(got, 0);
    put_difference((const char *)wanted->bytes, (const char *)got->bytes, &difference);
    buffer_put_byte(&difference, 0);
    tell(suite, path, is_equal, (const char *)difference.bytes);
    buffer_free(&difference);
}

static void test_transcript(struct suite *suite, const char *path) {
    struct buffer wanted = {NULL, 0, 0};
    struct buffer got = {NULL, 0, 0};
    if (!file_load(path, &wanted)) {
        fail_usage(path, TW_ERR_IO, "%s: check the file", strerror(errno));
        tell(suite, path, false, NULL);
        return;
    }
    const char *at = (const char *)wanted.bytes;
    if (strncmp(at, PROMPT, strlen(PROMPT)) != 0) {
        fail_usage(path, TW_ERR_INVAL, "no transcript: begin with a line `" PROMPT "...`");
        tell(suite, path, false, NULL);
    } else {
        while (*at != '\0') {
            replay(&at, &got);
        }
        compare(suite, path, &wanted, &got);
    }
    buffer_free(&wanted);
    buffer_free(&got);
}

// ---- all of them --------------------------------------------------------------------------------

static void test_file(struct suite *suite, const char *name) {
    char path[FILES_PATH_SIZE];
    path_format(path, "tests/%s", name);
    if (suite->only != NULL && strstr(name, suite->only) == NULL) {
        return;
    }
    if (strcmp(extension_of(path), "sim") == 0) {
        test_script(suite, path);
    } else if (strcmp(extension_of(path), "txt") == 0) {
        test_transcript(suite, path);
    }
    fflush(stdout);
}

static void test_files(struct suite *suite) {
    struct words names = {NULL, 0};
    folder_list("tests", &names);
    for (size_t i = 0; i < names.count; i++) {
        test_file(suite, names.items[i]);
    }
    words_free(&names);
}

static void test_files_json(struct suite *suite) {
    json_begin(&suite->json, NULL);
    json_begin_list(&suite->json, "tests");
    test_files(suite);
    json_end_list(&suite->json);
    json_number(&suite->json, "passed", suite->passed);
    json_number(&suite->json, "failed", suite->failed);
    json_end(&suite->json);
}

static int test_all(struct suite *suite) {
    if (suite->is_json) {
        test_files_json(suite);
    } else {
        test_files(suite);
    }
    if (suite->passed + suite->failed == 0) {
        return fail_usage(WHERE, TW_ERR_NOENT,
                          "no test is there: put NAME.sim or NAME.txt into tests/: see tw help "
                          "test");
    }
    if (!suite->is_json) {
        printf("%u passed, %u failed\n", suite->passed, suite->failed);
    }
    return suite->failed == 0 ? 0 : EXIT_MODULE;
}

static int test(struct suite *suite, const struct build_options *options) {
    struct project project = {.name = ""};
    struct built built;
    int code = project_open(&project, WHERE);
    code = code == 0 ? build_project(WHERE, &project, options, NULL, &built) : code;
    suite->built = &built;
    code = code == 0 ? test_all(suite) : code;
    project_free(&project);
    return code;
}

int command_test(int count, char **args) {
    struct suite suite = {.only = NULL};
    struct build_options options = {.board = "host"};
    int code = 0;
    for (int i = 0; code == 0 && i < count; i++) {
        if (strcmp(args[i], "--update") == 0) {
            suite.is_update = true;
        } else if (strcmp(args[i], "--json") == 0) {
            suite.is_json = true;
        } else if (args[i][0] != '-' && suite.only == NULL) {
            suite.only = args[i];
        } else if (strcmp(args[i], "--board") == 0 ||
                   !build_read_option(&options, WHERE, count, args, &i, &code)) {
            code =
                fail_usage(WHERE, TW_ERR_INVAL, "%s is not understood: see tw help test", args[i]);
        }
    }
    code = code == 0 ? test(&suite, &options) : code;
    words_free(&options.settings);
    return code;
}
