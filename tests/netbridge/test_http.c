// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0

// HTTP for modules, against a server that is the test: requests byte for byte, answers in any
// pieces, and what servers do that lie, stop or never end.

#include "bed.h"

#include <stdio.h>
#include <stdlib.h>

#include "devices/network/http/answer.h"
#include "http_wasm.h"
#include "tinywasm/http.h"

#define HEADERS 2048
#define CLIENTS 2

static tw_http_t http;
static tw_http_client_t clients[CLIENTS];
static tw_instance_t *instance;
static int listener;
static uint16_t port;
static char all[70000];  // of a body

static void start(struct built *table) {
    tw_device_t *const devices[] = {&http.device};
    tw_http_init(&http, &use, clients, CLIENTS);
    bed_start(table, devices, 1);
    instance = create(http_wasm, sizeof http_wasm, "talk.wasm", "talk");
    listener = peer_listen(&port);
}

static int stop(void **state) {
    peer_close(listener);
    return bed_stop(state);
}
#define HTTP_TEST(name) cmocka_unit_test_teardown(name, stop)

static void begin_request(tw_instance_t *of, const char *method, const char *path,
                          const char *headers, uint32_t body, struct ending *ending) {
    char text[800];
    int method_size = (int)strlen(method);
    int size = snprintf(text, sizeof text, "%shttp://127.0.0.1:%u%s", method, (unsigned)port, path);
    put(of, TEXT, text, (uint32_t)size);
    put(of, HEADERS, headers, (uint32_t)strlen(headers));
    begin(of, "request",
          (const int64_t[]){TEXT, method_size, TEXT + method_size, size - method_size, HEADERS,
                            (int64_t)strlen(headers), BUFFER, body},
          ending);
}

static void expect_request(int peer, const char *text) {
    static char got[2000];
    int size = peer_receive(peer, got, strlen(text));
    assert_int_equal(size, strlen(text));
    assert_memory_equal(got, text, strlen(text));
}

static int begin_get(struct ending *ending) {
    char wanted[120];
    begin_request(instance, "GET", "/x", "", 0, ending);
    int peer = peer_accept(listener);
    (void)snprintf(wanted, sizeof wanted,
                   "GET /x HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\n\r\n",
                   (unsigned)port);
    expect_request(peer, wanted);
    return peer;
}

static void send_text(int peer, const char *text) {
    peer_send(peer, text, strlen(text));
}

// The status of a GET that is answered so, the connection closed behind it.
static int64_t get(const char *answer) {
    struct ending ending;
    int peer = begin_get(&ending);
    send_text(peer, answer);
    peer_close(peer);
    assert_true(poll_until(&ending.is_over));
    return ending.result;
}

// The rest of the body by reads of so many bytes; how it ended.
static int64_t read_all(int64_t piece, size_t *size) {
    int64_t more = 0;
    *size = 0;
    while ((more = CALL(instance, "read", BUFFER, piece)) > 0) {
        assert_true(*size + (size_t)more < sizeof all);
        assert_int_equal(tw_memory_read(instance, BUFFER, all + *size, (size_t)more), TW_ERR_OK);
        *size += (size_t)more;
    }
    return more;
}

static void expect_body(const char *body) {
    size_t size = 0;
    assert_int_equal(read_all(7, &size), 0);
    assert_int_equal(size, strlen(body));
    assert_memory_equal(all, body, size);
}

static void test_http_gets(void **state) {
    (void)state;
    start(NULL);
    assert_int_equal(get("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world"), 200);
    expect_body("hello world");
    assert_int_equal(get("HTTP/1.0 404 Not Found\r\n\r\nuntil the end"), 404);
    expect_body("until the end");
    assert_int_equal(get("HTTP/1.1 200\r\nTRANSFER-encoding:chunked \r\n\r\n"
                         "5;a=b\r\nhello\r\n0b \r\n, you there\r\n000\r\nTrailer: x\r\n\r\n"),
                     200);
    expect_body("hello, you there");
    assert_int_equal(get("HTTP/1.1 100 Continue\r\nLink: a\r\n\r\n"
                         "HTTP/1.1 201 Made\r\nContent-Length: 2\r\nX: y\r\n\r\nokbehind"),
                     201);
    expect_body("ok");
    assert_int_equal(get("HTTP/1.1 204 No Content\r\n\r\nno body"), 204);
    expect_body("");
    assert_int_equal(get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), 200);
    expect_body("");
    assert_int_equal(seen.open, 1);  // until the next request, or close
    assert_int_equal(CALL(instance, "close", 0), 0);
    assert_int_equal(seen.open, 0);
}

