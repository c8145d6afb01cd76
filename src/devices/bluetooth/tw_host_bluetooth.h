// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Made by tw bindgen from bluetooth.wit: change that instead.
#ifndef BRIDGE_TW_HOST_BLUETOOTH_H
#define BRIDGE_TW_HOST_BLUETOOTH_H

#include "tinywasm/bridge.h"
#include "tinywasm/event.h"

#ifdef __cplusplus
extern "C" {
#endif

// Bluetooth Low Energy: a server of values that others read, write and are told of, and a client
// of such servers. Functions answer 0 or more; else -1 there is no controller, or it is silent;
// -2 it cannot do that (a wrong UUID, number or name, or not in this order); -3 every place is
// taken; -4 the other side did not answer in time; -5 another module has it; -6 the link is gone;
// -7 the other side has no such thing; -8 the other side refuses. UUIDs are texts: `181a`, or 36
// characters with dashes.
//
// What happens calls the module's export `on_bluetooth (event i32, number i32)`:
// 1 a link has come to this module's server, number being the link; 2 a link is gone;
// 3 a characteristic was written; 4 it was subscribed to, or no more; 5 a remote characteristic
// has told its value; 6 advertisers were found; 7 both sides are to compare the link's number.

// What modules import as "bluetooth", for tw_engine_add_host_module.
// The functions below are the application's.
extern const tw_host_module_t tw_host_bluetooth;

// 1: the controller answers, 0: not yet.
tw_err_t tw_host_bluetooth_is_ready(tw_call_t *call, int32_t *result);

// Begins a service of this module, and gives its number.
tw_err_t tw_host_bluetooth_service(tw_call_t *call, tw_str_t uuid, int32_t *result);

// Adds a characteristic to a service that is not published yet, and gives its number.
// properties: 1 read, 2 write, 4 write without an answer, 8 notify; 16 on an encrypted link
// alone, 32 on one whose sides have compared a number.
tw_err_t tw_host_bluetooth_characteristic(tw_call_t *call, uint32_t service, tw_str_t uuid,
                                          uint32_t properties, int32_t *result);

// From now on others see it.
tw_err_t tw_host_bluetooth_publish(tw_call_t *call, uint32_t service, int32_t *result);

// Puts a new value, at most 64 bytes, and tells it to who has subscribed.
tw_err_t tw_host_bluetooth_set(tw_call_t *call, uint32_t characteristic, tw_list_t value_,
                               int32_t *result);

// The value, as it was set or written last; its size.
tw_err_t tw_host_bluetooth_get(tw_call_t *call, uint32_t characteristic, tw_buffer_t buffer,
                               int32_t *result);

// Says the name, and this module's services, every so many milliseconds, to whoever listens, and
// takes links. 0 ms ends it.
tw_err_t tw_host_bluetooth_advertise(tw_call_t *call, tw_str_t name, uint32_t interval_ms,
                                     int32_t *result);

// Listens to advertisers for so many milliseconds; 0 ends it.
tw_err_t tw_host_bluetooth_scan(tw_call_t *call, uint32_t ms, int32_t *result);

// The next that was found, and its size, 0 for none: strength in dBm (a signed byte), 6 bytes of
// address (the last first), 1 for a random address, name.
tw_err_t tw_host_bluetooth_found(tw_call_t *call, tw_buffer_t buffer, int32_t *result);

// Looks for an advertiser of this name and connects to it; gives the link.
tw_err_t tw_host_bluetooth_connect(tw_call_t *call, tw_str_t name, uint32_t ms,
                                   tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_connect_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_connect_complete(tw_engine_t *engine, tw_pending_t pending,
                                                          int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_bluetooth_disconnect(tw_call_t *call, uint32_t link, int32_t *result);

// Looks for a characteristic of the other side, and gives its number here.
tw_err_t tw_host_bluetooth_find(tw_call_t *call, uint32_t link, tw_str_t service,
                                tw_str_t characteristic, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_find_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_find_complete(tw_engine_t *engine, tw_pending_t pending,
                                                       int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// How many bytes.
tw_err_t tw_host_bluetooth_read(tw_call_t *call, uint32_t remote, tw_buffer_t buffer,
                                tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_read_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_read_complete(tw_engine_t *engine, tw_pending_t pending,
                                                       int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

tw_err_t tw_host_bluetooth_write(tw_call_t *call, uint32_t remote, tw_list_t value_,
                                 tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_write_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_write_complete(tw_engine_t *engine, tw_pending_t pending,
                                                        int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// Asks the other side to tell the value when it changes, or no more.
tw_err_t tw_host_bluetooth_watch(tw_call_t *call, uint32_t remote, bool is_on,
                                 tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_watch_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_watch_complete(tw_engine_t *engine, tw_pending_t pending,
                                                        int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// The value that was told last; its size.
tw_err_t tw_host_bluetooth_told(tw_call_t *call, uint32_t remote, tw_buffer_t buffer,
                                int32_t *result);

// Encrypts the link, with keys of an earlier pairing or by pairing now.
tw_err_t tw_host_bluetooth_pair(tw_call_t *call, uint32_t link, tw_pending_t pending);
// The application's: the call is given up, its token means nothing any more.
void tw_host_bluetooth_pair_cancel(void *ctx, tw_pending_t pending);
// Answers the call, once. ISR-safe. NOENT: it was given up.
static inline tw_err_t tw_host_bluetooth_pair_complete(tw_engine_t *engine, tw_pending_t pending,
                                                       int32_t result) {
    return tw_pending_complete(engine, pending, (uint32_t)result);
}

// What both sides are to compare, 0 to 999999.
tw_err_t tw_host_bluetooth_number(tw_call_t *call, uint32_t link, int32_t *result);

// Whether it was the same.
tw_err_t tw_host_bluetooth_confirm(tw_call_t *call, uint32_t link, bool is_same, int32_t *result);

#ifdef __cplusplus
}
#endif
#endif
