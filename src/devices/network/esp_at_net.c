// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "esp_at.h"

#define LAST_PORT 65535u
#define FIRST_PORT 49152u

static tw_esp_at_t *at_of(tw_net_t *net) {
    return (tw_esp_at_t *)(void *)net;
}

static bool is_free(const tw_esp_at_socket_t *socket) {
    return socket->state == TW_NET_FREE;
}

static bool has_addr(const tw_esp_at_t *at) {
    return at->wifi.state == TW_WIFI_JOINED;
}

// ---- sockets ------------------------------------------------------------------------------------

static const tw_esp_at_socket_t *find_kind(const tw_esp_at_t *at, tw_net_kind_t kind,
                                           uint16_t port) {
    for (uint32_t i = 0; i < at->net.socket_count; i++) {
        const tw_esp_at_socket_t *socket = &at->sockets[i];
        bool is_used = !is_free(socket) && !socket->is_closing && socket->kind == kind;
        if (is_used && (port == 0 || socket->local_port == port)) {
            return socket;
        }
    }
    return NULL;
}

// There are more of them than sockets.
static uint16_t choose_port(tw_esp_at_t *at, tw_net_kind_t kind) {
    uint16_t port = 0;
    do {
        port = at->next_port;
        at->next_port = (uint16_t)(port == LAST_PORT ? FIRST_PORT : port + 1u);
    } while (find_kind(at, kind, port) != NULL);
    return port;
}

static uint32_t find_free(const tw_esp_at_t *at) {
    uint32_t i = 0;
    while (i < at->net.socket_count && !is_free(&at->sockets[i])) {
        i++;
    }
    return i;
}

// All but the buffers.
static void clear(tw_esp_at_socket_t *socket, tw_net_kind_t kind, uint16_t port) {
    socket->kind = (uint8_t)kind;
    socket->state = kind == TW_NET_TCP ? TW_NET_IDLE : TW_NET_OPEN;
    socket->cause = TW_NET_NO_CAUSE;
    socket->link = TW__ESP_AT_NO_LINK;
    socket->is_closing = socket->is_cut = socket->is_last_read = false;
    socket->local_port = port;
    socket->send_count = socket->receive_first = socket->receive_count = 0;
    socket->peer = socket->from = (tw_net_addr_t){{0}, 0};
}

static tw_err_t open(tw_net_t *net, tw_net_kind_t kind, uint16_t port, uint32_t *socket) {
    tw_esp_at_t *at = at_of(net);
    uint32_t i = find_free(at);
    if (kind != TW_NET_TCP && port != 0 && find_kind(at, kind, port) != NULL) {
        return TW_ERR_EXIST;
    }
    bool is_second = kind == TW_NET_LISTENER && find_kind(at, kind, 0) != NULL;
    if (i == at->net.socket_count || is_second) {
        return TW_ERR_LIMIT;
    }
    clear(&at->sockets[i], kind, kind != TW_NET_TCP && port == 0 ? choose_port(at, kind) : port);
    at->sockets[i].again_ms = at->now_ms;
    at->sockets[i].is_bound = port != 0;
    *socket = i;
    return TW_ERR_OK;
}

static tw_err_t connect(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer) {
    tw_esp_at_t *at = at_of(net);
    if (!has_addr(at)) {
        return TW_ERR_STATE;
    }
    at->sockets[socket].peer = *peer;
    at->sockets[socket].state = TW_NET_CONNECTING;
    return TW_ERR_OK;
}

static uint32_t find_incoming(const tw_esp_at_t *at) {
    uint32_t i = 0;
    while (i < TW_ESP_AT_LINKS && !at->links[i].is_incoming) {
        i++;
    }
    return i;
}

static tw_err_t accept(tw_net_t *net, uint32_t listener, uint32_t *socket) {
    tw_esp_at_t *at = at_of(net);
    uint32_t link = find_incoming(at);
    uint32_t i = find_free(at);
    if (link == TW_ESP_AT_LINKS || i == at->net.socket_count) {
        return link == TW_ESP_AT_LINKS ? TW_ERR_NOENT : TW_ERR_LIMIT;
    }
    clear(&at->sockets[i], TW_NET_TCP, at->sockets[listener].local_port);
    at->sockets[i].state = TW_NET_OPEN;
    at->sockets[i].link = (uint8_t)link;
    at->links[link].socket = (uint8_t)i;
    at->links[link].is_incoming = false;
    *socket = i;
    return TW_ERR_OK;
}