static void test_http_posts(void **state) {
    (void)state;
    static char body[20000];
    static char got[20000];
    char wanted[300];
    struct ending ending;
    start(NULL);
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (char)('a' + i % 23);
    }
    put(instance, BUFFER, body, sizeof body);
    begin_request(instance, "POST", "", "Content-Type: text/plain\r\nX-A: b\r\n", sizeof body,
                  &ending);
    int peer = peer_accept(listener);
    (void)snprintf(wanted, sizeof wanted,
                   "POST / HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nConnection: close\r\nContent-Length: "
                   "20000\r\nContent-Type: text/plain\r\nX-A: b\r\n\r\n",
                   (unsigned)port);
    expect_request(peer, wanted);
    assert_int_equal(peer_receive(peer, got, sizeof got), sizeof got);
    assert_memory_equal(got, body, sizeof got);
    send_text(peer, "HTTP/1.1 303 See Other\r\nLocation: /there\r\n\r\n");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 303);
    peer_close(peer);
    begin_request(instance, "HEAD", "/", "", 0, &ending);
    peer = peer_accept(listener);
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 200);
    expect_body("");
    peer_close(peer);
}

static void expect_header(const char *name, const char *value) {
    put(instance, TEXT, name, (uint32_t)strlen(name));
    int64_t size = CALL(instance, "header", TEXT, (int64_t)strlen(name), BUFFER, 100);
    assert_int_equal(size, value == NULL ? TW_ERR_NOENT : (int64_t)strlen(value));
    if (value != NULL) {
        expect_bytes(instance, BUFFER, value, (uint32_t)strlen(value));
    }
}

static void test_http_headers_are_found(void **state) {
    (void)state;
    start(NULL);
    assert_int_equal(get("HTTP/1.1 103 Early\r\nLink: early\r\n\r\nHTTP/1.1 200 OK\r\n"
                         "Content-Type: text/html\r\nETag:\t\"a\"\r\nEmpty:\r\n\r\nIn-Body: x\r\n"),
                     200);
    expect_header("content-type", "text/html");
    expect_header("ETAG", "\"a\"");
    expect_header("Empty", "");
    expect_header("In-Body", NULL);
    expect_header("Content", NULL);
    expect_header("Content-Type: text", NULL);
    expect_body("In-Body: x\r\n");
    expect_header("ETag", "\"a\"");
    assert_int_equal(CALL(instance, "close", 0), 0);
    assert_int_equal(CALL(instance, "header", TEXT, 4, BUFFER, 100), TW_ERR_STATE);
}

static void test_http_answers_come_in_any_pieces(void **state) {
    (void)state;
    static const char answer[] =
        "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n";
    start(NULL);
    for (uint32_t step = 1; step < 9; step++) {
        struct ending ending;
        int peer = begin_get(&ending);
        for (uint32_t i = 0; i < 46; i++) {
            peer_send(peer, answer + i, 1);
        }
        assert_false(ending.is_over);
        for (size_t i = 46; i < sizeof answer - 1; i += step) {
            size_t left = sizeof answer - 1 - i;
            peer_send(peer, answer + i, left < step ? left : step);
        }
        assert_true(poll_until(&ending.is_over));
        expect_body("abc0123456789abcdef");
        peer_close(peer);
    }
}

