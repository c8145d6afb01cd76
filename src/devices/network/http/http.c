// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/http.h"

#include "../modules/host.h"
#include "../modules/use.h"
#include "answer.h"
#include "tw_host_http.h"

#define IN_BYTES 256u
#define PIECE_BYTES 128u  // of a request's body, on the C stack
#define PORT 80u
#define SECURE_PORT 443u

enum state { IDLE, NAMING, JOINING, SENDING, HEAD, BODY };

struct text {
    const char *at;
    uint32_t size;
};

static tw__answer_t *answer_of(tw_http_client_t *client) {
    _Static_assert(sizeof(tw__answer_t) <= sizeof client->answer, "raise the words of answer");
    return (tw__answer_t *)(void *)client->answer;
}

// For questions.
static tw_net_t *net_of(const tw_http_client_t *client) {
    return client->http->use->net;
}

static tw_err_t answer(tw_call_t *call, tw_pending_t pending, int32_t result) {
    uint32_t bits = (uint32_t)result;
    return tw_pending_complete(((tw_http_t *)tw_call_ctx(call))->use->engine, pending, bits);
}

static tw_http_client_t *find(const tw_call_t *call) {
    tw_http_t *http = (tw_http_t *)tw_call_ctx(call);
    for (uint32_t i = 0; i < http->count; i++) {
        if (http->clients[i].owner == tw_call_instance(call)) {
            return &http->clients[i];
        }
    }
    return NULL;
}

static tw_http_client_t *find_or_take(tw_call_t *call) {
    tw_http_t *http = (tw_http_t *)tw_call_ctx(call);
    tw_http_client_t *found = find(call);
    struct tw_net_user *user = tw__net_use_of(http->use, call);
    for (uint32_t i = 0; i < http->count && found == NULL && user != NULL; i++) {
        if (http->clients[i].owner == NULL) {
            found = &http->clients[i];
            *found = (tw_http_client_t){.owner = tw_call_instance(call),
                                        .caller = tw_call_instance(call),
                                        .http = http,
                                        .user = user,
                                        .timeout_ms = TW_HTTP_TIMEOUT_MS};
        }
    }
    return found;
}

// ---- the end of an exchange, and of what waits --------------------------------------------------

static void finish(tw_http_client_t *client, int32_t result) {
    uint32_t bits = (uint32_t)result;
    if (client->is_waiting) {
        client->is_waiting = false;
        (void)tw_pending_complete(client->http->use->engine, client->pending, bits);
    }
}

static void hang_up(tw_http_client_t *client) {
    if (client->state == NAMING) {
        tw_net_forget(net_of(client), client->question);
    } else if (client->state != IDLE) {
        tw_net_close(client->net, client->socket);
    }
    client->state = IDLE;
}

// What failed ends the exchange; an answer that has come whole keeps its head.
static void fail(tw_http_client_t *client, int32_t result) {
    hang_up(client);
    finish(client, result);
}

// The socket has failed, or could not be connected.
static void fail_socket(tw_http_client_t *client) {
    fail(client, tw__net_use_failure(client->net, client->socket, &client->problem));
}

// ---- the request --------------------------------------------------------------------------------

static bool put(tw_http_client_t *client, const char *text, uint32_t size) {
    if (size > TW_HTTP_HEAD_BYTES - client->head_size) {
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        client->head[client->head_size++] = text[i];
    }
    return true;
}

static bool put_text(tw_http_client_t *client, const char *text) {
    uint32_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return put(client, text, size);
}

static bool put_number(tw_http_client_t *client, uint32_t number) {
    char digits[10];
    uint32_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return put(client, digits + at, (uint32_t)sizeof digits - at);
}

static bool is_method(tw_str_t method) {
    for (uint32_t i = 0; i < method.size; i++) {
        if (method.chars[i] < 'A' || method.chars[i] > 'Z') {
            return false;
        }
    }
    return method.size > 0 && method.size <= 16;
}

static bool is_path(struct text path) {
    for (uint32_t i = 0; i < path.size; i++) {
        if (path.at[i] <= ' ' || path.at[i] > '~') {
            return false;
        }
    }
    return true;
}

