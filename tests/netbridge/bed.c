// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE

#include "bed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WAIT_TURNS 4000  // of a quarter of a millisecond

static _Alignas(16) uint8_t arena[1024u * 1024u];
static tw_net_posix_t posix;
static tw_grants_t grants;

tw_engine_t *engine;
tw_net_use_t use;
tw_limits_t limits;
uint32_t now_ms;
struct seen seen;

// ---- who counts ---------------------------------------------------------------------------------

static tw_net_ops_t counting;
static const tw_net_ops_t *real;

static tw_err_t count_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    tw_err_t err = real->open(net, kind, port, socket);
    seen.opens++;
    seen.open += err == TW_ERR_OK;
    return err;
}

static tw_err_t count_accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    tw_err_t err = real->accept(net, listener, socket);
    seen.open += err == TW_ERR_OK;
    return err;
}

static void count_close(tw_net_t *net, uint32_t socket, bool is_abort) {
    seen.open--;
    real->close(net, socket, is_abort);
}

static tw_err_t count_connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    seen.connects++;
    return real->connect(net, socket, peer);
}

static tw_err_t count_send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size,
                           size_t *sent) {
    seen.sends++;
    return real->send(net, socket, bytes, size, sent);
}

static tw_err_t count_send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                              const void *bytes, size_t size) {
    seen.sends++;
    return real->send_to(net, socket, peer, bytes, size);
}

static tw_err_t count_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    tw_err_t err = real->resolve(net, name, question);
    seen.resolves++;
    seen.questions += err == TW_ERR_OK;
    return err;
}

static tw_err_t count_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    tw_err_t err = real->answer(net, question, answer);
    seen.questions -= err != TW_ERR_PENDING && err != TW_ERR_INVAL;
    return err;
}

static void count_forget(tw_net_t *net, uint32_t question) {
    seen.questions--;
    real->forget(net, question);
}

static void count_all(void) {
    memset(&seen, 0, sizeof seen);
    real = posix.base.ops;
    counting = *real;
    counting.open = count_open;
    counting.accept = count_accept;
    counting.close = count_close;
    counting.connect = count_connect;
    counting.send = count_send;
    counting.send_to = count_send_to;
    counting.resolve = count_resolve;
    counting.answer = count_answer;
    counting.forget = count_forget;
    posix.base.ops = &counting;
}

// ---- the engine ---------------------------------------------------------------------------------

void bed_start(struct built *table, tw_device_t *const *devices, uint32_t count) {
    tw_engine_config_t config;
    now_ms = 0;
    tw_limits_init(&limits);
    limits.memory_bytes = 128u * 1024u;
    limits.stack_bytes = 4096;
    limits.fuel = UINT64_MAX;
    tw_engine_config_init(&config);
    config.arena = arena;
    config.arena_size = sizeof arena;
    config.scheduler = &tw_scheduler;
    if (table != NULL) {
        tw_grants_init(&grants, table->bytes, table->size);
        config.grants = &grants;
    }
    tw_net_posix_init(&posix);
    count_all();
    assert_int_equal(tw_engine_init(&engine, &config), TW_ERR_OK);
    assert_int_equal(tw_engine_add_device(engine, &posix.base.device), TW_ERR_OK);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(tw_engine_add_device(engine, devices[i]), TW_ERR_OK);
    }
    tw_net_use_init(&use, &posix.base);
    assert_int_equal(tw_engine_start(engine), TW_ERR_OK);
}

int bed_stop(void **state) {
    (void)state;
    while (tw_engine_instance_at(engine, 0) != NULL) {
        assert_int_equal(tw_instance_destroy(tw_engine_instance_at(engine, 0)), TW_ERR_OK);
    }
    assert_int_equal(seen.open, 0);  // all that a module had went with it
    assert_int_equal(seen.questions, 0);
    tw_engine_stop(engine);
    return 0;
}

tw_instance_t *create(const uint8_t *bytes, size_t size, const char *file, const char *name) {
    tw_module_t *module = tw_engine_find_module(engine, file);
    tw_instance_t *instance = NULL;
    if (module == NULL) {
        assert_int_equal(tw_module_load(engine, bytes, size, &module), TW_ERR_OK);
        tw_module_set_name(module, file);
    }
    if (tw_instance_create(module, name, &limits, &instance) != TW_ERR_OK) {
        fail_msg("%s: %s", name, tw_engine_fault(engine)->text);
    }
    return instance;
}

static void note_end(void *ctx, tw_instance_t *instance, tw_err_t err, const tw_value_t *results,
                     uint32_t result_count) {
    struct ending *ending = ctx;
    (void)instance;
    ending->is_over = true;
    ending->err = err;
    if (result_count > 0) {
        ending->result = results[0].type == TW_I64 ? results[0].of.i64 : results[0].of.i32;
    }
}

void begin(tw_instance_t *instance, const char *name, const int64_t *numbers,
           struct ending *ending) {
    tw_value_t args[12];
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    uint32_t count = tw_functype_param_count(func.type);
    for (uint32_t i = 0; i < count; i++) {
        args[i] = tw_value_i32((int32_t)numbers[i]);
    }
    *ending = (struct ending){false, TW_ERR_OK, 0};
    assert_int_equal(tw_instance_begin(instance, func, args, count, note_end, ending), TW_ERR_OK);
}

static void nap(void) {
    (void)nanosleep(&(struct timespec){.tv_nsec = 250000}, NULL);
}

