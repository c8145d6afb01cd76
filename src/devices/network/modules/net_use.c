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
