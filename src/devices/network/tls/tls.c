// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/net_tls.h"

#include <string.h>

#include "mbedtls/ecp.h"
#include "mbedtls/memory_buffer_alloc.h"
#include "mbedtls/pem.h"
#include "mbedtls/platform.h"
#include "mbedtls/ssl.h"
#include "mbedtls/x509_crt.h"

// A socket's stream below carries Mbed TLS's records. What it sends goes into `out`, which the
// polls empty, and a record is only made while `out` is empty, so that one is never half accepted.
// What comes is decrypted a record at a time, when somebody asks or at a poll.

#define PIECE_OPERATIONS 400u  // of a multiplication on a curve, in a poll
#define RECORD_BYTES 1024u     // of the stream in a record that is sent

_Static_assert(MBEDTLS_SSL_OUT_CONTENT_LEN == RECORD_BYTES, "the options say so");

struct shared {
    mbedtls_ssl_config config;
    mbedtls_x509_crt authorities;
};

static tw_net_tls_t *of(tw_net_t *net) {
    return (tw_net_tls_t *)(void *)net;
}

static mbedtls_ssl_context *session_of(const struct tw_net_tls_socket *socket) {
    return (mbedtls_ssl_context *)socket->session;
}

static void give_up(struct tw_net_tls_socket *socket, tw_net_cause_t cause, const char *problem) {
    if (socket->state != TW_NET_FAILED) {
        socket->state = TW_NET_FAILED;
        socket->cause = cause;
        socket->problem = problem;
    }
}

static void fail(struct tw_net_tls_socket *socket, tw_net_cause_t cause) {
    give_up(socket, cause, "");
}

// ---- below --------------------------------------------------------------------------------------

// Empties `out` as far as the carrier takes it.
static void flush(struct tw_net_tls_socket *socket) {
    size_t sent = 0;
    if (socket->out_count == 0) {
        return;
    }
    tw_err_t err = tw_net_send(socket->tls->config.net, socket->below,
                               socket->out + socket->out_first, socket->out_count, &sent);
    socket->out_first = (uint16_t)(socket->out_first + sent);
    socket->out_count = (uint16_t)(socket->out_count - sent);
    if (err == TW_ERR_IO) {
        fail(socket, TW_NET_RESET);
    }
}

// All or nothing; there is room for a record and an end behind it.
static int put_out(void *ctx, const unsigned char *bytes, size_t size) {
    struct tw_net_tls_socket *socket = (struct tw_net_tls_socket *)ctx;
    flush(socket);
    if (size > sizeof socket->out - socket->out_count) {
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    }
    memmove(socket->out, socket->out + socket->out_first, socket->out_count);
    memcpy(socket->out + socket->out_count, bytes, size);
    socket->out_first = 0;
    socket->out_count = (uint16_t)(socket->out_count + size);
    flush(socket);
    return (int)size;
}

static int take_in(void *ctx, unsigned char *bytes, size_t size) {
    struct tw_net_tls_socket *socket = (struct tw_net_tls_socket *)ctx;
    size_t received = 0;
    tw_err_t err = tw_net_receive(socket->tls->config.net, socket->below, bytes, size, &received);
    if (err == TW_ERR_OK) {
        return received > 0 ? (int)received : MBEDTLS_ERR_SSL_WANT_READ;
    }
    return 0;  // its end, or a failure: both without TLS's own end
}

// ---- certificates -------------------------------------------------------------------------------

