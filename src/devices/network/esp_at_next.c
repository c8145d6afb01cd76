// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "esp_at.h"

#define PROBE_MS 1000u
#define REJOIN_MS 3000u
#define SIGNAL_MS 5000u
#define RELINK_MS 1000u
#define SHORT_MS TW__ESP_AT_SHORT_MS
#define REPEAT_MS 200u

// ---- how commands are written -------------------------------------------------------------------

static void put(tw_esp_at_t *at, const char *text) {
    for (; *text != '\0' && at->out_count < TW_ESP_AT_COMMAND_BYTES; text++) {
        at->text[at->out_count++] = *text;
    }
}

static void put_number(tw_esp_at_t *at, uint32_t value) {
    char digits[11] = {0};
    uint32_t i = sizeof digits - 1;
    do {
        digits[--i] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value > 0);
    put(at, &digits[i]);
}

// In quotes; what means something there has a backslash before it.
static void put_text(tw_esp_at_t *at, const char *text) {
    put(at, "\"");
    for (; *text != '\0'; text++) {
        const char pair[] = {'\\', *text, '\0'};
        bool is_special = *text == '"' || *text == '\\' || *text == ',';
        put(at, is_special ? pair : &pair[1]);
    }
    put(at, "\"");
}

static void put_addr(tw_esp_at_t *at, const tw_net_addr_t *addr) {
    char text[TW_NET_ADDR_BYTES];
    const tw_net_addr_t host = {{addr->ip[0], addr->ip[1], addr->ip[2], addr->ip[3]}, 0};
    tw_net_format_addr(&host, text);
    put(at, ",\"");
    put(at, text);
    put(at, "\",");
    put_number(at, addr->port);
}

static void send_text(tw_esp_at_t *at) {
    put(at, "\r\n");
    at->out = (const uint8_t *)at->text;
}

static void begin(tw_esp_at_t *at, enum tw__esp_at_command command, const char *text, uint32_t ms) {
    at->command = (uint8_t)command;
    at->deadline_ms = at->now_ms + ms;
    at->progress = TW__ESP_AT_ASKING;
    at->socket = TW__ESP_AT_NOBODY;
    at->out_count = 0;
    put(at, text);
}

static void say(tw_esp_at_t *at, enum tw__esp_at_command command, const char *text, uint32_t ms) {
    begin(at, command, text, ms);
    send_text(at);
}

// ---- how we want it -----------------------------------------------------------------------------

static const struct {
    const char *text;
    bool is_needed;
} steps[] = {
    {"ATE0", true},
    {"AT+SYSSTORE=0", false},    // nothing of ours stays there
    {"AT+CWMODE=1", true},       // a station
    {"AT+CWAUTOCONN=0", false},  // joining is our business
    {"AT+CWQAP", false},
    {"AT+CWRECONNCFG=0,0", false},
    {"AT+CIPMUX=1", true},
    {"AT+CIPDINFO=1", true},      // from whom data are
    {"AT+CIPRECVMODE=1", false},  // it keeps data until we ask; in 3.0 it is the next one
    {"AT+CIPRECVTYPE=5,1", false},
    {"AT+CWLAPOPT=1,23", false},  // what of networks it tells
};
#define STEPS (sizeof steps / sizeof steps[0])

static void step_ended(tw_esp_at_t *at, bool is_ok) {
    if (!is_ok && steps[at->step].is_needed) {
        tw__esp_at_lose(at);
        at->again_ms = at->now_ms + PROBE_MS;
        return;
    }
    at->step++;
    if (at->step == STEPS) {
        at->phase = TW__ESP_AT_READY;
        at->wifi.state = TW_WIFI_IDLE;
        at->again_ms = at->now_ms;
        at->is_mac_due = true;
    }
}

static void next_of_start(tw_esp_at_t *at) {
    if (at->phase == TW__ESP_AT_STARTING) {
        say(at, TW__ESP_AT_STEP, steps[at->step].text, SHORT_MS);
    } else if (tw__esp_at_is_due(at, at->again_ms)) {
        say(at, TW__ESP_AT_PROBE, "AT", PROBE_MS);
    }
}

// ---- the radio ----------------------------------------------------------------------------------

