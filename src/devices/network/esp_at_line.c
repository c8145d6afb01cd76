// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "esp_at.h"

// Whatever is sent may be hostile or damaged: each function takes what it can make sense of and
// leaves the rest alone.

#define DATA_BYTES_MOST 8192u  // of data that come unasked
#define DIGITS_MOST 7u

// ---- pieces of a line ---------------------------------------------------------------------------

// Behind the prefix; NULL if the line does not begin so.
static const char *behind(const char *line, const char *prefix) {
    while (*prefix != '\0' && *line == *prefix) {
        line++;
        prefix++;
    }
    return *prefix == '\0' ? line : NULL;
}

static bool is_line(const char *line, const char *text) {
    const char *rest = behind(line, text);
    return rest != NULL && *rest == '\0';
}

static bool take_character(const char **at, char wanted) {
    bool is_there = **at == wanted;
    *at += is_there ? 1 : 0;
    return is_there;
}

// A number of at most so many digits that it cannot wrap.
static bool take_number(const char **at, uint32_t *value) {
    uint32_t digits = 0;
    *value = 0;
    while (**at >= '0' && **at <= '9' && digits < DIGITS_MOST) {
        *value = *value * 10u + (uint32_t)(**at - '0');
        (*at)++;
        digits++;
    }
    return digits > 0;
}

// A text in quotes, or up to the next comma. False if it does not end or is longer than most.
static bool take_text(const char **at, char *target, uint32_t most) {
    uint32_t size = 0;
    bool is_quoted = take_character(at, '"');
    while (**at != '\0' && **at != (is_quoted ? '"' : ',')) {
        (void)(is_quoted && take_character(at, '\\'));
        if (**at == '\0' || size == most) {
            return false;
        }
        target[size++] = *(*at)++;
    }
    target[size] = '\0';
    return !is_quoted || take_character(at, '"');
}

static bool take_ip(const char **at, uint8_t ip[4]) {
    char text[16];
    return take_text(at, text, sizeof text - 1) && tw_net_parse_ip(text, ip);
}

static bool take_link(const char **at, uint32_t *link) {
    return take_number(at, link) && *link < TW_ESP_AT_LINKS;
}

// ---- what is found ------------------------------------------------------------------------------

// +CWLAP:(3,"name",-61,"ca:d7:19:d8:a6:44",6): what lies behind the name may be left out.
static void network_found(tw_esp_at_t *at, const char *text) {
    static const uint8_t kinds[] = {TW_WIFI_OPEN, TW_WIFI_WEP,   TW_WIFI_WPA,  TW_WIFI_WPA2,
                                    TW_WIFI_WPA2, TW_WIFI_OTHER, TW_WIFI_WPA3, TW_WIFI_WPA3};
    tw_wifi_network_t network = {.security = TW_WIFI_OTHER};
    uint32_t number = 0;
    char mac[18];
    (void)take_character(&text, '(');
    if (!take_number(&text, &number) || !take_character(&text, ',') ||
        !take_text(&text, network.ssid, TW_WIFI_SSID_BYTES) || !take_character(&text, ',') ||
        !take_character(&text, '-')) {
        return;
    }
    network.security = number < sizeof kinds ? kinds[number] : TW_WIFI_OTHER;
    if (!take_number(&text, &number) || number > 127) {
        return;
    }
    network.signal_dbm = (int8_t)-(int32_t)number;
    if (take_character(&text, ',') && *text == '"') {
        (void)(take_text(&text, mac, sizeof mac - 1) && take_character(&text, ','));
    }
    network.channel = take_number(&text, &number) && number < 256 ? (uint8_t)number : 0;
    tw_wifi_add(&at->wifi, &network);
}

// +CWJAP:"name","ca:d7:19:d8:a6:44",6,-61 ...
static void signal_found(tw_esp_at_t *at, const char *text) {
    char name[TW_WIFI_SSID_BYTES + 1];
    char mac[18];
    uint32_t number = 0;
    if (take_text(&text, name, sizeof name - 1) && take_character(&text, ',') &&
        take_text(&text, mac, sizeof mac - 1) && take_character(&text, ',') &&
        take_number(&text, &number) && take_character(&text, ',') && take_character(&text, '-') &&
        take_number(&text, &number) && number < 128) {
        at->wifi.signal_dbm = (int8_t)-(int32_t)number;
    }
    at->size = 1;  // there is a network
}

// +CWJAP:2, why it has not joined.
static void join_problem(tw_esp_at_t *at, const char *text) {
    static const uint8_t answers[] = {TW_WIFI_FAILED, TW_WIFI_TIMED_OUT, TW_WIFI_WRONG_KEY,
                                      TW_WIFI_NOT_FOUND};
    uint32_t number = 0;
    bool is_known = take_number(&text, &number) && number < sizeof answers;
    at->problem = is_known ? answers[number] : TW_WIFI_FAILED;
}

