// needs: base core interp engine filestore shell
// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// The doors of the shell to the engine's own files: every command that takes a name, typed and in
// frames, and the headers of transfers, with every name of door_names.def. After each attempt the
// files are what they were, and no other has come.

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build_table.h"
#include "engine.h"
#include "ping_wasm.h"
#include "shell/crc.h"
#include "worker_wasm.h"

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X300 X50 X50 X50 X50 X50 X50
#define DOOR(name) name,

static const char *const names[] = {
#include "door_names.def"
};
#define NAME_COUNT (sizeof names / sizeof names[0])

#define HASH "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"  // of "abcd"
#define STX_BYTES 1029u

static struct built secret;  // what is in .grants
static const char kept[] = "what was kept of its code";
static const char list[] = "ping.wasm\0ping";

static void ok(tw_err_t err) {
    assert_string_equal(tw_err_name(err), "TW_ERR_OK");
}

// As the engine does it.
static void put_protected(const char *name, const void *bytes, size_t size) {
    ok(store->ops->save_begin(store, name, (uint32_t)size));
    ok(store->ops->save_write(store, bytes, (uint32_t)size));
    ok(store->ops->save_commit(store));
}

static int set_up(void **state) {
    (void)state;
    build_begin(&secret);
    build_name(&secret, "ping.wasm");
    build_text(&secret, "functions", "hosted.pong");
    build_end(&secret);
    engine_begin(secret.bytes, secret.size);
    put_protected(".grants", secret.bytes, secret.size);
    put_protected(".autostart", list, sizeof list);
    engine_save("ping.wasm", ping_wasm, sizeof ping_wasm);
    put_protected(".~ping.wasm", kept, sizeof kept);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    engine_end();
    return 0;
}

static void expect_bytes(const char *name, const void *bytes, size_t size) {
    uint8_t found[BUILT_BYTES];
    uint32_t found_size = 0;
    ok(store->ops->read(store, name, 0, found, sizeof found, &found_size));
    assert_int_equal(found_size, size);
    assert_memory_equal(found, bytes, size);
}

static bool count_file(void *ctx, const tw_fileinfo_t *info) {
    (void)info;
    ++*(uint32_t *)ctx;
    return true;
}

static void expect_intact(void) {
    uint32_t count = 0;
    expect_bytes(".grants", secret.bytes, secret.size);
    expect_bytes(".autostart", list, sizeof list);
    expect_bytes(".~ping.wasm", kept, sizeof kept);
    expect_bytes("ping.wasm", ping_wasm, sizeof ping_wasm);
    ok(tw_filestore_list(store, count_file, &count));
    assert_int_equal(count, 1);
}

// A line may also be longer than the shell takes, and of a long name the text is cut: then the code
// is left, of INVAL.
static void expect_refused(const char *door, const char *name, const char *answer) {
    if (strstr(answer, "DENIED") == NULL && strstr(answer, "INVAL") == NULL &&
        strstr(answer, ": LIMIT: ") == NULL &&
        (strlen(name) < 300 || strstr(answer, "-2\n") == NULL)) {
        print_error("%s of '%s' answers '%s'\n", door, name, answer);
        fail();
    }
    expect_intact();
}

// Whether the bytes of a name arrive in a command as they are.
static bool has_keys(const char *name, const char *keys) {
    return strpbrk(name, keys) != NULL;
}

static bool is_printable(const char *name) {
    for (; *name != '\0'; name++) {
        if (*name < ' ' || *name > '~') {
            return false;
        }
    }
    return true;
}

// Commands that open the file of a name.
static const char *const doors[] = {
    "rm '%s'",      "cat '%s'",       "hexdump '%s'",       "info '%s'",
    "load '%s'",    "run '%s'",       "swap p '%s'",        "get '%s'",
    "get -x '%s'",  "autostart '%s'", "autostart '%s' run", "autostart -d '%s'",
    "kept rm '%s'",
};
// Those that look among what is loaded, or at grants: no name of these is there.
static const char *const others[] = {"unload '%s'", "halt '%s'", "call '%s' ping", "swap '%s'",
                                     "grant '%s'"};
// Those of programs.
static const char *const frame_doors[] = {".put '%s' 4 " HASH, ".take '%s' 0 64", ".hash '%s'"};

static const char *line_of(const char *door, const char *name) {
    static char line[TW_SHELL_LINE_BYTES + 512];
    const char *at = strstr(door, "%s");
    snprintf(line, sizeof line, "%.*s%s%s", (int)(at - door), door, name, at + 2);
    return line;
}

static void test_shell_doors_of_commands_are_shut(void **state) {
    (void)state;
    (void)engine_do("run ping.wasm");
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (!is_printable(names[i])) {
            continue;  // its bytes are keys
        }
        for (size_t d = 0; d < sizeof doors / sizeof doors[0]; d++) {
            const char *door = strstr(doors[d], "swap") == NULL ? doors[d] : "swap ping '%s'";
            expect_refused(door, names[i], engine_do(line_of(door, names[i])));
        }
        for (size_t d = 0; d < sizeof others / sizeof others[0]; d++) {
            const char *answer = engine_do(line_of(others[d], names[i]));
            assert_true(strstr(answer, "NOENT") != NULL || strstr(answer, "LIMIT") != NULL);
            expect_intact();
        }
    }
}

