// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_WIFI_H
#define TINYWASM_WIFI_H

// The radio of a wireless network, whatever chip it is: what the driver of a radio
// (tinywasm/esp_at.h) fills in, the application asks for here; modules, with tw_wifi_device, by the
// host module `wifi` of bridge/wifi.wit, over the same functions. What goes over the network is
// sockets: tinywasm/net.h.
//
//     static tw_esp_at_t radio;
//     tw_esp_at_init(&radio, 1, 115200);
//     tw_engine_add_device(engine, &radio.device);      // it is polled with the engine
//     tw_err_t err = tw_wifi_join(&radio.wifi, "home", "its secret");
//     ...
//     if (tw_wifi_state(&radio.wifi) == TW_WIFI_JOINED)
//
// A request is begun and comes to an end while the radio is polled; no function here waits. There
// is one request at a time. What was joined is joined again when it is lost, until tw_wifi_leave.
// Link tinywasm::wifi. Not from an ISR.

#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TW_WIFI_SSID_BYTES 32u
#define TW_WIFI_KEY_BYTES 64u
#define TW_WIFI_KEY_BYTES_LEAST 8u
#define TW_WIFI_NETWORKS 10u  // of a scan, the strongest

typedef enum tw_wifi_state {
    TW_WIFI_NONE,  // no radio answers; it is asked again and again
    TW_WIFI_IDLE,  // in no network
    TW_WIFI_JOINING,
    TW_WIFI_JOINED,  // and has an address
    TW_WIFI_LOST     // joined once; the network is gone, and is being looked for
} tw_wifi_state_t;

// Of the last request: how it came to its end.
typedef enum tw_wifi_answer {
    TW_WIFI_DONE,
    TW_WIFI_WRONG_KEY,
    TW_WIFI_NOT_FOUND,  // nobody in reach has that name
    TW_WIFI_TIMED_OUT,
    TW_WIFI_FAILED,  // the radio says so, and no more
    TW_WIFI_NO_RADIO,
    TW_WIFI_BUSY,
    TW_WIFI_INVALID
} tw_wifi_answer_t;

typedef enum tw_wifi_security {
    TW_WIFI_OPEN,
    TW_WIFI_WEP,
    TW_WIFI_WPA,
    TW_WIFI_WPA2,
    TW_WIFI_WPA3,
    TW_WIFI_OTHER
} tw_wifi_security_t;

typedef struct tw_wifi_network {
    char ssid[TW_WIFI_SSID_BYTES + 1];  // ends in NUL
    int8_t signal_dbm;
    uint8_t channel;
    uint8_t security;  // tw_wifi_security_t
} tw_wifi_network_t;

typedef struct tw_wifi tw_wifi_t;

// What a driver defines. They begin what tw_wifi_t says is wanted, which has been checked: a
// request is there, and no other is under way.
typedef struct tw_wifi_ops {
    const char *name;  // of the chip
    void (*begin)(tw_wifi_t *wifi);
} tw_wifi_ops_t;

typedef enum tw_wifi_request {
    TW_WIFI_NOTHING,
    TW_WIFI_SCAN,
    TW_WIFI_JOIN,
    TW_WIFI_LEAVE
} tw_wifi_request_t;

// A driver's first member. The driver writes state and signal_dbm, fills in networks while it
// scans, and ends a request with tw_wifi_end.
struct tw_wifi {
    const tw_wifi_ops_t *ops;
    uint8_t state;    // tw_wifi_state_t
    uint8_t request;  // tw_wifi_request_t that is under way
    uint8_t answer;   // tw_wifi_answer_t of the last one
    uint8_t network_count;
    bool is_wanted;  // ssid shall be joined, again and again
    int8_t signal_dbm;
    char ssid[TW_WIFI_SSID_BYTES + 1];
    char key[TW_WIFI_KEY_BYTES + 1];
    tw_wifi_network_t networks[TW_WIFI_NETWORKS];
};

// Begin a request: texts are copied. INVAL: ssid has not 1 to 32 bytes, key neither 0 nor 8 to 64,
// or one of them has control characters. BUSY: another is under way. NOENT: no radio answers (a
// join is wanted all the same, and is done when one does).
TW_MUST_CHECK tw_err_t tw_wifi_scan(tw_wifi_t *wifi);
TW_MUST_CHECK tw_err_t tw_wifi_join(tw_wifi_t *wifi, const char *ssid, const char *key);
// From now on nothing is wanted, whatever the radio says.
TW_MUST_CHECK tw_err_t tw_wifi_leave(tw_wifi_t *wifi);

tw_wifi_state_t tw_wifi_state(const tw_wifi_t *wifi);
// True while a request is under way; then tw_wifi_answer is that of the one before.
bool tw_wifi_is_busy(const tw_wifi_t *wifi);
tw_wifi_answer_t tw_wifi_answer(const tw_wifi_t *wifi);
// "WRONG_KEY: the network takes no such key: check it", a text for people.
const char *tw_wifi_text(tw_wifi_answer_t answer);
// Of the network that is joined, in dBm, as it was some seconds ago at most; 0 if there is none.
int32_t tw_wifi_signal(const tw_wifi_t *wifi);
// Number i of the last scan, the strongest first; NULL past the end. Valid until the next scan.
const tw_wifi_network_t *tw_wifi_network(const tw_wifi_t *wifi, uint32_t i);

// For drivers: the request that is under way is over. Nothing if there is none.
void tw_wifi_end(tw_wifi_t *wifi, tw_wifi_answer_t answer);
// For drivers, while scanning: a network was found. Names that are empty or have control characters
// are left out, one that is there already keeps its stronger signal, and of too many the weakest
// goes.
void tw_wifi_add(tw_wifi_t *wifi, const tw_wifi_network_t *network);

// The radio for modules.
typedef struct tw_wifi_device {
    tw_device_t device;
    // The rest is the device's.
    tw_host_module_t module;
    tw_watch_t watch;
    tw_engine_t *engine;
    tw_wifi_t *wifi;
    const tw_instance_t *owner;   // has joined, or joins; NULL: no module
    const tw_instance_t *caller;  // waits for the request; NULL: no module does
    tw_pending_t pending;
    bool is_leaving;  // for an owner that is gone
} tw_wifi_device_t;

// For tw_engine_add_device, behind the radio's own: modules may import `wifi`. device belongs to
// the caller; it and wifi outlive the engine. What the application has joined no module may leave
// or join another for: BUSY.
tw_device_t *tw_wifi_device(tw_wifi_device_t *device, tw_wifi_t *wifi);

#ifdef __cplusplus
}
#endif
#endif