// Lines that each end with CR LF, of which none is empty and none has other controls.
static bool are_headers(tw_str_t headers) {
    uint32_t line = 0;
    for (uint32_t i = 0; i < headers.size; i++) {
        char c = headers.chars[i];
        bool is_end = c == '\r' && i + 1 < headers.size && headers.chars[i + 1] == '\n';
        if (is_end && i == line) {
            return false;
        }
        if (is_end) {
            i++;
            line = i + 1;
        } else if (((unsigned char)c < ' ' && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return line == headers.size;
}

// ":8080", or nothing: then *port stays as it is.
static bool read_port(tw_str_t url, uint32_t *at, uint16_t *port) {
    uint32_t number = 0;
    if (*at >= url.size || url.chars[*at] != ':') {
        return true;
    }
    for ((*at)++; *at < url.size && url.chars[*at] >= '0' && url.chars[*at] <= '9'; (*at)++) {
        number = number * 10 + (uint32_t)(url.chars[*at] - '0');
        if (number > UINT16_MAX) {
            return false;
        }
    }
    *port = (uint16_t)number;
    return number != 0;
}

// "http://" or "https://": its size; 0: neither.
static uint32_t read_scheme(tw_str_t url) {
    static const char scheme[] = "https://";
    uint32_t at = 0;
    for (uint32_t i = 0; i < sizeof scheme - 1; i++) {
        bool is_next = at < url.size && url.chars[at] == scheme[i];
        if (!is_next && scheme[i] != 's') {
            return 0;
        }
        at += is_next;
    }
    return at;
}

static uint16_t usual_port(bool is_secure) {
    return is_secure ? SECURE_PORT : PORT;
}

// http[s]://HOST[:PORT][/PATH]
static bool read_url(tw_str_t url, bool *is_secure, struct text *host, uint16_t *port,
                     struct text *path) {
    uint32_t at = read_scheme(url);
    if (at == 0) {
        return false;
    }
    uint32_t begin = at;
    *is_secure = at == sizeof "https://" - 1;
    *port = usual_port(*is_secure);
    while (at < url.size && url.chars[at] != ':' && url.chars[at] != '/') {
        at++;
    }
    *host = (struct text){url.chars + begin, at - begin};
    bool is_good = read_port(url, &at, port);
    *path = (struct text){url.chars + at, url.size - at};
    return is_good && (path->size == 0 || path->at[0] == '/') && is_path(*path);
}

static bool make_head(tw_http_client_t *client, tw_str_t method, const struct text *host,
                      const struct text *path, tw_str_t headers) {
    client->head_size = 0;
    client->head_done = 0;
    bool is_made = put(client, method.chars, method.size) && put_text(client, " ") &&
                   (path->size > 0 ? put(client, path->at, path->size) : put_text(client, "/")) &&
                   put_text(client, " HTTP/1.1\r\nHost: ");
    client->host = (uint16_t)client->head_size;
    client->host_size = (uint16_t)host->size;
    is_made = is_made && put(client, host->at, host->size);
    if (client->port != usual_port(client->is_secure)) {
        is_made = is_made && put_text(client, ":") && put_number(client, client->port);
    }
    is_made = is_made && put_text(client, "\r\nConnection: close\r\n");
    if (client->size > 0) {
        is_made = is_made && put_text(client, "Content-Length: ") &&
                  put_number(client, client->size) && put_text(client, "\r\n");
    }
    return is_made && put(client, headers.chars, headers.size) && put_text(client, "\r\n");
}

static tw_err_t begin(tw_call_t *call, tw_http_client_t *client, tw__host_t *host,
                      tw_pending_t pending) {
    tw_err_t err = tw_net_resolve(net_of(client), tw__host_name(host), &client->question);
    if (err != TW_ERR_OK) {
        return answer(call, pending, err == TW_ERR_STATE ? TW_ERR_IO : err);
    }
    client->state = NAMING;
    client->is_waiting = true;
    client->is_reading = false;
    client->pending = pending;
    client->begin_ms = client->http->use->now_ms;
    client->in_count = 0;
    return TW_ERR_OK;
}

tw_err_t tw_host_http_request(tw_call_t *call, tw_str_t method, tw_str_t url, tw_str_t headers,
                              tw_list_t body, tw_pending_t pending) {
    struct text name = {NULL, 0};
    struct text path = {NULL, 0};
    uint16_t port = 0;
    bool is_secure = false;
    tw__host_t host;
    bool is_good =
        is_method(method) && are_headers(headers) &&
        read_url(url, &is_secure, &name, &port, &path) &&
        tw__host_set(&host, is_secure ? "https" : "http", (tw_str_t){name.at, name.size}, port);
    if (!is_good) {
        return answer(call, pending, TW_ERR_INVAL);
    }
    tw_err_t err = tw__host_allowed(call, &host);
    if (err != TW_ERR_OK) {
        return err;
    }
    if (is_secure && ((tw_http_t *)tw_call_ctx(call))->use->secure == NULL) {
        return answer(call, pending, TW_ERR_UNSUPPORTED);
    }
    tw_http_client_t *client = find_or_take(call);
    if (client == NULL || client->is_waiting) {
        return answer(call, pending, client == NULL ? TW_ERR_LIMIT : TW_ERR_STATE);
    }
    hang_up(client);
    client->problem = NULL;
    client->is_secure = is_secure;
    client->port = port;
    client->addr = (uint32_t)tw_arg_i32(call, 6);
    client->size = body.count;
    client->done = 0;
    *answer_of(client) =
        (tw__answer_t){.has_no_body = tw_str_is((tw_str_t){method.chars, method.size}, "HEAD")};
    if (!make_head(client, method, &name, &path, headers)) {
        return answer(call, pending, TW_ERR_LIMIT);
    }
    return begin(call, client, &host, pending);
}

// ---- steps of a request -------------------------------------------------------------------------

static void step_naming(tw_http_client_t *client) {
    tw_net_answer_t found;
    tw_err_t err = tw_net_answer(net_of(client), client->question, &found);
    if (err == TW_ERR_PENDING) {
        return;
    }
    client->state = IDLE;  // the question is over
    if (err == TW_ERR_OK) {
        err = tw__net_use_open(client->http->use, client->is_secure, client->head + client->host,
                               client->host_size, &client->net, &client->socket);
    }
    if (err != TW_ERR_OK) {
        finish(client, err);
        return;
    }
    const uint8_t *ip = found.ip;
    const tw_net_addr_t peer = {{ip[0], ip[1], ip[2], ip[3]}, client->port};
    client->state = JOINING;
    if (tw_net_connect(client->net, client->socket, &peer) != TW_ERR_OK) {
        fail_socket(client);
    }
}

static void step_joining(tw_http_client_t *client, const tw_net_status_t *status) {
    client->state =
        status->state == TW_NET_OPEN || status->state == TW_NET_ENDED ? SENDING : JOINING;
}

// How many bytes the carrier took; *result is below 0 if that failed.
static size_t send(tw_http_client_t *client, const void *bytes, uint32_t size, tw_err_t *err) {
    uint32_t most = tw__net_use_allowance(client->http->use, client->user);
    size_t sent = 0;
    size = size < most ? size : most;
    *err = size == 0 ? TW_ERR_OK : tw_net_send(client->net, client->socket, bytes, size, &sent);
    tw__net_use_spend(client->user, sent);
    return sent;
}

static size_t send_body(tw_http_client_t *client, tw_err_t *err) {
    uint8_t piece[PIECE_BYTES];
    uint32_t left = client->size - client->done;
    uint32_t size = left < PIECE_BYTES ? left : PIECE_BYTES;
    *err = tw_memory_read(client->caller, (tw_addr_t)client->addr + client->done, piece, size);
    return *err == TW_ERR_OK ? send(client, piece, size, err) : 0;
}

static void step_sending(tw_http_client_t *client) {
    tw_err_t err = TW_ERR_OK;
    size_t sent = 1;
    while (sent > 0 && client->head_done < client->head_size) {
        sent = send(client, client->head + client->head_done, client->head_size - client->head_done,
                    &err);
        client->head_done += (uint32_t)sent;
    }
    while (sent > 0 && client->done < client->size) {
        sent = send_body(client, &err);
        client->done += (uint32_t)sent;
    }
    if (err != TW_ERR_OK) {
        fail(client, TW_ERR_IO);
    } else if (client->head_done == client->head_size && client->done == client->size) {
        client->state = HEAD;
        client->head_size = 0;
    }
}

// ---- the answer ---------------------------------------------------------------------------------

static void fetch(tw_http_client_t *client) {
    uint32_t most = tw__net_use_allowance(client->http->use, client->user);
    size_t received = 0;
    most = most < IN_BYTES ? most : IN_BYTES;
    if (client->in_count > 0 || most == 0 ||
        tw_net_receive(client->net, client->socket, client->in, most, &received) != TW_ERR_OK) {
        return;
    }
    tw__net_use_spend(client->user, received);
    client->in_first = 0;
    client->in_count = (uint32_t)received;
}

// Gives bytes that have come to the answer; of the body most at most.
static size_t take(tw_http_client_t *client, size_t most, const uint8_t **body) {
    size_t size = 0;
    size_t taken = tw__answer_take(answer_of(client), client->in + client->in_first,
                                   client->in_count, most, body, &size);
    client->in_first += (uint32_t)taken;
    client->in_count -= (uint32_t)taken;
    return size;
}

// The connection is over, and all that came is taken.
static void see_end(tw_http_client_t *client, const tw_net_status_t *status) {
    if (status->state == TW_NET_ENDED && client->in_count == 0) {
        tw__answer_end(answer_of(client));
    }
    if (answer_of(client)->stage == TW__ANSWER_BAD) {
        fail(client, TW_ERR_CORRUPT);
    }
}

static void keep_head(tw_http_client_t *client, const uint8_t *bytes, uint32_t size) {
    for (uint32_t i = 0; i < size && client->head_size < TW_HTTP_HEAD_BYTES; i++) {
        client->head[client->head_size++] = (char)bytes[i];
    }
}

static void step_head(tw_http_client_t *client, const tw_net_status_t *status) {
    const uint8_t *body = NULL;
    fetch(client);
    uint32_t first = client->in_first;
    (void)take(client, 0, &body);
    keep_head(client, client->in + first, client->in_first - first);
    if (!tw__answer_has_head(answer_of(client))) {
        see_end(client, status);
        return;
    }
    client->state = BODY;
    finish(client, answer_of(client)->status);
}

// A module whose memory cannot be written loses what came.
static void give(tw_http_client_t *client) {
    const uint8_t *body = NULL;
    size_t size = 1;
    while (size > 0 && client->in_count > 0 && client->done < client->size) {
        size = take(client, client->size - client->done, &body);
        tw_addr_t addr = (tw_addr_t)client->addr + client->done;
        if (size > 0 && tw_memory_write(client->caller, addr, body, size) != TW_ERR_OK) {
            fail(client, TW_ERR_LIMIT);
            return;
        }
        client->done += (uint32_t)size;
    }
}

static void step_body(tw_http_client_t *client, const tw_net_status_t *status) {
    fetch(client);
    give(client);
    bool is_over = answer_of(client)->stage == TW__ANSWER_DONE;
    if (!is_over && client->done == 0 && client->state == BODY) {
        see_end(client, status);
        is_over = answer_of(client)->stage == TW__ANSWER_DONE;
    }
    if (client->done > 0 || is_over) {
        finish(client, (int32_t)client->done);
    }
}

tw_err_t tw_host_http_read(tw_call_t *call, tw_buffer_t buffer, tw_pending_t pending) {
    tw_http_client_t *client = find(call);
    bool is_possible = client != NULL && client->state == BODY && !client->is_waiting;
    if (!is_possible || buffer.count == 0) {
        return answer(call, pending, is_possible ? 0 : TW_ERR_STATE);
    }
    client->is_waiting = true;
    client->is_reading = true;
    client->pending = pending;
    client->begin_ms = client->http->use->now_ms;
    client->addr = (uint32_t)tw_arg_i32(call, 0);
    client->size = buffer.count;
    client->done = 0;
    return TW_ERR_OK;
}

// ---- headers ------------------------------------------------------------------------------------

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

// The next line of the head without its end; false behind the last that is whole.
static bool next_line(const tw_http_client_t *client, uint32_t *at, struct text *line) {
    uint32_t end = *at;
    while (end + 1 < client->head_size &&
           !(client->head[end] == '\r' && client->head[end + 1] == '\n')) {
        end++;
    }
    *line = (struct text){client->head + *at, end - *at};
    *at = end + 2;
    return end + 1 < client->head_size;
}

static bool is_header(struct text line, tw_str_t name, struct text *value) {
    uint32_t i = 0;
    while (i < name.size && i < line.size && lower(line.at[i]) == lower(name.chars[i])) {
        i++;
    }
    if (i < name.size || i >= line.size || line.at[i] != ':') {
        return false;
    }
    i++;
    while (i < line.size && (line.at[i] == ' ' || line.at[i] == '\t')) {
        i++;
    }
    *value = (struct text){line.at + i, line.size - i};
    return true;
}

// An interim answer's head, which ends with an empty line, too, may stand before the last one's.
tw_err_t tw_host_http_header(tw_call_t *call, tw_str_t name, tw_buffer_t value, int32_t *result) {
    const tw_http_client_t *client = find(call);
    struct text line = {NULL, 0};
    struct text found = {NULL, 0};
    uint32_t at = 0;
    bool is_there = client != NULL && client->state == BODY && name.size > 0;
    *result = is_there ? TW_ERR_NOENT : TW_ERR_STATE;
    while (is_there && next_line(client, &at, &line)) {
        if (line.size == 0 && (at >= client->head_size || client->head[at] != 'H')) {
            break;
        }
        if (is_header(line, name, &found)) {
            *result = (int32_t)(found.size < value.count ? found.size : value.count);
        }
    }
    for (int32_t i = 0; i < *result; i++) {
        value.bytes[i] = (uint8_t)found.at[i];
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_http_problem(tw_call_t *call, tw_buffer_t text, uint32_t *result) {
    const tw_http_client_t *client = find(call);
    *result = client == NULL ? 0 : tw__net_use_tell(client->problem, text);
    return TW_ERR_OK;
}

tw_err_t tw_host_http_set_timeout(tw_call_t *call, uint32_t ms, int32_t *result) {
    tw_http_client_t *client = find_or_take(call);
    *result = client == NULL ? TW_ERR_LIMIT : TW_ERR_OK;
    if (client != NULL) {
        client->timeout_ms = ms;
    }
    return TW_ERR_OK;
}

tw_err_t tw_host_http_close(tw_call_t *call, int32_t *result) {
    tw_http_client_t *client = find(call);
    *result = TW_ERR_OK;
    if (client != NULL) {
        fail(client, TW_ERR_IO);
    }
    return TW_ERR_OK;
}

// ---- the device ---------------------------------------------------------------------------------

static void cancel(void *ctx, tw_pending_t pending) {
    tw_http_t *http = (tw_http_t *)ctx;
    for (uint32_t i = 0; i < http->count; i++) {
        tw_http_client_t *client = &http->clients[i];
        if (client->is_waiting && client->pending.slot == pending.slot &&
            client->pending.generation == pending.generation) {
            client->is_waiting = false;
            hang_up(client);
        }
    }
}
void tw_host_http_request_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}
void tw_host_http_read_cancel(void *ctx, tw_pending_t pending) {
    cancel(ctx, pending);
}

static void step_socket(tw_http_client_t *client) {
    tw_net_status_t status;
    tw_net_status(client->net, client->socket, &status);
    if (status.state == TW_NET_FAILED) {
        fail_socket(client);
        return;
    }
    switch ((enum state)client->state) {
        case JOINING:
            step_joining(client, &status);
            break;
        case SENDING:
            step_sending(client);
            break;
        case HEAD:
            step_head(client, &status);
            break;
        case BODY:
            step_body(client, &status);
            break;
        case IDLE:
        case NAMING:
            break;
    }
}

static void step(tw_http_client_t *client, uint32_t now_ms) {
    if (client->state == NAMING) {
        step_naming(client);
    } else if (client->state != IDLE) {
        step_socket(client);
    }
    if (client->is_waiting && now_ms - client->begin_ms >= client->timeout_ms) {
        fail(client, TW_ERR_INTERRUPTED);
    }
}

static void poll(tw_device_t *device, uint32_t now_ms) {
    tw_http_t *http = (tw_http_t *)device;
    http->use->now_ms = now_ms;
    for (uint32_t i = 0; i < http->count; i++) {
        if (http->clients[i].owner != NULL && http->clients[i].is_waiting) {
            step(&http->clients[i], now_ms);
        }
    }
}

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_http_t *http = (tw_http_t *)((char *)watch - offsetof(tw_http_t, watch));
    for (uint32_t i = 0; i < http->count; i++) {
        if (http->clients[i].owner == instance) {
            hang_up(&http->clients[i]);
            http->clients[i].owner = NULL;
        }
    }
}

static tw_err_t start(tw_device_t *device, tw_engine_t *engine) {
    tw_http_t *http = (tw_http_t *)device;
    tw__net_use_start(http->use, engine);
    http->watch.gone = gone;
    tw_engine_watch(engine, &http->watch);
    return TW_ERR_OK;
}

static const tw_host_module_t *host_module(tw_device_t *device) {
    return &((tw_http_t *)device)->module;
}

void tw_http_init(tw_http_t *http, tw_net_use_t *use, tw_http_client_t *clients, uint32_t count) {
    static const tw_device_ops_t ops = {"http", start, NULL, poll, host_module};
    for (uint32_t i = 0; i < count; i++) {
        clients[i].owner = NULL;
    }
    *http = (tw_http_t){.device = {.ops = &ops}, .use = use, .clients = clients, .count = count};
    http->module = tw_host_http;
    http->module.ctx = http;
}
