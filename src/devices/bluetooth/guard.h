// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_BLUETOOTH_GUARD_H
#define TW_BLUETOOTH_GUARD_H

// What stands in front of NimBLE: it is of July 2020, and what later versions refuse is refused
// here (docs/RATIONALE.md, docs/THIRD-PARTY.md).

#include <stdbool.h>
#include <stdint.h>

#include "tinywasm/bluetooth.h"

// An event as the controller sent it, from its code on: code, length, data.
// Whether its lengths are right, as far as NimBLE does not look itself.
bool tw__guard_event(const uint8_t *event);
// An advertising report (LE Meta, 0x02): takes report i of it as an event of its own. False past
// the last one, and for one that is cut off. target has room for an event.
bool tw__guard_report(const uint8_t *event, uint32_t i, uint8_t *target);
bool tw__guard_is_report(const uint8_t *event);

// An ACL packet from its handle on. False: drop it.
bool tw__guard_acl(const uint8_t *packet, uint32_t size);

// A controller may give a connection the handle 0, which this NimBLE takes for none when it pairs:
// 0 and TW__GUARD_HANDLE are exchanged, both ways.
#define TW__GUARD_HANDLE 0x0effu
void tw__guard_swap_event(uint8_t *event);
void tw__guard_swap_command(uint8_t *command);  // from its code on
void tw__guard_swap_acl(uint8_t *packet);

// What NimBLE calls in the place of ble_sm_alg_gen_key_pair, ble_sm_alg_gen_dhkey,
// ble_sm_ltk_req_rx and ble_gap_rx_conn_complete.
struct ble_gap_conn_complete;
struct ble_hci_ev_le_subev_lt_key_req;
int tw__guard_conn_complete(struct ble_gap_conn_complete *evt, uint8_t instance);
int tw__guard_gen_key_pair(uint8_t *pub, uint8_t *priv);
int tw__guard_gen_dhkey(const uint8_t *x, const uint8_t *y, const uint8_t *priv, uint8_t *dhkey);
int tw__guard_ltk_req_rx(const struct ble_hci_ev_le_subev_lt_key_req *ev);

#endif