static void test_http_large_bodies_are_not_kept(void **state) {
    (void)state;
    static char body[60000];
    struct ending ending;
    size_t size = 0;
    start(NULL);
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (char)('A' + i % 57);
    }
    int peer = begin_get(&ending);
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n");
    peer_send(peer, body, sizeof body);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(read_all(5000, &size), 0);
    assert_int_equal(size, sizeof body);
    assert_memory_equal(all, body, size);
    peer_close(peer);
}

// ---- servers that lie ---------------------------------------------------------------------------

static const char *const lies[] = {
    "",
    "HTTP/1.1",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",  // cut off
    "HTTP/2 200 OK\r\n\r\n",
    "HTTP/1.1 2x0 OK\r\n\r\n",
    "HTTP/1.1 99 OK\r\n\r\n",
    "HTTP/1.1 600 OK\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n",
    "ICY 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\n\n",
    "HTTP/1.1 200 OK\rX\r\n\r\n",
    "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\n: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
    "HTTP/1.1 200 OK\r\nContent-Length: 5 5\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 4294967296\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999999999999999999999\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
};

static const char *const lying_bodies[] = {
    "Content-Length: 5\r\n\r\nabc",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n-1\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n100000000\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0x3\r\n\r\n",
};

static void test_http_servers_that_lie_are_left(void **state) {
    (void)state;
    char text[200];
    start(NULL);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        int64_t result = get(lies[i]);
        if (result != TW_ERR_CORRUPT) {
            fail_msg("%s: %d", lies[i], (int)result);
        }
        assert_int_equal(seen.open, 0);
        assert_int_equal(CALL(instance, "read", BUFFER, 10), TW_ERR_STATE);
    }
    for (size_t i = 0; i < sizeof lying_bodies / sizeof lying_bodies[0]; i++) {
        size_t size = 0;
        (void)snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\n%s", lying_bodies[i]);
        assert_int_equal(get(text), 200);
        int64_t result = read_all(100, &size);
        if (result != TW_ERR_CORRUPT || size != 3) {
            fail_msg("%s: %d", lying_bodies[i], (int)result);
        }
    }
    assert_int_equal(get("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), 200);
    expect_body("ok");
}

static void test_http_endless_heads_have_an_end(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = begin_get(&ending);
    send_text(peer, "HTTP/1.1 200 OK\r\n");
    for (uint32_t i = 0; i < 700 && !ending.is_over; i++) {
        send_text(peer, "X-Header: 12\r\n");
    }
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_CORRUPT);
    peer_close(peer);
    peer = begin_get(&ending);  // a line longer than is kept is passed over
    send_text(peer, "HTTP/1.1 200 OK\r\nX: ");
    for (uint32_t i = 0; i < 100; i++) {
        send_text(peer, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    }
    send_text(peer, "\r\nContent-Length: 1\r\n\r\nx");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, 200);
    expect_body("x");
    peer_close(peer);
}

static void test_http_slow_and_broken_servers_are_left(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    assert_int_equal(CALL(instance, "set_timeout", 2000), 0);
    int peer = begin_get(&ending);
    uint32_t begin_ms = now_ms;
    static const char drops[] = "HTTP/1.1 200 OK\r\nX: and so on, and so on";
    for (uint32_t i = 0; !ending.is_over; i++) {  // a byte now and then does not help
        assert_true(i < sizeof drops - 1);
        peer_send(peer, drops + i, 1);
        poll_times(100);
    }
    assert_int_equal(ending.result, TW_ERR_INTERRUPTED);
    assert_in_range(now_ms - begin_ms, 1900, 2300);
    peer_close(peer);
    peer = begin_get(&ending);
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(CALL(instance, "read", BUFFER, 10), 3);
    begin_ms = now_ms;
    assert_int_equal(CALL(instance, "read", BUFFER, 10), TW_ERR_INTERRUPTED);
    assert_in_range(now_ms - begin_ms, 2000, 2010);
    assert_int_equal(seen.open, 0);
    peer_close(peer);
    peer = begin_get(&ending);
    peer_reset(peer);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_IO);
    peer_close(listener);
    begin_request(instance, "GET", "/", "", 0, &ending);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_IO);  // nobody listens
    listener = peer_listen(&port);
}