static void begin_join(tw_esp_at_t *at) {
    tw__esp_at_drop_links(at);
    at->problem = TW_WIFI_FAILED;
    at->wifi.state = at->was_joined ? TW_WIFI_LOST : TW_WIFI_JOINING;
    begin(at, TW__ESP_AT_JOIN, "AT+CWJAP=", 30000);
    put_text(at, at->wifi.ssid);
    put(at, ",");
    put_text(at, at->wifi.key);
    send_text(at);
}

// A network that was joined once is looked for until it has another key.
static void join_ended(tw_esp_at_t *at, bool is_ok) {
    tw_wifi_t *wifi = &at->wifi;
    bool is_given_up = !at->was_joined || at->problem == TW_WIFI_WRONG_KEY;
    if (is_ok) {
        at->was_joined = true;
        wifi->state = TW_WIFI_JOINED;
        wifi->signal_dbm = 0;
        at->is_addr_due = true;
        at->again_ms = at->now_ms;
    } else {
        wifi->is_wanted = wifi->is_wanted && !is_given_up;
        wifi->state = is_given_up ? TW_WIFI_IDLE : TW_WIFI_LOST;
        at->again_ms = at->now_ms + REJOIN_MS;
    }
    if (wifi->request == TW_WIFI_JOIN && at->has_begun) {
        tw_wifi_end(wifi, is_ok ? TW_WIFI_DONE : (tw_wifi_answer_t)at->problem);
    } else if (!is_ok && wifi->request == TW_WIFI_NOTHING) {
        wifi->answer = at->problem;
    }
}

static void leave_ended(tw_esp_at_t *at, bool is_ok) {
    tw__esp_at_drop_links(at);
    at->wifi.state = TW_WIFI_IDLE;
    tw_wifi_end(&at->wifi, is_ok ? TW_WIFI_DONE : TW_WIFI_FAILED);
}

static bool next_of_radio(tw_esp_at_t *at) {
    tw_wifi_t *wifi = &at->wifi;
    bool is_new = wifi->request != TW_WIFI_NOTHING && !at->has_begun;
    bool is_wanted = wifi->is_wanted && wifi->state != TW_WIFI_JOINED;
    if (is_new && wifi->request == TW_WIFI_SCAN) {
        say(at, TW__ESP_AT_SCAN, "AT+CWLAP", 15000);
    } else if (is_new && wifi->request == TW_WIFI_LEAVE) {
        say(at, TW__ESP_AT_LEAVE, "AT+CWQAP", SHORT_MS);
    } else if ((is_new && wifi->request == TW_WIFI_JOIN) ||
               (is_wanted && tw__esp_at_is_due(at, at->again_ms))) {
        begin_join(at);
    } else {
        return false;
    }
    at->has_begun = true;
    return true;
}

// ---- links --------------------------------------------------------------------------------------

static tw_esp_at_socket_t *socket_of(tw_esp_at_t *at, uint32_t i) {
    return &at->sockets[i];
}

static void begin_for(tw_esp_at_t *at, enum tw__esp_at_command command, const char *text,
                      uint32_t socket, uint32_t link, uint32_t ms) {
    begin(at, command, text, ms);
    at->socket = (uint8_t)socket;
    at->link = (uint8_t)link;
    put_number(at, link);
}

// The highest that is free: the listener's come from below.
static uint32_t free_link(const tw_esp_at_t *at) {
    for (uint32_t i = TW_ESP_AT_LINKS; i > 0; i--) {
        const struct tw_esp_at_link *link = &at->links[i - 1];
        if (link->socket == TW__ESP_AT_NOBODY && !link->is_up && !link->is_stale) {
            return i - 1;
        }
    }
    return TW_ESP_AT_LINKS;
}

static bool connect_link(tw_esp_at_t *at, uint32_t i) {
    tw_esp_at_socket_t *socket = socket_of(at, i);
    uint32_t link = free_link(at);
    if (link == TW_ESP_AT_LINKS) {
        return false;
    }
    begin_for(at, TW__ESP_AT_CONNECT, "AT+CIPSTART=", i, link, 30000);
    put(at, socket->kind == TW_NET_TCP ? ",\"TCP\"" : ",\"UDP\"");
    const tw_net_addr_t nobody = {{0, 0, 0, 0}, socket->local_port};
    put_addr(at, socket->kind == TW_NET_TCP || socket->peer.port != 0 ? &socket->peer : &nobody);
    if (socket->kind == TW_NET_UDP) {
        put(at, ",");
        put_number(at, socket->local_port);
        put(at, ",2");  // anybody may answer
    }
    send_text(at);
    at->links[link] = (struct tw_esp_at_link){.socket = (uint8_t)i, .peer = socket->peer};
    socket->link = (uint8_t)link;
    return true;
}