// ---- data ---------------------------------------------------------------------------------------

// What is being sent right now stays as it is: new bytes come behind it.
static tw_err_t send(tw_net_t *net, uint32_t socket, const void *bytes, size_t size, size_t *sent) {
    tw_esp_at_socket_t *s = &at_of(net)->sockets[socket];
    const uint8_t *from = bytes;
    if (s->state != TW_NET_OPEN) {  // the co-processor closes both directions at once
        s->state = TW_NET_FAILED;
        s->cause = TW_NET_RESET;
        return TW_ERR_IO;
    }
    size_t room = TW_ESP_AT_SEND_BYTES - s->send_count;
    *sent = size < room ? size : room;
    for (size_t i = 0; i < *sent; i++) {
        s->send[s->send_count + i] = from[i];
    }
    s->send_count = (uint16_t)(s->send_count + *sent);
    return TW_ERR_OK;
}

// More is asked for when all of it was taken.
static void take(tw_esp_at_socket_t *socket, void *bytes, size_t size) {
    uint8_t *target = bytes;
    for (size_t i = 0; i < size; i++) {
        target[i] = socket->receive[socket->receive_first + i];
    }
    socket->receive_first = (uint16_t)(socket->receive_first + size);
}

static uint32_t kept(const tw_esp_at_socket_t *socket) {
    return (uint32_t)(socket->receive_count - socket->receive_first);
}

static bool is_coming(const tw_esp_at_t *at, uint32_t socket) {
    return at->data_left > 0 && at->data_socket == socket;
}

static void empty(tw_esp_at_socket_t *socket) {
    socket->receive_first = socket->receive_count = 0;
}

static tw_err_t receive(tw_net_t *net, uint32_t socket, void *bytes, size_t size,
                        size_t *received) {
    tw_esp_at_socket_t *s = &at_of(net)->sockets[socket];
    *received = size < kept(s) ? size : kept(s);
    take(s, bytes, *received);
    if (kept(s) == 0 && !is_coming(at_of(net), socket)) {
        empty(s);
    }
    return TW_ERR_OK;
}

static tw_err_t send_to(tw_net_t *net, uint32_t socket, const tw_net_addr_t *peer,
                        const void *bytes, size_t size) {
    tw_esp_at_t *at = at_of(net);
    tw_esp_at_socket_t *s = &at->sockets[socket];
    const uint8_t *from = bytes;
    if (!has_addr(at) || size > TW_ESP_AT_SEND_BYTES - TW__ESP_AT_DATAGRAM_HEAD || size == 0) {
        return has_addr(at) ? TW_ERR_LIMIT : TW_ERR_STATE;
    }
    if (size + TW__ESP_AT_DATAGRAM_HEAD > (size_t)(TW_ESP_AT_SEND_BYTES - s->send_count)) {
        return TW_ERR_BUSY;
    }
    const uint8_t head[TW__ESP_AT_DATAGRAM_HEAD] = {
        (uint8_t)size, (uint8_t)(size >> 8), peer->ip[0],         peer->ip[1],
        peer->ip[2],   peer->ip[3],          (uint8_t)peer->port, (uint8_t)(peer->port >> 8)};
    s->peer = s->peer.port == 0 ? *peer : s->peer;
    for (uint32_t i = 0; i < TW__ESP_AT_DATAGRAM_HEAD; i++) {
        s->send[s->send_count++] = head[i];
    }
    for (size_t i = 0; i < size; i++) {
        s->send[s->send_count++] = from[i];
    }
    return TW_ERR_OK;
}

static bool has_datagram(const tw_esp_at_t *at, uint32_t socket) {
    return at->sockets[socket].receive_count > 0 && !is_coming(at, socket);
}

