// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "guard.h"

#include <string.h>

#include "ble_hs_priv.h"

#define EVENT_HEAD 2u  // code, length
#define COMMAND_HEAD 3u
#define DISCONNECTED 0x05
#define ENCRYPTED 0x08
#define COMPLETE 0x0e
#define STATUS 0x0f
#define SENT 0x13
#define KEY_REFRESHED 0x30
#define META 0x3e

// Of LE Meta events.
#define CONNECTED 0x01
#define REPORTED 0x02
#define PARAMETERS_ASKED 0x06
#define EXTENDED_CONNECTED 0x0a
#define PHY_CHANGED 0x0c

#define REPORT_HEAD 9u  // kind, address kind, address, length

#define ACL_HEAD 4u
#define L2CAP_HEAD 4u
#define SIGNALS 5u
#define SECURITY 6u
#define SECURITY_REQUEST 0x0b

static uint32_t read_u16(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

// ---- events ----

bool tw__guard_event(const uint8_t *event) {
    uint32_t size = event[1];
    switch (event[0]) {
        case COMPLETE:
            return size >= 3;
        case STATUS:
            return size == 4;
        case SENT:
            return size >= 1 && size == 1 + 4u * event[EVENT_HEAD];
        case META:
            return size >= 1;
        default:
            return true;
    }
}

bool tw__guard_is_report(const uint8_t *event) {
    return event[0] == META && event[1] >= 2 && event[EVENT_HEAD] == REPORTED;
}

bool tw__guard_report(const uint8_t *event, uint32_t i, uint8_t *target) {
    uint32_t end = EVENT_HEAD + event[1];
    uint32_t at = EVENT_HEAD + 2;
    uint32_t size = 0;
    for (uint32_t left = i + 1; left > 0; left--) {
        at += size;
        if (end - at < REPORT_HEAD + 1) {
            return false;
        }
        size = REPORT_HEAD + event[at + REPORT_HEAD - 1] + 1u;
        if (size > end - at) {
            return false;
        }
    }
    target[0] = META;
    target[1] = (uint8_t)(size + 2);
    target[2] = REPORTED;
    target[3] = 1;
    memcpy(target + 4, event + at, size);
    return i < event[EVENT_HEAD + 1];
}

// ---- handles ----

static void swap(uint8_t *bytes) {
    uint32_t flags = read_u16(bytes) & 0xf000u;
    uint32_t handle = read_u16(bytes) & 0x0fffu;
    if (handle == 0 || handle == TW__GUARD_HANDLE) {
        handle = handle == 0 ? TW__GUARD_HANDLE : 0;
    }
    bytes[0] = (uint8_t)handle;
    bytes[1] = (uint8_t)((handle | flags) >> 8);
}

// Whether the first parameter of a command, and the first that it gives back behind the status, is
// a connection: disconnect, read RSSI and their like, and those of LE for a link.
static bool has_handle(uint32_t command) {
    static const uint16_t commands[] = {0x0406, 0x041d, 0x1405, 0x2013, 0x2015, 0x2016, 0x2019,
                                        0x201a, 0x201b, 0x2020, 0x2021, 0x2022, 0x2030, 0x2032};
    for (uint32_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (commands[i] == command) {
            return true;
        }
    }
    return false;
}

static void swap_meta(uint8_t *event, uint32_t size) {
    uint32_t kind = event[EVENT_HEAD];
    bool has_status = kind == CONNECTED || kind == 0x03 || kind == 0x04 ||
                      kind == EXTENDED_CONNECTED || kind == PHY_CHANGED;
    bool is_of_link = has_status || kind == 0x05 || kind == PARAMETERS_ASKED || kind == 0x07;
    uint32_t at = has_status ? 2 : 1;
    if (is_of_link && size >= at + 2) {
        swap(event + EVENT_HEAD + at);
    }
}

void tw__guard_swap_event(uint8_t *event) {
    uint32_t size = event[1];
    uint8_t *data = event + EVENT_HEAD;
    if (event[0] == META) {
        swap_meta(event, size);
    } else if (event[0] == SENT) {
        for (uint32_t i = 0; i < data[0]; i++) {
            swap(data + 1 + 4 * i);
        }
    } else if (event[0] == COMPLETE && size >= 6 && has_handle(read_u16(data + 1))) {
        swap(data + 4);
    } else if ((event[0] == DISCONNECTED || event[0] == ENCRYPTED || event[0] == KEY_REFRESHED) &&
               size >= 3) {
        swap(data + 1);
    }
}

void tw__guard_swap_command(uint8_t *command) {
    if (command[2] >= 2 && has_handle(read_u16(command))) {
        swap(command + COMMAND_HEAD);
    }
}

void tw__guard_swap_acl(uint8_t *packet) {
    swap(packet);
}

// ---- packets ----

bool tw__guard_acl(const uint8_t *packet, uint32_t size) {
    uint32_t piece = read_u16(packet) >> 12 & 3u;
    if (size < ACL_HEAD || piece == 1) {
        return size > ACL_HEAD;
    }
    if (size < ACL_HEAD + L2CAP_HEAD + 1) {
        return false;  // no controller cuts a message there
    }
    uint32_t length = read_u16(packet + ACL_HEAD);
    uint32_t channel = read_u16(packet + ACL_HEAD + 2);
    if (channel == SECURITY && packet[ACL_HEAD + L2CAP_HEAD] == SECURITY_REQUEST) {
        return false;  // who may pair, this side decides
    }
    return length <= TW_BLUETOOTH_MTU;
}

// ---- what NimBLE calls instead of its own (cmake/bluetooth.cmake) ----

static uint8_t own_key_x[32];

int tw__guard_gen_key_pair(uint8_t *pub, uint8_t *priv) {
    int err = ble_sm_alg_gen_key_pair(pub, priv);
    memcpy(own_key_x, pub, sizeof own_key_x);
    return err;
}

// A peer that sends back our own key proves nothing with it (CVE-2020-26558).
int tw__guard_gen_dhkey(const uint8_t *x, const uint8_t *y, const uint8_t *priv, uint8_t *dhkey) {
    if (memcmp(x, own_key_x, sizeof own_key_x) == 0) {
        return BLE_HS_EREJECT;
    }
    return ble_sm_alg_gen_dhkey(x, y, priv, dhkey);
}

int tw__guard_ltk_req_rx(const struct ble_hci_ev_le_subev_lt_key_req *ev) {
    if (ble_hs_conn_find(le16toh(ev->conn_handle)) == NULL) {
        return BLE_HS_ENOTCONN;
    }
    return ble_sm_ltk_req_rx(ev);
}

// A controller that reports more links than there are places, or a failure that it has no reason
// for, does not stop the device.
int tw__guard_conn_complete(struct ble_gap_conn_complete *evt, uint8_t instance) {
    bool is_known = ble_hs_conn_find(evt->connection_handle) != NULL;
    if (evt->status == 0 && !is_known && (evt->role > 1 || !ble_hs_conn_can_alloc())) {
        return BLE_HS_ECONTROLLER;
    }
    if (evt->status != 0 && evt->status != BLE_ERR_DIR_ADV_TMO) {
        evt->status = BLE_ERR_UNK_CONN_ID;  // a link that was not made
    }
    return ble_gap_rx_conn_complete(evt, instance);
}