void poll_times(uint32_t times) {
    for (uint32_t i = 0; i < times; i++) {
        (void)tw_engine_poll(engine, now_ms++);
    }
}

bool poll_until(const bool *over) {
    for (uint32_t i = 0; i < WAIT_TURNS && !*over; i++) {
        poll_times(1);
        if (!*over && i > 2) {
            nap();
        }
    }
    return *over;
}

tw_err_t call_of(tw_instance_t *instance, const char *name, const int64_t *numbers,
                 int64_t *result) {
    struct ending ending;
    begin(instance, name, numbers, &ending);
    if (!poll_until(&ending.is_over)) {
        fail_msg("%s does not come to its end", name);
    }
    *result = ending.result;
    return ending.err;
}

int64_t call(tw_instance_t *instance, const char *name, const int64_t *numbers) {
    int64_t result = 0;
    if (call_of(instance, name, numbers, &result) != TW_ERR_OK) {
        fail_msg("%s: %s", name, tw_engine_fault(engine)->text);
    }
    return result;
}

static char reported[300];

static void keep_report(void) {
    strncpy(reported, tw_engine_fault(engine)->text, sizeof reported - 1);
}

// A trapped instance is halted, so the root call is made outside the scheduler.
void expect_trap(tw_instance_t *instance, const char *name, const int64_t *numbers,
                 const char *text) {
    tw_value_t args[12];
    tw_value_t result = tw_value_i32(0);
    tw_func_t func;
    assert_int_equal(tw_instance_find_func(instance, name, &func), TW_ERR_OK);
    uint32_t count = tw_functype_param_count(func.type);
    for (uint32_t i = 0; i < count; i++) {
        args[i] = tw_value_i32((int32_t)numbers[i]);
    }
    tw_err_t err = tw_instance_call(instance, func, args, count, &result, 1);
    keep_report();
    if (err != TW_ERR_TRAP || strstr(reported, text) == NULL) {
        fail_msg("%s: %s: %s, not: %s", name, tw_err_name(err), reported, text);
    }
}

// ---- the module's memory ------------------------------------------------------------------------

uint32_t word(tw_instance_t *instance, uint32_t addr) {
    uint32_t value = 0;
    assert_int_equal(tw_memory_read_u32(instance, addr, &value), TW_ERR_OK);
    return value;
}

void put(tw_instance_t *instance, uint32_t addr, const void *bytes, uint32_t size) {
    assert_int_equal(tw_memory_write(instance, addr, bytes, size), TW_ERR_OK);
}

int64_t put_text(tw_instance_t *instance, const char *text) {
    put(instance, TEXT, text, (uint32_t)strlen(text));
    return (int64_t)strlen(text);
}

void expect_bytes(tw_instance_t *instance, uint32_t addr, const void *bytes, uint32_t size) {
    static uint8_t got[65536];
    assert_in_range(size, 0, sizeof got);
    assert_int_equal(tw_memory_read(instance, addr, got, size), TW_ERR_OK);
    assert_memory_equal(got, bytes, size);
}

// ---- peers --------------------------------------------------------------------------------------

static int open_peer(int type, uint16_t *port) {
    struct sockaddr_in addr = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof addr;
    int peer = socket(AF_INET, type | SOCK_NONBLOCK, 0);
    assert_true(peer >= 0);
    assert_int_equal(bind(peer, (struct sockaddr *)&addr, size), 0);
    assert_int_equal(getsockname(peer, (struct sockaddr *)&addr, &size), 0);
    *port = ntohs(addr.sin_port);
    return peer;
}

int peer_listen(uint16_t *port) {
    int listener = open_peer(SOCK_STREAM, port);
    assert_int_equal(listen(listener, 16), 0);
    return listener;
}

int peer_udp(uint16_t *port) {
    return open_peer(SOCK_DGRAM, port);
}

int peer_connect(uint16_t port) {
    struct sockaddr_in addr = {
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(port)};
    int peer = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(peer, (struct sockaddr *)&addr, sizeof addr), 0);
    assert_int_equal(fcntl(peer, F_SETFL, O_NONBLOCK), 0);
    return peer;
}

static bool is_readable(int peer) {
    struct pollfd fd = {.fd = peer, .events = POLLIN};
    for (uint32_t i = 0; i < WAIT_TURNS; i++) {
        if (poll(&fd, 1, 0) > 0) {
            return true;
        }
        poll_times(1);
        nap();
    }
    return false;
}

int peer_accept(int listener) {
    assert_true(is_readable(listener));
    int peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
    assert_true(peer >= 0);
    return peer;
}

int peer_receive(int peer, void *bytes, size_t size) {
    size_t done = 0;
    while (done < size && is_readable(peer)) {
        ssize_t more = recv(peer, (uint8_t *)bytes + done, size - done, 0);
        if (more <= 0) {
            return more < 0 ? -1 : (int)done;
        }
        done += (size_t)more;
    }
    return (int)done;
}

void peer_send(int peer, const void *bytes, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t more = send(peer, (const uint8_t *)bytes + done, size - done, MSG_NOSIGNAL);
        assert_true(more > 0 || errno == EAGAIN);
        done += more > 0 ? (size_t)more : 0;
        poll_times(1);
    }
}

bool peer_has_end(int peer) {
    uint8_t byte = 0;
    return is_readable(peer) && recv(peer, &byte, 1, 0) == 0;
}

void peer_reset(int peer) {
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now), 0);
    assert_int_equal(close(peer), 0);
}

void peer_close(int peer) {
    assert_int_equal(close(peer), 0);
}