static tw_err_t receive_from(tw_net_t *net, uint32_t socket, tw_net_addr_t *peer, void *bytes,
                             size_t size, size_t *received) {
    tw_esp_at_socket_t *s = &at_of(net)->sockets[socket];
    if (!has_datagram(at_of(net), socket)) {
        return TW_ERR_NOENT;
    }
    bool is_cut = s->is_cut || kept(s) > size;
    *received = size < kept(s) ? size : kept(s);
    take(s, bytes, *received);
    *peer = s->from;
    empty(s);
    return is_cut ? TW_ERR_LIMIT : TW_ERR_OK;
}

static tw_err_t end(tw_net_t *net, uint32_t socket) {
    (void)net;
    (void)socket;
    return TW_ERR_UNSUPPORTED;
}

// What waits at the listener is broken off with it.
static void close(tw_net_t *net, uint32_t socket, bool is_abort) {
    tw_esp_at_t *at = at_of(net);
    tw_esp_at_socket_t *s = &at->sockets[socket];
    s->is_closing = true;
    if (s->kind != TW_NET_LISTENER && s->link == TW__ESP_AT_NO_LINK && s->send_count == 0) {
        s->state = TW_NET_FREE;
    }
    bool is_sending = at->command == TW__ESP_AT_SEND && at->socket == socket;
    s->send_count = is_abort && !is_sending ? 0 : s->send_count;
    for (uint32_t i = 0; s->kind == TW_NET_LISTENER && i < TW_ESP_AT_LINKS; i++) {
        at->links[i].is_stale = at->links[i].is_stale || at->links[i].is_incoming;
        at->links[i].is_incoming = false;
    }
}

static bool can_receive(const tw_esp_at_t *at, uint32_t socket, tw_net_state_t state) {
    const tw_esp_at_socket_t *s = &at->sockets[socket];
    switch (s->kind) {
        case TW_NET_TCP:
            return kept(s) > 0 || state == TW_NET_ENDED || state == TW_NET_FAILED;
        case TW_NET_UDP:
            return has_datagram(at, socket);
        default:
            return find_incoming(at) < TW_ESP_AT_LINKS;
    }
}

static bool can_send(const tw_esp_at_t *at, const tw_esp_at_socket_t *socket) {
    uint32_t least = socket->kind == TW_NET_UDP ? TW__ESP_AT_DATAGRAM_HEAD : 0;
    return socket->kind != TW_NET_LISTENER && socket->state == TW_NET_OPEN && has_addr(at) &&
           socket->send_count + least < TW_ESP_AT_SEND_BYTES;
}

static void status(tw_net_t *net, uint32_t socket, tw_net_status_t *status) {
    const tw_esp_at_t *at = at_of(net);
    const tw_esp_at_socket_t *s = &at->sockets[socket];
    if (is_free(s) || s->is_closing) {
        return;
    }
    // The end is seen behind all that came.
    bool is_behind = s->state == TW_NET_ENDED && kept(s) > 0;
    tw_net_state_t state = is_behind ? TW_NET_OPEN : (tw_net_state_t)s->state;
    *status = (tw_net_status_t){.kind = (tw_net_kind_t)s->kind,
                                .state = state,
                                .cause = (tw_net_cause_t)s->cause,
                                .local = {.port = s->local_port},
                                .can_receive = can_receive(at, socket, state),
                                .can_send = can_send(at, s)};
    if (s->kind == TW_NET_TCP) {
        status->peer = s->peer;
    }
}

// ---- questions ----------------------------------------------------------------------------------

static struct tw_esp_at_question *find_question(tw_esp_at_t *at, uint32_t *number) {
    for (uint32_t i = 0; i < TW_ESP_AT_QUESTIONS; i++) {
        if (at->questions[i].state == TW__ESP_AT_FREE) {
            *number = i;
            return &at->questions[i];
        }
    }
    return NULL;
}

// A name is part of a command: what is none would be another command.
static bool is_name(const char *name) {
    for (; *name != '\0'; name++) {
        char low = (char)(*name | 0x20);
        bool is_sign = *name == '.' || *name == '-' || *name == '_';
        if (!(low >= 'a' && low <= 'z') && !(*name >= '0' && *name <= '9') && !is_sign) {
            return false;
        }
    }
    return true;
}

