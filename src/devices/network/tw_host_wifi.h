// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from wifi.wit: change that instead.
#ifndef BRIDGE_TW_HOST_WIFI_H
#define BRIDGE_TW_HOST_WIFI_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// The radio of a wireless network. A module sees and joins the networks that its grants name
// (`wifi = ["TELLO-*"]`).

// none: no radio answers; idle: in no network; lost: the network is gone, and is being looked
// for.
typedef enum tw_host_wifi_state {
    TW_HOST_WIFI_STATE_NONE = 0,
    TW_HOST_WIFI_STATE_IDLE = 1,
    TW_HOST_WIFI_STATE_JOINING = 2,
    TW_HOST_WIFI_STATE_JOINED = 3,
    TW_HOST_WIFI_STATE_LOST = 4,
} tw_host_wifi_state_t;

typedef enum tw_host_wifi_answer {
    TW_HOST_WIFI_ANSWER_DONE = 0,
    // the network takes no such key
    TW_HOST_WIFI_ANSWER_WRONG_KEY = 1,
    // nobody in reach has that name
    TW_HOST_WIFI_ANSWER_NOT_FOUND = 2,
    // nobody answered in time
    TW_HOST_WIFI_ANSWER_TIMED_OUT = 3,
    // the radio says that it failed, and no more
    TW_HOST_WIFI_ANSWER_FAILED = 4,
    // no radio answers
    TW_HOST_WIFI_ANSWER_NO_RADIO = 5,
    // somebody else has it, or it has another request to do
    TW_HOST_WIFI_ANSWER_BUSY = 6,
    // a name of 1 to 32 bytes, a key of 8 to 64 or none
    TW_HOST_WIFI_ANSWER_INVALID = 7,
} tw_host_wifi_answer_t;

typedef enum tw_host_wifi_security {
    TW_HOST_WIFI_SECURITY_OPEN = 0,
    TW_HOST_WIFI_SECURITY_WEP = 1,
    TW_HOST_WIFI_SECURITY_WPA = 2,
    TW_HOST_WIFI_SECURITY_WPA2 = 3,
    TW_HOST_WIFI_SECURITY_WPA3 = 4,
    TW_HOST_WIFI_SECURITY_OTHER = 5,
} tw_host_wifi_security_t;

typedef struct tw_host_wifi_network {
    // bytes of its name
    uint32_t size;
    // in dBm: -30 is near, -90 far
    int32_t signal;
    uint32_t channel;
    tw_host_wifi_security_t security;
} tw_host_wifi_network_t;

typedef struct tw_host_wifi_option_network {
    bool is_some;
    tw_host_wifi_network_t some;
} tw_host_wifi_option_network_t;

// What modules import as "wifi", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_wifi;

// Looks for networks; a few seconds.
tw_err_t tw_host_wifi_scan(tw_call_t *call, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_wifi_scan_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_wifi_scan_complete(tw_engine_t *engine, tw_pending_t pending,
                                                  tw_host_wifi_answer_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Number i of those that the last scan found, the strongest first; none past the end. ssid gets
// its name, 32 bytes at most, as far as there is room.
tw_err_t tw_host_wifi_found(tw_call_t *call, uint32_t i, tw_buffer_t ssid,
                            tw_host_wifi_option_network_t *result);

// Joins, and leaves the one before; key is "" for an open one. What is joined is the module's
// until it leaves or goes, and is joined again when it was lost.
tw_err_t tw_host_wifi_join(tw_call_t *call, tw_str_t ssid, tw_str_t key, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_wifi_join_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_wifi_join_complete(tw_engine_t *engine, tw_pending_t pending,
                                                  tw_host_wifi_answer_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_wifi_leave(tw_call_t *call, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_wifi_leave_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_wifi_leave_complete(tw_engine_t *engine, tw_pending_t pending,
                                                   tw_host_wifi_answer_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_wifi_status(tw_call_t *call, tw_host_wifi_state_t *result);

// Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
tw_err_t tw_host_wifi_signal(tw_call_t *call, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