// Days since 1970 of a date of the Gregorian calendar, which certificates have.
static int64_t days_of(int year, int month, int day) {
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int64_t seconds_of(const mbedtls_x509_time *time) {
    return ((days_of(time->year, time->mon, time->day) * 24 + time->hour) * 60 + time->min) * 60 +
           time->sec;
}

// Mbed TLS has no clock here, so the times of each certificate of the chain are compared by us.
static int check_time(void *ctx, mbedtls_x509_crt *certificate, int depth, uint32_t *flags) {
    const tw_net_tls_t *tls = (const tw_net_tls_t *)ctx;
    (void)depth;
    if (tls->config.unix_time != NULL) {
        int64_t now = tls->config.unix_time();
        *flags |= now < seconds_of(&certificate->valid_from) ? MBEDTLS_X509_BADCERT_FUTURE : 0u;
        *flags |= now > seconds_of(&certificate->valid_to) ? MBEDTLS_X509_BADCERT_EXPIRED : 0u;
    }
    return 0;
}

static const char *problem_of(uint32_t flags) {
    if ((flags & MBEDTLS_X509_BADCERT_EXPIRED) != 0) {
        return "the certificate has expired: check the clock, and renew it on the server";
    }
    if ((flags & MBEDTLS_X509_BADCERT_FUTURE) != 0) {
        return "the certificate is not valid yet: check the clock";
    }
    if ((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) != 0) {
        return "the certificate is for another name: connect to the name that it has";
    }
    if ((flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0) {
        return "no authority that is trusted has signed the certificate: give its authority's";
    }
    return "the certificate is weaker than what is taken: renew it on the server";
}

static const char *tls_problem(tw_net_t *net, uint32_t socket) {
    const struct tw_net_tls_socket *at = &of(net)->sockets[socket];
    return at->state == TW_NET_FAILED ? at->problem : "";
}

// ---- the handshake ------------------------------------------------------------------------------

static bool is_full(int error) {
    return error == MBEDTLS_ERR_SSL_ALLOC_FAILED || error == MBEDTLS_ERR_MPI_ALLOC_FAILED ||
           error == MBEDTLS_ERR_ECP_ALLOC_FAILED || error == MBEDTLS_ERR_X509_ALLOC_FAILED ||
           error == MBEDTLS_ERR_PEM_ALLOC_FAILED || error == MBEDTLS_ERR_PK_ALLOC_FAILED;
}

static void end_handshake(struct tw_net_tls_socket *socket, int error) {
    uint32_t flags = mbedtls_ssl_get_verify_result(session_of(socket));
    flush(socket);  // the alert that says why
    bool is_checked = flags != UINT32_MAX && !socket->tls->config.takes_anybody;  // MAX: none came
    if (flags != 0 && is_checked) {
        give_up(socket, TW_NET_UNTRUSTED, problem_of(flags));
    } else if (error == MBEDTLS_ERR_SSL_CONN_EOF) {
        give_up(socket, TW_NET_RESET,
                "the server, or what lies between, ended the connection in the handshake: see the "
                "server's log");
    } else if (is_full(error)) {
        give_up(socket, TW_NET_LOST,
                "the memory for TLS is too small: give it more, or end another connection");
    } else {
        give_up(socket, TW_NET_UNTRUSTED,
                "there is no common language: the server needs TLS 1.2, ECDHE and AES-GCM");
    }
}

static bool is_waiting(int error) {
    return error == MBEDTLS_ERR_SSL_WANT_READ || error == MBEDTLS_ERR_SSL_WANT_WRITE ||
           error == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
}

static void step_handshake(struct tw_net_tls_socket *socket) {
    int error = mbedtls_ssl_handshake_step(session_of(socket));
    if (error != 0 && !is_waiting(error)) {
        end_handshake(socket, error);
    } else if (mbedtls_ssl_is_handshake_over(session_of(socket))) {
        // REQUIRED has checked it; once more, for all depends on it.
        uint32_t flags = mbedtls_ssl_get_verify_result(session_of(socket));
        if (flags == 0 || socket->tls->config.takes_anybody) {
            socket->state = TW_NET_OPEN;
        } else {
            give_up(socket, TW_NET_UNTRUSTED, problem_of(flags));
        }
    }
}

static void step_connecting(struct tw_net_tls_socket *socket) {
    tw_net_status_t below;
    tw_net_status(socket->tls->config.net, socket->below, &below);
    if (below.state == TW_NET_FAILED || below.state == TW_NET_FREE) {
        fail(socket, below.cause);
    } else if (below.state != TW_NET_CONNECTING) {
        step_handshake(socket);
    }
}

// ---- the stream ---------------------------------------------------------------------------------

// What mbedtls_ssl_read answers when it is no count: true if the stream goes on. 0 without bytes
// that wait is the end of the stream below.
static bool take_answer(struct tw_net_tls_socket *socket, int answer) {
    bool has_bytes = mbedtls_ssl_get_bytes_avail(session_of(socket)) > 0;
    if (is_waiting(answer) || has_bytes) {
        return true;
    }
    if (answer == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
        socket->state = TW_NET_ENDED;
    } else {
        fail(socket, TW_NET_RESET);
    }
    return false;
}

// Decrypts the next record, so that it is known whether the stream has bytes.
static void look(struct tw_net_tls_socket *socket) {
    if (socket->state == TW_NET_OPEN && mbedtls_ssl_get_bytes_avail(session_of(socket)) == 0) {
        (void)take_answer(socket, mbedtls_ssl_read(session_of(socket), NULL, 0));
    }
}

static tw_err_t tls_receive(tw_net_t *net, uint32_t number, void *bytes, size_t size,
                            size_t *received) {
    struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    int answer = mbedtls_ssl_read(session_of(socket), (unsigned char *)bytes, size);
    if (answer > 0) {
        *received = (size_t)answer;
        return TW_ERR_OK;
    }
    if (take_answer(socket, answer)) {
        return TW_ERR_OK;
    }
    return socket->state == TW_NET_ENDED ? TW_ERR_STATE : TW_ERR_IO;
}

static tw_err_t tls_send(tw_net_t *net, uint32_t number, const void *bytes, size_t size,
                         size_t *sent) {
    struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    flush(socket);
    if (socket->state == TW_NET_FAILED || socket->is_ending) {
        return socket->is_ending ? TW_ERR_STATE : TW_ERR_IO;
    }
    if (socket->out_count > 0) {
        return TW_ERR_OK;
    }
    size = size < RECORD_BYTES ? size : RECORD_BYTES;
    int answer = mbedtls_ssl_write(session_of(socket), (const unsigned char *)bytes, size);
    if (answer < 0) {
        fail(socket, TW_NET_RESET);
        return TW_ERR_IO;
    }
    *sent = (size_t)answer;
    return TW_ERR_OK;
}

// ---- sockets ------------------------------------------------------------------------------------

static void free_session(struct tw_net_tls_socket *socket) {
    if (socket->session != NULL) {
        mbedtls_ssl_free(session_of(socket));
        mbedtls_free(socket->session);
        socket->session = NULL;
    }
}

static tw_err_t make_session(struct tw_net_tls_socket *socket) {
    struct shared *shared = (struct shared *)socket->tls->shared;
    mbedtls_ssl_context *session = mbedtls_calloc(1, sizeof *session);
    if (session == NULL) {
        return TW_ERR_NOMEM;
    }
    mbedtls_ssl_init(session);
    socket->session = session;
    if (mbedtls_ssl_setup(session, &shared->config) != 0) {
        free_session(socket);
        return TW_ERR_NOMEM;
    }
    mbedtls_ssl_set_bio(session, socket, put_out, take_in, NULL);
    return TW_ERR_OK;
}

static tw_err_t tls_open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *number) {
    tw_net_tls_t *tls = of(net);
    uint32_t i = 0;
    if (kind != TW_NET_TCP) {
        return TW_ERR_UNSUPPORTED;
    }
    while (i < TW_NET_TLS_SOCKETS &&
           (tls->sockets[i].state != TW_NET_FREE || tls->sockets[i].is_lingering)) {
        i++;
    }
    if (!tls->is_started || i == TW_NET_TLS_SOCKETS) {
        return tls->is_started ? TW_ERR_LIMIT : TW_ERR_STATE;
    }
    struct tw_net_tls_socket *socket = &tls->sockets[i];
    *socket = (struct tw_net_tls_socket){.tls = tls, .state = TW_NET_IDLE, .problem = ""};
    tw_err_t err = tw_net_open(tls->config.net, TW_NET_TCP, port, &socket->below);
    if (err != TW_ERR_OK) {
        socket->state = TW_NET_FREE;
    }
    *number = i;
    return err;
}

// A NUL in a name would be its end for Mbed TLS, and for nobody else.
static tw_err_t tls_expect(tw_net_t *net, uint32_t number, const char *name, size_t size) {
    struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    memcpy(socket->name, name, size);
    socket->name[size] = '\0';
    bool is_whole = strlen(socket->name) == size;
    socket->name[0] = is_whole ? socket->name[0] : '\0';
    return is_whole ? TW_ERR_OK : TW_ERR_INVAL;
}

static tw_err_t tls_connect(tw_net_t *net, uint32_t number, const tw_net_addr_t *peer) {
    tw_net_tls_t *tls = of(net);
    struct tw_net_tls_socket *socket = &tls->sockets[number];
    bool has_time =
        tls->config.takes_anybody || tls->config.unix_time == NULL || tls->config.unix_time() != 0;
    if (socket->name[0] == '\0') {
        return TW_ERR_STATE;
    }
    if (!has_time) {
        give_up(socket, TW_NET_UNTRUSTED,
                "the time is not known, so no certificate's can be checked: set the clock");
        return TW_ERR_IO;
    }
    tw_err_t err = make_session(socket);
    if (err == TW_ERR_OK && mbedtls_ssl_set_hostname(session_of(socket), socket->name) != 0) {
        err = TW_ERR_NOMEM;
    }
    err = err == TW_ERR_OK ? tw_net_connect(tls->config.net, socket->below, peer) : err;
    if (err == TW_ERR_OK) {
        socket->state = TW_NET_CONNECTING;
    } else {
        free_session(socket);
    }
    if (err == TW_ERR_IO) {
        fail(socket, TW_NET_UNREACHABLE);
    }
    return err == TW_ERR_NOMEM ? TW_ERR_LIMIT : err;
}

static tw_err_t tls_accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    (void)net;
    (void)listener;
    (void)socket;
    return TW_ERR_UNSUPPORTED;
}