// ---- modules ------------------------------------------------------------------------------------

static void test_http_wrong_use_is_answered(void **state) {
    (void)state;
    static const char *const urls[] = {"",
                                       "ftp://a/",
                                       "http:/a",
                                       "http://",
                                       "http://:80",
                                       "http://a:0/",
                                       "http://a:x/",
                                       "http://a:65536/",
                                       "http://a b",
                                       "http://a/ b",
                                       "http://a/\n",
                                       "http://a?x",
                                       "httpss://a/",
                                       "htt://a/",
                                       "https:/a",
                                       "https://",
                                       "https://a:0/",
                                       "http://a:80:1/",
                                       "http://1.2.3"};
    static const char *const headers[] = {"A: b",         "A: b\n",       "\r\n",
                                          "A: b\r\n\r\n", "A\x01: b\r\n", "A: b\r\nC"};
    static const char *const methods[] = {"", "get", "GET ", "G\r\n", "ABCDEFGHIJKLMNOPQ"};
    struct ending ending;
    start(NULL);
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        put(instance, TEXT, "GET", 3);
        put(instance, TEXT + 3, urls[i], (uint32_t)strlen(urls[i]));
        int64_t size = (int64_t)strlen(urls[i]);
        if (CALL(instance, "request", TEXT, 3, TEXT + 3, size, 0, 0, 0, 0) != TW_ERR_INVAL) {
            fail_msg("%s is taken", urls[i]);
        }
    }
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        begin_request(instance, "GET", "/", headers[i], 0, &ending);
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(ending.result, TW_ERR_INVAL);
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        begin_request(instance, methods[i], "/", "", 0, &ending);
        assert_true(poll_until(&ending.is_over));
        assert_int_equal(ending.result, TW_ERR_INVAL);
    }
    char path[600] = "/";
    memset(path + 1, 'x', sizeof path - 2);
    begin_request(instance, "GET", path, "", 0, &ending);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(ending.result, TW_ERR_LIMIT);
    assert_int_equal(CALL(instance, "read", BUFFER, 10), TW_ERR_STATE);
    assert_int_equal(seen.opens + seen.resolves, 0);
    EXPECT_TRAP(instance, "read", "argument buffer", 65000, 1000);
}

static int64_t get_secure(void) {
    char url[40];
    int size = snprintf(url, sizeof url, "GEThttps://127.0.0.1:%u/", (unsigned)port);
    put(instance, TEXT, url, (uint32_t)size);
    return CALL(instance, "request", TEXT, 3, TEXT + 3, size - 3, 0, 0, 0, 0);
}

// A carrier that does not look who its peers are is none for TLS.
static void test_http_https_is_tls_or_nothing(void **state) {
    (void)state;
    start(NULL);
    assert_int_equal(get_secure(), TW_ERR_UNSUPPORTED);
    assert_int_equal(seen.opens + seen.resolves, 0);
    tw_net_use_secure(&use, use.net);
    assert_int_equal(get_secure(), TW_ERR_UNSUPPORTED);
    assert_int_equal(seen.open + seen.connects + seen.sends, 0);
    tw_net_use_secure(&use, NULL);
}

static void test_http_grants_of_http_are_none_of_https(void **state) {
    (void)state;
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_text(&table, "functions", "http.*");
    build_text(&table, "hosts", "http://127.0.0.1");
    build_end(&table);
    start(&table);
    put(instance, TEXT, "GEThttps://127.0.0.1:1/", 23);
    EXPECT_TRAP(instance, "request", "add hosts = [\"https://127.0.0.1:1\"] under [grant.talk]",
                TEXT, 3, TEXT + 3, 20, 0, 0, 0, 0);
    assert_int_equal(seen.opens + seen.resolves, 0);
}