static const char *in_frame(const char *command) {
    static char frame[1200];
    char body[1100];
    snprintf(body, sizeof body, "00%s", command);
    int size = snprintf(frame, sizeof frame,
                        "\x1e"
                        "00%04x%s\n",
                        (unsigned)tw__crc_of((const uint8_t *)body, strlen(body)), command);
    return engine_type(frame, (size_t)size, 20);
}

static void test_shell_doors_of_frames_are_shut(void **state) {
    (void)state;
    (void)engine_do("run ping.wasm");
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (has_keys(names[i], "\r\n\x03\x1e")) {
            continue;  // ends the frame
        }
        for (size_t d = 0; d < sizeof frame_doors / sizeof frame_doors[0]; d++) {
            expect_refused(frame_doors[d], names[i], in_frame(line_of(frame_doors[d], names[i])));
        }
        for (size_t d = 0; d < 6; d++) {
            expect_refused(doors[d], names[i], in_frame(line_of(doors[d], names[i])));
        }
    }
}

static const char *packet_of(char head, uint8_t number, const char *text, size_t text_size) {
    static char packet[STX_BYTES];
    size_t size = head == '\x02' ? 1024 : 128;
    memset(packet, 0, sizeof packet);
    packet[0] = head;
    packet[1] = (char)number;
    packet[2] = (char)~number;
    memcpy(packet + 3, text, text_size);
    uint16_t crc = tw__crc_of((const uint8_t *)packet + 3, size);
    packet[3 + size] = (char)(crc >> 8);
    packet[4 + size] = (char)crc;
    return packet;
}

static void test_shell_doors_of_ymodem_headers_are_shut(void **state) {
    (void)state;
    for (size_t i = 0; i < NAME_COUNT; i++) {
        size_t size = strlen(names[i]);
        if (size == 0) {
            continue;  // that ends the batch
        }
        char text[400] = {0};
        memcpy(text, names[i], size);
        memcpy(text + size + 1, "4", 1);
        assert_non_null(strstr(engine_type("save\r", 5, 10), "send it now"));
        const char *answer = engine_type(packet_of('\x02', 0, text, size + 2), STX_BYTES, 2000);
        expect_refused("a YMODEM header", names[i], answer);
        assert_non_null(strstr(answer, "nothing was replaced"));
    }
}

static void test_shell_doors_of_save_are_shut(void **state) {
    (void)state;
    for (size_t i = 0; i < NAME_COUNT; i++) {
        if (!is_printable(names[i]) || strlen(names[i]) > 100) {
            continue;
        }
        char line[TW_SHELL_LINE_BYTES + 20];
        int size = snprintf(line, sizeof line, "save '%s' 4\r", names[i]);
        assert_non_null(strstr(engine_type(line, (size_t)size, 10), "send it now"));
        expect_refused("save", names[i], engine_type(packet_of('\x01', 1, "evil", 4), 133, 2000));
    }
}

// The tests above would also pass if nothing could be sent at all.
static void test_shell_doors_a_good_name_is_taken(void **state) {
    (void)state;
    (void)engine_type("save\r", 5, 10);
    (void)engine_type(packet_of('\x02', 0,
                                "good\0"
                                "4",
                                6),
                      STX_BYTES, 10);
    (void)engine_type(packet_of('\x01', 1, "evil", 4), 133, 10);
    (void)engine_type("\x04", 1, 10);
    (void)engine_type("\x04", 1, 10);
    const char *answer = engine_type(packet_of('\x01', 0, "", 0), 133, 2000);
    assert_non_null(strstr(answer, "saved good, 4 B"));
    expect_bytes("good", "evil", 4);
    assert_non_null(strstr(in_frame(".hash good"), "4 b5c1fb2e"));
    assert_string_equal(engine_do("rm good"), "");
    expect_intact();
}

// What may be seen of a module does not depend on what it may use.
static void test_shell_info_of_a_module_without_grants(void **state) {
    (void)state;
    engine_save("worker.wasm", worker_wasm, sizeof worker_wasm);
    const char *answer = engine_do("info worker.wasm");
    assert_non_null(strstr(answer, "\nimports  test.wait function (i32) -> (i32)\n"));
    assert_non_null(strstr(answer, "\nexports  work function (i32) -> (i32)\n"));
    assert_non_null(strstr(answer, "\ngrants   none: add [grant.\"worker.wasm\"] "));
    assert_null(tw_engine_module_at(engine, 0));
    assert_non_null(strstr(engine_do("run worker"), "DENIED"));
    assert_null(tw_engine_instance_at(engine, 0));
    assert_non_null(strstr(engine_do("info ping.wasm"), "functions = [\"hosted.pong\"]"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_shell_doors_of_commands_are_shut),
        TEST(test_shell_doors_of_frames_are_shut),
        TEST(test_shell_doors_of_ymodem_headers_are_shut),
        TEST(test_shell_doors_of_save_are_shut),
        TEST(test_shell_doors_a_good_name_is_taken),
        TEST(test_shell_info_of_a_module_without_grants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