static tw_err_t tls_send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                            const void *bytes, size_t size) {
    (void)net;
    (void)socket;
    (void)peer;
    (void)bytes;
    (void)size;
    return TW_ERR_UNSUPPORTED;
}

static tw_err_t tls_receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                                 size_t size, size_t *received) {
    (void)net;
    (void)socket;
    (void)peer;
    (void)bytes;
    (void)size;
    (void)received;
    return TW_ERR_UNSUPPORTED;
}

static void say_end(struct tw_net_tls_socket *socket) {
    bool is_talking = socket->state == TW_NET_OPEN || socket->state == TW_NET_ENDED;
    if (is_talking && !socket->is_ending) {
        (void)mbedtls_ssl_close_notify(session_of(socket));
        socket->is_ending = true;
    }
}

static tw_err_t tls_end(tw_net_t *net, uint32_t number) {
    struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    say_end(socket);
    return TW_ERR_OK;
}

static void tls_close(tw_net_t *net, uint32_t number, bool is_abort) {
    struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    if (is_abort) {
        tw_net_abort(socket->tls->config.net, socket->below);
    } else {
        say_end(socket);
        socket->is_lingering = true;
    }
    free_session(socket);
    socket->state = TW_NET_FREE;
}

// What is on its way goes out before the socket below is closed; a peer that takes nothing does not
// keep it for ever, for the carrier below fails in the end.
static void linger(struct tw_net_tls_socket *socket) {
    tw_net_status_t below;
    flush(socket);
    tw_net_status(socket->tls->config.net, socket->below, &below);
    if (socket->out_count == 0 || below.state == TW_NET_FAILED || below.state == TW_NET_FREE) {
        tw_net_close(socket->tls->config.net, socket->below);
        socket->is_lingering = false;
        socket->state = TW_NET_FREE;
    }
}