static void connect_ended(tw_esp_at_t *at, bool is_ok) {
    struct tw_esp_at_link *link = &at->links[at->link];
    tw_esp_at_socket_t *socket = socket_of(at, at->socket);
    if (is_ok && link->socket == at->socket) {
        link->is_up = true;
        socket->state = socket->state == TW_NET_CONNECTING ? TW_NET_OPEN : socket->state;
        return;
    }
    // Somebody may have it whom we do not know: it is closed before it is used again.
    *link = (struct tw_esp_at_link){.socket = TW__ESP_AT_NOBODY, .is_stale = true};
    socket->link = TW__ESP_AT_NO_LINK;
    socket->again_ms = at->now_ms + RELINK_MS;
    if (socket->kind == TW_NET_TCP && socket->state == TW_NET_CONNECTING) {
        socket->state = TW_NET_FAILED;
        socket->cause = TW_NET_REFUSED;
    }
    socket->send_count = socket->is_closing ? 0 : socket->send_count;  // nobody tries again
}

static void close_link(tw_esp_at_t *at, uint32_t link) {
    begin_for(at, TW__ESP_AT_CLOSE, "AT+CIPCLOSE=", TW__ESP_AT_NOBODY, link, SHORT_MS);
    send_text(at);
}

// ---- data ---------------------------------------------------------------------------------------

static bool receive(tw_esp_at_t *at, uint32_t i) {
    tw_esp_at_socket_t *socket = socket_of(at, i);
    if (at->links[socket->link].waiting == 0 || socket->receive_count > 0) {
        return false;
    }
    begin_for(at, TW__ESP_AT_RECEIVE, "AT+CIPRECVDATA=", i, socket->link, SHORT_MS);
    at->size = TW_ESP_AT_RECEIVE_BYTES;
    put(at, ",");
    put_number(at, at->size);
    send_text(at);
    socket->is_last_read = true;
    return true;
}

static uint32_t datagram_size(const tw_esp_at_socket_t *socket) {
    return socket->send[0] | (uint32_t)socket->send[1] << 8;
}

static bool send(tw_esp_at_t *at, uint32_t i) {
    tw_esp_at_socket_t *socket = socket_of(at, i);
    if (socket->send_count == 0) {
        return false;
    }
    bool is_stream = socket->kind == TW_NET_TCP;
    begin_for(at, TW__ESP_AT_SEND, "AT+CIPSEND=", i, socket->link, SHORT_MS);
    at->size = (uint16_t)(is_stream ? socket->send_count : datagram_size(socket));
    put(at, ",");
    put_number(at, at->size);
    if (!is_stream) {
        const uint8_t *head = socket->send;
        const tw_net_addr_t peer = {{head[2], head[3], head[4], head[5]},
                                    (uint16_t)(head[6] | head[7] << 8)};
        put_addr(at, &peer);
    }
    send_text(at);
    socket->is_last_read = false;
    return true;
}

void tw__esp_at_give(tw_esp_at_t *at) {
    const tw_esp_at_socket_t *socket = socket_of(at, at->socket);
    at->progress = TW__ESP_AT_GIVING;
    // A stream's peer may take its time.
    at->deadline_ms = at->now_ms + (socket->kind == TW_NET_TCP ? 30000u : SHORT_MS);
    at->out = socket->send + (socket->kind == TW_NET_UDP ? TW__ESP_AT_DATAGRAM_HEAD : 0);
    at->out_count = at->size;
}

static void send_ended(tw_esp_at_t *at, bool is_ok) {
    tw_esp_at_socket_t *socket = socket_of(at, at->socket);
    bool is_stream = socket->kind == TW_NET_TCP;
    uint32_t done = at->size + (is_stream ? 0 : TW__ESP_AT_DATAGRAM_HEAD);
    at->out_count = 0;
    if (is_stream && !is_ok && socket->state == TW_NET_OPEN) {
        socket->state = TW_NET_FAILED;
        socket->cause = TW_NET_RESET;
    }
    done = done < socket->send_count ? done : socket->send_count;
    for (uint32_t i = done; i < socket->send_count; i++) {
        socket->send[i - done] = socket->send[i];
    }
    socket->send_count = (uint16_t)(socket->send_count - done);
    at->bytes_out += is_ok ? at->size : 0;
}

