// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/net_use.h"

#include "tinywasm/grant.h"
#include "use.h"

// Accounts of bytes: each is filled with its rate, up to one second's, and emptied by what its
// instance sends and receives. It may go below zero, by the size of one piece.

#define UNIT 1000  // of credit: thousandths

static void gone(tw_watch_t *watch, tw_instance_t *instance) {
    tw_net_use_t *use = (tw_net_use_t *)((char *)watch - offsetof(tw_net_use_t, watch));
    for (uint32_t i = 0; i < TW_NET_USERS; i++) {
        if (use->users[i].instance == instance) {
            use->users[i].instance = NULL;
        }
    }
}

void tw_net_use_init(tw_net_use_t *use, tw_net_t *net) {
    *use = (tw_net_use_t){.net = net, .watch = {gone, NULL}};
}

void tw_net_use_secure(tw_net_use_t *use, tw_net_t *secure) {
    use->secure = secure;
}

void tw__net_use_start(tw_net_use_t *use, tw_engine_t *engine) {
    if (use->engine != engine) {
        use->engine = engine;
        tw_engine_watch(engine, &use->watch);
    }
}

static void open_account(const tw_net_use_t *use, struct tw_net_user *user, tw_call_t *call) {
    uint64_t rate = 0;
    bool is_limited = tw_call_granted_number(call, "bytes_per_second", &rate);
    user->instance = tw_call_instance(call);
    user->is_limited = is_limited;
    user->rate = rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
    user->then_ms = use->now_ms;
    user->credit = (int64_t)user->rate * UNIT;
}

struct tw_net_user *tw__net_use_of(tw_net_use_t *use, tw_call_t *call) {
    struct tw_net_user *found = NULL;
    for (uint32_t i = 0; i < TW_NET_USERS; i++) {
        struct tw_net_user *user = &use->users[i];
        if (user->instance == tw_call_instance(call)) {
            return user;
        }
        found = user->instance == NULL ? user : found;
    }
    if (found != NULL) {
        open_account(use, found, call);
    }
    return found;
}

uint32_t tw__net_use_allowance(const tw_net_use_t *use, struct tw_net_user *user) {
    if (!user->is_limited) {
        return UINT32_MAX;
    }
    int64_t most = (int64_t)user->rate * UNIT;
    uint32_t passed_ms = use->now_ms - user->then_ms;
    passed_ms = passed_ms > 1000000 ? 1000000 : passed_ms;
    user->then_ms = use->now_ms;
    user->credit += (int64_t)user->rate * passed_ms;
    user->credit = user->credit > most ? most : user->credit;
    return user->credit < UNIT ? 0 : (uint32_t)(user->credit / UNIT);
}

void tw__net_use_spend(struct tw_net_user *user, size_t bytes) {
    user->credit -= user->is_limited ? (int64_t)bytes * UNIT : 0;
}

tw_err_t tw__net_use_open(const tw_net_use_t *use, bool is_secure, const char *name, size_t size,
                          tw_net_t **net, uint32_t *socket) {
    *net = is_secure ? use->secure : use->net;
    tw_err_t err = tw_net_open(*net, TW_NET_TCP, 0, socket);
    if (err == TW_ERR_OK && is_secure) {
        err = tw_net_expect(*net, *socket, name, size);
        if (err != TW_ERR_OK) {
            tw_net_close(*net, *socket);
        }
    }
    return err;
}

tw_err_t tw__net_use_failure(tw_net_t *net, uint32_t socket, const char **problem) {
    tw_net_status_t status;
    tw_net_status(net, socket, &status);
    *problem = tw_net_problem(net, socket);
    return status.cause == TW_NET_UNTRUSTED ? TW_ERR_DENIED : TW_ERR_IO;
}

uint32_t tw__net_use_tell(const char *problem, tw_buffer_t text) {
    uint32_t size = 0;
    for (; problem != NULL && problem[size] != '\0' && size < text.count; size++) {
        text.bytes[size] = (uint8_t)problem[size];
    }
    return size;
}