static void addr_found(tw_esp_at_t *at, const char *text) {
    const char *rest = NULL;
    if ((rest = behind(text, "ip:")) != NULL) {
        (void)take_ip(&rest, at->ip);
    } else if ((rest = behind(text, "gateway:")) != NULL) {
        (void)take_ip(&rest, at->gateway);
    } else if ((rest = behind(text, "netmask:")) != NULL) {
        (void)take_ip(&rest, at->mask);
    }
}

static int32_t digit(char character) {
    bool is_letter = (character | 0x20) >= 'a' && (character | 0x20) <= 'f';
    bool is_number = character >= '0' && character <= '9';
    return is_letter ? (character | 0x20) - 'a' + 10 : is_number ? character - '0' : -1;
}

static void mac_found(tw_esp_at_t *at, const char *text) {
    (void)take_character(&text, '"');
    for (uint32_t i = 0; i < 6; i++) {
        int32_t high = digit(text[0]);
        int32_t low = high < 0 ? -1 : digit(text[1]);
        if (low < 0 || (i < 5 && text[2] != ':')) {
            return;
        }
        at->mac[i] = (uint8_t)(high * 16 + low);
        text += 3 - (i == 5);
    }
}

static struct tw_esp_at_question *asked(tw_esp_at_t *at, enum tw__esp_at_command command) {
    return at->command == command ? &at->questions[at->link] : NULL;
}

static void host_found(tw_esp_at_t *at, const char *text) {
    struct tw_esp_at_question *question = asked(at, TW__ESP_AT_RESOLVE);
    if (question != NULL && take_ip(&text, question->answer.ip)) {
        question->err = TW_ERR_OK;
    }
}

static void ping_found(tw_esp_at_t *at, const char *text) {
    struct tw_esp_at_question *question = asked(at, TW__ESP_AT_PING);
    uint32_t ms = 0;
    if (question != NULL && take_number(&text, &ms) && ms < 100000) {
        question->answer.us = ms * 1000u;
        question->err = TW_ERR_OK;
    }
}

static const struct {
    const char *prefix;
    enum tw__esp_at_command command;  // it is an answer to
    void (*found)(tw_esp_at_t *at, const char *text);
} finds[] = {
    {"+CWLAP:", TW__ESP_AT_SCAN, network_found},  {"+CWJAP:", TW__ESP_AT_JOIN, join_problem},
    {"+CWJAP:", TW__ESP_AT_SIGNAL, signal_found}, {"+CIPSTA:", TW__ESP_AT_ADDR, addr_found},
    {"+CIPSTAMAC:", TW__ESP_AT_MAC, mac_found},   {"+CIPDOMAIN:", TW__ESP_AT_RESOLVE, host_found},
    {"+PING:", TW__ESP_AT_PING, ping_found},
};

static bool is_find(tw_esp_at_t *at, const char *line) {
    for (uint32_t i = 0; i < sizeof finds / sizeof finds[0]; i++) {
        const char *text = behind(line, finds[i].prefix);
        if (text != NULL && at->command == finds[i].command) {
            finds[i].found(at, text);
            return true;
        }
    }
    return false;
}

// ---- what it tells by itself --------------------------------------------------------------------

// All is done but for the command's end: that comes soon.
static void expect_end(tw_esp_at_t *at) {
    at->deadline_ms = at->now_ms + TW__ESP_AT_SHORT_MS;
}

// 0,CONNECT of a link that nobody here began is somebody's who found the listener.
static void link_up(tw_esp_at_t *at, uint32_t link) {
    struct tw_esp_at_link *l = &at->links[link];
    bool is_ours = l->socket != TW__ESP_AT_NOBODY;
    l->is_incoming = !is_ours && at->is_listening;
    l->is_stale = !is_ours && !at->is_listening;
    l->is_up = true;
    if (is_ours && at->command == TW__ESP_AT_CONNECT && at->link == link) {
        expect_end(at);
    }
}

static bool is_link_news(tw_esp_at_t *at, const char *line) {
    uint32_t link = 0;
    if (!take_link(&line, &link) || !take_character(&line, ',')) {
        return false;
    }
    if (is_line(line, "CONNECT")) {
        link_up(at, link);
    } else if (is_line(line, "CLOSED") || is_line(line, "CONNECT FAIL")) {
        tw__esp_at_link_down(at, link);
    }
    return true;
}

// +IPD,0,120: so much is kept for us.
static void data_waits(tw_esp_at_t *at, const char *text) {
    uint32_t link = 0;
    uint32_t size = 0;
    if (take_link(&text, &link) && take_character(&text, ',') && take_number(&text, &size)) {
        at->links[link].waiting = (uint16_t)(size < UINT16_MAX ? size : UINT16_MAX);
    }
}

