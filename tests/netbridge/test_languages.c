// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// Sockets by the bindings of each language: the same module five times, modules/hail.

#include "bed.h"
#include "hail_assemblyscript_wasm.h"
#include "hail_rust_wasm.h"
#include "hail_tinygo_wasm.h"
#include "hail_wasm.h"
#include "hail_zig_wasm.h"
#include "tinywasm/sockets.h"

static tw_sockets_t sockets;

static void talk_with(const uint8_t *bytes, size_t size) {
    static const char answers[] = "sixteen or fewer";
    tw_device_t *const devices[] = {&sockets.device};
    uint16_t port = 0;
    char word[4];
    tw_sockets_init(&sockets, &use);
    bed_start(NULL, devices, 1);
    tw_instance_t *instance = create(bytes, size, "hail.wasm", "hail");
    int listener = peer_listen(&port);
    for (size_t count = 1; count < sizeof answers; count += 5) {
        struct ending ending;
        begin(instance, "hail", (const int64_t[]){port}, &ending);
        int peer = peer_accept(listener);
        assert_int_equal(peer_receive(peer, word, sizeof word), sizeof word);
        assert_memory_equal(word, "hail", sizeof word);
        peer_send(peer, answers, count);
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(ending.err, TW_ERR_OK);
        assert_int_equal(ending.result, count);
        assert_true(peer_has_end(peer));
        peer_close(peer);
    }
    peer_close(listener);
    assert_int_equal(CALL(instance, "hail", port), TW_ERR_IO);
    assert_int_equal(seen.open, 0);
}

#define LANGUAGE(language, bytes)                                      \
    static void test_languages_##language##_talks_over_tcp(void **s) { \
        (void)s;                                                       \
        talk_with(bytes, sizeof bytes);                                \
    }
LANGUAGE(c, hail_wasm)
LANGUAGE(rust, hail_rust_wasm)
LANGUAGE(zig, hail_zig_wasm)
LANGUAGE(assemblyscript, hail_assemblyscript_wasm)
LANGUAGE(tinygo, hail_tinygo_wasm)

int main(void) {
    const struct CMUnitTest tests[] = {
        BED_TEST(test_languages_c_talks_over_tcp),
        BED_TEST(test_languages_rust_talks_over_tcp),
        BED_TEST(test_languages_zig_talks_over_tcp),
        BED_TEST(test_languages_assemblyscript_talks_over_tcp),
        BED_TEST(test_languages_tinygo_talks_over_tcp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
