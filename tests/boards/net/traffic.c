// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "hal.h"
#include "net.h"

#define ECHOES 3u
#define PIECE 512u

static struct echo {
    bool is_used;
    uint32_t socket;
    uint32_t first;
    uint32_t end;
    uint8_t bytes[PIECE];
} echoes[ECHOES];
static bool is_listening;
static uint32_t listener;
static uint32_t datagrams;
static struct {
    bool is_on;
    uint32_t socket;
    uint32_t total;
    uint32_t sent;
    uint32_t received;
    uint32_t wrong;
    uint32_t errors;
} flow;

// ---- echoes -------------------------------------------------------------------------------------

tw_err_t listen_at(uint16_t port) {
    tw_err_t err = tw_net_open(net, TW_NET_LISTENER, port, &listener);
    err = err == TW_ERR_OK ? tw_net_open(net, TW_NET_UDP, port, &datagrams) : err;
    is_listening = err == TW_ERR_OK;
    return err;
}

static bool take_connection(void) {
    for (uint32_t i = 0; i < ECHOES; i++) {
        struct echo *echo = &echoes[i];
        if (!echo->is_used && tw_net_accept(net, listener, &echo->socket) == TW_ERR_OK) {
            echo->is_used = true;
            echo->first = 0;
            echo->end = 0;
            return true;
        }
    }
    return false;
}

static void close_echo(struct echo *echo) {
    tw_net_close(net, echo->socket);
    echo->is_used = false;
}

static bool run_echo(struct echo *echo) {
    size_t count = 0;
    if (echo->first == echo->end) {
        tw_err_t err = tw_net_receive(net, echo->socket, echo->bytes, PIECE, &count);
        echo->first = 0;
        echo->end = (uint32_t)count;
        if (err != TW_ERR_OK) {
            close_echo(echo);
            return true;
        }
    }
    tw_err_t err =
        tw_net_send(net, echo->socket, &echo->bytes[echo->first], echo->end - echo->first, &count);
    echo->first += (uint32_t)count;
    if (err != TW_ERR_OK) {
        close_echo(echo);
    }
    return count > 0;
}

static bool echo_datagram(void) {
    static uint8_t bytes[1472];
    tw_net_addr_t peer;
    size_t size = 0;
    if (tw_net_receive_from(net, datagrams, &peer, bytes, sizeof bytes, &size) != TW_ERR_OK) {
        return false;
    }
    return tw_net_send_to(net, datagrams, &peer, bytes, size) == TW_ERR_OK;
}

bool run_echoes(void) {
    bool is_busy = is_listening && (take_connection() | echo_datagram());
    for (uint32_t i = 0; i < ECHOES; i++) {
        is_busy |= echoes[i].is_used && run_echo(&echoes[i]);
    }
    return is_busy;
}

// ---- the flow -----------------------------------------------------------------------------------

static uint8_t byte_at(uint32_t i) {
    return (uint8_t)(i * 2654435761u >> 13);
}

tw_err_t begin_flow(const tw_net_addr_t *addr, uint32_t bytes) {
    tw_err_t err = tw_net_open(net, TW_NET_TCP, 0, &flow.socket);
    if (err != TW_ERR_OK) {
        return err;
    }
    flow.is_on = true;
    flow.total = bytes;
    flow.sent = 0;
    flow.received = 0;
    flow.wrong = 0;
    flow.errors = 0;
    return tw_net_connect(net, flow.socket, addr);
}

static bool send_some(void) {
    uint8_t bytes[PIECE];
    size_t count = 0;
    uint32_t left = flow.total - flow.sent;
    uint32_t size = left < PIECE ? left : PIECE;
    for (uint32_t i = 0; i < size; i++) {
        bytes[i] = byte_at(flow.sent + i);
    }
    flow.errors += tw_net_send(net, flow.socket, bytes, size, &count) != TW_ERR_OK;
    flow.sent += (uint32_t)count;
    return count > 0;
}

static bool receive_some(void) {
    uint8_t bytes[PIECE];
    size_t count = 0;
    flow.errors += tw_net_receive(net, flow.socket, bytes, sizeof bytes, &count) != TW_ERR_OK;
    for (uint32_t i = 0; i < count; i++) {
        flow.wrong += bytes[i] != byte_at(flow.received + i);
    }
    flow.received += (uint32_t)count;
    return count > 0;
}

bool run_flow(void) {
    tw_net_status_t status;
    if (!flow.is_on) {
        return false;
    }
    tw_net_status(net, flow.socket, &status);
    bool is_busy = status.can_receive && receive_some();
    is_busy |= status.can_send && flow.sent < flow.total && send_some();
    return is_busy;
}

void print_flow(void) {
    tw_net_status_t status;
    tw_net_status(net, flow.socket, &status);
    hal_console_print(tw_net_state_name(status.state));
    hal_console_print(tw_net_cause_name(status.cause));
    print_field("sent", flow.sent);
    print_field("received", flow.received);
    print_field("wrong", flow.wrong);
    print_field("errors", flow.errors);
}

void close_all(void) {
    for (uint32_t i = 0; i < net->socket_count; i++) {
        tw_net_close(net, i);
    }
    for (uint32_t i = 0; i < ECHOES; i++) {
        echoes[i].is_used = false;
    }
    is_listening = false;
    flow.is_on = false;
    hal_console_print("ok");
}