// Nothing was there after all.
static void receive_ended(tw_esp_at_t *at, bool is_ok) {
    if (!is_ok) {
        at->links[at->link].waiting = 0;
    }
}

// ---- sockets ------------------------------------------------------------------------------------

static bool next_of_listener(tw_esp_at_t *at, tw_esp_at_socket_t *socket) {
    if (socket->is_closing == at->is_listening) {
        bool is_on = !socket->is_closing;
        begin(at, is_on ? TW__ESP_AT_LISTEN : TW__ESP_AT_UNLISTEN,
              is_on ? "AT+CIPSERVER=1," : "AT+CIPSERVER=0", SHORT_MS);
        if (is_on) {
            put_number(at, socket->local_port);
        }
        send_text(at);
        return true;
    }
    socket->state = socket->is_closing ? TW_NET_FREE : socket->state;
    return false;
}

// A socket that was given back is free when all is sent and its link is closed.
static bool next_of_closing(tw_esp_at_t *at, uint32_t i) {
    tw_esp_at_socket_t *socket = socket_of(at, i);
    bool has_link = socket->link != TW__ESP_AT_NO_LINK && at->links[socket->link].is_up;
    if (has_link && socket->state != TW_NET_FAILED && send(at, i)) {
        return true;
    }
    if (socket->link != TW__ESP_AT_NO_LINK) {
        at->links[socket->link].socket = TW__ESP_AT_NOBODY;
        at->links[socket->link].is_stale = true;
        socket->link = TW__ESP_AT_NO_LINK;
    }
    socket->state = TW_NET_FREE;
    return false;
}

// A UDP socket whose port was not chosen by who opened it is nobody's aim before it has sent.
static bool wants_link(const tw_esp_at_t *at, const tw_esp_at_socket_t *socket) {
    bool is_stream = socket->kind == TW_NET_TCP;
    bool has_use =
        is_stream ? socket->state == TW_NET_CONNECTING : socket->is_bound || socket->send_count > 0;
    bool is_due = is_stream || tw__esp_at_is_due(at, socket->again_ms);
    return has_use && is_due && socket->link == TW__ESP_AT_NO_LINK;
}

static bool next_of_socket(tw_esp_at_t *at, uint32_t i) {
    tw_esp_at_socket_t *socket = socket_of(at, i);
    if (socket->state == TW_NET_FREE) {
        return false;
    }
    if (socket->kind == TW_NET_LISTENER) {
        return next_of_listener(at, socket);
    }
    // What a closed UDP socket still has to send needs its link first.
    bool may_close = socket->kind == TW_NET_TCP || socket->link != TW__ESP_AT_NO_LINK ||
                     socket->send_count == 0 || at->wifi.state != TW_WIFI_JOINED;
    if (socket->is_closing && may_close) {
        return next_of_closing(at, i);
    }
    if (wants_link(at, socket) && at->wifi.state == TW_WIFI_JOINED) {
        return connect_link(at, i);
    }
    if (socket->link == TW__ESP_AT_NO_LINK || !at->links[socket->link].is_up) {
        return false;
    }
    return socket->is_last_read ? send(at, i) || receive(at, i) : receive(at, i) || send(at, i);
}

static bool next_of_links(tw_esp_at_t *at) {
    for (uint32_t i = 0; i < TW_ESP_AT_LINKS; i++) {
        if (at->links[i].is_stale) {
            close_link(at, i);
            return true;
        }
    }
    return false;
}

// Those that are given back come first: another may want what they have.
static bool next_of_sockets(tw_esp_at_t *at) {
    for (uint32_t i = 0; i < at->net.socket_count; i++) {
        if (socket_of(at, i)->is_closing && next_of_socket(at, i)) {
            return true;
        }
    }
    if (next_of_links(at)) {
        return true;
    }
    for (uint32_t n = 0; n < at->net.socket_count; n++) {
        at->turn = (uint8_t)((at->turn + 1u) % at->net.socket_count);
        if (!socket_of(at, at->turn)->is_closing && next_of_socket(at, at->turn)) {
            return true;
        }
    }
    return false;
}

// ---- questions ----------------------------------------------------------------------------------