static void tls_status(tw_net_t *net, uint32_t number, tw_net_status_t *status) {
    const struct tw_net_tls_socket *socket = &of(net)->sockets[number];
    if (socket->state == TW_NET_FREE) {
        return;
    }
    tw_net_status(of(net)->config.net, socket->below, status);
    status->kind = TW_NET_TCP;
    status->state = socket->state;
    status->cause = socket->cause;
    status->can_receive =
        socket->state == TW_NET_ENDED ||
        (socket->state == TW_NET_OPEN && mbedtls_ssl_get_bytes_avail(session_of(socket)) > 0);
    status->can_send = status->can_send && socket->out_count == 0 &&
                       (socket->state == TW_NET_OPEN || socket->state == TW_NET_ENDED);
}

// ---- questions are the carrier's below ----------------------------------------------------------

static tw_err_t tls_resolve(tw_net_t *net, const char *name, uint32_t *question) {
    return tw_net_resolve(of(net)->config.net, name, question);
}

static tw_err_t tls_ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms,
                         uint32_t *question) {
    return tw_net_ping(of(net)->config.net, ip, timeout_ms, question);
}

static tw_err_t tls_answer(tw_net_t *net, uint32_t question, tw_net_answer_t *answer) {
    return tw_net_answer(of(net)->config.net, question, answer);
}

static void tls_forget(tw_net_t *net, uint32_t question) {
    tw_net_forget(of(net)->config.net, question);
}

static void tls_info(tw_net_t *net, tw_net_info_t *info) {
    tw_net_info(of(net)->config.net, info);
    info->carrier = "tls";
}

static const tw_net_ops_t net_ops = {
    .open = tls_open,
    .connect = tls_connect,
    .accept = tls_accept,
    .send = tls_send,
    .receive = tls_receive,
    .send_to = tls_send_to,
    .receive_from = tls_receive_from,
    .end = tls_end,
    .close = tls_close,
    .status = tls_status,
    .resolve = tls_resolve,
    .ping = tls_ping,
    .answer = tls_answer,
    .forget = tls_forget,
    .info = tls_info,
    .expect = tls_expect,
    .problem = tls_problem,
};

// ---- the device ---------------------------------------------------------------------------------

