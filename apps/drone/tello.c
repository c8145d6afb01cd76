// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tello.h"

#define STATE_BYTES 200u
#define BEGIN "command"
#define BEGIN_MS 2000u
#define ANSWER_MS 20000u

static bool begins_with(const char *text, const char *prefix) {
    while (*prefix != '\0' && *text == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}

static uint32_t length(const char *text) {
    uint32_t size = 0;
    while (text[size] != '\0') {
        size++;
    }
    return size;
}

tw_err_t tello_open(tello_t *tello, tw_net_t *net, const tw_net_addr_t *address) {
    *tello = (tello_t){.net = net, .address = *address, .battery = -1};
    tw_err_t err = tw_net_open(net, TW_NET_UDP, 0, &tello->commands);
    if (err != TW_ERR_OK) {
        return err;
    }
    err = tw_net_open(net, TW_NET_UDP, (uint16_t)(address->port + 1u), &tello->states);
    tello->is_open = err == TW_ERR_OK;
    if (err != TW_ERR_OK) {
        tw_net_close(net, tello->commands);
    }
    return err;
}

void tello_close(tello_t *tello) {
    if (tello->is_open) {
        tw_net_close(tello->net, tello->commands);
        tw_net_close(tello->net, tello->states);
    }
    *tello = (tello_t){.battery = -1};
}

bool tello_say(tello_t *tello, const char *command) {
    if (tello->count == TELLO_COMMANDS || length(command) >= TELLO_COMMAND_BYTES) {
        return false;
    }
    uint32_t i = 0;
    do {
        tello->queue[tello->count][i] = command[i];
    } while (command[i++] != '\0');
    tello->count++;
    return true;
}

// The first one is done; it stays readable behind the others.
static const char *end_first(tello_t *tello) {
    char first[TELLO_COMMAND_BYTES];
    for (uint32_t k = 0; k < TELLO_COMMAND_BYTES; k++) {
        first[k] = tello->queue[0][k];
        for (uint32_t i = 1; i < tello->count; i++) {
            tello->queue[i - 1][k] = tello->queue[i][k];
        }
        tello->queue[tello->count - 1][k] = first[k];
    }
    tello->count--;
    tello->is_asked = false;
    return tello->queue[tello->count];
}

static bool send(tello_t *tello, const char *command, uint32_t now_ms) {
    tello->since_ms = now_ms;
    return tw_net_send_to(tello->net, tello->commands, &tello->address, command, length(command)) ==
           TW_ERR_OK;
}

// What is printable of what it says; an answer to nothing is dropped.
static bool receive(tello_t *tello) {
    size_t size = 0;
    tw_net_addr_t from;
    tw_err_t err = tw_net_receive_from(tello->net, tello->commands, &from, tello->answer,
                                       TELLO_ANSWER_BYTES - 1, &size);
    bool is_there = (err == TW_ERR_OK || err == TW_ERR_LIMIT) && from.port == tello->address.port;
    while (size > 0 && tello->answer[size - 1] <= ' ') {
        size--;
    }
    tello->answer[size] = '\0';
    for (size_t i = 0; i < size; i++) {
        bool is_control = tello->answer[i] < ' ' || tello->answer[i] == 0x7f;
        tello->answer[i] = is_control ? '?' : tello->answer[i];
    }
    return is_there && tello->is_asked;
}

// ...;h:80;bat:87;...
static int32_t number_behind(const char *text, const char *name, int32_t otherwise) {
    for (; *text != '\0'; text++) {
        if (begins_with(text, name)) {
            int32_t value = 0;
            for (text += length(name); *text >= '0' && *text <= '9' && value < 10000; text++) {
                value = value * 10 + (*text - '0');
            }
            return value;
        }
    }
    return otherwise;
}

static void receive_state(tello_t *tello) {
    char text[STATE_BYTES + 1];
    size_t size = 0;
    tw_err_t err = tw_net_receive_from(tello->net, tello->states, NULL, text, STATE_BYTES, &size);
    if (err == TW_ERR_OK || err == TW_ERR_LIMIT) {
        text[size] = '\0';
        tello->battery = number_behind(text, ";bat:", tello->battery);
        tello->height = number_behind(text, ";h:", tello->height);
    }
}

// It is told to take commands, again and again.
static void begin(tello_t *tello, uint32_t now_ms) {
    if (receive(tello)) {
        tello->is_ready = begins_with(tello->answer, "ok");
        tello->is_asked = false;
    } else if (!tello->is_asked || now_ms - tello->since_ms >= BEGIN_MS) {
        tello->is_asked = send(tello, BEGIN, now_ms);
    }
}

bool tello_poll(tello_t *tello, uint32_t now_ms, const char **command, const char **answer) {
    if (!tello->is_open) {
        return false;
    }
    receive_state(tello);
    if (tello->count == 0 || !tello->is_ready) {
        if (tello->count > 0) {
            begin(tello, now_ms);
        }
        return false;
    }
    bool is_answered = receive(tello);
    bool is_late = tello->is_asked && now_ms - tello->since_ms >= ANSWER_MS;
    if (is_answered || is_late) {
        tello->answer[is_late && !is_answered ? 0 : TELLO_ANSWER_BYTES - 1] = '\0';
        *command = end_first(tello);
        *answer = tello->answer;
        return true;
    }
    if (!tello->is_asked && send(tello, tello->queue[0], now_ms)) {
        tello->is_asked = !begins_with(tello->queue[0], "rc ");
        if (!tello->is_asked) {
            (void)end_first(tello);
        }
    }
    return false;
}
