// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/carrier_ble.h"

#include <string.h>

#include "bluetooth.h"
#include "stream.h"

#include "os/os_mbuf.h"

#define MESSAGES_LEFT 6  // blocks that telling leaves for answers

typedef struct tw_carrier_ble_link link_t;

static tw_carrier_ble_t *served;  // NimBLE's tables are constant, so they cannot name it

static link_t *find(uint16_t handle) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS; i++) {
        link_t *link = &served->links[i];
        if (link->is_used && !link->is_gone && link->handle == handle) {
            return link;
        }
    }
    return NULL;
}

// ---- the service ----

static int take(link_t *link, const struct os_mbuf *om) {
    if (OS_MBUF_PKTLEN(om) > TW_CARRIER_BLE_BYTES - link->count) {
        return BLE_ATT_ERR_INSUFFICIENT_RES;  // it is to try again
    }
    for (; om != NULL; om = SLIST_NEXT(om, om_next)) {
        for (uint32_t i = 0; i < om->om_len; i++) {
            link->bytes[(link->first + link->count++) % TW_CARRIER_BLE_BYTES] = om->om_data[i];
        }
    }
    return 0;
}

static int on_access(uint16_t handle, uint16_t attribute, struct ble_gatt_access_ctxt *ctxt,
                     void *arg) {
    link_t *link = find(handle);
    (void)attribute;
    (void)arg;
    if (ctxt->op != BLE_GATT_ACCESS_OP_WRITE_CHR || link == NULL) {
        return BLE_ATT_ERR_UNLIKELY;
    }
    return take(link, ctxt->om);
}

static const ble_uuid128_t service_uuid = TW__STREAM_UUID(1);
static const ble_uuid128_t in_uuid = TW__STREAM_UUID(2);
static const ble_uuid128_t out_uuid = TW__STREAM_UUID(3);
static uint16_t out_handle;

static const struct ble_gatt_chr_def characteristics[] = {
    {.uuid = &in_uuid.u, .access_cb = on_access, .flags = BLE_GATT_CHR_F_WRITE},
    {.uuid = &out_uuid.u,
     .access_cb = on_access,
     .flags = BLE_GATT_CHR_F_NOTIFY,
     .val_handle = &out_handle},
    {0}};
static const struct ble_gatt_svc_def services[] = {{.type = BLE_GATT_SVC_TYPE_PRIMARY,
                                                    .uuid = &service_uuid.u,
                                                    .characteristics = characteristics},
                                                   {0}};

static void start(tw_bluetooth_part_t *part) {
    (void)part;
    memset(served->links, 0, sizeof served->links);
    (void)ble_gatts_count_cfg(services);
    (void)ble_gatts_add_svcs(services);
}

static void on_subscribe(uint16_t handle) {
    for (uint32_t i = 0; i < TW_BLUETOOTH_CONNECTIONS && find(handle) == NULL; i++) {
        if (!served->links[i].is_used) {
            served->links[i] = (link_t){.is_used = true, .handle = handle};
        }
    }
}

static void end(link_t *link) {
    if (link != NULL) {
        link->is_gone = true;
        link->is_used = link->is_accepted;  // who has it closes it
    }
}

static void on_event(tw_bluetooth_part_t *part, const struct ble_gap_event *event) {
    (void)part;
    if (event->type == BLE_GAP_EVENT_DISCONNECT) {
        end(find(event->disconnect.conn.conn_handle));
    } else if (event->type == BLE_GAP_EVENT_SUBSCRIBE &&
               event->subscribe.attr_handle == out_handle) {
        if (event->subscribe.cur_notify) {
            on_subscribe(event->subscribe.conn_handle);
        } else {
            end(find(event->subscribe.conn_handle));
        }
    }
}

void tw_carrier_ble_init(tw_carrier_ble_t *carrier, tw_bluetooth_t *bluetooth) {
    static const struct tw__bluetooth_part_ops ops = {start, on_event};
    memset(carrier, 0, sizeof *carrier);
    carrier->part.ops = &ops;
    carrier->part.next = bluetooth->parts;
    bluetooth->parts = &carrier->part;
    served = carrier;
}

// ---- the carrier ----

static tw_err_t open(void *ctx) {
    ((tw_carrier_ble_t *)ctx)->is_listening = true;
    return TW_ERR_OK;
}

static void shut(void *ctx) {
    ((tw_carrier_ble_t *)ctx)->is_listening = false;
}

static int32_t accept(void *ctx) {
    tw_carrier_ble_t *carrier = ctx;
    for (int32_t i = 0; carrier->is_listening && i < TW_BLUETOOTH_CONNECTIONS; i++) {
        if (carrier->links[i].is_used && !carrier->links[i].is_accepted) {
            carrier->links[i].is_accepted = true;
            return i;
        }
    }
    return -1;
}

static int32_t receive(void *ctx, int32_t connection, void *bytes, uint32_t size) {
    link_t *link = &((tw_carrier_ble_t *)ctx)->links[connection];
    uint8_t *to = bytes;
    uint32_t count = 0;
    for (; count < size && link->count > 0; count++) {
        to[count] = link->bytes[link->first];
        link->first = (link->first + 1) % TW_CARRIER_BLE_BYTES;
        link->count--;
    }
    return count == 0 && link->is_gone ? -1 : (int32_t)count;
}

static int32_t send(void *ctx, int32_t connection, const void *bytes, uint32_t size) {
    const link_t *link = &((tw_carrier_ble_t *)ctx)->links[connection];
    if (link->is_gone) {
        return -1;
    }
    uint32_t most = ble_att_mtu(link->handle);
    most = most > TW__STREAM_ATT_HEAD ? most - TW__STREAM_ATT_HEAD : 0;
    uint32_t count = size < most ? size : most;
    struct os_mbuf *om = count == 0 || os_msys_num_free() < MESSAGES_LEFT
                             ? NULL
                             : ble_hs_mbuf_from_flat(bytes, (uint16_t)count);
    if (om == NULL || ble_gattc_notify_custom(link->handle, out_handle, om) != 0) {
        return 0;
    }
    return (int32_t)count;
}

static void close(void *ctx, int32_t connection) {
    link_t *link = &((tw_carrier_ble_t *)ctx)->links[connection];
    if (!link->is_gone) {
        (void)ble_gap_terminate(link->handle, BLE_ERR_REM_USER_CONN_TERM);
    }
    link->is_used = false;
}

const tw_carrier_ops_t tw_carrier_ble = {"ble", open, shut, accept, receive, send, close};