static int draw(void *ctx, unsigned char *bytes, size_t size) {
    const tw_net_tls_t *tls = (const tw_net_tls_t *)ctx;
    return tls->config.random(bytes, size) ? 0 : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static void configure(tw_net_tls_t *tls, struct shared *shared) {
    mbedtls_ssl_conf_authmode(&shared->config, tls->config.takes_anybody
                                                   ? MBEDTLS_SSL_VERIFY_NONE
                                                   : MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(&shared->config, &shared->authorities, NULL);
    mbedtls_ssl_conf_verify(&shared->config, check_time, tls);
    mbedtls_ssl_conf_rng(&shared->config, draw, tls);
    mbedtls_ecp_set_max_ops(PIECE_OPERATIONS);
}

static tw_err_t start_shared(tw_net_tls_t *tls) {
    struct shared *shared = mbedtls_calloc(1, sizeof *shared);
    if (shared == NULL) {
        return TW_ERR_NOMEM;
    }
    tls->shared = shared;
    mbedtls_ssl_config_init(&shared->config);
    mbedtls_x509_crt_init(&shared->authorities);
    if (mbedtls_ssl_config_defaults(&shared->config, MBEDTLS_SSL_IS_CLIENT,
                                    MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT) != 0) {
        return TW_ERR_NOMEM;
    }
    const unsigned char *authorities = (const unsigned char *)tls->config.authorities;
    int error = authorities == NULL ? 0
                                    : mbedtls_x509_crt_parse(&shared->authorities, authorities,
                                                             tls->config.authorities_size);
    configure(tls, shared);
    return error == 0 ? TW_ERR_OK : is_full(error) ? TW_ERR_NOMEM : TW_ERR_INVAL;
}

// What Mbed TLS calls when its memory is damaged.
static void on_damage(int code) {
    tw_panic(__FILE__, code);
}

static tw_net_tls_t *of_device(tw_device_t *device) {
    return (tw_net_tls_t *)(void *)device;
}

static void stop(tw_device_t *device) {
    tw_net_tls_t *tls = of_device(device);
    struct shared *shared = (struct shared *)tls->shared;
    for (uint32_t i = 0; i < TW_NET_TLS_SOCKETS; i++) {
        tw_net_abort(&tls->base, i);
        if (tls->sockets[i].is_lingering) {
            tw_net_close(tls->config.net, tls->sockets[i].below);
            tls->sockets[i].is_lingering = false;
        }
    }
    if (shared != NULL) {
        mbedtls_ssl_config_free(&shared->config);
        mbedtls_x509_crt_free(&shared->authorities);
        mbedtls_free(shared);
        tls->shared = NULL;
    }
    if (tls->is_started) {
        mbedtls_memory_buffer_alloc_free();
        tls->is_started = false;
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_net_tls_t *tls = of_device(device);
    const tw_net_tls_config_t *config = &tls->config;
    (void)engine;
    if (config->net == NULL || config->random == NULL || config->memory == NULL ||
        (config->authorities == NULL && !config->takes_anybody)) {
        return TW_ERR_INVAL;
    }
    mbedtls_memory_buffer_alloc_init((unsigned char *)config->memory, config->memory_size);
    mbedtls_platform_set_exit(on_damage);
    tls->is_started = true;
    tw_err_t err = start_shared(tls);
    if (err != TW_ERR_OK) {
        stop(device);
    }
    return err;
}

static void poll_socket(struct tw_net_tls_socket *socket) {
    if (socket->state == TW_NET_CONNECTING) {
        step_connecting(socket);
    }
    look(socket);
    flush(socket);
    if (socket->is_ending && socket->out_count == 0 && socket->state != TW_NET_FAILED) {
        // It may have been ended, and may have failed: then that is found there.
        tw_err_t err = tw_net_end(socket->tls->config.net, socket->below);
        (void)err;
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_net_tls_t *tls = of_device(device);
    (void)now_ms;
    for (uint32_t i = 0; i < TW_NET_TLS_SOCKETS; i++) {
        struct tw_net_tls_socket *socket = &tls->sockets[i];
        if (socket->is_lingering) {
            linger(socket);
        } else if (socket->state != TW_NET_FREE) {
            poll_socket(socket);
        }
    }
}

static const tw_device_ops_t device_ops = {"tls", start, stop, poll, NULL};

void tw_net_tls_config_init(tw_net_tls_config_t *config) {
    *config = (tw_net_tls_config_t){0};
}

void tw_net_tls_init(tw_net_tls_t *tls, const tw_net_tls_config_t *config) {
    *tls = (tw_net_tls_t){
        .base = {.device = {.ops = &device_ops},
                 .ops = &net_ops,
                 .socket_count = TW_NET_TLS_SOCKETS,
                 .question_count = config->net == NULL ? 0 : config->net->question_count},
        .config = *config};
}