void tw__esp_at_network_lost(tw_esp_at_t *at) {
    bool is_between = at->command == TW__ESP_AT_JOIN || at->command == TW__ESP_AT_LEAVE;
    if (is_between || at->phase != TW__ESP_AT_READY || at->wifi.state != TW_WIFI_JOINED) {
        return;
    }
    tw__esp_at_drop_links(at);
    at->wifi.state = at->wifi.is_wanted ? TW_WIFI_LOST : TW_WIFI_IDLE;
    at->again_ms = at->now_ms;
}

static bool is_news(tw_esp_at_t *at, const char *line) {
    const char *text = behind(line, "+IPD,");
    if (text != NULL) {
        data_waits(at, text);
    } else if (is_line(line, "ready")) {
        tw__esp_at_restarted(at);
    } else if (is_line(line, "WIFI DISCONNECT")) {
        tw__esp_at_network_lost(at);
    } else if (is_line(line, "WIFI GOT IP") && at->command == TW__ESP_AT_JOIN) {
        expect_end(at);
    } else if (behind(line, "busy ") != NULL) {
        tw__esp_at_repeat(at);
    } else {
        return is_link_news(at, line);
    }
    return true;
}

static bool is_good_end(const tw_esp_at_t *at, const char *line) {
    bool is_sending = at->command == TW__ESP_AT_SEND;
    return is_line(line, is_sending ? "SEND OK" : "OK");
}

void tw__esp_at_line(tw_esp_at_t *at, const char *line) {
    if (is_news(at, line) || is_find(at, line)) {
        return;
    }
    bool is_good = is_good_end(at, line);
    if (is_good || is_line(line, "ERROR") || is_line(line, "FAIL") || is_line(line, "SEND FAIL")) {
        tw__esp_at_end(at, is_good);
    }
}

// ---- heads of data ------------------------------------------------------------------------------

static void begin_data(tw_esp_at_t *at, uint32_t size, uint8_t socket) {
    at->data_left = (uint16_t)size;
    at->data_socket = socket;
}

// +CIPRECVDATA:120,"192.168.10.1",8889,
static bool asked_data(tw_esp_at_t *at, const char *text) {
    uint32_t size = 0;
    uint32_t port = 0;
    tw_net_addr_t from;
    if (!take_number(&text, &size) || !take_character(&text, ',') || !take_ip(&text, from.ip) ||
        !take_character(&text, ',') || !take_number(&text, &port) || !take_character(&text, ',')) {
        return false;
    }
    if (size > at->size || port > UINT16_MAX) {
        tw__esp_at_lose(at);
        return true;
    }
    from.port = (uint16_t)port;
    if (at->socket != TW__ESP_AT_NOBODY) {
        at->sockets[at->socket].from = from;
        at->sockets[at->socket].is_cut = false;
    }
    struct tw_esp_at_link *link = &at->links[at->link];
    link->waiting = (uint16_t)(size < link->waiting ? link->waiting - size : 0);
    begin_data(at, size, at->socket);
    return true;
}

// +IPD,0,120,"192.168.10.1",8889: of a co-processor that does not keep data.
static bool unasked_data(tw_esp_at_t *at, const char *text) {
    uint32_t link = 0;
    uint32_t size = 0;
    uint32_t port = 0;
    tw_net_addr_t from = {{0}, 0};
    if (!take_link(&text, &link) || !take_character(&text, ',') || !take_number(&text, &size)) {
        return false;
    }
    bool has_from = take_character(&text, ',') && take_ip(&text, from.ip) &&
                    take_character(&text, ',') && take_number(&text, &port) && port <= UINT16_MAX;
    if (!take_character(&text, ':')) {
        return false;
    }
    if (size > DATA_BYTES_MOST) {
        tw__esp_at_lose(at);
        return true;
    }
    uint8_t socket = at->links[link].socket;
    if (socket != TW__ESP_AT_NOBODY && at->sockets[socket].kind == TW_NET_UDP) {
        bool is_full = at->sockets[socket].receive_count > 0;
        socket = is_full || !has_from ? TW__ESP_AT_NOBODY : socket;
    }
    if (socket != TW__ESP_AT_NOBODY) {
        from.port = (uint16_t)port;
        at->sockets[socket].from = from;
        at->sockets[socket].is_cut = false;
    }
    begin_data(at, size, socket);
    return true;
}

bool tw__esp_at_head(tw_esp_at_t *at, const char *line) {
    const char *text = behind(line, "+CIPRECVDATA:");
    if (text != NULL && at->command == TW__ESP_AT_RECEIVE) {
        return asked_data(at, text);
    }
    text = behind(line, "+IPD,");
    return text != NULL && line[0] != '\0' && unasked_data(at, text);
}
