// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from http.wit: change that instead.
#ifndef BRIDGE_TW_HOST_HTTP_H
#define BRIDGE_TW_HOST_HTTP_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// HTTP/1.1 as a client, one exchange at a time for each module. Grants say with whom, as
// hosts = ["http://api.local:80"] or "https://api.local:443", and how many bytes a second.
// Functions
// answer 0 or more; else -2 that is no method, URL or header, -3 not now, -4 it is too large, -5
// too
// many names are being looked up, -12 this device has no TLS, -22 the time is over, -25 the server
// does not prove that it is the one, -30 nobody has that name, or no such header came, -33 what
// came
// is no HTTP, -34 the connection has failed. What waits lets other modules and the handlers of this
// one run; meanwhile its bytes stay where they are.

// What modules import as "http", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_http;

// Sends a request and waits for the answer's status, 200 and its kin. url is
// http://HOST[:PORT][/PATH], or https:// for TLS: then the server has to show a certificate for
// HOST of an authority that the device trusts. headers are lines that each end with CR LF, or
// nothing. An exchange that goes on is given up.
tw_err_t tw_host_http_request(tw_call_t *call, tw_str_t method, tw_str_t url, tw_str_t headers,
                              tw_list_t body, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_http_request_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_http_request_complete(tw_engine_t *engine, tw_pending_t pending,
                                                     int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Waits for the next bytes of the answer's body, and gives how many have come; 0: that was all.
tw_err_t tw_host_http_read(tw_call_t *call, tw_buffer_t buffer, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_http_read_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_http_read_complete(tw_engine_t *engine, tw_pending_t pending,
                                                  int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// What the answer's header of this name says; its size. Of long heads only the beginning is
// kept.
tw_err_t tw_host_http_header(tw_call_t *call, tw_str_t name, tw_buffer_t value_, int32_t *result);

// So long a request waits for its status, and a read for bytes, at most; 30 s unless said.
tw_err_t tw_host_http_set_timeout(tw_call_t *call, uint32_t ms, int32_t *result);

tw_err_t tw_host_http_close(tw_call_t *call, int32_t *result);

// Why the last request was answered with -25 or -34, and what to do, as "the certificate has
// expired: check the clock, and renew it on the server"; its size, 0 if nothing more is known.
tw_err_t tw_host_http_problem(tw_call_t *call, tw_buffer_t text, uint32_t *result);

#ifdef __cplusplus
}
#endif
#endif