static tw_err_t ask(tw_esp_at_t *at, const char *name, bool is_ping, uint32_t *number) {
    struct tw_esp_at_question *question = find_question(at, number);
    if (question == NULL) {
        return TW_ERR_BUSY;
    }
    uint32_t i = 0;
    question->is_ping = is_ping;
    question->state = TW__ESP_AT_ASKED;
    question->answer = (tw_net_answer_t){{0}, 0};
    do {
        question->name[i] = name[i];
    } while (name[i++] != '\0');
    return TW_ERR_OK;
}

static tw_err_t resolve(tw_net_t *net, const char *name, uint32_t *number) {
    tw_esp_at_t *at = at_of(net);
    uint8_t ip[4];
    bool is_addr = tw_net_parse_ip(name, ip);
    if (!is_addr && (!is_name(name) || !has_addr(at))) {
        return is_name(name) ? TW_ERR_STATE : TW_ERR_INVAL;
    }
    tw_err_t err = ask(at, name, false, number);
    if (err == TW_ERR_OK && is_addr) {
        struct tw_esp_at_question *question = &at->questions[*number];
        question->state = TW__ESP_AT_ANSWERED;
        question->err = TW_ERR_OK;
        (void)tw_net_parse_ip(name, question->answer.ip);
    }
    return err;
}

// How long it waits is the co-processor's.
static tw_err_t ping(tw_net_t *net, const uint8_t ip[4], uint32_t timeout_ms, uint32_t *number) {
    tw_esp_at_t *at = at_of(net);
    const tw_net_addr_t addr = {{ip[0], ip[1], ip[2], ip[3]}, 0};
    char text[TW_NET_ADDR_BYTES];
    tw_net_format_addr(&addr, text);
    tw_err_t err = has_addr(at) ? ask(at, text, true, number) : TW_ERR_STATE;
    if (err == TW_ERR_OK) {
        (void)tw_net_parse_ip(text, at->questions[*number].answer.ip);
        at->questions[*number].until_ms = at->now_ms + timeout_ms;
    }
    return err;
}

static void forget(tw_net_t *net, uint32_t number) {
    tw_esp_at_t *at = at_of(net);
    struct tw_esp_at_question *question = &at->questions[number];
    // The command under way has no other place for its answer: its end frees it.
    question->state = TW__ESP_AT_FREE;
    bool is_asking = at->command == TW__ESP_AT_RESOLVE || at->command == TW__ESP_AT_PING;
    if (is_asking && at->link == number) {
        at->command = TW__ESP_AT_FORGOTTEN;
    }
}

static tw_err_t answer(tw_net_t *net, uint32_t number, tw_net_answer_t *answer) {
    tw_esp_at_t *at = at_of(net);
    struct tw_esp_at_question *question = &at->questions[number];
    if (question->state == TW__ESP_AT_FREE) {
        return TW_ERR_INVAL;
    }
    bool is_late = question->is_ping && tw__esp_at_is_due(at, question->until_ms);
    if (question->state != TW__ESP_AT_ANSWERED && !is_late) {
        return TW_ERR_PENDING;
    }
    tw_err_t err = question->state == TW__ESP_AT_ANSWERED ? question->err : TW_ERR_IO;
    *answer = question->answer;
    forget(net, number);
    return err;
}

// ---- the carrier --------------------------------------------------------------------------------

static void info(tw_net_t *net, tw_net_info_t *info) {
    const tw_esp_at_t *at = at_of(net);
    info->is_up = info->has_addr = has_addr(at);
    for (uint32_t i = 0; i < 6; i++) {
        info->mac[i] = at->mac[i];
    }
    for (uint32_t i = 0; i < 4; i++) {
        info->ip[i] = at->ip[i];
        info->mask[i] = at->mask[i];
        info->gateway[i] = at->gateway[i];
    }
    info->bytes_in = at->bytes_in;
    info->bytes_out = at->bytes_out;
    info->dropped_in = at->dropped_in;
}

const tw_net_ops_t tw__esp_at_net = {
    .open = open,
    .connect = connect,
    .accept = accept,
    .send = send,
    .receive = receive,
    .send_to = send_to,
    .receive_from = receive_from,
    .end = end,
    .close = close,
    .status = status,
    .resolve = resolve,
    .ping = ping,
    .answer = answer,
    .forget = forget,
    .info = info,
};