static void test_http_exchange_goes_with_its_module(void **state) {
    (void)state;
    struct ending ending;
    start(NULL);
    int peer = begin_get(&ending);
    assert_int_equal(tw_instance_destroy(instance), TW_ERR_OK);
    assert_int_equal(ending.err, TW_ERR_INTERRUPTED);
    assert_true(peer_has_end(peer));
    peer_close(peer);
}

static void test_http_without_grants_sends_nothing(void **state) {
    (void)state;
    static struct built table;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_text(&table, "functions", "http.*");
    build_text(&table, "hosts", "tcp://127.0.0.1");
    build_text(&table, NULL, "http://127.0.0.1:1");
    build_end(&table);
    start(&table);
    put(instance, TEXT, "GEThttp://a.test/x", 18);
    EXPECT_TRAP(instance, "request",
                "talk.wasm: DENIED: host http://a.test:80 by 'talk': "
                "add hosts = [\"http://a.test:80\"] under [grant.talk]",
                TEXT, 3, TEXT + 3, 15, 0, 0, 0, 0);
    poll_times(20);
    assert_int_equal(seen.opens + seen.resolves + seen.connects + seen.sends, 0);
}

static void test_http_reads_so_many_bytes_a_second(void **state) {
    (void)state;
    static struct built table;
    static char body[1000];
    struct ending ending;
    size_t size = 0;
    build_begin(&table);
    build_name(&table, "talk.wasm");
    build_number(&table, "bytes_per_second", 200);
    build_text(&table, "functions", "*");
    build_text(&table, "hosts", "http://127.0.0.0/8");
    build_end(&table);
    start(&table);
    memset(body, 'x', sizeof body);
    int peer = begin_get(&ending);
    uint32_t begin_ms = now_ms;
    send_text(peer, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    peer_send(peer, body, sizeof body);
    assert_true(poll_until(&ending.is_over));
    assert_int_equal(read_all(1000, &size), 0);
    assert_int_equal(size, sizeof body);
    assert_in_range(now_ms - begin_ms, 4000, 6500);
    peer_close(peer);
}

// Cut anywhere, an answer is the same; and no bytes do harm.
static void test_http_answer_is_the_same_in_any_pieces(void **state) {
    (void)state;
    static const char text[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\nabcd\r\n1;x\r\ne\r\n0\r\nT: x\r\n\r\n";
    listener = peer_listen(&port);
    bed_start(NULL, NULL, 0);
    for (size_t cut = 0; cut < sizeof text; cut++) {
        tw__answer_t answer = {.stage = TW__ANSWER_STATUS};
        char body[10];
        size_t count = 0;
        for (size_t at = 0; at < sizeof text - 1;) {
            const uint8_t *more = NULL;
            size_t size = 0;
            size_t end = at < cut ? cut : sizeof text - 1;
            at += tw__answer_take(&answer, (const uint8_t *)text + at, end - at, 3, &more, &size);
            assert_in_range(size, 0, 3);
            memcpy(body + count, more, size);
            count += size;
        }
        assert_int_equal(answer.stage, TW__ANSWER_DONE);
        assert_int_equal(count, 5);
        assert_memory_equal(body, "abcde", 5);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        HTTP_TEST(test_http_gets),
        HTTP_TEST(test_http_posts),
        HTTP_TEST(test_http_headers_are_found),
        HTTP_TEST(test_http_answers_come_in_any_pieces),
        HTTP_TEST(test_http_large_bodies_are_not_kept),
        HTTP_TEST(test_http_servers_that_lie_are_left),
        HTTP_TEST(test_http_endless_heads_have_an_end),
        HTTP_TEST(test_http_slow_and_broken_servers_are_left),
        HTTP_TEST(test_http_wrong_use_is_answered),
        HTTP_TEST(test_http_https_is_tls_or_nothing),
        HTTP_TEST(test_http_grants_of_http_are_none_of_https),
        HTTP_TEST(test_http_exchange_goes_with_its_module),
        HTTP_TEST(test_http_without_grants_sends_nothing),
        HTTP_TEST(test_http_reads_so_many_bytes_a_second),
        HTTP_TEST(test_http_answer_is_the_same_in_any_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