static bool next_of_questions(tw_esp_at_t *at) {
    for (uint32_t i = 0; i < TW_ESP_AT_QUESTIONS; i++) {
        struct tw_esp_at_question *question = &at->questions[i];
        if (question->state != TW__ESP_AT_ASKED) {
            continue;
        }
        question->state = TW__ESP_AT_UNDER_WAY;
        question->err = question->is_ping ? TW_ERR_IO : TW_ERR_NOENT;
        begin(at, question->is_ping ? TW__ESP_AT_PING : TW__ESP_AT_RESOLVE,
              question->is_ping ? "AT+PING=" : "AT+CIPDOMAIN=", 20000);
        put_text(at, question->name);
        send_text(at);
        at->link = (uint8_t)i;
        return true;
    }
    return false;
}

static void question_ended(tw_esp_at_t *at) {
    struct tw_esp_at_question *question = &at->questions[at->link];
    bool is_asked = question->state == TW__ESP_AT_UNDER_WAY;
    question->state = is_asked ? TW__ESP_AT_ANSWERED : question->state;
}

// ---- all together -------------------------------------------------------------------------------

static bool next_of_looks(tw_esp_at_t *at) {
    if (at->is_mac_due) {
        at->is_mac_due = false;
        say(at, TW__ESP_AT_MAC, "AT+CIPSTAMAC?", SHORT_MS);
    } else if (at->is_addr_due) {
        at->is_addr_due = false;
        say(at, TW__ESP_AT_ADDR, "AT+CIPSTA?", SHORT_MS);
    } else if (at->wifi.state == TW_WIFI_JOINED && tw__esp_at_is_due(at, at->again_ms)) {
        at->again_ms = at->now_ms + SIGNAL_MS;
        say(at, TW__ESP_AT_SIGNAL, "AT+CWJAP?", SHORT_MS);
        at->size = 0;
    } else {
        return false;
    }
    return true;
}

void tw__esp_at_next(tw_esp_at_t *at) {
    if (at->phase != TW__ESP_AT_READY) {
        next_of_start(at);
        return;
    }
    (void)(next_of_radio(at) || next_of_looks(at) || next_of_sockets(at) || next_of_questions(at));
}

void tw__esp_at_repeat(tw_esp_at_t *at) {
    if (at->command == TW__ESP_AT_PROBE || at->command == TW__ESP_AT_NONE) {
        return;
    }
    tw__esp_at_lose(at);  // it does something that we do not know of
    at->again_ms = at->now_ms + REPEAT_MS;
}

static void probe_ended(tw_esp_at_t *at, bool is_ok) {
    if (is_ok) {
        say(at, TW__ESP_AT_RESET, "AT+RST", 8000);
    } else {
        at->again_ms = at->now_ms + PROBE_MS;
    }
}

void tw__esp_at_end(tw_esp_at_t *at, bool is_ok) {
    enum tw__esp_at_command command = (enum tw__esp_at_command)at->command;
    if (command == TW__ESP_AT_RESET) {
        return;  // its end is "ready"
    }
    at->command = TW__ESP_AT_NONE;
    switch (command) {
        case TW__ESP_AT_PROBE:
            probe_ended(at, is_ok);
            break;
        case TW__ESP_AT_STEP:
            step_ended(at, is_ok);
            break;
        case TW__ESP_AT_SCAN:
            tw_wifi_end(&at->wifi, is_ok ? TW_WIFI_DONE : TW_WIFI_FAILED);
            break;
        case TW__ESP_AT_JOIN:
            join_ended(at, is_ok);
            break;
        case TW__ESP_AT_LEAVE:
            leave_ended(at, is_ok);
            break;
        case TW__ESP_AT_SIGNAL:
            if (is_ok && at->size == 0) {
                tw__esp_at_network_lost(at);  // it was joined to none
            }
            break;
        case TW__ESP_AT_CONNECT:
            connect_ended(at, is_ok);
            break;
        case TW__ESP_AT_SEND:
            send_ended(at, is_ok);
            break;
        case TW__ESP_AT_RECEIVE:
            receive_ended(at, is_ok);
            break;
        case TW__ESP_AT_CLOSE:
            tw__esp_at_link_down(at, at->link);
            break;
        case TW__ESP_AT_LISTEN:
        case TW__ESP_AT_UNLISTEN:
            at->is_listening = command == TW__ESP_AT_LISTEN && is_ok;
            break;
        case TW__ESP_AT_RESOLVE:
        case TW__ESP_AT_PING:
            question_ended(at);
            break;
        default:
            break;
    }
}
