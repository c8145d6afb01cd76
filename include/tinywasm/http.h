// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_HTTP_H
#define TINYWASM_HTTP_H

// HTTP for modules: a device with the host module `http`, a client over a carrier (tinywasm/net.h).
// What a module may reach is said in tinywasm/net_use.h (protocols http and, over TLS, https), each
// function in bridge/http.wit.
//
//     static tw_http_t http;
//     static tw_http_client_t clients[1];
//     tw_http_init(&http, &use, clients, 1);
//     tw_engine_add_device(engine, &http.device);
//
// An instance has one exchange at a time, with a connection of its own that ends with it. A
// request's head has at most TW_HTTP_HEAD_BYTES; its body goes out of the module's memory, and an
// answer's comes into it as the module reads, so that neither is kept here. Of an answer's head so
// many bytes are kept, and 8 KiB at most read. An answer that says its length in two ways, or is
// not HTTP/1, is refused. Link tinywasm::http.

#include "tinywasm/event.h"
#include "tinywasm/net_use.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_HTTP_HEAD_BYTES 512
#define TW_HTTP_TIMEOUT_MS 30000u

// A module's exchange, the application's memory; its fields are the device's.
typedef struct tw_http_client {
    const tw_instance_t *owner;  // NULL: free
    tw_instance_t *caller;
    struct tw_http *http;
    struct tw_net_user *user;
    tw_net_t *net;        // of the socket
    const char *problem;  // of the exchange that failed; NULL: none is known
    uint8_t state;
    bool is_secure;
    bool is_waiting;  // for the status, or for bytes
    bool is_reading;
    tw_pending_t pending;
    uint32_t begin_ms;
    uint32_t timeout_ms;
    uint32_t question;
    uint32_t socket;
    uint16_t port;
    uint32_t addr;  // of the body in the module's memory, or of the buffer
    uint32_t size;
    uint32_t done;
    char head[TW_HTTP_HEAD_BYTES];  // of the request; then of the answer
    uint16_t host;                  // where the server's name is in it, and its size
    uint16_t host_size;
    uint32_t head_size;
    uint32_t head_done;
    uint8_t in[256];
    uint32_t in_first;
    uint32_t in_count;
    uint64_t answer[12];
} tw_http_client_t;

typedef struct tw_http {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_net_use_t *use;
    tw_http_client_t *clients;
    uint32_t count;
} tw_http_t;

// use and clients outlive http, and http the engine.
void tw_http_init(tw_http_t *http, tw_net_use_t *use, tw_http_client_t *clients, uint32_t count);

#ifdef __cplusplus
}
#endif
#endif
