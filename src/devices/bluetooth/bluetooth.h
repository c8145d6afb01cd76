// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_BLUETOOTH_H
#define TW_BLUETOOTH_BLUETOOTH_H

// What the files of the device share: device.c (the stack, advertising, links), server.c
// (services), client.c (other sides' services), scan.c (advertisers), bonds.c (keys).

#include "tinywasm/bluetooth.h"
#include "tinywasm/grant.h"

#include "host/ble_hs.h"
#include "tw_host_bluetooth.h"

// What functions answer (bridge/bluetooth.wit).
enum {
    BLUETOOTH_OK = 0,
    BLUETOOTH_ABSENT = -1,
    BLUETOOTH_INVALID = -2,
    BLUETOOTH_FULL = -3,
    BLUETOOTH_LATE = -4,
    BLUETOOTH_BUSY = TW_ERR_BUSY,
    BLUETOOTH_GONE = -6,
    BLUETOOTH_NONE = -7,
    BLUETOOTH_REFUSED = -8
};

// The events of on_bluetooth.
enum {
    EVENT_LINKED = 1,
    EVENT_UNLINKED,
    EVENT_WRITTEN,
    EVENT_SUBSCRIBED,
    EVENT_TOLD,
    EVENT_FOUND,
    EVENT_COMPARE
};

struct tw__bluetooth_part_ops {
    void (*start)(tw_bluetooth_part_t *part);  // adds its services, before the stack starts
    // Looks at each event of a link, before the device does.
    void (*event)(tw_bluetooth_part_t *part, const struct ble_gap_event *event);
};

static inline tw_bluetooth_t *tw__bluetooth_of(tw_call_t *call) {
    return (tw_bluetooth_t *)tw_call_ctx(call);
}

// device.c
void tw__bluetooth_post(uint32_t instance_id, int32_t event, uint32_t number);
// Advertises if that is wanted, and a link has a place.
void tw__bluetooth_advertise(tw_bluetooth_t *bluetooth);
int tw__bluetooth_on_event(struct ble_gap_event *event, void *arg);
struct tw_bluetooth_link *tw__bluetooth_link_of(tw_bluetooth_t *bluetooth, uint16_t handle);
uint32_t tw__bluetooth_link_number(const tw_bluetooth_t *bluetooth,
                                   const struct tw_bluetooth_link *link);
// What an error of NimBLE's is to a module.
int32_t tw__bluetooth_answer(int err);
// False for what is no UUID; else it is a ble_uuid_any_t.
bool tw__bluetooth_parse_uuid(const char *text, uint32_t size, uint32_t *uuid);
// Whether the caller may have it; a copy of the text, with its NUL, is in name.
tw_err_t tw__bluetooth_allowed_name(tw_call_t *call, const char *kind, tw_str_t text, char *name,
                                    uint32_t room, bool *fits);

// server.c
void tw__server_start(tw_bluetooth_t *bluetooth);
void tw__server_hide_all(tw_bluetooth_t *bluetooth);
void tw__server_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance);
void tw__server_subscribed(tw_bluetooth_t *bluetooth, uint16_t handle);

// client.c
void tw__client_linked(tw_bluetooth_t *bluetooth, struct tw_bluetooth_link *link);
void tw__client_unlinked(tw_bluetooth_t *bluetooth, struct tw_bluetooth_link *link);
void tw__client_told(tw_bluetooth_t *bluetooth, const struct ble_gap_event *event);
void tw__client_encrypted(tw_bluetooth_t *bluetooth, struct tw_bluetooth_link *link, int err);
void tw__client_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance);

// bonds.c
// Reads the keys that are kept. Before the stack starts, and then as its store.
void tw__bonds_load(tw_bluetooth_t *bluetooth);
void tw__bonds_start(tw_bluetooth_t *bluetooth);
void tw__bonds_poll(tw_bluetooth_t *bluetooth);  // saves what has changed
void tw__bonds_stop(tw_bluetooth_t *bluetooth);
// This side's own address where the controller has none: what the others know it by.
int tw__bonds_address(tw_bluetooth_t *bluetooth);

// scan.c
// Answers who waits for a connection.
void tw__seek_end(tw_bluetooth_t *bluetooth, int32_t answer);
void tw__scan_found(tw_bluetooth_t *bluetooth, const struct ble_gap_disc_desc *found);
// Scanning has ended, or a time is up: goes on with what is wanted.
void tw__scan_go_on(tw_bluetooth_t *bluetooth);
void tw__scan_gone(tw_bluetooth_t *bluetooth, const tw_instance_t *instance);

#endif
